"""`formcheck history`, and --save of `live` and `analyze`, as a user calls them."""

import json
import os
import re
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from functools import cache
from pathlib import Path

import pytest
from histories import day, plank_set, session, sets_of, sit_up_set
from test_live import Patient, Shown
from virtual_screen import wait_for

from formcheck.cli.main import main
from formcheck.exercises.catalogue import catalogue
from formcheck.guide.training import Training
from formcheck.history import ErasedError, History, Used, database
from formcheck.history.erasing import erase, what_goes
from formcheck.live.loop import LiveConfig, run
from formcheck.live.voice import Voice
from formcheck.programme.training_log import CheckIn
from formcheck.programme.training_log import LoggedTest as CoreTest
from formcheck.programme.workout import Step, Workout

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parents[1]
SAMPLES = ROOT / "samples"
FAILED = ROOT / "benchmarks" / "accuracy" / "data" / "dev" / "sit_up-failed30.full.npz"


@pytest.fixture
def folder(tmp_path):
    """A history of two evenings."""
    data = tmp_path / "data"
    step = Step(exercise="sit_up", reps=8, side=None, ladder="sit_up", level=2)
    with History(data) as history:
        session(history, [plank_set()], at=day(0), kind="analyze", source="plank.mp4")
        one = session(
            history,
            [sit_up_set(), sit_up_set()],
            at=day(1),
            step=step,
            profile=Used("anna", "a" * 64),
        )
        history.add_check_in(CheckIn(day(1), "during", pain=2, sharp=True, exercise="sit_up"), one)
        history.add_check_in(CheckIn(day(1), "after", pain=1, effort=6), one)
        history.add_test(CoreTest(day(1), "side-bridge", 31.5, "s", side="left"), one)
    return data


@pytest.fixture
def called(capsys, monkeypatch):
    """Call formcheck; returns its status, what it printed, and what it said of errors."""
    monkeypatch.setenv("COLUMNS", "200")

    def call(*words: object) -> tuple[int, str, str]:
        status = main([str(word) for word in words])
        out, err = capsys.readouterr()
        return status, out, err

    return call


# --- looking -------------------------------------------------------------------------------------


def test_the_bare_command_lists_sessions_newest_first(called, folder):
    status, out, err = called("history", "--data", folder)
    assert (status, err) == (0, "")
    assert [line.split()[0] for line in out.splitlines()] == ["No", "2", "1"]
    assert "Tue 3 Mar 2026 18:30" in out
    assert "sit-up 2 + 2 reps" in out
    assert "forearm plank 9 s" in out


def test_a_list_shows_faults_and_the_most_pain(called, folder):
    _, out, _ = called("history", "--data", folder)
    row = next(line for line in out.splitlines() if line.startswith("2"))
    assert re.search(r"\d+ severe", row)
    assert row.split()[-1] == "2"


@pytest.mark.parametrize(
    ("words", "numbers"),
    [
        (("--since", "2026-03-03"), ["2"]),
        (("--until", "2026-03-02"), ["1"]),
        (("--exercise", "plank"), ["1"]),
        (("--kind", "live"), ["2"]),
        (("--limit", "1"), ["2"]),
    ],
)
def test_a_list_can_be_filtered(called, folder, words, numbers):
    _, out, _ = called("history", "list", "--data", folder, *words)
    assert [line.split()[0] for line in out.splitlines()[1:]] == numbers


def test_a_filter_that_nothing_passes_is_not_an_empty_history(called, folder):
    status, out, _ = called("history", "list", "--data", folder, "-e", "dead_bug")
    assert (status, out) == (0, "No session matches these options.\n")


@pytest.mark.parametrize("command", [(), ("list",), ("show",), ("trends",)])
def test_an_empty_history_says_what_to_do(called, tmp_path, command):
    status, out, err = called("history", *command, "--data", tmp_path / "none")
    assert (status, err) == (0, "")
    assert "`formcheck live --save`" in out


def test_the_folder_may_stand_before_the_command(called, folder):
    assert called("history", "--data", folder, "show")[1].startswith("Session 2")


def test_show_tells_everything_about_the_last_session(called, folder):
    _, out, _ = called("history", "show", "--data", folder)
    assert out.startswith("Session 2, Tue 3 Mar 2026 18:30\nlive, 0, model full, profile anna")
    assert "1. Sit-up: 2 of 8 reps, 1 failed attempt" in out
    assert "severe dropped" in out
    assert "Next time an easier version: crunch. You couldn't complete the rep." in out
    assert "Check-in during (after the sit-up): back pain 2 of 10, sharp pain" in out
    assert "Check-in after: back pain 1 of 10, effort 6 of 10" in out
    assert "Test side-bridge, left side: 31.5 s" in out


def test_show_tells_about_any_other(called, folder):
    _, out, _ = called("history", "show", "1", "--data", folder)
    assert "held 9.3 s, 1.9 s of that in good form" in out


def test_show_knows_which_sessions_there_are(called, folder):
    status, _, err = called("history", "show", "7", "--data", folder)
    assert status == 2
    assert err == "formcheck: there is no session 7: `formcheck history` lists them\n"


def test_trends_tell_every_session(called, folder):
    status, out, _ = called("history", "trends", "--data", folder)
    assert status == 0
    assert "0 of 4" in out
    assert out.startswith("Good form: 2 s\n")


def test_the_page_tells_sessions_check_ins_and_tests(called, folder, tmp_path):
    status, out, _ = called("history", "page", "--out", tmp_path / "p.html", "--data", folder)
    assert (status, out) == (0, f"Written to {tmp_path / 'p.html'}\n")
    page = (tmp_path / "p.html").read_text(encoding="utf-8")
    assert "2 sessions, 1 core test, 2 check-ins" in page


def test_damage_is_told_in_one_line_with_the_remedy(called, tmp_path):
    (tmp_path / "history.db").write_text("no database" * 1000)
    status, out, err = called("history", "--data", tmp_path)
    assert (status, out) == (3, "")
    assert len(err.splitlines()) == 1
    assert "formcheck history restore FILE" in err


# --- keeping -------------------------------------------------------------------------------------


def test_export_writes_tables_or_lines(called, folder, tmp_path):
    assert called("history", "export", "--out", tmp_path / "csv", "--data", folder)[0] == 0
    words = ("--format", "jsonl", "--out", tmp_path / "all.jsonl", "--data", folder)
    assert called("history", "export", *words)[0] == 0
    assert (tmp_path / "csv" / "findings.csv").read_text().startswith("session,set,finding,fault,")
    first = json.loads((tmp_path / "all.jsonl").read_text().splitlines()[0])
    assert (first["session"], first["kind"]) == (1, "analyze")


def test_erase_says_what_goes_and_asks(called, folder):
    status, out, err = called("history", "erase", "--data", folder)
    assert status == 2
    assert "This erases everything: 2 sessions, 2 check-ins, 1 test." in out
    assert err.startswith("formcheck: this command asks for confirmation")
    assert len(sets_of(folder)) == 3


def test_a_no_erases_nothing(called, folder, monkeypatch):
    monkeypatch.setattr("sys.stdin.isatty", lambda: True)
    monkeypatch.setattr("typer.confirm", refuse)
    assert called("history", "erase", "--data", folder)[0] == 130
    assert len(sets_of(folder)) == 3


def refuse(question: str, *, abort: bool) -> None:
    import typer

    assert abort
    raise typer.Abort


def test_erase_with_yes_does_not_ask(called, folder):
    status, out, _ = called("history", "erase", "--until", "2026-03-02", "--yes", "--data", folder)
    assert status == 0
    assert "up to 2026-03-02: 1 session, 0 check-ins, 0 tests." in out
    assert [logged.exercise for logged in sets_of(folder)] == ["sit_up", "sit_up"]


def test_a_backup_is_made_restored_and_named(called, folder, tmp_path):
    copy = tmp_path / "copy.db"
    assert called("history", "backup", copy, "--data", folder)[0] == 0
    _, out, _ = called("history", "erase", "--yes", "--data", folder)
    assert f"A backup stays, erase it yourself: {copy}" in out
    status, out, _ = called("history", "restore", copy, "--yes", "--data", folder)
    assert status == 0
    assert "The history of before is in" in out
    assert len(sets_of(folder)) == 3


def test_restore_asks_before_it_replaces(called, folder, tmp_path):
    copy = tmp_path / "copy.db"
    called("history", "backup", copy, "--data", folder)
    status, _, err = called("history", "restore", copy, "--data", folder)
    assert status == 2
    assert "--yes" in err


# --- analyze --save ------------------------------------------------------------------------------


def test_analyze_keeps_nothing_in_the_history_without_being_asked(called, tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "home"))
    out = tmp_path / "out"
    assert called("analyze", FAILED, "-e", "sit_up", "--no-report", "--out", out)[0] == 0
    assert not (tmp_path / "home").exists()


def test_analyze_save_writes_the_sets_into_the_history(called, tmp_path):
    words = ("-e", "sit_up", "--no-report", "--out", tmp_path / "out", "--save", "--data", tmp_path)
    assert called("analyze", FAILED, *words)[0] == 0
    result = json.loads((tmp_path / "out" / "result.json").read_text())
    (logged,) = sets_of(tmp_path)
    assert [logged.result.model_dump(mode="json")] == result["sets"]
    _, out, _ = called("history", "show", "--data", tmp_path)
    assert f"analyze, {FAILED}" in out
    assert "Recording:" not in out  # it is the user's own, and stays so


def test_analyze_save_remembers_where_the_recording_is(called, tmp_path):
    clip = SAMPLES / "plank_shoulders_forward.mp4"
    out = tmp_path / "out"
    words = ("--no-report", "--no-overlay", "--out", out, "--save", "--data", tmp_path / "data")
    assert called("analyze", clip, *words)[0] == 0
    assert (out / "recording.npz").exists()
    assert (
        f"Recording: {out / 'recording.npz'}"
        in called("history", "show", "--data", tmp_path / "data")[1]
    )


def test_a_history_that_cannot_be_used_is_told_before_the_clip_is_judged(called, tmp_path):
    (tmp_path / "history.db").write_text("no database" * 1000)
    out = tmp_path / "out"
    words = ("--out", out, "--save", "--data", tmp_path)
    status, _, err = called("analyze", SAMPLES / "plank_sag.mp4", *words)
    assert status == 3
    assert "is damaged" in err
    assert not out.exists()


# --- live --save ---------------------------------------------------------------------------------


@cache
def two_holds() -> Workout:
    steps = [
        Step(exercise="plank", hold_s=3.0, rest_s=1.0, role="warm_up", ladder="plank", level=2),
        Step(exercise="plank", hold_s=3.0),
    ]
    return Workout(steps=tuple(steps))


def live(history: History, save: Path | None = None, meanwhile: Callable[[], None] | None = None):
    """Two holds before a played camera; returns the outcome and what was said.

    After the first set something may happen meanwhile.
    """
    shown, said = Shown(), []
    script = Training(catalogue(), workout=two_holds())
    config = LiveConfig(script, model="lite", history=history, save=save)

    def tell(_t_s: float, words: str) -> None:
        nonlocal meanwhile
        said.append(words)
        if meanwhile and sets_of(history.folder):
            meanwhile = meanwhile()

    with Voice(muted=True) as voice:
        camera = Patient(SAMPLES / "plank_from_standing.mp4", shown, leaving_out=2)
        outcome = run(camera, config, voice, shown, tell=tell)
    return outcome, said


def test_live_writes_each_set_with_the_step_that_asked_for_it(tmp_path):
    with History(tmp_path) as history:
        outcome, _ = live(history, save=tmp_path / "live" / "one")
        (listed,) = history.sessions()
    assert outcome.trouble is None
    assert listed.ended
    first, *_ = listed.done.sets
    assert (first.result.exercise, first.planned_hold_s) == ("plank", 3.0)
    assert (first.role, first.ladder, first.level) == ("warm_up", "plank", 2)
    assert [logged.result for logged in listed.done.sets] == outcome.result.sets


@pytest.mark.parametrize("where", ["data/live/one", "documents"])
def test_erasing_during_live_leaves_no_file_of_it(tmp_path, where):
    folder = tmp_path / where
    with History(tmp_path / "data") as history:
        outcome, _ = live(history, save=folder, meanwhile=lambda: erase_all(tmp_path / "data"))
    assert isinstance(outcome.trouble, ErasedError)
    assert not folder.exists()
    assert sets_of(tmp_path / "data") == []


def erase_all(folder: Path) -> None:
    with History(folder) as history:
        erase(history, what_goes(history))


def test_a_history_that_cannot_be_written_is_told_once_and_ends_nothing(tmp_path, monkeypatch):
    monkeypatch.setattr(database, "_BUSY_S", 0.05)
    with History(tmp_path) as history:
        session(history, [plank_set()])
        other = sqlite3.connect(history.path, isolation_level=None)
        begin = history.begin

        def begin_and_lock(info):
            number = begin(info)
            other.execute("BEGIN IMMEDIATE")
            return number

        monkeypatch.setattr(history, "begin", begin_and_lock)
        outcome, said = live(history)
    other.close()
    assert outcome.result.sets
    assert "in use by another program" in str(outcome.trouble)
    assert said.count("Your set could not be written down yet. Go on") == 1


def test_live_save_that_is_killed_has_kept_the_sets_that_were_done(called, tmp_path):
    workout = tmp_path / "workout.toml"
    workout.write_text('[[steps]]\nexercise = "plank"\nhold_s = 3\nrest_s = 60\n' * 2)
    words = ("-c", SAMPLES / "plank_sag.mp4", "--workout", workout, "--save", "--data", tmp_path)
    code = "from formcheck.cli.main import run; run()"
    quietly = ("--display", "none", "--mute", "--confirm-safety", "--model", "lite")
    command = [sys.executable, "-c", code, "live", *map(str, words), *quietly]
    process = subprocess.Popen(
        command,
        env={**os.environ, "XDG_DATA_HOME": str(tmp_path)},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    wait_for(lambda: (tmp_path / "history.db").exists() and sets_of(tmp_path))
    process.send_signal(signal.SIGKILL)
    process.wait()
    (kept,) = sets_of(tmp_path)
    assert kept.planned_hold_s == 3.0
    assert kept.result.hold.total_s >= 3.0
    _, out, _ = called("history", "show", "--data", tmp_path)
    assert "was cut off" in out
    assert "Recording: live/" in out
