"""Sets of stick people for histories, and what is read from them."""

import sqlite3
from collections.abc import Iterable
from datetime import datetime, timedelta, timezone
from functools import cache
from pathlib import Path

from people import chain, into_plank_and_out, judged, plank, sit_ups, still

from formcheck.history import History, SessionInfo, Used
from formcheck.programme.training_log import LoggedSet, TrainingLog
from formcheck.programme.workout import Step
from formcheck.result import SetResult

#: Where evenings are not the same day as in London.
ZONE = timezone(timedelta(hours=-8))
EVENING = datetime(2026, 3, 2, 18, 30, tzinfo=ZONE)


def day(number: int, hour: int = 18) -> datetime:
    """So many days after the first evening."""
    return EVENING.replace(hour=hour) + timedelta(days=number)


@cache
def sit_up_set() -> SetResult:
    """Two sit-ups that are dropped, and one that does not come up."""
    return one_of(judged("sit_up", chain(sit_ups(2, lower=0.7), sit_ups(1, high=40.0))))


@cache
def plank_set(sag: float = 16.0) -> SetResult:
    """A plank, sagging if it is not told otherwise."""
    return one_of(judged("plank", into_plank_and_out(still(plank(sag), 8.0))))


def one_of(record) -> SetResult:
    (only,) = record.sets
    return only


def session(
    history: History,
    sets: Iterable[SetResult] = (),
    *,
    at: datetime = EVENING,
    step: Step | None = None,
    end: bool = True,
    **info,
) -> int:
    """Write a session with these sets; returns its number."""
    known = {"kind": "live", "source": "0", "at": at, "model": Used("full", "f" * 64), **info}
    number = history.begin(SessionInfo(**known))
    for result in sets:
        history.add_set(number, result, step)
    if end:
        history.end(number)
    return number


def everything(folder: Path) -> TrainingLog:
    """All of the history in a folder."""
    with History(folder) as history:
        return history.training_log(day(10_000), 100_000)


def sets_of(folder: Path) -> list[LoggedSet]:
    """All sets in a folder."""
    return [one for kept in everything(folder).sessions for one in kept.sets]


def bytes_in(folder: Path) -> bytes:
    """Every byte of every file in a folder, and their names."""
    files = [path for path in sorted(folder.rglob("*")) if path.is_file()]
    return b"".join(str(path).encode() + path.read_bytes() for path in files)


def overwrite_the_end(path: Path) -> None:
    """Damage the last tenth of a database: rows, and not what its tables are called."""
    content = path.read_bytes()
    sound = len(content) * 9 // 10
    path.write_bytes(content[:sound] + b"\xa5" * (len(content) - sound))


#: What strangers have made of the tables and the version of a history.
HARMS = {
    "negative version": "PRAGMA user_version = -7",
    "no version": "PRAGMA user_version = 0",
    "a trigger keeps rows": """
        CREATE TRIGGER t BEFORE DELETE ON sets BEGIN SELECT RAISE(IGNORE); END
    """,
    "a trigger hoards rows": """
        CREATE TABLE hoard (result BLOB);
        CREATE TRIGGER t AFTER INSERT ON sets BEGIN INSERT INTO hoard VALUES (new.result); END
    """,
    "a view without an end": """
        DROP VIEW session_list;
        CREATE VIEW session_list AS WITH RECURSIVE r(session) AS (
          SELECT 1 UNION ALL SELECT session + 1 FROM r) SELECT session FROM r
    """,
    "a view in place of a table": """
        ALTER TABLE backups RENAME TO others; CREATE VIEW backups AS SELECT * FROM others
    """,
    "a column has another name": "ALTER TABLE trials RENAME COLUMN score TO points",
    "a column makes itself": """
        ALTER TABLE backups ADD COLUMN more TEXT AS (printf('%.*c', 1000000000, 'x'))
    """,
    "a table is missing": "DROP TABLE trials",
}


def do_harm(path: Path, harm: str) -> None:
    """Change a database as a stranger would."""
    with sqlite3.connect(path) as db:
        db.executescript(HARMS.get(harm, harm))
    db.close()
