"""Base postures as named angles, and where hands are put. Degrees; unnamed angles are zero."""

import numpy as np

from .body import ANGLES, SIDES, Body
from .rotations import Array, unit

Angles = dict[str, float]


def both(**angles: float) -> Angles:
    """Give left and right the same angles: knee=90 becomes knee_L and knee_R."""
    return {f"{name}_{side}": value for name, value in angles.items() for side, _ in SIDES}


#: Prone postures have the head at +x, supine ones at -x; `pitch` is the pelvis's.
POSTURES: dict[str, Angles] = {
    "standing": both(shoulder_abd=7, elbow=12, pronation=30, hip_abd=3, knee=3, hip=2),
    "crouch": {"pitch": 48, "spine": 32, "neck": -20}
    | both(hip=125, knee=115, ankle=28, shoulder=75, elbow=20, hip_abd=9, pronation=60, wrist=20),
    "all_fours": {"pitch": 86, "neck": -22}
    | both(hip=86, knee=88, ankle=-10, toes=40, shoulder=84, pronation=85, wrist=70),
    "sitting": {"pitch": -12, "spine": 18, "neck": 5}
    | both(hip=82, knee=75, ankle=-5, shoulder=-28, shoulder_abd=22, elbow=14, pronation=80)
    | both(wrist=50),
    "half_kneeling": {"pitch": 2, "hip_L": 88, "knee_L": 92, "ankle_L": 6, "hip_R": -16}
    | {"knee_R": 72, "ankle_R": -45}
    | both(shoulder=22, elbow=40, shoulder_abd=6, pronation=50),
    "kneeling": {"pitch": 4, "neck": 6}
    | both(hip=4, knee=88, ankle=-50, shoulder=14, shoulder_abd=6, elbow=20, pronation=40),
    "forearm_plank": {"pitch": 82, "spine": 2, "neck": -12}
    | both(knee=3, ankle=2, toes=52, shoulder=78, elbow=84, pronation=15, hip_abd=1),
    "high_plank": {"pitch": 70, "spine": 2, "neck": -14}
    | both(knee=3, ankle=2, toes=52, shoulder=72, elbow=3, pronation=82, wrist=78, hip_abd=1),
    "knee_forearm_plank": {"pitch": 78, "spine": 2, "neck": -12}
    | both(knee=55, ankle=-30, shoulder=76, elbow=84, pronation=15, hip_abd=1),
    "knee_high_plank": {"pitch": 62, "spine": 2, "neck": -14}
    | both(knee=55, ankle=-30, shoulder=66, elbow=3, pronation=82, wrist=78, hip_abd=1),
    "side_plank": {"yaw": -90, "roll": -76, "shoulder_abd_L": 84, "elbow_L": 88, "pronation_L": 80}
    | {"shoulder_R": 4, "shoulder_abd_R": 4, "elbow_R": 6, "hip_abd_R": -4, "hip_abd_L": -4}
    | both(knee=3, ankle=4),
    "side_lying": {"yaw": -90, "roll": -90, "spine_side": 4, "neck": 8, "spine": 12}
    | {"shoulder_L": 128, "elbow_L": 70, "pronation_L": 60, "shoulder_R": 14, "elbow_R": 20}
    | {"shoulder_abd_R": -2, "hip_L": 34, "knee_L": 52, "hip_R": 44, "knee_R": 62}
    | {"hip_abd_R": -16}
    | both(ankle=-18),
    "supine": {"pitch": -96, "spine": -2} | both(knee=4, ankle=-18, hip=-4, hip_abd=2),
    "supine_bent": {"pitch": -97, "spine": -1} | both(knee=86, ankle=-8, hip=44, hip_abd=3),
    "supine_table": {"pitch": -98, "spine": -1} | both(knee=88, ankle=-5, hip=84, hip_abd=2),
}  # fmt: skip

#: Where arms are put: either named angles, or a place for the wrist in the trunk's own axes
#: (shares of the shoulder's half width and of the arm's length; y outwards) and the elbow's.
ARM_ANGLES: dict[str, Angles] = {
    "sides": both(shoulder=-4, shoulder_abd=14, elbow=8, pronation=88),
    "forward": both(shoulder=62, shoulder_abd=-4, elbow=10, pronation=45),
    "up": both(shoulder=90, shoulder_abd=-3, elbow=4, pronation=30),
    "overhead": both(shoulder=165, shoulder_abd=8, elbow=10),
}
_ARM_PLACES: dict[str, tuple[tuple[float, float, float], tuple[float, float, float]]] = {
    # wrist: forward m, outwards in half shoulder widths, up m from the shoulder; elbow's side
    "chest": ((0.155, -0.12, -0.13), (0.45, 0.55, -1.0)),
    "ears": ((0.035, 0.72, 0.225), (0.15, 1.0, -0.15)),
    "belly": ((0.15, 0.25, -0.33), (0.0, 1.0, -0.6)),
}


def posture(angles: Angles, frames: int) -> dict[str, Array]:
    """All named angles over time, constant."""
    return {name: np.full(frames, float(angles.get(name, 0.0))) for name in ANGLES}


def _reach(body: Body, side: str, sign: float, wrist: Array, swivel: Array) -> Angles:
    """Angles that bring a wrist to a place in the trunk's axes, with the elbow pointing so."""
    lengths = [
        float(np.linalg.norm(body.head_of(f"{end}.{side}") - body.head_of(f"{start}.{side}")))
        for start, end in (("upperarm01", "lowerarm01"), ("lowerarm01", "wrist"))
    ]
    shoulder = body.head_of(f"upperarm01.{side}")
    upper, lower = lengths
    across = wrist - shoulder
    distance = np.clip(np.linalg.norm(across), abs(upper - lower) + 0.01, upper + lower - 0.005)
    along = unit(across)
    cosine = (upper**2 + distance**2 - lower**2) / (2 * upper * distance)
    out = unit(swivel - (swivel @ along) * along)
    direction = cosine * along + np.sqrt(max(0.0, 1.0 - cosine**2)) * out
    forearm = (distance * along - upper * direction) / lower
    hinge = unit(np.cross(direction, forearm))  # bends about -y when the arm hangs
    y, z = -hinge, -direction
    x = np.cross(y, z)
    turn = np.stack([x, y, z], axis=1)
    aside = np.arcsin(np.clip(-turn[1, 2], -1, 1))
    bend = np.arccos(np.clip(direction @ forearm, -1, 1))
    return {
        f"shoulder_{side}": -float(np.degrees(np.arctan2(turn[0, 2], turn[2, 2]))),
        f"shoulder_abd_{side}": sign * float(np.degrees(aside)),
        f"shoulder_rot_{side}": sign * float(np.degrees(np.arctan2(turn[1, 0], turn[1, 1]))),
        f"elbow_{side}": float(np.degrees(bend)),
        f"pronation_{side}": 50.0,
    }


def arms(body: Body, place: str) -> Angles:
    """Named angles of both arms for a place where people put them."""
    if place in ARM_ANGLES:
        return ARM_ANGLES[place]
    if place not in _ARM_PLACES:
        known = ", ".join(sorted([*ARM_ANGLES, *_ARM_PLACES]))
        raise ValueError(f"Arms cannot be put at “{place}”; known: {known}.")
    wrist, swivel = _ARM_PLACES[place]
    found: Angles = {}
    for side, sign in SIDES:
        shoulder = body.head_of(f"upperarm01.{side}")
        size = body.person.stature_m / 1.7
        target = np.array(
            [
                shoulder[0] + size * wrist[0],
                sign * wrist[1] * abs(shoulder[1]),
                shoulder[2] + size * wrist[2],
            ]
        )
        outwards = np.array([swivel[0], sign * swivel[1], swivel[2]])
        found |= _reach(body, side, sign, target, outwards)
    return found
