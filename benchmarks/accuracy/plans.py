"""The rest of the plan: the whole catalogue, movements that are foreign to it, several sets.

A plan is a name, a motion, and what is not left to the lot: fields of the camera or the scene.
"""

from collections.abc import Iterator
from typing import Any, Final

from samples.studio.scene import Fault, Motion

Plan = Iterator[tuple[str, Motion, dict[str, Any]]]

HOLDS: Final = ("side_plank", "low_lunge")
REPETITIONS: Final = (
    "negative_sit_up",
    "single_leg_lift",
    "dead_bug",
    "glute_bridge",
    "donkey_kick",
    "pick_up",
)
#: What must not be taken for an exercise of the catalogue.
FOREIGN: Final = (
    "push_up",
    "mountain_climber",
    "down_dog",
    "scissors",
    "squat",
    "bird_dog",
    "cat_cow",
    "sitting",
    "side_lying",
)
#: What the studio does wrong unless it is told otherwise.
_GOOD: Final = {
    "leg_raise": (Fault("bottom", 40.0),),
    "glute_bridge": (Fault("feet_far", 95.0),),
    "donkey_kick": (Fault("shift", 0.0),),
}
_SHORT: Final = {"fps": 10.0}
_QUICK: Final = {"fps": 15.0}

#: Amounts of each fault of form, from one that is no fault to one that is.
_FORM: Final[dict[str, dict[str, tuple[float, ...]]]] = {
    "side_plank": {"drop": (5, 13, 18, 24), "rolled": (10, 28, 35), "stack": (6, 22, 32)},
    "low_lunge": {"lean": (10, 28, 40), "arch": (6, 18, 28), "no_stretch": (4, 28)},
    "negative_sit_up": {"uncurled": (12, 42, 52), "arched_start": (18,)},
    "single_leg_lift": {
        "tilt": (4, 14, 20, 25),
        "head_lift": (30,),
        "knees_bent": (8, 30, 45),
        "other_leg": (2.5, 12, 20),
    },
    "dead_bug": {"tilt": (4, 14, 20, 25), "other_leg": (6, 20, 30)},
    "glute_bridge": {"low": (5, 20, 32), "over_arched": (5, 15, 22), "feet_far": (56, 68)},
    "donkey_kick": {
        "arch": (5, 16, 26),
        "low": (12, 40),
        "knee_opens": (10, 40),
        "shift": (0.06, 0.2, 0.3),
    },
    "pick_up": {"stoop": (0.3, 0.85, 1.0), "rounded": (8, 32, 45), "load_far": (0.75, 1.1, 1.3)},
    "plank": {"head_drop": (8, 32, 45), "head_crane": (10, 30, 42), "knees_down": (1.0,)},
    "knee_plank": {"hips_down": (1.0,)},
    "high_plank": {"hips_down": (1.0,), "rock": (10.0,), "head_crane": (36,)},
    "leg_raise": {"uneven": (6, 20, 28), "hip_swing": (0.02, 0.15, 0.2)},
    "bent_knee_leg_lift": {"hip_swing": (0.18,)},
    "sit_up": {"neck_pull": (10, 32), "arm_swing": (15, 60, 80), "arched_start": (12, 18, 25)},
    "straight_leg_sit_up": {"arm_swing": (50,), "arched_start": (16, 24), "neck_pull": (45,)},
    "crunch": {"high": (32, 48, 62), "leg_lift": (0.02, 0.08, 0.14), "neck_pull": (15, 35, 55)},
}
#: Faults of timing: kind and amounts. The first amount is no fault where there are two.
_TIMING: Final[dict[str, dict[str, tuple[float, ...]]]] = {
    "negative_sit_up": {"dropped": (0.5, 1.0)},
    "single_leg_lift": {"fast": (2.4, 3.4)},
    "dead_bug": {"fast": (2.6, 3.6)},
    "glute_bridge": {"dropped": (0.35, 0.7)},
    "donkey_kick": {"momentum": (120, 220, 300)},
    "pick_up": {"jerked": (0.35, 0.5)},
    "sit_up": {"momentum": (80, 160, 230)},
}


def motion(exercise: str, *faults: Fault, reps: int = 2, hold_s: float = 7.0) -> Motion:
    """An exercise, with good form where nothing else is asked for."""
    wrong = {fault.kind for fault in faults}
    good = tuple(fault for fault in _GOOD.get(exercise, ()) if fault.kind not in wrong)
    arms = "chest" if exercise == "bent_knee_leg_lift" else None
    return Motion(exercise, reps=reps, hold_s=hold_s, faults=(*good, *faults), arms=arms)


def plans() -> Plan:
    """The whole plan of this module."""
    yield from _good()
    yield from _faulty()
    yield from _flat_backs()
    yield from _foreign()
    yield from _several_sets()


def _good() -> Plan:
    for exercise in (*HOLDS, *REPETITIONS):
        for yaw in (0.0, 12.0, -24.0):
            camera = _SHORT | {"yaw_deg": yaw}
            yield f"{exercise}-good-yaw{yaw:.0f}", motion(exercise, reps=3), camera
        yield f"{exercise}-yaw50", motion(exercise), _SHORT | {"yaw_deg": 50.0}


def _faulty() -> Plan:
    for exercise, kinds in _FORM.items():
        for kind, amounts in kinds.items():
            for amount in amounts:
                # Where the arms are put, and where the feet stand, is so from the first frame.
                throughout = exercise not in HOLDS or kind in ("stack", "no_stretch")
                held = exercise in (*HOLDS, "plank", "high_plank", "knee_plank")
                start_s = 3.0 if held and not throughout else None
                start_s = 3.5 if "plank" in exercise and kind != "stack" else start_s
                fault = Fault(kind, float(amount), start_s=start_s)
                wrong = motion(exercise, fault, hold_s=8.0)
                yield f"{exercise}-{kind}{amount:g}", wrong, {**_SHORT, "yaw_deg": _yaw(amount)}
    for exercise, kinds in _TIMING.items():
        for kind, amounts in kinds.items():
            for amount in amounts:
                wrong = motion(exercise, Fault(kind, float(amount)))
                yield f"{exercise}-{kind}{amount:g}", wrong, dict(_QUICK)


def _yaw(amount: float) -> float:
    """A view that sees it: up to 15 degrees either way, another one for each amount."""
    return float((amount * 7.3) % 30.0 - 15.0)


def _flat_backs() -> Plan:
    """The two faults of the back, by more people: arms folded, seen square."""
    for copy, (tilt, bottom, yaw) in enumerate(
        (
            (0, 40, -13),
            (0, 20, -6),
            (0, 8, 0),
            (0, 30, 7),
            (0, 14, 13),
            (12, 20, -9),
            (13, 8, 6),
            (15, 30, 12),
            (17, 20, -4),
            (19, 8, 0),
            (22, 30, 9),
            (24, 14, -12),
        )
    ):
        faults = [Fault("bottom", float(bottom))]
        if tilt:
            faults.append(Fault("tilt", float(tilt)))
        yield (
            f"leg_raise-back{tilt}-{copy}",
            motion("leg_raise", *faults, reps=2 if tilt else 4),
            _SHORT | {"yaw_deg": float(yaw)},
        )
    for copy, (missing, yaw) in enumerate(
        ((0, -13), (0, -5), (0, 2), (0, 10), (42, -9), (44, -2), (48, 6), (52, 13))
    ):
        faults = [Fault("uncurled", float(missing))] if missing else []
        exercise = "sit_up" if copy % 4 != 2 else "straight_leg_sit_up"
        yield (
            f"{exercise}-curl{missing}-{copy}",
            motion(exercise, *faults, reps=2 if missing else 3),
            _SHORT | {"yaw_deg": float(yaw)},
        )


def _foreign() -> Plan:
    for exercise in FOREIGN:
        for copy, yaw in (("a", 4.0), ("b", -16.0)):
            moved = Motion(exercise, reps=3, hold_s=7.0)
            yield f"{exercise}-{copy}", moved, _SHORT | {"yaw_deg": yaw}


def _several_sets() -> Plan:
    for name, first, *rest in (
        ("plank-crunch", motion("plank"), motion("crunch", reps=3)),
        ("bridge-kick", motion("glute_bridge", reps=3), motion("donkey_kick", reps=3)),
        ("knee-full", motion("knee_plank"), motion("plank")),
        (
            "raise-lift-situp",
            motion("leg_raise"),
            motion("bent_knee_leg_lift", reps=3),
            motion("sit_up"),
        ),
        ("lunge-bug", motion("low_lunge"), motion("dead_bug", reps=3)),
        ("squat-plank", Motion("squat", reps=3), motion("high_plank")),
    ):
        yield f"sets-{name}", first, _SHORT | {"then": tuple(rest), "yaw_deg": 6.0}
