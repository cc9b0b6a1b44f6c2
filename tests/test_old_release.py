"""What the first release wrote can still be read: its history, and its `result.json`."""

import json
import math
import shutil
import sqlite3
from dataclasses import asdict
from datetime import date
from pathlib import Path

import pytest

from formcheck.history import History
from formcheck.history.backup import restore
from formcheck.history.database import newest_version
from formcheck.history.export import write_csv, write_json_lines
from formcheck.programme.plan import LOOK_BACK_DAYS, make_plan
from formcheck.result import SessionResult

OLD = Path(__file__).parent / "old_release"
EXPECTED = json.loads((OLD / "expected.json").read_text())
PLANNED = date(2026, 3, 9)


@pytest.fixture(params=[2, 1])
def backup(request, tmp_path):
    """The file of a history as the release left it, and as its first version had it."""
    path = tmp_path / "backup.db"
    with sqlite3.connect(path) as db:
        db.executescript((OLD / "history.sql").read_text())
        if request.param == 1:
            views = db.execute("SELECT name FROM sqlite_master WHERE type = 'view'").fetchall()
            for (name,) in views:
                db.execute(f"DROP VIEW {name}")
            db.execute("DROP TABLE backups")
            db.execute("PRAGMA user_version = 1")
    db.close()
    return path


@pytest.fixture
def old(backup, tmp_path):
    """The history of that file."""
    shutil.copy(backup, tmp_path / "history.db")
    with History(tmp_path) as history:
        yield history


def plain(value):
    """As JSON has it."""
    return None if isinstance(value, float) and math.isnan(value) else value


def test_it_is_brought_up_to_date(old):
    with sqlite3.connect(old.path) as db:
        assert db.execute("PRAGMA user_version").fetchone() == (newest_version(),)
        assert db.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        assert db.execute("PRAGMA foreign_key_check").fetchall() == []
        tables = db.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall()
    db.close()
    assert not {name for (name,) in tables} & {"reps", "findings", "terms", "whole_sets"}


def test_a_backup_of_it_is_restored_the_same(old, backup, tmp_path):
    restore(tmp_path / "new", backup)
    with History(tmp_path / "new") as history:
        assert history.trends() == old.trends()
        assert [one.done for one in history.sessions()] == [one.done for one in old.sessions()]


def test_it_lists_the_same(old):
    listed = [
        {
            "number": one.done.number,
            "at": one.done.at.isoformat(),
            "kind": one.kind,
            "source": one.source,
            "ended": one.ended,
            "sets": [in_short(logged.result) for logged in one.done.sets],
            "pain": [check_in.pain for check_in in one.done.check_ins],
        }
        for one in old.sessions()
    ]
    assert listed == EXPECTED["list"]


def in_short(result) -> list:
    held = (result.hold.total_s, result.hold.good_form_s) if result.hold else (None, None)
    severe = sum(finding.severity == "severe" for finding in result.findings)
    return [result.exercise, *held, result.complete_reps, severe, len(result.findings)]


def test_its_trends_are_the_same(old):
    points = [{name: plain(value) for name, value in asdict(p).items()} for p in old.trends()]
    assert [point | {"at": point["at"].isoformat()} for point in points] == EXPECTED["trends"]


@pytest.mark.parametrize("name", ["sessions", "sets", "reps", "attempts", "findings"])
def test_its_tables_are_the_same(old, tmp_path, name):
    write_csv(old, tmp_path)
    assert (tmp_path / f"{name}.csv").read_bytes() == (OLD / f"{name}.csv").read_bytes()


def test_its_other_tables_are_the_same(old, tmp_path):
    write_csv(old, tmp_path)
    for name in ("not_judged", "check_ins", "tests"):
        assert (tmp_path / f"{name}.csv").read_bytes() == (OLD / f"{name}.csv").read_bytes()


def test_its_json_lines_are_the_same(old, tmp_path):
    write_json_lines(old, tmp_path / "all.jsonl")
    assert (tmp_path / "all.jsonl").read_bytes() == (OLD / "history.jsonl").read_bytes()


def test_it_plans_the_same(old):
    first = old.sessions()[0].done.at
    noon = first.replace(year=PLANNED.year, month=PLANNED.month, day=PLANNED.day, hour=12)
    plan = make_plan(old.training_log(noon, LOOK_BACK_DAYS), PLANNED, minutes=20)
    choices = [
        {
            "ladder": one.ladder.id,
            "level": one.number,
            "exercise": one.level.exercise,
            "amount": one.amount,
            "unit": "s" if one.level.hold_s else "reps",
            "change": one.change,
        }
        for one in plan.states
    ]
    assert choices == EXPECTED["plan"]
    warm_ups = [step.exercise for step in plan.steps if step.role == "warm_up"]
    assert warm_ups == EXPECTED["warm_ups"]


def test_its_sets_have_all_that_a_new_one_has(old):
    sets = [logged.result for one in old.sessions() for logged in one.done.sets]
    failed = next(one for one in sets if one.attempts)
    assert failed.attempts[0].stuck_s is not None
    assert failed.advice.rule == "R1"
    assert all(f.priority in (1, 2, 3) and f.spoken is not None for f in failed.findings)
    assert failed.reps[0].grades == {"dropped": "severe"}
    assert failed.reps[0].score == 60
    angles = [rep.value("control_angle_deg") for one in sets for rep in one.reps]
    assert any(angle is not None for angle in angles)


def test_its_result_is_still_valid_and_lacks_what_came_later():
    result = SessionResult.model_validate_json((OLD / "result.json").read_text())
    (seen,) = result.sets
    assert (seen.exercise, seen.advice.action, seen.advice.rule) == ("leg_raise", "regress", None)
    assert {(f.priority, f.spoken) for f in seen.findings} == {(None, None)}
