"""Whether pictures have the detail of their pixels, or are blurred or enlarged."""

import numpy as np
import numpy.typing as npt

from formcheck.capture.upright import resized

_SHRINK = 4
# Loss when a picture is shrunk to a quarter and enlarged again, as a share of its contrast.
# In 81 real and rendered clips it was 8 % or more. Enlarged from 64 pixels across, nine of ten lost
# less than 6 %; from 96 pixels, one of two.
_LEAST_LOSS = 0.06
_BLANK_GREY_LEVELS = 4.0
_EVERY_S, _LOOKS = 1.0, 8


class DetailWatch:
    """Looks at some pictures of a clip."""

    def __init__(self) -> None:
        self._next_s = 0.0
        self._looks = self._coarse = 0

    @property
    def is_coarse(self) -> bool:
        """Whether nearly all pictures are blurred, or enlarged from small ones."""
        return self._looks > 0 and self._coarse >= 0.75 * self._looks

    def update(self, rgb: npt.NDArray[np.uint8], t_s: float) -> None:
        """Take the next picture, `(height, width, 3)` uint8."""
        if self._looks >= _LOOKS or t_s < self._next_s:
            return
        if rgb[..., 1].std() < _BLANK_GREY_LEVELS:
            return
        self._next_s = t_s + _EVERY_S
        self._looks += 1
        self._coarse += _loss(rgb) < _LEAST_LOSS


def _loss(rgb: npt.NDArray[np.uint8]) -> float:
    height, width = rgb.shape[:2]
    small = resized(rgb, max(2, width // _SHRINK), max(2, height // _SHRINK))
    again = resized(small, width, height)
    return float((rgb.astype(np.float32) - again).std() / rgb.std())
