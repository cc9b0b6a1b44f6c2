"""Takes over the rows of a backup, each checked: nothing that comes from elsewhere is believed."""

import sqlite3
from contextlib import closing
from datetime import datetime
from pathlib import Path
from typing import Annotated, Any, Final, Literal

from pydantic import AfterValidator, ConfigDict, Field, Json, create_model

from formcheck.errors import HistoryError, InputError
from formcheck.files import check_file
from formcheck.history.database import (
    APPLICATION_ID,
    bring_up_to,
    in_memory,
    is_as_we_made_it,
    newest_version,
    version_of,
)
from formcheck.history.packing import LARGEST, unpack
from formcheck.settings import checked

# 27 years of training are 58 MB.
_LARGEST_MIB: Final = 256
# Steps of SQLite's machine in one statement; the check of 27 years takes a twentieth of that.
_STEPS_AT_ONCE: Final = 1_000_000
_STEPS: Final = 2_000_000_000

_YEARS: Final = range(2000, 2101)
_SAME_S: Final = 1.0  # between a time in words and in seconds


def _moment(text: str) -> str:
    at = datetime.fromisoformat(text)
    if at.tzinfo is None or at.year not in _YEARS or at.isoformat() != text:
        raise ValueError("no time as formcheck writes it")
    return text


def _set(packed: bytes) -> bytes:
    try:
        unpack(packed)
    except HistoryError as error:
        raise ValueError("no set") from error
    return packed


class _RefusedError(InputError):
    """It is sound, and no backup for this formcheck."""


_Whole = Annotated[int, Field(ge=0, le=1_000_000_000)]
_BY_TYPE: Final[dict[str, Any]] = {
    "INTEGER": _Whole,
    "REAL": Annotated[float, Field(ge=-1e11, le=1e11, allow_inf_nan=False)],
    "TEXT": Annotated[str, Field(max_length=10_000, pattern=r"^[^\x00]*$")],
}
_BY_NAME: Final[dict[str, Any]] = {
    "at": Annotated[str, AfterValidator(_moment)],
    "ended": Annotated[str, AfterValidator(_moment)] | None,
    "software": Json[dict[str, str]],
    "unit": Literal["s", "grade", "deg"],
    "result": Annotated[bytes, AfterValidator(_set)],
}


def taken_over(path: Path) -> sqlite3.Connection:
    """Return the rows of a backup as a history in memory, up to date and checked.

    Raises:
        InputError: it is missing, damaged, no backup of a history, or newer than this formcheck.
    """
    if check_file(path) > _LARGEST_MIB << 20:
        raise InputError(f"{path} is larger than {_LARGEST_MIB} MiB: choose another backup")
    try:
        with closing(read_only(path)) as source:
            fresh = _empty_for(source, path)
            try:
                _copy_rows(source, fresh)
                _check_rows(fresh)
                if version_of(fresh) < newest_version():
                    bring_up_to(fresh, newest_version())
                    _check_rows(fresh)
            except BaseException:
                fresh.close()
                raise
    except _RefusedError:
        raise
    except (sqlite3.Error, ValueError, KeyError, TypeError, InputError) as error:
        reason = str(error).splitlines()[0]
        raise InputError(f"{path} is damaged ({reason}): choose another backup") from error
    return fresh


def read_only(path: Path) -> sqlite3.Connection:
    """Open a database that somebody else may have made; nothing in it is run or written."""
    # Without a file of recent changes beside it nobody writes to it, and it needs no lock.
    still = "" if path.with_name(f"{path.name}-wal").exists() else "&immutable=1"
    db = sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro{still}", uri=True)
    db.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, LARGEST)
    steps = iter(range(_STEPS // _STEPS_AT_ONCE))
    db.set_progress_handler(lambda: next(steps, None) is None, _STEPS_AT_ONCE)
    db.execute("PRAGMA trusted_schema = OFF")
    return db


def problem_in(db: sqlite3.Connection) -> str:
    """Return what is wrong inside a database; empty if nothing is."""
    (said,) = db.execute("PRAGMA integrity_check(1)").fetchone()
    if said != "ok":
        return str(said).splitlines()[0]
    return "rows are missing" if db.execute("PRAGMA foreign_key_check").fetchone() else ""


def _empty_for(source: sqlite3.Connection, path: Path) -> sqlite3.Connection:
    """Make an empty history of the version of a backup, if it is one."""
    try:
        (application,) = source.execute("PRAGMA application_id").fetchone()
    except sqlite3.Error:
        application = None
    if application != APPLICATION_ID:
        raise _RefusedError(f"{path} is damaged or no backup of a history: choose another one")
    if version_of(source) > newest_version():
        raise _RefusedError(f"{path} was made by a newer formcheck: update formcheck to restore it")
    if not is_as_we_made_it(source):
        raise ValueError("its tables are not those of formcheck")
    if problem := problem_in(source):
        raise ValueError(problem)
    return in_memory(version_of(source))


def _copy_rows(source: sqlite3.Connection, fresh: sqlite3.Connection) -> None:
    for table in _tables(fresh):
        names = ", ".join(_types(fresh, table))
        marks = ", ".join("?" * len(_types(fresh, table)))
        rows = source.execute(f"SELECT {names} FROM main.{table}")
        fresh.executemany(f"INSERT INTO {table} ({names}) VALUES ({marks})", rows)
    # Numbers of erased sessions are not given again.
    of_sessions = "FROM sqlite_sequence WHERE name = 'sessions'"
    latest = source.execute(f"SELECT seq {of_sessions}").fetchone()
    if latest:
        checked({"seq": latest[0]}, dict[str, _Whole], "sqlite_sequence")
        fresh.execute(f"DELETE {of_sessions}")
        fresh.execute("INSERT INTO sqlite_sequence VALUES ('sessions', ?)", latest)


def _check_rows(fresh: sqlite3.Connection) -> None:
    """Check every value, and that rows refer to rows.

    Raises:
        InputError, ValueError: something is not as formcheck writes it.
    """
    for table in _tables(fresh):
        fields: dict[str, Any] = {
            name: (_BY_NAME.get(name) or _BY_TYPE[kind] | None, ...)
            for name, kind in _types(fresh, table).items()
        }
        row_model = create_model(table, __config__=ConfigDict(strict=True), **fields)
        for number, row in enumerate(fresh.execute(f"SELECT * FROM {table}"), start=1):
            place = f"row {number} of {table}"
            values = dict(row)
            checked(values, row_model, place)
            if "unix_s" in values:
                at_s = datetime.fromisoformat(values["at"]).timestamp()
                if abs(at_s - values["unix_s"]) > _SAME_S:
                    raise ValueError(f"{place}: two times")
    if fresh.execute("PRAGMA foreign_key_check").fetchone():
        raise ValueError("rows are missing")


def _tables(db: sqlite3.Connection) -> list[str]:
    named = "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'"
    return [name for (name,) in db.execute(named)]


def _types(db: sqlite3.Connection, table: str) -> dict[str, str]:
    """The columns of a table with their types."""
    return {row["name"]: row["type"] for row in db.execute(f"PRAGMA table_info({table})")}
