"""The exercises as data: how each starts, what carries the body, how its angles move.

A shape turns progress (0 at the start, 1 at the top) and fault amounts into named angles and
aims. A new exercise is a row in `EXERCISES` and, if it moves in a new way, a shape.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from . import angles
from .body import Body, Bones
from .contact import Aim, Support
from .rotations import Array
from .timing import ease

Wanted = dict[str, tuple[Aim, Array]]

PRONE, SUPINE = 1.0, -1.0


@dataclass
class Draft:
    """A clip in the making: angles and aims of every frame, changed in place by a shape."""

    posture: dict[str, Array]
    progress: Array
    faults: dict[str, Array]
    lying: Mapping[str, float]
    wanted: Wanted
    raised: dict[str, Array]
    rep: NDArray[np.int64]
    asked: set[str] = field(default_factory=set)

    def fault(self, kind: str) -> Array:
        """Amount of a fault in every frame; 0 where it is off."""
        self.asked.add(kind)
        return self.faults.get(kind, np.zeros(len(self.progress)))

    def add(self, name: str, values: Array | float) -> None:
        """Add degrees to a named angle; without a side, to both."""
        for whole in (name,) if name in self.posture else (f"{name}_L", f"{name}_R"):
            self.posture[whole] = self.posture[whole] + values


def aim_body_line(end: str) -> Aim:
    """Deviation of the hips from shoulders-ankles or shoulders-knees."""
    return lambda body, bones: angles.body_line(body, bones, end)


def aim_stack(lower: str) -> Aim:
    """Shoulders ahead of elbows or wrists."""
    return lambda body, bones: angles.arm_stack(body.joints(bones), lower, PRONE)


def aim_side_line(body: Body, bones: Bones) -> Array:
    """Deviation of the hips from shoulders-ankles towards the floor, on one's side."""
    return angles.side_line(body.joints(bones))


def aim_side_stack(body: Body, bones: Bones) -> Array:
    """Shoulder ahead of the elbow that carries, on one's left side."""
    joints = body.joints(bones)
    across = joints["shoulder_L"] - joints["elbow_L"]
    return np.degrees(np.arctan2(across[:, 0], across[:, 2]))


def aim_trunk(body: Body, bones: Bones) -> Array:
    """Elevation of the trunk of someone supine."""
    return angles.trunk_elevation(body.joints(bones), SUPINE)


def aim_leg(side: str, end: str, along: float = SUPINE) -> Aim:
    """Elevation of a leg or thigh of someone lying, or on hands and knees."""
    return lambda body, bones: angles.leg_elevation(body.joints(bones), side, along, end)


def _plank(end: str) -> Callable[[Draft], None]:
    """Hold: the body line is as wanted, feet and arms stay where they are."""

    def shape(draft: Draft) -> None:
        line = draft.fault("sag") - draft.fault("pike")
        draft.add("spine", -0.55 * draft.fault("sag") + 0.35 * draft.fault("pike"))
        draft.add("neck", draft.fault("head_drop") - draft.fault("head_crane"))
        draft.add("knee", draft.fault("knees_bent"))
        base = draft.wanted["line"][1] if "line" in draft.wanted else 0.0
        draft.wanted["line"] = (aim_body_line(end), base + line)

    return shape


def _tilt(draft: Draft, natural: Array) -> None:
    """Tip the pelvis forward by the fault's amount on top of its natural motion, supine."""
    draft.add("pitch", natural + draft.fault("tilt"))
    # The lumbar spine gives way; the contact of the upper back settles the rest.
    draft.add("spine", -(natural + draft.fault("tilt")))
    draft.add("neck", draft.fault("head_lift"))


def _leg_raise(draft: Draft) -> None:
    """Straight legs from near the floor to upright; the pelvis follows a little."""
    low, high = 8.0, 84.0
    # The back lifts where the legs are heavy: near the floor.
    draft.faults["tilt"] = draft.fault("tilt") * (1.0 - ease(draft.progress / 0.75))
    _tilt(draft, -7.0 * ease((draft.progress - 0.35) / 0.65))
    draft.add("knee", draft.fault("knees_bent"))
    for side in "LR":
        wanted = low + (high - low) * draft.progress
        draft.wanted[f"leg_{side}"] = (aim_leg(side, "ankle"), wanted)
        draft.posture[f"hip_{side}"] = wanted - 2.0


def _bent_knee_leg_lift(draft: Draft) -> None:
    """Thighs a little towards the chest; the pelvis curls off the floor."""
    with_core = 1.0 - np.clip(draft.fault("legs_only"), 0.0, 1.0)
    rise = 5.0 * draft.progress * with_core  # of the hips over the shoulders, seen from those
    draft.wanted["trunk"] = (aim_trunk, draft.lying["trunk"] - rise)
    curl = -22.0 * draft.progress * with_core
    _tilt(draft, curl)
    for side in "LR":
        wanted = 90.0 + 26.0 * draft.progress
        draft.wanted[f"leg_{side}"] = (aim_leg(side, "knee"), wanted)
        draft.posture[f"hip_{side}"] = wanted - 8.0 + curl


def _trunk_raise(draft: Draft, top: float, curl: float, lift: str) -> None:
    """Trunk up to an elevation; the spine curls first, the hips follow."""
    rise = draft.progress * (top - draft.lying["trunk"])
    curled = ease(rise / (0.55 * min(top, 60.0)))
    missing = draft.fault("uncurled")
    draft.add("spine", (curl - missing) * curled)
    draft.add("neck", 24.0 * ease(rise / 12.0) * (1.0 - 0.75 * np.clip(missing / curl, 0.0, 1.0)))
    draft.add("neck", draft.fault("neck_pull") * ease(rise / 10.0))
    draft.wanted["trunk"] = (aim_trunk, draft.lying["trunk"] + rise)
    draft.posture["pitch"] = draft.posture["pitch"] + np.maximum(0.0, rise - 0.5 * curl * curled)
    for side in "LR":
        draft.posture[f"hip_{side}"] = draft.posture[f"hip_{side}"] + 0.7 * rise
        draft.raised[f"{lift}_{side}"] = draft.fault("leg_lift") * np.sin(
            np.pi * np.clip(draft.progress * 1.6, 0.0, 1.0)
        )


def _moving(draft: Draft, side: str) -> Array:
    """Progress of a side that takes every other repetition, the right one first."""
    mine = draft.rep % 2 == (0 if side == "R" else 1)
    return np.where(mine & (draft.rep >= 0), draft.progress, 0.0)


def _single_leg_lift(draft: Draft) -> None:
    """The right leg rises straight, the left one stays on the floor."""
    draft.faults["tilt"] = draft.fault("tilt") * ease(draft.progress / 0.5)
    _tilt(draft, np.zeros(len(draft.progress)))
    draft.add("knee_R", draft.fault("knees_bent"))
    rest = draft.lying["leg"]
    for side, rise in (("R", 62.0 * draft.progress), ("L", draft.fault("other_leg"))):
        wanted = rest + rise
        draft.wanted[f"leg_{side}"] = (aim_leg(side, "ankle"), wanted)
        draft.posture[f"hip_{side}"] = draft.posture[f"hip_{side}"] + rise


def _dead_bug(draft: Draft) -> None:
    """One leg stretches out low, the arm of the other side goes overhead, in turn."""
    draft.faults["tilt"] = draft.fault("tilt") * ease(draft.progress / 0.8)
    _tilt(draft, np.zeros(len(draft.progress)))
    for side, other in (("R", "L"), ("L", "R")):
        out = _moving(draft, side)
        wanted = 90.0 - 66.0 * out
        draft.wanted[f"leg_{side}"] = (aim_leg(side, "knee"), wanted)
        draft.posture[f"hip_{side}"] = wanted - 8.0
        draft.add(f"knee_{side}", -76.0 * out)
        draft.add(f"shoulder_{other}", 72.0 * out)


def _glute_bridge(draft: Draft) -> None:
    """The hips rise to the line shoulders-knees, or beyond, or not so far."""
    low = draft.lying["knee_line"]
    top = draft.fault("over_arched") - draft.fault("low")
    draft.wanted["line"] = (aim_body_line("knee"), low + (top - low) * draft.progress)
    draft.add("spine", -0.8 * draft.fault("over_arched") * draft.progress)
    draft.add("pitch", 26.0 * -draft.progress)
    draft.add("hip", (low - top) * 0.9 * draft.progress)


def _donkey_kick(draft: Draft) -> None:
    """On hands and knees, the right thigh rises in line with the trunk, the knee bent."""
    wanted = -90.0 + (86.0 - draft.fault("low")) * draft.progress
    draft.wanted["thigh"] = (aim_leg("R", "knee", PRONE), wanted)
    draft.posture["hip_R"] = draft.posture["hip_R"] - (90.0 + wanted)
    draft.add("knee_R", -draft.fault("knee_opens") * draft.progress)
    draft.add("spine", -draft.fault("arch") * draft.progress)
    draft.add("pitch", 0.4 * draft.fault("arch") * draft.progress)


def _low_lunge(draft: Draft) -> None:
    """Half kneeling, the rear hip stretched."""
    draft.add("pitch", draft.fault("lean"))
    draft.add("spine", -draft.fault("arch"))
    draft.add("hip_R", draft.fault("no_stretch") + draft.fault("lean"))
    draft.add("hip_L", draft.fault("lean"))


def _pick_up(draft: Draft) -> None:
    """Down to something on the floor with bent knees (squat) or a bent back (stoop), and up."""
    stoop = np.clip(draft.fault("stoop"), 0.0, 1.0)
    squat = 1.0 - stoop
    down = draft.progress
    pitch = down * (42.0 * squat + 86.0 * stoop)
    spine = down * (26.0 * squat + 44.0 * stoop + draft.fault("rounded"))
    draft.add("pitch", pitch)
    draft.add("spine", spine)
    draft.add("neck", -0.5 * spine)
    draft.add("hip", down * (122.0 * squat + 90.0 * stoop))
    draft.add("knee", down * (118.0 * squat + 8.0 * stoop))
    draft.add("ankle", down * (30.0 * squat - 4.0 * stoop))
    draft.add("shoulder", pitch + spine)


def _side_plank(draft: Draft) -> None:
    """On the left forearm and foot; the hips drop, or the body rolls off its edge."""
    drop = draft.fault("drop")
    draft.add("hip_abd_L", -0.4 * drop)
    draft.add("hip_abd_R", 0.4 * drop)
    draft.add("yaw", draft.fault("rolled"))
    base = draft.wanted["line"][1] if "line" in draft.wanted else 0.0
    draft.wanted["line"] = (aim_side_line, base + drop)


def _sit_up(draft: Draft) -> None:
    _trunk_raise(draft, 80.0, 44.0, "heel")


def _crunch(draft: Draft) -> None:
    _trunk_raise(draft, 24.0, 40.0, "heel")


def _still(draft: Draft) -> None:
    """Nothing moves but the sway."""


@dataclass(frozen=True)
class Exercise:
    """One exercise: its base posture, its supports, its timing and its shape."""

    posture: str
    along: float
    support: Support
    shape: Callable[[Draft], None]
    seconds: tuple[float, float, float, float] | None = None  # up, top, down, bottom; None: a hold
    arms: str | None = None
    anchor: Support | None = None  # solved for one frame first: where the supports stand
    stack: str | None = None  # joint under the shoulders of a plank
    lying: Support | None = None
    start: Support | None = None  # solved for one frame first, where neither of the above is


_LYING = Support(("upper_back", "pelvis", "head"), free=("z", "spine", "neck"))
_LYING_HEELS = Support(("upper_back", "pelvis", "head", "heel"), free=("z", "spine", "neck", "hip"))
_LYING_SOLES = Support(
    ("upper_back", "pelvis", "head", "heel", "ball"), free=("z", "spine", "neck", "hip", "ankle")
)
_LYING_CHEST = Support(
    ("upper_back", "mid_back", "pelvis", "head"), free=("z", "pitch", "spine", "neck")
)
_KNEES_UP = Support(
    ("upper_back", "mid_back", "head"),
    free=(*_LYING_CHEST.free, "hip_L", "hip_R"),
    aims=("trunk", "leg_L", "leg_R"),
)
_LEGS_UP = Support(
    ("upper_back", "pelvis", "head"),
    stay=(),
    free=("z", "spine", "neck", "hip_L", "hip_R"),
    aims=("leg_L", "leg_R"),
)


def _plank_supports(
    touch: tuple[str, ...], foot: str, hand: str, free: tuple[str, ...]
) -> tuple[Support, Support]:
    """Supports of a plank: the single frame that finds the places, and all frames."""
    anchor = Support(touch, (), ("z", "pitch", "hip", *free), ("line", "stack"))
    return anchor, Support(touch, (foot, hand), ("x", "z", "pitch", "hip", *free), ("line",))


_FOREARM = _plank_supports(("toes", "elbow", "palm"), "ball", "elbow", ("shoulder", "elbow"))
_HANDS = _plank_supports(("toes", "palm", "fingers"), "ball", "wrist", ("shoulder", "wrist"))
_KNEE_FOREARM = _plank_supports(("knee", "elbow", "palm"), "knee", "elbow", ("shoulder", "elbow"))

EXERCISES: dict[str, Exercise] = {
    "plank": Exercise("forearm_plank", PRONE, _FOREARM[1], _plank("ankle"), anchor=_FOREARM[0],
                      stack="elbow"),
    "high_plank": Exercise("high_plank", PRONE, _HANDS[1], _plank("ankle"), anchor=_HANDS[0],
                           stack="wrist"),
    "knee_plank": Exercise("knee_forearm_plank", PRONE, _KNEE_FOREARM[1], _plank("knee"),
                           anchor=_KNEE_FOREARM[0], stack="elbow"),
    "leg_raise": Exercise("supine", SUPINE, _LEGS_UP, _leg_raise, (2.4, 0.4, 3.2, 0.5), "chest",
                          lying=_LYING),
    "bent_knee_leg_lift": Exercise("supine_table", SUPINE, _KNEES_UP, _bent_knee_leg_lift,
                                   (1.8, 0.8, 2.0, 0.7), "sides", lying=_LYING_CHEST),
    "sit_up": Exercise(
        "supine_bent", SUPINE,
        Support(("pelvis", "heel", "ball"), ("ankle",), ("x", "z", "pitch", "hip", "ankle"),
                ("trunk",)),
        _sit_up, (2.0, 0.4, 4.2, 0.8), "chest", lying=_LYING_SOLES),
    "straight_leg_sit_up": Exercise(
        "supine", SUPINE,
        Support(("pelvis", "heel"), ("ankle",), ("x", "z", "pitch", "hip"), ("trunk",)),
        _sit_up, (2.2, 0.4, 4.4, 0.8), "chest", lying=_LYING_HEELS),
    "crunch": Exercise(
        "supine_bent", SUPINE,
        Support(("pelvis", "heel", "ball"), ("ankle",), ("x", "z", "pitch", "hip", "ankle"),
                ("trunk",)),
        _crunch, (1.5, 0.7, 1.6, 0.6), "ears", lying=_LYING_SOLES),
    "negative_sit_up": Exercise(
        "supine_bent",
        SUPINE,
        Support(
            ("pelvis", "heel", "ball"), ("ankle",), ("x", "z", "pitch", "hip", "ankle"), ("trunk",)
        ),
        _sit_up,
        (1.6, 0.4, 5.0, 1.0),
        "forward",
        lying=_LYING_SOLES,
    ),
    "single_leg_lift": Exercise(
        "supine",
        SUPINE,
        _LEGS_UP,
        _single_leg_lift,
        (2.0, 0.5, 2.4, 0.6),
        "chest",
        lying=_LYING_HEELS,
    ),
    "dead_bug": Exercise(
        "supine_table", SUPINE, _LEGS_UP, _dead_bug, (2.0, 0.5, 2.0, 0.5), "up", lying=_LYING
    ),
    "glute_bridge": Exercise(
        "supine_bent",
        SUPINE,
        Support(
            ("upper_back", "head", "heel", "ball"),
            ("ankle", "shoulder"),
            ("x", "z", "pitch", "hip", "knee", "ankle", "neck"),
            ("line",),
        ),
        _glute_bridge,
        (1.4, 1.6, 1.8, 0.6),
        "sides",
        lying=_LYING_SOLES,
    ),
    "donkey_kick": Exercise(
        "all_fours",
        PRONE,
        Support(
            ("palm", "fingers", "knee_L"),
            ("wrist", "knee_L"),
            ("x", "z", "pitch", "shoulder", "wrist", "hip_L", "hip_R"),
            ("thigh",),
        ),
        _donkey_kick,
        (1.2, 0.7, 1.4, 0.5),
        start=Support(("palm", "fingers", "knee", "toes"), (), ("z", "pitch", "wrist", "ankle")),
    ),
    "low_lunge": Exercise(
        "half_kneeling",
        PRONE,
        Support(
            ("heel_L", "ball_L", "knee_R", "toes_R"),
            (),
            ("z", "hip_L", "ankle_L", "knee_R"),
        ),
        _low_lunge,
    ),
    "pick_up": Exercise(
        "standing",
        PRONE,
        Support(("heel", "ball"), ("ankle",), ("x", "z", "ankle")),
        _pick_up,
        (1.6, 0.5, 1.8, 0.8),
        start=Support(("heel", "ball"), (), ("z", "ankle")),
    ),
    "side_plank": Exercise(
        "side_plank",
        PRONE,
        Support(
            ("elbow_L", "ball_L"),
            ("elbow_L", "ball_L"),
            ("x", "z", "roll", "spine_side", "shoulder_abd_L"),
            ("line",),
        ),
        _side_plank,
        anchor=Support(
            ("elbow_L", "ball_L"),
            (),
            ("z", "roll", "spine_side", "shoulder_abd_L"),
            ("line", "stack"),
        ),
        stack="side",
    ),
    "standing": Exercise("standing", PRONE, Support(("heel", "ball"), (), ("z", "ankle")), _still),
    "kneeling": Exercise("kneeling", PRONE, Support(("knee", "toes"), (), ("z", "ankle")), _still),
    "lying": Exercise("supine", SUPINE, _LYING_HEELS, _still, arms="belly", lying=_LYING_HEELS),
}  # fmt: skip
