"""Calibrating: some postures, one instruction at a time, and what they tell of person and camera.

The same machine guides somebody before a camera and reads a clip: every posture is measured
whenever it is seen, in whatever order. What was asked for and not seen within its time is skipped
and said.
"""

import math
from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from statistics import median
from typing import Final, Literal, NamedTuple

from formcheck.calibration import CameraProfile, FloorProfile, Person, Profile, Reading
from formcheck.exercises.catalogue import catalogue
from formcheck.exercises.sets import met
from formcheck.exercises.viewing import view_problem
from formcheck.motion.body import Body, BodyTracker
from formcheck.motion.measures import MEASURES
from formcheck.motion.place import floor_view
from formcheck.pose.frame import PoseFrame

Step = Literal["standing", "plank", "flat_back"]
STEPS: Final[tuple[Step, ...]] = ("standing", "plank", "flat_back")

#: What to do, said and shown.
INSTRUCTIONS: Final[dict[Step, str]] = {
    "standing": "Stand side-on, the whole body in the picture",
    "plank": "Hold your best plank",
    "flat_back": "Lie on your back, knees bent, arms on your chest, press your low back down",
}
DONE: Final = "Done"
#: A step that is not seen for so long after it was asked for is skipped.
TIMEOUT_S: Final = 40.0

_SETTLE_S = 1.0  # of a posture, before it is measured
_GAP_S = 0.5  # a posture may be lost for this long
_MAD_TO_SIGMA = 1.4826

Posture = Literal["standing", "plank", "knee_plank", "flat_back"]


class _Wanted(NamedTuple):
    """How a posture is measured.

    Attributes:
        step: that it belongs to.
        main: the value that has to hold still.
        seconds: over which the medians are taken.
        still: how far the main value may move in that time.
        longer_s: for so long a lower main value still takes the place of a higher one.
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
class Guidance:
    """What to tell the person now.

    Attributes:
        instruction: the one thing to do; `DONE` when all is measured or skipped.
        hint: what keeps the step from being measured, in words, or None.
        measured: steps that are done.
        skipped: steps that were asked for in vain.
        done: whether nothing more is asked for.
    """

    instruction: str
    hint: str | None
    measured: tuple[Step, ...]
    skipped: tuple[Step, ...]
    done: bool


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of a calibration.

    Attributes:
        profile: with everything that could be measured.
        left_out: what could not be, each with the reason in words.
    """

    profile: Profile
    left_out: tuple[str, ...]


@dataclass(slots=True)
class _Watch:
    """One posture under way: its samples, and the best of what was measured."""

    wanted: _Wanted
    samples: deque[tuple[float, Mapping[str, float]]] = field(default_factory=deque)
    since_s: float = math.nan
    seen_s: float = -math.inf
    first_s: float = math.nan
    best: dict[str, Reading] = field(default_factory=dict)

    def note(self, values: Mapping[str, float], t_s: float) -> None:
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
    def done(self) -> bool:
        """Whether it was measured, and no better can come."""
        return bool(self.best) and self.seen_s - self.first_s >= self.wanted.longer_s

    def _measure(self, t_s: float) -> None:
        main = [values[self.wanted.main] for _, values in self.samples]
        if self.done or max(main) - min(main) > self.wanted.still:
            return
        found = {name: _reading([v[name] for _, v in self.samples]) for name in self.samples[0][1]}
        known = {name: reading for name, reading in found.items() if reading}
        if not self.best:
            self.first_s = t_s
        elif known[self.wanted.main].value >= self.best[self.wanted.main].value:
            return
        self.best = known


class Calibrator:
    """Guides somebody through the postures and measures them.

    Args:
        size: width and height of the camera's pictures.
        camera: its name, where it is known.
    """

    def __init__(self, size: tuple[int, int], camera: str | None = None) -> None:
        self._size, self._camera = size, camera
        self._tracker = BodyTracker()
        self._watches = {posture: _Watch(wanted) for posture, wanted in _WANTED.items()}
        self._skipped: list[Step] = []
        self._asked_s: float | None = None
        self._floors: dict[str, list[float]] = {}

    def update(self, frame: PoseFrame) -> Guidance:
        """Take the next frame; times must strictly increase."""
        t_s = frame.t_s
        body = self._tracker.update(frame)
        if body is not None:
            posture = _posture(body)
            if posture:
                self._watches[posture].note(_values(frame, body), t_s)
        return self._guide(body, t_s)

    def finish(self, name: str, made: date | None = None) -> Outcome:
        """Put together what was measured.

        Args:
            name: of the profile.
            made: day of the calibration.
        """
        best = {posture: watch.best for posture, watch in self._watches.items()}
        person = Person(
            leg_t=best["standing"].get("leg_t"),
            body_line_deg=best["plank"].get("body_line_deg"),
            knee_line_deg=best["knee_plank"].get("knee_line_deg"),
            flat_back_t=best["flat_back"].get("flat_back_t"),
        )
        roll = _roll(best)
        camera = CameraProfile(
            name=self._camera,
            width=self._size[0],
            height=self._size[1],
            roll_deg=roll,
            floor=_floor(best, roll.value if roll else 0.0),
        )
        profile = Profile(name=name, made=made, person=person, camera=camera)
        return Outcome(profile, tuple(self._left_out(profile)))
