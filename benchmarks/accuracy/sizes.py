"""How large a fault truly is in every frame, in the terms of the catalogue's own limit.

Every function takes a Truth and gives `(F,)`, larger is worse, 0 where there is nothing of the
fault. Where the catalogue judges a whole repetition, all its frames carry the same number.
"""

from collections.abc import Callable
from typing import Final

import numpy as np

from .truth import FloatArray, Truth

Size = Callable[[Truth], FloatArray]

_UP, _DOWN = ("up", "top", "stuck"), ("down",)
#: The rise of the trunk above its rest that the ways of the catalogue's limits refer to, degrees.
_TRUNK_WAY_DOWN_DEG: Final = (60.0, 15.0)
_TRUNK_START_DEG: Final = 30.0
#: Leg lever of a level straight leg (biomechanics M12).
_LEVEL_LEVER: Final = 0.43


def amount(kind: str, phases: tuple[str, ...] | None = None) -> Size:
    """What the scene asks for, in some phases or in all."""

    def size(truth: Truth) -> FloatArray:
        on = np.isin(truth.phase, phases) if phases else True
        return np.where(on, truth.amount(kind), 0.0)

    return size


def off_line(end: str, sign: float) -> Size:
    """How far the hips are below (1) or above (-1) the line to the ankles or knees, degrees."""
    name = {"ankle": "body_line_deg", "knee": "knee_line_deg"}[end]
    return lambda truth: np.maximum(0.0, sign * truth.measure(name))


def stack(joint: str) -> Size:
    """How far the shoulders are ahead of or behind the elbows or wrists, degrees."""
    return lambda truth: np.abs(truth.measure(f"stack_{joint}_deg"))


def knee_flexion(truth: Truth) -> FloatArray:
    """Mean flexion of the knees, degrees."""
    return 0.5 * (truth.measure("knee_L_deg") + truth.measure("knee_R_deg"))


def leg_lever(truth: Truth) -> FloatArray:
    """Lever of straight legs on the way down, in leg lengths."""
    leg = 0.5 * (truth.measure("leg_L_deg") + truth.measure("leg_R_deg"))
    return np.where(np.isin(truth.phase, _DOWN), _LEVEL_LEVER * np.cos(np.radians(leg)), 0.0)


def failed(truth: Truth) -> FloatArray:
    """1 in repetitions that are given up on the way."""
    return np.isin(truth.rep, sorted(failed_reps(truth))).astype(float)


def failed_reps(truth: Truth) -> set[int]:
    """Repetitions that are given up on the way."""
    faults = [fault for fault in truth.scene.motion.faults if fault.kind == "failed"]
    every = set(truth.rep[truth.rep >= 0].tolist())
    return {rep for rep in every if any(fault.rep in (None, rep) for fault in faults)}


def trunk_drop_deg_s(truth: Truth) -> FloatArray:
    """Speed of the trunk on the way down from 60 to 15 degrees above its rest."""
    high, low = _TRUNK_WAY_DOWN_DEG
    return _by_rep(
        truth, "trunk", lambda t, x, down: (high - low) / _seconds(t[down], x[down], high, low)
    )


def trunk_throw_deg_s(truth: Truth) -> FloatArray:
    """Highest speed of the trunk in its first 30 degrees up."""
    return _by_rep(
        truth,
        "trunk",
        lambda t, x, down: float(np.gradient(x, t)[~down & (x <= _TRUNK_START_DEG)].max()),
    )


def thigh_swing_deg_s(truth: Truth) -> FloatArray:
    """Highest speed of the thighs on the way up."""
    return _by_rep(truth, "thigh", lambda t, x, down: float(np.gradient(x, t)[~down].max()))


def leg_drop_deg_s(truth: Truth) -> FloatArray:
    """Mean speed of the legs on the way down, between 80 and 20 % of it."""

    def speed(t: FloatArray, x: FloatArray, down: FloatArray) -> float:
        high, low = (x.min() + part * np.ptp(x) for part in (0.8, 0.2))
        return float((high - low) / _seconds(t[down], x[down], high, low))

    return _by_rep(truth, "leg", speed)


def reps_a_minute(truth: Truth) -> FloatArray:
    """Pace of a repetition, without the rest after it."""
    return _by_rep(truth, "trunk", lambda t, _x, _down: 60.0 / float(t[-1] - t[0]))


def trunk_rise(truth: Truth) -> FloatArray:
    """Highest rise of the trunk above its rest in a repetition, degrees."""
    return _by_rep(truth, "trunk", lambda _t, x, _down: float(x.max()))


def short_of(goal_deg: float) -> Size:
    """By how much the trunk misses a rise above its rest, degrees."""

    def size(truth: Truth) -> FloatArray:
        rise = trunk_rise(truth)
        return np.where(rise > 0.0, np.maximum(0.0, goal_deg - rise), 0.0)

    return size


def _by_rep(
    truth: Truth, signal: str, of: Callable[[FloatArray, FloatArray, FloatArray], float]
) -> FloatArray:
    """A number of every completed repetition: `of(times, signal above rest, on the way down)`."""
    if signal == "trunk":
        x = truth.measure("trunk_deg")
    else:
        x = 0.5 * (truth.measure(f"{signal}_L_deg") + truth.measure(f"{signal}_R_deg"))
    size = np.zeros(len(x))
    given_up = failed_reps(truth)
    for rep in np.unique(truth.rep[truth.rep >= 0]):
        mine = (truth.rep == rep) & np.isin(truth.phase, (*_UP, *_DOWN))
        if rep not in given_up:
            rise = x[mine] - x[mine][0]
            size[mine] = of(truth.times[mine], rise, np.isin(truth.phase[mine], _DOWN))
    return size


def _seconds(t: FloatArray, x: FloatArray, high: float, low: float) -> float:
    """Time that a falling signal takes from one level to another; endless where it does not."""
    if x.max() < high or x.min() > low:
        return float("inf")
    start, end = np.interp([-high, -low], -x, t)
    return float(end - start)
