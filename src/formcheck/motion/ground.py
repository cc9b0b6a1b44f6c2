"""Slope and height of the floor under the body.

The floor looks tilted if the camera looks down and the body is at an angle to the picture. A level
line that leaves the picture plane by the yaw rises or falls in the picture by
`tan(yaw) * sin(pitch)`: up to 13 degrees at 20 degrees of yaw with the camera on a table. Upright
lines stay upright. Without the floor's slope every inclination along the mat would be off by as
much. The floor is the line that carries the resting body from below.
"""

import itertools
import math
from collections import defaultdict, deque
from collections.abc import Iterable, Mapping
from typing import Final, NamedTuple

from formcheck.motion.filters import Averages
from formcheck.motion.geometry import Point

#: Height of each landmark over the floor when its part of the body rests on it, in torso lengths:
#: medians of rendered people (measured on renders, development part).
_ARMS_AND_LEGS: Final = {"elbow": 0.10, "wrist": 0.07, "knee": 0.13, "heel": 0.06, "toe": 0.065}
_BACK_AND_FEET: Final = {"shoulder": 0.23, "hip": 0.23, "heel": 0.06, "toe": 0.065}

_TRUNK: Final = frozenset({"shoulder", "hip"})
_WINDOW_S = 10.0  # a part may have rested at its lowest place in this time
_STEP_S = 0.1
_RESTS_S, _SAME_T = 0.5, 0.02  # a resting part moves by no more than this in this time
_SHORTEST_T = 0.8  # the slope of a shorter line is too uncertain
_STEEPEST = math.tan(math.radians(20.0))
_SMOOTH_S = 0.7
_NOWHERE: Final = (math.nan, math.nan)


class Floor(NamedTuple):
    """The floor under the body, in the body's frame.

    Attributes:
        slope: rise over run from head to feet in the picture.
        level: height of the floor under the hip, in torso lengths (the hip is the origin).
    """

    slope: float
    level: float

    def clearance(self, point: Point) -> float:
        """Return the height of a point above the floor in torso lengths; NaN if it is unknown."""
        return point[1] - self.level - self.slope * point[0]


#: The unknown floor: it counts as level, and its height is missing.
UNKNOWN: Final = Floor(0.0, math.nan)


class FloorLine:
    """Follows the floor under one body through one camera shot."""

    def __init__(self) -> None:
        self._lows: dict[str, deque[tuple[float, Point]]] = defaultdict(deque)
        self._sunk: dict[str, deque[tuple[float, float]]] = defaultdict(deque)
        self._supine: bool | None = None
        self._first_s = -math.inf
        self._sampled_s = -math.inf
        self._average = Averages(_SMOOTH_S)
        self._slope = self._level = math.nan

    def __call__(
        self, points: Mapping[str, Point], anchor: Point, t_s: float, *, supine: bool
    ) -> Floor:
        """Take the next points and return the floor; UNKNOWN until enough of the body has rested.

        Args:
            points: in the body's frame (torso lengths, x from head to feet, y up).
            anchor: a fixed place of the picture, in the body's frame.
            t_s: media time in seconds.
            supine: whether back and feet carry the body, rather than arms and legs.
        """
        if t_s - self._sampled_s >= _STEP_S:
            self._sampled_s = t_s
            if supine != self._supine:
                self._supine, self._first_s = supine, t_s
                self._lows.clear()
                self._sunk.clear()
            self._note(points, anchor, t_s)
            self._slope, self._level = self._average(self._support(t_s), t_s)
        if math.isnan(self._slope):
            return UNKNOWN
        return Floor(self._slope, self._level + anchor[1] - self._slope * anchor[0])

    @property
    def _resting(self) -> Mapping[str, float]:
        """The parts that carry the body, and the height of their landmarks at rest."""
        return _BACK_AND_FEET if self._supine else _ARMS_AND_LEGS

    def _note(self, points: Mapping[str, Point], anchor: Point, t_s: float) -> None:
        """Record the lowest place of each part: heights rise in a queue, so its first is lowest."""
        for name in self._resting.keys() | _TRUNK:
            lows, sunk = self._lows[name], self._sunk[name]
            while lows and t_s - lows[0][0] > _WINDOW_S:
                lows.popleft()
            if name in points:
                x, y = points[name]
                place = (x - anchor[0], y - anchor[1] - self._resting.get(name, 0.0))
                while lows and lows[-1][1][1] >= place[1]:
                    lows.pop()
                lows.append((t_s, place))
            while len(sunk) > 1 and t_s - sunk[1][0] >= _RESTS_S:
                sunk.popleft()
            if lows:
                sunk.append((t_s, lows[0][1][1]))

    def _rests(self, name: str, t_s: float) -> bool:
        """Whether a part's lowest place has settled; a part in the first picture counts as such."""
        since_s, before = self._sunk[name][0]
        if t_s - since_s < _RESTS_S and since_s != self._first_s:
            return False
        return abs(before - self._lows[name][0][1][1]) <= _SAME_T

    def _support(self, t_s: float) -> tuple[float, float]:
        """Return the slope of the line under the middle of the trunk, and its height at the anchor.

        Both are NaN if nothing carries the trunk. The trunk counts where it was lowest: in a sit-up
        the floor is still the line on which the person lay.
        """
        places = {
            name: lows[0][1] for name, lows in self._lows.items() if lows and self._rests(name, t_s)
        }
        if not places.keys() >= _TRUNK:
            return _NOWHERE
        middle = sum(places[name][0] for name in _TRUNK) / len(_TRUNK)
        resting = self._resting
        edge = _edge_under(middle, [places[name] for name in resting if name in places])
        if edge is None:
            return _NOWHERE
        (ax, ay), (bx, by) = edge
        slope = (by - ay) / (bx - ax)
        if bx - ax < _SHORTEST_T or abs(slope) > _STEEPEST:
            return _NOWHERE
        return slope, ay - slope * ax


def _edge_under(x: float, places: Iterable[Point]) -> tuple[Point, Point] | None:
    """Return the edge of the lower convex hull that spans x; None if the hull does not."""
    hull: list[Point] = []
    for place in sorted(places):
        while len(hull) > 1 and _turn(hull[-2], hull[-1], place) <= 0.0:
            hull.pop()
        hull.append(place)
    return next(
        ((a, b) for a, b in itertools.pairwise(hull) if a[0] <= x < b[0]),
        None,
    )


def _turn(a: Point, b: Point, c: Point) -> float:
    """Return a positive number if the path a, b, c turns anticlockwise."""
    return (b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0])
