"""What was seen as rows. Each function is called within a transaction."""

import math
import sqlite3
from collections.abc import Mapping, Sequence
from statistics import fmean
from typing import Any

from formcheck.coaching.advice import Advice
from formcheck.exercises.records import Finding, Rep, SetRecord
from formcheck.programme.training_log import CheckIn, Role, TestDone
from formcheck.programme.workout import Step


def insert(db: sqlite3.Connection, table: str, row: Mapping[str, Any]) -> int:
    """Add a row; NaN becomes NULL. Returns its number."""
    names, marks = ", ".join(row), ", ".join("?" * len(row))
    values = [_plain(value) for value in row.values()]
    number = db.execute(f"INSERT INTO {table} ({names}) VALUES ({marks})", values).lastrowid
    assert number is not None
    return number


def once(db: sqlite3.Connection, table: str, row: Mapping[str, str]) -> int:
    """The number of a row of texts that is kept once."""
    where = " AND ".join(f"{name} = ?" for name in row)
    found = db.execute(f"SELECT id FROM {table} WHERE {where}", list(row.values())).fetchone()
    return int(found[0]) if found else insert(db, table, row)


def used(db: sqlite3.Connection, table: str, what: tuple[str, str] | None) -> int | None:
    """The number of a model or a profile: its name and SHA-256."""
    return once(db, table, {"name": what[0], "sha256": what[1]}) if what else None


def has_session(db: sqlite3.Connection, session: int) -> bool:
    """Whether there is a session of that number."""
    return bool(db.execute("SELECT 1 FROM sessions WHERE id = ?", (session,)).fetchone())


def add_set(
    db: sqlite3.Connection, session: int, record: SetRecord, advice: Advice, step: Step | None
) -> None:
    """Add a set and all that belongs to it."""
    (count,) = db.execute("SELECT count(*) FROM sets WHERE session_id = ?", (session,)).fetchone()
    hold = record.hold
    set_id = insert(
        db,
        "sets",
        {
            "session_id": session,
            "number": count + 1,
            "exercise_id": _term(db, record.exercise),
            "start_s": record.start_s,
            "end_s": record.end_s,
            "declared": record.declared,
            "confidence": record.confidence,
            **(_planned(db, step) if step else {"role": _role(db, session)}),
            "held_s": hold.total_s if hold else None,
            "good_form_s": hold.good_form_s if hold else None,
            "form_lost_at_s": hold.form_lost_at_s if hold else None,
            "action": advice.action,
            "to_id": _term(db, advice.to) if advice.to else None,
            "rule": advice.rule,
            "why_id": _term(db, advice.why),
            **_in_numbers(record.reps),
        },
    )
    for number, exercise in enumerate(advice.warm_ups, start=1):
        row = {"set_id": set_id, "number": number, "exercise_id": _term(db, exercise)}
        insert(db, "warm_ups", row)
    for rep in record.reps:
        _add_rep(db, set_id, rep)
    for number, attempt in enumerate(record.attempts, start=1):
        tried: dict[str, Any] = {
            "set_id": set_id,
            "number": number,
            "start_s": attempt.start_s,
            "end_s": attempt.end_s,
            "peak": attempt.peak.value,
            "peak_uncertainty": attempt.peak.uncertainty,
            "stuck_s": attempt.stuck_s,
        }
        insert(db, "attempts", tried)
    for number, finding in enumerate(record.findings, start=1):
        _add_finding(db, set_id, number, finding)
    for number, missed in enumerate(record.not_judged, start=1):
        row = {
            "set_id": set_id,
            "number": number,
            "fault_id": _term(db, missed.fault.id),
            "reason_id": _term(db, missed.problem.words),
        }
        insert(db, "not_judged", row)


def add_check_in(db: sqlite3.Connection, check_in: CheckIn, session: int | None) -> None:
    """Add a check-in."""
    row = {
        "session_id": session,
        "at": check_in.at.isoformat(),
        "unix_s": check_in.at.timestamp(),
        "moment": check_in.moment,
        "pain": check_in.pain,
        "effort": check_in.effort,
        "leg_symptoms": check_in.leg_symptoms,
        "sharp": check_in.sharp,
        "warning_signs": check_in.warning_signs,
        "lasted": check_in.lasted,
        "exercise_id": _term(db, check_in.exercise) if check_in.exercise else None,
    }
    insert(db, "check_ins", row)


def add_test(db: sqlite3.Connection, test: TestDone, session: int | None) -> None:
    """Add a core test."""
    row = {
        "session_id": session,
        "at": test.at.isoformat(),
        "unix_s": test.at.timestamp(),
        "test": test.test,
        "score": test.score,
        "unit": test.unit,
        "uncertainty": test.uncertainty,
        "side": test.side,
        "reason": test.reason,
        "passed": test.passed,
        "practice": test.practice,
    }
    test_id = insert(db, "tests", row)
    for number, score in enumerate(test.trials, start=1):
        insert(db, "trials", {"test_id": test_id, "number": number, "score": score})


def _role(db: sqlite3.Connection, session: int) -> Role:
    """What a set is for that no workout asked for."""
    (kind,) = db.execute("SELECT kind FROM sessions WHERE id = ?", (session,)).fetchone()
    return "test" if kind == "test" else "work"


def _planned(db: sqlite3.Connection, step: Step) -> dict[str, Any]:
    return {
        "role": step.role,
        "side": step.side,
        "ladder_id": _term(db, step.ladder) if step.ladder else None,
        "level": step.level,
        "planned_reps": step.reps,
        "planned_hold_s": step.hold_s,
    }


def _in_numbers(reps: Sequence[Rep]) -> dict[str, float | None]:
    """What trends show of the repetitions of a set."""
    judged = [rep for rep in reps if rep.scored]
    controls = [rep.control.value for rep in reps if rep.control.known]
    curls = [rep.curl.value for rep in reps if rep.curl.known]
    return {
        "judged_reps": len(judged),
        "clean_reps": sum("severe" not in rep.faults.values() for rep in judged),
        "control_deg": fmean(controls) if controls else None,
        "curl_share": fmean(curls) if curls else None,
    }


def _add_rep(db: sqlite3.Connection, set_id: int, rep: Rep) -> None:
    row = {
        "set_id": set_id,
        "number": rep.index,
        "start_s": rep.start_s,
        "top_s": rep.top_s,
        "end_s": rep.end_s,
        "complete": rep.complete,
        "scored": rep.scored,
        "rom": rep.rom.value,
        "rom_uncertainty": rep.rom.uncertainty,
        "control_deg": rep.control.value,
        "control_uncertainty": rep.control.uncertainty,
        "curl_share": rep.curl.value,
        "curl_share_uncertainty": rep.curl.uncertainty,
    }
    insert(db, "reps", row)
    for fault, severity in rep.faults.items():
        named = {
            "set_id": set_id,
            "rep": rep.index,
            "fault_id": _term(db, fault),
            "severe": severity == "severe",
        }
        insert(db, "rep_faults", named)


def _add_finding(db: sqlite3.Connection, set_id: int, number: int, finding: Finding) -> None:
    fault = finding.fault
    said = {
        "fault": fault.id,
        "cue": fault.cue,
        "why": fault.why,
        "evidence": fault.evidence,
    }
    row = {
        "set_id": set_id,
        "number": number,
        "fault_id": once(db, "faults", said),
        "severe": finding.severity == "severe",
        "priority": finding.priority,
        "start_s": finding.start_s,
        "end_s": finding.end_s,
        "rep": finding.rep,
        "spoken": finding.spoken,
        "measure_id": _term(db, finding.measure),
        "unit_id": _term(db, finding.unit),
        "peak": finding.peak.value,
        "peak_uncertainty": finding.peak.uncertainty,
        "threshold": finding.threshold,
        "peak_s": finding.peak_s,
    }
    insert(db, "findings", row)


def _term(db: sqlite3.Connection, term: str) -> int:
    return once(db, "terms", {"term": term})


def _plain(value: Any) -> Any:
    """As SQLite takes it: also numbers that NumPy has made, which it would keep as bytes."""
    if value is None or isinstance(value, str):
        return value
    if isinstance(value, bool):
        return int(value)
    if isinstance(value, int):
        return value
    number = float(value)
    return None if math.isnan(number) else number
