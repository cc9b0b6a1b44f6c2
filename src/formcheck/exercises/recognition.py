"""Recognition of the exercise under way, by posture and by the signs in the catalogue.

Each finished repetition can show a counted exercise. A stretch of time can show a hold, or a
movement outside the catalogue. A movement that matches nothing stays without a name.
"""

import itertools
import math
from collections import deque
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from statistics import fmean, median

from formcheck.exercises.coverage import GAP_S
from formcheck.exercises.rep_counter import RepCounter
from formcheck.exercises.set_judge import met
from formcheck.exercises.spec import Exercise, Foreign, Recognition, Reps, Requirement, Sign
from formcheck.exercises.visibility import TURN_MAX_DEG, size_problem
from formcheck.motion.body import Body
from formcheck.motion.measurement import MISSING, Measurement
from formcheck.motion.measures import MEASURES
from formcheck.motion.view import View

_STEP_S = 0.06  # fine enough for movements of a second
_LOOK_EVERY_S = 0.25
_MEMORY_S = 30.0  # longer than the longest repetition
_SEEN_SHARE = 0.6  # of a stretch must show a sign, and have a view that allows it
_IN_POSITION_SHARE = 0.9
_TENTH = 0.1
# Recognition needs no fine angles: it allows a steeper camera than judging, and a more oblique one,
# since oblique bodies are turned side-on. From right above the estimates are 60 degrees and more
# (measured on renders).
_PITCH_MAX_DEG = 45.0
_YAW_MAX_DEG = 55.0
# A sign on its limit may as well be on the other side. People differ from each other by twice the
# error of the measure (biomechanics 1.5).
_SPREAD = 2.0

Known = Exercise | Foreign


@dataclass(frozen=True, slots=True)
class Sighting:
    """One recognised stretch of a movement.

    Attributes:
        movement: an exercise, or a movement outside the catalogue.
        start_s, end_s: the repetition, or the stretch of time, that shows it.
        confidence: chance of its weakest sign, 0.5 to 1.
    """

    movement: Known
    start_s: float
    end_s: float
    confidence: float


@dataclass(frozen=True, slots=True)
class _Sample:
    t_s: float
    values: Mapping[str, Measurement]
    side: bool  # whether the view suits exercises judged from the side
    front: bool  # ... and from the front


class Recognizer:
    """Looks for every exercise that has signs, and for movements outside the catalogue."""

    def __init__(self, exercises: Iterable[Exercise], foreign: Iterable[Foreign]) -> None:
        self._watchers: list[_Movements | _Stretches] = [
            _Movements(exercise, exercise.reps) if exercise.reps else _Stretches(exercise)
            for exercise in exercises
            if exercise.recognition
        ]
        self._watchers += [_Stretches(movement) for movement in foreign]
        names = dict.fromkeys(name for watcher in self._watchers for name in watcher.measures)
        self._measures = {name: MEASURES[name].of for name in names}
        self._samples: deque[_Sample] = deque()
        self._shot: int | None = None
        self._last_s = -math.inf

    def update(self, body: Body | None, t_s: float, shot: int) -> list[Sighting]:
        """Take the next frame and return its sightings, the surest first."""
        if shot != self._shot or t_s - self._last_s > GAP_S:
            self._samples.clear()
            for watcher in self._watchers:
                watcher.restart()
        elif t_s - self._last_s < _STEP_S:
            return []
        self._shot, self._last_s = shot, t_s
        values = {name: of(body) for name, of in self._measures.items()} if body else {}
        sample = _Sample(
            t_s,
            values,
            side=body is not None and _from_side(body.view),
            front=body is not None and _from_front(body.view),
        )
        self._samples.append(sample)
        while t_s - self._samples[0].t_s > _MEMORY_S:
            self._samples.popleft()
        sightings = (watcher.look(sample, self._samples) for watcher in self._watchers)
        return sorted(filter(None, sightings), key=lambda sighting: -sighting.confidence)


class _Movements:
    """Looks for the repetitions of one exercise."""

    def __init__(self, exercise: Exercise, reps: Reps) -> None:
        assert exercise.recognition is not None
        self._exercise, self._recognition = exercise, exercise.recognition
        self._signal, self._counter = reps.signal, RepCounter(reps)
        self._start = exercise.position.start
        self._stay = exercise.position.stay or self._start
        required = (requirement.measure for requirement in (*self._start, *self._stay))
        self.measures = (reps.signal, *self._recognition.measures, *required)

    def restart(self) -> None:
        """Forget everything, as at a cut."""
        self._counter.cut()

    def look(self, sample: _Sample, samples: Sequence[_Sample]) -> Sighting | None:
        """Take the next sample and return the repetition that ends with it, if any."""
        rep = self._counter.feed(
            sample.values.get(self._signal, MISSING).value,
            sample.t_s,
            may_start=_is_in(self._start, sample),
            may_stay=_is_in(self._stay, sample),
        )
        if rep is None or rep.kind == "none":
            return None
        phases = {
            "rep": _between(samples, rep.start_s, rep.end_s),
            "rise": _between(samples, rep.start_s, rep.top_s),
            "lower": _between(samples, rep.top_s, rep.end_s),
        }
        chance = _chance(self._recognition, phases, self._exercise.view)
        return Sighting(self._exercise, rep.start_s, rep.end_s, chance) if chance else None


class _Stretches:
    """Looks for one hold, or for one movement outside the catalogue."""

    def __init__(self, movement: Known) -> None:
        assert movement.recognition is not None
        self._movement, self._recognition = movement, movement.recognition
        self._position = movement.position.start if isinstance(movement, Exercise) else ()
        self._view = movement.view if isinstance(movement, Exercise) else "oblique"
        self._looked_s = -math.inf
        required = (requirement.measure for requirement in self._position)
        self.measures = (*self._recognition.measures, *required)

    def restart(self) -> None:
        """Forget everything, as at a cut."""
        self._looked_s = -math.inf

    def look(self, sample: _Sample, samples: Sequence[_Sample]) -> Sighting | None:
        """Take the next sample; every 0.25 s, return the last seconds if they show it."""
        start_s = sample.t_s - self._recognition.over_s
        if sample.t_s - self._looked_s < _LOOK_EVERY_S or samples[0].t_s > start_s + _STEP_S:
            return None
        self._looked_s = sample.t_s
        if not _is_in(self._position, sample):
            return None
        stretch = _between(samples, start_s, sample.t_s)
        if fmean(_is_in(self._position, past) for past in stretch) < _IN_POSITION_SHARE:
            return None
        chance = _chance(self._recognition, {"rep": stretch}, self._view)
        return Sighting(self._movement, stretch[0].t_s, sample.t_s, chance) if chance else None


def _is_in(position: Iterable[Requirement], sample: _Sample) -> bool:
    return bool(sample.values) and met(position, sample.values)


def _between(samples: Sequence[_Sample], start_s: float, end_s: float) -> list[_Sample]:
    recent = itertools.takewhile(lambda sample: sample.t_s >= start_s, reversed(samples))
    return [sample for sample in recent if sample.t_s <= end_s][::-1]


def _from_side(view: View) -> bool:
    square = view.yaw_deg <= _YAW_MAX_DEG and view.pitch_deg <= _PITCH_MAX_DEG
    return square and size_problem(view) is None


def _from_front(view: View) -> bool:
    return view.turn_deg <= TURN_MAX_DEG and size_problem(view) is None


def _chance(
    recognition: Recognition, phases: Mapping[str, Sequence[_Sample]], view: str
) -> float | None:
    """Chance of the weakest sign; None below one half, or if the view does not allow it."""
    allowed = fmean(sample.front if view == "front" else sample.side for sample in phases["rep"])
    if allowed < _SEEN_SHARE:
        return None
    weakest = min(_sign_chance(sign, phases[sign.phase]) for sign in recognition.signs)
    return weakest if weakest >= 0.5 else None


def _sign_chance(sign: Sign, samples: Sequence[_Sample]) -> float:
    """Chance of a sign, by its distance inside its limits."""
    values = sorted(
        value
        for sample in samples
        if not math.isnan(value := sample.values.get(sign.measure, MISSING).value)
    )
    if not values or len(values) < _SEEN_SHARE * len(samples):
        return 1.0 if sign.if_unseen else 0.0
    low, high = sign.limits
    value = _statistic(sign, values)
    error = _SPREAD * MEASURES[sign.measure].reference
    return _normal(min(value - low, high - value) / error)


def _statistic(sign: Sign, ranked: Sequence[float]) -> float:
    """Median, low, high or range of the sign's measure."""
    last = len(ranked) - 1
    low, high = ranked[round(_TENTH * last)], ranked[round((1.0 - _TENTH) * last)]
    by_take = {"low": low, "high": high, "range": high - low}
    return median(ranked) if sign.take == "median" else by_take[sign.take]


def _normal(z: float) -> float:
    """Share of the normal distribution below z."""
    return 0.5 * (1.0 + math.erf(z / math.sqrt(2.0)))
