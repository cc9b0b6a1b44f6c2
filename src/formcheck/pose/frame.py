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

#: Number of stations of a silhouette on each side of the trunk (see `pose.silhouette`).
STATIONS: Final = 32

# Steps per unit in a Recording, and therefore in the analysis: a sixteenth of a pixel, half a per
# cent of visibility, a millimetre, a thousandth of a torso, a twentieth of quality. All are far
# below the error of their values.
PIXEL_STEPS: Final = 16.0
VISIBILITY_STEPS: Final = 200.0
WORLD_STEPS: Final = 1000.0
SILHOUETTE_STEPS: Final = 1000.0
QUALITY_STEPS: Final = 20.0


@dataclass(frozen=True, slots=True)
class Silhouette:
    """The edge of the person at stations along the trunk, on both sides of its line.

    Row 0 is the side to the left hand when walking over the picture from the shoulders to the hips,
    row 1 the side to the right hand. Either may be the back.

    Attributes:
        distance: `(2, 32)` from the line to the edge, along the line's normal, in lengths of the
            line (mid-shoulder to mid-hip of the same picture). NaN where no edge is seen.
        quality: `(2, 32)` sharpness of the edge, 0 to 1 (as sharp as the mask can be). NaN where
            no edge is seen.
    """

    distance: FloatArray
    quality: FloatArray


#: The silhouette of a picture without a visible edge, or without a mask.
NO_SILHOUETTE: Final = Silhouette(np.full((2, STATIONS), np.nan), np.full((2, STATIONS), np.nan))


@dataclass(frozen=True, slots=True)
class PoseFrame:
    """The landmarks of one person at one time. Missing values are NaN.

    Attributes:
        t_s: media time in seconds.
        width, height: size in pixels of the picture that the landmarks lie in.
        landmarks: `(33, 2)` x to the right and y down, in square pixels of the picture.
        visibility: `(33,)` 0 to 1, as the model reports it.
        world: `(33, 3)` metres about the mid-hip (x right, y down, z away from the camera).
        silhouette: `(2, 32)` distance of a `Silhouette` in torso lengths.
        silhouette_quality: `(2, 32)` quality of a `Silhouette`, 0 to 1.
        shot: number of the unbroken camera shot; nothing is judged across two shots.
    """

    t_s: float
    width: int
    height: int
    landmarks: FloatArray
    visibility: FloatArray
    world: FloatArray
    silhouette: FloatArray
    silhouette_quality: FloatArray
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
    silhouette: Silhouette | None = None,
) -> PoseFrame:
    """Return a PoseFrame with values rounded as in a Recording, so that a replay is exact.

    Args:
        t_s: media time in seconds.
        size: width and height of the picture in pixels.
        landmarks: `(33, 2)` pixels.
        visibility: `(33,)`.
        world: `(33, 3)` metres, or None if the source has none.
        shot: number of the camera shot.
        silhouette: edge of the trunk, or None if the source has none.
    """
    silhouette = silhouette or NO_SILHOUETTE
    return PoseFrame(
        round(t_s, 6),
        size[0],
        size[1],
        _on_grid(landmarks, PIXEL_STEPS),
        _on_grid(visibility, VISIBILITY_STEPS),
        _on_grid(np.full((33, 3), np.nan) if world is None else world, WORLD_STEPS),
        _on_grid(silhouette.distance, SILHOUETTE_STEPS),
        _on_grid(silhouette.quality, QUALITY_STEPS),
        shot,
    )


def empty_pose_frame(t_s: float, size: tuple[int, int], shot: int = 0) -> PoseFrame:
    """Return the PoseFrame of a picture in which no person was found."""
    nothing = np.full((33, 2), np.nan)
    return pose_frame(t_s, size, nothing, nothing[:, 0], shot=shot)


def _on_grid(values: npt.ArrayLike, steps: float) -> FloatArray:
    return np.round(np.asarray(values, dtype=np.float64) * steps) / steps
