"""Where the benchmark's data lie: for each scene its Recordings and its truth."""

import re
import zipfile
from pathlib import Path
from typing import Final

from samples.studio.scene import Scene

from .scenes import CORE, Part

DATA: Final = Path(__file__).parent / "data"

#: Every scene is seen by this model; the grid of views of the core exercises by the others, too.
MODEL: Final = "full"
OTHER_MODELS: Final = ("lite", "heavy")


def is_grid(scene: Scene) -> bool:
    """Whether the scene is one of the core exercises' grid of views: good form and a yaw."""
    exercise = scene.motion.exercise
    return exercise in CORE and bool(re.fullmatch(r"-yaw\d+", scene.name.removeprefix(exercise)))


def models_of(scene: Scene) -> tuple[str, ...]:
    """The models that see a scene."""
    return (MODEL, *OTHER_MODELS) if is_grid(scene) else (MODEL,)


def pack(source: Path, target: Path) -> None:
    """Copy an npz file with a denser compression, which numpy reads as well: a fifth smaller."""
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(target, "w", zipfile.ZIP_LZMA) as new:
        for name in old.namelist():
            new.writestr(zipfile.ZipInfo(name), old.read(name), zipfile.ZIP_LZMA)


def truth_path(data: Path, part: Part, name: str) -> Path:
    """Path of a scene's compact truth."""
    return data / part / f"{name}.truth.npz"


def recording_path(data: Path, part: Part, name: str, model: str = MODEL) -> Path:
    """Path of a scene's Recording by a model."""
    return data / part / f"{name}.{model}.npz"
