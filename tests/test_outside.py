"""Names and texts from outside are harmless wherever they are shown or written."""

import csv
import json
import os
import re
import shutil
import subprocess
import sys
from importlib.resources import files
from pathlib import Path

import pytest
from people import CAMERA, film, into_plank_and_out, plank, still

from formcheck.analysis import analyze
from formcheck.batch.rows import Row, write_rows
from formcheck.batch.score import score_clip
from formcheck.batch.tasks import tasks_for
from formcheck.cli.main import main
from formcheck.errors import InputError
from formcheck.exercises.catalogue import catalogue
from formcheck.pose.estimator import ModelInfo
from formcheck.pose.recording import Recording, RecordingHeader
from formcheck.report.html import IndexEntry, write_index

#: Clears the screen, names the window, rings, turns the direction of text, ends a line.
EVIL = "\x1b[2J\x1b]0;mine\x07\x9b31m\u202egnp.exe\u2028\r<b>=cmd"
UNSAFE = re.compile(
    "[\0-\x08\x0b-\x1f\x7f-\x9f\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff]"
)
NOT_UTF8 = os.fsdecode(b"gr\xfcn.npz")


@pytest.fixture(scope="module")
def recording(tmp_path_factory):
    """A second of a plank, in a Recording that says evil things."""
    header = RecordingHeader(
        *CAMERA.size, ModelInfo(EVIL, EVIL), {"mediapipe": EVIL, EVIL: "1"}, (EVIL,)
    )
    recording = Recording(header)
    for frame in list(film(into_plank_and_out(still(plank(12.0), 4.0))))[::3]:
        recording.append(frame)
    path = tmp_path_factory.mktemp("evil") / "recording.npz"
    recording.save(path)
    return path


@pytest.fixture(scope="module")
def analyzed(recording, tmp_path_factory):
    """The folder of an analysis of it."""
    folder = tmp_path_factory.mktemp("out")
    assert main(["analyze", str(recording), "-e", "plank", "--out", str(folder)]) == 0
    return folder


@pytest.mark.parametrize("name", ["report.html", "result.json"])
def test_what_a_recording_says_is_written_harmless(analyzed, name):
    text = (analyzed / name).read_text(encoding="utf-8")
    assert "gnp.exe" in text
    assert not UNSAFE.findall(text)


def test_what_a_recording_says_is_printed_harmless(recording, tmp_path, capsys):
    words = ["analyze", str(recording), "--out", str(tmp_path), "--no-report"]
    assert main(words) == 0
    out = capsys.readouterr().out
    assert "gnp.exe" in out
    assert not UNSAFE.findall(out)


@pytest.mark.parametrize("command", [["analyze"], ["score"], ["live", "--camera"], ["export"]])
def test_a_name_in_a_message_is_harmless(command, capsys):
    words = [*command, f"{EVIL}.mp4"]
    words += ["--format", "csv"] if command == ["export"] else []
    words += ["--display", "none", "--confirm-safety"] if "live" in command else []
    assert main(words) == 3
    line = capsys.readouterr().err
    assert "gnp.exe" in line
    assert line.count("\n") == 1
    assert not UNSAFE.findall(line)


def test_a_key_in_a_message_is_harmless(tmp_path, capsys):
    (tmp_path / "mine.toml").write_text('"\\u001b[31m\\u202e" = 1\n', encoding="utf-8")
    assert main(["exercises", "--catalogue", str(tmp_path)]) == 3
    assert not UNSAFE.findall(capsys.readouterr().err)


def test_an_exercise_of_ones_own_is_printed_harmless(tmp_path, capsys):
    own = (files("formcheck.exercises") / "catalogue" / "plank.toml").read_text(encoding="utf-8")
    own = own.replace('id = "plank"', 'id = "mine"', 1).replace(
        'summary = "', 'summary = "\\u001b[31mred\\u202e ', 1
    )
    (tmp_path / "mine.toml").write_text(own, encoding="utf-8")
    assert main(["exercises", "mine", "--catalogue", str(tmp_path)]) == 0
    out = capsys.readouterr().out
    assert "[31mred" in out
    assert not UNSAFE.findall(out)


def test_the_index_of_reports_is_harmless(tmp_path):
    entry = IndexEntry(f"{EVIL}{NOT_UTF8}", None, None, EVIL)
    write_index(tmp_path / "index.html", [entry], catalogue())
    assert not UNSAFE.findall((tmp_path / "index.html").read_text(encoding="utf-8"))


# --- tables ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text", ["=cmd|'/c calc'!A1", "+1", "-1+2", "@SUM(1)", " =1", "\t=1", "a;=1"]
)
def test_no_spreadsheet_runs_a_cell(tmp_path, text):
    write_rows([Row(text, "error", text, labels=text)], tmp_path / "s.csv")
    with (tmp_path / "s.csv").open(newline="", encoding="utf-8") as file:
        row = next(csv.DictReader(file))
    assert {row[name].strip("a;")[0] for name in ("clip", "error", "labels")} == {"'"}


def test_numbers_below_zero_stay_numbers(tmp_path):
    write_rows([Row("a.mp4", "ok", score=-1.5)], tmp_path / "s.csv")
    with (tmp_path / "s.csv").open(newline="", encoding="utf-8") as file:
        assert next(csv.DictReader(file))["score"] == "-1.5"


@pytest.mark.parametrize("ending", ["csv", "jsonl"])
def test_tables_are_harmless(tmp_path, ending):
    table = tmp_path / f"s.{ending}"
    write_rows([Row(f"{EVIL}{NOT_UTF8}", "error", EVIL, labels=EVIL)], table)
    text = table.read_text(encoding="utf-8")
    assert text.count("gnp.exe") == 3
    assert not UNSAFE.findall(text)


def test_parquet_takes_names_that_are_not_utf8(tmp_path):
    parquet = pytest.importorskip("pyarrow.parquet", reason="formcheck[parquet] is not installed")
    write_rows([Row(NOT_UTF8, "ok")], tmp_path / "s.parquet")
    assert parquet.read_table(tmp_path / "s.parquet").to_pylist()[0]["clip"] == "gr\ufffdn.npz"


# --- names that are not UTF-8 ------------------------------------------------------------------


@pytest.fixture
def named(recording, tmp_path):
    """A folder with the Recording under a name that is not UTF-8."""
    folder = tmp_path / "clips"
    folder.mkdir()
    try:
        shutil.copy(recording, folder / NOT_UTF8)
    except OSError:  # macOS
        pytest.skip("this file system has UTF-8 names only")
    return folder


def test_a_clip_whose_name_is_not_utf8_is_analyzed(named, tmp_path, capsys):
    clip, out = str(named / NOT_UTF8), tmp_path / "out"
    assert main(["analyze", clip, "-e", "plank", "--out", str(out), "--no-report"]) == 0
    assert json.loads((out / "result.json").read_bytes())["clip"]["path"].endswith("gr\ufffdn.npz")
    assert "gr\ufffdn.npz" in capsys.readouterr().out


def test_a_clip_whose_name_is_not_utf8_has_a_row(named):
    tasks = tasks_for([str(named)], "plank", catalogue(), recordings=True)
    rows = [row for task in tasks for row in score_clip(task.clip, task.exercise).rows]
    assert [(row.clip, row.status) for row in rows] == [(str(named / NOT_UTF8), "ok")]


def test_a_folder_whose_name_is_not_utf8_takes_the_results(recording, tmp_path):
    out = tmp_path / os.fsdecode(b"\xff")
    words = ["analyze", str(recording), "-e", "plank", "--out", str(out)]
    try:
        assert main(words) == 0
    except OSError:
        pytest.skip("this file system has UTF-8 names only")
    assert (out / "report.html").exists()


# --- what is no file ---------------------------------------------------------------------------


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="named pipes")
@pytest.mark.parametrize(
    "command",
    [
        ["analyze", "x.mp4"],
        ["analyze", "x.npz"],
        ["score", "x.toml"],
        ["score", "x.csv"],
        ["score", "x.mp4", "--expect", "x.toml"],
        ["live", "--workout", "x.toml", "--display", "none"],
        ["live", "--camera", "x.mp4", "--display", "none", "--confirm-safety"],
        ["analyze", "x.mp4", "--profile", "x.toml"],
        ["exercises", "--catalogue", "."],
    ],
    ids=" ".join,
)
def test_a_pipe_is_not_waited_for(command, tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    for word in {"x.toml", *command} - {"."}:
        if word.startswith("x."):
            os.mkfifo(word)
    assert main(command) == 3
    assert "is a pipe or a device: save it as a file first" in capsys.readouterr().err


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="named pipes")
def test_signals_that_are_a_pipe_are_not_waited_for(tmp_path, capsys):
    os.mkfifo(tmp_path / "signals.csv")
    assert main(["export", str(tmp_path), "--format", "csv"]) == 3
    assert "is a pipe or a device" in capsys.readouterr().err


@pytest.mark.parametrize("scheme", ["https", "s3", "rtsp"])
def test_an_address_is_no_file(scheme, capsys):
    assert main(["analyze", f"{scheme}://host/a.mp4"]) == 3
    assert f"formcheck: {scheme}:// is an address, not a file: " in capsys.readouterr().err


@pytest.mark.parametrize("command", [["analyze"], ["score"], ["live", "--camera"]])
def test_a_name_that_is_too_long_is_one_line(command, capsys):
    words = ["--display", "none", "--confirm-safety"] if "live" in command else []
    assert main([*command, "x" * 300 + ".mp4", *words]) == 3
    assert capsys.readouterr().err.count("\n") == 1


@pytest.mark.parametrize("command", ["analyze", "score"])
def test_a_link_to_itself_is_one_line(command, tmp_path, capsys):
    (tmp_path / "x.mp4").symlink_to("x.mp4")
    assert main([command, str(tmp_path / "x.mp4")]) == 3
    assert capsys.readouterr().err.count("\n") == 1


def test_a_nul_in_a_name_is_refused():
    with pytest.raises(InputError, match="cannot be read"):
        analyze("a\0b.mp4")


# --- streams -----------------------------------------------------------------------------------

RUN = f'"{sys.executable}" -c "from formcheck.cli.main import run; run()"'


@pytest.mark.slow
@pytest.mark.skipif(sys.platform == "win32", reason="the shell of Unix")
@pytest.mark.parametrize(
    ("line", "status"),
    [
        ("{run} exercises plank | true", 0),
        ("{run} exercises plank >&-", 0),
        ("{run} exercises plank 2>&-", 0),
        ("{run} exercises plank <&- >&- 2>&-", 0),
        ("{run} exercises nothing 2>&-", 2),
        ("{run} check-in --data nowhere <&-", 2),
        ("{run} exercises nothing 2>&1 | true", 2),
        ("LC_ALL=C PYTHONUTF8=0 PYTHONCOERCECLOCALE=0 {run} exercises plank", 0),
        ("PYTHONIOENCODING=cp1252 {run} analyze no\N{PILE OF POO}where.mp4", 3),
    ],
)
def test_no_stream_is_a_defect(line, status):
    command = ["bash", "-c", f"set -o pipefail; {line.format(run=RUN)}"]
    process = subprocess.run(command, capture_output=True, check=False, stdin=subprocess.DEVNULL)
    assert process.returncode == status
    assert b"defect" not in process.stderr


@pytest.mark.slow
@pytest.mark.skipif(not Path("/dev/full").exists(), reason="a disk that is always full")
def test_a_full_disk_takes_no_output(capsys):
    line = f"{RUN} exercises > /dev/full"
    process = subprocess.run(["bash", "-c", line], capture_output=True, check=False, text=True)
    assert process.returncode == 3
    assert "no space left on device" in process.stderr
