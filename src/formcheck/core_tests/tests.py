"""The core tests that a camera can score (biomechanics 5): protocols, samples, repeatability.

They are data (`tests.toml`), checked against the catalogue when they are read. How a trial is
followed is in `trials`, what comes of it in `results`.
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

#: Norms are of young adults only (biomechanics 5.1).
NORM_AGES: Final = (18, 29)


class HoldRules(Strict):
    """When the clock of a hold ends.

    Attributes:
        shortest_s: what is left sooner is not a trial.
        corrected: faults that are corrected, together `corrections` times.
        corrections: how often; the next one ends it.
        put_right_s: how long one may go on after its correction.
        ends: faults that end it at once.
        ends_severe: faults that end it at once when they are severe.
        words: what happened, by the fault.
        sigma_s: one sigma of the time at which something quick happens.
        sigma_deg: one sigma of the angle at which form is lost; the time that the last of these
            degrees took is added.
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
    """A position of the arms in the sit-up, and the grade of who comes up with it, curled."""

    id: ArmsName
    ask: Words
    grade: Annotated[int, Field(ge=0, le=10)]


class RepRules(Strict):
    """What makes one sit-up pass.

    Attributes:
        at_least_s: of the whole repetition.
        rise_at_most_s: of the way up.
        spoils, spoils_severe: faults with which, or with which when severe, it does not count.
        words: what happened, by the fault.
        unseen: what to say where that could not be seen, by the fault.
        curl_share: from which on the curl is kept.
        arms: positions of the arms, the easiest first.
        uncurled: grade of who comes up in the easiest one without keeping the curl.
        grades: what they are called.
    """

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
        order = [self.uncurled, *(one.grade for one in self.arms)]
        if order != sorted(set(order)):
            raise ValueError("arms: give them from the easiest to the hardest, each once")
        if set(order) != set(self.grades):
            raise ValueError("grades: give the names of the grades that there are, and no others")
        return self


class LoweringRules(Strict):
    """How the legs are lowered, and when a trial is over.

    Attributes:
        top_deg, top_s: from where on, and for how long, the legs are up before it begins.
        pace_deg_s: the pace that is shown and said.
        pace_between_deg_s: mean speeds that are scored.
        lift_s: a low back that lifts for so long lifts.
        straight_deg: knees that bend less than this are straight.
        knees_deg, knees_s: knees that bend so far for so long end it.
        floor_deg: legs below this lie.
        turn_deg: legs that rise again by this end it.
        stopped_s: so do legs that come no lower for so long.
        seen_share: share of the time in which the back must be seen.
    """

    top_deg: Degrees
    top_s: Seconds
    pace_deg_s: Seconds
    pace_between_deg_s: tuple[float, float]
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
    """How much a result must change before a change is shown (biomechanics 5.5).

    Attributes:
        least, share: by more than the larger one: an amount, or a share of the earlier result.
        tests: in so many tests running.
    """

    least: PositiveFloat
    share: Share
    tests: PositiveInt = 1
    source: Words

    def target(self, earlier: float) -> float:
        """The smallest change from an earlier result that is more than repeating the test."""
        return max(self.least, self.share * earlier)


class Balance(Strict):
    """From which left:right index on the sides differ (biomechanics 3.15)."""

    note: Share
    flag: Share
    flag_tests: PositiveInt
    source: Words


class Sample(Strict):
    """What others reached.

    Attributes:
        kind: `percentiles` (25th, 50th, 75th), `mean` (and standard deviation) or `context`, a
            sentence to read a result by.
        name: who they were; or the sentence.
        men, women: the numbers.
        side: of a side bridge.
        citation: to be shown beside it, and how well it was read.
        source: where it stands, with its evidence tag.
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
        wanted = {"percentiles": 3, "mean": 2, "context": 0}[self.kind]
        if {len(self.men), len(self.women)} != {wanted}:
            raise ValueError(f"{self.name}: {self.kind} has {wanted} numbers for each sex")
        if self.kind == "percentiles" and any(
            list(one) != sorted(one) for one in (self.men, self.women)
        ):
            raise ValueError(f"{self.name}: give percentiles in rising order")
        return self

    def of(self, sex: Sex) -> tuple[float, ...]:
        """The numbers of one sex."""
        return self.men if sex == "man" else self.women


class CoreTest(Strict):
    """One core test.

    Attributes:
        id: on the command line.
        name: in a title.
        exercise: the one of the catalogue that is done.
        unit: of the score.
        lower_is_better: whether a lower score is better.
        measures: what the score is, in words.
        how: what to do, sentence by sentence.
        view: from where the camera has to see the body.
        sides: whether each side is tested.
        trials: how many there are; the best counts.
        rest_s: between two trials, sides or positions.
        hold, rep, lowering: the rules of its kind, one of them.
        repeat: how much a result must change.
        balance: how much the sides may differ.
        samples: what others reached.
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
        said = [rules.words] if rules else []
        said += [self.rep.unseen] if self.rep else []
        if any(set(words) != set(self.faults) for words in said):
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
        missing = set(self.faults) - {fault.id for fault in exercise.faults}
        if missing:
            raise ValueError(f"{self.exercise} has no fault {sorted(missing)[0]!r}")
        return self

    @property
    def faults(self) -> tuple[str, ...]:
        """Every fault of the exercise that decides."""
        if self.hold:
            return (*self.hold.corrected, *self.hold.ends, *self.hold.ends_severe)
        return (*self.rep.spoils, *self.rep.spoils_severe) if self.rep else ()


@cache
def core_tests() -> dict[TestName, CoreTest]:
    """The core tests that come with formcheck, by name."""
    return read_tests(files("formcheck.core_tests") / "tests.toml")


def read_tests(file: Traversable) -> dict[TestName, CoreTest]:
    """Read a file of core tests.

    Args:
        file: in TOML, one table a test.

    Raises:
        InputError: it is not valid, or does not fit the catalogue: an unknown exercise or fault,
            a hold of what is counted.
    """
    content = {
        key: {"id": key.replace("_", "-"), **table} if isinstance(table, dict) else table
        for key, table in read_table(file).items()
    }
    return {test.id: test for test in checked(content, dict[str, CoreTest], file).values()}
