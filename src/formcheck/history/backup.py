"""Backups of the history in one file, and putting one back."""

import sqlite3
from contextlib import closing
from datetime import datetime
from pathlib import Path
from typing import Final

from formcheck.errors import HistoryError, InputError, UsageError, WriteError
from formcheck.files import cannot_write, temporary_beside
from formcheck.history.database import (
    APPLICATION_ID,
    DamagedError,
    connect,
    history_path,
    newest_version,
    troubles_of,
)
from formcheck.history.store import History

_ASIDE: Final = "history.aside-"
_BESIDE: Final = ("", "-wal", "-shm")  # what SQLite has beside a database belongs to it


def back_up(history: History, path: Path) -> None:
    """Copy the history into a file, as it is at this moment; others may go on writing.

    Recordings are not part of it.

    Args:
        history: of which.
        path: of the backup; an older backup of that name is replaced.

    Raises:
        FormcheckError: there is nothing to back up, or the file cannot be written.
    """
    if not history.path.exists():
        raise InputError(f"there is no history in {history.folder} yet: nothing to back up")
    if path.exists():
        if path.samefile(history.path):
            raise UsageError(f"{path} is the history itself: choose another name for the backup")
        if not _is_ours(path):
            raise UsageError(f"{path} is there and is no backup of a history: choose another name")
    with history.reading() as db, temporary_beside(path) as temporary:
        _copy(db, temporary, path)
        if _problem(temporary):  # rather none than one that cannot be put back
            raise DamagedError(history.path, _problem(temporary))
    path.chmod(0o600)
    with history.writing() as db:
        at = datetime.now().astimezone().isoformat()
        db.execute("INSERT OR REPLACE INTO backups VALUES (?, ?)", (str(path.absolute()), at))


def check_backup(path: Path) -> None:
    """Refuse what cannot be put back; nothing is changed.

    Raises:
        InputError: there is no such file, it is damaged, no backup of a history, or newer than
            this formcheck.
    """
    if not path.is_file():
        raise InputError(f"there is no file {path}: give one that `formcheck history backup` made")
    if not _is_ours(path):
        raise InputError(f"{path} is damaged or no backup of a history: choose another one")
    problem = _problem(path)
    if problem:
        raise InputError(f"{path} is damaged ({problem}): choose another backup")
    with closing(_read_only(path)) as db:
        version = db.execute("PRAGMA user_version").fetchone()[0]
    if version > newest_version():
        raise InputError(f"{path} was made by a newer formcheck: update formcheck to restore it")


def restore(folder: Path | None, backup: Path) -> Path | None:
    """Put a backup in the place of the history, and keep what was there aside.

    Args:
        folder: of the history; the user's data folder if None.
        backup: its file.

    Returns:
        Where the history that was there is now; None if there was none.

    Raises:
        FormcheckError: the backup cannot be used, or the history be written to; then the history
            is as it was.
    """
    check_backup(backup)
    target = history_path(folder)
    aside = None
    if target.exists():
        when = datetime.now().astimezone().strftime("%Y-%m-%d %H.%M.%S.%f")
        aside = target.with_name(f"{_ASIDE}{when}.db")
        try:
            _replace(target, aside, backup)
        except DamagedError:
            _move(target, aside)
            _put(backup, target)
    else:
        _put(backup, target)
    connect(target).close()  # one of an older formcheck is brought up to date
    return aside


def kept_aside(folder: Path) -> list[Path]:
    """What `restore` has kept aside."""
    return sorted(folder.glob(f"{_ASIDE}*"))


def _replace(target: Path, aside: Path, backup: Path) -> None:
    """Copy a sound history aside and put a backup in its place, in one transaction."""
    with closing(connect(target)) as db, troubles_of(target):
        with temporary_beside(aside) as temporary:
            _copy(db, temporary, aside)
        aside.chmod(0o600)
        with closing(_read_only(backup)) as source:
            source.backup(db, progress=_give_up)


def _give_up(status: int, _left: int, _pages: int) -> None:
    """Stop where Python would ask for ever: the time that a lock may take is over."""
    if status in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
        raise HistoryError("the history is in use by another program: close that and try again")


def _move(target: Path, aside: Path) -> None:
    for end in _BESIDE:
        path = target.with_name(f"{target.name}{end}")
        if path.exists():
            try:
                path.rename(aside.with_name(f"{aside.name}{end}"))
            except OSError as error:
                raise cannot_write(aside, error) from error


def _put(backup: Path, target: Path) -> None:
    with closing(_read_only(backup)) as source, temporary_beside(target) as temporary:
        _copy(source, temporary, target)
    target.chmod(0o600)


def _copy(db: sqlite3.Connection, temporary: Path, path: Path) -> None:
    """Copy a database to what will be called `path`."""
    try:
        with closing(sqlite3.connect(temporary, isolation_level=None)) as target:
            db.backup(target)
            target.execute("PRAGMA journal_mode = DELETE")  # one file, whole in itself
    except sqlite3.OperationalError as error:
        raise WriteError(f"cannot write {path} ({error}): make room or choose another") from error


def _read_only(path: Path) -> sqlite3.Connection:
    # Without a file of recent changes beside it nobody writes to it, and it needs no lock.
    still = "" if path.with_name(f"{path.name}-wal").exists() else "&immutable=1"
    return sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro{still}", uri=True)


def _is_ours(path: Path) -> bool:
    try:
        with closing(_read_only(path)) as db:
            return bool(db.execute("PRAGMA application_id").fetchone()[0] == APPLICATION_ID)
    except sqlite3.Error:
        return False


def _problem(path: Path) -> str:
    """What is wrong inside a database, empty if nothing is."""
    try:
        with closing(_read_only(path)) as db:
            (said,) = db.execute("PRAGMA integrity_check(1)").fetchone()
            if said != "ok":
                return str(said)
            return "rows are missing" if db.execute("PRAGMA foreign_key_check").fetchone() else ""
    except sqlite3.Error as error:
        return str(error)
