"""What is true in every frame of a scene, kept small: format `formcheck.accuracy-truth/1`.

The studio's own truth has every joint in space to a tenth of a millimetre; to score a Recording
takes the measures, the phases, the faults, and where the joints are in the picture. Needs numpy
and no renderer.
"""

import json
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from formcheck.files import write_atomically
from samples.studio.scene import Scene, scene_from_dict

FORMAT: Final = "formcheck.accuracy-truth/1"

_SIDED: Final = ("shoulder", "elbow", "wrist", "hip", "knee", "ankle", "heel", "toe", "ear")
#: The points that are kept: of both sides, and the nose.
POINTS: Final = ("nose", *(f"{name}_{side}" for name in _SIDED for side in "LR"))

# Steps to the unit. Far below what landmarks can tell, and small whole numbers compress well.
_DEGREE_STEPS, _METRE_STEPS, _PIXEL_STEPS = 20.0, 2000.0, 4.0
_MISSING: Final = np.iinfo(np.int16).min

FloatArray = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Truth:
    """Truth of one scene of F frames, M measures, K kinds of fault and P points.

    Attributes:
        scene: what was filmed.
        times: `(F,)` seconds.
        measure_names, measures: `(F, M)` degrees, or metres where the name ends in `_m`; NaN
            where a measure makes no sense.
        phase: `(F,)` names such as `hold`, `up`, `enter`.
        rep: `(F,)` repetition from 0; -1 outside.
        fault_kinds, fault_amounts: `(F, K)` in the unit of the kind; 0 where it is off.
        points_px: `(F, P, 2)` pixels of the clip, x right, y down, in the order of `POINTS`.
    """

    scene: Scene
    times: FloatArray
    measure_names: tuple[str, ...]
    measures: FloatArray
    phase: npt.NDArray[np.str_]
    rep: npt.NDArray[np.int64]
    fault_kinds: tuple[str, ...]
    fault_amounts: FloatArray
    points_px: FloatArray

    def measure(self, name: str) -> FloatArray:
        """One measure over time, `(F,)`."""
        return self.measures[:, self.measure_names.index(name)]

    def amount(self, kind: str) -> FloatArray:
        """Amount of one kind of fault over time, `(F,)`; 0 where the scene does not have it."""
        if kind not in self.fault_kinds:
            return np.zeros(len(self.times))
        return self.fault_amounts[:, self.fault_kinds.index(kind)]

    def point(self, name: str) -> FloatArray:
        """Pixels of one point over time, `(F, 2)`."""
        return self.points_px[:, POINTS.index(name)]

    @classmethod
    def from_studio(cls, path: Path) -> "Truth":
        """Read what is needed of a truth file of the studio (`formcheck.studio-truth/1`)."""
        with np.load(path, allow_pickle=False) as data:
            if str(data["schema"]) != "formcheck.studio-truth/1":
                raise ValueError(f"{path} is not a truth file of the studio.")
            names = list(data["point_names"])
            return cls(
                scene=scene_from_dict(json.loads(str(data["scene"]))),
                times=data["times"],
                measure_names=tuple(map(str, data["measure_names"])),
                measures=data["measures"].astype(float),
                phase=data["phase"],
                rep=data["rep"],
                fault_kinds=tuple(map(str, data["fault_kinds"])),
                fault_amounts=data["fault_amounts"].astype(float),
                points_px=data["points_px"][:, [names.index(name) for name in POINTS]].astype(
                    float
                ),
            )

    def save(self, path: Path) -> None:
        """Write the truth; a file under the final name is always complete."""
        phases, phase = np.unique(self.phase, return_inverse=True)
        head = {
            "format": FORMAT,
            "scene": asdict(self.scene),
            "measures": self.measure_names,
            "faults": self.fault_kinds,
            "phases": phases.tolist(),
        }
        with write_atomically(path) as file:
            np.savez_compressed(
                file,
                head=np.frombuffer(json.dumps(head).encode(), dtype=np.uint8),
                times=_differences(np.round(self.times * 1e6).astype(np.int64)),
                measures=_differences(_whole(self.measures, _steps(self.measure_names))),
                phase=phase.astype(np.uint8),
                rep=self.rep.astype(np.int8),
                faults=self.fault_amounts.astype(np.float16),
                points=_differences(_whole(self.points_px, _PIXEL_STEPS)),
            )

    @classmethod
    def load(cls, path: Path) -> "Truth":
        """Read a truth that `save` wrote."""
        with np.load(path, allow_pickle=False) as data:
            head: dict[str, Any] = json.loads(data["head"].tobytes())
            if head["format"] != FORMAT:
                raise ValueError(f"{path} is not a {FORMAT} file.")
            return cls(
                scene=scene_from_dict(head["scene"]),
                times=np.cumsum(data["times"]) / 1e6,
                measure_names=tuple(head["measures"]),
                measures=_values(data["measures"], _steps(head["measures"])),
                phase=np.array(head["phases"])[data["phase"]],
                rep=data["rep"].astype(np.int64),
                fault_kinds=tuple(head["faults"]),
                fault_amounts=data["faults"].astype(float),
                points_px=_values(data["points"], _PIXEL_STEPS),
            )


def _steps(names: tuple[str, ...]) -> FloatArray:
    return np.array([_METRE_STEPS if name.endswith("_m") else _DEGREE_STEPS for name in names])


def _whole(values: FloatArray, steps: FloatArray | float) -> npt.NDArray[np.int16]:
    return np.nan_to_num(np.round(values * steps), nan=_MISSING).astype(np.int16)


def _differences(whole: npt.NDArray[Any]) -> npt.NDArray[Any]:
    """From frame to frame; they wrap around in their own type, and so does the sum of them."""
    return np.diff(whole, axis=0, prepend=np.zeros_like(whole[:1]))


def _values(differences: npt.NDArray[np.int16], steps: FloatArray | float) -> FloatArray:
    whole = np.cumsum(differences, axis=0, dtype=np.int16)
    return np.where(whole == _MISSING, np.nan, whole / steps)
