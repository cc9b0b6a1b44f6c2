"""All of the history in words, for other programs: CSV tables or JSON lines, always the same."""

import csv
import io
import json
import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any, Final

from formcheck.files import write_atomically
from formcheck.history.packing import unpack
from formcheck.history.store import History
from formcheck.plain import cell, plain

#: Views by the name of the table that is exported, and the column that orders their rows.
_VIEWS: Final = {
    "sessions": ("session_list", "session"),
    "check_ins": ("check_in_list", "check_in"),
    "tests": ("test_list", "test"),
}
_OF_SESSIONS: Final = ("check_ins", "tests")
_YES_OR_NO: Final = frozenset(
    {"passed", "practice", "leg_symptoms", "sharp", "warning_signs", "lasted"}
)


def _columns(text: str) -> dict[str, str]:
    """Columns, and where each value is: at the path after `=`, else at the name itself."""
    pairs = (word.partition("=") for word in text.split())
    return {name: path if equals else name for name, equals, path in pairs}


#: The columns of a set, from its row and its result.
_SET: Final = _columns(
    """
    exercise start_s=result.start_s end_s=result.end_s declared=result.declared
    confidence=result.confidence role side ladder level planned_reps planned_hold_s
    held_s=result.hold.total_s good_form_s=result.hold.good_form_s
    form_lost_at_s=result.hold.form_lost_at_s counted_reps complete_reps=result.complete_reps
    failed_attempts judged_reps clean_reps control_deg curl_share action=result.advice.action
    to=result.advice.to rule=result.advice.rule why=result.advice.why
    warm_ups=result.advice.warm_ups
    """
)
#: The columns of what a set has several of; without a path it is the number within the set.
_PARTS: Final = {
    "reps": _columns(
        """
        rep=index start_s top_s end_s complete scored rom=range.value
        rom_uncertainty=range.uncertainty control_deg=measures.control_angle_deg.value
        control_uncertainty=measures.control_angle_deg.uncertainty
        curl_share=measures.curl_share.value curl_share_uncertainty=measures.curl_share.uncertainty
        faults=grades
        """
    ),
    "attempts": _columns(
        "attempt= start_s end_s peak=peak.value peak_uncertainty=peak.uncertainty stuck_s"
    ),
    "findings": _columns(
        """
        finding= fault severity priority start_s end_s rep spoken measure=peak.measure
        unit=peak.unit peak=peak.value peak_uncertainty=peak.uncertainty threshold=peak.threshold
        peak_s=peak.at_s cue why evidence
        """
    ),
    "not_judged": _columns("number= fault reason"),
}


def write_csv(history: History, folder: Path) -> None:
    """Write one CSV file a table into a folder; what is missing is empty, yes is 1 and no is 0.

    Raises:
        FormcheckError: the history cannot be read or the folder not be written to.
    """
    with history.reading() as db:
        for name, (view, order) in _VIEWS.items():
            rows = db.execute(f"SELECT * FROM {view} ORDER BY {order}")
            with _table(folder / f"{name}.csv") as writer:
                writer.writerow([column[0] for column in rows.description])
                writer.writerows(map(_cell, row) for row in rows)
        with ExitStack() as stack:
            writers = {}
            for name, columns in {"sets": _SET, **_PARTS}.items():
                writers[name] = stack.enter_context(_table(folder / f"{name}.csv"))
                writers[name].writerow(["session", "set", *columns])
            for session, one in _sets(db):
                key = (session, one["set"])
                for name in _PARTS:
                    parts = one.pop(name)
                    writers[name].writerows(map(_cell, (*key, *part.values())) for part in parts)
                writers["sets"].writerow(map(_cell, (session, *one.values())))


@contextmanager
def _table(path: Path) -> Iterator[Any]:
    """A writer of a CSV file that takes its name once it is complete."""
    with write_atomically(path) as file:
        text = io.TextIOWrapper(file, encoding="utf-8", newline="", write_through=True)
        yield csv.writer(text, lineterminator="\n")
        text.detach()


def _cell(value: Any) -> Any:
    """A value as a cell has it."""
    if isinstance(value, list):
        return " ".join(value)
    return int(value) if isinstance(value, bool) else cell(value)


def write_json_lines(history: History, path: Path) -> None:
    """Write one JSON object a session, with all that belongs to it.

    Check-ins and tests outside of sessions have lines of their own; `type` says what a line is.

    Raises:
        FormcheckError: the history cannot be read or the file not be written.
    """
    with history.reading() as db, write_atomically(path) as file:
        for line in _lines(db):
            file.write((plain(json.dumps(line, ensure_ascii=False)) + "\n").encode())


def session_in_words(history: History, number: int) -> dict[str, Any] | None:
    """Everything about one session, as a line of `write_json_lines`; None if there is none.

    Raises:
        FormcheckError: the history cannot be read.
    """
    with history.reading() as db:
        row = db.execute("SELECT * FROM session_list WHERE session = ?", (number,)).fetchone()
        return _session(db, row) if row else None


def _lines(db: sqlite3.Connection) -> Iterator[dict[str, Any]]:
    for row in db.execute("SELECT * FROM session_list ORDER BY session"):
        yield {"type": "session", **_session(db, row)}
    for name in _OF_SESSIONS:
        view, order = _VIEWS[name]
        for row in db.execute(f"SELECT * FROM {view} WHERE session IS NULL ORDER BY {order}"):
            yield {"type": name.removesuffix("s"), **_plain(row)}


def _session(db: sqlite3.Connection, row: sqlite3.Row) -> dict[str, Any]:
    session = _plain(row)
    number = session["session"]
    session["software"] = json.loads(session["software"] or "{}")
    session["sets"] = [one for _, one in _sets(db, number)]
    for name in _OF_SESSIONS:
        view, order = _VIEWS[name]
        query = f"SELECT * FROM {view} WHERE session = ? ORDER BY {order}"
        session[name] = [_plain(part) for part in db.execute(query, (number,))]
        for part in session[name]:
            del part["session"]
    return session


def _sets(
    db: sqlite3.Connection, session: int | None = None
) -> Iterator[tuple[int, dict[str, Any]]]:
    """Sets with all that belongs to them, as JSON has them, and the session of each."""
    chosen = "" if session is None else f"WHERE session_id = {session:d}"
    for row in db.execute(f"SELECT * FROM sets {chosen} ORDER BY session_id, number"):
        result = unpack(row["result"])
        there = {
            **dict(row),
            "result": result,
            "counted_reps": len(result.reps),
            "failed_attempts": len(result.attempts),
        }
        parts = {
            name: [_row(columns, part, n) for n, part in enumerate(getattr(result, name), start=1)]
            for name, columns in _PARTS.items()
        }
        yield row["session_id"], {"set": row["number"], **_row(_SET, there), **parts}


def _row(columns: Mapping[str, str], there: Any, number: int = 0) -> dict[str, Any]:
    return {name: _at(there, path) if path else number for name, path in columns.items()}


def _at(there: Any, path: str) -> Any:
    """The value at a path of attributes and keys; None if one of them is missing."""
    for step in path.split("."):
        there = there.get(step) if isinstance(there, dict) else getattr(there, step)
        if there is None:
            return None
    return [f"{k}:{v}" for k, v in there.items()] if isinstance(there, dict) else there


def _plain(row: sqlite3.Row) -> dict[str, Any]:
    """A row as JSON has it: true and false, and lists."""
    plain = dict(row)
    for name in _YES_OR_NO & plain.keys():
        if plain[name] is not None:
            plain[name] = bool(plain[name])
    if "trials" in plain:
        plain["trials"] = json.loads(f"[{(plain['trials'] or '').replace(' ', ',')}]")
    return plain
