"""People, rooms and cameras drawn by lot: the variety of a benchmark, the same for a seed."""

import colorsys
from dataclasses import replace

import numpy as np

from .scene import CameraSetup, Clothes, Colour, Motion, Person, Room, Scene, Webcam

_UPRIGHT = {"standing", "kneeling", "walking", "pick_up", "low_lunge", "squat"}
_SKINS = ((0.91, 0.74, 0.64), (0.84, 0.65, 0.53), (0.74, 0.54, 0.41), (0.58, 0.39, 0.28),
          (0.42, 0.27, 0.19), (0.30, 0.19, 0.14))  # fmt: skip
_HAIRS = ((0.08, 0.06, 0.05), (0.20, 0.12, 0.08), (0.36, 0.23, 0.14), (0.62, 0.48, 0.30),
          (0.55, 0.54, 0.53))  # fmt: skip
_FLOORS = {"wood": (0.58, 0.43, 0.30), "tiles": (0.66, 0.64, 0.61), "carpet": (0.50, 0.47, 0.43),
           "concrete": (0.55, 0.54, 0.53)}  # fmt: skip


def _shade(rng: np.random.Generator, value: tuple[float, float], colourful: float) -> Colour:
    """A colour of random hue; brightness within `value`, saturation up to `colourful`."""
    return colorsys.hsv_to_rgb(rng.uniform(), rng.uniform(0.0, colourful), rng.uniform(*value))


def person(rng: np.random.Generator) -> Person:
    """An adult, dressed for exercise."""
    sex = rng.choice(["female", "male"])
    stature = rng.normal(1.65, 0.06) if sex == "female" else rng.normal(1.78, 0.07)
    tone = int(rng.integers(len(_SKINS)))
    ancestry = rng.dirichlet(np.array([1.0, 1.0, 1.0]) + 2.0 * np.eye(3)[0 if tone > 3 else 2])
    hairs = ["short", "bun", "ponytail"] if sex == "female" else ["short", "short", "bald"]
    clothes = Clothes(
        shirt=_shade(rng, (0.15, 0.95), 0.75),
        sleeve=float(rng.choice([0.05, 0.4, 0.5, 1.85])),
        shirt_loose_m=float(rng.choice([0.002, 0.006, 0.012, 0.02])),
        trousers=_shade(rng, (0.08, 0.5), 0.5),
        trouser_leg=float(rng.choice([0.45, 0.75, 1.85])),
        trousers_loose_m=float(rng.choice([0.001, 0.006, 0.012])),
        shoes=None if rng.uniform() < 0.35 else _shade(rng, (0.2, 0.95), 0.5),
    )
    return Person(
        sex=str(sex),  # type: ignore[arg-type]
        age_years=float(rng.uniform(20, 70)),
        stature_m=float(np.clip(stature, 1.50, 1.95)),
        weight=float(np.clip(rng.normal(0.5, 0.15), 0.15, 0.9)),
        muscle=float(np.clip(rng.normal(0.5, 0.15), 0.15, 0.9)),
        proportions=float(rng.uniform(0.35, 0.85)),
        ancestry=(float(ancestry[0]), float(ancestry[1]), float(ancestry[2])),
        skin=_SKINS[tone],
        hair=_HAIRS[int(rng.integers(2 if tone > 3 else len(_HAIRS)))],
        hair_style=str(rng.choice(hairs)),  # type: ignore[arg-type]
        clothes=clothes,
    )


def room(rng: np.random.Generator) -> Room:
    """A room at home or in a gym."""
    floor = str(rng.choice(list(_FLOORS)))
    base = np.clip(np.array(_FLOORS[floor]) * rng.uniform(0.6, 1.3) + rng.normal(0, 0.02, 3), 0, 1)
    return Room(
        floor=floor,  # type: ignore[arg-type]
        floor_colour=(float(base[0]), float(base[1]), float(base[2])),
        wall_colour=_shade(rng, (0.55, 0.92), 0.10),
        wall_distance_m=float(rng.uniform(1.0, 2.8)),
        mat=None if rng.uniform() < 0.15 else _shade(rng, (0.2, 0.75), 0.45),
        furniture=int(rng.integers(0, 1000)),
        light_azimuth_deg=float(rng.uniform(-110, 110)),
        light_height_deg=float(rng.uniform(35, 75)),
        light=float(rng.uniform(0.65, 1.1)),
    )


def camera(rng: np.random.Generator, yaw_deg: tuple[float, float] = (-20.0, 20.0)) -> CameraSetup:
    """A laptop or phone on the floor, a chair or a table, seeing the whole body."""
    fov = float(rng.uniform(42, 55))
    # Far enough that two metres of body fit into the picture's width, with some room.
    least = 1.25 / (np.tan(np.radians(fov / 2)) * 4 / 3)
    return CameraSetup(
        yaw_deg=float(rng.uniform(*yaw_deg)),
        height_m=float(rng.uniform(0.2, 1.4)),
        distance_m=float(np.clip(least * rng.uniform(1.02, 1.4), 1.8, 4.0)),
        roll_deg=float(np.clip(rng.normal(0, 2), -6, 6)),
        vertical_fov_deg=fov,
        look_at_m=(0.0, 0.0, float(rng.uniform(0.25, 0.5))),
        off_centre=(float(rng.uniform(-0.04, 0.04)), float(rng.uniform(-0.08, 0.08))),
        fps=float(rng.choice([15.0, 20.0, 25.0])),
    )


def webcam(rng: np.random.Generator) -> Webcam:
    """A camera between good and poor."""
    return Webcam(
        noise=float(rng.uniform(0.004, 0.025)),
        blur_px=float(rng.uniform(0.4, 0.9)),
        shutter=float(rng.uniform(0.15, 0.6)),
        gain_drift=float(rng.uniform(0.0, 0.03)),
        crf=int(rng.integers(22, 33)),
    )


def cast(name: str, motion: Motion, seed: int, **changes: object) -> Scene:
    """A scene around a motion, drawn by lot from the seed.

    Changes replace fields of the scene, or of its camera where the scene has no such field:
    `cast("clip", Motion("plank"), 7, yaw_deg=30.0, facing="left")`.
    """
    rng = np.random.default_rng(seed)
    scene = Scene(
        name=name,
        seed=seed,
        facing=str(rng.choice(["left", "right"])),  # type: ignore[arg-type]
        person=person(rng),
        room=room(rng),
        camera=camera(rng),
        webcam=webcam(rng),
        motion=motion,
    )
    upright = motion.enter or motion.leave or motion.exercise in _UPRIGHT
    if upright or changes.get("then"):
        # Standing must fit in, too.
        higher = replace(scene.camera, look_at_m=(0.0, 0.0, 0.75), distance_m=3.9)
        scene = replace(scene, camera=replace(higher, vertical_fov_deg=50.0))
    own = {key: value for key, value in changes.items() if hasattr(scene, key)}
    cameras = {key: value for key, value in changes.items() if key not in own}
    return replace(scene, camera=replace(scene.camera, **cameras), **own)  # type: ignore[arg-type]
