"""Judging a static exercise: position, clocks, faults, the person's own reference."""

import math
from collections.abc import Iterable, Mapping
from dataclasses import replace

from formcheck.exercises.coverage import WHOLE_LOST, Coverage
from formcheck.exercises.limits import Reading, Trend
from formcheck.exercises.records import Finding, HoldClock, SetRecord
from formcheck.exercises.set_judge import ExerciseJudge, OpenSet, met
from formcheck.exercises.spec import Exercise, Hold, Limit, Phase
from formcheck.exercises.visibility import body_problem
from formcheck.motion.body import Body
from formcheck.motion.measurement import MISSING

_CUT_RESUME_S = 3.0  # a hold goes on after a cut if the position is back within this
_EXIT_S = 1.5  # faults that begin this shortly before leaving belong to the leaving
_ENTRY_S = 2.0  # faults that are over so soon in a clip belong to coming into position
_ENTERING_S = 0.5  # after this long out of position the frames show the entering
_FORM_LOST_S = 2.0  # biomechanics 3.1: quality hold time ends with a P1 fault this long


class HoldJudge(ExerciseJudge):
    """Watches one static exercise.

    A hold begins with the first frame in position and counts once it has lasted. A short loss of
    the position does not end it. A cut interrupts the hold, and the next shot may continue it with
    a baseline of its own.
    """

    def __init__(self, exercise: Exercise, hold: Hold, own: Mapping[str, float]) -> None:
        super().__init__(exercise, own)
        self._hold = hold
        self._trends = {
            limit.measure: Trend(limit.trend_s)
            for fault in exercise.faults
            for limit in fault.limits
            if isinstance(limit, Limit) and limit.trend_s
        }
        self._has_baseline = False
        self._out_s = 0.0  # seconds out of position before the hold
        self._entered = False  # whether frames showed the entering
        self._began_s: float | None = None  # of this stretch in position, within one shot
        self._held_before_s = 0.0  # in earlier stretches of the same hold
        self._coverage = Coverage()  # of the hold, by the view
        self._lost_s: float | None = None  # time of losing the position
        self._cut_s: float | None = None

    def _cut(self, t_s: float) -> None:
        self._out_s = 0.0
        if self._began_s is not None and self._open:
            self._held_before_s += self._open.last_s - self._began_s
            self._cut_s = t_s
        self._began_s = None

    def _judge(self, body: Body | None, reading: Reading) -> list[Finding]:
        t_s = reading.t_s
        in_position = body is not None and met(self.exercise.position.start, reading.values)
        if self._began_s is None:
            if not in_position:
                self._out_s += self._elapsed(t_s)
                if self._cut_s is not None and t_s - self._cut_s > _CUT_RESUME_S:
                    self._end(left=False)
                return []
            self._begin(t_s)
        open_set = self._open
        assert open_set is not None
        if in_position:
            open_set.last_s, self._lost_s = t_s, None
        elif self._lost_s is None:
            self._lost_s = t_s
        elif t_s - self._lost_s >= self.exercise.position.leave_s:
            self._out_s = self.exercise.position.leave_s
            self._end(left=True)
            return []
        return self._judge_position(body, reading, open_set)

    def _begin(self, t_s: float) -> None:
        if self._open is None:
            self._begin_set(t_s).record.hold = HoldClock()
            self._held_before_s, self._coverage = 0.0, Coverage()
            self._entered = self._out_s >= _ENTERING_S
        else:
            self._entered = False
        for trend in self._trends.values():
            trend.reset()
        self._has_baseline = False
        self._began_s, self._lost_s, self._cut_s = t_s, None, None

    def _shorten(self, open_set: OpenSet, end_s: float) -> None:
        clock = open_set.record.hold
        assert clock is not None
        clock.total_s = max(0.0, clock.total_s - (open_set.last_s - end_s))
        super()._shorten(open_set, end_s)

    def _end(self, *, left: bool) -> None:
        self._close(left=left)
        self._began_s, self._lost_s, self._cut_s = None, None, None

    def _judge_position(
        self, body: Body | None, reading: Reading, open_set: OpenSet
    ) -> list[Finding]:
        assert self._began_s is not None
        held_s = reading.t_s - self._began_s
        self._take_baseline(reading, held_s)
        reading.baseline = self._baseline
        reading.trends = {
            name: trend(reading.values.get(name, MISSING).value, reading.t_s)
            for name, trend in self._trends.items()
        }
        begun = []
        if body is not None and (held_s >= self._hold.settle_s or not self._entered):
            for tracker in open_set.trackers:
                finding = tracker.update(reading, body.view, None)
                if finding:
                    begun.append(finding)
                    open_set.add(finding)
        self._coverage.add(self._elapsed(reading.t_s), body_problem(body, self.exercise.view))
        self._run_clock(open_set)
        return begun

    def _take_baseline(self, reading: Reading, held_s: float) -> None:
        baseline = self.exercise.baseline
        if baseline is None or self._has_baseline:
            return
        start, end = baseline.window_s
        if start <= held_s <= end:
            self._sample_baseline(reading.values)
        elif held_s > end:
            self._set_baseline()
            self._has_baseline = True

    def _run_clock(self, open_set: OpenSet) -> None:
        clock = open_set.record.hold
        assert clock is not None and self._began_s is not None
        clock.total_s = self._held_before_s + open_set.last_s - self._began_s
        faulty = [
            f for f in open_set.record.findings if f.priority <= self._hold.good_form_priority
        ]
        clock.good_form_s = self._good_form(clock, faulty)
        if clock.form_lost_at_s is None:
            lost = next(
                (f for f in faulty if f.priority == 1 and f.end_s - f.start_s >= _FORM_LOST_S),
                None,
            )
            if lost:
                clock.form_lost_at_s = max(0.0, lost.start_s - open_set.record.start_s)

    def _keep(self, open_set: OpenSet, *, left: bool) -> bool:
        record, clock = open_set.record, open_set.record.hold
        assert clock is not None
        if not self._entered:
            self._cut_entry(record, clock)
        shortest = self._hold.shortest_s if left and self._entered else 0.0
        if clock.total_s < max(shortest, self.exercise.position.enter_s):
            return False
        if left:
            before_exit = record.end_s - _EXIT_S
            record.findings = [f for f in record.findings if f.start_s < before_exit]
        for finding in record.findings:
            finding.end_s = min(finding.end_s, record.end_s)
        faulty = [f for f in record.findings if f.priority <= self._hold.good_form_priority]
        clock.good_form_s = self._good_form(clock, faulty)
        return True

    def _cut_entry(self, record: SetRecord, clock: HoldClock) -> None:
        """Let a hold in a shot that begins in position begin after the faults of its entry."""
        until_s = record.start_s + _ENTRY_S
        entry = [
            finding
            for finding in record.findings
            if finding.end_s <= until_s and finding.priority <= self._hold.good_form_priority
        ]
        began_s = max((finding.end_s for finding in entry), default=record.start_s)
        goes_on = record.end_s - began_s >= self._hold.shortest_s
        if entry and goes_on and self._held_before_s == 0.0:
            clock.total_s -= began_s - record.start_s
            record.start_s = began_s
            record.findings = [f for f in record.findings if f.end_s > began_s]

    def _good_form(self, clock: HoldClock, faulty: Iterable[Finding]) -> float:
        if self._coverage.problem(WHOLE_LOST):
            return math.nan
        return max(0.0, clock.total_s - self._coverage.lost - _covered(faulty))

    def _clock(self) -> HoldClock | None:
        clock = self._open.record.hold if self._open else None
        if clock is None or clock.total_s < self.exercise.position.enter_s:
            return None
        return replace(clock)

    def _phase(self) -> Phase | None:
        return "hold" if self._began_s is not None and self._clock() else None


def _covered(findings: Iterable[Finding]) -> float:
    """Length of the union of the findings' spans, seconds."""
    total_s, until_s = 0.0, -math.inf
    for finding in sorted(findings, key=lambda f: f.start_s):
        total_s += max(0.0, finding.end_s - max(finding.start_s, until_s))
        until_s = max(until_s, finding.end_s)
    return total_s
