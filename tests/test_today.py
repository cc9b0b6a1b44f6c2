"""What may be started on a day, by what was told of the back."""

from datetime import datetime
from pathlib import Path

import pytest

from formcheck.cli.main import main
from formcheck.exercises.catalogue import catalogue
from formcheck.programme.pain import readiness
from formcheck.programme.today import allowed
from formcheck.programme.training_log import CheckIn
from formcheck.programme.workout import Step, Workout

NOW = datetime(2026, 3, 2, 19).astimezone()
WARM_UP = Step(exercise="low_lunge", hold_s=20, role="warm_up")
PLANK = Step(exercise="plank", hold_s=20)


def ready(pain: int, **signs):
    return readiness([CheckIn(NOW, "before", pain, **signs)], NOW.date())


@pytest.mark.parametrize(
    ("told", "exercise", "starts"),
    [
        (ready(2), "plank", True),
        (ready(3), "plank", False),
        (ready(3), "low_lunge", True),
        (ready(5), "low_lunge", False),
        (ready(0, warning_signs=True), "low_lunge", False),
        (ready(2), None, True),
        (ready(3), None, False),
    ],
)
def test_an_exercise_is_started_where_the_back_allows_it(told, exercise, starts: bool) -> None:
    assert allowed(told, catalogue()[exercise] if exercise else None, None)[0] == starts


@pytest.mark.parametrize(
    ("told", "steps", "left"),
    [
        (ready(2), (WARM_UP, PLANK), (WARM_UP, PLANK)),
        (ready(3), (WARM_UP, PLANK), (WARM_UP,)),
        (ready(3), (PLANK,), None),
        (ready(5), (WARM_UP, PLANK), None),
    ],
)
def test_of_a_workout_the_warm_ups_are_left(told, steps, left) -> None:
    starts, workout = allowed(told, None, Workout(steps=steps))
    assert starts == (left is not None)
    assert (workout.steps if workout else None) == left


@pytest.mark.parametrize(
    ("pain", "words"), [("6", "no session"), ("3", "warm-ups and stretches only")]
)
def test_live_does_not_start_then(
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    pain: str,
    words: str,
) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    data = ["--data", str(tmp_path), "--confirm-safety"]
    answers = ["--no-leg-symptoms", "--no-warning-signs", "--no-lasted"]
    assert main(["check-in", "--pain", pain, *answers, *data]) == 0
    capsys.readouterr()
    sample = str(Path(__file__).parents[1] / "samples" / "plank_sag.mp4")
    live = ["live", "--camera", sample, "--exercise", "plank", "--display", "none", "--mute"]
    assert main([*live, *data]) == 0
    said = capsys.readouterr().out
    assert words in said
    assert ("Get medical help" in said) == (pain == "6")
    assert "good form" not in said
