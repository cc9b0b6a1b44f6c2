"""One file from start to end, with the real MediaPipe, through `analyze` and the command line."""

import csv
import json
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from formcheck import Outputs, analyze
from formcheck.capture import VideoFile
from formcheck.cli.main import main
from formcheck.errors import InputError, UsageError
from formcheck.result import SessionResult

pytestmark = pytest.mark.slow

SAMPLES = Path(__file__).parents[1] / "samples"
PLANK = SAMPLES / "plank_sag.mp4"


@pytest.fixture(scope="module")
def plank(tmp_path_factory: pytest.TempPathFactory) -> tuple[SessionResult, Path]:
    """The result and the folder of one whole analysis."""
    folder = tmp_path_factory.mktemp("plank")
    return analyze(PLANK, "plank", outputs=Outputs(folder)), folder


@pytest.fixture(scope="module")
def sit_up(tmp_path_factory: pytest.TempPathFactory) -> tuple[SessionResult, Path]:
    folder = tmp_path_factory.mktemp("sit_up")
    outputs = Outputs(folder, overlay=False)
    return analyze(SAMPLES / "sit_up.mp4", "sit_up", outputs=outputs), folder


@pytest.fixture(scope="module")
def leg_raise(tmp_path_factory: pytest.TempPathFactory) -> tuple[SessionResult, Path]:
    folder = tmp_path_factory.mktemp("leg_raise")
    outputs = Outputs(folder, overlay=False)
    return analyze(SAMPLES / "leg_raise.mp4", "leg_raise", outputs=outputs), folder


def truth(name: str) -> dict:
    return json.loads((SAMPLES / f"{name}.json").read_text())["truth"]


def reps_of(result: SessionResult) -> int:
    return sum(rep.complete for entry in result.sets for rep in entry.reps)


def test_the_sag_of_the_plank_is_found_between_its_true_times(
    plank: tuple[SessionResult, Path],
) -> None:
    sag = next(f for f in plank[0].sets[0].findings if f.fault == "hip_sag")
    true = truth("plank_sag")["faults"][0]
    assert true["after_s"] <= sag.start_s <= true["before_s"]


def test_no_pike_is_found_where_the_hips_sag(plank: tuple[SessionResult, Path]) -> None:
    assert "hips_piked" not in {f.fault for f in plank[0].sets[0].findings}


def test_the_sagging_plank_leads_to_the_knee_plank(plank: tuple[SessionResult, Path]) -> None:
    assert plank[0].sets[0].advice.to == truth("plank_sag")["regress_to"]


def test_the_hold_lasts_as_long_as_the_plank(plank: tuple[SessionResult, Path]) -> None:
    hold = plank[0].sets[0].hold
    assert hold is not None
    assert hold.total_s == pytest.approx(truth("plank_sag")["hold_s"], abs=0.2)


@pytest.mark.parametrize("name", ["sit_up", "leg_raise"])
def test_every_repetition_is_counted(name: str, request: pytest.FixtureRequest) -> None:
    result, _ = request.getfixturevalue(name)
    assert reps_of(result) == truth(name)["reps"]


@pytest.mark.parametrize("name", ["sit_up", "leg_raise"])
def test_no_core_fault_is_found_where_there_is_none(
    name: str, request: pytest.FixtureRequest
) -> None:
    result, _ = request.getfixturevalue(name)
    found = {f.fault for f in result.sets[0].findings}
    assert not found & {"hip_sag", "hips_piked", "lumbar_lift", "failed_attempt"}


@pytest.mark.parametrize("name", ["plank", "sit_up", "leg_raise"])
def test_a_recording_gives_the_same_result_but_for_the_clip(
    name: str, request: pytest.FixtureRequest, tmp_path: Path
) -> None:
    result, folder = request.getfixturevalue(name)
    exercise = result.sets[0].exercise
    again = analyze(folder / "recording.npz", exercise, outputs=Outputs(tmp_path))
    assert again.model_dump(exclude={"clip"}) == result.model_dump(exclude={"clip"})
    assert (tmp_path / "signals.csv").read_bytes() == (folder / "signals.csv").read_bytes()


def test_without_a_declared_exercise_signals_and_result_tell_what_was_recognised(
    plank: tuple[SessionResult, Path], tmp_path: Path
) -> None:
    result = analyze(plank[1] / "recording.npz", outputs=Outputs(tmp_path))
    assert [(one.exercise, one.declared) for one in result.sets] == [("plank", False)]
    with (tmp_path / "signals.csv").open(newline="") as file:
        rows = list(csv.DictReader(file))
    assert (rows[0]["exercise"], rows[-1]["exercise"]) == ("", "plank")
    # The signals of every exercise, also before one is known.
    assert rows[0]["body_line_deg"]
    assert rows[0]["thigh_elevation_deg"]


def test_result_json_is_what_analyze_returns(plank: tuple[SessionResult, Path]) -> None:
    result, folder = plank
    assert SessionResult.model_validate_json((folder / "result.json").read_text()) == result


def test_signals_have_a_row_for_every_frame(plank: tuple[SessionResult, Path]) -> None:
    result, folder = plank
    with (folder / "signals.csv").open(newline="") as file:
        rows = list(csv.DictReader(file))
    assert len(rows) == result.clip.frames
    assert float(rows[-1]["body_line_deg"]) > float(rows[0]["body_line_deg"])


def test_the_overlay_has_the_frames_and_times_of_the_clip(
    plank: tuple[SessionResult, Path],
) -> None:
    with VideoFile(PLANK) as clip, VideoFile(plank[1] / "overlay.mp4") as overlay:
        assert [f.t_s for f in overlay] == pytest.approx([f.t_s for f in clip], abs=0.002)


def test_a_clip_without_a_person_says_so(tmp_path: Path) -> None:
    av = pytest.importorskip("av")
    path = tmp_path / "empty_room.mp4"
    with av.open(str(path), "w") as container:
        stream = container.add_stream("libx264", rate=10)
        stream.width, stream.height, stream.pix_fmt = 160, 120, "yuv420p"
        for _ in range(10):
            frame = av.VideoFrame(160, 120, "yuv420p")
            for plane in frame.planes:
                plane.update(bytes([90]) * plane.buffer_size)
            container.mux(stream.encode(frame))
        container.mux(stream.encode())
    result = analyze(path, "plank")
    assert result.sets == []
    assert not result.view.judgeable
    assert "nobody was found" in result.coverage.messages[0]


def test_an_unknown_exercise_is_refused_with_those_known() -> None:
    with pytest.raises(UsageError, match=r"choose one of .*plank"):
        analyze(PLANK, "planking")


def test_a_missing_clip_is_named() -> None:
    with pytest.raises(InputError, match=r"nowhere\.mp4 does not exist"):
        analyze("nowhere.mp4", "plank")


def test_an_unwritable_folder_is_one_line_and_exit_status_3(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("")
    arguments = ["analyze", str(PLANK), "--exercise", "plank", "--out", str(blocked / "results")]
    assert main(arguments) == 3
    error = capsys.readouterr().err
    assert error.startswith("formcheck: cannot write into")
    assert error.count("\n") == 1


def test_the_command_prints_a_summary_and_the_safety_wording(
    plank: tuple[SessionResult, Path], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    recording = str(plank[1] / "recording.npz")
    assert main(["analyze", recording, "--exercise", "plank", "--out", str(tmp_path)]) == 0
    printed = capsys.readouterr().out
    assert "severe hip sag" in printed
    assert "Next time an easier version: knee plank. Your hips sagged" in printed
    assert "Not a medical device" in printed


@pytest.mark.skipif(sys.platform == "win32", reason="sends SIGINT to another process")
def test_ctrl_c_leaves_no_half_written_file(tmp_path: Path) -> None:
    out = tmp_path / "results"
    code = "from formcheck.cli.main import run; run()"
    command = [sys.executable, "-c", code, "analyze", str(PLANK), "-e", "plank", "--out", str(out)]
    process = subprocess.Popen(command, stderr=subprocess.PIPE, text=True)
    deadline = time.monotonic() + 30
    while not (out.exists() and any(out.iterdir())) and time.monotonic() < deadline:
        time.sleep(0.05)
    process.send_signal(signal.SIGINT)
    _, error = process.communicate(timeout=30)
    assert process.returncode == 130
    assert error.strip().splitlines()[-1] == "formcheck: stopped"
    assert list(out.iterdir()) == []
