"""Leads somebody through a core test, trial by trial.

The watch of a trial (`core_tests.trials`) decides how it goes and when it is over, the same for a
clip. All times are media times.
"""

import math
from collections.abc import Callable, Mapping, Sequence
from typing import Final

from formcheck.core_tests.results import TestReport
from formcheck.core_tests.tests import CoreTest
from formcheck.core_tests.trials import Event, Stage, Trial, TrialWatch, watch_of
from formcheck.exercises.spec import Exercise
from formcheck.exercises.visibility import view_problem
from formcheck.guide.guidance import Guidance, Observation
from formcheck.guide.moments import Ready, Rest, RestWords, SetScript, SetState, Summary
from formcheck.guide.screen import Pacer, Screen, Sound
from formcheck.guide.screens import how_in_words, instruction_screen
from formcheck.guide.setup import FAIL_OPEN_S
from formcheck.guide.state import Next, Paused, State
from formcheck.guide.timing import Stay
from formcheck.guide.training import GONE_S
from formcheck.problem import Problem
from formcheck.programme.workout import Step
from formcheck.result import SetResult
from formcheck.session import Update
from formcheck.words import guide as wording
from formcheck.words import tests
from formcheck.words.names import capital
from formcheck.words.numbers import number_in_words, time_in_words
from formcheck.words.units import degrees

_MARK_S: Final = 10.0
_LATE_S: Final = 0.5  # a ten-second mark that is missed by more is left out
_LEFT_S: Final = 2.0  # a new set takes a second to see that somebody is in position
_ON_SCREEN: Final = 3  # sentences; the others are printed


class CoreTestRun(SetScript):
    """A core test, from the set-up through its trials to their result.

    Attributes:
        watch: of the trial under way; None between two trials.
    """

    def __init__(
        self,
        known: Mapping[str, Exercise],
        test: CoreTest,
        stages: Sequence[Stage],
        conclude: Callable[[Sequence[Trial]], TestReport],
    ) -> None:
        super().__init__(known)
        self.test, self._stages, self._conclude = test, tuple(stages), conclude
        self.reads_arm = (
            test.rep is None
        )  # else the arms are part of it, and one may hide the other
        self._stage = 0
        self.watch: TrialWatch | None = None
        self._announced = -1  # the last stage that was announced
        self._away = Stay()  # out of the position, in a rest
        self._has_left = True  # the position, since the last trial
        self.trials: list[Trial] = []

    @property
    def exercise(self) -> Exercise:
        """The exercise of the test."""
        return self.known[self.test.exercise]

    @property
    def step(self) -> Step:
        """The trial to do now, as a step of a workout."""
        stage, test = self._stages[self._stage], self.test
        note = stage.arms.ask if stage.arms else ""
        if test.lowering:
            note = wording.sentence("arms_folded")
        return Step(exercise=test.exercise, side=stage.side, note=note, rest_s=test.rest_s)

    @property
    def is_over(self) -> bool:
        """Whether no further set comes: the last trial leads to the summary by itself."""
        return False

    def summary(self, sets: Sequence[SetResult]) -> Screen:
        """The last screen: the result of the trials that were done."""
        del sets
        if not self.trials:
            return Screen("summary", wording.sentence("not_scored"), wording.sentence("not_begun"))
        result = self._conclude(self.trials)
        first, *others = result.sentences[:_ON_SCREEN]
        return Screen("summary", result.headline, first, lines=tuple(others))

    def end(self) -> list[Trial]:
        """End the trial under way and return all trials."""
        if self.watch and self.watch.running:
            self.trials.append(self.watch.stop(tests.reason("test_ended")))
        self.watch = None
        return self.trials

    # --- between the trials ------------------------------------------------------------------

    def has_begun(self, update: Update, placed: Stay) -> bool:
        """Whether the position is held, or the movement has begun, in a good view."""
        began = update.state.phase in ("rise", "top") or update.state.hold is not None
        return began and self._has_left and self._wrong_view(update, placed) is None

    def announce(self, observed: Observation, placed: Stay) -> tuple[Screen, str] | None:
        """A view that does not show enough, or once the name of the trial; None for neither."""
        wrong = self._wrong_view(observed.update, placed)
        if wrong:
            screen = instruction_screen("ready", wrong)
            return screen, screen.title
        if self._announced == self._stage:
            return None
        self._announced, name = self._stage, self.test.name
        return Screen("ready", name, self.details), wording.announced(name, how_in_words(self.step))

    def _wrong_view(self, update: Update, placed: Stay) -> Problem | None:
        """The reason why the view does not show enough, for a while; None for none."""
        if update.body is None or not update.state.in_position:
            return None
        if placed.seconds(update.t_s) >= FAIL_OPEN_S:
            return None
        return view_problem(update.body.view, self.test.view)

    def watch_rest(self, update: Update) -> None:
        """Take a picture of a rest: staying in position does not begin the next trial."""
        if update.state.in_position:
            self._away.end()
        elif self._away.seconds(update.t_s) >= _LEFT_S:
            self._has_left = True

    # --- a trial begins and ends -------------------------------------------------------------

    def start(self, observed: Observation, say: str | None = None) -> Next:
        """Begin the trial."""
        del observed, say
        self.watch = watch_of(self.test, self.exercise, self._stages[self._stage])
        name = "start_sit_up"
        if self.test.hold:
            name = "start_hold"
        elif self.test.lowering:
            name = "start_lowering"
        guidance = Guidance(Screen("work"), wording.sentence(name), "start")
        return guidance, TrialWork(self, self.watch)

    def end_trial(self, trial: Trial, event: Event, observed: Observation) -> Next:
        """Say how a trial ended; then rest, or show the result."""
        self.trials.append(trial)
        self.watch = None
        self._away.end()
        self._has_left = self.test.hold is None
        words = _words_on(self.test, trial)
        sound: Sound = "cue" if event.kind == "at_once" else "end"
        if event.kind == "at_once":
            words = wording.bend_knees(result=words)
        if trial.came_up is False or self._stage + 1 == len(self._stages):
            return Guidance(self.summary(observed.sets), words, sound, ends_set=True), Summary(self)
        self._stage += 1
        rest_s = self.step.rest_s
        rest = Rest(self, rest_s, RestWords(words), len(observed.sets))
        words = wording.rest_then(words, rest_s, how_in_words(self.step))
        return Guidance(rest.screen(observed.update.t_s), words, sound, ends_set=True), rest

    def finish(self, observed: Observation) -> Next:
        """Turn to the summary."""
        return Guidance(self.summary(observed.sets)), Summary(self)


class TrialWork(SetState):
    """A trial: its marks, its pace and its one correction, until its watch ends it."""

    _script: CoreTestRun

    def __init__(self, script: CoreTestRun, watch: TrialWatch) -> None:
        super().__init__(script)
        self._watch = watch
        self._marks = 0
        self._lowering: tuple[float, float] | None = None  # since when, and from where

    def break_off(self, update: Update) -> State:
        """End the trial for a pause: it begins anew."""
        del update
        return Ready(self._script)

    def update(self, observed: Observation) -> Next:
        """Take the next picture."""
        script, update, watch, t_s = self._script, observed.update, self._watch, observed.update.t_s
        if t_s - script.clock.person_s >= GONE_S:
            paused = Paused(script, Ready(script), "gone")
            return Guidance(Screen("work"), ends_set=True), paused
        event = watch.update(update)
        if watch.trial and event:
            return script.end_trial(watch.trial, event, observed)
        screen = Screen("work", pacer=self._pacer(t_s))
        if event and event.kind == "correct":
            return Guidance(screen, event.words, "cue"), self
        if event and event.kind == "lower":
            self._lowering = t_s, watch.measured.value
            return Guidance(screen, wording.sentence("lower"), "start"), self
        busy = watch.running or update.state.in_position
        follows = Ready(script) if self._is_idle(busy=busy, t_s=t_s) else self
        return Guidance(screen, self._count(t_s)), follows

    def _count(self, t_s: float) -> str | None:
        """Every tenth second of a hold, every second of a lowering; on time or not at all."""
        test = self._script.test
        every_s, into_s = _MARK_S, self._watch.measured.value
        if test.lowering:
            every_s, into_s = 1.0, t_s - self._lowering[0] if self._lowering else math.nan
        if test.rep or math.isnan(into_s):
            return None
        marks = int(into_s // every_s)
        passed = marks > self._marks and into_s - marks * every_s < _LATE_S
        self._marks = max(self._marks, marks)
        if not passed:
            return None
        return number_in_words(marks) if test.lowering else time_in_words(marks * every_s)

    def _pacer(self, t_s: float) -> Pacer | None:
        """Where the legs should be by now."""
        lowering = self._script.test.lowering
        if self._lowering is None or lowering is None:
            return None
        since_s, from_deg = self._lowering
        target = from_deg - lowering.pace_deg_s * (t_s - since_s)
        return Pacer(max(0.0, target), self._watch.measured.value)


def _words_on(test: CoreTest, trial: Trial) -> str:
    """How a trial ended."""
    if not trial.scored:
        return wording.not_scored(reason=trial.reason)
    if test.rep:
        reason = capital(trial.reason)
        return wording.not_a_failure(reason=reason) if trial.tried else reason
    value = trial.score.value
    if test.lowering:
        return wording.lift(degrees(round(value), spoken=True), seen=not trial.bound)
    return wording.held(time=time_in_words(value), reason=trial.reason)
