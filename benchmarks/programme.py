"""Makes up what somebody did: sets, sessions and check-ins, as the history would tell them."""

import math
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

from formcheck.programme.training_log import (
    CheckIn,
    FaultDone,
    RepDone,
    SessionDone,
    SetDone,
    TrainingLog,
)
from formcheck.programme.workout import Step

DAY = date(2026, 3, 2)


def evening(day: date | int) -> datetime:
    """Seven o'clock of a day, or of so many days after the first one."""
    day = DAY + timedelta(days=day) if isinstance(day, int) else day
    return datetime(day.year, day.month, day.day, 19, tzinfo=UTC)


def held(exercise: str, seconds: float, *findings: FaultDone, **more) -> SetDone:
    """A hold in good form, but for the findings."""
    bad_s = sum(f.seconds for f in findings if f.priority < 3)
    plan = {"planned_hold_s": seconds} | more
    return SetDone(exercise, held_s=seconds, good_form_s=seconds - bad_s, findings=findings, **plan)


def counted(exercise: str, count: int, *findings: FaultDone, **more) -> SetDone:
    """Complete repetitions, four seconds down, without a fault but for the findings."""
    control = more.pop("control_deg", math.nan)
    lower_s = more.pop("lower_s", 4.0)
    reps = tuple(
        RepDone(
            faults={f.fault: f.severity for f in findings if f.rep == index},
            lower_s=lower_s,
            control_deg=control,
        )
        for index in range(1, count + 1)
    )
    plan = {"planned_reps": count} | more
    return SetDone(exercise, reps=reps, findings=findings, **plan)


def fault(name: str, severity: str = "mild", **more) -> FaultDone:
    """A finding of the first priority that lasts for a second, in the middle of the set."""
    return FaultDone(name, severity, **({"priority": 1, "share": 0.5, "seconds": 1.0} | more))


def well(step: Step) -> SetDone:
    """A step of a plan, done as it was asked for."""
    place = {"ladder": step.ladder, "level": step.level, "side": step.side, "role": step.role}
    if step.reps:
        return counted(step.exercise, step.reps, **place)
    return held(step.exercise, step.hold_s, **place)


def badly(step: Step) -> SetDone:
    """A step of a plan that was too much: a sag, a failed sit-up, or lost control."""
    if step.hold_s:
        sag = fault("hip_sag", "severe", seconds=step.hold_s / 2)
        return replace(well(step), findings=(sag,), rule="R2", action="regress")
    if "sit_up" in step.exercise and step.exercise != "negative_sit_up":
        failed = fault("failed_attempt", "severe")
        done = replace(well(step), findings=(failed,), attempts=2, rule="R1", action="regress")
        return replace(done, to="crunch", reps=done.reps[:1])
    lost = tuple(fault("dropped", "severe", rep=rep) for rep in (1, 2))
    return replace(well(step), findings=lost, rule="R3", action="regress")


def session(day: date | int, *sets: SetDone, pain: int | None = 0, number: int = 0) -> SessionDone:
    """A session, with the pain that was told in the middle of it."""
    at = evening(day)
    asked = () if pain is None else (CheckIn(at + timedelta(minutes=10), "during", pain),)
    return SessionDone(number or at.toordinal(), at, sets, asked)


def morning_after(day: date | int, pain: int = 0) -> CheckIn:
    """What was told of the back the day after."""
    return CheckIn(evening(day) + timedelta(hours=12), "next_day", pain)


def training_log(
    *sessions: SessionDone, pain_after: int | None = 0, tests=(), check_ins=()
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
