"""Draws the person in the room with OpenGL: headless through EGL, on the CPU through Mesa.

The room does not move, so it is drawn once a clip, four times as fine. Every frame then draws the
person's shadow on the floor (a soft lamp's shadow, and the dark where body and floor are close)
and the person, with four samples a pixel.
"""

import moderngl
import numpy as np
from numpy.typing import NDArray

from . import shaders
from .camera import Camera
from .room import room_triangles
from .rotations import Array
from .scene import Room
from .wardrobe import Outfit

Picture = NDArray[np.uint8]

_SHADOW_SIZE = 768
_SHADOW_REACH_M = 1.3  # half the side of the square around the person that casts shadows
_PENUMBRA_M = 0.15  # how far a shadow's soft edge reaches on the floor
_FINE = 2  # the room is drawn this many times larger each way


def _orthographic(right: Array, up: Array, towards: Array, centre: Array, depth: float) -> Array:
    """World to clip of parallel light that travels against `towards`."""
    matrix = np.eye(4)
    matrix[:3, :3] = np.stack([right / _SHADOW_REACH_M, up / _SHADOW_REACH_M, -towards / depth])
    matrix[:3, 3] = -matrix[:3, :3] @ centre
    return matrix


def _bytes(matrix: Array) -> bytes:
    return matrix.T.astype("f4").tobytes()


class Renderer:
    """One OpenGL context; reuse it for many clips."""

    def __init__(self, width: int, height: int) -> None:
        try:
            self.gl = moderngl.create_context(standalone=True, backend="egl")  # type: ignore[arg-type]
        except Exception as error:
            raise RuntimeError(
                "The studio needs EGL and Mesa: on Debian or Ubuntu, "
                "`apt-get install libegl1 libgl1-mesa-dri`."
            ) from error
        self.gl.gc_mode = "auto"  # what a scene no longer uses is freed
        self.size = (width, height)
        gl = self.gl
        self.person_program = gl.program(shaders.PERSON_VERTEX, shaders.PERSON_FRAGMENT)
        self.depth_program = gl.program(shaders.DEPTH_VERTEX, shaders.DEPTH_FRAGMENT)
        self.floor_program = gl.program(shaders.FLOOR_VERTEX, shaders.FLOOR_SHADOW_FRAGMENT)
        self.room_program = gl.program(shaders.ROOM_VERTEX, shaders.ROOM_FRAGMENT)
        self.target = gl.framebuffer(
            [gl.renderbuffer(self.size, 4, samples=4)],
            gl.depth_renderbuffer(self.size, samples=4),
        )
        self.resolved = gl.framebuffer([gl.renderbuffer(self.size, 4)])
        self.shadow_map = gl.depth_texture((_SHADOW_SIZE, _SHADOW_SIZE))
        self.shadow_map.compare_func = "<="
        self.shadow_buffer = gl.framebuffer(depth_attachment=self.shadow_map)
        self.below_map = gl.depth_texture((_SHADOW_SIZE // 2, _SHADOW_SIZE // 2))
        self.below_map.compare_func = ""
        self.below_map.repeat_x = self.below_map.repeat_y = False
        self.below_buffer = gl.framebuffer(depth_attachment=self.below_map)
        self.floor_places = gl.buffer(reserve=6 * 8)
        self.floor = gl.vertex_array(self.floor_program, [(self.floor_places, "2f", "place")])
        self.paint_program = gl.program(shaders.PAINT_VERTEX, shaders.PAINT_FRAGMENT)
        self.paint = gl.vertex_array(self.paint_program, [])
        self.person: dict[str, moderngl.VertexArray] = {}

    def set_scene(self, room: Room, camera: Camera, outfit: Outfit, facing: str) -> None:
        """Draw the room, and take over what of the person stays the same."""
        self.camera = camera
        azimuth, height = np.radians([room.light_azimuth_deg, room.light_height_deg])
        side = 1.0 if facing == "right" else -1.0
        self.light = np.array(
            [
                np.cos(height) * np.sin(azimuth),
                -side * np.cos(height) * np.cos(azimuth),
                np.sin(height),
            ]
        )
        self.brightness = room.light
        self._draw_room(room, facing)
        gl = self.gl
        self.vertex_buffer = gl.buffer(reserve=len(outfit.vertices) * 24, dynamic=True)
        surface = np.stack([outfit.cover, outfit.kind], axis=1)
        fixed = np.concatenate([outfit.vertices, outfit.colours, surface], axis=1).astype("f4")
        index = gl.buffer(outfit.faces.astype("i4").tobytes())
        content = [
            (self.vertex_buffer, "3f 3f", "position", "normal"),
            (gl.buffer(fixed.tobytes()), "3f 3f 2f", "rest", "colour", "surface"),
        ]
        self.person = {
            "colour": gl.vertex_array(self.person_program, content, index),
            "depth": gl.vertex_array(
                self.depth_program, [(self.vertex_buffer, "3f 12x", "position")], index
            ),
        }

    def _set(self, program: moderngl.Program, **values: object) -> None:
        """Set those uniforms that the program has (compilers drop unused ones)."""
        for name, value in values.items():
            uniform = program.get(name, None)
            if isinstance(uniform, moderngl.Uniform):
                if isinstance(value, np.ndarray) and value.shape == (4, 4):
                    uniform.write(_bytes(value))
                else:
                    uniform.value = tuple(value) if isinstance(value, np.ndarray) else value

    def _draw_room(self, room: Room, facing: str) -> None:
        gl = self.gl
        triangles, wall_y = room_triangles(room, facing)
        fine = (self.size[0] * _FINE, self.size[1] * _FINE)
        colour = gl.texture(fine, 4)
        target = gl.framebuffer([colour], gl.depth_renderbuffer(fine))
        target.use()
        target.clear(0.80, 0.79, 0.77, 1.0)  # the ceiling
        gl.enable_only(moderngl.DEPTH_TEST)
        self._set(
            self.room_program,
            world_to_clip=self.camera.projection @ self.camera.view,
            light_dir=self.light,
            brightness=self.brightness,
            eye_at=self.camera.position,
            wall_y=wall_y,
        )
        buffer = gl.buffer(triangles.astype("f4").tobytes())
        array = gl.vertex_array(
            self.room_program,
            [(buffer, "3f 3f 3f 1f", "position", "normal", "colour", "material")],
        )
        array.render()
        pixels = np.frombuffer(colour.read(), np.uint8).reshape(fine[1], fine[0], 4)
        mean = pixels.reshape(self.size[1], _FINE, self.size[0], _FINE, 4).mean(axis=(1, 3))
        self.empty_room = (mean[::-1, :, :3] + 0.5).astype(np.uint8)
        self.background = gl.texture(self.size, 4, (mean + 0.5).astype(np.uint8).tobytes())
        for used in (array, buffer, target, colour):
            used.release()

    def draw(self, vertices: Array, normals: Array) -> Picture:
        """One picture, RGB (height, width, 3), of the outfit's vertices in the world."""
        gl = self.gl
        self.vertex_buffer.write(np.concatenate([vertices, normals], axis=1, dtype="f4").tobytes())
        low, high = vertices.min(axis=0), vertices.max(axis=0)
        to_light, to_below = self._shadow_views(0.5 * (low + high))
        gl.enable_only(moderngl.DEPTH_TEST)
        for buffer, matrix in ((self.shadow_buffer, to_light), (self.below_buffer, to_below)):
            buffer.use()
            buffer.clear(depth=1.0)
            self._set(self.depth_program, world_to_light=matrix)
            self.person["depth"].render()

        x, y, width, height = box = self._touched(vertices)
        picture: Picture = self.empty_room.copy()
        if width <= 0 or height <= 0:
            return picture
        self.target.scissor = self.resolved.scissor = box
        self.target.use()
        self.target.clear()
        gl.enable_only(moderngl.NOTHING)
        self.background.use(0)
        self._set(self.paint_program, picture=0)
        self.paint.render(vertices=3)
        shared = {
            "world_to_clip": self.camera.projection @ self.camera.view,
            "world_to_light": to_light,
            "world_to_below": to_below,
            "light_dir": self.light,
            "brightness": self.brightness,
            "eye_at": self.camera.position,
            "shadow": 0,
            "below": 1,
        }
        self._set(self.floor_program, **shared)
        self._set(self.person_program, **shared)
        self.shadow_map.use(0)
        self.below_map.use(1)
        gl.enable_only(moderngl.BLEND)
        gl.blend_func = moderngl.ZERO, moderngl.SRC_COLOR
        self.floor.render()
        gl.enable_only(moderngl.DEPTH_TEST | moderngl.CULL_FACE)
        self.person["colour"].render()
        gl.copy_framebuffer(self.resolved, self.target)
        data = np.frombuffer(self.resolved.read(viewport=box, components=3, alignment=1), np.uint8)
        rows = self.size[1] - y
        picture[rows - height : rows, x : x + width] = data.reshape(height, width, 3)[::-1]
        return picture

    def _shadow_views(self, centre: Array) -> tuple[Array, Array]:
        """World to the lamp's picture of the person, and to the picture from below the floor."""
        up = np.array([0.0, 0.0, 1.0])
        right = np.cross(up, self.light)
        right /= np.linalg.norm(right)
        to_light = _orthographic(right, np.cross(self.light, right), self.light, centre, 3.0)
        floor_centre = np.array([centre[0], centre[1], 0.5])
        return to_light, _orthographic(np.eye(3)[0], np.eye(3)[1], -up, floor_centre, 0.5)

    def _touched(self, vertices: Array) -> tuple[int, int, int, int]:
        """Part of the picture (x, y from below, width, height) that person and shadow can change.

        Lays the rectangle of floor that receives the shadow, too.
        """
        some = vertices[::7].astype(float)
        cast = some - self.light * (some[:, 2:] / self.light[2])
        cast[:, 2] = 0.0
        low = np.minimum(cast, some).min(axis=0)[:2] - _PENUMBRA_M
        high = np.maximum(cast, some).max(axis=0)[:2] + _PENUMBRA_M
        corners = [low[0], low[1], high[0], low[1], high[0], high[1]]
        corners += [low[0], low[1], high[0], high[1], low[0], high[1]]
        self.floor_places.write(np.array(corners, dtype="f4").tobytes())
        # In front of the camera only: what is behind it projects nonsense.
        points = np.concatenate([some, cast])
        ahead = (points @ self.camera.view[2, :3] + self.camera.view[2, 3]) < -0.2
        pixels = self.camera.project(points[ahead])
        if not len(pixels):
            return 0, 0, 0, 0
        margin = 0.06 * self.size[1]
        first = np.clip(np.floor(pixels.min(axis=0) - margin), 0, self.size).astype(int)
        last = np.clip(np.ceil(pixels.max(axis=0) + margin), 0, self.size).astype(int)
        width, height = last - first
        return int(first[0]), int(self.size[1] - last[1]), int(width), int(height)
