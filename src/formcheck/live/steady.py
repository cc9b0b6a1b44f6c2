"""Whether the camera stands still: a knock or a hand on the laptop moves the whole room.

The shift of the picture against a reference is found by phase correlation (Kuglin and Hines 1975)
on a small grey picture: the room fills most of it, so a person who moves does not matter.
"""

import math
from dataclasses import dataclass, field
from typing import Final

import numpy as np
import numpy.typing as npt

_GRID: Final = (72, 128)
_STEP_S = 0.5  # how often it looks
#: A shift by this share of the picture's width turns every angle against the floor, or may.
_MOVED_SHARE = 0.02
_MOVED_S = 1.0
_STILL_S = 1.0
_SURE = 0.04  # height of the correlation's peak below which the pictures have nothing in common


@dataclass(slots=True)
class SteadyCamera:
    """Follows the picture and tells whether the camera is being moved, or was."""

    _reference: npt.NDArray[np.complex64] | None = None
    _last: npt.NDArray[np.complex64] | None = None
    _looked_s: float = -math.inf
    _moved_since_s: float = math.nan
    _still_since_s: float = math.nan
    _moving: bool = field(default=False)

    def update(self, rgb: npt.NDArray[np.uint8], t_s: float) -> bool:
        """Take the next picture; True from the time it was moved until it stands still again."""
        if t_s - self._looked_s < _STEP_S:
            return self._moving
        self._looked_s = t_s
        spectrum = _spectrum(rgb)
        if self._reference is None or self._last is None:
            self._reference = self._last = spectrum
            return False
        away = _shift_share(self._reference, spectrum) > _MOVED_SHARE
        shaken = _shift_share(self._last, spectrum) > _MOVED_SHARE
        self._last = spectrum
        if not self._moving:
            self._moved_since_s = _since(self._moved_since_s, t_s, on=away)
            if away and t_s - self._moved_since_s >= _MOVED_S:
                self._moving, self._still_since_s = True, math.nan
            return self._moving
        self._still_since_s = _since(self._still_since_s, t_s, on=not shaken)
        if not shaken and t_s - self._still_since_s >= _STILL_S:
            self._moving, self._moved_since_s = False, math.nan
            self._reference = spectrum
        return self._moving


def _since(before_s: float, t_s: float, *, on: bool) -> float:
    if not on:
        return math.nan
    return t_s if math.isnan(before_s) else before_s


def _spectrum(rgb: npt.NDArray[np.uint8]) -> npt.NDArray[np.complex64]:
    """Phases of a small grey picture, faded out towards its border."""
    height, width = rgb.shape[:2]
    rows = np.linspace(0, height - 1, _GRID[0]).astype(np.intp)
    columns = np.linspace(0, width - 1, _GRID[1]).astype(np.intp)
    grey = rgb[rows[:, None], columns, 1].astype(np.float32)
    window = np.hanning(_GRID[0])[:, None] * np.hanning(_GRID[1])
    transformed = np.fft.rfft2((grey - grey.mean()) * window)
    return np.asarray(transformed / (np.abs(transformed) + 1e-6), np.complex64)


def _shift_share(first: npt.NDArray[np.complex64], second: npt.NDArray[np.complex64]) -> float:
    """Length of the shift between two pictures over their width; infinite where unlike."""
    surface = np.fft.irfft2(first * second.conj(), _GRID)
    peak = int(np.argmax(surface))
    if float(surface.flat[peak]) < _SURE:
        return math.inf
    dy, dx = divmod(peak, _GRID[1])
    dy, dx = min(dy, _GRID[0] - dy), min(dx, _GRID[1] - dx)
    # Rows and columns of the grid are equally far apart only in a picture of 16:9; near enough.
    return math.hypot(dy, dx) / _GRID[1]
