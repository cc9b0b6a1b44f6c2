"""A trial of any core test: its result, its unseen time, and its end."""

import math
from abc import ABC, abstractmethod
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Final, Literal

from formcheck.core_tests.tests import Arms, CoreTest
from formcheck.exercises.coverage import WHOLE_LOST, Coverage
from formcheck.exercises.visibility import NOBODY, view_problem
from formcheck.motion.measurement import MISSING, Measurement
from formcheck.motion.view import View
from formcheck.problem import Problem, ProblemId
from formcheck.programme.training_log import Side
from formcheck.session import Update

#: Why a trial is not scored.
CUT: Final = Problem(ProblemId.CUT)
#: A longer gap between frames ends a trial.
GAP_S: Final = 1.0


@dataclass(frozen=True, slots=True)
class Stage:
    """The place of a trial in its test.

    Attributes:
        number: from 1, in order of time.
        side: the side of a side bridge.
        arms: the position of the arms in a sit-up.
    """

    number: int = 1
    side: Side | None = None
    arms: Arms | None = None


@dataclass(frozen=True, slots=True)
class Trial:
    """The result of one trial.

    Attributes:
        score: seconds, degrees, or the curl share of a sit-up; MISSING without a score.
        reason: why it ended, or why it has no score, in words.
        scored: whether it has a score.
        bound: whether the score is only a bound: the low back did not lift down to there.
        corrected_s: seconds into a hold at the first correction; NaN without one.
        came_up: whether a sit-up counts; None for the others.
        tried: whether a sit-up that does not count failed to come up.
        remarks: further sentences.
    """

    stage: Stage
    score: Measurement
    reason: str
    scored: bool = True
    bound: bool = False
    corrected_s: float = math.nan
    came_up: bool | None = None
    tried: bool = False
    remarks: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Event:
    """A turn in a trial.

    Attributes:
        kind: it has `begun`; there is something to `correct`; the legs are up, `lower` them; it is
            `over`; it is over and the person should stop `at_once`.
        words: the cue of a correction, or the reason of the end.
    """

    kind: Literal["begun", "correct", "lower", "over", "at_once"]
    words: str = ""


class TrialWatch(ABC):
    """Follows one trial.

    Attributes:
        trial: its result; None while it goes on.
        running: whether it has begun and is not over.
    """

    def __init__(self, test: CoreTest, stage: Stage) -> None:
        self._test, self._stage = test, stage
        self.trial: Trial | None = None
        self.running = False
        self._lost = Coverage()
        self._waited = Coverage()  # before it began
        self._last_t_s: float | None = None
        self._pitch_deg = math.nan  # at rest: the limbs disturb it

    def update(self, update: Update) -> Event | None:
        """Take the next Update; returns a turn of the trial, if there is one."""
        elapsed_s = 0.0 if self._last_t_s is None else update.t_s - self._last_t_s
        self._last_t_s = update.t_s
        if self.trial is not None:
            return None
        if elapsed_s > GAP_S and self.running:
            return self._not_scored(CUT)
        if not self.running:
            self._waited.add(min(elapsed_s, GAP_S), self._view_problem(update))
        return self._follow(update, elapsed_s)

    def stop(self, why: str) -> Trial:
        """End the trial now and return its result."""
        if self.trial is None and self.running:
            self._stopped(why)
        if self.trial is None:
            self._not_scored(self._waited.problem(WHOLE_LOST) or why)
        assert self.trial is not None
        return self.trial

    @property
    def measured(self) -> Measurement:
        """The value to show while it goes on; MISSING without one."""
        return MISSING

    @abstractmethod
    def _follow(self, update: Update, elapsed_s: float) -> Event | None:
        """Take an Update of a trial that is not over."""

    @abstractmethod
    def _stopped(self, why: str) -> None:
        """End a running trial for a reason from outside."""

    def _end(self, trial: Trial, kind: Literal["over", "at_once"] = "over") -> Event:
        self.running, self.trial = False, trial
        return Event(kind, trial.reason)

    def _not_scored(self, why: Problem | str, kind: Literal["over", "at_once"] = "over") -> Event:
        words = why.words if isinstance(why, Problem) else why
        return self._end(Trial(self._stage, MISSING, words, scored=False), kind)

    def _problem(self, update: Update, of: Callable[[View], Problem | None]) -> Problem | None:
        """The problem that keeps a frame from being judged, with the pitch at rest."""
        if update.body is None:
            return NOBODY
        view = update.body.view
        if not math.isnan(self._pitch_deg):
            view = replace(view, pitch_deg=self._pitch_deg)
        return of(view)

    def _view_problem(self, update: Update) -> Problem | None:
        return self._problem(update, lambda view: view_problem(view, self._test.view))

    def _note_rest(self, update: Update) -> None:
        if update.body is not None:
            self._pitch_deg = update.body.view.pitch_deg
