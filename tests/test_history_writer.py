"""A live session writes beside the picture loop: nothing is lost that could be written later."""

import sqlite3

import pytest
from histories import EVENING, everything, plank_set, sets_of, sit_up_set
from virtual_screen import wait_for

from formcheck.errors import HistoryError, WriteError
from formcheck.history import History, SessionInfo, database
from formcheck.live.history_writer import HistoryWriter
from formcheck.programme.training_log import CheckIn

INFO = SessionInfo("live", "0", EVENING)


@pytest.fixture
def history(tmp_path, monkeypatch):
    monkeypatch.setattr(database, "_BUSY_S", 0.05)
    with History(tmp_path) as opened:
        yield opened


def test_a_set_is_there_while_the_session_goes_on(history, tmp_path):
    with HistoryWriter(history, INFO) as writer:
        writer.add_set(plank_set(), None)
        wait_for(lambda: sets_of(tmp_path))
        assert writer.trouble is None


def test_sets_and_check_ins_are_kept_in_their_order(history, tmp_path):
    told = CheckIn(EVENING, "during", pain=1, exercise="plank")
    with HistoryWriter(history, INFO) as writer:
        writer.add_set(plank_set(), None)
        writer.add_check_in(told)
        writer.add_set(sit_up_set(), None)
    (session,) = everything(tmp_path).sessions
    assert [logged.exercise for logged in session.sets] == ["plank", "sit_up"]
    assert session.check_ins == (told,)


def test_what_could_not_be_written_is_written_with_the_next_set(history, tmp_path):
    with HistoryWriter(history, INFO) as writer:
        other = sqlite3.connect(tmp_path / "history.db", isolation_level=None)
        other.execute("BEGIN IMMEDIATE")
        writer.add_set(plank_set(), None)
        wait_for(lambda: isinstance(writer.trouble, HistoryError))
        other.close()
        writer.add_set(sit_up_set(), None)
        wait_for(lambda: writer.trouble is None)
        assert [logged.exercise for logged in sets_of(tmp_path)] == ["plank", "sit_up"]


def test_what_could_not_be_written_is_written_at_the_end(history, tmp_path):
    with HistoryWriter(history, INFO) as writer:
        other = sqlite3.connect(tmp_path / "history.db", isolation_level=None)
        other.execute("BEGIN IMMEDIATE")
        writer.add_set(plank_set(), None)
        wait_for(lambda: writer.trouble)
        other.close()
    assert writer.trouble is None
    assert len(sets_of(tmp_path)) == 1


def test_a_session_that_is_erased_meanwhile_is_told(history, tmp_path):
    with HistoryWriter(history, INFO) as writer:
        with sqlite3.connect(tmp_path / "history.db") as other:
            other.execute("DELETE FROM sessions")
        other.close()
        writer.add_set(plank_set(), None)
    assert "it was erased" in str(writer.trouble)


def test_a_folder_that_cannot_be_used_is_told_before_the_exercise(tmp_path):
    (tmp_path / "file").touch()
    with pytest.raises(WriteError), History(tmp_path / "file" / "data") as history:
        HistoryWriter(history, INFO)
