"""Left beside right (biomechanics 3.15), with each side toward the camera in turn."""

import math
from collections.abc import Callable, Iterable, Sequence
from statistics import fmean

from formcheck.coaching.rules import rules
from formcheck.programme.training_log import LoggedSession, Side
from formcheck.result import SetResult


def weaker_side(sessions: Sequence[LoggedSession], exercise: str) -> Side | None:
    """The side that was clearly weaker in enough sessions in a row; None without one.

    The sessions come oldest first. Seconds of good form tell it for holds, the control angle for
    repetitions.
    """
    limit = rules().asymmetry
    return _weaker(sessions, exercise, _held_s, limit.hold_times) or _weaker(
        sessions, exercise, _control, limit.angles
    )


def left_right_index(left: float, right: float) -> float:
    """The difference over the larger value (biomechanics M16): above 0 if the left is larger."""
    return (left - right) / max(abs(left), abs(right), 1e-6)


def _weaker(
    sessions: Sequence[LoggedSession],
    exercise: str,
    how_well: Callable[[SetResult], float],
    limit: float,
) -> Side | None:
    weaker_sides: list[Side | None] = []
    for session in sessions:
        left, right = (
            _mean(
                how_well(logged.result)
                for logged in session.sets
                if logged.exercise == exercise and logged.side == side
            )
            for side in ("left", "right")
        )
        if math.isnan(left) or math.isnan(right):
            continue
        index = left_right_index(left, right)
        weaker: Side = "right" if index > 0 else "left"
        weaker_sides.append(weaker if abs(index) >= limit else None)
    lately = weaker_sides[-rules().asymmetry.sessions :]
    if len(lately) < rules().asymmetry.sessions or len(set(lately)) > 1:
        return None
    return lately[0]


def _held_s(result: SetResult) -> float:
    good_s = result.hold.good_form_s if result.hold else None
    return math.nan if good_s is None else good_s


def _control(result: SetResult) -> float:
    """The negative mean control angle: a lower angle is better."""
    angles = [rep.value("control_angle_deg") for rep in result.reps]
    return -_mean(angle for angle in angles if angle is not None)


def _mean(values: Iterable[float]) -> float:
    known = [value for value in values if not math.isnan(value)]
    return fmean(known) if known else math.nan
