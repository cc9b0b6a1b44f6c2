"""What following any trial has in common: what comes of it, what could not be seen, and its end."""

import math
from abc import ABC, abstractmethod
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Final, Literal

from formcheck.core_tests.tests import Arms, CoreTest
from formcheck.exercises.visibility import view_problem
from formcheck.motion.measurement import MISSING, Measurement
from formcheck.motion.view import View
from formcheck.problem import Problem, ProblemId
from formcheck.programme.training_log import Side
from formcheck.session import Update

#: Why a trial is not scored.
NOBODY: Final = Problem(ProblemId.NOBODY)
CUT: Final = Problem(ProblemId.CUT)
#: A trial with more time than this that cannot be judged is not scored (biomechanics 8.1).
_UNUSABLE_SHARE: Final = 0.20
_NEVER_SHARE: Final = 0.5  # where it never began and more could not be judged, that is why
#: A longer stretch without a picture was not watched.
GAP_S: Final = 1.0


@dataclass(frozen=True, slots=True)
class Stage:
    """What one trial of a test is of.

    Attributes:
        number: from 1, in the order in which they are done.
        side: of the body, of a side bridge.
        arms: where the arms are, of a sit-up.
    """

    number: int = 1
    side: Side | None = None
    arms: Arms | None = None


@dataclass(frozen=True, slots=True)
class Trial:
    """What came of one trial.

    Attributes:
        stage: what it was of.
        score: seconds or degrees; MISSING where it was not scored. Of a sit-up the curl share.
        reason: why it ended, or why it was not scored, in words.
        scored: whether it was.
        bound: whether the score is only a bound: the low back did not lift down to there.
        corrected_s: seconds into a hold at which form was lost for the first time; NaN if never.
        came_up: of a sit-up: whether it came up as it should; None of the others.
        tried: of a sit-up that did not: whether it was an attempt that did not come up at all.
        remarks: what else is worth knowing, in sentences.
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
    """What just happened in a trial.

    Attributes:
        kind: it has `begun`; the one thing to `correct`; the legs are up: `lower` them; it is
            `over`, `at_once` where one should stop right away.
        words: the cue of what is to be corrected, or why it is over.
    """

    kind: Literal["begun", "correct", "lower", "over", "at_once"]
    words: str = ""


class Lost:
    """Keeps account of how much time could be judged, and of why not."""

    def __init__(self) -> None:
        self._total_s = 0.0
        self._problems: Counter[Problem] = Counter()

    def add(self, seconds: float, problem: Problem | None) -> None:
        """Note so many seconds, and what kept them from being judged, if anything did."""
        self._total_s += seconds
        if problem:
            self._problems[problem] += round(1000 * seconds)

    def main(self, allowed: float = _UNUSABLE_SHARE) -> Problem | None:
        """The commonest problem, if more was lost than is allowed."""
        if sum(self._problems.values()) <= 1000 * allowed * self._total_s:
            return None
        return self._problems.most_common(1)[0][0]


class TrialWatch(ABC):
    """Follows one trial.

    Attributes:
        trial: what came of it; None while it goes on.
        running: whether it has begun and is not over.
    """

    def __init__(self, test: CoreTest, stage: Stage) -> None:
        self._test, self._stage = test, stage
        self.trial: Trial | None = None
        self.running = False
        self._lost = Lost()
        self._waited = Lost()  # before it began
        self._last_t_s: float | None = None
        self._pitch_deg = math.nan  # while at rest: it swings with the limbs

    def update(self, update: Update) -> Event | None:
        """Take the next picture; returns what just happened, mostly nothing."""
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
        """End it now, whatever it is at, and return what came of it."""
        if self.trial is None and self.running:
            self._stopped(why)
        if self.trial is None:
            self._not_scored(self._waited.main(_NEVER_SHARE) or why)
        assert self.trial is not None
        return self.trial

    @property
    def measured(self) -> Measurement:
        """What is shown while it goes on; MISSING where there is nothing."""
        return MISSING

    @abstractmethod
    def _follow(self, update: Update, elapsed_s: float) -> Event | None:
        """Take a picture of a trial that is not over."""

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
        """What keeps a picture from being judged, with the pitch that was read at rest."""
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
