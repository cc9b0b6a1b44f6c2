"""What cannot be judged, why, and what to do: rule by rule (biomechanics 1.5, 3.14 and 8.1)."""

import numpy as np
import pytest
from people import (
    GOOD,
    Camera,
    crunches,
    faults,
    film,
    high_plank,
    judged,
    kicks,
    leg_raises,
    pick_ups,
    plank,
    sit_ups,
    still,
)

from formcheck.exercises.catalogue import catalogue, exercise_by_id
from formcheck.exercises.features import RepTrace, measured_quality
from formcheck.exercises.visibility import mild_only, view_problem
from formcheck.motion.view import View

SQUARE, OBLIQUE, FAR_ROUND = 10.0, 20.0, 30.0
LEVEL, HIGH, FROM_ABOVE = 5.0, 24.0, 30.0
SIDE_ON, LOWER = "turn side-on", "lower the camera"


def seen_from(yaw_deg=0.0, pitch_deg=0.0, turn_deg=90.0, torso_share=0.3, torso_px=90.0):
    nothing = frozenset()
    return View("left", yaw_deg, turn_deg, pitch_deg, 0.0, torso_share, torso_px, nothing, nothing)


def reasons(record):
    return {one.fault: one.reason for seen in record.sets for one in seen.not_judged}


# --- which view can judge what -------------------------------------------------------------------


@pytest.mark.parametrize(
    ("needed", "yaw_deg", "pitch_deg", "remedy"),
    [
        ("outline", SQUARE, LEVEL, None),
        ("outline", OBLIQUE, LEVEL, SIDE_ON),
        ("outline", SQUARE, HIGH, LOWER),
        ("side", SQUARE, HIGH, None),
        ("side", OBLIQUE, LEVEL, SIDE_ON),
        ("side", SQUARE, FROM_ABOVE, LOWER),
        ("oblique_mild", OBLIQUE, HIGH, None),
        ("oblique_mild", FAR_ROUND, LEVEL, SIDE_ON),
        ("oblique_mild", SQUARE, FROM_ABOVE, LOWER),
        ("oblique", OBLIQUE, HIGH, None),
        ("oblique", FAR_ROUND, LEVEL, SIDE_ON),
        ("wide", FAR_ROUND, LEVEL, None),
        ("wide", 40.0, LEVEL, SIDE_ON),
        ("wide", SQUARE, FROM_ABOVE, LOWER),
    ],
)
def test_a_view_allows_what_it_allows_and_else_says_what_to_do(needed, yaw_deg, pitch_deg, remedy):
    problem = view_problem(seen_from(yaw_deg, pitch_deg), needed)
    assert problem is None if remedy is None else remedy in problem.words


@pytest.mark.parametrize(
    ("needed", "yaw_deg", "mild"),
    [
        ("oblique_mild", SQUARE, False),
        ("oblique_mild", OBLIQUE, True),
        ("oblique", OBLIQUE, False),
        ("wide", FAR_ROUND, False),
    ],
)
def test_only_lines_are_called_mild_at_most_when_seen_obliquely(needed, yaw_deg, mild):
    assert mild_only(seen_from(yaw_deg), needed) is mild


@pytest.mark.parametrize(("turn_deg", "remedy"), [(30.0, None), (60.0, "face your chest")])
def test_a_side_plank_is_seen_from_the_front(turn_deg, remedy):
    problem = view_problem(seen_from(turn_deg=turn_deg), "front")
    assert problem is None if remedy is None else remedy in problem.words


@pytest.mark.parametrize(("share", "remedy"), [(0.13, None), (0.11, "come closer")])
def test_who_is_small_is_asked_to_come_closer(share, remedy):
    problem = view_problem(seen_from(torso_share=share), "side")
    assert problem is None if remedy is None else remedy in problem.words


FAULTS = [fault for exercise in catalogue().values() for fault in exercise.faults]
OUTLINE = {"lumbar_rise_t", "low_back_rise_t", "lumbar_hollow_t", "back_bulge"}
HEAD = {"head_lead_deg", "gaze_deg"}


def test_what_only_the_outline_tells_needs_a_square_and_low_camera():
    alone = [fault for fault in FAULTS if fault.measures and set(fault.measures) <= OUTLINE]
    assert alone
    assert {fault.view for fault in alone} == {"outline"}


def test_what_only_the_neck_tells_needs_a_square_view():
    alone = [fault for fault in FAULTS if fault.measures and set(fault.measures) <= HEAD]
    assert alone
    assert {fault.view for fault in alone} == {"side"}


def test_what_only_the_clock_tells_is_judged_obliquely_too():
    alone = [fault for fault in FAULTS if fault.timed and not fault.measures]
    assert alone
    assert {fault.view for fault in alone} == {"oblique"}


@pytest.mark.parametrize(
    ("exercise", "filmed", "fault"),
    [
        ("sit_up", sit_ups(1, high=85.0, lower=1.2), "dropped"),
        ("leg_raise", leg_raises(2, lower=0.6), "too_fast"),
        ("crunch", crunches(2, high=63.0), "too_high"),
    ],
)
def test_speeds_and_elevations_stay_severe_when_seen_obliquely(exercise, filmed, fault):
    record = judged(exercise, filmed, camera=Camera(yaw_deg=OBLIQUE))
    assert (fault, "severe") in faults(record)


def test_the_neck_is_not_judged_obliquely():
    record = judged("plank", GOOD["plank"], camera=Camera(yaw_deg=OBLIQUE))
    assert set(reasons(record)) == {"head_drop", "head_crane"}
    assert all(
        "square side view" in reason and reason.endswith("turn side-on")
        for reason in reasons(record).values()
    )


def test_the_outline_is_not_judged_from_high_but_the_rest_is():
    record = judged("leg_raise", GOOD["leg_raise"], camera=Camera(pitch_deg=HIGH))
    assert set(reasons(record)) == {"lumbar_lift"}
    assert LOWER in reasons(record)["lumbar_lift"]


@pytest.mark.parametrize(("yaw_deg", "found"), [(FAR_ROUND, True), (40.0, False)])
def test_stooping_is_told_from_further_round_than_anything_else(yaw_deg, found):
    stooped = pick_ups(2, squat=0.0)
    record = judged("pick_up", stooped, camera=Camera(yaw_deg=yaw_deg))
    assert ("stooped" in {fault for fault, _ in faults(record)}) is found
    assert SIDE_ON in reasons(record)["load_far"]


# --- too few pictures a second -------------------------------------------------------------------

QUICK = [
    ("leg_raise", leg_raises(2, lower=0.6), "too_fast"),
    ("sit_up", sit_ups(1, high=85.0, lower=1.2), "dropped"),
    ("crunch", crunches(2, rise=0.55, lower=0.55, top=0.0), "too_fast"),
    ("donkey_kick", kicks(2, rise=0.35), "momentum"),
]


@pytest.mark.parametrize(("exercise", "filmed", "fault"), QUICK)
def test_at_ten_pictures_a_second_nothing_is_said_of_speed(exercise, filmed, fault):
    record = judged(exercise, filmed, fps=10.0)
    assert fault not in {found for found, _ in faults(record)}
    assert "too few pictures a second: film at 15 or more" in reasons(record)[fault]


@pytest.mark.parametrize(("exercise", "filmed", "fault"), QUICK)
def test_twelve_pictures_a_second_are_enough(exercise, filmed, fault):
    record = judged(exercise, filmed, fps=12.0)
    assert fault in {found for found, _ in faults(record)}


def test_at_ten_pictures_a_second_positions_are_judged():
    record = judged("crunch", crunches(2, high=63.0), fps=10.0)
    assert ("too_high", "severe") in faults(record)


def test_some_missing_pictures_do_not_turn_the_clock_off():
    frames = film(leg_raises(2, lower=0.6), fps=30.0)
    some = [frame for i, frame in enumerate(frames) if i % 5 not in (1, 2)]
    assert "too_fast" not in reasons(judged("leg_raise", some))


# --- a repetition of which too much was not seen -------------------------------------------------


def partly(motion, bad, start_s, end_s, **how):
    """A motion that a worse camera films from one time to another."""
    other = {frame.t_s: frame for frame in film(motion, bad, **how)}
    return [other[f.t_s] if start_s <= f.t_s < end_s else f for f in film(motion, **how)]


@pytest.mark.parametrize(("end_s", "scored"), [(2.6, True), (5.5, False)])
def test_a_repetition_with_a_fifth_of_bad_view_is_counted_but_not_scored(end_s, scored):
    # The movement lasts from 1.5 to 9 s, and ends in a good view.
    record = judged("sit_up", partly(sit_ups(1), Camera(yaw_deg=45.0), 2.0, end_s))
    (rep,) = record.sets[0].reps
    assert rep.complete
    assert rep.scored is scored


@pytest.mark.parametrize(("times", "scored"), [(1, True), (3, False)])
def test_a_repetition_whose_angle_is_missing_for_a_fifth_is_counted_but_not_scored(times, scored):
    frames = film(sit_ups(1))
    blind = {frame.t_s: frame for frame in film(sit_ups(1), Camera(hidden=frozenset({"shoulder"})))}
    gaps = [(2.0 + 1.6 * i, 2.8 + 1.6 * i) for i in range(times)]
    record = judged(
        "sit_up",
        [blind[f.t_s] if any(a <= f.t_s < b for a, b in gaps) else f for f in frames],
    )
    (rep,) = record.sets[0].reps
    assert rep.complete
    assert rep.scored is scored


def test_feet_that_leave_the_picture_on_the_way_are_said_though_they_come_back():
    low = Camera(middle_m=(-0.1, -0.35))
    record = judged("leg_raise", leg_raises(2, lower=0.6), camera=low)
    assert "too_fast" not in {found for found, _ in faults(record)}
    assert reasons(record)["too_fast"] == "your feet leave the picture: move back"


def test_hands_at_the_border_keep_only_what_needs_them_from_being_judged():
    low = Camera(middle_m=(-0.1, 0.98))
    record = judged("high_plank", still(high_plank(), 8.0), camera=low)
    assert reasons(record)["shoulders_off_elbows"] == "your hands leave the picture: move back"
    assert "hip_sag" not in reasons(record)


def test_all_hidden_joints_are_named_by_what_people_call_them():
    hidden = {"ankle": "feet", "knee": "knees", "elbow": "elbows", "ear": "head"}
    for joint, word in hidden.items():
        record = judged("plank", still(plank(), 8.0), camera=Camera(hidden=frozenset({joint})))
        assert any(f"I can't see your {word}:" in why for why in reasons(record).values()), joint


# --- uncertainty ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("value", "uncertainty", "how"),
    [(20.0, 4.5, "sure"), (20.0, 9.1, "unsure"), (float("nan"), 1.0, "missing")],
)
def test_a_repetition_s_number_needs_less_than_twice_the_allowed_uncertainty(
    value, uncertainty, how
):
    (fault,) = [f for f in exercise_by_id("glute_bridge").faults if f.id == "feet_too_far"]
    times = np.linspace(0.0, 3.0, 31)
    knees = np.column_stack([np.full(31, value), np.full(31, uncertainty)])
    x = 0.3 * np.sin(np.pi * times / 3.0)
    trace = RepTrace(times, x, 15, {"knee_flexion_deg": knees}, {}, 3.0)
    assert measured_quality([fault.mild], trace) == how


@pytest.mark.parametrize("yaw_deg", [30.0, 45.0])
def test_how_far_to_turn_is_said(yaw_deg):
    record = judged("plank", still(plank(), 6.0), camera=Camera(yaw_deg=yaw_deg))
    assert any(
        f"about {yaw_deg:.0f} degrees off" in problem.words for problem in record.view.problems
    )
    assert all(reason.endswith("turn side-on") for reason in reasons(record).values())
