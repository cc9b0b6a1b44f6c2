"""A contact sheet: pictures of several scenes in rows, to be looked at."""

from collections.abc import Sequence
from pathlib import Path

import cv2
import numpy as np

from .scene import Scene
from .studio import Take


def contact_sheet(
    scenes: Sequence[Scene], path: Path, per_scene: int = 4, columns: int = 4, width: int = 320
) -> None:
    """Write evenly spaced pictures of each scene into one PNG or JPEG."""
    tiles = []
    for scene in scenes:
        take = Take(scene)
        pictures = list(take.pictures()) if per_scene > 1 else [next(take.pictures())]
        for k in ((np.arange(per_scene) + 0.5) / per_scene * len(pictures)).astype(int):
            height = round(width * scene.camera.height / scene.camera.width)
            tiles.append(cv2.resize(pictures[k], (width, height), interpolation=cv2.INTER_AREA))
    tiles += [np.zeros_like(tiles[0])] * (-len(tiles) % columns)
    rows = [np.concatenate(tiles[k : k + columns], axis=1) for k in range(0, len(tiles), columns)]
    cv2.imwrite(str(path), np.concatenate(rows)[..., ::-1], [cv2.IMWRITE_JPEG_QUALITY, 80])
