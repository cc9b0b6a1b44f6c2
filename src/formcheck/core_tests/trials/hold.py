"""A plank or a side bridge, from the position to the loss of form."""

import math
from collections import deque
from collections.abc import Mapping
from typing import Final

from formcheck.core_tests.tests import CoreTest, HoldRules
from formcheck.core_tests.trials.watch import CUT, Event, Stage, Trial, TrialWatch
from formcheck.exercises.coverage import MOVEMENT_LOST, Coverage
from formcheck.exercises.records import Finding
from formcheck.exercises.set_judge import JudgeState
from formcheck.exercises.visibility import NOBODY
from formcheck.motion.measurement import MISSING, Measurement
from formcheck.session import Update
from formcheck.words import tests as words
from formcheck.words.language import text

_MEMORY_S: Final = 20.0  # of the line of the body


class HoldWatch(TrialWatch):
    """Times a plank or a side bridge until form is lost."""

    def __init__(self, test: CoreTest, rules: HoldRules, stage: Stage, *, fresh: bool) -> None:
        super().__init__(test, stage)
        self._rules = rules
        self._may_begin = fresh
        self._begin(0.0)

    @property
    def measured(self) -> Measurement:
        """The time in position so far."""
        return Measurement(self._held_s, self._rules.sigma_s) if self.running else MISSING

    def _follow(self, update: Update, elapsed_s: float) -> Event | None:
        state, hold = update.state, update.state.hold
        if hold is None:
            self._may_begin = True
            return self._leave(update)
        if not self._may_begin:
            return None
        event = None
        if not self.running:
            self._begin(update.t_s - hold.total_s)
            self.running, event = True, Event("begun")
        if not state.in_position:  # a cut stops the clock, perhaps not the person
            return self._not_scored(CUT)
        self._held_s = hold.total_s
        self._lines.append((update.t_s, state.values))
        while update.t_s - self._lines[0][0] > _MEMORY_S:
            self._lines.popleft()
        self._lost.add(elapsed_s, self._view_problem(update))
        return self._ended(state) or self._correct(update) or event

    def _begin(self, start_s: float) -> None:
        self._start_s, self._held_s = start_s, 0.0
        self._corrections = 0
        self._until_s = math.inf  # the deadline of the last correction
        self._lost_at_s = math.nan
        self._lines: deque[tuple[float, Mapping[str, Measurement]]] = deque()
        self._lost = Coverage()

    def _leave(self, update: Update) -> Event | None:
        if not self.running:
            return None
        if update.body is None:
            return self._not_scored(NOBODY)
        if self._held_s < self._rules.shortest_s:  # on the way into position
            self.running = False
            return None
        return self._scored(self._held_s, words.reason("came_out"))

    def _ended(self, state: JudgeState) -> Event | None:
        """The end of the hold by a fault that allows no correction, if there is one."""
        for finding in state.active:
            severe = finding.severity == "severe"
            name = finding.fault.id
            if name in self._rules.ends or (severe and name in self._rules.ends_severe):
                seconds = self._into(finding.start_s)
                if seconds < self._rules.shortest_s and not severe:
                    self.running = self._may_begin = False  # on the way into position
                    return None
                return self._scored(
                    seconds, self._rules.words[finding.fault.id], self._sigma_s(finding)
                )
        return None

    def _correct(self, update: Update) -> Event | None:
        """A correction, or the end of the hold after too many of them."""
        for finding in update.state.begun:
            if finding.fault.id not in self._rules.corrected:
                continue
            if self._corrections >= self._rules.corrections:
                why = words.corrected_before(self._rules.words[finding.fault.id])
                seconds = self._into(finding.start_s)
                return self._scored(seconds, why, self._sigma_s(finding))
            self._corrections += 1
            self._lost_at_s = self._into(finding.start_s)
            self._until_s = update.t_s + self._rules.put_right_s
            return Event("correct", text(finding.fault.cue))
        for finding in update.state.active:
            # `end_s` is the last time beyond the limit. After the deadline, it was not put right.
            if finding.fault.id in self._rules.corrected and finding.end_s >= self._until_s:
                why = words.not_put_right(self._rules.words[finding.fault.id])
                seconds = self._into(self._until_s)
                return self._scored(seconds, why, self._sigma_s(finding))
        return None

    def _sigma_s(self, finding: Finding) -> float:
        """Uncertainty of the moment at which form was lost: the time that the last degrees took."""
        name, rules = finding.fault.measure, self._rules
        if finding.fault.id not in rules.corrected:
            return rules.sigma_s
        line = [(t_s, values[name].value) for t_s, values in self._lines if t_s <= finding.start_s]
        before = [t_s for t_s, deg in line if abs(deg - line[-1][1]) >= rules.sigma_deg]
        took_s = finding.start_s - max(before, default=line[0][0]) if line else 0.0
        return math.hypot(rules.sigma_s, took_s)

    def _into(self, t_s: float) -> float:
        return max(0.0, t_s - self._start_s)

    def _scored(self, seconds: float, why: str, sigma_s: float | None = None) -> Event:
        lost = self._lost.problem(MOVEMENT_LOST)
        if lost:
            return self._not_scored(lost)
        score = Measurement(seconds, self._rules.sigma_s if sigma_s is None else sigma_s)
        return self._end(Trial(self._stage, score, why, corrected_s=self._lost_at_s))

    def _stopped(self, why: str) -> None:
        self._not_scored(
            self._lost.problem(MOVEMENT_LOST)
            or words.stopped_early(reason=why, seconds=self._held_s)
        )
