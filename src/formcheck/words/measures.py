"""What measures are called."""

from typing import Final

from formcheck.words.language import _, marked
from formcheck.words.names import name_of_id
from formcheck.words.units import number

_LABELS: Final = {
    "body_line_deg": marked("body line"),
    "knee_line_deg": marked("knee line"),
    "body_line_offset": marked("body line offset"),
    "hip_angle_deg": marked("hip angle"),
    "hip_extension_deg": marked("hip extension"),
    "knee_flexion_deg": marked("knee flexion"),
    "elbow_flexion_deg": marked("elbow flexion"),
    "head_lead_deg": marked("head lead"),
    "gaze_deg": marked("gaze"),
    "trunk_elevation_deg": marked("trunk elevation"),
    "leg_elevation_deg": marked("leg elevation"),
    "thigh_elevation_deg": marked("thigh elevation"),
    "trunk_lean_deg": marked("trunk lean"),
    "elbow_stack_deg": marked("elbow stack"),
    "hand_stack_deg": marked("hand stack"),
    "ear_rise_t": marked("ear rise"),
    "shoulder_rise_t": marked("shoulder rise"),
    "hip_rise_t": marked("hip rise"),
    "heel_rise_l": marked("heel rise"),
    "foot_rise_l": marked("foot rise"),
    "foot_height_l": marked("foot height"),
    "hip_clearance_t": marked("hip clearance"),
    "knee_clearance_t": marked("knee clearance"),
    "foot_clearance_t": marked("foot clearance"),
    "leg_lever": marked("leg lever"),
    "shoulder_drop_t": marked("shoulder drop"),
    "stoop_index": marked("stoop index"),
    "hands_ahead_t": marked("hands ahead"),
    "hand_to_hip_t": marked("hand to hip"),
    "hand_to_ear_t": marked("hand to ear"),
    "hand_above_knee_t": marked("hand above knee"),
    "hand_reach_t": marked("hand reach"),
    "lower_leg_elevation_deg": marked("lower leg elevation"),
    "upper_leg_elevation_deg": marked("upper leg elevation"),
    "upper_knee_flexion_deg": marked("upper knee flexion"),
    "upper_hip_extension_deg": marked("upper hip extension"),
    "near_foot_rise_l": marked("near foot rise"),
    "far_foot_rise_l": marked("far foot rise"),
    "legs_apart_deg": marked("legs apart"),
    "reaching_leg_lever": marked("reaching leg lever"),
    "waiting_thigh_elevation_deg": marked("waiting thigh elevation"),
    "kneeling_hip_extension_deg": marked("kneeling hip extension"),
    "knees_apart_t": marked("knees apart"),
    "lower_elbow_stack_deg": marked("lower elbow stack"),
    "roll_over_deg": marked("roll over"),
    "yaw_deg": marked("yaw"),
    "lumbar_rise_t": marked("lumbar rise"),
    "low_back_rise_t": marked("low back rise"),
    "lumbar_hollow_t": marked("lumbar hollow"),
    "back_bulge": marked("back bulge"),
    "face_up": marked("face up"),
    "rep_speed_deg_s": marked("rep speed"),
    "rep_speed_t_s": marked("rep speed"),
    "rep_height_deg": marked("rep height"),
    "rep_height_t": marked("rep height"),
    "rise_time_s": marked("rise time"),
    "lower_time_s": marked("lower time"),
    "rep_time_s": marked("rep time"),
    "mean_rise_speed_deg_s": marked("mean rise speed"),
    "mean_lower_speed_deg_s": marked("mean lower speed"),
}
#: An angle beside the person in the picture.
_DRAWN: Final = {
    "trunk_elevation_deg": marked("trunk {angle}"),
    "leg_elevation_deg": marked("legs {angle}"),
    "upper_leg_elevation_deg": marked("leg {angle}"),
    "lower_leg_elevation_deg": marked("leg {angle}"),
    "thigh_elevation_deg": marked("thighs {angle}"),
    "waiting_thigh_elevation_deg": marked("still thigh {angle}"),
    "hip_extension_deg": marked("hip {angle}"),
    "upper_hip_extension_deg": marked("hip {angle}"),
    "kneeling_hip_extension_deg": marked("hip {angle}"),
    "hip_angle_deg": marked("hip {angle}"),
    "knee_flexion_deg": marked("knee {angle}"),
    "upper_knee_flexion_deg": marked("knee {angle}"),
    "trunk_lean_deg": marked("lean {angle}"),
}


def label(measure: str) -> str:
    """What a measure, its fastest change, or a number that is taken of a repetition is called."""
    name = measure.removesuffix("_per_s")
    known = _LABELS.get(name)  # an old history may hold measures that exist no more
    return _(known) if known else name_of_id(name)


def drawn(measure: str, degrees: float) -> str:
    """An angle beside the person in the picture."""
    return _(_DRAWN[measure], angle=number(degrees, "deg"))


def bend(degrees: float, *, straight: bool) -> str:
    """The bend of a plank beside the person in the picture."""
    if straight:
        return _("straight")
    words = _("sag {angle}") if degrees > 0 else _("pike {angle}")
    return words.format(angle=number(abs(degrees), "deg"))
