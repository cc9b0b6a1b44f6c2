"""Where the camera stands to the floor: how the floor's line runs through the picture."""

import math
from typing import Final, NamedTuple

from formcheck.calibration import CameraProfile
from formcheck.motion.body import Body, levelled
from formcheck.pose.frame import PoseFrame

_HIPS = [23, 24]
#: Who lies down anew before the same camera lies up to so much differently: the floor's slope and
#: the estimated pitch follow the own yaw, its height follows the distance.
_SAME_SLOPE_DEG: Final = 8.0
_SAME_HEIGHT: Final = 0.2
_SAME_PITCH_DEG: Final = 15.0
_SURE_S: Final = 3.0
_NOT_USED: Final = "what it says of the camera is not used: calibrate again"


class FloorView(NamedTuple):
    """The floor under somebody who lies or holds a plank, as a level camera would see it.

    Attributes:
        slope_deg: rise of its line from left to right in the picture.
        height: how far down the picture it lies in the picture's middle, 0 top to 1 bottom.
        pitch_deg: how far the camera seems to look down.
    """

    slope_deg: float
    height: float
    pitch_deg: float


def floor_view(frame: PoseFrame, body: Body) -> FloorView | None:
    """Tell how the floor runs; None where the body does not rest on it, or is not seen to.

    Args:
        frame: as it came from the camera.
        body: of the same frame.
    """
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
    """Watches whether the camera of a profile still is that camera and stands where it stood.

    Args:
        camera: of the profile.
        name: of the camera in use, where it is known.

    Attributes:
        problem: why the camera's values are not used, in words, or None.
    """

    def __init__(self, camera: CameraProfile, name: str | None = None) -> None:
        self._camera = camera
        self._differs_since_s: float | None = None
        self.problem: str | None = None
        if name and camera.name and name != camera.name:
            self.problem = f"the profile is of {camera.name}, this is {name}: {_NOT_USED}"

    @property
    def roll_deg(self) -> float:
        """The camera's roll as far as it is known; 0 where it is not."""
        roll = self._camera.roll_deg
        return roll.value if roll and self.problem is None else 0.0

    def is_other_camera(self, frame: PoseFrame) -> bool:
        """Compare the picture's size; True when it is first found to be another one."""
        size, own = (frame.width, frame.height), (self._camera.width, self._camera.height)
        if self.problem or size == own:
            return False
        self.problem = (
            f"the profile is of a camera with pictures of {own[0]} x {own[1]}, "
            f"these are {size[0]} x {size[1]}: {_NOT_USED}"
        )
        return True

    def is_other_place(self, frame: PoseFrame, body: Body) -> bool:
        """Compare the floor; True when it has first run differently for three seconds on end."""
        was = self._camera.floor
        seen = floor_view(frame, body)
        if self.problem or was is None or seen is None:
            return False
        differs = (
            abs(seen.slope_deg - was.slope_deg.value) > _SAME_SLOPE_DEG
            or abs(seen.height - was.height.value) > _SAME_HEIGHT
            or abs(seen.pitch_deg - was.pitch_deg.value) > _SAME_PITCH_DEG
        )
        if not differs:
            self._differs_since_s = None
            return False
        if self._differs_since_s is None:
            self._differs_since_s = body.t_s
        if body.t_s - self._differs_since_s < _SURE_S:
            return False
        self.problem = f"the camera does not stand where it was calibrated: {_NOT_USED}"
        return True
