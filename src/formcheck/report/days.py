"""A calendar of the days on which something was done, as the page draws it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final, Literal

from formcheck.words.dates import month, on_weekday, weekday
from formcheck.words.names import name_of_id

Kind = Literal["session", "test", "check-in"]

CELL: Final = 16  # pixels from one day to the next
_SIZE: Final = 13  # of a day
_LEFT, _TOP = 32, 20  # room for names of days and months
_WEEKS: Final = (13, 52)  # shown at least and at most
_MONTH_WEEKS: Final = 3  # between two names of months


@dataclass(frozen=True, slots=True)
class Mark:
    """A day on which something was done: the place of its cell, what it was, and words."""

    x: int
    y: int
    kind: Kind
    words: str


@dataclass(frozen=True, slots=True)
class Calendar:
    """Weeks from left to right, days from Monday down.

    Attributes:
        width, height: of the drawing.
        blank: the cells of all days up to today, as an SVG path.
        today: place of today's cell.
        marks: what was done.
        months, weekdays: names and where they stand.
    """

    width: int
    height: int
    blank: str
    today: tuple[int, int]
    marks: tuple[Mark, ...]
    months: tuple[tuple[int, str], ...]
    weekdays: tuple[tuple[int, str], ...]
    size: int = _SIZE


def calendar(done: Mapping[date, Kind], today: date, most_weeks: int = _WEEKS[1]) -> Calendar:
    """Lay out the last weeks.

    Args:
        done: the most that was done of each day.
        today: the last day.
        most_weeks: how many weeks there is room for.
    """
    monday = _monday(today)
    ago = (monday - _monday(min(done, default=today))).days // 7 + 1
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
            Mark(*places[day], done[day], f"{on_weekday(day)}: {name_of_id(done[day])}")
            for day in days
            if day in done
        ),
        months=tuple(_months(first, weeks)),
        weekdays=tuple((_TOP + i * CELL + _SIZE - 2, weekday(i)) for i in (0, 3, 6)),
    )


def by_day(
    sessions: Iterable[date], tests: Iterable[date], told: Iterable[date]
) -> dict[date, Kind]:
    """The most that was done on each day."""
    kinds: dict[date, Kind] = dict.fromkeys(told, "check-in")
    kinds.update(dict.fromkeys(sessions, "session"))
    kinds.update(dict.fromkeys(tests, "test"))
    return kinds


def _monday(day: date) -> date:
    return day - timedelta(days=day.weekday())


def _place(day: date, first: date) -> tuple[int, int]:
    week, weekday = divmod((day - first).days, 7)
    return _LEFT + week * CELL, _TOP + weekday * CELL


def _months(first: date, weeks: int) -> Iterable[tuple[int, str]]:
    """The name of each month over the first week that begins in it."""
    last_x = -_MONTH_WEEKS * CELL
    shown = 0
    for week in range(weeks - 1):  # beside the last one a name has no room
        day = first + timedelta(weeks=week)
        x = _LEFT + week * CELL
        if day.month != shown and x - last_x >= _MONTH_WEEKS * CELL:
            yield x, month(day)
            last_x, shown = x, day.month
