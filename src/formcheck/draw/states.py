"""Colour and sign of each state, the same everywhere.

The colours are those of Okabe and Ito, which colour-blind people can distinguish. Each state has
its own sign, too.
"""

from typing import Final, Literal

from formcheck.draw.canvas import Canvas, Colour, Spot, polar
from formcheck.session import Update

State = Literal["good", "mild", "severe", "unknown", "idle"]

COLOURS: Final[dict[State, Colour]] = {
    "good": (86, 180, 233),
    "mild": (240, 228, 66),
    "severe": (213, 94, 0),
    "unknown": (187, 187, 187),
    "idle": (187, 187, 187),
}
WHITE: Final[Colour] = (255, 255, 255)
SOFT: Final[Colour] = (206, 212, 220)
DARK: Final[Colour] = (18, 22, 28)


def state_of(update: Update) -> State:
    """Return the state to show: that of the gravest fault, unless nothing can be judged."""
    state = update.state
    if state.problem and (state.in_position or update.body is None):
        return "unknown"
    if not state.in_position:
        return "idle"
    speaking = [finding for finding in state.active if finding.spoken and finding.priority < 3]
    grades = {finding.severity for finding in speaking}
    if "severe" in grades:
        return "severe"
    return "mild" if grades else "good"


def draw_sign(
    canvas: Canvas, centre: Spot, radius: float, state: State, colours: tuple[Colour, Colour]
) -> None:
    """Draw the sign of a state: tick, triangle, octagon, question mark; nothing when idle.

    `radius` is in pixels, `colours` are those of the shape and of the mark on it.
    """
    shape, ink = colours
    x, y = centre
    if state == "good":
        canvas.dot(centre, radius, shape)
        tick = [(-0.48, 0.04), (-0.12, 0.38), (0.48, -0.34)]
        canvas.line([(x + radius * a, y + radius * b) for a, b in tick], ink, 0.24 * radius)
    elif state == "unknown":
        canvas.dot(centre, radius, shape)
        canvas.text("?", centre, 1.6 * radius, ink, "middle")
    elif state == "mild":
        middle = (x, y + 0.2 * radius)
        canvas.polygon([polar(middle, 1.25 * radius, angle) for angle in (-90, 30, 150)], shape)
        canvas.text("!", (x, y + 0.3 * radius), 1.35 * radius, ink, "middle")
    elif state == "severe":
        corners = [polar(centre, 1.06 * radius, 22.5 + 45 * i) for i in range(8)]
        canvas.polygon(corners, shape)
        canvas.text("!", centre, 1.6 * radius, ink, "middle")
