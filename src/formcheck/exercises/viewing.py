"""When the view is good enough to judge, and what to do when it is not (biomechanics 8.1)."""

from collections.abc import Iterable
from typing import Final

from formcheck.exercises.spec import Fault, NeededView
from formcheck.motion.view import View

#: Estimated yaw up to which the side view is good, and up to which it can be judged at all.
#: The specification says 20 and 35 degrees of true yaw; the estimate reads low by a quarter or
#: more (BlazePose draws the far side in), hence these. Provisional until measured on renders.
YAW_GOOD_DEG: Final = 15.0
YAW_MAX_DEG: Final = 25.0
PITCH_MAX_DEG: Final = 25.0
#: Turn from facing the camera up to which the view from the front is good, and up to which it can
#: be judged at all: guesses, wide enough for the roll of the body that is to be seen.
TURN_GOOD_DEG: Final = 35.0
TURN_MAX_DEG: Final = 50.0
SMALLEST_TORSO_SHARE: Final = 0.12

_PLURAL: Final = {
    "nose": "head",
    "ear": "head",
    "shoulder": "shoulders",
    "elbow": "elbows",
    "wrist": "hands",
    "hip": "hips",
    "knee": "knees",
    "ankle": "feet",
    "heel": "feet",
    "toe": "feet",
}


def view_problem(view: View, needed: NeededView) -> str | None:
    """Say what keeps the whole view from being judged, or None."""
    if needed == "front":
        # Shoulder over shoulder looks like a camera from above: only the turn tells.
        if view.turn_deg > TURN_MAX_DEG:
            return "the camera sees you edge-on: let it face your chest or your back"
    elif view.yaw_deg > YAW_MAX_DEG:
        return "the camera does not see you from the side: turn side-on"
    elif view.pitch_deg > PITCH_MAX_DEG:
        return "the camera looks down on you: lower the camera"
    if view.torso_share < SMALLEST_TORSO_SHARE:
        return "you are small in the picture: come closer"
    return None


def fault_problem(view: View, fault: Fault, needs: Iterable[str]) -> str | None:
    """Say what keeps this fault, which needs these points, from being judged, or None."""
    problem = view_problem(view, fault.view)
    if problem:
        return problem
    if fault.view == "side" and view.yaw_deg > YAW_GOOD_DEG:
        return "this needs a square side view: turn side-on"
    for name in needs:
        if name in view.unseen:
            return f"I can't see your {_PLURAL[name]}: check light, clothes and what is in the way"
    for name in needs:
        if name in view.cropped:
            return f"your {_PLURAL[name]} leave the picture: move back"
    return None


def mild_only(view: View, needed: NeededView) -> bool:
    """Whether the view is degraded: then nothing is called severe."""
    if needed == "front":
        return view.turn_deg > TURN_GOOD_DEG
    return view.yaw_deg > YAW_GOOD_DEG


def hidden(fault: Fault) -> str:
    """Say what to do where a fault's measure is missing although the view is good."""
    return f"I can't see enough: {fault.hint}" if fault.hint else UNSEEN


UNCERTAIN: Final = "hard to see: check light and clothes"
"""Reason where the stated uncertainty is more than twice what the thresholds allow for."""

UNSEEN: Final = "I can't see your whole body: check light, clothes and what is in the way"
"""Reason where a value is missing although the view is good."""
