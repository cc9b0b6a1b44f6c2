"""What of a wish can be done today, by what was told of the back (biomechanics 7.3)."""

from formcheck.exercises.spec import Exercise
from formcheck.programme.pain import Readiness
from formcheck.programme.planning import planning
from formcheck.programme.workout import Workout


def allowed(
    ready: Readiness, exercise: Exercise | None, workout: Workout | None
) -> tuple[bool, Workout | None]:
    """Whether to start at all, and what of the workout is left.

    Args:
        ready: what the check-ins allow.
        exercise: the one that is wished for; None for a workout, or for whatever is recognised.
        workout: the one that is wished for, if any.

    Returns:
        Of a workout on a day of warm-ups only its warm-ups are left. An exercise that is to be
        recognised could be anything: on such a day it is not started.
    """
    if ready.go == "go":
        return True, workout
    if ready.go == "no_session":
        return False, None
    if workout is None:
        return exercise is not None and exercise.id in planning().warm_ups, None
    steps = tuple(step for step in workout.steps if step.role == "warm_up")
    return bool(steps), workout.model_copy(update={"steps": steps}) if steps else None
