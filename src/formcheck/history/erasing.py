"""Erasing so that nothing is left behind: rows, the bytes they were, Recordings beside them."""

import shutil
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Final

from formcheck.errors import HistoryError
from formcheck.files import PLAN, RECORDING, RESULT, VIDEO, cannot_write
from formcheck.history.backup import kept_aside
from formcheck.history.database import connect, transaction, troubles_of
from formcheck.history.store import History

#: Folder of the live sessions in that of the history.
LIVE: Final = "live"

# Tables of rows that sessions share, and the column of the sessions that refers to each.
_SHARED: Final = {
    "models": "model_id",
    "profiles": "profile_id",
    "judges": "judge_id",
}


@dataclass(frozen=True, slots=True)
class Erasure:
    """What is to be erased, or was.

    Attributes:
        since, until: first and last day, local; None where there is no bound.
        sessions, check_ins, tests: how many of each.
        files: files and folders that go, too.
        left: folders with other results of the same clips, which stay.
        backups: files of backups, which stay.
    """

    since: date | None
    until: date | None
    sessions: int
    check_ins: int
    tests: int
    files: tuple[Path, ...]
    left: tuple[Path, ...]
    backups: tuple[Path, ...]

    @property
    def everything(self) -> bool:
        """Whether no day was named."""
        return self.since is None and self.until is None

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to erase."""
        return not (self.sessions or self.check_ins or self.tests or self.files)


def what_goes(history: History, since: date | None = None, until: date | None = None) -> Erasure:
    """Tell what erasing would erase; nothing is changed.

    Args:
        history: of which.
        since: first day, local; with no day at all it is everything.
        until: last day, local.

    Raises:
        FormcheckError: the history cannot be read.
    """
    with history.reading() as db:
        _choose(db, since, until)
        counts = {
            table: db.execute(f"SELECT count(*) FROM temp.doomed_{table}").fetchone()[0]
            for table in ("sessions", "check_ins", "tests")
        }
        recordings = {history.folder / path: kind for path, kind in _recordings(db)}
        backups = [Path(path) for (path,) in db.execute("SELECT path FROM backups ORDER BY path")]
    # A plan gives reasons from the sets that go; another one is soon made.
    going, left = {*kept_aside(history.folder), history.folder / PLAN}, set()
    if since is None and until is None:
        going.add(history.folder / LIVE)
    for recording, kind in recordings.items():
        if kind == "live" and recording.parent.parent == history.folder / LIVE:
            going.add(recording.parent)
        elif kind == "live":
            going.update(recording.with_name(name) for name in (RECORDING, RESULT, VIDEO))
        else:
            going.add(recording)
            left.add(recording.parent)
    return Erasure(
        since,
        until,
        **counts,
        files=tuple(sorted(path for path in going if path.exists())),
        left=tuple(sorted(folder for folder in left if _holds_more(folder))),
        backups=tuple(path for path in backups if path.exists()),
    )


def erase(history: History, erasure: Erasure) -> None:
    """Erase it; what it was is overwritten, here and in the files beside the database.

    Args:
        history: of which.
        erasure: what goes.

    Raises:
        FormcheckError: a file cannot be removed, or somebody else uses the history. What is left
            then can be erased by asking again.
    """
    for path in erasure.files:
        _remove(path)
    history.close()
    if not history.path.exists():
        return
    with closing(connect(history.path)) as db, troubles_of(history.path):
        # SQLite would look through every table for each word that goes; it is checked at the end.
        db.execute("PRAGMA foreign_keys = OFF")
        db.execute("PRAGMA secure_delete = ON")
        with transaction(db):
            _choose(db, erasure.since, erasure.until)
            _delete(db)
            _forget_backups(db, erasure.backups)
            if db.execute("PRAGMA foreign_key_check").fetchone():
                raise HistoryError(f"{history.path} is not consistent: nothing was erased from it")
        db.execute("VACUUM")
        busy, *_ = db.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
    if busy:
        raise HistoryError(
            f"{history.path} is in use: what was erased may still be read in {history.path}-wal "
            "until every formcheck is closed; close them and erase again"
        )


def _choose(db: sqlite3.Connection, since: date | None, until: date | None) -> None:
    """Fill tables (in memory) with the numbers of what goes."""
    days = ((since or date.min).isoformat(), (until or date.max).isoformat())
    within = "substr(at, 1, 10) BETWEEN ? AND ?"
    for table in ("sessions", "check_ins", "tests"):
        db.execute(f"CREATE TEMP TABLE IF NOT EXISTS doomed_{table} (id INTEGER PRIMARY KEY)")
        db.execute(f"DELETE FROM temp.doomed_{table}")
    db.execute(f"INSERT INTO temp.doomed_sessions SELECT id FROM sessions WHERE {within}", days)
    for table in ("check_ins", "tests"):  # by their own day, or with their session
        db.execute(
            f"INSERT INTO temp.doomed_{table} SELECT id FROM {table} "
            f"WHERE {within} OR session_id IN temp.doomed_sessions",
            days,
        )


def _delete(db: sqlite3.Connection) -> None:
    of_sessions = "session_id IN temp.doomed_sessions"
    db.execute(f"DELETE FROM sets WHERE {of_sessions}")
    db.execute("DELETE FROM trials WHERE test_id IN temp.doomed_tests")
    for table in ("tests", "check_ins", "sessions"):
        db.execute(f"DELETE FROM {table} WHERE id IN temp.doomed_{table}")
    for table, column in _SHARED.items():
        used = f"SELECT {column} FROM sessions WHERE {column} IS NOT NULL"
        db.execute(f"DELETE FROM {table} WHERE id NOT IN ({used})")


def _forget_backups(db: sqlite3.Connection, there: Sequence[Path]) -> None:
    """Forget the backups that are no longer where they were written."""
    marks = ", ".join("?" * len(there))
    db.execute(f"DELETE FROM backups WHERE path NOT IN ({marks})", [str(path) for path in there])


def _recordings(db: sqlite3.Connection) -> Iterator[tuple[str, str]]:
    """Path and kind of the Recordings that belong to what goes, and to nothing that stays."""
    yield from db.execute(
        """
        SELECT DISTINCT recording, kind FROM sessions
        WHERE recording IS NOT NULL AND id IN temp.doomed_sessions AND recording NOT IN (
          SELECT recording FROM sessions
          WHERE recording IS NOT NULL AND id NOT IN temp.doomed_sessions)
        """
    )


def _holds_more(folder: Path) -> bool:
    """Whether there is more in it than a Recording."""
    return folder.is_dir() and any(path.name != RECORDING for path in folder.iterdir())


def _remove(path: Path) -> None:
    try:
        if path.is_dir():
            shutil.rmtree(path)
        else:
            path.unlink(missing_ok=True)
    except OSError as error:
        raise cannot_write(path, error) from error
