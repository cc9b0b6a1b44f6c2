"""`formcheck test` from clips: what is printed, kept and refused."""

import json
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from formcheck.cli.main import main
from formcheck.history import History
from formcheck.programme.training_log import CheckIn

DEV = Path(__file__).parents[1] / "benchmarks" / "accuracy" / "data" / "dev"


def recording(name: str) -> str:
    return str(DEV / f"{name}.full.npz")


def called(capsys, *words: str) -> tuple[int, str, str]:
    status = main(["test", *words])
    return status, *capsys.readouterr()


def kept(folder: Path):
    with History(folder) as history:
        return history.training_log(datetime.now().astimezone(), 10).tests


def test_a_plank_is_told_and_kept(tmp_path, capsys):
    words = ("plank", "--clip", recording("plank-drift11"), "--data", str(tmp_path))
    status, out, err = called(capsys, *words)
    assert (status, err) == (0, "")
    assert "Plank until form is lost: 19 s" in out
    assert "practice" in out
    assert "Not a medical device" in out
    (one,) = kept(tmp_path)
    assert (one.test, one.unit, one.practice) == ("plank", "s", True)
    status, out, _ = called(capsys, *words, "--age", "25", "--sex", "woman")
    assert "beside women of a sample" in out
    assert [test.practice for test in kept(tmp_path)] == [True, False]


def test_no_save_keeps_nothing(tmp_path, capsys):
    words = ("plank", "--clip", recording("plank-drift11"), "--data", str(tmp_path), "--no-save")
    assert called(capsys, *words)[0] == 0
    assert list(tmp_path.iterdir()) == []


def test_what_is_not_scored_is_not_kept(tmp_path, capsys):
    words = ("plank", "--clip", recording("plank-yaw30"), "--data", str(tmp_path))
    status, out, _ = called(capsys, *words)
    assert status == 0
    assert "turn side-on" in out
    assert kept(tmp_path) == ()


def test_two_sides_of_two_clips(tmp_path, capsys):
    clips = ("--clip", recording("side_plank-drop13"), "--clip", recording("side_plank-drop24"))
    words = ("side-bridge", *clips, "--side", "left", "--side", "right", "--data", str(tmp_path))
    _, out, _ = called(capsys, *words)
    assert "Left 7 s, Right 4 s" in out
    assert [one.side for one in kept(tmp_path)] == ["left", "right"]


def test_json_has_the_results_the_trials_and_the_sentences(tmp_path, capsys):
    words = ("sit-up", "--clip", recording("straight_leg_sit_up-yaw10"), "--arms", "ears")
    status, out, _ = called(capsys, *words, "--json", "--no-save", "--data", str(tmp_path))
    told = json.loads(out)
    assert status == 0
    assert told["schema"] == "formcheck.test/1"
    (result,), (trial,) = told["results"], told["trials"]
    assert (result["score"], result["unit"], result["passed"]) == (10.0, "grade", True)
    assert (trial["arms"], trial["came_up"]) == ("ears", True)
    assert any("Grade 10" in sentence for sentence in told["sentences"])


@pytest.mark.parametrize(
    ("words", "reason"),
    [
        (("sit-up",), "say with --arms"),
        (("side-bridge",), "say with --side"),
        (("plank", "--side", "left"), "--side does not belong to the plank test"),
        (("side-bridge", "--side", "front"), "front is none of left, right"),
        (("sit-up", "--arms", "behind"), "behind is none of forward, folded, ears"),
    ],
)
def test_wrong_wishes_are_told_in_one_line(words, reason, capsys):
    status, _, err = called(capsys, *words, "--clip", recording("plank-yaw0"), "--no-save")
    assert status == 2
    assert reason in err
    assert err.count("\n") == 1


def test_a_clip_that_is_not_there_is_told_in_one_line(tmp_path, capsys):
    status, _, err = called(capsys, "plank", "--clip", str(tmp_path / "none.mp4"), "--no-save")
    assert (status, err.count("\n")) == (3, 1)


@pytest.mark.parametrize("told", [{"pain": 3}, {"pain": 0, "warning_signs": True}])
def test_with_back_pain_today_there_is_no_live_test(told, tmp_path, capsys, monkeypatch):
    now = datetime.now().astimezone()
    with History(tmp_path) as history:
        history.add_check_in(CheckIn(now - timedelta(minutes=1), "before", **told))
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    words = ("plank", "--camera", "none.mp4", "--display", "none", "--confirm-safety")
    status, _, err = called(capsys, *words, "--data", str(tmp_path))
    assert status == 2
    assert "no test today" in err
