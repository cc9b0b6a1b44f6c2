"""Leads somebody through a core test: as the Guide does, but for the set itself.

How a trial goes and when it is over is decided by its watch (`coaching.trials`), the same for a
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
from formcheck.guide.guide import Guidance, Guide, Seen
from formcheck.guide.screen import Pacer, Screen, Sound
from formcheck.guide.screens import instruction_screen
from formcheck.guide.setup import FAIL_OPEN_S
from formcheck.problem import Problem
from formcheck.programme.workout import Step
from formcheck.result import SetResult
from formcheck.session import Update
from formcheck.words.names import capital
from formcheck.words.numbers import number_in_words, time_in_words
from formcheck.words.units import degrees

_MARK_S: Final = 10.0
_LATE_S: Final = 0.5  # a ten-second mark that is missed by more is left out
_IDLE_S: Final = 8.0  # who has come out of the position for so long is asked into it again
_LEFT_S: Final = 2.0  # a new set takes a second to see that somebody is in position
_ON_SCREEN: Final = 3  # sentences; the others are printed
_BEND: Final = "Bend your knees"


class Examiner(Guide):
    """From the set-up through the trials of a test to its result.

    Args:
        known: exercises by id.
        test: which.
        stages: its trials, in their order.
        conclude: makes the result of the trials that were done.
    """

    def __init__(
        self,
        known: Mapping[str, Exercise],
        test: CoreTest,
        stages: Sequence[Stage],
        conclude: Callable[[Sequence[Trial]], TestReport],
    ) -> None:
        super().__init__(known, known[test.exercise])
        self._test, self._stages, self._conclude = test, tuple(stages), conclude
        self._stage = 0
        self._watch: TrialWatch | None = None
        self._announced = -1  # the trial that was told what it is of
        self._away_s: float | None = None  # since when somebody is out of a hold's position
        self._left = True
        self._marks = 0
        self._lowering: tuple[float, float] | None = None  # since when, and from where
        #: Those that are over.
        self.trials: list[Trial] = []

    # --- what others ask ---------------------------------------------------------------------

    @property
    def step(self) -> Step:
        """What is to be done now, as a step of a workout."""
        stage = self._stages[self._stage]
        note = stage.arms.ask if stage.arms else ""
        if self._test.lowering:
            note = "Arms folded on the chest"
        return Step(
            exercise=self._test.exercise, side=stage.side, note=note, rest_s=self._test.rest_s
        )

    def summary(self, sets: Sequence[SetResult]) -> Screen:
        """The result of the test, of the trials that were done."""
        del sets
        if not self.trials:
            return Screen("summary", "Not scored", "The test was ended before it began")
        result = self._conclude(self.trials)
        first, *others = result.sentences[:_ON_SCREEN]
        return Screen("summary", result.headline, first, lines=tuple(others))

    def finish(self) -> list[Trial]:
        """End what is under way and return all trials."""
        if self._watch and self._watch.running:
            self.trials.append(self._watch.stop("the test was ended"))
        self._watch = None
        return self.trials

    # --- one picture -------------------------------------------------------------------------

    def _note_arm(self, seen: Seen) -> None:
        if self._test.rep is None:  # else the arms are part of it, and one may hide the other
            super()._note_arm(seen)

    def _has_begun(self, update: Update) -> bool:
        """Whether somebody holds the position, or moves, already; seen well enough."""
        began = update.state.phase in ("rise", "top") or update.state.hold is not None
        return began and self._left and self._wrong_view(update) is None

    def _wrong_view(self, update: Update) -> Problem | None:
        """What keeps the test from being scored, for a while."""
        if update.body is None or not update.state.in_position:
            return None
        self._placed_s = update.t_s if self._placed_s is None else self._placed_s
        if update.t_s - self._placed_s >= FAIL_OPEN_S:
            return None
        return view_problem(update.body.view, self._test.view)

    def _get_ready(self, seen: Seen) -> Guidance:
        wrong = self._wrong_view(seen.update)
        if wrong:
            return self._told(seen.update.t_s, instruction_screen("ready", wrong))
        if self._announced != self._stage:
            self._announced = self._stage
            name = self._test.name
            return self._told(
                seen.update.t_s,
                Screen("ready", name, self._details()),
                f"{name}. {self._how()}".strip(),
            )
        return super()._get_ready(seen)

    def _rest(self, seen: Seen) -> Guidance:
        # Who stays in position after a hold is over does not begin the next one by that.
        update = seen.update
        if update.state.in_position:
            self._away_s = None
        elif self._away_s is None:
            self._away_s = update.t_s
        elif update.t_s - self._away_s >= _LEFT_S:
            self._left = True
        return super()._rest(seen)

    def _start(self, seen: Seen, say: str | None = None) -> Guidance:
        guidance = super()._start(seen, say)
        self._watch = watch_of(self._test, self._known[self._test.exercise], self.stage)
        self._marks, self._lowering = 0, None
        words = "Go. One slow sit-up"
        if self._test.hold:
            words = "The clock is running"
        elif self._test.lowering:
            words = "Both legs up, and press your low back down"
        return Guidance(guidance.screen, words, "start")

    @property
    def stage(self) -> Stage:
        """The trial that is to be done now."""
        return self._stages[self._stage]

    def _work(self, seen: Seen) -> Guidance:
        assert self._watch is not None  # made when this moment began
        update, watch = seen.update, self._watch
        event = watch.update(update)
        if watch.trial and event:
            return self._end_trial(watch.trial, event, seen)
        screen = Screen("work", pacer=self._pacer(update.t_s, watch))
        if event and event.kind == "correct":
            return Guidance(screen, event.words, "cue")
        if event and event.kind == "lower":
            self._lowering = update.t_s, watch.measured.value
            return Guidance(screen, "Lower slowly", "start")
        self._wait(update, watch)
        return Guidance(screen, self._count(update.t_s, watch))

    def _end_trial(self, trial: Trial, event: Event, seen: Seen) -> Guidance:
        self.trials.append(trial)
        self._watch, self._away_s = None, None
        self._left = self._test.hold is None
        words = self._words_on(trial)
        sound: Sound = "cue" if event.kind == "at_once" else "end"
        if event.kind == "at_once":
            words = f"{_BEND}. {words}"
        if trial.came_up is False or self._stage + 1 == len(self._stages):
            self._go("summary")
            return Guidance(self.summary(seen.sets), words, sound, ends_set=True)
        self._stage += 1
        self._go("rest")
        self._result, self._below, self._rest_for_s = words, (), self.step.rest_s
        next_up = f"Rest {self.step.rest_s:.0f} seconds. Then: {self._how()}".strip()
        return Guidance(self._rest_screen(0.0), f"{words}. {next_up}", sound, ends_set=True)

    def _wait(self, update: Update, watch: TrialWatch) -> None:
        """Go back to getting ready where nothing is being done."""
        if watch.running or update.state.in_position:
            self._out_s = None
            return
        self._out_s = update.t_s if self._out_s is None else self._out_s
        if update.t_s - self._out_s >= _IDLE_S:
            self._go("ready")

    # --- words and pace ----------------------------------------------------------------------

    def _words_on(self, trial: Trial) -> str:
        if not trial.scored:
            return f"Not scored: {trial.reason}"
        if self._test.rep:
            kindly = ". That is useful information, not a failure" if trial.tried else ""
            return capital(trial.reason) + kindly
        value = trial.score.value
        if self._test.lowering:
            how = "No lift down to" if trial.bound else "Lift at"
            return f"{how} {degrees(round(value), spoken=True)}"
        return f"{time_in_words(value)}: {trial.reason}"

    def _count(self, t_s: float, watch: TrialWatch) -> str | None:
        """Every tenth second of a hold, every second of a lowering; on time or not at all."""
        every_s, into_s = _MARK_S, watch.measured.value
        if self._test.lowering:
            every_s, into_s = 1.0, t_s - self._lowering[0] if self._lowering else math.nan
        if self._test.rep or math.isnan(into_s):
            return None
        marks = int(into_s // every_s)
        passed = marks > self._marks and into_s - marks * every_s < _LATE_S
        self._marks = max(self._marks, marks)
        if not passed:
            return None
        return number_in_words(marks) if self._test.lowering else time_in_words(marks * every_s)

    def _pacer(self, t_s: float, watch: TrialWatch) -> Pacer | None:
        if self._lowering is None or self._test.lowering is None:
            return None
        since_s, from_deg = self._lowering
        target = from_deg - self._test.lowering.pace_deg_s * (t_s - since_s)
        return Pacer(max(0.0, target), watch.measured.value)
