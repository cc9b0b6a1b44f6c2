"""Erasing so that nothing is left behind: rows, the bytes they were, Recordings beside them.

A history may have been restored from anywhere, so its rows are not believed: only files that
formcheck names itself go, and only below its own folder.
"""

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing, suppress
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Final

from formcheck.errors import HistoryError, WriteError
from formcheck.files import (
    LIVE,
    LIVE_NAMES,
    OF_A_SESSION,
    PLAN,
    RECORDING,
    TEMPORARY,
    cannot_write,
    remove_leftovers,
)
from formcheck.history.backup import as_file, copy_of, is_backup, kept_aside
from formcheck.history.database import connect, transaction, troubles_of
from formcheck.history.store import History

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
        files: files that go, too, and folders with what formcheck wrote there.
        stays: what remains of these sessions: other results of clips, and what lies elsewhere.
        backups: files of backups, which stay.
    """

    since: date | None
    until: date | None
    sessions: int
    check_ins: int
    tests: int
    files: tuple[Path, ...]
    stays: tuple[Path, ...]
    backups: tuple[Path, ...]

    @property
    def is_everything(self) -> bool:
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
        recordings = [(history.folder / path, kind) for path, kind in _recordings(db)]
        backups = [Path(path) for (path,) in db.execute("SELECT path FROM backups ORDER BY path")]
    home = history.folder.resolve()
    live = home / LIVE
    # A plan gives reasons from the sets that go; another one is soon made.
    going, stays = {*kept_aside(home), home / PLAN, *home.glob(TEMPORARY)}, set()
    if since is None and until is None:
        going.update(path for path in live.glob("*") if _is_of_live(path))
        stays.update([live] if live.is_symlink() else [])
    for recording, kind in recordings:
        try:
            real = recording.resolve()
            is_ours = real.name == RECORDING and real.parent.is_dir()
        except (OSError, RuntimeError, ValueError):  # too long, a loop of links, a NUL
            continue
        if not is_ours:
            continue
        names = OF_A_SESSION if kind == "live" else (RECORDING,)
        if not real.is_relative_to(home):
            stays.update(recording.with_name(name) for name in names)
        elif real.parent.parent == live:
            going.add(real.parent)
        else:
            going.update(real.with_name(name) for name in names)
        if kind != "live":
            stays.add(recording.parent)
    return Erasure(
        since,
        until,
        **counts,
        files=tuple(sorted(path for path in going if any(_files_of(path, home)))),
        stays=tuple(sorted(path for path in stays if _holds_more(path))),
        backups=tuple(
            path
            for path in backups
            if is_backup(path) and path.resolve() not in (*going, history.path.resolve())
        ),
    )


def erase(history: History, erasure: Erasure) -> tuple[Path, ...]:
    """Erase it; what it was is overwritten, here and in the files beside the database.

    Args:
        history: of which.
        erasure: what goes.

    Returns:
        What stays where live sessions are kept: formcheck did not write it.

    Raises:
        FormcheckError: a file cannot be removed, or somebody else uses the history. What is left
            then can be erased by asking again.
    """
    home = history.folder.resolve()
    with suppress(WriteError):  # makes room for the rows; what fails is said below
        _remove(erasure, home)
    history.close()
    if history.path.exists():
        try:
            _erase_rows(history.path, erasure)
        except WriteError:
            _erase_without_room(history.path, erasure)
    for backup in erasure.backups:
        remove_leftovers(backup.parent)
    _remove(erasure, home)  # and what a session under way has written meanwhile
    live = home / LIVE
    looked_at = {path for path in erasure.files if path.is_dir()}
    if erasure.is_everything and not live.is_symlink():
        looked_at.update(live.glob("*"))
    not_ours = tuple(path for path in sorted(looked_at) if not _is_gone(path))
    _is_gone(live)
    return not_ours


def _erase_rows(path: Path, erasure: Erasure) -> None:
    with closing(connect(path)) as db, troubles_of(path):
        _delete(db, path, erasure)
        busy, *_ = db.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
    if busy:
        raise HistoryError(
            f"{path} is in use: what was erased may still be read in {path}-wal "
            "until every formcheck is closed; close them and erase again"
        )


def _erase_without_room(path: Path, erasure: Erasure) -> None:
    """Erase in memory, and write what stays over what was there: it needs no more room."""
    with closing(connect(path, alone=True)) as db, troubles_of(path):
        copy = copy_of(db)
    with closing(copy):
        _delete(copy, path, erasure)
        content = as_file(copy)
    try:
        changes = path.with_name(f"{path.name}-wal")
        if changes.exists():
            _overwrite(changes, b"")
            changes.unlink()
        path.with_name(f"{path.name}-shm").unlink(missing_ok=True)
        _overwrite(path, content)
    except OSError as error:
        raise cannot_write(path, error) from error


def _overwrite(path: Path, content: bytes) -> None:
    with path.open("r+b") as file:
        file.write(content.ljust(path.stat().st_size, b"\0"))
        file.flush()
        file.truncate(len(content))


def _delete(db: sqlite3.Connection, path: Path, erasure: Erasure) -> None:
    # SQLite would look through every table for each word that goes; it is checked at the end.
    db.execute("PRAGMA foreign_keys = OFF")
    db.execute("PRAGMA secure_delete = ON")
    with transaction(db):
        _choose(db, erasure.since, erasure.until)
        _delete_rows(db)
        _forget_backups(db, erasure.backups)
        if db.execute("PRAGMA foreign_key_check").fetchone():
            raise HistoryError(f"{path} is not consistent: nothing was erased from it")
    db.execute("VACUUM")


def _choose(db: sqlite3.Connection, since: date | None, until: date | None) -> None:
    """Fill tables (in memory) with the numbers of what goes."""
    # Everything is everything: also what another program has written there as a day.
    is_everything = since is None and until is None
    days = (is_everything, (since or date.min).isoformat(), (until or date.max).isoformat())
    within = "(? OR substr(at, 1, 10) BETWEEN ? AND ?)"
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


def _delete_rows(db: sqlite3.Connection) -> None:
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
        WHERE typeof(recording) = 'text' AND id IN temp.doomed_sessions AND recording NOT IN (
          SELECT recording FROM sessions
          WHERE recording IS NOT NULL AND id NOT IN temp.doomed_sessions)
        """
    )


def _is_of_live(path: Path) -> bool:
    """Whether it is called as `live --save` calls a folder, or holds the landmarks of one."""
    try:
        datetime.strptime(path.name, LIVE_NAMES)
    except ValueError:
        return (path / RECORDING).is_file()
    return True


def _holds_more(path: Path) -> bool:
    """Whether it is there; in a folder there is more than a Recording."""
    if path.is_dir():
        return path.is_symlink() or any(inside.name != RECORDING for inside in path.iterdir())
    return path.exists()


def _files_of(path: Path, home: Path) -> Iterator[Path]:
    """The files of formcheck at a path; what a link leads to is somewhere else."""
    files = [path]
    if path.is_dir():
        files = [*(path / name for name in OF_A_SESSION), *path.glob(TEMPORARY)]
    for file in files:
        if file.is_file() and file.resolve() == file and file.is_relative_to(home):
            yield file


def _remove(erasure: Erasure, home: Path) -> None:
    """Remove the files, and say at the end which of them cannot be removed."""
    trouble = None
    for path in erasure.files:
        for file in _files_of(path, home):
            try:
                file.unlink(missing_ok=True)
            except OSError as error:
                trouble = cannot_write(file, error)
    if trouble:
        raise trouble


def _is_gone(folder: Path) -> bool:
    """Remove a folder that is empty; whether there is none now."""
    with suppress(OSError):
        folder.rmdir()
    return not folder.exists()
