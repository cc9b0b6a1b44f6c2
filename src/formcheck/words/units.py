"""Units: what stands after a number, how it is said, and how many decimals it is good for."""

from dataclasses import dataclass
from typing import Final

from formcheck.words.language import _, marked, ngettext
from formcheck.words.numbers import number_in_words


@dataclass(frozen=True, slots=True)
class _Unit:
    """One unit.

    Attributes:
        written: a number with its unit.
        short: the same where there is little room.
    """

    written: str
    decimals: int
    short: str = ""


_UNITS: Final = {
    "deg": _Unit(marked("{}\N{DEGREE SIGN}"), 0),
    "deg/s": _Unit(marked("{}\N{DEGREE SIGN}/s"), 0),
    "T": _Unit(marked("{} torso lengths"), 2, "{} T"),
    "T/s": _Unit(marked("{} torso lengths/s"), 2, "{} T/s"),
    "L": _Unit(marked("{} leg lengths"), 2, "{} L"),
    "L/s": _Unit(marked("{} leg lengths/s"), 2, "{} L/s"),
    "s": _Unit(marked("{} s"), 1),
    "%": _Unit(marked("{}%"), 0),
    "grade": _Unit(marked("grade {}"), 0, "{}"),
    "1": _Unit("{}", 2),
    "1/s": _Unit("{}/s", 2),
}
_SMALL: Final = 0.1  # a ratio below this has a decimal more


def symbol(unit: str, *, short: bool = False) -> str:
    """The unit as it stands after a number, with its space."""
    return _with_unit("", unit, short=short)


def heading(unit: str) -> str:
    """The unit by itself, as beside a chart."""
    return symbol(unit).strip() or _("a ratio")


def decimals(unit: str) -> int:
    """How many decimals a number of the unit is good for."""
    return _unit(unit).decimals


def digits(value: float, unit: str, places: int | None = None) -> str:
    """A number without its unit, with as many decimals as it is good for, or with so many."""
    if places is None:
        places = _places(value, unit)
    rounded = round(value, places) + 0.0  # no negative zero
    return f"{rounded:.{places}f}".replace("-", "\N{MINUS SIGN}")


def number(value: float, unit: str, *, places: int | None = None, short: bool = False) -> str:
    """A number with its unit."""
    return _with_unit(digits(value, unit, places), unit, short=short)


def measured(value: float, uncertainty: float | None, unit: str) -> str:
    """A value, its standard uncertainty where it has one, and the unit."""
    error = f" ± {digits(uncertainty, unit, _places(value, unit))}" if uncertainty else ""
    return _with_unit(digits(value, unit) + error, unit)


def share(part: float) -> str:
    """A share from 0 to 1 in per cent."""
    return number(100.0 * part, "%")


def degrees(count: int, *, spoken: bool = False) -> str:
    """An angle with its unit as a word; spoken, the number is a word, too."""
    words = number_in_words(count) if spoken else count
    return ngettext("{count} degree", "{count} degrees", count, count=words)


def seconds(count: int) -> str:
    """A time in whole seconds with the unit as a word."""
    return ngettext("{count} second", "{count} seconds", count)


def clock(seconds: float, places: int = 1) -> str:
    """A time in seconds; from a minute on with minutes."""
    minutes, rest = divmod(round(seconds, places), 60)
    if not minutes:
        return number(rest, "s", places=places)
    return f"{minutes:.0f}:{rest:0{places + 3 if places else 2}.{places}f}"


def _places(value: float, unit: str) -> int:
    return decimals(unit) + (unit == "1" and 0.0 < abs(value) < _SMALL)


def _with_unit(words: str, unit: str, *, short: bool = False) -> str:
    known = _unit(unit)
    written = known.short if short and known.short else known.written
    return _(written).format(words)


def _unit(unit: str) -> _Unit:
    # A unit of a file from elsewhere may hold braces.
    return _UNITS.get(unit) or _Unit("{} " + unit.replace("{", "{{").replace("}", "}}"), 2)
