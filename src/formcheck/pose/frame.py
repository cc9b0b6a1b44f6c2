"""One person's landmarks in one picture."""

from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

FloatArray = npt.NDArray[np.float64]

#: The 33 BlazePose landmarks, in MediaPipe's order.
LANDMARKS: Final = (
    "nose",
    "left_eye_inner",
    "left_eye",
    "left_eye_outer",
    "right_eye_inner",
    "right_eye",
    "right_eye_outer",
    "left_ear",
    "right_ear",
    "mouth_left",
    "mouth_right",
    "left_shoulder",
    "right_shoulder",
    "left_elbow",
    "right_elbow",
    "left_wrist",
    "right_wrist",
    "left_pinky",
    "right_pinky",
    "left_index",
    "right_index",
    "left_thumb",
    "right_thumb",
    "left_hip",
    "right_hip",
    "left_knee",
    "right_knee",
    "left_ankle",
    "right_ankle",
    "left_heel",
    "right_heel",
    "left_foot_index",
    "right_foot_index",
)

# What a Recording keeps, and therefore all that the analysis may see: a sixteenth of a pixel,
# half a per cent of visibility, a millimetre. All are far below the landmarks' own error.
PIXEL_STEPS: Final = 16.0
VISIBILITY_STEPS: Final = 200.0
WORLD_STEPS: Final = 1000.0


@dataclass(frozen=True, slots=True)
class PoseFrame:
    """The landmarks of one person at one time. Missing values are NaN.

    Attributes:
        t_s: media time in seconds.
        width, height: size in pixels of the picture that the landmarks lie in.
        landmarks: `(33, 2)` x to the right and y down, in square pixels of the picture.
        visibility: `(33,)` 0 to 1, as the model reports it.
        world: `(33, 3)` metres about the mid-hip (x right, y down, z away from the camera).
        shot: number of the unbroken camera shot; nothing is judged across two shots.
    """

    t_s: float
    width: int
    height: int
    landmarks: FloatArray
    visibility: FloatArray
    world: FloatArray
    shot: int = 0

    @property
    def has_person(self) -> bool:
        """Whether a person was found."""
        return not np.isnan(self.landmarks).all()


def pose_frame(
    t_s: float,
    size: tuple[int, int],
    landmarks: npt.ArrayLike,
    visibility: npt.ArrayLike,
    world: npt.ArrayLike | None = None,
    shot: int = 0,
) -> PoseFrame:
    """Build a PoseFrame on the grid of a Recording, so that replaying one changes nothing.

    Args:
        t_s: media time in seconds.
        size: width and height of the picture in pixels.
        landmarks: `(33, 2)` pixels.
        visibility: `(33,)`.
        world: `(33, 3)` metres, or None where the source has none.
        shot: number of the camera shot.
    """
    if world is None:
        world = np.full((33, 3), np.nan)
    return PoseFrame(
        round(t_s, 6),
        size[0],
        size[1],
        np.round(np.asarray(landmarks, dtype=np.float64) * PIXEL_STEPS) / PIXEL_STEPS,
        np.round(np.asarray(visibility, dtype=np.float64) * VISIBILITY_STEPS) / VISIBILITY_STEPS,
        np.round(np.asarray(world, dtype=np.float64) * WORLD_STEPS) / WORLD_STEPS,
        shot,
    )


def empty_pose_frame(t_s: float, size: tuple[int, int], shot: int = 0) -> PoseFrame:
    """Build the PoseFrame of a picture in which no person was found."""
    return PoseFrame(
        round(t_s, 6),
        size[0],
        size[1],
        np.full((33, 2), np.nan),
        np.full(33, np.nan),
        np.full((33, 3), np.nan),
        shot,
    )
