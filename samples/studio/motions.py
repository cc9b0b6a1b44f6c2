"""What the person does over time: an exercise with its faults, and the way in and out of it."""

import itertools
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from .angles import body_line, leg_elevation, trunk_elevation
from .body import Body, Posture
from .contact import Floor, Support
from .exercises import EXERCISES, PRONE, SUPINE, Draft, Exercise, aim_side_stack, aim_stack
from .poses import POSTURES, arms, posture
from .rotations import Array
from .scene import Fault, Motion
from .timing import Stretch, Track, drift, ease, lay_out

#: Faults that change when things happen instead of an angle; amount in the unit given.
TIMED = {
    "failed": "elevation in degrees at which the trunk stops rising and falls back",
    "dropped": "seconds that the way down takes",
    "fast": "times faster than usual",
    "incomplete": "share of the way up that is missing",
}

#: Key postures on the way into an exercise: name, x of the hips (m), seconds to get there.
_WAY_IN = {
    PRONE: (("standing", -0.62, 0.0), ("crouch", -0.50, 1.3), ("all_fours", -0.16, 1.1)),
    SUPINE: (("standing", 0.42, 0.0), ("crouch", 0.34, 1.3), ("sitting", 0.02, 1.2)),
}
_SETTLE_S = 1.4  # from the last key posture into the exercise
_FIDGET_S = 1.6  # standing before getting down, or after getting up


Surface = NDArray[np.float32]


@dataclass(frozen=True)
class Performance:
    """Named angles, phase, rep and fault amounts of every frame of a clip."""

    times: Array
    posture: Posture
    phase: list[str]
    rep: NDArray[np.int64]
    faults: dict[str, Array]


def _hold(motion: Motion) -> list[Stretch]:
    return [Stretch(0.0, motion.hold_s, "hold", -1)]


def _reps(motion: Motion, exercise: Exercise, rng: np.random.Generator) -> list[Stretch]:
    """Repetitions with a little unevenness, and the faults of timing."""
    assert exercise.seconds is not None
    stretches = [Stretch(0.0, 0.9, "rest", -1)]
    for rep in range(motion.reps):
        timed = {
            f.kind: f.amount for f in motion.faults if f.kind in TIMED and f.rep in (None, rep)
        }
        pace = motion.tempo * timed.get("fast", 1.0)
        up, top, down, rest = (s / pace * rng.uniform(0.93, 1.08) for s in exercise.seconds)
        goal = rng.uniform(0.97, 1.0) * (1.0 - timed.get("incomplete", 0.0))
        if "failed" in timed:
            goal = timed["failed"] / 80.0
            stretches += [
                Stretch(goal, 0.75 * up, "up", rep),
                Stretch(0.96 * goal, 1.1, "stuck", rep),
                Stretch(0.0, 0.7, "down", rep),
            ]
        else:
            down = timed.get("dropped", down)
            stretches += [
                Stretch(goal, up, "up", rep),
                Stretch(goal, top, "top", rep),
                Stretch(0.0, down, "down", rep),
            ]
        stretches.append(Stretch(0.0, rest, "bottom", rep))
    return stretches


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
    return {name: float(values[0]) for name, values in still.items()}, measures


def _exercise(
    body: Body, floor: Floor, motion: Motion, fps: float, rng: np.random.Generator
) -> tuple[dict[str, Array], Track, dict[str, Array]]:
    """Named angles of the exercise itself."""
    exercise = EXERCISES[motion.exercise]
    stretches = _reps(motion, exercise, rng) if exercise.seconds else _hold(motion)
    track = lay_out(stretches, fps)
    frames = len(track.times)
    base = dict(POSTURES[exercise.posture])
    place = motion.arms or exercise.arms
    if place and exercise.anchor is None:
        base |= arms(body, place)
    lying: dict[str, float] = {}
    if exercise.lying:
        base, lying = _lie_down(body, floor, _with_hands(exercise.lying, place), base)
    if exercise.start:
        still = floor.solve(posture(base, 1), exercise.start, {})
        base = {name: float(values[0]) for name, values in still.items()}
    draft = Draft(
        posture(base, frames),
        track.progress,
        _fault_amounts(motion.faults, track),
        lying,
        {},
        {},
        track.rep,
    )
    _sway(draft.posture, track.times, motion.sway, rng)
    if exercise.anchor:
        wobble = motion.sway * 0.4 * drift(track.times, rng, 0.05, 0.8)
        draft.wanted["line"] = (lambda *_: np.zeros(1), wobble)
    exercise.shape(draft)
    stay: dict[str, Array] = {}
    if exercise.anchor:
        first = posture(base, 1)
        measure = draft.wanted["line"][0]
        stack = draft.fault("stack")[:1]
        under = exercise.stack or "elbow"
        aims = {
            "line": (measure, np.zeros(1)),
            "stack": (aim_side_stack if exercise.stack == "side" else aim_stack(under), stack),
        }
        first = floor.solve(first, exercise.anchor, aims)
        for name in first:
            draft.posture[name] = draft.posture[name] + (first[name] - base.get(name, 0.0))
        stay = _places(body, first, exercise.support)
    elif exercise.support.stay:
        stay = _places(body, posture(base, 1), exercise.support)
    if unknown := set(draft.faults) - draft.asked:
        raise ValueError(f"{motion.exercise} has no fault {', '.join(sorted(unknown))}.")
    # Sitting up, the hands leave the floor; only while the back lies do they rest on it.
    resting = place if "upper_back" in exercise.support.touch else None
    support = _with_hands(exercise.support, resting)
    solved = floor.solve(draft.posture, support, draft.wanted, stay, draft.raised)
    return solved, track, draft.faults


def _places(body: Body, still: Posture, support: Support) -> dict[str, Array]:
    """Where the joints that stay put are, x in metres."""
    joints = body.joints(body.pose(still))
    return {
        whole: joints[whole][:, 0]
        for name in support.stay
        for whole in ((name,) if name in joints else (f"{name}_L", f"{name}_R"))
    }


def _key(floor: Floor, name: str, x: float) -> dict[str, Array]:
    still = posture(POSTURES[name], 1)
    still["x"] = np.full(1, x)
    return floor.settle(still)


def _way_in(
    floor: Floor, along: float, first: dict[str, Array], fps: float, rng: np.random.Generator
) -> dict[str, Array]:
    """From standing with a little fidgeting down into the exercise's first frame."""
    steps = _WAY_IN[along]
    keys = [(_key(floor, name, x), seconds) for name, x, seconds in steps]
    keys.append((first, _SETTLE_S))
    parts: list[dict[str, Array]] = []
    still = keys[0][0]
    count = max(1, int(_FIDGET_S * fps * rng.uniform(0.7, 1.3)))
    times = np.arange(count) / fps
    fade = ease((times[-1] - times) / 0.4)
    fidget = {name: np.repeat(values[:1], count) for name, values in still.items()}
    for name, size in (("neck_turn", 9.0), ("neck", 5.0), ("spine_side", 2.0), ("shoulder_R", 8.0),
                       ("elbow_R", 14.0), ("shoulder_L", 4.0), ("roll", 0.8)):  # fmt: skip
        fidget[name] = fidget[name] + size * fade * drift(times, rng, 0.2, 0.9)
    parts.append(fidget)
    for (before, _), (after, seconds) in itertools.pairwise(keys):
        share = ease(
            np.arange(max(2, int(seconds * fps * rng.uniform(0.85, 1.2)))) / (seconds * fps)
        )
        parts.append(
            {
                name: before[name][:1] + (after[name][:1] - before[name][:1]) * share
                for name in first
            }
        )
    return {name: np.concatenate([part[name] for part in parts]) for name in first}


def _walk(
    floor: Floor, body: Body, motion: Motion, fps: float, rng: np.random.Generator
) -> Performance:
    """Walk along the mat; the foot that is down does not slide."""
    times = np.arange(int(motion.hold_s * fps)) / fps
    pace_hz = 0.85 * motion.tempo * rng.uniform(0.9, 1.1)
    walk = posture(POSTURES["standing"], len(times))
    for side, offset in (("L", 0.0), ("R", 0.5)):
        phase = 2 * np.pi * (pace_hz * times + offset)
        walk[f"hip_{side}"] = 6.0 + 24.0 * np.sin(phase)
        walk[f"knee_{side}"] = 4.0 + 60.0 * (0.5 + 0.5 * np.cos(phase + 0.5)) ** 4
        walk[f"shoulder_{side}"] = -18.0 * np.sin(phase)
        walk[f"elbow_{side}"] = walk[f"elbow_{side}"] + 12.0
    walk["pitch"] = walk["pitch"] + 3.0
    walk = floor.settle(walk)
    joints = body.joints(body.pose(walk))
    ankle = np.stack([joints["ankle_L"], joints["ankle_R"]], axis=1)
    # A leg carries while it swings backwards: the second and third quarter of its cycle.
    down = np.where(np.cos(2 * np.pi * pace_hz * times[1:]) < 0, 0, 1)
    slid = np.diff(ankle[:, :, 0], axis=0)[np.arange(len(down)), down]
    x = np.concatenate([[0.0], -np.cumsum(slid)])
    walk["x"] = x - 0.5 * x[-1]
    return Performance(times, walk, ["walk"] * len(times), np.full(len(times), -1), {})


def _laid_flat(performance: dict[str, Array], along: float) -> dict[str, Array]:
    """Turn someone supine round, so that the head is at +x in every exercise."""
    if along == SUPINE:
        performance = performance | {
            "yaw": performance["yaw"] + 180.0,
            "x": -performance["x"],
            "y": -performance["y"],
        }
    return performance


def perform(body: Body, floor: Floor, motion: Motion, fps: float, seed: int) -> Performance:
    """Named angles of every frame of a clip; the head is at +x, contacts are at z = 0."""
    rng = np.random.default_rng(seed)
    if motion.exercise == "walking":
        return _walk(floor, body, motion, fps, rng)
    if motion.exercise not in EXERCISES:
        known = ", ".join(sorted([*EXERCISES, "walking"]))
        raise ValueError(f"The studio does not know “{motion.exercise}”; known: {known}.")
    along = EXERCISES[motion.exercise].along
    moved, track, faults = _exercise(body, floor, motion, fps, rng)
    phase, rep = list(track.phase), track.rep
    before = after = 0
    if motion.enter:
        way = floor.settle(_way_in(floor, along, moved, fps, rng))
        before = len(way["z"])
        moved = {name: np.concatenate([way[name], moved[name]]) for name in moved}
    if motion.leave:
        last = {name: values[-1:] for name, values in moved.items()}
        way = floor.settle(_way_in(floor, along, last, fps, rng))
        after = len(way["z"])
        moved = {name: np.concatenate([moved[name], way[name][::-1]]) for name in moved}
    phase = ["enter"] * before + phase + ["leave"] * after
    pad = [np.full(before, -1), rep, np.full(after, -1)]
    faults = {
        name: np.concatenate([np.zeros(before), values, np.zeros(after)])
        for name, values in faults.items()
    }
    times = np.arange(len(phase)) / fps
    return Performance(times, _laid_flat(moved, along), phase, np.concatenate(pad), faults)


def press(vertices: Surface) -> Surface:
    """Lay flat what is below the floor, as flesh and cloth are, in place."""
    np.maximum(vertices[..., 2], 0.0005, out=vertices[..., 2])
    return vertices
