"""All of the history in words, for other programs: CSV tables or JSON lines, always the same."""

import csv
import io
import json
import sqlite3
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

from formcheck.files import write_atomically
from formcheck.history.store import History

#: Views and how their rows are ordered, by the name of the table that is exported.
_TABLES: Final = {
    "sessions": ("session_list", "session"),
    "sets": ("set_list", 'session, "set"'),
    "reps": ("rep_list", 'session, "set", rep'),
    "attempts": ("attempt_list", 'session, "set", attempt'),
    "findings": ("finding_list", 'session, "set", finding'),
    "not_judged": ("not_judged_list", 'session, "set", number'),
    "check_ins": ("check_in_list", "check_in"),
    "tests": ("test_list", "test"),
}
_OF_SETS: Final = ("reps", "attempts", "findings", "not_judged")
_OF_SESSIONS: Final = ("check_ins", "tests")
_YES_OR_NO: Final = frozenset(
    {
        *("declared", "complete", "scored", "spoken", "passed", "practice"),
        *("leg_symptoms", "sharp", "warning_signs", "lasted"),
    }
)
_LISTS: Final = frozenset({"warm_ups", "faults"})


def write_csv(history: History, folder: Path) -> None:
    """Write one CSV file a table into a folder; what is missing is empty, yes is 1 and no is 0.

    Raises:
        FormcheckError: the history cannot be read or the folder not be written to.
    """
    with history.reading() as db:
        for name, (view, order) in _TABLES.items():
            with write_atomically(folder / f"{name}.csv") as file:
                text = io.TextIOWrapper(file, encoding="utf-8", newline="", write_through=True)
                found = db.execute(f"SELECT * FROM {view} ORDER BY {order}")
                writer = csv.writer(text, lineterminator="\n")
                writer.writerow([column[0] for column in found.description])
                writer.writerows(found)
                text.detach()


def write_json_lines(history: History, path: Path) -> None:
    """Write one JSON object a session, with all that belongs to it.

    Check-ins and tests outside of sessions have lines of their own; `type` says what a line is.

    Raises:
        FormcheckError: the history cannot be read or the file not be written.
    """
    with history.reading() as db, write_atomically(path) as file:
        for line in _lines(db):
            file.write((json.dumps(line, ensure_ascii=False) + "\n").encode())


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
        view, order = _TABLES[name]
        for row in db.execute(f"SELECT * FROM {view} WHERE session IS NULL ORDER BY {order}"):
            yield {"type": name.removesuffix("s"), **_plain(row)}


def _session(db: sqlite3.Connection, row: sqlite3.Row) -> dict[str, Any]:
    session = _plain(row)
    session["software"] = json.loads(session["software"] or "{}")
    parts = {name: _rows(db, name, session["session"]) for name in (*_OF_SETS, *_OF_SESSIONS)}
    sets = _rows(db, "sets", session["session"])
    for name in _OF_SETS:
        by_set = defaultdict(list)
        for part in parts[name]:
            by_set[part.pop("set")].append(part)
        for one in sets:
            one[name] = by_set[one["set"]]
    return session | {"sets": sets} | {name: parts[name] for name in _OF_SESSIONS}


def _rows(db: sqlite3.Connection, name: str, session: int) -> list[dict[str, Any]]:
    view, order = _TABLES[name]
    found = db.execute(f"SELECT * FROM {view} WHERE session = ? ORDER BY {order}", (session,))
    rows = [_plain(row) for row in found]
    for row in rows:
        del row["session"]
    return rows


def _plain(row: sqlite3.Row) -> dict[str, Any]:
    """A row as JSON has it: true and false, and lists."""
    found: dict[str, Any] = {}
    for name in row.keys():  # noqa: SIM118 - a Row iterates over its values
        value = row[name]
        if name in _YES_OR_NO and value is not None:
            value = bool(value)
        elif name in _LISTS:
            value = (value or "").split()
        elif name == "trials":
            value = json.loads(f"[{(value or '').replace(' ', ',')}]")
        found[name] = value
    return found
