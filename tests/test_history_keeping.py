"""Erasing leaves nothing behind; backups come back; exports are complete and always the same."""

import csv
import json
import os
import shutil
import sqlite3
import zlib
from datetime import timedelta

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
    sit_up_set,
)

from formcheck.errors import HistoryError, InputError, UsageError, WriteError
from formcheck.history import History, Used, database
from formcheck.history.backup import back_up, kept_aside, restore
from formcheck.history.erasing import erase, what_goes
from formcheck.history.export import write_csv, write_json_lines
from formcheck.history.packing import pack
from formcheck.programme.training_log import CheckIn
from formcheck.programme.training_log import LoggedTest as CoreTest


def live_session(folder, number, source="camera of Anna", profile="anna"):
    """An evening with a Recording, a check-in and a test."""
    with History(folder) as history:
        kept = folder / "live" / f"evening {number}"
        kept.mkdir(parents=True)
        (kept / "recording.npz").write_bytes(b"landmarks of evening %d" % number)
        (kept / "result.json").write_text("{}")
        one = session(
            history,
            [sit_up_set() if number % 2 else plank_set()],
            at=day(number),
            source=f"{source} {number}",
            profile=Used(profile, "a" * 64),
            recording=kept / "recording.npz",
        )
        history.add_check_in(CheckIn(day(number), "during", pain=1, exercise=f"move_{number}"), one)
        history.add_check_in(CheckIn(day(number, hour=21), "after", exercise=f"alone_{number}"))
        history.add_test(CoreTest(day(number), "plank", 30.0, "s", reason=f"tired {number}"))


def erased(folder, **days):
    with History(folder) as history:
        erasure = what_goes(history, **days)
        erase(history, erasure)
    return erasure


# --- erasing -------------------------------------------------------------------------------------


def test_erasing_everything_leaves_not_a_byte_of_it(tmp_path):
    live_session(tmp_path, 1)
    words = [b"sit_up", b"Anna", b"anna", b"move_1", b"alone_1", b"tired 1", b"evening"]
    words.append(pack(sit_up_set()))
    assert all(word in bytes_in(tmp_path) for word in words)
    erased(tmp_path)
    left = bytes_in(tmp_path)
    assert [word for word in words if word in left] == []
    assert [path.name for path in tmp_path.iterdir()] == ["history.db"]


def test_erasing_some_days_leaves_not_a_byte_of_them(tmp_path):
    for number in range(1, 5):
        live_session(tmp_path, number)
    erased(tmp_path, since=day(2).date(), until=day(3).date())
    left = bytes_in(tmp_path)
    for gone in (2, 3):
        for word in (f"Anna {gone}", f"move_{gone}", f"alone_{gone}", f"tired {gone}"):
            assert word.encode() not in left
    for stays in (1, 4):
        for word in (f"Anna {stays}", f"move_{stays}", f"alone_{stays}", f"tired {stays}"):
            assert word.encode() in left


def test_erasing_some_days_leaves_the_others_as_they_were(tmp_path):
    for number in range(1, 5):
        live_session(tmp_path, number)
    before = everything(tmp_path)
    erased(tmp_path, since=day(2).date(), until=day(3).date())
    after = everything(tmp_path)
    assert after.sessions == (before.sessions[0], before.sessions[3])
    assert after.tests == (before.tests[0], before.tests[3])
    assert [one.at.day for one in after.check_ins] == [3, 3, 6, 6]


@pytest.mark.parametrize(("days", "left"), [({"since": 2}, [1]), ({"until": 2}, [3])])
def test_erasing_may_have_one_end(tmp_path, days, left):
    for number in range(1, 4):
        live_session(tmp_path, number)
    erased(tmp_path, **{word: day(number).date() for word, number in days.items()})
    assert [one.at for one in everything(tmp_path).sessions] == [day(number) for number in left]


def test_folders_of_erased_evenings_go_and_others_stay(tmp_path):
    for number in (1, 2):
        live_session(tmp_path, number)
    erased(tmp_path, until=day(1).date())
    assert [path.name for path in (tmp_path / "live").iterdir()] == ["evening 2"]


def test_everything_takes_evenings_along_that_no_session_knows(tmp_path):
    live_session(tmp_path, 1)
    for name, file in (("older", "recording.npz"), ("2026-03-02 18.30.00", "video.mp4")):
        (tmp_path / "live" / name).mkdir()
        (tmp_path / "live" / name / file).touch()
    erased(tmp_path)
    assert not (tmp_path / "live").exists()


def test_a_plan_that_was_made_of_it_goes(tmp_path):
    live_session(tmp_path, 1)
    live_session(tmp_path, 2)
    (tmp_path / "plan.toml").write_text("# the last leg raise slipped out of control")
    erased(tmp_path, until=day(1).date())
    assert not (tmp_path / "plan.toml").exists()


def test_a_backup_that_is_gone_is_forgotten(tmp_path):
    live_session(tmp_path / "data", 1)
    copy = tmp_path / "secret name.db"
    with History(tmp_path / "data") as history:
        back_up(history, copy)
    copy.unlink()
    assert erased(tmp_path / "data").backups == ()
    assert b"secret name" not in bytes_in(tmp_path / "data")


def test_what_is_not_of_the_history_stays(tmp_path):
    live_session(tmp_path, 1)
    (tmp_path / "profiles").mkdir()
    (tmp_path / "profiles" / "anna.toml").touch()
    erased(tmp_path)
    assert (tmp_path / "profiles" / "anna.toml").exists()


def test_what_lies_elsewhere_stays_and_is_named(tmp_path):
    out = tmp_path / "documents"
    out.mkdir()
    for name in ("recording.npz", "result.json", "thesis.txt"):
        (out / name).touch()
    with History(tmp_path / "data") as history:
        session(history, [plank_set()], recording=out / "recording.npz")
    assert erased(tmp_path / "data").stays == (out / "recording.npz", out / "result.json")
    assert len(list(out.iterdir())) == 3


HOSTILE = [
    "HOME",
    "HOME/recording.npz",
    "live/../../HOME/recording.npz",
    "live/link/recording.npz",
    "loop/recording.npz",
    f"{'long' * 1000}/recording.npz",
    "nul\0/recording.npz",
]


@pytest.mark.parametrize("recording", [*HOSTILE, "live/..", ".", "..", "history.db", "/"])
@pytest.mark.parametrize("kind", ["live", "analyze"])
def test_a_row_of_a_foreign_history_deletes_nothing_of_the_users(tmp_path, recording, kind):
    home, data = tmp_path / "HOME", tmp_path / "data"
    for folder in (home, data / "profiles", data / "live"):
        folder.mkdir(parents=True)
    for name in ("recording.npz", "result.json", "video.mp4", "thesis.txt"):
        (home / name).touch()
    (data / "profiles" / "anna.toml").touch()
    (data / "live" / "link").symlink_to(home)
    (data / "loop").symlink_to(data / "loop")
    with History(data) as history:
        number = session(history, [plank_set()], kind=kind)
        with history.writing() as db:
            path = recording.replace("HOME", str(home)) if recording[:4] == "HOME" else recording
            db.execute("UPDATE sessions SET recording = ? WHERE id = ?", (path, number))
    erased(data)
    assert len(list(home.iterdir())) == 4
    assert (data / "profiles" / "anna.toml").exists()
    assert everything(data).sessions == ()


def test_a_pipe_that_a_row_calls_a_backup_does_not_hang(tmp_path):
    os.mkfifo(tmp_path / "pipe")
    with History(tmp_path) as history:
        session(history, [plank_set()])
        with history.writing() as db:
            db.execute("INSERT INTO backups VALUES (?, '')", (str(tmp_path / "pipe"),))
    assert erased(tmp_path).backups == ()


@pytest.mark.parametrize("change", ["at = 'yesterday'", "at = x'00'", "recording = x'00ff'"])
def test_a_row_that_another_program_has_changed_is_erased_all_the_same(tmp_path, change):
    live_session(tmp_path, 1)
    do_harm(tmp_path / "history.db", f"UPDATE sessions SET {change}")
    erased(tmp_path)
    assert everything(tmp_path).sessions == ()
    assert b"Anna" not in bytes_in(tmp_path)


def test_a_file_of_the_users_beside_an_evening_stays_and_is_said(tmp_path):
    live_session(tmp_path, 1)
    notes = tmp_path / "live" / "evening 1" / "notes.txt"
    notes.touch()
    with History(tmp_path) as history:
        stays = erase(history, what_goes(history))
    assert stays == (notes.parent,)
    assert list(notes.parent.iterdir()) == [notes]


def test_live_sessions_on_another_disk_stay_and_are_named(tmp_path):
    data, disk = tmp_path / "data", tmp_path / "disk"
    disk.mkdir()
    data.mkdir()
    (data / "live").symlink_to(disk)
    live_session(data, 1)
    assert data / "live" in erased(data).stays
    assert everything(data).sessions == ()
    assert len(list((disk / "evening 1").iterdir())) == 2


def test_what_a_killed_process_left_is_erased(tmp_path):
    live_session(tmp_path, 1)
    halves = (tmp_path / ".formcheck-1-half.db", tmp_path / "live" / "evening 1" / ".formcheck-1-x")
    for path in halves:  # of a process that runs: what it is writing goes all the same
        path.touch()
    erased(tmp_path)
    assert [path for path in halves if path.exists()] == []


def test_the_data_folder_itself_may_have_been_chosen(tmp_path):
    (tmp_path / "recording.npz").touch()
    (tmp_path / "safety-confirmed.json").touch()
    with History(tmp_path) as history:
        session(history, [plank_set()], recording=tmp_path / "recording.npz")
    erased(tmp_path)
    left = sorted(path.name for path in tmp_path.iterdir())
    assert left == ["history.db", "safety-confirmed.json"]


def test_of_an_analysis_in_the_data_folder_the_recording_goes(tmp_path):
    out = tmp_path / "out"
    out.mkdir()
    (out / "recording.npz").touch()
    (out / "report.html").touch()
    with History(tmp_path) as history:
        session(history, [plank_set()], kind="analyze", recording=out / "recording.npz")
    assert erased(tmp_path).stays == (out,)
    assert [path.name for path in out.iterdir()] == ["report.html"]


def test_of_an_analysis_elsewhere_the_results_are_named(tmp_path):
    out = tmp_path / "out"
    out.mkdir()
    (out / "recording.npz").touch()
    (out / "report.html").touch()
    with History(tmp_path / "data") as history:
        session(history, [plank_set()], kind="analyze", recording=out / "recording.npz")
    assert erased(tmp_path / "data").stays == (out, out / "recording.npz")
    assert len(list(out.iterdir())) == 2


def test_a_recording_that_a_session_still_has_stays(tmp_path):
    recording = tmp_path / "out" / "recording.npz"
    recording.parent.mkdir()
    recording.touch()
    with History(tmp_path) as history:
        for number in (1, 2):
            session(history, [plank_set()], at=day(number), kind="analyze", recording=recording)
    erased(tmp_path, until=day(1).date())
    assert recording.exists()


def test_backups_are_named_and_stay(tmp_path):
    live_session(tmp_path / "data", 1)
    copy = tmp_path / "copy.db"
    with History(tmp_path / "data") as history:
        back_up(history, copy)
    assert erased(tmp_path / "data").backups == (copy,)
    assert copy.exists()


def test_numbers_are_not_given_again(tmp_path):
    live_session(tmp_path, 1)
    erased(tmp_path)
    live_session(tmp_path, 2)
    assert [one.number for one in everything(tmp_path).sessions] == [2]


def test_there_may_be_nothing_to_erase(tmp_path):
    assert erased(tmp_path / "none").is_empty
    assert not (tmp_path / "none").exists()


def test_one_who_reads_meanwhile_is_told_of(tmp_path, monkeypatch):
    monkeypatch.setattr(database, "_BUSY_S", 0.1)
    live_session(tmp_path, 1)
    with History(tmp_path) as other, other.reading() as db:
        db.execute("SELECT count(*) FROM sets").fetchone()
        with pytest.raises(HistoryError, match="close them and erase again"):
            erased(tmp_path)
    assert sets_of(tmp_path) == []


# --- backups -------------------------------------------------------------------------------------


@pytest.fixture
def backup(tmp_path):
    """A history of one evening in `data`, and a backup of it."""
    live_session(tmp_path / "data", 1)
    with History(tmp_path / "data") as history:
        back_up(history, tmp_path / "copy.db")
    return tmp_path / "copy.db"


def test_a_backup_is_one_file_with_everything_in_it(tmp_path, backup):
    other = tmp_path / "other"
    other.mkdir()
    shutil.copy(backup, other / "history.db")
    assert everything(other) == everything(tmp_path / "data")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["copy.db", "data", "other"]


def test_a_backup_is_for_its_owner_only(backup):
    assert backup.stat().st_mode & 0o077 == 0


def test_what_another_process_has_just_written_is_in_a_backup(tmp_path, backup):
    data = tmp_path / "data"
    with History(data) as writer, History(data) as history:
        session(writer, [plank_set()], at=day(2))
        assert (data / "history.db-wal").stat().st_size > 0  # not in the database itself yet
        back_up(history, backup)
    restore(tmp_path / "other", backup)
    assert len(everything(tmp_path / "other").sessions) == 2


def test_a_newer_backup_takes_the_place_of_the_older(tmp_path, backup):
    live_session(tmp_path / "data", 2)
    with History(tmp_path / "data") as history:
        back_up(history, backup)
    restore(tmp_path / "other", backup)
    assert len(everything(tmp_path / "other").sessions) == 2


def test_a_backup_replaces_nothing_else(tmp_path, backup):
    thesis = tmp_path / "thesis.txt"
    thesis.write_text("years of work")
    with History(tmp_path / "data") as history:
        with pytest.raises(UsageError, match="is no backup of a history"):
            back_up(history, thesis)
        with pytest.raises(UsageError, match="is the history itself"):
            back_up(history, tmp_path / "data" / "history.db")
    assert thesis.read_text() == "years of work"


def test_without_a_history_there_is_nothing_to_back_up(tmp_path):
    with History(tmp_path / "none") as history, pytest.raises(InputError, match="nothing to back"):
        back_up(history, tmp_path / "copy.db")
    assert list(tmp_path.iterdir()) == []


def test_a_damaged_history_does_not_replace_its_backup(tmp_path):
    with History(tmp_path) as history:
        session(history, [plank_set()] * 100)
        back_up(history, tmp_path / "copy.db")
    good = (tmp_path / "copy.db").read_bytes()
    overwrite_the_end(tmp_path / "history.db")
    with History(tmp_path) as history, pytest.raises(HistoryError, match="is damaged"):
        back_up(history, tmp_path / "copy.db")
    assert (tmp_path / "copy.db").read_bytes() == good


def test_restoring_brings_the_past_back_and_keeps_what_was_there_aside(tmp_path, backup):
    data = tmp_path / "data"
    before = everything(data)
    live_session(data, 2)
    aside = restore(data, backup)
    assert everything(data) == before
    assert kept_aside(data) == [aside]
    with sqlite3.connect(aside) as db:
        assert db.execute("SELECT count(*) FROM sessions").fetchone() == (2,)
    db.close()


def test_restoring_where_nothing_is_keeps_nothing_aside(tmp_path, backup):
    assert restore(tmp_path / "new", backup) is None
    assert everything(tmp_path / "new") == everything(tmp_path / "data")


@pytest.mark.parametrize("harm", ["no database", "cut off", "overwritten"])
def test_restoring_mends_a_damaged_history_and_keeps_the_damaged_one(tmp_path, backup, harm):
    path = tmp_path / "data" / "history.db"
    content = path.read_bytes()
    damaged = {
        "no database": b"no database" * 1000,
        "cut off": content[:9000],
        "overwritten": content[:4096] + b"\xa5" * (len(content) - 4096),
    }[harm]
    path.write_bytes(damaged)
    aside = restore(tmp_path / "data", backup)
    assert aside.read_bytes() == damaged
    assert len(sets_of(tmp_path / "data")) == 1


def test_who_has_the_history_open_sees_what_was_restored(tmp_path, backup):
    data = tmp_path / "data"
    live_session(data, 2)
    with History(data) as other:
        assert len(other.sessions()) == 2
        restore(data, backup)
        assert len(other.sessions()) == 1
        session(other, [plank_set()], at=day(5))
    assert len(everything(data).sessions) == 2


def test_nothing_is_restored_while_somebody_writes(tmp_path, backup, monkeypatch):
    monkeypatch.setattr(database, "_BUSY_S", 0.1)
    data = tmp_path / "data"
    live_session(data, 2)
    in_use = pytest.raises(HistoryError, match="in use by another program")
    with History(data) as other, other.writing(), in_use:
        restore(data, backup)
    assert len(everything(data).sessions) == 2


@pytest.mark.parametrize("harm", ["missing", "a folder", "a text", "cut off", "other", "newer"])
def test_what_is_no_sound_backup_changes_nothing(tmp_path, backup, harm):
    data = tmp_path / "data"
    before = (data / "history.db").read_bytes()
    bad = tmp_path / "bad.db"
    if harm == "a folder":
        bad.mkdir()
    elif harm == "a text":
        bad.write_text("Dear diary")
    elif harm == "cut off":
        bad.write_bytes(backup.read_bytes()[:12_000])
    elif harm != "missing":
        shutil.copy(backup, bad)
        with sqlite3.connect(bad) as db:
            name = "application_id" if harm == "other" else "user_version"
            db.execute(f"PRAGMA {name} = 99")
        db.close()
    with pytest.raises(InputError) as refused:
        restore(data, bad)
    assert len(str(refused.value).splitlines()) == 1
    assert (data / "history.db").read_bytes() == before
    assert kept_aside(data) == []


#: Rows that no formcheck writes.
FOREIGN_ROWS = [
    "UPDATE sessions SET at = 'yesterday'",
    "UPDATE sessions SET at = '2026-03-03T18:30:00'",
    "UPDATE sessions SET at = '9999-12-31T23:59:59+00:00', unix_s = 253402300799.0",
    "UPDATE sessions SET unix_s = unix_s + 86400",
    "UPDATE sessions SET ended = 'never'",
    "UPDATE sessions SET source = x'00ff'",
    "UPDATE sessions SET source = 'a' || char(0) || 'b'",
    "UPDATE sessions SET id = -1",
    "UPDATE check_ins SET pain = 2.5",
    "UPDATE check_ins SET sharp = 'very'",
    "UPDATE check_ins SET exercise = zeroblob(100)",
    "UPDATE tests SET score = 9e999",
    "UPDATE tests SET unit = '{0.__class__}'",
    "UPDATE judges SET software = '[1, 2'",
    "UPDATE sets SET result = x'00'",
    "UPDATE sets SET level = 10000000000",
    "UPDATE sets SET session_id = 77",
    "UPDATE sqlite_sequence SET seq = 9223372036854775807",
    "INSERT INTO trials VALUES (99, 1, 3.0)",
]


@pytest.mark.parametrize("harm", [*HARMS, *FOREIGN_ROWS])
def test_a_foreign_history_is_refused_and_ours_stays(tmp_path, backup, harm):
    data = tmp_path / "data"
    before = (data / "history.db").read_bytes()
    do_harm(backup, harm)
    with pytest.raises(InputError) as refused:
        restore(data, backup)
    assert len(str(refused.value).splitlines()) == 1
    assert str(backup) in str(refused.value)
    assert (data / "history.db").read_bytes() == before
    assert [path.name for path in data.iterdir() if path.name not in ("history.db", "live")] == []


def test_a_blank_page_is_no_backup(tmp_path, backup):
    with backup.open("r+b") as file:
        file.seek(100)
        file.write(b"\0" * 4000)
    with pytest.raises(InputError, match="is damaged"):
        restore(tmp_path / "new", backup)


def test_a_set_that_unpacks_without_an_end_is_refused(tmp_path, backup):
    bomb = zlib.compress(b"[" + b" " * 100_000_000, 9)
    with sqlite3.connect(backup) as db:
        db.execute("UPDATE sets SET result = ?", (bomb,))
    db.close()
    with pytest.raises(InputError, match="row 1 of sets: result: no set"):
        restore(tmp_path / "new", backup)


def test_only_rows_are_taken_over(tmp_path, backup):
    do_harm(backup, "CREATE TABLE mine (note TEXT); INSERT INTO mine VALUES ('a stranger')")
    restore(tmp_path / "new", backup)
    assert everything(tmp_path / "new") == everything(tmp_path / "data")
    assert b"stranger" not in bytes_in(tmp_path / "new")


def test_after_restoring_numbers_are_not_given_again(tmp_path):
    for number in (1, 2):
        live_session(tmp_path / "data", number)
    erased(tmp_path / "data", since=day(2).date())
    with History(tmp_path / "data") as history:
        back_up(history, tmp_path / "copy.db")
    restore(tmp_path / "new", tmp_path / "copy.db")
    live_session(tmp_path / "new", 3)
    assert [one.number for one in everything(tmp_path / "new").sessions] == [1, 3]


def test_the_backup_that_was_restored_and_later_ones_are_named(tmp_path, backup):
    later = tmp_path / "later.db"
    with History(tmp_path / "data") as history:
        back_up(history, later)
    restore(tmp_path / "data", backup)
    assert erased(tmp_path / "data").backups == (backup, later)


@pytest.mark.parametrize("name", ["history.db", "history.aside-*.db"])
def test_a_file_of_the_history_itself_is_not_named_as_a_backup(tmp_path, backup, name):
    data = tmp_path / "data"
    restore(data, backup)
    (file,) = data.glob(name)
    restore(data, file)
    assert erased(data).backups == (backup,)


def test_a_file_that_is_no_backup_is_not_named_as_one(tmp_path, backup):
    (tmp_path / "thesis.txt").write_text("years of work")
    do_harm(backup, f"UPDATE backups SET path = '{tmp_path / 'thesis.txt'}'")
    restore(tmp_path / "new", backup)
    assert erased(tmp_path / "new").backups == (backup,)


def test_what_was_kept_aside_is_erased_too(tmp_path, backup):
    data = tmp_path / "data"
    restore(data, backup)
    assert kept_aside(data)
    erased(data)
    assert b"Anna" not in bytes_in(data)


# --- exports -------------------------------------------------------------------------------------


def csv_rows(path):
    with path.open(newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


def json_lines(path):
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def test_an_export_as_csv_has_a_row_for_everything(tmp_path):
    for number in (1, 2):
        live_session(tmp_path, number)
    with History(tmp_path) as history:
        write_csv(history, tmp_path / "csv")
    rows = {path.stem: csv_rows(path) for path in (tmp_path / "csv").glob("*.csv")}
    record = sit_up_set()
    assert {name: len(found) for name, found in rows.items()} == {
        "sessions": 2,
        "sets": 2,
        "reps": len(record.reps),
        "attempts": len(record.attempts),
        "findings": len(record.findings) + len(plank_set().findings),
        "not_judged": len(record.not_judged) + len(plank_set().not_judged),
        "check_ins": 4,
        "tests": 2,
    }
    assert rows["sets"][0]["exercise"] == "sit_up"
    assert rows["sets"][0]["held_s"] == ""
    assert "dropped:severe" in rows["reps"][0]["faults"].split()


def test_an_export_as_json_has_a_session_a_line(tmp_path):
    live_session(tmp_path, 1)
    with History(tmp_path) as history:
        write_json_lines(history, tmp_path / "all.jsonl")
    lines = json_lines(tmp_path / "all.jsonl")
    assert [line["type"] for line in lines] == ["session", "check_in", "test"]
    (one,) = lines[0]["sets"]
    record = sit_up_set()
    assert [rep["top_s"] for rep in one["reps"]] == [rep.top_s for rep in record.reps]
    assert [f["cue"] for f in one["findings"]] == [f.cue for f in record.findings]
    assert one["findings"][0]["peak"] == record.findings[0].peak.value
    assert one["held_s"] is None
    assert one["declared"] is True
    assert lines[0]["check_ins"][0]["exercise"] == "move_1"


def test_trials_that_were_not_scored_are_null(tmp_path):
    with History(tmp_path) as history:
        history.add_test(CoreTest(day(1), "plank", 30.0, "s", trials=(30.0, float("nan"))))
        write_json_lines(history, tmp_path / "all.jsonl")
    assert json_lines(tmp_path / "all.jsonl")[0]["trials"] == [30.0, None]


def test_the_same_history_is_exported_as_the_same_bytes(tmp_path):
    for number in (1, 2):
        live_session(tmp_path / "data", number)
    for out in ("a", "b"):
        with History(tmp_path / "data") as history:
            write_csv(history, tmp_path / out)
            write_json_lines(history, tmp_path / out / "all.jsonl")
    names = sorted(path.name for path in (tmp_path / "a").iterdir())
    assert len(names) == 9
    for name in names:
        assert (tmp_path / "a" / name).read_bytes() == (tmp_path / "b" / name).read_bytes()


def test_an_export_to_where_nothing_can_be_written_is_told(tmp_path):
    live_session(tmp_path, 1)
    (tmp_path / "file").touch()
    with History(tmp_path) as history, pytest.raises(WriteError, match="cannot write"):
        write_csv(history, tmp_path / "file")


def test_texts_with_commas_and_umlauts_come_through(tmp_path):
    with History(tmp_path) as history:
        session(history, source='Übung, "die zweite"', at=day(1) + timedelta(microseconds=1))
        write_csv(history, tmp_path / "csv")
        write_json_lines(history, tmp_path / "all.jsonl")
    assert csv_rows(tmp_path / "csv" / "sessions.csv")[0]["source"] == 'Übung, "die zweite"'
    assert json_lines(tmp_path / "all.jsonl")[0]["source"] == 'Übung, "die zweite"'
