"""Whether faults are reported where they are, when, and how often where they are not."""

import math
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

import numpy as np

from formcheck.exercises.catalogue import catalogue

from .angles import active
from .replay import Case, Replay
from .rules import RULES, Rule
from .scenes import HELD, PLANKS
from .store import MODEL
from .tables import bootstrap_f1, interval, markdown, number, ratio, share
from .truth import FloatArray, Truth

#: A fault must be there for so long, all in all, to count as present.
_LASTS_S: Final = 0.5
#: A report this far from the fault still belongs to it.
_SLACK_S: Final = 0.5
#: Pictures a second from which on speeds are judged (biomechanics 8.1).
_CLOCK_FPS: Final = 12.0


@dataclass(frozen=True)
class Outcome:
    """What became of one fault in one clip.

    Attributes:
        rule: which fault.
        exercise: of the clip.
        size: the true size that lasts half a second.
        state: `present`, `absent`, or `grey` between.
        found: whether it was reported where it is more than absent.
        false_alarms: reports where it is absent.
        absent_s: judged seconds of the exercise in which it is absent.
        not_judged: whether the clip says that it could not be judged.
        delay_s, shown_s: start of the report, and when it was first shown, after the true size
            passed the limit; NaN where it did not pass it in the clip, or was not found.
    """

    rule: Rule
    exercise: str
    size: float
    state: str
    found: bool
    false_alarms: int
    absent_s: float
    not_judged: bool
    delay_s: float
    shown_s: float


def outcomes(cases: Iterable[Case]) -> list[Outcome]:
    """Every fault of every clip in side view.

    Clips of fewer than 12 pictures a second are not asked for faults of timing: the product says
    that it cannot tell them there.
    """
    return [
        judge(rule, case.truth, case.replay)
        for case in cases
        if case.is_good_view and case.model == MODEL
        for rule in RULES
        if case.exercise in rule.exercises and not _too_slow(rule, case)
    ]


def _too_slow(rule: Rule, case: Case) -> bool:
    faults = catalogue()[case.exercise].faults
    timed = any(fault.timed for fault in faults if fault.id == rule.fault)
    return timed and case.scene.camera.fps < _CLOCK_FPS


def wrong_reports(case: Case) -> list[str]:
    """Faults that were reported where they are not, whatever the view."""
    return [
        rule.fault
        for rule in RULES
        if case.exercise in rule.exercises and judge(rule, case.truth, case.replay).false_alarms
    ]


def judge(rule: Rule, truth: Truth, replay: Replay) -> Outcome:
    """Compare what was reported of a fault with what is true of it."""
    away = ~active(truth, truth.times)
    size = np.where(away, 0.0, rule.size(truth))
    step_s = float(np.median(np.diff(truth.times)))
    most = lasting(size, max(1, round(_LASTS_S / step_s)))
    state = "present" if most >= rule.present else "absent" if most <= rule.absent else "grey"
    reports = [finding for finding in replay.findings if finding.fault == rule.fault]
    right = [r for r in reports if _largest(truth.times, size, r.start_s, r.end_s) > rule.absent]
    delay_s = shown_s = math.nan
    over = np.flatnonzero(size >= rule.present)
    if state == "present" and right and size[~away][0] <= rule.absent:
        delay_s = right[0].start_s - float(truth.times[over[0]])
        shown_s = right[0].reported_s - float(truth.times[over[0]])
    quiet = (np.interp(replay.times, truth.times, size) <= rule.absent) & replay.judged
    quiet &= active(truth, replay.times)
    return Outcome(
        rule=rule,
        exercise=truth.scene.motion.exercise,
        size=most,
        state=state,
        found=bool(right),
        false_alarms=len(reports) - len(right),
        absent_s=float(quiet.sum()) * step_s,
        not_judged=rule.fault in replay.not_judged or not replay.judgeable or not replay.sets,
        delay_s=delay_s,
        shown_s=shown_s,
    )


def lasting(size: FloatArray, frames: int) -> float:
    """The size that is reached or passed in so many frames."""
    return float(np.sort(size)[-min(frames, len(size))])


def _largest(times: FloatArray, size: FloatArray, start_s: float, end_s: float) -> float:
    """The largest size during a report, give or take."""
    near = (times >= start_s - _SLACK_S) & (times <= end_s + _SLACK_S)
    return float(size[near].max()) if near.any() else 0.0


# --- numbers of many clips -----------------------------------------------------------------------


@dataclass(frozen=True)
class Tally:
    """Counts of one fault over clips."""

    present: int
    absent: int
    found: int
    wrong: int
    not_judged: int
    false_alarms: int
    absent_s: float
    f1: tuple[float, float]

    @property
    def recall(self) -> float:
        """Share of the clips with the fault in which it was reported."""
        return ratio(self.found, self.present)

    @property
    def precision(self) -> float:
        """Share of the clips with a report in which the fault is there."""
        return ratio(self.found, self.found + self.wrong)

    @property
    def per_minute(self) -> float:
        """False alarms a minute of judged time without the fault."""
        return ratio(60.0 * self.false_alarms, self.absent_s)

    @property
    def middle_f1(self) -> float:
        """F1 of precision and recall."""
        return ratio(2 * self.found, self.found + self.wrong + self.present)


def tally(found: list[Outcome]) -> Tally:
    """Count the outcomes of one fault."""
    present = [o for o in found if o.state == "present"]
    hits = [o.state == "present" and o.found for o in found]
    misses = [o.state == "present" and not o.found for o in found]
    wrong = [o.false_alarms > 0 for o in found]
    return Tally(
        present=len(present),
        absent=sum(o.state == "absent" for o in found),
        found=sum(hits),
        wrong=sum(wrong),
        not_judged=sum(o.not_judged for o in present),
        false_alarms=sum(o.false_alarms for o in found),
        absent_s=sum(o.absent_s for o in found),
        f1=bootstrap_f1(hits, misses, wrong),
    )


def agreement(found: list[Outcome]) -> float:
    """Share of the verdicts "there" or "not there", one a clip and fault, that are right."""
    clear = [o for o in found if o.state != "grey"]
    right = sum(o.found if o.state == "present" else not o.false_alarms for o in clear)
    return ratio(right, len(clear))


def plank_accuracy(found: list[Outcome]) -> float:
    """Share of the planks that are rightly called sagging, piked or neither."""
    clips = zip(
        [o for o in found if o.rule.fault == "hip_sag"],
        [o for o in found if o.rule.fault == "hips_piked"],
        strict=True,
    )
    right = [
        [o.found or o.false_alarms > 0 for o in pair] == [o.state == "present" for o in pair]
        for pair in clips
        if "grey" not in (pair[0].state, pair[1].state)
    ]
    return ratio(sum(right), len(right))


# --- tables --------------------------------------------------------------------------------------


def table(found: list[Outcome]) -> str:
    """Every fault by exercise group: recall, precision, F1, false alarms, not judged."""
    rows = []
    for rule in RULES:
        counts = tally([o for o in found if o.rule == rule])
        minutes = counts.absent_s / 60.0
        f1 = f"{number(counts.middle_f1, 2)} ({interval(*counts.f1)})" if counts.present else "-"
        rows.append(
            [
                f"`{rule.fault}`",
                ", ".join(rule.exercises),
                f"{rule.present:g} {rule.unit}",
                share(counts.found, counts.present),
                number(counts.precision, 2),
                f1,
                f"{number(counts.per_minute, 2)} ({counts.false_alarms} in {minutes:.1f})",
                share(counts.not_judged, counts.present),
                rule.real,
            ]
        )
    head = (
        "fault", "exercises", "there from", "recall", "precision", "F1 (95 %)",
        "false alarms a minute", "can't judge", "real people",
    )  # fmt: skip
    return markdown(head, rows)


def curves(found: list[Outcome]) -> str:
    """Share of the clips in which a fault was reported, by its true size."""
    lines = []
    for rule in RULES:
        cells = []
        mine = [o for o in found if o.rule == rule]
        for low, high in zip(rule.bins, rule.bins[1:], strict=False):
            inside = [o for o in mine if low <= o.size < high]
            if inside:
                said = sum(o.found or o.false_alarms > 0 for o in inside)
                cells.append(f"{low:g}-{high:g} {rule.unit}: {said} of {len(inside)}")
        if cells:
            lines.append([f"`{rule.fault}`", ", ".join(rule.exercises), "; ".join(cells)])
    return markdown(("fault", "exercises", "reported, by true size"), lines)


def delays(found: list[Outcome]) -> str:
    """How late faults that begin within a hold are reported."""
    rows = []
    for fault in dict.fromkeys(rule.fault for rule in RULES):
        late = [
            o
            for o in found
            if o.rule.fault == fault and o.exercise in HELD and not math.isnan(o.delay_s)
        ]
        if late:
            rows.append(
                [
                    f"`{fault}`",
                    str(len(late)),
                    *_median_and_90([o.delay_s for o in late]),
                    *_median_and_90([o.shown_s for o in late]),
                ]
            )
    head = (
        "fault", "clips", "stated start, median", "90th percentile",
        "first shown, median", "90th percentile",
    )  # fmt: skip
    return markdown(head, rows)


def _median_and_90(seconds: list[float]) -> list[str]:
    return [
        f"{number(float(np.median(seconds)), 2, sign=True)} s",
        f"{number(float(np.percentile(seconds, 90)), 2, sign=True)} s",
    ]


# --- the targets ---------------------------------------------------------------------------------


def recall_from(found: list[Outcome], fault: str, size: float) -> tuple[int, int]:
    """Clips in which a fault of at least this size was reported, and all such clips."""
    inside = [o for o in found if o.rule.fault == fault and o.size >= size]
    return sum(o.found for o in inside), len(inside)


def alarms_on_good(
    cases: list[Case], fault: str, exercises: tuple[str, ...] = PLANKS
) -> tuple[int, float]:
    """Reports of a fault on clips whose scene asks for no fault at all, and judged minutes."""
    good = [
        case
        for case in cases
        if case.is_good_view
        and case.model == MODEL
        and case.exercise in exercises
        and not case.kinds
    ]
    reports = sum(f.fault == fault for case in good for f in case.replay.findings)
    return reports, sum(_judged_s(case) for case in good) / 60.0


def _judged_s(case: Case) -> float:
    doing = active(case.truth, case.replay.times) & case.replay.judged
    return float(doing.sum()) * float(np.median(np.diff(case.replay.times)))


def median_delay(found: list[Outcome], faults: tuple[str, ...]) -> float:
    """Median of the stated start after the true size passed the limit, seconds."""
    late = [o.delay_s for o in found if o.rule.fault in faults and not math.isnan(o.delay_s)]
    return float(np.median(late)) if late else math.nan
