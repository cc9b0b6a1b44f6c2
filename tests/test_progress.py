"""The page about all that was done, and the charts in the terminal."""

import math
from datetime import UTC, date, datetime, timedelta

import pytest
from test_report_html import SCHEMES, WIDTHS, Opened, chromium

from formcheck.programme.training_log import CheckIn, TrendPoint
from formcheck.programme.training_log import LoggedTest as CoreTest
from formcheck.report.progress import write_progress
from formcheck.report.trends import trend_charts
from formcheck.words.safety import safety

__all__ = ["chromium"]

FIRST = datetime(2026, 3, 2, 19, tzinfo=UTC)  # a Monday


def point(number: int, *, days: int | None = None, **values: float) -> TrendPoint:
    """The session of a day; what is not given was not measured."""
    known = {"good_form_s": math.nan, "held_s": math.nan, "reps": 0, "clean_reps": 0}
    known |= dict.fromkeys(("control_deg", "curl_share", "pain", "effort"), math.nan)
    at = FIRST + timedelta(days=number - 1 if days is None else days)
    return TrendPoint(number, at, **(known | values))


def points(count: int) -> list[TrendPoint]:
    """So many days of somebody who holds a second longer each day."""
    return [
        point(
            number,
            good_form_s=20.0 + number % 50,
            held_s=90.0,
            reps=10,
            clean_reps=number % 11,
            control_deg=60.0 - number % 30,
            curl_share=0.4,
            pain=number % 2,
            effort=6.0,
        )
        for number in range(1, count + 1)
    ]


def core_test(day: int, score: float, test: str = "plank", unit: str = "s", **how) -> CoreTest:
    return CoreTest(FIRST + timedelta(days=day), test, score, unit, **how)


def page_of(folder, sessions=(), check_ins=(), tests=(), today=date(2026, 6, 20)) -> str:
    write_progress(folder / "progress.html", sessions, check_ins, tests, today)
    return (folder / "progress.html").read_text(encoding="utf-8")


def section(page: str, name: str) -> str:
    """What stands under a heading."""
    return page.split(f">{name}<")[1].split("</section>", maxsplit=1)[0]


# --- what it says --------------------------------------------------------------------------------


def test_an_empty_history_says_how_to_begin(tmp_path):
    page = page_of(tmp_path)
    assert "formcheck live --save" in page
    assert page.count("Not measured yet.") == 6
    assert "Core tests" not in page


def test_a_single_session_is_told_without_a_comparison(tmp_path):
    page = page_of(tmp_path, [point(1, good_form_s=31.0, held_s=40.0)])
    assert "31 s on 2 Mar 2026; measured once so far." in page


def test_few_sessions_are_told_by_the_first_the_last_and_the_best(tmp_path):
    some = [point(n, reps=10, clean_reps=clean) for n, clean in ((1, 4), (2, 9), (3, 8))]
    words = "First 40% (4 of 10), last 80% (8 of 10); most 90% (9 of 10), on 3 Mar 2026."
    assert words in page_of(tmp_path, some)


def test_many_sessions_are_told_by_medians(tmp_path):
    some = [point(n, control_deg=60.0 - n) for n in range(1, 13)]
    words = "Median of the first 5 sessions: 57°; of the last 5: 50°; lowest 48°, on 13 Mar 2026."
    assert words in page_of(tmp_path, some)


def test_beyond_120_sessions_weeks_are_drawn(tmp_path):
    words = "Each point is the median of a week"
    assert words not in page_of(tmp_path, points(120))
    assert words in page_of(tmp_path, points(121))


def test_core_tests_show_what_counts_as_a_change(tmp_path):
    page = page_of(tmp_path, tests=[core_test(0, 40.0), core_test(7, 46.0), core_test(14, 60.0)])
    assert "The band is 8 s around the 60 s of 16 Mar 2026" in page
    assert "Compared with 40 s on 2 Mar 2026: better, and more than" in page


def test_the_band_stands_around_what_the_next_test_is_compared_with(tmp_path):
    page = page_of(tmp_path, tests=[core_test(0, 40.0), core_test(7, 46.0)])
    assert "The band is 8 s around the 40 s of 2 Mar 2026" in page
    assert "Compared with 40 s on 2 Mar 2026: no change" in page


def test_repetitions_are_told_in_all(tmp_path):
    some = [point(n, reps=10, clean_reps=clean) for n, clean in ((1, 4), (2, 9), (3, 8))]
    assert "In all 21 of 30 repetitions." in page_of(tmp_path, some)


def test_pain_is_told_by_how_often_there_was_none(tmp_path):
    some = [point(n, pain=pain) for n, pain in ((1, 0.0), (2, 3.0), (3, 0.0))]
    assert "0 in 2 of 3 sessions; highest 3, on 3 Mar 2026; last 0." in page_of(tmp_path, some)


def test_practice_and_what_was_not_scored_is_left_out(tmp_path):
    tests = [core_test(0, 40.0, practice=True), core_test(1, math.nan)]
    assert "Core tests" not in page_of(tmp_path, tests=tests)


def test_each_side_has_its_own_chart(tmp_path):
    tests = [core_test(0, 30.0, "side-bridge", side=side) for side in ("left", "right")]
    page = page_of(tmp_path, tests=tests)
    assert "Side bridge, left side" in page
    assert "Side bridge, right side" in page


def test_pain_is_told_by_the_moment_it_was_asked(tmp_path):
    told = [CheckIn(FIRST, "before", 0), CheckIn(FIRST + timedelta(days=1), "before", 2)]
    row = section(page_of(tmp_path, check_ins=told), "Back pain as you told it, 0 to 10")
    assert "<td>1 of 2</td><td>2 " in row


def test_days_are_counted_to_today(tmp_path):
    page = page_of(tmp_path, [point(1), point(2)], today=date(2026, 3, 10))
    assert "In the last 4 weeks something was done on 2 days. The last one was 3 Mar 2026." in page


def test_the_safety_wording_is_on_the_page(tmp_path):
    assert safety().replace("'", "&#39;") in page_of(tmp_path)


def test_the_same_history_gives_the_same_page(tmp_path):
    tests = [core_test(0, 40.0), core_test(7, 46.0)]
    assert page_of(tmp_path, points(9), (), tests) == page_of(tmp_path, points(9), (), tests)


def test_ten_thousand_sessions_stay_a_small_page(tmp_path):
    page_of(tmp_path, points(10_000))
    assert (tmp_path / "progress.html").stat().st_size < 1_500_000


# --- in a browser --------------------------------------------------------------------------------


@pytest.fixture
def full(tmp_path):
    tests = [core_test(7 * week, 40.0 + 5 * week) for week in range(4)]
    tests += [core_test(7 * week, 60.0 - week, "leg-lowering", "deg") for week in range(4)]
    told = [CheckIn(FIRST + timedelta(days=day), "after", day % 3, 6) for day in range(20)]
    page_of(tmp_path, points(40), told, tests)
    return tmp_path / "progress.html"


@pytest.mark.slow
@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize("width", WIDTHS)
def test_the_page_is_accessible(chromium, full, width, scheme):
    axe = pytest.importorskip("axe_playwright_python.sync_playwright", reason="needs axe")
    with Opened(chromium, full, width, scheme, bypass_csp=True) as opened:
        found = axe.Axe().run(opened.page)
        assert found.response["passes"]
        assert [f"{one['id']}: {one['help']}" for one in found.response["violations"]] == []


@pytest.mark.parametrize("width", WIDTHS)
def test_it_fits_asks_for_nothing_and_never_complains(chromium, full, width):
    with Opened(chromium, full, width) as opened:
        assert opened.page.evaluate("document.documentElement.scrollWidth") == width
        asked = {url for url in opened.requests if not url.startswith("data:")}
        assert asked == {full.as_uri()}
        assert opened.complaints == []


# --- in the terminal -----------------------------------------------------------------------------


def test_charts_have_a_column_for_each_session():
    lines = trend_charts([point(n, good_form_s=10.0 * n) for n in (1, 2, 3)], 80)
    assert lines[0] == "Good form: first 10 s, last 30 s, most 30 s"
    assert lines[1:4] == ["  30 s |     █", "       |   █ █", "   0 s | █ █ █"]


def test_a_single_session_has_no_first_and_last():
    assert trend_charts([point(1, good_form_s=10.0)], 80)[0] == "Good form: 10 s"


def test_what_was_not_measured_says_so():
    assert "Control angle (lower is better): not measured yet" in trend_charts([point(1)], 80)


def test_no_pain_is_not_the_same_as_not_asked():
    lines = trend_charts([point(1, pain=0.0), point(2), point(3, pain=0.0)], 80)
    start = lines.index("Back pain (0 to 10): first 0, last 0, highest 0")
    assert lines[start + 3] == "     0 | ▁   ▁"


@pytest.mark.parametrize("count", [1, 40, 3000])
def test_charts_fit_into_the_terminal(count):
    charts = [line for line in trend_charts(points(count), 60) if " | " in line]
    assert max(map(len, charts)) <= 60


def test_a_terminal_that_knows_no_blocks_gets_plain_characters():
    lines = trend_charts(points(30), 80, "ascii")
    assert "\n".join(lines).isascii()
    assert "lowest 31 deg" in "\n".join(lines)
