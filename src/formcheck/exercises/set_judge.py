"""What holds and repetitions have in common: one set under way, its findings, the baseline."""

import math
from abc import ABC, abstractmethod
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from statistics import median

from formcheck.exercises.coverage import WHOLE_LOST, Coverage
from formcheck.exercises.faults import FaultTracker
from formcheck.exercises.limits import Reading
from formcheck.exercises.records import Finding, HoldClock, NotJudged, Rep, SetRecord
from formcheck.exercises.spec import Exercise, Phase, Requirement
from formcheck.exercises.visibility import body_problem
from formcheck.motion.body import Body
from formcheck.motion.measurement import MISSING, Measurement
from formcheck.motion.measures import MEASURES
from formcheck.problem import Problem

_GAP_S = 1.0  # a longer stretch without any frame was not watched


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
        problem: why nothing can be judged now, or None.
        set_open: whether a set is under way.
        last: the last repetition of the set that is over, complete or not; None before.
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
        record: what was seen so far.
        trackers: of the faults that are watched frame by frame.
        coverage: how much could be judged, by fault.
        last_s: when the person was last in position, or a movement ended.
        counts: findings so far, by fault.
        history: for each repetition whether the fault was seen in it, by fault.
    """

    record: SetRecord
    trackers: list[FaultTracker]
    coverage: dict[str, Coverage]
    last_s: float
    counts: dict[str, int] = field(default_factory=dict)
    history: dict[str, list[bool]] = field(default_factory=dict)

    def add(self, finding: Finding) -> None:
        """Take a new finding; gated faults may speak from their second occurrence on."""
        count = self.counts.get(finding.fault.id, 0) + 1
        self.counts[finding.fault.id] = count
        finding.spoken = not finding.fault.gated or count > 1
        self.record.findings.append(finding)

    def interrupt(self, *, into: Phase | None = None) -> None:
        """End what the trackers follow, as at a cut or after a movement.

        Args:
            into: the phase that comes now: what is judged there, too, goes on.
        """
        for tracker in self.trackers:
            if into is None or into not in tracker.fault.phases:
                tracker.interrupt()


class ExerciseJudge(ABC):
    """Watches for one exercise and keeps the sets that it finds.

    Args:
        exercise: from the catalogue.
        own: the person's own reference by measure, from a calibration; it takes the place of what
            the set itself would give.
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
        """Take the next frame; `body` is None where nobody could be seen."""
        if shot != self._shot or self._elapsed(t_s) > _GAP_S:
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
        """End what is under way and return all sets."""
        self._close(left=False)
        return self.sets

    def end_at(self, t_s: float) -> None:
        """End what is under way as it was at `t_s`: what came later belongs to something else."""
        self.sets = [one for one in self.sets if one.start_s < t_s]
        now = self._open
        if now:
            record = now.record
            record.findings = [f for f in record.findings if f.start_s < t_s]
            record.reps = [rep for rep in record.reps if rep.top_s < t_s]
            record.attempts = [attempt for attempt in record.attempts if attempt.start_s < t_s]
            self._shorten(now, max(record.start_s, min(now.last_s, t_s)))
        self._close(left=True)
        self._cut(t_s)

    def _shorten(self, now: OpenSet, end_s: float) -> None:
        """Let a set end earlier than it seemed to."""
        now.last_s = end_s

    @abstractmethod
    def _cut(self, t_s: float) -> None:
        """Another camera shot begins, or frames were missing: nothing is judged across that."""

    @abstractmethod
    def _judge(self, body: Body | None, reading: Reading) -> list[Finding]:
        """Judge one frame; returns the findings that began with it."""

    @abstractmethod
    def _keep(self, now: OpenSet, *, left: bool) -> bool:
        """Settle a set that ends; False if it was too little to be one."""

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
        """End the set; `left` says that the person was seen leaving."""
        now, self._open = self._open, None
        if now is None:
            return
        now.interrupt()
        now.record.end_s = now.last_s
        if self._keep(now, left=left):
            for tracker in now.trackers:
                now.coverage[tracker.fault.id] = tracker.coverage
            now.record.not_judged = [
                NotJudged(fault, problem)
                for fault in self.exercise.faults
                if (problem := now.coverage[fault.id].problem(WHOLE_LOST))
            ]
            self.sets.append(now.record)
        self._forget_baseline()

    # --- the person's own reference ----------------------------------------------------------

    def _sample_baseline(self, values: Mapping[str, Measurement]) -> None:
        assert self.exercise.baseline is not None
        for name in self.exercise.baseline.measures:
            value = values.get(name, MISSING).value
            if not math.isnan(value):
                self._samples.setdefault(name, []).append(value)

    def _set_baseline(self) -> None:
        """Take the medians of the samples, where they lie in the accepted range."""
        assert self.exercise.baseline is not None
        found = {}
        for name, (low, high) in self.exercise.baseline.measures.items():
            if name in self._samples and low <= (middle := median(self._samples[name])) <= high:
                found[name] = middle
        self._baseline = found | self._own

    def _forget_baseline(self) -> None:
        self._baseline, self._samples = dict(self._own), {}

    # --- what the world sees -----------------------------------------------------------------

    def _state(
        self, body: Body | None, values: Mapping[str, Measurement], begun: list[Finding]
    ) -> JudgeState:
        now = self._open
        phase = self._phase()
        return JudgeState(
            in_position=phase is not None,
            phase=phase,
            reps=sum(rep.complete for rep in now.record.reps) if now else 0,
            attempts=len(now.record.attempts) if now else 0,
            hold=self._clock(),
            active=tuple(t.active for t in now.trackers if t.active) if now else (),
            begun=tuple(begun),
            values=values,
            problem=body_problem(body, self.exercise.view),
            set_open=now is not None,
            last=now.record.reps[-1] if now and now.record.reps else None,
        )


def nothing_under_way(body: Body | None) -> JudgeState:
    """The state while no exercise is judged."""
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
    """Whether no requirement is known to fail; what cannot be seen does not count against."""
    for requirement in requirements:
        value = values.get(requirement.measure, MISSING).value
        low, high = requirement.between
        if not math.isnan(value) and not low <= value <= high:
            return False
    return True
