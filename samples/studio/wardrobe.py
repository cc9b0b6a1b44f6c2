"""Skin, hair and clothes: the layers of surface that a person is drawn with.

A garment is a second skin: the body's own faces pushed outwards along the normals. Its edges are
where a field over the vertices (metres to the edge, positive inside) crosses zero; the renderer
cuts there within triangles, so that hems are sharp however coarse the mesh is.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from .body import SIDES, Body, vertex_normals
from .rotations import Array, unit
from .scene import Colour

SKIN, CLOTH, HAIR, EYE, SHOE = range(5)

#: Skin this far inside a garment's edge is not drawn.
_HIDDEN_M = 0.03
#: Thickness of a shoe's sole and tip.
_SHOE_M = 0.010
_HEAD_PARTS = ("head", "eye", "neck02", "neck03")


@dataclass(frozen=True)
class Outfit:
    """All layers in one mesh, in the rig's rest posture.

    vertices (n, 3) metres, normals (n, 3), weights (n, bones), faces (m, 3);
    colours (n, 3) sRGB; cover (n,) metres to the layer's edge; kind (n,) of surface;
    contact (body vertices, 3): the outermost layer over each vertex of the body.
    """

    vertices: Array
    normals: Array
    weights: Array
    faces: NDArray[np.int64]
    colours: Array
    cover: Array
    kind: Array
    contact: Array


@dataclass(frozen=True)
class _Layer:
    vertices: Array
    weights: Array
    faces: NDArray[np.int64]
    colours: Array
    cover: Array
    kind: Array


def _neighbours_mean(values: Array, faces: NDArray[np.int64], rounds: int) -> Array:
    """Smooth values over the mesh: each vertex becomes the mean of its neighbours."""
    edges = np.concatenate([faces[:, [0, 1]], faces[:, [1, 2]], faces[:, [2, 0]]])
    edges = np.concatenate([edges, edges[:, ::-1]])
    count = np.bincount(edges[:, 0], minlength=len(values))[:, None]
    for _ in range(rounds):
        total = np.stack(
            [
                np.bincount(edges[:, 0], weights=values[edges[:, 1], k], minlength=len(values))
                for k in range(values.shape[1])
            ],
            axis=1,
        )
        values = np.where(count > 0, total / np.maximum(count, 1), values)
    return values


def _shell(
    body: Body, cover: Array, thickness: Array, colour: Colour, kind: int, smooth: int = 2
) -> _Layer:
    """The part of the body's surface where cover is positive, pushed out by the thickness."""
    faces = body.faces[(cover[body.faces] > 0).any(axis=1)]
    used, faces = np.unique(faces, return_inverse=True)
    faces = faces.reshape(-1, 3)
    outward = unit(_neighbours_mean(body.normals[used], faces, smooth) + 1e-9)
    base = body.vertices[used]
    smoothed = _neighbours_mean(base, faces, smooth)
    # Cloth bridges hollows: where smoothing moves a point outwards, follow it.
    bridge = np.maximum(np.sum((smoothed - base) * outward, axis=1), 0.0)
    vertices = base + outward * (thickness[used] + bridge)[:, None]
    return _Layer(
        vertices,
        body.weights[used],
        faces,
        np.tile(np.asarray(colour, dtype=float), (len(used), 1)),
        cover[used],
        np.full(len(used), float(kind)),
    )


def _ball(body: Body, centre: Array, radii: Array, colour: Colour) -> _Layer:
    """An ellipsoid that moves with the head: a bun, a ponytail."""
    rows, columns = 9, 14
    polar, around = np.meshgrid(
        np.linspace(0, np.pi, rows), np.linspace(0, 2 * np.pi, columns, endpoint=False)
    )
    points = np.stack(
        [np.sin(polar) * np.cos(around), np.sin(polar) * np.sin(around), np.cos(polar)], axis=-1
    ).reshape(-1, 3)
    faces = []
    for c in range(columns):
        for r in range(rows - 1):
            a, b = c * rows + r, ((c + 1) % columns) * rows + r
            faces += [[a, a + 1, b], [b, a + 1, b + 1]]
    weights = np.zeros((len(points), len(body.names)))
    weights[:, body.index["head"]] = 1.0
    return _Layer(
        centre + points * radii,
        weights,
        np.array(faces),
        np.tile(np.asarray(colour, dtype=float), (len(points), 1)),
        np.ones(len(points)),
        np.full(len(points), float(HAIR)),
    )


def _shoe(body: Body, side: str, colour: Colour) -> _Layer:
    """A shoe: rounded cross-sections along the foot, closed over the instep."""
    sign = dict(SIDES)[side]
    mine = (body.part_weight("foot", "toe") > 0.3) & (sign * body.vertices[:, 1] > 0)
    ankle = body.head_of(f"foot.{side}")
    index = np.flatnonzero(mine & (body.vertices[:, 2] < ankle[2] + 0.02))
    x, y, z = body.vertices[index].T
    sole = z.min() - _SHOE_M
    count = 18
    around = np.linspace(0, 2 * np.pi, count, endpoint=False)
    # Closer stations at both ends, where the outline turns.
    stations = x.min() + np.ptp(x) * (0.5 - 0.5 * np.cos(np.linspace(0.25, np.pi - 0.25, 16)))
    rings = [[np.full(count, x.min() - _SHOE_M), np.full(count, np.nan), np.full(count, np.nan)]]
    for station in stations:
        near = np.abs(x - station) < 0.02
        left, right, top = y[near].max() + 0.006, y[near].min() - 0.006, z[near].max() + 0.008
        across, upwards = np.cos(around), np.sin(around)
        squared = (np.abs(across) ** 2.8 + np.abs(upwards) ** 2.8) ** (-1 / 2.8)
        half_width, half_height = 0.5 * (left - right), 0.5 * (top - sole)
        rings.append(
            [
                np.full(count, station),
                0.5 * (left + right) + half_width * across * squared,
                sole + half_height * (1.0 + upwards * squared),
            ]
        )
    rings.append(
        [np.full(count, x.max() + _SHOE_M), np.full(count, np.nan), np.full(count, np.nan)]
    )
    for end, next_to in ((0, 1), (-1, -2)):  # the ends: the next ring, smaller
        for k, low in ((1, None), (2, sole + 0.015)):
            ring = rings[next_to][k]
            middle = ring.mean() if low is None else low
            rings[end][k] = middle + 0.45 * (ring - middle)
    points = np.concatenate([np.stack(ring, axis=1) for ring in rings])
    faces = []
    for r in range(len(rings) - 1):
        for c in range(count):
            a, b = r * count + c, r * count + (c + 1) % count
            faces += [[a, b, a + count], [b, b + count, a + count]]
    last = len(points) - count
    for c in range(1, count - 1):
        faces += [[0, c + 1, c], [last, last + c, last + c + 1]]
    closest = np.argmin(
        np.linalg.norm(points[:, None, :] - body.vertices[index][None], axis=2), axis=1
    )
    weights = body.weights[index[closest]]
    tint = np.where((points[:, 2] < sole + 0.018)[:, None], 0.88, np.asarray(colour, dtype=float))
    return _Layer(
        points,
        weights,
        np.array(faces),
        tint,
        np.full(len(points), 0.02),
        np.full(len(points), float(SHOE)),
    )


def _along_arm(body: Body) -> Array:
    """How far each vertex is along its arm: 0 shoulder, 1 elbow, 2 wrist; 0 off the arms."""
    along = np.zeros(len(body.vertices))
    for side, _ in SIDES:
        shoulder, elbow, wrist = (
            body.head_of(f"{bone}.{side}") for bone in ("upperarm01", "lowerarm01", "wrist")
        )
        arm = body.part_weight(f"upperarm01.{side}", f"upperarm02.{side}", f"lowerarm01.{side}")
        arm += body.part_weight(f"lowerarm02.{side}", f"wrist.{side}", "finger", "metacarpal")
        arm = np.where(np.sign(body.vertices[:, 1]) == np.sign(shoulder[1]), arm, 0.0)
        upper, lower = elbow - shoulder, wrist - elbow
        first = (body.vertices - shoulder) @ upper / (upper @ upper)
        second = (body.vertices - elbow) @ lower / (lower @ lower)
        distance = np.where(second > 0, 1.0 + np.clip(second, 0, 1.6), np.clip(first, 0, 1))
        along = np.maximum(along, distance * np.clip(1.5 * arm, 0.0, 1.0))
    return along


def _skin_colours(body: Body) -> tuple[Array, Array]:
    """Colours and kinds of the bare body: skin, lips, brows, eyes, plain underwear-free trunk."""
    colours = np.tile(np.asarray(body.person.skin, dtype=float), (len(body.vertices), 1))
    kind = np.full(len(body.vertices), float(SKIN))
    x, y, z = body.vertices.T
    head = body.part_weight("head") > 0.5
    eye = body.head_of("eye.L")
    brow = head & (np.abs(z - eye[2] - 0.022) < 0.006) & (np.abs(np.abs(y) - eye[1]) < 0.022)
    colours[brow & (x > eye[0])] = 0.6 * np.asarray(body.person.hair) + 0.05
    lips = head & (np.abs(z - eye[2] + 0.071) < 0.008) & (np.abs(y) < 0.022) & (x > eye[0])
    colours[lips] *= np.array([0.88, 0.62, 0.62])
    for side, _ in SIDES:
        ball = body.part_weight(f"eye.{side}") > 0.5
        centre = body.vertices[ball].mean(axis=0) if ball.any() else body.head_of(f"eye.{side}")
        off_axis = np.hypot(y - centre[1], z - centre[2])
        colours[ball] = (0.86, 0.85, 0.82)
        colours[ball & (off_axis < 0.0065) & (x > centre[0])] = (0.18, 0.13, 0.09)
        kind[ball] = EYE
    return colours, kind


def _hair(body: Body) -> list[_Layer]:
    """A cap of hair over the skull, and what hangs from it."""
    person = body.person
    if person.hair_style == "bald":
        return []
    x, _, z = body.vertices.T
    eye = body.head_of("eye.L")
    skull = body.part_weight(*_HEAD_PARTS) > 0.5
    ear_x = body.vertices[body.markers["ear_L"]][0]
    # The hairline runs from above the forehead, over the ears, to the nape.
    line = np.interp(
        x, [ear_x - 0.09, ear_x - 0.015, ear_x + 0.03, eye[0] + 0.03], [-0.085, -0.03, 0.045, 0.075]
    )
    cover = np.where(skull, z - eye[2] - line, -0.05)
    thick = 0.004 + 0.012 * np.clip(cover / 0.04, 0.0, 1.0)
    layers = [_shell(body, cover, thick, person.hair, HAIR, smooth=4)]
    back = np.array([ear_x - 0.115, 0.0, eye[2] + 0.035])
    if person.hair_style == "bun":
        layers.append(_ball(body, back, np.array([0.035, 0.042, 0.042]), person.hair))
    if person.hair_style == "ponytail":
        tail = back + np.array([-0.005, 0.0, -0.06])
        layers.append(_ball(body, tail, np.array([0.024, 0.03, 0.095]), person.hair))
    return layers


def _wrinkles(vertices: Array, seed: float) -> Array:
    """A smooth uneven field over space, about -1 to 1, for cloth that does not lie flat."""
    x, y, z = vertices.T
    broad = np.sin(31 * x + 17 * z + seed) * np.sin(23 * z - 13 * y + 2 * seed)
    field: Array = 0.6 * broad + 0.4 * np.sin(57 * z + 29 * y + seed)
    return field


def _clothes(body: Body) -> tuple[list[_Layer], Array, Array]:
    """Cut the garments to the body.

    Returns the layers; the outermost thickness over each vertex of the body, metres; and how deep
    each vertex is under a garment, metres from its edge.
    """
    wear = body.person.clothes
    z = body.vertices[:, 2]
    hip_z = body.head_of("upperleg01.L")[2]
    knee_z, ankle_z = body.head_of("lowerleg01.L")[2], body.head_of("foot.L")[2]
    neck = body.head_of("neck01")
    arm = body.part_weight("upperarm", "lowerarm", "wrist", "finger", "metacarpal")
    torso_arm = _along_arm(body)
    upper_length = np.linalg.norm(body.head_of("lowerarm01.L") - body.head_of("upperarm01.L"))
    head = body.part_weight("head", "eye", "neck02", "neck03") > 0.3
    waist = hip_z + 0.11
    if wear.trouser_leg <= 1:
        cuff = hip_z + (knee_z - hip_z) * wear.trouser_leg
    else:
        cuff = knee_z + (ankle_z - knee_z) * (wear.trouser_leg - 1.0)
    trousers = np.where(arm > 0.3, -0.05, np.minimum(waist - z, z - cuff))
    hem = hip_z + 0.02
    shirt = np.minimum(z - hem, (wear.sleeve - torso_arm) * upper_length + (torso_arm <= 0) * 0.1)
    away = np.linalg.norm((body.vertices - neck) * np.array([0.9, 1.0, 1.0]), axis=1) - 0.075
    shirt = np.minimum(shirt, np.where(z > neck[2] - 0.12, away, 0.1))
    shirt = np.where(head, -0.05, shirt)
    loose = wear.shirt_loose_m
    fall = np.clip((neck[2] - z) / (neck[2] - hem), 0.0, 1.0)
    shirt_thick = 0.006 + loose * (0.5 + 0.7 * fall) * (
        1.0 + 0.35 * _wrinkles(body.vertices, body.person.stature_m)
    )
    trouser_thick = 0.003 + wear.trousers_loose_m * (
        1.0 + 0.4 * _wrinkles(body.vertices, 2.0 + body.person.stature_m)
    )
    layers = [
        _shell(body, trousers, trouser_thick, wear.trousers, CLOTH),
        _shell(body, shirt, np.maximum(shirt_thick, trouser_thick + 0.003), wear.shirt, CLOTH),
    ]
    hidden = np.maximum(shirt, trousers)
    outer = np.where(shirt > 0, 0.006 + 0.4 * loose, np.where(trousers > 0, trouser_thick, 0.0))
    if wear.shoes is not None:
        foot = body.part_weight("foot", "toe") > 0.3
        shoe = np.where(foot, ankle_z + 0.02 - z, -0.05)
        layers += [_shoe(body, side, wear.shoes) for side, _ in SIDES]
        outer = np.where(shoe > 0, _SHOE_M, outer)
        hidden = np.maximum(hidden, np.where(foot, shoe + _HIDDEN_M, -0.05))
    return layers, outer, hidden


def dress(body: Body) -> Outfit:
    """Put hair and clothes on a body."""
    colours, kind = _skin_colours(body)
    clothes, outer, hidden = _clothes(body)
    seen = body.faces[(hidden[body.faces] < _HIDDEN_M).any(axis=1)]
    skin = _Layer(body.vertices, body.weights, seen, colours, np.ones(len(colours)), kind)
    layers = [skin, *_hair(body), *clothes]
    starts = np.cumsum([0, *(len(layer.vertices) for layer in layers)])
    normals = [vertex_normals(layer.vertices, layer.faces) for layer in layers]
    return Outfit(
        vertices=np.concatenate([layer.vertices for layer in layers]),
        normals=np.concatenate(normals),
        weights=np.concatenate([layer.weights for layer in layers]),
        faces=np.concatenate(
            [layer.faces + start for layer, start in zip(layers, starts, strict=False)]
        ),
        colours=np.concatenate([layer.colours for layer in layers]),
        cover=np.concatenate([layer.cover for layer in layers]),
        kind=np.concatenate([layer.kind for layer in layers]),
        contact=body.vertices + body.normals * outer[:, None],
    )
