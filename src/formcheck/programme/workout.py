"""A workout file: sets in their order, with rests."""

from pathlib import Path
from typing import Annotated, Literal, Self

import tomli_w
from pydantic import Field, PositiveInt, model_validator

from formcheck.errors import InputError
from formcheck.exercises.catalogue import catalogue
from formcheck.exercises.ladders import version_of
from formcheck.exercises.spec import Exercise
from formcheck.settings import Seconds, Strict, read_toml

_DEFAULT_REST_S = 30.0


class Step(Strict):
    """One set of one exercise.

    Attributes:
        reps: number of repetitions of a counted exercise; None for any number.
        hold_s: duration of a hold; None for any.
        note: an announcement, such as "left knee down".
        ladder, level: place in a plan.
        tempo: seconds up and seconds down, for the announcement.
        slower: whether to go more slowly than usual, for a step without a tempo.
    """

    exercise: str
    reps: Annotated[int, Field(ge=1, le=200)] | None = None
    hold_s: Annotated[float, Field(ge=1.0, le=600.0)] | None = None
    rest_s: Annotated[float, Field(ge=0.0, le=600.0)] = _DEFAULT_REST_S
    note: str = ""
    role: Literal["warm_up", "work"] = "work"
    side: Literal["left", "right"] | None = None
    ladder: str | None = None
    level: PositiveInt | None = None
    tempo: tuple[Seconds, Seconds] | None = None
    slower: bool = False
    metronome: bool = False
    why: str = ""

    @property
    def asked_level(self) -> int | None:
        """The planned level; outside plans by the amount, None without one."""
        amount = self.reps or self.hold_s
        if self.level is None and amount is None:
            return None
        return version_of(self.exercise, level=self.level, amount=amount).number or None


class Workout(Strict):
    """Sets in their order."""

    name: str = "Workout"
    steps: Annotated[tuple[Step, ...], Field(min_length=1)]

    @model_validator(mode="after")
    def _unique_goals(self) -> Self:
        for step in self.steps:
            if step.reps is not None and step.hold_s is not None:
                raise ValueError(f"{step.exercise}: give either reps or hold_s")
        return self

    def to_toml(self) -> str:
        """The text of a workout file."""
        return tomli_w.dumps({"name": self.name, **self.model_dump(exclude_defaults=True)})


def load_workout(path: Path, exercises: dict[str, Exercise] | None = None) -> Workout:
    """Read a workout file; its exercises are those of the catalogue by default.

    Raises:
        InputError: the file cannot be read, or has an unknown exercise or a wrong amount.
    """
    known = exercises if exercises is not None else catalogue()
    workout = read_toml(path, Workout)
    for step in workout.steps:
        exercise = known.get(step.exercise)
        if exercise is None:
            names = ", ".join(sorted(known))
            raise InputError(f"{path}: there is no exercise {step.exercise}: known are {names}")
        if step.ladder is not None and not _stands(step):
            raise InputError(
                f"{path}: {step.exercise} is not level {step.level} of the ladder {step.ladder!r}"
            )
        if step.reps is not None and exercise.hold:
            raise InputError(f"{path}: {step.exercise} is held: give hold_s in place of reps")
        if step.hold_s is not None and exercise.reps:
            raise InputError(f"{path}: {step.exercise} is counted: give reps in place of hold_s")
    return workout


def _stands(step: Step) -> bool:
    """Whether the exercise stands on the ladder and the level that the step names."""
    version = version_of(step.exercise, level=step.level)
    return version.ladder is not None and (version.ladder.id, version.number) == (
        step.ladder,
        step.level,
    )
