"""From the set-up to the advice without a hand on the keyboard: stick people before a guide."""

import math
from dataclasses import replace

import pytest
from hands_free import lead
from people import (
    CAMERA,
    Camera,
    chain,
    film,
    into_plank_and_out,
    knees_bent,
    leg_raises,
    lying,
    nobody,
    plank,
    sit_ups,
    standing,
    still,
    straight_legs,
    through,
)

from formcheck.exercises.catalogue import catalogue
from formcheck.guide.coach import Coach
from formcheck.guide.training import Training
from formcheck.problem import Problem, ProblemId
from formcheck.programme.workout import Step, Workout

pytestmark = pytest.mark.slow

KNOWN = catalogue()
ARM_UP = {"upper_arm": 90.0, "forearm": 90.0}


def coach(exercise=None, workout=None):
    return Coach(Training(KNOWN, KNOWN[exercise] if exercise else None, workout))


def in_plank(seconds, sag=0.0):
    return into_plank_and_out(still(plank(sag), seconds))


# --- set-up --------------------------------------------------------------------------------------


def test_who_is_not_there_is_asked_to_come():
    evening = lead(coach("plank"), nobody(3.0, 0.0))
    assert evening.titles("setup")[-1] == "Step into the picture"


def test_one_who_is_seen_obliquely_is_asked_to_turn():
    camera = Camera(yaw_deg=50.0, depth_seen=1.0)
    evening = lead(coach("plank"), film(still(plank(), 4.0), camera))
    assert "Turn side-on" in evening.words


def test_one_whose_feet_leave_the_picture_is_asked_to_move_back():
    camera = Camera(px_per_m=700.0)
    evening = lead(coach("plank"), film(still(plank(), 4.0), camera))
    assert "Move back" in evening.words


def test_one_who_is_far_away_is_asked_to_come_closer():
    camera = Camera(px_per_m=130.0)
    evening = lead(coach("plank"), film(still(plank(), 4.0), camera))
    assert "Come closer" in evening.words


def test_a_camera_that_looks_down_is_to_be_lowered():
    camera = Camera(pitch_deg=45.0, depth_seen=1.0)
    evening = lead(coach("plank"), film(still(plank(), 4.0), camera))
    assert "Lower the camera" in evening.words


def test_in_the_dark_a_light_is_asked_for():
    evening = lead(coach("plank"), film(still(plank(), 4.0)), light=10)
    assert evening.words == ["Switch on a light"]


def test_only_one_thing_is_asked_for_at_a_time():
    camera = Camera(px_per_m=700.0, yaw_deg=50.0, depth_seen=1.0)
    evening = lead(coach("plank"), film(still(plank(), 4.0), camera))
    assert set(evening.words) == {"Move back"}


def test_an_instruction_that_is_not_followed_is_said_again():
    evening = lead(coach("plank"), nobody(20.0, 0.0))
    assert evening.words == ["Step into the picture"] * 3


def test_what_cannot_be_mended_keeps_nobody_from_starting_and_is_told():
    camera = Camera(yaw_deg=60.0, depth_seen=1.0)
    motion = chain(still(standing(), 1.0), still(straight_legs(), 60.0))
    evening = lead(coach("leg_raise"), film(motion, camera))
    assert "Turn side-on" in evening.words
    assert "Counted, but not judged" in evening.words
    assert 20.0 < evening.began("count_in") < 35.0


def test_a_view_that_shows_a_part_says_which_part_it_does_not():
    camera = Camera(yaw_deg=22.0, depth_seen=1.0)
    evening = lead(coach("leg_raise"), film(still(straight_legs(), 8.0), camera))
    assert ("count_in", "Not judged: lumbar lift, legs uneven") in evening.details


def test_who_exercises_already_is_not_held_up():
    camera = Camera(px_per_m=700.0)
    evening = lead(coach("leg_raise"), film(leg_raises(3), camera))
    assert evening.moments[-1] == "work"


# --- the start -----------------------------------------------------------------------------------


def test_a_plank_is_counted_in_once_it_is_held_still():
    evening = lead(coach("plank"), film(in_plank(15.0)))
    assert evening.moments == ["setup", "ready", "count_in", "work", "rest"]
    start = evening.words.index("3")
    assert evening.words[start : start + 4] == ["3", "2", "1", "Go"]


def test_leaving_the_position_cancels_the_count_in():
    motion = chain(in_plank(1.0), still(standing(), 6.0))
    evening = lead(coach("plank"), film(motion))
    assert "Stopped" in evening.words
    assert "Go" not in evening.words


def test_nobody_is_counted_in_while_no_pictures_come():
    seen = film(still(plank(), 3.0))
    later = film(still(plank(), 2.0), start_s=9.0)
    evening = lead(coach("plank"), [*seen, *later])
    assert "3" in evening.words
    assert "Go" not in evening.words


def test_whoever_fidgets_is_waited_for():
    fidget = through(*((0.7 * i, plank(25.0 * (i % 2))) for i in range(6)))
    evening = lead(coach("plank"), film(chain(fidget, still(plank(), 8.0))))
    assert evening.began("count_in") > fidget.seconds


def test_whoever_moves_during_the_count_in_has_begun():
    motion = chain(still(straight_legs(), 3.5), leg_raises(2, low=0.0, rest=0.5))
    evening = lead(coach("leg_raise"), film(motion))
    assert evening.moments[-1] == "work"
    assert "Go" not in evening.words


def test_nothing_declared_begins_when_something_is_recognised():
    evening = lead(coach(), film(chain(still(knees_bent(), 4.0), sit_ups(3))))
    assert "Begin when you like" in evening.words
    assert "Sit-up" in evening.words
    assert evening.moments[-1] == "work"


# --- during the set ------------------------------------------------------------------------------


def test_nothing_is_said_of_form_before_the_start():
    evening = lead(coach("plank"), film(in_plank(4.0, sag=20.0)))
    told = [t_s for t_s, words in evening.said if words == "Lift your hips"]
    assert all(t_s >= evening.began("work") for t_s in told)


def test_a_sag_is_told_during_the_set():
    sagging = chain(
        still(plank(), 9.0), through((0.0, plank()), (1.0, plank(20.0))), still(plank(20.0), 6.0)
    )
    evening = lead(coach("plank"), film(into_plank_and_out(sagging)))
    told = next(t_s for t_s, words in evening.said if words == "Lift your hips")
    assert told >= evening.began("work")


def test_the_end_of_a_set_brings_the_result_and_the_advice():
    evening = lead(coach("plank"), film(chain(in_plank(10.0, sag=20.0), still(standing(), 3.0))))
    said = next(words for words in evening.words if "Rest 30" in words)
    assert said.startswith(("10 seconds", "11 seconds"))
    assert "Next time: knee plank." in said


def test_a_second_set_is_counted_anew():
    motion = chain(in_plank(8.0), still(standing(), 35.0), in_plank(8.0))
    evening = lead(coach("plank"), film(motion))
    assert evening.moments.count("count_in") == 2
    assert len(evening.sets) == 2


# --- pauses --------------------------------------------------------------------------------------


def raising_an_arm(seconds):
    return still(replace(knees_bent(), **ARM_UP, upper_arm2=-5.0, forearm2=0.0), seconds)


def test_a_raised_arm_pauses_and_another_one_goes_on():
    motion = chain(
        still(knees_bent(), 6.0),
        sit_ups(2),
        raising_an_arm(2.5),
        still(knees_bent(), 2.0),
        sit_ups(1),
        raising_an_arm(2.5),
        still(knees_bent(), 6.0),
        sit_ups(1),
    )
    evening = lead(coach("sit_up"), film(motion))
    assert evening.moments.count("paused") == 1
    assert [sum(rep.complete for rep in one.reps) for one in evening.sets] == [2, 1]


def test_two_raised_arms_are_no_pause():
    up = replace(knees_bent(), **ARM_UP)
    evening = lead(coach("sit_up"), film(chain(still(knees_bent(), 6.0), still(up, 4.0))))
    assert "paused" not in evening.moments


def test_an_arm_that_belongs_to_the_exercise_is_no_pause():
    evening = lead(coach("dead_bug"), film(chain(still(knees_bent(), 6.0), raising_an_arm(4.0))))
    assert "paused" not in evening.moments


def test_space_pauses_and_goes_on():
    one = coach("plank")
    evening = lead(one, film(in_plank(25.0)), keys={12.0: one.guide.pause, 16.0: one.guide.pause})
    assert evening.moments.count("paused") == 1
    assert len(evening.sets) == 2


def test_leaving_the_picture_in_a_workout_is_a_pause_and_nothing_is_lost():
    workout = Workout(steps=(Step(exercise="leg_raise", reps=5),))
    first = film(chain(still(straight_legs(33.0), 6.0), leg_raises(3)))
    away = nobody(8.0, first[-1].t_s + 0.1)
    back = film(chain(still(straight_legs(33.0), 5.0), leg_raises(3)), start_s=away[-1].t_s + 0.1)
    evening = lead(coach(workout=workout), [*first, *away, *back])
    assert "paused" in evening.moments
    assert evening.moments[-1] == "summary"
    assert [len(one.reps) for one in evening.sets] == [3, 2]


def test_who_leaves_after_failing_is_not_asked_for_the_same_again():
    steps = [Step(exercise="sit_up", reps=5), Step(exercise="sit_up", reps=5)]
    failing = film(chain(still(knees_bent(), 6.0), sit_ups(2, high=30.0)))
    away = nobody(8.0, failing[-1].t_s + 0.1)
    one = coach(workout=Workout(steps=tuple(steps)))
    evening = lead(one, [*failing, *away])
    assert "paused" not in evening.moments
    assert evening.moments[-1] == "ask"  # in the rest
    assert one.script.exercise.id == "crunch"


def test_leaving_the_picture_with_nothing_planned_ends_the_set():
    first = film(chain(still(straight_legs(33.0), 6.0), leg_raises(3)))
    evening = lead(coach("leg_raise"), [*first, *nobody(8.0, first[-1].t_s + 0.1)])
    assert evening.moments[-1] == "rest"
    assert any(words.startswith("3 reps.") for words in evening.words)


def test_the_address_of_a_camera_is_not_read_out():
    lost = Problem(ProblemId.CAMERA_LOST, ("http://10.0.0.2:8080/v sends nothing", "check its app"))
    evening = lead(coach("plank"), film(still(plank(), 2.0)), trouble=lambda _: lost)
    assert evening.words == ["The camera sends nothing. Check its app"]


def test_a_camera_in_trouble_is_told_and_nothing_counts():
    shut = Problem(ProblemId.CAMERA_BLACK)
    evening = lead(
        coach("plank"),
        film(in_plank(20.0)),
        trouble=lambda t_s: shut if 10.0 < t_s < 14.0 else None,
    )
    assert any(one.startswith("The picture is black. Open") for one in evening.words)
    assert math.isclose(sum(one.hold.total_s for one in evening.sets), 16.0, abs_tol=1.5)


def test_trouble_after_the_end_begins_nothing_anew():
    workout, shut = Workout(steps=(Step(exercise="plank", hold_s=8.0),)), ProblemId.CAMERA_BLACK
    evening = lead(
        coach(workout=workout),
        film(chain(in_plank(12.0), still(standing(), 16.0))),
        trouble=lambda t_s: Problem(shut) if 26.0 < t_s < 28.0 else None,
    )
    assert evening.moments[-3:] == ["summary", "trouble", "summary"]


# --- a workout -----------------------------------------------------------------------------------


def test_a_workout_goes_from_exercise_to_exercise():
    workout = Workout(
        steps=(
            Step(exercise="leg_raise", reps=2, rest_s=10.0),
            Step(exercise="plank", hold_s=10.0),
        )
    )
    motion = chain(
        still(straight_legs(33.0), 6.0),
        leg_raises(2),
        still(lying(), 6.0),
        still(standing(), 8.0),
        in_plank(20.0),
    )
    evening = lead(coach(workout=workout), film(motion))
    assert [one.exercise for one in evening.sets] == ["leg_raise", "plank"]
    assert evening.moments[-1] == "summary"
    assert any("Next: Forearm plank." in words for words in evening.words)


def test_a_goal_that_is_reached_ends_the_set():
    workout = Workout(steps=(Step(exercise="plank", hold_s=10.0),))
    evening = lead(coach(workout=workout), film(in_plank(25.0)))
    assert [round(one.hold.total_s) for one in evening.sets] == [10]


def test_coming_out_of_a_hold_that_has_lasted_long_enough_is_no_other_set():
    workout = Workout(steps=tuple(Step(exercise="plank", hold_s=8.0) for _ in range(2)))
    evening = lead(coach(workout=workout), film(chain(in_plank(11.0), still(standing(), 10.0))))
    assert [round(one.hold.total_s) for one in evening.sets] == [8]


def test_rests_last_as_long_as_the_workout_says():
    workout = Workout(
        steps=(Step(exercise="plank", hold_s=8.0, rest_s=12.0), Step(exercise="plank", hold_s=8.0))
    )
    motion = chain(in_plank(10.0), still(standing(), 30.0))
    evening = lead(coach(workout=workout), film(motion))
    rest = [t_s for t_s, moment, _ in evening.shown if moment == "rest"]
    assert rest[-1] - rest[0] == pytest.approx(12.0, abs=0.2)


@pytest.mark.parametrize("fps", [10.0, 30.0])
def test_guidance_does_not_depend_on_the_frame_rate(fps):
    evening = lead(coach("plank"), film(in_plank(15.0), CAMERA, fps=fps))
    assert evening.began("work") == pytest.approx(
        lead(coach("plank"), film(in_plank(15.0))).began("work"), abs=0.4
    )
