"""Drawing on pictures: the one module that knows OpenCV.

Coordinates are pixels from the top left corner with parts of a pixel, angles are degrees clockwise
from the right, colours are RGB. Everything is anti-aliased.
"""

import math
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from functools import lru_cache
from typing import Final, Literal, NamedTuple

import cv2
import numpy as np
import numpy.typing as npt

Picture = npt.NDArray[np.uint8]
Colour = tuple[int, int, int]
Spot = tuple[float, float]

_INK: Final[Colour] = (14, 17, 22)  # of edges: nearly black

_SHIFT = 4  # bits of OpenCV's fixed-point coordinates
_FAR_PX = 1 << 15  # further away than this a point is nonsense, and would overflow them

_FACE: Final = cv2.FontFace("sans")  # Rubik, which OpenCV carries (SIL Open Font License)
_WEIGHT = 600
_CAPITAL_SHARE = 0.75  # height of Rubik's capitals over the size of the font


class Box(NamedTuple):
    """A rectangle in pixels."""

    left: float
    top: float
    right: float
    bottom: float

    @property
    def width(self) -> float:
        """From left to right."""
        return self.right - self.left

    @property
    def height(self) -> float:
        """From top to bottom."""
        return self.bottom - self.top

    @property
    def middle(self) -> Spot:
        """Where the diagonals cross."""
        return (self.left + self.right) / 2, (self.top + self.bottom) / 2

    def overlaps(self, other: "Box") -> bool:
        """Whether the two share any area."""
        apart_x = self.right <= other.left or other.right <= self.left
        return not (apart_x or self.bottom <= other.top or other.bottom <= self.top)

    def inside(self, other: "Box") -> "Box":
        """Move by as little as needed to lie within the other."""
        right = max(min(0.0, other.right - self.right), other.left - self.left)
        down = max(min(0.0, other.bottom - self.bottom), other.top - self.top)
        return Box(self.left + right, self.top + down, self.right + right, self.bottom + down)


class Canvas:
    """Draws on one picture, in place.

    Args:
        picture: `(height, width, 3)` uint8, RGB.
    """

    def __init__(self, picture: Picture) -> None:
        self._picture = picture
        self.height, self.width = picture.shape[:2]

    # --- lines and shapes --------------------------------------------------------------------

    def line(self, spots: Iterable[Spot], colour: Colour, thickness: float) -> None:
        """Draw a line through the spots."""
        cv2.polylines(
            self._picture, [_fixed(spots)], False, colour, _pixels(thickness), cv2.LINE_AA, _SHIFT
        )

    def edged_line(self, spots: Iterable[Spot], colour: Colour, thickness: float) -> None:
        """Draw a line with a dark edge, which shows on any background."""
        self.line(spots, _INK, thickness + 2 * max(1.0, 0.15 * thickness))
        self.line(spots, colour, thickness)

    def dashes(self, start: Spot, end: Spot, colour: Colour, thickness: float) -> None:
        """Draw a dashed line with a dark edge."""
        period = max(9.0 * thickness, 14.0)
        count = min(100, 1 + round(math.dist(start, end) / period))
        for i in range(count):
            spots = [between(start, end, (i + share) / count) for share in (0.2, 0.7)]
            self.edged_line(spots, colour, thickness)

    def dot(self, centre: Spot, radius: float, colour: Colour) -> None:
        """Draw a filled circle."""
        (at,) = _fixed([centre]).tolist()
        size = _pixels(radius * (1 << _SHIFT))
        cv2.circle(self._picture, at, size, colour, cv2.FILLED, cv2.LINE_AA, _SHIFT)

    def arc(
        self, centre: Spot, radius: float, sweep: tuple[float, float], colour: Colour, width: float
    ) -> None:
        """Draw the part of a circle's line from one angle to another."""
        start, end = sweep
        steps = 2 + round(abs(end - start) / 6.0)
        angles = [start + (end - start) * i / steps for i in range(steps + 1)]
        self.line([polar(centre, radius, angle) for angle in angles], colour, width)

    def polygon(self, spots: Iterable[Spot], colour: Colour) -> None:
        """Fill a polygon."""
        cv2.fillPoly(self._picture, [_fixed(spots)], colour, cv2.LINE_AA, _SHIFT)

    def panel(self, box: Box, colour: Colour, opacity: float, radius: float) -> None:
        """Lay a translucent pane with round corners over the picture."""
        part = self._part(box)
        if not part.size:
            return
        pane = np.empty_like(part)
        cv2.rectangle(pane, (0, 0), (part.shape[1], part.shape[0]), colour, cv2.FILLED)
        cv2.addWeighted(part, 1.0 - opacity, pane, opacity, 0.0, dst=pane)
        corner = min(round(radius), part.shape[0] // 2, part.shape[1] // 2)
        cover, rest = _corner(corner)
        for down in (1, -1):
            for right in (1, -1):
                # The same corner four times: seen from top or bottom, from left or right.
                kept = part[::down, ::right][:corner, :corner]
                laid = pane[::down, ::right][:corner, :corner]
                laid[:] = np.rint(laid * cover + kept * rest)
        part[:] = pane

    @contextmanager
    def faint(self, box: Box, opacity: float) -> Iterator[None]:
        """Let what is drawn meanwhile inside the box show only that strongly."""
        part = self._part(box)
        before = part.copy()
        yield
        if part.size:
            cv2.addWeighted(part, opacity, before, 1.0 - opacity, 0.0, dst=part)

    def _part(self, box: Box) -> Picture:
        """The pixels of a box, as far as it lies in the picture."""
        left, top, right, bottom = (max(0, round(side)) for side in box)
        return self._picture[top:bottom, left:right]

    # --- words -------------------------------------------------------------------------------

    def text(
        self,
        words: str,
        at: Spot,
        px: float,
        colour: Colour,
        align: Literal["left", "middle", "right"] = "left",
    ) -> None:
        """Write one line, its capitals centred on the height of `at`; `px` is the font's size."""
        offset, width = _extent(words, round(px))
        share = {"left": 0.0, "middle": 0.5, "right": 1.0}[align]
        x = round(at[0] - share * width - offset)
        y = round(at[1] + capital_px(px) / 2)
        cv2.putText(self._picture, words, (x, y), colour, _FACE, round(px), _WEIGHT)


def text_width(words: str, px: float) -> float:
    """Pixels that a line of text takes from left to right."""
    return _extent(words, round(px))[1]


def capital_px(px: float) -> float:
    """Height of the capitals of a font of that size, pixels."""
    return _CAPITAL_SHARE * px


def polar(centre: Spot, radius: float, angle: float) -> Spot:
    """The spot at a distance from a centre and at an angle."""
    turn = math.radians(angle)
    return centre[0] + radius * math.cos(turn), centre[1] + radius * math.sin(turn)


def bearing(start: Spot, end: Spot) -> float:
    """The angle at which one spot is seen from another."""
    return math.degrees(math.atan2(end[1] - start[1], end[0] - start[0]))


def between(start: Spot, end: Spot, share: float) -> Spot:
    """The spot that lies this share of the way from start to end."""
    return start[0] + share * (end[0] - start[0]), start[1] + share * (end[1] - start[1])


@lru_cache(maxsize=256)
def _extent(words: str, px: int) -> tuple[int, int]:
    """Where the ink of a line begins, and how wide it is."""
    x, _, width, _ = cv2.getTextSize((1 << 14, 1 << 12), words, (0, 1 << 11), _FACE, px, _WEIGHT)
    return x, width


@lru_cache(maxsize=64)
def _corner(radius: int) -> tuple[npt.NDArray[np.float32], npt.NDArray[np.float32]]:
    """How much of each pixel of a top left corner lies inside the rounding, and outside."""
    distance = np.hypot(*np.mgrid[:radius, :radius] + 0.5 - radius)
    cover = np.clip(radius + 0.5 - distance, 0.0, 1.0).astype(np.float32)[:, :, None]
    return cover, 1.0 - cover


def _fixed(spots: Iterable[Spot]) -> npt.NDArray[np.int32]:
    return np.array([(_ticks(x), _ticks(y)) for x, y in spots], np.int32)


def _ticks(length: float) -> int:
    return round(min(max(length, -_FAR_PX), _FAR_PX) * (1 << _SHIFT))


def _pixels(length: float) -> int:
    return max(1, round(length))
