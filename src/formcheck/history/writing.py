"""What was seen as rows. Each function is called within a transaction."""

import math
import sqlite3
from collections.abc import Iterable, Mapping
from statistics import fmean
from typing import Any

from formcheck.history.packing import pack
from formcheck.programme.training_log import CheckIn, LoggedTest, Role
from formcheck.programme.workout import Step
from formcheck.result import SetResult


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


def add_set(db: sqlite3.Connection, session: int, result: SetResult, step: Step | None) -> None:
    """Add a set: whole, and in the columns that it is found by and summed up by."""
    (count,) = db.execute("SELECT count(*) FROM sets WHERE session_id = ?", (session,)).fetchone()
    hold = result.hold
    judged = [rep for rep in result.reps if rep.scored]
    row = {
        "session_id": session,
        "number": count + 1,
        "exercise": result.exercise,
        **(_planned(step) if step else {"role": _role(db, session)}),
        "held_s": hold.total_s if hold else None,
        "good_form_s": hold.good_form_s if hold else None,
        "judged_reps": len(judged),
        "clean_reps": sum("severe" not in (rep.grades or {}).values() for rep in judged),
        "control_deg": _mean(rep.value("control_angle_deg") for rep in result.reps),
        "curl_share": _mean(rep.value("curl_share") for rep in result.reps),
        "result": pack(result),
    }
    insert(db, "sets", row)


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
        "exercise": check_in.exercise,
    }
    insert(db, "check_ins", row)


def add_test(db: sqlite3.Connection, test: LoggedTest, session: int | None) -> None:
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


def _planned(step: Step) -> dict[str, Any]:
    return {
        "role": step.role,
        "side": step.side,
        "ladder": step.ladder,
        "level": step.level,
        "planned_reps": step.reps,
        "planned_hold_s": step.hold_s,
    }


def _mean(values: Iterable[float | None]) -> float | None:
    known = [value for value in values if value is not None]
    return fmean(known) if known else None


def _plain(value: Any) -> Any:
    """As SQLite takes it: also numbers that NumPy has made, which it would keep as bytes."""
    if value is None or isinstance(value, str | bytes):
        return value
    if isinstance(value, bool):
        return int(value)
    if isinstance(value, int):
        return value
    number = float(value)
    return None if math.isnan(number) else number
