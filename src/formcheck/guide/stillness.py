"""Tells how long somebody has been still."""

import math
from typing import Final

from formcheck.motion.body import Body
from formcheck.motion.geometry import Point

# The landmarks of a still person wander by a few hundredths of the torso's length; breathing and
# trembling add some.
_MOVED_T = 0.15
_JOINTS: Final = ("shoulder", "hip", "knee", "ankle")


class Stillness:
    """Follows the large joints in the picture."""

    def __init__(self) -> None:
        self._where: dict[str, Point] = {}
        self._since_s = math.nan

    def update(self, body: Body | None) -> float:
        """Take the next frame; returns the seconds since the last movement, 0 without a body."""
        if body is None:
            self._where = {}
            return 0.0
        now = {
            name: (x - body.anchor[0], y - body.anchor[1])
            for name, (x, y) in body.points.items()
            if name in _JOINTS
        }
        moved = [math.dist(now[name], self._where[name]) for name in now if name in self._where]
        if not moved or max(moved) > _MOVED_T:
            self._where, self._since_s = now, body.t_s
        return body.t_s - self._since_s
