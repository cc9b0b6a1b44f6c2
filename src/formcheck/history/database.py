"""The file of the history: opened, brought up to date, and its troubles said in one line."""

import sqlite3
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Final, Literal

from formcheck.errors import FormcheckError, HistoryError, WriteError
from formcheck.files import data_folder, make_file
from formcheck.history import whole_sets

#: Name of the file in the user's data folder.
NAME: Final = "history.db"
#: Marks a database as ours ("fcHi"), which is how `file` and we tell it from others.
APPLICATION_ID: Final = 0x66634869

_BUSY_S: Final = 10.0  # another process writes for a moment only
_RETRY_S: Final = 0.02


class DamagedError(HistoryError):
    """The file is damaged; it is left as it is.

    Args:
        path: of the history.
        reason: as SQLite says it.
    """

    def __init__(self, path: Path, reason: str) -> None:
        super().__init__(
            f"{path} is damaged ({reason}) and was left as it is: `formcheck history restore FILE` "
            "puts a backup in its place, --data DIR begins another one"
        )


def history_path(folder: Path | None) -> Path:
    """Where the history lies, or would lie.

    Args:
        folder: that was asked for; None for the user's data folder.
    """
    return (data_folder() if folder is None else folder) / NAME


def connect(path: Path, *, alone: bool = False) -> sqlite3.Connection:
    """Open a history, made if there is none, and bring it up to date.

    The connection commits every statement by itself; `transaction` is for more than one.

    Args:
        path: of the history.
        alone: nobody else may use it meanwhile. SQLite shares a history through a file beside it;
            on a full disk there is no room for that, so it is tried alone.

    Raises:
        HistoryError: it is damaged, of a newer formcheck, no history, or locked for too long.
        WriteError: the folder or the file cannot be written to.
    """
    try:
        make_file(path)  # SQLite gives its other files the same rights
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        raise WriteError(
            f"cannot keep a history in {path.parent} ({reason}): choose another folder with --data"
        ) from error
    try:
        return _opened(path, alone=alone)
    except WriteError:
        if alone:
            raise
        return _opened(path, alone=True)


def _opened(path: Path, *, alone: bool) -> sqlite3.Connection:
    connection = _connection(path)
    try:
        with troubles_of(path):
            if alone:
                connection.execute("PRAGMA locking_mode = EXCLUSIVE")
            connection.execute("PRAGMA foreign_keys = ON")
            with transaction(connection, "DEFERRED"):  # all that is looked at is of one moment
                _check(connection, path)
            _turn_to_wal(connection)
            # Every commit reaches the disk: a set is kept once it is said to be.
            connection.execute("PRAGMA synchronous = FULL")
            _migrate(connection, path)
    except BaseException:
        connection.close()
        raise
    return connection


def in_memory(version: int | None = None) -> sqlite3.Connection:
    """Make an empty history that is nowhere on the disk, of the newest version or an older one."""
    connection = _connection(":memory:")
    bring_up_to(connection, version or newest_version())
    return connection


def bring_up_to(connection: sqlite3.Connection, version: int) -> None:
    """Run the migrations that are missing until a version."""
    for number in range(version_of(connection), version):
        if number == whole_sets.VERSION:
            whole_sets.put_together(connection)
        for statement in _statements(_migrations()[number]):
            connection.execute(statement)
    connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
    connection.execute(f"PRAGMA user_version = {version}")


def version_of(connection: sqlite3.Connection) -> int:
    """The version of a history; 0 is an empty one."""
    return int(connection.execute("PRAGMA user_version").fetchone()[0])


def is_as_we_made_it(connection: sqlite3.Connection) -> bool:
    """Whether the tables and views are those of its version, and no trigger writes beside us.

    Others may have added tables, views and indexes of their own.
    """
    version = version_of(connection)
    if not 0 < version <= newest_version():
        return False
    parts = _parts(connection)
    return _parts_of(version) <= parts and not any(kind == "trigger" for kind, *_ in parts)


@contextmanager
def transaction(
    connection: sqlite3.Connection, kind: Literal["IMMEDIATE", "DEFERRED"] = "IMMEDIATE"
) -> Iterator[None]:
    """All of it or nothing; a deferred one reads what was there when it began."""
    connection.execute(f"BEGIN {kind}")
    try:
        yield
        connection.execute("COMMIT")
    except BaseException:
        if connection.in_transaction:  # some errors have ended it already
            connection.execute("ROLLBACK")
        raise


@contextmanager
def troubles_of(path: Path) -> Iterator[None]:
    """Say what SQLite says in our own words.

    Raises:
        FormcheckError: in place of an error of SQLite that a user can act on.
    """
    try:
        yield
    except sqlite3.Error as error:
        trouble = _trouble(error, path)
        if trouble is None:
            raise
        raise trouble from error
    except UnicodeDecodeError as error:
        raise DamagedError(path, "a text in it is not UTF-8") from error


@cache
def _parts_of(version: int) -> frozenset[tuple[str, ...]]:
    with closing(in_memory(version)) as connection:
        return _parts(connection)


def _parts(connection: sqlite3.Connection) -> frozenset[tuple[str, ...]]:
    rows = connection.execute("SELECT type, name, tbl_name, sql FROM main.sqlite_master")
    return frozenset(tuple(row) for row in rows)


@cache
def newest_version() -> int:
    """The version that a history has once it is up to date."""
    return len(_migrations())


@cache
def _migrations() -> tuple[str, ...]:
    """The texts of all migrations, in order: the first one makes version 1."""
    folder = files("formcheck.history") / "migrations"
    found = sorted(entry.name for entry in folder.iterdir() if entry.name.endswith(".sql"))
    return tuple((folder / name).read_text(encoding="utf-8") for name in found)


def _connection(path: Path | str) -> sqlite3.Connection:
    # Live sessions write from a thread of their own, one at a time.
    connection = sqlite3.connect(
        path, timeout=_BUSY_S, isolation_level=None, check_same_thread=False
    )
    connection.row_factory = sqlite3.Row
    connection.execute("PRAGMA temp_store = MEMORY")
    return connection


def _check(connection: sqlite3.Connection, path: Path) -> None:
    """Refuse what is not ours, or newer; nothing is written."""
    application = connection.execute("PRAGMA application_id").fetchone()[0]
    version = version_of(connection)
    if application != APPLICATION_ID:
        if connection.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]:
            raise HistoryError(
                f"{path} is no history of formcheck: move it away, or choose another folder "
                "with --data"
            )
    elif version > newest_version():
        raise HistoryError(
            f"{path} was written by a newer formcheck (version {version} of the history, this "
            f"one knows {newest_version()}): update formcheck"
        )
    elif not is_as_we_made_it(connection):
        raise DamagedError(path, "its tables are not those of formcheck")


def _turn_to_wal(connection: sqlite3.Connection) -> None:
    """Readers and one writer at a time; SQLite does not wait by itself for this one change."""
    until = time.monotonic() + _BUSY_S
    while True:
        try:
            connection.execute("PRAGMA journal_mode = WAL")
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode != sqlite3.SQLITE_BUSY or time.monotonic() > until:
                raise
            time.sleep(_RETRY_S)
        else:
            return


def _migrate(connection: sqlite3.Connection, path: Path) -> None:
    if version_of(connection) == newest_version():
        return
    with transaction(connection):
        _check(connection, path)  # another process may have been first
        bring_up_to(connection, newest_version())


def _statements(script: str) -> Iterator[str]:
    """Split a script: `executescript` would end the transaction that it is to be part of."""
    statement = ""
    for line in script.splitlines(keepends=True):
        statement += line
        if sqlite3.complete_statement(statement):
            yield statement
            statement = ""


def _trouble(error: sqlite3.Error, path: Path) -> FormcheckError | None:
    code = getattr(error, "sqlite_errorcode", 0) & 0xFF  # extended codes add detail above that
    said = str(error)
    if code in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
        return HistoryError(f"{path} is in use by another program: close that and try again")
    # Python itself gives no code where a text is not UTF-8.
    is_no_text = not code and isinstance(error, sqlite3.OperationalError)
    if is_no_text or code in (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB):
        return DamagedError(path, said.partition(" with text")[0])
    if code in (sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR):
        return WriteError(
            f"cannot write {path} ({said}): make room; what was kept before is still there"
        )
    if code in (sqlite3.SQLITE_READONLY, sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_PERM):
        return WriteError(f"cannot write {path} ({said}): choose another folder with --data")
    return None
