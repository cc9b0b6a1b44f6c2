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
#: A sag that takes this long is a drift.
_SLOW_S: Final = 10.0
#: Leg lever of a level straight leg (biomechanics M12).
_LEVEL_LEVER: Final = 0.43


def amount(kind: str, phases: tuple[str, ...] | None = None) -> Size:
    """What the scene asks for, in some phases or in all."""

    def size(truth: Truth) -> FloatArray:
        on = np.isin(truth.phase, phases) if phases else True
        return np.where(on, truth.amount(kind), 0.0)

    return size


def off_line(end: str, sign: float) -> Size:
    """How far the hips are below (1) or above (-1) the line to the ankles or knees, degrees.

    Towards the belly and away from it, that is; on one's side (`side`) towards the floor.
    """
    name = {"ankle": "body_line_deg", "knee": "knee_line_deg", "side": "side_line_deg"}[end]
    return lambda truth: np.maximum(0.0, sign * truth.measure(name))


def on_floor(truth: Truth) -> FloatArray:
    """Share of the way to the floor that hips or knees are down."""
    return np.maximum(truth.amount("hips_down"), truth.amount("knees_down"))


def held_up(size: Size, at_most: float) -> Size:
    """A size that counts up to `at_most` while hips or knees go to the floor."""
    return lambda truth: np.where(
        on_floor(truth) > 0.0, np.minimum(size(truth), at_most), size(truth)
    )


def drifted(below: Size, at_most: float) -> Size:
    """How far a sag that takes ten seconds or more has come, degrees.

    A quick sag counts up to `at_most`: it is told as what it is, and whether the drift is told
    with it does not matter.
    """

    def size(truth: Truth) -> FloatArray:
        sags = [fault for fault in truth.scene.motion.faults if fault.kind == "sag"]
        slow = any(fault.start_s is not None and fault.ramp_s >= _SLOW_S for fault in sags)
        return below(truth) if slow else np.minimum(below(truth), at_most)

    return size


def stack(joint: str) -> Size:
    """How far the shoulders are ahead of or behind the elbows or wrists, degrees."""
    return lambda truth: np.abs(truth.measure(f"stack_{joint}_deg"))


def still_pelvis_t(truth: Truth) -> FloatArray:
    """By how much the hips rise less than 0.05 torso lengths over the shoulders in a repetition.

    From the picture, as in `lift_t_s`.
    """
    over = _middle(truth, "shoulder")[:, 1] - _middle(truth, "hip")[:, 1]
    rise = _by_rep(truth, over / _torso_px(truth), lambda _t, x, _down: float(x.max()))
    moving = (truth.rep >= 0) & np.isin(truth.phase, (*_UP, *_DOWN))
    return np.where(moving, np.maximum(0.0, 0.05 - rise), 0.0)


def knee_flexion(truth: Truth) -> FloatArray:
    """Mean flexion of the knees, degrees."""
    return 0.5 * (truth.measure("knee_L_deg") + truth.measure("knee_R_deg"))


def moving_knee_flexion(truth: Truth) -> FloatArray:
    """Flexion of the knee of the leg that moves, degrees."""
    return truth.measure("knee_R_deg")


def knee_opened(truth: Truth) -> FloatArray:
    """By how much the knee of the leg that moves is less than square, in a repetition, degrees."""
    moving = np.isin(truth.phase, (*_UP, *_DOWN))
    return np.where(moving, np.maximum(0.0, 90.0 - truth.measure("knee_R_deg")), 0.0)


def legs_apart(truth: Truth) -> FloatArray:
    """Difference of the elevations of the two legs, degrees."""
    return np.abs(truth.measure("leg_L_deg") - truth.measure("leg_R_deg"))


def lean(truth: Truth) -> FloatArray:
    """Lean of the trunk forward from upright, degrees."""
    return np.maximum(0.0, 90.0 - truth.measure("trunk_deg"))


def hip_extension(truth: Truth) -> FloatArray:
    """Extension of the right hip against the trunk, 0 in line with it, degrees.

    Of the leg that kneels or kicks: behind the trunk's line it is positive.
    """
    return truth.measure("thigh_R_deg") + truth.measure("trunk_deg")


def stretch_missing(truth: Truth) -> FloatArray:
    """By how much the extension of the rear hip is less than ten degrees."""
    return np.maximum(0.0, 10.0 - hip_extension(truth))


def spine_flexion(truth: Truth) -> FloatArray:
    """Flexion of the spine in repetitions, against standing, degrees."""
    return np.where(truth.rep >= 0, np.maximum(0.0, truth.measure("spine_flexion_deg")), 0.0)


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

    def speed(t: FloatArray, x: FloatArray, down: FloatArray) -> float:
        return (high - low) / _seconds(t[down], x[down], high, low)

    return _by_rep(truth, truth.measure("trunk_deg"), speed)


def trunk_throw_deg_s(truth: Truth) -> FloatArray:
    """Highest speed of the trunk in its first 30 degrees up."""

    def speed(t: FloatArray, x: FloatArray, down: FloatArray) -> float:
        return float(np.gradient(x, t)[~down & (x <= _TRUNK_START_DEG)].max())

    return _by_rep(truth, truth.measure("trunk_deg"), speed)


def thigh_swing_deg_s(truth: Truth) -> FloatArray:
    """Highest speed of the thighs on the way up."""
    return _by_rep(truth, _both(truth, "thigh"), _fastest_rise)


def kick_deg_s(truth: Truth) -> FloatArray:
    """Highest speed of the thigh that kicks, on the way up."""
    return _by_rep(truth, truth.measure("thigh_R_deg"), _fastest_rise)


def leg_drop_deg_s(truth: Truth) -> FloatArray:
    """Mean speed of the legs on the way down, between 80 and 20 % of it."""
    return _by_rep(truth, _both(truth, "leg"), _mean_fall)


def moving_leg_drop_deg_s(truth: Truth) -> FloatArray:
    """Mean speed of the one leg that moves on the way down, between 80 and 20 % of it."""
    return _by_rep(truth, truth.measure("leg_R_deg"), _mean_fall)


def lift_t_s(truth: Truth) -> FloatArray:
    """Highest speed of the shoulders on the way up from the lowest point, torso lengths a second.

    From the picture: height and length are foreshortened alike as far as that matters here.
    """
    depth = _middle(truth, "shoulder")[:, 1] / _torso_px(truth)

    def speed(t: FloatArray, x: FloatArray, down: FloatArray) -> float:
        return float(-np.gradient(x, t)[down].min())

    return _by_rep(truth, depth, speed)


def reach_t(truth: Truth) -> FloatArray:
    """How far the wrists are ahead of the ankles at the lowest point, torso lengths.

    From the picture, as in `lift_t_s`.
    """
    ankle, toe = _middle(truth, "ankle"), _middle(truth, "toe")
    front = np.sign(np.median(toe[:, 0] - ankle[:, 0]))
    ahead = front * (_middle(truth, "wrist")[:, 0] - ankle[:, 0]) / _torso_px(truth)
    return np.where(truth.phase == "top", np.maximum(0.0, ahead), 0.0)


def side_stack(truth: Truth) -> FloatArray:
    """How far the shoulder is ahead of or behind the elbow that carries, the left one, degrees.

    From the picture, which shows it as it is: the camera faces the front or the back.
    """
    off = truth.point("shoulder_L") - truth.point("elbow_L")
    return np.abs(np.degrees(np.arctan2(off[:, 0], -off[:, 1])))


def reps_a_minute(truth: Truth) -> FloatArray:
    """Pace of a repetition, without the rest after it."""
    return _by_rep(
        truth, truth.measure("trunk_deg"), lambda t, _x, _down: 60.0 / float(t[-1] - t[0])
    )


def ways_a_second(*phases: str) -> Size:
    """One over the seconds that one way of a repetition takes."""

    def size(truth: Truth) -> FloatArray:
        of_way = np.isin(truth.phase, phases)
        step_s = float(np.median(np.diff(truth.times)))
        rates = np.zeros(len(truth.times))
        for rep in np.unique(truth.rep[truth.rep >= 0]):
            seconds = step_s * float((of_way & (truth.rep == rep)).sum())
            rates[truth.rep == rep] = 1.0 / seconds
        return rates

    return size


def trunk_rise(truth: Truth) -> FloatArray:
    """Highest rise of the trunk above its rest in a repetition, degrees."""
    return _by_rep(truth, truth.measure("trunk_deg"), lambda _t, x, _down: float(x.max()))


def short_of(goal_deg: float) -> Size:
    """By how much the trunk misses a rise above its rest, degrees."""

    def size(truth: Truth) -> FloatArray:
        rise = trunk_rise(truth)
        return np.where(rise > 0.0, np.maximum(0.0, goal_deg - rise), 0.0)

    return size


def bridge_missing(truth: Truth) -> FloatArray:
    """By how much the hips stay below the line shoulders-knees in a repetition, degrees."""
    return _least(truth, np.maximum(0.0, -truth.measure("knee_line_deg")))


def kick_missing(truth: Truth) -> FloatArray:
    """By how much the thigh stays short of the trunk's line in a repetition, degrees."""
    return _least(truth, np.maximum(0.0, -hip_extension(truth)))


def knees_open_at_top(truth: Truth) -> FloatArray:
    """By how much the knees are less than square at the top of a repetition, degrees."""
    opened = np.maximum(0.0, 90.0 - knee_flexion(truth))
    return _least(truth, np.where(truth.phase == "top", opened, np.inf))


def _least(truth: Truth, size: FloatArray) -> FloatArray:
    """The least of each repetition, in all its frames; 0 outside."""
    least = np.zeros(len(size))
    for rep in np.unique(truth.rep[truth.rep >= 0]):
        least[truth.rep == rep] = size[truth.rep == rep].min()
    return least


def _middle(truth: Truth, joint: str) -> FloatArray:
    """Pixels of the middle of a joint of both sides, `(F, 2)`."""
    return 0.5 * (truth.point(f"{joint}_L") + truth.point(f"{joint}_R"))


def _torso_px(truth: Truth) -> float:
    """Length of the trunk where it is seen best, pixels."""
    trunk = _middle(truth, "shoulder") - _middle(truth, "hip")
    return float(np.percentile(np.linalg.norm(trunk, axis=1), 90))


def _both(truth: Truth, limb: str) -> FloatArray:
    """Mean elevation of both legs or thighs, degrees."""
    return 0.5 * (truth.measure(f"{limb}_L_deg") + truth.measure(f"{limb}_R_deg"))


def _fastest_rise(t: FloatArray, x: FloatArray, down: FloatArray) -> float:
    return float(np.gradient(x, t)[~down].max())


def _mean_fall(t: FloatArray, x: FloatArray, down: FloatArray) -> float:
    high, low = (x.min() + part * np.ptp(x) for part in (0.8, 0.2))
    return float((high - low) / _seconds(t[down], x[down], high, low))


def _by_rep(
    truth: Truth, x: FloatArray, of: Callable[[FloatArray, FloatArray, FloatArray], float]
) -> FloatArray:
    """A number of every completed repetition: `of(times, signal above rest, on the way down)`."""
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
