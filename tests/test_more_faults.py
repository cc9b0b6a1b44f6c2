"""The exercises of one leg, on a side and upright, and the faults of head, arms and hips.

For each fault a movement that has it, and one that comes near it and has it not.
"""

import math
from dataclasses import replace

import pytest
from people import (
    FLAT_HOLLOW,
    GOOD,
    ON_THE_HIP,
    TRUNK,
    Camera,
    all_fours,
    bridges,
    chain,
    counts,
    crunches,
    curling,
    dead_bug,
    done_well,
    faults,
    half_kneeling,
    held_still,
    high_plank,
    hold_s,
    into_plank_and_out,
    judged,
    kicks,
    knee_plank,
    knees_bent,
    leg_lifts,
    lying,
    negatives,
    on_the_belly,
    one_leg,
    over,
    pick_ups,
    plank,
    reaching_down,
    repeated,
    side_plank,
    single_lifts,
    standing,
    still,
    straight_legs,
    table_top,
    through,
)

from formcheck.exercises.catalogue import exercise_by_id

pytestmark = pytest.mark.slow

COUNTED = ["single_leg_lift", "dead_bug", "glute_bridge", "donkey_kick", "pick_up"]
COUNTED += ["negative_sit_up"]
HELD = ("side_plank", "low_lunge")


# --- movements -----------------------------------------------------------------------------------


def nodding(degrees, posture):
    """A hold in which the head goes `degrees` towards the chest after 4 s."""
    way = through((0.0, 0.0), (4.0, 0.0), (5.0, degrees), (9.0, degrees))
    return into_plank_and_out(way.map(lambda x: replace(posture(), head=posture().head + x)))


def down_to(floor):
    """A knee plank with the hips on the floor in the middle."""
    up = knee_plank()
    return into_plank_and_out(
        chain(
            still(up, 5.0),
            through((0.0, up), (0.3, floor)),
            still(floor, 0.7),
            through((0.0, floor), (0.3, up)),
            still(up, 4.0),
        )
    )


def throwing(degrees, rise, posture=knees_bent):
    """A sit-up in which the arms swing from overhead to the front by `degrees`."""

    def at(up):
        arms = 180.0 - up - degrees * over(up, 20.0)
        return replace(curling(up, posture), upper_arm=arms, forearm=arms)

    return repeated(2, high=85.0, rise=rise, lower=5.0).map(at)


def hands_at_ears(posture):
    """The same posture with the hands at the ears, the elbows in front."""
    joints = posture.joints()
    upper_arm = posture.head - 38.6
    (sx, sy), (ex, ey) = joints["shoulder"], joints["ear"]
    elbow = (
        sx + 0.38 * math.cos(math.radians(upper_arm)),
        sy + 0.38 * math.sin(math.radians(upper_arm)),
    )
    forearm = math.degrees(math.atan2(ey - elbow[1], ex - elbow[0]))
    return replace(posture, upper_arm=upper_arm, forearm=forearm)


def pulling(lead, high, posture=knees_bent):
    """Two rises in which the hands pull the head forward first, by `lead` degrees."""

    def nod(share):
        return hands_at_ears(posture(0.0, lead=lead * share))

    def rising(up):
        return hands_at_ears(posture(up, lead=lead, curl=40.0 * over(up, 15.0)))

    one = chain(
        still(nod(0.0), 1.5),
        through((0.0, 0.0), (0.5, 1.0)).map(nod),
        through((0.0, 0.0), (2.0, high), (2.5, high), (7.5, 0.0)).map(rising),
        through((0.0, 1.0), (0.5, 0.0)).map(nod),
    )
    return chain(one, one, still(nod(0.0), 1.5))


def arched_at_rest(hollow, posture=knees_bent):
    """Sit-ups of who lies with a hollow back and flattens it only on the way up."""
    return repeated(3, high=85.0, lower=5.0).map(
        lambda up: curling(up, posture, hollow=FLAT_HOLLOW + hollow * (1.0 - over(up, 12.0)))
    )


def curl_with_feet(degrees):
    return repeated(2, high=25.0, rise=1.5, lower=1.5).map(
        lambda up: curling(up, feet_up=degrees * over(up - 5.0, 10.0))
    )


def uneven(degrees):
    def at(leg):
        low = leg - degrees
        return straight_legs(leg, thigh2=low, shank2=low, foot2=low + 90.0)

    return repeated(2, low=40.0, high=85.0).map(at)


def thrown(metres, rise):
    """Leg raises at whose top the hips are thrown up."""

    def at(leg):
        up = metres * over(leg - 60.0, 20.0)
        trunk = -math.degrees(math.asin(up / TRUNK))
        return straight_legs(leg, trunk=trunk, hip_y=0.10 + up)

    return repeated(2, low=33.0, high=85.0, rise=rise).map(at)


def one_leg_with(**growing):
    """Single leg lifts in which something grows with the height of the leg."""
    return repeated(3, high=65.0).map(
        lambda leg: one_leg(leg, **{k: v * over(leg - 8.0, 12.0) for k, v in growing.items()})
    )


def low_leg(hollow):
    """Single leg lifts whose low back is hollow where the leg is low."""
    return repeated(3, high=65.0).map(
        lambda leg: one_leg(leg, hollow=FLAT_HOLLOW + hollow * over(65.0 - leg, 30.0))
    )


def reaches(**growing):
    """Dead bugs in which something grows with the reach of the leg."""
    return repeated(3, high=1.0, lower=2.0).map(
        lambda x: dead_bug(x, **{name: value * x for name, value in growing.items()})
    )


def hollow_reaches(hollow):
    return repeated(3, high=1.0, lower=2.0, top=1.0).map(
        lambda share: dead_bug(share, hollow=FLAT_HOLLOW + hollow * share)
    )


def kicks_with(knee=0.0, **growing):
    """Donkey kicks in which the knee opens, the trunk shifts or the back goes hollow."""

    def at(extension):
        share = over(extension + 80.0, 40.0)
        how = {name: value * share for name, value in growing.items()}
        return all_fours(extension, knee=90.0 - knee * share, **how)

    return repeated(2, low=-90.0, high=-5.0, top=1.0, lower=2.0).map(at)


def lunging(start=0.0, **how):
    """A lunge that is as told after 5 s; it begins with a back as round as `start`."""
    first = half_kneeling(bulge=start)
    end = half_kneeling(**{"bulge": start, **how})
    return chain(
        held_still(first, standing(), 5.0),
        through((0.0, standing()), (1.0, first)),
        still(first, 4.0),
        through((0.0, first), (1.0, end)),
        still(end, 5.0),
    )


def on_the_elbow(**how):
    return held_still(side_plank(**how), ON_THE_HIP)


def bent(squat=1.0, **how):
    return repeated(2, high=1.0, lower=2.0).map(
        lambda depth: reaching_down(squat, depth=depth, **how)
    )


def let_down(curl):
    """Negative sit-ups in which the spine stays bent by `curl` degrees."""
    return negatives(4, posture=lambda up: knees_bent(up, curl=curl * over(up, 20.0)))


def legs_alone(up):
    """Bent-knee lifts whose pelvis rises by `up` metres."""

    def at(thigh):
        rise = up * over(thigh - 90.0, 20.0)
        trunk = -math.degrees(math.asin(rise / TRUNK))
        return table_top(thigh, trunk=trunk, hip_y=0.10 + rise)

    return repeated(3, low=90.0, high=120.0, lower=2.0).map(at)


def negative_arch(hollow):
    return negatives(
        3,
        posture=lambda up: curling(up, hollow=FLAT_HOLLOW + hollow * (1.0 - over(up, 12.0))),
    )


FLAT_ON_THE_FLOOR = replace(on_the_belly(), shank=38.0, foot=-22.0)

# Exercise, fault, its worst severity (None: it comes near the fault, and no more), the movement.
TABLE = [
    *(
        (name, fault, severity, nodding(degrees, posture))
        for name, posture in (
            ("plank", plank),
            ("high_plank", high_plank),
            ("knee_plank", knee_plank),
        )
        for fault, severity, degrees in (
            ("head_drop", "mild", 16.0),
            ("head_drop", "severe", 26.0),
            ("head_drop", None, 8.0),
            ("head_crane", "mild", -16.0),
            ("head_crane", "severe", -31.0),
            ("head_crane", None, -8.0),
        )
    ),
    ("knee_plank", "hips_down", "mild", down_to(FLAT_ON_THE_FLOOR)),
    ("knee_plank", "hips_down", None, down_to(knee_plank(14.0))),
    *(
        (name, fault, severity, filmed)
        for name, posture in (("sit_up", knees_bent), ("straight_leg_sit_up", lying))
        for fault, severity, filmed in (
            ("arm_swing", "mild", throwing(80.0, 1.6, posture)),
            ("arm_swing", "severe", throwing(100.0, 1.1, posture)),
            ("arm_swing", None, throwing(60.0, 4.0, posture)),
            ("neck_pull", "mild", pulling(45.0, 85.0, posture)),
            ("neck_pull", "severe", pulling(82.0, 85.0, posture)),
            ("neck_pull", None, pulling(24.0, 85.0, posture)),
            ("arched_start", "mild", arched_at_rest(0.09, posture)),
            ("arched_start", "mild", arched_at_rest(0.15, posture)),
            ("arched_start", None, arched_at_rest(0.04, posture)),
        )
    ),
    ("crunch", "neck_pull", "mild", pulling(52.0, 25.0)),
    ("crunch", "neck_pull", "severe", pulling(72.0, 25.0)),
    ("crunch", "neck_pull", None, pulling(35.0, 25.0)),
    ("crunch", "feet_lift", "mild", curl_with_feet(6.0)),
    ("crunch", "feet_lift", "severe", curl_with_feet(15.0)),
    ("crunch", "feet_lift", None, curl_with_feet(2.5)),
    ("leg_raise", "legs_uneven", "mild", uneven(18.0)),
    ("leg_raise", "legs_uneven", "severe", uneven(28.0)),
    ("leg_raise", "legs_uneven", None, uneven(8.0)),
    ("leg_raise", "hip_swing", "mild", thrown(0.045, 0.6)),
    ("leg_raise", "hip_swing", "severe", thrown(0.09, 0.6)),
    ("leg_raise", "hip_swing", None, thrown(0.045, 2.0)),
    ("bent_knee_leg_lift", "legs_only", "mild", legs_alone(0.0)),
    ("bent_knee_leg_lift", "legs_only", None, legs_alone(0.02)),
    ("single_leg_lift", "lumbar_lift", "mild", low_leg(0.045)),
    ("single_leg_lift", "lumbar_lift", "severe", low_leg(0.14)),
    ("single_leg_lift", "lumbar_lift", None, low_leg(0.02)),
    ("single_leg_lift", "too_fast", "mild", single_lifts(2, lower=1.6)),
    ("single_leg_lift", "too_fast", "severe", single_lifts(2, lower=0.5)),
    ("single_leg_lift", "too_fast", None, single_lifts(2, lower=2.7)),
    ("single_leg_lift", "head_lift", "mild", one_leg_with(head_up=0.07)),
    ("single_leg_lift", "head_lift", "severe", one_leg_with(head_up=0.13)),
    ("single_leg_lift", "head_lift", None, one_leg_with(head_up=0.03)),
    ("single_leg_lift", "knees_bent", "mild", one_leg_with(knee=28.0)),
    ("single_leg_lift", "knees_bent", "severe", one_leg_with(knee=48.0)),
    ("single_leg_lift", "knees_bent", None, one_leg_with(knee=12.0)),
    ("single_leg_lift", "other_leg_lifts", "mild", one_leg_with(other=7.0)),
    ("single_leg_lift", "other_leg_lifts", None, one_leg_with(other=2.5)),
    ("dead_bug", "lumbar_lift", "mild", hollow_reaches(0.045)),
    ("dead_bug", "lumbar_lift", "severe", hollow_reaches(0.14)),
    ("dead_bug", "lumbar_lift", None, hollow_reaches(0.02)),
    ("dead_bug", "other_leg_drifts", "mild", reaches(drift=20.0)),
    ("dead_bug", "other_leg_drifts", None, reaches(drift=8.0)),
    ("dead_bug", "too_fast", "mild", repeated(2, high=1.0, rise=0.8).map(dead_bug)),
    ("dead_bug", "too_fast", None, repeated(2, high=1.0, rise=1.8).map(dead_bug)),
    ("glute_bridge", "too_low", "mild", bridges(2, -19.0)),
    ("glute_bridge", "too_low", "severe", bridges(2, -29.0)),
    ("glute_bridge", "too_low", None, bridges(2, -11.0)),
    ("glute_bridge", "over_arched", "mild", bridges(2, 13.0)),
    ("glute_bridge", "over_arched", "severe", bridges(2, 21.0)),
    ("glute_bridge", "over_arched", None, bridges(2, 6.0)),
    ("glute_bridge", "feet_too_far", "mild", bridges(2, knee=78.0)),
    ("glute_bridge", "feet_too_far", "severe", bridges(2, knee=62.0)),
    ("glute_bridge", "feet_too_far", None, bridges(2, knee=95.0)),
    ("glute_bridge", "dropped", "mild", bridges(2, lower=0.9)),
    ("glute_bridge", "dropped", "severe", bridges(2, lower=0.4)),
    ("glute_bridge", "dropped", None, bridges(2, lower=1.6)),
    ("donkey_kick", "back_arches", None, kicks(2, 14.0)),
    ("donkey_kick", "back_arches", "mild", kicks_with(bulge=-0.045)),
    ("donkey_kick", "back_arches", "severe", kicks_with(bulge=-0.075)),
    ("donkey_kick", "back_arches", None, kicks_with(bulge=-0.018)),
    ("donkey_kick", "trunk_shifts", "mild", kicks_with(shift=9.5)),
    ("donkey_kick", "trunk_shifts", "severe", kicks_with(shift=15.0)),
    ("donkey_kick", "trunk_shifts", None, kicks_with(shift=4.0)),
    ("donkey_kick", "too_low", "mild", kicks(2, -28.0)),
    ("donkey_kick", "too_low", None, kicks(2, -14.0)),
    ("donkey_kick", "knee_opens", "mild", kicks_with(knee=42.0)),
    ("donkey_kick", "knee_opens", None, kicks_with(knee=18.0)),
    ("donkey_kick", "momentum", "mild", kicks(2, rise=0.5)),
    ("donkey_kick", "momentum", None, kicks(2, rise=1.2)),
    ("low_lunge", "leaning", "mild", lunging(lean=26.0)),
    ("low_lunge", "leaning", "severe", lunging(lean=42.0)),
    ("low_lunge", "leaning", None, lunging(lean=14.0)),
    ("low_lunge", "back_arches", "mild", lunging(lean=-15.0)),
    ("low_lunge", "back_arches", "severe", lunging(lean=-26.0)),
    ("low_lunge", "back_arches", None, lunging(lean=-5.0)),
    ("low_lunge", "back_arches", "mild", lunging(bulge=-0.045)),
    ("low_lunge", "back_arches", None, lunging(bulge=-0.012)),
    ("low_lunge", "no_stretch", "mild", lunging(extension=2.0)),
    ("low_lunge", "no_stretch", None, lunging(extension=14.0)),
    ("pick_up", "stooped", "mild", pick_ups(2, 0.35)),
    ("pick_up", "stooped", "severe", pick_ups(2, 0.0)),
    ("pick_up", "stooped", None, pick_ups(2, 0.65)),
    ("pick_up", "back_rounds", "mild", bent(bulge=0.15)),
    ("pick_up", "back_rounds", None, bent(bulge=0.10)),
    ("pick_up", "load_far", "mild", bent(reach=40.0)),
    ("pick_up", "load_far", "severe", bent(reach=60.0)),
    ("pick_up", "load_far", None, bent(reach=20.0)),
    ("pick_up", "jerked", "mild", pick_ups(2, lower=0.42)),
    ("pick_up", "jerked", None, pick_ups(2, lower=0.9)),
    ("side_plank", "side_hip_drop", "mild", on_the_elbow(sag=13.0)),
    ("side_plank", "side_hip_drop", "severe", on_the_elbow(sag=21.0)),
    ("side_plank", "side_hip_drop", None, on_the_elbow(sag=6.0)),
    ("side_plank", "rolled", "mild", on_the_elbow(rolled=32.0)),
    ("side_plank", "rolled", None, on_the_elbow(rolled=15.0)),
    ("side_plank", "shoulders_off_elbows", "mild", on_the_elbow(stack=15.0)),
    ("side_plank", "shoulders_off_elbows", "mild", on_the_elbow(stack=-20.0)),
    ("side_plank", "shoulders_off_elbows", "severe", on_the_elbow(stack=27.0)),
    ("side_plank", "shoulders_off_elbows", None, on_the_elbow(stack=6.0)),
    ("negative_sit_up", "dropped", "mild", negatives(2, down_s=2.6)),
    ("negative_sit_up", "dropped", "severe", negatives(2, down_s=1.1)),
    ("negative_sit_up", "dropped", None, negatives(2, down_s=4.6)),
    ("negative_sit_up", "hip_flexor_driven", "mild", let_down(6.0)),
    ("negative_sit_up", "hip_flexor_driven", "severe", let_down(-6.0)),
    ("negative_sit_up", "hip_flexor_driven", None, let_down(35.0)),
    ("negative_sit_up", "arched_start", "mild", negative_arch(0.05)),
    ("negative_sit_up", "arched_start", "severe", negative_arch(0.12)),
    ("negative_sit_up", "arched_start", None, negative_arch(0.01)),
]
ROW_IDS = [f"{exercise}-{fault}-{severity}" for exercise, fault, severity, _ in TABLE]


@pytest.mark.parametrize(("exercise", "fault", "severity", "filmed"), TABLE, ids=ROW_IDS)
def test_a_fault_fires_where_it_is_and_stays_silent_near_it(exercise, fault, severity, filmed):
    record = judged(exercise, filmed)
    assert record.sets
    assert dict(faults(record)).get(fault) == severity


def test_every_fault_here_has_a_movement_with_it_and_one_that_only_comes_near():
    fires = {(exercise, fault) for exercise, fault, severity, _ in TABLE if severity}
    silent = {(exercise, fault) for exercise, fault, severity, _ in TABLE if not severity}
    assert fires == silent
    for name in (*COUNTED, *HELD):
        assert {fault.id for fault in exercise_by_id(name).faults} == {
            fault for exercise, fault in fires if exercise == name
        }


@pytest.mark.parametrize("exercise", COUNTED)
def test_repetitions_done_well_are_counted(exercise):
    assert counts(done_well(exercise)) == (3, 0, 0)


@pytest.mark.parametrize("exercise", HELD)
def test_a_position_is_held_as_long_as_it_was(exercise):
    assert hold_s(done_well(exercise)) == pytest.approx(8.0, abs=1.5)


@pytest.mark.parametrize("exercise", [*COUNTED, *HELD])
def test_mirrored_and_with_left_for_right_it_is_the_same(exercise):
    for camera in (Camera(mirror=True), Camera(swap=True)):
        record = judged(exercise, GOOD[exercise], camera=camera)
        assert counts(record) == counts(done_well(exercise))
        assert hold_s(record) == pytest.approx(hold_s(done_well(exercise)), abs=0.2)
        assert faults(record) == set()


def test_a_side_plank_is_not_judged_from_the_side_nor_a_plank_from_the_front():
    rolled = judged("side_plank", on_the_elbow(rolled=55.0))
    assert any(problem.id == "edge_on" for problem in rolled.view.problems)
    assert faults(rolled) == set()
    assert not judged("plank", still(side_plank(), 6.0)).view.judgeable


def test_a_negative_sit_up_counts_from_the_first_way_down():
    assert counts(judged("negative_sit_up", negatives(1))) == (1, 0, 0)


def test_legs_take_turns():
    def other_side(leg):
        one = one_leg(leg)
        return replace(
            one,
            thigh=one.thigh2,
            shank=one.shank2,
            foot=one.foot2,
            thigh2=one.thigh,
            shank2=one.shank,
            foot2=one.foot,
        )

    turns = chain(
        single_lifts(1),
        repeated(1, high=65.0).map(other_side),
        single_lifts(1),
    )
    assert counts(judged("single_leg_lift", turns)) == (3, 0, 0)


def test_good_crunches_and_lifts_stay_good():
    assert faults(judged("crunch", crunches(3))) == set()
    assert faults(judged("bent_knee_leg_lift", leg_lifts(3))) == set()
