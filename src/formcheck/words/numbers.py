"""Numbers as they are said: a voice reads words the same way everywhere."""

from typing import Final

# fmt: off
_SMALL: Final = (
    "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten",
    "eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen",
    "nineteen",
)
_TENS: Final = ("twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")
# fmt: on


def number_in_words(number: int) -> str:
    """A whole number from 0 to 999, such as `one hundred twenty-one`."""
    if number >= 100:
        hundreds, rest = divmod(number, 100)
        words = f"{_SMALL[hundreds]} hundred"
        return f"{words} {number_in_words(rest)}" if rest else words
    if number < len(_SMALL):
        return _SMALL[number]
    tens, ones = divmod(number, 10)
    return _TENS[tens - 2] + (f"-{_SMALL[ones]}" if ones else "")


def time_in_words(seconds: float) -> str:
    """A duration to the second, such as `ten seconds` or `one minute ten`."""
    minutes, rest = divmod(round(seconds), 60)
    if not minutes:
        return f"{number_in_words(rest)} second{'' if rest == 1 else 's'}"
    words = f"{number_in_words(minutes)} minute{'' if minutes == 1 else 's'}"
    return f"{words} {number_in_words(rest)}" if rest else words


def tempo_in_words(tempo: tuple[float, float]) -> str:
    """Seconds up and seconds down, to the half second, such as `two seconds up, four down`."""
    up, down = (_to_the_half(seconds) for seconds in tempo)
    return f"{up} second{'' if up == 'one' else 's'} up, {down} down"


def _to_the_half(seconds: float) -> str:
    whole, half = divmod(round(2.0 * seconds), 2)
    if not half:
        return number_in_words(whole)
    return f"{number_in_words(whole)} and a half" if whole else "half a"
