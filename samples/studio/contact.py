"""Floor contact: named angles give way until the chosen parts touch the floor and stay put."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from .body import Body, Bones, Posture
from .rotations import Array

#: How deep flesh and cloth are pressed by the floor, metres; what is below is laid flat.
PRESS_M = 0.005

_STEP = 0.05  # of the numeric derivative: degrees, or centimetres
_ROUNDS = 12
_SAMPLE = 110  # vertices kept of each region


@dataclass(frozen=True)
class Support:
    """Which parts touch the floor, which joints stay where they were, and what gives way.

    free: named angles (without a side: both sides alike) or x, z.
    aims: names of measures (see `Aim`) that shall have given values.
    """

    touch: tuple[str, ...]
    stay: tuple[str, ...] = ()
    free: tuple[str, ...] = ("z",)
    aims: tuple[str, ...] = ()


#: A measure of the posed body, degrees, one a frame.
Aim = Callable[[Body, Bones], Array]


def regions(body: Body) -> dict[str, NDArray[np.int64]]:
    """Vertices of the parts that can touch the floor, by name."""
    x, y, z = body.vertices.T
    weight = body.part_weight
    back = body.normals[:, 0] < -0.2
    hip_z, chest_z = body.head_of("upperleg01.L")[2], body.head_of("spine01")[2]
    waist_z = body.head_of("spine02")[2]
    arms = weight("upperarm", "lowerarm", "wrist", "finger", "metacarpal") > 0.4
    trunk = (np.abs(y) < 0.19) & back & ~arms
    found: dict[str, NDArray[np.bool_]] = {
        "upper_back": trunk & (z > chest_z) & (z < body.head_of("neck01")[2] - 0.02),
        "pelvis": trunk & (z < waist_z) & (z > hip_z - 0.12) & (np.abs(y) < 0.17),
        "mid_back": trunk & (z > chest_z - 0.10) & (z < chest_z - 0.04),
        "head": (weight("head") > 0.8) & (body.normals[:, 0] < -0.2),
        "belly": (np.abs(y) < 0.17)
        & (np.abs(z - hip_z) < 0.10)
        & (body.normals[:, 0] > 0.4)
        & ~arms,
    }
    for side, sign in (("L", 1.0), ("R", -1.0)):
        mine = sign * y > 0
        sole_z = z[mine].min()
        foot = weight("foot", "toe") > 0.5
        ankle = body.head_of(f"foot.{side}")
        found[f"heel_{side}"] = mine & foot & (x < ankle[0] + 0.02) & (z < sole_z + 0.06)
        found[f"toes_{side}"] = mine & foot & (x > ankle[0] + 0.10)
        found[f"ball_{side}"] = mine & foot & (x > ankle[0] + 0.05) & (z < sole_z + 0.03)
        knee = body.head_of(f"lowerleg01.{side}")
        near_knee = np.linalg.norm(body.vertices - knee, axis=1) < 0.11
        found[f"knee_{side}"] = mine & near_knee & (body.normals[:, 0] > 0.2)
        elbow, wrist = body.head_of(f"lowerarm01.{side}"), body.head_of(f"wrist.{side}")
        found[f"elbow_{side}"] = mine & (np.linalg.norm(body.vertices - elbow, axis=1) < 0.085)
        fore = weight("lowerarm02", "wrist") > 0.4
        near_wrist = np.linalg.norm(body.vertices - wrist, axis=1) < 0.07
        found[f"forearm_{side}"] = mine & fore & near_wrist
        found[f"palm_{side}"] = mine & (weight("wrist", "metacarpal") > 0.6)
        found[f"fingers_{side}"] = mine & (weight("finger2-2", "finger3-2", "finger4-2") > 0.5)
    # Fingers give way: they are laid flat where the hand presses them into the floor.
    found["any"] = (np.arange(len(x)) % 12 == 0) & (weight("finger") < 0.5)
    picked = {}
    for name, mask in found.items():
        vertices = np.flatnonzero(mask)
        keep = 10 * _SAMPLE if name == "any" else _SAMPLE
        step = max(1, len(vertices) // keep)
        picked[name] = vertices[::step]
    return picked


class Floor:
    """Solves contacts of one dressed body."""

    def __init__(self, body: Body, contact: Array) -> None:
        self.body = body
        self.contact = contact
        self.regions = regions(body)
        self._skinning = {name: self._skin_of(vertices) for name, vertices in self.regions.items()}

    def _skin_of(self, vertices: NDArray[np.int64]) -> tuple[NDArray[np.int64], Array, Array]:
        """Bones that move a region; their weights; their levers, (bones x 3, vertices)."""
        used = np.flatnonzero(self.body.weights[vertices].max(axis=0) > 0)
        weights = self.body.weights[np.ix_(vertices, used)]
        levers = weights[:, :, None] * (self.contact[vertices][:, None] - self.body.heads[used])
        return used, weights, levers.reshape(len(vertices), -1).T

    def lowest(self, bones: Bones, region: str) -> Array:
        """Height of the lowest point of a region, metres, one a frame."""
        used, weights, levers = self._skinning[region]
        rows = bones.turns[:, used, 2].reshape(len(bones.turns), -1)  # only heights are wanted
        heights: Array = rows @ levers + bones.heads[:, used, 2] @ weights.T
        lowest: Array = heights.min(axis=1)
        return lowest

    def settle(self, posture: Posture) -> dict[str, Array]:
        """Lower or lift the whole body until its lowest point touches the floor."""
        settled = {name: np.array(values) for name, values in posture.items()}
        low = self.lowest(self.body.pose(settled), "any")
        settled["z"] = settled["z"] - low - PRESS_M
        return settled

    def solve(
        self,
        posture: Posture,
        support: Support,
        aims: Mapping[str, tuple[Aim, Array]],
        stay: Mapping[str, Array] | None = None,
        raised: Mapping[str, Array] | None = None,
    ) -> dict[str, Array]:
        """Change the support's free angles until touch, stay and aims hold, in every frame.

        aims: by name the measure and its wanted values; stay: x of joints, metres;
        raised: wanted heights of regions above the floor, metres. Gauss-Newton with numeric
        derivatives, all frames at once.
        """
        frames = len(posture["z"])
        change = np.zeros((frames, len(support.free)))
        stay, raised = stay or {}, raised or {}

        def residuals(change: Array) -> Array:
            bones = self.body.pose(_changed(posture, support.free, change))
            rows = [
                100.0 * (self.lowest(bones, name) + PRESS_M - raised.get(name, 0.0))
                for name in _both_sides(support.touch)
            ]
            joints = self.body.joints(bones)
            rows += [
                100.0 * (joints[name][:, 0] - stay[name])
                for name in _both_sides(support.stay)
                if name in stay
            ]
            for name in support.aims:
                measure, wanted = aims[name]
                rows.append(measure(self.body, bones) - wanted)
            return np.stack(rows, axis=1)

        current = residuals(change)
        for _ in range(_ROUNDS):
            columns = []
            for k in range(len(support.free)):
                nudged = change.copy()
                nudged[:, k] += _STEP
                columns.append((residuals(nudged) - current) / _STEP)
            slope = np.stack(columns, axis=2)
            normal = np.einsum("fmi,fmj->fij", slope, slope) + 1e-3 * np.eye(len(support.free))
            gradient = np.einsum("fmi,fm->fi", slope, current)
            step = np.linalg.solve(normal, gradient[..., None])[..., 0]
            change = change - np.clip(step, -15.0, 15.0)
            current = residuals(change)
            if np.abs(step).max() < 0.02:
                break
        return _changed(posture, support.free, change)


_SIDED = {
    "hip", "knee", "ankle", "shoulder", "elbow", "wrist", "heel", "toes", "ball", "forearm",
    "palm", "fingers",
}  # fmt: skip


def _both_sides(names: tuple[str, ...]) -> list[str]:
    return [
        whole
        for name in names
        for whole in ([f"{name}_L", f"{name}_R"] if name in _SIDED else [name])
    ]


def _changed(posture: Posture, free: tuple[str, ...], change: Array) -> dict[str, Array]:
    """The posture with the free angles (degrees) and places (here in centimetres) changed."""
    changed = {name: np.array(values) for name, values in posture.items()}
    for k, name in enumerate(free):
        scale = 0.01 if name in {"x", "y", "z"} else 1.0
        for whole in _both_sides((name,)):
            changed[whole] = changed.get(whole, 0.0) + scale * change[:, k]
    return changed
