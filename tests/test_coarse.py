"""Few pixels, few pictures a second, pictures missing: judged right, or said, never made up."""

from dataclasses import replace

import pytest
from people import (
    Camera,
    counts,
    faults,
    film,
    hold_s,
    into_plank_and_out,
    judged,
    leg_raises,
    plank,
    sit_ups,
    still,
)

from formcheck.exercises.rep_counter import missed_top
from formcheck.problem import ProblemId

SLOW, GAP = ProblemId.FEW_PICTURES, ProblemId.GAP


def messages(record):
    return {message.id for message in record.messages}


def shrunk(width):
    """The usual camera with a picture of so many pixels across."""
    share = width / 1280
    return Camera(px_per_m=360.0 * share, size=(width, 720 * width // 1280))


def not_judged(record):
    return {(one.fault, one.problem) for part in record.sets for one in part.not_judged}


# --- few pixels ----------------------------------------------------------------------------------


@pytest.mark.parametrize("exercise", ["plank", "auto"])
@pytest.mark.parametrize("width", [48, 64, 96, 120])
def test_a_plank_of_a_few_pixels_has_no_good_form(exercise, width):
    record = judged(exercise, still(plank(), 8.0), camera=shrunk(width))
    assert not record.view.judgeable
    assert [problem.id for problem in record.view.problems] == [ProblemId.COARSE]
    assert all(one.hold.good_form_s is None for one in record.sets)


def test_the_fewer_the_pixels_the_larger_the_uncertainty():
    motion = still(plank(sag=25.0), 6.0)
    sizes = [
        judged("plank", motion, camera=shrunk(width)).sets[0].findings[0].peak.uncertainty
        for width in (1280, 170, 136)
    ]
    assert sizes == sorted(sizes)
    assert sizes[-1] > 1.2 * sizes[0]


def test_a_low_back_is_not_judged_by_an_outline_of_some_pixels():
    record = judged("leg_raise", leg_raises(2), camera=shrunk(180))
    assert ("lumbar_lift", "coarse") in not_judged(record)


# --- few pictures --------------------------------------------------------------------------------


@pytest.mark.parametrize("fps", [2.0, 3.0, 4.0])
@pytest.mark.parametrize("high", [72.0, 80.0])
def test_repetitions_whose_top_falls_between_two_pictures_are_whole(fps, high):
    record = judged("sit_up", sit_ups(3, high=high), fps=fps)
    assert counts(record) == (3, 0, 0)
    assert "incomplete_top" not in dict(faults(record))


def test_repetitions_that_are_not_whole_are_none_at_few_pictures_either():
    record = judged("sit_up", sit_ups(3, high=45.0), fps=4.0)
    assert counts(record)[0] == 0


def test_what_the_top_decides_is_not_judged_where_it_may_have_been_missed():
    record = judged("sit_up", sit_ups(3, high=80.0, top=0.0, rise=1.3, lower=1.3), fps=2.0)
    assert ("incomplete_top", "few_pictures") in not_judged(record)


@pytest.mark.parametrize(
    ("times", "signal", "missed"),
    [
        pytest.param([0.0, 0.5, 1.0], [60.0, 68.0, 65.0], 4.0, id="sparse"),
        pytest.param([0.0, 0.04, 0.08], [60.0, 68.0, 65.0], 0.0, id="dense"),
        pytest.param([0.0, 0.04, 1.0], [60.0, 68.0, 64.0], 2.0, id="sparse on one side"),
        pytest.param([0.0, 0.5], [60.0, 68.0], 4.0, id="at the end"),
        pytest.param([0.0], [60.0], 0.0, id="alone"),
    ],
)
def test_the_top_between_two_pictures_may_be_half_a_step_higher(times, signal, missed):
    assert missed_top(times, signal) == missed


@pytest.mark.parametrize("fps", [0.2, 0.5, 2.0])
@pytest.mark.parametrize("exercise", ["plank", "auto"])
def test_too_few_pictures_are_said_and_nothing_that_is_not_known(fps, exercise):
    record = judged(exercise, still(plank(), 20.0), fps=fps)
    assert messages(record) == {SLOW}


def test_seconds_between_pictures_are_not_called_judged():
    assert judged("plank", still(plank(), 20.0), fps=0.5).usable_fraction == 0.0


@pytest.mark.parametrize("fps", [10.0, 15.0, 30.0])
def test_usual_rates_are_not_remarked_upon(fps):
    assert messages(judged("plank", still(plank(), 6.0), fps=fps)) == set()


# --- missing pictures ----------------------------------------------------------------------------


def with_gap(frames, at_s, length_s):
    return [replace(f, t_s=f.t_s + length_s * (f.t_s >= at_s)) for f in frames]


@pytest.mark.parametrize("exercise", ["plank", "auto"])
@pytest.mark.parametrize(("at_s", "length_s"), [(2.5, 60.0), (4.0, 5.0), (4.0, 3600.0)])
def test_a_hold_goes_on_over_missing_pictures_without_their_time(exercise, at_s, length_s):
    record = judged(exercise, with_gap(film(still(plank(), 8.0)), at_s, length_s))
    assert hold_s(record) == pytest.approx(8.0, abs=0.2)
    assert len(record.sets) == 1


def test_missing_pictures_are_said_and_are_not_called_judged():
    record = judged("plank", with_gap(film(still(plank(), 8.0)), 4.0, 60.0))
    (message,) = record.messages
    assert message.words.startswith("60 s without pictures")
    assert record.usable_fraction == pytest.approx(8.0 / 68.0, abs=0.01)


def test_a_repetition_with_missing_pictures_is_not_counted():
    record = judged("leg_raise", with_gap(film(leg_raises(2)), 4.0, 10.0))
    assert counts(record)[0] == 1


def test_a_picture_that_comes_late_is_no_gap():
    record = judged("plank", with_gap(film(into_plank_and_out(still(plank(), 6.0))), 4.0, 0.8))
    assert GAP not in messages(record)
