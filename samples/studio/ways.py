"""Ways into an exercise and out of it, and from one to the next."""

import itertools

import numpy as np

from .angles import middle
from .contact import Floor
from .exercises import EXERCISES, PRONE, SUPINE
from .poses import POSTURES, posture
from .rotations import Array
from .timing import drift, ease

#: Key postures on the way into an exercise: name, x of the hips (m), seconds to get there.
_WAY_IN = {
    PRONE: (("standing", -0.62, 0.0), ("crouch", -0.50, 1.3), ("all_fours", -0.16, 1.1)),
    SUPINE: (("standing", 0.42, 0.0), ("crouch", 0.34, 1.3), ("sitting", 0.02, 1.2)),
}
_SETTLE_S = 1.4  # from the last key posture into the exercise
_FIDGET_S = 1.6  # standing before getting down, or after getting up
_PAUSE_S = 2.5  # between two exercises
_TURN_S = 2.0  # from rest to rest, where one lies the other way next
_RISE_S = 2.0  # from an exercise to that rest, and from it into the next


def _key(floor: Floor, name: str, x: float) -> dict[str, Array]:
    still = posture(POSTURES[name], 1)
    still["x"] = np.full(1, x)
    return floor.settle(still)


def way_in(
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
        share = np.arange(max(2, int(seconds * fps * rng.uniform(0.85, 1.2)))) / (seconds * fps)
        parts.append(_moved(before, after, share))
    return {name: np.concatenate([part[name] for part in parts]) for name in first}


def between(
    floor: Floor,
    last: dict[str, Array],
    first: dict[str, Array],
    alongs: tuple[float, float],
    fps: float,
    rng: np.random.Generator,
) -> dict[str, Array]:
    """From the last frame of an exercise over a rest, kneeling or sitting, into the next.

    last, first: one frame each, laid flat; alongs: how one lies in either exercise.
    """
    up, down = (_rise(floor, *end) for end in zip((last, first), alongs, strict=True))
    steps = [(start, end, _RISE_S / (len(up) - 1)) for start, end in itertools.pairwise(up)]
    steps.append((up[-1], up[-1], _PAUSE_S * rng.uniform(0.8, 1.3)))
    if alongs[0] != alongs[1]:
        steps.append((up[-1], down[-1], _TURN_S))
    else:
        down[-1] = up[-1]
    down.reverse()
    steps += [(start, end, _RISE_S / (len(down) - 1)) for start, end in itertools.pairwise(down)]
    counts = [max(2, round(seconds * fps)) for _, _, seconds in steps]
    parts = [
        _moved(start, end, np.arange(1, count + 1) / (count + 1))
        for (start, end, _), count in zip(steps, counts, strict=True)
    ]
    moved = {name: np.concatenate([part[name] for part in parts]) for name in last}
    times = np.arange(sum(counts)) / fps
    fade = ease(times / 0.5) * ease((times[-1] - times) / 0.5)
    for name, size in (("neck_turn", 5.0), ("neck", 3.0), ("spine", 1.0), ("roll", 0.4)):
        moved[name] = moved[name] + size * fade * drift(times, rng, 0.1, 0.7)
    return floor.settle(moved)


def _rise(floor: Floor, frame: dict[str, Array], along: float) -> list[dict[str, Array]]:
    """Key postures from a frame up to the rest: sits where the hips are, kneels over the knees."""
    if along == SUPINE:
        support = EXERCISES["sitting"].support
        rest = laid_flat(floor.solve(posture(POSTURES["sitting"], 1), support, {}), along)
        return [frame, rest | {"x": frame["x"]}]
    knees = middle(floor.body.joints(floor.body.pose(frame)), "knee")[:, 0]
    # Who is prone pushes off with the hands first.
    names = ("all_fours", "kneeling") if frame["pitch"][0] > 45.0 else ("kneeling",)
    return [frame, *(_key(floor, name, float(knees[0])) for name in names)]


def _moved(before: dict[str, Array], after: dict[str, Array], share: Array) -> dict[str, Array]:
    """From one frame to another, softly."""
    soft = ease(share)
    return {name: before[name][:1] + (after[name][:1] - before[name][:1]) * soft for name in before}


def laid_flat(moved: dict[str, Array], along: float) -> dict[str, Array]:
    """Turn someone supine round, so that the head is at +x in every exercise."""
    if along == SUPINE:
        moved = moved | {
            "yaw": moved["yaw"] + 180.0,
            "x": -moved["x"],
            "y": -moved["y"],
        }
    return moved
