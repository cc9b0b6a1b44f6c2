"""The ladders: easier and harder versions of one thing, and how much of each (biomechanics 4.1).

They are data (`ladders.toml`), checked against the catalogue when they are read.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from formcheck.exercises.catalogue import catalogue
from formcheck.exercises.spec import Exercise, Words
from formcheck.programme.training_log import TestDone
from formcheck.settings import Strict, read_toml

TestName = Literal["plank", "sit-up", "leg-lowering", "side-bridge"]
Amounts = tuple[Annotated[int, Field(ge=1)], Annotated[int, Field(ge=1)]]


class Need(Strict):
    """What must have been done before a level, within the time that a plan looks back.

    Attributes:
        exercise: of which.
        holds: so many sets, held in good form for at least `good_form_s` seconds each.
        reps: or so many repetitions of one session, complete and without a fault that speaks;
            lowered in `lower_s` seconds at least, with a control angle of `control_deg` at most,
            or none because the back did not give way.
    """

    exercise: str
    holds: Annotated[int, Field(ge=1)] | None = None
    good_form_s: Annotated[float, Field(gt=0.0)] | None = None
    reps: Annotated[int, Field(ge=1)] | None = None
    lower_s: Annotated[float, Field(gt=0.0)] | None = None
    control_deg: Annotated[float, Field(gt=0.0)] | None = None

    @model_validator(mode="after")
    def _check(self) -> Self:
        if (self.holds is None) == (self.reps is None):
            raise ValueError(f"{self.exercise}: give either holds or reps")
        if (self.holds is None) != (self.good_form_s is None):
            raise ValueError(f"{self.exercise}: holds and good_form_s go together")
        return self


class Shown(Strict):
    """A test that shows that a level can be done.

    Attributes:
        test: which.
        at_least, at_most: where its score must lie; exactly one.
        trials: in so many trials, of one test or of several.
    """

    test: TestName
    at_least: float | None = None
    at_most: float | None = None
    trials: Annotated[int, Field(ge=1)] = 1

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
    """A test that shows that less is in order, until a session since then says otherwise.

    Attributes:
        test: which.
        at_least: a score from which on it does; None: where it was not passed.
        level: the highest level that is in order then.
        why: the reason, without a full stop.
        source: where it comes from.
    """

    test: TestName
    at_least: float | None = None
    level: Annotated[int, Field(ge=1)]
    why: Words
    source: Words

    def is_up(self, done: TestDone) -> bool:
        """Whether a test shows it."""
        if self.at_least is None:
            return done.passed is False
        return done.score >= self.at_least


class Level(Strict):
    """One version, and how much of it a set is.

    Attributes:
        exercise: id in the catalogue.
        name: what to call it in a sentence, where the exercise stands on several levels.
        hold_s, reps: the least and the most of one set; one of them.
        sides: whether each side is done.
        tempo: seconds up and seconds down.
        note: what to say when it is announced.
        needs, shown_by: what must have been done before, or the test that shows as much.
        start_from: the test of whose score half is a first amount.
        source: where level and numbers come from.
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
        """Of one set, seconds or repetitions."""
        return self._amounts[0]

    @property
    def most(self) -> int:
        """Of one set, seconds or repetitions."""
        return self._amounts[1]

    @property
    def _amounts(self) -> Amounts:
        amounts = self.hold_s or self.reps
        assert amounts is not None
        return amounts


class Ladder(Strict):
    """Versions of one thing, the easiest first; a level's number is its place, from 1."""

    id: str
    name: Words
    source: Words
    red_flags: tuple[RedFlag, ...] = ()
    levels: Annotated[tuple[Level, ...], Field(min_length=1)]

    @model_validator(mode="after")
    def _check(self) -> Self:
        if any(flag.level > len(self.levels) for flag in self.red_flags):
            raise ValueError(f"{self.id}: a red flag leads to a level that there is not")
        return self

    def level(self, number: int) -> Level:
        """The level of a number, from 1."""
        return self.levels[number - 1]

    def numbers_of(self, exercise: str) -> tuple[int, ...]:
        """The levels at which an exercise stands, the easiest first; empty where it does not."""
        return tuple(n for n, one in enumerate(self.levels, start=1) if one.exercise == exercise)


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
                if (level.hold_s is None) != (known[level.exercise].hold is None):
                    raise ValueError(f"{where}: {level.exercise} is held or counted, not both")
                if not level.name and len(ladder.numbers_of(level.exercise)) > 1:
                    raise ValueError(
                        f"{where}: {level.exercise} has several levels: give each a name"
                    )
                if owner.setdefault(level.exercise, ladder.id) != ladder.id:
                    raise ValueError(f"{where}: {level.exercise} is on two ladders")
            _check_order(ladder, known)
        return self


@dataclass(frozen=True, slots=True)
class Place:
    """Where an exercise stands."""

    ladder: Ladder
    number: int


@cache
def ladders() -> dict[str, Ladder]:
    """The ladders that come with formcheck, by id, in the order in which they are trained."""
    return read_ladders(files("formcheck.programme") / "ladders.toml")


def read_ladders(file: Traversable) -> dict[str, Ladder]:
    """Read a file of ladders.

    Args:
        file: in TOML.

    Raises:
        InputError: it is not valid, or does not fit the catalogue: an unknown exercise, a hold
            where repetitions are counted, an exercise on two ladders, a level that is followed
            by one that the catalogue calls easier.
    """
    return {ladder.id: ladder for ladder in read_toml(file, _Table).ladders}


def place_of(exercise: str) -> Place | None:
    """The easiest place of an exercise, None where it is on no ladder."""
    for ladder in ladders().values():
        numbers = ladder.numbers_of(exercise)
        if numbers:
            return Place(ladder, numbers[0])
    return None


def _check_order(ladder: Ladder, known: Mapping[str, Exercise]) -> None:
    """No step may lead down where the catalogue says what is easier."""
    names = [level.exercise for level in ladder.levels]
    for number, name in enumerate(names, start=1):
        easier = known[name].ladder.easier
        if easier in names and names.index(easier) >= number - 1:
            raise ValueError(
                f"{ladder.id}, level {number}: the catalogue has {easier} as easier than {name}"
            )
