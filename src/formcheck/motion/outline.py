"""Hollow and bulge of the back from the outline of the trunk, since the back has no landmark.

These are M10 and M11 of biomechanics 1.7, from the stations that `pose.silhouette` takes of the
person mask. Only differences have a meaning: from the person's own flattest back, or from the same
back at rest. Windows and zones were chosen on rendered people (development part). Of 288 sets of
zones, this is one of those whose hollow follows the true tilt of the pelvis best, with a scatter of
3.8 degrees over leg raises, single leg lifts and dead bugs.
"""

import math
from typing import Final, NamedTuple

import numpy as np
import numpy.typing as npt

from formcheck.motion.filters import Averages, RunningPercentile
from formcheck.motion.geometry import Point
from formcheck.pose.frame import LANDMARKS, FloatArray, PoseFrame
from formcheck.pose.silhouette import STATION_U


def _zone(low: float, high: float) -> npt.NDArray[np.bool_]:
    u = STATION_U
    return (u >= low) & (u <= high)


# Zones where the back rests on the floor, and where it may leave it; 0 is the shoulder, 1 the hip.
_BLADES: Final = _zone(0.00, 0.15)
_BUTTOCKS: Final = _zone(0.90, 1.10)
_LUMBAR: Final = _zone(0.35, 0.70)
# Where the front rises with the low back, above what lifted thighs cover: also under arms that are
# folded on it, and where no arm lies.
_RIBS_AND_BELLY, _BELLY = _zone(0.10, 0.60), _zone(0.45, 0.65)
# Ends and middle of the back for its curvature.
_UPPER, _LOWER, _MIDDLE = _zone(0.02, 0.10), _zone(0.90, 0.98), _zone(0.30, 0.70)

_SMOOTH_S = 0.3
_FLATTEST_WINDOW_S = 30.0
_FLATTEST_PERCENT = 10.0
_LYING_DEG = 20.0
# A longer average of the trunk's place is no better. A trunk that is further away from it, in torso
# lengths, lies somewhere else.
_PLACE_WINDOW_S = 10.0
_MOVED_T = 0.25
# Buttocks this much higher than at rest, in torso lengths, are off the floor. The legs alone lift
# their outline by up to 0.055, a throw of the hips by 0.15 (measured on renders, development part).
_OFF_FLOOR_T = 0.06
_ON_FLOOR_PERCENT = 90.0
_LONGEST_STEP_S = 0.2  # a longer gap counts as this long

_ARMS: Final = [
    LANDMARKS.index(f"{side}_{j}") for side in ("left", "right") for j in ("elbow", "wrist")
]
# An arm that lies this far to the side of the back, in torso lengths, is part of the outline.
_ARM_BEHIND_T = 0.12
_ARM_ALONG: Final = (-0.1, 1.2)


class Back(NamedTuple):
    """The back's outline, smoothed.

    Attributes:
        hollow_t: M10, how far the outline of the low back lies inside the line from shoulder
            blades to buttocks, in torso lengths; NaN unless trunk and buttocks lie on the floor. It
            grows by some 0.003 for each degree that the pelvis tips forward (measured on renders).
        flattest_t: tenth percentile of `hollow_t` in the last half minute: the person's flat back.
        bulge: M11, how far the outline of the middle of the back lies outside the line between
            its ends, over that line's length; + is round, - is hollow.
        rise_t: how much higher the low back is than at its lowest in the last half minute, in torso
            lengths. A low back that leaves the floor lifts the belly, too: this is the geometric
            mean of the rise of `hollow_t` and that of the front's outline. While an arm lies beside
            the back, the front alone tells.

    All but the last are NaN while the back's outline is not visible, or an arm is part of it.
    """

    hollow_t: float
    flattest_t: float
    bulge: float
    rise_t: float


class BackTracker:
    """Follows the back's outline through one camera shot."""

    def __init__(self) -> None:
        self._smooth = Averages(_SMOOTH_S)
        self._flattest = RunningPercentile(_FLATTEST_WINDOW_S, _FLATTEST_PERCENT)
        self._lying = RunningPercentile(_FLATTEST_WINDOW_S, _ON_FLOOR_PERCENT)
        self._place, self._front_place = _Place(), _Place()
        # Of the front, with the back seen and with an arm beside it.
        self._lowest = [RunningPercentile(_FLATTEST_WINDOW_S, _FLATTEST_PERCENT) for _ in range(2)]

    def update(
        self,
        frame: PoseFrame,
        shoulder: Point,
        *,
        heading: int,
        face_up: bool | None,
        supine: bool,
    ) -> Back:
        """Take the next frame and return the back's outline.

        Args:
            frame: with its silhouette.
            shoulder: in the body's frame; the hip is the origin.
            heading: +1 if the head lies to the left in the picture, -1 if to the right.
            face_up: whether the front of the trunk lies clockwise of the direction hip to shoulder;
                None if that is unknown.
            supine: whether the person lies on the back, or sits up from there.
        """
        # Row 0 of a silhouette is the side to the left hand from the shoulders to the hips. This is
        # the upper side if the head lies to the left.
        row = 1 if (heading > 0) == face_up else 0
        edge = frame.silhouette[row]
        hidden = face_up is None or _arm_behind(frame, row)
        elevation = math.degrees(math.atan2(shoulder[1], -shoulder[0]))
        lying = supine and abs(elevation) < _LYING_DEG
        now = [math.nan] * 4
        if not hidden:
            now[:2] = self._hollow(frame, row, edge) if lying else math.nan, _bulge(edge)
        if lying:
            front = self._front_place.update(frame, 1 - row, frame.silhouette[1 - row])
            now[2 + hidden] = _mean(front, _BELLY if hidden else _RIBS_AND_BELLY)
        hollow, bulge, *fronts = (
            value if not math.isnan(new) else math.nan
            for value, new in zip(self._smooth(now, frame.t_s), now, strict=True)
        )
        flattest = self._flattest(hollow, frame.t_s)
        front_rise = fronts[hidden] - self._lowest[hidden](fronts[hidden], frame.t_s)
        rise = front_rise if hidden else _both(hollow - flattest, front_rise)
        return Back(hollow, flattest, bulge, rise)

    def _hollow(self, frame: PoseFrame, row: int, edge: FloatArray) -> float:
        """Return the present hollow; NaN while the buttocks are off the floor."""
        steady_edge = self._place.update(frame, row, edge)
        buttocks = _mean(steady_edge, _BUTTOCKS)
        if self._lying(buttocks, frame.t_s) - buttocks > _OFF_FLOOR_T:
            return math.nan
        return _below_line(steady_edge, _BLADES, _BUTTOCKS, _LUMBAR)


class _Place:
    """Transfers the outline of a lying person to a line that stays in its place.

    BlazePose's hips follow the legs: between legs up and legs down they slide along the trunk by up
    to 0.15 of its length, and the shoulders by 0.09, while the body stays (measured on renders).
    Without a fixed line, the same station would read another part of the back.
    """

    def __init__(self) -> None:
        self._line: FloatArray = np.full((2, 2), np.nan)
        self._age_s = 0.0
        self._seen_s = -math.inf

    def update(self, frame: PoseFrame, row: int, edge: FloatArray) -> FloatArray:
        """Take the next frame's edge on the side `row`; return its distance from the mean line."""
        unseen = np.isnan(edge)
        if unseen.all():
            return edge
        ends = _ends(frame)
        line = self._mean_line(ends, frame.t_s)
        along, along_now = line[1] - line[0], ends[1] - ends[0]
        # Normals of the mean line and of the present one, outward on the side of the back.
        side = 1.0 if row == 0 else -1.0
        across, across_now = (side * np.array([y, -x]) for x, y in (along, along_now))
        # A station without an edge still needs a place among the others.
        reach = np.where(unseen, edge[~unseen].mean(), edge)
        points = ends[0] - line[0] + STATION_U[:, None] * along_now + reach[:, None] * across_now
        square = float(along @ along)
        height = np.where(unseen, np.nan, points @ across / square)
        return np.interp(STATION_U, points @ along / square, height, math.nan, math.nan)

    def _mean_line(self, ends: FloatArray, t_s: float) -> FloatArray:
        """Return the mean of the lines since the person lay down here, over ten seconds at most."""
        step_s, self._seen_s = min(t_s - self._seen_s, _LONGEST_STEP_S), t_s
        moved = np.hypot(*(ends[0] - self._line[0])) / np.hypot(*(ends[1] - ends[0]))
        if moved <= _MOVED_T:
            self._age_s = min(self._age_s + step_s, _PLACE_WINDOW_S)
            self._line = self._line + (ends - self._line) * step_s / self._age_s
        else:
            self._line, self._age_s = ends, 0.0
        return self._line


def _ends(frame: PoseFrame) -> FloatArray:
    """Return mid-shoulder and mid-hip, `(2, 2)` pixels."""
    marks = frame.landmarks
    return (marks[[11, 23]] + marks[[12, 24]]) / 2.0


def _both(back: float, front: float) -> float:
    """Return the geometric mean of two rises, 0 if either sinks; the back's if one is NaN."""
    if math.isnan(back) or math.isnan(front):
        return back
    return math.sqrt(max(back, 0.0) * max(front, 0.0))


def _mean(edge: FloatArray, zone: npt.NDArray[np.bool_]) -> float:
    """Return the mean of the edge in a zone; NaN if less than half of it is visible."""
    part = edge[zone]
    visible = part[~np.isnan(part)]
    return float(visible.mean()) if 2 * len(visible) >= len(part) else math.nan


def _below_line(
    edge: FloatArray,
    first: npt.NDArray[np.bool_],
    last: npt.NDArray[np.bool_],
    zone: npt.NDArray[np.bool_],
) -> float:
    """Return how far the edge in a zone lies inside the line through two other zones."""
    ends = STATION_U[first].mean(), STATION_U[last].mean()
    share = (STATION_U[zone].mean() - ends[0]) / (ends[1] - ends[0])
    a, b = _mean(edge, first), _mean(edge, last)
    return float(a + share * (b - a)) - _mean(edge, zone)


def _bulge(edge: FloatArray) -> float:
    length = float(STATION_U[_LOWER].mean() - STATION_U[_UPPER].mean())
    return -_below_line(edge, _UPPER, _LOWER, _MIDDLE) / length


def _arm_behind(frame: PoseFrame, row: int) -> bool:
    """Whether an elbow or a hand lies beside the back, on the side of the back."""
    shoulder, hip = _ends(frame)
    along = hip - shoulder
    length = float(np.hypot(*along))
    if not length > 0.0:
        return True
    left = np.array([along[1], -along[0]]) / length
    behind = left if row == 0 else -left
    arms = (frame.landmarks[_ARMS] - shoulder) / length
    beside = arms @ (along / length)
    return bool(
        (
            (beside > _ARM_ALONG[0]) & (beside < _ARM_ALONG[1]) & (arms @ behind > _ARM_BEHIND_T)
        ).any()
    )
