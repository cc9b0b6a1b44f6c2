"""A running workout, changed by sets and answers about pain."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from formcheck.exercises.ladders import Version, version_name, version_of
from formcheck.exercises.spec import Exercise
from formcheck.programme.easing import ease, leave_out
from formcheck.programme.pain import PainWatch, needs_help
from formcheck.programme.training_log import CheckIn
from formcheck.programme.workout import Step, Workout
from formcheck.result import SetResult
from formcheck.words import pain as words
from formcheck.words.advice import headline

_SLOWER_RULES: Final = ("R3",)  # biomechanics 4.2: one step down, slower


@dataclass(frozen=True, slots=True)
class PainResponse:
    """What follows from an answer about pain.

    Attributes:
        words: the words to show and say; empty without a change.
        help: whether to show the list of biomechanics 7.2.
        turned: whether the next exercise has changed.
    """

    words: str
    help: bool = False
    turned: bool = False


class WorkoutRun:
    """Goes through the steps of a workout, or repeats an exercise, declared or recognised."""

    def __init__(
        self, known: Mapping[str, Exercise], exercise: Exercise | None, workout: Workout | None
    ) -> None:
        self._known = known
        self._declared = exercise
        self._pain = PainWatch()
        steps = workout.steps if workout else ()
        self._step = steps[0] if steps else None
        self._rest = steps[1:]
        # Of the last set: its step, the steps that followed it, and the version it was eased to.
        self._ended: Step | None = None
        self._followed: tuple[Step, ...] = ()
        self._eased_to: Version | None = None
        self._over = self._stopped = self._help = False

    @property
    def exercise(self) -> Exercise | None:
        """The current exercise; None for any that is recognised."""
        return self._known[self._step.exercise] if self._step else self._declared

    @property
    def step(self) -> Step | None:
        """The current step of the workout; None without a workout."""
        return self._step

    @property
    def is_over(self) -> bool:
        """Whether no step is left."""
        return self._over

    @property
    def stopped(self) -> bool:
        """Whether it is over because of pain."""
        return self._stopped

    @property
    def needs_help(self) -> bool:
        """Whether any answer calls for the list of biomechanics 7.2."""
        return self._help

    def end_set(self, result: SetResult) -> Version | None:
        """Go on to the next step; returns the version that replaces the rest, or None."""
        self._ended = self._step or Step(exercise=result.exercise)
        advice = result.advice
        self._followed, self._eased_to = self._rest, None
        if advice.action != "regress" or not self._followed or not advice.to:
            self._go_on(self._followed)
            return None
        to = version_of(advice.to, level=advice.level)
        slower = advice.rule in _SLOWER_RULES
        eased = ease(self._followed, self._ended, self._known, to, slower=slower)
        self._go_on(eased.steps)
        self._eased_to = eased.to if eased.changed else None
        return self._eased_to

    def asks(self, result: SetResult) -> bool:
        """Whether to ask for back pain after this set; call it once for each."""
        return self._pain.set_ended(result)

    def answer_pain(self, answer: CheckIn) -> PainResponse:
        """Act on an answer about the last set (biomechanics 7.3)."""
        action = self._pain.answer(answer)
        help_ = needs_help(answer)
        self._help = self._help or help_
        before = self.exercise
        match action:
            case "stop_session":
                message = self._stop()
            case "stop_exercise":
                message = self._leave_out()
            case "ease" if not self._over:
                message = self._ease()
            case _:
                message = "" if self._over else words.go_on(gently=False)
        return PainResponse(message, help_, turned=self.exercise is not before)

    # --- pain --------------------------------------------------------------------------------

    def _ease(self) -> str:
        """One step easier and slower; if advice has eased the set already, only slower."""
        ended = self._ended_step()
        eased = ease(self._followed, ended, self._known, self._eased_to, slower=True)
        if eased.to is None:
            return self._leave_out()
        easier = self._known[eased.to.exercise]
        if self._step and not eased.changed:
            return words.go_on(gently=True)
        if self._step:
            self._go_on(eased.steps)
        elif self._declared:
            self._declared = easier
        name = version_name(eased.to, self._known, after=ended.exercise)
        return words.easier(name, slower=easier.hold is None)

    def _leave_out(self) -> str:
        ended = self._ended_step()
        if self._step:
            self._go_on(leave_out(self._followed, ended))
        if self._over or self._declared:
            return self._stop()
        name = self._known[ended.exercise].short_name.lower()
        return words.leave_out(name=name)

    def _stop(self) -> str:
        self._over = self._stopped = True
        return headline("stop")

    def _ended_step(self) -> Step:
        assert self._ended is not None, "no set has ended yet"
        return self._ended

    def _go_on(self, steps: tuple[Step, ...]) -> None:
        """Turn to the first of some steps; without any the workout is over."""
        if self._step is None:
            return
        if steps:
            self._step, self._rest = steps[0], steps[1:]
        else:
            self._over, self._rest = True, ()
