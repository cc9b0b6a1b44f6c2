"""`formcheck check-in`: what is asked, what is kept, and what it says."""

import json
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from benchmarks.programme import held
from formcheck.cli import check_in as command
from formcheck.cli.main import main
from formcheck.history import History, SessionInfo
from formcheck.live import consent
from formcheck.programme.training_log import TrainingLog

NOW = datetime(2026, 3, 2, 19).astimezone()


@pytest.fixture(autouse=True)
def confirmed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The safety wording is confirmed, in a data folder of the test's own."""
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    consent.confirm()


@pytest.fixture
def tell(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Callable[..., str]:
    """Run the command at a time of day; returns what it prints."""

    def run(*words: str, at: datetime | None = NOW) -> str:
        when = ["--date", at.isoformat()] if at else []
        assert main(["check-in", "--data", str(tmp_path), *when, *words]) == 0
        return capsys.readouterr().out

    return run


def kept(folder: Path) -> TrainingLog:
    with History(folder) as history:
        return history.training_log(NOW + timedelta(days=30), 60)


def train(folder: Path, at: datetime) -> int:
    with History(folder) as history:
        number = history.begin(SessionInfo("live", "camera", at))
        history.add_set(number, held("plank", 20.0).result)
    return number


# --- what is kept --------------------------------------------------------------------------------


def test_what_is_told_is_kept_and_what_is_not_stays_unknown(tell, tmp_path) -> None:
    tell("--pain", "1", "--no-leg-symptoms")
    (told,) = kept(tmp_path).check_ins
    assert (told.at, told.moment, told.pain) == (NOW, "before", 1)
    assert told.leg_symptoms is False
    assert (told.warning_signs, told.lasted, told.effort) == (None, None, None)


def test_within_three_hours_it_is_about_the_session(tell, tmp_path) -> None:
    number = train(tmp_path, NOW - timedelta(hours=1))
    printed = tell("--pain", "0", "--effort", "6")
    (session,) = kept(tmp_path).sessions
    assert session.number == number
    assert [(told.moment, told.effort) for told in session.check_ins] == [("after", 6)]
    assert "Tomorrow" in printed


def test_the_moment_can_be_told(tell, tmp_path) -> None:
    train(tmp_path, NOW - timedelta(hours=1))
    tell("--moment", "next-day", "--pain", "0")
    assert [told.moment for told in kept(tmp_path).check_ins] == ["next_day"]


@pytest.mark.parametrize(("moment", "clock"), [("before", "00:00"), ("after", "23:59")])
def test_a_day_alone_is_its_beginning_or_its_end(tell, tmp_path, moment, clock) -> None:
    tell("--moment", moment, "--pain", "0", "--date", "2026-03-01", at=None)
    (told,) = kept(tmp_path).check_ins
    assert f"{told.at:%Y-%m-%d %H:%M}" == f"2026-03-01 {clock}"


# --- what it says --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--pain", "0"], "go ahead"),
        (["--pain", "3"], "warm-ups and stretches only"),
        (["--pain", "1", "--sharp"], "warm-ups and stretches only"),
        (["--pain", "5"], "no session"),
        (["--pain", "0", "--warning-signs"], "no session"),
        (["--pain", "0", "--leg-symptoms"], "no session"),
    ],
)
def test_what_follows_is_told(tell, words, said) -> None:
    assert said in tell(*words)


@pytest.mark.parametrize(
    ("words", "listed"),
    [
        (["--pain", "4"], False),
        (["--pain", "5"], True),
        (["--pain", "0", "--leg-symptoms"], True),
        (["--pain", "0", "--warning-signs"], True),
        (["--signs"], True),
    ],
)
def test_the_signs_are_listed_on_request_and_where_they_matter(tell, words, listed) -> None:
    assert ("Get medical help the same day" in tell(*words)) is listed


def test_listing_the_signs_keeps_nothing(tell, tmp_path) -> None:
    tell("--signs")
    assert kept(tmp_path).check_ins == ()


def test_a_sign_holds_until_it_is_gone(tell) -> None:
    tell("--pain", "0", "--leg-symptoms")
    later = NOW + timedelta(days=3)
    assert "--no-leg-symptoms" in tell("--pain", "0", at=later)
    assert "go ahead" in tell("--pain", "0", "--no-leg-symptoms", at=later + timedelta(hours=1))


def test_more_pain_on_the_next_day_goes_a_step_back(tell, tmp_path) -> None:
    tell("--pain", "0", at=NOW - timedelta(hours=1))
    train(tmp_path, NOW)
    assert "one step easier next time" in tell("--pain", "2", at=NOW + timedelta(hours=14))


def test_json_says_the_same(tell) -> None:
    whole = json.loads(tell("--pain", "6", "--json"))
    assert whole["today"]["go"] == "no_session"
    assert whole["check_in"]["pain"] == 6
    assert whole["check_in"]["warning_signs"] is None
    assert len(whole["signs"]) == 2


# --- questions -----------------------------------------------------------------------------------


@pytest.fixture
def answers(monkeypatch: pytest.MonkeyPatch) -> Callable[..., list[str]]:
    """Answer what is asked on a terminal; returns the list that fills with the questions."""

    def give(*replies: object) -> list[str]:
        asked: list[str] = []
        waiting = list(replies)

        def reply(question: str, *_: object, **__: object) -> object:
            asked.append(question)
            return waiting.pop(0)

        monkeypatch.setattr(command.sys.stdin, "isatty", lambda: True, raising=False)
        monkeypatch.setattr(command.typer, "prompt", reply)
        monkeypatch.setattr(command.typer, "confirm", reply)
        return asked

    return give


def test_on_a_terminal_what_is_missing_is_asked(tell, answers, tmp_path) -> None:
    asked = answers(2, False, False, "n")
    assert "Muscles that burn" in tell()
    assert [question.split()[0] for question in asked] == ["Back", "Is", "Does", "Any"]
    (told,) = kept(tmp_path).check_ins
    assert (told.pain, told.leg_symptoms, told.warning_signs) == (2, False, False)


def test_what_is_told_already_is_not_asked(tell, answers) -> None:
    asked = answers("n")
    tell("--pain", "0", "--no-leg-symptoms")
    assert len(asked) == 1


def test_a_number_out_of_reach_is_asked_again_and_the_signs_are_listed(tell, answers) -> None:
    answers(11, 0, False, "?", "y")
    printed = tell()
    assert "Get medical help the same day" in printed
    assert "no session" in printed


def test_after_a_session_effort_is_asked_and_on_the_next_day_whether_it_lasted(
    tell, answers, tmp_path
) -> None:
    train(tmp_path, NOW)
    asked = answers(0, False, 7)
    tell(at=NOW + timedelta(hours=1))
    assert "How hard" in asked[-1]
    asked = answers(0, False, "n", True)
    printed = tell(at=NOW + timedelta(hours=15))
    assert "more than 24 hours" in asked[-1]
    assert "one step easier next time" in printed


# --- wrong usage ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("words", "reason"),
    [
        ([], "--pain N"),
        (["--pain", "11"], "--pain"),
        (["--pain", "1", "--date", "yesterday"], "--date yesterday is no day"),
    ],
)
def test_wrong_usage_is_told_in_one_line(tmp_path, capsys, words, reason) -> None:
    assert main(["check-in", "--data", str(tmp_path), *words]) == 2
    error = capsys.readouterr().err
    assert reason in error
    assert error.count("\n") == 1


def test_the_exclusions_are_confirmed_before_the_first_start(tmp_path, monkeypatch, capsys) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "new"))
    words = ["check-in", "--data", str(tmp_path), "--pain", "0"]
    assert main(words) == 2
    assert "professional's advice" in capsys.readouterr().out
    assert main([*words, "--confirm-safety"]) == 0
    assert main(words) == 0
