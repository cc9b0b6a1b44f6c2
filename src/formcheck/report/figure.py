"""The person in the picture: skeleton, the line that carries the state, the angles that matter."""

import math
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median
from typing import Final

from formcheck.exercises.spec import Exercise
from formcheck.motion.measurement import MISSING
from formcheck.pose.frame import LANDMARKS, PoseFrame
from formcheck.report.canvas import Box, Canvas, Colour, Spot, bearing, polar, text_width
from formcheck.report.panels import Panels
from formcheck.report.states import COLOURS, DARK, SOFT, WHITE, State, draw_sign
from formcheck.session import Update

_SEEN = 0.5  # visibility below which a landmark is not drawn (biomechanics 8)
_SIDE_MARGIN = 0.1  # the other side must be seen better by this to be taken for the near one
_STRAIGHT_DEG = 5  # a smaller bend is not called one: landmarks alone scatter by 3 degrees
_NEARLY_STRAIGHT_DEG = 150  # beyond this the inner side of a joint changes with every wobble
_LOW_DEG = 30  # trunk or legs that have risen less lie over the place beyond the arc
_ROOMY_DEG = 80  # a smaller angle at the hip has no room for a label between trunk and thigh
_SHOWN_FRAMES = 5  # biomechanics 8: angles are shown as the median of five frames
_STEADY_DEG = 0.75  # a shown number changes when the angle is this far from it

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
)
_ROWS: Final = {
    side: {name: LANDMARKS.index(f"{side}_{name}") for bone in _BONES for name in bone}
    for side in _SIDES
}


@dataclass(frozen=True, slots=True)
class _Look:
    """How a signal is shown; its angle is at the hip.

    Attributes:
        line: joints of the line that carries the state.
        name: what rises, for the label; empty where the angle is the bend of the line.
        footward: whether the rise counts from the level towards the feet, or towards the head.
    """

    line: tuple[str, ...]
    name: str = ""
    footward: bool = False


_LOOKS: Final = {
    "body_line_deg": _Look(("shoulder", "hip", "ankle")),
    "knee_line_deg": _Look(("shoulder", "hip", "knee")),
    "trunk_elevation_deg": _Look(("hip", "shoulder"), "trunk"),
    "leg_elevation_deg": _Look(("hip", "ankle"), "legs", footward=True),
    "thigh_elevation_deg": _Look(("hip", "knee"), "thighs", footward=True),
}
_TRUNK: Final = _Look(("hip", "shoulder"))  # for signals that have no look: a line, no angle

#: Signal, joint at which it is written, and the joints that it lies between.
_INNER_ANGLES: Final = (
    ("knee_flexion_deg", "knee", "hip", "ankle"),
    ("hip_angle_deg", "hip", "shoulder", "knee"),
)

_Joints = dict[str, Spot]


@dataclass(frozen=True, slots=True)
class Label:
    """Words beside the person.

    Attributes:
        words: what is written.
        state: whose sign stands before the words, None for no sign.
        px: size of the type.
        colour: of the type.
        spots: where its middle may lie, the best first.
        key: whose place it is, to keep it from frame to frame.
    """

    words: str
    state: State | None
    px: float
    colour: Colour
    spots: tuple[Spot, ...]
    key: str

    @property
    def size(self) -> tuple[float, float]:
        """Width and height in pixels, of a label at this place."""
        sign = 1.3 * self.px if self.state else 0.0
        return text_width(self.words, self.px) + 1.3 * self.px + sign, 1.7 * self.px


class Figure:
    """Draws the person of pictures of one size.

    Args:
        exercise: its first signal says which line and which angle matter; None while there is no
            exercise, and nothing but the skeleton to draw.
        panels: for the size of type, and the size of the pictures.
    """

    def __init__(self, exercise: Exercise | None, panels: Panels) -> None:
        signals = exercise.signals if exercise else ("",)
        self._signal = signals[0]
        self._look = _LOOKS.get(self._signal, _TRUNK)
        self._panels = panels
        self._unit = panels.unit
        self._near = 0
        self._numbers = {name: _Steady() for name in signals}
        self._places: dict[str, int] = {}

    def draw(self, canvas: Canvas, pose: PoseFrame, update: Update, state: State) -> list[Label]:
        """Draw what is seen of the person; returns what is to be written beside it."""
        near, far = self._sides(pose)
        self._skeleton(canvas, near, far, quiet=state == "idle")
        joints, body = {**far, **near}, update.body
        if body is None or state == "idle" or not set(self._look.line) <= joints.keys():
            return []
        line = [joints[name] for name in self._look.line]
        if state == "unknown":
            for start, end in pairwise(line):
                canvas.dashes(start, end, COLOURS[state], 0.9 * self._unit)
            return []
        torso = body.torso_px * self._panels.width / pose.width
        labels = []
        number = self._number(update, self._signal) if self._signal in _LOOKS else None
        if number is None:
            self._state_line(canvas, line, state)
        elif self._look.name:
            level = 0.0 if (body.view.facing == "left") == self._look.footward else 180.0
            turn = _turn(level, bearing(*line))
            canvas.dashes(line[0], polar(line[0], 0.8 * torso, level), WHITE, 0.4 * self._unit)
            self._state_line(canvas, line, state)
            self._arc(canvas, line[0], 0.45 * torso, (level, level + turn))
            labels.append(self._rise_label(number, line[0], torso, level + turn / 2, update))
        else:
            straight_on = bearing(line[0], line[1])
            turn = _turn(straight_on, bearing(line[1], line[2]))
            if abs(number) >= _STRAIGHT_DEG:
                canvas.dashes(line[0], line[2], WHITE, 0.4 * self._unit)
            self._state_line(canvas, line, state)
            if abs(number) >= _STRAIGHT_DEG:
                end = polar(line[1], 0.75 * torso, straight_on)
                canvas.dashes(line[1], end, WHITE, 0.4 * self._unit)
                self._arc(canvas, line[1], 0.6 * torso, (straight_on, straight_on + turn))
            labels.append(self._bend_label(number, line[1], torso, update))
        return labels + self._inner_angles(joints, torso, update)

    def write(self, canvas: Canvas, labels: list[Label], taken: list[Box]) -> None:
        """Write the labels for which the picture has a free place."""
        for label in labels:
            box = self._place(label, taken)
            if box is None:
                continue
            taken = [*taken, box]
            px, (x, y) = label.px, box.middle
            canvas.panel(box, DARK, 0.72, box.height / 2)
            if label.state:
                colours = (COLOURS[label.state], DARK)
                draw_sign(canvas, (box.left + 0.95 * px, y), 0.5 * px, label.state, colours)
                x += 0.65 * px
            canvas.text(label.words, (x, y), px, label.colour, "middle")

    # --- lines -------------------------------------------------------------------------------

    def _sides(self, pose: PoseFrame) -> tuple[_Joints, _Joints]:
        """Joints of the near and of the far side, as far as they are seen."""
        if not pose.has_person:
            return {}, {}
        scale_x = self._panels.width / pose.width
        scale_y = self._panels.height / pose.height
        marks, seen = pose.landmarks.tolist(), pose.visibility.tolist()
        sides: list[_Joints] = [
            {
                name: (marks[row][0] * scale_x, marks[row][1] * scale_y)
                for name, row in _ROWS[side].items()
                if seen[row] >= _SEEN and not math.isnan(sum(marks[row]))
            }
            for side in _SIDES
        ]
        nearness = [_nearness(pose, _ROWS[side]) for side in _SIDES]
        if nearness[1 - self._near] > nearness[self._near] + _SIDE_MARGIN:
            self._near = 1 - self._near
        return sides[self._near], sides[1 - self._near]

    def _skeleton(self, canvas: Canvas, near: _Joints, far: _Joints, *, quiet: bool) -> None:
        spots = [*near.values(), *far.values()]
        if not spots:
            return
        with canvas.faint(_around(spots, 2 * self._unit), 0.45):
            self._bones(canvas, far)
            if quiet:
                self._bones(canvas, near)
        if not quiet:
            self._bones(canvas, near)
            for spot in near.values():
                canvas.dot(spot, 0.6 * self._unit, SOFT)

    def _bones(self, canvas: Canvas, joints: _Joints) -> None:
        for start, end in _BONES:
            if start in joints and end in joints:
                canvas.edged_line([joints[start], joints[end]], SOFT, 0.5 * self._unit)

    def _state_line(self, canvas: Canvas, line: list[Spot], state: State) -> None:
        canvas.edged_line(line, COLOURS[state], (1.8 if state == "severe" else 1.4) * self._unit)
        for spot in line:
            canvas.dot(spot, 1.15 * self._unit, DARK)
            canvas.dot(spot, 0.75 * self._unit, WHITE)

    def _arc(self, canvas: Canvas, at: Spot, radius: float, sweep: tuple[float, float]) -> None:
        canvas.arc(at, radius, sweep, DARK, 0.9 * self._unit)
        canvas.arc(at, radius, sweep, WHITE, 0.5 * self._unit)

    # --- labels ------------------------------------------------------------------------------

    def _bend_label(self, number: int, hip: Spot, torso: float, update: Update) -> Label:
        """The bend of a plank, above it where the picture is mostly free."""
        words = "straight"
        if abs(number) >= _STRAIGHT_DEG:
            words = f"{'sag' if number > 0 else 'pike'} {abs(number)}°"
        px = self._panels.px(5.0)
        spots = tuple(polar(hip, 0.3 * torso + 0.85 * px, way) for way in (-90.0, 90.0))
        return Label(words, _grade(update, self._signal), px, WHITE, spots, "main")

    def _rise_label(
        self, number: int, hip: Spot, torso: float, beyond: float, update: Update
    ) -> Label:
        """The rise of trunk or legs: below the hip, on the floor, else where nobody is."""
        words, px = f"{self._look.name} {number}°", self._panels.px(5.0)
        half_width = text_width(words, px) / 2 + 1.3 * px
        below, above = (polar(hip, 0.3 * torso + 0.85 * px, way) for way in (90.0, -90.0))
        outside = polar(hip, 0.5 * torso + half_width, beyond)
        spots = (below, above) if number < _LOW_DEG else (below, outside, above)
        return Label(words, _grade(update, self._signal), px, WHITE, spots, "main")

    def _inner_angles(self, joints: _Joints, torso: float, update: Update) -> list[Label]:
        """The angles of knee and hip; a bend has said that of the hip already."""
        labels = []
        for signal, joint, start, end in _INNER_ANGLES:
            number = self._number(update, signal)
            said = joint == "hip" and not self._look.name
            if number is None or said or not {joint, start, end} <= joints.keys():
                continue
            number = 180 - number if "flexion" in signal else number
            if joint == "hip" and number < _ROOMY_DEG:
                continue
            inner = _bisector(joints[joint], joints[start], joints[end])
            ways = [inner] if joint == "hip" else [inner + 180.0, inner]
            if number > _NEARLY_STRAIGHT_DEG:
                ways = [-90.0, 90.0, -45.0, -135.0]
            grade = _grade(update, signal)
            px = self._panels.px(4.2 if grade else 3.2)
            away = (0.4 if joint == "hip" else 0.22) * torso + 1.7 * px
            spots = tuple(polar(joints[joint], away, way) for way in ways)
            labels.append(Label(f"{joint} {number}°", grade, px, SOFT, spots, joint))
        return labels

    def _number(self, update: Update, signal: str) -> int | None:
        """The whole degrees to show of a signal, None where it is missing or not asked for."""
        steady = self._numbers.get(signal)
        return steady(update.state.values.get(signal, MISSING).value) if steady else None

    def _place(self, label: Label, taken: list[Box]) -> Box | None:
        """Find the best free place. A better one than the last must be free by a margin."""
        last = self._places.get(label.key)
        for i, spot in enumerate(label.spots):
            box = self._box(label, spot)
            margin = 0.0 if i == last else box.height / 2
            wide = Box(box.left - margin, box.top - margin, box.right + margin, box.bottom + margin)
            if not any(wide.overlaps(other) for other in taken):
                self._places[label.key] = i
                return box
        return None

    def _box(self, label: Label, middle: Spot) -> Box:
        (x, y), (width, height) = middle, label.size
        box = Box(x - width / 2, y - height / 2, x + width / 2, y + height / 2)
        return box.inside(Box(0.0, 0.0, self._panels.width, self._panels.height))


class _Steady:
    """A number that is calm enough to be read: whole, not flickering between two values."""

    def __init__(self) -> None:
        self._last: deque[float] = deque(maxlen=_SHOWN_FRAMES)
        self._shown: int | None = None

    def __call__(self, value: float) -> int | None:
        """Take the value of the next frame, NaN where it is missing."""
        if math.isnan(value):
            self._last.clear()
            self._shown = None
            return None
        self._last.append(value)
        middle = median(self._last)
        if self._shown is None or abs(middle - self._shown) > _STEADY_DEG:
            self._shown = round(middle)
        return self._shown


def _grade(update: Update, signal: str) -> State | None:
    """The worst grade of what is found in a signal now."""
    grades = {f.severity for f in update.state.active if f.measure == signal and f.priority < 3}
    if "severe" in grades:
        return "severe"
    return "mild" if grades else None


def _nearness(pose: PoseFrame, rows: dict[str, int]) -> float:
    """How sure it is that a side is the near one, as in the body's frame.

    A tenth of a metre nearer to the camera counts as much as a tenth more of visibility.
    """
    seen = pose.visibility[[rows[name] for name in ("shoulder", "hip", "knee", "ankle")]]
    depth = float(pose.world[[rows["shoulder"], rows["hip"]], 2].mean())
    return float(seen.mean()) - (0.0 if math.isnan(depth) else depth)


def _turn(start: float, end: float) -> float:
    """The shorter way from one angle to another, degrees clockwise."""
    return (end - start + 180.0) % 360.0 - 180.0


def _bisector(joint: Spot, start: Spot, end: Spot) -> float:
    """Where the middle of the inner angle at a joint lies."""
    one = bearing(joint, start)
    return one + _turn(one, bearing(joint, end)) / 2


def _around(spots: Sequence[Spot], margin: float) -> Box:
    across, down = [x for x, _ in spots], [y for _, y in spots]
    return Box(min(across) - margin, min(down) - margin, max(across) + margin, max(down) + margin)
