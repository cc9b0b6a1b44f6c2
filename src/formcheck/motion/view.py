"""The view: from where the camera sees the body, and which points it does not see."""

import math
from dataclasses import dataclass
from typing import Final, Literal

from formcheck.motion.filters import Averages
from formcheck.motion.geometry import Point
from formcheck.motion.turning import SideOn, turned_share
from formcheck.pose.frame import PoseFrame

Facing = Literal["left", "right", "unknown"]

#: Distance of the shoulder joints and of the hip joints over the torso length (biomechanics 1.5).
KAPPA_SHOULDER: Final = 0.68

_AXIS_WINDOW_S = 1.0
_UPRIGHT_SHARE = 0.5
_FROM_ABOVE = math.sin(math.radians(40.0))
_ON_A_SIDE_DEG = 50.0  # shoulder over shoulder reads 70 and more, an oblique view up to 40
_UNSEEN_WINDOW_S = 1.0
_UNSEEN_SHARE = 0.30
_EDGE_SHARE = 0.02
_NEEDED: Final = ("ear", "shoulder", "elbow", "wrist", "hip", "knee", "ankle", "heel", "toe")


@dataclass(frozen=True, slots=True)
class View:
    """The direction from which the camera sees the body.

    Attributes:
        facing: the side of the picture at which the head lies.
        yaw_deg: angle of the body axis out of the picture plane, 0 = square side view. This is the
            larger of two readings: from the left-right axes of shoulders and hips, and from the
            direction of the trunk. Both read low as a rule, and one may fail altogether (measured
            on renders: 60 degrees read as 8 by one, as 52 by the other).
        turn_deg: turn of the body about its long axis, 0 = front or back to the camera, 90 = square
            side view.
        pitch_deg: how far the camera looks down on the body, or up; it reads low, too.
        roll_deg: how far the camera is turned anticlockwise about its own axis, as seen from
            behind it, from a calibration; 0 without one.
        torso_share: length of the torso over the shorter side of the picture.
        torso_px: length of the torso in pixels.
        unseen: points missing in more than 30 % of the last second.
        cropped: points that lie within 2 % of the border of the picture.
    """

    facing: Facing
    yaw_deg: float
    turn_deg: float
    pitch_deg: float
    roll_deg: float
    torso_share: float
    torso_px: float
    unseen: frozenset[str]
    cropped: frozenset[str]


class ViewTracker:
    """Follows the view through one camera shot, smoothed over a second."""

    def __init__(self) -> None:
        self._across = Averages(_AXIS_WINDOW_S)
        self._away = Averages(_AXIS_WINDOW_S)
        self._shoulders = Averages(_AXIS_WINDOW_S)
        self._missing = Averages(_UNSEEN_WINDOW_S)
        self._turn = SideOn()
        self._yaw_deg = math.nan

    def side_on(self, frame: PoseFrame) -> PoseFrame:
        """The next frame, turned level, as far as its view is oblique turned side-on."""
        return self._turn(frame, self._yaw_deg)

    @property
    def skewed_share(self) -> float:
        """Share of the view that is not turned side-on, 0 to 1."""
        return 1.0 - turned_share(self._yaw_deg)

    def lost(self, t_s: float) -> None:
        """Note that no body was visible at `t_s`."""
        self._missing([1.0] * len(_NEEDED), t_s)

    def update(
        self,
        frame: PoseFrame,
        points: dict[str, Point],
        heading: int,
        torso_px: float,
        roll_deg: float,
        cropped: frozenset[str],
    ) -> View:
        """Take the next frame, turned level, with the body's points; return the view."""
        t_s = frame.t_s
        x, y = _left_right_axis(frame, torso_px)
        # If the body faces the camera, the axis lies in the picture, and its sign is arbitrary.
        # Averages of x and y would cancel; that of the length does not.
        x, y, in_picture = self._across([x, y, math.hypot(x, y)], t_s)
        (away,) = self._away([_trunk_away(frame)], t_s)
        yaw = math.degrees(math.asin(min(1.0, max(abs(x), 0.0 if math.isnan(away) else abs(away)))))
        (spread,) = self._shoulders([_shoulders_across(frame, torso_px)], t_s)
        # The world axis may miss a camera right above; the distance of the shoulders does not.
        down = max(abs(y), spread if spread > _FROM_ABOVE else 0.0)
        pitch = math.degrees(math.asin(min(1.0, down)))
        # Somebody on a side is filmed from the front: there is nothing to turn.
        self._yaw_deg = math.nan if pitch > _ON_A_SIDE_DEG else yaw
        missing = self._missing([0.0 if name in points else 1.0 for name in _NEEDED], t_s)
        unseen = frozenset(
            name for name, share in zip(_NEEDED, missing, strict=True) if share > _UNSEEN_SHARE
        )
        return View(
            facing="left" if heading > 0 else "right",
            yaw_deg=yaw,
            turn_deg=math.degrees(math.acos(min(1.0, in_picture))),
            pitch_deg=pitch,
            roll_deg=roll_deg,
            torso_share=torso_px / min(frame.width, frame.height),
            torso_px=torso_px,
            unseen=unseen,
            cropped=cropped,
        )


def _left_right_axis(frame: PoseFrame, torso_px: float) -> tuple[float, float]:
    """Return the image components of the unit vector across the body; `(0, 0)` in a side view.

    They come from the world landmarks (the mean of the shoulder and the hip axis, which is more
    robust than either), or, without any, from the distance of the shoulders in the picture.
    """
    world = frame.world[[11, 12, 23, 24]].tolist()
    if not math.isnan(world[0][0]):
        shoulders = [a - b for a, b in zip(world[0], world[1], strict=True)]
        hips = [a - b for a, b in zip(world[2], world[3], strict=True)]
        long_s, long_h = math.hypot(*shoulders), math.hypot(*hips)
        if long_s > 0.0 and long_h > 0.0:
            axis = [s / long_s + h / long_h for s, h in zip(shoulders, hips, strict=True)]
            length = math.hypot(*axis)
            if length > 0.0:
                # Left and right swap now and then; the axis always points away from the camera.
                sign = 1.0 if axis[2] >= 0.0 else -1.0
                return sign * axis[0] / length, sign * axis[1] / length
    apart = frame.landmarks[11] - frame.landmarks[12]
    width = KAPPA_SHOULDER * torso_px
    return float(abs(apart[0]) / width), float(abs(apart[1]) / width)


def _shoulders_across(frame: PoseFrame, torso_px: float) -> float:
    """Return the sine of the pitch from the distance of the shoulders across the body."""
    apart = abs(float(frame.landmarks[11, 1] - frame.landmarks[12, 1]))
    return apart / (KAPPA_SHOULDER * torso_px)


def _trunk_away(frame: PoseFrame) -> float:
    """Return the share of the trunk's length that points away from the camera.

    NaN for an upright trunk, since that leans away from every camera that looks down.
    """
    shoulder, hip = frame.world[[11, 12]].mean(axis=0), frame.world[[23, 24]].mean(axis=0)
    x, y, z = (shoulder - hip).tolist()
    length = math.hypot(x, y, z)
    if not length > 0.0 or abs(y) > _UPRIGHT_SHARE * length:
        return math.nan
    return float(z / length)


def cropped_points(frame: PoseFrame) -> frozenset[str]:
    """Return the points within 2 % of the border of the picture, or outside it."""
    if not frame.has_person:
        return frozenset()
    margin_x, margin_y = _EDGE_SHARE * frame.width, _EDGE_SHARE * frame.height
    marks = frame.landmarks.tolist()
    names = set()
    for name, rows in _BORDER_ROWS.items():
        for row in rows:
            x, y = marks[row]
            if not (
                margin_x <= x <= frame.width - margin_x and margin_y <= y <= frame.height - margin_y
            ):
                names.add(name)
    return frozenset(names)


_BORDER_ROWS: Final = {
    "ear": (7, 8),
    "shoulder": (11, 12),
    "elbow": (13, 14),
    "wrist": (15, 16),
    "hip": (23, 24),
    "knee": (25, 26),
    "ankle": (27, 28),
    "heel": (29, 30),
    "toe": (31, 32),
}
