"""What the pictures of the guide show: for each exercise and fault one scene and its moment.

Amounts are chosen to be seen at a glance, far beyond any limit of the catalogue.
"""

from dataclasses import dataclass
from typing import Final, Literal

from .scene import CameraSetup, Clothes, Fault, Motion, Person, Room, Scene, Webcam


@dataclass(frozen=True)
class Moment:
    """A time within a phase of the studio's truth, as a share of the phase's first stretch."""

    phase: str
    share: float


@dataclass(frozen=True)
class Shot:
    """One picture.

    Attributes:
        faults: of the studio; none for the right form.
        at: the moment that is shown.
        since: an earlier moment, which is laid faintly under the picture.
        line: joints of a line in the colour of the state. A joint without `_L` or `_R` is the
            middle of both.
        ring: joints in whose middle a ring is drawn.
        path: joint whose way from `since` to `at` is drawn as an arrow.
        clock: whether the seconds of that way are written into the picture.
    """

    faults: tuple[Fault, ...]
    at: Moment
    since: Moment | None = None
    line: tuple[str, ...] = ()
    ring: tuple[str, ...] = ()
    path: str | None = None
    clock: bool = False


@dataclass(frozen=True)
class Series:
    """The pictures of one exercise: all by the same camera.

    Attributes:
        good: the right form.
        faults: id of the fault to its picture.
        facing: where the head points; who lies on the back shows the right side when it is left.
        arms: where the arms are put, None for the exercise's own place.
        height_m: of the point that the camera looks at.
    """

    good: Shot
    faults: dict[str, Shot]
    facing: Literal["left", "right"] = "right"
    arms: str | None = None
    height_m: float = 0.3


_PERSON: Final = Person(
    sex="female",
    stature_m=1.70,
    weight=0.42,
    muscle=0.6,
    hair_style="bun",
    clothes=Clothes(
        shirt=(0.88, 0.86, 0.80),
        sleeve=0.05,
        shirt_loose_m=0.001,
        trousers=(0.30, 0.33, 0.38),
        trouser_leg=1.5,
        trousers_loose_m=0.001,
        shoes=None,
    ),
)
_ROOM: Final = Room(
    floor="concrete",
    floor_colour=(0.62, 0.61, 0.59),
    wall_colour=(0.86, 0.86, 0.84),
    mat=(0.40, 0.45, 0.47),
    light_azimuth_deg=-40.0,
)
#: Large, to be cut to the person; the pictures of the pages are smaller.
WIDTH_PX, HEIGHT_PX = 1280, 960


def scene(exercise: str, series: Series, shot: Shot) -> Scene:
    """The scene that a picture is taken from: one repetition, or a short hold."""
    return Scene(
        name=exercise,
        seed=4,
        facing=series.facing,
        person=_PERSON,
        room=_ROOM,
        camera=CameraSetup(
            yaw_deg=6.0,
            height_m=0.35 + series.height_m,
            distance_m=3.3,
            vertical_fov_deg=44.0,
            look_at_m=(0.0, 0.0, series.height_m),
            width=WIDTH_PX,
            height=HEIGHT_PX,
            fps=15.0 if shot.clock else 5.0,
        ),
        webcam=Webcam(noise=0.0, blur_px=0.0, shutter=0.0, gain_drift=0.0),
        motion=Motion(exercise, reps=1, hold_s=3.0, faults=shot.faults, arms=series.arms, sway=0.2),
    )


BODY: Final = ("shoulder", "hip", "ankle")
KNEE_BODY: Final = ("shoulder", "hip", "knee")
LEG: Final = ("hip", "knee", "ankle")
HEAD: Final = ("ear", "shoulder", "hip")
TRUNK: Final = ("shoulder", "hip")
ARM: Final = ("shoulder", "elbow")
LOW_BACK: Final = ("shoulder", "hip", "hip")

_HELD: Final = Moment("hold", 0.9)
_BEGUN: Final = Moment("hold", 0.0)
_REST: Final = Moment("rest", 0.0)
_TOP: Final = Moment("top", 0.5)
_DOWN: Final = Moment("bottom", 0.5)
_RISING: Final = Moment("up", 0.5)
_LEAVING: Final = Moment("up", 0.0)
_UP: Final = Moment("up", 1.0)
_FALLING: Final = Moment("down", 0.0)
_FALLEN: Final = Moment("down", 1.0)


def _held(kind: str, amount: float, **marks: tuple[str, ...]) -> Shot:
    return Shot((Fault(kind, amount),), _HELD, **marks)


def _at(moment: Moment, *faults: Fault, **marks: tuple[str, ...]) -> Shot:
    return Shot(faults, moment, **marks)


def _quick(way: tuple[Moment, Moment], joint: str, line: tuple[str, ...], *faults: Fault) -> Shot:
    """A fault of timing: where the movement came from, and how long it took."""
    since, at = way
    return Shot(faults, at, since, line=line, path=joint, clock=True)


def _planks(line: tuple[str, ...], under: str, *, head: tuple[float, float] = (45, 42)) -> dict:
    return {
        "hip_sag": _held("sag", 22, line=line),
        "hips_piked": _held("pike", 32, line=line),
        "sag_drift": Shot(
            (Fault("sag", 20, start_s=0.3, ramp_s=2.0),), _HELD, _BEGUN, line=line, path="hip"
        ),
        "shoulders_off_elbows": _held("stack", 28, line=("shoulder", under)),
        "hips_down": _held("hips_down", 1.0, ring=("hip",)),
        "head_drop": _held("head_drop", head[0], line=HEAD),
        "head_crane": _held("head_crane", head[1], line=HEAD),
    }


_KNEES = {"knees_bent": _held("knees_bent", 45, line=LEG)}
_SIT_UPS = {
    "failed_attempt": Shot(
        (Fault("failed", 38),), Moment("stuck", 0.5), _REST, line=TRUNK, path="shoulder"
    ),
    "hip_flexor_driven": _at(_RISING, Fault("uncurled", 58), line=TRUNK),
    "feet_lift": _at(_RISING, Fault("leg_lift", 0.24), ring=("ankle",)),
    "momentum": _quick((_LEAVING, Moment("up", 0.35)), "shoulder", TRUNK, Fault("momentum", 260)),
    "dropped": _quick((_FALLING, _FALLEN), "shoulder", TRUNK, Fault("dropped", 0.6)),
    "incomplete_top": Shot((Fault("incomplete", 0.35),), _TOP, _REST, line=TRUNK),
    "arm_swing": _quick((_LEAVING, Moment("up", 0.5)), "wrist", TRUNK, Fault("arm_swing", 90)),
    "neck_pull": _at(Moment("up", 0.3), Fault("neck_pull", 55), line=HEAD),
    "arched_start": _at(_REST, Fault("arched_start", 30), ring=LOW_BACK),
}
_TILT = {"lumbar_lift": _at(_DOWN, Fault("tilt", 32), ring=LOW_BACK)}

SERIES: Final[dict[str, Series]] = {
    "plank": Series(_held("sag", 0, line=BODY), _planks(BODY, "elbow") | _KNEES),
    "high_plank": Series(_held("sag", 0, line=BODY), _planks(BODY, "wrist") | _KNEES),
    "knee_plank": Series(_held("sag", 0, line=KNEE_BODY), _planks(KNEE_BODY, "elbow")),
    "side_plank": Series(
        _held("drop", 0, line=BODY),
        {
            "side_hip_drop": _held("drop", 26, line=BODY),
            "rolled": _held("rolled", 26, line=("shoulder_L", "shoulder_R")),
            "shoulders_off_elbows": _held("stack", 32, line=("shoulder_L", "elbow_L")),
        },
    ),
    "leg_raise": Series(
        Shot((Fault("bottom", 40),), _TOP, Moment("bottom", 0.5), line=("hip", "ankle")),
        {
            "lumbar_lift": _at(_DOWN, Fault("tilt", 32), Fault("bottom", 15), ring=LOW_BACK),
            "legs_too_low": _at(_DOWN, Fault("bottom", 8), line=("hip", "ankle")),
            "too_fast": _quick(
                (_FALLING, _FALLEN),
                "ankle",
                ("hip", "ankle"),
                Fault("bottom", 40),
                Fault("dropped", 0.4),
            ),
            "head_lift": _at(_TOP, Fault("head_lift", 45), ring=("ear",)),
            "knees_bent": _at(_TOP, Fault("knees_bent", 60), line=LEG),
            "legs_uneven": _at(_TOP, Fault("uneven", 32), line=("ankle_L", "hip", "ankle_R")),
            "hip_swing": _at(_TOP, Fault("hip_swing", 0.3), ring=("hip",)),
        },
        arms="chest",
    ),
    "bent_knee_leg_lift": Series(
        Shot((), _TOP, _REST, line=("shoulder", "hip", "knee")),
        {
            **_TILT,
            "hip_swing": _at(_TOP, Fault("hip_swing", 0.3), ring=("hip",)),
            "head_lift": _at(_TOP, Fault("head_lift", 45), ring=("ear",)),
            "legs_only": Shot((Fault("legs_only", 1),), _TOP, _REST, ring=("hip",)),
        },
        arms="chest",
    ),
    "sit_up": Series(Shot((), _TOP, _REST, line=TRUNK), _SIT_UPS),
    "straight_leg_sit_up": Series(Shot((), _TOP, _REST, line=TRUNK), _SIT_UPS),
    "negative_sit_up": Series(
        Shot((), Moment("down", 0.5), _TOP, line=TRUNK, path="shoulder"),
        {
            "dropped": _SIT_UPS["dropped"],
            "hip_flexor_driven": _at(Moment("down", 0.5), Fault("uncurled", 58), line=TRUNK),
            "arched_start": _at(_DOWN, Fault("arched_start", 30), ring=LOW_BACK),
        },
    ),
    "crunch": Series(
        Shot((), _TOP, line=TRUNK),
        {
            "too_high": _at(_TOP, Fault("high", 65), line=TRUNK),
            "too_fast": _quick((_LEAVING, _UP), "shoulder", TRUNK, Fault("fast", 4)),
            "too_low": _at(_TOP, Fault("high", 8), line=TRUNK),
            "neck_pull": _at(_RISING, Fault("neck_pull", 60), line=HEAD),
            "feet_lift": _at(_RISING, Fault("leg_lift", 0.24), ring=("ankle",)),
        },
    ),
    "single_leg_lift": Series(
        Shot((), _TOP, _REST, line=("hip", "ankle_R")),
        {
            "lumbar_lift": _at(Moment("down", 0.5), Fault("tilt", 32), ring=LOW_BACK),
            "too_fast": _quick((_LEAVING, _UP), "ankle_R", ("hip", "ankle_R"), Fault("fast", 4)),
            "head_lift": _at(_TOP, Fault("head_lift", 45), ring=("ear",)),
            "knees_bent": _at(_TOP, Fault("knees_bent", 60), line=("hip", "knee_R", "ankle_R")),
            "other_leg_lifts": _at(_TOP, Fault("other_leg", 22), ring=("ankle_L",)),
        },
        facing="left",
    ),
    "dead_bug": Series(
        Shot((), _TOP, _REST, line=("hip", "ankle_R")),
        {
            "lumbar_lift": _at(_TOP, Fault("tilt", 32), ring=LOW_BACK),
            "other_leg_drifts": _at(_TOP, Fault("other_leg", 35), line=("hip", "knee_L")),
            "too_fast": _quick((_LEAVING, _UP), "ankle_R", ("hip", "ankle_R"), Fault("fast", 4)),
        },
        facing="left",
    ),
    "glute_bridge": Series(
        _at(_TOP, Fault("feet_far", 95), line=KNEE_BODY),
        {
            "too_low": _at(_TOP, Fault("feet_far", 95), Fault("low", 32), line=KNEE_BODY),
            "over_arched": _at(
                _TOP, Fault("feet_far", 95), Fault("over_arched", 24), line=KNEE_BODY
            ),
            "feet_too_far": _at(_TOP, Fault("feet_far", 50), line=LEG),
            "dropped": _quick(
                (_FALLING, _FALLEN),
                "hip",
                KNEE_BODY,
                Fault("feet_far", 95),
                Fault("dropped", 0.35),
            ),
        },
    ),
    "donkey_kick": Series(
        _at(_TOP, Fault("shift", 0), line=("shoulder", "hip_R", "knee_R")),
        {
            "back_arches": _at(_TOP, Fault("arch", 30), ring=LOW_BACK),
            "trunk_shifts": Shot((Fault("shift", 0.35),), _TOP, _REST, line=("shoulder", "wrist")),
            "too_low": _at(_TOP, Fault("low", 45), line=("shoulder", "hip_R", "knee_R")),
            "knee_opens": _at(_TOP, Fault("knee_opens", 55), line=("hip_R", "knee_R", "ankle_R")),
            "momentum": _quick(
                (_LEAVING, _UP), "knee_R", ("hip_R", "knee_R"), Fault("momentum", 320)
            ),
        },
        height_m=0.4,
    ),
    "low_lunge": Series(
        _held("lean", 0, line=("shoulder", "hip_R", "knee_R")),
        {
            "leaning": _held("lean", 42, line=TRUNK),
            "back_arches": _held("arch", 32, line=TRUNK),
            "no_stretch": _held("no_stretch", 30, line=("shoulder", "hip_R", "knee_R")),
        },
        height_m=0.5,
    ),
    "pick_up": Series(
        Shot((), _TOP, line=("shoulder", "hip", "knee")),
        {
            "stooped": _at(_TOP, Fault("stoop", 1), line=("shoulder", "hip", "knee")),
            "back_rounds": _at(_TOP, Fault("rounded", 50), ring=("shoulder", "hip")),
            "load_far": _at(_TOP, Fault("load_far", 1.3), line=("wrist", "ankle")),
            "jerked": _quick(
                (_FALLING, Moment("down", 0.5)), "shoulder", TRUNK, Fault("jerked", 0.35)
            ),
        },
        height_m=0.7,
    ),
}
