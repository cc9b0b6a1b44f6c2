"""Left against right (biomechanics 3.15): like with like, each side toward the camera in turn."""

import math
from collections.abc import Callable, Iterable, Sequence
from statistics import fmean

from formcheck.coaching.rules import rules
from formcheck.programme.training_log import LoggedSession, Side
from formcheck.result import SetResult


def weaker_side(sessions: Sequence[LoggedSession], exercise: str) -> Side | None:
    """The side that is clearly weaker, in enough sessions running; None where none is.

    By the seconds of good form of a hold, or by the control angle of repetitions, which is better
    when it is lower.

    Args:
        sessions: oldest first.
        exercise: of which the sides are compared.
    """
    limit = rules().asymmetry
    return _weaker(sessions, exercise, _held_s, limit.hold_times) or _weaker(
        sessions, exercise, _control, limit.angles
    )


def left_right_index(left: float, right: float) -> float:
    """The difference over the larger one (biomechanics M16): above 0 where the left is more."""
    return (left - right) / max(abs(left), abs(right), 1e-6)


def _weaker(
    sessions: Sequence[LoggedSession],
    exercise: str,
    how_well: Callable[[SetResult], float],
    limit: float,
) -> Side | None:
    found: list[Side | None] = []
    for session in sessions:
        left, right = (
            _mean(
                how_well(logged.result)
                for logged in session.sets
                if logged.result.exercise == exercise and logged.side == side
            )
            for side in ("left", "right")
        )
        if math.isnan(left) or math.isnan(right):
            continue
        index = left_right_index(left, right)
        weaker: Side = "right" if index > 0 else "left"
        found.append(weaker if abs(index) >= limit else None)
    lately = found[-rules().asymmetry.sessions :]
    if len(lately) < rules().asymmetry.sessions or len(set(lately)) > 1:
        return None
    return lately[0]


def _held_s(result: SetResult) -> float:
    good_s = result.hold.good_form_s if result.hold else None
    return math.nan if good_s is None else good_s


def _control(result: SetResult) -> float:
    """Better when lower."""
    angles = [rep.value("control_angle_deg") for rep in result.reps]
    return -_mean(angle for angle in angles if angle is not None)


def _mean(values: Iterable[float]) -> float:
    known = [value for value in values if not math.isnan(value)]
    return fmean(known) if known else math.nan
