"""Workout files: what they may say, and what is said of those that are wrong."""

from pathlib import Path

import pytest

from formcheck.errors import InputError
from formcheck.programme.workout import load_workout

ROOT = Path(__file__).parents[1]


def written(folder: Path, text: str) -> Path:
    path = folder / "workout.toml"
    path.write_text(text, encoding="utf-8")
    return path


def test_the_warm_up_set_can_be_done():
    workout = load_workout(ROOT / "samples" / "warm_up.toml")
    assert [step.exercise for step in workout.steps] == [
        "low_lunge",
        "low_lunge",
        "donkey_kick",
        "donkey_kick",
        "glute_bridge",
    ]


def test_a_step_needs_no_more_than_its_exercise(tmp_path):
    workout = load_workout(written(tmp_path, '[[steps]]\nexercise = "plank"'))
    assert (workout.steps[0].hold_s, workout.steps[0].rest_s) == (None, 30.0)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "steps"),
        ("steps = []", "steps"),
        ('[[steps]]\nexercise = "push_up"', "no exercise push_up"),
        ('[[steps]]\nexercise = "plank"\nreps = 5', "give hold_s in place of reps"),
        ('[[steps]]\nexercise = "sit_up"\nhold_s = 20', "give reps in place of hold_s"),
        ('[[steps]]\nexercise = "plank"\nhold_s = 20\nreps = 3', "give either"),
        ('[[steps]]\nexercise = "plank"\nhold_s = 0.5', "hold_s"),
        ('[[steps]]\nexercise = "sit_up"\nrepetitions = 5', "repetitions"),
        ("[[steps]", "not valid TOML"),
    ],
)
def test_a_mistake_is_named(tmp_path, text, reason):
    with pytest.raises(InputError, match=r"workout\.toml") as told:
        load_workout(written(tmp_path, text))
    assert reason in str(told.value)
    assert len(str(told.value).splitlines()) == 1


def test_a_file_that_is_not_there_is_told(tmp_path):
    with pytest.raises(InputError, match="does not exist"):
        load_workout(tmp_path / "none.toml")


def test_a_file_of_an_earlier_release_is_read(tmp_path):
    text = """
name = "Session, 2026-11-02"

[[steps]]
exercise = "pick_up"
reps = 5
rest_s = 60.0
note = "Slowly. A light box, close to you: bend your knees, keep your back long"
ladder = "lifting"
level = 1
why = "To begin with: picking up a light box."
"""
    (step,) = load_workout(written(tmp_path, text)).steps
    assert (step.ladder, step.level, step.slower) == ("lifting", 1, False)
    assert step.note.startswith("Slowly. A light box")
