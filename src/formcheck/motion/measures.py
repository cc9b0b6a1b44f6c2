"""Measures of a Body: pure functions with unit, formula and uncertainty.

No thresholds and no exercise names. The numbers M1 to M15 are those of biomechanics 1.6. Every
function returns MISSING if one of its points is not seen. Uncertainties follow biomechanics 1.5:
the error of the landmarks through the geometry, and the effect of the estimated yaw on the angle.
The camera's roll has no part in them: it turns every inclination alike, so it matters for an
absolute value (`Measure.roll_matters`) and cancels in a change.
"""

import math
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Final, Literal

from formcheck.motion.body import Body
from formcheck.motion.geometry import (
    Point,
    distance,
    inclination_deg,
    interior_angle_deg,
    signed_bend_deg,
    wrapped_deg,
)
from formcheck.motion.measurement import MISSING, Measurement

#: One sigma of the camera's roll where no calibration gives it (biomechanics 1.4), degrees.
UNKNOWN_ROLL_DEG: Final = 3.0

# Segment masses as shares of the body, and where along the segment they act (Winter,
# Biomechanics and Motor Control of Human Movement; biomechanics M12).
_THIGH_MASS, _SHANK_MASS, _FOOT_MASS = 0.100, 0.0465, 0.0145
_SEGMENT_CENTRE = 0.433
# One sigma of the outline's measures, of the torso's length (measured on renders: the scatter of
# flat backs between people; from frame to frame it is 0.003).
_OUTLINE_SIGMA: Final = 0.01
# Thighs that are pulled further than this over the trunk take the hips off the floor.
_PAST_UPRIGHT_DEG: Final = 105.0
# One sigma of the person's turn towards the camera, degrees (from world landmarks, not measured).
_TURN_SIGMA_DEG: Final = 8.0
# Bending forward and squatting differ only with the shoulders this much lower (M14).
_LOWERED_T: Final = 0.25
_LEG: Final = ("knee", "ankle", "heel", "toe")
_ARM: Final = ("shoulder", "elbow", "wrist")

_LEG_MASS = _THIGH_MASS + _SHANK_MASS + _FOOT_MASS


Angle = Literal["bend", "hip", "joint", "flexion", "rise", "lean", "stack"]


@dataclass(frozen=True, slots=True)
class Measure:
    """A measure by name.

    Attributes:
        name: the name that catalogue and signals use; ends in the unit.
        unit: `deg`, `T` (torso lengths), `L` (leg lengths) or `1`.
        points: the points it needs.
        reference: the uncertainty that thresholds already allow for (biomechanics 1.5).
        roll_matters: whether an unknown camera roll adds to the absolute value.
        line: the points of the line that it is about, in order.
        angle: what the angle is in a picture, None where it is none: the `bend` of the line off
            the straight; the angle at the hip (`hip`, straight at 0), within a joint (`joint`,
            straight at 180) or its supplement (`flexion`); the `rise` of the line over the floor;
            the `lean` of the trunk or the `stack` of an arm from the upright.
        of: the function.
    """

    name: str
    unit: str
    points: tuple[str, ...]
    reference: float
    roll_matters: bool
    line: tuple[str, ...]
    angle: Angle | None
    of: Callable[[Body], Measurement]


# --- angles between body parts -------------------------------------------------------------------


def body_line_deg(body: Body) -> Measurement:
    """M1: bend at the hip against the line shoulder to ankle; + hip towards the floor, - pike."""
    return _bend(body, "shoulder", "hip", "ankle")


def knee_line_deg(body: Body) -> Measurement:
    """M1 for the knee plank: bend at the hip against the line shoulder to knee; + to the floor."""
    return _bend(body, "shoulder", "hip", "knee")


def body_line_offset(body: Body) -> Measurement:
    """M1n: distance of the hip from the line shoulder to ankle over that line's length; + below."""
    points = _of(body, "shoulder", "hip", "ankle")
    if points is None:
        return MISSING
    shoulder, hip, ankle = points
    length = distance(shoulder, ankle)
    if length == 0.0:
        return MISSING
    across = (ankle[0] - shoulder[0]) * (hip[1] - shoulder[1]) - (ankle[1] - shoulder[1]) * (
        hip[0] - shoulder[0]
    )
    return Measurement(-across / length**2, _sigma(body, "hip", "shoulder") / length)


def hip_angle_deg(body: Body) -> Measurement:
    """M5: angle shoulder-hip-knee, 180 = straight."""
    return _angle(body, "shoulder", "hip", "knee")


def hip_extension_deg(body: Body) -> Measurement:
    """M5, signed: 0 = hip on the line shoulder to knee, - flexed, + beyond it to the front."""
    bend = _bend(body, "shoulder", "hip", "knee")
    return Measurement(-_front(body) * bend.value, bend.uncertainty)


def knee_flexion_deg(body: Body) -> Measurement:
    """M4: 180 degrees less the angle hip-knee-ankle, 0 = straight."""
    return _flexion(body, "hip", "knee", "ankle")


def elbow_flexion_deg(body: Body) -> Measurement:
    """180 degrees less the angle shoulder-elbow-wrist, 0 = straight."""
    return _flexion(body, "shoulder", "elbow", "wrist")


def head_lead_deg(body: Body) -> Measurement:
    """M6: neck angle, direction shoulder to ear against hip to shoulder; + chin towards chest."""
    points = _of(body, "hip", "shoulder", "ear")
    if points is None:
        return MISSING
    hip, shoulder, ear = points
    trunk = inclination_deg(hip, shoulder)
    head = inclination_deg(shoulder, ear)
    length_trunk, length_head = distance(hip, shoulder), distance(shoulder, ear)
    if length_trunk == 0.0 or length_head == 0.0:
        return MISSING
    # Head to the left: nodding towards a supine chest turns the head clockwise.
    turn = wrapped_deg(trunk - head)
    error = math.hypot(
        _sigma(body, "ear") / length_head,
        _sigma(body, "hip") / length_trunk,
        _sigma(body, "shoulder") * (1 / length_head + 1 / length_trunk),
    )
    return Measurement(turn if body.face_up >= 0.0 else -turn, math.degrees(error))


def gaze_deg(body: Body) -> Measurement:
    """M6b: direction ear to nose against the front of the trunk; + towards the crown."""
    points = _of(body, "hip", "shoulder", "ear", "nose")
    if points is None:
        return MISSING
    hip, shoulder, ear, nose = points
    look = distance(ear, nose)
    if look == 0.0:
        return MISSING
    crown = inclination_deg(hip, shoulder)
    turn = wrapped_deg(inclination_deg(ear, nose) - (crown - 90.0 * _front(body)))
    return Measurement(_front(body) * turn, math.degrees(_sigma(body, "ear", "nose") / look))


# --- inclinations --------------------------------------------------------------------------------
# Against the floor as it runs in the picture; upright lines stay upright under yaw and pitch, so
# the floor's slope is taken out as a shear, not as a turn (see motion/ground.py).


def trunk_elevation_deg(body: Body) -> Measurement:
    """M2: rise of the trunk, hip to shoulder; 0 = flat, 90 = upright, past 90 = over the legs."""
    return _headward_rise(body, "hip", "shoulder")


def leg_elevation_deg(body: Body) -> Measurement:
    """M3: rise of the leg, hip to ankle; 0 = level, 90 = upright.

    Where the picture ends above the ankle, the knee stands for it.
    """
    if "knee" not in body.points:
        return MISSING
    return _footward_rise(body, "hip", "ankle" if "ankle" in body.points else "knee")


def thigh_elevation_deg(body: Body) -> Measurement:
    """M3 of the thigh, hip to knee; 0 = level, 90 = upright, past 90 = knee over the belly."""
    return _footward_rise(body, "hip", "knee")


def trunk_lean_deg(body: Body) -> Measurement:
    """M15: lean of the line hip to shoulder from the vertical; + forward, - back."""
    points = _of(body, "hip", "shoulder")
    if points is None:
        return MISSING
    (hx, hy), (sx, sy) = points
    length = math.hypot(sx - hx, sy - hy)
    if length == 0.0:
        return MISSING
    lean = math.degrees(math.atan2(_front(body) * (sx - hx), sy - hy))
    return Measurement(lean, math.degrees(_sigma(body, "hip", "shoulder") / length))


def elbow_stack_deg(body: Body) -> Measurement:
    """M7: lean of the line elbow to shoulder from the vertical; + shoulder headward."""
    return _stack(body, "elbow")


def hand_stack_deg(body: Body) -> Measurement:
    """M7 for straight arms: lean of the line wrist to shoulder from the vertical; + headward."""
    return _stack(body, "wrist")


# --- lengths -------------------------------------------------------------------------------------


def ear_rise_t(body: Body) -> Measurement:
    """M8: height of the ear above a place that stays put, in torso lengths; use its change."""
    return _rise_of(body, "ear")


def shoulder_rise_t(body: Body) -> Measurement:
    """M8: height of the shoulder above a place that stays put, in torso lengths; use its change."""
    return _rise_of(body, "shoulder")


def hip_rise_t(body: Body) -> Measurement:
    """M8b: height of the hip above the shoulder; a pelvic curl lifts it, an arch lowers it."""
    points = _of(body, "shoulder", "hip")
    if points is None:
        return MISSING
    return Measurement(points[1][1] - points[0][1], _sigma(body, "shoulder", "hip"))


def heel_rise_l(body: Body) -> Measurement:
    """M8: height of the heel above a place that stays put, in leg lengths; use its change."""
    return _over_leg(body, _rise_of(body, "heel"))


def foot_rise_l(body: Body) -> Measurement:
    """M8: height of the lowest point of the foot above a place that stays put; use its change."""
    points = _of(body, "heel", "toe")
    if points is None:
        return MISSING
    return _over_leg(body, _rise_of(body, "heel" if points[0][1] < points[1][1] else "toe"))


def foot_height_l(body: Body) -> Measurement:
    """Height of the ankle above the hip, in leg lengths; about -1 when standing."""
    points = _of(body, "ankle", "hip")
    if points is None:
        return MISSING
    return _over_leg(body, Measurement(points[0][1] - points[1][1], _sigma(body, "ankle", "hip")))


def hip_clearance_t(body: Body) -> Measurement:
    """Height of the hip above the line through the lowest points of arms and legs."""
    return _clearance(body, "hip", ("knee", "ankle", "heel", "toe"))


def knee_clearance_t(body: Body) -> Measurement:
    """Height of the knee above the line through the lowest points of arms and feet."""
    return _clearance(body, "knee", ("ankle", "heel", "toe"))


def foot_clearance_t(body: Body) -> Measurement:
    """Height of the lowest point of the feet above the floor that carries the body."""
    points = _of(body, "heel", "toe")
    if points is None or math.isnan(body.floor.level):
        return MISSING
    height = min(body.floor.clearance(point) for point in points)
    return Measurement(height, _sigma(body, "heel", "shoulder", "hip"))


def leg_lever(body: Body) -> Measurement:
    """M12: distance of the leg's centre of mass from the hip, along the floor, over leg length.

    A straight leg reads 0.43 times the cosine of its elevation. Foreshortening by the estimated
    yaw is taken out.
    """
    points = _of(body, "knee", "ankle")
    if points is None or math.isnan(body.leg_t):
        return MISSING
    knee, ankle = points
    thigh = _SEGMENT_CENTRE * knee[0]
    shank = knee[0] + _SEGMENT_CENTRE * (ankle[0] - knee[0])
    moment = _THIGH_MASS * thigh + _SHANK_MASS * shank + _FOOT_MASS * ankle[0]
    shrink = math.cos(math.radians(min(body.skew_deg, 60.0)))
    scale = _LEG_MASS * body.leg_t * shrink
    of_knee = _SEGMENT_CENTRE * _THIGH_MASS + (1.0 - _SEGMENT_CENTRE) * _SHANK_MASS
    of_ankle = _SEGMENT_CENTRE * _SHANK_MASS + _FOOT_MASS
    sigma = body.sigma
    error = math.hypot(
        of_knee * sigma["knee"], of_ankle * sigma["ankle"], (of_knee + of_ankle) * sigma["hip"]
    )
    return Measurement(moment / scale, error / scale)


def shoulder_drop_t(body: Body) -> Measurement:
    """Height of the ankle above the shoulder, torso lengths: about -2.6 when standing.

    Its change is the drop of the shoulder of M14.
    """
    points = _of(body, "ankle", "shoulder")
    if points is None:
        return MISSING
    return Measurement(points[0][1] - points[1][1], _sigma(body, "ankle", "shoulder"))


def stoop_index(body: Body) -> Measurement:
    """M14: 100 (1 - drop of the hip / drop of the shoulder): 0 = squat, 100 = bent at the waist.

    Drops are counted from standing with straight legs and an upright trunk, which the lengths of
    legs and trunk give. The formula is a reconstruction (biomechanics 1.6); missing while the
    shoulders are hardly lower than that.
    """
    points = _of(body, "ankle", "hip", "shoulder")
    if points is None or math.isnan(body.leg_t):
        return MISSING
    ankle, hip, shoulder = (point[1] for point in points)
    hip_drop = body.leg_t - (hip - ankle)
    shoulder_drop = 1.0 + body.leg_t - (shoulder - ankle)
    if shoulder_drop < _LOWERED_T:
        return MISSING
    share = hip_drop / shoulder_drop
    error = math.hypot(
        _sigma(body, "hip"), share * _sigma(body, "shoulder"), (1.0 - share) * _sigma(body, "ankle")
    )
    return Measurement(100.0 * (1.0 - share), 100.0 * error / shoulder_drop)


def hands_ahead_t(body: Body) -> Measurement:
    """Distance of the wrists ahead of the ankles along the floor, in torso lengths."""
    points = _of(body, "wrist", "ankle")
    if points is None:
        return MISSING
    ahead = _front(body) * (points[0][0] - points[1][0])
    return Measurement(ahead, _sigma(body, "wrist", "ankle"))


def hand_to_hip_t(body: Body) -> Measurement:
    """Distance of the wrist from the hip, in torso lengths; large with the arms overhead."""
    return _distance(body, "wrist", "hip")


def hand_to_ear_t(body: Body) -> Measurement:
    """Distance of the wrist from the ear, in torso lengths."""
    return _distance(body, "wrist", "ear")


def hand_above_knee_t(body: Body) -> Measurement:
    """Height of the wrist above the knee, in torso lengths."""
    points = _of(body, "wrist", "knee")
    if points is None:
        return MISSING
    return Measurement(points[0][1] - points[1][1], _sigma(body, "wrist", "knee"))


def hand_reach_t(body: Body) -> Measurement:
    """Distance of the wrist in front of the line hip to shoulder, in torso lengths."""
    points = _of(body, "wrist", "hip", "shoulder")
    if points is None:
        return MISSING
    (wx, wy), (hx, hy), (sx, sy) = points
    length = math.hypot(sx - hx, sy - hy)
    if length == 0.0:
        return MISSING
    ahead = _front(body) * ((wx - hx) * (sy - hy) - (wy - hy) * (sx - hx)) / length
    return Measurement(ahead, _sigma(body, "wrist", "hip"))


# --- one leg and the other ------------------------------------------------------------------------
# Legs are told apart by where they are in this very picture, never by left and right; only what is
# compared with its own rest is told apart by side.


def upper_leg_elevation_deg(body: Body) -> Measurement:
    """M3 of the leg that is higher up, hip to ankle."""
    return _of_leg(body, _ankle_rise_deg, _upper_leg(body))


def lower_leg_elevation_deg(body: Body) -> Measurement:
    """M3 of the leg that is lower, hip to ankle."""
    return _of_leg(body, _ankle_rise_deg, _lower_leg(body))


def upper_knee_flexion_deg(body: Body) -> Measurement:
    """M4 of the leg whose ankle is higher up, as seen from the hip."""
    return _of_leg(body, knee_flexion_deg, _upper_leg(body))


def upper_hip_extension_deg(body: Body) -> Measurement:
    """M5, signed as `hip_extension_deg`, of the leg whose ankle is higher up."""
    return _of_leg(body, hip_extension_deg, _upper_leg(body))


def near_foot_rise_l(body: Body) -> Measurement:
    """M8 of the near foot: height above a place that stays put; use its change."""
    return foot_rise_l(_limb(body, 0, _LEG))


def far_foot_rise_l(body: Body) -> Measurement:
    """M8 of the far foot: height above a place that stays put; use its change.

    Perspective draws it higher than the near one: each has a rest of its own.
    """
    return foot_rise_l(_limb(body, 1, _LEG))


def legs_apart_deg(body: Body) -> Measurement:
    """Difference of the elevations of the two legs, hip to ankle."""
    one, other = (_ankle_rise_deg(_limb(body, side, _LEG)) for side in (0, 1))
    if not (one.known and other.known):
        return MISSING
    return Measurement(abs(one.value - other.value), math.hypot(one.uncertainty, other.uncertainty))


def reaching_leg_lever(body: Body) -> Measurement:
    """M12 of the leg that reaches further from the hip."""
    return _of_leg(body, leg_lever, _reaching_leg(body))


def waiting_thigh_elevation_deg(body: Body) -> Measurement:
    """M3 of the thigh of the leg that reaches less far."""
    return _of_leg(body, thigh_elevation_deg, _waiting_leg(body))


def kneeling_hip_extension_deg(body: Body) -> Measurement:
    """M5, signed as `hip_extension_deg`, of the leg whose knee is lower."""
    return _of_leg(body, hip_extension_deg, _kneeling_leg(body))


def knees_apart_t(body: Body) -> Measurement:
    """How much higher one knee is than the other, in torso lengths."""
    one, other = (_knee_height(_limb(body, side, _LEG)) for side in (0, 1))
    if not (one.known and other.known):
        return MISSING
    return Measurement(abs(one.value - other.value), math.hypot(one.uncertainty, other.uncertainty))


def lower_elbow_stack_deg(body: Body) -> Measurement:
    """M7 of the arm whose elbow is lower: lean of elbow to shoulder from the vertical."""
    side = _lower_arm(body)
    return MISSING if side is None else elbow_stack_deg(_limb(body, side, _ARM))


# --- the outline of the back ----------------------------------------------------------------------


def lumbar_rise_t(body: Body) -> Measurement:
    """M10: distance of the low back's outline from the floor, less its smallest value."""
    return Measurement(body.back.hollow_t - body.back.flattest_t, _OUTLINE_SIGMA)


def low_back_rise_t(body: Body) -> Measurement:
    """M10: rise of the low back by the outlines of back and front; not of hips that curl up."""
    if thigh_elevation_deg(body).value > _PAST_UPRIGHT_DEG:
        return MISSING
    return Measurement(body.back.rise_t, _OUTLINE_SIGMA)


def lumbar_hollow_t(body: Body) -> Measurement:
    """M10 as an absolute value: use its change from the calibrated flat back."""
    return Measurement(body.back.hollow_t, _OUTLINE_SIGMA)


def back_bulge(body: Body) -> Measurement:
    """M11: bulge of the back over its length, + round, - hollow; use its change.

    It grows by some 0.016 for each 10 degrees of spinal flexion (measured on renders).
    """
    return Measurement(body.back.bulge, _OUTLINE_SIGMA)


# --- the view ------------------------------------------------------------------------------------


def face_up(body: Body) -> Measurement:
    """Direction of the face along the front of the trunk: + supine, - prone, -1 to 1."""
    return Measurement(body.face_up, 0.3)


def yaw_deg(body: Body) -> Measurement:
    """Angle of the body's axis out of the picture plane, 0 to 90; reads low."""
    return Measurement(body.view.yaw_deg, _TURN_SIGMA_DEG)


def roll_over_deg(body: Body) -> Measurement:
    """Roll of the body, seen from the front or the back, out of the picture plane.

    0 = lying on a side, shoulder over shoulder. A camera that is not square adds to it.
    """
    return Measurement(body.view.turn_deg, _TURN_SIGMA_DEG)


# --- shared geometry -----------------------------------------------------------------------------


def _of(body: Body, *names: str) -> list[Point] | None:
    points = body.points
    try:
        return [points[name] for name in names]
    except KeyError:
        return None


def _front(body: Body) -> float:
    """Side of the front on the way hip to shoulder: 1 clockwise, -1 anticlockwise.

    NaN before the face is seen.
    """
    return math.copysign(1.0, body.face_up) if not math.isnan(body.face_up) else math.nan


# Many measures of one frame read the same limbs: both legs and an arm are kept.
@lru_cache(maxsize=4)
def _limb(body: Body, side: int, names: tuple[str, ...]) -> Body:
    """The same body with the limb of one side in place of the middle of both."""
    limb = body.sides[side]
    points = {name: point for name, point in body.points.items() if name not in names}
    points.update((name, limb.points[name]) for name in names if name in limb.points)
    sigma = body.sigma | {name: limb.sigma[name] for name in names if name in limb.sigma}
    return replace(body, points=points, sigma=sigma)


def _of_leg(body: Body, measure: Callable[[Body], Measurement], side: int | None) -> Measurement:
    return MISSING if side is None else measure(_limb(body, side, _LEG))


def _leg_by(body: Body, by: Callable[[Body], Measurement], *, highest: bool) -> int | None:
    """Which side's leg has the higher, or the lower, value of a measure; None while unknown."""
    one, other = (by(_limb(body, side, _LEG)).value for side in (0, 1))
    if math.isnan(one) or math.isnan(other):
        return None
    return 0 if (one >= other) == highest else 1


def _upper_leg(body: Body) -> int | None:
    return _leg_by(body, _ankle_rise_deg, highest=True)


def _lower_leg(body: Body) -> int | None:
    return _leg_by(body, _ankle_rise_deg, highest=False)


def _reaching_leg(body: Body) -> int | None:
    return _leg_by(body, leg_lever, highest=True)


def _waiting_leg(body: Body) -> int | None:
    return _leg_by(body, leg_lever, highest=False)


def _kneeling_leg(body: Body) -> int | None:
    return _leg_by(body, _knee_height, highest=False)


def _lower_arm(body: Body) -> int | None:
    one, other = (side.points.get("elbow") for side in body.sides)
    if one is None or other is None:
        return None
    return 0 if one[1] < other[1] else 1


def _ankle_rise_deg(body: Body) -> Measurement:
    return _footward_rise(body, "hip", "ankle")


def _knee_height(body: Body) -> Measurement:
    return _rise_of(body, "knee")


def _distance(body: Body, name: str, other: str) -> Measurement:
    points = _of(body, name, other)
    if points is None:
        return MISSING
    return Measurement(distance(*points), _sigma(body, name, other))


def _sigma(body: Body, *names: str) -> float:
    return math.hypot(*(body.sigma[name] for name in names))


def _bend(body: Body, start: str, joint: str, end: str) -> Measurement:
    points = _of(body, start, joint, end)
    if points is None:
        return MISSING
    value = signed_bend_deg(*points)
    # A nearly straight, nearly level line over-reads by 1 / cos(yaw).
    skew = abs(value) * (1.0 / math.cos(math.radians(min(body.skew_deg, 60.0))) - 1.0)
    return Measurement(value, math.hypot(_angle_error(body, start, joint, end), skew))


def _angle(body: Body, start: str, joint: str, end: str) -> Measurement:
    points = _of(body, start, joint, end)
    if points is None:
        return MISSING
    value = interior_angle_deg(*points)
    skew = (180.0 - value) * (1.0 / math.cos(math.radians(min(body.skew_deg, 60.0))) - 1.0)
    return Measurement(value, math.hypot(_angle_error(body, start, joint, end), skew / 2.0))


def _flexion(body: Body, start: str, joint: str, end: str) -> Measurement:
    angle = _angle(body, start, joint, end)
    return Measurement(180.0 - angle.value, angle.uncertainty)


def _angle_error(body: Body, start: str, joint: str, end: str) -> float:
    """One sigma in degrees of a three-point angle near 180 (biomechanics 1.5)."""
    points = body.points
    a, b = distance(points[joint], points[start]), distance(points[joint], points[end])
    if a == 0.0 or b == 0.0:
        return 180.0
    sigma = body.sigma
    return math.degrees(
        math.hypot(sigma[start] / a, sigma[end] / b, sigma[joint] * (1.0 / a + 1.0 / b))
    )


def _headward_rise(body: Body, start: str, end: str) -> Measurement:
    points = _of(body, start, end)
    if points is None:
        return MISSING
    (ax, ay), (bx, by) = points
    up = by - ay - body.floor.slope * (bx - ax)
    return _rise(body, ax - bx, up, _sigma(body, start, end))


def _footward_rise(body: Body, start: str, end: str) -> Measurement:
    points = _of(body, start, end)
    if points is None:
        return MISSING
    (ax, ay), (bx, by) = points
    up = by - ay - body.floor.slope * (bx - ax)
    return _rise(body, bx - ax, up, _sigma(body, start, end))


def _rise(body: Body, along: float, up: float, sigma: float) -> Measurement:
    length = math.hypot(along, up)
    if length == 0.0:
        return MISSING
    value = math.degrees(math.atan2(up, along))
    # Yaw shortens lengths along the floor: tan(read) = tan(true) / cos(yaw).
    cos = math.cos(math.radians(min(body.skew_deg, 60.0)))
    skew = math.degrees(math.atan2(up, along) - math.atan2(up * cos, along))
    return Measurement(value, math.hypot(math.degrees(sigma / length), skew))


def _stack(body: Body, support: str) -> Measurement:
    points = _of(body, "shoulder", support)
    if points is None:
        return MISSING
    (sx, sy), (px, py) = points
    length = math.hypot(sx - px, sy - py)
    if length == 0.0:
        return MISSING
    error = math.degrees(_sigma(body, "shoulder", support) / length)
    return Measurement(math.degrees(math.atan2(px - sx, sy - py)), error)


def _rise_of(body: Body, name: str) -> Measurement:
    point = body.points.get(name)
    if point is None:
        return MISSING
    return Measurement(point[1] - body.anchor[1], body.sigma[name])


def _over_leg(body: Body, height: Measurement) -> Measurement:
    if math.isnan(body.leg_t):
        return MISSING
    return Measurement(height.value / body.leg_t, height.uncertainty / body.leg_t)


def _clearance(body: Body, name: str, legs: Iterable[str]) -> Measurement:
    points = body.points
    arm = min((points[n] for n in ("elbow", "wrist") if n in points), key=_y, default=None)
    leg = min((points[n] for n in legs if n in points), key=_y, default=None)
    point = points.get(name)
    if arm is None or leg is None or point is None or arm[0] == leg[0]:
        return MISSING
    slope = (leg[1] - arm[1]) / (leg[0] - arm[0])
    floor = arm[1] + slope * (point[0] - arm[0])
    return Measurement((point[1] - floor) / math.hypot(1.0, slope), _sigma(body, name, "hip"))


def _y(point: Point) -> float:
    return point[1]


def _table(
    *rows: tuple[Callable[[Body], Measurement], str, str, float, bool],
) -> dict[str, Measure]:
    return {
        of.__name__: Measure(
            of.__name__,
            unit,
            tuple(points.split()),
            reference,
            roll,
            tuple(_LINES.get(of.__name__, points).split()),
            _ANGLES.get(of.__name__),
            of,
        )
        for of, unit, points, reference, roll in rows
    }


#: The line of a measure that needs other points than those of its line.
_LINES: Final = {
    "gaze_deg": "ear shoulder hip",
    "hand_reach_t": "ear shoulder hip",
    "lumbar_rise_t": "ear shoulder hip",
    "low_back_rise_t": "ear shoulder hip",
    "lumbar_hollow_t": "ear shoulder hip",
    "back_bulge": "ear shoulder hip",
    "face_up": "ear shoulder hip",
    "elbow_flexion_deg": "wrist elbow shoulder",
    "elbow_stack_deg": "elbow shoulder",
    "hand_stack_deg": "wrist shoulder",
    "lower_elbow_stack_deg": "elbow shoulder",
    "upper_hip_extension_deg": "shoulder hip knee",
    "leg_elevation_deg": "hip ankle",
    "waiting_thigh_elevation_deg": "hip knee",
}
_ANGLES: Final[dict[str, Angle]] = {
    "body_line_deg": "bend",
    "knee_line_deg": "bend",
    "hip_angle_deg": "joint",
    "hip_extension_deg": "hip",
    "knee_flexion_deg": "flexion",
    "trunk_elevation_deg": "rise",
    "leg_elevation_deg": "rise",
    "thigh_elevation_deg": "rise",
    "trunk_lean_deg": "lean",
    "elbow_stack_deg": "stack",
    "hand_stack_deg": "stack",
    "lower_leg_elevation_deg": "rise",
    "upper_leg_elevation_deg": "rise",
    "upper_knee_flexion_deg": "flexion",
    "upper_hip_extension_deg": "hip",
    "waiting_thigh_elevation_deg": "rise",
    "kneeling_hip_extension_deg": "hip",
    "lower_elbow_stack_deg": "stack",
}

#: Every measure by name: function, unit, points needed, reference uncertainty, roll matters.
MEASURES: Final = _table(
    (body_line_deg, "deg", "shoulder hip ankle", 4.0, False),
    (knee_line_deg, "deg", "shoulder hip knee", 4.5, False),
    (body_line_offset, "1", "shoulder hip ankle", 0.03, False),
    (hip_angle_deg, "deg", "shoulder hip knee", 4.5, False),
    (hip_extension_deg, "deg", "shoulder hip knee", 4.5, False),
    (knee_flexion_deg, "deg", "hip knee ankle", 4.5, False),
    (elbow_flexion_deg, "deg", "shoulder elbow wrist", 4.5, False),
    (head_lead_deg, "deg", "hip shoulder ear", 8.0, False),
    (gaze_deg, "deg", "hip shoulder ear nose", 13.0, False),
    (trunk_elevation_deg, "deg", "hip shoulder", 2.5, True),
    (leg_elevation_deg, "deg", "hip knee", 1.5, True),
    (thigh_elevation_deg, "deg", "hip knee", 2.5, True),
    (trunk_lean_deg, "deg", "hip shoulder", 2.5, True),
    (elbow_stack_deg, "deg", "shoulder elbow", 4.5, True),
    (hand_stack_deg, "deg", "shoulder wrist", 4.5, True),
    (ear_rise_t, "T", "ear", 0.03, False),
    (shoulder_rise_t, "T", "shoulder", 0.03, False),
    (hip_rise_t, "T", "hip shoulder", 0.0425, False),
    (heel_rise_l, "L", "heel", 0.02, False),
    (foot_rise_l, "L", "heel toe", 0.02, False),
    (foot_height_l, "L", "hip ankle", 0.02, False),
    (hip_clearance_t, "T", "hip", 0.05, False),
    (knee_clearance_t, "T", "knee hip", 0.05, False),
    (foot_clearance_t, "T", "heel toe shoulder hip", 0.05, False),
    (leg_lever, "1", "hip knee ankle", 0.03, False),
    (shoulder_drop_t, "T", "ankle shoulder", 0.0425, False),
    (stoop_index, "1", "ankle knee hip shoulder", 10.0, False),
    (hands_ahead_t, "T", "wrist ankle", 0.0425, False),
    (hand_to_hip_t, "T", "wrist hip", 0.0425, False),
    (hand_to_ear_t, "T", "wrist ear", 0.0425, False),
    (hand_above_knee_t, "T", "wrist knee", 0.0425, False),
    (hand_reach_t, "T", "wrist hip shoulder ear nose", 0.0425, False),
    (lower_leg_elevation_deg, "deg", "hip ankle", 1.5, True),
    (upper_leg_elevation_deg, "deg", "hip ankle", 1.5, True),
    (upper_knee_flexion_deg, "deg", "hip knee ankle", 4.5, False),
    (upper_hip_extension_deg, "deg", "shoulder hip knee ankle", 4.5, False),
    (near_foot_rise_l, "L", "hip ankle heel toe", 0.02, False),
    (far_foot_rise_l, "L", "hip ankle heel toe", 0.02, False),
    (legs_apart_deg, "deg", "hip ankle", 2.1, False),
    (reaching_leg_lever, "1", "hip knee ankle", 0.03, False),
    (waiting_thigh_elevation_deg, "deg", "hip knee ankle", 2.5, True),
    (kneeling_hip_extension_deg, "deg", "shoulder hip knee", 4.5, False),
    (knees_apart_t, "T", "knee", 0.0425, False),
    (lower_elbow_stack_deg, "deg", "shoulder elbow", 4.5, True),
    (roll_over_deg, "deg", "shoulder hip", 8.0, False),
    (yaw_deg, "deg", "shoulder hip", 8.0, False),
    (lumbar_rise_t, "T", "nose ear shoulder hip", 0.01, False),
    (low_back_rise_t, "T", "nose ear shoulder hip", 0.01, False),
    (lumbar_hollow_t, "T", "nose ear shoulder hip", 0.01, False),
    (back_bulge, "1", "nose ear shoulder hip", 0.01, False),
    (face_up, "1", "nose ear shoulder hip", 0.3, False),
)


#: Of the measures that read one limb of a pair, which one: a place in `Body.sides`.
_LIMBS_READ: Final[dict[str, Callable[[Body], int | None]]] = {
    "upper_leg_elevation_deg": _upper_leg,
    "lower_leg_elevation_deg": _lower_leg,
    "upper_knee_flexion_deg": _upper_leg,
    "upper_hip_extension_deg": _upper_leg,
    "near_foot_rise_l": lambda _: 0,
    "far_foot_rise_l": lambda _: 1,
    "reaching_leg_lever": _reaching_leg,
    "waiting_thigh_elevation_deg": _waiting_leg,
    "kneeling_hip_extension_deg": _kneeling_leg,
    "lower_elbow_stack_deg": _lower_arm,
}


def side_read(name: str, body: Body) -> int | None:
    """The side, 0 left and 1 right, of the limb that a measure reads; None where it reads both."""
    choose = _LIMBS_READ.get(name)
    place = choose(body) if choose else None
    return None if place is None else (body.near, 1 - body.near)[place]


def points_of(names: Iterable[str]) -> frozenset[str]:
    """Every point that the named measures need."""
    return frozenset(point for name in names for point in MEASURES[name].points)
