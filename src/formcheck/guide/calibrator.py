"""Measures a person and a camera from a few postures, with one instruction at a time.

The same calibrator serves a camera and a clip: it measures every posture whenever it sees it, in
whatever order. It skips a step that is not seen in time, and says so in the end.
"""

import math
from collections import deque
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from statistics import median
from typing import Final, Literal, NamedTuple

from formcheck.calibration import RANGES, CameraProfile, FloorProfile, Person, Profile, Reading
from formcheck.exercises.catalogue import catalogue
from formcheck.exercises.set_judge import met
from formcheck.exercises.visibility import view_problem
from formcheck.motion.body import Body, BodyTracker
from formcheck.motion.measures import MEASURES
from formcheck.motion.place import floor_view
from formcheck.pose.frame import PoseFrame
from formcheck.problem import Pictogram, Problem, ProblemId
from formcheck.words import calibration as words

Step = Literal["standing", "plank", "flat_back"]
STEPS: Final[tuple[Step, ...]] = ("standing", "plank", "flat_back")

_PICTOGRAMS: Final[dict[str, Pictogram]] = {"standing": "side_on"}
#: A step that is not seen for so long after it was asked for is skipped.
TIMEOUT_S: Final = 40.0

_SETTLE_S = 1.0  # of a posture, before it is measured
_GAP_S = 0.5  # a posture may be lost for this long
_MAD_TO_SIGMA = 1.4826

# Postures, in torso lengths and degrees. A camera may be rolled by 20 degrees.
_UPRIGHT_T, _LEGS_DOWN_T, _STRAIGHT_DEG = 0.85, 1.1, 25.0
_FACING_UP, _LYING_T, _FEET_BELOW_KNEES_T, _BENT_DEG = 0.25, 0.5, 0.35, 40.0
# A standing person leans forward by so much from ankles to shoulders, as BlazePose sees it. The
# roll that follows scatters by 0.4 degrees on renders (development part, 26 people), and by more
# among real people. Toes further ahead of the heels than this: seen from the side.
_LEAN_DEG, _SIDE_ON_TOES_T = 0.8, 0.2
# The floor's slope is the roll where the yaw is estimated to be smaller than this: 2.4 degrees of
# scatter on renders, development part, 75 people.
_SQUARE_YAW_DEG = 5.0
#: One sigma of each value that no holding still takes away (see calibration/README.md).
_ERRORS: Final = {
    "upright_deg": 1.5,
    "slope_deg": 2.5,
    "leg_t": 0.07,
    "body_line_deg": 2.0,
    "knee_line_deg": 2.0,
    "flat_back_t": 0.01,
}

Posture = Literal["standing", "plank", "knee_plank", "flat_back"]


class _Wanted(NamedTuple):
    """How a posture is measured.

    Attributes:
        step: the step that it belongs to.
        main: the value that has to hold still.
        seconds: how long the medians are taken over.
        still: the main value may move by so much in that time.
        longer_s: how long a lower main value may replace a higher one.
    """

    step: Step
    main: str
    seconds: float
    still: float
    longer_s: float = 0.0


_WANTED: Final[dict[Posture, _Wanted]] = {
    "standing": _Wanted("standing", "upright_deg", 1.5, 4.0),
    "plank": _Wanted("plank", "body_line_deg", 3.0, 6.0),
    "knee_plank": _Wanted("plank", "knee_line_deg", 3.0, 6.0),
    # Lying down comes before pressing down.
    "flat_back": _Wanted("flat_back", "flat_back_t", 1.5, 0.02, longer_s=5.0),
}


@dataclass(frozen=True, slots=True)
class Progress:
    """The next thing to do.

    Attributes:
        instruction: the one thing to do; `Done` when all is measured or skipped.
        hint: the reason why the step is not measured yet, or None.
        pictogram: draws it; None where there is none.
        is_done: whether nothing is left to ask for.
    """

    instruction: str
    hint: Problem | None
    pictogram: Pictogram | None
    is_done: bool


class Line(NamedTuple):
    """One measured value, for people: what it is, digits after the point, unit in words."""

    what: str
    value: float
    uncertainty: float
    digits: int
    unit: str


@dataclass(frozen=True, slots=True)
class CalibrationOutcome:
    """What came of a calibration.

    Attributes:
        profile: with everything that could be measured.
        left_out: what could not be, each with the reason in words.
    """

    profile: Profile
    left_out: tuple[str, ...]

    @property
    def is_empty(self) -> bool:
        """Whether nothing was measured at all."""
        return not any(True for _ in self.lines())

    def lines(self) -> Iterator[Line]:
        """The measured values, for people."""
        person, camera = self.profile.person, self.profile.camera
        floor = camera.floor if camera else None
        for name, reading, digits, unit in (
            ("leg_t", person.leg_t, 2, "T"),
            ("body_line_deg", person.body_line_deg, 1, "deg"),
            ("knee_line_deg", person.knee_line_deg, 1, "deg"),
            ("flat_back_t", person.flat_back_t, 3, "T"),
            ("roll_deg", camera and camera.roll_deg, 1, "deg"),
            ("slope_deg", floor and floor.slope_deg, 1, "deg"),
            ("height", floor and floor.height, 2, "picture"),
        ):
            if reading:
                what, value, sigma = words.value(name), reading.value, reading.uncertainty
                yield Line(what, value, sigma, digits, words.unit(unit))


@dataclass(slots=True)
class _Watch:
    """One posture: its samples, and its best measurement so far."""

    wanted: _Wanted
    samples: deque[tuple[float, dict[str, float]]] = field(default_factory=deque)
    since_s: float = math.nan
    seen_s: float = -math.inf
    first_s: float = math.nan
    best: dict[str, Reading] = field(default_factory=dict)
    refused: str | None = None

    def note(self, values: dict[str, float], t_s: float) -> None:
        """Take the values of a frame in the posture."""
        if t_s - self.seen_s > _GAP_S:
            self.since_s = t_s
            self.samples.clear()
        self.seen_s = t_s
        if t_s - self.since_s < _SETTLE_S or math.isnan(values[self.wanted.main]):
            return
        samples = self.samples
        samples.append((t_s, values))
        while t_s - samples[0][0] > self.wanted.seconds:
            samples.popleft()
        if t_s - samples[0][0] >= 0.9 * self.wanted.seconds:
            self._measure(t_s)

    @property
    def is_measured(self) -> bool:
        """Whether it was measured, and no better value can follow."""
        return bool(self.best) and self.seen_s - self.first_s >= self.wanted.longer_s

    def _measure(self, t_s: float) -> None:
        main = [values[self.wanted.main] for _, values in self.samples]
        if self.is_measured or max(main) - min(main) > self.wanted.still:
            return
        medians = {
            name: _reading(name, [values[name] for _, values in self.samples])
            for name in self.samples[0][1]
        }
        known = {name: reading for name, reading in medians.items() if reading}
        self.refused = refusal(self.wanted.main, known.get(self.wanted.main)) or self.refused
        known = {name: reading for name, reading in known.items() if not refusal(name, reading)}
        if self.wanted.main not in known:
            return
        if not self.best:
            self.first_s = t_s
        elif known[self.wanted.main].value >= self.best[self.wanted.main].value:
            return
        self.best = known


class Calibrator:
    """Asks for the postures and measures them, in pictures of one width and height."""

    def __init__(self, size: tuple[int, int], camera: str | None = None) -> None:
        self._size, self._camera = size, camera
        self._tracker = BodyTracker()
        self._watches = {posture: _Watch(wanted) for posture, wanted in _WANTED.items()}
        self._skipped: list[Step] = []
        self._asked_s: float | None = None
        self._last: Step | None = STEPS[0]

    def update(self, frame: PoseFrame) -> Progress:
        """Take the next frame; times must strictly increase."""
        t_s = frame.t_s
        body = self._tracker.update(frame)
        if body is not None:
            posture = _posture(body)
            # A body that is not side-on shows no true line.
            if posture == "standing" or (posture and not view_problem(body.view, "side")):
                self._watches[posture].note(_values(frame, body), t_s)
        return self._progress(body, t_s)

    def _progress(self, body: Body | None, t_s: float) -> Progress:
        """The next thing to do; skips a step that was asked for in vain."""
        if self._asked_s is None:
            self._asked_s = t_s
        before = self._next()
        if before and t_s - self._asked_s > TIMEOUT_S:
            self._skipped.append(before)
        step = self._next()
        if step != self._last:
            self._last, self._asked_s = step, t_s
        hint: Problem | None = None
        if step == "standing" and body is not None and body.view.cropped:
            hint = Problem(ProblemId.NEAR)
        elif step in ("plank", "flat_back") and body is not None:
            hint = view_problem(body.view, "side")
        elif body is None:
            hint = Problem(ProblemId.NOBODY)
        return Progress(
            instruction=words.instruction(step) if step else words.done(),
            hint=hint,
            pictogram=hint.pictogram if hint else _PICTOGRAMS.get(step or ""),
            is_done=step is None,
        )

    def _next(self) -> Step | None:
        """The first step that is neither measured nor skipped."""
        open_steps = (s for s in STEPS if s not in self._skipped and not self._is_done(s))
        return next(open_steps, None)

    def _is_done(self, step: Step) -> bool:
        return any(
            watch.is_measured for watch in self._watches.values() if watch.wanted.step == step
        )

    def finish(self, name: str, made: date | None = None) -> CalibrationOutcome:
        """Make a profile of the measurements."""
        best = {posture: watch.best for posture, watch in self._watches.items()}
        person = Person(
            leg_t=best["standing"].get("leg_t"),
            body_line_deg=best["plank"].get("body_line_deg"),
            knee_line_deg=best["knee_plank"].get("knee_line_deg"),
            flat_back_t=best["flat_back"].get("flat_back_t"),
        )
        leaning = _roll(best)
        roll = None if refusal("roll_deg", leaning) else leaning
        camera = CameraProfile(
            name=self._camera,
            width=self._size[0],
            height=self._size[1],
            roll_deg=roll,
            floor=_floor(best, roll.value if roll else 0.0),
        )
        profile = Profile(name=name, made=made, person=person, camera=camera)
        why = [watch.refused for watch in self._watches.values() if watch.wanted.step == "plank"]
        return CalibrationOutcome(profile, tuple(_left_out(profile, next(filter(None, why), None))))


# --- postures and values -------------------------------------------------------------------------


def _posture(body: Body) -> Posture | None:
    """The posture of a body, if it is one of these; the planks are those of the catalogue."""
    points = body.points
    if not points.keys() >= {"shoulder", "hip", "knee", "ankle"}:
        return None
    (_, shoulder_y), (_, knee_y), (_, ankle_y) = (
        points[name] for name in ("shoulder", "knee", "ankle")
    )
    knee = MEASURES["knee_flexion_deg"].of(body).value
    if shoulder_y > _UPRIGHT_T and ankle_y < -_LEGS_DOWN_T:
        return "standing" if knee < _STRAIGHT_DEG else None
    if body.face_up > _FACING_UP and abs(shoulder_y) < _LYING_T:
        low = knee_y - ankle_y > _FEET_BELOW_KNEES_T
        return "flat_back" if low and knee > _BENT_DEG else None
    for posture in ("plank", "knee_plank"):
        if _is_held(posture, body):
            return posture
    return None


def _is_held(posture: Literal["plank", "knee_plank"], body: Body) -> bool:
    """Whether the body is in the position of a held exercise, in full view."""
    start = catalogue()[posture].position.start
    values = {limit.measure: MEASURES[limit.measure].of(body) for limit in start}
    return all(value.known for value in values.values()) and met(start, values)


def _values(frame: PoseFrame, body: Body) -> dict[str, float]:
    """The values that a frame shows, NaN where one is not seen."""
    heading = 1.0 if body.view.facing == "left" else -1.0
    points = body.points
    (shoulder_x, shoulder_y), (ankle_x, ankle_y) = points["shoulder"], points["ankle"]
    upright = math.atan2(heading * (shoulder_x - ankle_x), shoulder_y - ankle_y)
    toes_t = math.nan
    if points.keys() >= {"toe", "heel"}:
        toes_t = heading * (points["toe"][0] - points["heel"][0])
    floor = floor_view(frame, body)
    return {
        "upright_deg": math.degrees(upright),
        "toes_t": toes_t,
        "leg_t": body.leg_t,
        "body_line_deg": MEASURES["body_line_deg"].of(body).value,
        "knee_line_deg": MEASURES["knee_line_deg"].of(body).value,
        "flat_back_t": body.back.hollow_t,
        "slope_deg": floor.slope_deg if floor else math.nan,
        "height": floor.height if floor else math.nan,
        "pitch_deg": body.view.pitch_deg,
        "yaw_deg": body.view.yaw_deg,
    }


def refusal(name: str, reading: Reading | None) -> str | None:
    """The reason why a value may not stand in a profile (a sag is no straight line), or None."""
    if reading is None or name not in RANGES:
        return None
    low, high = RANGES[name]
    if low <= reading.value <= high:
        return None
    return words.refused(reading=reading.value, reason=words.implausible(name, low=low, high=high))


# --- the profile ---------------------------------------------------------------------------------

_Best = Mapping[Posture, Mapping[str, Reading]]


def _reading(name: str, values: list[float]) -> Reading | None:
    """The median and one sigma: its scatter, and the error that holding still does not remove."""
    known = [value for value in values if not math.isnan(value)]
    if 2 * len(known) < len(values):
        return None
    middle = median(known)
    scatter = _MAD_TO_SIGMA * median(abs(value - middle) for value in known)
    error = math.hypot(scatter, _ERRORS.get(name, 0.0))
    return Reading(value=round(middle, 4), uncertainty=round(error, 4))


def _roll(best: _Best) -> Reading | None:
    """The camera's roll, from a standing person or the floor under one lying side-on."""
    standing = best["standing"]
    if standing:
        upright, toes = standing["upright_deg"], standing.get("toes_t")
        forward = toes.value if toes else 0.0
        leaning = math.copysign(_LEAN_DEG, forward) if abs(forward) > _SIDE_ON_TOES_T else 0.0
        return Reading(value=round(upright.value - leaning, 2), uncertainty=upright.uncertainty)
    for lying in (best["flat_back"], best["plank"], best["knee_plank"]):
        if lying and "slope_deg" in lying and lying["yaw_deg"].value <= _SQUARE_YAW_DEG:
            slope = lying["slope_deg"]
            return Reading(value=round(-slope.value, 2), uncertainty=slope.uncertainty)
    return None


def _floor(best: _Best, roll_deg: float) -> FloorProfile | None:
    """The floor as it looks once the roll is taken out."""
    for lying in (best["flat_back"], best["plank"], best["knee_plank"]):
        if lying and lying.keys() >= {"slope_deg", "height", "pitch_deg"}:
            slope = lying["slope_deg"]
            level = slope.model_copy(update={"value": round(slope.value + roll_deg, 2)})
            if not refusal("slope_deg", level):
                return FloorProfile(
                    slope_deg=level, height=lying["height"], pitch_deg=lying["pitch_deg"]
                )
    return None


def _left_out(profile: Profile, refused: str | None) -> Iterator[str]:
    """Each value that is missing, with the reason; `refused` is that of a plank, if any."""
    person, camera = profile.person, profile.camera
    assert camera is not None
    if person.leg_t is None:
        yield words.left_out("leg_t")
    if person.body_line_deg is None and person.knee_line_deg is None:
        yield words.plank_left_out(refusal=refused) if refused else words.left_out("body_line_deg")
    if person.flat_back_t is None:
        yield words.left_out("flat_back_t")
    if camera.roll_deg is None:
        yield words.left_out("roll_deg")
    if camera.floor is None:
        yield words.left_out("floor")
