"""Puts sets together again that histories before version 3 have spread over tables."""

import sqlite3
from typing import Any, Final

from formcheck.exercises.catalogue import catalogue
from formcheck.exercises.records import Rep
from formcheck.history.packing import pack
from formcheck.motion.measurement import MISSING
from formcheck.motion.measures import MEASURES
from formcheck.result import SetResult, range_name

#: The version in which the old tables and the new one are both there.
VERSION: Final = 3

_COPIED: Final = (
    *("exercise", "role", "side", "ladder", "level", "planned_reps", "planned_hold_s", "held_s"),
    *("good_form_s", "judged_reps", "clean_reps", "control_deg", "curl_share"),
)


def put_together(db: sqlite3.Connection) -> None:
    """Copy every set whole, within the transaction that brings the history up to date."""
    names = ("session_id", "number", *_COPIED, "result")
    insert = f"INSERT INTO whole_sets ({', '.join(names)}) VALUES ({', '.join('?' * len(names))})"
    for row in db.execute('SELECT * FROM set_list ORDER BY session, "set"'):
        copied = (row[name] for name in ("session", "set", *_COPIED))
        db.execute(insert, (*copied, pack(_whole(db, row))))


def _whole(db: sqlite3.Connection, row: sqlite3.Row) -> SetResult:
    def parts(view: str, order: str) -> list[sqlite3.Row]:
        of_the_set = f'SELECT * FROM {view} WHERE session = ? AND "set" = ? ORDER BY {order}'
        return db.execute(of_the_set, (row["session"], row["set"])).fetchall()

    known = catalogue().get(row["exercise"])
    # The range of an exercise that is not known any more has no unit.
    unit = MEASURES[known.reps.signal].unit if known and known.reps else ""
    hold = {"total_s": row["held_s"], **_of(row, "good_form_s", "form_lost_at_s")}
    return SetResult.model_validate(
        {
            **_of(row, "exercise", "declared", "confidence", "start_s", "end_s"),
            "hold": None if row["held_s"] is None else hold,
            "reps": [_rep(rep, unit) for rep in parts("rep_list", "rep")],
            "attempts": [
                {
                    **_of(attempt, "start_s", "end_s", "stuck_s"),
                    "peak": {**_value(attempt, "peak"), "unit": unit},
                }
                for attempt in parts("attempt_list", "attempt")
            ],
            "findings": [_finding(finding) for finding in parts("finding_list", "finding")],
            "not_judged": [
                _of(missed, "fault", "reason") for missed in parts("not_judged_list", "number")
            ],
            "advice": {
                **_of(row, "action", "to", "why", "rule"),
                "warm_ups": (row["warm_ups"] or "").split(),
            },
        }
    )


def _rep(row: sqlite3.Row, unit: str) -> dict[str, Any]:
    grades: dict[str, Any] = dict(fault.split(":") for fault in (row["faults"] or "").split())
    seen = _of(row, "start_s", "top_s", "end_s", "complete", "scored")
    rep = Rep(row["rep"], **seen, rom=MISSING, faults=grades)
    measures: dict[str, dict[str, Any]] = {
        range_name(unit): {**_value(row, "rom"), "unit": unit},
        "rise_s": {"value": rep.rise_s, "unit": "s", "uncertainty": None},
        "lower_s": {"value": rep.lower_s, "unit": "s", "uncertainty": None},
    }
    if row["control_deg"] is not None:
        angle = {"value": row["control_deg"], "uncertainty": row["control_uncertainty"]}
        measures["control_angle_deg"] = {**angle, "unit": unit}
    if row["curl_share"] is not None:
        measures["curl_share"] = {**_value(row, "curl_share"), "unit": "1"}
    return {
        **seen,
        "index": rep.index,
        "measures": measures,
        "faults": list(grades),
        "score": rep.score,
        "grades": grades,
    }


def _finding(row: sqlite3.Row) -> dict[str, Any]:
    peak = {**_value(row, "peak"), **_of(row, "measure", "unit", "threshold")}
    return {
        **_of(row, "fault", "severity", "start_s", "end_s", "rep", "cue", "why", "evidence"),
        **_of(row, "priority", "spoken"),
        "peak": {**peak, "at_s": row["peak_s"]},
    }


def _value(row: sqlite3.Row, name: str) -> dict[str, Any]:
    return {"value": row[name], "uncertainty": row[f"{name}_uncertainty"]}


def _of(row: sqlite3.Row, *names: str) -> dict[str, Any]:
    return {name: row[name] for name in names}
