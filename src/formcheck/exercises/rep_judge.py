"""Judging a counted exercise: repetitions, attempts, faults in them."""

import math
from collections import deque
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from typing import NamedTuple

import numpy as np

from formcheck.exercises.coverage import MOVEMENT_LOST, Coverage
from formcheck.exercises.features import (
    RepTrace,
    curl_share,
    measured_quality,
    name_and_unit,
    onset,
    passing_feature,
)
from formcheck.exercises.limits import Reading
from formcheck.exercises.records import Attempt, Finding, Rep
from formcheck.exercises.rep_counter import Movement, RepCounter, missed_top
from formcheck.exercises.set_judge import ExerciseJudge, OpenSet, met
from formcheck.exercises.spec import Exercise, Fault, Phase, Reps, Severity
from formcheck.exercises.visibility import (
    LONGEST_GAP_S,
    TOO_FEW_PICTURES,
    UNCERTAIN,
    UNSEEN,
    fault_problem,
    hidden,
    mild_only,
    point_problem,
    view_problem,
)
from formcheck.motion.body import Body
from formcheck.motion.measurement import MISSING, Measurement
from formcheck.motion.measures import MEASURES, points_of
from formcheck.motion.view import View
from formcheck.problem import Problem

_MOVING: tuple[Phase, ...] = ("rise", "top", "lower")
_REST_SET_S = 20.0  # this long without a movement ends a set
_LEFT_SET_S = 5.0  # so does being out of position for this long
_BASELINE_S = 1.0  # length of the rest before a movement that gives its baseline
_FEWEST_RESTS = 3  # frames; with fewer the last baseline stays
_NOD_S = 0.7  # the head may lead the trunk by this much: no longer rest, but part of the rep
_LEAD_S = 2.0  # length of the signals from before a movement: its start is known only afterwards


class _Sample(NamedTuple):
    """The signals of one frame: time, repetition signal, the measures that features need."""

    t_s: float
    x: float
    values: tuple[Measurement, ...]


class _Look(NamedTuple):
    """What one frame allows.

    Attributes:
        t_s, lasts_s: media time, and seconds since the frame before.
        view: None without a person in the position of the exercise.
        has_signal: whether the repetition signal is known.
    """

    t_s: float
    lasts_s: float
    view: View | None
    has_signal: bool


class RepJudge(ExerciseJudge):
    """Watches one counted exercise.

    The counter finds movements; this judges them. A movement that turns out to be no repetition
    (adjusting, lying down) takes its findings with it.
    """

    def __init__(self, exercise: Exercise, reps: Reps, own: Mapping[str, float]) -> None:
        super().__init__(exercise, own)
        self._spec = reps
        self._counter = RepCounter(reps)
        self._rests: deque[tuple[float, Mapping[str, Measurement]]] = deque()
        self._out_since_s: float | None = None
        self._trace: deque[_Sample] = deque()
        self._looks: deque[_Look] = deque()
        self._traced = tuple(
            {
                feature.of
                for fault in exercise.faults
                for grade in (fault.mild, fault.severe)
                if grade
                for feature in (*grade.features, *grade.features_all)
                if feature.of in MEASURES
            }
            | ({exercise.control[0].measure} if exercise.control else set())
            | ({exercise.curl.measure} if exercise.curl else set())
        )
        signal = (*MEASURES[reps.signal].points, *MEASURES[reps.signal].line)
        self._needs = {
            fault.id: points_of(fault.measures) | set(signal) for fault in exercise.faults
        }

    def _cut(self, t_s: float) -> None:
        del t_s
        current = self._counter.current
        if movement := self._counter.cut():
            self._count_cut(self._open or self._begin_set(movement.start_s), movement)
        else:
            self._drop(current)
        self._rests.clear()

    def _judge(self, body: Body | None, reading: Reading) -> list[Finding]:
        counter, t_s = self._counter, reading.t_s
        position = self.exercise.position
        may_start = body is not None and met(position.start, reading.values)
        may_stay = body is not None and met(position.stay or position.start, reading.values)
        before = counter.current
        x = reading.values.get(self._spec.signal, MISSING).value
        view = body.view if body is not None and may_stay else None
        self._looks.append(_Look(t_s, self._elapsed(t_s), view, not math.isnan(x)))
        self._note(reading)
        reading.baseline = self._baseline  # between two repetitions, that of the last one
        ended = counter.feed(x, t_s, may_start=may_start, may_stay=may_stay)
        movement = counter.current or ended
        if movement is None:
            self._drop(before)
            if counter.is_down:
                self._rest(reading)
            self._maybe_end(t_s, in_position=may_stay)
            if counter.is_down and self._open and body is not None:
                return self._watch_rest(self._open, body.view, reading)
            return []
        if before is None:
            self._take_baseline(movement.start_s)
            if self._open:
                self._open.interrupt()
        reading.baseline = self._baseline
        open_set = self._open or self._begin_set(movement.start_s)
        begun = []
        if view is not None and not math.isnan(x):
            begun = self._watch(open_set, view, reading, rep=len(open_set.record.reps) + 1)
        if ended:
            begun += self._finish_movement(open_set, ended)
        return begun

    def _note(self, reading: Reading) -> None:
        """Keep the signals of the movement, and of the moments before it."""
        movement = self._counter.current
        keep_s = (movement.start_s if movement else reading.t_s) - _LEAD_S
        while self._looks[0].t_s < keep_s:
            self._looks.popleft()
        x = reading.values.get(self._spec.signal, MISSING).value
        if math.isnan(x):
            return
        values = tuple(reading.values.get(name, MISSING) for name in self._traced)
        self._trace.append(_Sample(reading.t_s, x, values))
        while self._trace[0].t_s < keep_s:
            self._trace.popleft()

    def _watch(
        self, open_set: OpenSet, view: View, reading: Reading, *, rep: int | None
    ) -> list[Finding]:
        """Judge the faults of single frames, in a repetition or between two."""
        begun = []
        phase = self._counter.phase
        for tracker in open_set.trackers:
            if phase in (tracker.fault.phases or _MOVING):
                finding = tracker.update(reading, view, rep)
                if finding:
                    begun.append(finding)
                    open_set.add(finding)
        return begun

    def _watch_rest(self, open_set: OpenSet, view: View, reading: Reading) -> list[Finding]:
        """Judge, between two repetitions, the faults that still belong to the last one."""
        last = open_set.record.reps[-1] if open_set.record.reps else None
        begun = self._watch(open_set, view, reading, rep=last.index if last else None)
        if last:
            _name_faults(last, open_set.record.findings)
            if not last.control.known:
                self._find_control(last, view)
        return begun

    def _finish_movement(self, open_set: OpenSet, movement: Movement) -> list[Finding]:
        open_set.interrupt(into="down" if movement.kind in ("rep", "partial") else None)
        if movement.kind == "none":
            self._drop(movement)
            return []
        open_set.last_s = movement.end_s
        looks = [look for look in self._looks if movement.start_s < look.t_s <= movement.end_s]
        trace = self._make_trace(movement)
        reference = MEASURES[self._spec.signal].reference
        peak = Measurement(
            float(trace.x[trace.top]), math.hypot(reference, missed_top(trace.t_s, trace.x))
        )
        if movement.kind == "attempt":
            for finding in open_set.record.findings:
                if finding.start_s >= movement.start_s:
                    finding.rep = None  # an attempt is no repetition
            open_set.record.attempts.append(
                Attempt(movement.start_s, movement.end_s, peak, movement.stuck_s)
            )
            return self._judge_attempts(open_set, movement, peak, looks)
        scored = _lost(looks, self._turned_away) is None
        rep = self._add_rep(open_set, movement, peak, scored=scored)
        self._find_control(rep, looks[-1].view)
        self._find_curl(rep, trace, looks)
        begun = self._judge_rep(open_set, rep, trace, looks)
        _name_faults(rep, open_set.record.findings)
        return begun

    def _add_rep(
        self, open_set: OpenSet, movement: Movement, rom: Measurement, *, scored: bool
    ) -> Rep:
        rep = Rep(
            index=len(open_set.record.reps) + 1,
            start_s=movement.start_s,
            top_s=movement.top_s,
            end_s=movement.end_s,
            complete=movement.kind == "rep",
            scored=scored,
            rom=rom,
        )
        open_set.record.reps.append(rep)
        return rep

    def _count_cut(self, open_set: OpenSet, movement: Movement) -> None:
        """Count a repetition whose way down a cut hides; nothing more is judged of it."""
        open_set.interrupt()
        open_set.last_s = movement.end_s
        peak = Measurement(movement.peak, MEASURES[self._spec.signal].reference)
        rep = self._add_rep(open_set, movement, peak, scored=False)
        _name_faults(rep, open_set.record.findings)

    def _judge_rep(
        self, open_set: OpenSet, rep: Rep, trace: RepTrace, looks: list[_Look]
    ) -> list[Finding]:
        begun = []
        for fault in self.exercise.faults:
            if fault.kind != "rep":
                continue
            problem = self._problem(fault, looks) or self._unmeasured(fault, trace)
            open_set.coverage[fault.id].add(1.0, problem)
            if problem:
                continue
            view = looks[-1].view
            finding = _find(fault, rep, trace, mild=view is None or mild_only(view, fault.view))
            if _is_reported(open_set, fault, present=finding is not None) and finding:
                open_set.add(finding)
                begun.append(finding)
        return begun

    def _find_control(self, rep: Rep, view: View | None) -> None:
        """Set the control angle since the top; legs may go on sinking after the repetition."""
        if self.exercise.control is None or view is None:
            return
        fault, limit = self.exercise.control
        if fault_problem(view, fault, self._needs[fault.id]):
            return
        column = self._traced.index(fault.measure)
        down = [(s.x, s.values[column].value) for s in self._trace if s.t_s >= rep.top_s]
        x, values = np.array(down).T
        rep.control = onset(x, values, limit)

    def _find_curl(self, rep: Rep, trace: RepTrace, looks: list[_Look]) -> None:
        """Set the curl share of the way up, if the view shows the back's outline."""
        fault = self.exercise.curl
        if fault is None or self._spec.curl is None or self._problem(fault, looks):
            return
        rep.curl = curl_share(self._spec.curl, fault.measure, trace)

    def _judge_attempts(
        self, open_set: OpenSet, movement: Movement, peak: Measurement, looks: list[_Look]
    ) -> list[Finding]:
        begun = []
        count = len(open_set.record.attempts)
        for fault in self.exercise.faults:
            if fault.mild.attempts is None or count < fault.mild.attempts:
                continue
            problem = self._problem(fault, looks)
            open_set.coverage[fault.id].add(1.0, problem)
            if problem:
                continue
            grade = fault.severe
            severe = grade is not None and (
                count >= (grade.attempts or math.inf)
                or movement.stuck_s >= (grade.stuck_s or math.inf)
            )
            finding = Finding(
                fault=fault,
                severity="severe" if severe else "mild",
                start_s=movement.start_s,
                end_s=movement.end_s,
                rep=None,
                measure=self._spec.signal,
                unit=MEASURES[self._spec.signal].unit,
                peak=peak,
                threshold=self._spec.hi if self._spec.fail_below is None else self._spec.fail_below,
                peak_s=movement.top_s,
                open=False,
            )
            open_set.add(finding)
            begun.append(finding)
        return begun

    def _problem(self, fault: Fault, looks: list[_Look]) -> Problem | None:
        """The problem that prevents judging a fault in a finished movement, or None."""
        if fault.timed and float(np.median([look.lasts_s for look in looks])) > LONGEST_GAP_S:
            return TOO_FEW_PICTURES
        view, needs = looks[-1].view, self._needs[fault.id]
        if view is None:
            return UNSEEN
        return fault_problem(view, fault, needs) or _lost(
            looks, lambda view: self._turned_away(view) or point_problem(view, needs)
        )

    def _unmeasured(self, fault: Fault, trace: RepTrace) -> Problem | None:
        """The problem that prevents measuring the features of the fault well enough, or None."""
        if missed_top(trace.t_s, trace.x) > MEASURES[self._spec.signal].reference:
            return TOO_FEW_PICTURES
        grades = [grade for grade in (fault.mild, fault.severe) if grade]
        quality = measured_quality(grades, trace)
        if quality == "sure":
            return None
        return hidden(fault) if quality == "missing" and fault.hint else UNCERTAIN

    def _turned_away(self, view: View) -> Problem | None:
        return view_problem(view, self.exercise.view)

    def _make_trace(self, movement: Movement) -> RepTrace:
        start_s = movement.start_s - _NOD_S
        samples = [s for s in self._trace if start_s <= s.t_s <= movement.end_s]
        x = np.array([s.x for s in samples]) - (movement.rest if self._spec.relative else 0.0)
        return RepTrace(
            t_s=np.array([s.t_s for s in samples]),
            x=x,
            top=int(np.argmax(x)),
            values={
                name: np.array([s.values[i] for s in samples])
                for i, name in enumerate(self._traced)
            },
            baseline=self._baseline,
            duration_s=movement.end_s - movement.start_s,
        )

    def _rest(self, reading: Reading) -> None:
        """Collect samples of the person's own reference between movements."""
        baseline = self.exercise.baseline
        if baseline is None:
            return
        self._rests.append((reading.t_s, reading.values))
        while self._rests[0][0] < reading.t_s - _BASELINE_S - _NOD_S:
            self._rests.popleft()

    def _take_baseline(self, start_s: float) -> None:
        """Take the rest before a new movement as its reference, if it was long enough."""
        rests = [rest for rest in self._rests if rest[0] <= start_s - _NOD_S]
        if len(rests) < _FEWEST_RESTS:
            rests = list(self._rests)
        if len(rests) >= _FEWEST_RESTS:
            self._forget_baseline()
            for _, values in rests:
                self._sample_baseline(values)
            self._set_baseline()
        self._rests.clear()

    def _drop(self, movement: Movement | None) -> None:
        """Forget the findings of a movement that was no repetition."""
        open_set = self._open
        if open_set is None or movement is None:
            return
        open_set.interrupt()
        open_set.record.findings = [
            f for f in open_set.record.findings if f.start_s < movement.start_s
        ]
        if not open_set.record.reps and not open_set.record.attempts:
            self._open = None

    def _maybe_end(self, t_s: float, *, in_position: bool) -> None:
        if in_position:
            self._out_since_s = None
        elif self._out_since_s is None:
            self._out_since_s = t_s
        if self._open is None:
            return
        out = self._out_since_s is not None and t_s - self._out_since_s >= _LEFT_SET_S
        if out or t_s - self._open.last_s >= _REST_SET_S:
            self._close(left=True)

    def _keep(self, open_set: OpenSet, *, left: bool) -> bool:
        del left
        return bool(open_set.record.reps or open_set.record.attempts)

    def _phase(self) -> Phase | None:
        return self._counter.phase


def _name_faults(rep: Rep, findings: Iterable[Finding]) -> None:
    """Note the faults of a repetition in it, each with its graver severity."""
    for finding in findings:
        if finding.rep == rep.index and rep.faults.get(finding.fault.id) != "severe":
            rep.faults[finding.fault.id] = finding.severity


def _lost(looks: list[_Look], problem_of: Callable[[View], Problem | None]) -> Problem | None:
    """The main problem of a movement, if it hides too much of it; else None.

    The pitch is that of the last frame, with the person back at rest. The camera stands still, but
    its pitch comes from the axis across the body, which swings with trunk and legs (by up to 18
    degrees in leg raises, measured on renders).
    """
    coverage = Coverage()
    end = looks[-1].view
    for look in looks:
        problem: Problem | None = UNSEEN
        if look.view is not None and look.has_signal:
            pitch_deg = end.pitch_deg if end else look.view.pitch_deg
            problem = problem_of(replace(look.view, pitch_deg=pitch_deg))
        coverage.add(look.lasts_s, problem)
    return coverage.problem(MOVEMENT_LOST)


def _find(fault: Fault, rep: Rep, trace: RepTrace, *, mild: bool) -> Finding | None:
    """The finding of one fault in a finished repetition, or None; `mild` excludes severe."""
    severity: Severity = "severe"
    passing = passing_feature(fault.severe, trace) if fault.severe and not mild else None
    if passing is None:
        severity, passing = "mild", passing_feature(fault.mild, trace)
    if passing is None:
        return None
    feature, value, threshold = passing
    measure, unit = name_and_unit(feature)
    return Finding(
        fault=fault,
        severity=severity,
        start_s=rep.start_s,
        end_s=rep.end_s,
        rep=rep.index,
        measure=measure,
        unit=unit,
        peak=value,
        threshold=threshold,
        peak_s=rep.top_s,
        open=False,
    )


def _is_reported(open_set: OpenSet, fault: Fault, *, present: bool) -> bool:
    """Whether to report the fault after this repetition: some faults need n of the last m."""
    history = open_set.history.setdefault(fault.id, [])
    history.append(present)
    return fault.repeat is None or sum(history[-fault.repeat[1] :]) >= fault.repeat[0]
