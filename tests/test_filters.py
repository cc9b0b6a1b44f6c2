"""Smoothing, gaps and outliers: by media time, whatever the frame rate."""

import math

import numpy as np
import pytest

from formcheck.motion.filters import Averages, OneEuroFilter, OutlierGate, RunningPercentile

TORSO = 200.0  # pixels


def one_euro():
    return OneEuroFilter(min_cutoff_hz=1.0, beta=6.0, derivative_cutoff_hz=1.0)


def smoothed(values, fps=30.0, torso=TORSO):
    filtered = one_euro()
    return np.array(
        [filtered(np.array([v]), i / fps, torso)[0] for i, v in enumerate(values, start=1)]
    )


# --- One Euro ------------------------------------------------------------------------------------


def test_a_still_value_stays_what_it_is():
    assert smoothed([100.0] * 60) == pytest.approx(100.0)


def test_noise_at_rest_is_halved_at_least():
    noise = np.random.default_rng(1).normal(0.0, 3.0, 900)
    assert np.std(smoothed(noise)[90:]) < 0.5 * np.std(noise)


def test_a_limb_that_moves_is_followed_within_a_tenth_of_a_second():
    speed = 1.5 * TORSO  # pixels a second: a brisk leg raise
    t_s = np.arange(1, 61) / 30.0
    lag_s = (speed * t_s - smoothed(speed * t_s)) / speed
    assert lag_s[30:].max() < 0.1


def test_a_step_is_reached_in_the_end():
    assert smoothed([0.0] * 30 + [50.0] * 90)[-1] == pytest.approx(50.0, abs=0.5)


def test_a_missing_value_stays_missing_and_leaves_no_trace():
    values = [100.0] * 30
    values[10:13] = [math.nan] * 3
    after = smoothed(values)
    assert np.isnan(after).nonzero()[0].tolist() == [10, 11, 12]
    assert after[13:] == pytest.approx(100.0)


def test_zooming_in_changes_nothing_but_the_scale():
    values = 100.0 + 40.0 * np.sin(np.arange(90) / 9.0)
    assert smoothed(3.0 * values, torso=3.0 * TORSO) == pytest.approx(3.0 * smoothed(values))


@pytest.mark.parametrize("fps", [15.0, 24.0, 60.0])
def test_the_same_movement_is_smoothed_alike_at_any_frame_rate(fps):
    def at_one_second(rate):
        t_s = np.arange(1, int(rate * 2) + 1) / rate
        return np.interp(1.0, t_s, smoothed(TORSO * np.sin(2.0 * t_s), fps=rate))

    assert at_one_second(fps) == pytest.approx(at_one_second(30.0), abs=0.02 * TORSO)


# --- the gate ------------------------------------------------------------------------------------

HIP, KNEE, ANKLE = 0, 1, 2
LEG = np.array([[0.0, 0.0], [170.0, 0.0], [340.0, 0.0]])


def gate():
    return OutlierGate([(HIP, KNEE), (KNEE, ANKLE)], max_speed=10.0)


def gated(frames, fps=30.0):
    one = gate()
    return [one(np.array(points), i / fps, TORSO) for i, points in enumerate(frames, start=1)]


def with_ankle(x, y=0.0):
    return np.array([LEG[HIP], LEG[KNEE], [x, y]])


LOST = with_ankle(math.nan, math.nan)


def test_steady_points_pass_unchanged():
    assert np.array(gated([LEG] * 30)) == pytest.approx(np.array([LEG] * 30))


def test_a_point_that_jumps_for_one_frame_keeps_its_place():
    out = gated([LEG] * 30 + [with_ankle(900.0)] + [LEG] * 5)
    assert out[30][ANKLE].tolist() == LEG[ANKLE].tolist()


def test_a_jump_of_one_point_leaves_the_others_alone():
    moved = LEG + np.array([0.0, 5.0])
    moved[ANKLE] = [900.0, 0.0]
    assert gated([LEG] * 30 + [moved])[30][KNEE].tolist() == [170.0, 5.0]


def test_a_point_that_stays_where_it_jumped_to_is_believed():
    # Swung round the knee at once: the bone keeps its length.
    there = with_ankle(170.0, 170.0)
    out = gated([LEG] * 30 + [there] * 9)
    assert out[-1][ANKLE].tolist() == [170.0, 170.0]


def test_a_bone_stretched_by_more_than_a_quarter_drops_its_outer_end():
    out = gated([LEG] * 30 + [with_ankle(170.0 + 1.3 * 170.0)])
    assert out[30][ANKLE].tolist() == LEG[ANKLE].tolist()


def test_a_bone_stretched_by_less_than_a_quarter_is_believed():
    out = gated([LEG] * 30 + [with_ankle(170.0 + 1.2 * 170.0)])
    assert out[30][ANKLE].tolist() == [374.0, 0.0]


def test_a_bone_that_stays_stretched_is_followed_frame_by_frame():
    # The knee was mistaken for a while; the leg really is longer, and it moves.
    longer = [with_ankle(170.0 + 1.4 * 170.0, 2.0 * i) for i in range(30)]
    out = gated([LEG] * 60 + longer)
    late = [points[ANKLE][1] for points in out[75:]]
    assert late == [points[ANKLE][1] for points in longer[15:]]


@pytest.mark.parametrize(("missing_s", "bridged"), [(0.15, True), (0.4, False)])
def test_only_a_short_gap_is_bridged(missing_s, bridged):
    out = gated([LEG] * 30 + [LOST] * round(missing_s * 30))
    assert bool(np.isfinite(out[-1][ANKLE]).all()) is bridged


@pytest.mark.parametrize("fps", [10.0, 25.0, 50.0])
def test_how_long_a_gap_is_bridged_is_a_matter_of_time_not_of_frames(fps):
    out = gated([LEG] * 60 + [LOST] * 60, fps=fps)
    lost_s = [i / fps for i, points in enumerate(out[60:], 1) if np.isfinite(points[ANKLE]).all()]
    assert max(lost_s) == pytest.approx(0.2, abs=1.01 / fps)


def test_a_point_that_comes_back_elsewhere_after_a_long_gap_is_believed():
    out = gated([LEG] * 30 + [LOST] * 30 + [with_ankle(170.0, 170.0)])
    assert out[-1][ANKLE].tolist() == [170.0, 170.0]


def test_a_point_that_was_never_seen_appears_when_it_is():
    out = gated([LOST] * 30 + [LEG])
    assert out[-1][ANKLE].tolist() == LEG[ANKLE].tolist()


def test_after_a_reset_nothing_is_remembered():
    one = gate()
    for i in range(30):
        one(LEG.copy(), i / 30.0, TORSO)
    one.reset()
    far = LEG + 5000.0
    assert one(far, 1.0, TORSO).tolist() == far.tolist()


# --- lengths and averages ------------------------------------------------------------------------


def test_the_percentile_follows_the_window_and_forgets_what_is_older():
    percentile = RunningPercentile(window_s=10.0, percent=90.0)
    for i in range(300):
        percentile(200.0, i * 0.1)
    for i in range(300, 500):
        last = percentile(100.0, i * 0.1)
    assert last == 100.0


def test_a_short_foreshortening_does_not_shrink_the_torso():
    percentile = RunningPercentile(window_s=10.0, percent=90.0)
    values = [200.0] * 80 + [120.0] * 20
    assert [percentile(v, i * 0.1) for i, v in enumerate(values)][-1] == 200.0


@pytest.mark.parametrize("fps", [10.0, 15.0, 30.0, 60.0])
def test_how_long_a_percentile_remembers_is_a_matter_of_time_not_of_frames(fps):
    percentile = RunningPercentile(window_s=10.0, percent=50.0)
    times = [i / fps for i in range(int(30.0 * fps))]
    found = [percentile(200.0 if t_s < 15.0 else 100.0, t_s) for t_s in times]
    follows_s = next(t_s for t_s, value in zip(times, found, strict=True) if value == 100.0)
    assert follows_s - 15.0 == pytest.approx(5.0, abs=0.3)


def test_the_percentile_is_unknown_until_there_is_a_value():
    percentile = RunningPercentile(window_s=10.0, percent=50.0)
    assert math.isnan(percentile(math.nan, 0.0))
    assert percentile(3.0, 0.1) == 3.0


@pytest.mark.parametrize("fps", [5.0, 30.0, 120.0])
def test_an_average_reaches_63_percent_of_a_step_after_its_window_at_any_frame_rate(fps):
    average = Averages(window_s=1.0)
    average([0.0], 0.0)
    for i in range(1, int(fps) + 1):
        (value,) = average([1.0], i / fps)
    assert value == pytest.approx(1.0 - math.exp(-1.0), abs=0.01)


def test_an_average_ignores_missing_values():
    average = Averages(window_s=1.0)
    average([2.0, 1.0], 0.0)
    assert average([math.nan, 1.0], 0.5) == [2.0, 1.0]
