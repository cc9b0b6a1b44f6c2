"""What is to be done in a session, and how sets and answers change it while it runs."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from formcheck.coaching.advice import Advice
from formcheck.exercises.records import SetRecord
from formcheck.exercises.spec import Exercise
from formcheck.programme.easing import ease, leave_out
from formcheck.programme.pain import PainWatch
from formcheck.programme.training_log import CheckIn
from formcheck.programme.workout import Step, Workout

#: What is said when a session ends because of pain.
ENOUGH: Final = "Enough for today"

_SLOWER_RULES: Final = ("R3",)  # biomechanics 4.2: one step down, slower


@dataclass(frozen=True, slots=True)
class PainResponse:
    """What came of an answer.

    Attributes:
        words: to be shown and said; empty where nothing changes.
        help: whether the list of biomechanics 7.2 is to be shown.
        turned: whether something else is to be done now than before.
    """

    words: str
    help: bool = False
    turned: bool = False


class WorkoutRun:
    """The steps of a workout, or one exercise again and again, or whatever is recognised.

    Args:
        known: exercises by id.
        exercise: the declared one; None for whatever is recognised.
        workout: what to do in which order, in place of one exercise.
    """

    def __init__(
        self, known: Mapping[str, Exercise], exercise: Exercise | None, workout: Workout | None
    ) -> None:
        self._known = known
        self._declared = exercise
        self._pain = PainWatch()
        steps = workout.steps if workout else ()
        self._step = steps[0] if steps else None
        self._left = steps[1:]
        # Of the last set: what was done, what was to follow, and the easier one that was advised.
        self._done: Step | None = None
        self._followed: tuple[Step, ...] = ()
        self._advised: str | None = None
        self._over = self._stopped = self._help = False

    @property
    def exercise(self) -> Exercise | None:
        """What is to be done now; None for whatever is recognised."""
        return self._known[self._step.exercise] if self._step else self._declared

    @property
    def step(self) -> Step | None:
        """The step of the workout that is to be done now; None without a workout."""
        return self._step

    @property
    def is_over(self) -> bool:
        """Whether nothing is left to be done."""
        return self._over

    @property
    def stopped(self) -> bool:
        """Whether it is over because of pain."""
        return self._stopped

    @property
    def needs_help(self) -> bool:
        """Whether anything was told that the list of biomechanics 7.2 is shown for."""
        return self._help

    def end_set(self, record: SetRecord, advice: Advice) -> str | None:
        """Go on to the next step; what is too much gives way to something easier.

        Args:
            record: the set that is over.
            advice: on it.

        Returns:
            The exercise that takes the place of all that was to come of this one; None for none.
        """
        self._done = self._step or Step(exercise=record.exercise)
        self._followed, self._advised = self._left, None
        if advice.action != "regress" or not self._followed:
            self._go_on(self._followed)
            return None
        slower = advice.rule in _SLOWER_RULES
        eased = ease(self._followed, self._done, self._known, advice.to, slower=slower)
        self._go_on(eased.steps)
        self._advised = eased.to if eased.changed else None
        return self._advised

    def asks(self, record: SetRecord, advice: Advice) -> bool:
        """Whether to ask for back pain after this set; call it once for each."""
        return self._pain.set_ended(record, advice.rule)

    def answer_pain(self, told: CheckIn) -> PainResponse:
        """Do what an answer about the last set asks for (biomechanics 7.3)."""
        follows = self._pain.answer(told)
        self._help = self._help or follows.help
        before = self.exercise
        match follows.action:
            case "stop_session":
                words = self._stop()
            case "stop_exercise":
                words = self._leave_out()
            case "ease" if not self._over:
                words = self._ease()
            case _:
                words = "" if self._over else "Good, go on"
        return PainResponse(words, follows.help, turned=self.exercise is not before)

    # --- what follows from pain --------------------------------------------------------------

    def _ease(self) -> str:
        """One step easier and slower; what was advised already is that step."""
        done = self._done_step()
        eased = ease(self._followed, done, self._known, self._advised, slower=True)
        if eased.to is None:
            return self._leave_out()
        easier = self._known[eased.to]
        how = "One step easier" if easier.hold else "One step easier, and slower"
        if self._step and not eased.changed:
            return "Go on gently"
        if self._step:
            self._go_on(eased.steps)
        elif self._declared:
            self._declared = easier
        return f"{how}: {easier.name.lower()}"

    def _leave_out(self) -> str:
        done = self._done_step()
        if self._step:
            self._go_on(leave_out(self._followed, done))
        if self._over or self._declared:
            return self._stop()
        name = self._known[done.exercise].name.partition(" (")[0].lower()
        return f"Leave the {name} for today"

    def _stop(self) -> str:
        self._over = self._stopped = True
        return ENOUGH

    def _done_step(self) -> Step:
        assert self._done is not None, "no set has ended yet"
        return self._done

    def _go_on(self, steps: tuple[Step, ...]) -> None:
        """Turn to the first of some steps; without any the workout is over."""
        if self._step is None:
            return
        if steps:
            self._step, self._left = steps[0], steps[1:]
        else:
            self._over, self._left = True, ()
