"""Plane geometry in square pixels (or torso lengths), x to the right and y up.

Points are `(x, y)` tuples of floats: for a few points a frame, plain floats are ten times
faster than arrays. Angles are degrees.
"""

import math

Point = tuple[float, float]


def distance(p: Point, q: Point) -> float:
    """Return the length of the segment from p to q."""
    return math.hypot(q[0] - p[0], q[1] - p[1])


def inclination_deg(p: Point, q: Point) -> float:
    """Return the direction from p to q within (-180, 180]: 0 along +x, 90 along +y."""
    return math.degrees(math.atan2(q[1] - p[1], q[0] - p[0]))


def interior_angle_deg(p: Point, q: Point, r: Point) -> float:
    """Return the angle at q between the directions to p and r, 0 to 180."""
    turn = abs(inclination_deg(q, p) - inclination_deg(q, r))
    return 360.0 - turn if turn > 180.0 else turn


def signed_bend_deg(start: Point, joint: Point, end: Point) -> float:
    """Return how far `joint` bends the line from start to end; + where it lies below the line.

    This is 180 degrees less the interior angle, with the sign of the joint's side (M1 of the
    specification: a sagging hip is positive, a piked one negative). Start must be on the left; if
    it is on the right, the sign flips.
    """
    bend = 180.0 - interior_angle_deg(start, joint, end)
    across = (end[0] - start[0]) * (joint[1] - start[1]) - (end[1] - start[1]) * (
        joint[0] - start[0]
    )
    return bend if across < 0 else -bend


def wrapped_deg(angle: float) -> float:
    """Return the same direction within (-180, 180]."""
    return -((180.0 - angle) % 360.0 - 180.0)
