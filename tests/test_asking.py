"""Back pain is asked for in the rest, and what is answered is done: stick people before a guide."""

from dataclasses import replace

import pytest
from hands_free import lead
from people import (
    chain,
    film,
    into_plank_and_out,
    knee_plank,
    kneeling,
    knees_bent,
    leg_raises,
    lying,
    plank,
    sit_ups,
    standing,
    still,
    straight_legs,
)

from formcheck.exercises.catalogue import catalogue
from formcheck.guide.coach import Coach
from formcheck.guide.training import ASK_S, Training
from formcheck.programme.workout import Step, Workout

pytestmark = pytest.mark.slow

KNOWN = catalogue()
REST_S = 14.0


def planks(count=3, rest_s=REST_S, **more):
    return Workout(
        steps=(
            *(Step(exercise="plank", hold_s=8.0, rest_s=rest_s, **more) for _ in range(count)),
            Step(exercise="leg_raise", reps=2, rest_s=rest_s),
        )
    )


def coach(exercise=None, workout=None):
    return Coach(Training(KNOWN, KNOWN[exercise] if exercise else None, workout))


def held(seconds=9.0, sag=0.0):
    return into_plank_and_out(still(plank(sag), seconds))


def asked(rest=None, sets=2, sag=0.0):
    """Planks, after the last of which somebody stands there, or does as `rest` says."""
    between = chain(*(chain(held(sag=sag), still(standing(), REST_S)) for _ in range(sets - 1)))
    return film(chain(between, held(sag=sag), rest or still(standing(), 20.0)), fps=10.0)


def answered(what, poses, *keys):
    """Press keys, a fifth of a second apart, two seconds after the first question came."""
    led = coach(**what)
    return lead(led, poses, answers=[[(2.0 + 0.2 * i, key) for i, key in enumerate(keys)]]), led


# --- when and how it is asked --------------------------------------------------------------------


def test_it_is_asked_after_the_second_set_and_not_after_the_first():
    evening = lead(coach(workout=planks()), asked())
    assert evening.moments.count("ask") == 1
    assert len([words for words in evening.words if "Back pain, zero to ten?" in words]) == 1
    assert evening.began("ask") > evening.sets[1].end_s


def test_it_is_asked_at_once_after_a_sag():
    sagging = film(chain(held(10.0, sag=25.0), still(standing(), 10.0)))
    evening = lead(coach(workout=planks()), sagging)
    assert evening.moments[:5] == ["setup", "ready", "count_in", "work", "ask"]


def test_it_is_asked_at_once_after_a_sit_up_that_failed():
    workout = Workout(steps=(Step(exercise="sit_up"), Step(exercise="plank", hold_s=10.0)))
    tried = chain(
        still(knees_bent(), 5.0),
        sit_ups(2, high=30.0),
        still(knees_bent(), 1.0),
        still(lying(), 40),
    )
    evening = lead(coach(workout=workout), film(tried))
    assert "ask" in evening.moments


def test_staying_still_is_no_answer_and_the_rest_is_no_longer_for_it():
    evening = lead(coach(workout=planks()), asked())
    asking = [t_s for t_s, moment, _ in evening.shown if moment == "ask"]
    assert asking[-1] - asking[0] == pytest.approx(REST_S, abs=0.2)
    assert evening.check_ins == []


def test_a_rest_that_is_short_waits_for_an_answer_a_little():
    evening = lead(coach(workout=planks(rest_s=2.0)), asked())
    asking = [t_s for t_s, moment, _ in evening.shown if moment == "ask"]
    assert asking[-1] - asking[0] == pytest.approx(ASK_S, abs=0.2)


def test_who_goes_on_instead_is_not_held_up_and_is_asked_again():
    again = chain(still(standing(), 2.0), held(), still(standing(), 5.0))
    evening = lead(coach(workout=planks(4, rest_s=30.0)), asked(chain(again, again)))
    assert evening.moments.count("ask") == 2
    assert len(evening.sets) == 4
    assert evening.check_ins == []


def test_after_the_last_set_it_is_asked_for_a_moment_and_nothing_counts_any_more():
    workout = Workout(steps=planks().steps[:2])
    evening = lead(coach(workout=workout), asked(held(20.0)))
    assert evening.moments[-2:] == ["ask", "summary"]
    assert [round(one.hold.total_s) for one in evening.sets] == [8, 8]
    assert evening.words[-1] == "That was all."


# --- answers by key ------------------------------------------------------------------------------


def test_no_pain_goes_on_and_is_kept():
    evening, _ = answered({"workout": planks()}, asked(), "0")
    (told,) = evening.check_ins
    assert (told.moment, told.pain, told.exercise) == ("during", 0, "plank")
    assert told.at.tzinfo is not None
    assert "Good, go on. Next: Forearm plank." in evening.words


def test_the_rest_goes_on_for_as_long_after_an_answer():
    unasked = lead(coach(workout=planks()), asked())
    evening, _ = answered({"workout": planks()}, asked(), "0")
    ends = [max(t_s for t_s, moment, _ in one.shown if moment in ("ask", "rest"))
            for one in (unasked, evening)]  # fmt: skip
    assert ends[0] == pytest.approx(ends[1], abs=0.1)


@pytest.mark.parametrize(("keys", "pain"), [("1", 1), ("10", 10), ("13", 3), ("20", 0), ("4", 4)])
def test_a_number_is_what_was_pressed_last_and_ten_is_one_and_zero(keys, pain):
    evening, _ = answered({"workout": planks()}, asked(), *keys)
    assert [told.pain for told in evening.check_ins] == [pain]


def test_a_one_counts_after_a_second():
    evening = lead(coach(workout=planks()), asked(), answers=[[(2.0, "1"), (3.5, "0")]])
    assert [told.pain for told in evening.check_ins] == [1]


def test_keys_mean_nothing_while_nothing_is_asked():
    led = coach(workout=planks())
    keys = {12.0: lambda: led.guide.press("9"), 20.0: lambda: led.guide.press("leg")}
    evening = lead(led, asked(), keys=keys)
    assert evening.check_ins == []
    assert evening.moments[-1] != "summary"


def test_what_is_pressed_is_shown():
    evening, _ = answered({"workout": planks()}, asked(), "2", "sharp")
    assert ("2", "sharp") in {screen.chosen for screen in evening.screens}


# --- what follows --------------------------------------------------------------------------------


def exercises_left(led):
    run = led.script.run
    return [run.step.exercise, *(step.exercise for step in run._rest)]


def test_a_little_pain_turns_what_is_left_into_the_easier_version():
    evening, led = answered({"workout": planks(4)}, asked(), "2")
    assert exercises_left(led) == ["knee_plank", "knee_plank", "leg_raise"]
    assert "One step easier: knee plank. Next: Knee plank." in evening.words
    assert led.script.exercise.id == "knee_plank"


def test_the_easier_version_is_what_is_judged_next():
    evening, _ = answered({"workout": planks(4)}, asked(still(kneeling(), REST_S + 4.0)), "1")
    assert [one.exercise for one in evening.sets][:2] == ["plank", "plank"]
    assert any(title.startswith("Knee plank") for title in evening.titles("ready"))


def test_three_or_more_leaves_the_exercise_out():
    evening, led = answered({"workout": planks(4)}, asked(), "3")
    assert exercises_left(led) == ["leg_raise"]
    assert "Leave the forearm plank for today. Next: Leg raise." in evening.words


def test_a_leg_symptom_shows_when_to_get_help():
    evening, led = answered({"workout": planks(4)}, asked(), "leg")
    assert evening.check_ins[0].leg_symptoms
    helping = [one for one in evening.screens if any("same day" in line for line in one.lines)]
    assert {one.detail for one in helping} == {"Please see a professional"}
    assert exercises_left(led) == ["leg_raise"]


def test_five_or_more_ends_the_session_kindly():
    evening, led = answered({"workout": planks(4)}, asked(), "7")
    assert evening.moments[-1] == "summary"
    screen = evening.screens[-1]
    assert screen.title == "Enough for today"
    assert "professional" in screen.detail
    assert any("same day" in line for line in screen.lines)
    assert not led.guide.counts


def test_nothing_left_to_do_ends_the_session():
    workout = Workout(steps=planks(3).steps[:3])
    evening, _ = answered({"workout": workout}, asked(), "sharp")
    assert evening.moments[-1] == "summary"
    assert evening.screens[-1].title == "Enough for today"
    assert evening.screens[-1].lines[0].startswith("Forearm plank\t")


def test_a_second_stop_ends_the_session():
    steps = (
        *(Step(exercise="plank", hold_s=8.0, rest_s=REST_S) for _ in range(2)),
        Step(exercise="leg_raise", reps=2, rest_s=REST_S),
        Step(exercise="crunch", reps=5),
    )
    lifted = chain(
        still(standing(), REST_S),
        still(straight_legs(33.0), 6.0),
        leg_raises(3),
        still(lying(), REST_S),
    )
    led = coach(workout=Workout(steps=steps))
    evening = lead(led, asked(lifted), answers=[[(2.0, "3")], [(2.0, "4")]])
    assert [told.pain for told in evening.check_ins] == [3, 4]
    assert evening.moments[-1] == "summary"
    assert evening.screens[-1].title == "Enough for today"


def test_warm_ups_are_not_replaced():
    steps = (
        *(Step(exercise="plank", hold_s=8.0, rest_s=REST_S) for _ in range(2)),
        Step(exercise="plank", hold_s=8.0, role="warm_up"),
        Step(exercise="plank", hold_s=8.0),
    )
    _, led = answered({"workout": Workout(steps=steps)}, asked(), "1")
    assert exercises_left(led) == ["plank", "knee_plank"]


def test_a_declared_exercise_turns_into_the_easier_one():
    evening, led = answered({"exercise": "plank"}, asked(), "1")
    assert led.script.exercise.id == "knee_plank"
    assert "One step easier: knee plank." in evening.words


def test_a_declared_exercise_that_hurts_ends_the_session():
    evening, _ = answered({"exercise": "plank"}, asked(), "3")
    assert evening.screens[-1].title == "Enough for today"


def test_without_an_easier_version_the_exercise_is_left():
    evening, _ = answered({"exercise": "knee_plank"}, asked_on_knees(), "1")
    assert evening.screens[-1].title == "Enough for today"


def asked_on_knees():
    one = into_plank_and_out(still(knee_plank(), 9.0))
    return film(chain(one, still(standing(), 32.0), one, still(standing(), 20.0)))


def test_whatever_is_recognised_goes_on_with_a_word_of_advice():
    one = chain(still(knees_bent(), 3.0), sit_ups(2), still(lying(), 25.0))
    evening, led = answered({}, film(chain(one, one)), "2")
    assert "One step easier, and slower: negative sit-up." in evening.words
    assert led.script.exercise is None
    assert not led.guide.is_done


def test_pain_is_no_reason_to_restart():
    _, led = answered({"workout": planks(4)}, asked(), "9")
    led.guide.restart()
    assert led.guide.is_done


# --- answers by arm ------------------------------------------------------------------------------


ARM_UP = {"upper_arm": 90.0, "forearm": 90.0, "upper_arm2": -90.0, "forearm2": -90.0}


def test_a_raised_arm_says_that_it_hurts():
    up = still(replace(standing(), **ARM_UP), 3.0)
    rest = chain(still(standing(), 3.0), up, still(standing(), 20.0))
    led = coach(workout=planks(4))
    evening = lead(led, asked(rest))
    assert [told.pain for told in evening.check_ins] == [3]
    assert "paused" not in evening.moments
    assert exercises_left(led) == ["leg_raise"]


def test_an_arm_that_is_raised_after_the_answer_is_a_pause():
    up = still(replace(standing(), **ARM_UP), 3.0)
    rest = chain(still(standing(), 1.0), up, still(standing(), 1.0), up, still(standing(), 5.0))
    evening = lead(coach(workout=planks(4)), asked(rest))
    assert len(evening.check_ins) == 1
    assert "paused" in evening.moments


# --- advice --------------------------------------------------------------------------------------


def test_what_a_set_shows_to_be_too_much_is_replaced_in_the_workout():
    led = coach(workout=planks(3))
    evening = lead(led, film(chain(held(10.0, sag=25.0), still(standing(), 6.0))))
    assert exercises_left(led) == ["knee_plank", "knee_plank", "leg_raise"]
    assert any("Easier from now on: knee plank." in words for words in evening.words)


def test_a_set_in_good_form_replaces_nothing():
    led = coach(workout=planks(3))
    lead(led, film(chain(held(10.0), still(standing(), 6.0))))
    assert exercises_left(led) == ["plank", "plank", "leg_raise"]


# --- how a step is announced and done ------------------------------------------------------------


def test_side_note_and_tempo_are_said_and_shown():
    step = Step(
        exercise="leg_raise",
        reps=4,
        side="left",
        note="press your back down",
        tempo=(2.0, 4.0),
    )
    evening = lead(coach(workout=Workout(steps=(step,))), film(still(kneeling(), 8.0)))
    said = "Leg raise. Left side. Press your back down. Two seconds up, four down."
    assert any(words.startswith(said) for words in evening.words)
    assert ("ready", "4 reps, left side. Press your back down") in evening.details


@pytest.mark.parametrize("metronome", [True, False])
def test_the_tempo_is_ticked_if_that_is_wanted(metronome):
    step = Step(exercise="leg_raise", reps=9, tempo=(2.0, 4.0), metronome=metronome)
    motion = chain(still(straight_legs(33.0), 6.0), leg_raises(3))
    evening = lead(coach(workout=Workout(steps=(step,))), film(motion))
    if not metronome:
        assert evening.ticks == []
        return
    began_s = evening.began("work")
    turns = [t_s - began_s for t_s, tick in evening.ticks if tick == "turn"]
    assert turns[:3] == pytest.approx([0.0, 2.0, 6.0], abs=0.15)
