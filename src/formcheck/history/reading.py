"""Rows as a training log. Each function is called within a transaction."""

import math
import sqlite3
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta
from functools import partial
from typing import Final, Literal, NamedTuple

from formcheck.history.packing import unpack
from formcheck.programme.training_log import (
    CheckIn,
    LoggedSession,
    LoggedSet,
    LoggedTest,
    Moment,
    TrainingLog,
    TrendPoint,
)

Kind = Literal["live", "analyze", "test"]

_DAY_S: Final = 86400.0
# How many days after a session somebody may still tell how the day after it was.
_DAY_AFTER: Final = 2

_SETS: Final = """
SELECT s.* FROM chosen CROSS JOIN sets s ON s.session_id = chosen.id
ORDER BY s.session_id, s.number
"""
# Tests have scores of their own, so their sets are left out.
_POINTS: Final = """
SELECT s.id, s.at, sum(e.good_form_s) AS good_form_s, sum(e.held_s) AS held_s,
  sum(e.judged_reps) AS reps, sum(e.clean_reps) AS clean_reps,
  avg(e.control_deg) AS control_deg, avg(e.curl_share) AS curl_share
FROM sessions s JOIN sets e ON e.session_id = s.id AND e.role <> 'test'
WHERE s.unix_s >= ? GROUP BY s.id ORDER BY s.unix_s, s.id
"""
_FELT_IN_THEM: Final = """
SELECT session_id, max(pain), max(CASE moment WHEN 'after' THEN effort END)
FROM check_ins WHERE unix_s >= ? AND session_id IS NOT NULL GROUP BY session_id
"""


class Wanted(NamedTuple):
    """Which sessions are asked for; None asks for all.

    Attributes:
        since, until: first and last day, local.
        exercise: id of one that was done in them.
        kind: which command made them.
        limit: no more than the newest so many.
    """

    since: date | None = None
    until: date | None = None
    exercise: str | None = None
    kind: Kind | None = None
    limit: int | None = None


def training_log(db: sqlite3.Connection, until: datetime, days: int) -> TrainingLog:
    """What was done from the midnight so many days before up to a moment."""
    first = until.date() - timedelta(days=days)
    # A local date differs from that of `until` by two days at most, wherever both were.
    span = (until.timestamp() - (days + 3) * _DAY_S, until.timestamp())

    def is_recent(row: sqlite3.Row) -> bool:
        return _moment(row).date() >= first

    within = "WHERE unix_s BETWEEN ? AND ? ORDER BY unix_s, id"
    rows = db.execute(f"SELECT id, at FROM sessions {within}", span)
    sessions = done(db, [row for row in rows if is_recent(row)])
    told = db.execute(f"SELECT * FROM check_ins {within}", span)
    tested = db.execute(f"SELECT * FROM tests {within}", span)
    return TrainingLog(
        sessions=tuple(one for one in sessions if one.sets or one.check_ins),
        check_ins=tuple(_check_in(row) for row in told if is_recent(row)),
        tests=tests(db, [row for row in tested if is_recent(row)]),
    )


def told(db: sqlite3.Connection) -> tuple[CheckIn, ...]:
    """Every check-in, oldest first."""
    rows = db.execute("SELECT * FROM check_ins ORDER BY unix_s, id")
    return tuple(_check_in(row) for row in rows)


def tested(db: sqlite3.Connection) -> tuple[LoggedTest, ...]:
    """Every core test, oldest first."""
    return tests(db, db.execute("SELECT * FROM tests ORDER BY unix_s, id").fetchall())


def listed(db: sqlite3.Connection, wanted: Wanted) -> list[tuple[sqlite3.Row, LoggedSession]]:
    """Sessions, newest first: how they were made and what was done."""
    rows = db.execute(
        """
        SELECT s.id, s.at, s.kind, s.source, s.ended FROM sessions s
        WHERE substr(s.at, 1, 10) BETWEEN :since AND :until
          AND (:kind IS NULL OR s.kind = :kind)
          AND (:exercise IS NULL OR EXISTS (
            SELECT 1 FROM sets e WHERE e.session_id = s.id AND e.exercise = :exercise))
        ORDER BY s.unix_s DESC, s.id DESC LIMIT :limit
        """,
        {
            "since": (wanted.since or date.min).isoformat(),
            "until": (wanted.until or date.max).isoformat(),
            "kind": wanted.kind,
            "exercise": wanted.exercise,
            "limit": -1 if wanted.limit is None else wanted.limit,
        },
    ).fetchall()
    return list(zip(rows, done(db, rows), strict=True))


def done(db: sqlite3.Connection, rows: Sequence[sqlite3.Row]) -> list[LoggedSession]:
    """Sessions with all that was done in them.

    Args:
        db: to read from.
        rows: id and time of each.
    """
    _choose(db, (row["id"] for row in rows))
    sets = _sets(db)
    told: dict[int, list[CheckIn]] = defaultdict(list)
    in_them = "SELECT * FROM check_ins WHERE session_id IN temp.chosen ORDER BY unix_s, id"
    for row in db.execute(in_them):
        told[row["session_id"]].append(_check_in(row))
    return [
        LoggedSession(row["id"], _moment(row), tuple(sets[row["id"]]), tuple(told[row["id"]]))
        for row in rows
    ]


def tests(db: sqlite3.Connection, rows: Iterable[sqlite3.Row]) -> tuple[LoggedTest, ...]:
    """Core tests with their trials."""
    found = []
    for row in rows:
        trials = db.execute("SELECT score FROM trials WHERE test_id = ? ORDER BY number", row[:1])
        found.append(
            LoggedTest(
                at=_moment(row),
                test=row["test"],
                score=_number(row["score"]),
                unit=row["unit"],
                uncertainty=_number(row["uncertainty"]),
                side=row["side"],
                reason=row["reason"],
                passed=None if row["passed"] is None else bool(row["passed"]),
                trials=tuple(_number(score) for (score,) in trials),
                practice=bool(row["practice"]),
            )
        )
    return tuple(found)


def trends(db: sqlite3.Connection, since: datetime | None) -> list[TrendPoint]:
    """Sessions with sets in numbers, oldest first."""
    since_s = since.timestamp() if since else 0.0
    rows = db.execute(_POINTS, (since_s,)).fetchall()
    felt = _felt(db, [(row["id"], _moment(row)) for row in rows], since_s)
    points = []
    for row in rows:
        number = row["id"]
        pain, effort = felt.get(number, (None, None))
        points.append(
            TrendPoint(
                number=number,
                at=_moment(row),
                good_form_s=_number(row["good_form_s"]),
                held_s=_number(row["held_s"]),
                reps=row["reps"],
                clean_reps=row["clean_reps"],
                control_deg=_number(row["control_deg"]),
                curl_share=_number(row["curl_share"]),
                pain=_number(pain),
                effort=_number(effort),
            )
        )
    return points


def _felt(
    db: sqlite3.Connection, sessions: list[tuple[int, datetime]], since_s: float
) -> dict[int, tuple[int | None, int | None]]:
    """The most pain and effort by session, as told in it or about it."""
    felt = {
        number: (pain, effort) for number, pain, effort in db.execute(_FELT_IN_THEM, (since_s,))
    }
    told = db.execute(
        "SELECT * FROM check_ins WHERE unix_s >= ? AND session_id IS NULL", (since_s - _DAY_S,)
    )
    times = [at for _, at in sessions]
    for row in told:
        index = _about(row["moment"], _moment(row), times)
        if index is not None:
            number = sessions[index][0]
            pain, effort = felt.get(number, (None, None))
            if row["moment"] == "after":
                effort = _most(effort, row["effort"])
            felt[number] = _most(pain, row["pain"]), effort
    return felt


def _most(one: int | None, other: int | None) -> int | None:
    return max((value for value in (one, other) if value is not None), default=None)


def _about(moment: Moment, at: datetime, times: Sequence[datetime]) -> int | None:
    """Which session a check-in outside of any is about: that of the day, or the one before it.

    Args:
        moment: which it is about.
        at: when it was told.
        times: of the sessions, oldest first.
    """
    after = bisect_right(times, at)
    day = at.date()
    if moment == "before":
        return after if after < len(times) and times[after].date() == day else None
    if moment == "next_day":
        while after and times[after - 1].date() == day:
            after -= 1
        near = after and (day - times[after - 1].date()).days <= _DAY_AFTER
        return after - 1 if near else None
    return after - 1 if after and times[after - 1].date() == day else None


def _choose(db: sqlite3.Connection, numbers: Iterable[int]) -> None:
    """Fill the table `chosen` (in memory) with the sessions that are wanted."""
    db.execute("CREATE TEMP TABLE IF NOT EXISTS chosen (id INTEGER PRIMARY KEY)")
    db.execute("DELETE FROM chosen")
    db.executemany("INSERT INTO chosen VALUES (?)", ((number,) for number in numbers))


def _sets(db: sqlite3.Connection) -> Mapping[int, list[LoggedSet]]:
    """The sets of the chosen sessions, by session."""
    sets: dict[int, list[LoggedSet]] = defaultdict(list)
    for row in db.execute(_SETS):
        sets[row["session_id"]].append(logged(row))
    return sets


def logged(row: sqlite3.Row) -> LoggedSet:
    """A set, from its row."""
    return LoggedSet(
        row["exercise"],
        partial(unpack, row["result"]),
        role=row["role"],
        side=row["side"],
        ladder=row["ladder"],
        level=row["level"],
        planned_reps=row["planned_reps"],
        planned_hold_s=row["planned_hold_s"],
    )


def _check_in(row: sqlite3.Row) -> CheckIn:
    return CheckIn(
        at=_moment(row),
        moment=row["moment"],
        pain=row["pain"],
        effort=row["effort"],
        leg_symptoms=_yes(row["leg_symptoms"]),
        sharp=bool(row["sharp"]),
        warning_signs=_yes(row["warning_signs"]),
        lasted=_yes(row["lasted"]),
        exercise=row["exercise"],
    )


def _yes(value: int | None) -> bool | None:
    return None if value is None else bool(value)


def _moment(row: sqlite3.Row) -> datetime:
    return datetime.fromisoformat(row["at"])


def _number(value: float | None) -> float:
    return math.nan if value is None else float(value)
