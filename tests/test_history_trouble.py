"""Kills, full disks, damage, locks: nothing is lost but the set in hand, and one line says so."""

import json
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest
from histories import (
    HARMS,
    bytes_in,
    day,
    do_harm,
    everything,
    overwrite_the_end,
    plank_set,
    session,
    sets_of,
)

from formcheck.errors import FormcheckError, HistoryError, WriteError
from formcheck.history import History, database
from formcheck.history.export import session_in_words
from formcheck.history.packing import unpack
from formcheck.programme.training_log import CheckIn

pytestmark = pytest.mark.slow

HERE = Path(__file__).parent
_KILLS = 50

on_posix = pytest.mark.skipif(sys.platform == "win32", reason="needs fork and limits of POSIX")


def process(*words: object) -> subprocess.Popen:
    command = [sys.executable, str(HERE / "history_process.py"), *map(str, words)]
    return subprocess.Popen(command, stdout=subprocess.PIPE, text=True)


def said_by(one: subprocess.Popen) -> dict:
    out, _ = one.communicate(timeout=120)
    assert one.returncode == 0
    return json.loads(out)


def numbers_in(folder: Path) -> list[int]:
    """The sets that are there, by when they began."""
    with sqlite3.connect(folder / "history.db") as db:
        packed = db.execute("SELECT result FROM sets ORDER BY id").fetchall()
        assert db.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        assert db.execute("PRAGMA foreign_key_check").fetchall() == []
    db.close()
    return [int(unpack(result).start_s) for (result,) in packed]


# --- processes -----------------------------------------------------------------------------------


@on_posix
def test_what_was_done_is_there_after_kills_at_any_moment(tmp_path):
    told = said_by(process("kill", tmp_path, _KILLS))
    assert told["checks"] == ["ok"] * _KILLS
    there = numbers_in(tmp_path)
    assert set(told["done"]) <= set(there)
    assert len(there) == len(set(there))
    # One may have been written and not yet told.
    assert len(there) - len(told["done"]) <= _KILLS
    assert len(told["done"]) > _KILLS


@on_posix
def test_every_set_is_whole_after_kills(tmp_path):
    said_by(process("kill", tmp_path, 10))
    results = [logged.result for logged in sets_of(tmp_path)]
    whole = {(len(r.reps), len(r.findings), r.advice.rule) for r in results}
    assert len(whole) == 1


def test_two_processes_at_once_both_succeed(tmp_path):
    both = [process("add", tmp_path, 60) for _ in range(2)]
    assert [one.wait(timeout=120) for one in both] == [0, 0]
    assert sorted(numbers_in(tmp_path)) == sorted([*range(60)] * 2)
    for one in both:
        one.stdout.close()


@on_posix
def test_a_full_disk_costs_the_set_in_hand(tmp_path):
    told = said_by(process("fill", tmp_path, 400_000))
    assert told["said"].startswith(f"cannot write {tmp_path / 'history.db'} (")
    assert "what was kept before is still there" in told["said"]
    assert len(told["done"]) > 5
    assert numbers_in(tmp_path) == told["done"]


@on_posix
def test_with_room_again_it_goes_on(tmp_path):
    said_by(process("fill", tmp_path, 400_000))
    before = len(numbers_in(tmp_path))
    with History(tmp_path) as history:
        session(history, [plank_set()])
    assert len(numbers_in(tmp_path)) == before + 1


@on_posix
@pytest.mark.parametrize("is_closed", [True, False])
def test_a_full_disk_keeps_nobody_from_erasing(tmp_path, is_closed):
    with History(tmp_path / "data") as history:
        for number in range(20):
            session(history, [plank_set()], at=day(number), source=f"camera {number}.")
        if not is_closed:  # the changes of a killed process wait beside it
            shutil.copytree(tmp_path / "data", tmp_path / "cut")
    folder = tmp_path / ("data" if is_closed else "cut")
    size = max(path.stat().st_size for path in folder.iterdir())
    assert said_by(process("erase", folder, size)) == [*range(20, 0, -1)]
    assert [one.number for one in everything(folder).sessions] == [*range(2, 21)]
    assert b"camera 0." not in bytes_in(folder)


@on_posix
def test_a_full_disk_keeps_nobody_from_reading(tmp_path):
    opened_and_written(tmp_path)
    code = (
        "import resource; resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))\n"
        "from pathlib import Path; from formcheck.history import History\n"
        f"with History(Path({str(tmp_path)!r})) as history: print(len(history.sessions()))\n"
    )
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert ran.stdout == "1\n"


# --- locks ---------------------------------------------------------------------------------------


@pytest.fixture
def locked(tmp_path, monkeypatch):
    """A history that another program holds, and never lets go of."""
    monkeypatch.setattr(database, "_BUSY_S", 0.1)
    with History(tmp_path) as history:
        session(history, [plank_set()])
    other = sqlite3.connect(tmp_path / "history.db", isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    yield tmp_path
    other.close()


def test_a_lock_that_lasts_is_told(locked):
    with History(locked) as history, pytest.raises(HistoryError, match="in use by another program"):
        session(history)


def test_a_lock_keeps_nobody_from_reading(locked):
    assert len(sets_of(locked)) == 1


# --- files that are no history -------------------------------------------------------------------


def opened_and_written(folder: Path) -> None:
    with History(folder) as history:
        session(history, [plank_set()])


def left_as_it_is(folder: Path, error: type[FormcheckError], match: str) -> None:
    """Opening is refused in one line, and every byte stays."""
    before = (folder / "history.db").read_bytes()
    with pytest.raises(error, match=match) as refused:
        opened_and_written(folder)
    assert len(str(refused.value).splitlines()) == 1
    assert (folder / "history.db").read_bytes() == before


def test_a_file_that_is_no_database_is_left_as_it_is(tmp_path):
    (tmp_path / "history.db").write_text("Dear diary, today I did a plank.\n" * 100)
    left_as_it_is(tmp_path, HistoryError, "is damaged .*formcheck history restore FILE")


def test_somebody_elses_database_is_left_as_it_is(tmp_path):
    with sqlite3.connect(tmp_path / "history.db") as db:
        db.execute("CREATE TABLE songs (title TEXT)")
    db.close()
    left_as_it_is(tmp_path, HistoryError, "is no history of formcheck: move it away")


def test_a_newer_history_is_left_as_it_is(tmp_path):
    opened_and_written(tmp_path)
    with sqlite3.connect(tmp_path / "history.db") as db:
        db.execute(f"PRAGMA user_version = {database.newest_version() + 1}")
    db.close()
    left_as_it_is(tmp_path, HistoryError, "newer formcheck .* update formcheck")


def test_a_history_that_was_cut_off_is_left_as_it_is(tmp_path):
    opened_and_written(tmp_path)
    path = tmp_path / "history.db"
    path.write_bytes(path.read_bytes()[:9000])
    left_as_it_is(tmp_path, HistoryError, "is damaged")


def test_a_history_with_overwritten_pages_is_told_when_it_is_read(tmp_path):
    with History(tmp_path) as history:
        session(history, [plank_set()] * 100)
    overwrite_the_end(tmp_path / "history.db")
    with pytest.raises(HistoryError, match="is damaged"):
        everything(tmp_path)


@pytest.mark.parametrize("harm", sorted(HARMS))
def test_a_history_that_is_not_as_we_made_it_is_left_as_it_is(tmp_path, harm):
    opened_and_written(tmp_path)
    do_harm(tmp_path / "history.db", harm)
    left_as_it_is(tmp_path, HistoryError, "its tables are not those of formcheck")


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE sessions SET at = 'yesterday'",
        "UPDATE sessions SET at = '2026-03-02T18:30:00' WHERE id = 1",
        "UPDATE judges SET software = '['",
        "UPDATE sets SET result = x'00'",
        "UPDATE sets SET result = 'plank'",
        "UPDATE sets SET exercise = CAST(x'ff' AS TEXT)",
    ],
)
def test_a_row_that_another_program_has_changed_is_told(tmp_path, change):
    with History(tmp_path) as history:
        for number in (1, 2):
            session(history, [plank_set()], at=day(number))
        history.add_check_in(CheckIn(day(1), "after", pain=1))
    do_harm(tmp_path / "history.db", change)
    with History(tmp_path) as history, pytest.raises(HistoryError, match="damaged") as refused:
        history.trends()
        session_in_words(history, 1)
    assert len(str(refused.value).splitlines()) == 1


def test_an_empty_file_becomes_a_history(tmp_path):
    (tmp_path / "history.db").touch()
    opened_and_written(tmp_path)
    assert len(sets_of(tmp_path)) == 1


# --- folders that cannot be used -----------------------------------------------------------------


def test_a_folder_that_is_a_file_is_told(tmp_path):
    path = tmp_path / "notes.txt"
    path.write_text("mine")
    with pytest.raises(WriteError, match=r"notes\.txt is not a folder"):
        opened_and_written(path)
    assert path.read_text() == "mine"


def test_a_folder_in_a_file_is_told(tmp_path):
    (tmp_path / "notes.txt").write_text("mine")
    with pytest.raises(WriteError, match="--data"):
        opened_and_written(tmp_path / "notes.txt" / "data")


def test_a_history_that_is_a_folder_is_told(tmp_path):
    (tmp_path / "history.db").mkdir()
    with pytest.raises(WriteError, match="--data"):
        opened_and_written(tmp_path)


# --- sessions that are gone ----------------------------------------------------------------------


def test_a_set_of_a_session_that_was_erased_is_refused(tmp_path):
    with History(tmp_path) as history:
        number = session(history)
        with sqlite3.connect(history.path) as db:
            db.execute("DELETE FROM sessions")
        db.close()
        with pytest.raises(HistoryError, match="it was erased"):
            history.end(number)


# --- older versions ------------------------------------------------------------------------------


def statements(version: int) -> Sequence[str]:
    folder = Path(database.__file__).parent / "migrations"
    (path,) = folder.glob(f"{version:04}_*.sql")
    return path.read_text(encoding="utf-8")


def test_migrations_are_numbered_without_a_gap():
    folder = Path(database.__file__).parent / "migrations"
    names = sorted(path.name for path in folder.glob("*.sql"))
    assert [int(name.partition("_")[0]) for name in names] == [*range(1, len(names) + 1)]
    assert len(names) == database.newest_version()


def test_a_migration_that_fails_changes_nothing(tmp_path, monkeypatch):
    opened_and_written(tmp_path)
    texts = [statements(version) for version in range(1, database.newest_version() + 1)]
    broken = "CREATE TABLE half (done INTEGER);\nINSERT INTO nowhere VALUES (1);\n"
    monkeypatch.setattr(database, "_migrations", lambda: (*texts, broken))
    monkeypatch.setattr(database, "newest_version", lambda: len(texts) + 1)
    with pytest.raises(sqlite3.OperationalError, match="nowhere"), History(tmp_path):
        pass
    with sqlite3.connect(tmp_path / "history.db") as db:
        assert db.execute("PRAGMA user_version").fetchone() == (len(texts),)
        assert not db.execute("SELECT * FROM sqlite_master WHERE name = 'half'").fetchall()
    db.close()
