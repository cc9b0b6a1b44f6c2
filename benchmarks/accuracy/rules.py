"""Which fault of the catalogue is truly there, by how much of what the studio made wrong."""

import math
from dataclasses import dataclass
from typing import Final

from . import sizes
from .scenes import PLANKS
from .sizes import Size

#: A size that no fault reaches.
NEVER: Final = math.inf


@dataclass(frozen=True)
class Rule:
    """When a fault of the catalogue is truly there.

    Between `absent` and `present` nothing is wanted and nothing is wrong: no coach could tell.

    Attributes:
        fault: id in the catalogue.
        exercises: where.
        kinds: kinds of fault of the studio that bring it about.
        size: how large it is in every frame of a truth.
        unit: of the size.
        present: from this size on it is there: the catalogue's mild limit, for a true value.
        absent: up to this size it is not.
        bins: edges of the curve of reports against size; none for faults without amounts.
        real: what is known of the same fault on real people; the tables are on the page.
    """

    fault: str
    exercises: tuple[str, ...]
    kinds: tuple[str, ...]
    size: Size
    unit: str
    present: float
    absent: float
    bins: tuple[float, ...] = ()
    real: str = "no labels"


_FULL: Final = ("plank", "high_plank")
_KNEE: Final = ("knee_plank",)
_ON_ELBOWS: Final = ("plank", "knee_plank")
_LEGS: Final = ("leg_raise", "bent_knee_leg_lift")
_SIT_UPS: Final = ("sit_up", "straight_leg_sit_up")

_BELOW, _KNEE_BELOW = sizes.off_line("ankle", 1.0), sizes.off_line("knee", 1.0)
_ABOVE, _KNEE_ABOVE = sizes.off_line("ankle", -1.0), sizes.off_line("knee", -1.0)
_TILT: Final = sizes.amount("tilt", ("bottom", "up", "down"))
_HEAD: Final = sizes.amount("head_lift")
_UNCURLED: Final = sizes.amount("uncurled", ("up", "top", "down"))
_FEET: Final = sizes.amount("leg_lift", ("up", "top"))

_LINE_BINS: Final = (0.0, 3.0, 6.0, 9.0, 11.0, 13.0, 17.0, 22.0, 30.0)
_STACK_BINS: Final = (0.0, 5.0, 15.0, 24.0, 32.0)
_KNEE_BINS: Final = (0.0, 7.5, 15.0, 20.0, 30.0, 40.0, 60.0)
_TILT_BINS: Final = (0.0, 4.0, 8.0, 12.0, 15.0, 18.0, 22.0, 30.0)
_ARCH_BINS: Final = (0.0, 4.0, 8.0, 12.0, 15.0, 20.0, 30.0)
_CURL_BINS: Final = (0.0, 12.0, 26.0, 34.0, 44.0, 60.0)
_FEET_BINS: Final = (0.0, 0.03, 0.09, 0.15, 0.25)

_REAL_SAG: Final = "0.96 of 1,280 sagging frames, none of 2,923 good ones; 1 of 1 clips"
_REAL_PIKE: Final = "2,555 of 2,556 piked frames, and 5 % of 2,923 good ones; 1 of 1 clips"

RULES: Final = (
    # Limits 10 degrees, or 8 above one's own line; the knee plank 12, or 9.
    Rule("hip_sag", _FULL, ("sag",), _BELOW, "°", 10.0, 5.0, _LINE_BINS, _REAL_SAG),
    Rule("hip_sag", _KNEE, ("sag",), _KNEE_BELOW, "°", 12.0, 6.0, _LINE_BINS),
    Rule("hips_piked", _FULL, ("pike",), _ABOVE, "°", 12.0, 6.0, _LINE_BINS, _REAL_PIKE),
    Rule("hips_piked", _KNEE, ("pike",), _KNEE_ABOVE, "°", 15.0, 7.5, _LINE_BINS),
    # What a sag brings with it: never asked for, wrong only where nothing sags.
    Rule("sag_drift", _FULL, ("sag",), _BELOW, "°", NEVER, 4.0),
    Rule("sag_drift", _KNEE, ("sag",), _KNEE_BELOW, "°", NEVER, 4.0),
    # No hip of the studio ever touches the floor in a plank.
    Rule("hips_down", _FULL, ("sag",), _BELOW, "°", NEVER, NEVER),
    Rule("shoulders_off_elbows", _ON_ELBOWS, ("stack",), sizes.stack("elbow"), "°", 15.0, 7.5,
         _STACK_BINS),
    Rule("shoulders_off_elbows", ("high_plank",), ("stack",), sizes.stack("wrist"), "°", 15.0, 7.5,
         _STACK_BINS),
    Rule("knees_bent", _FULL, ("knees_bent",), sizes.knee_flexion, "°", 15.0, 7.5, _KNEE_BINS,
         "1 wrong report in 6 good planks"),
    Rule("knees_bent", ("leg_raise",), ("knees_bent",), sizes.knee_flexion, "°", 20.0, 10.0,
         _KNEE_BINS),
    Rule("lumbar_lift", ("leg_raise",), ("tilt",), _TILT, "°", 12.0, 4.0, _TILT_BINS),
    # Here the studio tips the pelvis for good: the person's own flat back is never seen.
    Rule("lumbar_lift", ("bent_knee_leg_lift",), ("tilt",), _TILT, "°", 12.0, 4.0, _TILT_BINS),
    Rule("lumbar_lift", ("single_leg_lift", "dead_bug"), ("tilt",), sizes.amount("tilt"), "°", 12.0,
         4.0, _TILT_BINS),
    # The lever of straight legs 28 degrees above the floor; at 33 degrees it is no fault.
    Rule("legs_too_low", ("leg_raise",), (), sizes.leg_lever, "L", 0.38, 0.36),
    Rule("too_fast", ("leg_raise",), ("fast", "dropped"), sizes.leg_drop_deg_s, "°/s", 40.0, 34.0),
    Rule("hip_swing", ("bent_knee_leg_lift",), (), sizes.thigh_swing_deg_s, "°/s", 120.0, 90.0),
    Rule("head_lift", _LEGS, ("head_lift",), _HEAD, "°", 20.0, 8.0),
    Rule("failed_attempt", _SIT_UPS, ("failed",), sizes.failed, "", 1.0, 0.0),
    Rule("hip_flexor_driven", _SIT_UPS, ("uncurled",), _UNCURLED, "°", 34.0, 12.0, _CURL_BINS),
    Rule("hip_flexor_driven", ("negative_sit_up",), ("uncurled",),
         sizes.amount("uncurled", ("down",)), "°", 34.0, 13.0, _CURL_BINS),
    Rule("arched_start", (*_SIT_UPS, "negative_sit_up"), ("arched_start",),
         sizes.amount("arched_start"), "°", 12.0, 4.0, _ARCH_BINS),
    Rule("back_arches", ("donkey_kick",), ("arch",), sizes.amount("arch"), "°", 12.0, 6.0,
         _ARCH_BINS),
    Rule("back_arches", ("low_lunge",), ("arch",), sizes.amount("arch"), "°", 12.0, 6.0,
         _ARCH_BINS),
    # The catalogue's limit of biomechanics 3.13.
    Rule("back_rounds", ("pick_up",), ("rounded",), sizes.amount("rounded"), "°", 25.0, 10.0,
         _CURL_BINS),
    # Limits 0.05 and 0.08 leg lengths of about 0.85 m.
    Rule("feet_lift", ("sit_up",), ("leg_lift",), _FEET, "m", 0.043, 0.02, _FEET_BINS),
    Rule("feet_lift", ("straight_leg_sit_up",), ("leg_lift",), _FEET, "m", 0.068, 0.034,
         _FEET_BINS),
    Rule("momentum", _SIT_UPS, ("fast",), sizes.trunk_throw_deg_s, "°/s", 120.0, 90.0),
    # 1.5 s from 60 to 15 degrees; 1.8 s is no fault.
    Rule("dropped", _SIT_UPS, ("dropped", "fast"), sizes.trunk_drop_deg_s, "°/s", 30.0, 25.0,
         real="1 clip, right"),
    Rule("incomplete_top", _SIT_UPS, ("incomplete",), sizes.short_of(90.0), "°", 20.0, 15.0),
    Rule("too_low", ("crunch",), ("incomplete",), sizes.short_of(24.0), "°", 14.0, 11.0),
    Rule("too_high", ("crunch",), (), sizes.trunk_rise, "°", 40.0, 35.0),
    # A repetition in 1.5 s; in 2 s it is no fault.
    Rule("too_fast", ("crunch",), ("fast",), sizes.reps_a_minute, "/min", 40.0, 30.0),
)  # fmt: skip

#: Kinds of fault of the studio that the catalogue has no fault for, by exercise.
NOT_JUDGED: Final = {
    "head_drop": PLANKS,
    "head_crane": PLANKS,
    "legs_only": ("bent_knee_leg_lift",),
    "neck_pull": ("sit_up", "crunch"),
    "leg_lift": ("crunch",),
}
