"""Who is in the clips of a part, filmed once more as if calibrating: standing, plank, flat back.

    python -m benchmarks.accuracy.calibrating [--clips DIR] [--jobs N]

films every person whose clip can gain by a profile, before the same camera as in that clip (but
farther off where they stand), with another draw of sway and noise, calibrates as `formcheck
calibrate --clip` does, and keeps the profiles in `data/PART/profiles.toml`. Needs the studio.
"""

from dataclasses import replace
from typing import Final

from samples.studio.scene import Motion, Scene

from .scenes import BLIND_VIEWS, PLANKS

#: What is judged against the flat back, and against the length of the legs.
ON_THE_BACK: Final = ("leg_raise", "bent_knee_leg_lift", "single_leg_lift", "dead_bug")
LIFTS_FEET: Final = ("sit_up", "straight_leg_sit_up", "crunch")

_OTHER_DRAW: Final = 100_003  # added to the seed
_STANDING_CAMERA: Final = {"look_at_m": (0.0, 0.0, 0.75), "distance_m": 3.9}


def rehearsals(scene: Scene) -> list[Scene]:
    """The scenes in which the person of a scene calibrates; none where it cannot matter."""
    exercise, view = scene.motion.exercise, scene.name.rsplit("-", 1)[-1]
    if abs(scene.camera.yaw_deg) > 20.01 or view in BLIND_VIEWS or scene.then:
        return []
    if exercise in PLANKS:
        # Who does the high plank shows the plank on the forearms.
        line = "knee_plank" if exercise == "knee_plank" else "plank"
        return [_again(scene, Motion(line, hold_s=5.0))]
    if exercise in ON_THE_BACK:
        return [_again(scene, Motion("flat_back", hold_s=3.0)), _standing(scene)]
    return [_standing(scene)] if exercise in LIFTS_FEET else []


def _standing(scene: Scene) -> Scene:
    again = _again(scene, Motion("standing", hold_s=2.0))
    return replace(again, camera=replace(again.camera, vertical_fov_deg=50.0, **_STANDING_CAMERA))


def _again(scene: Scene, motion: Motion) -> Scene:
    return replace(
        scene,
        name=f"{scene.name}.{motion.exercise}",
        seed=scene.seed + _OTHER_DRAW,
        camera=replace(scene.camera, fps=10.0),
        motion=motion,
    )
