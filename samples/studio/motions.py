"""What the person does over time: exercises with their faults, one after the other."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from .angles import body_line, leg_elevation, trunk_elevation
from .body import Body, Posture
from .contact import Floor, Support
from .exercises import EXERCISES, SUPINE, Draft, Exercise, aim_side_stack, aim_stack
from .poses import POSTURES, arms, posture
from .rotations import Array
from .scene import Fault, Motion
from .timing import Stretch, Track, drift, ease, lay_out, throw
from .ways import between, laid_flat, way_in

#: Faults that change when things happen instead of an angle; amount in the unit given.
TIMED = {
    "failed": "elevation in degrees at which the trunk stops rising and falls back",
    "dropped": "seconds that the way down takes",
    "fast": "times faster than usual",
    "incomplete": "share of the way up that is missing",
    "high": "elevation in degrees to which the trunk comes up",
    "bottom": "elevation in degrees to which the legs are lowered",
    "momentum": "highest speed of the first part of the way up, degrees a second",
    "jerked": "seconds that the lift takes",
}
#: Those of them that every exercise with repetitions has.
_ANY_REP = frozenset({"failed", "dropped", "fast", "incomplete"})

Surface = NDArray[np.float32]


@dataclass(frozen=True)
class Performance:
    """Named angles, exercise, phase, rep and fault amounts of every frame of a clip.

    exercise: empty on the way into one, out of it, and between two.
    """

    times: Array
    posture: Posture
    exercise: list[str]
    phase: list[str]
    rep: NDArray[np.int64]
    faults: dict[str, Array]


def _hold(motion: Motion) -> list[Stretch]:
    return [Stretch(0.0, motion.hold_s, "hold", -1)]


def _reps(
    motion: Motion, exercise: Exercise, lying: dict[str, float], rng: np.random.Generator
) -> list[Stretch]:
    """Repetitions with a little unevenness, and the faults of timing."""
    assert exercise.seconds is not None
    stretches = [Stretch(0.0, 0.9, "rest", -1)]
    for rep in range(motion.reps):
        mine = {f.kind: f.amount for f in motion.faults if f.rep in (None, rep)}
        pace = motion.tempo * mine.get("fast", 1.0)
        up, top, down, rest = (s / pace * rng.uniform(0.93, 1.08) for s in exercise.seconds)
        goal = rng.uniform(0.97, 1.0) * (1.0 - mine.get("incomplete", 0.0))
        low = 0.0
        if "failed" in mine:
            goal = mine["failed"] / 80.0
            stretches += [
                Stretch(goal, 0.75 * up, "up", rep),
                Stretch(0.96 * goal, 1.1, "stuck", rep),
                Stretch(0.0, 0.7, "down", rep),
            ]
        else:
            if "high" in mine:
                goal = _share(exercise, lying, mine["high"])
            if "bottom" in mine:
                low = _share(exercise, lying, mine["bottom"])
            if "hip_swing" in mine:
                up = exercise.swing_s
            down = mine.get("jerked", mine.get("dropped", down))
            stretches += [
                _rise(exercise, lying, Stretch(goal, up, "up", rep), mine.get("momentum")),
                Stretch(goal, top, "top", rep),
                Stretch(low, down, "down", rep),
            ]
        stretches.append(Stretch(low, rest, "bottom", rep))
    return stretches


def _span(exercise: Exercise, lying: dict[str, float]) -> tuple[float, float]:
    """Degrees of what an exercise raises at progress 0 and 1."""
    assert exercise.span is not None
    low, high = exercise.span
    return lying["trunk"] if low is None else low, high


def _share(exercise: Exercise, lying: dict[str, float], degrees: float) -> float:
    """Progress at so many degrees."""
    low, high = _span(exercise, lying)
    return (degrees - low) / (high - low)


def _rise(
    exercise: Exercise, lying: dict[str, float], rise: Stretch, peak: float | None
) -> Stretch:
    """The way up; thrown at its start where a peak is given, degrees a second."""
    if peak is None:
        return rise
    low, high = _span(exercise, lying)
    carried, pace = exercise.thrown
    seconds, course = throw(rise.goal * (high - low), peak, carried, pace)
    return replace(rise, seconds=seconds, course=course)


def _fault_amounts(faults: tuple[Fault, ...], track: Track) -> dict[str, Array]:
    """Amount of each fault of form in every frame of the exercise."""
    amounts: dict[str, Array] = {}
    times = track.times
    for fault in faults:
        if fault.kind in TIMED:
            continue
        start, end, ramp = fault.start_s, fault.end_s, fault.ramp_s
        if fault.rep is not None:
            mine = times[track.rep == fault.rep]
            start, end, ramp = float(mine[0]), float(mine[-1]), min(ramp, 0.3)
        share = np.ones(len(times))
        if start is not None:
            share = share * ease((times - start) / ramp)
        if end is not None and end < times[-1]:
            share = share * ease((end - times) / min(ramp, 1.0))
        amounts[fault.kind] = amounts.get(fault.kind, 0.0) + fault.amount * share
    return amounts


def _sway(draft: dict[str, Array], times: Array, size: float, rng: np.random.Generator) -> None:
    """Breathing, tremor and small shifts, degrees."""
    breath = np.sin(2 * np.pi * (0.27 * times + rng.uniform()))
    draft["spine"] = draft["spine"] + size * (0.35 * breath + 0.2 * drift(times, rng, 0.05, 0.5))
    draft["neck"] = draft["neck"] + size * 1.3 * drift(times, rng, 0.04, 0.5)
    draft["neck_turn"] = draft["neck_turn"] + size * 2.0 * drift(times, rng, 0.03, 0.3)
    draft["roll"] = draft["roll"] + size * 0.3 * drift(times, rng, 0.05, 0.6)
    for side in "LR":
        for name, amount in (("shoulder", 0.5), ("hip_abd", 0.4), ("elbow", 0.7)):
            key = f"{name}_{side}"
            draft[key] = draft[key] + size * amount * drift(times, rng, 0.05, 0.7)


def _with_hands(support: Support, place: str | None) -> Support:
    """Arms that lie beside the body rest on the floor, too."""
    if place != "sides":
        return support
    return replace(support, touch=(*support.touch, "palm"), free=(*support.free, "shoulder"))


def _lie_down(
    body: Body, floor: Floor, support: Support, base: dict[str, float]
) -> tuple[dict[str, float], dict[str, float]]:
    """Angles of lying still with back and head (and feet) on the floor, and the measures there."""
    still = floor.solve(posture(base, 1), support, {})
    bones = body.pose(still)
    joints = body.joints(bones)
    measures = {
        "trunk": float(trunk_elevation(joints, SUPINE)[0]),
        "leg": float(leg_elevation(joints, "L", SUPINE)[0]),
        "knee_line": float(body_line(body, bones, "knee")[0]),
    }
    return _first(still), measures


def _exercise(
    body: Body, floor: Floor, motion: Motion, fps: float, rng: np.random.Generator
) -> tuple[dict[str, Array], Track, dict[str, Array]]:
    """Named angles of the exercise itself."""
    exercise = EXERCISES[motion.exercise]
    base = dict(POSTURES[exercise.posture])
    place = motion.arms or exercise.arms
    if motion.arms is None and any(fault.kind == "arm_swing" for fault in motion.faults):
        place = "overhead"  # from where they are swung
    if place and exercise.anchor is None:
        base |= arms(body, place)
    flat = exercise.lying and _with_hands(exercise.lying, place)
    lying: dict[str, float] = {}
    if flat:
        base, lying = _lie_down(body, floor, flat, base)
    if exercise.start:
        base = _first(floor.solve(posture(base, 1), exercise.start, {}))
    stretches = _reps(motion, exercise, lying, rng) if exercise.seconds else _hold(motion)
    track = lay_out(stretches, fps)
    amounts = _fault_amounts(motion.faults, track)
    still = base
    if exercise.anchor:
        # Who starts with a stack of zero is not moved by it later: arms and feet stay.
        still = _stand(floor, exercise, base, amounts.get("stack", np.zeros(1))[:1])
    draft = Draft(
        floor,
        exercise.support,
        posture(base, len(track.times)),
        track.progress,
        track.rep,
        amounts,
        {},
        still,
        flat,
        lying,
        _places(body, posture(still, 1), exercise.support),
    )
    _sway(draft.posture, track.times, motion.sway, rng)
    if exercise.line:
        wobble = motion.sway * 0.4 * drift(track.times, rng, 0.05, 0.8)
        draft.wanted["line"] = (exercise.line, wobble)
    exercise.shape(draft)
    if exercise.anchor:
        draft.asked.add("stack")
        for name in still:
            draft.posture[name] = draft.posture[name] + (still[name] - base.get(name, 0.0))
    _refuse_unknown(motion, exercise, draft)
    # Sitting up, the hands leave the floor; only while the back lies do they rest on it.
    resting = place if "upper_back" in exercise.support.touch else None
    support = _with_hands(draft.support, resting)
    solved = floor.solve(draft.posture, support, draft.wanted, draft.stay, draft.raised)
    return solved, track, draft.faults


def _stand(
    floor: Floor, exercise: Exercise, base: dict[str, float], stack: Array
) -> dict[str, float]:
    """How someone holds a plank: what carries the body is down, the line is straight."""
    assert exercise.anchor is not None
    assert exercise.line is not None
    under = exercise.stack or "elbow"
    aims = {
        "line": (exercise.line, np.zeros(1)),
        "stack": (aim_side_stack if under == "side" else aim_stack(under), stack),
    }
    return _first(floor.solve(posture(base, 1), exercise.anchor, aims))


def _refuse_unknown(motion: Motion, exercise: Exercise, draft: Draft) -> None:
    """Refuse faults that the exercise does not have."""
    timed = {fault.kind for fault in motion.faults if fault.kind in TIMED}
    if unknown := (set(draft.faults) - draft.asked) | (timed - _ANY_REP - exercise.timed):
        raise ValueError(f"{motion.exercise} has no fault {', '.join(sorted(unknown))}.")


def _first(still: dict[str, Array]) -> dict[str, float]:
    return {name: float(values[0]) for name, values in still.items()}


def _places(body: Body, still: Posture, support: Support) -> dict[str, Array]:
    """Where the joints that stay put are, x in metres."""
    joints = body.joints(body.pose(still))
    return {
        whole: joints[whole][:, 0]
        for name in support.stay
        for whole in ((name,) if name in joints else (f"{name}_L", f"{name}_R"))
    }


_STEPS_HZ = 0.85  # pairs of steps a second
_STOP_S = 0.7  # from the last whole step to standing


def _strides(
    floor: Floor, body: Body, times: Array, pace_hz: float, size: Array | float = 1.0
) -> dict[str, Array]:
    """Walk from x = 0 along the mat; the foot that is down does not slide.

    size: of the steps in every frame; 0 stands.
    """
    standing = posture(POSTURES["standing"], len(times))
    walk = dict(standing)
    for side, offset in (("L", 0.0), ("R", 0.5)):
        phase = 2 * np.pi * (pace_hz * times + offset)
        walk[f"hip_{side}"] = 6.0 + 24.0 * np.sin(phase)
        walk[f"knee_{side}"] = 4.0 + 60.0 * (0.5 + 0.5 * np.cos(phase + 0.5)) ** 4
        walk[f"shoulder_{side}"] = -18.0 * np.sin(phase)
        walk[f"elbow_{side}"] = walk[f"elbow_{side}"] + 12.0
    walk["pitch"] = walk["pitch"] + 3.0
    for name, still in standing.items():
        walk[name] = np.where(size == 1.0, walk[name], still + size * (walk[name] - still))
    walk = floor.settle(walk)
    joints = body.joints(body.pose(walk))
    ankle = np.stack([joints["ankle_L"], joints["ankle_R"]], axis=1)
    # A leg carries while it swings backwards: the second and third quarter of its cycle.
    down = np.where(np.cos(2 * np.pi * pace_hz * times[1:]) < 0, 0, 1)
    slid = np.diff(ankle[:, :, 0], axis=0)[np.arange(len(down)), down]
    walk["x"] = np.concatenate([[0.0], -np.cumsum(slid)])
    return walk


def _walk(
    floor: Floor, body: Body, motion: Motion, fps: float, rng: np.random.Generator
) -> Performance:
    """Walk along the mat, past its middle."""
    times = np.arange(int(motion.hold_s * fps)) / fps
    walk = _strides(floor, body, times, _STEPS_HZ * motion.tempo * rng.uniform(0.9, 1.1))
    walk["x"] = walk["x"] - 0.5 * walk["x"][-1]
    names, phase = ["walking"] * len(times), ["walk"] * len(times)
    return Performance(times, walk, names, phase, np.full(len(times), -1), {})


def _walked(
    floor: Floor, body: Body, way: dict[str, Array], seconds: float, fps: float, *, away: bool
) -> dict[str, Array]:
    """A way that starts with walking up to its first frame, or ends with walking away."""
    times = np.arange(int(seconds * fps)) / fps
    if not len(times):
        return way
    size = ease((times if away else times[-1] - times) / _STOP_S)
    walk = _strides(floor, body, times, _STEPS_HZ, size)
    at, place = (0, way["x"][-1]) if away else (-1, way["x"][0])
    walk["x"] = walk["x"] - walk["x"][at] + place
    order = (way, walk) if away else (walk, way)
    return {name: np.concatenate([part[name] for part in order]) for name in way}


def _perform(
    body: Body, floor: Floor, motion: Motion, fps: float, rng: np.random.Generator
) -> Performance:
    """One motion, with its way in and out."""
    if motion.exercise == "walking":
        return _walk(floor, body, motion, fps, rng)
    if motion.exercise not in EXERCISES:
        known = ", ".join(sorted([*EXERCISES, "walking"]))
        raise ValueError(f"The studio does not know “{motion.exercise}”; known: {known}.")
    along = EXERCISES[motion.exercise].along
    moved, track, faults = _exercise(body, floor, motion, fps, rng)
    names, phase, rep = [motion.exercise] * len(track.phase), list(track.phase), track.rep
    before = after = 0
    if motion.enter:
        way = floor.settle(way_in(floor, along, moved, fps, rng))
        way = _walked(floor, body, way, motion.walk_s, fps, away=False)
        before = len(way["z"])
        moved = {name: np.concatenate([way[name], moved[name]]) for name in moved}
    if motion.leave:
        last = {name: values[-1:] for name, values in moved.items()}
        way = floor.settle(way_in(floor, along, last, fps, rng))
        way = {name: values[::-1] for name, values in way.items()}
        way = _walked(floor, body, way, motion.walk_s, fps, away=True)
        after = len(way["z"])
        moved = {name: np.concatenate([moved[name], way[name]]) for name in moved}
    names = [""] * before + names + [""] * after
    phase = ["enter"] * before + phase + ["leave"] * after
    pad = [np.full(before, -1), rep, np.full(after, -1)]
    faults = {
        name: np.concatenate([np.zeros(before), values, np.zeros(after)])
        for name, values in faults.items()
    }
    times = np.arange(len(phase)) / fps
    return Performance(times, laid_flat(moved, along), names, phase, np.concatenate(pad), faults)


def _joined(
    floor: Floor, before: Performance, after: Performance, fps: float, rng: np.random.Generator
) -> Performance:
    """One performance, a rest, and another."""
    last = {name: values[-1:] for name, values in before.posture.items()}
    first = {name: values[:1] for name, values in after.posture.items()}
    alongs = tuple(EXERCISES[next(filter(None, part.exercise))].along for part in (before, after))
    way = between(floor, last, first, alongs, fps, rng)
    count = len(way["z"])
    parts = [np.zeros(len(before.times)), np.zeros(count), np.zeros(len(after.times))]
    faults = {}
    for kind in {*before.faults, *after.faults}:
        amounts = [before.faults.get(kind, parts[0]), parts[1], after.faults.get(kind, parts[2])]
        faults[kind] = np.concatenate(amounts)
    posture = {
        name: np.concatenate([before.posture[name], way[name], after.posture[name]]) for name in way
    }
    return Performance(
        np.arange(len(posture["z"])) / fps,
        posture,
        before.exercise + [""] * count + after.exercise,
        before.phase + ["between"] * count + after.phase,
        np.concatenate([before.rep, np.full(count, -1), after.rep]),
        faults,
    )


def perform(
    body: Body,
    floor: Floor,
    motion: Motion,
    fps: float,
    seed: int,
    then: Sequence[Motion] = (),
) -> Performance:
    """Named angles of every frame of a clip; the head is at +x, contacts are at z = 0.

    then: what follows, each after a rest.
    """
    if then and "walking" in {each.exercise for each in (motion, *then)}:
        raise ValueError("Walking comes alone: nothing can follow it, and it follows nothing.")
    rng = np.random.default_rng(seed)
    whole = _perform(body, floor, motion, fps, rng)
    for each in then:
        whole = _joined(floor, whole, _perform(body, floor, each, fps, rng), fps, rng)
    return whole


def press(vertices: Surface) -> Surface:
    """Lay flat what is below the floor, as flesh and cloth are, in place."""
    np.maximum(vertices[..., 2], 0.0005, out=vertices[..., 2])
    return vertices
