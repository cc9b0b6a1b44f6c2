"""Every measure against postures whose angles are known, and its stated uncertainty."""

import math
from dataclasses import replace

import numpy as np
import pytest
from people import (
    CAMERA,
    LEG,
    PRONE,
    TRUNK,
    Camera,
    Posture,
    all_fours,
    bridge,
    curling,
    dead_bug,
    half_kneeling,
    high_plank,
    knee_plank,
    knees_bent,
    lying,
    one_leg,
    plank,
    reaching_down,
    repeated,
    side_plank,
    standing,
    straight_legs,
    table_top,
)

from formcheck.motion.body import BodyTracker
from formcheck.motion.measures import MEASURES
from formcheck.pose.frame import LANDMARKS

# A landmark lies on a grid of a sixteenth of a pixel: at 360 pixels a metre that is 0.2 mm.
GRID_DEG = 0.1
GRID = 0.002


def seen(posture: Posture, camera=Camera()):  # noqa: B008
    """The body of one picture."""
    return BodyTracker().update(camera.shoot(posture))


def joints_seen(front, **joints):
    """The body of a fixture given as joints in metres, completed by those of some posture."""
    posture = plank() if front == PRONE else lying()
    return BodyTracker().update(Camera().shoot_joints({**posture.joints(), **joints}, front))


def measured(body, name):
    return MEASURES[name].of(body).value


# --- the planar fixtures of biomechanics 10 ------------------------------------------------------

# There x runs from the feet to the head; here the head lies to the left.
PLANKS = {
    "straight": {"shoulder": (-1.334, 0.420), "hip": (-0.828, 0.302), "knee": (-0.409, 0.205)},
    "sag 10": {"shoulder": (-1.329, 0.420), "hip": (-0.839, 0.248), "knee": (-0.414, 0.178)},
    "sag 20": {"shoulder": (-1.314, 0.420), "hip": (-0.846, 0.194), "knee": (-0.418, 0.152)},
    "pike 20": {"shoulder": (-1.314, 0.420), "hip": (-0.794, 0.412), "knee": (-0.393, 0.259)},
}


@pytest.mark.parametrize(
    ("fixture", "body_line_deg", "body_line_offset"),
    [("straight", 0, 0), ("sag 10", 10, 0.041), ("sag 20", 20, 0.083), ("pike 20", -20, -0.083)],
)
def test_the_plank_fixtures_give_the_specified_body_line(fixture, body_line_deg, body_line_offset):
    body = joints_seen(PRONE, **PLANKS[fixture], ankle=(0.0, 0.11))
    assert measured(body, "body_line_deg") == pytest.approx(body_line_deg, abs=0.3)
    assert measured(body, "body_line_offset") == pytest.approx(body_line_offset, abs=0.002)


@pytest.mark.parametrize(
    ("measure", "value", "within"),
    [("leg_elevation_deg", 60, 0.3), ("knee_flexion_deg", 0, 0.3), ("leg_lever", 0.22, 0.006)],
)
def test_the_straight_leg_fixture_gives_the_specified_values(measure, value, within):
    body = joints_seen(
        1, hip=(0.0, 0.0), shoulder=(-0.52, 0.0), knee=(0.215, 0.372), ankle=(0.425, 0.736)
    )
    assert measured(body, measure) == pytest.approx(value, abs=within)


@pytest.mark.parametrize(("height", "hip_angle"), [(0.20, 152), (0.30, 179), (0.40, 154)])
def test_the_bridge_fixtures_give_the_specified_hip_angle(height, hip_angle):
    # Trunk and thigh of the usual length, shoulders 0.10 up, knees 0.47 up.
    along_trunk = math.sqrt(TRUNK**2 - (height - 0.10) ** 2)
    along_thigh = math.sqrt(0.43**2 - (0.47 - height) ** 2)
    body = joints_seen(
        1,
        shoulder=(-along_trunk, 0.10),
        hip=(0.0, height),
        knee=(along_thigh, 0.47),
        ankle=(along_thigh, 0.05),
    )
    assert measured(body, "hip_angle_deg") == pytest.approx(hip_angle, abs=1.0)


@pytest.mark.parametrize(("squat", "index"), [(1.0, 17), (0.0, 98)], ids=["squat", "stoop"])
def test_the_lift_fixtures_give_the_specified_stoop_index(squat, index):
    assert measured(seen(reaching_down(squat)), "stoop_index") == pytest.approx(index, abs=1.0)


@pytest.mark.parametrize(
    ("posture", "gaze"), [(plank(), 0.0), (plank(neck=-30.0), 30.0), (lying(lead=20.0), -20.0)]
)
def test_the_gaze_is_read_from_a_short_line(posture, gaze):
    # A nose is 10 cm from the ear: the little by which the camera sees the ears apart counts.
    assert measured(seen(posture), "gaze_deg") == pytest.approx(gaze, abs=3.5)


@pytest.mark.parametrize(
    ("how", "head_lead", "bulge"),
    [
        ({"lead": 0.0, "curl": 0.0}, 0.0, 0.0),
        ({"lead": 45.0, "curl": 40.0}, 45.0, 0.064),
        ({"lead": -10.0, "curl": -20.0}, -10.0, -0.032),
    ],
    ids=["rigid", "curled", "lordotic"],
)
def test_the_sit_up_fixtures_give_the_specified_head_lead_and_the_back_they_draw(
    how, head_lead, bulge
):
    tracker, camera = BodyTracker(), Camera()
    for i in range(60):  # the length of the flat trunk has been seen
        tracker.update(camera.shoot(knees_bent(), i / 30.0))
    lying_flat = measured(tracker.update(camera.shoot(knees_bent(), 2.0)), "back_bulge")
    for i in range(60):
        body = tracker.update(camera.shoot(knees_bent(30.0, **how), 10.0 + i / 30.0))
    assert measured(body, "trunk_elevation_deg") == pytest.approx(30.0, abs=1.0)
    assert measured(body, "head_lead_deg") == pytest.approx(head_lead, abs=1.5)
    assert measured(body, "back_bulge") - lying_flat == pytest.approx(bulge, abs=0.002)


# --- one row a measure ---------------------------------------------------------------------------

SIN_75 = math.sin(math.radians(75.0))
COS_30 = math.cos(math.radians(30.0))
# The place that stays put is where BlazePose found the hip: in front of the joint when supine.
HIP_FOUND_T = 0.05
HIP_FOUND_L = HIP_FOUND_T * TRUNK / LEG
#: Hands, knees and toes on the floor, in metres: hip half a trunk up, knee a quarter.
ON_THE_FLOOR = {
    "shoulder": (-0.58, 0.46),
    "elbow": (-0.9, 0.3),
    "wrist": (-1.0, 0.0),
    "hip": (-0.1, 0.26),
    "knee": (0.2, 0.13),
    "ankle": (0.6, 0.1),
    "heel": (0.65, 0.1),
    "toe": (0.6, 0.0),
}
ROWS = [
    ("body_line_deg", plank(7.0), 7.0),
    ("body_line_deg", high_plank(-9.0), -9.0),
    ("knee_line_deg", knee_plank(11.0), 11.0),
    ("knee_line_deg", knee_plank(-11.0), -11.0),
    ("body_line_offset", plank(), 0.0),
    ("hip_angle_deg", plank(-30.0), 150.0),
    ("hip_angle_deg", table_top(90.0), 90.0),
    ("knee_flexion_deg", plank(knees=25.0), 25.0),
    ("knee_flexion_deg", table_top(), 90.0),
    ("knee_flexion_deg", straight_legs(70.0), 0.0),
    ("elbow_flexion_deg", plank(), 90.0),
    ("elbow_flexion_deg", high_plank(), 0.0),
    ("head_lead_deg", plank(), 0.0),
    ("head_lead_deg", plank(neck=30.0), 30.0),
    ("head_lead_deg", plank(neck=-25.0), -25.0),
    ("head_lead_deg", knees_bent(20.0, lead=35.0), 35.0),
    ("trunk_elevation_deg", lying(), 0.0),
    ("trunk_elevation_deg", knees_bent(85.0), 85.0),
    ("trunk_elevation_deg", knees_bent(100.0), 100.0),
    ("trunk_elevation_deg", standing(PRONE), 90.0),
    ("leg_elevation_deg", straight_legs(75.0), 75.0),
    ("leg_elevation_deg", straight_legs(5.0), 5.0),
    ("leg_elevation_deg", straight_legs(100.0), 100.0),
    ("thigh_elevation_deg", table_top(115.0), 115.0),
    ("elbow_stack_deg", plank(), 0.0),
    ("elbow_stack_deg", plank(stack=18.0), 18.0),
    ("elbow_stack_deg", knee_plank(stack=-18.0), -18.0),
    ("hand_stack_deg", high_plank(stack=20.0), 20.0),
    ("ear_rise_t", lying(head_up=0.104), 0.2 - HIP_FOUND_T),
    ("shoulder_rise_t", knees_bent(30.0), 0.5 - HIP_FOUND_T * COS_30),
    ("hip_rise_t", knees_bent(30.0), -0.5),
    ("heel_rise_l", replace(straight_legs(30.0), foot=135.0), 0.5 - HIP_FOUND_L),
    ("heel_rise_l", replace(lying(), foot=45.0), -0.06 / 0.85 - HIP_FOUND_L),
    (
        "foot_rise_l",
        replace(straight_legs(30.0), foot=30.0),
        0.5 - 0.06 * SIN_75 / 0.85 - HIP_FOUND_L,
    ),
    ("foot_rise_l", replace(straight_legs(30.0), foot=-90.0), 0.5 - 0.11 / 0.85 - HIP_FOUND_L),
    ("foot_height_l", straight_legs(30.0), 0.5),
    # The back rests with its joints 0.23 T above the floor; the heels are a little lower.
    ("foot_clearance_t", lying(), 0.23 - 0.06 * math.sin(math.radians(45.0)) / TRUNK),
    ("foot_height_l", standing(), -1.0),
    ("leg_lever", straight_legs(0.0), 0.43),
    ("leg_lever", straight_legs(60.0), 0.215),
    ("leg_lever", table_top(90.0), 0.106),
    ("lumbar_rise_t", lying(hollow=0.1), 0.0),  # the first picture is the flattest so far
    ("low_back_rise_t", lying(hollow=0.1), 0.0),
    ("lumbar_hollow_t", lying(hollow=0.06), 0.06),
    ("back_bulge", lying(hollow=0.0, bulge=0.05), 0.05),
    ("back_bulge", replace(plank(), hollow=0.0, bulge=-0.04), -0.04),
    ("face_up", lying(), 1.0),
    ("face_up", plank(), -1.0),
    ("hip_extension_deg", bridge(-20.0), -20.0),
    ("hip_extension_deg", bridge(10.0), 10.0),
    ("hip_extension_deg", plank(8.0), 8.0),
    ("trunk_lean_deg", standing(), 0.0),
    ("trunk_lean_deg", half_kneeling(25.0), 25.0),
    ("trunk_lean_deg", half_kneeling(-15.0), -15.0),
    ("trunk_lean_deg", reaching_down(0.0), 95.0),
    ("shoulder_drop_t", standing(), -(TRUNK + LEG) / TRUNK),
    ("hands_ahead_t", reaching_down(1.0), 0.2),
    ("hand_to_hip_t", standing(), 0.12 / TRUNK),
    ("hand_to_ear_t", standing(), (0.64 + 0.19) / TRUNK),
    ("hand_above_knee_t", standing(), (TRUNK - 0.64 + 0.43) / TRUNK),
    ("hand_reach_t", standing(), 0.0),
    ("hand_reach_t", dead_bug(), 0.64 / TRUNK),  # straight up from the shoulder
    ("yaw_deg", plank(), 0.0),
    ("roll_over_deg", side_plank(rolled=30.0), 30.0),
    ("roll_over_deg", side_plank(), 0.0),
]
#: Measures of one limb of two: the camera sees one side a little beside the other.
LIMB_ROWS = [
    ("upper_leg_elevation_deg", one_leg(50.0), 50.0),
    ("lower_leg_elevation_deg", straight_legs(60.0, thigh2=45.0, shank2=45.0), 45.0),
    ("upper_knee_flexion_deg", one_leg(50.0, knee=30.0), 30.0),
    ("upper_hip_extension_deg", all_fours(-20.0), -20.0),
    ("upper_hip_extension_deg", all_fours(12.0), 12.0),
    ("legs_apart_deg", straight_legs(60.0, thigh2=45.0, shank2=45.0), 15.0),
    ("legs_apart_deg", straight_legs(60.0), 0.0),
    ("reaching_leg_lever", dead_bug(1.0), 0.39),
    ("reaching_leg_lever", dead_bug(0.0), 0.106),
    ("waiting_thigh_elevation_deg", dead_bug(1.0), 90.0),
    ("waiting_thigh_elevation_deg", dead_bug(1.0, drift=15.0), 75.0),
    ("kneeling_hip_extension_deg", half_kneeling(10.0, extension=14.0), 14.0),
    ("knees_apart_t", half_kneeling(), 0.838),
    ("lower_elbow_stack_deg", side_plank(), 3.3),  # the trunk's slope puts the shoulder ahead
    ("near_foot_rise_l", one_leg(40.0), -0.078),
    ("far_foot_rise_l", one_leg(40.0), 0.612),
]


@pytest.mark.parametrize(
    ("measure", "posture", "value"), ROWS, ids=[f"{name}-{value}" for name, _, value in ROWS]
)
def test_a_measure_gives_what_the_posture_has(measure, posture, value):
    tolerance = GRID_DEG + 0.2 if MEASURES[measure].unit == "deg" else GRID + 0.003
    assert measured(seen(posture), measure) == pytest.approx(value, abs=tolerance)


@pytest.mark.parametrize(
    ("measure", "posture", "value"),
    LIMB_ROWS,
    ids=[f"{name}-{value}" for name, _, value in LIMB_ROWS],
)
def test_a_measure_of_one_limb_gives_what_that_has(measure, posture, value):
    tolerance = 2.0 if MEASURES[measure].unit == "deg" else 0.015
    assert measured(seen(posture), measure) == pytest.approx(value, abs=tolerance)


@pytest.mark.parametrize("measure", sorted({name for name, _, _ in LIMB_ROWS}))
def test_a_measure_of_one_limb_does_not_care_for_left_and_right(measure):
    for name, posture, _ in LIMB_ROWS:
        if name == measure:
            swapped = measured(seen(posture, Camera(swap=True)), measure)
            assert swapped == pytest.approx(measured(seen(posture), measure), abs=1.2)


@pytest.mark.parametrize(
    ("measure", "value"), [("hip_clearance_t", 0.5), ("knee_clearance_t", 0.25)]
)
def test_a_clearance_is_the_height_above_the_line_from_hand_to_toe(measure, value):
    assert measured(joints_seen(PRONE, **ON_THE_FLOOR), measure) == pytest.approx(value, abs=0.01)


@pytest.mark.parametrize("roll_deg", [-8.0, 8.0])
def test_a_clearance_needs_no_level_camera(roll_deg):
    joints = {**plank().joints(), **ON_THE_FLOOR}
    body = BodyTracker().update(Camera(roll_deg=roll_deg).shoot_joints(joints, PRONE))
    assert measured(body, "hip_clearance_t") == pytest.approx(0.5, abs=0.01)


def test_every_measure_has_a_row():
    # Some have a test of their own.
    elsewhere = {"hip_clearance_t", "knee_clearance_t", "stoop_index", "gaze_deg"}
    assert {name for name, _, _ in (*ROWS, *LIMB_ROWS)} | elsewhere == set(MEASURES)


# Without shoulders and hips there is no body at all.
BLIND = [
    (name, point)
    for name, measure in sorted(MEASURES.items())
    for point in measure.points
    if point not in ("shoulder", "hip")
]


@pytest.mark.parametrize(("measure", "point"), BLIND)
def test_a_measure_is_missing_where_a_point_it_needs_is_not_seen(measure, point):
    body = seen(plank(), Camera(hidden=frozenset({point})))
    assert not MEASURES[measure].of(body).known


@pytest.mark.parametrize("limb", [("elbow", "wrist"), ("knee", "ankle", "heel", "toe")])
def test_without_arms_or_legs_on_the_floor_there_is_no_clearance(limb):
    body = seen(plank(), Camera(hidden=frozenset(limb)))
    assert not MEASURES["hip_clearance_t"].of(body).known


@pytest.mark.parametrize("point", ["shoulder", "hip"])
def test_without_a_trunk_there_is_no_body(point):
    assert seen(plank(), Camera(hidden=frozenset({point}))) is None


@pytest.mark.parametrize("measure", sorted(MEASURES))
def test_a_name_ends_in_the_unit_it_states(measure):
    ending = {"deg": "_deg", "T": "_t", "L": "_l", "1": ""}[MEASURES[measure].unit]
    assert measure.endswith(ending)


@pytest.mark.parametrize("measure", ["ear_rise_t", "shoulder_rise_t", "heel_rise_l", "foot_rise_l"])
def test_rises_stay_while_only_the_hip_moves(measure):
    lifted = {**lying().joints(), "hip": (0.03, 0.16)}
    tracker = BodyTracker()
    before = [tracker.update(CAMERA.shoot(lying(), i / 30.0)) for i in range(30)][-1]
    shoot = CAMERA.shoot_joints
    after = [tracker.update(shoot(lifted, 1, 1.0 + i / 30.0)) for i in range(60)][-1]
    assert measured(after, measure) == pytest.approx(measured(before, measure), abs=0.02)


@pytest.mark.parametrize(("measure", "rise"), [("ear_rise_t", 0.2), ("hip_rise_t", 0.0)])
def test_a_rise_is_the_height_gained(measure, rise):
    tracker = BodyTracker()
    before = [tracker.update(CAMERA.shoot(lying(), i / 30.0)) for i in range(30)][-1]
    nod = lying(head_up=rise * TRUNK)
    after = [tracker.update(CAMERA.shoot(nod, 1.0 + i / 30.0)) for i in range(60)][-1]
    assert measured(after, measure) - measured(before, measure) == pytest.approx(rise, abs=0.01)


def test_the_trunk_of_a_plank_is_measured_against_the_line_under_arms_and_feet():
    # They do not rest at quite the same height, hence the degree.
    assert measured(seen(plank()), "trunk_elevation_deg") == pytest.approx(13.13, abs=1.0)


# --- what the camera does ------------------------------------------------------------------------


@pytest.mark.parametrize("measure", ["body_line_deg", "knee_flexion_deg", "body_line_offset"])
@pytest.mark.parametrize("roll_deg", [-8.0, 8.0])
def test_camera_roll_changes_no_relative_measure(measure, roll_deg):
    posture = plank(12.0, knees=10.0)
    rolled = measured(seen(posture, Camera(roll_deg=roll_deg)), measure)
    assert rolled == pytest.approx(measured(seen(posture), measure), abs=0.2)


@pytest.mark.parametrize("name", sorted(MEASURES))
def test_a_measure_says_whether_camera_roll_matters(name):
    # No floor is seen under who stands.
    posture = replace(standing(), shank=-100.0, trunk=80.0, forearm=-140.0)
    change = abs(
        measured(seen(posture, Camera(roll_deg=5.0)), name) - measured(seen(posture), name)
    )
    if MEASURES[name].unit == "deg":
        assert (change > 4.0) is MEASURES[name].roll_matters


def test_a_calibrated_roll_is_taken_out():
    frame = Camera(roll_deg=6.0).shoot(standing())
    apparent = measured(BodyTracker().update(frame), "trunk_elevation_deg")
    corrected = [
        measured(BodyTracker(roll_deg=roll).update(frame), "trunk_elevation_deg")
        for roll in (6.0, -6.0)
    ]
    assert abs(apparent - 90.0) == pytest.approx(6.0, abs=0.2)
    assert min(abs(value - 90.0) for value in corrected) == pytest.approx(0.0, abs=0.2)


@pytest.mark.parametrize(("yaw_deg", "leg"), [(10.0, 45.0), (20.0, 45.0), (30.0, 45.0)])
def test_yaw_steepens_a_leg_by_the_specified_formula(yaw_deg, leg):
    steeper = math.degrees(math.atan(math.tan(math.radians(leg)) / math.cos(math.radians(yaw_deg))))
    body = seen(straight_legs(leg), Camera(yaw_deg=yaw_deg, depth_seen=0.0))
    assert measured(body, "leg_elevation_deg") == pytest.approx(steeper, abs=0.5)


@pytest.mark.parametrize(("yaw_deg", "leg"), [(15.0, 45.0), (25.0, 60.0)])
def test_the_uncertainty_of_a_leg_covers_what_yaw_does_to_it(yaw_deg, leg):
    square = MEASURES["leg_elevation_deg"].of(seen(straight_legs(leg)))
    turned = MEASURES["leg_elevation_deg"].of(seen(straight_legs(leg), Camera(yaw_deg=yaw_deg)))
    allowed = math.sqrt(turned.uncertainty**2 - square.uncertainty**2)
    assert abs(turned.value - square.value) <= 1.1 * allowed


@pytest.mark.parametrize(
    "leg",
    [
        75.0,
        60.0,
        pytest.param(
            20.0,
            marks=pytest.mark.xfail(
                reason="the leg's length is foreshortened, too: a low leg is corrected twice"
            ),
        ),
    ],
)
def test_the_lever_of_the_legs_is_the_same_from_the_side_and_obliquely(leg):
    square = measured(seen(straight_legs(leg)), "leg_lever")
    turned = measured(seen(straight_legs(leg), Camera(yaw_deg=20.0)), "leg_lever")
    assert turned == pytest.approx(square, abs=0.005)


def test_a_joint_that_is_not_seen_is_no_point_of_the_body():
    body = seen(plank(), Camera(hidden=frozenset({"ankle"})))
    assert "ankle" not in body.points
    assert "knee" in body.points


@pytest.mark.parametrize(("apart", "share"), [(0.0, 0.0), (0.4, 0.5), (0.65, 0.25), (0.9, 0.0)])
def test_a_limb_is_in_the_middle_of_both_sides_unless_they_are_two_postures(apart, share):
    frame = CAMERA.shoot(lying())
    raised = frame.landmarks.copy()
    raised[LANDMARKS.index("left_ankle"), 1] -= apart * TRUNK * CAMERA.px_per_m  # the far one
    flat, lifted = (
        BodyTracker().update(replace(frame, landmarks=m)) for m in (frame.landmarks, raised)
    )
    rise = lifted.points["ankle"][1] - flat.points["ankle"][1]
    assert rise == pytest.approx(share * apart, abs=0.02)


def test_shoulders_are_one_body_however_far_apart_they_look():
    body = seen(lying(), Camera(pitch_deg=60.0, depth_seen=1.0))
    assert body.points["shoulder"][1] == pytest.approx(0.0, abs=0.03)


def test_a_person_who_is_missed_for_a_moment_is_bridged_and_then_gone():
    tracker, camera = BodyTracker(), Camera()
    for i in range(30):
        tracker.update(camera.shoot(plank(), i / 30.0))
    empty = replace(
        camera.shoot(plank()),
        landmarks=np.full((33, 2), np.nan),
        visibility=np.full(33, np.nan),
        world=np.full((33, 3), np.nan),
    )
    there = [tracker.update(replace(empty, t_s=1.0 + i / 30.0)) is not None for i in range(15)]
    assert there[0]
    assert not there[-1]


def test_nobody_has_no_body():
    empty = replace(Camera().shoot(plank()), landmarks=np.full((33, 2), np.nan))
    assert BodyTracker().update(empty) is None


def test_a_cut_starts_the_body_afresh():
    tracker = BodyTracker()
    for i in range(60):
        tracker.update(Camera().shoot(plank(), i / 30.0))
    closer = Camera(px_per_m=500.0)
    body = tracker.update(closer.shoot(plank(10.0), 2.0, shot=1))
    fresh = BodyTracker().update(closer.shoot(plank(10.0), 2.0, shot=1))
    assert body.points == fresh.points
    assert body.torso_px == fresh.torso_px


def test_the_torso_keeps_its_length_when_the_spine_curls():
    tracker, camera = BodyTracker(), Camera()
    motion = repeated(1, high=85.0).map(curling)
    bodies = [tracker.update(camera.shoot(motion.at(i / 20.0), i / 20.0)) for i in range(140)]
    assert {round(body.torso_px) for body in bodies} == {round(TRUNK * camera.px_per_m)}


# --- uncertainty ---------------------------------------------------------------------------------

SIGMA_M = 0.015
DRAWS = 3000


def spread(measure, posture, sigma_m=SIGMA_M):
    """Standard deviation of a measure when every point errs by `sigma_m`, and what it states."""
    body = seen(posture)
    sigma_t = sigma_m / TRUNK
    random = np.random.default_rng(7)
    names = list(body.points)
    of = MEASURES[measure].of
    values, stated = [], []
    for errors in random.normal(0.0, sigma_t, (DRAWS, len(names), 2)):
        points = {
            name: (body.points[name][0] + dx, body.points[name][1] + dy)
            for name, (dx, dy) in zip(names, errors.tolist(), strict=True)
        }
        hip_x, hip_y = points["hip"]  # the origin of the body's frame errs, too
        points = {name: (x - hip_x, y - hip_y) for name, (x, y) in points.items()}
        anchor = (body.anchor[0] - hip_x, body.anchor[1] - hip_y)
        sigma = dict.fromkeys(names, sigma_t)
        value = of(replace(body, points=points, sigma=sigma, anchor=anchor))
        values.append(value.value)
        stated.append(value.uncertainty)
    return float(np.std(values)), float(np.median(stated))


@pytest.mark.parametrize(
    ("measure", "posture", "degrees"),
    [
        ("body_line_deg", plank(), 3.3),
        ("knee_flexion_deg", plank(knees=25.0), 5.0),
        ("head_lead_deg", plank(), 7.6),
        ("trunk_elevation_deg", lying(), 2.3),
    ],
)
def test_noise_of_15_mm_scatters_an_angle_as_specified(measure, posture, degrees):
    assert spread(measure, posture)[0] == pytest.approx(degrees, rel=0.1)


@pytest.mark.parametrize(
    ("measure", "posture"),
    [
        ("body_line_deg", plank(5.0)),
        ("knee_line_deg", knee_plank(5.0)),
        ("body_line_offset", plank(5.0)),
        ("hip_angle_deg", plank(-20.0)),
        ("knee_flexion_deg", plank(knees=25.0)),
        ("elbow_flexion_deg", plank()),
        ("head_lead_deg", plank()),
        ("head_lead_deg", knees_bent(15.0, lead=30.0)),
        ("trunk_elevation_deg", knees_bent(40.0)),
        ("leg_elevation_deg", straight_legs(60.0)),
        ("thigh_elevation_deg", table_top(110.0)),
        ("elbow_stack_deg", plank()),
        ("hand_stack_deg", high_plank()),
        ("ear_rise_t", lying()),
        ("shoulder_rise_t", lying()),
        ("hip_rise_t", lying()),
        ("heel_rise_l", lying()),
        ("foot_rise_l", lying()),
        ("foot_height_l", lying()),
        ("foot_clearance_t", lying()),
        ("hip_clearance_t", plank()),
        ("knee_clearance_t", plank()),
        ("leg_lever", straight_legs(45.0)),
    ],
)
def test_the_stated_uncertainty_is_what_noise_does(measure, posture):
    scatter, stated = spread(measure, posture)
    assert stated == pytest.approx(scatter, rel=0.25)


def test_a_badly_seen_point_makes_its_measures_less_certain():
    def uncertainty(visibility):
        frame = Camera().shoot(plank())
        return (
            MEASURES["body_line_deg"]
            .of(BodyTracker().update(replace(frame, visibility=np.full(33, visibility))))
            .uncertainty
        )

    assert uncertainty(0.7) == pytest.approx(uncertainty(0.95) * 5.0 / 3.0, rel=0.01)


def test_the_leg_is_measured_in_the_pictures_own_scale():
    assert seen(lying()).leg_t == pytest.approx(LEG / TRUNK, abs=0.01)


@pytest.mark.parametrize("measure", MEASURES.values(), ids=lambda measure: measure.name)
def test_the_line_of_a_measure_is_drawn_through_points_that_it_needs(measure):
    # Without an ankle the knee stands for it.
    stand_in = {"ankle"} if measure.name == "leg_elevation_deg" else set()
    assert set(measure.line) <= set(measure.points) | stand_in
    joints = {"rise": 2, "lean": 2, "stack": 2}.get(measure.angle, 3)
    assert measure.angle is None or len(measure.line) == joints
    assert measure.angle is None or measure.unit == "deg"
