"""The camera's place: the floor's line in the picture, and whether it is that of the profile."""

import math
from typing import Final, NamedTuple

from formcheck.calibration import CameraProfile
from formcheck.motion.body import Body, levelled
from formcheck.pose.frame import PoseFrame
from formcheck.problem import Problem, ProblemId

_HIPS = [23, 24]
#: Differences from one time of lying down before the same camera to the next: the floor's slope and
#: the estimated pitch depend on the body's yaw, its height depends on the distance.
_SAME_SLOPE_DEG: Final = 8.0
_SAME_HEIGHT: Final = 0.2
_SAME_PITCH_DEG: Final = 15.0
_SURE_S: Final = 3.0


class FloorView(NamedTuple):
    """The floor under a person on the mat, as a level camera would see it.

    Attributes:
        slope_deg: rise of its line from left to right in the picture.
        height: how far down the picture it lies in the picture's middle, 0 top to 1 bottom.
        pitch_deg: estimate of how far the camera looks down.
    """

    slope_deg: float
    height: float
    pitch_deg: float


def floor_view(frame: PoseFrame, body: Body) -> FloorView | None:
    """Return the floor in the picture; None unless the body visibly rests on it."""
    floor = body.floor
    if math.isnan(floor.level) or not frame.has_person:
        return None
    x, y = levelled(frame, body.view.roll_deg).landmarks[_HIPS].mean(axis=0).tolist()
    heading = 1.0 if body.view.facing == "left" else -1.0
    middle_t = heading * (frame.width / 2.0 - x) / body.torso_px
    height_px = y - body.torso_px * (floor.level + floor.slope * middle_t)
    return FloorView(
        slope_deg=heading * math.degrees(math.atan(floor.slope)),
        height=height_px / frame.height,
        pitch_deg=body.view.pitch_deg,
    )


class PlaceWatch:
    """Checks that the camera is that of the profile, and that it still stands in its place.

    Attributes:
        problem: why the camera's values are not used, or None.
    """

    def __init__(self, camera: CameraProfile, name: str | None = None) -> None:
        self._camera = camera
        self._differs_since_s: float | None = None
        self.problem: Problem | None = None
        if name and camera.name and name != camera.name:
            self.problem = Problem(ProblemId.OTHER_CAMERA, (camera.name, name))

    @property
    def roll_deg(self) -> float:
        """The camera's roll; 0 if it is unknown or not used."""
        roll = self._camera.roll_deg
        return roll.value if roll and self.problem is None else 0.0

    def is_other_camera(self, frame: PoseFrame) -> bool:
        """Compare the picture's size; return True at the first difference."""
        size, own = (frame.width, frame.height), (self._camera.width, self._camera.height)
        if self.problem or size == own:
            return False
        self.problem = Problem(ProblemId.OTHER_SIZE, (*own, *size))
        return True

    def is_other_place(self, frame: PoseFrame, body: Body) -> bool:
        """Compare the floor; return True once it has differed for three seconds on end."""
        calibrated = self._camera.floor
        present = floor_view(frame, body)
        if self.problem or calibrated is None or present is None:
            return False
        differs = (
            abs(present.slope_deg - calibrated.slope_deg.value) > _SAME_SLOPE_DEG
            or abs(present.height - calibrated.height.value) > _SAME_HEIGHT
            or abs(present.pitch_deg - calibrated.pitch_deg.value) > _SAME_PITCH_DEG
        )
        if not differs:
            self._differs_since_s = None
            return False
        if self._differs_since_s is None:
            self._differs_since_s = body.t_s
        if body.t_s - self._differs_since_s < _SURE_S:
            return False
        self.problem = Problem(ProblemId.OTHER_PLACE)
        return True
