"""The base of every moment and of every script, and what all moments share.

A script says what somebody is led through: a workout, a core test, a calibration. Its moments are
objects; each takes pictures until another moment follows.
"""

from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from typing import Literal, TypeAlias

from formcheck.exercises.spec import Exercise
from formcheck.guide.guidance import Guidance, Observation
from formcheck.guide.question import Answer
from formcheck.guide.screen import Screen
from formcheck.guide.screens import trouble_screen
from formcheck.guide.timing import Clock, Prompter
from formcheck.programme.workout import Step
from formcheck.result import SetResult
from formcheck.session import Update
from formcheck.words.guide import go_on, paused, sentence, with_detail

#: What to do after a picture, and the moment that takes the next one.
Next: TypeAlias = tuple[Guidance, "State"]

PausedBy = Literal["key", "arm", "gone"]


class Script(ABC):
    """What somebody is led through.

    Attributes:
        clock: media times that all moments share.
        reads_arm: whether a raised arm is a sign.
        stays: whether the last screen stays until a key ends it.
    """

    reads_arm: bool = True
    stays: bool = True

    def __init__(self, known: Mapping[str, Exercise]) -> None:
        self.known = known
        self.clock = Clock()

    @property
    def exercise(self) -> Exercise | None:
        """The exercise to do now; None for whatever is recognised."""
        return None

    @property
    def step(self) -> Step | None:
        """The step of the workout to do now; None without a workout."""
        return None

    @abstractmethod
    def set_up(self) -> "State":
        """The moment to begin with, also after trouble."""

    def restart(self) -> "State | None":
        """The moment to begin the step again with; None to go on as it is."""
        return self.set_up()

    @abstractmethod
    def summary(self, sets: Sequence[SetResult]) -> Screen:
        """The last screen."""


class State(ABC):
    """One moment: it takes pictures until another moment follows.

    Attributes:
        is_done: whether nothing is left to do.
        minds_arm: whether a raised arm is a sign.
        outlasts_trouble: whether it goes on after trouble with the camera in any case.
    """

    is_done: bool = False
    minds_arm: bool = True
    outlasts_trouble: bool = False

    def __init__(self, script: Script) -> None:
        self._script = script
        self._since_s: float | None = None  # None until its first picture
        self._prompter = Prompter()

    @property
    def prompter(self) -> Prompter:
        """Says the instructions of this moment."""
        return self._prompter

    @property
    def counts(self) -> bool:
        """Whether the next picture is judged."""
        return True

    def begin(self, t_s: float) -> None:
        """Note the time of a picture before it is taken; the moment lasts from the first one."""
        self._since_s = t_s if self._since_s is None else self._since_s

    def lasted(self, t_s: float) -> float:
        """Seconds since the first picture of the moment; 0 before it."""
        return 0.0 if self._since_s is None else t_s - self._since_s

    @abstractmethod
    def update(self, observed: Observation) -> Next:
        """Take the next picture."""

    # --- what may come between two pictures --------------------------------------------------

    def press(self, answer: Answer, t_s: float) -> None:
        """Take a key that answers a question; without a question it means nothing."""
        del answer, t_s

    def pause(self) -> "State":
        """Pause by a key, or go on."""
        return Paused(self._script, self, "key")

    def raise_arm(self, update: Update) -> "State":
        """Take a raised arm: a pause, unless it belongs to the exercise."""
        exercise = update.exercise or self._script.exercise
        if self.minds_arm and (exercise is None or exercise.raised_arm_pauses):
            return Paused(self._script, self, "arm")
        return self

    def break_off(self, update: Update) -> "State":
        """The moment that a pause leads back to; another one where the set has to end."""
        del update
        return self

    def after_gap(self) -> "State":
        """The moment that follows a time without pictures."""
        return self

    def after_trouble(self, update: Update) -> "State":
        """The moment that follows trouble with the camera: the picture may be another one now."""
        goes_on = self.outlasts_trouble or update.state.set_open
        return self if goes_on else self._script.set_up()


class Interruption(State):
    """Something that comes between; the moment before it goes on afterwards."""

    def __init__(self, script: Script, before: State) -> None:
        super().__init__(script)
        self._before = before
        self.is_done = before.is_done

    @property
    def prompter(self) -> Prompter:
        """Says the instructions of the moment before: afterwards they are new again."""
        return self._before.prompter

    def begin(self, t_s: float) -> None:
        """Note the time of a picture: the moment before lasts on."""
        self._before.begin(t_s)

    def press(self, answer: Answer, t_s: float) -> None:
        """Take a key that answers a question of the moment before."""
        self._before.press(answer, t_s)

    def after_gap(self) -> State:
        """Go on with the interruption."""
        self._before = self._before.after_gap()
        return self

    def after_trouble(self, update: Update) -> State:
        """Go on with the interruption."""
        self._before = self._before.after_trouble(update)
        return self


class Paused(Interruption):
    """A pause by a key, a raised arm or leaving the picture: it ends as it began."""

    def __init__(self, script: Script, before: State, by: PausedBy) -> None:
        super().__init__(script, before)
        self._by = by

    @property
    def counts(self) -> bool:
        """Whether the next picture is judged: in a pause it is not."""
        return False

    def pause(self) -> State:
        """Go on."""
        return self._before

    def raise_arm(self, update: Update) -> State:
        """Go on, if an arm began the pause."""
        del update
        return self._before if self._by == "arm" else self

    def update(self, observed: Observation) -> Next:
        """Take the next picture."""
        if self._by == "gone" and observed.pose.has_person:
            return self._before.update(observed)
        before = self._before.break_off(observed.update)
        ends_set = before is not self._before
        self._before = before
        words, prompter = go_on(self._by), before.prompter
        say = None if prompter.said == words else paused(self._by)
        prompter.said = words
        return Guidance(Screen("paused", sentence("paused"), words), say, ends_set=ends_set), self


class Trouble(Interruption):
    """Trouble with the camera."""

    @property
    def counts(self) -> bool:
        """Whether the next picture is judged, if the trouble is over by then."""
        return self._before.counts

    def pause(self) -> State:
        """Pause, or go on, once the trouble is over."""
        self._before = self._before.pause()
        return self

    def over(self, update: Update) -> State:
        """The moment that follows."""
        return self._before.after_trouble(update)

    def update(self, observed: Observation) -> Next:
        """Take the next picture, while there is trouble."""
        assert observed.trouble is not None  # else `over` follows
        screen = trouble_screen(observed.trouble)
        words = with_detail(title=screen.title, detail=screen.detail)
        return self._before.prompter.tell(observed.update.t_s, screen, words), self
