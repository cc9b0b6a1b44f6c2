"""What was done before, as plans, trends and pages look at it; `history` keeps it.

Plain values only: what the frames showed was decided when they were judged. Times of day are aware
datetimes; what belongs to one day is told by the date in them. NaN is missing, as everywhere.
"""

import math
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from formcheck.result import SetResult

Moment = Literal["before", "during", "after", "next_day"]
Role = Literal["warm_up", "work", "test"]
Side = Literal["left", "right"]


@dataclass(frozen=True, slots=True)
class CheckIn:
    """How somebody felt (biomechanics 7.3); None is not asked, or not answered.

    Attributes:
        at: when it was told.
        moment: before, during or after a session, or the day after it.
        pain: back pain, 0 to 10.
        effort: 0 to 10, of the whole session.
        leg_symptoms: pain, numbness or weakness that goes into a leg.
        sharp: the pain is sharp.
        warning_signs: any of the signs of biomechanics 7.2.
        lasted: the pain of the last session went on for more than 24 hours.
        exercise: after a set of which it was asked, None outside sessions.
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


@dataclass(frozen=True, slots=True)
class LoggedSet:
    """A finished set, and what it was for.

    Attributes:
        result: all that was seen of it, and the advice on it.
        role: what it was for.
        side: of the body, where it was declared.
        ladder, level: where it stood in the plan that asked for it, None outside plans.
        planned_reps, planned_hold_s: what was asked for, None if nothing was.
    """

    result: SetResult
    role: Role = "work"
    side: Side | None = None
    ladder: str | None = None
    level: int | None = None
    planned_reps: int | None = None
    planned_hold_s: float | None = None


@dataclass(frozen=True, slots=True)
class SessionDone:
    """A session.

    Attributes:
        number: of the session in the history.
        at: when it began.
        sets: in order of time.
        check_ins: those made within it.
    """

    number: int
    at: datetime
    sets: tuple[LoggedSet, ...] = ()
    check_ins: tuple[CheckIn, ...] = ()


@dataclass(frozen=True, slots=True)
class TestDone:
    """One core test (biomechanics 5).

    Attributes:
        at: when.
        test: `plank`, `sit-up`, `leg-lowering` or `side-bridge`.
        score: seconds held, grade 0 to 10, or angle in degrees; NaN where it was not scored.
        unit: `s`, `grade` or `deg`.
        uncertainty: one sigma of the score, NaN where there is none.
        side: of a side bridge.
        reason: why it ended, or why it was not scored.
        passed: of the sit-up: whether it came up; None of the others.
        trials: the score of each trial; empty where there was one.
        practice: the first one of its kind, which is to get used to it.
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
    """All that a plan looks at, oldest first.

    Attributes:
        sessions: with their sets and the check-ins made within them.
        check_ins: all of them, in sessions or not.
        tests: all of them.
    """

    sessions: tuple[SessionDone, ...] = ()
    check_ins: tuple[CheckIn, ...] = ()
    tests: tuple[TestDone, ...] = ()


@dataclass(frozen=True, slots=True)
class TrendPoint:
    """One session in numbers, NaN where there are none.

    Attributes:
        number, at: of the session.
        good_form_s, held_s: sums over its holds.
        reps: repetitions that were judged.
        clean_reps: those of them without a severe fault.
        control_deg: mean control angle of its leg raises, lower is better.
        curl_share: mean curl share of its sit-ups, 0 to 1.
        pain: the most back pain that was told before, during, after or the day after it.
        effort: as told after it.
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
