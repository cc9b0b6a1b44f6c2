"""The numbers of the rules for regressing and progressing, as data (`rules.toml`)."""

from functools import cache
from importlib.resources import files
from typing import Annotated

from pydantic import Field, PositiveInt

from formcheck.settings import Seconds, Strict, Words, read_toml

Share = Annotated[float, Field(gt=0.0, lt=1.0)]


class _Rule(Strict):
    """A rule with the source of its numbers."""

    source: Words


class Sagging(_Rule):
    """R2: limits for a severe sag, a mild one, and the sagging share of a hold."""

    severe_s: Seconds
    mild_s: Seconds
    share: Share


class ControlLost(_Rule):
    """R3: number of severe repetitions in a row, or `n` of `m` repetitions of any grade."""

    severe_running: PositiveInt
    mild: tuple[PositiveInt, PositiveInt]


class ControlAngle(_Rule):
    """R4: largest control angle, and its `n` of `m` repetitions."""

    above_deg: float
    reps: tuple[PositiveInt, PositiveInt]


class Pain(_Rule):
    """R5: factor of the slower tempo."""

    slower: Annotated[float, Field(gt=1.0)]


class Quality(_Rule):
    """R6: largest share of faulty repetitions, and the fewest repetitions to judge it by."""

    faulty_share: Share
    fewest_reps: PositiveInt


class Momentum(_Rule):
    """R7: number of severe findings, and the share of repetitions to take off."""

    severe: PositiveInt
    fewer: Share


class Timing(_Rule):
    """Limits of early and late in a set, and the share to take off after a late fault."""

    early: Share
    late: Share
    less: Share


class GoodCurl(_Rule):
    """Smallest curl share with which the abs do their part."""

    at_least: Share


class Progress(_Rule):
    """The needs of a step up (biomechanics 4.3), and its size.

    Attributes:
        sessions: number of good sessions in a row.
        mild_reps, mild_hold: largest share of the repetitions, of the hold, with mild faults.
        effort: largest effort, 0 to 10.
        more: largest step, as a share.
        judged: smallest judged share of the repetitions.
        kept: smallest share of a planned hold.
    """

    sessions: PositiveInt
    mild_reps: Share
    mild_hold: Share
    effort: Annotated[int, Field(ge=0, le=10)]
    more: Share
    judged: Share
    kept: Share


class Amounts(_Rule):
    """Smallest share of the easiest level's least; share of a test score to begin with."""

    smallest: Share
    of_test: Share


class Break(_Rule):
    """Days without training before a step back, and before a new start."""

    step_back_days: PositiveInt
    start_again_days: PositiveInt


class Asymmetry(_Rule):
    """Smallest difference of the sides, as a share of the larger; number of sessions in a row."""

    hold_times: Share
    angles: Share
    sessions: PositiveInt


class Rules(Strict):
    """All rules."""

    sagging: Sagging
    control_lost: ControlLost
    control_angle: ControlAngle
    pain: Pain
    quality: Quality
    momentum: Momentum
    timing: Timing
    good_curl: GoodCurl
    progress: Progress
    amounts: Amounts
    rest: Annotated[Break, Field(alias="break")]
    asymmetry: Asymmetry


@cache
def rules() -> Rules:
    """The rules of the package."""
    return read_toml(files("formcheck.coaching") / "rules.toml", Rules)
