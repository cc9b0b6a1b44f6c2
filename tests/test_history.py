"""The history gives back what was written, and nothing else."""

import math
import sqlite3
from datetime import UTC, timedelta

import pytest
from histories import EVENING, day, everything, plank_set, session, sets_of, sit_up_set

from formcheck.exercises.catalogue import catalogue, catalogue_sha256
from formcheck.exercises.records import HoldClock, NotJudged, SetRecord
from formcheck.history import History, SessionInfo, Used, Wanted
from formcheck.history.database import newest_version
from formcheck.history.export import session_in_words
from formcheck.problem import Problem, ProblemId
from formcheck.programme.training_log import CheckIn, TrainingLog
from formcheck.programme.training_log import LoggedTest as CoreTest
from formcheck.programme.workout import Step
from formcheck.result import finish_set


@pytest.fixture
def history(tmp_path):
    with History(tmp_path) as opened:
        yield opened


# --- sets ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("done", [sit_up_set, plank_set])
def test_a_set_comes_back_whole(history, tmp_path, done):
    session(history, [done()])
    (logged,) = sets_of(tmp_path)
    assert logged.result == done()


def test_what_a_plan_asks_of_is_there(history, tmp_path):
    session(history, [sit_up_set()])
    result = sets_of(tmp_path)[0].result
    assert [rep.grades["dropped"] for rep in result.reps] == ["severe", "severe"]
    assert [(rep.complete, rep.scored) for rep in result.reps] == [(True, True)] * 2
    assert len(result.attempts) == 1
    failed = next(f for f in result.findings if f.fault == "failed_attempt")
    attempt = result.attempts[0]
    assert failed.lasted_s == pytest.approx(attempt.end_s - attempt.start_s)
    assert (failed.priority, failed.spoken) == (1, True)
    assert (result.advice.action, result.advice.to, result.advice.rule) == (
        "regress",
        "crunch",
        "R1",
    )


def test_a_hold_that_was_not_judged_comes_back_without_good_form(history, tmp_path):
    hold = HoldClock(8.0, math.nan)
    session(history, [finish_set(catalogue()["plank"], SetRecord("plank", 0.0, 9.0, hold=hold))])
    assert sets_of(tmp_path)[0].result.hold.good_form_s is None


def test_what_was_not_judged_is_named(history, tmp_path):
    problem = Problem(ProblemId.NOT_SQUARE)
    missed = [NotJudged(fault, problem) for fault in catalogue()["plank"].faults[:2]]
    record = SetRecord("plank", 0.0, 5.0, hold=HoldClock(5.0), not_judged=missed)
    session(history, [finish_set(catalogue()["plank"], record)])
    not_judged = sets_of(tmp_path)[0].result.not_judged
    assert [(one.fault, one.problem, one.reason) for one in not_judged] == [
        (one.fault.id, problem.id, problem.words) for one in missed
    ]


def test_a_set_knows_the_step_that_asked_for_it(history, tmp_path):
    step = Step(exercise="plank", hold_s=20.0, role="warm_up", side="left", ladder="plank", level=3)
    session(history, [plank_set()], step=step)
    (kept,) = sets_of(tmp_path)
    assert (kept.role, kept.side, kept.ladder, kept.level) == ("warm_up", "left", "plank", 3)
    assert (kept.planned_reps, kept.planned_hold_s) == (None, 20.0)


def test_sets_of_a_test_are_told_apart(history, tmp_path):
    session(history, [plank_set()], kind="test")
    session(history, [plank_set()])
    assert [one.role for one in sets_of(tmp_path)] == ["test", "work"]


def test_an_exercise_of_ones_own_is_kept_by_its_id(history, tmp_path):
    number = history.begin(SessionInfo("live", "0", EVENING))
    history.add_set(number, plank_set().model_copy(update={"exercise": "my_own_twist"}))
    assert sets_of(tmp_path)[0].result.exercise == "my_own_twist"


# --- sessions ------------------------------------------------------------------------------------


def test_a_session_says_how_it_was_made(history, tmp_path):
    number = session(
        history,
        [plank_set()],
        profile=Used("anna", "a" * 64),
        software={"formcheck": "1.2.3"},
        catalogue_sha256=catalogue_sha256(catalogue()),
        recording=tmp_path / "live" / "one" / "recording.npz",
    )
    told = session_in_words(history, number)
    assert (told["model"], told["profile"], told["profile_sha256"]) == ("full", "anna", "a" * 64)
    assert told["software"] == {"formcheck": "1.2.3"}
    assert told["catalogue_sha256"] == catalogue_sha256(catalogue())
    assert told["recording"] == "live/one/recording.npz"  # the folder may be moved


def test_a_session_is_there_before_it_ends(history, tmp_path):
    number = session(history, [plank_set()], end=False)
    assert [one.number for one in everything(tmp_path).sessions] == [number]
    assert session_in_words(history, number)["ended"] is None


def test_sessions_are_listed_newest_first(history):
    for at in (day(1), day(3), day(2)):
        session(history, [plank_set()], at=at)
    listed = [one.done.at for one in history.sessions(Wanted(limit=2))]
    assert listed == [day(3), day(2)]


@pytest.mark.parametrize(
    ("wanted", "days"),
    [
        (Wanted(), [0, 1, 2, 3]),
        (Wanted(since=day(2).date()), [2, 3]),
        (Wanted(until=day(1).date()), [0, 1]),
        (Wanted(exercise="sit_up"), [0, 2]),
        (Wanted(exercise="crunch"), []),
        (Wanted(kind="analyze"), [3]),
    ],
)
def test_sessions_can_be_filtered(history, wanted, days):
    for number in range(4):
        record = plank_set() if number % 2 else sit_up_set()
        kind = "analyze" if number == 3 else "live"
        session(history, [record], at=day(number), kind=kind)
    assert [one.done.at for one in reversed(history.sessions(wanted))] == [day(n) for n in days]


def test_a_catalogue_with_another_limit_has_another_hash():
    known = dict(catalogue())
    before = catalogue_sha256(known)
    plank = known["plank"]
    known["plank"] = plank.model_copy(update={"summary": "Another one."})
    assert catalogue_sha256(known) != before
    assert catalogue_sha256(dict(reversed(catalogue().items()))) == before


# --- the training log -----------------------------------------------------------------------------


def test_a_past_begins_at_midnight_so_many_days_before(history):
    for number in range(5):
        session(history, [plank_set()], at=day(number, hour=6))
    log = history.training_log(day(4, hour=21), 2)
    assert [one.at for one in log.sessions] == [day(n, hour=6) for n in (2, 3, 4)]


def test_a_past_ends_at_its_moment(history):
    session(history, [plank_set()], at=day(1, hour=7))
    session(history, [plank_set()], at=day(1, hour=19))
    assert len(history.training_log(day(1, hour=12), 7).sessions) == 1


def test_a_day_is_that_of_the_clock_on_the_wall(history):
    late = day(0, hour=23)  # in London it is the next day
    assert late.astimezone(UTC).date() > late.date()
    session(history, [plank_set()], at=late)
    assert history.training_log(day(8, hour=1), 8).sessions
    assert not history.training_log(day(8, hour=1), 7).sessions
    assert history.sessions(Wanted(until=late.date()))


def test_a_session_without_anything_in_it_is_no_past(history):
    session(history)
    assert history.training_log(day(1), 7) == TrainingLog()


def test_check_ins_come_back_within_sessions_and_outside(history):
    number = session(history, [plank_set()], at=day(1))
    within = CheckIn(day(1), "during", pain=2, sharp=True, exercise="plank")
    outside = CheckIn(
        day(2, hour=8), "next_day", pain=None, effort=3, leg_symptoms=True, lasted=False
    )
    history.add_check_in(within, number)
    history.add_check_in(outside)
    log = history.training_log(day(3), 7)
    assert log.check_ins == (within, outside)
    assert log.sessions[0].check_ins == (within,)


def test_tests_come_back(history):
    plank = CoreTest(day(1), "plank", 41.5, "s", uncertainty=2.0, trials=(41.5, math.inf))
    sides = CoreTest(day(2), "side-bridge", 30.0, "s", side="left", reason="hips sank")
    failed = CoreTest(day(3), "sit-up", 0.0, "grade", uncertainty=1.0, passed=False, practice=True)
    for test in (plank, sides, failed):
        history.add_test(test)
    log = history.training_log(day(4), 7)
    assert log.tests[0] == plank
    assert (log.tests[1].side, log.tests[1].reason) == ("left", "hips sank")
    assert log.tests[2] == failed
    assert math.isnan(log.tests[1].uncertainty)


def test_a_test_that_was_not_scored_comes_back_without_a_score(history):
    history.add_test(CoreTest(day(1), "leg-lowering", math.nan, "deg", reason="no outline"))
    (test,) = history.training_log(day(2), 7).tests
    assert math.isnan(test.score)
    assert test.passed is None


# --- trends --------------------------------------------------------------------------------------


def test_a_trend_sums_holds_and_counts_clean_repetitions(history):
    session(history, [plank_set(), plank_set(0.0), sit_up_set()])
    (point,) = history.trends()
    holds = [plank_set().hold, plank_set(0.0).hold]
    assert point.held_s == pytest.approx(sum(hold.total_s for hold in holds))
    assert point.good_form_s == pytest.approx(sum(hold.good_form_s for hold in holds))
    assert (point.reps, point.clean_reps) == (2, 0)


def test_a_trend_without_holds_says_nothing_of_them(history):
    session(history, [sit_up_set()])
    assert math.isnan(history.trends()[0].held_s)


def test_trends_are_oldest_first_and_may_begin_later(history):
    for at in (day(2), day(0), day(1)):
        session(history, [plank_set()], at=at)
    assert [point.at for point in history.trends()] == [day(0), day(1), day(2)]
    assert [point.at for point in history.trends(day(1))] == [day(1), day(2)]


def test_trends_leave_out_the_sets_of_tests(history):
    session(history, [plank_set()], kind="test")
    assert history.trends() == []


@pytest.mark.parametrize(
    ("told", "pain", "effort"),
    [
        ([], math.nan, math.nan),
        ([CheckIn(day(1, hour=17), "before", pain=1)], 1, math.nan),
        ([CheckIn(day(1, hour=20), "after", pain=2, effort=6)], 2, 6),
        ([CheckIn(day(2, hour=9), "next_day", pain=3)], 3, math.nan),
        ([CheckIn(day(3, hour=9), "next_day", pain=3)], 3, math.nan),
        ([CheckIn(day(4, hour=9), "next_day", pain=3)], math.nan, math.nan),
        ([CheckIn(day(0, hour=17), "before", pain=4)], math.nan, math.nan),
        ([CheckIn(day(2, hour=17), "before", pain=4)], math.nan, math.nan),
        (
            [
                CheckIn(day(1, hour=20), "after", pain=1, effort=4),
                CheckIn(day(2, hour=9), "next_day", pain=0),
            ],
            1,
            4,
        ),
    ],
)
def test_a_check_in_belongs_to_the_session_that_it_is_about(history, told, pain, effort):
    session(history, [plank_set()], at=day(1))
    for check_in in told:
        history.add_check_in(check_in)
    (point,) = history.trends()
    assert (point.pain, point.effort) == pytest.approx((pain, effort), nan_ok=True)


def test_what_was_told_within_a_session_counts_too(history):
    number = session(history, [plank_set()])
    history.add_check_in(CheckIn(EVENING + timedelta(minutes=5), "during", pain=2), number)
    assert history.trends()[0].pain == 2


# --- the file ------------------------------------------------------------------------------------


def test_asking_makes_no_file(tmp_path):
    folder = tmp_path / "none"
    with History(folder) as history:
        assert history.training_log(day(1), 7) == TrainingLog()
        assert history.trends() == history.sessions() == []
    assert not folder.exists()


def test_the_file_is_for_its_owner_only(history):
    session(history)
    assert history.path.stat().st_mode & 0o077 == 0


def test_it_is_a_database_that_says_what_it_is(history):
    session(history)
    with sqlite3.connect(history.path) as db:
        assert db.execute("PRAGMA journal_mode").fetchone() == ("wal",)
        assert db.execute("PRAGMA application_id").fetchone() == (0x66634869,)
        assert db.execute("PRAGMA user_version").fetchone() == (newest_version(),)


def test_closed_it_is_one_file(history, tmp_path):
    session(history, [sit_up_set()])
    history.close()
    assert [path.name for path in tmp_path.iterdir()] == ["history.db"]
