"""A run that was stopped goes on where it was, and never counts twice."""

import csv
import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pretend
import pytest

from formcheck.batch.engines import open_engine
from formcheck.batch.journal import Journal
from formcheck.batch.rows import Row
from formcheck.batch.run import score_all
from formcheck.batch.score import ClipOutcome, Task, settings_for
from formcheck.calibration import Profile, save_profile
from formcheck.cli.main import main
from formcheck.errors import InputError, UsageError
from formcheck.exercises.catalogue import catalogue

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parents[1]
DATA = ROOT / "benchmarks/accuracy/data/dev"
SETTINGS = settings_for("full", catalogue())
SCORED = ClipOutcome(
    (Row("a.mp4", "ok", exercise="plank", hold_s=3.2, seconds_spent=1.0),), ("late",)
)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Seven Recordings."""
    clips = tmp_path / "clips"
    clips.mkdir()
    for path in sorted(DATA.glob("crunch-*.full.npz"))[:7]:
        shutil.copy(path, clips)
    return clips


def score(folder: Path, *options: str) -> int:
    return main(["score", str(folder), "--from-recordings", *options])


def table(path: Path) -> list[list[str]]:
    """The cells of a table, sorted, without the time that judging took."""
    with path.open(newline="") as file:
        lines = list(csv.reader(file))
    spent = lines[0].index("seconds_spent")
    return sorted(line[:spent] + line[spent + 1 :] for line in lines)


def judged(out: Path) -> int:
    """How many clips the journal tells of."""
    journal = out.with_name(f"{out.name}.journal")
    return journal.read_text().count('"key"') if journal.exists() else 0


def test_a_run_killed_again_and_again_gives_the_table_of_an_undisturbed_one(
    folder: Path, tmp_path: Path
) -> None:
    whole, out = tmp_path / "whole.csv", tmp_path / "killed.csv"
    assert score(folder, "--out", str(whole)) == 0
    command = [sys.executable, "-c", "from formcheck.cli.main import run; run()"]
    arguments = ["score", str(folder), "--from-recordings", "--out", str(out), "--jobs", "1"]
    for enough in (1, 3, 5):
        run = subprocess.Popen([*command, *arguments, "--resume"])
        while judged(out) < enough and run.poll() is None:
            time.sleep(0.01)
        run.send_signal(signal.SIGKILL)
        run.wait()
    assert not out.exists()
    assert score(folder, "--out", str(out), "--resume") == 0
    assert table(out) == table(whole)
    assert judged(out) == len(list(folder.iterdir()))


def test_what_has_been_judged_is_not_judged_again(folder: Path, tmp_path: Path) -> None:
    out = tmp_path / "scores.csv"
    score(folder, "--out", str(out))
    first, count = out.read_bytes(), judged(out)
    score(folder, "--out", str(out), "--resume")
    assert judged(out) == count
    assert out.read_bytes() == first  # the time that judging took, too


def test_a_clip_that_was_moved_is_known_by_its_content(folder: Path, tmp_path: Path) -> None:
    out = tmp_path / "scores.csv"
    score(folder, "--out", str(out))
    count = judged(out)
    folder.rename(tmp_path / "moved")
    score(tmp_path / "moved", "--out", str(out), "--resume")
    assert judged(out) == count
    assert out.read_text().count(str(tmp_path / "moved")) == count


@pytest.mark.parametrize("change", ["content", "exercise", "profile"])
def test_what_has_changed_is_judged_again(change: str, folder: Path, tmp_path: Path) -> None:
    out = tmp_path / "scores.csv"
    score(folder, "--out", str(out))
    before, clips = judged(out), len(list(folder.iterdir()))
    if change == "content":
        shutil.copy(next(DATA.glob("plank-*.full.npz")), next(folder.iterdir()))
    save_profile(Profile(name="anna"), tmp_path / "anna.toml")
    options = {
        "content": (),
        "exercise": ("-e", "plank"),
        "profile": ("--profile", str(tmp_path / "anna.toml")),
    }
    score(folder, "--out", str(out), "--resume", *options[change])
    assert judged(out) - before == (1 if change == "content" else clips)


def test_an_unfinished_run_is_not_thrown_away_by_mistake(tmp_path: Path) -> None:
    table = tmp_path / "scores.csv"
    with Journal(table, resume=False) as journal:
        journal.add("key", SCORED)
    with pytest.raises(UsageError, match="--resume"):
        Journal(table, resume=False)


def test_a_finished_run_may_be_made_again(tmp_path: Path) -> None:
    table = tmp_path / "scores.csv"
    with Journal(table, resume=False) as journal:
        journal.add("key", SCORED)
        journal.finish()
    with Journal(table, resume=False) as journal:
        assert journal.get("key") is None


def test_the_journal_gives_back_what_it_was_told(tmp_path: Path) -> None:
    with Journal(tmp_path / "scores.csv", resume=False) as journal:
        journal.add("key", SCORED)
    with Journal(tmp_path / "scores.csv", resume=True) as journal:
        assert journal.get("key") == SCORED


def test_a_line_torn_by_the_kill_is_left_out(tmp_path: Path) -> None:
    with Journal(tmp_path / "scores.csv", resume=False) as journal:
        journal.add("whole", SCORED)
        journal.add("torn", SCORED)
    content = journal.path.read_bytes()
    journal.path.write_bytes(content[:-20])
    with Journal(tmp_path / "scores.csv", resume=True) as journal:
        assert journal.get("torn") is None
        journal.add("torn", SCORED)
    assert journal.path.read_bytes() == content


@pytest.mark.parametrize("line", ["not a journal", "[" * 100_000, "[1]", '{"key": 1}'])
def test_a_damaged_journal_is_said(line: str, tmp_path: Path) -> None:
    (tmp_path / "scores.csv.journal").write_text(f"{line}\n")
    with pytest.raises(InputError, match="damaged"):
        Journal(tmp_path / "scores.csv", resume=True)


def test_a_clip_whose_process_died_is_tried_again(tmp_path: Path) -> None:
    clip = tmp_path / "SIGKILL.mp4"
    clip.write_text("")
    tasks = [Task(str(clip), "plank")]
    with Journal(tmp_path / "scores.csv", resume=False) as journal:
        with open_engine("processes", 1, None) as engine:
            list(score_all(tasks, SETTINGS, engine, journal, pretend.die_or_count))
        with open_engine("processes", 1, None) as engine:
            ((_, second),) = score_all(tasks, SETTINGS, engine, journal, pretend.count)
    assert second.rows[0].reps == 1


def test_resume_needs_a_table(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert score(folder, "--resume") == 2
    assert "--out" in capsys.readouterr().err


@pytest.mark.skipif(os.name == "nt", reason="no such signal here")
def test_ctrl_c_keeps_what_was_done(folder: Path, tmp_path: Path) -> None:
    out = tmp_path / "scores.csv"
    command = [sys.executable, "-c", "from formcheck.cli.main import run; run()"]
    arguments = ["score", str(folder), "--from-recordings", "--out", str(out), "--jobs", "1"]
    run = subprocess.Popen([*command, *arguments], stderr=subprocess.PIPE, text=True)
    while judged(out) < 2 and run.poll() is None:
        time.sleep(0.01)
    run.send_signal(signal.SIGINT)
    said = run.communicate(timeout=60)[1]
    assert run.returncode == 130
    assert "--resume" in said
    assert "Traceback" not in said
    assert judged(out) >= 2
