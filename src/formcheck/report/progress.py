"""`progress.html`: progress from session to session, on one page that needs no network."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from pathlib import Path
from typing import Any, Final

from formcheck.core_tests.results import baseline, compare_with_earlier
from formcheck.core_tests.tests import CoreTest
from formcheck.files import write_atomically
from formcheck.programme.training_log import CheckIn, LoggedTest, TrendPoint
from formcheck.report.charts import Band, trend_for_page
from formcheck.report.days import Kind, by_day, calendar
from formcheck.report.page import render
from formcheck.report.trends import Trend, in_words, session_trends, test_trends, weekly
from formcheck.words import trends as words
from formcheck.words.check_in import MOMENTS, of_session
from formcheck.words.counts import counted
from formcheck.words.dates import on
from formcheck.words.language import text
from formcheck.words.names import capital

_MOST_SESSIONS = 120  # drawn one by one; beyond that, weeks are
_LEAST_DAYS: Final = 28  # that a chart shows
_NARROW_WEEKS: Final = 19  # of the calendar on a phone
_WEEKS: Final = 4  # counted in the sentence about the calendar


def write_progress(
    path: Path,
    points: Sequence[TrendPoint],
    check_ins: Sequence[CheckIn],
    tests: Sequence[LoggedTest],
    today: date,
) -> None:
    """Write the page about progress; sessions and core tests come oldest first.

    Raises:
        InputError: the folder cannot be written to.
    """
    days = by_day(*([entry.at.date() for entry in log] for log in (points, tests, check_ins)))
    today = max(today, *days) if days else today
    span = (min([today - timedelta(days=_LEAST_DAYS - 1), *days]), today)
    by_weeks = len(points) > _MOST_SESSIONS
    page = render(
        "progress.html",
        span=words.span(min(days), today) if days else on(today),
        counts=[
            counted(len(points), "session"),
            counted(len(tests), "core test"),
            counted(len(check_ins), "check-in"),
        ]
        if days
        else [],
        calendars=[
            ("wide", calendar(days, today)),
            ("narrow", calendar(days, today, _NARROW_WEEKS)),
        ],
        calendar_words=_days_in_words(days, today),
        years=_years(point.at.date() for point in points),
        charts=[
            _chart(name, trend, points, span, by_weeks=by_weeks)
            for name, trend in session_trends(points).items()
        ],
        by_weeks=by_weeks,
        tests=[
            _test_chart(f"test{number}", test, trend, results, span)
            for number, (test, trend, results) in enumerate(test_trends(tests), start=1)
        ],
        answers=_answers(check_ins),
    )
    with write_atomically(path) as file:
        file.write(page.encode())


def _chart(
    name: str,
    trend: Trend,
    points: Sequence[TrendPoint],
    span: tuple[date, date],
    *,
    by_weeks: bool,
) -> dict[str, Any]:
    summary = in_words(trend)
    if name == "clean" and trend.values:
        clean, judged = (
            sum(getattr(point, count) for point in points) for count in ("clean_reps", "reps")
        )
        summary += f" {words.clean_in_all(clean=clean, reps=judged)}"
    return {
        "key": name,
        "title": trend.title,
        "hint": words.scale(trend.unit, trend.hint),
        "meaning": words.meaning(name),
        "summary": summary,
        "drawings": trend_for_page(weekly(trend) if by_weeks else trend, name, span)
        if trend.values
        else (),
    }


def _test_chart(
    key: str, test: CoreTest, trend: Trend, results: Sequence[LoggedTest], span: tuple[date, date]
) -> dict[str, Any]:
    meaning = f"{capital(text(test.measures))}."
    band = None
    if test.repeat.tests == 1:
        base, _ = baseline(test, results)
        least, since = test.repeat.target(base.score), base.at.date()
        band = Band(since, base.score - least, base.score + least)
        meaning += f" {words.band(trend.amount(least), trend.amount(base.score), since)}"
    return {
        "key": key,
        "title": trend.title,
        "hint": words.scale(trend.unit, trend.hint),
        "meaning": meaning,
        "summary": f"{in_words(trend)} {compare_with_earlier(test, results[-1], results[:-1])}",
        "drawings": trend_for_page(trend, key, span, band),
    }


# --- days and answers ------------------------------------------------------------------------


def _days_in_words(days: Mapping[date, Kind], today: date) -> str:
    """The calendar in a sentence."""
    if not days:
        return words.no_day()
    training = [day for day, kind in days.items() if kind != "check-in"]
    first = today - timedelta(days=7 * _WEEKS - 1)
    recent = sum(day >= first for day in training)
    return words.days(_WEEKS, recent, max(training, default=None))


def _years(sessions: Iterable[date]) -> str:
    """Days with sessions in each year; empty for a single year."""
    days = Counter(day.year for day in set(sessions))
    return words.years(days) if len(days) > 1 else ""


def _answers(check_ins: Iterable[CheckIn]) -> list[dict[str, Any]]:
    """Back pain by the moment of the question."""
    rows = []
    for moment in MOMENTS:
        answers = [
            (check_in.pain, on(check_in.at.date()))
            for check_in in check_ins
            if check_in.moment == moment and check_in.pain is not None
        ]
        if answers:
            none = sum(pain == 0 for pain, _ in answers)
            rows.append(
                {
                    "moment": capital(of_session(moment)),
                    "none": words.part(count=none, total=len(answers)),
                    "highest": max(answers, key=lambda answer: answer[0]),
                    "last": answers[-1],
                }
            )
    return rows
