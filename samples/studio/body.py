"""A person's mesh, joints and skin weights, posed by named angles.

The body is Anny's (MakeHuman shapes). Its mesh and rig are taken once a person; posing and
skinning are done here, because the angles must be exact: every limb segment is turned so that
its joint centres lie where the named angles say, whatever the rig's rest posture.

Axes: metres, x forward, y to the person's left, z up. At angles of zero the person stands
upright with straight limbs and hanging arms.
"""

import warnings
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache

import anny
import numpy as np
import torch
from numpy.typing import NDArray

from .rotations import Array, about, frame
from .scene import Person

#: Share of spinal flexion that each joint takes. The lowest lies within the sacrum and hardly
#: bends; the next are at about L5, L4, L2 and T9.
SPINE_SHARES = {"spine05": 0.06, "spine04": 0.2, "spine03": 0.25, "spine02": 0.28, "spine01": 0.21}
NECK_SHARES = {"neck01": 0.3, "neck02": 0.25, "neck03": 0.2, "head": 0.25}
SIDES = (("L", 1.0), ("R", -1.0))

#: Joint centre in the truth -> bone that starts there.
JOINT_BONES = {
    name + side: bone + "." + side[1]
    for name, bone in {
        "shoulder": "upperarm01",
        "elbow": "lowerarm01",
        "wrist": "wrist",
        "hip": "upperleg01",
        "knee": "lowerleg01",
        "ankle": "foot",
        "ball": "toe2-1",
    }.items()
    for side in ("_L", "_R")
}
#: Surface points that are tracked besides the joint centres.
MARKERS = ("nose", "ear_L", "ear_R", "heel_L", "heel_R", "toe_L", "toe_R", "index_L", "index_R")

ANGLES = (
    "x", "y", "z",  # of the point between the hips, metres
    "pitch", "roll", "yaw",  # of the pelvis: pitch 90 is prone, -90 supine
    "spine", "spine_side", "spine_twist", "neck", "neck_turn",
    *(
        f"{name}_{side}"
        for name in (
            "hip", "hip_abd", "hip_rot", "knee", "ankle", "toes",
            "shoulder", "shoulder_abd", "shoulder_rot", "elbow", "pronation", "wrist", "shrug",
        )
        for side in "LR"
    ),
)  # fmt: skip

#: Named angles over time: each (frames,). Flexion is positive; a missing name is zero.
Posture = Mapping[str, Array]
_Angle = Callable[[str], Array]


@dataclass(frozen=True)
class Bones:
    """Where the bones are in every frame: heads (frames, bones, 3), turns (frames, bones, 3, 3)."""

    heads: Array
    turns: Array


@lru_cache(maxsize=1)
def _model() -> anny.Anny:
    """Load Anny; about 20 s the first time, so one process should render many clips."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # tells that NVIDIA Warp is missing, which is not needed
        return anny.Anny(phenotypes="all")


def _to_studio(points: Array) -> Array:
    """Anny's axes (x left, y back, z up) to ours (x forward, y left, z up)."""
    return np.stack([-points[..., 1], points[..., 0], points[..., 2]], axis=-1)


def _rest(person: Person) -> tuple[Array, Array]:
    """Vertices and bone heads in the rig's rest posture, scaled to the person's stature."""
    model = _model()
    shape = {
        "gender": 1.0 if person.sex == "female" else 0.0,
        # Anny's anchors: 0.67 is a young adult, 1 is old age.
        "age": 0.667 + 0.333 * (person.age_years - 25.0) / 65.0,
        "muscle": person.muscle,
        "weight": person.weight,
        "height": 0.5,
        "proportions": person.proportions,
        "cupsize": 0.4,
        "firmness": 0.6,
        "african": person.ancestry[0],
        "asian": person.ancestry[1],
        "caucasian": person.ancestry[2],
    }
    identity = torch.eye(4)[None, None].repeat(1, model.bone_count, 1, 1)
    with torch.no_grad():
        out = model(
            pose_parameters=identity,
            phenotype_kwargs={name: float(value) for name, value in shape.items()},
        )
    vertices = _to_studio(out["rest_vertices"][0].double().numpy())
    heads = _to_studio(out["rest_bone_heads"][0].double().numpy())
    scale = person.stature_m / np.ptp(vertices[:, 2])
    return vertices * scale, heads * scale


def vertex_normals(vertices: Array, faces: NDArray[np.int64]) -> Array:
    """Unit normals (vertices, 3), weighted by the area of the faces around each."""
    a, b, c = (vertices[faces[:, k]] for k in range(3))
    across = np.cross(b - a, c - a)
    normals = np.zeros_like(vertices)
    for k in range(3):
        np.add.at(normals, faces[:, k], across)
    lengths: Array = np.linalg.norm(normals, axis=1, keepdims=True)
    return normals / np.maximum(lengths, 1e-12)


class Body:
    """One person's skin and skeleton; `pose` turns named angles into bones."""

    def __init__(self, person: Person) -> None:
        model = _model()
        self.person = person
        self.names: list[str] = list(model.bone_labels)
        self.index = {name: k for k, name in enumerate(self.names)}
        self.parents = [int(parent) for parent in model.bone_parents]
        self.faces: NDArray[np.int64] = model.faces.numpy()
        self.weights: Array = model.dense_vertex_bone_weights.double().numpy()
        self.vertices, self.heads = _rest(person)
        self.normals = vertex_normals(self.vertices, self.faces)
        self.markers = self._find_markers()
        self._straighten = self._straightening()
        self.follow = self._group_bones()

    def head_of(self, bone: str) -> Array:
        """Where a bone starts in the rest posture, metres."""
        head: Array = self.heads[self.index[bone]]
        return head

    def part_weight(self, *prefixes: str) -> Array:
        """How much each vertex belongs to the bones whose names start so, 0-1."""
        columns = [k for k, name in enumerate(self.names) if name.startswith(prefixes)]
        share: Array = self.weights[:, columns].sum(axis=1)
        return share

    def _find_markers(self) -> dict[str, int]:
        """Vertices of the surface points, found by where they stick out."""
        head = self.part_weight("head") > 0.9
        eye_z = self.head_of("eye.L")[2]
        level = np.abs(self.vertices[:, 2] - eye_z + 0.03) < 0.03
        x, y, z = self.vertices.T
        found = {"nose": int(np.argmax(np.where(head & level & (np.abs(y) < 0.02), x, -9)))}
        # The ear's canal is a head's depth behind the eyes and sticks out sideways.
        ear = head & (np.abs(z - eye_z + 0.02) < 0.02) & (x < self.head_of("eye.L")[0] - 0.06)
        for side, sign in SIDES:
            found[f"ear_{side}"] = int(np.argmax(np.where(ear, sign * y, -9)))
            foot = self.part_weight(f"foot.{side}", "toe") > 0.5
            foot &= sign * y > 0
            found[f"heel_{side}"] = int(np.argmin(np.where(foot & (z < z.min() + 0.05), x, 9)))
            found[f"toe_{side}"] = int(np.argmax(np.where(foot, x, -9)))
            hand = self.part_weight(f"finger2-1.{side}", f"metacarpal1.{side}") > 0.5
            knuckle = self.head_of(f"finger2-1.{side}")
            distance = np.linalg.norm(self.vertices - knuckle, axis=1)
            found[f"index_{side}"] = int(np.argmin(np.where(hand, distance, 9)))
        return found

    def _straightening(self) -> dict[str, Array]:
        """Turn of each limb segment from the rest posture to hanging straight down."""
        down = np.array([0.0, 0.0, -1.0])
        left = np.array([0.0, 1.0, 0.0])
        turns = {}
        for side, _ in SIDES:
            hip, knee, ankle, shoulder, elbow, wrist = (
                self.head_of(f"{bone}.{side}")
                for bone in (
                    "upperleg01",
                    "lowerleg01",
                    "foot",
                    "upperarm01",
                    "lowerarm01",
                    "wrist",
                )
            )
            turns[f"thigh_{side}"] = frame(down, left) @ frame(knee - hip, left).T
            turns[f"shank_{side}"] = frame(down, left) @ frame(ankle - knee, left).T
            upper, lower = elbow - shoulder, wrist - elbow
            hinge = np.cross(upper, lower)
            turns[f"upperarm_{side}"] = frame(down, -left) @ frame(upper, hinge).T
            turns[f"forearm_{side}"] = frame(down, -left) @ frame(lower, hinge).T
        return turns

    def _group_bones(self) -> list[str]:
        """Named part that carries each bone, e.g. both thigh bones of a side: `thigh_L`."""
        parts = {
            "pelvis": "pelvis", "upperleg": "thigh", "lowerleg": "shank", "foot": "foot",
            "toe": "toes", "clavicle": "clavicle", "shoulder": "clavicle", "upperarm": "upperarm",
            "lowerarm01": "forearm", "lowerarm02": "forearm2", "wrist": "hand",
            "finger": "hand", "metacarpal": "hand", "eye": "head", "root": "pelvis",
        }  # fmt: skip
        follow = []
        for name in self.names:
            part = next((p for prefix, p in parts.items() if name.startswith(prefix)), name)
            sided = part not in {"pelvis", "head"} and name[-2:] in {".L", ".R"}
            follow.append(f"{part}_{name[-1]}" if sided else part)
        return follow

    def _turns(self, posture: Posture, frames: int) -> dict[str, Array]:
        """Turn from the rest posture of each part, (frames, 3, 3)."""
        zero = np.zeros(frames)

        def angle(name: str) -> Array:
            return np.asarray(posture.get(name, zero), dtype=float)

        pelvis = about(2, angle("yaw")) @ about(1, angle("pitch")) @ about(0, angle("roll"))
        turns = {"pelvis": pelvis}
        turn = pelvis
        for bone, share in SPINE_SHARES.items():
            turn = turn @ about(2, share * angle("spine_twist"))
            turn = turn @ about(0, share * angle("spine_side"))
            turn = turn @ about(1, share * angle("spine"))
            turns[bone] = turn
        for bone, share in NECK_SHARES.items():
            turn = turn @ about(2, share * angle("neck_turn")) @ about(1, share * angle("neck"))
            turns[bone] = turn
        for side, sign in SIDES:
            self._leg(turns, angle, side, sign)
            self._arm(turns, angle, side, sign)
        return turns

    def _leg(self, turns: dict[str, Array], angle: _Angle, side: str, sign: float) -> None:
        thigh = about(1, -angle(f"hip_{side}")) @ about(0, sign * angle(f"hip_abd_{side}"))
        thigh = turns["pelvis"] @ thigh @ about(2, sign * angle(f"hip_rot_{side}"))
        shank = thigh @ about(1, angle(f"knee_{side}"))
        foot = shank @ about(1, -angle(f"ankle_{side}"))
        turns[f"thigh_{side}"] = thigh @ self._straighten[f"thigh_{side}"]
        turns[f"shank_{side}"] = shank @ self._straighten[f"shank_{side}"]
        turns[f"foot_{side}"] = foot
        turns[f"toes_{side}"] = foot @ about(1, -angle(f"toes_{side}"))

    def _arm(self, turns: dict[str, Array], angle: _Angle, side: str, sign: float) -> None:
        thorax = turns["spine01"]
        raised = angle(f"shoulder_{side}")
        upper = about(1, -raised) @ about(0, sign * angle(f"shoulder_abd_{side}"))
        # The shoulder girdle takes part in raising an arm: about 30 of 180 degrees at the clavicle.
        lift = angle(f"shrug_{side}") + 30.0 * np.clip((np.abs(raised) - 60.0) / 120.0, 0.0, 1.0)
        turns[f"clavicle_{side}"] = thorax @ about(0, sign * lift)
        upper = thorax @ upper @ about(2, sign * angle(f"shoulder_rot_{side}"))
        lower = upper @ about(1, -angle(f"elbow_{side}"))
        pronation = angle(f"pronation_{side}") * -sign
        straight = self._straighten[f"forearm_{side}"]
        hand = lower @ about(2, pronation)
        turns[f"upperarm_{side}"] = upper @ self._straighten[f"upperarm_{side}"]
        turns[f"forearm_{side}"] = lower @ about(2, 0.3 * pronation) @ straight
        turns[f"forearm2_{side}"] = lower @ about(2, 0.7 * pronation) @ straight
        turns[f"hand_{side}"] = hand @ about(0, sign * angle(f"wrist_{side}")) @ straight

    def pose(self, posture: Posture) -> Bones:
        """Bones of every frame; the length of the longest array is the number of frames."""
        frames = max(len(np.atleast_1d(values)) for values in posture.values())
        parts = self._turns(posture, frames)
        turns = np.empty((frames, len(self.names), 3, 3))
        heads = np.empty((frames, len(self.names), 3))
        for k, part in enumerate(self.follow):
            turns[:, k] = parts[part]
            parent = self.parents[k]
            if parent < 0:
                middle = 0.5 * (self.head_of("upperleg01.L") + self.head_of("upperleg01.R"))
                place = np.stack(
                    [np.broadcast_to(posture.get(a, 0.0), (frames,)) for a in "xyz"], axis=-1
                )
                heads[:, k] = place + turns[:, k] @ (self.heads[k] - middle)
            else:
                offset = self.heads[k] - self.heads[parent]
                heads[:, k] = heads[:, parent] + turns[:, parent] @ offset
        return Bones(heads, turns)

    def joints(self, bones: Bones) -> dict[str, Array]:
        """Joint centres of every frame, (frames, 3) each."""
        return {name: bones.heads[:, self.index[bone]] for name, bone in JOINT_BONES.items()}

    def _blend(self, bones: Bones, weights: Array) -> torch.Tensor:
        """Matrix of each point, (frames, points, 3, 4), from those of its bones."""
        shift = bones.heads - np.einsum("fbij,bj->fbi", bones.turns, self.heads)
        matrices = np.concatenate([bones.turns, shift[..., None]], axis=-1)
        moves = torch.from_numpy(matrices).float().reshape(len(matrices), -1, 12)
        blended = torch.matmul(torch.from_numpy(weights).float(), moves)
        return blended.reshape(len(matrices), -1, 3, 4)

    def skin(self, bones: Bones, rest: Array, weights: Array) -> Array:
        """Move rest points (points, 3) with the bones; returns (frames, points, 3)."""
        blended = self._blend(bones, weights)
        points = torch.from_numpy(rest).float()
        moved = (blended[..., :3] * points[:, None, :]).sum(-1) + blended[..., 3]
        return moved.numpy().astype(float)

    def skin_with_normals(
        self, bones: Bones, rest: Array, normals: Array, weights: Array
    ) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
        """Move rest points and turn their normals; each (frames, points, 3), single precision."""
        blended = self._blend(bones, weights)
        pair = torch.from_numpy(np.stack([rest, normals], axis=-1)).float()
        moved = torch.matmul(blended[..., :3], pair)
        points = moved[..., 0] + blended[..., 3]
        return points.numpy(), moved[..., 1].numpy()
