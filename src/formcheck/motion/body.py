"""The body's own frame: landmarks become points in torso lengths, head to the left.

This module decides once for every measure: the near side, the length of the torso, the direction
of the head and the error of each point (biomechanics 1.1 to 1.5 and 8).
"""

import math
from dataclasses import dataclass, replace
from statistics import fmean as mean
from typing import Final

import numpy as np

from formcheck.motion.filters import Averages, OneEuroFilter, OutlierGate, RunningPercentile
from formcheck.motion.geometry import Point
from formcheck.motion.ground import Floor, FloorLine
from formcheck.motion.outline import Back, BackTracker
from formcheck.motion.view import View, ViewTracker, cropped_points
from formcheck.pose.frame import LANDMARKS, PoseFrame

#: Points of the body frame and the landmarks `(left, right)` that they are made from.
PAIRS: Final = {
    name: (LANDMARKS.index(f"left_{part}"), LANDMARKS.index(f"right_{part}"))
    for name, part in {
        "ear": "ear",
        "shoulder": "shoulder",
        "elbow": "elbow",
        "wrist": "wrist",
        "hip": "hip",
        "knee": "knee",
        "ankle": "ankle",
        "heel": "heel",
        "toe": "foot_index",
    }.items()
}
#: Which of them a bone joins, as far as bones are drawn.
BONES: Final = (
    ("ear", "shoulder"),
    ("shoulder", "elbow"),
    ("elbow", "wrist"),
    ("shoulder", "hip"),
    ("hip", "knee"),
    ("knee", "ankle"),
    ("ankle", "heel"),
    ("heel", "toe"),
)
_NOSE: Final = LANDMARKS.index("nose")
_BONES: Final = tuple(
    (PAIRS[inner][side], PAIRS[outer][side])
    for inner, outer in (
        ("hip", "knee"),
        ("knee", "ankle"),
        ("shoulder", "elbow"),
        ("elbow", "wrist"),
    )
    for side in (0, 1)
)
_NEAR_SIDE: Final = [PAIRS[name] for name in ("shoulder", "hip", "knee", "ankle")]

# Visibility (biomechanics 8): below 0.5 on both sides, a point is missing. A pair is averaged even
# when its far side is hidden: BlazePose guesses that well, and a near side alone lies lower in the
# picture the nearer it is (measured on renders: knee 1.6 instead of 5.4 degrees, hip 1.4 for 3.0).
_SEEN = 0.5
_VISIBILITY_WINDOW_S = 0.5
# Left and right joints of the limbs that lie further apart than this in side view are two postures
# (one leg up) or one mistake, and their mean would be neither; up to the second length the mean
# gives way to the near side. Shoulders and hips are one body however far apart they look.
_ONE_POSTURE_T, _TWO_POSTURES_T = 0.5, 0.8
_RIGID = frozenset({"shoulder", "hip"})
# Points of each side; head and hip are points of the middle of the body.
_LIMBS: Final = tuple(name for name in PAIRS if name not in ("ear", "hip"))

# BlazePose puts the hips of someone supine this far in front of the joints' centres, in torso
# lengths; prone it does not (measured on renders, development part: more, 0.09, with straight legs,
# less, 0.02, with the legs in the air; correcting by that would shift the error to the knees).
_HIP_IN_FRONT_T = 0.05
# ... and the knees of someone who kneels prone are this much too high, the ankles too low.
_KNEE_TOO_HIGH_T, _ANKLE_TOO_LOW_T = 0.03, 0.05
# Ankles further below the hips than this: not on the back (they are 0.7 below in the highest
# bridge); with an upright trunk: not sitting on the floor either (0.6 to 0.8 when half kneeling);
# standing, even bent forward.
_BRIDGING_T, _SITTING_T, _STANDING_T = 0.75, 0.4, 1.0
# Turned less than this from the camera: lying on a side, neither supine nor prone.
_ON_A_SIDE_DEG = 35.0

# Landmark error, one sigma (biomechanics 1.5): 1.5 cm and 2.5 cm over a torso of 0.5 m. Measured
# on renders, trunk and legs of someone prone scatter less than that.
SIGMA_GOOD_T: Final = 0.03
SIGMA_POOR_T: Final = 0.05
_PRONE_SHARE: Final = {"shoulder": 0.6, "hip": 0.6, "knee": 0.6, "ankle": 0.6}
_GOOD_VISIBILITY = 0.8
# In coarse pictures landmarks are off by about a pixel more (measured on four samples shrunk step
# by step: a torso of 45 pixels costs 0.01 torso lengths, of 23 pixels 0.03, of 14 pixels 0.05).
_COARSE_ERROR_PX, _FINE_TORSO_PX = 1.0, 40.0

_MAX_SPEED_T_S = 10.0
_SIDE_MARGIN = 0.10
_SIDE_SWITCH_S = 1.0
_HEADING_SWITCH_S = 0.3
_HEADING_LEAST_T = 0.3
_ANCHOR: Final = "anchor"
_ANCHOR_MOVES_T = 1.0
_TORSO_WINDOW_S = 10.0
_TORSO_PERCENT = 90.0
_FACE_WINDOW_S = 1.0


@dataclass(frozen=True, slots=True)
class Side:
    """The arm and the leg of one side, in the frame of the Body.

    Attributes:
        points: shoulder, elbow, wrist, knee, ankle, heel and toe; missing points are absent.
        sigma: the standard error of each, in torso lengths.
    """

    points: dict[str, Point]
    sigma: dict[str, float]


# Compared and hashed by identity, so that what is derived from a body can be kept for it.
@dataclass(frozen=True, slots=True, eq=False)
class Body:
    """One person at one time in the body's own frame.

    Attributes:
        t_s: media time in seconds.
        points: name to `(x, y)` in torso lengths, x from head to feet, y up, origin at the hip.
            Missing points are absent.
        sigma: name to the standard error of the point in torso lengths, for the same names.
        near: the side that is nearer to the camera, 0 left and 1 right, as in `PAIRS`.
        sides: the limbs of the near and of the far side. BlazePose mistakes left for right now
            and then: tell limbs apart by where they are, not by the order here.
        anchor: a place that stays put in the picture (where the hip was first seen), in the same
            terms; heights above it show what rises, also when the hip itself moves.
        torso_px: length of the torso in pixels of the picture.
        leg_t: length of the leg (thigh and shank) in torso lengths, NaN while unknown.
        face_up: how far the face looks along the front of the trunk, -1 to 1, smoothed:
            positive when supine, negative when prone.
        floor: the floor under the body.
        back: the outline of the back.
        view: the direction from the camera to the body.
        skew_deg: yaw that still foreshortens the points; oblique views are turned side-on.
    """

    t_s: float
    points: dict[str, Point]
    sigma: dict[str, float]
    near: int
    sides: tuple[Side, Side]
    anchor: Point
    torso_px: float
    leg_t: float
    face_up: float
    floor: Floor
    back: Back
    view: View
    skew_deg: float


class BodyTracker:
    """Turns PoseFrames into Bodies. Stateful: it smooths, and it remembers sides and lengths.

    Args:
        roll_deg: roll of the camera from a calibration, anticlockwise as seen from behind it; 0
            if unknown.
        leg_t: length of the leg in torso lengths from a calibration, until the legs are seen; NaN
            if unknown. The length in this clip is better: bones look up to a tenth longer or
            shorter by posture (measured on renders).
    """

    def __init__(self, roll_deg: float = 0.0, *, leg_t: float = math.nan) -> None:
        self._roll_deg = roll_deg
        self._own_leg_t = leg_t
        self._shot: int | None = None

    def turn(self, roll_deg: float) -> None:
        """Use another roll of the camera from now on, and begin anew as in a new shot."""
        self._roll_deg = roll_deg
        self._shot = None

    def update(self, frame: PoseFrame) -> Body | None:
        """The body in the next frame; None without a visible trunk."""
        if frame.shot != self._shot:
            self._start(frame.shot)
        cropped = cropped_points(frame)
        level = levelled(frame, self._roll_deg)
        frame = self._view.side_on(level)
        t_s = frame.t_s
        if frame.has_person:
            self._last_visibility = frame.visibility.tolist()
            trunk = _trunk_px(frame)
            self._torso_px = max(self._torso(trunk, t_s), 1.0)
        elif math.isnan(self._torso_px):
            return None
        gated = self._gate(frame.landmarks, t_s, self._torso_px)
        smooth = self._smooth(gated, t_s, self._torso_px)
        pixels = smooth.tolist()
        visibility = self._visibility(self._last_visibility, t_s)
        near = self._near_side(visibility, frame, t_s)
        points, sigma = self._points(pixels, visibility, near)
        if "shoulder" not in points or "hip" not in points:
            self._view.lost(t_s)
            return None
        heading = self._heading_of(points, t_s)
        hip, anchor = points["hip"], self._anchor_of(points["hip"])
        sides = [self._side(pixels, visibility, side) for side in (near, 1 - near)]
        sides = [replace(s, points=self._canonical(s.points, hip, heading)) for s in sides]
        points = self._canonical({**points, _ANCHOR: anchor}, hip, heading)
        anchor = points.pop(_ANCHOR)
        (face_up,) = self._face([_face_up(points)], t_s)
        view = self._view.update(level, points, heading, self._torso_px, self._roll_deg, cropped)
        on_a_side = view.turn_deg < _ON_A_SIDE_DEG
        if face_up < 0.0 and not on_a_side:
            sigma = {name: _PRONE_SHARE.get(name, 1.0) * error for name, error in sigma.items()}
        supine = face_up > 0.0 and _is_low(points) and not on_a_side
        if supine:
            shift = _to_deeper_hip(points["shoulder"])
            points = {**_shifted(points, shift), "hip": points["hip"]}
            sides = [replace(side, points=_shifted(side.points, shift)) for side in sides]
            anchor = (anchor[0] + shift[0], anchor[1] + shift[1])
        elif face_up < 0.0 and not on_a_side:
            points = _kneeling(points)
        return Body(
            t_s=t_s,
            points=points,
            sigma=sigma,
            near=near,
            sides=(sides[0], sides[1]),
            anchor=anchor,
            torso_px=self._torso_px,
            leg_t=self._leg(sides, points["hip"], t_s),
            face_up=face_up,
            floor=self._floor(points, anchor, t_s, supine=supine),
            back=self._back.update(
                frame,
                points["shoulder"],
                heading=heading,
                face_up=None if math.isnan(face_up) else face_up > 0.0,
                supine=supine,
            ),
            view=view,
            skew_deg=self._view.skewed_share * view.yaw_deg,
        )

    def _start(self, shot: int) -> None:
        self._shot = shot
        self._gate = OutlierGate(_BONES, _MAX_SPEED_T_S)
        # Tuning of biomechanics 8: quiet at rest, no lag worth speaking of in movement.
        self._smooth = OneEuroFilter(min_cutoff_hz=1.0, beta=6.0, derivative_cutoff_hz=1.0)
        self._visibility = Averages(_VISIBILITY_WINDOW_S)
        self._last_visibility = [math.nan] * len(LANDMARKS)
        self._torso = RunningPercentile(_TORSO_WINDOW_S, _TORSO_PERCENT)
        self._thigh = RunningPercentile(_TORSO_WINDOW_S, 50.0)
        self._shank = RunningPercentile(_TORSO_WINDOW_S, 50.0)
        self._torso_px = math.nan
        self._near: int | None = None
        self._near_doubt_s: float | None = None
        self._heading: int | None = None
        self._heading_doubt_s: float | None = None
        self._anchor: Point | None = None
        self._face = Averages(_FACE_WINDOW_S)
        self._view: ViewTracker = ViewTracker()
        self._back = BackTracker()

    def _near_side(self, visibility: list[float], frame: PoseFrame, t_s: float) -> int:
        """0 if the left side is nearer to the camera, 1 if the right one is."""
        depth = frame.world[[11, 12, 23, 24], 2].tolist()
        seen = [sum(visibility[pair[side]] for pair in _NEAR_SIDE) / 4 for side in (0, 1)]
        # BlazePose often calls both sides visible; then the side with the smaller depth is near.
        # A tenth of a metre counts as much as a tenth of visibility.
        behind = (depth[0] + depth[2] - depth[1] - depth[3]) / 2
        margin = seen[1] - seen[0] + (0.0 if math.isnan(behind) else behind)
        better = 1 if margin > 0 else 0
        if self._near is None:
            self._near = better
        if better == self._near or abs(margin) < _SIDE_MARGIN:
            self._near_doubt_s = None
        elif self._near_doubt_s is None:
            self._near_doubt_s = t_s
        elif t_s - self._near_doubt_s >= _SIDE_SWITCH_S:
            self._near, self._near_doubt_s = better, None
        return self._near

    def _points(
        self, pixels: list[list[float]], visibility: list[float], near: int
    ) -> tuple[dict[str, Point], dict[str, float]]:
        """One point for each pair of landmarks, in pixels with y up, and its error."""
        points: dict[str, Point] = {}
        sigma: dict[str, float] = {}
        for name, pair in PAIRS.items():
            one, other = pair[near], pair[1 - near]
            (ax, ay), (bx, by) = pixels[one], pixels[other]
            seen = max(visibility[one], visibility[other])
            if not seen >= _SEEN:
                continue
            apart = math.hypot(ax - bx, ay - by) / self._torso_px
            far = 0.5 * _one_posture_share(apart) if name not in _RIGID else 0.5
            if far > 0.0 and not math.isnan(apart):
                points[name] = (ax + far * (bx - ax), -(ay + far * (by - ay)))
            elif visibility[one] >= _SEEN and not math.isnan(ax):
                points[name] = (ax, -ay)
                seen = visibility[one]
            elif visibility[other] >= _SEEN and not math.isnan(bx):
                points[name] = (bx, -by)
                seen = visibility[other]
            else:
                continue
            sigma[name] = self._sigma(seen)
        x, y = pixels[_NOSE]
        if visibility[_NOSE] >= _SEEN and not math.isnan(x):
            points["nose"] = (x, -y)
            sigma["nose"] = self._sigma(1.0)
        return points, sigma

    def _side(self, pixels: list[list[float]], visibility: list[float], side: int) -> Side:
        """The limbs of one side, in pixels with y up; as for pairs, one seen side is enough."""
        points: dict[str, Point] = {}
        sigma: dict[str, float] = {}
        for name in _LIMBS:
            pair = PAIRS[name]
            x, y = pixels[pair[side]]
            if max(visibility[pair[0]], visibility[pair[1]]) >= _SEEN and not math.isnan(x):
                points[name] = (x, -y)
                sigma[name] = self._sigma(visibility[pair[side]])
        return Side(points, sigma)

    def _sigma(self, visibility: float) -> float:
        """The standard error of a landmark, in torso lengths."""
        coarse = _COARSE_ERROR_PX * max(0.0, 1.0 / self._torso_px - 1.0 / _FINE_TORSO_PX)
        return math.hypot(SIGMA_GOOD_T if visibility >= _GOOD_VISIBILITY else SIGMA_POOR_T, coarse)

    def _heading_of(self, points: dict[str, Point], t_s: float) -> int:
        """+1 if the head lies to the left of the feet in the picture, -1 if to the right."""
        feet = points.get("ankle") or points.get("knee") or points["hip"]
        along = (feet[0] - points["shoulder"][0]) / self._torso_px
        now = 1 if along > 0 else -1
        if self._heading is None:
            self._heading = now
        # Bending forward while standing is no turn.
        standing = points["hip"][1] - feet[1] > _STANDING_T * self._torso_px
        if now == self._heading or abs(along) < _HEADING_LEAST_T or standing:
            self._heading_doubt_s = None
        elif self._heading_doubt_s is None:
            self._heading_doubt_s = t_s
        elif t_s - self._heading_doubt_s >= _HEADING_SWITCH_S:
            self._heading, self._heading_doubt_s = now, None
            self._floor = FloorLine()
            # Mirrored, the face looks the other way: the average belongs to the old direction.
            self._face = Averages(_FACE_WINDOW_S)
        return self._heading

    def _anchor_of(self, hip: Point) -> Point:
        """The first place of the hip; a new one when the person moves somewhere else."""
        if self._anchor is None or math.dist(hip, self._anchor) > _ANCHOR_MOVES_T * self._torso_px:
            self._anchor = hip
            self._floor = FloorLine()
        return self._anchor

    def _canonical(self, points: dict[str, Point], hip: Point, heading: int) -> dict[str, Point]:
        hip_x, hip_y = hip
        scale = 1.0 / self._torso_px
        return {
            name: (heading * ((x - hip_x) * scale), (y - hip_y) * scale)
            for name, (x, y) in points.items()
        }

    def _leg(self, sides: list[Side], hip: Point, t_s: float) -> float:
        """Leg length in torso lengths; medians of pixels, so that the torso's own changes show."""
        legs = [(side.points["knee"], side.points["ankle"]) for side in sides if _has_leg(side)]
        thigh = mean(math.dist(hip, knee) for knee, _ in legs) if legs else math.nan
        shank = mean(math.dist(knee, ankle) for knee, ankle in legs) if legs else math.nan
        px = self._torso_px
        learned = (self._thigh(thigh * px, t_s) + self._shank(shank * px, t_s)) / px
        return self._own_leg_t if math.isnan(learned) else learned


def levelled(frame: PoseFrame, roll_deg: float) -> PoseFrame:
    """The frame of a level camera, turned back about the middle of the picture."""
    if roll_deg == 0.0 or not frame.has_person:
        return frame
    cos, sin = math.cos(math.radians(roll_deg)), math.sin(math.radians(roll_deg))
    turn = np.array([[cos, -sin], [sin, cos]])  # for rows: anticlockwise, y down
    middle = np.array([frame.width, frame.height]) / 2.0
    world = frame.world.copy()
    world[:, :2] = world[:, :2] @ turn
    return replace(frame, landmarks=(frame.landmarks - middle) @ turn + middle, world=world)


def _has_leg(side: Side) -> bool:
    return "knee" in side.points and "ankle" in side.points


def _is_low(points: dict[str, Point]) -> bool:
    """Whether the feet are as near to the height of the hips as when lying or sitting on a mat."""
    x, y = points["shoulder"]
    below = _SITTING_T if y > abs(x) else _BRIDGING_T
    return points.get("ankle", (0.0, 0.0))[1] > -below


def _to_deeper_hip(shoulder: Point) -> Point:
    """Shift of all other points when a supine hip, the origin, moves to the joint's centre."""
    x, y = shoulder
    trunk = math.hypot(x, y)
    if trunk == 0.0:
        return (0.0, 0.0)
    # The front of the trunk: the direction hip to shoulder, turned clockwise.
    return (_HIP_IN_FRONT_T * y / trunk, -_HIP_IN_FRONT_T * x / trunk)


def _shifted(points: dict[str, Point], by: Point) -> dict[str, Point]:
    return {name: (x + by[0], y + by[1]) for name, (x, y) in points.items()}


def _kneeling(points: dict[str, Point]) -> dict[str, Point]:
    """Points with kneeling knees, and the ankles behind them, at the joints' centres."""
    feet = [points[name][1] for name in ("ankle", "heel", "toe") if name in points]
    if "knee" not in points or not feet or points["knee"][1] > min(feet):
        return points
    moved = dict(points)
    x, y = points["knee"]
    moved["knee"] = (x, y - _KNEE_TOO_HIGH_T)
    if "ankle" in points:
        x, y = points["ankle"]
        moved["ankle"] = (x, y + _ANKLE_TOO_LOW_T)
    return moved


def _one_posture_share(apart_t: float) -> float:
    """Share to which a pair this far apart counts as one posture, 0 to 1."""
    share = (_TWO_POSTURES_T - apart_t) / (_TWO_POSTURES_T - _ONE_POSTURE_T)
    return min(1.0, max(0.0, share))


def _trunk_px(frame: PoseFrame) -> float:
    marks = frame.landmarks[[11, 12, 23, 24]].tolist()
    (ax, ay), (bx, by), (cx, cy), (dx, dy) = marks
    return math.hypot(ax + bx - cx - dx, ay + by - cy - dy) / 2


def _face_up(points: dict[str, Point]) -> float:
    """Direction of the face along the normal on the front of the trunk; supine is positive."""
    nose, ear = points.get("nose"), points.get("ear")
    if nose is None or ear is None:
        return math.nan
    x, y = points["shoulder"]
    trunk = math.hypot(x, y)
    look_x, look_y = nose[0] - ear[0], nose[1] - ear[1]
    look = math.hypot(look_x, look_y)
    if trunk == 0.0 or look == 0.0:
        return math.nan
    # The direction hip to shoulder, turned clockwise: up when lying, to the feet when upright.
    return (look_x * y - look_y * x) / (trunk * look)
