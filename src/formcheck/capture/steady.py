"""Detecting a camera that is moved: a knock or a hand on the laptop moves the whole room.

Phase correlation (Kuglin and Hines 1975) of a small grey picture with a reference gives its shift.
The room fills most of the picture, so a person who moves does not matter.
"""

import math
from dataclasses import dataclass
from typing import Final, NamedTuple

import numpy as np
import numpy.typing as npt

from formcheck.capture.frame import Frame

_GRID: Final = (72, 128)
_STEP_S = 0.5  # time from one look to the next
# A shift by this share of the picture's width may change every angle against the floor.
_MOVED_SHARE = 0.02
# Heights of the correlation's peak. With cameras at rest it was 0.13 to 0.5 at no shift, whoever
# walked or lay in front of them (24 clips). A peak elsewhere counts from 0.10 on. A camera that is
# turned to another scene shows nobody, and the user hears of that anyway.
_ALIKE, _SURE = 0.12, 0.10
_KNOWN_S = 2.0  # only a camera that stood still for this long can be moved; a hand-held one cannot
_MOVED_S = 1.0
_STILL_S = 1.0


class _Match(NamedTuple):
    """How one picture lies on another.

    Attributes:
        alike: height of the peak where nothing is shifted.
        best: height of the highest peak.
        shift: shift at the highest peak, over the picture's width.
    """

    alike: float
    best: float
    shift: float

    @property
    def shifted(self) -> bool:
        return self.best >= _SURE and self.alike < self.best / 2 and self.shift > _MOVED_SHARE


@dataclass(slots=True)
class SteadyCamera:
    """Detects that a camera that stood still is being moved."""

    _reference: npt.NDArray[np.complex64] | None = None
    _last: npt.NDArray[np.complex64] | None = None
    _shot: int | None = None
    _looked_s: float = -math.inf
    _known_s: float = 0.0  # how long the camera has stood still
    _since_s: float = math.nan  # start of the present shift, or of standing still again
    _moving: bool = False

    def update(self, frame: Frame) -> bool:
        """Take the next picture; return True from a move until the camera stands still again."""
        if frame.shot != self._shot:  # another scene, not a move
            self._shot, self._looked_s, self._moving = frame.shot, -math.inf, False
            self._refer_to(None)
        step_s = frame.t_s - self._looked_s
        if step_s < _STEP_S:
            return self._moving
        self._looked_s = frame.t_s
        spectrum = _spectrum(frame.rgb)
        last, self._last = self._last, spectrum
        if self._reference is None or last is None:
            self._refer_to(spectrum)
        elif self._moving:
            self._await_rest(last, spectrum, frame.t_s)
        else:
            self._compare(_match(self._reference, spectrum), frame.t_s, step_s)
        return self._moving

    def _refer_to(self, spectrum: npt.NDArray[np.complex64] | None) -> None:
        self._reference, self._known_s, self._since_s = spectrum, 0.0, math.nan

    def _compare(self, match: _Match, t_s: float, step_s: float) -> None:
        if match.alike >= _ALIKE and not match.shifted:
            self._known_s += step_s
        if self._known_s < _KNOWN_S or not match.shifted:
            self._since_s = math.nan
            return
        self._since_s = t_s if math.isnan(self._since_s) else self._since_s
        if t_s - self._since_s >= _MOVED_S:
            self._moving, self._since_s = True, math.nan

    def _await_rest(
        self, last: npt.NDArray[np.complex64], spectrum: npt.NDArray[np.complex64], t_s: float
    ) -> None:
        if _match(last, spectrum).alike < _ALIKE:
            self._since_s = math.nan
            return
        self._since_s = t_s if math.isnan(self._since_s) else self._since_s
        if t_s - self._since_s >= _STILL_S:
            self._moving = False
            self._refer_to(spectrum)


def _spectrum(rgb: npt.NDArray[np.uint8]) -> npt.NDArray[np.complex64]:
    """Return the phases of a small grey picture that fades out towards its border."""
    height, width = rgb.shape[:2]
    rows = np.linspace(0, height - 1, _GRID[0]).astype(np.intp)
    columns = np.linspace(0, width - 1, _GRID[1]).astype(np.intp)
    grey = rgb[rows[:, None], columns, 1].astype(np.float32)
    window = np.hanning(_GRID[0])[:, None] * np.hanning(_GRID[1])
    transformed = np.fft.rfft2((grey - grey.mean()) * window)
    return np.asarray(transformed / (np.abs(transformed) + 1e-6), np.complex64)


def _match(first: npt.NDArray[np.complex64], second: npt.NDArray[np.complex64]) -> _Match:
    surface = np.fft.irfft2(first * second.conj(), _GRID)
    peak = int(np.argmax(surface))
    dy, dx = divmod(peak, _GRID[1])
    dy, dx = min(dy, _GRID[0] - dy), min(dx, _GRID[1] - dx)
    # Rows and columns of the grid are equally far apart only in a picture of 16:9. That is enough.
    unshifted = surface[np.ix_((-1, 0, 1), (-1, 0, 1))]
    return _Match(float(unshifted.max()), float(surface.flat[peak]), math.hypot(dy, dx) / _GRID[1])
