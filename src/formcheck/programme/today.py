"""The part of a workout that the check-ins of today allow (biomechanics 7.3)."""

from formcheck.exercises.spec import Exercise
from formcheck.programme.pain import Readiness
from formcheck.programme.planning import planning
from formcheck.programme.workout import Workout


def allowed(
    ready: Readiness, exercise: Exercise | None, workout: Workout | None
) -> tuple[bool, Workout | None]:
    """Whether to start at all, and the allowed part of the workout.

    On a day of warm-ups a workout keeps only its warm-ups. A session without a chosen exercise does
    not start, since it could become anything.
    """
    if ready.go == "go":
        return True, workout
    if ready.go == "no_session":
        return False, None
    if workout is None:
        return exercise is not None and exercise.id in planning().warm_ups, None
    steps = tuple(step for step in workout.steps if step.role == "warm_up")
    return bool(steps), workout.model_copy(update={"steps": steps}) if steps else None
