"""The protocols of the core tests: stick people and rendered people take them."""

import math
from dataclasses import replace
from pathlib import Path

import pytest
from people import (
    CAMERA,
    FLAT_HOLLOW,
    ON_THE_HIP,
    Camera,
    chain,
    curling,
    film,
    into_plank_and_out,
    kneeling,
    lying,
    over,
    plank,
    repeated,
    side_plank,
    still,
    straight_legs,
    through,
)

from formcheck.core_tests.tests import core_tests, read_tests
from formcheck.core_tests.trials import Trial, stages_of, try_clips
from formcheck.errors import InputError
from formcheck.pose.recording import Recording

pytestmark = pytest.mark.slow

DEV = Path(__file__).parents[1] / "benchmarks" / "accuracy" / "data" / "dev"
TEXT = (Path(__file__).parents[1] / "src" / "formcheck" / "core_tests" / "tests.toml").read_text(
    encoding="utf-8"
)
OBLIQUE = replace(CAMERA, yaw_deg=40.0)  # reads about 30 degrees


def trials(test, *clips, stages=None, **how):
    core_test = core_tests()[test]
    filmed = [film(clip, **how) if not isinstance(clip, list) else clip for clip in clips]
    return try_clips(core_test, filmed, stages or stages_of(core_test))


def trial(test, clip, **how) -> Trial:
    (one,) = trials(test, clip, **how)
    return one


def rendered(name: str, slower: float = 1.0) -> list:
    """A Recording of a rendered person, perhaps slowed down."""
    frames = Recording.load(DEV / f"{name}.full.npz")
    return [replace(frame, t_s=frame.t_s * slower) for frame in frames]


# --- plank ---------------------------------------------------------------------------------------


def sagging(*sags, seconds=30.0, depth=15.0):
    """A plank in which the hips sink at the given spans of seconds, and rise again."""
    keys = [(0.0, 0.0)]
    for start, end in sags:
        keys += [(start, 0.0), (start + 0.5, depth), (end - 0.5, depth), (end, 0.0)]
    return into_plank_and_out(through(*keys, (max(seconds, keys[-1][0] + 1.0), 0.0)).map(plank))


def test_a_plank_lasts_until_one_comes_out_of_it():
    one = trial("plank", sagging(seconds=30.0))
    assert one.score.value == pytest.approx(30.0, abs=1.5)
    assert one.reason == "hips or knees touched the floor"
    assert math.isnan(one.corrected_s)


def test_a_sag_that_is_put_right_in_time_is_corrected_and_the_clock_goes_on():
    one = trial("plank", sagging((10.0, 12.5), seconds=30.0))
    assert one.score.value == pytest.approx(30.0, abs=1.5)
    assert one.corrected_s == pytest.approx(10.5, abs=1.0)


def test_a_sag_that_is_not_put_right_in_two_seconds_ends_it():
    one = trial("plank", sagging((10.0, 20.0)))
    # A second until it is found, and two to put it right.
    assert one.score.value == pytest.approx(13.5, abs=1.0)
    assert one.reason == "your hips sank, and you did not put it right in time"


def test_a_second_sag_ends_it_when_it_begins():
    one = trial("plank", sagging((8.0, 10.5), (20.0, 22.0)))
    assert one.score.value == pytest.approx(20.5, abs=1.0)
    assert one.reason == "your hips sank, after one correction"
    assert one.corrected_s == pytest.approx(8.5, abs=1.0)


def test_a_pike_after_a_sag_is_a_second_loss_of_form():
    keys = [(0, 0), (6, 0), (6.5, 15), (8.5, 15), (9, 0), (16, 0), (17, -22), (24, -22)]
    one = trial("plank", into_plank_and_out(through(*keys).map(plank)))
    assert one.reason == "your hips rose, after one correction"
    assert one.score.value == pytest.approx(17.0, abs=1.0)


def test_a_plank_that_was_sagging_from_the_start_ends_at_once():
    one = trial("plank", into_plank_and_out(still(plank(25.0), 15.0)))
    assert one.score.value < 6.0


def test_a_short_stay_on_the_way_into_position_is_no_trial():
    settling = into_plank_and_out(still(plank(), 0.6))
    one = trial("plank", chain(settling, sagging(seconds=12.0)))
    assert one.score.value == pytest.approx(12.0, abs=1.5)


def test_a_slow_loss_of_form_is_timed_less_surely_than_a_quick_one():
    slow = into_plank_and_out(through((0, 0), (5, 0), (40, 14), eased=False).map(plank))
    assert trial("plank", slow).score.uncertainty > 3.0
    assert trial("plank", sagging((10.0, 20.0))).score.uncertainty < 1.0


@pytest.mark.parametrize("fps", [10.0, 24.0, 30.0])
def test_the_frame_rate_does_not_matter(fps):
    motion = sagging((8.0, 10.5), (20.0, 22.0))
    one, usual = trial("plank", motion, fps=fps), trial("plank", motion)
    assert one.reason == usual.reason
    assert one.score.value == pytest.approx(usual.score.value, abs=0.3)
    assert one.corrected_s == pytest.approx(usual.corrected_s, abs=0.3)


def test_a_clip_that_ends_in_good_form_is_not_scored_and_says_how_long_it_was():
    one = trial("plank", still(plank(), 12.0))
    assert not one.scored
    assert one.reason.startswith("the clip ended, after 12 s in position")


def test_an_oblique_plank_is_not_scored_and_says_what_to_do():
    one = trial("plank", sagging((10.0, 20.0)), camera=OBLIQUE)
    assert not one.scored
    assert "turn side-on" in one.reason


def test_a_missing_stretch_of_pictures_is_not_scored():
    frames = [f for f in film(sagging(seconds=20.0)) if not 10.0 < f.t_s < 13.0]
    one = trial("plank", frames)
    assert (one.scored, one.reason) == (False, "the picture was interrupted")


def test_nobody_in_a_plank_is_said():
    one = trial("plank", still(kneeling(), 10.0))
    assert (one.scored, one.reason) == (False, "no hold was seen")


@pytest.mark.parametrize(
    ("name", "held_s", "reason"),
    [
        # The truth: hips that pass the limit after 6.3 and 14.4 s; found a second later, not put
        # right for two.
        ("plank-sag10a", 9.3, "your hips sank, and you did not put it right in time"),
        ("plank-drift11", 17.4, "your hips sank, and you did not put it right in time"),
        ("plank-pike20a", 8.6, "your hips rose, and you did not put it right in time"),
        ("plank-hips_down1", 4.0, "hips or knees touched the floor"),
    ],
)
def test_a_rendered_person_loses_form(name, held_s, reason):
    one = trial("plank", rendered(name))
    assert one.reason == reason
    assert one.score.value == pytest.approx(held_s, abs=1.0 + one.score.uncertainty)


def test_a_rendered_person_with_good_form_is_not_ended():
    one = trial("plank", rendered("plank-long00"))
    assert one.reason.startswith("the clip ended, after 30 s")


def test_a_rendered_plank_from_30_degrees_is_not_scored():
    assert "turn side-on" in trial("plank", rendered("plank-yaw30")).reason


# --- side bridge ---------------------------------------------------------------------------------


def dropping(*spans, depth=13.0, seconds=20.0):
    keys = [(0.0, 0.0)]
    for start, end in spans:
        keys += [(start, 0.0), (start + 0.5, depth), (end - 0.5, depth), (end, 0.0)]
    hold = through(*keys, (max(seconds, keys[-1][0] + 1.0), 0.0)).map(side_plank)
    return chain(
        still(ON_THE_HIP, 2.0),
        through((0.0, ON_THE_HIP), (1.0, hold.at(0.0))),
        hold,
        through((0.0, hold.at(hold.seconds)), (1.0, ON_THE_HIP)),
        still(ON_THE_HIP, 3.0),
    )


def test_both_sides_are_scored_one_after_the_other():
    left, right = trials("side-bridge", dropping(seconds=20.0), dropping(seconds=12.0))
    assert (left.stage.side, right.stage.side) == ("left", "right")
    assert left.score.value == pytest.approx(20.0, abs=1.5)
    assert right.score.value == pytest.approx(12.0, abs=1.5)


def test_both_sides_may_be_in_one_clip():
    left, right = trials("side-bridge", chain(dropping((5.0, 9.0)), dropping(seconds=12.0)))
    assert left.score.value == pytest.approx(8.5, abs=1.0)
    assert right.score.value == pytest.approx(12.0, abs=1.5)


def test_a_mild_drop_is_corrected_once_and_then_ends_it():
    (one,) = trials("side-bridge", dropping((6.0, 8.5), (14.0, 17.0)))
    assert one.corrected_s == pytest.approx(6.5, abs=1.0)
    assert one.score.value == pytest.approx(14.5, abs=1.0)


def test_a_far_drop_ends_it_at_once():
    (one,) = trials("side-bridge", dropping((6.0, 12.0), depth=28.0))
    assert one.score.value == pytest.approx(6.5, abs=1.0)
    assert one.reason == "your hips sank"


def test_a_side_bridge_from_the_head_is_not_scored():
    (one,) = trials(
        "side-bridge",
        rendered("side_plank-yaw50"),
        stages=stages_of(core_tests()["side-bridge"])[:1],
    )
    assert not one.scored


@pytest.mark.parametrize(
    ("name", "held_s"), [("side_plank-drop13", 7.2), ("side_plank-drop24", 4.0)]
)
def test_a_rendered_side_bridge_ends_where_the_hips_drop(name, held_s):
    (one,) = trials("side-bridge", rendered(name))
    assert one.score.value == pytest.approx(held_s, abs=0.5)


# --- sit-up --------------------------------------------------------------------------------------


def sit_up(high=85.0, *, curl=40.0, rise=3.0, lower=3.0, count=1):
    def posture(up):
        return lying(up, lead=0.9 * curl * over(up, 25.0), curl=curl * over(up, 20.0))

    return repeated(count, high=high, rise=rise, lower=lower, rest=2.0).map(posture)


def test_a_slow_curled_sit_up_in_each_position_comes_up():
    ups = trials("sit-up", sit_up(), sit_up(), sit_up())
    assert [one.came_up for one in ups] == [True, True, True]
    assert [one.stage.arms.id for one in ups] == ["forward", "folded", "ears"]
    assert all(one.score.value >= 0.33 for one in ups)


def test_it_ends_with_the_first_position_that_does_not_come_up():
    ups = trials("sit-up", sit_up(), sit_up(30.0), sit_up())
    assert [one.came_up for one in ups] == [True, False]
    assert ups[-1].tried


def test_repetitions_of_one_clip_are_its_positions():
    assert len(trials("sit-up", sit_up(count=3))) == 3


def test_a_stiff_sit_up_comes_up_without_a_curl():
    one = trial("sit-up", sit_up(curl=0.0))
    assert one.came_up
    assert one.score.value < 0.12


def test_a_quick_sit_up_does_not_count():
    one = trial("sit-up", sit_up(rise=0.8, lower=0.8))
    assert (one.came_up, one.tried) == (False, False)
    assert "one slow sit-up takes 2 s" in one.reason


def test_a_way_up_of_eight_seconds_does_not_count():
    one = trial("sit-up", sit_up(rise=8.0))
    assert one.came_up is False
    assert "the way up took" in one.reason


def test_going_down_slowly_is_nothing_bad():
    assert trial("sit-up", sit_up(rise=2.5, lower=7.0)).came_up


def test_legs_that_lift_far_do_not_count():
    def posture(up):
        return replace(curling(up, lying), thigh=14.0 * over(up, 30.0), shank=14.0 * over(up, 30.0))

    one = trial("sit-up", repeated(1, high=85.0, rise=3.0, rest=2.0).map(posture))
    assert (one.came_up, one.reason) == (False, "your legs lifted far off the floor")


def test_a_curl_that_is_not_seen_is_missing_and_the_sit_up_still_counts():
    one = trial("sit-up", sit_up(), camera=Camera(outline=False))
    assert one.came_up
    assert not one.score.known


def test_an_oblique_sit_up_is_not_scored():
    one = trial("sit-up", sit_up(), camera=OBLIQUE)
    assert (one.scored, one.came_up) == (False, None)


@pytest.mark.parametrize("fps", [12.0, 30.0])
def test_the_frame_rate_does_not_matter_to_a_sit_up(fps):
    assert trial("sit-up", sit_up(), fps=fps).came_up
    assert trial("sit-up", sit_up(35.0), fps=fps).came_up is False


@pytest.mark.parametrize(
    ("name", "came_up"),
    [
        ("straight_leg_sit_up-yaw10", True),
        ("straight_leg_sit_up-uncurled52-0", True),
        ("straight_leg_sit_up-incomplete", False),
        ("straight_leg_sit_up-leg_lift0.2", False),
    ],
)
def test_a_rendered_sit_up(name, came_up):
    first, *_ = trials("sit-up", rendered(name))
    assert first.came_up is came_up


# --- leg lowering --------------------------------------------------------------------------------


def lowering(lifts_at=None, *, lower=10.0, low=2.0, count=1):
    """Legs up, a moment there, and slowly down; the low back begins to rise at an angle."""

    def posture(leg, going_down=True):
        away = 0.0 if lifts_at is None else over(lifts_at - leg, 20.0)
        return straight_legs(leg, hollow=FLAT_HOLLOW + 0.12 * away)

    one = chain(
        through((0.0, 2.0), (1.5, 2.0), (3.5, 88.0)).map(straight_legs),
        still(straight_legs(88.0), 2.5),
        through((0.0, 88.0), (lower, low), eased=False).map(posture),
        through((0.0, posture(low)), (0.5, straight_legs(2.0))),
        still(straight_legs(2.0), 2.0),
    )
    return chain(*[one] * count)


@pytest.mark.parametrize("angle", [60.0, 40.0])
def test_the_score_is_where_the_low_back_begins_to_lift(angle):
    one = trial("leg-lowering", lowering(angle))
    # Half the limit is reached 4 degrees below, and the outline is smoothed.
    assert one.score.value == pytest.approx(angle - 4.0, abs=5.0)
    assert one.reason == "your low back began to lift"
    assert not one.bound


def test_a_low_back_that_stays_down_is_said_down_to_where():
    one = trial("leg-lowering", lowering())
    assert one.bound
    assert one.score.value <= 10.0


def test_there_are_two_trials():
    assert len(trials("leg-lowering", lowering(60.0, count=3))) == 2


@pytest.mark.parametrize(("seconds", "word"), [(2.5, "too fast"), (30.0, "too slowly")])
def test_off_the_pace_is_not_scored(seconds, word):
    one = trial("leg-lowering", lowering(40.0, lower=seconds))
    assert not one.scored
    assert word in one.reason


def test_without_an_outline_it_is_not_scored_and_says_what_to_do():
    one = trial("leg-lowering", lowering(40.0), camera=Camera(outline=False))
    assert not one.scored
    assert "fold your arms" in one.reason


def test_from_30_degrees_it_is_not_scored():
    one = trial("leg-lowering", lowering(40.0), camera=OBLIQUE)
    assert not one.scored
    assert "turn side-on" in one.reason


def test_knees_that_bend_end_it():
    bending = chain(
        through((0.0, 2.0), (1.5, 2.0), (3.5, 88.0)).map(straight_legs),
        still(straight_legs(88.0), 2.5),
        through((0.0, 88.0), (4.0, 52.0), eased=False).map(straight_legs),
        through((0.0, straight_legs(52.0)), (1.0, lying(leg=52.0, knee=90.0))),
        still(lying(leg=52.0, knee=90.0), 3.0),
    )
    one = trial("leg-lowering", bending)
    assert (one.bound, one.reason) == (True, "your knees bent")
    assert one.score.value == pytest.approx(48.0, abs=8.0)


def test_knees_may_bend_on_the_way_up():
    tucked = lying(leg=90.0, knee=100.0)
    up = chain(
        through((0.0, lying(leg=47.0, knee=95.0)), (1.5, tucked)),
        still(tucked, 2.0),
        through((0.0, tucked), (1.5, straight_legs(88.0))),
        still(straight_legs(88.0), 2.0),
        through((0.0, 88.0), (10.0, 2.0), eased=False).map(straight_legs),
        still(straight_legs(2.0), 2.0),
    )
    assert trial("leg-lowering", up).scored


@pytest.mark.parametrize("fps", [12.0, 30.0])
def test_the_frame_rate_does_not_matter_to_the_angle(fps):
    usual = trial("leg-lowering", lowering(50.0)).score.value
    assert trial("leg-lowering", lowering(50.0), fps=fps).score.value == pytest.approx(usual, abs=3)


def test_rendered_backs_that_tilt_by_16_degrees_lift_and_flat_ones_do_not():
    for one in trials("leg-lowering", rendered("leg_raise-tilt16-yaw8", slower=3.0)):
        assert not one.bound
        assert 20.0 < one.score.value < 60.0
    for one in trials("leg-lowering", rendered("leg_raise-tilt0-yaw5", slower=3.0)):
        assert one.bound


def test_a_rendered_person_with_the_arms_over_the_back_is_not_scored():
    for one in trials("leg-lowering", rendered("leg_raise-tilt0-arms-beside", slower=3.0)):
        assert "fold your arms" in one.reason


# --- the data ------------------------------------------------------------------------------------


def test_every_table_of_numbers_has_a_source():
    for test in core_tests().values():
        rules = test.hold or test.rep or test.lowering
        for table in (rules, test.repeat, *test.samples, *filter(None, [test.balance])):
            assert any(tag in table.source for tag in ("LIT", "COACH", "ENG")), test.id
            assert "biomechanics" in table.source


@pytest.mark.parametrize(
    ("old", "new", "key", "why"),
    [
        ('exercise = "plank"', 'exercise = "planck"', "plank", "no exercise 'planck'"),
        ('exercise = "leg_raise"', 'exercise = "plank"', "leg_lowering", "held or counted"),
        ('exercise = "leg_raise"', 'exercise = "sit_up"', "leg_lowering", "no control angle"),
        ('back = "lumbar', 'back = "lumber', "leg_lowering", "not measure 'lumber_rise_t'"),
        ("hips_down", "hips_up", "plank", "no fault 'hips_up'"),
        ("men = [84, 110, 135]", "men = [84, 135]", "samples 1", "3 numbers for each sex"),
        ("men = [84, 110, 135]", "men = [135, 110, 84]", "samples 1", "rising order"),
        ("pace_deg_s = 9.0", "pace_deg_s = 30.0", "lowering", "does not hold the pace"),
        ("put_right_s = 2.0", "put_right_s = 0.0", "hold.put_right_s", "greater than 0"),
        ("[plank.hold]", "[plank.held]", "plank.held", "no such key"),
        ("[side_bridge.balance]", "[side_bridge.even]", "even", "no such key"),
        ("trials = 2", "trials = ", "", "not valid TOML"),
        ('words = { side_hip_drop = "your hips sank" }', "words = {}", "side_bridge", "give words"),
        ("grade = 6", "grade = 9", "rep", "easiest to the hardest"),
        ('6 = "Fair+", ', "", "rep", "names of the grades"),
        ("[sit_up]", "[sit_ups]", "sit_ups.id", "'plank', 'sit-up'"),
    ],
)
def test_a_mistake_in_the_data_is_named(old, new, key, why, tmp_path):
    assert old in TEXT
    file = tmp_path / "tests.toml"
    file.write_text(TEXT.replace(old, new), encoding="utf-8")
    with pytest.raises(InputError) as error:
        read_tests(file)
    assert key in str(error.value)
    assert why in str(error.value)
