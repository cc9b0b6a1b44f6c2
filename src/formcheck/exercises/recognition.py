"""Which exercise is under way: by posture and by signs that stand in the catalogue.

What is counted is seen in each of its movements, when that is over; what is held, and what is
foreign to the catalogue, in a stretch of time. What matches nothing stays without a name.
"""

import itertools
import math
from collections import deque
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from statistics import fmean, median
from typing import Final

from formcheck.exercises.rep_counter import RepMachine
from formcheck.exercises.set_judge import met
from formcheck.exercises.spec import Exercise, Foreign, Recognition, Reps, Sign
from formcheck.exercises.visibility import SMALLEST_TORSO_SHARE, TURN_MAX_DEG, YAW_MAX_DEG
from formcheck.motion.body import Body
from formcheck.motion.measurement import MISSING, Measurement
from formcheck.motion.measures import MEASURES
from formcheck.motion.view import View

_STEP_S = 0.06  # movements of a second are followed; more pictures than this tell nothing new
_LOOK_EVERY_S = 0.25
_MEMORY_S = 30.0  # longer than the longest repetition
_GAP_S = 1.0  # a longer stretch without any frame was not watched
_SEEN_SHARE = 0.6  # of a stretch in which a sign, and a view that allows it, must be there
_IN_POSITION_SHARE = 0.9
_TENTH = 0.1
# A name needs no fine angles: a camera that looks down by more than is judged still shows what is
# done. From right above the estimate is 60 degrees and more (measured on renders).
_PITCH_MAX_DEG = 45.0
# A sign that lies on its limit may as well be on the other side. How far beyond one error of the
# measure (biomechanics 1.5) people differ from each other: twice that.
_SPREAD = 2.0

Known = Exercise | Foreign


@dataclass(frozen=True, slots=True)
class Sighting:
    """Something was seen to be done.

    Attributes:
        what: an exercise, or a movement outside the catalogue.
        start_s, end_s: the repetition, or the stretch of time, that shows it.
        confidence: chance that its weakest sign is really there, 0.5 to 1.
    """

    what: Known
    start_s: float
    end_s: float
    confidence: float


@dataclass(frozen=True, slots=True)
class _Sample:
    t_s: float
    values: Mapping[str, Measurement]
    side: bool  # whether the view shows what is to be seen from the side
    front: bool  # ... and from the front


class Recognizer:
    """Looks for every exercise that has signs, and for the movements that come near one.

    Args:
        exercises: those without signs are never recognised.
        foreign: movements outside the catalogue.
    """

    def __init__(self, exercises: Iterable[Exercise], foreign: Iterable[Foreign]) -> None:
        known = [exercise for exercise in exercises if exercise.recognition]
        self._watchers: list[_Movements | _Stretches] = [
            _Movements(exercise, exercise.reps) if exercise.reps else _Stretches(exercise)
            for exercise in known
        ]
        self._watchers += [_Stretches(movement) for movement in foreign]
        names = dict.fromkeys(name for watcher in self._watchers for name in watcher.measures)
        self._measures = {name: MEASURES[name].of for name in names}
        self._samples: deque[_Sample] = deque()
        self._shot: int | None = None
        self._last_s = -math.inf

    def update(self, body: Body | None, t_s: float, shot: int) -> list[Sighting]:
        """Take the next frame; tell what has just been seen, the surest first."""
        if shot != self._shot or t_s - self._last_s > _GAP_S:
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
        seen = (watcher.look(sample, self._samples) for watcher in self._watchers)
        return sorted((s for s in seen if s), key=lambda s: -s.confidence)


class _Movements:
    """Looks for the repetitions of one exercise."""

    def __init__(self, exercise: Exercise, reps: Reps) -> None:
        assert exercise.recognition is not None
        self._what, self._recognition = exercise, exercise.recognition
        self._position, self._signal = exercise.position, reps.signal
        self._machine = RepMachine(reps)
        stay = exercise.position.stay or exercise.position.start
        self._stay = stay
        required = (requirement.measure for requirement in (*exercise.position.start, *stay))
        self.measures = (reps.signal, *self._recognition.measures, *required)

    def restart(self) -> None:
        """Forget everything, as at a cut."""
        self._machine.restart()

    def look(self, now: _Sample, samples: Sequence[_Sample]) -> Sighting | None:
        """Take the next sample; tell of a repetition that has just ended."""
        seen = bool(now.values)
        done = self._machine.feed(
            now.values.get(self._signal, MISSING).value,
            now.t_s,
            may_start=seen and met(self._position.start, now.values),
            may_stay=seen and met(self._stay, now.values),
        )
        if done is None or done.kind == "none":
            return None
        phases = {
            "rep": _between(samples, done.start_s, done.end_s),
            "rise": _between(samples, done.start_s, done.top_s),
            "lower": _between(samples, done.top_s, done.end_s),
        }
        chance = _chance(self._recognition, phases, _views(self._what))
        return Sighting(self._what, done.start_s, done.end_s, chance) if chance else None


class _Stretches:
    """Looks for one exercise that is held, or for a movement outside the catalogue."""

    def __init__(self, what: Known) -> None:
        assert what.recognition is not None
        self._what, self._recognition = what, what.recognition
        self._position = what.position.start if isinstance(what, Exercise) else ()
        self._looked_s = -math.inf
        required = (requirement.measure for requirement in self._position)
        self.measures = (*self._recognition.measures, *required)

    def restart(self) -> None:
        """Forget everything, as at a cut."""
        self._looked_s = -math.inf

    def look(self, now: _Sample, samples: Sequence[_Sample]) -> Sighting | None:
        """Take the next sample; tell, now and then, whether the last seconds show it."""
        start_s = now.t_s - self._recognition.over_s
        if now.t_s - self._looked_s < _LOOK_EVERY_S or samples[0].t_s > start_s + _STEP_S:
            return None
        self._looked_s = now.t_s
        if not (now.values and met(self._position, now.values)):
            return None
        stretch = _between(samples, start_s, now.t_s)
        inside = fmean(bool(s.values) and met(self._position, s.values) for s in stretch)
        if inside < _IN_POSITION_SHARE:
            return None
        chance = _chance(self._recognition, {"rep": stretch}, _views(self._what))
        return Sighting(self._what, stretch[0].t_s, now.t_s, chance) if chance else None


def _between(samples: Sequence[_Sample], start_s: float, end_s: float) -> list[_Sample]:
    recent = itertools.takewhile(lambda sample: sample.t_s >= start_s, reversed(samples))
    return [sample for sample in recent if sample.t_s <= end_s][::-1]


def _from_side(view: View) -> bool:
    square = view.yaw_deg <= YAW_MAX_DEG and view.pitch_deg <= _PITCH_MAX_DEG
    return square and view.torso_share >= SMALLEST_TORSO_SHARE


def _from_front(view: View) -> bool:
    return view.turn_deg <= TURN_MAX_DEG and view.torso_share >= SMALLEST_TORSO_SHARE


def _views(what: Known) -> str:
    return what.view if isinstance(what, Exercise) else "oblique"


def _chance(
    recognition: Recognition, phases: Mapping[str, Sequence[_Sample]], view: str
) -> float | None:
    """The chance of the weakest sign, None where one is missing or the view does not allow it."""
    whole = phases["rep"]
    good = fmean(sample.front if view == "front" else sample.side for sample in whole)
    if good < _SEEN_SHARE:
        return None
    chances = [_sign_chance(sign, phases[sign.phase]) for sign in recognition.signs]
    weakest = min(chances)
    return weakest if weakest >= 0.5 else None


def _sign_chance(sign: Sign, samples: Sequence[_Sample]) -> float:
    """Chance that a sign is there: by how far it lies inside its limits."""
    values = sorted(
        value
        for sample in samples
        if not math.isnan(value := sample.values.get(sign.measure, MISSING).value)
    )
    if not values or len(values) < _SEEN_SHARE * len(samples):
        return 1.0 if sign.if_unseen else 0.0
    low, high = sign.limits
    value = _taken(sign, values)
    error = _SPREAD * MEASURES[sign.measure].reference
    return _normal(min(value - low, high - value) / error)


def _taken(sign: Sign, ranked: Sequence[float]) -> float:
    last = len(ranked) - 1
    low, high = ranked[round(_TENTH * last)], ranked[round((1.0 - _TENTH) * last)]
    by_take: Final = {"low": low, "high": high, "range": high - low}
    return median(ranked) if sign.take == "median" else by_take[sign.take]


def _normal(z: float) -> float:
    """The normal distribution's share below z."""
    return 0.5 * (1.0 + math.erf(z / math.sqrt(2.0)))
