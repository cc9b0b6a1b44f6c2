"""Trends from session to session, and small charts of them for the terminal.

Nothing here judges: a trend tells measured values and their days, and no more.
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

Extreme = Literal["most", "lowest", "highest"]

_BLOCKS: Final = " ▁▂▃▄▅▆▇█"
_PLAIN: Final = " .:#"  # where a terminal cannot show blocks
_IN_TERMINAL: Final = ("good_form", "clean", "control", "curl", "pain")
_LINES: Final = 3  # of a chart in the terminal
_AXIS: Final = 6  # characters for the numbers beside it
_LEAST_COLUMNS: Final = 10
_FEW: Final = 5  # sessions of a median, once there are twice as many


@dataclass(frozen=True, slots=True)
class Trend:
    """Values of one measure, oldest first.

    Attributes:
        unit: unit of the values, by id.
        hint: how to read the values; may be empty.
        values: the values; none is missing.
        extreme: the kind of value that stands out.
        scale: top of a chart; None takes it from the values. The bottom is 0.
        occasion: where the values come from.
        counts_zero: whether the number of zeros says more than the median.
    """

    unit: str
    title: str = ""
    hint: str = ""
    days: tuple[date, ...] = ()
    values: tuple[float, ...] = ()
    extreme: Extreme = "most"
    scale: float | None = None
    notes: tuple[str, ...] = ()
    occasion: Thing = "session"
    counts_zero: bool = False

    @property
    def extreme_index(self) -> int:
        """Index of the extreme value, the first of equal ones."""
        pick = min if self.extreme == "lowest" else max
        return self.values.index(pick(self.values))

    @property
    def extreme_in_words(self) -> str:
        """The extreme value with its unit and its note."""
        return words.extreme(self.extreme, value=self.value_in_words(self.extreme_index))

    def gather(self, values: Sequence[float]) -> float:
        """Median of several values; maximum for a trend shown by its maximum."""
        return max(values) if self.extreme == "highest" else median(values)

    def value_in_words(self, index: int) -> str:
        """A value with its unit and its note."""
        note = self.notes[index] if self.notes else ""
        return words.value(self.values[index], self.unit, note)

    def amount(self, value: float) -> str:
        """A number with its unit."""
        return words.value(value, self.unit)


def _clean_percent(point: TrendPoint) -> float:
    return 100 * point.clean_reps / point.reps if point.reps else math.nan


_FORMS: Final[dict[str, tuple[Trend, Callable[[TrendPoint], float]]]] = {
    "good_form": (Trend("s"), lambda point: point.good_form_s),
    "clean": (Trend("%", scale=100.0), _clean_percent),
    "control": (Trend("deg", extreme="lowest"), lambda point: point.control_deg),
    "curl": (Trend("%"), lambda point: 100 * point.curl_share),
    "pain": (Trend("1", extreme="highest", scale=10.0, counts_zero=True), lambda point: point.pain),
    "effort": (Trend("1", extreme="highest", scale=10.0), lambda point: point.effort),
}


def session_trends(points: Sequence[TrendPoint]) -> dict[str, Trend]:
    """Trends of the sessions, oldest first, by name."""
    trends = {}
    for name, (form, value_of) in _FORMS.items():
        measured = [point for point in points if not math.isnan(value_of(point))]
        counts = tuple(words.part(count=point.clean_reps, total=point.reps) for point in measured)
        trends[name] = replace(
            form,
            title=words.title(name),
            hint=words.hint(name),
            days=tuple(point.at.date() for point in measured),
            values=tuple(value_of(point) for point in measured),
            notes=counts if name == "clean" else (),
        )
    return trends


def test_trends(tests: Iterable[LoggedTest]) -> list[tuple[CoreTest, Trend, list[LoggedTest]]]:
    """Trends of the core tests, one for each side, with the results that they show.

    Practice and results without a score are left out. The tests come oldest first.
    """
    known = {str(test.id): test for test in core_tests().values()}
    scored: dict[tuple[str, Side | None], list[LoggedTest]] = defaultdict(list)
    for result in tests:
        if result.test in known and not (result.practice or math.isnan(result.score)):
            scored[result.test, result.side].append(result)
    trends = []
    for (name, side), results in scored.items():
        test = known[name]
        graded = test.unit == "grade"
        trend = Trend(
            test.unit,
            words.title_of_test(text(test.name), side),
            words.hint_of_test(graded=graded, lower_is_better=test.lower_is_better),
            days=tuple(result.at.date() for result in results),
            values=tuple(result.score for result in results),
            extreme="lowest" if test.lower_is_better else "most",
            scale=_BEST_GRADE if graded else None,
            occasion="test",
        )
        trends.append((test, trend, results))
    return trends


def weekly(trend: Trend) -> Trend:
    """Weekly median; maximum for trends shown by their maximum.

    Weeks begin on Monday. The day of a week's value is that of its first value.
    """
    weeks: dict[date, list[int]] = defaultdict(list)
    for index, day in enumerate(trend.days):
        weeks[day - timedelta(days=day.weekday())].append(index)
    return replace(
        trend,
        days=tuple(trend.days[week[0]] for week in weeks.values()),
        values=tuple(trend.gather([trend.values[i] for i in week]) for week in weeks.values()),
        notes=(),
    )


def in_words(trend: Trend) -> str:
    """A trend in a plain sentence: values and days."""
    values, count = trend.values, len(trend.values)
    if not values:
        return words.never()
    first, last = trend.value_in_words(0), trend.value_in_words(-1)
    if count == 1:
        return words.once(first, trend.days[0])
    extreme, extreme_on = trend.extreme_in_words, trend.days[trend.extreme_index]
    if trend.counts_zero:
        none = sum(value == 0.0 for value in values)
        return words.zeros(none, count, trend.occasion, extreme, extreme_on, last)
    if count < 2 * _FEW:
        return words.few(first, last, extreme, extreme_on, count, trend.occasion)
    medians = [trend.amount(median(part)) for part in (values[:_FEW], values[-_FEW:])]
    return words.many(medians, _FEW, extreme, extreme_on, count, trend.occasion)


# --- in the terminal -----------------------------------------------------------------------------


def trend_charts(points: Sequence[TrendPoint], width: int, encoding: str = "utf-8") -> list[str]:
    """Small charts of the trends for a terminal, readable without colours.

    Plain characters replace blocks that its encoding cannot show.
    """
    columns = max(width - _AXIS - 3, _LEAST_COLUMNS)
    each = math.ceil(len(points) / columns)  # sessions in a column
    levels = _BLOCKS if _can_show(_BLOCKS, encoding) else _PLAIN
    lines = []
    for name, trend in session_trends(points).items():
        if name in _IN_TERMINAL:
            lines += _chart(trend, _columns(points, name, each), columns, levels)
    lines.append(words.columns(points[0].at.date(), points[-1].at.date(), len(points), each))
    if _can_show("°", encoding):
        return lines
    # Beside the axis there is no room for more than the number.
    return [line.replace("° |", "  |").replace("°", " deg") for line in lines]


def _columns(points: Sequence[TrendPoint], name: str, each: int) -> list[float]:
    """One value for each run of `each` sessions, NaN where none was measured."""
    form, value_of = _FORMS[name]
    columns = []
    for start in range(0, len(points), each):
        values = [value_of(point) for point in points[start : start + each]]
        measured = [value for value in values if not math.isnan(value)]
        columns.append(form.gather(measured) if measured else math.nan)
    return columns


def _chart(trend: Trend, columns: Sequence[float], most: int, levels: str) -> list[str]:
    """A heading, and the columns over an axis from 0."""
    name = words.heading(trend.title, trend.hint)
    if not trend.values:
        return [words.chart_heading(name, (), ""), ""]
    values = [trend.value_in_words(index) for index in range(len(trend.values))]
    gap = " " if 2 * len(columns) <= most else ""
    top = trend.scale or max((value for value in columns if value > 0.0), default=1.0)
    steps = _LINES * (len(levels) - 1)
    # A measured column is never empty: no value is not the same as 0.
    heights = [0 if math.isnan(value) else max(1, round(steps * value / top)) for value in columns]
    lines = [words.chart_heading(name, values, trend.extreme_in_words)]
    for line in reversed(range(_LINES)):
        below = line * (len(levels) - 1)
        cells = (levels[min(max(height - below, 0), len(levels) - 1)] for height in heights)
        edge = {_LINES - 1: trend.amount(top), 0: trend.amount(0.0)}.get(line, "")
        lines.append(f"{edge:>{_AXIS}} | {gap.join(cells)}".rstrip())
    return [*lines, ""]


def _can_show(characters: str, encoding: str) -> bool:
    try:
        characters.encode(encoding)
    except (UnicodeEncodeError, LookupError):
        return False
    return True
