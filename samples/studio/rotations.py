"""Rotation matrices of whole clips at once: shape (frames, 3, 3), angles in degrees."""

import numpy as np
from numpy.typing import ArrayLike, NDArray

Array = NDArray[np.float64]


def about(axis: int, degrees: ArrayLike) -> Array:
    """Right-handed rotation about x (0), y (1) or z (2); one matrix an angle."""
    angle = np.radians(np.atleast_1d(np.asarray(degrees, dtype=float)))
    cos, sin = np.cos(angle), np.sin(angle)
    first, second = (axis + 1) % 3, (axis + 2) % 3
    matrix = np.zeros((len(angle), 3, 3))
    matrix[:, axis, axis] = 1.0
    matrix[:, first, first] = matrix[:, second, second] = cos
    matrix[:, first, second] = -sin
    matrix[:, second, first] = sin
    return matrix


def unit(vector: ArrayLike) -> Array:
    """The vector, or each of several along the last axis, scaled to length 1."""
    whole = np.asarray(vector, dtype=float)
    scaled: Array = whole / np.linalg.norm(whole, axis=-1, keepdims=True)
    return scaled


def frame(direction: ArrayLike, hinge: ArrayLike) -> Array:
    """Orthonormal axes (columns): the hinge made square to the direction, the third, the direction.

    Takes one pair of vectors or one a frame; returns (3, 3) or (frames, 3, 3).
    """
    along = unit(direction)
    across = np.asarray(hinge, dtype=float)
    across = unit(across - np.sum(across * along, axis=-1, keepdims=True) * along)
    return np.stack([across, np.cross(along, across), along], axis=-1)


def angle_between(first: Array, second: Array) -> Array:
    """Angle between vectors along the last axis, 0-180 degrees."""
    cosine = np.sum(unit(first) * unit(second), axis=-1)
    angle: Array = np.degrees(np.arccos(np.clip(cosine, -1.0, 1.0)))
    return angle
