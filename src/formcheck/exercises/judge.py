"""The judge of an exercise: of a static or of a counted one."""

from collections.abc import Mapping

from formcheck.exercises.hold_judge import HoldJudge
from formcheck.exercises.rep_judge import RepJudge
from formcheck.exercises.set_judge import ExerciseJudge
from formcheck.exercises.spec import Exercise


def judge_of(exercise: Exercise, own: Mapping[str, float]) -> ExerciseJudge:
    """Make the judge that fits the exercise; `own` has references from a calibration."""
    if exercise.hold:
        return HoldJudge(exercise, exercise.hold, own)
    assert exercise.reps is not None  # the specification has one or the other
    return RepJudge(exercise, exercise.reps, own)
