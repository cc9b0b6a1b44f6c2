"""Every fault of the catalogue: a movement that has it, one that has not, and the borders."""

import tomllib
from dataclasses import replace

import pytest
from people import (
    CAMERA,
    FLAT_HOLLOW,
    GOOD,
    PRONE,
    Camera,
    chain,
    counts,
    crunches,
    curling,
    done_well,
    faults,
    film,
    findings,
    high_plank,
    into_plank_and_out,
    judged,
    knee_plank,
    knees_bent,
    leg_lifts,
    leg_raises,
    lying,
    on_the_belly,
    over,
    plank,
    repeated,
    sit_ups,
    still,
    straight_legs,
    table_top,
    through,
)
from test_more_faults import TABLE as MORE

from formcheck.exercises.catalogue import catalogue
from formcheck.exercises.limits import Reading, judge
from formcheck.exercises.spec import Exercise
from formcheck.motion.body import BodyTracker
from formcheck.motion.measurement import Measurement
from formcheck.motion.measures import MEASURES


def held(value, posture=plank, *, start=0.0, seconds=4.0, way_s=2.0):
    """Enter, hold at `start` for 4 s, change to `value` in `way_s`, stay there, leave."""
    way = [(0.0, start), (4.0, start), (4.0 + way_s, value), (4.0 + way_s + seconds, value)]
    return into_plank_and_out(through(*way).map(posture))


def straight_leg_sit_ups(count, high=85.0, **tempo):
    return repeated(count, high=high, **{"lower": 5.0, **tempo}).map(lambda up: curling(up, lying))


def stiff(curl, posture=knees_bent, *, lead=8.0):
    """Three sit-ups in which the spine bends by only `curl` degrees, led by the head by `lead`."""
    return repeated(3, high=85.0, lower=5.0).map(
        lambda up: posture(up, lead=lead * over(up, 15.0), curl=curl * over(up, 20.0))
    )


CHIN_TUCKED = 50.0


def legs_rising(degrees, posture):
    """Two sit-ups in which the straight or bent legs turn up about the hips."""
    turn = {knees_bent: "feet_up", lying: "leg"}[posture]
    return repeated(2, high=85.0, lower=5.0).map(
        lambda up: curling(up, posture, **{turn: degrees * over(up - 10.0, 20.0)})
    )


def kneeing(flexion):
    """Three leg raises in which the knees bend on the way up."""
    return repeated(3, low=33.0, high=85.0).map(
        lambda leg: lying(
            leg=leg + flexion / 2.0 * over(leg - 33.0, 20.0), knee=flexion * over(leg - 33.0, 20.0)
        )
    )


def arching(rise, posture=straight_legs, *, low=33.0, high=85.0, **more):
    """Three leg raises, or leg lifts: as the legs go down the low back rises by `rise`."""
    return repeated(3, low=low, high=high).map(
        lambda leg: posture(
            leg, hollow=FLAT_HOLLOW + rise * over(high - leg, 0.6 * (high - low)), **more
        )
    )


#: The hands lie on the floor beside the back, in the camera's line of sight.
ARMS_DOWN = {"upper_arm": -20.0, "forearm": 0.0}


def head_lifting(ear_m, low, high, posture):
    return repeated(3, low=low, high=high).map(
        lambda leg: posture(leg, head_up=ear_m * over(leg - low, 10.0))
    )


def dipping(down, up, floor_s):
    """A hold with the hips on the floor in the middle."""
    return into_plank_and_out(
        chain(
            still(up, 5.0),
            through((0.0, up), (0.3, down)),
            still(down, floor_s),
            through((0.0, down), (0.3, up)),
            still(up, 4.0),
        )
    )


#: From a high plank, arms bent until the hips touch the floor.
SUNKEN = replace(on_the_belly(), upper_arm=220.0, forearm=325.0)

# Exercise, fault, its worst severity, and a movement that has it. One row and severity each.
TABLE = [
    *(
        (name, fault, severity, held(value, posture))
        for name, posture in (("plank", plank), ("high_plank", high_plank))
        for fault, severity, value in (
            ("hip_sag", "mild", 10.5),
            ("hip_sag", "severe", 15.0),
            ("hips_piked", "mild", -15.0),
            ("hips_piked", "severe", -25.0),
        )
    ),
    *(
        (name, fault, severity, held(value, lambda x, p=posture, k=knob: p(**{k: x})))
        for name, posture in (("plank", plank), ("high_plank", high_plank))
        for knob, fault, severity, value in (
            ("stack", "shoulders_off_elbows", "mild", 19.0),
            ("stack", "shoulders_off_elbows", "mild", -19.0),
            ("stack", "shoulders_off_elbows", "severe", 29.0),
            ("stack", "shoulders_off_elbows", "severe", -29.0),
            ("knees", "knees_bent", "mild", 20.0),
            ("knees", "knees_bent", "severe", 32.0),
        )
    ),
    ("plank", "sag_drift", "mild", held(6.8, way_s=16.0, seconds=6.0)),
    ("high_plank", "sag_drift", "mild", held(6.8, high_plank, way_s=16.0, seconds=6.0)),
    ("plank", "hips_down", "mild", dipping(on_the_belly(), plank(), 0.7)),
    ("high_plank", "hips_down", "mild", dipping(SUNKEN, high_plank(), 0.6)),
    ("knee_plank", "hip_sag", "mild", held(11.0, knee_plank)),
    ("knee_plank", "hip_sag", "severe", held(18.0, knee_plank)),
    ("knee_plank", "hips_piked", "mild", held(-18.0, knee_plank)),
    ("knee_plank", "hips_piked", "severe", held(-28.0, knee_plank)),
    ("knee_plank", "sag_drift", "mild", held(7.2, knee_plank, way_s=16.0, seconds=6.0)),
    *(
        ("knee_plank", "shoulders_off_elbows", severity, held(x, lambda x: knee_plank(stack=x)))
        for severity, x in (("mild", 19.0), ("mild", -19.0), ("severe", 29.0))
    ),
    *(
        (name, fault, severity, filmed)
        for name, posture, do in (
            ("sit_up", knees_bent, sit_ups),
            ("straight_leg_sit_up", lying, straight_leg_sit_ups),
        )
        for fault, severity, filmed in (
            ("failed_attempt", "mild", do(1, high=40.0, lower=2.0)),
            ("failed_attempt", "severe", do(2, high=40.0, lower=2.0)),
            ("failed_attempt", "severe", do(1, high=40.0, lower=2.0, top=3.5)),
            ("hip_flexor_driven", "mild", stiff(8.0, posture)),
            ("hip_flexor_driven", "mild", stiff(-6.0, posture, lead=CHIN_TUCKED)),
            ("hip_flexor_driven", "severe", stiff(-6.0, posture)),
            ("hip_flexor_driven", "severe", stiff(-18.0, posture, lead=CHIN_TUCKED)),
            ("feet_lift", "mild", legs_rising(6.5, posture)),
            ("feet_lift", "severe", legs_rising(15.0, posture)),
            ("momentum", "mild", do(1, rise=0.8)),
            ("momentum", "severe", do(1, rise=0.45)),
            ("dropped", "mild", do(1, lower=2.8)),
            ("dropped", "severe", do(1, lower=1.2)),
            ("incomplete_top", "mild", do(1, high=60.0)),
        )
    ),
    ("crunch", "too_high", "mild", crunches(2, high=47.0)),
    ("crunch", "too_high", "severe", crunches(2, high=63.0)),
    ("crunch", "too_fast", "mild", crunches(2, rise=0.7, lower=0.7, top=0.0)),
    ("crunch", "too_fast", "severe", crunches(2, rise=0.55, lower=0.55, top=0.0)),
    ("crunch", "too_low", "mild", crunches(2, high=9.5, rise=0.6, lower=0.6)),
    ("crunch", "too_low", "severe", crunches(2, high=5.8, rise=0.6, lower=0.6)),
    ("leg_raise", "lumbar_lift", "mild", arching(0.09)),
    ("leg_raise", "lumbar_lift", "severe", arching(0.15)),
    ("leg_raise", "legs_too_low", "mild", leg_raises(2, low=5.0, lower=4.0)),
    ("leg_raise", "legs_too_low", "severe", arching(0.07, low=5.0)),
    ("leg_raise", "too_fast", "mild", leg_raises(2, lower=1.2)),
    ("leg_raise", "too_fast", "severe", leg_raises(2, lower=0.6)),
    ("leg_raise", "head_lift", "mild", head_lifting(0.07, 33.0, 85.0, straight_legs)),
    ("leg_raise", "head_lift", "severe", head_lifting(0.13, 33.0, 85.0, straight_legs)),
    ("leg_raise", "knees_bent", "mild", kneeing(27.0)),
    ("leg_raise", "knees_bent", "severe", kneeing(47.0)),
    ("bent_knee_leg_lift", "lumbar_lift", "mild", arching(0.085, table_top, low=90.0, high=118.0)),
    ("bent_knee_leg_lift", "lumbar_lift", "severe", arching(0.15, table_top, low=90.0, high=118.0)),
    ("bent_knee_leg_lift", "hip_swing", "mild", leg_lifts(2, high=130.0, rise=0.4)),
    ("bent_knee_leg_lift", "hip_swing", "severe", leg_lifts(2, high=145.0, rise=0.3)),
    ("bent_knee_leg_lift", "head_lift", "mild", head_lifting(0.07, 90.0, 118.0, table_top)),
    ("bent_knee_leg_lift", "head_lift", "severe", head_lifting(0.13, 90.0, 118.0, table_top)),
]
ROW_IDS = [f"{exercise}-{fault}-{severity}" for exercise, fault, severity, _ in TABLE]


@pytest.mark.slow
@pytest.mark.parametrize(("exercise", "fault", "severity", "filmed"), TABLE, ids=ROW_IDS)
def test_a_movement_with_the_fault_is_told_so(exercise, fault, severity, filmed):
    assert (fault, severity) in faults(judged(exercise, filmed))


@pytest.mark.parametrize("exercise", GOOD)
def test_good_form_has_no_fault(exercise):
    record = done_well(exercise)
    assert record.sets
    assert faults(record) == set()


def test_every_fault_of_the_catalogue_has_a_movement():
    shown = {(exercise, fault) for exercise, fault, _, _ in (*TABLE, *MORE)}
    assert shown == {(e.id, f.id) for e in catalogue().values() for f in e.faults}


def test_who_nods_first_and_then_curls_up_is_not_driven_by_the_hips():
    def nodding(share):
        return knees_bent(0.0, lead=40.0 * share)

    def rising(up):
        return knees_bent(up, lead=40.0, curl=40.0 * over(up, 15.0))

    one = chain(
        still(knees_bent(), 1.5),
        through((0.0, 0.0), (0.6, 1.0)).map(nodding),
        through((0.0, 0.0), (2.0, 85.0), (2.5, 85.0), (7.5, 0.0)).map(rising),
        through((0.0, 1.0), (0.5, 0.0)).map(nodding),
    )
    assert faults(judged("sit_up", chain(one, one, one))) == set()


@pytest.mark.parametrize(
    ("exercise", "posture"), [("sit_up", curling), ("leg_raise", straight_legs)]
)
def test_three_even_seconds_down_are_slow_enough(exercise, posture):
    keys = [(0.0, 0.0), (2.0, 0.0), (4.0, 85.0), (4.5, 85.0), (7.5, 0.0), (9.0, 0.0)]
    found = {
        fault for fault, _ in faults(judged(exercise, through(*keys, eased=False).map(posture)))
    }
    assert not found & {"dropped", "too_fast"}


# --- low legs and low backs ----------------------------------------------------------------------

RESTING_DEG = -3.0  # straight legs whose heels lie on the floor


def too_low(record):
    return [finding for finding in findings(record) if finding.fault == "legs_too_low"]


def test_legs_that_hover_too_low_between_the_repetitions_are_told_so():
    found = too_low(judged("leg_raise", leg_raises(2, low=20.0, rest=4.0)))
    assert [one.rep for one in found if one.end_s - one.start_s > 3.0] == [1, 2]


def test_legs_that_rest_on_the_floor_are_too_low_only_on_the_way_there():
    found = too_low(judged("leg_raise", leg_raises(2, low=RESTING_DEG, rest=4.0, lower=4.0)))
    assert {one.rep for one in found} == {1, 2}
    assert all(one.end_s - one.start_s < 1.5 for one in found)


@pytest.mark.parametrize(("rise", "found"), [(0.04, set()), (0.08, {("lumbar_lift", "mild")})])
def test_a_low_back_that_rises_a_little_is_forgiven(rise, found):
    assert faults(judged("leg_raise", arching(rise))) == found


@pytest.mark.parametrize(
    ("rise", "found"),
    [(0.03, set()), (0.07, {("lumbar_lift", "mild")}), (0.15, {("lumbar_lift", "mild")})],
)
def test_a_low_back_behind_an_arm_is_told_by_the_belly_and_never_severe(rise, found):
    record = judged("leg_raise", arching(rise, **ARMS_DOWN))
    assert faults(record) == found
    assert "lumbar_lift" not in not_judged(record)


def test_who_is_always_hollow_does_not_lift_the_low_back():
    hollow = leg_raises(3).map(lambda posture: replace(posture, hollow=FLAT_HOLLOW + 0.09))
    assert faults(judged("leg_raise", hollow)) == set()


def test_a_head_that_leads_shows_a_curl_that_the_outline_hardly_shows():
    assert faults(judged("sit_up", stiff(8.0, lead=CHIN_TUCKED))) == set()


@pytest.mark.parametrize("legs_deg", [40.0, 60.0])
def test_the_control_angle_is_where_the_low_back_begins_to_lift_on_the_way_down(legs_deg):
    lifting = repeated(2, low=20.0, high=85.0, lower=6.0).map(
        lambda leg: straight_legs(leg, hollow=FLAT_HOLLOW + 0.09 * over(legs_deg + 7.0 - leg, 25.0))
    )
    (record,) = judged("leg_raise", lifting).sets
    # Half the limit is reached 7 degrees below where the back begins to rise.
    angles = [rep.value("control_angle_deg") for rep in record.reps]
    assert angles == pytest.approx([legs_deg] * 2, abs=7.0)


def test_who_keeps_the_low_back_down_has_no_control_angle():
    (record,) = judged("leg_raise", leg_raises(2)).sets
    assert not any(rep.value("control_angle_deg") is not None for rep in record.reps)


def curl_shares(motion, camera=CAMERA):
    (record,) = judged("sit_up", motion, camera=camera).sets
    return [rep.value("curl_share") for rep in record.reps]


def test_a_trunk_that_only_turns_about_the_hips_has_no_curl_share():
    assert curl_shares(stiff(0.0)) == pytest.approx([0.0] * 3, abs=0.1)


def test_the_curl_share_grows_with_what_the_spine_bends():
    # Bent by 20 degrees, the spine makes 10 of the 33 degrees that are looked at on average.
    shares = [max(curl_shares(stiff(bent))) for bent in (20.0, 40.0)]
    assert shares == pytest.approx([0.3, 0.6], rel=0.4)
    assert shares[1] == pytest.approx(2.0 * shares[0], rel=0.15)


def test_a_curl_share_that_is_not_seen_is_missing():
    assert set(curl_shares(stiff(40.0), replace(CAMERA, yaw_deg=40.0))) == {None}


def test_a_low_back_that_lifts_is_found_in_every_repetition_and_speaks_from_the_second_time_on():
    # It is flat again at the top, and before the first repetition it is its own reference.
    lifts = list(findings(judged("leg_raise", arching(0.08))))
    assert {f.rep for f in lifts} >= {1, 2, 3}
    assert [f.spoken for f in lifts] == [False, *[True] * (len(lifts) - 1)]


def test_a_gated_fault_speaks_from_its_second_occurrence_on():
    found = [
        finding
        for finding in findings(judged("sit_up", stiff(-6.0)))
        if finding.fault == "hip_flexor_driven"
    ]
    assert [finding.spoken for finding in found] == [False, True]


def test_a_fault_of_two_repetitions_in_three_is_silent_after_the_first():
    one = repeated(1, high=85.0, lower=5.0).map(knees_bent)
    assert faults(judged("sit_up", one)) == set()


# --- persistence ---------------------------------------------------------------------------------

QUICK_S = 0.1  # from straight to bent


def pulse(value, seconds, posture=plank):
    """A hold in which the posture changes for `seconds` and back."""
    keys = [(0.0, 0.0), (4.0, 0.0), (4.0 + QUICK_S, value), (4.0 + seconds, value)]
    keys += [(4.0 + seconds + QUICK_S, 0.0), (8.0 + seconds, 0.0)]
    return into_plank_and_out(through(*keys).map(posture))


def bent_knees(flexion):
    return plank(knees=flexion)


def leaning(degrees):
    return plank(stack=degrees)


# Values well over the limit, so that the smoothing's lag is the same on both edges.
PERSISTENCE = [
    ("hip_sag", 11.5, plank, 1.0),
    ("hips_piked", -20.0, plank, 1.5),
    ("knees_bent", 27.0, bent_knees, 1.5),
    ("shoulders_off_elbows", 23.0, leaning, 2.0),
]


@pytest.mark.parametrize("fps", [12.0, 30.0])
@pytest.mark.parametrize(("fault", "value", "posture", "persist_s"), PERSISTENCE)
def test_a_fault_shorter_than_its_persistence_is_forgiven(fault, value, posture, persist_s, fps):
    record = judged("plank", pulse(value, persist_s - 0.25, posture), fps=fps)
    assert faults(record) == set()


@pytest.mark.parametrize("fps", [12.0, 30.0])
@pytest.mark.parametrize(("fault", "value", "posture", "persist_s"), PERSISTENCE)
def test_a_fault_longer_than_its_persistence_is_found(fault, value, posture, persist_s, fps):
    record = judged("plank", pulse(value, persist_s + 0.25, posture), fps=fps)
    assert {found for found, _ in faults(record)} == {fault}


@pytest.mark.parametrize(("seconds", "severity"), [(0.5, None), (0.9, "severe"), (2.0, "severe")])
def test_a_severe_sag_needs_less_time_than_a_mild_one(seconds, severity):
    found = faults(judged("plank", pulse(17.0, seconds)))
    assert found == ({("hip_sag", severity)} if severity else set())


def test_a_finding_begins_when_the_form_was_lost_not_when_that_was_sure():
    (finding,) = findings(judged("plank", pulse(11.5, 3.0)))
    lost_s = 2.0 + 1.2 + 4.0
    assert finding.start_s == pytest.approx(lost_s, abs=0.25)
    assert finding.end_s == pytest.approx(lost_s + 3.0, abs=0.3)


def test_a_finding_quotes_its_worst_value_and_the_limit_that_it_broke():
    (finding,) = findings(judged("plank", held(12.0, start=12.0)))  # no baseline: 10 degrees
    assert finding.peak.measure == "body_line_deg"
    assert finding.peak.value == pytest.approx(12.0, abs=0.3)
    assert finding.peak.threshold == pytest.approx(10.0)
    assert finding.start_s <= finding.peak.at_s <= finding.end_s


# --- clearing and growing worse ------------------------------------------------------------------


def sagging(*keys):
    """Findings of a hold whose sag follows `(time, degrees)` after 4 straight seconds."""
    motion = through((0.0, 0.0), (4.0, 0.0), *((4.0 + t, sag) for t, sag in keys))
    record = judged("plank", into_plank_and_out(motion.map(plank)))
    return [finding for finding in findings(record) if finding.fault == "hip_sag"]


def test_a_sag_that_eases_only_a_little_is_one_finding():
    assert len(sagging((1, 11), (3, 11), (3.5, 6.8), (5, 6.8), (5.5, 11), (8, 11), (9, 0))) == 1


def test_a_sag_that_comes_back_after_a_straight_line_is_two_findings():
    assert len(sagging((1, 11), (3, 11), (3.5, 0), (5, 0), (5.5, 11), (8, 11), (9, 0))) == 2


def test_a_sag_that_is_interrupted_for_a_moment_is_one_finding():
    assert len(sagging((1, 11), (3, 11), (3.2, 0), (3.4, 0), (3.6, 11), (6, 11), (7, 0))) == 1


def test_a_sag_that_grows_is_one_finding_that_ends_up_severe():
    (finding,) = sagging((1, 10), (3, 10), (4, 16), (6, 16))
    assert finding.severity == "severe"
    assert finding.peak.value == pytest.approx(16.0, abs=0.3)


def test_a_severe_sag_that_eases_to_a_mild_one_stays_severe():
    (finding,) = sagging((1, 16), (3, 16), (4, 10), (7, 10))
    assert finding.severity == "severe"


# --- the personal baseline -----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("own_line", "sag", "found"),
    [
        (0.0, 7.0, None),
        (0.0, 9.0, "mild"),
        (5.0, 12.0, None),  # 7 more than their own line
        (5.0, 14.0, "mild"),  # over 13, whatever their own line
        (-6.0, 3.5, None),  # 9.5 more, but hardly below the straight line
        (-6.0, 6.0, "mild"),
        (8.0, 9.3, None),  # no baseline: who starts sagging is not taken for straight
        (8.0, 11.5, "mild"),
    ],
)
def test_a_sag_is_measured_from_the_persons_own_line(own_line, sag, found):
    record = judged("plank", held(sag, start=own_line))
    assert faults(record) == ({("hip_sag", found)} if found else set())


def test_who_sags_from_the_first_second_is_told_so():
    assert faults(judged("plank", held(12.0, start=12.0))) == {("hip_sag", "mild")}


def test_lifted_feet_are_measured_from_where_the_feet_rest():
    # Feet on a step of 12 cm all the time.
    on_a_step = repeated(2, high=85.0, lower=5.0).map(lambda up: curling(up, feet_up=12.0))
    assert faults(judged("sit_up", on_a_step)) == set()


# --- what cannot be judged -----------------------------------------------------------------------

SEVERE_SAG = held(16.0)


def not_judged(record):
    return {one.fault: one.reason for seen in record.sets for one in seen.not_judged}


@pytest.mark.parametrize(
    ("yaw_deg", "found"),
    [
        (0.0, {("hip_sag", "severe")}),
        (10.0, {("hip_sag", "severe")}),
        (20.0, {("hip_sag", "mild")}),
        (32.0, set()),
    ],
)
def test_an_oblique_view_makes_a_fault_mild_and_then_unjudgeable(yaw_deg, found):
    assert faults(judged("plank", SEVERE_SAG, camera=Camera(yaw_deg=yaw_deg))) == found


@pytest.mark.parametrize(
    ("exercise", "filmed", "camera", "fault", "hint"),
    [
        ("plank", SEVERE_SAG, Camera(yaw_deg=32.0), "hip_sag", "turn side-on"),
        ("plank", SEVERE_SAG, Camera(px_per_m=120.0), "hip_sag", "come closer"),
        ("plank", SEVERE_SAG, Camera(middle_m=(-1.75, 0.4)), "hip_sag", "feet leave the picture"),
        (
            "plank",
            SEVERE_SAG,
            Camera(hidden=frozenset({"ankle"})),
            "hip_sag",
            "can't see your feet",
        ),
        ("plank", SEVERE_SAG, Camera(hidden=frozenset({"knee"})), "knees_bent", "see your knees"),
        ("sit_up", stiff(-6.0), Camera(outline=False), "hip_flexor_driven", "arms off your back"),
        ("sit_up", stiff(-6.0), Camera(yaw_deg=20.0), "hip_flexor_driven", "square side view"),
        ("leg_raise", arching(0.07), Camera(outline=False), "lumbar_lift", "fold your arms"),
        (
            "bent_knee_leg_lift",
            arching(0.085, table_top, low=90.0, high=118.0, **ARMS_DOWN),
            CAMERA,
            "lumbar_lift",
            "fold your arms",
        ),
        ("leg_raise", arching(0.07), Camera(yaw_deg=20.0), "lumbar_lift", "square side view"),
        ("sit_up", sit_ups(2, high=40.0), Camera(pitch_deg=40.0), "failed_attempt", "lower the ca"),
        (
            "sit_up",
            legs_rising(15.0, knees_bent),
            Camera(hidden=frozenset({"heel", "toe"})),
            "feet_lift",
            "can't see your feet",
        ),
        (
            "plank",
            SEVERE_SAG,
            Camera(hidden=frozenset({"elbow", "wrist"})),
            "hips_down",
            "I can't see",
        ),
    ],
)
def test_what_cannot_be_judged_is_said_with_a_hint_and_not_found(
    exercise, filmed, camera, fault, hint
):
    record = judged(exercise, filmed, camera=camera)
    assert hint in not_judged(record).get(fault, "judged")
    assert fault not in {found for found, _ in faults(record)}


def test_only_what_needs_the_hidden_joint_is_not_judged():
    record = judged("plank", SEVERE_SAG, camera=Camera(hidden=frozenset({"ankle"})))
    assert set(not_judged(record)) == {"hip_sag", "hips_piked", "sag_drift", "knees_bent"}


def test_in_a_square_view_everything_is_judged():
    for exercise in GOOD:
        assert not_judged(done_well(exercise)) == {}


def test_a_joint_that_is_hidden_for_a_short_time_leaves_the_fault_judged():
    hidden = Camera(hidden=frozenset({"ankle"}))
    frames = film(SEVERE_SAG)
    blind = {one.t_s: one for one in film(SEVERE_SAG, hidden)}
    record = judged("plank", [blind[f.t_s] if 4.0 < f.t_s < 6.0 else f for f in frames])
    assert not_judged(record) == {}
    assert faults(record) == {("hip_sag", "severe")}


@pytest.mark.slow
@pytest.mark.parametrize("exercise", GOOD)
def test_a_centimetre_of_noise_makes_no_fault_and_no_repetition(exercise):
    camera = Camera(noise_m=0.01, paired=True, seed=11)
    record = judged(exercise, GOOD[exercise], camera=camera)
    assert faults(record) == set()
    assert counts(record) == counts(done_well(exercise))


# --- the limits themselves -----------------------------------------------------------------------

EXERCISE = """
id = "test"
name = "Test"
summary = "Test."
signals = ["body_line_deg"]
ladder = {}
hold = {}
position = {start = [{ measure = "body_line_deg", between = [-90, 90] }]}
[[faults]]
id = "hip_sag"
code = "T"
priority = 1
measure = "MEASURE"
cue = "Up"
why = "Why."
report = "Report."
[faults.mild]
persist_s = 1.0
source = "ENG"
any = [{ all = [{ measure = "MEASURE", LIMIT }] }]
"""


def outcome(measure, limit, value, uncertainty=0.0, **reading):
    text = EXERCISE.replace("MEASURE", measure).replace("LIMIT", limit)
    (fault,) = Exercise.model_validate(tomllib.loads(text)).faults
    values = {measure: Measurement(value, uncertainty)}
    return judge(fault.mild.any, Reading(0.0, values, **reading))


@pytest.mark.parametrize(
    ("limit", "value", "broken"),
    [
        ("at_least = 10", 9.9, False),
        ("at_least = 10", 10.0, True),
        ("at_most = -12", -11.9, False),
        ("at_most = -12", -12.0, True),
    ],
)
def test_a_limit_is_broken_from_its_threshold_on(limit, value, broken):
    assert (outcome("body_line_deg", limit, value).excess >= 0.0) is broken


@pytest.mark.parametrize(
    ("uncertainty", "broken"), [(0.0, True), (4.0, True), (4.9, True), (5.1, False)]
)
def test_a_threshold_moves_outward_by_what_the_uncertainty_exceeds_its_reference(
    uncertainty, broken
):
    # 11 degrees against a limit of 10; the reference of the body line is 4.
    assert (outcome("body_line_deg", "at_least = 10", 11.0, uncertainty).excess >= 0.0) is broken


def test_a_value_twice_as_uncertain_as_allowed_is_not_judged():
    result = outcome("body_line_deg", "at_least = 10", 60.0, 8.5)
    assert result.uncertain
    assert not result.excess >= 0.0


@pytest.mark.parametrize(("value", "clear"), [(8.0, False), (7.1, False), (6.9, True)])
def test_a_value_is_clear_three_degrees_inside(value, clear):
    assert outcome("body_line_deg", "at_least = 10", value).clear is clear


@pytest.mark.parametrize(("value", "clear"), [(0.08, False), (0.06, True)])
def test_a_length_is_clear_by_three_tenths_of_its_threshold(value, clear):
    assert outcome("heel_rise_l", "at_least = 0.1", value).clear is clear


def test_a_missing_value_breaks_no_limit_and_clears_none():
    result = outcome("body_line_deg", "at_least = 10", float("nan"))
    assert not result.excess >= 0.0
    assert not result.clear


@pytest.mark.parametrize(
    "measure",
    ["ear_rise_t", "shoulder_rise_t", "heel_rise_l", "foot_clearance_t", "lumbar_rise_t"],
)
def test_the_limits_on_lengths_hold_as_they_stand_where_all_is_seen_well(measure):
    well_seen = BodyTracker().update(CAMERA.shoot(lying()))
    value = 0.102
    result = outcome(measure, "at_least = 0.1", value, MEASURES[measure].of(well_seen).uncertainty)
    assert result.excess >= 0.0


def test_a_person_on_the_belly_is_in_no_sit_up():
    assert not judged("sit_up", still(plank(), 6.0)).sets
    assert plank().front == PRONE
