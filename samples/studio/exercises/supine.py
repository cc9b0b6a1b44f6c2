"""On the back: leg raises, sit-ups, crunches, dead bugs, bridges."""

from dataclasses import replace

import numpy as np

from samples.studio.contact import Support
from samples.studio.rotations import Array
from samples.studio.timing import ease

from .draft import (
    SUPINE,
    Draft,
    Exercise,
    aim_ahead,
    aim_body_line,
    aim_height,
    aim_knee,
    aim_leg,
    aim_trunk,
    motionless,
    torso_cm,
)

_LEGS_LOW, _LEGS_HIGH = 8.0, 84.0  # elevation of straight legs in a leg raise
_SAT_UP, _CRUNCHED = 80.0, 24.0  # elevation of the trunk
_PRESSED = 7.0  # degrees that a pelvis rolls back, as in a good leg raise
_NECK_M = 0.20  # from the root of the neck to the back of the head


def _tilt(draft: Draft, natural: Array) -> None:
    """Tip the pelvis forward by the fault's amount on top of its natural motion, supine."""
    draft.add("pitch", natural + draft.fault("tilt"))
    # The lumbar spine gives way; the contact of the upper back settles the rest.
    draft.add("spine", -(natural + draft.fault("tilt")))
    if draft.has("head_lift"):
        lifted = draft.fault("head_lift")
        draft.add("neck", lifted)
        # The head turns up about the neck's root; otherwise the contact would lay it down again.
        draft.raised["head"] = _NECK_M * np.sin(np.radians(lifted))


def _swing(draft: Draft, curl: float, far: float) -> None:
    """Throw the hips up as the legs arrive, by torso lengths above where they lay.

    curl, far: degrees that the pelvis curls and the legs go on, for each that the trunk rises.
    """
    if not draft.has("hip_swing"):
        return
    amount, share = draft.fault("hip_swing"), ease((draft.progress - 0.5) / 0.5)
    thrown = draft.fade("hip_swing", share)
    body, height = draft.floor.body, aim_height("hip")
    unthrown = draft.floor.solve(draft.posture, draft.support, draft.wanted)
    natural = height(body, body.pose(unthrown))
    # Where they are thrown, the amount replaces what the hips rise anyway.
    anyway = share * amount / amount.max() * (natural - natural[0])
    draft.support = _HIPS_UP
    draft.wanted["hips"] = (height, natural - anyway + torso_cm(body) * thrown)
    degrees = np.degrees(np.arcsin(thrown))
    draft.add("pitch", -curl * degrees)
    draft.add("spine", curl * degrees)
    draft.add("hip", (far - curl) * degrees)
    for side in "LR":
        draft.aim(f"leg_{side}", far * degrees)


def _leg_raise(draft: Draft) -> None:
    """Straight legs from near the floor to upright; the pelvis follows a little."""
    # The back lifts where the legs are heavy: near the floor.
    draft.faults["tilt"] = draft.fault("tilt") * (1.0 - ease(draft.progress / 0.75))
    _tilt(draft, -7.0 * ease((draft.progress - 0.35) / 0.65))
    draft.add("knee", draft.fault("knees_bent"))
    lag = draft.fade("uneven", ease(draft.progress / 0.4))
    for side in "LR":
        wanted = _LEGS_LOW + (_LEGS_HIGH - _LEGS_LOW) * draft.progress
        if side == "L":
            wanted = wanted - lag
        draft.wanted[f"leg_{side}"] = (aim_leg(side, "ankle"), wanted)
        draft.posture[f"hip_{side}"] = wanted - 2.0
    _swing(draft, curl=2.2, far=0.0)


def _bent_knee_leg_lift(draft: Draft) -> None:
    """Thighs a little towards the chest; the pelvis curls off the floor."""
    with_core = 1.0 - np.clip(draft.fault("legs_only"), 0.0, 1.0)
    rise = 5.0 * draft.progress * with_core  # of the hips over the shoulders, seen from those
    curl = -22.0 * draft.progress * with_core
    if draft.has("tilt"):
        # The pelvis lies and rolls; the middle of the back may leave the floor.
        draft.support = _LEGS_UP
    else:
        draft.wanted["trunk"] = (aim_trunk, draft.lying["trunk"] - rise)
    _tilt(draft, curl)
    for side in "LR":
        wanted = 90.0 + 26.0 * draft.progress
        draft.wanted[f"leg_{side}"] = (aim_leg(side, "knee"), wanted)
        draft.posture[f"hip_{side}"] = wanted - 8.0 + curl
    _swing(draft, curl=1.5, far=1.5)


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


def _sit_up(draft: Draft) -> None:
    _trunk_raise(draft, _SAT_UP, 44.0, "heel")
    rise = draft.progress * (_SAT_UP - draft.lying["trunk"])
    draft.add("shoulder", -draft.fault("arm_swing") * ease(rise / 36.0))
    _arched_start(draft, rise)


def _arched_start(draft: Draft, rise: Array) -> None:
    """Lie with an arched low back; the arch is gone soon after the shoulders leave the floor."""
    arch = draft.fade("arched_start", 1.0 - ease(rise / 20.0))
    if not arch.any():
        return
    assert draft.flat is not None
    most = float(arch.max())
    arched = draft.key(draft.flat, {}, pitch=most, spine=-most)
    draft.blend(arched, arch / most)
    lifted = draft.measure(aim_trunk, arched) - draft.lying["trunk"]
    draft.aim("trunk", arch / most * lifted)


def _crunch(draft: Draft) -> None:
    _trunk_raise(draft, _CRUNCHED, 40.0, "heel")


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
    drifts = draft.fade("other_leg", ease(draft.progress / 0.96))
    for side, other in (("R", "L"), ("L", "R")):
        out = draft.moving(side)
        wanted = 90.0 - 66.0 * out - np.where(draft.moving(other) > 0, drifts, 0.0)
        draft.wanted[f"leg_{side}"] = (aim_leg(side, "knee"), wanted)
        draft.posture[f"hip_{side}"] = wanted - 8.0
        draft.add(f"knee_{side}", -76.0 * out)
        draft.add(f"shoulder_{other}", 72.0 * out)


def _flat_back(draft: Draft) -> None:
    """Lie still with bent knees and press the low back down: the pelvis rolls back."""
    _tilt(draft, np.full(len(draft.progress), -_PRESSED))


def _glute_bridge(draft: Draft) -> None:
    """The hips rise to the line shoulders-knees, or beyond, or not so far."""
    low = draft.lying["knee_line"]
    top = draft.fault("over_arched") - draft.fault("low")
    draft.wanted["line"] = (aim_body_line("knee"), low + (top - low) * draft.progress)
    draft.add("spine", -0.8 * draft.fault("over_arched") * draft.progress)
    draft.add("pitch", 26.0 * -draft.progress)
    draft.add("hip", (low - top) * 0.9 * draft.progress)
    if draft.has("feet_far"):
        _feet_far(draft, low)


def _feet_far(draft: Draft, low: float) -> None:
    """Put the feet so far away that at the top, in line, the knees have the wanted flexion."""
    assert draft.flat is not None
    wanted = float(draft.fault("feet_far").max())
    draft.faults["feet_far"] = np.full(len(draft.progress), wanted)  # feet do not walk
    measure = aim_body_line("knee")
    up = {"pitch": -26.0, "hip": -0.9 * low}
    straight = {"line": (measure, 0.0)}
    near = draft.key(draft.support, straight, **up)
    loose = replace(draft.support, stay=("shoulder",), aims=("line", "knee"))
    far = draft.key(loose, straight | {"knee": (aim_knee, wanted)}, **up)
    ankle = aim_ahead("ankle", "shoulder")
    away = draft.measure(ankle, far) - draft.measure(ankle, near)
    for side in "LR":
        draft.stay[f"ankle_{side}"] = draft.stay[f"ankle_{side}"] + 0.01 * away
    # Lying with the feet there, the line is another one.
    flat = replace(
        draft.flat, stay=("ankle", "shoulder"), free=(*draft.flat.free, "x", "pitch", "knee")
    )
    rest = draft.key(flat, {}, knee=float(far["knee_L"][0] - near["knee_L"][0]))
    draft.blend(rest, 1.0)
    draft.aim("line", (draft.measure(measure, rest) - low) * (1.0 - draft.progress))


def _scissors(draft: Draft) -> None:
    """Both straight legs between 20 and 40 degrees, one up while the other goes down."""
    for side, wanted in (("R", 20.0 + 20.0 * draft.progress), ("L", 40.0 - 20.0 * draft.progress)):
        draft.wanted[f"leg_{side}"] = (aim_leg(side, "ankle"), wanted)
        draft.posture[f"hip_{side}"] = wanted - 2.0


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
_HIPS_UP = replace(
    _LEGS_UP,
    touch=("upper_back", "head"),
    free=(*_LEGS_UP.free, "pitch"),
    aims=("hips", *_LEGS_UP.aims),
)
_FEET_DOWN = Support(
    ("pelvis", "heel", "ball"), ("ankle",), ("x", "z", "pitch", "hip", "ankle"), ("trunk",)
)
_HEELS_DOWN = Support(("pelvis", "heel"), ("ankle",), ("x", "z", "pitch", "hip"), ("trunk",))

SUPINE_EXERCISES = {
    "leg_raise": Exercise(
        "supine",
        SUPINE,
        _LEGS_UP,
        _leg_raise,
        (2.4, 0.4, 3.2, 0.5),
        "chest",
        lying=_LYING,
        timed=frozenset({"bottom"}),
        span=(_LEGS_LOW, _LEGS_HIGH),
        swing_s=0.9,
    ),
    "bent_knee_leg_lift": Exercise(
        "supine_table",
        SUPINE,
        _KNEES_UP,
        _bent_knee_leg_lift,
        (1.8, 0.8, 2.0, 0.7),
        "sides",
        lying=_LYING_CHEST,
        swing_s=0.45,
    ),
    "sit_up": Exercise(
        "supine_bent",
        SUPINE,
        _FEET_DOWN,
        _sit_up,
        (2.0, 0.4, 4.2, 0.8),
        "chest",
        lying=_LYING_SOLES,
        timed=frozenset({"momentum"}),
        span=(None, _SAT_UP),
    ),
    "straight_leg_sit_up": Exercise(
        "supine",
        SUPINE,
        _HEELS_DOWN,
        _sit_up,
        (2.2, 0.4, 4.4, 0.8),
        "chest",
        lying=_LYING_HEELS,
        timed=frozenset({"momentum"}),
        span=(None, _SAT_UP),
    ),
    "crunch": Exercise(
        "supine_bent",
        SUPINE,
        _FEET_DOWN,
        _crunch,
        (1.5, 0.7, 1.6, 0.6),
        "ears",
        lying=_LYING_SOLES,
        timed=frozenset({"high"}),
        span=(None, _CRUNCHED),
    ),
    "negative_sit_up": Exercise(
        "supine_bent",
        SUPINE,
        _FEET_DOWN,
        _sit_up,
        (1.6, 0.4, 5.0, 1.0),
        "forward",
        lying=_LYING_SOLES,
        span=(None, _SAT_UP),
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
    # Not in the catalogue.
    "scissors": Exercise(
        "supine", SUPINE, _LEGS_UP, _scissors, (0.6, 0.0, 0.6, 0.0), "sides", lying=_LYING
    ),
    "lying": Exercise("supine", SUPINE, _LYING_HEELS, motionless, arms="belly", lying=_LYING_HEELS),
    "flat_back": Exercise(
        "supine_bent", SUPINE, _LYING_SOLES, _flat_back, arms="chest", lying=_LYING_SOLES
    ),
}
