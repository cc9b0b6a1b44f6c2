"""What is true in every frame of a clip, and its file format `formcheck.studio-truth/1`."""

import json
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from . import angles
from .body import MARKERS, Body, Bones
from .camera import Camera
from .contact import Floor
from .motions import Performance
from .rotations import Array, angle_between
from .scene import Scene, scene_to_dict

SCHEMA = "formcheck.studio-truth/1"

#: Columns of `angles`, degrees, and `lumbar_gap_m`, metres. NaN where it makes no sense.
MEASURES = (
    "body_line_deg",  # shoulder-hip-ankle deviation, + towards the belly (sag when prone)
    "side_line_deg",  # the same, + towards the floor: for a side plank
    "knee_line_deg",  # the same with knees for ankles
    "hip_L_deg", "hip_R_deg",  # angle shoulder-hip-knee
    "knee_L_deg", "knee_R_deg",  # flexion
    "trunk_deg",  # elevation of hips-shoulders, 0 flat, 90 upright
    "leg_L_deg", "leg_R_deg",  # elevation of hip-ankle, seen from the hips towards the feet
    "thigh_L_deg", "thigh_R_deg",
    "stack_elbow_deg", "stack_wrist_deg",  # shoulders ahead of elbows, wrists
    "pelvis_pitch_deg",  # of the pelvis: 0 upright, 90 prone, -90 supine
    "pelvic_tilt_deg",  # of the pelvis against the line hips-shoulders, + is anterior
    "spine_flexion_deg",  # sum of the five spine joints, against standing upright
    "neck_flexion_deg",  # sum of the neck's joints
    "lumbar_gap_m",  # supine, upper back down: highest lumbar skin above the floor
)  # fmt: skip


@dataclass(frozen=True)
class Truth:
    """Truth of one clip of F frames, J points, M measures and K kinds of fault.

    times (F,) s; points_m (F, J, 3) world metres, z up, floor at 0; points_px (F, J, 2) pixels
    of the clip, x right, y down; measures (F, M); exercise (F,), empty on the way into one, out
    of it, and between two; phase (F,); rep (F,), -1 between reps; fault_amounts (F, K), 0 where
    a fault is off.
    """

    scene: Scene
    times: Array
    point_names: tuple[str, ...]
    points_m: Array
    points_px: Array
    measures: Array
    phase: NDArray[np.str_]
    rep: NDArray[np.int64]
    fault_kinds: tuple[str, ...]
    fault_amounts: Array
    exercise: NDArray[np.str_]

    def measure(self, name: str) -> Array:
        """One measure over time."""
        return self.measures[:, MEASURES.index(name)]

    def point(self, name: str) -> Array:
        """Pixels of one point over time, (F, 2)."""
        return self.points_px[:, self.point_names.index(name)]

    def save(self, path: Path) -> None:
        """Write the truth as a compressed npz; floats are kept to a tenth of a millimetre."""
        np.savez_compressed(
            path,
            schema=SCHEMA,
            scene=json.dumps(scene_to_dict(self.scene)),
            times=self.times,
            point_names=np.array(self.point_names),
            points_m=np.round(self.points_m, 4).astype(np.float32),
            points_px=np.round(self.points_px, 2).astype(np.float32),
            measure_names=np.array(MEASURES),
            measures=np.round(self.measures, 4).astype(np.float32),
            phase=self.phase,
            rep=self.rep,
            fault_kinds=np.array(self.fault_kinds, dtype=np.str_),
            fault_amounts=self.fault_amounts.astype(np.float32),
            exercise=self.exercise,
        )


def load_truth(path: Path) -> Truth:
    """Read a truth file."""
    from .scene import scene_from_dict

    with np.load(path, allow_pickle=False) as data:
        if str(data["schema"]) != SCHEMA:
            raise ValueError(f"{path} is not a {SCHEMA} file.")
        scene = scene_from_dict(json.loads(str(data["scene"])))
        return Truth(
            scene=scene,
            times=data["times"],
            point_names=tuple(map(str, data["point_names"])),
            points_m=data["points_m"],
            points_px=data["points_px"],
            measures=data["measures"],
            phase=data["phase"],
            rep=data["rep"],
            fault_kinds=tuple(map(str, data["fault_kinds"])),
            fault_amounts=data["fault_amounts"],
            exercise=data["exercise"] if "exercise" in data else _exercise_of(scene, data["phase"]),
        )


def _exercise_of(scene: Scene, phase: NDArray[np.str_]) -> NDArray[np.str_]:
    """The exercise of every frame where the file is too old to say it: such have only one."""
    return np.where(np.isin(phase, ["enter", "leave"]), "", scene.motion.exercise)


def _lumbar_gap(body: Body, floor: Floor, bones: Bones) -> Array:
    """Height of the highest point of the lumbar midline's skin; NaN unless lying on the back."""
    _x, y, z = body.vertices.T
    low, high = body.head_of("spine04")[2], body.head_of("spine02")[2]
    band = (np.abs(y) < 0.02) & (body.normals[:, 0] < -0.5) & (z > low) & (z < high)
    vertices = np.flatnonzero(band)
    heights = body.skin(bones, body.vertices[vertices], body.weights[vertices])[..., 2]
    lying = (angles.ventral(body, bones)[:, 2] > 0.6) & (floor.lowest(bones, "upper_back") < 0.02)
    return np.where(lying, np.maximum(heights.max(axis=1), 0.0), np.nan)


def _measures(body: Body, floor: Floor, bones: Bones, performance: Performance) -> Array:
    joints = body.joints(bones)
    along = 1.0
    trunk = angles.trunk_elevation(joints, along)
    upright = angles.middle(joints, "shoulder") - angles.middle(joints, "hip")
    pelvis_up = bones.turns[:, body.index["root"]][:, :, 2]
    belly = angles.ventral(body, bones)
    # Of the pelvis against the trunk line, in the pelvis's own sagittal plane.
    tilt = -np.degrees(
        np.arctan2(np.sum(upright * belly, axis=1), np.sum(upright * pelvis_up, axis=1))
    )
    pitch = np.degrees(np.arctan2(-belly[:, 2], pelvis_up[:, 2]))
    columns = {
        "body_line_deg": angles.body_line(body, bones),
        "side_line_deg": angles.side_line(joints),
        "knee_line_deg": angles.body_line(body, bones, "knee"),
        "trunk_deg": trunk,
        "stack_elbow_deg": angles.arm_stack(joints, "elbow", along),
        "stack_wrist_deg": angles.arm_stack(joints, "wrist", along),
        "pelvis_pitch_deg": pitch,
        "pelvic_tilt_deg": tilt,
        "spine_flexion_deg": performance.posture["spine"],
        "neck_flexion_deg": performance.posture["neck"],
        "lumbar_gap_m": _lumbar_gap(body, floor, bones),
    }
    for side in "LR":
        hip = joints[f"hip_{side}"]
        columns[f"hip_{side}_deg"] = angle_between(
            joints[f"shoulder_{side}"] - hip, joints[f"knee_{side}"] - hip
        )
        columns[f"knee_{side}_deg"] = angles.knee_flexion(joints, side)
        columns[f"leg_{side}_deg"] = angles.leg_elevation(joints, side, along)
        columns[f"thigh_{side}_deg"] = angles.leg_elevation(joints, side, along, "knee")
    return np.stack([columns[name] for name in MEASURES], axis=1)


def tell(
    scene: Scene, body: Body, floor: Floor, camera: Camera, performance: Performance, bones: Bones
) -> Truth:
    """Gather the truth of a clip."""
    joints = body.joints(bones)
    markers = np.array([body.markers[name] for name in MARKERS])
    surface = body.skin(bones, body.vertices[markers], body.weights[markers])
    points = np.concatenate([np.stack(list(joints.values()), axis=1), surface], axis=1)
    kinds = tuple(sorted(performance.faults))
    amounts = [performance.faults[kind] for kind in kinds]
    frames = len(performance.times)
    return Truth(
        scene=scene,
        times=performance.times,
        point_names=(*joints, *MARKERS),
        points_m=points,
        points_px=camera.project(points),
        measures=_measures(body, floor, bones, performance),
        phase=np.array(performance.phase),
        rep=performance.rep,
        fault_kinds=kinds,
        fault_amounts=np.stack(amounts, axis=1) if amounts else np.zeros((frames, 0)),
        exercise=np.array(performance.exercise),
    )
