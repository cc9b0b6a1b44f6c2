"""What is left of a workout once something in it was too much."""

from formcheck.exercises.catalogue import catalogue
from formcheck.exercises.ladders import ladders, version_of
from formcheck.guide.screens import how_in_words
from formcheck.programme.easing import ease, leave_out
from formcheck.programme.workout import Step

KNOWN = catalogue()


def level(ladder, number, **more):
    """A step of a plan, with the most of its level."""
    one = ladders()[ladder].level(number)
    amount = {"reps": one.most} if one.reps else {"hold_s": float(one.most)}
    step = Step(exercise=one.exercise, ladder=ladder, level=number, tempo=one.tempo, **amount)
    return step.model_copy(update=more)


def test_the_level_below_takes_its_place_with_the_least_of_it():
    done = level("plank", 3)
    eased = ease([done, level("sit_up", 3)], done, KNOWN)
    first, second = eased.steps
    assert (first.exercise, first.level, first.hold_s) == ("plank", 2, 10.0)
    assert second == level("sit_up", 3)
    assert (eased.to, eased.changed) == (version_of("plank", level=2), True)


def test_what_is_asked_for_instead_is_taken_where_it_is_lower_on_the_ladder():
    done = level("sit_up", 4)
    (step,) = ease([done], done, KNOWN, version_of("crunch")).steps
    assert (step.exercise, step.level, step.reps) == ("crunch", 1, 8)


def test_what_is_easier_already_stays():
    easier, harder = level("sit_up", 1), level("sit_up", 4)
    eased = ease([easier, harder], level("sit_up", 3), KNOWN)
    assert eased.steps[0] == easier
    assert (eased.steps[1].exercise, eased.steps[1].level) == ("negative_sit_up", 2)


def test_nothing_changes_at_the_foot_of_a_ladder():
    done = level("plank", 1)
    eased = ease([done], done, KNOWN)
    assert (eased.steps, eased.to, eased.changed) == ((done,), None, False)


def test_slower_is_half_as_slow_again():
    done = level("leg_lift", 4)
    assert ease([done], done, KNOWN).steps[0].tempo == (2.0, 3.0)
    assert ease([done], done, KNOWN, slower=True).steps[0].tempo == (3.0, 4.5)


def test_rest_side_and_metronome_are_kept():
    done = level("side_plank", 2, side="left", rest_s=45.0)
    (step,) = ease([done], done, KNOWN).steps
    assert (step.side, step.rest_s) == ("left", 45.0)
    done = level("leg_lift", 4, metronome=True)
    assert ease([done], done, KNOWN).steps[0].metronome


def test_both_sides_are_done_where_the_easier_version_has_sides():
    done = level("leg_lift", 2)
    left, right = ease([done], done, KNOWN).steps
    assert (left.exercise, left.side, right.side) == ("single_leg_lift", "left", "right")


def test_without_a_ladder_it_is_what_the_catalogue_has_as_easier_and_as_much():
    done = Step(exercise="high_plank", hold_s=25.0, note="look down")
    (step,) = ease([done], done, KNOWN).steps
    assert (step.exercise, step.hold_s, step.note) == ("knee_plank", 25.0, "look down")


def test_without_a_tempo_slower_is_said():
    done = Step(exercise="sit_up", reps=5)
    (step,) = ease([done], done, KNOWN, slower=True).steps
    assert (step.exercise, step.reps, step.slower) == ("negative_sit_up", 5, True)
    assert how_in_words(step) == "Slowly. "
    (again,) = ease([step], step, KNOWN, slower=True).steps
    assert (again.exercise, how_in_words(again)) == ("crunch", "Slowly. ")


def test_the_easier_level_of_the_same_exercise_is_the_least_of_it():
    done = Step(exercise="plank", hold_s=60.0)
    (step,) = ease([done], done, KNOWN).steps
    assert (step.exercise, step.hold_s) == ("plank", 20.0)


def test_a_hold_in_place_of_repetitions_is_the_least_of_it():
    known = {**KNOWN, "donkey_kick": with_easier(KNOWN["donkey_kick"], "knee_plank")}
    done = Step(exercise="donkey_kick", reps=5)
    (step,) = ease([done], done, known).steps
    assert (step.exercise, step.hold_s, step.reps) == ("knee_plank", 10.0, None)


def with_easier(exercise, easier):
    ladder = exercise.ladder.model_copy(update={"easier": easier})
    return exercise.model_copy(update={"ladder": ladder})


def test_warm_ups_are_never_replaced():
    bridge = Step(exercise="single_leg_lift", reps=5, role="warm_up")
    done = Step(exercise="dead_bug", reps=8, role="warm_up")
    assert ease([bridge, done], done, KNOWN).steps == (bridge, done)
    plank = Step(exercise="plank", hold_s=10.0)
    warm = plank.model_copy(update={"role": "warm_up"})
    assert ease([warm, plank], plank, KNOWN).steps[0] == warm


def test_leaving_out_drops_the_exercise_and_its_ladder_and_nothing_else():
    left = [level("plank", 1), level("plank", 2), level("sit_up", 1), Step(exercise="plank")]
    assert leave_out(left, level("plank", 2)) == (level("sit_up", 1),)
