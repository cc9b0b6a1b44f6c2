"""Counting repetitions from a list of angles; no person, no picture."""

import math
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from formcheck.exercises.rep_counter import RepCounter
from formcheck.exercises.spec import Reps

SIT_UP = Reps(
    signal="trunk_elevation_deg",
    relative=True,
    lo=8,
    hi=70,
    attempt=10,
    fail_below=55,
    rest=(-15, 30),
    shortest_s=1.2,
    longest_s=15,
)
CRUNCH = Reps(
    signal="trunk_elevation_deg",
    relative=True,
    lo=5,
    hi=12,
    rest=(-15, 30),
    shortest_s=0.8,
    longest_s=10,
)
LEG_RAISE = Reps(
    signal="leg_elevation_deg",
    relative=False,
    lo=15,
    hi=70,
    attempt=10,
    rest=(-20, 40),
    shortest_s=1.5,
    longest_s=15,
)
LEG_LIFT = Reps(
    signal="thigh_elevation_deg",
    relative=True,
    lo=5,
    hi=20,
    rest=(55, 110),
    shortest_s=1.2,
    longest_s=12,
)
NOTHING = math.nan


def angles(*steps, fps=20.0):
    """`(t_s, angle)` along `(angle, seconds to get there)` steps; the first angle is the start.

    The same angle again means staying, NOTHING that the angle could not be measured meanwhile.
    """
    start_s, start, samples = 0.0, steps[0][0], []
    for angle, seconds in steps:
        count = round(seconds * fps)
        shares = [i / count for i in range(1, count + 1)]
        samples += [(start_s + x * seconds, start + x * (angle - start)) for x in shares]
        start_s += seconds
        start = start if math.isnan(angle) else angle
    return samples


def watch(spec, samples, machine=None, lies=lambda _t_s: True):
    """Every movement that ended, in order, and the machine."""
    machine = machine or RepCounter(spec)
    ended = [machine.feed(x, t_s, may_start=lies(t_s), may_stay=True) for t_s, x in samples]
    return [movement for movement in ended if movement], machine


def kinds(spec, *steps, fps=20.0):
    """What the movements that ended were, without those that count as nothing."""
    return [one.kind for one in watch(spec, angles(*steps, fps=fps))[0] if one.kind != "none"]


LIE = (0, 1.0)
UP, TOP, DOWN = (85, 2.0), (85, 0.5), (0, 3.0)
ONE = [UP, TOP, DOWN, LIE]


@pytest.mark.parametrize(
    ("steps", "expected"),
    [
        ([LIE], []),
        ([LIE, *ONE], ["rep"]),
        ([LIE, *ONE, *ONE, *ONE], ["rep"] * 3),
        ([LIE, UP, DOWN, UP, DOWN, LIE], ["rep"] * 2),
        ([LIE, (65, 2), (0, 2), LIE], ["partial"]),
        ([LIE, (40, 2), (0, 2), LIE], ["attempt"]),
        ([LIE, (40, 2), (0, 2), LIE, *ONE], ["attempt", "rep"]),
        ([LIE, (9, 1), (0, 1), LIE], []),
        ([LIE, (30, 0.2), (0, 0.2), LIE], []),  # a twitch, not an attempt
        ([LIE, UP], []),  # never came back
        ([LIE, UP, (20, 2), (85, 2), DOWN, LIE], ["rep"] * 2),  # turns round above the floor
        ([LIE, UP, (50, 2), (85, 2), DOWN, LIE], ["rep"]),  # hardly came down in between
    ],
)
def test_sit_ups_are_counted(steps, expected):
    assert kinds(SIT_UP, *steps) == expected


@pytest.mark.parametrize(
    ("spec", "steps", "expected"),
    [
        (CRUNCH, [(0, 1), (25, 1), (25, 0.5), (0, 1), (0, 1)], ["rep"]),
        (CRUNCH, [(0, 1), (9, 0.5), (9, 0.3), (0, 0.5), (0, 1)], ["partial"]),
        (LEG_RAISE, [(0, 1), (80, 2), (0, 3), (0, 1)], ["rep"]),
        (LEG_RAISE, [(30, 1), (80, 2), (30, 3), (30, 1), (80, 2), (30, 3), (30, 1)], ["rep"] * 2),
        (LEG_RAISE, [(0, 1), (50, 2), (0, 2), (0, 1)], ["partial"]),
        (LEG_RAISE, [(0, 1), (28, 1), (0, 1), (0, 1)], ["attempt"]),
        (LEG_LIFT, [(90, 1), (118, 1), (90, 1), (90, 1)], ["rep"]),
        (LEG_LIFT, [(75, 1), (100, 1), (75, 1), (75, 1)], ["rep"]),
        (LEG_LIFT, [(90, 1), (104, 1), (90, 1), (90, 1)], ["partial"]),
    ],
)
def test_other_exercises_are_counted(spec, steps, expected):
    assert kinds(spec, *steps) == expected


@pytest.mark.parametrize("fps", [10, 15, 24, 29.97, 60])
def test_the_frame_rate_changes_no_count(fps):
    assert kinds(SIT_UP, LIE, *ONE, (40, 2), (0, 2), LIE, *ONE, fps=fps) == [
        "rep",
        "attempt",
        "rep",
    ]


# --- what is not counted -------------------------------------------------------------------------


def test_who_enters_in_mid_movement_is_counted_only_from_the_next_one_on():
    assert kinds(SIT_UP, (50, 0.1), (85, 1), DOWN, LIE, *ONE) == ["rep"]


@pytest.mark.parametrize(("way_s", "expected"), [(0.4, []), (0.9, ["rep"])])
def test_a_movement_that_is_too_short_is_no_repetition(way_s, expected):
    assert kinds(SIT_UP, LIE, (85, way_s), (0, way_s), LIE) == expected


@pytest.mark.parametrize(("top_s", "expected"), [(8, ["rep"]), (14, [])])
def test_a_movement_that_is_too_long_is_no_repetition(top_s, expected):
    assert kinds(SIT_UP, LIE, UP, (85, top_s), DOWN, LIE) == expected


def test_sitting_about_is_no_repetition_and_spoils_none_after_it():
    assert kinds(SIT_UP, LIE, UP, (85, 40), DOWN, LIE, *ONE) == ["rep"]


def test_what_begins_outside_the_position_is_not_counted():
    machine = RepCounter(SIT_UP)
    ended = [machine.feed(x, t_s, may_start=False, may_stay=True) for t_s, x in angles(LIE, *ONE)]
    assert not any(ended)


@pytest.mark.parametrize(("out_s", "expected"), [(0.5, ["rep"]), (1.5, [])])
def test_a_movement_is_dropped_when_the_position_is_left_for_a_second(out_s, expected):
    machine = RepCounter(SIT_UP)
    ended = [
        machine.feed(x, t_s, may_start=True, may_stay=not 2.0 < t_s <= 2.0 + out_s)
        for t_s, x in angles(LIE, *ONE)
    ]
    assert [one.kind for one in ended if one] == expected


@pytest.mark.parametrize(("gap_s", "expected"), [(0.5, ["rep"]), (1.5, [])])
def test_a_movement_is_dropped_when_it_cannot_be_measured_for_a_second(gap_s, expected):
    steps = [LIE, (60, 1.5), (NOTHING, gap_s), (85, 1), DOWN, LIE]
    assert kinds(SIT_UP, *steps) == expected


def test_a_movement_is_dropped_when_there_are_no_frames_for_seconds():
    samples = [(t_s, x) for t_s, x in angles(LIE, *ONE) if not 2.0 < t_s < 4.5]
    assert not watch(SIT_UP, samples)[0]


def test_a_cut_drops_the_movement_and_the_rest_value():
    machine = RepCounter(SIT_UP)
    watch(SIT_UP, angles((20, 1.0), (60, 1.0)), machine)
    assert machine.cut() is None
    assert machine.current is None
    assert machine.rest == 0.0
    after = [(5.0 + t_s, x) for t_s, x in angles((60, 0.1), (0, 2), LIE)]
    assert not watch(SIT_UP, after, machine)[0]


def test_leaving_drops_the_movement_and_keeps_the_rest_value():
    machine = RepCounter(SIT_UP)
    watch(SIT_UP, angles((20, 1.0), (60, 1.0)), machine)
    machine.leave()
    assert machine.current is None
    assert machine.rest == pytest.approx(20.0, abs=2.0)


# --- jitter --------------------------------------------------------------------------------------


def jittered(samples, width, seed=3):
    noise = np.random.default_rng(seed).uniform(-width, width, len(samples))
    return [(t_s, x + float(dx)) for (t_s, x), dx in zip(samples, noise, strict=True)]


@pytest.mark.parametrize("level", [5.0, 8.0, 12.0, 60.0, 70.0])
def test_dwelling_and_shaking_at_any_level_counts_nothing_twice(level):
    steps = angles(LIE, UP, (level, 1.5), (level, 2.0), (0, 1), LIE)
    ended, _ = watch(SIT_UP, jittered(steps, 3.0))
    assert [one.kind for one in ended].count("rep") == 1


def test_shaking_at_the_limit_on_the_way_up_counts_once():
    ended, _ = watch(SIT_UP, jittered(angles(LIE, (70, 2), (70, 2), (85, 1), DOWN, LIE), 3.0))
    assert [one.kind for one in ended if one.kind != "none"] == ["rep"]


def test_lying_restlessly_is_no_movement():
    ended, _ = watch(SIT_UP, jittered(angles((0, 20.0)), 4.0))
    assert [one.kind for one in ended if one.kind != "none"] == []


def test_legs_that_wobble_above_the_floor_make_no_repetition():
    assert kinds(LEG_RAISE, (34, 1), (41, 0.5), (34, 0.5), (34, 1)) == []


# --- rest ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("lying", [-12, 0, 12, 25])
def test_the_rest_value_is_the_persons_own(lying):
    _, machine = watch(SIT_UP, angles((lying, 2.0)))
    assert machine.rest == pytest.approx(lying, abs=0.5)


@pytest.mark.parametrize(("top", "expected"), [(76, "partial"), (88, "rep")])
def test_the_top_is_measured_from_the_persons_own_rest(top, expected):
    assert kinds(SIT_UP, (15, 1.5), (top, 2), (15, 3), (15, 1)) == [expected]


def test_the_rest_value_follows_a_person_who_lies_differently_after_a_while():
    _, machine = watch(SIT_UP, angles(LIE, *ONE, (6, 0.5), (6, 2.0)))
    assert machine.rest == pytest.approx(6.0, abs=0.5)


def test_who_lies_a_good_deal_higher_after_a_while_is_still_counted():
    higher = [(88, 2), (88, 0.5), (12, 3), (12, 2)]
    assert kinds(SIT_UP, LIE, *ONE, (12, 1), (12, 3), *higher, *higher) == ["rep"] * 3


@pytest.mark.parametrize("fps", [10, 20, 60])
def test_the_rest_value_does_not_follow_the_start_of_a_movement(fps):
    steps = [(0, 2.0), (3, 1.0), (25, 1.5), (25, 0.5), (0, 1.5), (0, 1.0)]
    (movement,) = watch(CRUNCH, angles(*steps, fps=fps))[0]
    assert movement.rest == pytest.approx(0.0, abs=1.0)


def test_an_unbelievable_rest_is_not_taken_for_one():
    _, machine = watch(SIT_UP, angles((45, 5.0)))
    assert machine.rest == 0.0


def test_a_movement_knows_the_rest_it_came_from_and_its_top():
    (movement,) = watch(SIT_UP, angles((10, 2.0), (85, 2), (85, 0.5), (10, 3), (10, 1)))[0]
    assert movement.rest == pytest.approx(10.0, abs=1.0)
    assert movement.peak == pytest.approx(85.0)
    assert movement.start_s == pytest.approx(2.0, abs=0.2)
    assert movement.top_s == pytest.approx(4.0, abs=0.1)
    assert movement.end_s == pytest.approx(7.3, abs=0.3)


@pytest.mark.parametrize(
    ("spec", "low", "high", "way_s"),
    [
        (CRUNCH, 0, 20, 1.5),
        (CRUNCH, 0, 20, 3.0),
        (CRUNCH, 0, 30, 4.0),
        (LEG_LIFT, 90, 115, 3.0),
    ],
)
def test_however_slow_a_movement_it_is_no_rest(spec, low, high, way_s):
    steps = [(low, 1.5), (high, way_s), (high, 0.5), (low, way_s), (low, 1.5)]
    assert kinds(spec, *steps) == ["rep"]


def test_touch_and_go_sit_ups_are_each_counted():
    steps = [LIE, *[(85, 1.5), (2, 1.5)] * 4, LIE]
    assert kinds(SIT_UP, *steps) == ["rep"] * 4


def test_after_three_repetitions_touching_down_less_deeply_is_enough():
    shallow = [(85, 1.5), (14, 1.5)] * 3
    assert kinds(SIT_UP, LIE, *ONE, *ONE, *ONE, *shallow, (0, 1), LIE) == ["rep"] * 6


def test_a_cut_on_the_way_down_from_the_top_counts():
    machine = RepCounter(SIT_UP)
    watch(SIT_UP, angles(LIE, UP, (40, 1.0)), machine)
    movement = machine.cut()
    assert movement is not None
    assert movement.kind == "rep"
    assert movement.peak == pytest.approx(85, abs=1)


@pytest.mark.parametrize("last", [(60, 1.0), (85, 2.0)], ids=["on the way up", "at the top"])
def test_a_cut_before_the_way_down_counts_nothing(last):
    machine = RepCounter(SIT_UP)
    watch(SIT_UP, angles(LIE, last), machine)
    assert machine.cut() is None


def test_a_body_that_turns_round_above_the_floor_has_done_a_repetition():
    assert kinds(SIT_UP, LIE, *ONE, (85, 1.5), (14, 1.5), (85, 1.5), DOWN, LIE) == ["rep"] * 3


def test_a_top_between_two_sparse_pictures_counts():
    # Four pictures a second: 65 degrees are seen, and 70 may lie between.
    seen = [(0.0, 0), (0.25, 0), (0.5, 0), (0.75, 30), (1.0, 65), (1.25, 60), (1.5, 30), (1.75, 2)]
    assert [movement.kind for movement in watch(SIT_UP, seen)[0]] == ["rep"]
    dense = [(0.0, 0), (0.5, 0), (0.75, 30), (1.0, 64), (1.1, 65), (1.2, 64), (1.75, 30), (2.0, 2)]
    assert [movement.kind for movement in watch(SIT_UP, dense)[0]] == ["partial"]


def test_getting_up_is_no_way_down():
    up_and_away = angles(LIE, UP, (15, 1.5), (40, 1.0))
    ended, _ = watch(SIT_UP, up_and_away, lies=lambda t_s: t_s < 3.0)
    assert not ended


def test_a_small_movement_among_large_ones_is_none():
    small = [(11, 1.0), (0, 1.0), (0, 1.0)]
    large = [(40, 1.0), (0, 1.0), (0, 1.0)]
    counted = CRUNCH.model_copy(update={"hi": 7.0})
    assert kinds(counted, LIE, *small * 3) == ["rep"] * 3
    assert kinds(counted, LIE, *large * 3, *small) == ["rep"] * 3 + ["partial"]


@pytest.mark.parametrize("rest", [-80.0, -60.0, -20.0])
def test_the_first_movement_counts_from_any_believable_rest(rest):
    bridge = CRUNCH.model_copy(update={"lo": 10, "hi": 25, "rest": (-85, -15)})
    assert kinds(bridge, (rest, 0.0), (rest + 60, 1.0), (rest, 1.0), (rest, 1.0)) == ["rep"]


def test_a_shot_that_begins_at_the_top_may_begin_with_a_repetition():
    begins_up = LEG_RAISE.model_copy(update={"begins_up": True})
    assert kinds(begins_up, (80, 0.5), (0, 2.0), (0, 1.0)) == ["rep"]
    assert kinds(LEG_RAISE, (80, 0.5), (0, 2.0), (0, 1.0)) == []


def test_a_person_first_seen_in_another_posture_has_not_begun_at_the_top():
    begins_up = LEG_RAISE.model_copy(update={"begins_up": True})
    assert kinds(begins_up, (NOTHING, 1.5), (80, 0.5), (0, 2.0), (0, 1.0)) == []


def test_legs_that_always_stop_above_the_floor_are_counted():
    above = [(80, 2), (32, 3), (32, 0.5)]
    assert kinds(LEG_RAISE, (32, 1.5), *above * 3) == ["rep"] * 3


def test_legs_that_stop_higher_up_than_they_started_are_counted():
    stops = [(80, 2), (35, 3), (35, 1)]
    assert kinds(LEG_RAISE, (0, 1.5), *stops * 3) == ["rep"] * 3


# --- stuck ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(("still_s", "expected"), [(0.0, 0.5), (1.5, 1.5), (3.0, 3.0)])
def test_an_attempt_says_how_long_it_was_stuck(still_s, expected):
    (movement,) = watch(SIT_UP, angles(LIE, (35, 1), (35, still_s), (0, 1), LIE))[0]
    assert movement.stuck_s == pytest.approx(expected, abs=0.5)


def test_a_slow_but_steady_attempt_is_not_stuck():
    (movement,) = watch(SIT_UP, angles(LIE, (50, 4), (0, 1), LIE))[0]
    assert movement.stuck_s < 1.0


# --- phases and limits ---------------------------------------------------------------------------


def test_the_phases_follow_each_other():
    machine, phases = RepCounter(SIT_UP), []
    for t_s, x in angles(LIE, *ONE):
        machine.feed(x, t_s, may_start=True, may_stay=True)
        if machine.phase and machine.phase not in phases[-1:]:
            phases.append(machine.phase)
    assert phases == ["down", "rise", "top", "lower", "down"]


def test_there_is_no_phase_before_the_position_was_taken():
    machine = RepCounter(SIT_UP)
    watch(SIT_UP, angles((50, 1.0)), machine)
    assert machine.phase is None
    assert not machine.is_down


@given(
    st.lists(st.tuples(st.integers(-20, 110), st.sampled_from([0.1, 0.3, 1.0, 3.0])), max_size=12)
)
@settings(max_examples=60, deadline=None)
def test_no_course_counts_more_repetitions_than_tops(steps):
    samples = angles((0, 1.0), *steps, (0, 1.0))
    high = [x >= SIT_UP.hi - 15 for _, x in samples]
    tops = sum(now and not before for before, now in zip([False, *high], high, strict=False))
    ended, _ = watch(SIT_UP, samples)
    assert [one.kind for one in ended].count("rep") <= tops


@given(
    st.lists(st.tuples(st.integers(-20, 110), st.sampled_from([0.1, 0.3, 1.0, 3.0])), max_size=12)
)
@settings(max_examples=60, deadline=None)
def test_movements_do_not_overlap(steps):
    ended, _ = watch(SIT_UP, angles((0, 1.0), *steps, (0, 1.0)))
    for before, after in pairwise(ended):
        assert before.start_s <= before.top_s <= before.end_s <= after.start_s + 1e-9
