"""`result.json`: the public form of what a session saw (pydantic; the schema is in docs/)."""

import math
from typing import Final, Literal

from pydantic import Field

from formcheck.coaching import advise
from formcheck.exercises.records import Attempt, Finding, Rep, SetRecord
from formcheck.exercises.spec import Exercise
from formcheck.motion.measurement import Measurement
from formcheck.motion.measures import MEASURES
from formcheck.session import SessionRecord
from formcheck.settings import Strict

FORMAT: Final = "formcheck.result/1"


class Value(Strict):
    """A measured value; null where it could not be measured."""

    value: float | None
    unit: str
    uncertainty: float | None


class Clip(Strict):
    """The judged file, or the camera (which has no hash). Times are media seconds of it."""

    path: str
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
    messages: list[str]


class HoldResult(Strict):
    """Clocks of a static exercise, seconds."""

    total_s: float
    good_form_s: float | None
    form_lost_at_s: float | None


class RepResult(Strict):
    """One repetition."""

    index: int
    start_s: float
    top_s: float
    end_s: float
    complete: bool
    scored: bool
    measures: dict[str, Value]
    faults: list[str]
    score: int | None


class AttemptResult(Strict):
    """A repetition that was started and not completed."""

    start_s: float
    end_s: float
    peak: Value


class Peak(Strict):
    """The worst value of a finding and the limit that it is compared with."""

    measure: str
    value: float | None
    unit: str
    uncertainty: float | None
    threshold: float | None
    at_s: float


class FindingResult(Strict):
    """One occurrence of a fault."""

    fault: str
    severity: Literal["mild", "severe"]
    start_s: float
    end_s: float
    rep: int | None
    peak: Peak
    cue: str
    why: str
    evidence: Literal["validated", "proxy"]


class NotJudgedResult(Strict):
    """A fault that could not be judged: why in words, and as a problem and what it is about."""

    fault: str
    reason: str
    problem: str = ""
    about: list[str | float] = Field(default_factory=list)


class AdviceResult(Strict):
    """What to do next; `level` is that of `to` on its ladder, 0 where it is on none."""

    action: Literal["regress", "progress", "stay", "stop"]
    to: str | None
    why: str
    warm_ups: list[str]
    level: int = 0


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


def make_result(
    record: SessionRecord,
    clip: Clip,
    model: Model,
    software: dict[str, str],
    messages: list[str],
) -> SessionResult:
    """Put what a session saw into its public form.

    Args:
        record: of the session.
        clip: the judged file.
        model: the weights that found the landmarks.
        software: versions by package.
        messages: what was odd about the source, before what the session has to say.
    """
    view = record.view
    return SessionResult(
        clip=clip,
        model=model,
        software=software,
        profile=Profile(name=record.profile.name, sha256=record.profile.sha256)
        if record.profile
        else None,
        view=View(
            facing=view.facing,
            yaw_deg=_number(view.yaw_deg),
            pitch_deg=_number(view.pitch_deg),
            roll_deg=_number(view.roll_deg),
            judgeable=view.judgeable,
            reasons=[problem.afterwards for problem in view.problems],
        ),
        coverage=Coverage(
            pose_frames=record.pose_frames,
            usable_fraction=round(record.usable_fraction, 3),
            messages=[*messages, *(problem.words for problem in record.messages)],
        ),
        sets=[_set(record, entry) for entry in record.sets],
    )


def _set(record: SessionRecord, entry: SetRecord) -> SetResult:
    exercise = record.exercises[entry.exercise]
    advice = advise(exercise, entry, record.exercises)
    hold = entry.hold
    return SetResult(
        exercise=entry.exercise,
        declared=entry.declared,
        confidence=round(entry.confidence, 3),
        start_s=_time(entry.start_s),
        end_s=_time(entry.end_s),
        hold=HoldResult(
            total_s=_time(hold.total_s),
            good_form_s=None if math.isnan(hold.good_form_s) else _time(hold.good_form_s),
            form_lost_at_s=None if hold.form_lost_at_s is None else _time(hold.form_lost_at_s),
        )
        if hold
        else None,
        reps=[_rep(exercise, rep) for rep in entry.reps],
        attempts=[_attempt(exercise, attempt) for attempt in entry.attempts],
        findings=[_finding(finding) for finding in entry.findings],
        not_judged=[
            NotJudgedResult(
                fault=missed.fault.id,
                reason=missed.problem.words,
                problem=missed.problem.id,
                about=list(missed.problem.about),
            )
            for missed in entry.not_judged
        ],
        advice=AdviceResult(
            action=advice.action,
            to=advice.to,
            why=advice.why,
            warm_ups=list(advice.warm_ups),
            level=advice.level,
        ),
    )


#: What the range of motion of a repetition is called, by the unit of its signal.
_RANGE: Final = {"deg": "rom_deg", "T": "rom_t"}


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
            _RANGE.get(unit, "rom"): _value(rep.rom, unit),
            "rise_s": Value(value=_time(rep.rise_s), unit="s", uncertainty=None),
            "lower_s": Value(value=_time(rep.lower_s), unit="s", uncertainty=None),
            **control,
            **curl,
        },
        faults=sorted(rep.faults),
        score=rep.score,
    )


def _attempt(exercise: Exercise, attempt: Attempt) -> AttemptResult:
    assert exercise.reps is not None
    unit = MEASURES[exercise.reps.signal].unit
    return AttemptResult(
        start_s=_time(attempt.start_s),
        end_s=_time(attempt.end_s),
        peak=_value(attempt.peak, unit),
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
            value=_number(finding.peak.value),
            unit=finding.unit,
            uncertainty=_number(finding.peak.uncertainty),
            threshold=_number(finding.threshold),
            at_s=_time(finding.peak_s),
        ),
        cue=fault.cue,
        why=fault.why,
        evidence=fault.evidence,
    )


def _value(measured: Measurement, unit: str) -> Value:
    return Value(
        value=_number(measured.value), unit=unit, uncertainty=_number(measured.uncertainty)
    )


def _number(value: float) -> float | None:
    return None if math.isnan(value) else round(value, 4)


def _time(seconds: float) -> float:
    return round(seconds, 3)
