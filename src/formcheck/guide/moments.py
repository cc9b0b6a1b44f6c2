"""The moments that a workout and a core test have in common."""

import math
from abc import abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from formcheck.exercises.spec import Exercise
from formcheck.guide.guidance import Guidance, Observation
from formcheck.guide.screen import Screen
from formcheck.guide.screens import (
    goal_in_words,
    how_in_words,
    instruction_screen,
    limits_in_words,
    note_in_words,
)
from formcheck.guide.setup import FAIL_OPEN_S, SetupCheck, problem
from formcheck.guide.state import Next, Script, State
from formcheck.guide.stillness import Stillness
from formcheck.guide.timing import Stay
from formcheck.session import Update
from formcheck.words import guide as wording
from formcheck.words.names import capital

COUNT_IN_S: Final = 3

_STILL_S: Final = 1.0  # held still for this long: ready to start
_LEFT_S: Final = 0.6  # out of position for this long cancels the count-in
_IDLE_S: Final = 8.0  # out of position for this long without a set or a trial: get ready again


class SetScript(Script):
    """A script of sets with rests between them.

    Attributes:
        view_accepted: whether the last set-up ended with something that could not be mended.
        reps_before: repetitions of this step, in sets that a pause ended.
    """

    def __init__(self, known: Mapping[str, Exercise]) -> None:
        super().__init__(known)
        self.check = SetupCheck()
        self.view_accepted = False
        self.stillness = Stillness()
        self.reps_before = 0

    @property
    @abstractmethod
    def is_over(self) -> bool:
        """Whether no further set comes."""

    @abstractmethod
    def has_begun(self, update: Update, placed: Stay) -> bool:
        """Whether the exercise has begun already, whatever the guide asks for."""

    @abstractmethod
    def start(self, observed: Observation, say: str | None = None) -> Next:
        """Begin the set."""

    @abstractmethod
    def finish(self, observed: Observation) -> Next:
        """Turn to the summary after the last rest."""

    def announce(self, observed: Observation, placed: Stay) -> tuple[Screen, str] | None:
        """A screen and words that come before everything else in `Ready`; None for none."""
        del observed, placed
        return None

    def watch_rest(self, update: Update) -> None:
        """Take a picture of a rest."""

    def set_up(self) -> State:
        """The moment to begin with, also after trouble."""
        self.check = SetupCheck()
        return SetUp(self)

    @property
    def goal(self) -> str:
        """How much of the step is left, and on which side."""
        return goal_in_words(self.step, self.reps_before)

    @property
    def details(self) -> str:
        """The goal, and what to mind, as they are shown."""
        return ". ".join(filter(None, (self.goal, capital(note_in_words(self.step)))))


class SetState(State):
    """A moment of a script of sets."""

    _script: SetScript

    def __init__(self, script: SetScript) -> None:
        super().__init__(script)
        self._placed, self._out = Stay(), Stay()  # in the position, and out of it

    def _is_idle(self, *, busy: bool, t_s: float) -> bool:
        """Whether the position was left long ago and nothing is being done."""
        if busy:
            self._out.end()
        return not busy and self._out.seconds(t_s) >= _IDLE_S


class SetUp(SetState):
    """Checks whether the picture shows what the exercise needs, one instruction at a time."""

    minds_arm = False

    def update(self, observed: Observation) -> Next:
        """Take the next picture."""
        script, check = self._script, self._script.check
        if script.has_begun(observed.update, self._placed):
            return script.start(observed)
        if check.update(observed.frame.rgb, observed.update, script.exercise):
            script.view_accepted = check.problem is not None
            return Ready(script).update(observed)
        screen, words = Screen("setup", wording.sentence("checking")), ""
        if check.problem:
            screen = instruction_screen("setup", check.problem)
            words = screen.title
        return self.prompter.tell(observed.update.t_s, screen, words), self


class Ready(SetState):
    """Waits for the position, held still."""

    def update(self, observed: Observation) -> Next:
        """Take the next picture."""
        script, update, t_s = self._script, observed.update, observed.update.t_s
        announced = script.announce(observed, self._placed)
        if announced:
            return self.prompter.tell(t_s, *announced), self
        if script.has_begun(update, self._placed):
            return script.start(observed)
        still_s = script.stillness.update(update.body)
        exercise = script.exercise
        if exercise is None:
            screen = Screen("ready", wording.sentence("begin"), wording.sentence("recognises"))
            return self.prompter.tell(t_s, screen), self
        if update.state.in_position:
            return self._hold(observed, exercise, still_s)
        name = exercise.short_name
        screen = Screen("ready", wording.to_position(exercise=name), script.details)
        words = wording.to_position_said(exercise=name, how=how_in_words(script.step))
        return self.prompter.tell(t_s, screen, words), self

    def _hold(self, observed: Observation, exercise: Exercise, still_s: float) -> Next:
        """In position: ask for the one thing that is wrong, or count in."""
        script, update, t_s = self._script, observed.update, observed.update.t_s
        placed_s = self._placed.seconds(t_s)
        wrong = problem(observed.frame.rgb, update, exercise)
        if wrong and not script.view_accepted and placed_s < FAIL_OPEN_S:
            return self.prompter.tell(t_s, instruction_screen("ready", wrong)), self
        if still_s >= _STILL_S:
            limits = limits_in_words(update.body, exercise)
            return CountIn(script, limits).first(t_s, limits if wrong else str(COUNT_IN_S))
        screen = Screen("ready", wording.hold_still(exercise=exercise.short_name), script.details)
        return self.prompter.tell(t_s, screen), self


class CountIn(SetState):
    """Counts down to the start, and shows what will not be judged."""

    def __init__(self, script: SetScript, limits: str) -> None:
        super().__init__(script)
        self._limits = limits

    def first(self, t_s: float, words: str) -> Next:
        """Show the first number over the picture that `Ready` took."""
        screen = Screen("count_in", "", self._limits, COUNT_IN_S)
        return self.prompter.tell(t_s, screen, words), self

    def after_gap(self) -> State:
        """Begin anew: nobody is counted in unseen."""
        return Ready(self._script)

    def update(self, observed: Observation) -> Next:
        """Take the next picture."""
        script, state, t_s = self._script, observed.update.state, observed.update.t_s
        if state.in_position:
            self._out.end()
        out_s = 0.0 if state.in_position else self._out.seconds(t_s)
        if state.phase in ("rise", "top"):  # a movement that has begun needs no count-in
            return script.start(observed)
        if out_s >= _LEFT_S:
            screen = Screen("ready", wording.sentence("stopped_again"))
            return Guidance(screen, wording.sentence("stopped")), Ready(script)
        lasted_s = self.lasted(t_s)
        remaining = COUNT_IN_S - math.floor(lasted_s)
        if remaining <= 0:
            return script.start(observed, wording.sentence("go"))
        screen = Screen("count_in", "", self._limits, remaining, lasted_s / COUNT_IN_S)
        return self.prompter.tell(t_s, screen, str(remaining)), self


@dataclass(frozen=True, slots=True)
class RestWords:
    """What a rest shows.

    Attributes:
        title: the result of the last set, or what follows from an answer.
        detail: in large type below it; empty for the note of the next step.
        lines: in small type.
    """

    title: str
    detail: str = ""
    lines: tuple[str, ...] = ()


class Rest(SetState):
    """The rest between two sets; an exercise that begins ends it.

    Nothing counts for `coming_out_s`: coming out of the position is no other set.
    """

    outlasts_trouble = True

    def __init__(
        self,
        script: SetScript,
        seconds: float,
        words: RestWords,
        sets: int,
        coming_out_s: float = 0.0,
    ) -> None:
        super().__init__(script)
        self.seconds, self.words = seconds, words
        self._sets, self._coming_out_s = sets, coming_out_s

    @property
    def counts(self) -> bool:
        """Whether the next picture is judged."""
        coming_out = self.lasted(self._script.clock.last_t_s) < self._coming_out_s
        return not (self._script.is_over or coming_out)

    def update(self, observed: Observation) -> Next:
        """Take the next picture."""
        script, sets, t_s = self._script, len(observed.sets), observed.update.t_s
        script.watch_rest(observed.update)
        begun = script.has_begun(observed.update, self._placed) and sets == self._sets
        self._sets = sets
        is_over = self.lasted(t_s) >= self.seconds
        if is_over and script.is_over:
            return script.finish(observed)
        if begun and not script.is_over:
            return script.start(observed)
        return SetUp(script).update(observed) if is_over else (Guidance(self.screen(t_s)), self)

    def screen(self, t_s: float) -> Screen:
        """The result of the last set, and what comes next."""
        script, words = self._script, self.words
        remaining, share = self.countdown(t_s)
        exercise = script.exercise
        return Screen(
            "rest",
            words.title,
            words.detail or capital(note_in_words(script.step)),
            number=remaining,
            share=share,
            lines=words.lines,
            next_up=wording.coming_shown(exercise.short_name, script.goal) if exercise else "",
        )

    def countdown(self, t_s: float) -> tuple[int, float]:
        """Seconds that are left, and the share that is over."""
        lasted_s = self.lasted(t_s)
        share = min(1.0, lasted_s / self.seconds) if self.seconds else 1.0
        return math.ceil(max(0.0, self.seconds - lasted_s)), share


class Summary(State):
    """The last screen: nothing is left to do."""

    is_done = True
    minds_arm = False
    outlasts_trouble = True

    @property
    def counts(self) -> bool:
        """Whether the next picture is judged: nothing is any more."""
        return False

    def update(self, observed: Observation) -> Next:
        """Take the next picture."""
        return Guidance(self._script.summary(observed.sets)), self
