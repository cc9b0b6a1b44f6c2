"""The rest of the plan: the whole catalogue, movements that are foreign to it, several sets.

A plan is a name, a motion, and what is not left to the lot: fields of the camera or the scene.
"""

from collections.abc import Iterator
from dataclasses import replace
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
    "side_plank": {"drop": (5, 13, 18, 24), "rolled": (10, 35, 50), "stack": (6, 22, 32)},
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
    "plank": {
        "head_drop": (8, 32, 45),
        "head_crane": (10, 30, 42),
        "knees_down": (1.0,),
        "hips_down": (1.0,),
    },
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
_HELD: Final = ("plank", "high_plank", "knee_plank", *HOLDS)
_TIMED: Final = ("fast", "dropped", "momentum", "jerked", "hip_swing", "arm_swing")
#: Down to the floor and up again at once, by that second: longer, and it is the end of the hold.
_DIPS: Final = {"hips_down": 5.0, "knees_down": 4.7}
#: What is up all the time is a way of lying, not a lift: these are in the second repetition.
_IN_THE_SECOND: Final = (
    ("single_leg_lift", "other_leg"),
    *((exercise, "head_lift") for exercise in ("leg_raise", "bent_knee_leg_lift")),
    ("single_leg_lift", "head_lift"),
)
#: More people with each fault: exercise, and one or two faults with their amounts.
_TWO_FAULTS: Final[tuple[tuple[Any, ...], ...]] = (
    ("high_plank", ("stack", 17)),
    ("high_plank", ("stack", 24)),
    ("side_plank", ("drop", 16), ("stack", 19)),
    ("side_plank", ("rolled", 30)),
    ("side_plank", ("rolled", 42), ("stack", 27)),
    ("low_lunge", ("lean", 24)),
    ("low_lunge", ("lean", 34)),
    ("low_lunge", ("no_stretch", 20)),
    ("low_lunge", ("no_stretch", 36)),
    ("leg_raise", ("knees_bent", 36), ("uneven", 24)),
    ("leg_raise", ("knees_bent", 25), ("uneven", 17)),
    ("leg_raise", ("hip_swing", 0.11)),
    ("leg_raise", ("head_lift", 36)),
    ("leg_raise", ("hip_swing", 0.17)),
    ("bent_knee_leg_lift", ("hip_swing", 0.14)),
    ("bent_knee_leg_lift", ("hip_swing", 0.16), ("head_lift", 26)),
    ("bent_knee_leg_lift", ("hip_swing", 0.21)),
    ("bent_knee_leg_lift", ("legs_only", 1.0)),
    ("single_leg_lift", ("knees_bent", 37), ("fast", 2.9)),
    ("single_leg_lift", ("knees_bent", 25), ("fast", 2.0)),
    ("single_leg_lift", ("other_leg", 15)),
    ("single_leg_lift", ("other_leg", 26)),
    ("dead_bug", ("other_leg", 16), ("fast", 3.1)),
    ("dead_bug", ("other_leg", 25), ("fast", 2.2)),
    ("sit_up", ("leg_lift", 0.08)),
    ("sit_up", ("leg_lift", 0.14)),
    ("straight_leg_sit_up", ("leg_lift", 0.1)),
    ("straight_leg_sit_up", ("leg_lift", 0.16)),
    ("sit_up", ("incomplete", 0.28), ("arm_swing", 65)),
    ("straight_leg_sit_up", ("incomplete", 0.26)),
    ("straight_leg_sit_up", ("momentum", 200)),
    ("negative_sit_up", ("dropped", 0.75)),
    ("negative_sit_up", ("dropped", 0.4)),
    ("crunch", ("incomplete", 0.7)),
    ("crunch", ("incomplete", 0.6), ("fast", 2.4)),
    ("crunch", ("incomplete", 0.75)),
    ("crunch", ("high", 44), ("leg_lift", 0.1)),
    ("crunch", ("high", 55), ("fast", 2.3)),
    ("crunch", ("fast", 3.0)),
    ("glute_bridge", ("low", 17), ("feet_far", 60)),
    ("glute_bridge", ("low", 26), ("dropped", 0.5)),
    ("glute_bridge", ("over_arched", 18), ("dropped", 0.8)),
    ("glute_bridge", ("over_arched", 25), ("feet_far", 64)),
    ("donkey_kick", ("low", 36), ("shift", 0.25)),
    ("donkey_kick", ("low", 48), ("knee_opens", 45)),
    ("donkey_kick", ("knee_opens", 35), ("momentum", 200)),
    ("donkey_kick", ("knee_opens", 50), ("shift", 0.22)),
    ("donkey_kick", ("low", 42), ("momentum", 250)),
    ("pick_up", ("stoop", 0.9), ("jerked", 0.4)),
    ("pick_up", ("stoop", 0.95), ("load_far", 1.2)),
    ("pick_up", ("load_far", 1.05), ("jerked", 0.45)),
)


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
    yield from _more_faulty()
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
                rep = 1 if (exercise, kind) in _IN_THE_SECOND else None
                fault = Fault(kind, float(amount), rep=rep, start_s=start_s)
                if kind in _DIPS:
                    fault = replace(fault, end_s=_DIPS[kind], ramp_s=0.4)
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


def _more_faulty() -> Plan:
    """Enough people with each fault to tell a rule from luck: one repetition, two faults."""
    for exercise, amount in (("plank", 9), ("high_plank", 10), ("knee_plank", 9), ("plank", 11)):
        drift = Fault("sag", float(amount), start_s=3.0, ramp_s=20.0)
        yaw = _yaw(amount)
        wrong = motion(exercise, drift, hold_s=25.0)
        yield f"{exercise}-drift{amount}", wrong, _SHORT | {"yaw_deg": yaw}
    for exercise, *kinds in _TWO_FAULTS:
        faults = [
            Fault(
                kind,
                float(amount),
                rep=1 if (exercise, kind) in _IN_THE_SECOND else None,
                start_s=3.0 if exercise in _HELD and kind not in ("stack", "no_stretch") else None,
            )
            for kind, amount in kinds
        ]
        name = "-".join(f"{kind}{amount:g}" for kind, amount in kinds)
        quick = any(kind in _TIMED for kind, _ in kinds)
        camera = (_QUICK if quick else _SHORT) | {"yaw_deg": _yaw(sum(a for _, a in kinds))}
        second = any((exercise, kind) in _IN_THE_SECOND for kind, _ in kinds)
        reps = 4 if "legs_only" in dict(kinds) else 2 if second else 1
        yield f"{exercise}-more-{name}", motion(exercise, *faults, reps=reps), camera


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
