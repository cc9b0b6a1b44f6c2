"""Drawing on pictures: the one module that knows OpenCV.

Coordinates are pixels from the top left corner and may have fractions. Angles are degrees clockwise
from the right. Colours are RGB. Everything is anti-aliased.
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
_Fixed = npt.NDArray[np.int32]  # spots in OpenCV's fixed-point coordinates

_INK: Final[Colour] = (14, 17, 22)  # nearly black, for edges

_SHIFT = 4  # bits of OpenCV's fixed-point coordinates
_FAR_PX = 1 << 15  # points further away are nonsense, and would overflow these coordinates

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
        """Distance from left to right."""
        return self.right - self.left

    @property
    def height(self) -> float:
        """Distance from top to bottom."""
        return self.bottom - self.top

    @property
    def middle(self) -> Spot:
        """The centre."""
        return (self.left + self.right) / 2, (self.top + self.bottom) / 2

    def overlaps(self, other: "Box") -> bool:
        """Whether the two share any area."""
        apart_x = self.right <= other.left or other.right <= self.left
        return not (apart_x or self.bottom <= other.top or other.bottom <= self.top)

    def inside(self, other: "Box") -> "Box":
        """Return the box, moved by as little as needed to lie within the other."""
        right = max(min(0.0, other.right - self.right), other.left - self.left)
        down = max(min(0.0, other.bottom - self.bottom), other.top - self.top)
        return Box(self.left + right, self.top + down, self.right + right, self.bottom + down)


class Canvas:
    """Draws on one RGB picture, in place."""

    def __init__(self, picture: Picture) -> None:
        self._picture = picture
        self.height, self.width = picture.shape[:2]

    # --- lines and shapes --------------------------------------------------------------------

    def line(self, spots: Iterable[Spot], colour: Colour, thickness: float) -> None:
        """Draw a line through the spots."""
        self._lines([_fixed(spots)], colour, thickness)

    def edged_line(self, spots: Iterable[Spot], colour: Colour, thickness: float) -> None:
        """Draw a line with a dark edge, visible on any background."""
        self._edged_lines([_fixed(spots)], colour, thickness)

    def dashes(self, start: Spot, end: Spot, colour: Colour, thickness: float) -> None:
        """Draw a dashed line with a dark edge."""
        period = max(9.0 * thickness, 14.0)
        count = min(100, 1 + round(math.dist(start, end) / period))
        ends = [
            [between(start, end, (i + share) / count) for share in (0.2, 0.7)] for i in range(count)
        ]
        self._edged_lines([_fixed(spots) for spots in ends], colour, thickness)

    def dot(self, centre: Spot, radius: float, colour: Colour) -> None:
        """Draw a filled circle."""
        (at,) = _fixed([centre]).tolist()
        size = _pixels(radius * (1 << _SHIFT))
        cv2.circle(self._picture, at, size, colour, cv2.FILLED, cv2.LINE_AA, _SHIFT)

    def arc(
        self, centre: Spot, radius: float, sweep: tuple[float, float], colour: Colour, width: float
    ) -> None:
        """Draw an arc of a circle from one angle to another, with round ends."""
        start, end = sweep
        steps = 2 + round(abs(end - start) / 6.0)
        angles = [start + (end - start) * i / steps for i in range(steps + 1)]
        outer = [polar(centre, radius + width / 2, angle) for angle in angles]
        inner = [polar(centre, radius - width / 2, angle) for angle in reversed(angles)]
        self.polygon(outer + inner, colour)  # far faster than a thick line
        if abs(end - start) < 360.0:
            for angle in sweep:
                self.dot(polar(centre, radius, angle), width / 2, colour)

    def polygon(self, spots: Iterable[Spot], colour: Colour) -> None:
        """Fill a polygon."""
        cv2.fillPoly(self._picture, [_fixed(spots)], colour, cv2.LINE_AA, _SHIFT)

    def panel(self, box: Box, colour: Colour, opacity: float, radius: float) -> None:
        """Draw a translucent pane with round corners."""
        part = self._part(box)
        if not part.size:
            return
        pane = part.copy()
        outline = _rounded(part.shape[1], part.shape[0], round(radius))
        cv2.fillPoly(pane, [outline], colour, cv2.LINE_AA, _SHIFT)
        cv2.addWeighted(pane, opacity, part, 1.0 - opacity, 0.0, dst=part)

    def dim(self, light: float) -> None:
        """Darken the picture to this share of its light."""
        if light < 1.0:
            cv2.convertScaleAbs(self._picture, dst=self._picture, alpha=light)

    @contextmanager
    def faint(self, box: Box, opacity: float) -> Iterator[None]:
        """Draw all that is drawn meanwhile inside the box with this opacity."""
        part = self._part(box)
        before = part.copy()
        yield
        if part.size:
            cv2.addWeighted(part, opacity, before, 1.0 - opacity, 0.0, dst=part)

    def _lines(self, lines: list[_Fixed], colour: Colour, thickness: float) -> None:
        wide = _pixels(thickness)
        cv2.polylines(self._picture, lines, False, colour, wide, cv2.LINE_AA, _SHIFT)

    def _edged_lines(self, lines: list[_Fixed], colour: Colour, thickness: float) -> None:
        self._lines(lines, _INK, thickness + 2 * max(1.0, 0.15 * thickness))
        self._lines(lines, colour, thickness)

    def _part(self, box: Box) -> Picture:
        """Return the pixels of a box, as far as it lies in the picture."""
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
        """Write one line with its capitals centred on the height of `at`; `px` is the font size."""
        offset, width = _extent(words, round(px))
        share = {"left": 0.0, "middle": 0.5, "right": 1.0}[align]
        x = round(at[0] - share * width - offset)
        y = round(at[1] + capital_px(px) / 2)
        cv2.putText(self._picture, words, (x, y), colour, _FACE, round(px), _WEIGHT)


def empty_picture(size: tuple[int, int]) -> Picture:
    """Return a black picture of this width and height."""
    return np.zeros((size[1], size[0], 3), np.uint8)


def mirrored(picture: Picture, into: Picture) -> Picture:
    """Write a picture's mirror image into another of the same size, and return that one."""
    cv2.flip(picture, 1, dst=into)
    return into


def text_width(words: str, px: float) -> float:
    """Return the width of a line of text in pixels."""
    return _extent(words, round(px))[1]


def capital_px(px: float) -> float:
    """Return the height of the capitals of a font of this size in pixels."""
    return _CAPITAL_SHARE * px


def polar(centre: Spot, radius: float, angle: float) -> Spot:
    """Return the spot at a distance and an angle from a centre."""
    radians = math.radians(angle)
    return centre[0] + radius * math.cos(radians), centre[1] + radius * math.sin(radians)


def bearing(start: Spot, end: Spot) -> float:
    """Return the direction from start to end."""
    return math.degrees(math.atan2(end[1] - start[1], end[0] - start[0]))


def turn(start: float, end: float) -> float:
    """Return the shorter way from one direction to another."""
    return (end - start + 180.0) % 360.0 - 180.0


def between(start: Spot, end: Spot, share: float) -> Spot:
    """Return the spot at this share of the distance from start to end."""
    return start[0] + share * (end[0] - start[0]), start[1] + share * (end[1] - start[1])


@lru_cache(maxsize=1024)
def _extent(words: str, px: int) -> tuple[int, int]:
    """Return where the ink of a line begins, and its width."""
    x, _, width, _ = cv2.getTextSize((1 << 14, 1 << 12), words, (0, 1 << 11), _FACE, px, _WEIGHT)
    return x, width


@lru_cache(maxsize=64)
def _rounded(width: int, height: int, radius: int) -> _Fixed:
    """Return the outline of a rectangle with round corners, from the top left corner on."""
    radius = min(radius, (width - 1) // 2, (height - 1) // 2)
    right, bottom = width - 1 - radius, height - 1 - radius
    corners = (radius, radius), (right, radius), (right, bottom), (radius, bottom)
    spots = [
        polar(centre, radius, 180.0 + 90.0 * i + angle)
        for i, centre in enumerate(corners)
        for angle in range(0, 91, 6)
    ]
    return _fixed(spots)


def _fixed(spots: Iterable[Spot]) -> _Fixed:
    return np.array([(_ticks(x), _ticks(y)) for x, y in spots], np.int32)


def _ticks(length: float) -> int:
    return round(min(max(length, -_FAR_PX), _FAR_PX) * (1 << _SHIFT))


def _pixels(length: float) -> int:
    return max(1, round(length))
