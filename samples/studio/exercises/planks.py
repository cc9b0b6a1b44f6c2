"""Planks, and what else is done on hands and toes."""

from collections.abc import Callable
from dataclasses import replace

import numpy as np

from samples.studio.contact import Support
from samples.studio.timing import ease

from .draft import (
    PRONE,
    Draft,
    Exercise,
    aim_body_line,
    aim_height,
    aim_side_line,
    aim_stack,
)


def _plank(end: str, under: str) -> Callable[[Draft], None]:
    """Hold: the body line is as wanted, feet and arms stay where they are."""
    line = aim_body_line(end)

    def shape(draft: Draft) -> None:
        draft.add("spine", -0.55 * draft.fault("sag") + 0.35 * draft.fault("pike"))
        draft.add("neck", draft.fault("head_drop") - draft.fault("head_crane"))
        draft.add("knee", draft.fault("knees_bent"))
        draft.aim("line", draft.fault("sag") - draft.fault("pike"))
        _down(draft, "hips_down", ("belly",), {"spine": -24.0, "hip": -10.0, "neck": -8.0})
        if end == "ankle":
            _down(draft, "knees_down", ("knee",), {"knee": 40.0, "hip": 14.0})
            _rock(draft, under)

    def _down(draft: Draft, kind: str, parts: tuple[str, ...], bend: dict[str, float]) -> None:
        """Lower hips or knees to the floor, by a share; feet and arms stay where they are."""
        if not draft.has(kind):
            return
        onto = replace(
            draft.support,
            touch=(*draft.support.touch, *parts),
            free=(*draft.support.free, "spine", "knee", "ankle"),
            aims=(),
        )
        low = draft.key(onto, {}, **bend)
        share = np.clip(draft.fault(kind), 0.0, 1.0)
        draft.blend(low, share)
        draft.aim("line", share * draft.measure(line, low))

    return shape


def _rock(draft: Draft, under: str) -> None:
    """Shoulders move ahead of what carries them, over the balls of the feet."""
    if not draft.has("rock"):
        return
    draft.support = replace(
        draft.support,
        free=(*draft.support.free, "ankle"),
        aims=(*draft.support.aims, "stack"),
    )
    stack = aim_stack(under)
    draft.wanted["stack"] = (stack, draft.measure(stack) + draft.fault("rock"))


def _side_plank(draft: Draft) -> None:
    """On the left forearm and foot; the hips drop, or the body rolls off its edge."""
    drop = draft.fault("drop")
    draft.add("hip_abd_L", -0.4 * drop)
    draft.add("hip_abd_R", 0.4 * drop)
    # Nearly level, the body turns about its long axis by the pitch; the upper arm stays upright.
    draft.add("pitch", draft.fault("rolled"))
    draft.add("shoulder_L", draft.fault("rolled"))
    draft.aim("line", drop)


def _push_up(draft: Draft) -> None:
    """Straight body down between the hands and up again."""
    draft.add("elbow", 92.0 * draft.progress)
    draft.add("shoulder", -88.0 * draft.progress)
    draft.add("shoulder_abd", 22.0 * draft.progress)
    draft.add("shoulder_rot", -25.0 * draft.progress)
    draft.add("wrist", 8.0 * draft.progress)


def _mountain_climber(draft: Draft) -> None:
    """High plank with the hips a little up; the knees are drawn under the chest in turn."""
    piked = draft.key(_HANDS[1], {"line": (aim_body_line("ankle"), -16.0)})
    draft.blend(piked, 1.0)
    for side in "RL":
        drawn = draft.moving(side)
        draft.add(f"hip_{side}", 96.0 * drawn)
        draft.add(f"knee_{side}", 112.0 * ease(1.5 * drawn))
        draft.add(f"ankle_{side}", -25.0 * drawn)
        draft.raised[f"toes_{side}"] = 0.07 * ease(3.0 * drawn)
    height = aim_height("hip")
    draft.wanted["hips"] = (height, np.full(len(draft.progress), draft.measure(height, piked)))


def _down_dog(draft: Draft) -> None:
    """From high plank the hips go up and back until arms and trunk are in line, and back."""
    draft.aim("line", -84.0 * draft.progress)
    draft.add("pitch", 38.0 * draft.progress)
    draft.add("hip", 84.0 * draft.progress)
    draft.add("shoulder", 80.0 * draft.progress)
    draft.add("wrist", -30.0 * draft.progress)
    draft.add("neck", 20.0 * draft.progress)


def _plank_supports(
    touch: tuple[str, ...], foot: str, hand: str, free: tuple[str, ...]
) -> tuple[Support, Support]:
    """Supports of a plank: the single frame that finds the places, and all frames."""
    anchor = Support(touch, (), ("z", "pitch", "hip", *free), ("line", "stack"))
    return anchor, Support(touch, (foot, hand), ("x", "z", "pitch", "hip", *free), ("line",))


_FOREARM = _plank_supports(("toes", "elbow", "palm"), "ball", "elbow", ("shoulder", "elbow"))
_HANDS = _plank_supports(("toes", "palm", "fingers"), "ball", "wrist", ("shoulder", "wrist"))
_KNEE_FOREARM = _plank_supports(("knee", "elbow", "palm"), "knee", "elbow", ("shoulder", "elbow"))
_HANDS_ROLLING = replace(_HANDS[1], free=(*_HANDS[1].free, "ankle"))

PLANKS = {
    "plank": Exercise(
        "forearm_plank",
        PRONE,
        _FOREARM[1],
        _plank("ankle", "elbow"),
        anchor=_FOREARM[0],
        line=aim_body_line("ankle"),
        stack="elbow",
    ),
    "high_plank": Exercise(
        "high_plank",
        PRONE,
        _HANDS[1],
        _plank("ankle", "wrist"),
        anchor=_HANDS[0],
        line=aim_body_line("ankle"),
        stack="wrist",
    ),
    "knee_plank": Exercise(
        "knee_forearm_plank",
        PRONE,
        _KNEE_FOREARM[1],
        _plank("knee", "elbow"),
        anchor=_KNEE_FOREARM[0],
        line=aim_body_line("knee"),
        stack="elbow",
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
        line=aim_side_line,
        stack="side",
    ),
    # Not in the catalogue: what a recogniser must not take for a plank.
    "push_up": Exercise(
        "high_plank",
        PRONE,
        _HANDS_ROLLING,
        _push_up,
        (1.3, 0.15, 1.0, 0.3),
        anchor=_HANDS[0],
        line=aim_body_line("ankle"),
        stack="wrist",
    ),
    "mountain_climber": Exercise(
        "high_plank",
        PRONE,
        # The knee bends so far that the foot clears the floor; the hands stay by themselves.
        Support(("toes",), (), ("z", "knee_L", "knee_R"), ("hips",)),
        _mountain_climber,
        (0.45, 0.05, 0.45, 0.05),
        anchor=_HANDS[0],
        line=aim_body_line("ankle"),
        stack="wrist",
    ),
    "down_dog": Exercise(
        "high_plank",
        PRONE,
        _HANDS_ROLLING,
        _down_dog,
        (1.8, 3.0, 1.8, 1.2),
        anchor=_HANDS[0],
        line=aim_body_line("ankle"),
        stack="wrist",
    ),
}
