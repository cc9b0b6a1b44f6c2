"""The room as coloured boxes: floor, walls, mat, furniture."""

import numpy as np

from .rotations import Array
from .scene import Colour, Room

WOOD, TILES, CARPET, CONCRETE, PAINT, MAT, THING = range(7)
_FLOORS = {"wood": WOOD, "tiles": TILES, "carpet": CARPET, "concrete": CONCRETE}

#: Top of the mat is at z = 0, where the person's contacts are; the floor is this far below.
MAT_THICKNESS_M = 0.008


def _box(low: Array, high: Array, colour: Colour, material: int) -> Array:
    """Triangles of a box, (36, 10): position, normal, colour, material."""
    rows = []
    for axis in range(3):
        for sign, face in ((-1.0, low), (1.0, high)):
            normal = np.zeros(3)
            normal[axis] = sign
            u, v = [k for k in range(3) if k != axis]
            corners = []
            for a, b in ((0, 0), (1, 0), (1, 1), (0, 0), (1, 1), (0, 1)):
                corner = face.copy()
                corner[u] = (low, high)[a][u]
                corner[v] = (low, high)[b][v]
                corners.append(corner)
            rows += [[*corner, *normal, *colour, material] for corner in corners]
    return np.array(rows)


class _Things:
    """Things that stand or hang along a wall, drawn by lot."""

    def __init__(self, seed: int, wall_y: float, inwards: float) -> None:
        self.rng = np.random.default_rng(seed)
        self.wall_y, self.inwards = wall_y, inwards
        self.boxes: list[Array] = []

    def add(
        self, x: float, size: tuple[float, float], heights: tuple[float, float], colour: Colour
    ) -> None:
        """A box at the wall: its middle, width and depth, bottom and top, metres."""
        width, depth = size
        near, far = sorted((self.wall_y, self.wall_y + self.inwards * depth))
        low = np.array([x - width / 2, near, heights[0]])
        high = np.array([x + width / 2, far, heights[1]])
        self.boxes.append(_box(low, high, colour, THING))

    def colour(self, value: float = 0.5) -> Colour:
        """A muted colour of about this brightness."""
        shade = value + self.rng.normal(0, 0.05, 3) + self.rng.normal(0, 0.17)
        shade = np.clip(shade, 0.06, 0.92) * np.array([1.0, 0.96, 0.88])
        return float(shade[0]), float(shade[1]), float(shade[2])

    def picture(self, x: float) -> None:
        """A framed picture."""
        width, height = self.rng.uniform(0.4, 0.9), self.rng.uniform(0.4, 0.8)
        low = self.rng.uniform(1.1, 1.5)
        self.add(x, (width, 0.02), (low, low + height), self.colour(0.25))
        inside = (low + 0.035, low + height - 0.035)
        self.add(x, (width - 0.07, 0.024), inside, self.colour(0.65))

    def cupboard(self, x: float) -> None:
        """A cupboard with a door."""
        width, height = self.rng.uniform(0.6, 1.2), self.rng.uniform(0.7, 1.9)
        wood = self.colour(0.5)
        self.add(x, (width, 0.42), (0.0, height), wood)
        door = (wood[0] * 0.92, wood[1] * 0.92, wood[2] * 0.92)
        self.add(x, (width * 0.46, 0.43), (0.08, height - 0.06), door)

    def shelf(self, x: float) -> None:
        """Three boards with books."""
        for level in (0.9, 1.25, 1.6):
            self.add(x, (0.9, 0.22), (level, level + 0.03), self.colour(0.55))
            for k in range(6):
                top = level + 0.03 + self.rng.uniform(0.15, 0.28)
                self.add(x - 0.36 + k * 0.12, (0.08, 0.16), (level + 0.03, top), self.colour())

    def sofa(self, x: float) -> None:
        """A seat and its back."""
        shade = self.colour(0.45)
        self.add(x, (1.5, 0.75), (0.12, 0.42), shade)
        self.add(x, (1.5, 0.25), (0.42, 0.82), shade)

    def plant(self, x: float) -> None:
        """A pot with leaves."""
        self.add(x, (0.26, 0.3), (0.0, 0.3), (0.55, 0.35, 0.26))
        for _ in range(14):
            spot, height = x + self.rng.normal(0, 0.14), self.rng.uniform(0.4, 1.1)
            green = (0.14 + self.rng.uniform(0, 0.1), 0.32 + self.rng.uniform(0, 0.15), 0.14)
            self.add(spot, (0.05, 0.2), (height - 0.16, height), green)

    def curtain(self, x: float) -> None:
        """Folds of cloth."""
        shade = self.colour(0.7)
        for k in range(10):
            tint = 0.85 + 0.15 * (k % 2)
            strip = (shade[0] * tint, shade[1] * tint, shade[2] * tint)
            self.add(x - 0.4 + 0.08 * k, (0.08, 0.05), (0.05, 2.3), strip)

    def fill(self) -> list[Array]:
        """Put things along the wall from end to end."""
        kinds = (
            (self.picture, 0.4), (self.cupboard, 0.6), (self.shelf, 0.45), (self.sofa, 0.75),
            (self.plant, 0.3), (self.curtain, 0.4), (None, 0.4),
        )  # fmt: skip
        x = -3.2 + self.rng.uniform(0, 0.8)
        while x < 3.2:
            draw, half_width = kinds[int(self.rng.integers(len(kinds)))]
            x += half_width
            if draw is not None:
                draw(x)
            x += half_width + self.rng.uniform(0.15, 0.9)
        return self.boxes


def room_triangles(room: Room, facing: str) -> tuple[Array, float]:
    """All triangles of the room, (n, 10), and the y of the wall behind the person."""
    inwards = -1.0 if facing == "right" else 1.0  # from the wall towards the side camera
    wall_y = -inwards * room.wall_distance_m
    floor = _FLOORS[room.floor]
    down = -MAT_THICKNESS_M
    far = 6.0
    red, green, blue = (min(1.0, 0.5 * value + 0.45) for value in room.wall_colour)
    skirting = (red, green, blue)
    boxes = [
        _box(
            np.array([-far, -far, down - 0.1]), np.array([far, far, down]), room.floor_colour, floor
        ),
    ]
    for sign in (-1.0, 1.0):
        at = sign * 4.2
        ends = sorted((at, at + sign * 0.1))
        boxes.append(
            _box(
                np.array([ends[0], -far, 0.0]),
                np.array([ends[1], far, 2.7]),
                room.wall_colour,
                PAINT,
            )
        )
    back = sorted((wall_y, wall_y - inwards * 0.1))
    boxes.append(
        _box(np.array([-far, back[0], 0.0]), np.array([far, back[1], 2.7]), room.wall_colour, PAINT)
    )
    edge = sorted((wall_y, wall_y + inwards * 0.015))
    boxes.append(
        _box(np.array([-far, edge[0], down]), np.array([far, edge[1], 0.08]), skirting, PAINT)
    )
    if room.mat is not None:
        boxes.append(
            _box(np.array([-1.0, -0.32, down]), np.array([1.0, 0.32, -0.0005]), room.mat, MAT)
        )
    if room.furniture:
        boxes += _Things(room.furniture, wall_y, inwards).fill()
    return np.concatenate(boxes), wall_y
