"""Whether the camera stands still: a knock or a hand on the laptop moves the whole room.

The shift of the picture against a reference is found by phase correlation (Kuglin and Hines 1975)
on a small grey picture: the room fills most of it, so a person who moves does not matter.
"""

import math
from dataclasses import dataclass
from typing import Final, NamedTuple

import numpy as np
import numpy.typing as npt

from formcheck.capture.frame import Frame

_GRID: Final = (72, 128)
_STEP_S = 0.5  # how often it looks
# A shift by this share of the picture's width turns every angle against the floor, or may.
_MOVED_SHARE = 0.02
# Heights of the correlation's peak. Cameras that stood still kept 0.13 to 0.5 where nothing had
# shifted, whoever walked or lay in front of them (24 clips). A peak elsewhere is believed from 0.10
# on; a camera that is turned to something else altogether shows nobody, which is told anyway.
_ALIKE, _SURE = 0.12, 0.10
_KNOWN_S = 2.0  # a camera that stood still for this long can be moved; one in a hand cannot
_MOVED_S = 1.0
_STILL_S = 1.0


class _Match(NamedTuple):
    """How one picture lies on another.

    Attributes:
        alike: height of the peak where nothing is shifted.
        best: height of the highest peak.
        shift: of the highest peak, over the picture's width.
    """

    alike: float
    best: float
    shift: float

    @property
    def shifted(self) -> bool:
        return self.best >= _SURE and self.alike < self.best / 2 and self.shift > _MOVED_SHARE


@dataclass(slots=True)
class SteadyCamera:
    """Follows the picture and tells whether a camera that stood still is being moved, or was."""

    _reference: npt.NDArray[np.complex64] | None = None
    _last: npt.NDArray[np.complex64] | None = None
    _shot: int | None = None
    _looked_s: float = -math.inf
    _known_s: float = 0.0  # for how long the camera has stood still
    _since_s: float = math.nan  # since when the picture is another, or stands still again
    _moving: bool = False

    def update(self, frame: Frame) -> bool:
        """Take the next picture; True from the time it was moved until it stands still again."""
        if frame.shot != self._shot:  # another place altogether: nothing was moved
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
    """Phases of a small grey picture, faded out towards its border."""
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
    # Rows and columns of the grid are equally far apart only in a picture of 16:9; near enough.
    here = surface[np.ix_((-1, 0, 1), (-1, 0, 1))]
    return _Match(float(here.max()), float(surface.flat[peak]), math.hypot(dy, dx) / _GRID[1])
