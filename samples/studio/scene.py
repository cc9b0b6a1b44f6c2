"""A scene as plain data: who, where, what they do, and the camera. In TOML or in Python."""

import dataclasses
import tomllib
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

Colour = tuple[float, float, float]


@dataclass(frozen=True)
class Clothes:
    """What the person wears. Colours are sRGB, 0-1; lengths are shares of the limb."""

    shirt: Colour = (0.55, 0.60, 0.66)
    sleeve: float = 0.45  # of the upper arm; 0 is sleeveless, 2 reaches the wrist
    shirt_loose_m: float = 0.008
    trousers: Colour = (0.16, 0.18, 0.24)
    trouser_leg: float = 0.7  # 1 ends at the knee, 2 at the ankle
    trousers_loose_m: float = 0.004
    shoes: Colour | None = (0.82, 0.82, 0.84)  # None: bare feet


@dataclass(frozen=True)
class Person:
    """A body's shape and looks. `weight` and `muscle` run 0-1, 0.5 is average."""

    sex: Literal["female", "male"] = "female"
    age_years: float = 35.0
    stature_m: float = 1.70
    weight: float = 0.5
    muscle: float = 0.5
    proportions: float = 0.6
    ancestry: tuple[float, float, float] = (0.0, 0.0, 1.0)  # African, Asian, European shapes
    skin: Colour = (0.80, 0.60, 0.49)
    hair: Colour = (0.22, 0.14, 0.09)
    hair_style: Literal["short", "bun", "ponytail", "bald"] = "short"
    clothes: Clothes = field(default_factory=Clothes)


@dataclass(frozen=True)
class Room:
    """Floor, wall, mat, furniture and light."""

    floor: Literal["wood", "tiles", "carpet", "concrete"] = "wood"
    floor_colour: Colour = (0.62, 0.46, 0.32)
    wall_colour: Colour = (0.80, 0.78, 0.74)
    wall_distance_m: float = 1.6
    mat: Colour | None = (0.25, 0.42, 0.52)
    furniture: int = 0  # seed of the things along the wall; 0 leaves the wall bare
    light_azimuth_deg: float = -60.0
    light_height_deg: float = 50.0
    light: float = 1.0  # brightness; 0.4 is a dim evening


@dataclass(frozen=True)
class CameraSetup:
    """Where the camera stands and what it is.

    Yaw 0 looks at the person's side, 90 from the head end, -90 from the feet, with the person
    lying along the mat. The camera looks at a point above the mat's middle.
    """

    yaw_deg: float = 0.0
    height_m: float = 0.7
    distance_m: float = 2.8
    roll_deg: float = 0.0
    vertical_fov_deg: float = 48.0  # laptop cameras: 40-55
    look_at_m: tuple[float, float, float] = (0.0, 0.0, 0.30)
    off_centre: tuple[float, float] = (0.0, 0.0)  # shift of the picture, in shares of its size
    width: int = 640
    height: int = 480
    fps: float = 20.0


@dataclass(frozen=True)
class Webcam:
    """What a cheap camera and its compression do to the picture."""

    noise: float = 0.012  # standard deviation, of full scale, in mid-grey
    blur_px: float = 0.6
    shutter: float = 0.4  # share of the frame time that the shutter is open; 0 is no motion blur
    gain_drift: float = 0.02
    crf: int = 26  # H.264 quality: 18 fine, 35 coarse


@dataclass(frozen=True)
class Fault:
    """A fault by a known amount, in one rep, in a stretch of time, or throughout.

    `amount` is degrees for angles and shares otherwise; docs/studio.md lists the kinds.
    """

    kind: str
    amount: float
    rep: int | None = None
    start_s: float | None = None
    end_s: float | None = None
    ramp_s: float = 1.0  # time to grow to the amount, and to go back before the end


@dataclass(frozen=True)
class Motion:
    """What the person does. `reps` for repetitions, `hold_s` for holds."""

    exercise: str = "plank"
    reps: int = 3
    hold_s: float = 8.0
    tempo: float = 1.0  # 2 is twice as fast
    arms: str | None = None  # where the arms are put; None takes the exercise's own
    faults: tuple[Fault, ...] = ()
    sway: float = 1.0  # size of sway, tremor and breathing; 0 is a statue
    enter: bool = False  # starts with getting into position
    leave: bool = False
    walk_s: float = 0.0  # seconds of walking up before getting down, and away after getting up


@dataclass(frozen=True)
class Scene:
    """Everything that makes one clip. The same scene gives the same pictures."""

    name: str = "scene"
    seed: int = 1
    facing: Literal["left", "right"] = "right"  # where the head points in the picture
    person: Person = field(default_factory=Person)
    room: Room = field(default_factory=Room)
    camera: CameraSetup = field(default_factory=CameraSetup)
    webcam: Webcam = field(default_factory=Webcam)
    motion: Motion = field(default_factory=Motion)
    then: tuple[Motion, ...] = ()  # what follows, each after a rest kneeling or sitting


def _build(kind: type, data: dict[str, Any]) -> Any:
    """Make a dataclass from plain data, with nested ones and lists as tuples."""
    known = {entry.name: entry for entry in dataclasses.fields(kind)}
    if unknown := set(data) - set(known):
        raise ValueError(f"{kind.__name__} has no {', '.join(sorted(unknown))}.")
    nested = {"person": Person, "room": Room, "camera": CameraSetup, "webcam": Webcam}
    nested |= {"motion": Motion, "clothes": Clothes}
    values: dict[str, Any] = {}
    for name, value in data.items():
        if name == "faults":
            values[name] = tuple(_build(Fault, entry) for entry in value)
        elif name == "then":
            values[name] = tuple(_build(Motion, entry) for entry in value)
        elif name in nested:
            values[name] = _build(nested[name], value)
        elif isinstance(value, list):
            values[name] = tuple(value)
        elif value == "none":
            values[name] = None
        else:
            values[name] = value
    return kind(**values)


def scene_from_dict(data: dict[str, Any]) -> Scene:
    """Make a scene from plain data; unknown names are refused."""
    scene: Scene = _build(Scene, data)
    return scene


def load_scene(path: Path) -> Scene:
    """Read a scene from TOML; its name is the file's unless it says one. "none" means None."""
    data = tomllib.loads(path.read_text(encoding="utf-8"))
    return scene_from_dict({"name": path.stem} | data)


def scene_to_dict(scene: Scene) -> dict[str, Any]:
    """The scene as plain data, for the truth file."""
    return dataclasses.asdict(scene)


def _toml_value(value: object) -> str:
    if value is None:
        return '"none"'
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, str):
        return '"' + value.replace("\\", "\\\\").replace('"', '\\"') + '"'
    if isinstance(value, tuple | list):
        return "[" + ", ".join(_toml_value(entry) for entry in value) + "]"
    return repr(value)


def scene_to_toml(scene: Scene) -> str:
    """The scene as TOML that `load_scene` reads back to an equal scene."""
    lines: list[str] = []

    def write(data: dict[str, Any], prefix: str) -> None:
        tables = {name: value for name, value in data.items() if isinstance(value, dict)}
        lists = {name: data[name] for name in ("faults", "then") if name in data}
        for name, value in data.items():
            left_out = value is None and prefix.endswith("faults.")
            if not left_out and name not in tables and name not in lists:
                lines.append(f"{name} = {_toml_value(value)}")
        for name, table in tables.items():
            lines.extend(["", f"[{prefix}{name}]"])
            write(table, f"{prefix}{name}.")
        for name, entries in lists.items():
            for entry in entries:
                lines.extend(["", f"[[{prefix}{name}]]"])
                write(entry, f"{prefix}{name}.")

    write(scene_to_dict(scene), "")
    return "\n".join(lines) + "\n"
