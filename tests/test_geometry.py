"""Plane geometry: angles, signs and turns."""

import math

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from formcheck.motion.geometry import (
    distance,
    inclination_deg,
    interior_angle_deg,
    signed_bend_deg,
    wrapped_deg,
)

coordinates = st.floats(-10.0, 10.0)
points = st.tuples(coordinates, coordinates)
angles = st.floats(-180.0, 180.0)


def turned(point, degrees):
    angle = math.radians(degrees)
    x, y = point
    return (x * math.cos(angle) - y * math.sin(angle), x * math.sin(angle) + y * math.cos(angle))


def apart(*corners):
    return min(distance(p, q) for p in corners for q in corners if p is not q) > 0.1


@pytest.mark.parametrize(
    ("to", "degrees"),
    [((1, 0), 0), ((1, 1), 45), ((0, 1), 90), ((-1, 0), 180), ((0, -2), -90), ((-1, -1), -135)],
)
def test_inclination_is_zero_along_x_and_grows_anticlockwise(to, degrees):
    assert inclination_deg((0.0, 0.0), to) == pytest.approx(degrees)


@pytest.mark.parametrize(
    ("p", "r", "degrees"),
    [
        ((1, 0), (-1, 0), 180),
        ((1, 0), (0, 1), 90),
        ((1, 0), (0, -1), 90),
        ((-1, 0.001), (-1, -0.001), 0.1146),
        ((1, 0), (1, 0), 0),
    ],
)
def test_interior_angle_lies_between_0_and_180(p, r, degrees):
    assert interior_angle_deg(p, (0.0, 0.0), r) == pytest.approx(degrees, abs=1e-3)


def test_a_joint_below_the_line_bends_positively():
    assert signed_bend_deg((-1.0, 0.0), (0.0, -1.0), (1.0, 0.0)) == pytest.approx(90.0)


def test_a_joint_above_the_line_bends_negatively():
    assert signed_bend_deg((-1.0, 0.0), (0.0, 1.0), (1.0, 0.0)) == pytest.approx(-90.0)


def test_a_joint_on_the_line_does_not_bend_it():
    assert signed_bend_deg((-1.0, 0.5), (0.0, 0.5), (2.0, 0.5)) == pytest.approx(0.0)


@given(points, points, points, angles)
def test_turning_the_plane_changes_no_bend(start, joint, end, turn):
    assume(apart(start, joint, end))
    bend = signed_bend_deg(start, joint, end)
    assume(abs(bend) < 179.0)  # at a fold the sign is a toss-up
    again = signed_bend_deg(*(turned(point, turn) for point in (start, joint, end)))
    assert again == pytest.approx(bend, abs=1e-4) or abs(bend) < 1e-4


@given(points, points, points)
def test_a_bend_and_its_interior_angle_make_180(start, joint, end):
    assume(apart(start, joint, end))
    total = abs(signed_bend_deg(start, joint, end)) + interior_angle_deg(start, joint, end)
    assert total == pytest.approx(180.0)


@given(points, points, points)
def test_a_bend_seen_from_behind_has_the_other_sign(start, joint, end):
    assume(apart(start, joint, end))
    bend = signed_bend_deg(start, joint, end)
    assume(1e-6 < abs(bend) < 179.999)
    assert signed_bend_deg(end, joint, start) == pytest.approx(-bend)


@pytest.mark.parametrize(
    ("angle", "same"), [(0, 0), (180, 180), (-180, 180), (190, -170), (-190, 170), (720, 0)]
)
def test_wrapping_keeps_the_direction(angle, same):
    assert wrapped_deg(angle) == pytest.approx(same)
