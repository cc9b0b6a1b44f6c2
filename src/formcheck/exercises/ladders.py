"""Ladders of easier and harder exercises, with the amounts of each (biomechanics 4.1).

This table decides for the advice after a set, the running workout and the next plan. It is data
(`ladders.toml`), checked against the catalogue on reading. An exercise on no ladder, such as a
user's own, may name its easier and its harder version in its own file.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Annotated, Literal, Self

from pydantic import Field, PositiveFloat, PositiveInt, model_validator

from formcheck.exercises.catalogue import catalogue
from formcheck.exercises.spec import Exercise
from formcheck.settings import Seconds, Strict, Words, read_toml

TestName = Literal["plank", "sit-up", "leg-lowering", "side-bridge"]
Amounts = tuple[PositiveInt, PositiveInt]


class Need(Strict):
    """A condition of a level, within the time that a plan looks back.

    Attributes:
        holds: number of sets, each held in good form for at least `good_form_s` seconds.
        reps: or number of repetitions in one session, complete and without a spoken fault. The way
            down takes at least `lower_s` seconds. The control angle is at most `control_deg`, or
            missing because the back did not give way.
    """

    exercise: str
    holds: PositiveInt | None = None
    good_form_s: Seconds | None = None
    reps: PositiveInt | None = None
    lower_s: Seconds | None = None
    control_deg: PositiveFloat | None = None

    @model_validator(mode="after")
    def _check(self) -> Self:
        if (self.holds is None) == (self.reps is None):
            raise ValueError(f"{self.exercise}: give either holds or reps")
        if (self.holds is None) != (self.good_form_s is None):
            raise ValueError(f"{self.exercise}: holds and good_form_s go together")
        return self


class Shown(Strict):
    """A core test that shows the ability for a level.

    Attributes:
        at_least, at_most: limit of the score; exactly one.
        trials: number of trials, of one test or of several, that must meet the limit.
    """

    test: TestName
    at_least: float | None = None
    at_most: float | None = None
    trials: PositiveInt = 1

    @model_validator(mode="after")
    def _check(self) -> Self:
        if (self.at_least is None) == (self.at_most is None):
            raise ValueError(f"{self.test}: give either at_least or at_most")
        return self

    def holds_for(self, score: float) -> bool:
        """Whether a score is good enough; NaN is not."""
        if self.at_least is not None:
            return score >= self.at_least
        return self.at_most is not None and score <= self.at_most


class RedFlag(Strict):
    """A core test that calls for a lower level until a later session says otherwise.

    Attributes:
        test: its name.
        at_least: lowest score that raises the flag; None if a failed test raises it.
        level: the highest level under the flag.
        why: the reason, without a full stop.
    """

    test: TestName
    at_least: float | None = None
    level: PositiveInt
    why: Words
    source: Words

    def is_up(self, score: float, *, passed: bool | None) -> bool:
        """Whether a test with this result raises the flag."""
        if self.at_least is None:
            return passed is False
        return score >= self.at_least


class Level(Strict):
    """One step of a ladder, and the size of a set.

    Attributes:
        name: its name in sentences, for an exercise on several levels.
        hold_s, reps: the least and the most of one set; exactly one.
        sides: whether each side is trained.
        tempo: seconds up and seconds down.
        needs, shown_by: its conditions, or the test that replaces them.
        start_from: the test whose half score is a good first amount.
    """

    exercise: str
    name: str = ""
    hold_s: Amounts | None = None
    reps: Amounts | None = None
    sides: bool = False
    tempo: tuple[float, float] | None = None
    note: str = ""
    needs: tuple[Need, ...] = ()
    shown_by: Shown | None = None
    start_from: TestName | None = None
    source: Words

    @model_validator(mode="after")
    def _check(self) -> Self:
        if (self.hold_s is None) == (self.reps is None):
            raise ValueError(f"{self.exercise}: give either hold_s or reps")
        if not self.least < self.most:
            raise ValueError(f"{self.exercise}: give the least first, then the most")
        return self

    @property
    def least(self) -> int:
        """Fewest seconds or repetitions of one set."""
        return self._amounts[0]

    @property
    def most(self) -> int:
        """Most seconds or repetitions of one set."""
        return self._amounts[1]

    @property
    def _amounts(self) -> Amounts:
        amounts = self.hold_s or self.reps
        assert amounts is not None
        return amounts


class Ladder(Strict):
    """Levels of one movement, the easiest first; they count from 1."""

    id: str
    name: Words
    source: Words
    red_flags: tuple[RedFlag, ...] = ()
    levels: Annotated[tuple[Level, ...], Field(min_length=1)]

    @model_validator(mode="after")
    def _check(self) -> Self:
        if any(flag.level > len(self.levels) for flag in self.red_flags):
            raise ValueError(f"{self.id}: a red flag leads to a level that does not exist")
        return self

    def level(self, number: int) -> Level:
        """The level of a number, from 1."""
        return self.levels[number - 1]

    def numbers_of(self, exercise: str) -> tuple[int, ...]:
        """The levels of an exercise, the easiest first; empty if it is not on this ladder."""
        return tuple(n for n, level in enumerate(self.levels, 1) if level.exercise == exercise)


class _Table(Strict):
    ladders: Annotated[tuple[Ladder, ...], Field(min_length=1)]

    @model_validator(mode="after")
    def _check(self) -> Self:
        known = catalogue()
        owner: dict[str, str] = {}
        ids = [ladder.id for ladder in self.ladders]
        if len(set(ids)) != len(ids):
            raise ValueError("two ladders have the same id")
        for ladder in self.ladders:
            for number, level in enumerate(ladder.levels, start=1):
                where = f"{ladder.id}, level {number}"
                for name in (level.exercise, *(need.exercise for need in level.needs)):
                    if name not in known:
                        raise ValueError(f"{where}: there is no exercise {name!r}")
                exercise = known[level.exercise]
                if (level.hold_s is None) != (exercise.hold is None):
                    raise ValueError(f"{where}: {exercise.id} is held or counted, not both")
                if not level.name and len(ladder.numbers_of(exercise.id)) > 1:
                    raise ValueError(f"{where}: {exercise.id} has several levels: give each a name")
                if owner.setdefault(exercise.id, ladder.id) != ladder.id:
                    raise ValueError(f"{where}: {exercise.id} is on two ladders")
                if exercise.ladder.easier or exercise.ladder.harder:
                    raise ValueError(
                        f"{where}: {exercise.id} names easier or harder in its own file, too"
                    )
        return self


@dataclass(frozen=True, slots=True)
class Version:
    """An exercise and its place on a ladder.

    Attributes:
        ladder: None for an exercise on no ladder.
        number: its level, 0 for an exercise on no ladder.
    """

    exercise: str
    ladder: Ladder | None = None
    number: int = 0

    @property
    def level(self) -> Level | None:
        """The level; None for an exercise on no ladder."""
        return self.ladder.level(self.number) if self.ladder else None


def version_of(exercise: str, *, level: int | None = None, amount: float | None = None) -> Version:
    """The place of an exercise on its ladder, at the plan's level, if any.

    Without a level the amount, seconds or repetitions, selects the easiest level that reaches it;
    without both it is the easiest level of the exercise.
    """
    for ladder in ladders().values():
        numbers = ladder.numbers_of(exercise)
        if numbers:
            if level not in numbers:
                fits = (n for n in numbers if (amount or 0) <= ladder.level(n).most)
                level = min(fits, default=numbers[-1])
            return Version(exercise, ladder, level)
    return Version(exercise)


def step_down(
    version: Version, known: Mapping[str, Exercise], *, failed: bool = False
) -> Version | None:
    """The next easier version, or None; an exercise may have its own after a failed attempt."""
    own = known[version.exercise].ladder
    if failed and own.after_failure:
        return version_of(own.after_failure)
    if version.ladder and version.number > 1:
        number = version.number - 1
        return Version(version.ladder.level(number).exercise, version.ladder, number)
    return version_of(own.easier) if own.easier else None


def harder_exercise(exercise: Exercise) -> str | None:
    """Id of the next harder exercise, or None."""
    for ladder in ladders().values():
        numbers = ladder.numbers_of(exercise.id)
        if numbers and numbers[-1] < len(ladder.levels):
            return ladder.level(numbers[-1] + 1).exercise
    return exercise.ladder.harder


def version_name(version: Version, known: Mapping[str, Exercise], *, after: str = "") -> str:
    """Name of a version in a sentence; after the same exercise it is the name of the level."""
    level = version.level
    if level and level.name and version.exercise == after:
        return level.name
    return known[version.exercise].title.lower()


@cache
def ladders() -> dict[str, Ladder]:
    """The ladders of formcheck by id, in their order in training."""
    return read_ladders(files("formcheck.exercises") / "ladders.toml")


def read_ladders(file: Traversable) -> dict[str, Ladder]:
    """Read a TOML file of ladders.

    Raises:
        InputError: the file is not valid, or does not fit the catalogue. Examples: an unknown
            exercise, a hold where repetitions are counted, an exercise on two ladders, an exercise
            on a ladder that names an easier version in its own file, too.
    """
    return {ladder.id: ladder for ladder in read_toml(file, _Table).ladders}
