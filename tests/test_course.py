"""What is to be done in a session, and how sets and answers change it."""

from datetime import UTC, datetime

import pytest

from formcheck.coaching.advice import Advice
from formcheck.exercises.catalogue import catalogue
from formcheck.exercises.records import SetRecord
from formcheck.programme.training_log import CheckIn
from formcheck.programme.workout import Step, Workout
from formcheck.programme.workout_run import ENOUGH, Course

KNOWN = catalogue()
STAY = Advice("stay", None, "", ())
NOW = datetime(2026, 11, 2, 18, tzinfo=UTC)
PLANK = Step(exercise="plank", hold_s=20.0)
SIT_UP = Step(exercise="sit_up", reps=8, ladder="sit_up", level=3, tempo=(2.0, 3.0))


def course(*steps, exercise=None):
    workout = Workout(steps=steps) if steps else None
    return Course(KNOWN, KNOWN[exercise] if exercise else None, workout)


def done(one, exercise, advice=STAY):
    return one.end_set(SetRecord(exercise, 0.0, 20.0), advice)


def told(pain=None, **more):
    return CheckIn(NOW, "during", pain, **more)


def to_come(one):
    """What is left to be done, by ending a set of it again and again."""
    found = []
    while not one.is_over:
        found.append(one.step)
        done(one, one.step.exercise)
    return found


def test_steps_come_in_their_order_and_then_it_is_over():
    one = course(PLANK, SIT_UP)
    assert to_come(one) == [PLANK, SIT_UP]
    assert not one.stopped


def test_what_is_advised_takes_the_place_of_what_is_left_of_it():
    one = course(SIT_UP, PLANK, SIT_UP)
    easier = done(one, "sit_up", Advice("regress", "crunch", "", (), "R1"))
    assert easier == "crunch"
    left = to_come(one)
    assert [step.exercise for step in left] == ["plank", "crunch"]
    assert left[1].tempo == (1.5, 1.5)


def test_faults_in_repetitions_are_answered_more_slowly():
    one = course(SIT_UP, SIT_UP)
    done(one, "sit_up", Advice("regress", "negative_sit_up", "", (), "R3"))
    assert to_come(one)[0].tempo == (1.5, 6.0)


@pytest.mark.parametrize("action", ["stay", "stop"])
def test_other_advice_changes_nothing(action):
    one = course(PLANK, PLANK)
    assert done(one, "plank", Advice(action, None, "", ())) is None
    assert to_come(one) == [PLANK]


def test_advice_and_pain_after_one_set_are_one_step_together():
    one = course(SIT_UP, SIT_UP)
    done(one, "sit_up", Advice("regress", "negative_sit_up", "", (), "R6"))
    assert one.heed(told(2)).words == "One step easier, and slower: negative sit-up"
    (step,) = to_come(one)
    assert (step.exercise, step.tempo) == ("negative_sit_up", (1.5, 6.0))


def test_what_was_made_easier_is_left_out_as_well_where_it_hurts_too_much():
    one = course(PLANK, PLANK, SIT_UP)
    done(one, "plank", Advice("regress", "knee_plank", "", (), "R2"))
    assert one.heed(told(3)).words == "Leave the forearm plank for today"
    assert to_come(one) == [SIT_UP]


def test_still_pain_goes_down_until_nothing_is_easier():
    one = course(SIT_UP, SIT_UP, SIT_UP, SIT_UP, PLANK)
    words = []
    for exercise in ("sit_up", "negative_sit_up", "crunch"):
        done(one, exercise)
        words.append(one.heed(told(1)).words)
    assert words == [
        "One step easier, and slower: negative sit-up",
        "One step easier, and slower: crunch",
        "Leave the crunch for today",
    ]
    assert to_come(one) == [PLANK]


def test_pain_in_what_does_not_come_again_goes_on_gently():
    one = course(PLANK, SIT_UP)
    done(one, "plank")
    assert one.heed(told(1)).words == "Go on gently"
    assert to_come(one) == [SIT_UP]


def test_pain_after_the_last_set_is_no_reason_to_go_on():
    one = course(PLANK)
    done(one, "plank")
    assert one.heed(told(2)).words == ""
    assert (one.is_over, one.stopped) == (True, False)
    assert one.heed(told(3)).words == ENOUGH
    assert one.stopped


@pytest.mark.parametrize(("answer", "help_"), [(told(4), False), (told(leg_symptoms=True), True)])
def test_what_needs_help_is_remembered(answer, help_):
    one = course(PLANK, PLANK, SIT_UP)
    done(one, "plank")
    assert one.heed(answer).help is help_
    assert one.needs_help is help_


def test_a_declared_exercise_is_done_again_until_it_hurts():
    one = course(exercise="leg_raise")
    done(one, "leg_raise")
    assert one.exercise.id == "leg_raise"
    heeded = one.heed(told(1))
    assert (heeded.turned, one.exercise.id) == (True, "bent_knee_leg_lift")
    done(one, "bent_knee_leg_lift")
    assert one.heed(told(3)).words == ENOUGH


def test_of_whatever_is_recognised_one_is_left_and_then_all():
    one = course()
    done(one, "plank")
    assert one.heed(told(3)).words == "Leave the forearm plank for today"
    done(one, "sit_up")
    assert one.heed(told(3)).words == ENOUGH
