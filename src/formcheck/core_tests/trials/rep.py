"""The sit-up test: one slow sit-up."""

from collections.abc import Callable
from typing import Final

from formcheck.core_tests.tests import CoreTest, RepRules
from formcheck.core_tests.trials.watch import Event, Stage, Trial, TrialWatch
from formcheck.exercises.coverage import MOVEMENT_LOST, Coverage
from formcheck.exercises.records import Rep
from formcheck.exercises.spec import Exercise, Fault, Phase
from formcheck.exercises.visibility import fault_problem
from formcheck.motion.measurement import MISSING
from formcheck.motion.measures import points_of
from formcheck.motion.view import View
from formcheck.problem import Problem
from formcheck.session import Update
from formcheck.words import tests as words

_MOVING: Final[tuple[Phase, ...]] = ("rise", "top", "lower")


class RepWatch(TrialWatch):
    """Judges one slow sit-up."""

    def __init__(self, test: CoreTest, rules: RepRules, exercise: Exercise, stage: Stage) -> None:
        super().__init__(test, stage)
        self._rules = rules
        faults = {fault.id: fault for fault in exercise.faults}
        self._spoilers = [faults[name] for name in (*rules.spoils, *rules.spoils_severe)]
        self._unseen = {fault.id: Coverage() for fault in self._spoilers}
        self._attempts = 0
        self._rep: Rep | None = None
        self._first = True

    def _follow(self, update: Update, elapsed_s: float) -> Event | None:
        state = update.state
        if self._first:  # earlier sit-ups belong to another trial
            self._first, self._attempts, self._rep = False, state.attempts, state.last
        if state.phase == "down":
            self._note_rest(update)
        event = None
        if state.phase in _MOVING:
            if not self.running:
                self._begin()
                event = Event("begun")
            self._look(update, elapsed_s)
        if not state.set_open:
            self._attempts, self._rep = 0, None
        elif state.last is not None and state.last is not self._rep:
            return self._judge(state.last)
        elif state.attempts > self._attempts:
            return self._failed()
        if self.running and state.phase not in _MOVING:
            self.running = False  # not a sit-up
        return event

    def _begin(self) -> None:
        self.running = True
        self._lost = Coverage()
        self._unseen = {fault.id: Coverage() for fault in self._spoilers}

    def _look(self, update: Update, elapsed_s: float) -> None:
        self._lost.add(elapsed_s, self._view_problem(update))
        for fault in self._spoilers:
            problem = self._problem(update, _problem_of(fault))
            self._unseen[fault.id].add(elapsed_s, problem)

    def _failed(self) -> Event:
        lost = self._lost.problem(MOVEMENT_LOST)
        if lost:
            return self._not_scored(lost)
        why = words.reason("not_up")
        return self._end(Trial(self._stage, MISSING, why, came_up=False, tried=True))

    def _judge(self, rep: Rep) -> Event:
        if not rep.complete or rep.rom.value < self._rules.top_deg:
            return self._failed()
        lost = self._lost.problem(MOVEMENT_LOST)
        if lost or not rep.scored:
            return self._not_scored(lost or words.reason("little_seen"))
        wrong = self._wrong(rep)
        reason = wrong or words.reason("came_up")
        return self._end(
            Trial(self._stage, rep.curl, reason, came_up=wrong is None, remarks=self._remarks())
        )

    def _wrong(self, rep: Rep) -> str | None:
        """Why a sit-up that came up does not count; None if it does."""
        if rep.rise_s > self._rules.rise_at_most_s:
            return words.rise_too_long(rise=rep.rise_s, most=self._rules.rise_at_most_s)
        whole_s = rep.end_s - rep.start_s
        if whole_s < self._rules.at_least_s:
            return words.rep_too_short(seconds=whole_s, least=self._rules.at_least_s)
        spoilt = [name for name in self._rules.spoils if name in rep.faults]
        spoilt += [n for n in self._rules.spoils_severe if rep.faults.get(n) == "severe"]
        return self._rules.words[spoilt[0]] if spoilt else None

    def _remarks(self) -> tuple[str, ...]:
        return tuple(
            self._rules.unseen[fault]
            for fault, coverage in self._unseen.items()
            if coverage.problem(MOVEMENT_LOST)
        )

    def _stopped(self, why: str) -> None:
        self._not_scored(why)


def _problem_of(fault: Fault) -> Callable[[View], Problem | None]:
    needs = points_of(fault.measures)
    return lambda view: fault_problem(view, fault, needs)
