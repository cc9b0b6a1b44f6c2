"""Backups of the history in one file, and putting one back."""

import sqlite3
from contextlib import closing, suppress
from datetime import datetime
from pathlib import Path
from typing import Final

from formcheck.errors import HistoryError, InputError, UsageError, WriteError
from formcheck.files import cannot_write, check_file, temporary_beside, write_atomically
from formcheck.history.checking import problem_in, taken_over
from formcheck.history.database import (
    APPLICATION_ID,
    DamagedError,
    connect,
    history_path,
    troubles_of,
)
from formcheck.history.store import History

_ASIDE: Final = "history.aside-"
_BESIDE: Final = ("", "-wal", "-shm")  # what SQLite has beside a database belongs to it
# Where a file of SQLite has its application id, and the two versions that tell WAL from one file.
_ID_AT: Final = slice(68, 72)
_VERSIONS_AT: Final = slice(18, 20)
_ONE_FILE: Final = b"\1\1"


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
        if not is_backup(path):
            raise UsageError(f"{path} is there and is no backup of a history: choose another name")
    with history.reading() as db, closing(copy_of(db)) as copy:
        if problem := problem_in(copy):  # rather none than one that cannot be put back
            raise DamagedError(history.path, problem)
        content = as_file(copy)
    # A full disk keeps nobody from a backup elsewhere.
    with suppress(WriteError), history.writing() as db:
        _note(db, path)
    with write_atomically(path) as file:
        file.write(content)


def check_backup(path: Path) -> None:
    """Refuse what cannot be put back; nothing is changed.

    Raises:
        InputError: as `taken_over`.
    """
    taken_over(path).close()


def restore(folder: Path | None, backup: Path) -> Path | None:
    """Put the rows of a backup in the place of the history, and keep what was there aside.

    Args:
        folder: of the history; the user's data folder if None.
        backup: its file.

    Returns:
        Where the history that was there is now; None if there was none.

    Raises:
        FormcheckError: the backup cannot be used, or the history be written to; then the history
            is as it was.
    """
    with closing(taken_over(backup)) as fresh:
        _note(fresh, backup)
        return _put(fresh, history_path(folder))


def _put(fresh: sqlite3.Connection, target: Path) -> Path | None:
    if not target.exists():
        with write_atomically(target) as file:
            file.write(as_file(fresh))
        return None
    when = datetime.now().astimezone().strftime("%Y-%m-%d %H.%M.%S.%f")
    aside = target.with_name(f"{_ASIDE}{when}.db")
    try:
        _replace(target, aside, fresh)
    except DamagedError:
        with temporary_beside(target) as temporary:
            try:
                temporary.write_bytes(as_file(fresh))
            except OSError as error:
                raise cannot_write(target, error) from error
            _move(target, aside)
    return aside


def kept_aside(folder: Path) -> list[Path]:
    """What `restore` has kept aside."""
    return sorted(folder.glob(f"{_ASIDE}*"))


def is_backup(path: Path) -> bool:
    """Whether a file says that it is a history."""
    try:
        check_file(path)
        with path.open("rb") as file:
            return file.read(_ID_AT.stop)[_ID_AT] == APPLICATION_ID.to_bytes(4, "big")
    except (InputError, OSError):
        return False


def _replace(target: Path, aside: Path, fresh: sqlite3.Connection) -> None:
    """Copy a sound history aside, and put other rows in its place in one transaction."""
    with closing(connect(target)) as db, troubles_of(target):
        fresh.executemany(
            "INSERT OR IGNORE INTO backups VALUES (?, ?)", db.execute("SELECT * FROM backups")
        )
        with closing(copy_of(db)) as copy, write_atomically(aside) as file:
            file.write(as_file(copy))
        fresh.backup(db, progress=_give_up)


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


def _note(db: sqlite3.Connection, path: Path) -> None:
    """Remember a backup, for erasing to name it."""
    at = datetime.now().astimezone().isoformat()
    db.execute("INSERT OR REPLACE INTO backups VALUES (?, ?)", (str(path.absolute()), at))


def copy_of(db: sqlite3.Connection) -> sqlite3.Connection:
    """A copy in memory: a copy on the disk would outlive a kill."""
    copy = sqlite3.connect(":memory:", isolation_level=None)
    db.backup(copy)
    return copy


def as_file(copy: sqlite3.Connection) -> bytes:
    """The bytes of one file that is whole in itself."""
    content = bytearray(copy.serialize())
    content[_VERSIONS_AT] = _ONE_FILE
    return bytes(content)
