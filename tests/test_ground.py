"""The floor under the body: how it slopes in the picture, how high it is, what rests on it."""

import math
from dataclasses import replace

import pytest
from people import (
    CAMERA,
    PRONE,
    SUPINE,
    TRUNK,
    Camera,
    chain,
    film,
    knees_bent,
    leg_raises,
    lying,
    plank,
    repeated,
    standing,
    still,
    straight_legs,
    through,
)

from formcheck.motion.body import BodyTracker
from formcheck.motion.ground import UNKNOWN
from formcheck.motion.measures import MEASURES

#: Height of the joints over the floor that their part of the body lies on, torso lengths.
BACK, ELBOW, WRIST, HEEL, TOE = 0.23, 0.10, 0.07, 0.06, 0.065


def at_height(posture, **heights):
    """The joints of a posture, some at a height over the floor at 0 given in torso lengths."""
    joints = posture.joints()
    return {**joints, **{name: (joints[name][0], h * TRUNK) for name, h in heights.items()}}


#: Two bodies that rest on the floor at height 0.
RESTING = {
    "supine": (SUPINE, at_height(replace(straight_legs(-4.5), hip_y=BACK * TRUNK), heel=HEEL)),
    "plank": (PRONE, at_height(plank(), elbow=ELBOW, wrist=WRIST, toe=TOE)),
}
OFF_LEVEL = {
    "level": (Camera(), 0.0),
    "sloping up to the feet": (Camera(floor_deg=8.0), 8.0),
    "sloping down to the feet": (Camera(floor_deg=-8.0), -8.0),
    "sloping, mirrored": (Camera(floor_deg=8.0, mirror=True), 8.0),
    "seen obliquely from above": (Camera(yaw_deg=20.0, pitch_deg=22.7), 8.0),
}


def bodies(frames):
    tracker = BodyTracker()
    return [tracker.update(frame) for frame in frames]


def floor_of(motion, camera=CAMERA):
    """The floor at the end of a motion."""
    return bodies(film(motion, camera))[-1].floor


def slope_deg(floor):
    return math.degrees(math.atan(floor.slope))


def lies_still(name, camera):
    front, joints = RESTING[name]
    return bodies(camera.shoot_joints(joints, front, i / 20.0) for i in range(40))[-1]


def measured(body, name):
    return MEASURES[name].of(body).value


# --- slope and level -----------------------------------------------------------------------------


@pytest.mark.parametrize("view", OFF_LEVEL)
@pytest.mark.parametrize("name", RESTING)
def test_the_slope_of_the_floor_is_found(name, view):
    camera, slope = OFF_LEVEL[view]
    assert slope_deg(lies_still(name, camera).floor) == pytest.approx(slope, abs=1.0)


@pytest.mark.parametrize("view", OFF_LEVEL)
@pytest.mark.parametrize(("name", "point"), [("supine", "hip"), ("plank", "hip"), ("plank", "toe")])
def test_heights_are_those_above_the_floor(name, point, view):
    body = lies_still(name, OFF_LEVEL[view][0])
    height = RESTING[name][1][point][1] / TRUNK
    # A sloping trunk is seen longer or shorter, and it is the unit.
    assert body.floor.clearance(body.points[point]) == pytest.approx(height, rel=0.05)


@pytest.mark.parametrize("view", OFF_LEVEL)
@pytest.mark.parametrize(
    ("measure", "posture", "value"),
    [
        ("trunk_elevation_deg", lying(), 0.0),
        ("trunk_elevation_deg", knees_bent(30.0), 30.0),
        ("trunk_elevation_deg", knees_bent(80.0), 80.0),
        ("leg_elevation_deg", straight_legs(20.0), 20.0),
        ("leg_elevation_deg", straight_legs(45.0), 45.0),
        ("leg_elevation_deg", straight_legs(85.0), 85.0),
        ("thigh_elevation_deg", straight_legs(30.0), 30.0),
    ],
)
def test_inclinations_are_those_against_the_floor(measure, posture, value, view):
    flat = replace(posture, trunk=180.0)
    motion = chain(still(flat, 1.0), through((0.0, flat), (1.0, posture)), still(posture, 1.0))
    body = bodies(film(motion, OFF_LEVEL[view][0]))[-1]
    assert measured(body, measure) == pytest.approx(value, abs=1.5)


@pytest.mark.parametrize("view", OFF_LEVEL)
def test_the_trunk_of_a_plank_rises_above_the_floor_as_it_does(view):
    value = measured(lies_still("plank", OFF_LEVEL[view][0]), "trunk_elevation_deg")
    assert value == pytest.approx(13.1, abs=0.5)


@pytest.mark.parametrize("leg", [10.0, 30.0])
def test_hovering_feet_are_as_high_as_they_are(leg):
    posture = replace(straight_legs(leg), hip_y=BACK * TRUNK)
    body = bodies(film(still(posture, 1.0)))[-1]
    lowest = min(posture.joints()[name][1] for name in ("heel", "toe"))
    assert measured(body, "foot_clearance_t") == pytest.approx(lowest / TRUNK, abs=0.01)


# --- when nothing is known -----------------------------------------------------------------------


def test_under_who_stands_no_floor_is_known():
    assert floor_of(still(standing(), 3.0)) == UNKNOWN


def test_nothing_is_high_above_an_unknown_floor():
    assert math.isnan(UNKNOWN.clearance((0.0, 1.0)))
    body = bodies(film(still(standing(), 1.0)))[-1]
    assert not MEASURES["foot_clearance_t"].of(body).known


def test_who_was_seen_standing_first_gets_a_floor_once_down():
    down = through((0.0, standing()), (2.0, knees_bent(80.0)), (4.0, knees_bent()))
    floor = floor_of(chain(still(standing(), 2.0), down, still(knees_bent(), 2.0)))
    assert floor.level == pytest.approx(-BACK, abs=0.02)
    assert slope_deg(floor) == pytest.approx(0.0, abs=1.0)


def test_another_camera_shot_has_another_floor():
    before = film(still(lying(), 2.0), Camera(floor_deg=8.0))
    after = film(still(lying(), 1.0), start_s=3.0, shot=1)
    assert slope_deg(bodies([*before, *after])[-1].floor) == pytest.approx(0.0, abs=0.2)


def test_somebody_who_turns_round_takes_the_floor_from_the_other_side():
    before = film(still(lying(), 3.0), Camera(floor_deg=6.0))
    after = film(still(lying(), 2.0), Camera(floor_deg=6.0, mirror=True), start_s=3.05)
    assert slope_deg(bodies([*before, *after])[-1].floor) == pytest.approx(6.0, abs=0.5)


# --- what carries the body and what does not -----------------------------------------------------


def slopes(motion, after_s=0.0):
    frames = film(motion)
    pairs = zip(frames, bodies(frames), strict=True)
    return [slope_deg(body.floor) for frame, body in pairs if body and frame.t_s >= after_s]


def test_legs_that_are_always_in_the_air_leave_the_floor_to_the_back():
    raises = leg_raises(3, low=33.0)
    assert max(map(abs, slopes(raises))) < 0.5
    assert floor_of(raises).level == pytest.approx(-BACK, abs=0.01)


@pytest.mark.parametrize("lower", [1.0, 3.0, 6.0])
def test_legs_on_their_way_down_do_not_tilt_the_floor(lower):
    assert max(map(abs, slopes(leg_raises(2, low=-4.0, lower=lower)))) < 1.0


def rolled_down(lower_s):
    """Sit for a while, roll down, lie."""
    down = through((0.0, 85.0), (3.0, 85.0), (3.0 + lower_s, 0.0), (6.0 + lower_s, 0.0))
    return down.map(knees_bent)


@pytest.mark.parametrize("view", OFF_LEVEL)
@pytest.mark.parametrize("posture", [knees_bent, lying], ids=["knees bent", "straight legs"])
def test_who_sits_up_keeps_the_floor_they_lay_on(posture, view):
    camera, slope = OFF_LEVEL[view]
    up = through((0.0, 0.0), (1.0, 0.0), (3.0, 90.0), (8.0, 90.0)).map(posture)
    assert slope_deg(floor_of(up, camera)) == pytest.approx(slope, abs=1.0)


@pytest.mark.parametrize("lower_s", [1.5, 3.0, 8.0])
def test_shoulders_that_still_sink_do_not_tilt_the_floor(lower_s):
    assert max(map(abs, slopes(rolled_down(lower_s)))) < 2.0


@pytest.mark.parametrize("lower_s", [1.5, 3.0, 8.0])
def test_repetitions_of_any_speed_leave_the_floor_level(lower_s):
    sit_ups = repeated(2, high=85.0, rise=3.0, top=1.0, lower=lower_s).map(knees_bent)
    assert max(map(abs, slopes(sit_ups))) < 2.0


# --- memory --------------------------------------------------------------------------------------


@pytest.mark.parametrize(("seconds", "slope"), [(9.0, 0.0), (16.0, -15.0)])
def test_shoulders_that_rise_keep_their_floor_for_ten_seconds(seconds, slope):
    up = through((0.0, 0.0), (1.0, 15.0), (1.0 + seconds, 15.0)).map(knees_bent)
    assert slope_deg(floor_of(chain(still(lying(), 2.0), up))) == pytest.approx(slope, abs=1.0)


@pytest.mark.parametrize("fps", [10.0, 30.0, 60.0])
def test_the_floor_is_the_same_at_any_frame_rate(fps):
    frames = film(leg_raises(1, low=10.0), Camera(floor_deg=5.0), fps=fps)
    assert slope_deg(bodies(frames)[-1].floor) == pytest.approx(5.0, abs=0.2)
