"""How numbers went from session to session."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Final

from formcheck.words.counts import Thing, counted
from formcheck.words.dates import on
from formcheck.words.language import Sentence, Sentences, _, marked
from formcheck.words.names import capital, on_side
from formcheck.words.units import number, symbol

#: Of each number its title, how to read it, and its meaning.
_NUMBERS: Final = {
    "good_form": (
        marked("Good form"),
        "",
        marked("Seconds in good form, all holds of a session together."),
    ),
    "clean": (
        marked("Clean reps"),
        "",
        marked("Repetitions without a severe fault, of those that could be judged."),
    ),
    "control": (
        marked("Control angle"),
        marked("lower is better"),
        marked("Mean angle of the legs above the floor at which the low back began to lift."),
    ),
    "curl": (
        marked("Curl share"),
        "",
        marked(
            "Share of the way up that the bending of the trunk made, mean of a session's sit-ups."
        ),
    ),
    "pain": (
        marked("Back pain"),
        marked("0 to 10"),
        marked(
            "The highest number that you told before, in or after a session, or the day after it."
        ),
    ),
    "effort": (marked("Effort"), marked("0 to 10"), marked("As you told it after the session.")),
}
#: The best value, or the highest.
extreme = Sentences(
    most=marked("most {value}"),
    lowest=marked("lowest {value}"),
    highest=marked("highest {value}"),
)
part = Sentence("{count} of {total}")
clean_in_all = Sentence("In all {clean} of {reps} repetitions.")
# Sentences.
never = Sentence("Not measured yet.")
# The page.
no_day = Sentence("No day yet.")


def title(name: str) -> str:
    """The title of a number over time."""
    return _(_NUMBERS[name][0])


def hint(name: str) -> str:
    """How to read a number over time, or nothing."""
    words = _NUMBERS[name][1]
    return _(words) if words else ""


def meaning(name: str) -> str:
    """The meaning of a number over time."""
    return _(_NUMBERS[name][2])


def title_of_test(name: str, side: str | None) -> str:
    """The title of a core test, or of one side of it."""
    return f"{name}, {on_side(side)}" if side else name


def hint_of_test(*, graded: bool, lower_is_better: bool) -> str:
    """How to read the results of a core test, or nothing."""
    if graded:
        return _("grade, 0 to 10")
    return _("lower is better") if lower_is_better else ""


def heading(title: str, hint: str) -> str:
    """A title with its hint."""
    return f"{title} ({hint})" if hint else title


def scale(unit: str, hint: str) -> str:
    """The unit of the numbers beside a chart, and how to read them."""
    return ", ".join(words for words in (symbol(unit, short=True).strip(), hint) if words)


def value(amount: float, unit: str, note: str = "") -> str:
    """One value, such as `80% (8 of 10)`."""
    words = number(amount, unit, places=0, short=True)
    return f"{words} ({note})" if note else words


# --- sentences ------------------------------------------------------------------------------------


def once(words: str, day: date) -> str:
    """There is one value."""
    return _("{value} on {day}; measured once so far.", value=capital(words), day=on(day))


def zeros(none: int, count: int, of: Thing, extreme: str, extreme_on: date, last: str) -> str:
    """How often a value was 0."""
    return _(
        "0 in {none} of {count}; {extreme}, on {day}; last {last}.",
        none=none,
        count=counted(count, of),
        extreme=extreme,
        day=on(extreme_on),
        last=last,
    )


def few(first: str, last: str, extreme: str, extreme_on: date, count: int, of: Thing) -> str:
    """A few values: the first, the last and the extreme one."""
    return _(
        "First {first}, last {last}; {extreme}, on {day}. Measured in {count}.",
        first=first,
        last=last,
        extreme=extreme,
        day=on(extreme_on),
        count=counted(count, of),
    )


def many(
    medians: Sequence[str], some: int, extreme: str, extreme_on: date, count: int, of: Thing
) -> str:
    """Many values: the medians of the first and of the last ones, and the extreme one."""
    first, last = medians
    return _(
        "Median of the first {some}: {first}; of the last {number}: {last}; {extreme}, on {day}. "
        "Measured in {count}.",
        some=counted(some, of),
        number=some,
        first=first,
        last=last,
        extreme=extreme,
        day=on(extreme_on),
        count=counted(count, of),
    )


# --- in the terminal ------------------------------------------------------------------------------


def chart_heading(name: str, values: Sequence[str], extreme: str) -> str:
    """What stands above a small chart: its only value, or the first, the last and the extreme."""
    if not values:
        return _("{name}: not measured yet", name=name)
    if len(values) == 1:
        return f"{name}: {values[0]}"
    return _(
        "{name}: first {first}, last {last}, {extreme}",
        name=name,
        first=values[0],
        last=values[-1],
        extreme=extreme,
    )


def columns(first: date, last: date, sessions: int, each: int) -> str:
    """What the columns of small charts show."""
    if each == 1:
        how = _("a column each")
    else:
        how = _("each column the median of {each} (of back pain the highest)", each=each)
    return f"{span(first, last)}: {counted(sessions, 'session')}, {how}."


def span(first: date, last: date) -> str:
    """A span of days, or a single day."""
    if first == last:
        return on(first)
    return _("{first} to {last}", first=on(first), last=on(last))


# --- the page -------------------------------------------------------------------------------------


def band(least: str, level: str, day: date) -> str:
    """The band of results that are no change."""
    return _(
        "The band is {least} around the {level} of {day}: a next result in it is no change.",
        least=least,
        level=level,
        day=on(day),
    )


def days(weeks: int, count: int, last: date | None) -> str:
    """On how many of the last days something was done."""
    words = _(
        "In the last {weeks} weeks something was done on {days}.",
        weeks=weeks,
        days=counted(count, "day"),
    )
    if last is None:
        return words
    return _("{words} The last one was {day}.", words=words, day=on(last))


def years(days: Mapping[int, int]) -> str:
    """Days with a session in each year."""
    listed = (f"{year}: {counted(count, 'day')}" for year, count in sorted(days.items()))
    return _("Days with a session: {years}.", years=", ".join(listed))
