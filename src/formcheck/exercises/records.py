"""Records of one exercise: repetitions, holds, attempts, findings. Times are media seconds."""

import math
from collections.abc import Iterable
from dataclasses import dataclass, field

from formcheck.exercises.spec import Fault, Priority, Severity
from formcheck.motion.measurement import MISSING, Measurement
from formcheck.problem import Problem


@dataclass(slots=True)
class Finding:
    """One occurrence of a fault.

    Attributes:
        fault: the fault.
        severity: its worst grade.
        start_s, end_s: first and last time of the condition.
        rep: index of its repetition, if any.
        measure, unit: name and unit of the peak.
        peak: the worst value.
        threshold: the limit for the peak.
        peak_s: time of the peak.
        spoken: whether it may speak and counts towards advice (gated faults: from the second on).
        open: whether it goes on.
    """

    fault: Fault
    severity: Severity
    start_s: float
    end_s: float
    rep: int | None
    measure: str
    unit: str
    peak: Measurement
    threshold: float
    peak_s: float
    spoken: bool = True
    open: bool = True

    @property
    def priority(self) -> Priority:
        """1 speak at once, 2 speak when nothing graver is wrong, 3 report only."""
        if self.severity == "severe" and self.fault.severe_priority is not None:
            return self.fault.severe_priority
        return self.fault.priority


def gravest(findings: Iterable[Finding]) -> Finding | None:
    """The finding whose cue comes first: by priority, then the newest, then by severity.

    The newer finding wins because the older one has had its turn.
    """
    return min(
        (f for f in findings if f.spoken and f.priority < 3),
        key=lambda f: (f.priority, -f.start_s, f.severity != "severe"),
        default=None,
    )


@dataclass(slots=True)
class Rep:
    """One repetition.

    Attributes:
        index: from 1.
        start_s, top_s, end_s: times of leaving down, the highest point, and coming back down.
        complete: whether it reached the top.
        scored: whether enough frames allow a score.
        rom: the highest value of the repetition signal above its rest, or absolute.
        faults: fault id to its worst grade.
        control: the signal at which the back began to give way on the way down; MISSING if the
            back held, was hidden, or the exercise has no control angle.
        curl: the curl share of the way up: 1 for a trunk that only bends, 0 for one that only turns
            about the hips; MISSING if it was hidden or the exercise has no curl share.
    """

    index: int
    start_s: float
    top_s: float
    end_s: float
    complete: bool
    scored: bool
    rom: Measurement
    faults: dict[str, Severity] = field(default_factory=dict)
    control: Measurement = MISSING
    curl: Measurement = MISSING

    @property
    def rise_s(self) -> float:
        """Seconds from leaving down to the top."""
        return self.top_s - self.start_s

    @property
    def lower_s(self) -> float:
        """Seconds from the top back down."""
        return self.end_s - self.top_s

    @property
    def score(self) -> int | None:
        """100 less 15 a mild fault, 40 a severe one, 20 if incomplete; None if not scored."""
        if not self.scored:
            return None
        penalty = sum(40 if grade == "severe" else 15 for grade in self.faults.values())
        return max(0, 100 - penalty - (0 if self.complete else 20))


@dataclass(slots=True)
class Attempt:
    """A repetition that began and was given up."""

    start_s: float
    end_s: float
    peak: Measurement
    stuck_s: float


@dataclass(slots=True)
class HoldClock:
    """Clocks of a hold, in seconds.

    Attributes:
        total_s: time in position.
        good_form_s: time in position without a fault that stops the clock; NaN if most of the hold
            could not be judged.
        form_lost_at_s: time into the hold at which a P1 fault of at least two seconds began.
    """

    total_s: float = 0.0
    good_form_s: float = 0.0
    form_lost_at_s: float | None = None


@dataclass(slots=True)
class NotJudged:
    """A fault that could not be judged, and why."""

    fault: Fault
    problem: Problem


@dataclass(slots=True)
class SetRecord:
    """One set of one exercise.

    Attributes:
        exercise: the exercise's id.
        start_s, end_s: media times in seconds.
        hold: the clocks of a static exercise, None for a counted one.
        reps, attempts: in order of time.
        findings: occurrences of faults.
        not_judged: faults that could not be judged.
        declared: whether the user named the exercise.
        confidence: 0 to 1; 1 for a declared exercise.
        level: the workout's level on the exercise's ladder, None without one.
    """

    exercise: str
    start_s: float
    end_s: float
    hold: HoldClock | None = None
    reps: list[Rep] = field(default_factory=list)
    attempts: list[Attempt] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    not_judged: list[NotJudged] = field(default_factory=list)
    declared: bool = True
    confidence: float = 1.0
    level: int | None = None

    @property
    def amount(self) -> float:
        """Seconds in good form of a hold (all its seconds if unknown), or complete repetitions."""
        if self.hold is None:
            return sum(rep.complete for rep in self.reps)
        good_s = self.hold.good_form_s
        return self.hold.total_s if math.isnan(good_s) else good_s
