"""Where somebody stands on a ladder: each rule fires where it should and is silent elsewhere."""

import math
from dataclasses import replace
from datetime import timedelta

import pytest

from benchmarks.programme import DAY, but, counted, evening, fault, held, session, training_log
from formcheck.exercises.catalogue import catalogue
from formcheck.exercises.ladders import ladders
from formcheck.programme.pain import steps_back
from formcheck.programme.progression import LadderState, ladder_state
from formcheck.programme.training_log import CheckIn, LoggedSet, TrainingLog
from formcheck.programme.training_log import LoggedTest as Score  # pytest would take it for a test

OUT_OF_LADDERS = "high_plank"


def state(ladder: str, told: TrainingLog, day: int = 4) -> LadderState:
    worse = steps_back(told.sessions, told.check_ins)
    return ladder_state(ladders()[ladder], told, DAY + timedelta(days=day), catalogue(), worse)


def after(ladder: str, *sets: LoggedSet, day: int = 4, pain: int | None = 0, **more) -> LadderState:
    """Where two sessions like this lead, two days apart, the second one two days ago."""
    sessions = (session(0, *sets, pain=pain), session(2, *sets, pain=pain))
    return state(ladder, training_log(*sessions, **more), day)


def place(one: LadderState) -> tuple[str, int, str]:
    return one.change, one.number, one.level.exercise


# --- the start -----------------------------------------------------------------------------------


@pytest.mark.parametrize("ladder", list(ladders()))
def test_who_is_new_begins_at_the_bottom(ladder: str) -> None:
    found = state(ladder, TrainingLog())
    assert (found.change, found.number, found.amount) == ("start", 1, found.level.least)


def test_what_is_on_no_ladder_counts_on_none() -> None:
    found = after("plank", held(OUT_OF_LADDERS, 40))
    assert found.change == "start"


def score(name: str, value: float, *trials: float, day: int = 0, **more) -> Score:
    return Score(evening(day), name, value, "s", trials=trials, **more)


@pytest.mark.parametrize(
    ("ladder", "test", "number", "amount"),
    [
        ("plank", score("plank", 8), 1, 10),
        ("plank", score("plank", 24), 2, 12),
        ("plank", score("plank", 90), 2, 30),
        ("side_plank", score("side-bridge", 30), 1, 15),
        ("side_plank", score("side-bridge", 60), 2, 30),
        ("sit_up", score("sit-up", 5), 1, 8),
        ("sit_up", score("sit-up", 6), 3, 5),
        ("sit_up", score("sit-up", 10), 5, 5),
        ("sit_up", score("sit-up", math.nan, passed=False), 1, 8),
        ("leg_lift", score("leg-lowering", math.nan), 1, 6),
        ("leg_lift", score("leg-lowering", 70, 70, 75), 3, 6),
        ("leg_lift", score("leg-lowering", 40, 40, 42), 3, 6),
        ("leg_lift", score("leg-lowering", 30, 30, 35, 45), 4, 5),
        ("leg_lift", score("leg-lowering", 30, 30, 35, 50), 3, 6),
    ],
)
def test_a_test_says_where_to_begin(ladder: str, test: Score, number: int, amount: int) -> None:
    found = state(ladder, TrainingLog(tests=(test,)))
    assert (found.change, found.number, found.amount) == ("start", number, amount)


def test_trials_of_two_tests_add_up() -> None:
    tests = (score("leg-lowering", 40, 40, 42), score("leg-lowering", 44, 44, day=3))
    assert state("leg_lift", TrainingLog(tests=tests)).number == 4


# --- down: biomechanics 4.2 ----------------------------------------------------------------------


SIT_UPS = counted("sit_up", 5)
FAILED = but(SIT_UPS, rule="R1", action="regress", to="crunch")
PLANKS = held("plank", 30, ladder="plank", level=3)


@pytest.mark.parametrize(
    ("ladder", "done", "expected"),
    [
        ("sit_up", FAILED, ("down", 1, "crunch")),
        ("plank", but(PLANKS, rule="R2"), ("down", 2, "plank")),
        ("sit_up", but(SIT_UPS, rule="R3"), ("down", 2, "negative_sit_up")),
        ("leg_lift", counted("leg_raise", 5, rule="R4"), ("down", 3, "bent_knee_leg_lift")),
        ("sit_up", but(SIT_UPS, rule="R6"), ("down", 2, "negative_sit_up")),
        ("lifting", counted("pick_up", 6, rule="R3"), ("less", 1, "pick_up")),
        ("side_plank", held("side_plank", 10, rule="R2"), ("less", 1, "side_plank")),
    ],
)
def test_what_failed_goes_one_step_down(ladder: str, done: LoggedSet, expected) -> None:
    assert place(after(ladder, done)) == expected


@pytest.mark.parametrize("ladder", ["plank", "sit_up"])
def test_what_did_not_fail_stays_where_it_is(ladder: str) -> None:
    done = {"plank": PLANKS, "sit_up": but(SIT_UPS, rule="R2", exercise="pick_up")}[ladder]
    others = session(2, done, but(SIT_UPS, rule=None), PLANKS)
    assert state(ladder, training_log(others)).change == "stay"


def test_what_failed_on_the_way_down_as_well_goes_below_that() -> None:
    found = after("plank", but(PLANKS, rule="R2"), held("plank", 10, level=2, rule="R2"))
    assert (found.number, found.level.exercise) == (1, "knee_plank")


def test_the_easiest_version_gets_shorter_but_not_endlessly() -> None:
    found = after("plank", held("knee_plank", 10, rule="R2"))
    assert (found.change, found.amount) == ("less", 8)
    assert after("plank", held("knee_plank", 5, rule="R2")).amount == 5


def test_lost_control_goes_slower_a_sag_does_not() -> None:
    assert after("sit_up", but(SIT_UPS, rule="R3")).slower
    assert not after("plank", but(PLANKS, rule="R2")).slower


@pytest.mark.parametrize(("pain", "change"), [(1, "down"), (2, "down"), (0, "stay")])
def test_pain_during_it_goes_down_and_slower(pain: int, change: str) -> None:
    found = state("plank", training_log(session(2, PLANKS, pain=pain)))
    assert (found.change, found.slower) == (change, change == "down")


def test_pain_during_something_else_changes_nothing() -> None:
    told = CheckIn(evening(2), "during", 2, exercise="sit_up")
    done = replace(session(2, PLANKS, SIT_UPS, pain=None), check_ins=(told,))
    assert state("plank", training_log(done)).change == "stay"
    assert state("sit_up", training_log(done)).change == "down"


@pytest.mark.parametrize(("worse", "change"), [(2, "down"), (1, "stay")])
def test_pain_that_rose_by_two_the_day_after_goes_down(worse: int, change: str) -> None:
    found = state("plank", training_log(session(2, PLANKS), pain_after=worse))
    assert found.change == change


def test_momentum_asks_for_a_third_fewer_to_the_metronome() -> None:
    found = after("leg_lift", counted("leg_raise", 10, rule="R7"))
    assert (found.change, found.number, found.amount, found.metronome) == ("less", 4, 7, True)
    assert not after("leg_lift", counted("leg_raise", 10)).metronome


@pytest.mark.parametrize(
    ("finding", "amount"),
    [
        (fault("hip_sag", share=0.7, seconds=4.0), 28),  # 80 % of 36 s in good form
        (fault("sag_drift", share=0.5, priority=2, seconds=4.0), 28),
        (fault("hip_sag", share=0.5), 40),
        (fault("head_drop", share=0.9, priority=3), 40),
    ],
)
def test_a_fault_that_comes_late_shortens_the_hold(finding, amount: int) -> None:
    found = state(
        "plank", training_log(session(2, held("plank", 40, finding, ladder="plank", level=3)))
    )
    assert (found.number, found.amount) == (3, amount)


def test_a_late_fault_asks_for_fewer_repetitions() -> None:
    late = fault("dropped", share=0.8, rep=9)
    found = state("sit_up", training_log(session(2, counted("sit_up", 10, late))))
    assert (found.change, found.amount) == ("less", 8)


@pytest.mark.parametrize(
    ("days", "expected"),
    [(13, ("stay", 3)), (14, ("back", 2)), (41, ("back", 2)), (42, ("start", 1))],
)
def test_a_break_leads_back(days: int, expected: tuple[str, int]) -> None:
    found = state("plank", training_log(session(0, PLANKS)), day=days)
    assert (found.change, found.number) == expected


@pytest.mark.parametrize(
    ("test", "number"),
    [
        (score("sit-up", math.nan, passed=False, day=3), 1),
        (score("sit-up", 6, passed=True, day=3), 3),
        (score("sit-up", math.nan, passed=False, day=1), 3),  # a session since then was good
    ],
)
def test_a_failed_sit_up_test_leads_to_crunches(test: Score, number: int) -> None:
    assert state("sit_up", training_log(session(2, SIT_UPS), tests=(test,))).number == number


@pytest.mark.parametrize(("degrees", "number"), [(70, 3), (50, 4)])
def test_a_back_that_gives_way_early_in_the_test_leads_to_bent_knees(
    degrees: float, number: int
) -> None:
    told = training_log(
        session(2, counted("leg_raise", 5)), tests=(score("leg-lowering", degrees, day=3),)
    )
    assert state("leg_lift", told).number == number


@pytest.mark.parametrize(
    ("beside", "number"),
    [
        (counted("crunch", 10), 3),  # easier: no step back
        (counted("sit_up", 5), 3),
        (counted("straight_leg_sit_up", 5, level=4), 4),  # one level up, and it went well
        (counted("straight_leg_sit_up", 5, rule="R3"), 3),
        (counted("straight_leg_sit_up", 5, rule="R1", to="crunch"), 1),
    ],
)
def test_what_is_done_beside_the_plan_counts_where_it_is_near(
    beside: LoggedSet, number: int
) -> None:
    planned = counted("sit_up", 5, ladder="sit_up", level=3)
    assert state("sit_up", training_log(session(0, planned), session(2, beside))).number == number


@pytest.mark.parametrize("rule", [None, "R3"])
def test_what_is_far_harder_than_the_plan_is_no_leap(rule: str | None) -> None:
    planned = counted("single_leg_lift", 6, ladder="leg_lift", level=1)
    told = training_log(session(0, planned), session(2, counted("leg_raise", 5, rule=rule)))
    assert state("leg_lift", told).number == 1


# --- blocked -------------------------------------------------------------------------------------


def stopped(exercise: str, *, gone: bool) -> TrainingLog:
    told = CheckIn(evening(2), "during", 4, exercise=exercise)
    since = (CheckIn(evening(3), "next_day", 0),) if gone else ()
    done = replace(session(2, counted(exercise, 5), pain=None), check_ins=(told,))
    return training_log(done, pain_after=None, check_ins=since)


def test_what_was_stopped_for_pain_is_left_until_it_is_gone() -> None:
    assert state("lifting", stopped("pick_up", gone=False)).change == "rest"
    assert state("lifting", stopped("pick_up", gone=True)).change == "less"


def test_below_what_was_stopped_for_pain_something_else_may_be_done() -> None:
    found = state("leg_lift", stopped("leg_raise", gone=False))
    assert found.level.exercise == "bent_knee_leg_lift"


# --- up: biomechanics 4.3 ------------------------------------------------------------------------


CRUNCHES = counted("crunch", 10)


def test_two_good_sessions_without_pain_bring_a_fifth_more() -> None:
    assert (after("sit_up", CRUNCHES).change, after("sit_up", CRUNCHES).amount) == ("more", 12)


def test_one_good_session_is_not_enough() -> None:
    assert state("sit_up", training_log(session(2, CRUNCHES))).change == "stay"


@pytest.mark.parametrize(("apart", "change"), [(13, "more"), (14, "stay")])
def test_sessions_with_a_break_between_them_are_not_running(apart: int, change: str) -> None:
    told = training_log(session(0, CRUNCHES), session(apart, CRUNCHES))
    assert state("sit_up", told, day=apart + 2).change == change


@pytest.mark.parametrize(
    ("done", "why"),
    [
        (counted("crunch", 9, planned_reps=10), "Not all of it"),
        (counted("crunch", 10, fault("too_high", "severe", rep=3)), "clear fault"),
        (counted("crunch", 10, *(fault("too_high", rep=n) for n in (3, 5))), "small faults"),
        (
            but(
                CRUNCHES,
                reps=[
                    rep.model_copy(update={"scored": rep.index < 8}) for rep in CRUNCHES.result.reps
                ],
            ),
            "could be seen",
        ),
    ],
)
def test_what_was_not_good_enough_stays(done: LoggedSet, why: str) -> None:
    found = after("sit_up", done)
    assert found.change == "stay"
    assert why in found.why


@pytest.mark.parametrize(
    "done",
    [
        counted("crunch", 10, fault("too_high", rep=3)),  # one of ten
        counted("crunch", 10, *(fault("neck_pull", rep=n, priority=3) for n in (3, 5, 6))),
        counted("crunch", 10, *(fault("too_high", rep=n, spoken=False) for n in (3, 5))),
        counted("crunch", 11, planned_reps=10),
    ],
)
def test_small_things_do_not_hold_up(done: LoggedSet) -> None:
    assert after("sit_up", done).change == "more"


@pytest.mark.parametrize(("seconds", "change"), [(0.5, "more"), (2.0, "stay")])
def test_of_a_hold_a_twentieth_may_be_amiss(seconds: float, change: str) -> None:
    done = held(
        "plank", 25, fault("hips_piked", priority=2, seconds=seconds), level=3, ladder="plank"
    )
    assert after("plank", done).change == change


def test_a_hold_that_could_not_be_judged_is_no_reason_for_more() -> None:
    assert after("plank", but(PLANKS, good_form_s=None)).change == "stay"


@pytest.mark.parametrize(("effort", "change"), [(7, "more"), (8, "stay")])
def test_a_hard_session_is_no_reason_for_more(effort: int, change: str) -> None:
    told = CheckIn(evening(2) + timedelta(hours=1), "after", 0, effort=effort)
    assert after("sit_up", CRUNCHES, check_ins=(told,)).change == change


@pytest.mark.parametrize("pain_after", [1, None])
def test_pain_the_day_after_or_none_told_is_no_reason_for_more(pain_after: int | None) -> None:
    found = after("sit_up", CRUNCHES, pain_after=pain_after)
    assert found.change == "stay"
    assert "the day after" in found.why


@pytest.mark.parametrize(("pain", "change"), [(1, "stay"), (0, "more")])
def test_on_a_day_with_pain_nothing_gets_harder(pain: int, change: str) -> None:
    today = CheckIn(evening(6), "before", pain)
    assert after("sit_up", CRUNCHES, day=6, check_ins=(today,)).change == change


def test_pain_during_it_that_was_not_told_is_no_reason_for_more() -> None:
    assert after("sit_up", CRUNCHES, pain=None).change == "stay"


def test_the_next_level_comes_when_this_one_is_full() -> None:
    found = after("sit_up", counted("crunch", 15))
    assert (found.change, found.number, found.amount) == ("up", 2, 5)


def test_a_step_of_the_same_exercise_keeps_the_amount() -> None:
    found = after("plank", *[held("plank", 30, ladder="plank", level=2)] * 2)
    assert (found.change, found.number, found.amount) == ("up", 3, 30)


def test_the_plank_s_third_level_needs_three_holds() -> None:
    full = held("plank", 30, ladder="plank", level=2)
    hindered = but(full, good_form_s=28.8, findings=(fault("hips_piked", priority=2, seconds=1.2),))
    assert after("plank", full).why.startswith("All that this level has is done")
    assert after("plank", full, hindered).number == 2


@pytest.mark.parametrize(
    ("negatives", "crunches", "number"),
    [
        (counted("negative_sit_up", 8), 15, 3),
        (counted("negative_sit_up", 8, lower_s=2.5), 15, 2),
        (counted("negative_sit_up", 8), 14, 2),
    ],
)
def test_a_sit_up_needs_slow_negatives_and_clean_crunches(
    negatives: LoggedSet, crunches: int, number: int
) -> None:
    before = session(-10, counted("crunch", crunches))
    found = state("sit_up", training_log(before, session(0, negatives), session(2, negatives)))
    assert found.number == number


@pytest.mark.parametrize(
    ("raises", "number"),
    [
        (counted("leg_raise", 3, control_deg=45), 4),
        (counted("leg_raise", 3), 4),
        (counted("leg_raise", 3, control_deg=50), 3),
        (counted("leg_raise", 3, not_judged=("lumbar_lift",)), 3),
    ],
)
def test_straight_legs_need_a_low_control_angle(raises: LoggedSet, number: int) -> None:
    lifts = counted("bent_knee_leg_lift", 12, ladder="leg_lift", level=3)
    told = training_log(session(-10, raises), session(0, lifts), session(2, lifts))
    assert state("leg_lift", told).number == number


def test_a_test_opens_the_next_level_too() -> None:
    lifts = counted("bent_knee_leg_lift", 12)
    tests = (score("leg-lowering", 30, 30, 35, 40),)
    assert after("leg_lift", lifts, tests=tests).number == 4
    assert after("leg_lift", lifts).number == 3


def test_the_top_of_a_ladder_is_kept() -> None:
    found = after("plank", held("plank", 60, ladder="plank", level=4))
    assert (found.change, found.number, found.amount) == ("stay", 4, 60)


def test_warm_ups_and_tests_count_on_no_ladder() -> None:
    for role in ("warm_up", "test"):
        found = after("leg_lift", counted("dead_bug", 6, role=role))
        assert found.change == "start"
