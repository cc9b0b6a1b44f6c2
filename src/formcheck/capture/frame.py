"""One picture with its media time."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt


@dataclass(frozen=True, slots=True)
class Frame:
    """One picture, upright and with square pixels.

    Attributes:
        t_s: media time in seconds; 0 is the first picture of the clip.
        rgb: `(height, width, 3)` uint8, scaled for inference.
        width, height: size of the full picture in pixels, the unit of the landmarks.
        shot: number of the unbroken camera shot, from 0.
    """

    t_s: float
    rgb: npt.NDArray[np.uint8]
    width: int
    height: int
    shot: int
