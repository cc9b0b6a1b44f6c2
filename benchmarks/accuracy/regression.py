"""A quick guard: some Recordings of the development part, and what must stay true of them.

    python -m benchmarks.accuracy.regression [--limits]

prints today's figures beside their limits; with `--limits` new limits for `LIMITS` below. The
limits are what the figures were when they were last set, give or take a little: a sign, a filter
or a threshold that breaks moves some of them out. A change that is meant to move them moves the
limits with it, and says so.
"""

import argparse
import math
import sys
from pathlib import Path
from typing import Final

import numpy as np

from . import angles, confusion, counts, faults
from .confusion import Naming
from .replay import Case, jobs, run_all
from .scenes import Part
from .store import DATA

PART: Final[Part] = "dev"
SCENES: Final = (
    "plank-sag4a",
    "plank-sag15a",
    "plank-sag16-from-start",
    "high_plank-sag12a",
    "high_plank-sag20a",
    "knee_plank-sag15a",
    "knee_plank-sag14a",
    "plank-pike20a",
    "high_plank-pike15a",
    "knee_plank-pike25a",
    "plank-stack28",
    "high_plank-knees_bent38",
    "plank-long00",
    "high_plank-long01",
    "knee_plank-long02",
    "leg_raise-yaw0",
    "leg_raise-tilt0-yaw5",
    "leg_raise-tilt20-yaw2",
    "leg_raise-tilt25-yaw-4",
    "leg_raise-knees_bent45",
    "leg_raise-fast3.5",
    "bent_knee_leg_lift-yaw10",
    "sit_up-yaw0",
    "sit_up-uncurled42-0",
    "sit_up-failed30",
    "sit_up-dropped0.6",
    "straight_leg_sit_up-failed45",
    "straight_leg_sit_up-leg_lift0.2",
    "crunch-good",
    "crunch-fast",
    "side_plank-more-drop16-stack19",
    "single_leg_lift-other_leg20",
    "dead_bug-more-other_leg25-fast2.2",
    "glute_bridge-more-over_arched25-feet_far64",
    "donkey_kick-more-knee_opens50-shift0.22",
    "pick_up-more-stoop0.95-load_far1.2",
    "pick_up-more-load_far1.05-jerked0.45",
)

#: Beside those, what is recognised alone: the other exercises, what is foreign, several sets.
RECOGNISED: Final = (
    "side_plank-good-yaw0",
    "low_lunge-good-yaw12",
    "negative_sit_up-good-yaw0",
    "single_leg_lift-good-yaw0",
    "dead_bug-good-yaw12",
    "glute_bridge-good-yaw0",
    "donkey_kick-good-yaw12",
    "pick_up-good-yaw0",
    "push_up-a",
    "mountain_climber-a",
    "scissors-a",
    "squat-a",
    "bird_dog-a",
    "walking-a",
    "sets-bridge-kick",
    "sets-knee-full",
)

#: Lowest and highest value that each figure may have, as `--limits` prints them.
LIMITS: Final[dict[str, tuple[float, float]]] = {
    "body line: bias, degrees": (1.39, 1.99),
    "body line: MAE, degrees": (2.18, 2.78),
    "hip: bias, degrees": (0.03, 0.63),
    "hip: MAE, degrees": (3.06, 3.66),
    "knee: bias, degrees": (-0.34, 0.26),
    "knee: MAE, degrees": (2.41, 3.01),
    "trunk: bias, degrees": (-0.27, 0.33),
    "trunk: MAE, degrees": (2.37, 2.97),
    "leg: bias, degrees": (-0.85, -0.25),
    "leg: MAE, degrees": (1.53, 2.13),
    "thigh: bias, degrees": (-5.52, -4.92),
    "thigh: MAE, degrees": (4.92, 5.52),
    "hip_sag: recall, share": (1.0, 1.0),
    "hips_piked: recall, share": (1.0, 1.0),
    "shoulders_off_elbows: recall, share": (1.0, 1.0),
    "knees_bent: recall, share": (1.0, 1.0),
    "lumbar_lift: recall, share": (1.0, 1.0),
    "legs_too_low: recall, share": (1.0, 1.0),
    "too_fast: recall, share": (1.0, 1.0),
    "failed_attempt: recall, share": (1.0, 1.0),
    "hip_flexor_driven: recall, share": (1.0, 1.0),
    "feet_lift: recall, share": (1.0, 1.0),
    "dropped: recall, share": (1.0, 1.0),
    "side_hip_drop: recall, share": (1.0, 1.0),
    "other_leg_lifts: recall, share": (1.0, 1.0),
    "other_leg_drifts: recall, share": (1.0, 1.0),
    "over_arched: recall, share": (1.0, 1.0),
    "feet_too_far: recall, share": (1.0, 1.0),
    "knee_opens: recall, share": (1.0, 1.0),
    "trunk_shifts: recall, share": (1.0, 1.0),
    "stooped: recall, share": (1.0, 1.0),
    "jerked: recall, share": (1.0, 1.0),
    "false alarms, count": (0.0, 0.0),
    "stated start after the true one: median, s": (-0.05, 0.15),
    "first shown after the true start: median, s": (1.17, 1.37),
    "repetitions: exact, share": (1.0, 1.0),
    "failed attempts: found, share": (1.0, 1.0),
    "failed attempts: invented, count": (0.0, 0.0),
    "hold: mean error, s": (-0.19, 0.01),
}

#: How far a figure may move, by its unit. Shares may only get better, counts of errors likewise.
_SLACK: Final = {"degrees": 0.3, "s": 0.1}

_BIASED: Final = ("body line", "hip", "knee", "trunk", "leg", "thigh")
_RECALLED: Final = (
    "hip_sag",
    "hips_piked",
    "shoulders_off_elbows",
    "knees_bent",
    "lumbar_lift",
    "legs_too_low",
    "too_fast",
    "failed_attempt",
    "hip_flexor_driven",
    "feet_lift",
    "dropped",
    "side_hip_drop",
    "other_leg_lifts",
    "other_leg_drifts",
    "over_arched",
    "feet_too_far",
    "knee_opens",
    "trunk_shifts",
    "stooped",
    "jerked",
)


def sample(data: Path = DATA) -> list[Case]:
    """Judge the Recordings of the guard."""
    return run_all(jobs(data, PART, SCENES), processes=1)


def named(data: Path = DATA) -> list[Naming]:
    """Recognise what is done in the Recordings of the guard, and in some of other exercises."""
    return confusion.name_all(data, PART, (*SCENES, *RECOGNISED), processes=1)


def figures(cases: list[Case]) -> dict[str, float]:
    """What is watched, by name."""
    overall = angles.overall(cases)
    found = faults.outcomes(cases)
    values: dict[str, float] = {}
    for label in _BIASED:
        values[f"{label}: bias, degrees"] = overall[label].bias
        values[f"{label}: MAE, degrees"] = overall[label].mae
    for fault in _RECALLED:
        mine = faults.tally([o for o in found if o.rule.fault == fault])
        values[f"{fault}: recall, share"] = mine.recall
    shown = [o.shown_s for o in found if not math.isnan(o.shown_s)]
    reps = counts.rep_tally(cases)
    attempts_found, attempts_true, attempts_invented = counts.attempts(cases)
    held = [c.replay.held_s - counts.true_hold_s(c.truth) for c in cases if c.replay.held_s > 0]
    values |= {
        "false alarms, count": float(sum(o.false_alarms for o in found)),
        "stated start after the true one: median, s": faults.median_delay(
            found, ("hip_sag", "hips_piked")
        ),
        "first shown after the true start: median, s": float(np.median(shown)),
        "repetitions: exact, share": counts.ratio(reps.exact, len(reps.errors)),
        "failed attempts: found, share": counts.ratio(attempts_found, attempts_true),
        "failed attempts: invented, count": float(attempts_invented),
        "hold: mean error, s": float(np.mean(held)),
    }
    return values


def failures(values: dict[str, float]) -> list[str]:
    """The figures that are outside their limits, in words."""
    return [
        f"{name}: {values[name]:.3g}, not within {low:g} to {high:g}"
        for name, (low, high) in LIMITS.items()
        if not low <= values[name] <= high
    ]


def misnamed(namings: list[Naming]) -> list[str]:
    """The stretches that are not called what they are, in words: none may be."""
    return [
        f"{naming.scene}: {naming.true} called {naming.named}"
        for naming in namings
        if naming.square and not naming.right
    ]


def around(name: str, value: float) -> tuple[float, float]:
    """Limits for a figure that is right today."""
    unit = name.rsplit(", ", 1)[1]
    if unit == "share":
        return math.floor(100 * value) / 100, 1.0
    if unit == "count":
        return 0.0, value
    slack = _SLACK[unit]
    return round(value - slack, 2), round(value + slack, 2)


def main() -> int:
    """Print the figures; 1 where one is outside its limits."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--data", type=Path, default=DATA, help="folder of the data")
    parser.add_argument("--limits", action="store_true", help="print limits for today's figures")
    options = parser.parse_args()
    values = figures(sample(options.data))
    if options.limits:
        for name, value in values.items():
            if not math.isnan(value):
                print(f'    "{name}": {around(name, value)},')
        return 0
    for name, value in values.items():
        low, high = LIMITS.get(name, (math.nan, math.nan))
        print(f"{name:50s} {value:8.3f}   {low:g} to {high:g}")
    wrong = failures(values) + misnamed(named(options.data))
    print("\n".join(["", *wrong]))
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
