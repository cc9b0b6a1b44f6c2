"""On hands and knees, kneeling, sitting, standing; and lying on one's side."""

from dataclasses import replace

import numpy as np

from samples.studio.contact import Support
from samples.studio.timing import ease

from .draft import PRONE, Draft, Exercise, aim_ahead, aim_height, aim_leg, motionless, torso_cm

_KICK = 86.0  # degrees that the thigh rises in a donkey kick


def _donkey_kick(draft: Draft) -> None:
    """On hands and knees, the right thigh rises in line with the trunk, the knee bent."""
    wanted = -90.0 + (_KICK - draft.fault("low")) * draft.progress
    draft.wanted["thigh"] = (aim_leg("R", "knee", PRONE), wanted)
    draft.posture["hip_R"] = draft.posture["hip_R"] - (90.0 + wanted)
    draft.add("knee_R", -draft.fault("knee_opens") * draft.progress)
    draft.add("spine", -draft.fault("arch") * draft.progress)
    draft.add("pitch", 0.4 * draft.fault("arch") * draft.progress)
    draft.asked.add("shift")
    if "shift" in draft.faults:  # even by 0: then the trunk stays where the sway would move it
        shift = draft.fade("shift", ease(draft.progress / 0.96))
        ahead = aim_ahead("shoulder", "wrist")
        centimetres = torso_cm(draft.floor.body) * shift
        # The shank that carries stays down where the knee opens or closes over it.
        draft.support = replace(
            draft.support,
            touch=(*draft.support.touch, "toes_L"),
            free=(*draft.support.free, "knee_L"),
            aims=(*draft.support.aims, "ahead"),
        )
        draft.wanted["ahead"] = (ahead, draft.measure(ahead) + centimetres)


def _low_lunge(draft: Draft) -> None:
    """Half kneeling, the rear hip stretched."""
    draft.add("pitch", draft.fault("lean"))
    draft.add("spine", -draft.fault("arch"))
    draft.add("hip_R", draft.fault("no_stretch") + draft.fault("lean"))
    draft.add("hip_L", draft.fault("lean"))


def _pick_up(draft: Draft) -> None:
    """Down to something on the floor with bent knees (squat) or a bent back (stoop), and up."""
    stoop = np.clip(draft.fault("stoop"), 0.0, 1.0)
    squat = 1.0 - stoop
    down = draft.progress
    pitch = down * (42.0 * squat + 86.0 * stoop)
    spine = down * (26.0 * squat + 44.0 * stoop + draft.fault("rounded"))
    draft.add("pitch", pitch)
    draft.add("spine", spine)
    draft.add("neck", -0.5 * spine)
    draft.add("hip", down * (122.0 * squat + 90.0 * stoop))
    draft.add("knee", down * (118.0 * squat + 8.0 * stoop))
    draft.add("ankle", down * (30.0 * squat - 4.0 * stoop))
    draft.add("shoulder", pitch + spine)
    if draft.has("load_far"):
        _load_far(draft)


def _load_far(draft: Draft) -> None:
    """Reach for something that lies that far ahead of the ankles: arms and trunk go forward."""
    lowest = int(np.argmax(draft.progress))
    deep = {name: float(values[lowest]) for name, values in draft.posture.items()}
    changes = {name: deep[name] - draft.still.get(name, 0.0) for name in deep}
    near = draft.key(draft.support, {}, **changes)
    hands = aim_height("wrist")
    reach = float(draft.fault("load_far").max()) * torso_cm(draft.floor.body)
    far = draft.key(
        _REACHING,
        {
            "ahead": (aim_ahead("wrist", "ankle"), reach),
            "hands": (hands, draft.measure(hands, near)),
        },
        **changes,
    )
    share = draft.fault("load_far") / draft.fault("load_far").max() * ease(draft.progress / 0.96)
    for name in far:
        draft.posture[name] = draft.posture[name] + share * (far[name] - near[name])


def _squat(draft: Draft) -> None:
    """Down with the arms forward for balance, and up."""
    down = draft.progress
    draft.add("pitch", 36.0 * down)
    draft.add("spine", 6.0 * down)
    draft.add("neck", -14.0 * down)
    draft.add("hip", 108.0 * down)
    draft.add("knee", 104.0 * down)
    draft.add("ankle", 32.0 * down)
    draft.add("shoulder", 112.0 * down)


def _bird_dog(draft: Draft) -> None:
    """On hands and knees; an arm and the other side's leg stretch out, in turn."""
    for side, other in (("R", "L"), ("L", "R")):
        out = draft.moving(side)
        draft.add(f"hip_{side}", -84.0 * out)
        draft.add(f"knee_{side}", -84.0 * out)
        draft.add(f"ankle_{side}", -20.0 * out)
        draft.add(f"shoulder_{other}", 86.0 * out)
        draft.add(f"wrist_{other}", -66.0 * out)
    height = aim_height("hip")
    draft.wanted["hips"] = (height, np.full(len(draft.progress), draft.measure(height)))


def _cat_cow(draft: Draft) -> None:
    """On hands and knees; the back sags and arches upwards in turn."""
    round_back = -24.0 + 76.0 * draft.progress
    draft.add("spine", round_back)
    draft.add("neck", -10.0 + 40.0 * draft.progress)
    draft.add("pitch", -0.5 * round_back)
    draft.add("hip", -0.5 * round_back)


_SOLES = Support(("heel", "ball"), ("ankle",), ("x", "z", "ankle"))
_REACHING = Support(
    ("heel", "ball"),
    ("ankle",),
    ("x", "z", "ankle", "pitch", "hip", "shoulder"),
    ("ahead", "hands"),
)
_ON_SOLES = Support(("heel", "ball"), (), ("z", "ankle"))
_ALL_FOURS = Support(("palm", "fingers", "knee", "toes"), (), ("z", "pitch", "wrist", "ankle"))

UPRIGHT = {
    "donkey_kick": Exercise(
        "all_fours",
        PRONE,
        Support(
            ("palm", "fingers", "knee_L"),
            ("wrist", "knee_L"),
            ("x", "z", "pitch", "shoulder", "wrist", "hip_L", "hip_R"),
            ("thigh",),
        ),
        _donkey_kick,
        (1.2, 0.7, 1.4, 0.5),
        start=_ALL_FOURS,
        timed=frozenset({"momentum"}),
        span=(0.0, _KICK),
        thrown=(60.0, 50.0),
    ),
    "low_lunge": Exercise(
        "half_kneeling",
        PRONE,
        Support(
            ("heel_L", "ball_L", "knee_R", "toes_R"),
            (),
            ("z", "hip_L", "ankle_L", "knee_R"),
        ),
        _low_lunge,
    ),
    "pick_up": Exercise(
        "standing",
        PRONE,
        _SOLES,
        _pick_up,
        (1.6, 0.5, 1.8, 0.8),
        start=_ON_SOLES,
        timed=frozenset({"jerked"}),
    ),
    # Not in the catalogue.
    "squat": Exercise("standing", PRONE, _SOLES, _squat, (1.3, 0.2, 1.1, 0.3), start=_ON_SOLES),
    "bird_dog": Exercise(
        "all_fours",
        PRONE,
        Support((), aims=("hips",)),  # hand and knee that carry stay by themselves
        _bird_dog,
        (1.4, 1.0, 1.4, 0.4),
        start=_ALL_FOURS,
    ),
    "cat_cow": Exercise(
        "all_fours",
        PRONE,
        Support(
            ("palm", "fingers", "knee", "toes"),
            ("wrist", "knee"),
            ("x", "z", "pitch", "shoulder", "wrist", "hip", "knee"),
        ),
        _cat_cow,
        (1.8, 0.4, 1.8, 0.4),
        start=_ALL_FOURS,
    ),
    "sitting": Exercise(
        "sitting",
        PRONE,
        Support(("pelvis", "heel", "ball", "palm"), (), ("z", "hip", "ankle", "shoulder")),
        motionless,
    ),
    "side_lying": Exercise("side_lying", PRONE, Support(("any",)), motionless),
    "standing": Exercise("standing", PRONE, _ON_SOLES, motionless),
    "kneeling": Exercise(
        "kneeling", PRONE, Support(("knee", "toes"), (), ("z", "ankle")), motionless
    ),
}
