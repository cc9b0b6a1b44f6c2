"""Many clips: rows, a bad clip among them, and what was expected."""

import csv
from pathlib import Path

import pytest

from formcheck.analysis import Outputs, analyze
from formcheck.batch.expect import Expectation, read_expectations
from formcheck.batch.inputs import find_clips
from formcheck.batch.score import score_clip
from formcheck.cli.main import main
from formcheck.errors import InputError
from formcheck.result import SessionResult

pytestmark = pytest.mark.slow

SAMPLES = Path(__file__).parents[1] / "samples"


@pytest.fixture(scope="module")
def plank(tmp_path_factory: pytest.TempPathFactory) -> tuple[SessionResult, Path]:
    folder = tmp_path_factory.mktemp("plank")
    result = analyze(SAMPLES / "plank_sag.mp4", "plank", outputs=Outputs(folder, overlay=False))
    return result, folder / "recording.npz"


def test_folders_are_searched_for_clips_and_nothing_else(tmp_path: Path) -> None:
    (tmp_path / "deep").mkdir()
    for name in ("b.mp4", "deep/a.MOV", "notes.txt"):
        (tmp_path / name).write_text("")
    (tmp_path / "folder.mp4").mkdir()
    assert [Path(clip).name for clip in find_clips([tmp_path])] == ["b.mp4", "a.MOV"]


def test_a_clip_given_twice_is_judged_once(tmp_path: Path) -> None:
    clip = tmp_path / "a.mp4"
    clip.write_text("")
    assert find_clips([clip, tmp_path]) == [str(clip)]


@pytest.mark.parametrize("name", ["nowhere", "."])
def test_no_clip_at_all_is_said(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(InputError, match=r"does not exist|no clip found"):
        find_clips([Path(name)])


def test_an_unreadable_clip_is_a_row(tmp_path: Path) -> None:
    clip = tmp_path / "text.mp4"
    clip.write_text("no video")
    scored = score_clip(clip, "plank")
    assert scored.result is None
    assert [row.status for row in scored.rows] == ["unreadable"]
    assert "not a video" in scored.rows[0].error


def test_a_row_tells_what_the_result_tells(plank: tuple[SessionResult, Path]) -> None:
    result, recording = plank
    (row,) = score_clip(recording, "plank").rows
    assert row.status == "ok"
    assert row.hold_s == result.sets[0].hold.total_s
    assert row.reps is None
    assert "hip_sag:severe:1" in row.faults.split(";")
    assert row.regress_to == "knee_plank"


@pytest.mark.parametrize(
    ("expected", "difference"),
    [
        ({"hold_s": 16.0, "faults": ["hip_sag"], "regress_to": "knee_plank"}, None),
        ({"hold_s": 12.0}, "held 15.9 s, not 12.0 s"),
        ({"hold_s": 12.0, "hold_tolerance_s": 5.0}, None),
        ({"faults": ["hips_piked"]}, "no hips_piked"),
        ({"no_faults": ["hip_sag"]}, "hip_sag reported"),
        ({"faults": ["hip_sag"], "no_faults": ["all"]}, "sag_drift reported"),
        ({"reps": 2}, "0 reps, not 2"),
        ({"attempts": 1}, "0 failed attempts, not 1"),
        ({"regress_to": "none"}, "advised knee_plank, not none"),
        ({"judgeable": False}, "judged"),
    ],
)
def test_every_difference_is_named(
    plank: tuple[SessionResult, Path], expected: dict, difference: str | None
) -> None:
    found = Expectation(exercise="plank", **expected).differences(plank[0])
    assert found == ([difference] if difference else [])


def test_a_wrong_key_is_refused_with_the_file_and_the_key(tmp_path: Path) -> None:
    file = tmp_path / "expected.toml"
    file.write_text('["a.mp4"]\nexercise = "plank"\nrep = 3\n')
    with pytest.raises(InputError, match=r"expected\.toml: a\.mp4\.rep"):
        read_expectations(file)


@pytest.mark.parametrize(("hold_s", "status"), [(16.0, 0), (3.0, 4)])
def test_the_exit_status_says_whether_all_is_as_expected(
    plank: tuple[SessionResult, Path], tmp_path: Path, hold_s: float, status: int
) -> None:
    recording = tmp_path / "plank.npz"
    recording.write_bytes(plank[1].read_bytes())
    expected = tmp_path / "expected.toml"
    expected.write_text(f'["plank.npz"]\nexercise = "plank"\nhold_s = {hold_s}\n')
    out = tmp_path / "scores.csv"
    arguments = ["score", str(recording), "--expect", str(expected), "--out", str(out)]
    assert main(arguments) == status
    with out.open(newline="") as file:
        assert [row["exercise"] for row in csv.DictReader(file)] == ["plank"]


def test_clips_are_recognised_where_nothing_is_declared(
    plank: tuple[SessionResult, Path],
) -> None:
    (row,) = score_clip(plank[1], "auto").rows
    assert row.exercise == "plank"
    assert row.hold_s == pytest.approx(plank[0].sets[0].hold.total_s)


@pytest.mark.parametrize(
    ("exercise", "right"), [("plank", True), ("sit_up", False), ("auto", True)]
)
def test_what_is_recognised_is_compared_with_what_is_done(
    exercise: str, right: bool, plank: tuple[SessionResult, Path]
) -> None:
    result = score_clip(plank[1], "auto").result
    wrong = Expectation(exercise=exercise).differences(result)
    assert wrong == ([] if right else ["recognised plank, not sit_up"])


def test_the_command_needs_no_exercise(
    plank: tuple[SessionResult, Path], capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["score", str(plank[1])]) == 0
    assert "plank" in capsys.readouterr().out
