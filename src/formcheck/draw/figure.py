"""The person in the picture: skeleton, the line that carries the state, the angles that matter."""

import math
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from statistics import median
from typing import Final

from formcheck.draw.canvas import Box, Canvas, Colour, Spot, bearing, polar, text_width, turn
from formcheck.draw.panels import Panels
from formcheck.draw.states import COLOURS, DARK, SOFT, WHITE, State, draw_sign
from formcheck.exercises.spec import Exercise
from formcheck.motion.body import BONES, PAIRS, Body
from formcheck.motion.measurement import MISSING
from formcheck.motion.measures import MEASURES, side_read
from formcheck.pose.frame import PoseFrame
from formcheck.session import Update
from formcheck.words import measures as words

_SEEN = 0.5  # visibility below which a landmark is not drawn (biomechanics 8)
_STRAIGHT_DEG = 5  # a smaller bend is not called one: landmarks alone scatter by 3 degrees
_NEARLY_STRAIGHT_DEG = 150  # beyond this the inner side of a joint changes with every wobble
_LOW_DEG = 30  # trunk or legs that have risen less lie over the place beyond the arc
_ROOMY_DEG = 80  # a smaller angle at the hip has no room for a label between trunk and thigh
_SHOWN_FRAMES = 5  # biomechanics 8: angles are shown as the median of five frames
_ANGLE_UNITS = 5.0  # size of type of the angle that matters, hundredths of the shorter side
_STEADY_DEG = 0.75  # a shown number changes when the angle is this far from it

_ROWS: Final = tuple({name: pair[side] for name, pair in PAIRS.items()} for side in (0, 1))
_Joints = dict[str, Spot]
_LEG: Final = frozenset({"hip", "knee", "ankle", "heel", "toe"})
#: Angles that may carry the state; the line of another signal is not drawn.
_MAIN: Final = frozenset({"bend", "hip", "rise", "lean"})
_NO_LINE: Final = ("hip", "shoulder")  # without such a signal: a line, and no angle


@dataclass(frozen=True, slots=True)
class Label:
    """Words beside the person.

    Attributes:
        state: whose sign stands before the words, None for no sign.
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

    The line and the angle that matter are those of the exercise's first signal that has an angle;
    without an exercise it draws the skeleton alone. The landmarks of a mirrored picture are not
    mirrored.
    """

    def __init__(self, exercise: Exercise | None, panels: Panels, *, mirror: bool) -> None:
        signals = exercise.signals if exercise else ()
        self._signal = next((name for name in signals if MEASURES[name].angle in _MAIN), "")
        measure = MEASURES.get(self._signal)
        self._line = measure.line if measure else _NO_LINE
        self._angle = measure.angle if measure else None
        self._panels = panels
        self._mirror = mirror
        self._unit = panels.unit
        self._near = 0  # as in the last picture in which a body was found
        inner = [name for name in signals if MEASURES[name].angle in ("flexion", "joint")]
        # The knee's first: that of the hip is the one that may be left out.
        self._inner = sorted(inner, key=lambda name: MEASURES[name].line[1] == "hip")
        self._numbers = {name: _Steady() for name in signals}
        self._places: dict[str, int] = {}

    def draw(self, canvas: Canvas, pose: PoseFrame, update: Update, state: State) -> list[Label]:
        """Draw what is seen of the person; returns what is to be written beside it."""
        body = update.body
        sides = self._skeleton(canvas, pose, body, quiet=state == "idle")
        if body is None or state == "idle":
            return []
        torso = body.torso_px * self._panels.width / pose.width
        joints = _joints_read(sides, self._signal, body)
        if not set(self._line) <= joints.keys():
            return []
        line = [joints[name] for name in self._line]
        if state == "unknown":
            for start, end in pairwise(line):
                canvas.dashes(start, end, COLOURS[state], 0.9 * self._unit)
            return []
        number = self._number(update, self._signal)
        if number is None:
            self._state_line(canvas, line, state)
            return self._inner_angles(sides, torso, update, body)
        leftward = (body.view.facing == "left") != self._mirror
        if self._angle == "bend":
            label = self._bend(canvas, line, torso, number, state)
        elif self._angle == "hip":
            label = self._joint(canvas, line, torso, number, state, _back(joints, body))
        else:
            # A rise counts from the level towards the head for the trunk, else towards the feet.
            footward = self._line[-1] != "shoulder"
            level = 0.0 if leftward == footward else 180.0
            level = -90.0 if self._angle == "lean" else level
            label = self._rise(canvas, line, torso, number, state, level)
        grade = _grade(update, self._signal)
        return [replace(label, state=grade), *self._inner_angles(sides, torso, update, body)]

    def outline(self, canvas: Canvas, pose: PoseFrame, body: Body | None) -> None:
        """Draw nothing but where body and limbs are seen, faintly: a check of the landmarks."""
        sides = self._skeleton(canvas, pose, body, quiet=True)
        for spot in sides[self._near].values():
            canvas.dot(spot, 0.8 * self._unit, SOFT)

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

    def _sides(self, pose: PoseFrame) -> list[_Joints]:
        """Joints of the left and of the right side, as far as they are seen."""
        if not pose.has_person:
            return [{}, {}]
        scale_x = self._panels.width / pose.width
        scale_y = self._panels.height / pose.height
        start_x = 0.0
        if self._mirror:
            start_x, scale_x = self._panels.width - 1.0, -scale_x
        marks, visibility = pose.landmarks.tolist(), pose.visibility.tolist()
        return [
            {
                name: (start_x + marks[row][0] * scale_x, marks[row][1] * scale_y)
                for name, row in rows.items()
                if visibility[row] >= _SEEN and not math.isnan(sum(marks[row]))
            }
            for rows in _ROWS
        ]

    def _skeleton(
        self, canvas: Canvas, pose: PoseFrame, body: Body | None, *, quiet: bool
    ) -> list[_Joints]:
        """Draw the bones, the far ones faintly, and return the joints of both sides."""
        sides = self._sides(pose)
        self._near = body.near if body else self._near
        near, far = sides[self._near], sides[1 - self._near]
        spots = [*near.values(), *far.values()]
        if not spots:
            return sides
        with canvas.faint(_around(spots, 2 * self._unit), 0.45):
            self._bones(canvas, far)
            if quiet:
                self._bones(canvas, near)
        if not quiet:
            self._bones(canvas, near)
            for spot in near.values():
                canvas.dot(spot, 0.6 * self._unit, SOFT)
        return sides

    def _bones(self, canvas: Canvas, joints: _Joints) -> None:
        for start, end in BONES:
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

    def _bend(
        self, canvas: Canvas, line: list[Spot], torso: float, number: int, state: State
    ) -> Label:
        """The bend of a plank; its label above it, where the picture is mostly free."""
        straight_on = bearing(line[0], line[1])
        bend = turn(straight_on, bearing(line[1], line[2]))
        bent = abs(number) >= _STRAIGHT_DEG
        if bent:
            canvas.dashes(line[0], line[2], WHITE, 0.4 * self._unit)
        self._state_line(canvas, line, state)
        if bent:
            end = polar(line[1], 0.75 * torso, straight_on)
            canvas.dashes(line[1], end, WHITE, 0.4 * self._unit)
            self._arc(canvas, line[1], 0.6 * torso, (straight_on, straight_on + bend))
        px = self._panels.px(_ANGLE_UNITS)
        spots = tuple(polar(line[1], 0.3 * torso + 0.85 * px, way) for way in (-90.0, 90.0))
        return Label(words.bend(number, straight=not bent), None, px, WHITE, spots, "main")

    def _joint(
        self, canvas: Canvas, line: list[Spot], torso: float, number: int, state: State, back: float
    ) -> Label:
        """The angle between trunk and thigh, 180 where the hip is straight.

        Its label stands where the back is, at this angle from the hip.
        """
        start, joint, end = line
        self._state_line(canvas, line, state)
        first = bearing(joint, start)
        self._arc(canvas, joint, 0.3 * torso, (first, first + turn(first, bearing(joint, end))))
        said, px = words.drawn(self._signal, 180 + number), self._panels.px(_ANGLE_UNITS)
        half = 0.85 * px if abs(back) == 90.0 else text_width(said, px) / 2 + 1.3 * px
        spots = tuple(polar(joint, 0.35 * torso + half, way) for way in (back, back + 180.0))
        return Label(said, None, px, WHITE, spots, "main")

    def _rise(
        self,
        canvas: Canvas,
        line: list[Spot],
        torso: float,
        number: int,
        state: State,
        level: float,
    ) -> Label:
        """How far trunk or legs are off the level; on the floor, else where nobody is."""
        rise = turn(level, bearing(*line))
        canvas.dashes(line[0], polar(line[0], 0.8 * torso, level), WHITE, 0.4 * self._unit)
        self._state_line(canvas, line, state)
        self._arc(canvas, line[0], 0.45 * torso, (level, level + rise))
        said, px = words.drawn(self._signal, number), self._panels.px(_ANGLE_UNITS)
        half_width = text_width(said, px) / 2 + 1.3 * px
        if self._angle == "lean":
            behind = 180.0 if rise > 0.0 else 0.0
            sideways = (polar(line[0], 0.3 * torso + half_width, w) for w in (behind, behind + 180))
            return Label(said, None, px, WHITE, tuple(sideways), "main")
        below, above = (polar(line[0], 0.3 * torso + 0.85 * px, way) for way in (90.0, -90.0))
        outside = polar(line[0], 0.5 * torso + half_width, level + rise / 2)
        spots = (below, above) if number < _LOW_DEG else (below, outside, above)
        return Label(said, None, px, WHITE, spots, "main")

    def _inner_angles(
        self, sides: list[_Joints], torso: float, update: Update, body: Body
    ) -> list[Label]:
        """The angles of knee and hip; a bend has said that of the hip already."""
        labels = []
        for signal in self._inner:
            number = self._number(update, signal)
            start, joint, end = MEASURES[signal].line
            joints = _joints_read(sides, signal, body)
            said = joint == "hip" and self._angle in ("bend", "hip")
            if number is None or said or not {joint, start, end} <= joints.keys():
                continue
            number = 180 - number if MEASURES[signal].angle == "flexion" else number
            if joint == "hip" and number < _ROOMY_DEG:
                continue
            inner = _bisector(joints[joint], joints[start], joints[end])
            ways = [inner] if joint == "hip" else [inner + 180.0, inner]
            if number > _NEARLY_STRAIGHT_DEG:
                # Beside the limb, above it where it lies: there the picture is mostly free.
                beside = bearing(joints[start], joints[end]) + 90.0
                upward = math.sin(math.radians(beside)) < 0.0
                ways = [beside, beside + 180.0] if upward else [beside + 180.0, beside]
            grade = _grade(update, signal)
            px = self._panels.px(4.2 if grade else 3.2)
            away = (0.4 if joint == "hip" else 0.22) * torso + 1.7 * px
            spots = tuple(polar(joints[joint], away, way) for way in ways)
            labels.append(Label(words.drawn(signal, number), grade, px, SOFT, spots, joint))
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
            if not any(wide.overlaps(label_box) for label_box in taken):
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


def _joints_read(sides: list[_Joints], signal: str, body: Body) -> _Joints:
    """The near joints, the far ones where those are hidden; the leg is the one that was read."""
    joints = {**sides[1 - body.near], **sides[body.near]}
    side = side_read(signal, body)
    if side is None:
        return joints
    leg = {name: spot for name, spot in sides[side].items() if name in _LEG}
    return {name: spot for name, spot in joints.items() if name not in _LEG} | leg


def _back(joints: _Joints, body: Body) -> float:
    """On which side the back is: above or below a level trunk, behind an upright one."""
    shoulder, hip = joints["shoulder"], joints["hip"]
    if abs(shoulder[0] - hip[0]) > abs(shoulder[1] - hip[1]):
        return 90.0 if body.face_up > 0.0 else -90.0
    foot = joints.get("ankle", hip)  # of somebody who kneels, it is behind the knee
    return 0.0 if foot[0] > joints["knee"][0] else 180.0


def _bisector(joint: Spot, start: Spot, end: Spot) -> float:
    """Where the middle of the inner angle at a joint lies."""
    first = bearing(joint, start)
    return first + turn(first, bearing(joint, end)) / 2


def _around(spots: Sequence[Spot], margin: float) -> Box:
    across, down = [x for x, _ in spots], [y for _, y in spots]
    return Box(min(across) - margin, min(down) - margin, max(across) + margin, max(down) + margin)
