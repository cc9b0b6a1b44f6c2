"""The calendar of training days, as the page draws it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final, Literal

from formcheck.words.dates import month, on_weekday, weekday
from formcheck.words.names import name_of_id

Kind = Literal["session", "test", "check-in"]

CELL: Final = 16  # pixels from one day to the next
_SIZE: Final = 13  # edge of a day
_LEFT, _TOP = 32, 20  # room for names of days and months
_WEEKS: Final = (13, 52)  # shown at least and at most
_MONTH_WEEKS: Final = 3  # between two names of months


@dataclass(frozen=True, slots=True)
class Mark:
    """A day with an entry: the place of its cell, the kind of entry, and words."""

    x: int
    y: int
    kind: Kind
    words: str


@dataclass(frozen=True, slots=True)
class Calendar:
    """Weeks from left to right, days from Monday down.

    Attributes:
        blank: cells of all days up to today, as an SVG path.
        months, weekdays: places and names.
    """

    width: int
    height: int
    blank: str
    today: tuple[int, int]
    marks: tuple[Mark, ...]
    months: tuple[tuple[int, str], ...]
    weekdays: tuple[tuple[int, str], ...]
    size: int = _SIZE


def calendar(kinds: Mapping[date, Kind], today: date, most_weeks: int = _WEEKS[1]) -> Calendar:
    """Lay out the last weeks up to today, as many as fit."""
    monday = _monday(today)
    ago = (monday - _monday(min(kinds, default=today))).days // 7 + 1
    weeks = min(max(ago, _WEEKS[0]), most_weeks)
    first = monday - timedelta(weeks=weeks - 1)
    days = [first + timedelta(days=i) for i in range((today - first).days + 1)]
    places = {day: _place(day, first) for day in days}
    return Calendar(
        width=_LEFT + weeks * CELL,
        height=_TOP + 7 * CELL,
        blank="".join(f"M{x} {y}h{_SIZE}v{_SIZE}h-{_SIZE}z" for x, y in places.values()),
        today=places[today],
        marks=tuple(
            Mark(*places[day], kinds[day], f"{on_weekday(day)}: {name_of_id(kinds[day])}")
            for day in days
            if day in kinds
        ),
        months=tuple(_months(first, weeks)),
        weekdays=tuple((_TOP + i * CELL + _SIZE - 2, weekday(i)) for i in (0, 3, 6)),
    )


def by_day(
    sessions: Iterable[date], tests: Iterable[date], check_ins: Iterable[date]
) -> dict[date, Kind]:
    """The kind of each day: a core test comes before a session, a session before a check-in."""
    kinds: dict[date, Kind] = dict.fromkeys(check_ins, "check-in")
    kinds.update(dict.fromkeys(sessions, "session"))
    kinds.update(dict.fromkeys(tests, "test"))
    return kinds


def _monday(day: date) -> date:
    return day - timedelta(days=day.weekday())


def _place(day: date, first: date) -> tuple[int, int]:
    week, weekday = divmod((day - first).days, 7)
    return _LEFT + week * CELL, _TOP + weekday * CELL


def _months(first: date, weeks: int) -> Iterable[tuple[int, str]]:
    """The place and name of each month, over the first week that begins in it."""
    last_x = -_MONTH_WEEKS * CELL
    shown = 0
    for week in range(weeks - 1):  # a name beside the last week has no room
        day = first + timedelta(weeks=week)
        x = _LEFT + week * CELL
        if day.month != shown and x - last_x >= _MONTH_WEEKS * CELL:
            yield x, month(day)
            last_x, shown = x, day.month
