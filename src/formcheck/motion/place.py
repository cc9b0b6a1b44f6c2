"""Where the camera stands to the floor: how the floor's line runs through the picture."""

import math
from typing import NamedTuple

from formcheck.motion.body import Body, levelled
from formcheck.pose.frame import PoseFrame

_HIPS = [23, 24]


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
