"""`formcheck exercises`, and a user's own folder of exercises."""

import re
import subprocess
import sys
from pathlib import Path

import pytest
from people import (
    CAMERA,
    faults,
    film,
    hold_s,
    into_plank_and_out,
    judged,
    on_the_belly,
    plank,
    still,
)

from formcheck.cli.main import main
from formcheck.errors import InputError
from formcheck.exercises.catalogue import catalogue, catalogue_with
from formcheck.exercises.wording import grade
from formcheck.pose.estimator import ModelInfo
from formcheck.pose.recording import Recording, RecordingHeader


@pytest.fixture(scope="module")
def example() -> str:
    """The exercise that CONTRIBUTING.md adds."""
    text = (Path(__file__).parents[1] / "CONTRIBUTING.md").read_text(encoding="utf-8")
    (file,) = re.findall(r"```toml\n(id = .*?)```", text, flags=re.DOTALL)
    return file


@pytest.fixture
def own(tmp_path: Path, example: str) -> Path:
    """A folder with that exercise."""
    folder = tmp_path / "mine"
    folder.mkdir()
    (folder / "superman.toml").write_text(example, encoding="utf-8")
    return folder


def prone(lift: float):
    """On the belly, chest and legs `lift` degrees off the floor."""
    from dataclasses import replace

    return replace(
        on_the_belly(),
        hip_y=0.10,
        trunk=180.0 - lift,
        head=180.0 - lift,
        thigh=lift,
        shank=lift,
        foot=lift - 60.0,
        upper_arm=180.0,
        forearm=180.0,
    )


# --- the worked example --------------------------------------------------------------------------


def test_the_example_of_the_guide_works(own: Path) -> None:
    exercise = catalogue_with(own)["superman"]
    good = into_plank_and_out(still(prone(12.0), 6.0))
    assert hold_s(judged(exercise, good)) == pytest.approx(6.0, abs=1.5)
    assert faults(judged(exercise, good)) == set()
    high = into_plank_and_out(still(prone(26.0), 6.0))
    assert faults(judged(exercise, high)) == {("too_high", "mild")}


@pytest.mark.slow
def test_a_clip_is_judged_by_an_exercise_of_ones_own(own, tmp_path, capsys):
    model = ModelInfo("full", "0" * 64)
    recording = Recording(RecordingHeader(*CAMERA.size, model, {}))
    for frame in film(into_plank_and_out(still(prone(26.0), 6.0))):
        recording.append(frame)
    clip = tmp_path / "clip.npz"
    recording.save(clip)
    words = [str(clip), "-e", "superman", "--catalogue", str(own)]
    assert main(["analyze", *words, "--out", str(tmp_path / "out")]) == 0
    assert "mild too high" in capsys.readouterr().out.replace("severe", "mild")
    assert main(["score", *words]) == 0
    assert "too_high" in capsys.readouterr().out


def test_without_the_folder_the_exercise_is_not_known(tmp_path, capsys):
    assert main(["exercises", "superman"]) == 2
    assert "unknown exercise 'superman'" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ('id = "superman"', 'id = "plank"', "superman.toml: id: formcheck has an exercise 'plank'"),
        ("at_least = 20", 'at_least = "x"', "superman.toml: faults 1.mild.any 1.all 1.at_least"),
        ("[hold]", "[hold]\nhow = 1", "superman.toml: hold.how: there is no such key: remove it"),
        ("trunk_elevation_deg", "chest_deg", "unknown measure 'chest_deg'"),
        ('"high_plank"', '"moon"', "superman.toml: ladder.harder: there is no exercise 'moon'"),
        ('id = "superman"', 'id = "../../x"', "superman.toml: id: use the letters a to z, digits"),
        ('id = "superman"', 'id = "Superman"', "superman.toml: id: use the letters a to z, digits"),
        ('id = "too_high"', 'id = "a/b"', "superman.toml: faults 1.id: use the letters a to z"),
        ('id = "superman"', f'id = "{"x" * 61}"', "superman.toml: id: use the letters a to z"),
        ('id = "superman"', 'id = "super\u0430man"', "superman.toml: id: use the letters a to z"),
        ("at_least = 20", "at_least = nan", "superman.toml: faults 1.mild.any 1.all 1.at_least"),
        ("at_least = 20", f"at_least = {'9' * 400}", "faults 1.mild.any 1.all 1.at_least: "),
    ],
)
def test_a_mistake_in_ones_own_file_is_one_line(own, example, capsys, old, new, message):
    assert old in example
    (own / "superman.toml").write_text(example.replace(old, new), encoding="utf-8")
    assert main(["exercises", "--catalogue", str(own)]) == 3
    line = capsys.readouterr().err
    assert line.count("\n") == 1
    assert message in line


def test_the_same_id_in_two_files_is_refused(own, example):
    (own / "again.toml").write_text(example, encoding="utf-8")
    with pytest.raises(InputError, match=r"superman\.toml: id: again\.toml has an exercise"):
        catalogue_with(own)


@pytest.mark.parametrize("made", [False, True], ids=["missing", "empty"])
def test_a_folder_without_exercises_is_said(tmp_path, made):
    folder = tmp_path / "none"
    if made:
        folder.mkdir()
    with pytest.raises(InputError, match=r"none (is not a folder|holds no exercise)"):
        catalogue_with(folder)


def test_ones_own_exercises_do_not_stay(own):
    assert "superman" in catalogue_with(own)
    assert "superman" not in catalogue()


# --- the list ------------------------------------------------------------------------------------


def test_every_exercise_is_listed(capsys):
    assert main(["exercises"]) == 0
    listed = capsys.readouterr().out
    assert all(name in listed for name in catalogue())


@pytest.mark.parametrize("name", sorted(catalogue()))
def test_one_exercise_is_shown_with_limits_views_evidence_and_sources(name, capsys):
    assert main(["exercises", name]) == 0
    shown = " ".join(capsys.readouterr().out.split())
    for fault in catalogue()[name].faults:
        assert f"{fault.id} [{fault.code}]" in shown
        assert fault.cue in shown
    for word in ("mild", "source:", "view", "evidence", "harder", "camera"):
        assert word in shown


@pytest.mark.parametrize(
    ("exercise", "fault", "words"),
    [
        ("plank", "knees_bent", "knee flexion ≥ 15°, for 1.5 s"),
        (
            "leg_raise",
            "too_fast",
            "mean speed of rep speed from 80% to 20% of the way on the way down ≥ 40°/s; "
            "or lowest rep speed on the way down ≤ -75°/s",
        ),
        ("sit_up", "failed_attempt", "1 failed attempt in a set"),
        ("glute_bridge", "feet_too_far", "knee flexion at the top ≤ 75°"),
        ("pick_up", "jerked", "lowest rep speed on the way down ≤ -3 torso lengths/s"),
        (
            "pick_up",
            "stooped",
            "stoop index at the top ≥ 60 and knee flexion at the top ≤ 60°",
        ),
        ("side_plank", "side_hip_drop", "body line ≥ 10°, for 1 s"),
        ("low_lunge", "no_stretch", "kneeling hip extension ≤ 9°, for 3 s"),
    ],
)
def test_a_limit_in_words(exercise, fault, words):
    (found,) = [one for one in catalogue()[exercise].faults if one.id == fault]
    assert grade(found.mild) == words


def test_listing_loads_neither_opencv_nor_mediapipe():
    code = (
        "import sys; from formcheck.cli.main import main; main(['exercises', 'plank']);"
        "sys.exit(bool({'cv2', 'mediapipe', 'av'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, check=False)
    assert done.returncode == 0


def test_a_plank_is_still_a_plank(own):
    record = judged(catalogue_with(own)["plank"], into_plank_and_out(still(plank(), 5.0)))
    assert faults(record) == set()
