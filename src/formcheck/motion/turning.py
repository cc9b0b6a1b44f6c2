"""An oblique view turned side-on: the landmarks as a square camera would see them.

The 3-D landmarks of BlazePose show the joints of a body that is filmed obliquely, though its depth
is inexact: they carry names, counts and times, not fine angles.
"""

import math
from dataclasses import replace
from typing import Final

import numpy as np

from formcheck.motion.filters import Averages
from formcheck.pose.frame import LANDMARKS, FloatArray, PoseFrame

#: Yaw at which the turned landmarks begin to replace those of the picture, and at which they have
#: replaced them. Below it the picture is the better measure.
TURN_FROM_DEG: Final = 25.0
_TURNED_DEG = 32.0

_WINDOW_S = 1.0
# The middles of these pairs lie in the sagittal plane of somebody who moves both sides alike.
_PAIRS = np.array(
    [
        [LANDMARKS.index(f"{side}_{part}") for side in ("left", "right")]
        for part in ("ear", "shoulder", "hip", "knee", "ankle")
    ]
)


def turned_share(yaw_deg: float) -> float:
    """Share to which a view of this yaw is turned side-on, 0 to 1; 0 for an unknown yaw."""
    share = (yaw_deg - TURN_FROM_DEG) / (_TURNED_DEG - TURN_FROM_DEG)
    return min(1.0, share) if share > 0.0 else 0.0


class SideOn:
    """Turns the frames of one camera shot side-on, as far as their view is oblique."""

    def __init__(self) -> None:
        self._spread = Averages(_WINDOW_S)

    def __call__(self, frame: PoseFrame, yaw_deg: float) -> PoseFrame:
        """The frame with its landmarks turned about the vertical through the hips.

        Args:
            frame: turned level.
            yaw_deg: estimated angle of the body axis out of the picture plane; NaN if unknown.
        """
        if not frame.has_person or math.isnan(frame.world[0, 0]):
            return frame
        middles = frame.world[_PAIRS].mean(axis=1)[:, [0, 2]]
        x, z = (middles - middles.mean(axis=0)).T
        spread = self._spread([float(x @ x), float(x @ z), float(z @ z)], frame.t_s)
        share = turned_share(yaw_deg)
        if share == 0.0:
            return frame
        turned = self._turned(frame, spread)
        return replace(frame, landmarks=(1.0 - share) * frame.landmarks + share * turned)

    def _turned(self, frame: PoseFrame, spread: list[float]) -> FloatArray:
        """Pixels of the 3-D landmarks in the vertical plane along which the body extends."""
        xx, xz, zz = spread
        angle = 0.5 * math.atan2(2.0 * xz, xx - zz)  # of the longer axis, right of the picture
        world = frame.world
        along = math.cos(angle) * world[:, 0] + math.sin(angle) * world[:, 2]
        marks = frame.landmarks
        hip = marks[_PAIRS[2]].mean(axis=0)
        flat = world[:, :2] - world[_PAIRS[2], :2].mean(axis=0)
        px_per_m = float((flat * (marks - hip)).sum() / (flat * flat).sum())
        turned: FloatArray = hip + px_per_m * np.stack([along, world[:, 1]], axis=1)
        return turned
