"""The training log: past sessions, check-ins and core tests for plans, trends and pages.

`history` stores it. Times are aware datetimes; their date tells the day. NaN is missing.
"""

import math
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from typing import Literal

from formcheck.result import SetResult

Moment = Literal["before", "during", "after", "next_day"]
Role = Literal["warm_up", "work", "test"]
Side = Literal["left", "right"]


@dataclass(frozen=True, slots=True)
class CheckIn:
    """One answer about pain and effort (biomechanics 7.3); None is no answer.

    Attributes:
        moment: before, during or after a session, or the day after it.
        pain: back pain, 0 to 10.
        effort: effort of the whole session, 0 to 10.
        leg_symptoms: whether pain, numbness or weakness goes into a leg.
        warning_signs: whether there is any of the signs of biomechanics 7.2.
        lasted: whether the pain of the last session went on for more than 24 hours.
        exercise: the exercise of the set before the question; None outside sessions.
    """

    at: datetime
    moment: Moment
    pain: int | None = None
    effort: int | None = None
    leg_symptoms: bool | None = None
    sharp: bool = False
    warning_signs: bool | None = None
    lasted: bool | None = None
    exercise: str | None = None


@dataclass(frozen=True)
class LoggedSet:
    """A finished set with its purpose.

    Attributes:
        read: reads the result; a plan looks at few of all results.
        side: the declared side of the body, if any.
        ladder, level: the place in its plan; None outside plans.
        planned_reps, planned_hold_s: the planned amount, if any.
    """

    exercise: str
    read: Callable[[], SetResult] = field(repr=False, compare=False)
    role: Role = "work"
    side: Side | None = None
    ladder: str | None = None
    level: int | None = None
    planned_reps: int | None = None
    planned_hold_s: float | None = None

    @cached_property
    def result(self) -> SetResult:
        """The measurements, the findings and the advice."""
        return self.read()


@dataclass(frozen=True, slots=True)
class LoggedSession:
    """A session; sets and check-ins within it are in order of time.

    Attributes:
        number: its number in the history.
    """

    number: int
    at: datetime
    sets: tuple[LoggedSet, ...] = ()
    check_ins: tuple[CheckIn, ...] = ()


@dataclass(frozen=True, slots=True)
class LoggedTest:
    """One core test (biomechanics 5).

    Attributes:
        test: `plank`, `sit-up`, `leg-lowering` or `side-bridge`.
        score: seconds of a hold, grade 0 to 10, or angle in degrees; NaN without a score.
        unit: `s`, `grade` or `deg`.
        uncertainty: one sigma of the score; NaN without one.
        reason: why it ended, or why it has no score.
        passed: whether a sit-up came up; None for the others.
        trials: the score of each trial, if there were several.
        practice: whether it is the first of its kind, for practice.
    """

    at: datetime
    test: str
    score: float
    unit: str
    uncertainty: float = math.nan
    side: Side | None = None
    reason: str = ""
    passed: bool | None = None
    trials: tuple[float, ...] = ()
    practice: bool = False


@dataclass(frozen=True, slots=True)
class TrainingLog:
    """The past, oldest first; `check_ins` has those within sessions, too."""

    sessions: tuple[LoggedSession, ...] = ()
    check_ins: tuple[CheckIn, ...] = ()
    tests: tuple[LoggedTest, ...] = ()


@dataclass(frozen=True, slots=True)
class TrendPoint:
    """One session in numbers; NaN is missing.

    Attributes:
        number: its number in the history.
        good_form_s, held_s: sums over its holds.
        clean_reps: judged repetitions without a severe fault.
        control_deg: mean control angle of its leg raises; lower is better.
        curl_share: mean curl share of its sit-ups, 0 to 1.
        pain: the most back pain of its answers, from before it to the day after.
        effort: effort of the session, 0 to 10.
    """

    number: int
    at: datetime
    good_form_s: float
    held_s: float
    reps: int
    clean_reps: int
    control_deg: float
    curl_share: float
    pain: float
    effort: float
