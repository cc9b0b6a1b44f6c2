"""From where the camera sees the body: which way it lies, how obliquely, and from how far above."""

from dataclasses import replace

import numpy as np
import pytest
from people import CAMERA, TRUNK, Camera, film, knees_bent, lying, plank, still

from formcheck.motion.body import BodyTracker
from formcheck.pose.frame import LANDMARKS

LEFT = [LANDMARKS.index(name) for name in LANDMARKS if name.startswith("left_")]
RIGHT = [LANDMARKS.index(LANDMARKS[row].replace("left", "right")) for row in LEFT]
SHOULDERS = [LANDMARKS.index("left_shoulder"), LANDMARKS.index("right_shoulder")]


def view_of(*frames):
    """The view after some pictures."""
    tracker = BodyTracker()
    return [tracker.update(frame) for frame in frames][-1].view


def seen(posture, camera=CAMERA):
    return view_of(camera.shoot(posture))


@pytest.mark.parametrize(("mirror", "facing"), [(False, "left"), (True, "right")])
def test_the_view_says_to_which_side_the_head_lies(mirror, facing):
    assert seen(plank(), Camera(mirror=mirror)).facing == facing


def test_joints_at_the_border_are_called_cropped():
    view = seen(plank(), Camera(middle_m=(-1.75, 0.45)))
    assert "ankle" in view.cropped
    assert "shoulder" not in view.cropped


def test_the_size_of_the_person_is_that_of_the_torso_in_the_picture():
    view = seen(plank(), Camera(px_per_m=300.0, size=(1280, 720)))
    assert view.torso_share == pytest.approx(300.0 * TRUNK / 720.0, abs=0.002)


# --- yaw -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("yaw_deg", [0.0, 10.0, 20.0, 30.0, -20.0])
def test_the_yaw_is_read_from_the_world_landmarks(yaw_deg):
    assert seen(plank(), Camera(yaw_deg=yaw_deg)).yaw_deg == pytest.approx(abs(yaw_deg), abs=0.5)


def square_axis(frame):
    """Left and right lie behind each other, as in a square view; the trunk's depth stays."""
    world = frame.world.copy()
    middle = (world[LEFT, :2] + world[RIGHT, :2]) / 2.0
    world[LEFT, :2] = world[RIGHT, :2] = middle
    return replace(frame, world=world)


def square_trunk(frame):
    """Shoulders and hips lie equally far away, as in a square view; left and right stay."""
    world = frame.world.copy()
    world[SHOULDERS, 2] -= world[SHOULDERS, 2].mean()
    return replace(frame, world=world)


@pytest.mark.parametrize("spoilt", [square_axis, square_trunk])
@pytest.mark.parametrize("yaw_deg", [20.0, 40.0, -40.0])
def test_one_of_two_readings_of_the_yaw_may_fail(yaw_deg, spoilt):
    view = view_of(spoilt(Camera(yaw_deg=yaw_deg).shoot(lying())))
    assert view.yaw_deg == pytest.approx(abs(yaw_deg), abs=1.0)


@pytest.mark.parametrize(("trunk", "yaw_deg"), [(0.0, 0.0), (85.0, 0.0), (85.0, 15.0)])
def test_an_upright_trunk_that_leans_away_from_a_high_camera_is_not_turned(trunk, yaw_deg):
    camera = Camera(yaw_deg=yaw_deg, pitch_deg=20.0)
    assert seen(knees_bent(trunk), camera).yaw_deg == pytest.approx(yaw_deg, abs=1.5)


@pytest.mark.parametrize("yaw_deg", [15.0, 30.0])
def test_without_world_landmarks_the_yaw_is_a_lower_bound_from_the_shoulders(yaw_deg):
    frame = Camera(yaw_deg=yaw_deg, depth_seen=0.7).shoot(plank())
    blind = replace(frame, world=np.full((33, 3), np.nan))
    assert 0.5 * yaw_deg < view_of(blind).yaw_deg < 1.1 * yaw_deg


def test_one_picture_that_is_misread_does_not_turn_the_view():
    frames = film(still(lying(), 2.0))
    misread = Camera(yaw_deg=60.0).shoot(lying(), 2.0)
    assert view_of(*frames[:-1], replace(frames[-1], world=misread.world)).yaw_deg < 5.0


# --- pitch ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("pitch_deg", [0.0, 15.0, 30.0, -15.0])
def test_the_pitch_is_read_from_the_world_landmarks(pitch_deg):
    view = seen(plank(), Camera(pitch_deg=pitch_deg))
    assert view.pitch_deg == pytest.approx(abs(pitch_deg), abs=0.5)


@pytest.mark.parametrize(
    ("pitch_deg", "read_deg"),
    [(20.0, 0.0), (50.0, 50.0), (60.0, 60.0)],  # a little apart is not taken for looking down
)
def test_from_right_above_the_shoulders_lie_side_by_side(pitch_deg, read_deg):
    # The world landmarks are those of a camera on the floor.
    above = Camera(pitch_deg=pitch_deg, depth_seen=1.0).shoot(lying())
    misread = replace(above, world=CAMERA.shoot(lying()).world)
    assert view_of(misread).pitch_deg == pytest.approx(read_deg, abs=3.0)
