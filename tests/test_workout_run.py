"""What is to be done in a session, and how sets and answers change it."""

from dataclasses import asdict
from datetime import UTC, datetime

import pytest

from benchmarks.programme import held
from formcheck.coaching.advice import Advice
from formcheck.exercises.catalogue import catalogue
from formcheck.exercises.ladders import version_of
from formcheck.programme.training_log import CheckIn
from formcheck.programme.workout import Step, Workout
from formcheck.programme.workout_run import WorkoutRun
from formcheck.result import AdviceResult

KNOWN = catalogue()
STAY = Advice("stay", None, "", ())
NOW = datetime(2026, 11, 2, 18, tzinfo=UTC)
PLANK = Step(exercise="plank", hold_s=20.0)
SIT_UP = Step(exercise="sit_up", reps=8, ladder="sit_up", level=3, tempo=(2.0, 3.0))


def run_of(*steps, exercise=None):
    workout = Workout(steps=steps) if steps else None
    return WorkoutRun(KNOWN, KNOWN[exercise] if exercise else None, workout)


def done(run, exercise, advice=STAY):
    given = AdviceResult(**asdict(advice) | {"warm_ups": list(advice.warm_ups)})
    return run.end_set(held(exercise, 20.0, advice=given).result)


def told(pain=None, **more):
    return CheckIn(NOW, "during", pain, **more)


def to_come(run):
    """What is left to be done, by ending a set of it again and again."""
    found = []
    while not run.is_over:
        found.append(run.step)
        done(run, run.step.exercise)
    return found


def test_steps_come_in_their_order_and_then_it_is_over():
    run = run_of(PLANK, SIT_UP)
    assert to_come(run) == [PLANK, SIT_UP]
    assert not run.stopped


def test_what_is_advised_takes_the_place_of_what_is_left_of_it():
    run = run_of(SIT_UP, PLANK, SIT_UP)
    easier = done(run, "sit_up", Advice("regress", "crunch", "", (), "R1"))
    assert easier == version_of("crunch")
    left = to_come(run)
    assert [step.exercise for step in left] == ["plank", "crunch"]
    assert left[1].tempo == (1.5, 1.5)


def test_faults_in_repetitions_are_answered_more_slowly():
    run = run_of(SIT_UP, SIT_UP)
    done(run, "sit_up", Advice("regress", "negative_sit_up", "", (), "R3"))
    assert to_come(run)[0].tempo == (1.5, 6.0)


@pytest.mark.parametrize("action", ["stay", "stop"])
def test_other_advice_changes_nothing(action):
    run = run_of(PLANK, PLANK)
    assert done(run, "plank", Advice(action, None, "", ())) is None
    assert to_come(run) == [PLANK]


def test_advice_and_pain_after_one_set_are_one_step_together():
    run = run_of(SIT_UP, SIT_UP)
    done(run, "sit_up", Advice("regress", "negative_sit_up", "", (), "R6"))
    assert run.answer_pain(told(2)).words == "One step easier, and slower: negative sit-up"
    (step,) = to_come(run)
    assert (step.exercise, step.tempo) == ("negative_sit_up", (1.5, 6.0))


def test_what_was_made_easier_is_left_out_as_well_where_it_hurts_too_much():
    run = run_of(PLANK, PLANK, SIT_UP)
    done(run, "plank", Advice("regress", "knee_plank", "", (), "R2"))
    assert run.answer_pain(told(3)).words == "Leave the forearm plank for today"
    assert to_come(run) == [SIT_UP]


def test_still_pain_goes_down_until_nothing_is_easier():
    run = run_of(SIT_UP, SIT_UP, SIT_UP, SIT_UP, PLANK)
    words = []
    for exercise in ("sit_up", "negative_sit_up", "crunch"):
        done(run, exercise)
        words.append(run.answer_pain(told(1)).words)
    assert words == [
        "One step easier, and slower: negative sit-up",
        "One step easier, and slower: crunch",
        "Leave the crunch for today",
    ]
    assert to_come(run) == [PLANK]


def test_pain_in_what_does_not_come_again_goes_on_gently():
    run = run_of(PLANK, SIT_UP)
    done(run, "plank")
    assert run.answer_pain(told(1)).words == "Go on gently"
    assert to_come(run) == [SIT_UP]


def test_pain_after_the_last_set_is_no_reason_to_go_on():
    run = run_of(PLANK)
    done(run, "plank")
    assert run.answer_pain(told(2)).words == ""
    assert (run.is_over, run.stopped) == (True, False)
    assert run.answer_pain(told(3)).words == "Enough for today"
    assert run.stopped


@pytest.mark.parametrize(("answer", "help_"), [(told(4), False), (told(leg_symptoms=True), True)])
def test_what_needs_help_is_remembered(answer, help_):
    run = run_of(PLANK, PLANK, SIT_UP)
    done(run, "plank")
    assert run.answer_pain(answer).help is help_
    assert run.needs_help is help_


def test_a_declared_exercise_is_done_again_until_it_hurts():
    run = run_of(exercise="leg_raise")
    done(run, "leg_raise")
    assert run.exercise.id == "leg_raise"
    response = run.answer_pain(told(1))
    assert (response.turned, run.exercise.id) == (True, "bent_knee_leg_lift")
    done(run, "bent_knee_leg_lift")
    assert run.answer_pain(told(3)).words == "Enough for today"


def test_of_whatever_is_recognised_one_is_left_and_then_all():
    run = run_of()
    done(run, "plank")
    assert run.answer_pain(told(3)).words == "Leave the forearm plank for today"
    done(run, "sit_up")
    assert run.answer_pain(told(3)).words == "Enough for today"
