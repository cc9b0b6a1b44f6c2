"""The judge of an exercise: of a static or of a counted one."""

from formcheck.exercises.holds import HoldJudge
from formcheck.exercises.repetitions import RepJudge
from formcheck.exercises.sets import ExerciseJudge
from formcheck.exercises.spec import Exercise


def judge_of(exercise: Exercise) -> ExerciseJudge:
    """Make the judge that fits the exercise."""
    if exercise.hold:
        return HoldJudge(exercise, exercise.hold)
    assert exercise.reps is not None  # the specification has one or the other
    return RepJudge(exercise, exercise.reps)
