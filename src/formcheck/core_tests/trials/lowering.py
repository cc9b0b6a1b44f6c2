"""The leg lowering test: both legs from up to down, until the low back lifts."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Literal

import numpy as np

from formcheck.core_tests.tests import CoreTest, LoweringRules
from formcheck.core_tests.trials.watch import GAP_S, Event, Stage, Trial, TrialWatch
from formcheck.exercises.features import onset
from formcheck.exercises.set_judge import met
from formcheck.exercises.spec import Exercise
from formcheck.exercises.visibility import UNSEEN, fault_problem, hidden, view_problem
from formcheck.motion.measurement import MISSING, Measurement
from formcheck.motion.measures import points_of
from formcheck.motion.view import View
from formcheck.problem import Problem
from formcheck.session import Update
from formcheck.words.tests import off_pace, reason

# A shorter way has no speed: the back lifted with the legs still up.
_LEAST_WAY_DEG: Final = 15.0
_STARTED_DEG: Final = 10.0  # below the highest point the legs are on their way down


@dataclass(frozen=True, slots=True)
class _Sample:
    """One frame of a lowering: time, angle of the legs, and measure of the low back."""

    t_s: float
    legs: Measurement
    back: float


class LoweringWatch(TrialWatch):
    """Measures how low the legs come before the low back lifts."""

    def __init__(
        self, test: CoreTest, rules: LoweringRules, exercise: Exercise, stage: Stage, *, fresh: bool
    ) -> None:
        super().__init__(test, stage)
        assert exercise.reps is not None  # `CoreTest` checks it
        assert exercise.control is not None
        self._rules = rules
        self._legs = exercise.reps.signal
        self._stay = exercise.position.stay
        self._fault, _ = exercise.control
        self._needs = points_of(self._fault.measures)
        self._may_begin = fresh  # if not, the legs must come down first
        self._up_s: float | None = None
        self._seen_s = 0.0
        self._samples: list[_Sample] = []
        self._lift_s: float | None = None
        self._straight_s = math.inf  # the last time with straight knees
        self._bent_s: float | None = None

    @property
    def measured(self) -> Measurement:
        """The angle of the legs."""
        return self._samples[-1].legs if self._samples else MISSING

    def _follow(self, update: Update, elapsed_s: float) -> Event | None:
        values, t_s = update.state.values, update.t_s
        legs = values.get(self._legs, MISSING)
        if not self.running:
            return self._wait(update, legs)
        problem = self._problem(update, self._fault_problem)
        back = values.get(self._rules.back, MISSING).value
        if problem is None and math.isnan(back):
            problem = hidden(self._fault)
        if legs.known:
            self._seen_s = t_s
            if self._samples and legs.value >= self._samples[0].legs.value:
                self._samples.clear()  # still on the way up: the first sample is the top
            self._samples.append(_Sample(t_s, legs, math.nan if problem else back))
        elif t_s - self._seen_s > GAP_S:
            return self._not_scored(problem or UNSEEN)
        if self._is_lowering:
            self._lost.add(elapsed_s, problem)
        if self._lifts(t_s, math.nan if problem else back):
            return self._score(reason("lifted"), lifted=True)
        return self._over(update)

    def _fault_problem(self, view: View) -> Problem | None:
        return view_problem(view, self._test.view) or fault_problem(view, self._fault, self._needs)

    def _wait(self, update: Update, legs: Measurement) -> Event | None:
        """Begin once both legs have been up for a moment."""
        if not (legs.value >= self._rules.top_deg and self._is_straight(update)):
            self._up_s = None
            if legs.value < self._rules.top_deg / 2.0:
                self._may_begin = True
                self._note_rest(update)
            return None
        if not self._may_begin:
            return None
        self._up_s = update.t_s if self._up_s is None else self._up_s
        if update.t_s - self._up_s < self._rules.top_s:
            return None
        self.running, self._seen_s = True, update.t_s
        self._samples.append(_Sample(update.t_s, legs, math.nan))
        return Event("lower")

    def _is_straight(self, update: Update) -> bool:
        """Whether the person lies there with straight legs."""
        values = update.state.values
        knees = values.get("knee_flexion_deg", MISSING).value
        if knees < self._rules.straight_deg:
            self._straight_s = update.t_s
        bent = knees > self._rules.knees_deg
        return update.body is not None and met(self._stay, values) and not bent

    @property
    def _is_lowering(self) -> bool:
        if not self._samples:
            return False
        top, now = self._samples[0].legs.value, self._samples[-1].legs.value
        return now <= top - _STARTED_DEG

    def _lifts(self, t_s: float, back: float) -> bool:
        """Whether the low back has lifted for long enough."""
        if math.isnan(back):
            return False
        if back < self._rules.lift:
            self._lift_s = None
            return False
        self._lift_s = t_s if self._lift_s is None else self._lift_s
        return t_s - self._lift_s >= self._rules.lift_s

    def _over(self, update: Update) -> Event | None:
        """The end without a lift, if it is one."""
        if not self._is_lowering:
            return None
        if not self._is_straight(update):
            self._bent_s = update.t_s if self._bent_s is None else self._bent_s
            if update.t_s - self._bent_s >= self._rules.knees_s:
                return self._score(reason("knees_bent"), until_s=self._straight_s)
            return None
        self._bent_s = None
        now = self._samples[-1]
        low = min(self._samples, key=lambda sample: sample.legs.value)
        if now.legs.value <= self._rules.floor_deg:
            return self._score(reason("on_floor"))
        turned = now.legs.value >= low.legs.value + self._rules.turn_deg
        if turned or now.t_s - low.t_s >= self._rules.stopped_s:
            why = reason("up_again" if turned else "legs_stopped")
            return self._score(why, until_s=low.t_s)
        return None

    def _score(self, why: str, *, lifted: bool = False, until_s: float = math.inf) -> Event:
        kind: Literal["over", "at_once"] = "at_once" if lifted else "over"
        samples = [sample for sample in self._samples if sample.t_s <= until_s]
        lost = self._lost.problem(1.0 - self._rules.seen_share)
        if lost:
            return self._not_scored(lost, kind)
        if not samples:
            return self._not_scored(why)
        legs = np.array([sample.legs.value for sample in samples])
        score = min((sample.legs for sample in samples), key=lambda legs: legs.value)
        if lifted:
            score = onset(legs, np.array([sample.back for sample in samples]), self._rules.lift)
        pace = self._pace_problem(samples, score.value)
        if pace:
            return self._not_scored(pace, kind)
        score = Measurement(max(0.0, score.value), score.uncertainty)
        return self._end(Trial(self._stage, score, why, bound=not lifted), kind)

    def _pace_problem(self, samples: Sequence[_Sample], end_deg: float) -> str | None:
        """The fault of the speed, if it is too far from the pace."""
        began_deg = samples[0].legs.value - _STARTED_DEG
        way = [sample for sample in samples if end_deg <= sample.legs.value <= began_deg]
        if not way or way[0].legs.value - end_deg < _LEAST_WAY_DEG:
            return None
        low, high = self._rules.pace_between_deg_s
        took_s = way[-1].t_s - way[0].t_s
        speed = (way[0].legs.value - way[-1].legs.value) / took_s if took_s > 0.0 else math.inf
        if low <= speed <= high:
            return None
        return off_pace(speed, self._rules.pace_deg_s, fast=speed > high)

    def _stopped(self, why: str) -> None:
        if self._is_lowering:
            self._score(why)
        else:
            self._not_scored(why)
