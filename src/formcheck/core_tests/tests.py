"""The core tests that a camera can score (biomechanics 5): protocols, samples, repeatability.

They are data (`tests.toml`). The reader checks them against the catalogue. `trials` follows a
trial, `results` makes its result.
"""

from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Annotated, Final, Literal, Self

from pydantic import Field, PositiveFloat, PositiveInt, model_validator

from formcheck.exercises.catalogue import catalogue
from formcheck.exercises.ladders import TestName
from formcheck.exercises.spec import NeededView
from formcheck.programme.training_log import Side
from formcheck.settings import Seconds, Strict, Words, checked, read_table

ArmsName = Literal["forward", "folded", "ears"]
Sex = Literal["man", "woman"]
Degrees = Annotated[float, Field(gt=0.0, le=180.0)]
Share = Annotated[float, Field(ge=0.0, le=1.0)]

#: Ages with norms (biomechanics 5.1).
NORM_AGES: Final = (18, 29)


class HoldRules(Strict):
    """The rules that end the clock of a hold.

    Attributes:
        shortest_s: a shorter hold is no trial.
        corrected: faults that may be corrected, together `corrections` times.
        corrections: number of corrections; the next fault ends the hold.
        put_right_s: time to put a fault right after its correction.
        ends: faults that end the hold at once.
        ends_severe: faults that end the hold at once if severe.
        words: the reason in words, by fault.
        sigma_s: one sigma of the time of a quick event.
        sigma_deg: one sigma of the angle at which form is lost; the time that the last of these
            degrees took adds to `sigma_s`.
    """

    shortest_s: Seconds
    corrected: tuple[str, ...]
    corrections: Annotated[int, Field(ge=0)]
    put_right_s: Seconds
    ends: tuple[str, ...] = ()
    ends_severe: tuple[str, ...] = ()
    words: Mapping[str, Words]
    sigma_s: Seconds
    sigma_deg: Degrees
    sigma_source: Words
    source: Words


class Arms(Strict):
    """A position of the arms in the sit-up, and the grade for a curled sit-up with it."""

    id: ArmsName
    ask: Words
    grade: Annotated[int, Field(ge=0, le=10)]


class RepRules(Strict):
    """The rules for a sit-up that counts.

    Attributes:
        top_deg: rise of the trunk over its rest from which on the person has come up.
        at_least_s: shortest time of the whole repetition.
        rise_at_most_s: longest time of the way up.
        spoils_severe: faults that spoil it if severe.
        words: the reason in words, by fault.
        unseen: a remark for a fault that could not be seen.
        curl_share: smallest share of a curled sit-up.
        arms: positions of the arms, the easiest first.
        uncurled: grade for the easiest position without the curl.
        grades: name of each grade.
    """

    top_deg: Degrees
    at_least_s: Seconds
    rise_at_most_s: Seconds
    spoils: tuple[str, ...]
    spoils_severe: tuple[str, ...]
    words: Mapping[str, Words]
    unseen: Mapping[str, Words]
    curl_share: Share
    curl_source: Words
    arms: Annotated[tuple[Arms, ...], Field(min_length=1)]
    uncurled: int
    grades: Mapping[int, Words]
    grades_source: Words
    source: Words

    @model_validator(mode="after")
    def _check(self) -> Self:
        order = [self.uncurled, *(arms.grade for arms in self.arms)]
        if order != sorted(set(order)):
            raise ValueError("arms: give them from the easiest to the hardest, each once")
        if set(order) != set(self.grades):
            raise ValueError("grades: give the names of the grades that there are, and no others")
        return self


class LoweringRules(Strict):
    """The rules for the pace and the end of a leg lowering.

    Attributes:
        top_deg: the legs are up above this angle.
        top_s: time with the legs up before the trial begins.
        pace_deg_s: the announced pace.
        pace_between_deg_s: range of mean speeds with a score.
        back: the measure of the low back; it needs the back's own outline.
        lift, lift_s: least value of it, and shortest time, that count as a lift.
        straight_deg: knees bent less than this are straight.
        knees_deg, knees_s: knees bent this far for this long end the trial.
        floor_deg: legs below this angle lie on the floor.
        turn_deg: a rise of the legs by this ends the trial.
        stopped_s: a stop of the legs for this long ends the trial.
        seen_share: smallest share of the time with the back in view.
    """

    top_deg: Degrees
    top_s: Seconds
    pace_deg_s: Seconds
    pace_between_deg_s: tuple[float, float]
    back: str
    lift: float
    lift_s: Seconds
    straight_deg: Degrees
    knees_deg: Degrees
    knees_s: Seconds
    floor_deg: Degrees
    turn_deg: Degrees
    stopped_s: Seconds
    seen_share: Share
    source: Words

    @model_validator(mode="after")
    def _check(self) -> Self:
        low, high = self.pace_between_deg_s
        if not low < self.pace_deg_s < high:
            raise ValueError("pace_between_deg_s does not hold the pace")
        return self


class Repeat(Strict):
    """The smallest change of a result that counts (biomechanics 5.5).

    Attributes:
        least: the smallest amount.
        share: the smallest share of the earlier result; the larger of the two decides.
        tests: number of tests in a row that must show it.
    """

    least: PositiveFloat
    share: Share
    tests: PositiveInt = 1
    source: Words

    def target(self, earlier: float) -> float:
        """The difference that repeating the test alone may make."""
        return max(self.least, self.share * earlier)


class Balance(Strict):
    """Limits for the left:right index (biomechanics 3.15)."""

    note: Share
    flag: Share
    flag_tests: PositiveInt
    source: Words


class Sample(Strict):
    """Results of other people.

    Attributes:
        kind: `percentiles` (25th, 50th, 75th), `mean` (and standard deviation) or `context`, a
            sentence that helps to read a result.
        name: the people, or the sentence.
        men, women: the numbers.
        side: the side of a side bridge.
        citation: the citation to show, with the extent of our reading.
    """

    kind: Literal["percentiles", "mean", "context"]
    name: Words
    men: tuple[float, ...] = ()
    women: tuple[float, ...] = ()
    side: Side | None = None
    citation: Words
    source: Words

    @model_validator(mode="after")
    def _check(self) -> Self:
        count = {"percentiles": 3, "mean": 2, "context": 0}[self.kind]
        if {len(self.men), len(self.women)} != {count}:
            raise ValueError(f"{self.name}: {self.kind} has {count} numbers for each sex")
        if self.kind == "percentiles" and any(
            list(values) != sorted(values) for values in (self.men, self.women)
        ):
            raise ValueError(f"{self.name}: give percentiles in rising order")
        return self

    def of(self, sex: Sex) -> tuple[float, ...]:
        """The numbers of one sex."""
        return self.men if sex == "man" else self.women


class CoreTest(Strict):
    """One core test.

    Attributes:
        id: its id on the command line.
        measures: meaning of the score, in words.
        sides: whether it tests each side.
        trials: number of trials; the best counts.
        rest_s: rest between trials, sides or positions.
        hold, rep, lowering: the rules of its kind; exactly one of them.
    """

    id: TestName
    name: Words
    exercise: str
    unit: Literal["s", "grade", "deg"]
    lower_is_better: bool = False
    measures: Words
    how: Annotated[tuple[Words, ...], Field(min_length=1)]
    view: NeededView
    view_source: Words
    sides: bool = False
    trials: PositiveInt = 1
    rest_s: Seconds = 60.0
    hold: HoldRules | None = None
    rep: RepRules | None = None
    lowering: LoweringRules | None = None
    repeat: Repeat
    balance: Balance | None = None
    samples: tuple[Sample, ...] = ()

    @model_validator(mode="after")
    def _check(self) -> Self:
        if sum(rules is not None for rules in (self.hold, self.rep, self.lowering)) != 1:
            raise ValueError("give one of [hold], [rep], [lowering]")
        rules = self.hold or self.rep
        texts = [rules.words] if rules else []
        texts += [self.rep.unseen] if self.rep else []
        if any(set(words) != set(self.faults) for words in texts):
            raise ValueError(f"give words for {', '.join(sorted(set(self.faults)))}")
        if (self.balance is not None) != self.sides:
            raise ValueError("sides and [balance] go together")
        return self

    @model_validator(mode="after")
    def _fits_the_catalogue(self) -> Self:
        exercise = catalogue().get(self.exercise)
        if exercise is None:
            raise ValueError(f"there is no exercise {self.exercise!r}")
        if (exercise.hold is None) != (self.hold is None):
            raise ValueError(f"{self.exercise} is held or counted, not both")
        if self.lowering and exercise.control is None:
            raise ValueError(f"{self.exercise} has no control angle")
        if self.lowering and self.lowering.back not in exercise.measures:
            raise ValueError(f"{self.exercise} does not measure {self.lowering.back!r}")
        missing = set(self.faults) - {fault.id for fault in exercise.faults}
        if missing:
            raise ValueError(f"{self.exercise} has no fault {sorted(missing)[0]!r}")
        return self

    @property
    def faults(self) -> tuple[str, ...]:
        """The faults that decide the test."""
        if self.hold:
            return (*self.hold.corrected, *self.hold.ends, *self.hold.ends_severe)
        return (*self.rep.spoils, *self.rep.spoils_severe) if self.rep else ()


@cache
def core_tests() -> dict[TestName, CoreTest]:
    """The core tests of the package, by name."""
    return read_tests(files("formcheck.core_tests") / "tests.toml")


def read_tests(file: Traversable) -> dict[TestName, CoreTest]:
    """Read a TOML file of core tests, one table for each.

    Raises:
        InputError: the file is not valid or does not fit the catalogue.
    """
    content = {
        key: {"id": key.replace("_", "-"), **table} if isinstance(table, dict) else table
        for key, table in read_table(file).items()
    }
    return {test.id: test for test in checked(content, dict[str, CoreTest], file).values()}
