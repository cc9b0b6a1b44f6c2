"""The report: what it says, what it may not do, and the page itself in a real browser."""

import io
import math
import os
import re
import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from people import (
    CAMERA,
    chain,
    curling,
    dead_bug,
    film,
    into_plank_and_out,
    nobody,
    over,
    plank,
    repeated,
    sit_ups,
    still,
    swapped,
    through,
)
from PIL import Image

from formcheck import Outputs, analyze
from formcheck.cli.main import main
from formcheck.draw.states import COLOURS
from formcheck.exercises.catalogue import catalogue
from formcheck.motion.body import BodyTracker
from formcheck.pose.estimator import ModelInfo
from formcheck.pose.frame import PoseFrame
from formcheck.pose.recording import Recording, RecordingHeader
from formcheck.report import film as films
from formcheck.report.film import Film
from formcheck.report.html import IndexEntry, write_index, write_report
from formcheck.report.limits import levels
from formcheck.report.series import Curve, Series
from formcheck.report.stills import Pair, gravest, pair
from formcheck.result import SessionResult
from formcheck.session import Session
from formcheck.words.safety import safety

pytestmark = pytest.mark.slow

SAMPLES = Path(__file__).parents[1] / "samples"
HOSTILE = "<script>window.hacked = 1</script>\"'><img src=x onerror='window.hacked = 1'>"
SAGGING = into_plank_and_out(
    chain(
        still(plank(), 4.0),
        through((0.0, 0.0), (2.0, 20.0)).map(plank),
        still(plank(20.0), 4.0),
    )
)


def recorded(poses: list[PoseFrame], folder: Path) -> Path:
    header = RecordingHeader(poses[0].width, poses[0].height, ModelInfo("full", "0" * 64))
    recording = Recording(header)
    for pose in poses:
        recording.append(pose)
    recording.save(folder / "recording.npz")
    return folder / "recording.npz"


def page_of(poses: list[PoseFrame], exercise: str, folder: Path) -> str:
    """The report of stick people, who have no pictures."""
    analyze(recorded(poses, folder), exercise, outputs=Outputs(folder))
    return (folder / "report.html").read_text(encoding="utf-8")


def watched(poses: list[PoseFrame], exercise: str) -> tuple[Session, Series]:
    session = Session(exercise)
    series = Series(session.may_be)
    for pose in poses:
        series.add(session.feed(pose))
    return session, series


def result_of(poses: list[PoseFrame], exercise: str, folder: Path) -> SessionResult:
    return analyze(recorded(poses, folder), exercise)


# --- what it says --------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def sagging(tmp_path_factory: pytest.TempPathFactory) -> str:
    return page_of(film(SAGGING), "plank", tmp_path_factory.mktemp("sagging"))


def test_advice_and_its_reason_come_before_the_numbers(sagging):
    places = [
        sagging.index(words)
        for words in ("Held ", "Next time an easier version: knee plank", "Signals over time")
    ]
    assert places == sorted(places)


def test_the_safety_wording_is_on_the_page(sagging):
    assert safety().replace("'", "&#39;") in sagging


def test_the_page_tells_thresholds_evidence_model_and_versions(sagging):
    for words in ("validated on rendered people", "source: ", "Pose model", "formcheck 0", "numpy"):
        assert words in sagging


def test_without_pictures_there_is_no_video_and_the_page_says_so(sagging):
    assert "<video" not in sagging
    assert "<img" not in sagging
    assert "no pictures and no video" in sagging


def test_sets_of_different_exercises_share_a_page(tmp_path):
    first = film(sit_ups(3))
    poses = first + film(SAGGING, start_s=first[-1].t_s + 2.0)
    page = page_of(poses, "auto", tmp_path)
    assert 'id="set1"' in page
    assert 'id="set2"' in page
    assert page.count("Signals over time") == 2


@pytest.fixture(scope="module")
def evening(tmp_path_factory: pytest.TempPathFactory) -> str:
    """The page about 200 sets: sagging planks, and sit-ups with lifted feet as the last one."""
    sagging = film(SAGGING)
    lifted = repeated(2, high=85.0, lower=5.0).map(
        lambda up: curling(up, feet_up=20.0 * over(up - 10.0, 20.0))
    )
    poses = sagging + film(lifted, start_s=sagging[-1].t_s + 2.0)
    folder = tmp_path_factory.mktemp("evening")
    result = result_of(poses, "auto", folder)
    plank_set, sit_up_set = result.sets
    result = result.model_copy(update={"sets": [*[plank_set] * 199, sit_up_set]})
    write_report(folder / "report.html", result, catalogue(), watched(poses, "auto")[1])
    return (folder / "report.html").read_text(encoding="utf-8")


def test_an_evening_of_200_sets_is_a_small_page(evening):
    assert len(evening.encode()) < 8e6


def test_an_evening_of_200_sets_has_eighty_charts(evening):
    assert evening.count('role="slider"') == 80


def test_the_worst_moments_of_an_evening_come_first_each_fault_once(evening):
    worst = evening.split("The worst moments")[1].split("</ul>")[0]
    first = re.findall(r"</b> ([\w ]+)<", worst)[:2]
    assert sorted(first) == ["Feet lift", "Hip sag"]
    assert 'href="#set200"' in worst


def test_a_fault_of_one_late_set_has_its_chart(evening):
    late = evening.split('id="set200"')[1]
    assert "limit" in late.split("Signals over time")[1]


def test_a_few_sets_have_all_their_charts(sagging):
    assert "The worst moments" not in sagging


def test_a_measure_that_one_set_lacks_has_no_chart_there(tmp_path):
    first = film(SAGGING)
    hidden = replace(CAMERA, hidden=frozenset({"elbow"}))
    second = film(SAGGING, hidden, start_s=first[-1].t_s + 2.0)
    page = page_of(first + second, "plank", tmp_path)
    in_sets = [part.count('role="slider"') for part in page.split("Signals over time")[1:]]
    assert in_sets[0] > in_sets[1] > 0


def test_repetitions_are_a_table_with_range_and_tempo(tmp_path):
    page = page_of(film(sit_ups(3)), "sit_up", tmp_path)
    table = page.split('<table class="reps">')[1].split("</table>")[0]
    for heading in ("Range", "Up", "Down", "Score", "Faults"):
        assert f">{heading}</th>" in table
    assert table.count("<tr data-from") == 3


def test_an_empty_room_gives_a_page_that_says_so(tmp_path):
    page = page_of(nobody(5.0, 0.0), "plank", tmp_path)
    assert "Nothing was judged" in page
    assert "nobody was found" in page


def test_what_could_not_be_judged_comes_with_what_to_do(tmp_path):
    result = result_of(film(SAGGING), "plank", tmp_path)
    missed = {
        "fault": "head_drop",
        "reason": "I can't see your head: check light, clothes and what is in the way",
        "problem": "part_unseen",
        "about": ["head"],
    }
    as_data = result.model_dump(by_alias=True)
    as_data["sets"][0]["not_judged"] = [missed]
    _, series = watched(film(SAGGING), "plank")
    result = SessionResult.model_validate(as_data)
    write_report(tmp_path / "r.html", result, catalogue(), series)
    page = (tmp_path / "r.html").read_text(encoding="utf-8")
    assert (
        "<strong>head drop</strong>: I can&#39;t see your head. "
        "To see it: check light, clothes and what is in the way." in page
    )


# --- what it may not do --------------------------------------------------------------------------


def hostile_page(folder: Path) -> Path:
    """A report in which every text that comes from files tries to run a script."""
    result = result_of(film(SAGGING), "plank", folder)
    as_data = result.model_dump(by_alias=True)
    as_data["clip"]["path"] = f"/clips/{HOSTILE.replace('/', '')}.mp4"
    as_data["model"]["name"] = HOSTILE
    as_data["software"] = {HOSTILE: HOSTILE}
    as_data["coverage"]["messages"] = [HOSTILE]
    seen = as_data["sets"][0]
    seen["advice"]["why"] = HOSTILE
    seen["not_judged"] = [{"fault": HOSTILE, "reason": HOSTILE}]
    for finding in seen["findings"]:
        finding["cue"] = finding["why"] = HOSTILE
    exercise = catalogue()["plank"]
    faults = tuple(fault.model_copy(update={"report": HOSTILE}) for fault in exercise.faults)
    known = {
        **catalogue(),
        "plank": exercise.model_copy(update={"name": HOSTILE, "faults": faults}),
    }
    _, series = watched(film(SAGGING), "plank")
    path = folder / "hostile.html"
    write_report(path, SessionResult.model_validate(as_data), known, series)
    return path


def test_texts_from_files_are_escaped(tmp_path):
    page = hostile_page(tmp_path).read_text(encoding="utf-8")
    assert "window.hacked" in page
    assert "<script>window.hacked" not in page
    assert "<img src=x" not in page


def test_the_index_escapes_names_and_links_only_into_its_folder(tmp_path):
    entries = [
        IndexEntry(HOSTILE, Path("javascript:alert(1)") / "report.html", None),
        IndexEntry("broken.mp4", None, None, HOSTILE),
    ]
    write_index(tmp_path / "index.html", entries, catalogue())
    page = (tmp_path / "index.html").read_text(encoding="utf-8")
    assert "<script>window.hacked" not in page
    assert "<img src=x" not in page
    assert 'href="./javascript%3Aalert%281%29/report.html"' in page


def test_the_index_tells_each_clip_and_links_its_report(tmp_path):
    result = result_of(film(SAGGING), "plank", tmp_path)
    entries = [
        IndexEntry("a.mp4", Path("a") / "report.html", result),
        IndexEntry("b.mp4", None, None, "not a video: check the file"),
    ]
    write_index(tmp_path / "index.html", entries, catalogue())
    page = (tmp_path / "index.html").read_text(encoding="utf-8")
    assert '<a href="./a/report.html">a.mp4</a>' in page
    assert "Next time an easier version: knee plank" in page
    assert "Could not be judged: not a video: check the file" in page


# --- files ---------------------------------------------------------------------------------------


def test_plots_are_written_as_png_and_svg(tmp_path):
    recording = recorded(film(SAGGING), tmp_path)
    assert main(["analyze", str(recording), "-e", "plank", "--out", str(tmp_path), "--plots"]) == 0
    png = (tmp_path / "plots" / "1_plank_body_line_deg.png").read_bytes()
    svg = (tmp_path / "plots" / "1_plank_body_line_deg.svg").read_text(encoding="utf-8")
    assert png.startswith(b"\x89PNG")
    assert "<svg" in svg
    assert "body line" in svg


def test_no_report_means_none(tmp_path):
    recording = recorded(film(SAGGING), tmp_path)
    assert (
        main(["analyze", str(recording), "-e", "plank", "--out", str(tmp_path), "--no-report"]) == 0
    )
    assert not (tmp_path / "report.html").exists()


# --- curves, limits, moments ---------------------------------------------------------------------


def test_thinning_keeps_peaks_and_gaps():
    t_s = np.arange(1000) / 100
    value = np.zeros(1000)
    value[437], value[600:700] = 9.0, math.nan
    thin = Curve(t_s, value, value).thinned(50)
    assert len(thin) <= 50
    assert np.nanmax(thin.value) == 9.0
    assert np.isnan(thin.value[(thin.t_s >= 6.1) & (thin.t_s < 6.9)]).all()


def test_a_limit_on_a_change_is_drawn_where_the_finding_was_compared(tmp_path):
    result = result_of(film(SAGGING), "plank", tmp_path)
    seen = result.sets[0]
    sag = next(one for one in seen.findings if one.fault == "hip_sag")
    drawn = {
        (one.fault, one.severity): one.value
        for one in levels(catalogue()["plank"], "body_line_deg", seen)
    }
    assert drawn["hip_sag", sag.severity] == sag.peak.threshold
    assert drawn["hips_piked", "severe"] == -22.0


def pictures(poses: list[PoseFrame]) -> Film:
    kept, tracker = Film(), BodyTracker()
    for pose in poses:
        grey = np.full((pose.height, pose.width, 3), 90, np.uint8)
        kept.add(grey, pose, tracker.update(pose))
    return kept


def moments_of(fault: str, poses: list[PoseFrame], exercise: str, folder: Path) -> Pair | None:
    seen = result_of(poses, exercise, folder).sets[0]
    _, series = watched(poses, exercise)
    worst = next(finding for finding in gravest(seen.findings) if finding.fault == fault)
    return pair(catalogue()[exercise], seen, worst, series, pictures(poses))


def test_the_worst_moment_stands_beside_one_without_the_fault(tmp_path):
    moments = moments_of("hip_sag", film(SAGGING), "plank", tmp_path)
    assert moments.worst.t_s == pytest.approx(moments.finding.peak.at_s, abs=0.15)
    assert moments.best.t_s < moments.finding.start_s
    assert abs(moments.best.value) < 8 < moments.worst.value


def test_repetitions_are_compared_at_the_same_point_of_the_movement(tmp_path):
    lifted = repeated(2, high=85.0, lower=5.0).map(
        lambda up: curling(up, feet_up=20.0 * over(up - 10.0, 20.0))
    )
    good = sit_ups(2)
    motion = chain(good, lifted)
    poses = film(motion)
    height = watched(poses, "sit_up")[1].curve("trunk_elevation_deg")
    moments = moments_of("feet_lift", poses, "sit_up", tmp_path)
    assert moments.best.t_s < good.seconds < moments.worst.t_s
    assert height.at(moments.best.t_s) == pytest.approx(height.at(moments.worst.t_s), abs=10)


@pytest.mark.parametrize("swap", [False, True], ids=["as it is", "swapped"])
def test_the_leg_that_was_measured_is_marked(tmp_path, swap):
    drifting = repeated(2, high=1.0, lower=2.0).map(lambda share: dead_bug(share, drift=20 * share))
    poses = [swapped(pose) if swap else pose for pose in film(drifting)]
    moments = moments_of("other_leg_drifts", poses, "dead_bug", tmp_path)
    picture = np.asarray(Image.open(io.BytesIO(moments.worst.jpeg)), int)
    colour = COLOURS[moments.finding.severity]
    rows, columns = (np.abs(picture - colour).max(axis=2) < 40).nonzero()
    # The thigh that waits is steep, the one that reaches nearly lies.
    assert np.ptp(rows) > 1.5 * np.ptp(columns) > 0


def test_the_gravest_faults_come_first(tmp_path):
    seen = result_of(film(SAGGING), "plank", tmp_path).sets[0]
    grades = [one.severity for one in gravest(seen.findings)]
    assert grades == sorted(grades, reverse=True)
    assert len({one.fault for one in gravest(seen.findings)}) == len(grades)


def test_film_of_a_long_clip_stays_bounded_and_covers_all_of_it(monkeypatch):
    monkeypatch.setattr(films, "_MOST", 20)
    poses = film(still(plank(), 30.0))
    kept = [one.t_s for one in pictures(poses)]
    assert len(kept) < 20
    assert kept[0] == 0.0
    assert kept[-1] > 26.0


# --- in the browser ------------------------------------------------------------------------------

CHROMIUM = shutil.which("chromium") or shutil.which("google-chrome")
FLAGS = (
    *("--disable-gpu", "--disable-quic", "--no-first-run"),
    *("--disable-background-networking", "--disable-component-update", "--disable-sync"),
)
WIDTHS, SCHEMES = (390, 1280), ("light", "dark")


@pytest.fixture(scope="module")
def chromium() -> Iterator:
    if CHROMIUM is None:
        pytest.skip("needs Chromium")
    playwright = pytest.importorskip("playwright.sync_api", reason="needs Playwright")
    as_root = ["--no-sandbox"] if hasattr(os, "geteuid") and os.geteuid() == 0 else []
    with playwright.sync_playwright() as run:
        browser = run.chromium.launch(executable_path=CHROMIUM, args=[*FLAGS, *as_root])
        yield browser
        browser.close()


@pytest.fixture(scope="module", params=["plank_sag", "leg_raise_arched", "sit_up_stiff"])
def report(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The report of a sample, with pictures and video."""
    exercise = {"plank_sag": "plank", "leg_raise_arched": "leg_raise", "sit_up_stiff": "sit_up"}
    folder = tmp_path_factory.mktemp(request.param)
    clip = SAMPLES / f"{request.param}.mp4"
    analyze(clip, exercise[request.param], outputs=Outputs(folder))
    return folder / "report.html"


class Opened:
    """A page, and everything that it asked for or complained about."""

    def __init__(self, browser, path: Path, width: int = 1280, scheme: str = "light", **how):
        self.context = browser.new_context(
            viewport={"width": width, "height": 844}, color_scheme=scheme, **how
        )
        self.page = self.context.new_page()
        self.requests: list[str] = []
        self.complaints: list[str] = []
        self.page.on("request", lambda one: self.requests.append(one.url))
        self.page.on("console", lambda one: self.complaints.append(one.text))
        self.page.on("pageerror", lambda one: self.complaints.append(str(one)))
        self.page.goto(path.as_uri())
        if self.page.locator("video").count():
            self.until("document.querySelector('video').readyState >= 1")

    def __enter__(self) -> "Opened":
        return self

    def __exit__(self, *_) -> None:
        self.context.close()

    def until(self, expression: str) -> None:
        """Wait until it is true. (Playwright's own way needs `eval`, which the page forbids.)"""
        for _ in range(200):
            if self.page.evaluate(expression):
                return
            self.page.wait_for_timeout(50)
        pytest.fail(f"not true within ten seconds: {expression}")

    def video_s(self) -> float:
        return self.page.evaluate("document.querySelector('video').currentTime")

    def head(self) -> float:
        """Where the playhead of the first chart stands, in the chart's units."""
        shown = self.page.locator("[data-chart] .wide .playhead").first
        return float(shown.get_attribute("x1"))


def test_a_click_on_a_fault_seeks_the_video_and_moves_the_playhead(chromium, report):
    with Opened(chromium, report) as opened:
        before = opened.head()
        button = opened.page.locator(".fault button.jump").last
        wanted = float(button.get_attribute("data-seek"))
        button.click()
        assert opened.video_s() == pytest.approx(wanted, abs=0.05)
        assert opened.head() != before


def test_a_click_into_a_chart_seeks_the_video(chromium, report):
    with Opened(chromium, report) as opened:
        chart = opened.page.locator("[data-chart]").first
        start, end = (float(chart.get_attribute(f"data-{edge}")) for edge in ("start", "end"))
        plot = chart.locator(".wide")
        left, right = (float(plot.get_attribute(f"data-{edge}")) for edge in ("left", "right"))
        box = plot.locator("svg").bounding_box()
        x = (left + 0.5 * (right - left)) / 700 * box["width"]
        plot.locator("svg").click(position={"x": x, "y": box["height"] / 2})
        assert opened.video_s() == pytest.approx((start + end) / 2, abs=0.1)
        assert opened.head() == pytest.approx((left + right) / 2, abs=1.5)


def test_a_click_on_the_time_line_seeks_the_video(chromium, report):
    with Opened(chromium, report) as opened:
        mark = opened.page.locator(".track rect[data-seek]").last
        mark.click()
        assert opened.video_s() == pytest.approx(float(mark.get_attribute("data-seek")), abs=0.05)


def test_the_playhead_follows_the_video_as_it_plays(chromium, report):
    with Opened(chromium, report) as opened:
        before = opened.head()
        opened.page.evaluate("document.querySelector('video').play()")
        opened.until("document.querySelector('video').currentTime > 0.3")
        assert opened.head() > before


def test_the_keyboard_moves_along_a_chart_and_says_the_value(chromium, report):
    with Opened(chromium, report) as opened:
        chart = opened.page.locator("[data-chart]").first
        chart.focus()
        start = opened.video_s()
        opened.page.keyboard.press("PageUp")
        opened.page.keyboard.press("ArrowRight")
        assert opened.video_s() == pytest.approx(start + 1.1, abs=0.05)
        assert "1.1 s: " in chart.get_attribute("aria-valuetext")


def test_the_page_asks_for_nothing_but_its_video_and_never_complains(chromium, report):
    with Opened(chromium, report) as opened:
        opened.page.locator("button.jump").first.click()
        opened.page.wait_for_timeout(300)
        asked = {url for url in opened.requests if not url.startswith("data:")}
        assert asked == {report.as_uri(), report.with_name("overlay.mp4").as_uri()}
        assert opened.complaints == []


def test_the_page_is_small(report):
    assert report.stat().st_size < 3_000_000


@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize("width", WIDTHS)
def test_the_page_is_accessible(chromium, report, width, scheme):
    axe = pytest.importorskip("axe_playwright_python.sync_playwright", reason="needs axe")
    # The checker is a script of its own, which the page's policy would refuse.
    with Opened(chromium, report, width, scheme, bypass_csp=True) as opened:
        opened.page.evaluate("document.querySelectorAll('details').forEach(d => d.open = true)")
        levels_checked = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
        found = axe.Axe().run(opened.page, options={"runOnly": levels_checked})
        assert found.response["passes"]
        assert [f"{one['id']}: {one['help']}" for one in found.response["violations"]] == []


@pytest.mark.parametrize("width", WIDTHS)
def test_nothing_is_wider_than_the_screen(chromium, report, width):
    with Opened(chromium, report, width) as opened:
        assert opened.page.evaluate("document.documentElement.scrollWidth") == width


def test_pictures_stand_in_pairs_and_are_shown(chromium, report):
    with Opened(chromium, report) as opened:
        shown = opened.page.evaluate(
            "[...document.images].every(image => image.complete && image.naturalWidth > 0)"
        )
        assert shown
        assert opened.page.locator(".pair img").count() >= 2


def test_print_shows_what_was_folded_away_and_leaves_out_the_video(chromium, report, tmp_path):
    with Opened(chromium, report) as opened:
        pdf = opened.page.pdf(path=tmp_path / "report.pdf")
        assert pdf.startswith(b"%PDF")
        assert opened.page.evaluate("[...document.querySelectorAll('details')].every(d => d.open)")
        opened.page.emulate_media(media="print")
        assert not opened.page.locator("video").is_visible()


def test_hostile_texts_run_nothing(chromium, tmp_path):
    with Opened(chromium, hostile_page(tmp_path)) as opened:
        opened.page.wait_for_timeout(300)
        assert opened.page.evaluate("window.hacked") is None
        assert "window.hacked" in opened.page.locator("h1").inner_text()


def test_the_policy_stops_what_escaping_would_let_through(chromium, tmp_path):
    page = page_of(film(SAGGING), "plank", tmp_path)
    smuggled = page.replace("</main>", f"{HOSTILE}<script>window.hacked = 2</script></main>")
    path = tmp_path / "smuggled.html"
    path.write_text(smuggled, encoding="utf-8")
    with Opened(chromium, path) as opened:
        opened.page.wait_for_timeout(300)
        assert opened.page.evaluate("window.hacked") is None
        assert any("Content Security Policy" in one for one in opened.complaints)


def test_without_a_video_a_click_still_moves_the_playhead(chromium, tmp_path):
    page_of(film(SAGGING), "plank", tmp_path)
    with Opened(chromium, tmp_path / "report.html") as opened:
        before = opened.head()
        opened.page.locator("button.jump").first.click()
        assert opened.head() > before
        assert opened.complaints == []


def test_the_index_is_accessible(chromium, tmp_path):
    axe = pytest.importorskip("axe_playwright_python.sync_playwright", reason="needs axe")
    result = result_of(film(SAGGING), "plank", tmp_path)
    entries = [
        IndexEntry("a.mp4", Path("report.html"), result),
        IndexEntry("b.mp4", None, None, "not a video: check the file"),
    ]
    write_index(tmp_path / "index.html", entries, catalogue())
    with Opened(chromium, tmp_path / "index.html", bypass_csp=True) as opened:
        found = axe.Axe().run(opened.page)
        assert [one["id"] for one in found.response["violations"]] == []
        assert opened.complaints == []
