"""Drawing on pictures: the one module that knows OpenCV.

Coordinates are pixels from the top left corner, colours RGB. Everything is anti-aliased, and lines
carry a dark edge so that they stay legible on any background.
"""

import math
from collections.abc import Sequence
from typing import Final

import cv2
import numpy as np
import numpy.typing as npt

Picture = npt.NDArray[np.uint8]
Colour = tuple[int, int, int]
Spot = tuple[float, float]

_SHIFT = 4  # fixed-point bits of OpenCV's sub-pixel coordinates
_EDGE: Final[Colour] = (16, 18, 22)
_PANEL_SHARE = 0.32  # of the picture that shows through a panel
_REGULAR, _BOLD = 500, 700
_FACE: Final = cv2.FontFace("sans")  # Rubik, which OpenCV carries (SIL Open Font License)


class Canvas:
    """Draws on one picture, in place.

    Args:
        picture: `(height, width, 3)` uint8, RGB.
    """

    def __init__(self, picture: Picture) -> None:
        self._picture = picture
        self.height, self.width = picture.shape[:2]

    def line(self, points: Sequence[Spot], colour: Colour, thickness: float) -> None:
        """Draw an open line through the points."""
        fixed = np.round(np.array(points) * (1 << _SHIFT)).astype(np.int32)
        width = max(1, round(thickness))
        cv2.polylines(
            self._picture, [fixed], False, _EDGE, width + 2 + width // 3, cv2.LINE_AA, _SHIFT
        )
        cv2.polylines(self._picture, [fixed], False, colour, width, cv2.LINE_AA, _SHIFT)

    def dot(self, centre: Spot, radius: float, colour: Colour) -> None:
        """Draw a filled circle."""
        at = (round(centre[0] * (1 << _SHIFT)), round(centre[1] * (1 << _SHIFT)))
        edge = round((radius + 1.5) * (1 << _SHIFT))
        cv2.circle(self._picture, at, edge, _EDGE, cv2.FILLED, cv2.LINE_AA, _SHIFT)
        inner = round(radius * (1 << _SHIFT))
        cv2.circle(self._picture, at, inner, colour, cv2.FILLED, cv2.LINE_AA, _SHIFT)

    def arc(
        self,
        centre: Spot,
        radius: float,
        degrees: tuple[float, float],
        colour: Colour,
        thickness: float,
    ) -> None:
        """Draw part of a circle, degrees clockwise from the right."""
        at = (round(centre[0] * (1 << _SHIFT)), round(centre[1] * (1 << _SHIFT)))
        size = (round(radius * (1 << _SHIFT)),) * 2
        start, end = degrees
        cv2.ellipse(
            self._picture,
            at,
            size,
            0.0,
            start,
            end,
            colour,
            max(1, round(thickness)),
            cv2.LINE_AA,
            _SHIFT,
        )

    def polygon(self, points: Sequence[Spot], colour: Colour) -> None:
        """Draw a filled polygon."""
        fixed = np.round(np.array(points) * (1 << _SHIFT)).astype(np.int32)
        cv2.fillPoly(self._picture, [fixed], colour, cv2.LINE_AA, _SHIFT)

    def panel(self, left: float, top: float, right: float, bottom: float) -> None:
        """Darken a rectangle, so that text on it can be read."""
        rows = slice(max(0, round(top)), min(self.height, round(bottom)))
        columns = slice(max(0, round(left)), min(self.width, round(right)))
        part = self._picture[rows, columns]
        if part.size:
            part[:] = cv2.convertScaleAbs(part, alpha=_PANEL_SHARE, beta=10)

    def text(
        self, text: str, left: float, baseline: float, size: float, colour: Colour, *, bold: bool
    ) -> None:
        """Write one line; `size` is the height of the font in pixels."""
        at = (round(left), round(baseline))
        cv2.putText(self._picture, text, at, colour, _FACE, round(size), _weight(bold))

    @staticmethod
    def text_width(text: str, size: float, *, bold: bool) -> float:
        """How many pixels wide a line will be."""
        _, _, width, _ = cv2.getTextSize(
            (10_000, 10_000), text, (0, 5_000), _FACE, round(size), _weight(bold)
        )
        return float(width)


def _weight(bold: bool) -> int:
    return _BOLD if bold else _REGULAR


def turned(centre: Spot, radius: float, degrees: float) -> Spot:
    """The point at a distance and an angle (clockwise from the right) from a centre."""
    angle = math.radians(degrees)
    return (centre[0] + radius * math.cos(angle), centre[1] + radius * math.sin(angle))
