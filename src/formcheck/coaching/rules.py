"""The numbers of the rules for regressing and progressing, as data (`rules.toml`)."""

from functools import cache
from importlib.resources import files
from typing import Annotated

from pydantic import Field, PositiveInt

from formcheck.settings import Seconds, Strict, Words, read_toml

Share = Annotated[float, Field(gt=0.0, lt=1.0)]


class _Rule(Strict):
    """Every rule says where its numbers come from."""

    source: Words


class Sagging(_Rule):
    """R2: a hold sagged for so long, gravely or mildly, or for so much of it."""

    severe_s: Seconds
    mild_s: Seconds
    share: Share


class ControlLost(_Rule):
    """R3: severe in so many repetitions running, or at all in `n` of `m`."""

    severe_running: PositiveInt
    mild: tuple[PositiveInt, PositiveInt]


class ControlAngle(_Rule):
    """R4: a control angle above so many degrees in `n` of `m` repetitions."""

    above_deg: float
    reps: tuple[PositiveInt, PositiveInt]


class Pain(_Rule):
    """R5: how much slower, as a factor."""

    slower: Annotated[float, Field(gt=1.0)]


class Quality(_Rule):
    """R6: more than this share of so many repetitions or more had a fault."""

    faulty_share: Share
    fewest_reps: PositiveInt


class Momentum(_Rule):
    """R7: severe so often; so many fewer repetitions."""

    severe: PositiveInt
    fewer: Share


class Timing(_Rule):
    """What is early and what is late in a set, and how much less after a late fault."""

    early: Share
    late: Share
    less: Share


class GoodCurl(_Rule):
    """From which curl share on the abs do their part."""

    at_least: Share


class Progress(_Rule):
    """What two sessions running must show (biomechanics 4.3), and how much more comes of it.

    Attributes:
        sessions: so many running.
        mild_reps, mild_hold: at most this share of the repetitions, of the hold, with mild faults.
        effort: 0 to 10, at most.
        more: at most this share more.
        judged: at least this share of the repetitions.
        kept: at least this share of the hold that was asked for.
    """

    sessions: PositiveInt
    mild_reps: Share
    mild_hold: Share
    effort: Annotated[int, Field(ge=0, le=10)]
    more: Share
    judged: Share
    kept: Share


class Amounts(_Rule):
    """The smallest share of the easiest level's least; the share of a test to begin with."""

    smallest: Share
    of_test: Share


class Break(_Rule):
    """Days without training after which it is one level back, and the start again."""

    step_back_days: PositiveInt
    start_again_days: PositiveInt


class Asymmetry(_Rule):
    """Left and right differ by this share of the larger one, in so many sessions running."""

    hold_times: Share
    angles: Share
    sessions: PositiveInt


class Rules(Strict):
    """All of them."""

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
    """The rules that come with formcheck."""
    return read_toml(files("formcheck.coaching") / "rules.toml", Rules)
