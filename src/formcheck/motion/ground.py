"""How the floor runs under the body: a camera that looks down on an oblique body tilts it.

A level line that leaves the picture plane by the yaw rises or falls in the picture by
`tan(yaw) * sin(pitch)`: up to 13 degrees at 20 degrees of yaw with the camera on a table, while
upright lines stay upright. Without the floor's own slope every inclination along the mat would
be off by as much. The floor is where the body rests: the line that carries it from below.
"""

import itertools
import math
from collections import defaultdict, deque
from collections.abc import Iterable, Mapping
from typing import Final, NamedTuple

from formcheck.motion.filters import Averages
from formcheck.motion.geometry import Point

#: Height of each landmark over the floor that its part of the body lies on, in torso lengths:
#: medians of rendered people (measured on renders, development part).
_ARMS_AND_LEGS: Final = {"elbow": 0.10, "wrist": 0.07, "knee": 0.13, "heel": 0.06, "toe": 0.065}
_BACK_AND_FEET: Final = {"shoulder": 0.23, "hip": 0.23, "heel": 0.06, "toe": 0.065}

_TRUNK: Final = frozenset({"shoulder", "hip"})
_WINDOW_S = 10.0  # where a part was lowest in this time it may have rested
_STEP_S = 0.1
_RESTS_S, _SAME_T = 0.5, 0.02  # what moves by more than this in this time does not rest
_SHORTEST_T = 0.8  # a shorter line does not tell the slope
_STEEPEST = math.tan(math.radians(20.0))
_SMOOTH_S = 0.7
_NOWHERE: Final = (math.nan, math.nan)


class Floor(NamedTuple):
    """The floor under the body, in the body's frame.

    Attributes:
        slope: rise over run from head to feet, as it looks in the picture.
        level: height of the floor under the hip, in torso lengths (the hip is the origin).
    """

    slope: float
    level: float

    def clearance(self, point: Point) -> float:
        """Height of a point above the floor, torso lengths; NaN where the floor is not known."""
        return point[1] - self.level - self.slope * point[0]


#: Nothing is known of the floor: it is taken as level, its height is missing.
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
        """Take the next points and tell where the floor is.

        Args:
            points: in the body's frame (torso lengths, x from head to feet, y up).
            anchor: a place that stays put in the picture, in the same terms.
            t_s: media time in seconds.
            supine: whether back and feet carry the body, rather than arms and legs.

        Returns:
            The floor, UNKNOWN until enough of the body has rested on it.
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
        """The parts that carry the body, and how high their landmarks lie then."""
        return _BACK_AND_FEET if self._supine else _ARMS_AND_LEGS

    def _note(self, points: Mapping[str, Point], anchor: Point, t_s: float) -> None:
        """Keep where each part was lowest: a queue whose heights rise, so the first is lowest."""
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
        """Whether a part's lowest place has settled; who is first seen is taken to rest."""
        since_s, before = self._sunk[name][0]
        if t_s - since_s < _RESTS_S and since_s != self._first_s:
            return False
        return abs(before - self._lows[name][0][1][1]) <= _SAME_T

    def _support(self, t_s: float) -> tuple[float, float]:
        """Slope of the line under the middle of the trunk, and its height at the anchor.

        NaN where nothing carries the trunk. The trunk's middle is where it lay when it was
        lowest: who sits up is still carried by the line on which they lay.
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
    """Edge of the lower convex hull that spans x, None where the hull does not reach it."""
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
    """Positive where the way a, b, c turns anticlockwise."""
    return (b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0])
