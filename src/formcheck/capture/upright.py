"""Decoded pictures as a player shows them: square pixels, upright, all of the same size."""

from fractions import Fraction
from functools import cache
from typing import Any, Final

import numpy as np
import numpy.typing as npt
from av.video.frame import VideoFrame
from av.video.reformatter import VideoReformatter

_NO_TURN: Final = (1, 0, 0, 1)

_Levels = npt.NDArray[np.float64]
_WHITE_NITS = (
    203.0  # of a white wall in pictures of high dynamic range (BT.2408); more is white too
)
_DISPLAY_GAMMA = 2.2


class Upright:
    """Scales and turns the pictures of one stream.

    The first picture decides the size and the turn. A later picture of another size (for example,
    when a browser recorded a phone that was turned) is fitted into it with black borders, so that
    its angles stay true.

    Args:
        aspect: width of a stored pixel over its height.
        long_side: pictures are shrunk to this many pixels, never enlarged.
    """

    def __init__(self, aspect: Fraction, long_side: int) -> None:
        self._aspect = aspect
        self._long_side = long_side
        # Setting up a scaler costs more than scaling a picture, so the clip has one.
        self._scaler = VideoReformatter()
        self._stored = self._canvas = (0, 0)
        self._turn = _NO_TURN
        #: Width and height of the upright picture before shrinking.
        self.size = (0, 0)

    def rgb_of(self, picture: VideoFrame) -> npt.NDArray[np.uint8]:
        """Return the picture as `(height, width, 3)` uint8, the same shape for a whole clip."""
        if self.size == (0, 0):
            self._settle(picture)
        width, height = self._fit(picture)
        scaled = self._scaler.reformat(picture, width, height, "rgb24")
        rgb = np.asarray(scaled.to_ndarray(), np.uint8)
        if scaled is picture:  # the decoder may still need it, and the caller may draw on it
            rgb = rgb.copy()
        if picture.color_trc in _NITS:
            rgb = _standard_range(picture.color_trc)[rgb]
        if (width, height) != self._canvas:
            rgb = _centred(rgb, self._canvas)
        return np.ascontiguousarray(_turned(rgb, self._turn))

    def _settle(self, picture: VideoFrame) -> None:
        self._turn = _turn_of(picture)
        self._stored = (picture.width, picture.height)
        width, height = self._square(picture)
        scale = min(1.0, self._long_side / max(width, height))
        self._canvas = (_pixels(width * scale), _pixels(height * scale))
        self.size = (height, width) if _swaps_axes(self._turn) else (width, height)

    def _fit(self, picture: VideoFrame) -> tuple[int, int]:
        if (picture.width, picture.height) == self._stored:
            return self._canvas
        width, height = self._square(picture)
        scale = min(self._canvas[0] / width, self._canvas[1] / height)
        return _pixels(width * scale), _pixels(height * scale)

    def _square(self, picture: VideoFrame) -> tuple[int, int]:
        return round(picture.width * self._aspect), picture.height


def fitted(rgb: npt.NDArray[np.uint8], shape: tuple[int, ...]) -> npt.NDArray[np.uint8]:
    """Return a picture scaled to fit into `(height, width, 3)`, with black borders."""
    height, width = shape[:2]
    scale = min(height / rgb.shape[0], width / rgb.shape[1])
    size = (_pixels(rgb.shape[1] * scale), _pixels(rgb.shape[0] * scale))
    return _centred(resized(rgb, *size), (width, height))


def resized(rgb: npt.NDArray[np.uint8], width: int, height: int) -> npt.NDArray[np.uint8]:
    """Return a picture `(h, w, 3)` of another size."""
    picture = VideoFrame.from_ndarray(rgb, format="rgb24").reformat(width, height)
    return np.asarray(picture.to_ndarray(), np.uint8)


# --- high dynamic range ------------------------------------------------------------------------


def _pq_nits(levels: _Levels) -> _Levels:
    """SMPTE ST 2084."""
    root = levels ** (32 / 2523)
    linear = np.maximum(root - 0.8359375, 0.0) / (18.8515625 - 18.6875 * root)
    return np.asarray(10_000.0 * linear ** (16384 / 2610))


def _hlg_nits(levels: _Levels) -> _Levels:
    """ARIB STD-B67, on a display of 1,000 nits."""
    bright = (np.exp((levels - 0.55991073) / 0.17883277) + 0.28466892) / 12.0
    return np.asarray(1000.0 * np.where(levels <= 0.5, levels**2 / 3.0, bright) ** 1.2)


#: Light of a level, by FFmpeg's number of the transfer characteristic.
_NITS: Final = {16: _pq_nits, 18: _hlg_nits}


@cache
def _standard_range(transfer: int) -> npt.NDArray[np.uint8]:
    """Return the usual level of each of the 256 levels of a transfer characteristic.

    Without this, pictures of high dynamic range are so grey that nobody is found in them.
    """
    light = _NITS[transfer](np.arange(256) / 255.0) / _WHITE_NITS
    return np.asarray(np.round(255.0 * np.minimum(light, 1.0) ** (1.0 / _DISPLAY_GAMMA)), np.uint8)


def _pixels(length: float) -> int:
    return max(2, round(length))


def _centred(rgb: npt.NDArray[np.uint8], canvas: tuple[int, int]) -> npt.NDArray[np.uint8]:
    height, width = rgb.shape[:2]
    left, top = (canvas[0] - width) // 2, (canvas[1] - height) // 2
    padded = np.zeros((canvas[1], canvas[0], 3), np.uint8)
    padded[top : top + height, left : left + width] = rgb
    return padded


def _turn_of(picture: VideoFrame) -> tuple[int, int, int, int]:
    """Return (a, b, c, d) of the display matrix: x' = a x + c y and y' = b x + d y."""
    matrix: Any = picture.side_data.get("DISPLAYMATRIX")
    if matrix is None:
        return _NO_TURN
    a, b, _, c, d = np.frombuffer(matrix, np.int32)[:5].tolist()
    return a, b, c, d


def _swaps_axes(turn: tuple[int, int, int, int]) -> bool:
    a, b, _, _ = turn
    return abs(b) > abs(a)


def _turned(rgb: npt.NDArray[np.uint8], turn: tuple[int, int, int, int]) -> npt.NDArray[np.uint8]:
    """Return a picture with a display matrix of quarter turns and mirrorings applied."""
    a, b, c, d = turn
    if _swaps_axes(turn):
        return rgb.swapaxes(0, 1)[:: _sign(b), :: _sign(c)]
    return rgb[:: _sign(d), :: _sign(a)]


def _sign(value: int) -> int:
    return -1 if value < 0 else 1
