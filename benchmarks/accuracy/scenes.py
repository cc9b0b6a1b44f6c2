"""The scenes of the accuracy benchmark: who does what, how wrong, and from where it is filmed.

Two parts with the same plan, `dev` and `test`, and not one person, room or camera in common:
everything that the plan leaves open is drawn by lot from a seed that hangs on the part and the
name. A scene's name never changes another scene, so the plan may grow.
"""

import zlib
from dataclasses import replace
from typing import Any, Final, Literal

import numpy as np

from samples.studio.casting import cast
from samples.studio.scene import Fault, Motion, Scene

from .plans import HOLDS, REPETITIONS, Plan, plans

Part = Literal["dev", "test"]
PARTS: Final[tuple[Part, ...]] = ("dev", "test")

PLANKS: Final = ("plank", "high_plank", "knee_plank")
LEG_LIFTS: Final = ("leg_raise", "bent_knee_leg_lift")
SIT_UPS: Final = ("sit_up", "straight_leg_sit_up", "crunch")
CORE: Final = (*PLANKS, *LEG_LIFTS, *SIT_UPS)
#: The whole catalogue, what is held and what is counted.
HELD: Final = (*PLANKS, *HOLDS)
COUNTED: Final = (*LEG_LIFTS, *SIT_UPS, *REPETITIONS)

#: Where nothing may be judged: from the head, from the feet, from above.
BLIND_VIEWS: Final = ("head", "feet", "top")
_BLIND_CAMERAS: Final = {
    "head": {"yaw_deg": 90.0, "distance_m": 3.2, "height_m": 0.8},
    "feet": {"yaw_deg": -90.0, "distance_m": 3.2, "height_m": 0.8},
    "top": {"yaw_deg": 0.0, "distance_m": 0.5, "height_m": 2.5, "vertical_fov_deg": 52.0},
}
_YAWS: Final = (0.0, 10.0, 20.0, 30.0, 45.0, 60.0)
_HEIGHTS_M: Final = (0.2, 0.5, 0.8, 1.1, 1.4, 1.6)
_FRAME_RATES: Final = (10.0, 12.0, 15.0)


def scenes(part: Part) -> list[Scene]:
    """All scenes of a part, in a fixed order; names are unique within it."""
    found = [
        _scene(part, name, motion, camera)
        for group in (
            _views,
            _sags,
            _pikes,
            _plank_forms,
            _legs,
            _arms_beside,
            _trunks,
            _ways,
            _blind,
            _idle,
            plans,
        )
        for name, motion, camera in group()
    ]
    found += [_scene(part, *entry) for entry in _long_planks(60 if part == "test" else 12)]
    names = [scene.name for scene in found]
    assert len(set(names)) == len(names)
    return found


def _scene(part: Part, name: str, motion: Motion, camera: dict[str, Any]) -> Scene:
    """Draw by lot what the plan leaves open."""
    seed = zlib.crc32(f"{part}/{name}".encode())
    rng = np.random.default_rng([seed, 1])
    # Not the same round amounts everywhere: a threshold must not be met by all or by none.
    faults = tuple(
        replace(fault, amount=round(fault.amount + rng.uniform(-1.0, 1.0), 2))
        if fault.amount >= 4.0
        else fault
        for fault in motion.faults
    )
    tempo = round(float(rng.uniform(0.95, 1.3)), 2)
    camera = {"fps": float(rng.choice(_FRAME_RATES))} | camera
    return cast(name, replace(motion, faults=faults, tempo=tempo), seed, **camera)


def _views() -> Plan:
    """Good form from every yaw, with the camera at every height: angle errors."""
    for number, exercise in enumerate(CORE):
        for step, yaw in enumerate(_YAWS):
            side = 1.0 if (number + step) % 2 else -1.0
            height = _HEIGHTS_M[(number + 2 * step) % len(_HEIGHTS_M)]
            camera = {"yaw_deg": side * yaw, "height_m": height}
            yield f"{exercise}-yaw{yaw:.0f}", Motion(exercise, reps=2, hold_s=7.0), camera


def _sags() -> Plan:
    small = ((4, 1), (8, 1), (10, 1), (12, 2))
    for exercise in PLANKS:
        # On the knees the hips are low: 17 degrees of sag lay them on the floor.
        low = exercise == "knee_plank"
        large = ((14, 2), (15, 2)) if low else ((15, 2), (20, 2), (25, 2))
        for amount, copies in small + large:
            for copy in "ab"[:copies]:
                fault = Fault("sag", float(amount), start_s=5.0, ramp_s=2.0)
                motion = Motion(exercise, hold_s=11.0, faults=(fault,))
                yield f"{exercise}-sag{amount}{copy}", motion, {}
        for amount in (12, 14) if low else (12, 16, 20):
            motion = Motion(exercise, hold_s=7.0, faults=(Fault("sag", float(amount)),))
            yield f"{exercise}-sag{amount}-from-start", motion, {}


def _pikes() -> Plan:
    for exercise in PLANKS:
        for amount, copies in ((6, 1), (10, 1), (15, 2), (20, 2), (25, 2)):
            for copy in "ab"[:copies]:
                fault = Fault("pike", float(amount), start_s=4.0, ramp_s=2.0)
                motion = Motion(exercise, hold_s=9.0, faults=(fault,))
                yield f"{exercise}-pike{amount}{copy}", motion, {}


def _plank_forms() -> Plan:
    """Everything else that goes wrong in a plank."""
    plan = [(exercise, "stack", amount) for exercise in PLANKS for amount in (10, 20, 28)]
    plan += [(exercise, "knees_bent", amount) for exercise in PLANKS[:2] for amount in (10, 22, 38)]
    plan += [("plank", "head_drop", 20), ("high_plank", "head_drop", 38)]
    plan += [("knee_plank", "head_drop", 48), ("plank", "head_crane", 32)]
    for exercise, kind, amount in plan:
        # The arms are put down once: shoulders ahead of them are so from the first frame.
        start_s = None if kind == "stack" else 3.0
        fault = Fault(kind, float(amount), start_s=start_s)
        motion = Motion(exercise, hold_s=8.5, faults=(fault,))
        yield f"{exercise}-{kind}{amount}", motion, {}


def _legs() -> Plan:
    """Leg raises: the pelvis tips, knees bend, the head lifts; too fast."""
    near = {"yaw_deg": 0.0}
    for amount, yaws in (
        (0, (-14, -5, 5, 14)),
        (6, (-10, 10)),
        (9, (0,)),
        (12, (-12, 4, 12)),
        (16, (-8, 8)),
        (20, (-14, 2)),
        (25, (-4, 14)),
    ):
        for yaw in yaws:
            faults = (Fault("tilt", float(amount)),) if amount else ()
            motion = Motion("leg_raise", reps=3 if not amount else 2, faults=faults)
            yield f"leg_raise-tilt{amount}-yaw{yaw}", motion, near | {"yaw_deg": float(yaw)}
    for amount, yaws in ((0, (-8, 12)), (8, (4,)), (14, (-10, 10)), (20, (-3, 13)), (25, (8,))):
        for yaw in yaws:
            faults = (Fault("tilt", float(amount)),) if amount else ()
            motion = Motion("bent_knee_leg_lift", reps=3, arms="chest", faults=faults)
            yield f"bent_knee_leg_lift-tilt{amount}-yaw{yaw}", motion, {"yaw_deg": float(yaw)}
    for amount in (0, 18):
        faults = (Fault("tilt", float(amount)),) if amount else ()
        yield (
            f"leg_raise-tilt{amount}-arms-beside",
            Motion("leg_raise", reps=2, arms="sides", faults=faults),
            {},
        )
    # Only the second of three repetitions arches: the others are the person's own flat back.
    faults = (Fault("tilt", 18.0, rep=1),)
    yield "leg_raise-tilt18-second", Motion("leg_raise", reps=3, faults=faults), {}
    for amount in (28, 45):
        motion = Motion("leg_raise", reps=2, faults=(Fault("knees_bent", float(amount)),))
        yield f"leg_raise-knees_bent{amount}", motion, {}
    for rate in (2.2, 3.5):
        motion = Motion("leg_raise", reps=3, faults=(Fault("fast", rate),))
        yield f"leg_raise-fast{rate}", motion, {"fps": 15.0}
    yield "leg_raise-dropped", Motion("leg_raise", reps=2, faults=(Fault("dropped", 0.8),)), {}
    for copy in "ab":
        motion = Motion("bent_knee_leg_lift", reps=4, faults=(Fault("legs_only", 1.0),))
        yield f"bent_knee_leg_lift-legs_only-{copy}", motion, {}
    # In the second repetition: a head that is up all the time may lie on a cushion.
    for exercise in LEG_LIFTS:
        motion = Motion(exercise, reps=2, faults=(Fault("head_lift", 30.0, rep=1),))
        yield f"{exercise}-head_lift30", motion, {}


def _arms_beside() -> Plan:
    """Leg raises with the arms at the sides: they hide the low back."""
    for amount, yaws in ((0, (-9, 3, 10)), (13, (6,)), (16, (-4,)), (22, (8,))):
        for yaw in yaws:
            faults = (Fault("tilt", float(amount)),) if amount else ()
            motion = Motion("leg_raise", reps=2, arms="sides", faults=faults)
            yield f"leg_raise-beside{amount}-yaw{yaw}", motion, {"yaw_deg": float(yaw)}


def _trunks() -> Plan:
    """Sit-ups and crunches: stiff, failed, dropped, with feet that lift."""
    for exercise, amounts in (
        ("sit_up", ((0, 3), (12, 1), (24, 1), (34, 1), (42, 3), (52, 2))),
        ("straight_leg_sit_up", ((0, 2), (18, 1), (36, 1), (42, 2), (52, 2))),
    ):
        for amount, copies in amounts:
            for copy in range(copies):
                faults = (Fault("uncurled", float(amount)),) if amount else ()
                yaw = (-12.0, 3.0, 12.0)[copy]
                motion = Motion(exercise, reps=2, faults=faults)
                yield f"{exercise}-uncurled{amount}-{copy}", motion, {"yaw_deg": yaw}
    for exercise in SIT_UPS[:2]:
        for amount in (20.0, 30.0, 45.0):
            faults = (Fault("failed", amount, rep=1),)
            yield f"{exercise}-failed{amount:.0f}", Motion(exercise, reps=2, faults=faults), {}
        for amount in (0.6, 1.1):
            motion = Motion(exercise, reps=2, faults=(Fault("dropped", amount),))
            yield f"{exercise}-dropped{amount}", motion, {}
        motion = Motion(exercise, reps=2, faults=(Fault("incomplete", 0.2),))
        yield f"{exercise}-incomplete", motion, {}
    # With bent knees only the heels would lift: there the balls of the feet carry.
    for amount in (0.06, 0.12, 0.2):
        motion = Motion("straight_leg_sit_up", reps=2, faults=(Fault("leg_lift", amount),))
        yield f"straight_leg_sit_up-leg_lift{amount}", motion, {}
    yield "sit_up-fast", Motion("sit_up", reps=3, faults=(Fault("fast", 2.5),)), {"fps": 15.0}
    yield "crunch-fast", Motion("crunch", reps=4, faults=(Fault("fast", 2.6),)), {"fps": 15.0}
    yield "crunch-good", Motion("crunch", reps=4), {}
    yield "crunch-incomplete", Motion("crunch", reps=3, faults=(Fault("incomplete", 0.65),)), {}
    for exercise in ("crunch", "sit_up"):
        motion = Motion(exercise, reps=2, faults=(Fault("neck_pull", 45.0),))
        yield f"{exercise}-neck_pull45", motion, {}


def _ways() -> Plan:
    """From standing into the exercise, and up again."""
    for exercise in ("plank", "knee_plank", "leg_raise", "sit_up", "crunch"):
        motion = Motion(exercise, reps=2, hold_s=6.0, enter=True, leave=True)
        yield f"{exercise}-whole", motion, {"fps": 10.0}


def _blind() -> Plan:
    for exercise in CORE:
        for view in BLIND_VIEWS:
            motion = Motion(exercise, reps=2 if "sit" not in exercise else 1, hold_s=6.0)
            yield f"{exercise}-{view}", motion, {"fps": 10.0, **_BLIND_CAMERAS[view]}


def _idle() -> Plan:
    """What is no exercise at all."""
    for exercise in ("standing", "kneeling", "lying", "walking"):
        for copy in "ab":
            yield f"{exercise}-{copy}", Motion(exercise, hold_s=6.0), {"fps": 10.0}


def _long_planks(count: int) -> Plan:
    """Good planks by many people, half a minute each: how rare false alarms are."""
    for number in range(count):
        motion = Motion(PLANKS[number % 3], hold_s=30.0)
        yield f"{motion.exercise}-long{number:02d}", motion, {"fps": 10.0}
