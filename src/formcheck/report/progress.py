"""`progress.html`: how it goes from session to session, on one page that needs no network."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from pathlib import Path
from typing import Any, Final

from markupsafe import Markup

from formcheck.core_tests.results import baseline, compare_with_earlier
from formcheck.core_tests.tests import CoreTest
from formcheck.files import write_atomically
from formcheck.programme.training_log import CheckIn, LoggedTest, TrendPoint
from formcheck.report.charts import TREND_NARROW, TREND_WIDE, Band, trend_for_page
from formcheck.report.days import Kind, by_day, calendar
from formcheck.report.page import render
from formcheck.report.trends import Trend, in_words, tests_of, trends_of, weekly
from formcheck.words import trends as words
from formcheck.words.check_in import MOMENTS, of_session
from formcheck.words.counts import counted
from formcheck.words.dates import on
from formcheck.words.language import text
from formcheck.words.names import capital

_MOST_SESSIONS = 120  # each drawn by itself; of more the weeks are
_LEAST_DAYS: Final = 28  # that a chart shows
_NARROW_WEEKS: Final = 19  # of the calendar on a phone


def write_progress(
    path: Path,
    points: Sequence[TrendPoint],
    check_ins: Sequence[CheckIn],
    tests: Sequence[LoggedTest],
    today: date,
) -> None:
    """Write the page about all that was done.

    Args:
        path: of the page.
        points: sessions, oldest first.
        check_ins: all of them.
        tests: all of them, oldest first.
        today: the last day of its calendar.

    Raises:
        InputError: the folder cannot be written to.
    """
    done = by_day(*([one.at.date() for one in some] for some in (points, tests, check_ins)))
    today = max(today, *done) if done else today
    span = (min([today - timedelta(days=_LEAST_DAYS - 1), *done]), today)
    by_weeks = len(points) > _MOST_SESSIONS
    page = render(
        "progress.html",
        today=on(today),
        first=on(min(done)) if done else None,
        counts=[
            counted(len(points), "session"),
            counted(len(tests), "core test"),
            counted(len(check_ins), "check-in"),
        ],
        calendars=[
            ("wide", calendar(done, today)),
            ("narrow", calendar(done, today, _NARROW_WEEKS)),
        ],
        calendar_words=_days_words(done, today),
        years=_years(one.at.date() for one in points),
        charts=[
            _chart(name, trend, points, span, by_weeks=by_weeks)
            for name, trend in trends_of(points).items()
        ],
        by_weeks=by_weeks,
        tests=[
            _test_chart(f"test{number}", test, trend, some, span)
            for number, (test, trend, some) in enumerate(tests_of(tests), start=1)
        ],
        told=_told(check_ins),
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
    drawn = weekly(trend) if by_weeks else trend
    return {
        "key": name,
        "title": trend.title,
        "hint": words.scale(trend.unit, trend.hint),
        "meaning": words.meaning(name),
        "summary": in_words(trend) + (_in_all(points) if name == "clean" else ""),
        "drawings": _drawings(drawn, name, span),
    }


def _in_all(points: Sequence[TrendPoint]) -> str:
    """How many repetitions that were, together."""
    judged = sum(point.reps for point in points)
    clean = sum(point.clean_reps for point in points)
    return f" {words.clean_in_all(clean, judged)}" if judged else ""


def _test_chart(
    key: str, test: CoreTest, trend: Trend, done: Sequence[LoggedTest], span: tuple[date, date]
) -> dict[str, Any]:
    meaning = f"{capital(text(test.measures))}."
    band = None
    if test.repeat.tests == 1:
        level = baseline(test, done)
        least = test.repeat.target(level.score)
        band = Band(level.at.date(), level.score - least, level.score + least)
        around = words.band(trend.amount(least), trend.amount(level.score), level.at.date())
        meaning = f"{meaning} {around}"
    return {
        "key": key,
        "title": trend.title,
        "hint": words.scale(trend.unit, trend.hint),
        "meaning": meaning,
        "summary": f"{in_words(trend)} {compare_with_earlier(test, done[-1], done[:-1])}",
        "drawings": _drawings(trend, key, span, band),
    }


def _drawings(
    trend: Trend, key: str, span: tuple[date, date], band: Band | None = None
) -> list[tuple[str, Markup]]:
    if not trend.values:
        return []
    sizes = (("wide", TREND_WIDE), ("narrow", TREND_NARROW))
    return [
        (kind, Markup(trend_for_page(trend, f"{key}-{kind}", size, span, band).svg))  # made by us
        for kind, size in sizes
    ]


# --- days ------------------------------------------------------------------------------------


def _days_words(done: Mapping[date, Kind], today: date) -> str:
    """The calendar in a sentence."""
    weeks = 4
    first = today - timedelta(days=7 * weeks - 1)
    days = Counter(kind for day, kind in done.items() if day >= first)
    training = days["session"] + days["test"]
    if not done:
        return words.no_day()
    last = max((day for day, kind in done.items() if kind != "check-in"), default=None)
    return words.days(weeks, training, last)


def _years(sessions: Iterable[date]) -> list[str]:
    """How many days with sessions there were in each year, if there is more than one."""
    days = Counter(day.year for day in set(sessions))
    if len(days) < 2:
        return []
    return [f"{year}: {counted(count, 'day')}" for year, count in sorted(days.items())]


# --- what was told ---------------------------------------------------------------------------


def _told(check_ins: Iterable[CheckIn]) -> list[dict[str, Any]]:
    """Back pain by when it was asked."""
    rows = []
    answers = [one for one in check_ins if one.pain is not None]
    for moment in MOMENTS:
        some = [one for one in answers if one.moment == moment]
        if some:
            worst = max(some, key=lambda one: one.pain or 0)
            rows.append(
                {
                    "moment": of_session(moment),
                    "answers": len(some),
                    "none": sum(one.pain == 0 for one in some),
                    "highest": worst.pain,
                    "highest_on": on(worst.at.date()),
                    "last": some[-1].pain,
                    "last_on": on(some[-1].at.date()),
                }
            )
    return rows
