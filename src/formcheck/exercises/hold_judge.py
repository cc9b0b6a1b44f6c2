"""Judging a static exercise: position, clocks, faults, the personal best line."""

import math
from collections.abc import Iterable, Mapping
from dataclasses import replace

from formcheck.exercises.coverage import WHOLE_LOST, Coverage
from formcheck.exercises.limits import Reading, Trend
from formcheck.exercises.records import Finding, HoldClock
from formcheck.exercises.set_judge import ExerciseJudge, OpenSet, met
from formcheck.exercises.spec import Exercise, Hold, Limit, Phase
from formcheck.exercises.visibility import body_problem
from formcheck.motion.body import Body
from formcheck.motion.measurement import MISSING

_CUT_RESUME_S = 3.0  # a hold goes on after a cut when the position is seen again within this
_EXIT_S = 1.5  # faults that begin this shortly before leaving belong to the leaving
_ENTERING_S = 0.5  # out of position for this long before a hold: the entering was seen
_FORM_LOST_S = 2.0  # biomechanics 3.1: quality hold time ends with a P1 fault this long


class HoldJudge(ExerciseJudge):
    """Watches one static exercise.

    A hold begins with the first frame in position and is believed once it has lasted. Losing
    the position for a moment is bridged; a cut interrupts the hold, and the next shot may go on
    with it under a baseline of its own.
    """

    def __init__(self, exercise: Exercise, hold: Hold, own: Mapping[str, float]) -> None:
        super().__init__(exercise, own)
        self._hold = hold
        self._trends = {
            limit.measure: Trend(limit.trend_s) for limit in _limits(exercise) if limit.trend_s
        }
        self._baseline_done = False
        self._out_s = 0.0  # how long the person was seen out of position
        self._entered = False  # whether coming into position was seen
        self._began_s: float | None = None  # of this stretch in position, within one shot
        self._held_before_s = 0.0  # in earlier stretches of the same hold
        self._coverage = Coverage()  # of the hold, by the view
        self._lost_s: float | None = None
        self._cut_s: float | None = None

    def _cut(self, t_s: float) -> None:
        self._out_s = 0.0
        if self._began_s is not None and self._open:
            self._held_before_s += self._open.last_s - self._began_s
            self._cut_s = t_s
        self._began_s = None

    def _judge(self, body: Body | None, reading: Reading) -> list[Finding]:
        t_s = reading.t_s
        here = body is not None and met(self.exercise.position.start, reading.values)
        if self._began_s is None:
            if not here:
                self._out_s += self._elapsed(t_s)
                if self._cut_s is not None and t_s - self._cut_s > _CUT_RESUME_S:
                    self._end(left=False)
                return []
            self._begin(t_s)
        now = self._open
        assert now is not None
        if here:
            now.last_s, self._lost_s = t_s, None
        elif self._lost_s is None:
            self._lost_s = t_s
        elif t_s - self._lost_s >= self.exercise.position.leave_s:
            self._out_s = self.exercise.position.leave_s
            self._end(left=True)
            return []
        return self._judge_position(body, reading, now)

    def _begin(self, t_s: float) -> None:
        if self._open is None:
            self._begin_set(t_s).record.hold = HoldClock()
            self._held_before_s, self._coverage = 0.0, Coverage()
            self._entered = self._out_s >= _ENTERING_S
        else:
            self._entered = False
        for trend in self._trends.values():
            trend.reset()
        self._baseline_done = False
        self._began_s, self._lost_s, self._cut_s = t_s, None, None

    def _shorten(self, now: OpenSet, end_s: float) -> None:
        clock = now.record.hold
        assert clock is not None
        clock.total_s = max(0.0, clock.total_s - (now.last_s - end_s))
        super()._shorten(now, end_s)

    def _end(self, *, left: bool) -> None:
        self._close(left=left)
        self._began_s, self._lost_s, self._cut_s = None, None, None

    def _judge_position(self, body: Body | None, reading: Reading, now: OpenSet) -> list[Finding]:
        assert self._began_s is not None
        held = reading.t_s - self._began_s
        self._take_baseline(reading, held)
        reading.baseline = self._baseline
        reading.trends = {
            name: trend(reading.values.get(name, MISSING).value, reading.t_s)
            for name, trend in self._trends.items()
        }
        begun = []
        if body is not None and (held >= self._hold.settle_s or not self._entered):
            for tracker in now.trackers:
                finding = tracker.update(reading, body.view, None)
                if finding:
                    begun.append(finding)
                    now.add(finding)
        self._coverage.add(self._elapsed(reading.t_s), body_problem(body, self.exercise.view))
        self._run_clock(now)
        return begun

    def _take_baseline(self, reading: Reading, held: float) -> None:
        baseline = self.exercise.baseline
        if baseline is None or self._baseline_done:
            return
        start, end = baseline.window_s
        if start <= held <= end:
            self._sample_baseline(reading.values)
        elif held > end:
            self._set_baseline()
            self._baseline_done = True

    def _run_clock(self, now: OpenSet) -> None:
        clock = now.record.hold
        assert clock is not None and self._began_s is not None
        clock.total_s = self._held_before_s + now.last_s - self._began_s
        faulty = [f for f in now.record.findings if f.priority <= self._hold.good_form_priority]
        clock.good_form_s = self._good_form(clock, faulty)
        if clock.form_lost_at_s is None:
            lost = next(
                (f for f in faulty if f.priority == 1 and f.end_s - f.start_s >= _FORM_LOST_S),
                None,
            )
            if lost:
                clock.form_lost_at_s = max(0.0, lost.start_s - now.record.start_s)

    def _keep(self, now: OpenSet, *, left: bool) -> bool:
        record, clock = now.record, now.record.hold
        assert clock is not None
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


def _limits(exercise: Exercise) -> Iterable[Limit]:
    for fault in exercise.faults:
        for grade in (fault.mild, fault.severe):
            for condition in grade.any if grade else ():
                yield from condition.all


def _covered(findings: Iterable[Finding]) -> float:
    """Length of the union of the findings' spans, seconds."""
    total, reached = 0.0, -math.inf
    for finding in sorted(findings, key=lambda f: f.start_s):
        total += max(0.0, finding.end_s - max(finding.start_s, reached))
        reached = max(reached, finding.end_s)
    return total
