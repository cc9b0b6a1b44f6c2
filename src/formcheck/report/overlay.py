"""What is drawn over the picture: the body line in the colour of its state, clocks, one cue.

Type and lines scale with the picture. Colours are those of Okabe and Ito, which colour-blind
people tell apart, and never alone: each state also has its own symbol and words.
"""

import math
from dataclasses import dataclass
from typing import Final, Literal

from formcheck.exercises.spec import Exercise
from formcheck.motion.measurement import MISSING
from formcheck.pose.frame import LANDMARKS, PoseFrame
from formcheck.report.canvas import Canvas, Colour, Picture, Spot, turned
from formcheck.session import Update

State = Literal["good", "mild", "severe", "unknown", "idle"]

COLOURS: Final[dict[State, Colour]] = {
    "good": (86, 180, 233),
    "mild": (240, 228, 66),
    "severe": (230, 92, 0),
    "unknown": (190, 190, 190),
    "idle": (235, 235, 235),
}
_WHITE: Final[Colour] = (250, 250, 250)
_SOFT: Final[Colour] = (205, 210, 215)
_FAR: Final[Colour] = (140, 145, 150)
_TRACK: Final[Colour] = (70, 76, 84)

#: Height of the cue's font over the height of the picture: readable from three metres.
CUE_SHARE: Final = 0.085
_SEEN = 0.5
_MARGIN = 0.03

_SIDES: Final = ("left", "right")
_BONES: Final = (
    ("ear", "shoulder"),
    ("shoulder", "elbow"),
    ("elbow", "wrist"),
    ("shoulder", "hip"),
    ("hip", "knee"),
    ("knee", "ankle"),
    ("ankle", "heel"),
    ("heel", "foot_index"),
    ("ankle", "foot_index"),
)


@dataclass(frozen=True, slots=True)
class _Look:
    """How an exercise's main signal is shown.

    Attributes:
        line: joints of the line that carries the state.
        joint: where the angle is written.
        below, level, above: words for a positive, a small and a negative value.
    """

    line: tuple[str, ...]
    joint: str
    below: str
    level: str
    above: str


_LEVEL_DEG = 5.0
_LOOKS: Final = {
    "body_line_deg": _Look(("shoulder", "hip", "ankle"), "hip", "sag", "straight", "pike"),
    "knee_line_deg": _Look(("shoulder", "hip", "knee"), "hip", "sag", "straight", "pike"),
    "trunk_elevation_deg": _Look(("hip", "shoulder"), "shoulder", "trunk", "trunk", "trunk"),
    "leg_elevation_deg": _Look(("hip", "knee", "ankle"), "ankle", "legs", "legs", "legs"),
    "thigh_elevation_deg": _Look(("hip", "knee"), "knee", "thighs", "thighs", "thighs"),
}
#: Angles that are written small at their joints, where the exercise measures them.
_SIDE_ANGLES: Final = {"knee_flexion_deg": "knee", "hip_angle_deg": "hip"}


class Overlay:
    """Draws the state of one exercise over pictures of one size.

    Args:
        exercise: what is judged.
        size: width and height of the pictures in pixels.
    """

    def __init__(self, exercise: Exercise, size: tuple[int, int]) -> None:
        self._exercise = exercise
        self._look = _LOOKS[exercise.signals[0]]
        self.width, self.height = size
        self._unit = min(size) / 100.0  # a hundredth of the shorter side, for lines and gaps
        self.cue_size = CUE_SHARE * self.height

    def draw(self, picture: Picture, pose: PoseFrame, update: Update) -> None:
        """Draw over one picture, in place.

        Args:
            picture: `(height, width, 3)` uint8, RGB.
            pose: the landmarks in it.
            update: what the session made of them.
        """
        canvas = Canvas(picture)
        state = state_of(update)
        joints = _joints(pose, self.width, self.height)
        self._skeleton(canvas, pose)
        self._body_line(canvas, joints, update, state)
        self._name(canvas)
        if update.state.hold:
            self._clocks(canvas, update.state.hold.total_s, update.state.hold.good_form_s, state)
        elif self._exercise.reps:
            self._rep_ring(canvas, update, state)
        self._message(canvas, update, state)

    # --- the body ----------------------------------------------------------------------------

    def _skeleton(self, canvas: Canvas, pose: PoseFrame) -> None:
        if not pose.has_person:
            return
        scale = (self.width / pose.width, self.height / pose.height)
        marks, seen = pose.landmarks.tolist(), pose.visibility.tolist()
        weight = {
            side: sum(seen[_row(side, name)] for name in ("shoulder", "hip", "knee", "ankle"))
            for side in _SIDES
        }
        near_last = sorted(_SIDES, key=lambda side: weight[side])
        for side in near_last:
            near = side == near_last[-1]
            for start, end in _BONES:
                rows = _row(side, start), _row(side, end)
                if all(seen[row] >= _SEEN for row in rows):
                    spots = [(marks[r][0] * scale[0], marks[r][1] * scale[1]) for r in rows]
                    thickness = 0.55 * self._unit if near else 0.3 * self._unit
                    canvas.line(spots, _SOFT if near else _FAR, thickness)

    def _body_line(
        self, canvas: Canvas, joints: dict[str, Spot], update: Update, state: State
    ) -> None:
        line = [joints[name] for name in self._look.line if name in joints]
        if len(line) < len(self._look.line):
            return
        colour = COLOURS[state]
        canvas.line(line, colour, 1.3 * self._unit)
        for spot in line:
            canvas.dot(spot, 1.1 * self._unit, colour)
        if state == "idle":
            return
        values = update.state.values
        value = values.get(self._exercise.signals[0], MISSING).value
        if not math.isnan(value):
            word = self._look.level
            if abs(value) >= _LEVEL_DEG:
                word = self._look.below if value > 0 else self._look.above
            shown = abs(value) if self._look.above != self._look.below else value
            at = joints[self._look.joint]
            self._tag(canvas, f"{word} {shown:.0f}°", at, 5.0, colour, below=False)
        for name, joint in _SIDE_ANGLES.items():
            angle = values.get(name, MISSING).value
            if name in self._exercise.signals and joint in joints and not math.isnan(angle):
                self._tag(canvas, f"{angle:.0f}°", joints[joint], 3.6, _SOFT, below=True)

    def _tag(
        self, canvas: Canvas, text: str, at: Spot, size: float, colour: Colour, *, below: bool
    ) -> None:
        """Write a small label above or below a joint."""
        font = size * self._unit
        width = canvas.text_width(text, font, bold=True)
        pad = 0.35 * font
        left = min(max(pad, at[0] - width / 2), self.width - width - pad)
        offset = (2.4 if below else 3.6) * self._unit
        baseline = at[1] + offset + font if below else at[1] - offset
        baseline = min(max(font + pad, baseline), self.height - pad)
        canvas.panel(left - pad, baseline - 0.95 * font, left + width + pad, baseline + 0.3 * font)
        canvas.text(text, left, baseline, font, colour, bold=True)

    # --- corners -----------------------------------------------------------------------------

    def _name(self, canvas: Canvas) -> None:
        font = 5.2 * self._unit
        margin = _MARGIN * min(self.width, self.height)
        name = self._exercise.name.split(" (")[0]
        width = canvas.text_width(name, font, bold=True)
        pad = 0.5 * font
        canvas.panel(margin, margin, margin + width + 2 * pad, margin + 1.7 * font)
        canvas.text(name, margin + pad, margin + 1.2 * font, font, _WHITE, bold=True)

    def _clocks(self, canvas: Canvas, total_s: float, good_s: float, state: State) -> None:
        big, small = 13.0 * self._unit, 4.6 * self._unit
        margin = _MARGIN * min(self.width, self.height)
        count, unit = f"{math.floor(total_s)}", " s"
        good = "good form ?" if math.isnan(good_s) else f"good form {math.floor(good_s)} s"
        wide = canvas.text_width(count, big, bold=True) + canvas.text_width(unit, small, bold=True)
        width = max(wide, canvas.text_width(good, small, bold=True))
        pad = 0.8 * small
        left = self.width - margin - width - 2 * pad
        bottom = margin + 1.05 * big + 1.9 * small
        canvas.panel(left, margin, self.width - margin, bottom)
        start = self.width - margin - pad - wide
        baseline = margin + 0.98 * big
        canvas.text(count, start, baseline, big, COLOURS[state], bold=True)
        after = start + canvas.text_width(count, big, bold=True)
        canvas.text(unit, after, baseline, small, _SOFT, bold=True)
        right = self.width - margin - pad - canvas.text_width(good, small, bold=True)
        canvas.text(good, right, bottom - 0.7 * small, small, _WHITE, bold=True)

    def _rep_ring(self, canvas: Canvas, update: Update, state: State) -> None:
        reps = self._exercise.reps
        assert reps is not None
        radius = 9.0 * self._unit
        margin = _MARGIN * min(self.width, self.height)
        centre = (self.width - margin - radius - self._unit, margin + radius + self._unit)
        edge = radius + 2 * self._unit
        canvas.panel(centre[0] - edge, centre[1] - edge, centre[0] + edge, centre[1] + edge)
        canvas.arc(centre, radius, (0.0, 360.0), _TRACK, 1.6 * self._unit)
        value = update.state.values.get(reps.signal, MISSING).value
        if update.state.phase not in (None, "down") and not math.isnan(value):
            share = min(max(value / reps.hi, 0.03), 1.0)
            sweep = (-90.0, -90.0 + 360.0 * share)
            canvas.arc(centre, radius, sweep, COLOURS[state], 1.6 * self._unit)
        count = str(update.state.reps)
        font = 9.5 * self._unit
        width = canvas.text_width(count, font, bold=True)
        at = (centre[0] - width / 2, centre[1] + 0.35 * font)
        canvas.text(count, *at, font, _WHITE, bold=True)

    # --- one message at a time ---------------------------------------------------------------

    def _message(self, canvas: Canvas, update: Update, state: State) -> None:
        if update.state.problem:
            text = update.state.problem
            reason, _, remedy = text.partition(": ")
            self._banner(canvas, f"Can't judge: {remedy or reason}", state, 0.75 * self.cue_size)
        elif update.cue:
            self._banner(canvas, update.cue.fault.cue, update.cue.severity, self.cue_size)
        elif state == "good":
            self._banner(canvas, "Good form", state, 0.055 * self.height)

    def _banner(self, canvas: Canvas, text: str, state: State, font: float) -> None:
        margin = _MARGIN * min(self.width, self.height)
        symbol = 1.25 * font
        room = self.width - 2 * margin - symbol - 1.2 * font
        lines = _wrapped(canvas, text, font, room)
        widest = max(canvas.text_width(line, font, bold=True) for line in lines)
        step = 1.2 * font
        top = self.height - margin - step * len(lines) - 0.5 * font
        left = (self.width - widest - symbol - 1.2 * font) / 2
        canvas.panel(left, top, left + widest + symbol + 1.2 * font, self.height - margin)
        centre = (left + 0.4 * font + symbol / 2, (top + self.height - margin) / 2)
        _symbol(canvas, centre, 0.42 * font, state)
        for i, line in enumerate(lines):
            baseline = top + 0.25 * font + step * i + 0.92 * font
            canvas.text(line, left + 0.7 * font + symbol, baseline, font, COLOURS[state], bold=True)


def state_of(update: Update) -> State:
    """The state that the picture shows: the gravest fault, unless nothing can be judged."""
    if update.state.problem:
        return "unknown"
    if not update.state.in_position:
        return "idle"
    grades = {finding.severity for finding in update.state.active if finding.priority < 3}
    if "severe" in grades:
        return "severe"
    return "mild" if grades else "good"


def _symbol(canvas: Canvas, centre: Spot, radius: float, state: State) -> None:
    """A sign of the state that needs no colour: tick, circle, triangle, question mark."""
    colour, ink = COLOURS[state], (20, 22, 26)
    x, y = centre
    if state == "good":
        tick = [
            (x - radius, y),
            (x - 0.3 * radius, y + 0.7 * radius),
            (x + radius, y - 0.7 * radius),
        ]
        canvas.line(tick, colour, 0.35 * radius)
        return
    if state == "severe":
        canvas.polygon([turned((x, y), 1.35 * radius, a) for a in (-90.0, 30.0, 150.0)], colour)
    else:
        canvas.dot(centre, 1.1 * radius, colour)
    sign = "?" if state == "unknown" else "!"
    font = 1.5 * radius
    width = canvas.text_width(sign, font, bold=True)
    canvas.text(sign, x - width / 2, y + 0.36 * font, font, ink, bold=True)


def _wrapped(canvas: Canvas, text: str, font: float, room: float) -> list[str]:
    """Break a text into lines that fit."""
    lines: list[str] = []
    for word in text.split():
        longer = f"{lines[-1]} {word}" if lines else word
        if lines and canvas.text_width(longer, font, bold=True) <= room:
            lines[-1] = longer
        else:
            lines.append(word)
    return lines


def _row(side: str, name: str) -> int:
    return LANDMARKS.index(f"{side}_{name}")


def _joints(pose: PoseFrame, width: int, height: int) -> dict[str, Spot]:
    """Where the joints are in the picture: between left and right where both are seen."""
    if not pose.has_person:
        return {}
    marks, seen = pose.landmarks.tolist(), pose.visibility.tolist()
    joints = {}
    for name in ("shoulder", "hip", "knee", "ankle"):
        rows = [_row(side, name) for side in _SIDES]
        rows = [row for row in rows if seen[row] >= _SEEN and not math.isnan(marks[row][0])]
        if rows:
            x = sum(marks[row][0] for row in rows) / len(rows)
            y = sum(marks[row][1] for row in rows) / len(rows)
            joints[name] = (x * width / pose.width, y * height / pose.height)
    return joints
