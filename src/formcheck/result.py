"""`result.json` and the finished set in it (pydantic; the schema is in docs/).

Judges keep a `SetRecord` of a set under way. At its end `finish_set` makes a `SetResult` of it for
history, plan, report and guide. Later fields have a default, so that older files stay valid.
"""

import math
from collections.abc import Mapping
from typing import Final, Literal

from pydantic import Field

from formcheck.coaching.advice import Rule, advise
from formcheck.exercises.records import Attempt, Finding, Rep, SetRecord
from formcheck.exercises.spec import Exercise, Priority, Severity
from formcheck.motion.measurement import Measurement
from formcheck.motion.measures import MEASURES
from formcheck.settings import Plain, Strict

FORMAT: Final = "formcheck.result/1"


class Value(Strict):
    """A measured value; null where it could not be measured."""

    value: float | None
    unit: str
    uncertainty: float | None


class Clip(Strict):
    """The judged file, or the camera (which has no hash). Times are media seconds of it."""

    path: Plain
    sha256: str | None
    duration_s: float
    fps: float
    frames: int
    width: int
    height: int


class Model(Strict):
    """The weights that found the landmarks."""

    name: str
    sha256: str


class View(Strict):
    """From where the camera saw the person, over the whole clip."""

    facing: Literal["left", "right", "unknown"]
    yaw_deg: float | None
    pitch_deg: float | None
    roll_deg: float | None
    judgeable: bool
    reasons: list[str]


class Coverage(Strict):
    """How much of the clip could be used."""

    pose_frames: int
    usable_fraction: float
    messages: list[Plain]


class HoldResult(Strict):
    """Clocks of a static exercise, seconds."""

    total_s: float
    good_form_s: float | None
    form_lost_at_s: float | None


class RepResult(Strict):
    """One repetition; `grades` has the worst grade of each fault."""

    index: int
    start_s: float
    top_s: float
    end_s: float
    complete: bool
    scored: bool
    measures: dict[str, Value]
    faults: list[str]
    score: int | None
    grades: dict[str, Severity] | None = None

    def value(self, measure: str) -> float | None:
        """The value of a measure; None where it was not measured."""
        measured = self.measures.get(measure)
        return measured.value if measured else None

    @property
    def range(self) -> Value | None:
        """The range of motion, in whatever unit it was measured."""
        return next((value for name, value in self.measures.items() if name[:3] == "rom"), None)


class AttemptResult(Strict):
    """A repetition that was started and not completed; it went no higher for `stuck_s`."""

    start_s: float
    end_s: float
    peak: Value
    stuck_s: float | None = None


class Peak(Strict):
    """The worst value of a finding and the limit that it is compared with."""

    measure: str
    value: float | None
    unit: str
    uncertainty: float | None
    threshold: float | None
    at_s: float


class FindingResult(Strict):
    """One occurrence of a fault; it counts towards the advice only if it is `spoken`."""

    fault: str
    severity: Severity
    start_s: float
    end_s: float
    rep: int | None
    peak: Peak
    cue: str
    why: str
    evidence: Literal["validated", "proxy"]
    priority: Priority | None = None
    spoken: bool | None = None

    @property
    def weighs(self) -> bool:
        """Whether it counts towards the advice and is more than a remark."""
        return bool(self.spoken) and self.priority in (1, 2)

    @property
    def lasted_s(self) -> float:
        """How long it lasted, in seconds."""
        return self.end_s - self.start_s


class NotJudgedResult(Strict):
    """A fault that could not be judged: why in words, and as a problem and what it is about."""

    fault: str
    reason: str
    problem: str = ""
    about: list[str | float] = Field(default_factory=list)


class AdviceResult(Strict):
    """What to do next: `to` at `level` of its ladder (0 on none), by `rule` of biomechanics 4.2."""

    action: Literal["regress", "progress", "stay", "stop"]
    to: str | None
    why: str
    warm_ups: list[str]
    level: int = 0
    rule: Rule | None = None


class SetResult(Strict):
    """A stretch of one exercise: declared by the user, or recognised with a confidence, 0 to 1."""

    exercise: str
    declared: bool
    confidence: float
    start_s: float
    end_s: float
    hold: HoldResult | None
    reps: list[RepResult]
    attempts: list[AttemptResult]
    findings: list[FindingResult]
    not_judged: list[NotJudgedResult]
    advice: AdviceResult

    @property
    def complete_reps(self) -> int:
        """How many repetitions reached the top."""
        return sum(rep.complete for rep in self.reps)


class Profile(Strict):
    """The calibration that was used."""

    name: str
    sha256: str


class SessionResult(Strict, serialize_by_alias=True):
    """Everything that was seen in one clip."""

    schema_: Literal["formcheck.result/1"] = Field(default=FORMAT, alias="schema")
    clip: Clip
    model: Model
    software: dict[str, str]
    profile: Profile | None
    view: View
    coverage: Coverage
    sets: list[SetResult]

    def to_json(self) -> str:
        """As JSON text, indented, with a newline at the end."""
        return self.model_dump_json(indent=2) + "\n"


def finish_set(
    exercise: Exercise, record: SetRecord, known: Mapping[str, Exercise] | None = None
) -> SetResult:
    """Return the lasting form of a finished set, with its advice."""
    advice = advise(exercise, record, known)
    hold = record.hold
    return SetResult(
        exercise=record.exercise,
        declared=record.declared,
        confidence=round(record.confidence, 3),
        start_s=_time(record.start_s),
        end_s=_time(record.end_s),
        hold=HoldResult(
            total_s=_time(hold.total_s),
            good_form_s=None if math.isnan(hold.good_form_s) else _time(hold.good_form_s),
            form_lost_at_s=None if hold.form_lost_at_s is None else _time(hold.form_lost_at_s),
        )
        if hold
        else None,
        reps=[_rep(exercise, rep) for rep in record.reps],
        attempts=[_attempt(exercise, attempt) for attempt in record.attempts],
        findings=[_finding(finding) for finding in record.findings],
        not_judged=[
            NotJudgedResult(
                fault=unjudged.fault.id,
                reason=unjudged.problem.words,
                problem=unjudged.problem.id,
                about=list(unjudged.problem.about),
            )
            for unjudged in record.not_judged
        ],
        advice=AdviceResult(
            action=advice.action,
            to=advice.to,
            why=advice.why,
            warm_ups=list(advice.warm_ups),
            level=advice.level,
            rule=advice.rule,
        ),
    )


def range_name(unit: str) -> str:
    """Name of the range of motion of a repetition, by the unit of its signal."""
    return {"deg": "rom_deg", "T": "rom_t"}.get(unit, "rom")


def _rep(exercise: Exercise, rep: Rep) -> RepResult:
    assert exercise.reps is not None
    unit = MEASURES[exercise.reps.signal].unit
    control = {"control_angle_deg": _value(rep.control, unit)} if exercise.control else {}
    curl = {"curl_share": _value(rep.curl, "1")} if exercise.curl else {}
    return RepResult(
        index=rep.index,
        start_s=_time(rep.start_s),
        top_s=_time(rep.top_s),
        end_s=_time(rep.end_s),
        complete=rep.complete,
        scored=rep.scored,
        measures={
            range_name(unit): _value(rep.rom, unit),
            "rise_s": Value(value=_time(rep.rise_s), unit="s", uncertainty=None),
            "lower_s": Value(value=_time(rep.lower_s), unit="s", uncertainty=None),
            **control,
            **curl,
        },
        faults=sorted(rep.faults),
        score=rep.score,
        grades=dict(sorted(rep.faults.items())),
    )


def _attempt(exercise: Exercise, attempt: Attempt) -> AttemptResult:
    assert exercise.reps is not None
    unit = MEASURES[exercise.reps.signal].unit
    return AttemptResult(
        start_s=_time(attempt.start_s),
        end_s=_time(attempt.end_s),
        peak=_value(attempt.peak, unit),
        stuck_s=_time(attempt.stuck_s),
    )


def _finding(finding: Finding) -> FindingResult:
    fault = finding.fault
    return FindingResult(
        fault=fault.id,
        severity=finding.severity,
        start_s=_time(finding.start_s),
        end_s=_time(finding.end_s),
        rep=finding.rep,
        peak=Peak(
            measure=finding.measure,
            value=rounded(finding.peak.value),
            unit=finding.unit,
            uncertainty=rounded(finding.peak.uncertainty),
            threshold=rounded(finding.threshold),
            at_s=_time(finding.peak_s),
        ),
        cue=fault.cue,
        why=fault.why,
        evidence=fault.evidence,
        priority=finding.priority,
        spoken=finding.spoken,
    )


def _value(measured: Measurement, unit: str) -> Value:
    return Value(
        value=rounded(measured.value), unit=unit, uncertainty=rounded(measured.uncertainty)
    )


def rounded(value: float) -> float | None:
    """The published value; None if it is missing."""
    return None if math.isnan(value) else round(value, 4)


def _time(seconds: float) -> float:
    return round(seconds, 3)
