"""The one gesture: a single arm held straight up.

It is read from the landmarks alone, so that it also works while nothing is judged.
"""

import math
from typing import Final

import numpy as np

from formcheck.pose.frame import LANDMARKS, PoseFrame

_HELD_S = 1.5  # nobody's arm is up for so long by chance
_GAP_S = 0.4  # an arm that is out of sight for less than this is still up
_FROM_VERTICAL_DEG = 25.0
_LEAST_ARM_T = 0.7  # shoulder to wrist over the trunk: a stretched arm has 1.1 to 1.3
_SEEN = 0.5

_SIDES: Final = tuple(
    tuple(LANDMARKS.index(f"{side}_{part}") for part in ("shoulder", "elbow", "wrist"))
    for side in ("left", "right")
)
_SHOULDERS: Final = [LANDMARKS.index("left_shoulder"), LANDMARKS.index("right_shoulder")]
_HIPS: Final = [LANDMARKS.index("left_hip"), LANDMARKS.index("right_hip")]


class RaisedArm:
    """Tells when one arm, and not both, has been held straight up for a second and a half."""

    def __init__(self) -> None:
        self._since_s: float | None = None
        self._seen_s = -math.inf
        self._was_reported = False

    def update(self, pose: PoseFrame) -> bool:
        """Take the next frame; True once for each time that an arm is held up."""
        if _raised(pose):
            self._since_s = pose.t_s if self._since_s is None else self._since_s
            self._seen_s = pose.t_s
        elif pose.t_s - self._seen_s > _GAP_S:
            self._since_s, self._was_reported = None, False
        if self._was_reported or self._since_s is None or pose.t_s - self._since_s < _HELD_S:
            return False
        self._was_reported = True
        return True


def _raised(pose: PoseFrame) -> bool:
    torso = pose.landmarks[_SHOULDERS].mean(axis=0) - pose.landmarks[_HIPS].mean(axis=0)
    length = float(np.hypot(*torso))
    if not length > 0.0:  # NaN where nobody is seen
        return False
    return sum(_is_up(pose, joints, length) for joints in _SIDES) == 1


def _is_up(pose: PoseFrame, joints: tuple[int, ...], torso_px: float) -> bool:
    shoulder, elbow, wrist = pose.landmarks[list(joints)]
    if not bool((pose.visibility[list(joints)] >= _SEEN).all()):
        return False
    if float(np.hypot(*(wrist - shoulder))) < _LEAST_ARM_T * torso_px:
        return False
    return all(
        math.degrees(math.atan2(abs(end[0] - start[0]), start[1] - end[1])) < _FROM_VERTICAL_DEG
        for start, end in ((shoulder, elbow), (elbow, wrist))
    )
