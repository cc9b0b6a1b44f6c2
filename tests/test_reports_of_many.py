"""Reports of many clips: a folder for each, and one page that links them all."""

import html
import os
import re
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path
from urllib.parse import unquote

import pytest

from formcheck.batch.reports import write_index_of
from formcheck.batch.score import Task
from formcheck.cli.main import main
from formcheck.exercises.catalogue import catalogue

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parents[1]
SAMPLES = ROOT / "samples"
RECORDINGS = sorted((ROOT / "benchmarks/accuracy/data/dev").glob("crunch-*.full.npz"))


def links(reports: Path) -> dict[str, Path]:
    """What the index links: by name of the clip, the page that the link opens."""
    page = (reports / "index.html").read_text(encoding="utf-8")
    found = re.findall(r'<th scope="row"><a href="([^"]+)">([^<]+)</a></th>', page)
    return {html.unescape(name): reports / unquote(link) for link, name in found}


def listed(reports: Path) -> list[str]:
    """The names of all clips on the index, in its order."""
    page = (reports / "index.html").read_text(encoding="utf-8")
    names = re.findall(r'<th scope="row">(?:<a [^>]+>)?([^<]+)', page)
    return [html.unescape(name) for name in names]


def score(folder: Path, reports: Path, *options: str) -> int:
    arguments = [str(folder), "--from-recordings", "--reports", str(reports), "--jobs", "1"]
    return main(["score", *arguments, *options])


def put(recording: Path, path: Path) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    return Path(shutil.copy(recording, path))


@pytest.fixture(scope="module")
def videos(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of which the reports lie inside: two clips, and one that is none."""
    folder = tmp_path_factory.mktemp("clips")
    for name in ("plank_shoulders_forward.mp4", "lying_still.mp4"):
        shutil.copy(SAMPLES / name, folder)
    (folder / "no_video.mp4").write_text("no video")
    arguments = ["score", str(folder), "--reports", str(folder / "reports"), "--jobs", "1"]
    assert main([*arguments, "--out", str(folder / "scores.csv")]) == 0
    return folder


def test_the_index_lists_every_clip_in_the_order_of_the_table(videos: Path) -> None:
    clips = sorted(str(path) for path in videos.glob("*.mp4"))
    assert listed(videos / "reports") == clips


def test_each_clip_has_its_files_where_the_index_links(videos: Path) -> None:
    pages = links(videos / "reports")
    assert {Path(clip).name for clip in pages} == {
        "plank_shoulders_forward.mp4",
        "lying_still.mp4",
    }
    for page in pages.values():
        assert page.is_file()
        for name in ("result.json", "signals.csv", "recording.npz", "overlay.mp4"):
            assert page.with_name(name).is_file()


def test_a_clip_that_failed_is_listed_with_its_reason(videos: Path) -> None:
    page = (videos / "reports" / "index.html").read_text(encoding="utf-8")
    assert re.search(r"no_video\.mp4</th>\s*<td><p>Could not be judged: [^<]*not a video", page)


def test_videos_of_reports_are_not_taken_for_clips(videos: Path) -> None:
    before = (videos / "scores.csv").read_bytes()
    reports = videos / "reports"
    arguments = ["score", str(videos), "--reports", str(reports), "--resume"]
    assert main([*arguments, "--out", str(videos / "scores.csv")]) == 0
    assert (videos / "scores.csv").read_bytes() == before


def test_clips_of_the_same_name_have_reports_of_their_own(tmp_path: Path) -> None:
    for folder, recording in zip(("a", "b"), RECORDINGS, strict=False):
        put(recording, tmp_path / "clips" / folder / "recording.npz")
    score(tmp_path / "clips", tmp_path / "reports")
    pages = links(tmp_path / "reports")
    assert len(set(pages.values())) == 2
    for clip, page in pages.items():
        assert str(clip) in page.with_name("result.json").read_text(encoding="utf-8")


def test_a_recording_has_a_page_without_a_video(tmp_path: Path) -> None:
    put(RECORDINGS[0], tmp_path / "clips" / "a.npz")
    score(tmp_path / "clips", tmp_path / "reports")
    (page,) = links(tmp_path / "reports").values()
    assert "<video" not in page.read_text(encoding="utf-8")
    assert not page.with_name("overlay.mp4").exists()


def test_the_report_of_a_clip_at_an_address_names_the_address(tmp_path: Path) -> None:
    pytest.importorskip("fsspec", reason="formcheck[remote] is not installed")
    address = f"file://{put(RECORDINGS[0], tmp_path / 'a.npz')}"
    main(["score", address, "--reports", str(tmp_path / "reports"), "--jobs", "1"])
    ((clip, page),) = links(tmp_path / "reports").items()
    assert clip == address
    assert address in page.read_text(encoding="utf-8")


def test_a_resumed_run_keeps_the_pages_and_adds_new_ones(tmp_path: Path) -> None:
    reports, out = tmp_path / "reports", ("--out", str(tmp_path / "scores.csv"))
    put(RECORDINGS[0], tmp_path / "clips" / "a.npz")
    score(tmp_path / "clips", reports, *out)
    (old,) = links(reports).values()
    written = old.stat().st_mtime_ns
    put(RECORDINGS[1], tmp_path / "clips" / "b.npz")
    score(tmp_path / "clips", reports, *out, "--resume")
    assert [Path(clip).name for clip in links(reports)] == ["a.npz", "b.npz"]
    assert old.stat().st_mtime_ns == written


def test_a_clip_judged_before_without_a_report_is_listed_without_a_link(tmp_path: Path) -> None:
    clip, out = put(RECORDINGS[0], tmp_path / "clips" / "a.npz"), str(tmp_path / "scores.csv")
    main(["score", str(clip), "--out", out, "--jobs", "1"])
    score(tmp_path / "clips", tmp_path / "reports", "--out", out, "--resume")
    assert links(tmp_path / "reports") == {}
    page = (tmp_path / "reports" / "index.html").read_text(encoding="utf-8")
    assert "Judged in an earlier run, without a report." in page


def test_the_report_of_an_earlier_state_of_a_clip_is_not_linked(tmp_path: Path) -> None:
    clip, out = tmp_path / "clips" / "a.npz", str(tmp_path / "scores.csv")
    put(RECORDINGS[0], clip)
    score(tmp_path / "clips", tmp_path / "reports")
    put(next(RECORDINGS[0].parent.glob("plank-*.full.npz")), clip)
    main(["score", str(clip), "--out", out, "--jobs", "1"])
    score(tmp_path / "clips", tmp_path / "reports", "--out", out, "--resume")
    assert links(tmp_path / "reports") == {}


def test_what_a_stopped_run_did_not_come_to_is_told_from_its_files(tmp_path: Path) -> None:
    reports = tmp_path / "reports"
    done = put(RECORDINGS[0], tmp_path / "clips" / "a.npz")
    score(tmp_path / "clips", reports)
    tasks = [Task(str(done), "auto"), Task(str(tmp_path / "clips" / "b.npz"), "auto")]
    write_index_of(reports, tasks, {}, catalogue())
    assert listed(reports) == [str(done)]


def test_what_a_killed_run_was_writing_is_cleared_away(tmp_path: Path) -> None:
    put(RECORDINGS[0], tmp_path / "clips" / "a.npz")
    score(tmp_path / "clips", tmp_path / "reports")
    (page,) = links(tmp_path / "reports").values()
    left = page.with_name(".formcheck-half.mp4")
    left.write_text("half a video")
    score(tmp_path / "clips", tmp_path / "reports")
    assert not left.exists()


@pytest.mark.skipif(os.name == "nt", reason="no such signal here")
def test_after_ctrl_c_the_index_tells_what_was_done(tmp_path: Path) -> None:
    for recording in RECORDINGS[:6]:
        put(recording, tmp_path / "clips" / recording.name)
    reports, out = tmp_path / "reports", tmp_path / "scores.csv"
    command = [sys.executable, "-c", "from formcheck.cli.main import run; run()", "score"]
    options = ["--from-recordings", "--reports", str(reports), "--out", str(out), "--jobs", "1"]
    run = subprocess.Popen([*command, str(tmp_path / "clips"), *options])
    while len(list(reports.glob("*/report.html"))) < 2 and run.poll() is None:
        time.sleep(0.01)
    run.send_signal(signal.SIGINT)
    assert run.wait(60) == 130
    assert len(links(reports)) >= 1
    assert all(page.is_file() for page in links(reports).values())


def test_reports_that_cannot_be_written_stop_the_run(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    put(RECORDINGS[0], tmp_path / "clips" / "a.npz")
    (tmp_path / "reports").write_text("a file")
    assert score(tmp_path / "clips", tmp_path / "reports") == 3
    assert "choose another" in capsys.readouterr().err


@pytest.mark.parametrize("engine", ["dask", "ray"])
def test_a_cluster_writes_no_reports(
    engine: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    put(RECORDINGS[0], tmp_path / "clips" / "a.npz")
    assert score(tmp_path / "clips", tmp_path / "reports", "--engine", engine) == 2
    assert "--reports" in capsys.readouterr().err


@pytest.mark.parametrize(
    "clip",
    [
        "..",
        "../../etc/passwd",
        "-rf.mp4",
        "<img src=x onerror=alert(1)>.mp4",
        "a\\..\\b.mp4",
        "nul:\0\n.mp4",
        "x" * 300 + ".mp4",
        "Übung 1.mp4",
        "s3://bucket/../../clip.mp4?version=../1",
        "zip://*.mp4::file:///tmp/clips.zip",
    ],
)
def test_no_name_of_a_clip_leaves_its_folder(clip: str) -> None:
    assert re.fullmatch(r"\w[\w-]{0,39}-[0-9a-f]{12}", Task(clip, "plank").folder)


def test_the_same_clip_with_another_exercise_has_another_folder() -> None:
    assert Task("a.mp4", "plank").folder != Task("a.mp4", "sit_up").folder
