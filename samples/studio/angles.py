"""Angles of a posed body, from its joint centres: what the truth says and what poses aim at.

All in degrees, one a frame, in the person's own sagittal plane. "Along" is the horizontal
direction from hips to head when lying: +1 for prone postures, -1 for supine ones (x axis).
"""

import numpy as np

from .body import Body, Bones
from .rotations import Array, angle_between


def middle(joints: dict[str, Array], name: str) -> Array:
    """The point between the left and the right joint, (frames, 3)."""
    return 0.5 * (joints[f"{name}_L"] + joints[f"{name}_R"])


def flat(vector: Array) -> Array:
    """Without its sideways part: (frames, 3) in the sagittal plane."""
    flattened: Array = vector * np.array([1.0, 0.0, 1.0])
    return flattened


def ventral(body: Body, bones: Bones) -> Array:
    """Where the belly faces, (frames, 3)."""
    return bones.turns[:, body.index["root"]][:, :, 0]


def body_line(body: Body, bones: Bones, end: str = "ankle") -> Array:
    """Deviation of the hips from the line shoulders-ankles (or knees); + is towards the belly."""
    joints = body.joints(bones)
    shoulder, hip, foot = (flat(middle(joints, name)) for name in ("shoulder", "hip", end))
    bend = 180.0 - angle_between(shoulder - hip, foot - hip)
    aside = np.sum((hip - 0.5 * (shoulder + foot)) * ventral(body, bones), axis=1)
    line = foot - shoulder
    # What of the offset is along the line itself says nothing.
    along = np.sum((hip - 0.5 * (shoulder + foot)) * line, axis=1) / np.sum(line * line, axis=1)
    aside -= along * np.sum(line * ventral(body, bones), axis=1)
    return np.where(aside >= 0, bend, -bend)


def side_line(joints: dict[str, Array]) -> Array:
    """Deviation of the hips from shoulders-ankles, seen from the side; + is towards the floor."""
    shoulder, hip, ankle = (flat(middle(joints, name)) for name in ("shoulder", "hip", "ankle"))
    bend = 180.0 - angle_between(shoulder - hip, ankle - hip)
    line = ankle - shoulder
    along = np.sum((hip - shoulder) * line, axis=1) / np.sum(line * line, axis=1)
    above = hip[:, 2] - (shoulder[:, 2] + along * line[:, 2])
    return np.where(above <= 0, bend, -bend)


def elevation(start: Array, end: Array, along: float) -> Array:
    """Of the segment from start to end above the horizontal, -180 to 180."""
    across = end - start
    return np.degrees(np.arctan2(across[:, 2], along * across[:, 0]))


def trunk_elevation(joints: dict[str, Array], along: float) -> Array:
    """Of the line from hips to shoulders."""
    return elevation(middle(joints, "hip"), middle(joints, "shoulder"), along)


def leg_elevation(joints: dict[str, Array], side: str, along: float, end: str = "ankle") -> Array:
    """Of the line from a hip to its ankle (or knee), seen from the hips towards the feet."""
    return elevation(joints[f"hip_{side}"], joints[f"{end}_{side}"], -along)


def knee_flexion(joints: dict[str, Array], side: str) -> Array:
    """Of a knee; 0 is straight."""
    knee = joints[f"knee_{side}"]
    return 180.0 - angle_between(joints[f"hip_{side}"] - knee, joints[f"ankle_{side}"] - knee)


def arm_stack(joints: dict[str, Array], lower: str, along: float) -> Array:
    """Of the line from elbows (or wrists) to shoulders off the vertical; + is shoulders ahead."""
    across = middle(joints, "shoulder") - middle(joints, lower)
    return np.degrees(np.arctan2(along * across[:, 0], across[:, 2]))
