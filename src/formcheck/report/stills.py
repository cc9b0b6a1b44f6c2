"""The worst moment of each fault beside the same person's best one, with the angle drawn."""

import math
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import chain, zip_longest

import numpy as np

from formcheck.draw.canvas import Box, Canvas, Spot, bearing, polar, text_width, turn
from formcheck.draw.states import COLOURS, DARK, SOFT, WHITE, State
from formcheck.exercises.spec import Exercise
from formcheck.motion.body import BONES, PAIRS
from formcheck.motion.measures import MEASURES, side_read
from formcheck.report.film import Film, Still, encoded
from formcheck.report.limits import is_level, levels
from formcheck.report.series import Series
from formcheck.result import FindingResult, RepResult, SetResult
from formcheck.words.units import number

_NEAR_S = 0.15  # a picture further from the moment shows another moment
_SAME_HEIGHT = 0.1  # of the range of motion: nearer moments are comparable
_GOOD_SHARE = 0.9  # of the moments are worse than the chosen one: the very best may be a slip
_MARGIN = 0.3  # around the person, of the person's height and width
_NARROWEST, _WIDEST = 4.0 / 3.0, 16.0 / 9.0  # width by height of a still
_SEEN = 0.5  # visibility below which a landmark is not drawn (biomechanics 8)


@dataclass(frozen=True, slots=True)
class Moment:
    """A picture of one moment.

    Attributes:
        value: value of the quoted measure; None without a value at this one time.
        jpeg: the picture with the line or the angle.
    """

    t_s: float
    value: float | None
    jpeg: bytes


@dataclass(frozen=True, slots=True)
class Pair:
    """A fault at its worst, and the same person at the best.

    Attributes:
        finding: the gravest finding of the fault.
        worst: the moment of its worst value.
        best: the same point of the movement without the fault, if any.
    """

    finding: FindingResult
    worst: Moment
    best: Moment | None


def pair(
    exercise: Exercise, finished: SetResult, finding: FindingResult, series: Series, film: Film
) -> Pair | None:
    """Choose and draw the moments of a fault; None without a picture of the worst one."""
    # A fault on the way out of the position may peak after the set.
    worst = _nearest(film, finding.peak.at_s, _NEAR_S + film.spacing_s / 2)
    if worst is None:
        return None
    choice = _Choice(exercise, finished, series, finding)
    best = choice.best([s for s in film if finished.start_s <= s.t_s <= finished.end_s])
    boxes = [_around(still) for still in (worst, best) if still]
    shape = max(box.width for box in boxes), max(box.height for box in boxes)
    look = _Look.of(exercise, finding, shape)
    worst_moment = look.moment(worst, finding.severity, finding.peak.value)
    best_moment = look.moment(best, "good", choice.value_at(best.t_s)) if best else None
    return Pair(finding, worst_moment, best_moment)


def worst_moments(sets: Iterable[SetResult]) -> list[tuple[int, FindingResult]]:
    """The gravest finding of each fault in each set, with the number of the set.

    Severe ones come first. Among these each fault's gravest one comes before any second one:
    a fault of every set does not hide the others.
    """
    by_fault: dict[str, list[tuple[int, FindingResult]]] = {}
    for set_number, finished in enumerate(sets, start=1):
        for finding in gravest(finished.findings):
            by_fault.setdefault(finding.fault, []).append((set_number, finding))
    for numbered in by_fault.values():
        numbered.sort(key=lambda pair: _gravity(pair[1]), reverse=True)
    rounds = chain.from_iterable(zip_longest(*by_fault.values()))
    return sorted(filter(None, rounds), key=lambda pair: pair[1].severity != "severe")


def gravest(findings: list[FindingResult]) -> list[FindingResult]:
    """The gravest finding of each fault: severe faults first, then the most frequent."""
    count = Counter(finding.fault for finding in findings)
    worst = [
        max((finding for finding in findings if finding.fault == fault), key=_gravity)
        for fault in count
    ]
    return sorted(worst, key=lambda finding: (finding.severity != "severe", -count[finding.fault]))


def _gravity(finding: FindingResult) -> tuple[bool, float]:
    peak = finding.peak
    if peak.value is None or peak.threshold is None:
        return finding.severity == "severe", 0.0
    return finding.severity == "severe", abs(peak.value - peak.threshold)


# --- choosing --------------------------------------------------------------------------------


class _Choice:
    """Finds the moment that is best to compare a finding with."""

    def __init__(
        self, exercise: Exercise, finished: SetResult, series: Series, finding: FindingResult
    ) -> None:
        self._exercise, self._finished, self._finding = exercise, finished, finding
        self._height = series.curve(exercise.reps.signal) if exercise.reps else None
        self._alike = (
            _SAME_HEIGHT * self._height.between(finished.start_s, finished.end_s).span
            if (self._height is not None)
            else math.inf
        )
        self._fault = next(fault for fault in exercise.faults if fault.id == finding.fault)
        measure = finding.peak.measure
        by_frame = self._fault.kind == "frame" or is_level(self._fault, measure)
        self._curve = series.curve(measure) if measure in MEASURES and by_frame else None
        self._limits: list[float] = []
        self._is_level = is_level(self._fault, measure)
        if self._is_level and finding.peak.threshold is not None:
            limits = [level.value for level in levels(exercise, measure, finished)]
            self._limits = [finding.peak.threshold, *limits]

    def best(self, stills: list[Still]) -> Still | None:
        """The still without the fault that is comparable and far from every limit.

        Comparable moments of repetitions go the same way at the same height. Without any, as when
        the height is the fault, the moment nearest in height counts.
        """
        if self._fault.kind == "attempt":
            tops = [rep.top_s for rep in self._finished.reps if rep.complete]
            tops.sort(key=lambda t_s: -self._height_at(t_s))
            return _nearest(stills, tops[0], _NEAR_S) if tops else None
        clear = [still for still in stills if self._is_clear(still.t_s)]
        same_way = self._way(self._finding.peak.at_s)
        clear = [still for still in clear if self._way(still.t_s) == same_way] or clear
        if self._height is not None:
            clear = [still for still in clear if not math.isnan(self._apart(still.t_s))]
            alike = [still for still in clear if self._apart(still.t_s) <= self._alike]
            if not alike:
                return min(clear, key=lambda still: self._apart(still.t_s), default=None)
            clear = alike
        free = [still for still in clear if self._is_free(still.t_s)]
        ranked = sorted(free or clear, key=self._merit)
        return ranked[int(_GOOD_SHARE * (len(ranked) - 1))] if ranked else None

    def value_at(self, t_s: float) -> float | None:
        """The quoted measure at another time; None for a measure without a value at one time."""
        value = self._curve.at(t_s) if self._curve and self._is_level else math.nan
        return None if math.isnan(value) else value

    def _is_clear(self, t_s: float) -> bool:
        """Whether the fault is absent and its measure is known."""
        if not self._is_free(t_s, self._finding.fault):
            return False
        if self._curve is None:
            return True
        value, peak = self._curve.at(t_s), self._finding.peak
        if peak.threshold is not None and peak.value is not None and self._is_level:
            # Beyond the limit without a finding, the fault was not judged.
            return (
                value < peak.threshold if peak.value >= peak.threshold else value > peak.threshold
            )
        return not math.isnan(value)

    def _apart(self, t_s: float) -> float:
        """Difference in height from the worst moment; NaN for an unknown height."""
        return abs(self._height_at(t_s) - self._height_at(self._finding.peak.at_s))

    def _is_free(self, t_s: float, fault: str | None = None) -> bool:
        """Whether there is no finding, or none of a fault."""
        return not any(
            finding.start_s <= t_s <= finding.end_s and fault in (None, finding.fault)
            for finding in self._finished.findings
        )

    def _merit(self, still: Still) -> float:
        """Distance of the value from every limit; without a limit, likeness of the moments."""
        if self._curve is None:
            return -self._apart(still.t_s)
        value, peak = self._curve.at(still.t_s), self._finding.peak
        if self._limits:
            return min(abs(value - limit) for limit in self._limits)
        return -value if (peak.value or 0.0) >= (peak.threshold or 0.0) else value

    def _height_at(self, t_s: float) -> float:
        return self._height.at(t_s) if self._height is not None else math.nan

    def _way(self, t_s: float) -> str | None:
        for rep in self._finished.reps:
            if rep.start_s <= t_s <= rep.end_s:
                return way(rep, t_s)
        return None


def way(rep: RepResult, t_s: float) -> str:
    """Whether a time lies on a repetition's way up or down."""
    return "rise" if t_s < rep.top_s else "lower"


def _nearest(stills: Iterable[Still], t_s: float, within_s: float) -> Still | None:
    still = min(stills, key=lambda candidate: abs(candidate.t_s - t_s), default=None)
    return still if still and abs(still.t_s - t_s) <= within_s else None


# --- drawing ---------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Look:
    """The look of the moments of one fault.

    Attributes:
        measure: measure with the line or angle to draw.
        numbered: whether the value belongs to the drawn angle.
    """

    measure: str
    size: tuple[float, float]
    numbered: bool

    @classmethod
    def of(cls, exercise: Exercise, finding: FindingResult, size: tuple[float, float]) -> "_Look":
        measure = finding.peak.measure
        if measure in MEASURES:
            return cls(measure, size, numbered=finding.peak.unit == "deg")
        # A speed has no line of its own: the line of its signal is drawn.
        signal = exercise.reps.signal if exercise.reps else exercise.signals[0]
        return cls(signal, size, numbered=False)

    def moment(self, still: Still, state: State, value: float | None) -> Moment:
        """Draw one moment."""
        picture = still.picture()
        canvas = Canvas(picture)
        joints = _joints(still, self.measure)
        box = _shaped(_around(still), self.size, canvas)
        unit = box.height / 100.0
        for start, end in BONES:
            if start in joints and end in joints:
                canvas.edged_line([joints[start], joints[end]], SOFT, 0.6 * unit)
        line = [joints[name] for name in MEASURES[self.measure].line if name in joints]
        if len(line) > 1:
            if MEASURES[self.measure].unit == "deg":
                _draw_angle(canvas, line, _level(joints, self.measure), unit)
            canvas.edged_line(line, COLOURS[state], 1.6 * unit)
        for spot in line:
            canvas.dot(spot, 1.4 * unit, DARK)
            canvas.dot(spot, 0.9 * unit, WHITE)
        if value is not None and line and self.numbered:
            _write(canvas, number(value, "deg"), line[1 if len(line) > 2 else 0], box)
        left, top, right, bottom = (round(side) for side in box)
        return Moment(still.t_s, value, encoded(picture[top:bottom, left:right]))


def _draw_angle(canvas: Canvas, line: list[Spot], level: float, unit: float) -> None:
    """Draw the angle of a bent line, or of a straight line from the direction of 0."""
    if len(line) > 2:
        corner, beyond, along = line[1], line[2], bearing(line[0], line[1])
    else:
        (corner, beyond), along = line, level
    reach = 0.7 * math.dist(corner, beyond)
    canvas.dashes(corner, polar(corner, reach, along), WHITE, 0.6 * unit)
    sweep = along, along + turn(along, bearing(corner, beyond))
    canvas.arc(corner, 0.5 * reach, sweep, DARK, 1.2 * unit)
    canvas.arc(corner, 0.5 * reach, sweep, WHITE, 0.7 * unit)


def _level(joints: dict[str, Spot], measure: str) -> float:
    """The direction of 0 for the angle of a single line, in degrees clockwise."""
    if MEASURES[measure].angle in ("lean", "stack"):
        return -90.0
    rising = MEASURES[measure].line[-1]
    opposite = "shoulder" if rising in ("knee", "ankle") else "knee"
    hip, away = joints.get("hip"), joints.get(opposite)
    return 180.0 if hip and away and hip[0] < away[0] else 0.0


def _write(canvas: Canvas, words: str, at: Spot, box: Box) -> None:
    """Write a number below a spot, within the box."""
    px = max(13.0, 0.06 * box.height)
    half = text_width(words, px) / 2 + 0.6 * px
    (x, y) = at
    place = Box(x - half, y + 1.1 * px, x + half, y + 2.9 * px).inside(box)
    canvas.panel(place, DARK, 0.75, place.height / 2)
    canvas.text(words, place.middle, px, WHITE, "middle")


def _joints(still: Still, measure: str) -> dict[str, Spot]:
    """Joints of the side that was measured, in pixels of the kept picture."""
    body, visibility = still.body, still.pose.visibility
    side = side_read(measure, body)
    joints = {}
    # A measure of both sides is drawn on the near one, on the far one where that is hidden.
    for drawn in (1 - body.near, body.near) if side is None else (side,):
        for name, pair in PAIRS.items():
            x, y = still.spots[pair[drawn]].tolist()
            if visibility[pair[drawn]] >= _SEEN and not math.isnan(x + y):
                joints[name] = (x, y)
    return joints


def _around(still: Still) -> Box:
    """The person with some room, in pixels of the still."""
    (left, top), (right, bottom) = np.nanmin(still.spots, axis=0), np.nanmax(still.spots, axis=0)
    room = _MARGIN / 2 * max(right - left, bottom - top)
    return Box(*(float(side) for side in (left - room, top - room, right + room, bottom + room)))


def _shaped(box: Box, size: tuple[float, float], canvas: Canvas) -> Box:
    """A box with the same middle, at least of that size, in the shape of a still if it fits."""
    wide = max(size[0], size[1] * _NARROWEST)
    high = max(size[1], size[0] / _WIDEST)
    wide, high = min(wide, canvas.width), min(high, canvas.height)
    x, y = box.middle
    whole = Box(0.0, 0.0, canvas.width, canvas.height)
    return Box(x - wide / 2, y - high / 2, x + wide / 2, y + high / 2).inside(whole)
