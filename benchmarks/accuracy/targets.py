"""What the benchmark is to show, and whether it does."""

import math
from dataclasses import dataclass
from typing import Final

from . import angles, counts, faults, views
from .faults import Outcome
from .replay import Case
from .rules import RULES
from .scenes import SIT_UPS
from .tables import number, share

#: Less time than this says nothing about one false alarm in half an hour.
_ENOUGH_MIN: Final = 20.0
#: Up to this yaw the outline of the back is to be read.
_SQUARE_DEG: Final = 15.0


@dataclass(frozen=True)
class Target:
    """One aim, what was measured, and whether that is good enough; None: nothing to measure."""

    aim: str
    measured: str
    met: bool | None


def targets(cases: list[Case], found: list[Outcome]) -> list[Target]:
    """All aims, on clips in side view up to 20 degrees of yaw."""
    return [
        *_angles(cases),
        *_faults(cases, found),
        *_backs(cases),
        *_counts(cases),
        *_silence(cases),
    ]


def _angles(cases: list[Case]) -> list[Target]:
    overall = angles.overall(cases)
    return [
        Target(
            f"{label}: MAE at most 3°, bias within 1.5°",
            f"MAE {number(errors.mae)}°, bias {number(errors.bias, sign=True)}°",
            None if math.isnan(errors.mae) else errors.mae <= 3.0 and abs(errors.bias) <= 1.5,
        )
        for label in ("body line", "hip", "knee", "trunk")
        for errors in [overall[label]]
    ]


def _faults(cases: list[Case], found: list[Outcome]) -> list[Target]:
    rows = []
    for fault, size in (("hip_sag", 12.0), ("hips_piked", 15.0)):
        seen, true = faults.recall_from(found, fault, size)
        rows.append(
            Target(
                f"`{fault}` of {size:.0f}° or more: found in 95 %",
                share(seen, true),
                seen >= 0.95 * true if true else None,
            )
        )
        alarms, minutes = faults.alarms_on_good(cases, fault)
        rows.append(
            Target(
                f"`{fault}`: at most 1 false alarm in 30 min of good planks",
                f"{alarms} in {minutes:.0f} min",
                alarms <= max(1.0, minutes / 30.0) if minutes >= _ENOUGH_MIN else None,
            )
        )
    delay_s = faults.median_delay(found, ("hip_sag", "hips_piked"))
    rows.append(
        Target(
            "stated start within 0.7 s of the true one (median)",
            f"{number(delay_s, 2, sign=True)} s",
            None if math.isnan(delay_s) else abs(delay_s) <= 0.7,
        )
    )
    return rows


def _backs(cases: list[Case]) -> list[Target]:
    """The two faults of the back, seen square and where they were not said to be hidden."""
    square = [case for case in counts.in_side_view(cases) if case.yaw_deg <= _SQUARE_DEG]
    raises = [case for case in square if case.exercise == "leg_raise"]
    (lift,) = (
        rule for rule in RULES if rule.fault == "lumbar_lift" and "leg_raise" in rule.exercises
    )
    judged = [
        (case, outcome)
        for case in raises
        for outcome in [faults.judge(lift, case.truth, case.replay)]
        if not outcome.not_judged
    ]
    arched = [outcome for _, outcome in judged if outcome.state == "present"]
    flat = [(case, outcome) for case, outcome in judged if outcome.state == "absent"]
    seen = sum(outcome.found for outcome in arched)
    alarms = sum(outcome.false_alarms for _, outcome in flat)
    reps = sum(counts.true_reps(case.truth) for case, _ in flat)
    sit_ups = faults.outcomes([case for case in square if case.exercise in SIT_UPS])
    driven = faults.tally([o for o in sit_ups if o.rule.fault == "hip_flexor_driven"])
    return [
        Target(
            f"`lumbar_lift` in leg raises, {lift.present:.0f}° of tilt or more, yaw up to 15°: "
            "found in 90 % of the judged clips",
            f"{share(seen, len(arched))}; {len(raises) - len(judged)} of {len(raises)} not judged",
            seen >= 0.9 * len(arched) if arched else None,
        ),
        Target(
            "`lumbar_lift`: at most 1 false alarm in 20 good repetitions",
            f"{alarms} in {reps}",
            20 * alarms <= reps if reps else None,
        ),
        Target(
            "`hip_flexor_driven` in sit-ups, stiff against curled: F1 at least 0.9",
            f"{number(driven.middle_f1, 2)}",
            driven.middle_f1 >= 0.9 if driven.present else None,
        ),
    ]


def _counts(cases: list[Case]) -> list[Target]:
    side = counts.in_side_view(cases)
    reps = counts.rep_tally(side)
    found, true, invented = counts.attempts(side)
    return [
        Target(
            "repetitions exact in 98 % of the clips",
            share(reps.exact, len(reps.errors)),
            reps.exact >= 0.98 * len(reps.errors) if reps.errors else None,
        ),
        Target(
            "every failed attempt found, none invented",
            f"{share(found, true)}, {invented} invented",
            found == true and not invented if true else None,
        ),
    ]


def _silence(cases: list[Case]) -> list[Target]:
    blind = views.blind(cases)
    idle = [case for case in cases if case.is_idle]
    silent = sum(map(views.says_nothing, blind))
    invented = sum(map(views.invents, idle))
    return [
        Target(
            "no verdict from the head, the feet, above, or from 45° of yaw on",
            share(silent, len(blind)),
            silent == len(blind) if blind else None,
        ),
        Target(
            "nothing counted or held where no exercise is done",
            f"{share(len(idle) - invented, len(idle))} of the tries",
            not invented if idle else None,
        ),
    ]
