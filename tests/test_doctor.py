"""`formcheck doctor`: what works here, what does not, and what is said to do about it."""

import json
import shutil
import signal
import subprocess
import sys
from importlib import metadata
from pathlib import Path

import numpy as np
import pytest
from serving import jpegs, multipart, served

from formcheck.capture import camera, sources
from formcheck.cli.main import main
from formcheck.doctor import apart
from formcheck.doctor import checks as doctor
from formcheck.live import voice
from formcheck.pose import models

pytestmark = pytest.mark.slow

SCHEMA = Path(__file__).parents[1] / "docs" / "doctor.schema.json"
NOISE = np.random.default_rng(3).integers(0, 255, (48, 64, 3)).astype(np.uint8)

linux = pytest.mark.skipif(sys.platform != "linux", reason="needs Linux")


@pytest.fixture(autouse=True)
def quick(monkeypatch, tmp_path):
    """A computer where everything works that takes long to look at; no camera."""
    monkeypatch.setattr(doctor, "judge_watched", lambda: ("silent", ""))
    monkeypatch.setattr(doctor, "window_trouble", lambda: None)
    monkeypatch.setattr(voice, "available_engine", lambda: ("espeak-ng", None))
    monkeypatch.setattr(sources, "camera_names", dict)
    monkeypatch.setattr(doctor, "_WATCH_S", 0.3)
    monkeypatch.setattr(doctor, "data_folder", lambda: tmp_path / "data")


def examined(capsys, *arguments):
    """Exit status, and the checks by their id."""
    status = main(["doctor", "--json", *arguments])
    report = doctor.Report.model_validate_json(capsys.readouterr().out)
    assert report.ok == (status == 0)
    return status, {check.id: check for check in report.checks}


def versions(monkeypatch, **changed):
    """Pretend other versions of packages; None: not installed."""
    names = {name.replace("_", "-"): version for name, version in changed.items()}
    real = metadata.version

    def version(name):
        if name not in names:
            return real(name)
        if names[name] is None:
            raise metadata.PackageNotFoundError(name)
        return names[name]

    monkeypatch.setattr(metadata, "version", version)


def phone(files, step_s=0.02):
    """A camera on the network that sends these pictures over and over."""
    return served(multipart(list(files) * (200 // len(files)), step_s=step_s))


# --- the whole ---------------------------------------------------------------------------------


def test_where_everything_works_the_status_is_0(capsys):
    with phone(jpegs([NOISE, NOISE[::-1]])) as address:
        status, checks = examined(capsys, "--camera", address)
    assert status == 0
    assert all(check.ok for check in checks.values())
    assert "64 x 48" in checks["camera"].found


def test_what_is_not_needed_is_told_and_changes_no_status(capsys):
    status, checks = examined(capsys)
    assert status == 0
    assert not checks["camera"].ok
    assert checks["camera"].remedy.startswith("plug it in")


def test_a_camera_that_was_named_is_needed(capsys):
    status, checks = examined(capsys, "--camera", "http://127.0.0.1:9/video")
    assert status == 3
    assert "does not answer" in checks["camera"].found


def test_the_json_is_as_its_schema_says():
    assert json.loads(SCHEMA.read_text()) == doctor.Report.model_json_schema()


def test_the_table_fits_80_columns_and_says_what_to_do(capsys, monkeypatch):
    monkeypatch.setenv("COLUMNS", "80")
    versions(monkeypatch, opencv_contrib_python="4.12.0", numpy="1.26.4")
    assert main(["doctor"]) == 3
    told = capsys.readouterr().out
    assert max(map(len, told.splitlines())) <= 80
    assert told.count("problem  ") == 3
    assert told.count("what to do: ") == 3
    assert "pip uninstall opencv-contrib-python" in told
    assert "Solve 2 problems first." in told


# --- the installation --------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        ({"mediapipe": "0.10.35"}, "mediapipe 0.10.35 is not <0.10.32,>=0.10.31"),
        ({"numpy": "1.26.4"}, "numpy 1.26.4 is not <3,>=2"),
        ({"av": None}, "av is missing"),
    ],
)
def test_a_package_of_a_wrong_version_is_told(capsys, monkeypatch, changed, told):
    versions(monkeypatch, **changed)
    status, checks = examined(capsys)
    assert status == 3
    assert checks["packages"].found == told


def test_a_python_that_is_too_old_is_told(capsys, monkeypatch):
    monkeypatch.setattr("platform.python_version", lambda: "3.10.9")
    status, checks = examined(capsys)
    assert status == 3
    assert "3.10.9" in checks["python"].found


@pytest.mark.parametrize("other", ["opencv_contrib_python", "opencv_python_headless"])
def test_a_second_opencv_is_told_with_the_way_out(capsys, monkeypatch, other):
    versions(monkeypatch, **{other: "4.12.0"})
    status, checks = examined(capsys)
    assert status == 3
    assert checks["opencv"].remedy.startswith(f"pip uninstall {other.replace('_', '-')} opencv-py")


def test_a_damaged_model_is_told(capsys, monkeypatch, tmp_path):
    (tmp_path / models.manifest().bundle("full").file).write_bytes(b"half of it")
    monkeypatch.setattr(models, "shipped_folder", lambda: tmp_path)
    status, checks = examined(capsys)
    assert status == 3
    assert "is damaged" in checks["model"].found
    assert checks["model"].remedy == "run `formcheck models build full`"


def test_a_data_folder_that_cannot_be_written_to_is_told(capsys, monkeypatch, tmp_path):
    (tmp_path / "file").touch()
    monkeypatch.setattr(doctor, "data_folder", lambda: tmp_path / "file" / "formcheck")
    status, checks = examined(capsys)
    assert status == 0
    assert "cannot be written to (not a directory)" in checks["data"].found


def test_a_library_that_cannot_be_loaded_is_told_and_no_defect():
    code = "import sys; sys.modules['av'] = None; from formcheck.cli.main import run; run()"
    command = [sys.executable, "-c", code, "doctor", "--json"]
    done = subprocess.run(command, check=False, capture_output=True, text=True)
    assert (done.returncode, done.stderr) == (3, "")
    told = {check["id"]: check for check in json.loads(done.stdout)["checks"]}
    assert "av" in told["model"]["found"]
    assert told["model"]["remedy"].startswith("install formcheck again")


# --- an analysis, and its silence --------------------------------------------------------------


@pytest.mark.parametrize(
    ("outcome", "wrong"),
    [
        ("silent", set()),
        ("unwatched", set()),
        ("failed", {"analysis"}),
        ("network", {"analysis", "network"}),
    ],
)
def test_what_becomes_of_a_watched_analysis_is_told(capsys, monkeypatch, outcome, wrong):
    monkeypatch.setattr(doctor, "judge_watched", lambda: (outcome, "RuntimeError: out of memory"))
    status, checks = examined(capsys)
    assert {name for name in ("analysis", "network") if not checks[name].ok} == wrong
    assert (status == 3) == bool(wrong)
    remedies = {check.remedy for check in checks.values() if check.id in wrong}
    assert remedies <= {"install formcheck again, into an environment of its own"}


@pytest.mark.parametrize("outcome", ["silent", "unwatched"])
def test_a_mediapipe_that_may_use_the_network_is_told(capsys, monkeypatch, outcome):
    monkeypatch.setattr(doctor, "judge_watched", lambda: (outcome, ""))
    versions(monkeypatch, mediapipe="0.10.35")
    _, checks = examined(capsys)
    assert checks["network"].found == "mediapipe 0.10.35 may use the network"


def without_network(code):
    """Run Python that has given up the network; skip where it cannot."""
    given_up = "import sys; from formcheck.doctor.apart import give_up_network as give_up\n"
    given_up += "if not give_up(): sys.exit(77)\n"
    done = subprocess.run([sys.executable, "-c", given_up + code], check=False)
    if done.returncode == 77:
        pytest.skip("this system cannot forbid a process the network")
    return done.returncode


@pytest.mark.parametrize("family", ["AF_INET", "AF_INET6"])
def test_a_process_that_wants_the_network_is_ended(family):
    code = f"import socket; socket.socket(socket.{family})"
    assert without_network(code) == -signal.SIGSYS


def test_a_process_that_wants_no_network_is_left_alone():
    assert without_network("import socket; socket.socket(socket.AF_UNIX).close()") == 0


def test_a_clip_is_really_judged_and_no_network_used():
    outcome, said = apart.judge_watched()
    assert outcome in ("silent", "unwatched"), said


@linux
def test_an_analysis_that_wants_the_network_is_caught(monkeypatch):
    judge = "from formcheck.doctor.apart import give_up_network as give_up; import socket;"
    monkeypatch.setattr(apart, "_JUDGE", f"{judge} give_up() or exit(77); socket.socket()")
    outcome, _ = apart.judge_watched()
    assert outcome in ("network", "unwatched")


def test_an_analysis_that_fails_tells_why(monkeypatch):
    monkeypatch.setattr(apart, "_JUDGE", "raise SystemExit('no such module')")
    assert apart.judge_watched() == ("failed", "no such module")


# --- camera and window -------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("pictures", "step_s", "told"),
    [
        ([np.zeros_like(NOISE)], 0.02, "the picture is black"),
        ([NOISE], 0.02, "all the same picture"),
        ([NOISE, NOISE[::-1]], 0.2, "too few to judge tempo"),
    ],
    ids=["black", "frozen", "slow"],
)
def test_what_is_wrong_with_a_camera_is_told(capsys, monkeypatch, pictures, step_s, told):
    monkeypatch.setattr(camera, "_DARK_S", 0.1)
    with phone(jpegs(pictures), step_s) as address:
        status, checks = examined(capsys, "--camera", address)
    assert status == 3
    assert told in checks["camera"].found
    assert checks["camera"].remedy


@linux
@pytest.mark.parametrize("display", ["", ":987"], ids=["none", "nobody there"])
def test_where_no_window_can_be_opened_that_is_told(monkeypatch, display):
    monkeypatch.setenv("DISPLAY", display)
    reason, remedy = apart.window_trouble()
    assert reason.startswith("no window can be opened (")
    assert remedy == "start on a desktop, or add --display none"


def test_a_window_system_that_ends_the_process_is_told(monkeypatch):
    monkeypatch.setattr(apart, "_OPEN", "import os; os.abort()")
    assert apart.window_trouble()[0] == "no window can be opened"


def test_a_window_that_hangs_is_told(monkeypatch):
    monkeypatch.setattr(apart, "_OPEN_S", 0.1)
    monkeypatch.setattr(apart, "_OPEN", "import time; time.sleep(60)")
    assert apart.window_trouble()[0] == "no window can be opened in time"


@pytest.mark.skipif(shutil.which("xvfb-run") is None, reason="needs xvfb")
def test_where_there_is_a_display_a_window_opens():
    code = "from formcheck.doctor.apart import window_trouble; sys.exit(window_trouble())"
    command = ["xvfb-run", "-a", sys.executable, "-c", f"import sys; {code}"]
    done = subprocess.run(command, check=False, capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize(
    ("found", "told"),
    [
        (("none", "no_device"), "no sound comes out"),
        (("tones", "tones_only"), "no program that speaks"),
    ],
)
def test_what_keeps_words_from_being_heard_is_told_and_not_needed(capsys, monkeypatch, found, told):
    monkeypatch.setattr(voice, "available_engine", lambda: found)
    status, checks = examined(capsys)
    assert status == 0
    assert checks["sound"].found.startswith(told)
    assert not checks["sound"].ok
