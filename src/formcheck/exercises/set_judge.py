"""The common part of judging holds and repetitions: the open set, its findings, the baseline."""

import math
from abc import ABC, abstractmethod
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from statistics import median

from formcheck.exercises.coverage import GAP_S, WHOLE_LOST, Coverage
from formcheck.exercises.faults import FaultTracker
from formcheck.exercises.limits import Reading
from formcheck.exercises.records import Finding, HoldClock, NotJudged, Rep, SetRecord
from formcheck.exercises.spec import Exercise, Phase, Requirement
from formcheck.exercises.visibility import body_problem
from formcheck.motion.body import Body
from formcheck.motion.measurement import MISSING, Measurement
from formcheck.motion.measures import MEASURES
from formcheck.problem import Problem


@dataclass(frozen=True, slots=True)
class JudgeState:
    """The state at one time, for the overlay and live feedback.

    Attributes:
        in_position: whether the person is in position.
        phase: phase of the exercise, None outside it.
        reps: complete repetitions in this set.
        attempts: failed attempts in this set.
        hold: the clocks of the running hold, None outside one.
        active: findings that go on.
        begun: findings that begin with this frame.
        values: every measure of the exercise.
        problem: the problem that prevents judging this frame, or None.
        set_open: whether a set is under way.
        last: the last finished repetition of the set, complete or not; None before.
    """

    in_position: bool
    phase: Phase | None
    reps: int
    attempts: int
    hold: HoldClock | None
    active: tuple[Finding, ...]
    begun: tuple[Finding, ...]
    values: Mapping[str, Measurement]
    problem: Problem | None
    set_open: bool
    last: Rep | None = None


@dataclass(slots=True)
class OpenSet:
    """A set under way.

    Attributes:
        record: the set so far.
        trackers: one for each fault that single frames show.
        coverage: fault id to its share that could be judged.
        last_s: last time in position, or end of the last movement.
        counts: fault id to its number of findings.
        history: fault id to its presence in each repetition.
    """

    record: SetRecord
    trackers: list[FaultTracker]
    coverage: dict[str, Coverage]
    last_s: float
    counts: dict[str, int] = field(default_factory=dict)
    history: dict[str, list[bool]] = field(default_factory=dict)

    def add(self, finding: Finding) -> None:
        """Add a finding; gated faults may speak from their second occurrence on."""
        count = self.counts.get(finding.fault.id, 0) + 1
        self.counts[finding.fault.id] = count
        finding.spoken = not finding.fault.gated or count > 1
        self.record.findings.append(finding)

    def interrupt(self, *, into: Phase | None = None) -> None:
        """End the open findings, as at a cut or after a movement; those of phase `into` go on."""
        for tracker in self.trackers:
            if into is None or into not in tracker.fault.phases:
                tracker.interrupt()


class ExerciseJudge(ABC):
    """Watches for one exercise and keeps its sets.

    A reference from a calibration replaces the baseline of the set itself.
    """

    def __init__(self, exercise: Exercise, own: Mapping[str, float]) -> None:
        self.exercise = exercise
        accepted = exercise.baseline.accepted if exercise.baseline else {}
        self._own = {
            name: own[name]
            for name, (low, high) in accepted.items()
            if name in own and low <= own[name] <= high
        }
        self.sets: list[SetRecord] = []
        self._measures = {name: MEASURES[name].of for name in exercise.measures}
        self._open: OpenSet | None = None
        self._shot: int | None = None
        self._last_t_s: float | None = None
        self._baseline = dict(self._own)
        self._samples: dict[str, list[float]] = {}

    def update(self, body: Body | None, t_s: float, shot: int) -> JudgeState:
        """Take the next frame and return the state; `body` is None without a person."""
        if shot != self._shot or self._elapsed(t_s) > GAP_S:
            self._shot = shot
            self._forget_baseline()
            if self._open:
                self._open.interrupt()
            self._cut(t_s)
        values = {name: of(body) for name, of in self._measures.items()} if body else {}
        begun = self._judge(body, Reading(t_s, values))
        self._last_t_s = t_s
        return self._state(body, values, begun)

    def finish(self) -> list[SetRecord]:
        """End the set under way and return all sets."""
        self._close(left=False)
        return self.sets

    def end_at(self, t_s: float) -> None:
        """End the set under way at `t_s`: later frames belong to another movement."""
        self.sets = [record for record in self.sets if record.start_s < t_s]
        open_set = self._open
        if open_set:
            record = open_set.record
            record.findings = [f for f in record.findings if f.start_s < t_s]
            record.reps = [rep for rep in record.reps if rep.top_s < t_s]
            record.attempts = [attempt for attempt in record.attempts if attempt.start_s < t_s]
            self._shorten(open_set, max(record.start_s, min(open_set.last_s, t_s)))
        self._close(left=True)
        self._cut(t_s)

    def _shorten(self, open_set: OpenSet, end_s: float) -> None:
        """Move the end of a set to an earlier time."""
        open_set.last_s = end_s

    @abstractmethod
    def _cut(self, t_s: float) -> None:
        """Reset before a new camera shot, or after missing frames: nothing spans a cut."""

    @abstractmethod
    def _judge(self, body: Body | None, reading: Reading) -> list[Finding]:
        """Judge one frame and return the findings that begin with it."""

    @abstractmethod
    def _keep(self, open_set: OpenSet, *, left: bool) -> bool:
        """Settle a set that ends, and return whether it is long enough to keep."""

    @abstractmethod
    def _phase(self) -> Phase | None:
        """Phase of the exercise, None outside it."""

    def _clock(self) -> HoldClock | None:
        """Clocks of a running hold."""
        return None

    def _elapsed(self, t_s: float) -> float:
        """Seconds since the last frame."""
        return 0.0 if self._last_t_s is None else t_s - self._last_t_s

    # --- sets --------------------------------------------------------------------------------

    def _begin_set(self, t_s: float) -> OpenSet:
        faults = self.exercise.faults
        self._open = OpenSet(
            SetRecord(self.exercise.id, t_s, t_s),
            trackers=[FaultTracker(fault) for fault in faults if fault.kind == "frame"],
            coverage={fault.id: Coverage() for fault in faults},
            last_s=t_s,
        )
        return self._open

    def _close(self, *, left: bool) -> None:
        """End the set; `left` says that frames showed the person leaving."""
        open_set, self._open = self._open, None
        if open_set is None:
            return
        open_set.interrupt()
        open_set.record.end_s = open_set.last_s
        if self._keep(open_set, left=left):
            for tracker in open_set.trackers:
                open_set.coverage[tracker.fault.id] = tracker.coverage
            open_set.record.not_judged = [
                NotJudged(fault, problem)
                for fault in self.exercise.faults
                if (problem := open_set.coverage[fault.id].problem(WHOLE_LOST))
            ]
            self.sets.append(open_set.record)
        self._forget_baseline()

    # --- the person's own reference ----------------------------------------------------------

    def _sample_baseline(self, values: Mapping[str, Measurement]) -> None:
        assert self.exercise.baseline is not None
        for name in self.exercise.baseline.measures:
            value = values.get(name, MISSING).value
            if not math.isnan(value):
                self._samples.setdefault(name, []).append(value)

    def _set_baseline(self) -> None:
        """Take the medians of the samples that lie in the accepted range."""
        assert self.exercise.baseline is not None
        medians = {}
        for name, (low, high) in self.exercise.baseline.measures.items():
            if name in self._samples and low <= (middle := median(self._samples[name])) <= high:
                medians[name] = middle
        self._baseline = medians | self._own

    def _forget_baseline(self) -> None:
        self._baseline, self._samples = dict(self._own), {}

    # --- the state ---------------------------------------------------------------------------

    def _state(
        self, body: Body | None, values: Mapping[str, Measurement], begun: list[Finding]
    ) -> JudgeState:
        open_set = self._open
        phase = self._phase()
        return JudgeState(
            in_position=phase is not None,
            phase=phase,
            reps=sum(rep.complete for rep in open_set.record.reps) if open_set else 0,
            attempts=len(open_set.record.attempts) if open_set else 0,
            hold=self._clock(),
            active=tuple(t.active for t in open_set.trackers if t.active) if open_set else (),
            begun=tuple(begun),
            values=values,
            problem=body_problem(body, self.exercise.view),
            set_open=open_set is not None,
            last=open_set.record.reps[-1] if open_set and open_set.record.reps else None,
        )


def nothing_under_way(body: Body | None) -> JudgeState:
    """The state without any exercise under way."""
    return JudgeState(
        in_position=False,
        phase=None,
        reps=0,
        attempts=0,
        hold=None,
        active=(),
        begun=(),
        values={},
        problem=body_problem(body, "oblique"),
        set_open=False,
    )


def met(requirements: Iterable[Requirement], values: Mapping[str, Measurement]) -> bool:
    """Whether no requirement certainly fails; a missing value does not count against it."""
    for requirement in requirements:
        value = values.get(requirement.measure, MISSING).value
        low, high = requirement.between
        if not math.isnan(value) and not low <= value <= high:
            return False
    return True
