"""From a scene to pictures, a clip and its truth."""

from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path

import numpy as np

from .body import Body, Bones
from .camera import Camera, make_camera
from .contact import Floor
from .motions import Performance, perform, press
from .render import Picture, Renderer
from .rotations import Array
from .scene import Person, Scene
from .truth import Truth, tell
from .wardrobe import Outfit, dress
from .webcam import Sensor, write_clip

_CHUNK = 32  # frames skinned at once
_BLUR_STEP_PX = 2.5  # moves further than this while the shutter is open are drawn several times
_MOST_EXPOSURES = 4


@lru_cache(maxsize=4)
def _dressed(person: Person) -> tuple[Body, Outfit, Floor]:
    body = Body(person)
    outfit = dress(body)
    return body, outfit, Floor(body, outfit.contact)


@lru_cache(maxsize=2)
def _renderer(width: int, height: int) -> Renderer:
    return Renderer(width, height)


class Take:
    """One scene, performed: its truth at once, its pictures on demand."""

    def __init__(self, scene: Scene) -> None:
        self.scene = scene
        self.body, self.outfit, self.floor = _dressed(scene.person)
        self.camera: Camera = make_camera(scene.camera, scene.facing)
        self.performance: Performance = perform(
            self.body, self.floor, scene.motion, scene.camera.fps, scene.seed, scene.then
        )
        self.bones: Bones = self.body.pose(self.performance.posture)
        self.truth: Truth = tell(
            scene, self.body, self.floor, self.camera, self.performance, self.bones
        )

    def surfaces(self) -> Iterator[tuple[Array, Array]]:
        """Vertices and normals of everything drawn, frame by frame."""
        frames = len(self.performance.times)
        for start in range(0, frames, _CHUNK):
            part = slice(start, start + _CHUNK)
            bones = Bones(self.bones.heads[part], self.bones.turns[part])
            vertices, normals = self.body.skin_with_normals(
                bones, self.outfit.vertices, self.outfit.normals, self.outfit.weights
            )
            yield from zip(press(vertices), normals, strict=True)

    def picture(self, frame: int) -> Picture:
        """One frame as it is, without motion blur and the webcam's faults."""
        bones = Bones(self.bones.heads[frame : frame + 1], self.bones.turns[frame : frame + 1])
        vertices, normals = self.body.skin_with_normals(
            bones, self.outfit.vertices, self.outfit.normals, self.outfit.weights
        )
        return self._set_up().draw(press(vertices)[0], normals[0])

    def empty_room(self) -> Picture:
        """The room without the person."""
        return self._set_up().empty_room.copy()

    def _set_up(self) -> Renderer:
        setup = self.scene.camera
        renderer = _renderer(setup.width, setup.height)
        renderer.set_scene(self.scene.room, self.camera, self.outfit, self.scene.facing)
        return renderer

    def clean_pictures(self) -> Iterator[Picture]:
        """Pictures with motion blur, before the webcam's faults."""
        renderer = self._set_up()
        pixels = self.truth.points_px
        moves = np.linalg.norm(np.diff(pixels, axis=0, append=pixels[-1:]), axis=2).max(axis=1)
        before: tuple[Array, Array] | None = None
        travel = 0.0
        for (vertices, normals), move in zip(self.surfaces(), moves, strict=True):
            count = int(np.clip(np.ceil(travel / _BLUR_STEP_PX), 1, _MOST_EXPOSURES))
            if before is None or count == 1:
                yield renderer.draw(vertices, normals)
            else:
                # The shutter closes at the frame's time; it opened on the way from the last.
                shares = 1.0 - self.scene.webcam.shutter * np.arange(count) / count
                drawn = [
                    renderer.draw(before[0] + share * (vertices - before[0]), normals).astype(
                        np.uint16
                    )
                    for share in shares
                ]
                yield (sum(drawn[1:], drawn[0]) // count).astype(np.uint8)
            before = (vertices, normals)
            travel = float(move) * self.scene.webcam.shutter

    def pictures(self) -> Iterator[Picture]:
        """Pictures as the webcam delivers them, RGB (height, width, 3)."""
        setup = self.scene.camera
        sensor = Sensor(self.scene.webcam, setup.width, setup.height, self.scene.seed)
        for picture in self.clean_pictures():
            yield sensor.expose(np.ascontiguousarray(picture))


def film(scene: Scene, folder: Path) -> Path:
    """Render a scene to `folder/NAME.mp4` with `NAME.truth.npz` beside it; returns the clip."""
    folder.mkdir(parents=True, exist_ok=True)
    take = Take(scene)
    clip = folder / f"{scene.name}.mp4"
    write_clip(clip, take.pictures(), scene.camera.fps, scene.webcam.crf)
    take.truth.save(folder / f"{scene.name}.truth.npz")
    return clip
