"""Makes up what somebody did: sets, sessions and check-ins, as the history would tell them."""

import math
from dataclasses import fields, replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

from formcheck.programme.training_log import CheckIn, LoggedSession, LoggedSet, TrainingLog
from formcheck.programme.workout import Step
from formcheck.result import (
    AdviceResult,
    FindingResult,
    HoldResult,
    NotJudgedResult,
    Peak,
    RepResult,
    SetResult,
    Value,
)

DAY = date(2026, 3, 2)
_LENGTH_S = 100.0  # of every set, so that a finding has its place without knowing the set
_STAY = AdviceResult(action="stay", to=None, why="", warm_ups=[])


def evening(day: date | int) -> datetime:
    """Seven o'clock of a day, or of so many days after the first one."""
    day = DAY + timedelta(days=day) if isinstance(day, int) else day
    return datetime(day.year, day.month, day.day, 19, tzinfo=UTC)


def held(exercise: str, seconds: float, *findings: FindingResult, **more) -> LoggedSet:
    """A hold in good form, but for the findings; `more` is as for `but`."""
    bad_s = sum(f.lasted_s for f in findings if f.priority < 3)
    hold = HoldResult(total_s=seconds, good_form_s=seconds - bad_s, form_lost_at_s=None)
    return but(_set(exercise, findings, hold=hold), **{"planned_hold_s": seconds} | more)


def counted(exercise: str, count: int, *findings: FindingResult, **more) -> LoggedSet:
    """Complete repetitions, four seconds down, without a fault but for the findings."""
    control, lower_s = more.pop("control_deg", math.nan), more.pop("lower_s", 4.0)
    measures = {"lower_s": Value(value=lower_s, unit="s", uncertainty=None)}
    if not math.isnan(control):
        measures["control_angle_deg"] = Value(value=control, unit="deg", uncertainty=None)
    reps = []
    for index in range(1, count + 1):
        grades = {f.fault: f.severity for f in findings if f.rep == index}
        reps.append(
            RepResult(
                index=index,
                start_s=0.0,
                top_s=0.0,
                end_s=lower_s,
                complete=True,
                scored=True,
                measures=measures,
                faults=list(grades),
                score=None,
                grades=grades,
            )
        )
    return but(_set(exercise, findings, reps=reps), **{"planned_reps": count} | more)


def fault(name: str, severity: str = "mild", **more: Any) -> FindingResult:
    """A finding of the first priority that lasts for a second, in the middle of the set."""
    start_s = _LENGTH_S * more.pop("share", 0.5)
    end_s = start_s + more.pop("seconds", 1.0)
    peak = Peak(measure="", value=None, unit="", uncertainty=None, threshold=None, at_s=start_s)
    about = {"cue": "", "why": "", "evidence": "proxy", "priority": 1, "spoken": True, "rep": None}
    return FindingResult(
        fault=name, severity=severity, start_s=start_s, end_s=end_s, peak=peak, **about | more
    )


def but(logged: LoggedSet, **changes: Any) -> LoggedSet:
    """The same set with something else of its result, its hold, its advice or its plan.

    Args:
        logged: the set.
        changes: fields of `LoggedSet`, `SetResult`, `HoldResult` or `AdviceResult`, by name; faults
            that were not judged by their ids.
    """
    result = logged.result
    if "not_judged" in changes:
        missed = changes.pop("not_judged")
        changes["not_judged"] = [NotJudgedResult(fault=name, reason="") for name in missed]
    planned = {field.name for field in fields(LoggedSet)}
    for name in ("advice", "hold"):
        part = getattr(result, name)
        names = part.__class__.model_fields.keys() - planned if part else ()
        own = {key: changes.pop(key) for key in [*changes] if key in names}
        result = result.model_copy(update={name: part and part.model_copy(update=own)})
    own = {key: changes.pop(key) for key in [*changes] if key in SetResult.model_fields}
    changed = result.model_copy(update=own)
    return replace(logged, exercise=changed.exercise, read=lambda: changed, **changes)


def _set(exercise: str, findings, **what) -> LoggedSet:
    seen = {"hold": None, "reps": [], **what, "findings": list(findings)}
    result = SetResult(
        exercise=exercise,
        declared=True,
        confidence=1.0,
        start_s=0.0,
        end_s=_LENGTH_S,
        attempts=[],
        not_judged=[],
        advice=_STAY,
        **seen,
    )
    return LoggedSet(exercise, lambda: result)


def well(step: Step) -> LoggedSet:
    """A step of a plan, done as it was asked for."""
    place = {"ladder": step.ladder, "level": step.level, "side": step.side, "role": step.role}
    if step.reps:
        return counted(step.exercise, step.reps, **place)
    return held(step.exercise, step.hold_s, **place)


def badly(step: Step) -> LoggedSet:
    """A step of a plan that was too much: a sag, a failed sit-up, or lost control."""
    if step.hold_s:
        sag = fault("hip_sag", "severe", seconds=step.hold_s / 2)
        return but(well(step), findings=[sag], rule="R2", action="regress")
    if "sit_up" in step.exercise and step.exercise != "negative_sit_up":
        failed = fault("failed_attempt", "severe")
        done = but(well(step), findings=[failed], rule="R1", action="regress", to="crunch")
        return but(done, reps=done.result.reps[:1])
    lost = [fault("dropped", "severe", rep=rep) for rep in (1, 2)]
    return but(well(step), findings=lost, rule="R3", action="regress")


def session(
    day: date | int, *sets: LoggedSet, pain: int | None = 0, number: int = 0
) -> LoggedSession:
    """A session, with the pain that was told in the middle of it."""
    at = evening(day)
    asked = () if pain is None else (CheckIn(at + timedelta(minutes=10), "during", pain),)
    return LoggedSession(number or at.toordinal(), at, sets, asked)


def morning_after(day: date | int, pain: int = 0) -> CheckIn:
    """What was told of the back the day after."""
    return CheckIn(evening(day) + timedelta(hours=12), "next_day", pain)


def training_log(
    *sessions: LoggedSession, pain_after: int | None = 0, tests=(), check_ins=()
) -> TrainingLog:
    """Sessions in their order, and what was told of the back the day after each of them."""
    told = (
        []
        if pain_after is None
        else [CheckIn(one.at + timedelta(hours=12), "next_day", pain_after) for one in sessions]
    )
    everything = [*told, *check_ins, *(one for s in sessions for one in s.check_ins)]
    return TrainingLog(
        tuple(sessions), tuple(sorted(everything, key=lambda one: one.at)), tuple(tests)
    )
