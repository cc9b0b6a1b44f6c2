"""Judging one exercise: position, holds or repetitions, faults, sets. Fed with Bodies."""

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from statistics import median

import numpy as np

from formcheck.exercises.faults import FaultTracker, Judged
from formcheck.exercises.features import RepTrace, name_and_unit, passes, seen
from formcheck.exercises.limits import Reading, Trend
from formcheck.exercises.records import Attempt, Finding, HoldClock, Rep, SetRecord
from formcheck.exercises.reps import Excursion, RepMachine
from formcheck.exercises.spec import Exercise, Limit, Phase, Requirement, Severity
from formcheck.exercises.viewing import UNCERTAIN, fault_problem, mild_only, view_problem
from formcheck.motion.body import Body
from formcheck.motion.measurement import MISSING, Measurement
from formcheck.motion.measures import MEASURES
from formcheck.motion.view import View

_MOVING: tuple[Phase, ...] = ("rise", "top", "lower")
_CUT_RESUME_S = 3.0  # a hold goes on after a cut when the position is seen again within this
_EXIT_S = 1.5  # faults that begin this shortly before leaving belong to the leaving
_REST_SET_S = 20.0  # this long without a movement ends a set
_LEFT_SET_S = 5.0  # so does being out of position for this long
_FORM_LOST_S = 2.0  # biomechanics 3.1: quality hold time ends with a P1 fault this long
_BASELINE_FRAMES_S = 1.0  # rest that a repetition's baseline is taken from
_ENTERING_S = 0.5  # out of position for this long before a hold: the entering was seen
_UNSCORED_SHARE = 0.20  # biomechanics 8.1: a repetition with more unusable frames is not scored


@dataclass(frozen=True, slots=True)
class JudgeState:
    """What is so at one time, for the overlay and live feedback.

    Attributes:
        in_position: whether the person is in position.
        phase: phase of the exercise, None outside it.
        reps: complete repetitions in this set.
        attempts: failed attempts in this set.
        hold: the clocks of the running hold, None outside one.
        active: findings that go on.
        begun: findings that began with this frame.
        values: every measure of the exercise.
        problem: why nothing can be judged now, in words, or None.
        set_open: whether a set is under way.
    """

    in_position: bool
    phase: Phase | None
    reps: int
    attempts: int
    hold: HoldClock | None
    active: tuple[Finding, ...]
    begun: tuple[Finding, ...]
    values: Mapping[str, Measurement]
    problem: str | None
    set_open: bool


@dataclass(slots=True)
class _OpenSet:
    """A set under way."""

    record: SetRecord
    trackers: list[FaultTracker]
    judged: dict[str, Judged]
    history: dict[str, list[bool]]
    began_in_sight: bool
    last_s: float
    counts: dict[str, int] = field(default_factory=dict)


class ExerciseJudge:
    """Watches for one exercise and keeps the sets that it finds.

    Args:
        exercise: from the catalogue.
        roll_known: whether the camera's roll was calibrated.
    """

    def __init__(self, exercise: Exercise, *, roll_known: bool = False) -> None:
        self.exercise = exercise
        self.sets: list[SetRecord] = []
        self._roll_known = roll_known
        self._measures = {name: MEASURES[name].of for name in exercise.measures}
        self._trends = {
            limit.measure: Trend(limit.trend_s) for limit in _limits(exercise) if limit.trend_s
        }
        self._open: _OpenSet | None = None
        self._machine = RepMachine(exercise.reps) if exercise.reps else None
        self._shot: int | None = None
        self._out_s = 0.0
        self._segment_began_s: float | None = None
        self._segment_last_s = 0.0
        self._lost_s: float | None = None
        self._cut_s: float | None = None
        self._held_before_s = 0.0
        self._baseline: dict[str, float] = {}
        self._samples: dict[str, list[float]] = {}
        self._sampled_s = 0.0
        self._baseline_done = False
        self._trace: dict[str, list[Measurement]] = {}
        self._last_t_s: float | None = None

    # --- one frame ---------------------------------------------------------------------------

    def update(self, body: Body | None, t_s: float, shot: int) -> JudgeState:
        """Take the next frame; `body` is None where nobody could be seen."""
        if shot != self._shot:
            self._cut(t_s, shot)
        values = {name: of(body) for name, of in self._measures.items()} if body else {}
        reading = Reading(t_s, values, self._baseline, roll_known=self._roll_known)
        if self.exercise.hold:
            begun = self._hold(body, reading)
        else:
            begun = self._reps(body, reading)
        self._last_t_s = t_s
        return self._state(body, values, begun)

    def finish(self) -> list[SetRecord]:
        """End what is under way and return all sets."""
        if self._open:
            self._close(left=False)
        return self.sets

    def _cut(self, t_s: float, shot: int) -> None:
        self._shot, self._out_s = shot, 0.0
        self._forget_baseline()
        if self._open:
            for tracker in self._open.trackers:
                tracker.interrupt()
        if self._segment_began_s is not None:
            self._held_before_s += self._segment_last_s - self._segment_began_s
            self._segment_began_s = None
            self._cut_s = t_s
        if self._machine:
            self._machine.restart()
            self._trace = {}

    def _forget_baseline(self) -> None:
        self._baseline, self._samples = {}, {}
        self._baseline_done, self._sampled_s = False, 0.0
        for trend in self._trends.values():
            trend.reset()

    # --- holds -------------------------------------------------------------------------------

    def _hold(self, body: Body | None, reading: Reading) -> list[Finding]:
        position, t_s = self.exercise.position, reading.t_s
        here = body is not None and _met(position.start, reading.values)
        if self._segment_began_s is None:
            if not here:
                self._out_s += t_s - (self._last_t_s if self._last_t_s is not None else t_s)
                if self._cut_s is not None and t_s - self._cut_s > _CUT_RESUME_S:
                    self._close(left=False)
                return []
            if self._open is None:
                self._begin_set(t_s, began_in_sight=self._out_s >= _ENTERING_S)
                self._held_before_s = 0.0
            self._segment_began_s, self._lost_s, self._cut_s = t_s, None, None
        if here:
            self._segment_last_s, self._lost_s = t_s, None
        elif self._lost_s is None:
            self._lost_s = t_s
        if self._lost_s is not None and t_s - self._lost_s >= position.leave_s:
            self._out_s = position.leave_s
            self._close(left=True)
            return []
        return self._judge_hold(body, reading)

    def _judge_hold(self, body: Body | None, reading: Reading) -> list[Finding]:
        hold, now = self.exercise.hold, self._open
        assert hold is not None and now is not None and self._segment_began_s is not None
        t_s = reading.t_s
        held = t_s - self._segment_began_s
        self._sample_hold(reading, held)
        reading.baseline = self._baseline
        reading.trends = {
            name: trend(reading.values.get(name, MISSING).value, t_s)
            for name, trend in self._trends.items()
        }
        begun = []
        settled = not now.began_in_sight or held >= hold.settle_s
        if body is not None and settled:
            for tracker in now.trackers:
                finding = tracker.update(reading, body.view, None)
                if finding:
                    begun.append(finding)
                    self._add(finding)
        now.last_s = self._segment_last_s
        self._run_clock(now)
        return begun

    def _sample_hold(self, reading: Reading, held: float) -> None:
        baseline = self.exercise.baseline
        if baseline is None or self._baseline_done:
            return
        start, end = baseline.window_s
        if start <= held <= end:
            for name in baseline.measures:
                value = reading.values.get(name, MISSING).value
                if not math.isnan(value):
                    self._samples.setdefault(name, []).append(value)
        elif held > end:
            self._set_baseline()

    def _run_clock(self, now: _OpenSet) -> None:
        clock = now.record.hold
        assert clock is not None and self._segment_began_s is not None
        assert self.exercise.hold is not None
        segment = self._segment_last_s - self._segment_began_s
        clock.total_s = self._held_before_s + segment
        spans = [
            (finding.start_s, finding.end_s)
            for finding in now.record.findings
            if finding.fault.priority <= 2
        ]
        clock.good_form_s = max(0.0, clock.total_s - _covered(spans))
        if clock.form_lost_at_s is None:
            for finding in now.record.findings:
                long = finding.end_s - finding.start_s >= _FORM_LOST_S
                if finding.fault.priority == 1 and long:
                    clock.form_lost_at_s = max(0.0, finding.start_s - now.record.start_s)
                    break

    # --- repetitions -------------------------------------------------------------------------

    def _reps(self, body: Body | None, reading: Reading) -> list[Finding]:
        machine, spec = self._machine, self.exercise.reps
        assert machine is not None and spec is not None
        position, t_s = self.exercise.position, reading.t_s
        x = reading.values.get(spec.signal, MISSING).value
        may_start = body is not None and _met(position.start, reading.values)
        may_stay = body is not None and _met(position.stay or position.start, reading.values)
        was = machine.current
        done = machine.feed(x, t_s, may_start=may_start, may_stay=may_stay)
        now = machine.current or done
        if machine.is_down and not done:
            self._sample_rest(reading)
        reading.baseline = self._baseline
        begun: list[Finding] = []
        if now is None:
            if was is not None:
                self._drop_movement(was)
            self._maybe_end_set(t_s, in_position=may_stay)
            return begun
        if was is None:
            self._trace = {name: [] for name in self._feature_measures()}
            if self._open is None:
                self._begin_set(now.start_s, began_in_sight=True)
        if len(now.times) > len(next(iter(self._trace.values()), now.times)):
            for name, rows in self._trace.items():
                rows.append(reading.values.get(name, MISSING))
        if body is not None and may_stay:
            begun += self._judge_movement(body.view, reading, machine.phase)
        if done:
            begun += self._finish_movement(done, body)
        return begun

    def _judge_movement(
        self, view: View, reading: Reading, phase: Phase | None
    ) -> list[Finding]:
        now = self._open
        assert now is not None
        begun = []
        for tracker in now.trackers:
            phases = tracker.fault.phases or _MOVING
            if phase in phases:
                finding = tracker.update(reading, view, len(now.record.reps) + 1)
                if finding:
                    begun.append(finding)
                    self._add(finding)
        return begun

    def _finish_movement(self, done: Excursion, body: Body | None) -> list[Finding]:
        now, spec = self._open, self.exercise.reps
        assert now is not None and spec is not None
        for tracker in now.trackers:
            tracker.interrupt()
        if done.kind == "none":
            self._drop_movement(done)
            return []
        now.last_s = done.end_s
        trace = self._make_trace(done)
        peak = Measurement(float(trace.x[trace.top]), MEASURES[spec.signal].reference)
        if done.kind == "attempt":
            _unassign(now.record.findings, done)
            now.record.attempts.append(Attempt(done.start_s, done.end_s, peak, done.stuck_s))
            return self._judge_attempt(done, peak)
        share = done.missing / (done.missing + len(done.times))
        rep = Rep(
            index=len(now.record.reps) + 1,
            start_s=done.start_s,
            top_s=done.top_s,
            end_s=done.end_s,
            complete=done.kind == "rep",
            scored=share <= _UNSCORED_SHARE and body is not None and not view_problem(body.view),
            rom=peak,
        )
        now.record.reps.append(rep)
        begun = self._judge_rep(rep, trace, body.view if body else None)
        for finding in now.record.findings:
            if finding.rep == rep.index:
                rep.faults[finding.fault.id] = _worse(
                    rep.faults.get(finding.fault.id, "mild"), finding.severity
                )
        return begun

    def _judge_rep(self, rep: Rep, trace: RepTrace, view: View | None) -> list[Finding]:
        now = self._open
        assert now is not None
        begun = []
        for fault in self.exercise.faults:
            if fault.kind != "rep":
                continue
            grades = [fault.mild, *([fault.severe] if fault.severe else [])]
            problem = fault_problem(view, fault) if view else UNCERTAIN
            if not problem and not seen(grades, trace):
                problem = UNCERTAIN
            now.judged[fault.id].add(1.0, problem)
            if problem or view is None:
                continue
            severity: Severity = "severe"
            passed = passes(fault.severe, trace) if fault.severe and not mild_only(view) else None
            if passed is None:
                severity, passed = "mild", passes(fault.mild, trace)
            history = now.history[fault.id]
            history.append(passed is not None)
            if passed is None:
                continue
            if fault.repeat and sum(history[-fault.repeat[1] :]) < fault.repeat[0]:
                continue
            feature, value, threshold = passed
            measure, unit = name_and_unit(feature)
            finding = Finding(
                fault,
                severity,
                rep.start_s,
                rep.end_s,
                rep.index,
                measure,
                unit,
                value,
                threshold,
                rep.top_s,
                open=False,
            )
            self._add(finding)
            begun.append(finding)
        return begun

    def _judge_attempt(self, done: Excursion, peak: Measurement) -> list[Finding]:
        now, spec = self._open, self.exercise.reps
        assert now is not None and spec is not None
        begun = []
        count = len(now.record.attempts)
        for fault in self.exercise.faults:
            if fault.kind != "attempt":
                continue
            grade = fault.severe
            severe = grade is not None and (
                count >= (grade.attempts or math.inf)
                or (grade.stuck_s is not None and done.stuck_s >= grade.stuck_s)
            )
            if not severe and count < (fault.mild.attempts or 1):
                continue
            finding = Finding(
                fault,
                "severe" if severe else "mild",
                done.start_s,
                done.end_s,
                None,
                spec.signal,
                MEASURES[spec.signal].unit,
                peak,
                spec.fail_below if spec.fail_below is not None else spec.hi,
                done.top_s,
                open=False,
            )
            self._add(finding)
            begun.append(finding)
        return begun

    def _make_trace(self, done: Excursion) -> RepTrace:
        assert self.exercise.reps is not None
        base = done.rest if self.exercise.reps.relative else 0.0
        x = np.array(done.signal) - base
        return RepTrace(
            t_s=np.array(done.times),
            x=x,
            top=int(np.argmax(x)),
            values={name: np.array(rows) for name, rows in self._trace.items()},
            baseline=self._baseline,
            duration_s=done.end_s - done.start_s,
        )

    def _feature_measures(self) -> set[str]:
        return {
            feature.of
            for fault in self.exercise.faults
            for grade in (fault.mild, fault.severe)
            if grade
            for feature in (*grade.features, *grade.features_all)
            if feature.of in MEASURES
        }

    def _sample_rest(self, reading: Reading) -> None:
        """Collect the person's own reference while they lie between movements."""
        baseline = self.exercise.baseline
        if baseline is None or self._baseline_done:
            return
        for name in baseline.measures:
            value = reading.values.get(name, MISSING).value
            if not math.isnan(value):
                self._samples.setdefault(name, []).append(value)
        self._sampled_s += reading.t_s - (self._last_t_s or reading.t_s)
        self._set_baseline()
        self._baseline_done = self._sampled_s >= _BASELINE_FRAMES_S

    def _drop_movement(self, done: Excursion) -> None:
        """Forget what was found in a movement that was no repetition."""
        now = self._open
        if now is None:
            return
        for tracker in now.trackers:
            tracker.interrupt()
        now.record.findings = [f for f in now.record.findings if f.start_s < done.start_s]
        if not now.record.reps and not now.record.attempts:
            self._open = None

    def _maybe_end_set(self, t_s: float, *, in_position: bool) -> None:
        now = self._open
        if now is None:
            return
        if in_position:
            self._lost_s = None
        elif self._lost_s is None:
            self._lost_s = t_s
        out = self._lost_s is not None and t_s - self._lost_s >= _LEFT_SET_S
        if out or t_s - now.last_s >= _REST_SET_S:
            self._close(left=True)

    # --- sets --------------------------------------------------------------------------------

    def _begin_set(self, t_s: float, *, began_in_sight: bool) -> None:
        frame_faults = [f for f in self.exercise.faults if f.kind == "frame"]
        self._open = _OpenSet(
            SetRecord(
                self.exercise.id, t_s, t_s, hold=HoldClock() if self.exercise.hold else None
            ),
            trackers=[FaultTracker(fault) for fault in frame_faults],
            judged={f.id: Judged() for f in self.exercise.faults},
            history={f.id: [] for f in self.exercise.faults},
            began_in_sight=began_in_sight,
            last_s=t_s,
        )
        self._lost_s = None

    def _add(self, finding: Finding) -> None:
        now = self._open
        assert now is not None
        count = now.counts.get(finding.fault.id, 0) + 1
        now.counts[finding.fault.id] = count
        finding.spoken = not finding.fault.gated or count > 1
        now.record.findings.append(finding)

    def _close(self, *, left: bool) -> None:
        now = self._open
        self._open = None
        self._segment_began_s, self._cut_s, self._lost_s = None, None, None
        self._forget_baseline()
        if now is None:
            return
        record = now.record
        record.end_s = now.last_s
        for tracker in now.trackers:
            tracker.interrupt()
            now.judged[tracker.fault.id] = tracker.judged
        if record.hold:
            if left:
                record.findings = [
                    f for f in record.findings if f.start_s < record.end_s - _EXIT_S
                ]
            hold = self.exercise.hold
            assert hold is not None
            if record.hold.total_s < self.exercise.position.enter_s:
                return
            if left and now.began_in_sight and record.hold.total_s < hold.shortest_s:
                return
            for finding in record.findings:
                finding.end_s = min(finding.end_s, record.end_s)
        elif not record.reps and not record.attempts:
            return
        verdicts = [now.judged[fault.id].verdict(fault) for fault in self.exercise.faults]
        record.not_judged = [verdict for verdict in verdicts if verdict]
        self.sets.append(record)

    def _set_baseline(self) -> None:
        baseline = self.exercise.baseline
        assert baseline is not None
        self._baseline_done = True
        found = {}
        for name, (low, high) in baseline.measures.items():
            if self._samples.get(name):
                middle = median(self._samples[name])
                if low <= middle <= high:
                    found[name] = middle
        self._baseline = found

    def _state(
        self, body: Body | None, values: Mapping[str, Measurement], begun: list[Finding]
    ) -> JudgeState:
        now = self._open
        record = now.record if now else None
        holding = self._segment_began_s is not None
        confirmed = (
            holding
            and record is not None
            and record.hold is not None
            and record.hold.total_s >= self.exercise.position.enter_s
        )
        phase: Phase | None = (
            ("hold" if confirmed else None) if self.exercise.hold else self._phase()
        )
        active = tuple(
            tracker.active for tracker in (now.trackers if now else ()) if tracker.active
        )
        return JudgeState(
            in_position=phase is not None,
            phase=phase,
            reps=sum(rep.complete for rep in record.reps) if record else 0,
            attempts=len(record.attempts) if record else 0,
            hold=record.hold if record and confirmed else None,
            active=active,
            begun=tuple(begun),
            values=values,
            problem=view_problem(body.view) if body else "nobody can be seen: step into the picture",
            set_open=now is not None,
        )

    def _phase(self) -> Phase | None:
        return self._machine.phase if self._machine else None


def _met(requirements: Iterable[Requirement], values: Mapping[str, Measurement]) -> bool:
    """Whether no requirement is known to fail; what cannot be seen does not count against."""
    for requirement in requirements:
        value = values.get(requirement.measure, MISSING).value
        low, high = requirement.between
        if not math.isnan(value) and not low <= value <= high:
            return False
    return True


def _limits(exercise: Exercise) -> Iterable[Limit]:
    for fault in exercise.faults:
        for grade in (fault.mild, fault.severe):
            if grade:
                for condition in grade.any:
                    yield from condition.all


def _covered(spans: list[tuple[float, float]]) -> float:
    """Length of the union of time spans, seconds."""
    total, reached = 0.0, -math.inf
    for start, end in sorted(spans):
        total += max(0.0, end - max(start, reached))
        reached = max(reached, end)
    return total


def _worse(a: Severity, b: Severity) -> Severity:
    return "severe" if "severe" in (a, b) else "mild"


def _unassign(findings: list[Finding], done: Excursion) -> None:
    """An attempt is no repetition: what was found in it belongs to none."""
    for finding in findings:
        if finding.start_s >= done.start_s:
            finding.rep = None


