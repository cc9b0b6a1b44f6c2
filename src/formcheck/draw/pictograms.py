"""Pictograms of instructions, readable from further away than words: made of lines and dots.

Each is drawn into a square around a centre, in coordinates from -1 to 1.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from formcheck.draw.canvas import Canvas, Colour, Spot, polar
from formcheck.draw.states import COLOURS, SOFT, WHITE
from formcheck.problem import Pictogram

_ACCENT: Final = COLOURS["good"]
_WARM: Final = COLOURS["mild"]
_STROKE = 0.11  # width of lines over half the side of the square


@dataclass(frozen=True, slots=True)
class _Pen:
    """Draws in the square's own coordinates."""

    canvas: Canvas
    centre: Spot
    half: float

    def line(self, colour: Colour, *spots: Spot, width: float = _STROKE) -> None:
        self.canvas.line([self._at(spot) for spot in spots], colour, width * self.half)

    def dot(self, colour: Colour, at: Spot, radius: float) -> None:
        self.canvas.dot(self._at(at), radius * self.half, colour)

    def arc(self, colour: Colour, at: Spot, radius: float, sweep: tuple[float, float]) -> None:
        half = self.half
        self.canvas.arc(self._at(at), radius * half, sweep, colour, _STROKE * half)

    def arrow(self, start: Spot, end: Spot) -> None:
        """Draw an arrow in the accent colour."""
        (ax, ay), (bx, by) = start, end
        length = ((bx - ax) ** 2 + (by - ay) ** 2) ** 0.5
        along = (bx - ax) / length, (by - ay) / length
        back = bx - 0.34 * along[0], by - 0.34 * along[1]
        wing = -0.3 * along[1], 0.3 * along[0]
        self.line(_ACCENT, start, back, width=0.16)
        tip = [end, (back[0] + wing[0], back[1] + wing[1]), (back[0] - wing[0], back[1] - wing[1])]
        self.canvas.polygon([self._at(spot) for spot in tip], _ACCENT)

    def frame(self, left: float, top: float, right: float, bottom: float) -> None:
        """Draw the picture that the camera takes, as its four corners."""
        for x, inward in ((left, 0.3), (right, -0.3)):
            for y, down in ((top, 0.3), (bottom, -0.3)):
                self.line(SOFT, (x + inward, y), (x, y), (x, y + down))

    def person(self, x: float, top: float, height: float) -> None:
        """Draw a standing person."""
        h = height
        self.dot(WHITE, (x, top + 0.13 * h), 0.13 * h)
        self.line(WHITE, (x, top + 0.32 * h), (x, top + 0.62 * h))
        self.line(WHITE, (x - 0.16 * h, top + h), (x, top + 0.62 * h), (x + 0.16 * h, top + h))
        self.line(
            WHITE, (x - 0.2 * h, top + 0.56 * h), (x, top + 0.36 * h), (x + 0.2 * h, top + 0.56 * h)
        )

    def laptop(self, x: float, y: float) -> None:
        """Draw a laptop from its side, with its camera to the right."""
        self.line(SOFT, (x - 0.3, y - 0.62), (x, y), (x + 0.42, y))
        self.dot(WHITE, (x - 0.27, y - 0.56), 0.1)

    def _at(self, spot: Spot) -> Spot:
        return self.centre[0] + spot[0] * self.half, self.centre[1] + spot[1] * self.half


def draw_pictogram(canvas: Canvas, name: Pictogram, centre: Spot, half: float) -> None:
    """Draw a pictogram; `half` is half the side of its square in pixels."""
    _DRAWINGS[name](_Pen(canvas, centre, half))


def draw_pause(canvas: Canvas, centre: Spot, half: float) -> None:
    """Draw the two bars of a pause."""
    pen = _Pen(canvas, centre, half)
    for x in (-0.36, 0.36):
        pen.line(WHITE, (x, -0.62), (x, 0.62), width=0.36)


def draw_muted(canvas: Canvas, centre: Spot, half: float) -> None:
    """Draw a loudspeaker, struck through."""
    pen = _Pen(canvas, centre, half)
    x, y = centre
    horn = [(-0.8, -0.28), (-0.4, -0.28), (0.05, -0.7), (0.05, 0.7), (-0.4, 0.28), (-0.8, 0.28)]
    canvas.polygon([(x + a * half, y + b * half) for a, b in horn], SOFT)
    pen.line(_WARM, (0.35, -0.32), (0.92, 0.32), width=0.2)
    pen.line(_WARM, (0.92, -0.32), (0.35, 0.32), width=0.2)


def draw_camera_trouble(canvas: Canvas, centre: Spot, half: float) -> None:
    """Draw a camera, struck through."""
    pen = _Pen(canvas, centre, half)
    box = (-0.85, -0.5), (0.3, -0.5), (0.3, 0.5), (-0.85, 0.5), (-0.85, -0.5)
    pen.line(SOFT, *box)
    pen.line(SOFT, (0.3, -0.12), (0.85, -0.45), (0.85, 0.45), (0.3, 0.12))
    pen.line(_WARM, (-0.8, 0.85), (0.75, -0.85), width=0.17)


def _step_in(pen: _Pen) -> None:
    pen.frame(-0.35, -0.85, 0.95, 0.85)
    pen.person(0.38, -0.55, 1.15)
    pen.arrow((-1.0, 0.1), (-0.08, 0.1))


def _move_back(pen: _Pen) -> None:
    pen.laptop(-0.72, 0.75)
    pen.person(0.6, -0.4, 1.15)
    pen.arrow((-0.55, -0.62), (0.85, -0.62))


def _come_closer(pen: _Pen) -> None:
    pen.laptop(-0.72, 0.75)
    pen.person(0.6, -0.4, 1.15)
    pen.arrow((0.85, -0.62), (-0.55, -0.62))


def _side_on(pen: _Pen) -> None:
    pen.frame(-0.95, -0.75, 0.95, 0.75)
    pen.dot(WHITE, (0.58, -0.12), 0.16)
    pen.line(WHITE, (0.34, 0.0), (-0.1, 0.12), (-0.68, 0.3), width=0.15)
    pen.line(WHITE, (0.34, 0.02), (0.36, 0.36), (0.6, 0.36))


def _front_on(pen: _Pen) -> None:
    pen.frame(-0.95, -0.9, 0.95, 0.9)
    pen.dot(WHITE, (0.0, -0.4), 0.22)
    chest = (-0.5, 0.02), (0.5, 0.02), (0.3, 0.68), (-0.3, 0.68), (-0.5, 0.02)
    pen.line(WHITE, *chest)


def _lower_camera(pen: _Pen) -> None:
    pen.laptop(-0.45, 0.1)
    pen.line(SOFT, (-0.95, 0.85), (0.95, 0.85))
    pen.arrow((0.5, -0.75), (0.5, 0.6))


def _light(pen: _Pen) -> None:
    pen.arc(_WARM, (0.0, -0.15), 0.42, (125.0, 415.0))
    pen.line(_WARM, (-0.2, 0.4), (0.2, 0.4))
    pen.line(SOFT, (-0.18, 0.58), (0.18, 0.58))
    for angle in (-180, -135, -90, -45, 0):
        pen.line(_WARM, *(polar((0.0, -0.15), radius, angle) for radius in (0.64, 0.85)))


_DRAWINGS: Final[dict[Pictogram, Callable[[_Pen], None]]] = {
    "step_in": _step_in,
    "move_back": _move_back,
    "come_closer": _come_closer,
    "side_on": _side_on,
    "front_on": _front_on,
    "lower_camera": _lower_camera,
    "light": _light,
}
