"""Times, warm-ups and goals of a day as data (`planning.toml`)."""

from functools import cache
from importlib.resources import files
from typing import Annotated, Self

from pydantic import Field, PositiveInt, model_validator

from formcheck.exercises.catalogue import catalogue
from formcheck.exercises.ladders import ladders
from formcheck.settings import Seconds, Strict, Words, read_toml


class Times(Strict):
    """Rests, and times for the estimate of a duration, in seconds."""

    rest_hold_s: Seconds
    rest_reps_s: Seconds
    between_s: Seconds
    rep_s: Seconds
    source: Words


class Sets(Strict):
    """Largest number of sets of an exercise."""

    most: PositiveInt
    source: Words


class Dose(Strict):
    """The amount of a warm-up; `rounds` of it if there is time."""

    hold_s: Seconds | None = None
    reps: PositiveInt | None = None
    rounds: PositiveInt = 1
    sides: bool = False
    rest_s: Seconds
    tempo: tuple[float, float] | None = None
    note: str = ""
    source: Words

    @model_validator(mode="after")
    def _check(self) -> Self:
        if (self.hold_s is None) == (self.reps is None):
            raise ValueError("give either hold_s or reps")
        return self


class Mobility(Strict):
    """A day of stretches only."""

    name: Words
    steps: Annotated[tuple[str, ...], Field(min_length=1)]
    source: Words


class Goal(Strict):
    """The ladder that comes first and gets one set more; none for a bit of everything."""

    id: str
    name: Words
    first: str | None = None


class Reminder(Strict):
    """The note of every plan."""

    sitting: Words
    source: Words


class Planning(Strict):
    """All data for a day, checked against catalogue and ladders."""

    times: Times
    sets: Sets
    warm_ups: dict[str, Dose]
    mobility: Mobility
    goals: Annotated[tuple[Goal, ...], Field(min_length=1)]
    reminder: Reminder

    @model_validator(mode="after")
    def _check(self) -> Self:
        for name, dose in self.warm_ups.items():
            exercise = catalogue().get(name)
            if exercise is None:
                raise ValueError(f"warm_ups: there is no exercise {name!r}")
            if (dose.hold_s is None) != (exercise.hold is None):
                raise ValueError(f"warm_ups.{name}: held or counted, not both")
        advised = {
            warm_up
            for exercise in catalogue().values()
            for fault in exercise.faults
            for warm_up in fault.warm_ups
        }
        for name in (*self.mobility.steps, *sorted(advised)):
            if name not in self.warm_ups:
                raise ValueError(f"there is no dose of the warm-up {name!r}")
        for goal in self.goals:
            if goal.first is not None and goal.first not in ladders():
                raise ValueError(f"goals: there is no ladder {goal.first!r}")
        return self

    def goal(self, goal_id: str) -> Goal:
        """The goal of that id.

        Raises:
            KeyError: there is none.
        """
        return {goal.id: goal for goal in self.goals}[goal_id]


@cache
def planning() -> Planning:
    """The data of the package."""
    return read_toml(files("formcheck.programme") / "planning.toml", Planning)
