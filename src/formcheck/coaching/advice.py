"""Advice after a set: an easier version, the same again or stop, with reason and warm-ups.

The rules R1 to R7 are those of biomechanics 4.2, the choice of warm-ups is that of 4.4. The ladders
have the easier versions. Numbers are engineering choices. The logic is source A's: regress what you
cannot control.

Only a plan advises a harder version: it takes two sessions and a day after them without pain (4.3).
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Literal

from formcheck.coaching.rules import rules
from formcheck.exercises.catalogue import catalogue
from formcheck.exercises.ladders import Version, step_down, version_name, version_of
from formcheck.exercises.records import Finding, Rep, SetRecord
from formcheck.exercises.spec import Exercise
from formcheck.words import advice as words
from formcheck.words.language import text

Action = Literal["regress", "stay", "stop"]
Rule = Literal["R1", "R2", "R3", "R4", "R5", "R6", "R7"]

#: Source A's order: open the hips, wake the glutes, then bridge.
WARM_UP_SET: Final = ("low_lunge", "donkey_kick", "glute_bridge")
#: For a sag even in the knee plank: squeeze the glutes, brace with the legs carried.
BRACING_SET: Final = ("glute_bridge", "dead_bug")
#: For feet that lift although the trunk curls, and for a back that gives way with the legs high:
#: the hip flexors may be short.
STRETCHING_SET: Final = ("low_lunge", "glute_bridge")

_SAGS: Final = ("hip_sag", "side_hip_drop")
_FAILED: Final = "failed_attempt"
_FEET: Final = "feet_lift"
# R3: faults by which the hip flexors or gravity take over from the abs.
_CONTROL: Final = ("lumbar_lift", "legs_too_low", "hip_flexor_driven", "dropped")
_MOMENTUM: Final = ("too_fast", "momentum", "hip_swing", "arm_swing", "jerked")


@dataclass(frozen=True, slots=True)
class Advice:
    """What to do next.

    Attributes:
        action: one step easier, the same again, or stop for today.
        to: exercise of the easier version, None without one. It may be the same exercise at an
            easier level.
        warm_ups: exercises that may help beforehand, in this order.
        rule: the rule of biomechanics 4.2 that fired, `R1` to `R7`; None without one.
        level: level of `to` on its ladder; 0 off the ladders.
    """

    action: Action
    to: str | None
    why: str
    warm_ups: tuple[str, ...]
    rule: Rule | None = None
    level: int = 0


def advise(
    exercise: Exercise, record: SetRecord, known: Mapping[str, Exercise] | None = None
) -> Advice:
    """Advice on one finished set; exercises have their names of the catalogue by default."""
    known = {**(known or catalogue()), exercise.id: exercise}
    version = version_of(exercise.id, level=record.level, amount=record.amount)
    easier = step_down(version, known)
    easiest = step_down(version_of(exercise.id), known) is None
    warm_ups = _warm_ups(exercise, record, easiest=easiest)
    fired = _reason_to_regress(exercise, record, easier)
    if fired:
        rule, reason = fired
        if rule == "R1":
            easier = step_down(version, known, failed=True)
        if easier is None:
            return Advice("stop", None, words.easiest(reason=reason), warm_ups, rule)
        why = words.easier(reason=reason, name=version_name(easier, known, after=exercise.id))
        return Advice("regress", easier.exercise, why, warm_ups, rule, easier.number)
    severe_swings = [
        f for f in record.findings if f.fault.id in _MOMENTUM and f.severity == "severe"
    ]
    if len(severe_swings) >= rules().momentum.severe:
        return Advice("stay", None, words.momentum(), warm_ups, "R7")
    return Advice("stay", None, _reason_to_stay(record), warm_ups)


def name_of(exercise_id: str, known: Mapping[str, Exercise] | None = None) -> str:
    """The name of an exercise for a sentence, by default as in the catalogue."""
    return (known or catalogue())[exercise_id].title.lower()


def _reason_to_regress(
    exercise: Exercise, record: SetRecord, easier: Version | None
) -> tuple[Rule, str] | None:
    """The first rule that fires, and why in words."""
    attempts = [f for f in record.findings if f.fault.id == _FAILED]
    if attempts:
        return "R1", text(attempts[0].fault.report)
    if record.hold:
        reason = _sag_reason(record)
        return ("R2", reason) if reason else None
    return _reason_in_reps(exercise, record) or (_too_long(exercise, record) if easier else None)


def _reason_in_reps(exercise: Exercise, record: SetRecord) -> tuple[Rule, str] | None:
    counting = [
        f for f in record.findings if f.fault.id in _CONTROL and _may_be_grave(f) and f.spoken
    ]
    for fault_id in _CONTROL:
        findings = [f for f in counting if f.fault.id == fault_id]
        if findings and _too_often(findings, record.reps):
            count = len({f.rep for f in findings if f.rep is not None})
            report = text(findings[0].fault.report)
            return "R3", words.control_lost(count=count, reps=len(record.reps), report=report)
    if _gives_way_early(exercise, record.reps):
        return "R4", words.gave_way_early()
    return None


def _too_long(exercise: Exercise, record: SetRecord) -> tuple[Rule, str] | None:
    limit = rules().quality
    scored = [rep for rep in record.reps if rep.scored]
    faulty = [rep for rep in scored if any(_weighs(exercise, fault) for fault in rep.faults)]
    too_many = len(faulty) > limit.faulty_share * len(scored)
    if len(scored) < limit.fewest_reps or not too_many:
        return None
    return "R6", words.too_long(faulty=len(faulty), reps=len(scored))


def _sag_reason(record: SetRecord) -> str | None:
    assert record.hold is not None
    limit = rules().sagging
    sags = [f for f in record.findings if f.fault.id in _SAGS]
    seconds = sum(f.end_s - f.start_s for f in sags)
    grave = any(
        f.end_s - f.start_s >= (limit.severe_s if f.severity == "severe" else limit.mild_s)
        for f in sags
    )
    if not grave and seconds <= limit.share * record.hold.total_s:
        return None
    worst = max(f.peak.value for f in sags)
    return words.sagged(seconds, worst)


def _gives_way_early(exercise: Exercise, reps: Sequence[Rep]) -> bool:
    """Whether the control angle is high too often; a lift below its limit does not count."""
    if exercise.control is None:
        return False
    fault, limit = exercise.control[0], rules().control_angle
    count, window = limit.reps
    high = [
        fault.id in rep.faults and rep.control.known and rep.control.value > limit.above_deg
        for rep in reps
    ]
    return any(sum(high[i : i + window]) >= count for i in range(len(high)))


def _may_be_grave(finding: Finding) -> bool:
    """Whether the fault is of the first priority, at least once it is severe."""
    return 1 in (finding.fault.priority, finding.fault.severe_priority)


def _too_often(findings: list[Finding], reps: list[Rep]) -> bool:
    limit = rules().control_lost
    severe = {f.rep for f in findings if f.severity == "severe" and f.rep is not None}
    if any(severe.issuperset(range(rep, rep + limit.severe_running)) for rep in severe):
        return True
    count, window = limit.mild
    indices = {f.rep for f in findings if f.rep is not None}
    return any(
        sum(i in indices for i in range(rep.index, rep.index + window)) >= count for rep in reps
    )


def _weighs(exercise: Exercise, fault_id: str) -> bool:
    return any(fault.id == fault_id and fault.priority < 3 for fault in exercise.faults)


def _warm_ups(exercise: Exercise, record: SetRecord, *, easiest: bool) -> tuple[str, ...]:
    """The warm-up set for faults that came early, else the warm-ups of single faults.

    A late fault asks for a shorter set, not for the warm-up set.
    """
    length = max(record.end_s - record.start_s, 1e-6)
    early = [
        f
        for f in record.findings
        if f.fault.early_warm_up
        and f.spoken
        and (f.start_s - record.start_s) / length < rules().timing.early
    ]
    if not early:
        names = (name for f in record.findings if f.spoken for name in f.fault.warm_ups)
        return tuple(dict.fromkeys(names))
    if easiest and any(f.fault.id in _SAGS for f in early):
        return BRACING_SET
    if all(f.fault.id == _FEET for f in early) and _curls_well(record.reps):
        return STRETCHING_SET
    control = exercise.control
    if control and any(f.fault is control[0] for f in early):
        return STRETCHING_SET if _gives_way_early(exercise, record.reps) else WARM_UP_SET
    return WARM_UP_SET


def _curls_well(reps: Sequence[Rep]) -> bool:
    """Whether the trunk curls although the feet lift: then the abs do their part."""
    shares = [rep.curl.value for rep in reps if _FEET in rep.faults and rep.curl.known]
    return bool(shares) and min(shares) >= rules().good_curl.at_least


def _reason_to_stay(record: SetRecord) -> str:
    worst = _worst(record.findings)
    if worst:
        return words.mind(report=text(worst.fault.report))
    if record.not_judged:
        return words.not_judged(problem=record.not_judged[0].problem.words)
    return words.good_form(hold=record.hold is not None)


def _worst(findings: Iterable[Finding]) -> Finding | None:
    return min(
        (f for f in findings if f.spoken),
        key=lambda f: (f.priority, f.severity != "severe", f.start_s),
        default=None,
    )
