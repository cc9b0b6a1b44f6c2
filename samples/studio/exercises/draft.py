"""What an exercise is made of: its row of data, the measures it aims at, a clip in the making."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from samples.studio import angles
from samples.studio.body import Body, Bones
from samples.studio.contact import Aim, Floor, Support
from samples.studio.poses import posture
from samples.studio.rotations import Array

Wanted = dict[str, tuple[Aim, Array]]

PRONE, SUPINE = 1.0, -1.0


@dataclass
class Draft:
    """A clip in the making: angles and aims of every frame, changed in place by a shape.

    still: the posture before anything moves; flat: how someone supine lies; lying: measures of
    that; stay: x of the joints that stay put.
    """

    floor: Floor
    support: Support
    posture: dict[str, Array]
    progress: Array
    rep: NDArray[np.int64]
    faults: dict[str, Array]
    wanted: Wanted
    still: Mapping[str, float]
    flat: Support | None = None
    lying: Mapping[str, float] = field(default_factory=dict)
    stay: dict[str, Array] = field(default_factory=dict)
    raised: dict[str, Array] = field(default_factory=dict)
    asked: set[str] = field(default_factory=set)

    def fault(self, kind: str) -> Array:
        """Amount of a fault in every frame; 0 where it is off."""
        self.asked.add(kind)
        return self.faults.get(kind, np.zeros(len(self.progress)))

    def has(self, kind: str) -> bool:
        """Whether a fault is on at any time."""
        return bool(np.any(self.fault(kind)))

    def fade(self, kind: str, share: Array) -> Array:
        """Let a fault work only by a share of its amount; the truth says what is left of it."""
        if self.has(kind):
            self.faults[kind] = self.fault(kind) * share
        return self.fault(kind)

    def add(self, name: str, values: Array | float) -> None:
        """Add degrees to a named angle; without a side, to both."""
        for whole in (name,) if name in self.posture else (f"{name}_L", f"{name}_R"):
            self.posture[whole] = self.posture[whole] + values

    def aim(self, name: str, values: Array) -> None:
        """Add to what an aim wants."""
        measure, wanted = self.wanted[name]
        self.wanted[name] = (measure, wanted + values)

    def key(
        self, support: Support, aims: Mapping[str, tuple[Aim, float]], **changes: float
    ) -> dict[str, Array]:
        """One frame: the still posture with angles changed, then solved with a support."""
        first = posture(self.still, 1)
        for name, value in changes.items():
            for whole in (name,) if name in first else (f"{name}_L", f"{name}_R"):
                first[whole] = first[whole] + value
        stay = {name: values[:1] for name, values in self.stay.items()}
        wanted = {name: (measure, np.full(1, value)) for name, (measure, value) in aims.items()}
        return self.floor.solve(first, support, wanted, stay)

    def blend(self, key: Mapping[str, Array], share: Array | float) -> None:
        """Move every angle from the still posture towards a key posture, by a share."""
        for name, values in key.items():
            self.posture[name] = self.posture[name] + share * (values - self.still.get(name, 0.0))

    def measure(self, aim: Aim, key: Mapping[str, Array] | None = None) -> float:
        """A measure of the still posture, or of a key posture."""
        bones = self.floor.body.pose(posture(self.still, 1) if key is None else key)
        return float(aim(self.floor.body, bones)[0])

    def moving(self, side: str) -> Array:
        """Progress of a side that takes every other repetition, the right one first."""
        mine = self.rep % 2 == (0 if side == "R" else 1)
        return np.where(mine & (self.rep >= 0), self.progress, 0.0)


@dataclass(frozen=True)
class Exercise:
    """One exercise: its base posture, its supports, its timing and its shape."""

    posture: str
    along: float
    support: Support
    shape: Callable[[Draft], None]
    seconds: tuple[float, float, float, float] | None = None  # up, top, down, bottom; None: a hold
    arms: str | None = None
    anchor: Support | None = None  # solved for one frame first: where the supports stand
    line: Aim | None = None  # what the anchor, and then the support, hold straight
    stack: str | None = None  # joint under the shoulders of a plank
    lying: Support | None = None
    start: Support | None = None  # solved for one frame first, where neither of the above is
    timed: frozenset[str] = frozenset()  # faults of timing that only some exercises have
    span: tuple[float | None, float] | None = None  # degrees at progress 0 (None: lying) and 1
    thrown: tuple[float, float] = (30.0, 38.0)  # degrees that a throw carries; degrees/s after it
    swing_s: float = 1.0  # the way up, where the hips are thrown up


def motionless(draft: Draft) -> None:
    """Nothing moves but the sway."""


def aim_body_line(end: str) -> Aim:
    """Deviation of the hips from shoulders-ankles or shoulders-knees."""
    return lambda body, bones: angles.body_line(body, bones, end)


def aim_stack(lower: str) -> Aim:
    """Shoulders ahead of elbows or wrists."""
    return lambda body, bones: angles.arm_stack(body.joints(bones), lower, PRONE)


def aim_side_line(body: Body, bones: Bones) -> Array:
    """Deviation of the hips from shoulders-ankles towards the floor, on one's side."""
    return angles.side_line(body.joints(bones))


def aim_side_stack(body: Body, bones: Bones) -> Array:
    """Shoulder ahead of the elbow that carries, on one's left side."""
    joints = body.joints(bones)
    across = joints["shoulder_L"] - joints["elbow_L"]
    return np.degrees(np.arctan2(across[:, 0], across[:, 2]))


def aim_trunk(body: Body, bones: Bones) -> Array:
    """Elevation of the trunk of someone supine."""
    return angles.trunk_elevation(body.joints(bones), SUPINE)


def aim_leg(side: str, end: str, along: float = SUPINE) -> Aim:
    """Elevation of a leg or thigh of someone lying, or on hands and knees."""
    return lambda body, bones: angles.leg_elevation(body.joints(bones), side, along, end)


def aim_knee(body: Body, bones: Bones) -> Array:
    """Flexion of the left knee."""
    return angles.knee_flexion(body.joints(bones), "L")


def aim_ahead(upper: str, lower: str) -> Aim:
    """Centimetres that joints are ahead of others, both sides' middle."""

    def measure(body: Body, bones: Bones) -> Array:
        joints = body.joints(bones)
        ahead: Array = angles.middle(joints, upper) - angles.middle(joints, lower)
        return 100.0 * ahead[:, 0]

    return measure


def aim_height(name: str) -> Aim:
    """Centimetres of joints above the floor, both sides' middle."""

    def measure(body: Body, bones: Bones) -> Array:
        heights: Array = 100.0 * angles.middle(body.joints(bones), name)[:, 2]
        return heights

    return measure


def torso_cm(body: Body) -> float:
    """Length of the trunk, middle of the hips to middle of the shoulders, in centimetres."""
    ends = [
        0.5 * (body.head_of(f"{bone}.L") + body.head_of(f"{bone}.R"))
        for bone in ("upperarm01", "upperleg01")
    ]
    return 100.0 * float(np.linalg.norm(ends[0] - ends[1]))
