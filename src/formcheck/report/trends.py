"""How it goes from session to session: numbers over time, and the small charts of the terminal.

Nothing here judges: a trend says what was measured and when, and no more.
"""

import math
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from statistics import median
from typing import Final, Literal

from formcheck.core_tests.tests import CoreTest, core_tests
from formcheck.programme.training_log import LoggedTest, Side, TrendPoint
from formcheck.words import trends as words
from formcheck.words.counts import Thing
from formcheck.words.language import text

_BEST_GRADE = 10.0

Way = Literal["most", "lowest", "highest"]

_BLOCKS: Final = " ▁▂▃▄▅▆▇█"
_PLAIN: Final = " .:#"  # where a terminal cannot show blocks
_IN_TERMINAL: Final = ("good_form", "clean", "control", "curl", "pain")
_LINES: Final = 3  # of a chart in the terminal
_AXIS: Final = 6  # characters for the numbers beside it
_LEAST_COLUMNS: Final = 10
_FEW: Final = 5  # sessions whose median is told, once there are twice as many


@dataclass(frozen=True, slots=True)
class Trend:
    """One number of the sessions that have it, oldest first.

    Attributes:
        title: what it is.
        hint: how to read it, or nothing.
        unit: of the values, by id.
        days: of the sessions, as many as values.
        values: none of them missing.
        best: what the extreme one is called, and so which it is.
        scale: value at the top of a chart, None if what was seen decides. The bottom is 0.
        notes: what more there is to say of each value, or nothing.
        of: what each value was measured in.
        counts_zero: whether how often it was 0 says more than its median.
    """

    unit: str
    title: str = ""
    hint: str = ""
    days: tuple[date, ...] = ()
    values: tuple[float, ...] = ()
    best: Way = "most"
    scale: float | None = None
    notes: tuple[str, ...] = ()
    of: Thing = "session"
    counts_zero: bool = False

    @property
    def extreme(self) -> int:
        """Index of the best value, the first one of equals."""
        pick = min if self.best == "lowest" else max
        return self.values.index(pick(self.values))

    def gather(self, values: Sequence[float]) -> float:
        """One value for several: their median, and the highest of what is told by that."""
        return max(values) if self.best == "highest" else median(values)

    def said(self, index: int) -> str:
        """A value in words."""
        note = self.notes[index] if self.notes else ""
        return words.value(self.values[index], self.unit, note)

    def amount(self, value: float) -> str:
        """A number with its unit."""
        return words.value(value, self.unit)

    @property
    def extreme_in_words(self) -> str:
        """The extreme value in words."""
        return words.extreme(self.best, self.said(self.extreme))


def _clean_percent(point: TrendPoint) -> float:
    return 100 * point.clean_reps / point.reps if point.reps else math.nan


_FORMS: Final[dict[str, tuple[Trend, Callable[[TrendPoint], float]]]] = {
    "good_form": (Trend("s"), lambda point: point.good_form_s),
    "clean": (Trend("%", scale=100.0), _clean_percent),
    "control": (Trend("deg", best="lowest"), lambda point: point.control_deg),
    "curl": (Trend("%"), lambda point: 100 * point.curl_share),
    "pain": (Trend("1", best="highest", scale=10.0, counts_zero=True), lambda point: point.pain),
    "effort": (Trend("1", best="highest", scale=10.0), lambda point: point.effort),
}


def trends_of(points: Iterable[TrendPoint]) -> dict[str, Trend]:
    """What is looked at over time, by name.

    Args:
        points: sessions, oldest first.
    """
    points = list(points)
    trends = {}
    for name, (form, value_of) in _FORMS.items():
        having = [point for point in points if not math.isnan(value_of(point))]
        trends[name] = replace(
            form,
            title=words.title(name),
            hint=words.hint(name),
            days=tuple(point.at.date() for point in having),
            values=tuple(value_of(point) for point in having),
            notes=tuple(words.clean(point.clean_reps, point.reps) for point in having)
            if name == "clean"
            else (),
        )
    return trends


def tests_of(tests: Iterable[LoggedTest]) -> list[tuple[CoreTest, Trend, list[LoggedTest]]]:
    """Core tests over time, each side by itself, with the results that the trend is made of.

    Practice and what could not be scored are left out.

    Args:
        tests: results, oldest first.
    """
    known = {str(test.id): test for test in core_tests().values()}
    scored: dict[tuple[str, Side | None], list[LoggedTest]] = defaultdict(list)
    for done in tests:
        if done.test in known and not (done.practice or math.isnan(done.score)):
            scored[done.test, done.side].append(done)
    found = []
    for (name, side), some in scored.items():
        test = known[name]
        graded = test.unit == "grade"
        trend = Trend(
            test.unit,
            title=words.title_of_test(text(test.name), side),
            hint=words.hint_of_test(graded=graded, lower_is_better=test.lower_is_better),
            days=tuple(one.at.date() for one in some),
            values=tuple(one.score for one in some),
            best="lowest" if test.lower_is_better else "most",
            scale=_BEST_GRADE if graded else None,
            of="test",
        )
        found.append((test, trend, some))
    return found


def weekly(trend: Trend) -> Trend:
    """The median of each week, and of what is told by its highest value the highest.

    A week is that of Monday to Sunday; it stands where its first value is.
    """
    weeks: dict[date, list[int]] = defaultdict(list)
    for index, day in enumerate(trend.days):
        weeks[day - timedelta(days=day.weekday())].append(index)
    return replace(
        trend,
        days=tuple(trend.days[some[0]] for some in weeks.values()),
        values=tuple(trend.gather([trend.values[i] for i in some]) for some in weeks.values()),
        notes=(),
    )


def in_words(trend: Trend) -> str:
    """A trend in a plain sentence: what was measured, and when."""
    values, count = trend.values, len(trend.values)
    if not values:
        return words.never()
    if count == 1:
        return words.once(trend.said(0), trend.days[0])
    extreme, extreme_on = trend.extreme_in_words, trend.days[trend.extreme]
    if trend.counts_zero:
        none = sum(value == 0.0 for value in values)
        return words.zeros(none, count, trend.of, extreme, extreme_on, trend.said(-1))
    if count < 2 * _FEW:
        return words.few(trend.said(0), trend.said(-1), extreme, extreme_on, count, trend.of)
    medians = [trend.amount(median(some)) for some in (values[:_FEW], values[-_FEW:])]
    return words.many(medians, _FEW, extreme, extreme_on, count, trend.of)


# --- in the terminal -----------------------------------------------------------------------------


def trend_charts(points: Sequence[TrendPoint], width: int, encoding: str = "utf-8") -> list[str]:
    """Small charts of the trends, for a terminal; readable without colours.

    Args:
        points: sessions, oldest first, at least one.
        width: of the terminal, in characters.
        encoding: of the terminal; where it cannot show blocks, plain characters are used.
    """
    columns = max(width - _AXIS - 3, _LEAST_COLUMNS)
    each = math.ceil(len(points) / columns)  # sessions in a column
    levels = _BLOCKS if _can_show(_BLOCKS, encoding) else _PLAIN
    lines = []
    for name, trend in trends_of(points).items():
        if name in _IN_TERMINAL:
            lines += _chart(trend, _columns(points, name, each), columns, levels)
    first, last = points[0].at.date(), points[-1].at.date()
    lines.append(words.columns(first, last, len(points), each))
    if _can_show("°", encoding):
        return lines
    # Beside the axis there is no room for more than the number.
    return [line.replace("° |", "  |").replace("°", " deg") for line in lines]


def _columns(points: Sequence[TrendPoint], name: str, each: int) -> list[float]:
    """The values of so many sessions running in one, NaN where none of them has any."""
    form, value_of = _FORMS[name]
    columns = []
    for start in range(0, len(points), each):
        values = [value_of(point) for point in points[start : start + each]]
        known = [value for value in values if not math.isnan(value)]
        columns.append(form.gather(known) if known else math.nan)
    return columns


def _chart(trend: Trend, columns: Sequence[float], most: int, levels: str) -> list[str]:
    """A heading and the columns over an axis from 0."""
    name = words.heading(trend.title, trend.hint)
    if not trend.values:
        return [words.chart_heading(name, (), ""), ""]
    values = [trend.said(index) for index in range(len(trend.values))]
    gap = " " if 2 * len(columns) <= most else ""
    top = trend.scale or max((one for one in columns if one > 0.0), default=1.0)
    steps = _LINES * (len(levels) - 1)
    # A column that was measured is never empty: nothing is not the same as 0.
    heights = [0 if math.isnan(one) else max(1, round(steps * one / top)) for one in columns]
    drawn = [words.chart_heading(name, values, trend.extreme_in_words)]
    for line in reversed(range(_LINES)):
        below = line * (len(levels) - 1)
        cells = (levels[min(max(high - below, 0), len(levels) - 1)] for high in heights)
        edge = {_LINES - 1: trend.amount(top), 0: trend.amount(0.0)}.get(line, "")
        drawn.append(f"{edge:>{_AXIS}} | {gap.join(cells)}".rstrip())
    return [*drawn, ""]


def _can_show(signs: str, encoding: str) -> bool:
    try:
        signs.encode(encoding)
    except (UnicodeEncodeError, LookupError):
        return False
    return True
