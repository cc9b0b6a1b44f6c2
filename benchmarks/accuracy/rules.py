"""Which fault of the catalogue is truly there, by how much of what the studio made wrong."""

from dataclasses import dataclass
from typing import Final

from . import sizes
from .scenes import PLANKS
from .sizes import Size


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

# What happens on the way to the floor is neither asked for nor wrong.
_BELOW = sizes.held_up(sizes.off_line("ankle", 1.0), 7.5)
_KNEE_BELOW = sizes.held_up(sizes.off_line("knee", 1.0), 7.5)
_ABOVE, _KNEE_ABOVE = sizes.off_line("ankle", -1.0), sizes.off_line("knee", -1.0)
_TILT: Final = sizes.amount("tilt", ("bottom", "up", "down"))
_UNCURLED: Final = sizes.amount("uncurled", ("up", "top", "down"))
_FEET: Final = sizes.amount("leg_lift", ("up", "top"))
_DOWN_IN_ONE: Final = sizes.ways_a_second("down")
_UP_IN_ONE: Final = sizes.ways_a_second("up")

_LINE_BINS: Final = (0.0, 3.0, 6.0, 9.0, 11.0, 13.0, 17.0, 22.0, 30.0)
_STACK_BINS: Final = (0.0, 5.0, 15.0, 24.0, 35.0)
_HEAD_BINS: Final = (0.0, 5.0, 15.0, 25.0, 36.0, 50.0)
_KNEE_BINS: Final = (0.0, 7.5, 15.0, 20.0, 30.0, 40.0, 60.0)
_TILT_BINS: Final = (0.0, 4.0, 8.0, 12.0, 15.0, 18.0, 22.0, 30.0)
_ARCH_BINS: Final = (0.0, 4.0, 8.0, 12.0, 15.0, 20.0, 30.0)
_ROUND_BINS: Final = (0.0, 28.0, 36.0, 45.0, 51.0, 60.0, 80.0)
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
    # A slow sag; what a quick one brings with it is neither asked for nor wrong.
    Rule("sag_drift", _FULL, ("sag",), sizes.drifted(_BELOW, 5.0), "°", 6.0, 4.0),
    Rule("sag_drift", _KNEE, ("sag",), sizes.drifted(_KNEE_BELOW, 5.0), "°", 6.0, 4.0),
    Rule("hips_down", PLANKS, ("hips_down", "knees_down"), sizes.on_floor, "", 1.0, 0.5),
    Rule("head_drop", PLANKS, ("head_drop",), sizes.amount("head_drop"), "°", 30.0, 12.0,
         _HEAD_BINS),
    Rule("head_crane", PLANKS, ("head_crane",), sizes.amount("head_crane"), "°", 30.0, 12.0,
         _HEAD_BINS),
    Rule("shoulders_off_elbows", _ON_ELBOWS, ("stack",),
         sizes.held_up(sizes.stack("elbow"), 10.0), "°", 15.0, 7.5, _STACK_BINS),
    Rule("shoulders_off_elbows", ("high_plank",), ("stack", "rock"),
         sizes.held_up(sizes.stack("wrist"), 10.0), "°", 15.0, 7.5, _STACK_BINS),
    Rule("knees_bent", _FULL, ("knees_bent",), sizes.held_up(sizes.knee_flexion, 10.0), "°", 15.0,
         7.5, _KNEE_BINS,
         "1 wrong report in 6 good planks"),
    Rule("side_hip_drop", ("side_plank",), ("drop",), sizes.off_line("side", 1.0), "°", 10.0, 5.0,
         _LINE_BINS),
    Rule("rolled", ("side_plank",), ("rolled",), sizes.amount("rolled"), "°", 25.0, 12.0),
    Rule("shoulders_off_elbows", ("side_plank",), ("stack",), sizes.side_stack, "°", 15.0, 7.5,
         _STACK_BINS),
    Rule("leaning", ("low_lunge",), ("lean",), sizes.lean, "°", 20.0, 12.0),
    Rule("no_stretch", ("low_lunge",), ("no_stretch", "lean"), sizes.stretch_missing, "°", 10.0,
         3.0),
    Rule("knees_bent", ("leg_raise",), ("knees_bent",), sizes.knee_flexion, "°", 20.0, 10.0,
         _KNEE_BINS),
    Rule("knees_bent", ("single_leg_lift",), ("knees_bent",), sizes.moving_knee_flexion, "°", 20.0,
         12.0, _KNEE_BINS),
    Rule("lumbar_lift", ("leg_raise",), ("tilt",), _TILT, "°", 12.0, 4.0, _TILT_BINS),
    # Here the studio tips the pelvis for good: the person's own flat back is never seen.
    Rule("lumbar_lift", ("bent_knee_leg_lift",), ("tilt",), _TILT, "°", 12.0, 4.0, _TILT_BINS),
    Rule("lumbar_lift", ("single_leg_lift", "dead_bug"), ("tilt",), sizes.amount("tilt"), "°", 12.0,
         4.0, _TILT_BINS),
    # The lever of straight legs 28 degrees above the floor; at 33 degrees it is no fault.
    Rule("legs_too_low", ("leg_raise",), ("bottom",), sizes.leg_lever, "L", 0.38, 0.36),
    Rule("legs_uneven", ("leg_raise",), ("uneven",), sizes.legs_apart, "°", 15.0, 8.0),
    Rule("other_leg_lifts", ("single_leg_lift",), ("other_leg",), sizes.amount("other_leg"), "°",
         6.0, 3.0),
    Rule("other_leg_drifts", ("dead_bug",), ("other_leg",), sizes.amount("other_leg"), "°", 12.0,
         7.5),
    Rule("too_fast", ("leg_raise",), ("fast", "dropped"), sizes.leg_drop_deg_s, "°/s", 40.0, 34.0),
    Rule("too_fast", ("single_leg_lift",), ("fast",), sizes.moving_leg_drop_deg_s, "°/s", 40.0,
         34.0),
    # A leg out in 1.5 s; in 1.7 s it is no fault.
    Rule("too_fast", ("dead_bug",), ("fast",), _UP_IN_ONE, "/s", 0.67, 0.6),
    Rule("hip_swing", ("leg_raise",), ("hip_swing",), sizes.amount("hip_swing"), "T", 0.06, 0.03),
    Rule("hip_swing", ("bent_knee_leg_lift",), ("hip_swing",), sizes.thigh_swing_deg_s, "°/s",
         120.0, 90.0),
    # A pelvis that tips the other way does not rise either.
    Rule("legs_only", ("bent_knee_leg_lift",), ("legs_only",), sizes.still_pelvis_t, "T", 0.04,
         0.025),
    Rule("head_lift", (*_LEGS, "single_leg_lift"), ("head_lift",), sizes.amount("head_lift"), "°",
         20.0, 8.0),
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
    # The limit of biomechanics 3.13, 25 degrees, on top of the 26 of the studio's good squat; a
    # stoop has 43 by itself.
    Rule("back_rounds", ("pick_up",), ("rounded", "stoop"), sizes.spine_flexion, "°", 51.0, 36.0,
         _ROUND_BINS),
    # Limits 0.05 and 0.08 leg lengths of about 0.85 m.
    Rule("feet_lift", ("sit_up", "crunch"), ("leg_lift",), _FEET, "m", 0.043, 0.02, _FEET_BINS),
    Rule("feet_lift", ("straight_leg_sit_up",), ("leg_lift",), _FEET, "m", 0.068, 0.034,
         _FEET_BINS),
    Rule("momentum", _SIT_UPS, ("fast", "momentum"), sizes.trunk_throw_deg_s, "°/s", 120.0, 90.0),
    # 1.5 s from 60 to 15 degrees; 1.8 s is no fault.
    Rule("dropped", _SIT_UPS, ("dropped", "fast"), sizes.trunk_drop_deg_s, "°/s", 30.0, 25.0,
         real="1 clip, right"),
    Rule("dropped", ("negative_sit_up",), ("dropped",), sizes.trunk_drop_deg_s, "°/s", 30.0, 25.0),
    Rule("incomplete_top", _SIT_UPS, ("incomplete",), sizes.short_of(90.0), "°", 20.0, 15.0),
    Rule("arm_swing", _SIT_UPS, ("arm_swing",), sizes.amount("arm_swing"), "°", 45.0, 20.0),
    Rule("neck_pull", (*_SIT_UPS, "crunch"), ("neck_pull",), sizes.amount("neck_pull"), "°", 40.0,
         16.0),
    Rule("too_low", ("crunch",), ("incomplete",), sizes.short_of(24.0), "°", 14.0, 11.0),
    Rule("too_high", ("crunch",), ("high",), sizes.trunk_rise, "°", 40.0, 35.0),
    # A repetition in 1.5 s; in 2 s it is no fault.
    Rule("too_fast", ("crunch",), ("fast",), sizes.reps_a_minute, "/min", 40.0, 30.0),
    Rule("too_low", ("glute_bridge",), ("low",), sizes.bridge_missing, "°", 15.0, 7.5),
    Rule("over_arched", ("glute_bridge",), ("over_arched",), sizes.off_line("knee", 1.0), "°",
         10.0, 5.5),
    Rule("feet_too_far", ("glute_bridge",), ("feet_far",), sizes.knees_open_at_top, "°", 15.0, 7.5),
    # Down in a second; in 1.3 s it is no fault.
    Rule("dropped", ("glute_bridge",), ("dropped",), _DOWN_IN_ONE, "/s", 1.0, 0.77),
    # The thigh 30 degrees below the trunk's line: 150 between the two.
    Rule("too_low", ("donkey_kick",), ("low",), sizes.kick_missing, "°", 30.0, 20.0),
    Rule("knee_opens", ("donkey_kick",), ("knee_opens",), sizes.knee_opened, "°", 30.0, 18.0),
    Rule("trunk_shifts", ("donkey_kick",), ("shift",), sizes.amount("shift"), "T", 0.15, 0.07),
    Rule("momentum", ("donkey_kick",), ("momentum",), sizes.kick_deg_s, "°/s", 180.0, 140.0),
    Rule("stooped", ("pick_up",), ("stoop",), sizes.amount("stoop"), "", 0.8, 0.4),
    Rule("load_far", ("pick_up",), ("load_far",), sizes.reach_t, "T", 0.9, 0.8),
    Rule("jerked", ("pick_up",), ("jerked",), sizes.lift_t_s, "T/s", 3.0, 2.2),
)  # fmt: skip
