"""Repetitions, failed attempts and seconds held, against what a human would count."""

import math
from dataclasses import dataclass
from typing import Final

import numpy as np

from formcheck.exercises.catalogue import exercise_by_id

from .replay import Case
from .rules import RULES
from .scenes import COUNTED, HELD
from .sizes import failed_reps
from .store import MODEL, is_grid
from .tables import markdown, number, ratio, share
from .truth import Truth

#: Stops short of the top: some humans count it and some do not, so it is left out.
_AMBIGUOUS: Final = frozenset({"incomplete", "low"})


def true_reps(truth: Truth) -> int:
    """Repetitions that were completed."""
    return len(set(truth.rep[truth.rep >= 0].tolist()) - failed_reps(truth))


def true_hold_s(truth: Truth) -> float:
    """Seconds in the hold."""
    return float((truth.phase == "hold").sum() * np.median(np.diff(truth.times)))


def true_good_form_s(truth: Truth) -> float:
    """Seconds of the hold without a fault; NaN where a fault is there that no coach could tell."""
    exercise = truth.scene.motion.exercise
    holding = truth.phase == "hold"
    faulty = np.zeros(len(truth.times), dtype=bool)
    for rule in RULES:
        if exercise in rule.exercises and rule.fault in _stop_clock(exercise):
            size = np.where(holding, rule.size(truth), 0.0)
            if rule.absent < size.max() < rule.present:
                return math.nan
            faulty |= size >= rule.present
    return float((holding & ~faulty).sum() * np.median(np.diff(truth.times)))


def _stop_clock(exercise: str) -> frozenset[str]:
    """Faults that stop the clock of good form; a drift is what comes before a sag."""
    spec = exercise_by_id(exercise)
    assert spec.hold is not None
    return frozenset(
        fault.id
        for fault in spec.faults
        if fault.priority <= spec.hold.good_form_priority and fault.id != "sag_drift"
    )


# --- repetitions ---------------------------------------------------------------------------------


@dataclass(frozen=True)
class RepTally:
    """Counts over clips: `errors` has one row a clip, counted less true."""

    errors: tuple[int, ...]

    @property
    def exact(self) -> int:
        """Clips with the right number."""
        return sum(error == 0 for error in self.errors)

    @property
    def off_by_one(self) -> int:
        """Clips that are right or off by one, as the literature counts it."""
        return sum(abs(error) <= 1 for error in self.errors)

    @property
    def mae(self) -> float:
        """Mean absolute error, repetitions."""
        return ratio(sum(map(abs, self.errors)), len(self.errors))


def rep_tally(cases: list[Case]) -> RepTally:
    """Errors of the counted clips among these."""
    return RepTally(
        tuple(
            case.replay.reps - true_reps(case.truth)
            for case in cases
            if case.exercise in COUNTED and not _AMBIGUOUS & case.kinds
        )
    )


def in_side_view(cases: list[Case]) -> list[Case]:
    """Clips that are filmed as a user is told to, by the default model."""
    return [case for case in cases if case.is_good_view and case.model == MODEL]


def oblique(cases: list[Case]) -> list[Case]:
    """Clips of the grid beyond 20 degrees of yaw, by the default model."""
    return [
        case
        for case in cases
        if case.model == MODEL and is_grid(case.scene) and not case.is_good_view
    ]


def reps_table(cases: list[Case]) -> str:
    """Repetitions by exercise, and failed attempts."""
    rows = []
    for exercise in COUNTED:
        mine = [case for case in in_side_view(cases) if case.exercise == exercise]
        counted = rep_tally(mine)
        aside = rep_tally([case for case in oblique(cases) if case.exercise == exercise])
        found, true, invented = attempts(mine)
        rows.append(
            [
                exercise,
                share(counted.exact, len(counted.errors)),
                share(counted.off_by_one, len(counted.errors)),
                number(counted.mae, 2),
                share(found, true),
                str(invented),
                share(aside.exact, len(aside.errors)),
            ]
        )
    head = (
        "exercise", "exact", "within one", "MAE", "failed attempts found", "invented",
        "exact at 30-60° of yaw",
    )  # fmt: skip
    return markdown(head, rows)


def attempts(cases: list[Case]) -> tuple[int, int, int]:
    """Failed attempts found, true and invented, over clips."""
    found = true = invented = 0
    for case in cases:
        failed = len(failed_reps(case.truth))
        found += min(failed, case.replay.attempts)
        invented += max(0, case.replay.attempts - failed)
        true += failed
    return found, true, invented


def incomplete_table(cases: list[Case]) -> str:
    """What is said of repetitions that stop short: left out of the figures above."""
    rows = [
        [
            case.scene.name,
            str(true_reps(case.truth)),
            str(case.replay.reps),
            ", ".join(sorted({f"`{f.fault}`" for f in case.replay.findings})) or "-",
        ]
        for case in in_side_view(cases)
        if _AMBIGUOUS & case.kinds
    ]
    return markdown(("clip", "repetitions, all short", "counted as complete", "reported"), rows)


# --- holds ---------------------------------------------------------------------------------------


def holds_table(cases: list[Case]) -> str:
    """Errors of the seconds held and of the seconds in good form."""
    rows = []
    for exercise in HELD:
        mine = [case for case in in_side_view(cases) if case.exercise == exercise]
        held = [case.replay.held_s - true_hold_s(case.truth) for case in mine]
        clear = [
            case.replay.good_form_s - good
            for case in mine
            if not math.isnan(good := true_good_form_s(case.truth))
        ]
        known = [error for error in clear if not math.isnan(error)]
        missed = sum(map(math.isnan, held))
        held = [error for error in held if not math.isnan(error)]
        rows.append(
            [exercise, str(len(mine)), str(missed), *_errors(held, 0.5), *_errors(known, 1.0),
             share(len(clear) - len(known), len(clear))]
        )  # fmt: skip
    head = (
        "exercise", "clips", "not seen as a hold", "held: bias", "MAE", "within 0.5 s",
        "good form: bias", "MAE", "within 1 s", "not known",
    )  # fmt: skip
    return markdown(head, rows)


def _errors(seconds: list[float], close_s: float) -> list[str]:
    if not seconds:
        return ["-", "-", "-"]
    errors = np.array(seconds)
    return [
        f"{errors.mean():+.2f} s",
        f"{np.abs(errors).mean():.2f} s",
        share(float((np.abs(errors) <= close_s).sum()), len(errors)),
    ]
