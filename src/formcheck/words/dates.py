"""Days and times of day."""

from datetime import date, datetime
from typing import Final

from formcheck.words.language import _, marked

# fmt: off
_MONTHS: Final = (
    marked("Jan"), marked("Feb"), marked("Mar"), marked("Apr"), marked("May"), marked("Jun"),
    marked("Jul"), marked("Aug"), marked("Sep"), marked("Oct"), marked("Nov"), marked("Dec"),
)
_WEEKDAYS: Final = (
    marked("Mon"), marked("Tue"), marked("Wed"), marked("Thu"), marked("Fri"), marked("Sat"),
    marked("Sun"),
)
# fmt: on


def month(day: date) -> str:
    """The month of a day, such as `Mar`."""
    return _(_MONTHS[day.month - 1])


def weekday(number: int) -> str:
    """A day of the week, 0 for Monday."""
    return _(_WEEKDAYS[number])


def day_of_month(day: date) -> str:
    """A day without its year, such as `2 Mar`."""
    return _("{day} {month}", day=day.day, month=month(day))


def month_of_year(day: date) -> str:
    """A month with its year, such as `Mar 2026`."""
    return _("{month} {year}", month=month(day), year=day.year)


def on(day: date) -> str:
    """A day, such as `2 Mar 2026`."""
    return _("{day} {month} {year}", day=day.day, month=month(day), year=day.year)


def on_weekday(day: date) -> str:
    """A day with its weekday, such as `Mon 2 Mar 2026`."""
    return _("{weekday} {day}", weekday=weekday(day.weekday()), day=on(day))


def at(moment: datetime) -> str:
    """A day and the time of day, such as `Mon 2 Mar 2026 18:30`."""
    return _("{day} {moment:%H:%M}", day=on_weekday(moment), moment=moment)
