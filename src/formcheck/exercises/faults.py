"""From limits to findings: persistence, severity, clearing, coverage."""

import math

from formcheck.exercises.coverage import Coverage
from formcheck.exercises.limits import Comparison, Reading, judge
from formcheck.exercises.records import Finding
from formcheck.exercises.spec import Fault, Grade, Limit
from formcheck.exercises.visibility import UNCERTAIN, fault_problem, hidden, mild_only
from formcheck.motion.measurement import MISSING, Measurement
from formcheck.motion.measures import MEASURES, points_of
from formcheck.motion.view import View

_CLEAR_S = 0.5
_GAP_S = 0.5  # a longer stretch without a value interrupts a condition


class _Persistence:
    """Start of one grade's condition, ignoring short gaps."""

    def __init__(self, grade: Grade) -> None:
        self.grade = grade
        self.since_s: float | None = None
        self._known_s = -math.inf

    def update(self, excess: float, t_s: float) -> bool:
        """Take the next comparison; return whether the condition has lasted long enough."""
        if math.isnan(excess):
            if t_s - self._known_s > _GAP_S:
                self.since_s = None
            return False
        self._known_s = t_s
        if excess < 0.0:
            self.since_s = None
            return False
        if self.since_s is None:
            self.since_s = t_s
        return t_s - self.since_s >= (self.grade.persist_s or 0.0) - 1e-6

    def reset(self) -> None:
        self.since_s = None


class FaultTracker:
    """Watches one fault frame by frame and makes its findings."""

    def __init__(self, fault: Fault) -> None:
        self.fault = fault
        self.coverage = Coverage()
        self._mild = _Persistence(fault.mild)
        self._severe = _Persistence(fault.severe) if fault.severe else None
        self._active: Finding | None = None
        self._needs = points_of(fault.measures)
        # Findings quote the size as a change if every limit on the measure is a change.
        self._change_only = all(limit.change for limit in _limits_on(fault.measure, fault.mild))
        # If changes of other measures alone are enough, findings quote such a change when it
        # decides.
        self._instead = {
            condition.all[0].measure
            for condition in fault.mild.any
            if all(limit.change and limit.measure != fault.measure for limit in condition.all)
        }
        self._quoted = fault.measure
        self._peak = MISSING
        self._peak_s = 0.0
        self._worst = -math.inf
        self._holds_s = 0.0  # last time at which the condition held
        self._clear_since_s: float | None = None
        self._t_s: float | None = None

    @property
    def active(self) -> Finding | None:
        """The finding that goes on, if any."""
        return self._active

    def interrupt(self) -> None:
        """Forget the conditions and end the open finding, as at a cut or after leaving."""
        if self._active:
            self._active.open = False
        self._active = None
        self._mild.reset()
        if self._severe:
            self._severe.reset()
        self._clear_since_s = None
        self._t_s = None

    def update(self, reading: Reading, view: View, rep: int | None) -> Finding | None:
        """Take the next reading and return the finding that begins with it, if any."""
        t_s = reading.t_s
        elapsed_s = 0.0 if self._t_s is None else t_s - self._t_s
        self._t_s = t_s
        problem = fault_problem(view, self.fault, self._needs)
        if problem:
            self.coverage.add(elapsed_s, problem)
            self._note(math.nan, reading)
            return None
        mild = judge(self.fault.mild.any, reading)
        problem = UNCERTAIN if mild.uncertain else hidden(self.fault) if mild.unseen else None
        self.coverage.add(elapsed_s, problem)
        self._note(mild.excess, reading, mild.limit)
        severe = None
        if self._severe and not mild_only(view, self.fault.view):
            comparison = judge(self._severe.grade.any, reading)
            if self._severe.update(comparison.excess, t_s):
                severe = comparison
        is_mild = self._mild.update(mild.excess, t_s)
        if self._active is not None:
            self._go_on(self._active, mild, severe, reading)
        elif is_mild or severe:
            return self._begin(rep, mild, severe, reading)
        return None

    def _note(self, excess: float, reading: Reading, limit: Limit | None = None) -> None:
        """Remember the worst value since the condition began."""
        t_s = reading.t_s
        if math.isnan(excess) or excess < 0.0:
            if self._active is None and self._mild.since_s is None:
                self._worst = -math.inf
            return
        self._holds_s = t_s
        if excess > self._worst:
            self._worst = excess
            if self._active is None:
                instead = limit is not None and limit.measure in self._instead
                self._quoted = limit.measure if limit and instead else self.fault.measure
            self._peak = self._size_of(reading)
            self._peak_s = t_s
        if self._active and self._peak_s == t_s:
            self._active.peak, self._active.peak_s = self._peak, t_s

    def _size_of(self, reading: Reading) -> Measurement:
        value, uncertainty = reading.values.get(self._quoted, MISSING)
        if self._is_change:
            value -= reading.baseline.get(self._quoted, math.nan)
        return Measurement(value, uncertainty)

    @property
    def _is_change(self) -> bool:
        """Whether findings quote the size as a change from the own reference."""
        return self._change_only if self._quoted == self.fault.measure else True

    def _threshold(self, grade: Grade, deciding: Limit | None, reading: Reading) -> float:
        """The limit for the peak, in the same terms as the peak."""
        limits = _limits_on(self._quoted, grade)
        if not limits:
            return math.nan
        limit = deciding if deciding in limits else limits[0]
        bound = limit.at_least if limit.at_least is not None else limit.at_most or 0.0
        if limit.change and not self._is_change:
            bound += reading.baseline.get(self._quoted, math.nan)
        return bound

    def _begin(
        self, rep: int | None, mild: Comparison, severe: Comparison | None, reading: Reading
    ) -> Finding:
        fault, t_s = self.fault, reading.t_s
        grade = fault.severe if severe and fault.severe else fault.mild
        self._active = Finding(
            fault=fault,
            severity="severe" if severe else "mild",
            start_s=t_s if self._mild.since_s is None else self._mild.since_s,
            end_s=t_s,
            rep=rep,
            measure=self._quoted,
            unit=MEASURES[self._quoted].unit,
            peak=self._peak,
            threshold=self._threshold(grade, (severe or mild).limit, reading),
            peak_s=self._peak_s,
        )
        self._clear_since_s = None
        return self._active

    def _go_on(
        self, finding: Finding, mild: Comparison, severe: Comparison | None, reading: Reading
    ) -> None:
        t_s = reading.t_s
        if severe and finding.severity == "mild" and self.fault.severe:
            finding.severity = "severe"
            finding.threshold = self._threshold(self.fault.severe, severe.limit, reading)
        finding.end_s = max(finding.end_s, self._holds_s)
        if not mild.clear:
            self._clear_since_s = None
        elif self._clear_since_s is None:
            self._clear_since_s = t_s
        elif t_s - self._clear_since_s >= _CLEAR_S:
            finding.open = False
            self._active = None
            self._worst = -math.inf


def _limits_on(measure: str, grade: Grade) -> list[Limit]:
    """The limits of a grade on one measure, trends left out."""
    return [
        limit
        for condition in grade.any
        for limit in condition.all
        if limit.measure == measure and limit.trend_s is None
    ]
