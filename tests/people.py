"""A stick person for tests: postures in metres, motions over time, and a camera that films them.

The person is planar: head to the left of the picture, feet to the right, y up, the floor at 0.
A camera turns a posture into a PoseFrame with all 33 landmarks, as BlazePose would report them.
"""

import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, fields, replace
from functools import cache

import numpy as np

from formcheck.motion.body import PAIRS
from formcheck.pose.frame import (
    LANDMARKS,
    PoseFrame,
    Silhouette,
    empty_pose_frame,
    pose_frame,
)
from formcheck.pose.silhouette import STATION_U
from formcheck.session import Session, SessionRecord

# Metres.
TRUNK, THIGH, SHANK, NECK, UPPER_ARM, FOREARM = 0.52, 0.43, 0.42, 0.19, 0.38, 0.26
LEG = THIGH + SHANK
SUPINE, PRONE, ON_A_SIDE = 1, -1, 0
NAN = math.nan

# The outline of the trunk: how thick it is to each side of its line, and where along it (0 the
# shoulder, 1 the hip) the low back is hollow and the whole back bulges, all in torso lengths.
THICK = 0.22
FLAT_HOLLOW = 0.03
LUMBAR = np.interp(STATION_U, (0.15, 0.35, 0.70, 0.90), (0.0, 1.0, 1.0, 0.0))
ROUND = 0.88 * np.interp(STATION_U, (0.10, 0.30, 0.70, 0.90), (0.0, 1.0, 1.0, 0.0))
# A spine that bends by a degree bulges the back by this much of its length.
BULGE_PER_DEG = 0.0016

Joints = dict[str, tuple[float, float]]


# --- postures ------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Posture:
    """Where the joints are: the hip in metres, and the direction of each segment in degrees.

    Directions are those of the picture: 0 to the right, 90 up. `front` is +1 for who lies on the
    back and -1 for who lies on the belly; it tells on which side of the trunk the face is. Who lies
    on a side faces the camera, the left side up. The right limbs (`...2`) are as the left ones
    where nothing else is said.
    """

    front: int
    hip_x: float = 0.0
    hip_y: float = 0.10
    trunk: float = 180.0
    head: float = 180.0
    thigh: float = 0.0
    shank: float = 0.0
    foot: float = 90.0
    upper_arm: float = 0.0
    forearm: float = 120.0
    stretch: float = 1.0  # distance shoulder to hip over the length of a flat trunk
    hollow: float = FLAT_HOLLOW  # of the low back's outline, in lengths of the trunk's line
    bulge: float = 0.0  # of the back's outline over its length, + is round
    thigh2: float = NAN
    shank2: float = NAN
    foot2: float = NAN
    upper_arm2: float = NAN
    forearm2: float = NAN
    rolled: float = 0.0  # who lies on a side: degrees out of the picture plane

    def right(self) -> "Posture":
        """The posture with the right limbs in place of the left ones."""
        names = ("thigh", "shank", "foot", "upper_arm", "forearm")
        own = {name: getattr(self, f"{name}2") for name in names}
        return replace(
            self, **{name: value for name, value in own.items() if not math.isnan(value)}
        )

    def back(self) -> np.ndarray:
        """The back's outline: its distance from the trunk's line, in lengths of that line."""
        return THICK - self.hollow * LUMBAR + self.bulge * ROUND

    def joints(self) -> Joints:
        hip = (self.hip_x, self.hip_y)
        shoulder = _along(hip, self.trunk, TRUNK * self.stretch)
        ear = _along(shoulder, self.head, NECK)
        nose = _along(ear, self.head - self.front * 90.0, 0.10)
        elbow = _along(shoulder, self.upper_arm, UPPER_ARM)
        wrist = _along(elbow, self.forearm, FOREARM)
        knee = _along(hip, self.thigh, THIGH)
        ankle = _along(knee, self.shank, SHANK)
        return {
            "nose": nose,
            "eye": _along(nose, self.head, 0.03),
            "mouth": _along(nose, self.head, -0.04),
            "ear": ear,
            "shoulder": shoulder,
            "elbow": elbow,
            "wrist": wrist,
            "hand": _along(wrist, self.forearm, 0.08),
            "hip": hip,
            "knee": knee,
            "ankle": ankle,
            "heel": _along(ankle, self.foot - self.front * 135.0, 0.06),
            "toe": _along(ankle, self.foot, 0.11),
        }


def _along(start, direction_deg, length):
    angle = math.radians(direction_deg)
    return (start[0] + length * math.cos(angle), start[1] + length * math.sin(angle))


def mix(a: Posture, b: Posture, share: float) -> Posture:
    """The posture on the way from a to b; bones keep their length."""
    between = {
        f.name: getattr(a, f.name) + share * (getattr(b, f.name) - getattr(a, f.name))
        for f in fields(Posture)
        if f.name != "front"
    }
    return replace(a, **between)


def _bent_line(bend, first, second, height, end):
    """Directions of two segments from `(?, height)` to `end` that are bent at their joint.

    Returns the direction of the first, of the second, and where the line starts. The joint lies
    below the straight line for a positive bend.
    """
    rad = math.radians(bend)
    span = math.sqrt(first**2 + second**2 + 2 * first * second * math.cos(rad))
    start = (end[0] - math.sqrt(span**2 - (height - end[1]) ** 2), height)
    line = math.degrees(math.atan2(end[1] - height, end[0] - start[0]))
    below = math.degrees(math.asin(second * math.sin(rad) / span))
    return line - below, line - below + bend, start


def plank(
    sag: float = 0.0,
    *,
    knees: float = 0.0,
    stack: float = 0.0,
    neck: float = 0.0,
    height: float = 0.42,
    straight_arms: bool = False,
) -> Posture:
    """A plank: shoulders at `height`, ankles 11 cm up, hips `sag` degrees below the line.

    With the default lengths these are the plank fixtures of biomechanics 10.

    Args:
        sag: bend at the hip, + towards the floor.
        knees: flexion of the knees; they drop towards the floor.
        stack: how far the shoulders lean headward of their support.
        neck: chin towards the chest.
        height: of the shoulders.
        straight_arms: whether the hands are the support, not the forearms.
    """
    rad = math.radians(knees)
    leg = math.sqrt(THIGH**2 + SHANK**2 + 2 * THIGH * SHANK * math.cos(rad))
    trunk, legs, shoulder = _bent_line(sag, TRUNK, leg, height, (0.0, 0.11))
    thigh = legs - math.degrees(math.asin(SHANK * math.sin(rad) / leg))
    hip = _along(shoulder, trunk, TRUNK)
    return Posture(
        PRONE,
        *hip,
        trunk=trunk + 180.0,
        head=trunk + 180.0 + neck,
        thigh=thigh,
        shank=thigh + knees,
        foot=thigh + knees - 90.0,
        upper_arm=270.0 + stack,
        forearm=270.0 + stack if straight_arms else 180.0,
    )


def high_plank(sag: float = 0.0, **how: float) -> Posture:
    """A plank on straight arms."""
    return plank(sag, height=0.66, straight_arms=True, **how)


def knee_plank(sag: float = 0.0, *, stack: float = 0.0) -> Posture:
    """A forearm plank on the knees, hips `sag` degrees below the line shoulder to knee."""
    trunk, thigh, shoulder = _bent_line(sag, TRUNK, THIGH, 0.42, (0.0, 0.06))
    hip = _along(shoulder, trunk, TRUNK)
    return Posture(
        PRONE,
        *hip,
        trunk=trunk + 180.0,
        head=trunk + 180.0,
        thigh=thigh,
        shank=thigh + 60.0,
        foot=thigh,
        upper_arm=270.0 + stack,
        forearm=180.0,
    )


def kneeling() -> Posture:
    """On forearms and knees, thighs upright."""
    return Posture(
        PRONE,
        hip_x=-0.45,
        hip_y=0.48,
        trunk=187.0,
        head=187.0,
        thigh=-90.0,
        shank=3.0,
        foot=-60.0,
        upper_arm=270.0,
        forearm=180.0,
    )


def on_the_belly() -> Posture:
    """Lying face down, propped on the elbows."""
    return replace(plank(), hip_y=0.09, trunk=141.0, head=141.0, thigh=-2.0, shank=-2.0, foot=-20.0)


def lying(
    trunk: float = 0.0,
    *,
    lead: float = 0.0,
    leg: float = 0.0,
    knee: float = 0.0,
    curl: float = 0.0,
    head_up: float = 0.0,
    **more: float,
) -> Posture:
    """On the back, arms folded over the chest.

    Args:
        trunk: elevation of the chord hip to shoulder.
        lead: how far the head leads the trunk: chin towards the chest.
        leg: elevation of the thighs.
        knee: flexion of the knees.
        curl: how far the spine bends; the chord of a curled trunk is shorter, its back round.
        head_up: rise of the ear while the trunk lies, metres.
        more: anything else of the posture, such as the hollow of the low back.
    """
    half = math.radians(curl / 2.0)
    chord = math.sin(half) / half if half else 1.0
    up = 180.0 - trunk
    head = up - lead - math.degrees(math.asin(head_up / NECK))
    folded = Posture(
        SUPINE,
        trunk=up,
        head=head,
        thigh=leg,
        shank=leg - knee,
        foot=leg - knee + 90.0,
        upper_arm=up - 180.0,
        forearm=up - 60.0,
        stretch=chord,
        bulge=BULGE_PER_DEG * curl,
    )
    return replace(folded, **more)


def straight_legs(leg: float = 0.0, **how: float) -> Posture:
    """On the back, straight legs raised to `leg` degrees."""
    return lying(leg=leg, **how)


def table_top(thigh: float = 90.0, **how: float) -> Posture:
    """On the back, knees bent, thighs raised to `thigh` degrees."""
    return lying(leg=thigh, knee=90.0, **how)


def tucked(thigh: float = 90.0, *, up: float = 0.03, **how: float) -> Posture:
    """As `table_top`; the pelvis curls, and the hip rises by `up` metres within 20 degrees."""
    rise = up * over(thigh - 90.0, 20.0)
    trunk = -math.degrees(math.asin(rise / TRUNK))
    return table_top(thigh, trunk=trunk, hip_y=0.10 + rise, **how)


def knees_bent(trunk: float = 0.0, *, feet_up: float = 0.0, **how: float) -> Posture:
    """On the back, soles on the floor; `feet_up` turns both legs up about the hips."""
    feet = lying(trunk, leg=47.0, knee=95.0, **how)
    return replace(feet, thigh=47.0 + feet_up, shank=-48.0 + feet_up, foot=feet_up)


def curling(trunk: float, posture: Callable[..., Posture] = knees_bent, **how: float) -> Posture:
    """Part of a good sit-up: the head leads, the spine curls, then the hips follow."""
    return posture(trunk, lead=50.0 * over(trunk, 25.0), curl=40.0 * over(trunk, 20.0), **how)


def over(angle, full):
    """How much of a change that is complete at `full` degrees is there at an angle, 0 to 1."""
    return min(1.0, max(0.0, angle / full))


def standing(front: int = SUPINE) -> Posture:
    """Upright, arms down."""
    return Posture(
        front,
        hip_x=0.4,
        hip_y=0.95,
        trunk=90.0,
        head=90.0,
        thigh=-90.0,
        shank=-90.0,
        foot=0.0,
        upper_arm=-90.0,
        forearm=-90.0,
    )


def squatting() -> Posture:
    """On the way from sitting to standing."""
    return replace(
        standing(), hip_x=0.25, hip_y=0.45, trunk=70.0, head=70.0, thigh=15.0, shank=-115.0
    )


# --- motions -------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Motion:
    """Something over time: a posture, or an angle that makes one."""

    seconds: float
    at: Callable[[float], object]

    def map(self, function: Callable[..., object]) -> "Motion":
        """The same course with every value passed through a function."""
        return Motion(self.seconds, lambda t: function(self.at(t)))


def through(*keys: tuple[float, object], eased: bool = True) -> Motion:
    """Go from value to value, numbers or postures; keys are `(time in seconds, value)`.

    Eased stretches start and end at rest, peak speed is 1.57 times the mean.
    """
    times = [t for t, _ in keys]

    def at(t):
        i = max(0, min(len(keys) - 2, int(np.searchsorted(times, t, side="right")) - 1))
        (start, a), (end, b) = keys[i], keys[i + 1]
        share = min(1.0, max(0.0, (t - start) / (end - start)))
        if eased:
            share = (1.0 - math.cos(math.pi * share)) / 2.0
        return mix(a, b, share) if isinstance(a, Posture) else a + share * (b - a)

    return Motion(times[-1], at)


def still(value: object, seconds: float) -> Motion:
    """Stay."""
    return Motion(seconds, lambda _: value)


def chain(*motions: Motion) -> Motion:
    """One after the other."""

    def at(t):
        for motion in motions[:-1]:
            if t < motion.seconds:
                return motion.at(t)
            t -= motion.seconds
        return motions[-1].at(t)

    return Motion(sum(motion.seconds for motion in motions), at)


def repeated(
    count: int = 1,
    *,
    low: float = 0.0,
    high: float,
    rest: float = 1.5,
    rise: float = 2.0,
    top: float = 0.5,
    lower: float = 3.0,
) -> Motion:
    """An angle that goes up and down `count` times, rests first, between and afterwards."""
    keys = [(0.0, low)]
    for value, seconds in [(low, rest), (high, rise), (high, top), (low, lower)] * count:
        if seconds > 0.0:
            keys.append((keys[-1][0] + seconds, value))
    keys.append((keys[-1][0] + rest, low))
    return through(*keys)


def sit_ups(count: int = 1, high: float = 85.0, **tempo: float) -> Motion:
    """Good sit-ups with bent knees, 5 s down."""
    return repeated(count, high=high, **{"lower": 5.0, **tempo}).map(curling)


def leg_raises(count: int = 1, *, low: float = 33.0, high: float = 85.0, **tempo: float) -> Motion:
    """Good leg raises: straight legs, lowered only as far as the back stays down, in 3 s."""
    return repeated(count, low=low, high=high, **tempo).map(straight_legs)


def crunches(count: int = 1, high: float = 25.0, **tempo: float) -> Motion:
    """Good crunches."""
    return repeated(count, high=high, **{"rise": 1.5, "lower": 1.5, **tempo}).map(curling)


def leg_lifts(count: int = 1, high: float = 118.0, **tempo: float) -> Motion:
    """Good bent-knee leg lifts."""
    return repeated(count, low=90.0, high=high, **{"lower": 2.0, **tempo}).map(tucked)


def stand_up_after(motion: Motion) -> Motion:
    """Whatever was done on the back with bent knees, then sit up, stand up and stand about."""
    sitting = curling(85.0)
    return chain(
        motion,
        through((0.0, motion.at(motion.seconds)), (1.5, sitting)),
        through((0.0, sitting), (0.8, squatting()), (1.6, standing())),
        still(standing(), 4.0),
    )


def into_plank_and_out(hold: Motion, first: Posture | None = None) -> Motion:
    """Kneel, step back into a plank, hold it, kneel again."""
    first = first or kneeling()
    start, end = hold.at(0.0), hold.at(hold.seconds)
    return chain(
        still(first, 2.0),
        through((0.0, first), (1.2, start)),
        hold,
        through((0.0, end), (1.2, first)),
        still(first, 2.0),
    )


# --- postures and motions of one leg, on a side, upright ------------------------------------------


def one_leg(leg: float = 0.0, *, knee: float = 0.0, other: float = 0.0, **how: float) -> Posture:
    """On the back, one straight leg raised to `leg`; the other, bent, turned up by `other`."""
    return lying(
        **how,
        thigh=leg + knee / 2.0,
        shank=leg - knee / 2.0,
        foot=leg - knee / 2.0 + 90.0,
        thigh2=47.0 + other,
        shank2=-48.0 + other,
        foot2=other,
    )


def dead_bug(share: float = 0.0, *, drift: float = 0.0, **how: float) -> Posture:
    """On the back, knees above the hips, one leg stretched out to a `share` of 25 degrees up.

    The knee of the other one drifts towards the floor by `drift` degrees.
    """
    thigh, shank = 90.0 - 65.0 * share, 25.0 * share
    return table_top(
        90.0 - drift,
        **how,
        thigh2=thigh,
        shank2=shank,
        foot2=shank + 90.0,
        upper_arm=90.0,
        forearm=90.0,
    )


def lying_thigh(knee: float) -> float:
    """Elevation of the thighs that puts the feet on the floor when the knees are so bent."""
    rad = math.radians(knee)
    return math.degrees(math.atan2(SHANK * math.sin(rad), THIGH + SHANK * math.cos(rad)))


def bridge(extension: float, *, knee: float = 100.0) -> Posture:
    """Shoulders and soles on the floor, the hip `extension` degrees past the straight line.

    Args:
        extension: - is flexed: the hips are lower than the line from shoulders to knees.
        knee: flexion of the knees while the hips are down: how near the feet are.
    """
    start = lying_thigh(knee)
    feet = _along(_along((0.0, 0.10), start, THIGH), start - knee, SHANK)

    def at(trunk):
        """Hip and knee for a trunk that rises towards the hips by `trunk` degrees."""
        rad = math.radians(trunk)
        hip = (TRUNK * math.cos(rad) - TRUNK, 0.10 + TRUNK * math.sin(rad))
        thigh = trunk - extension
        return hip, thigh, _along(hip, thigh, THIGH)

    low, high = 0.0, 55.0
    for _ in range(40):  # the shank reaches from the knee to the foot that stays
        middle = (low + high) / 2.0
        low, high = (middle, high) if math.dist(at(middle)[2], feet) < SHANK else (low, middle)
    hip, thigh, knee_at = at(low)
    shank = math.degrees(math.atan2(feet[1] - knee_at[1], feet[0] - knee_at[0]))
    return Posture(
        SUPINE,
        *hip,
        trunk=180.0 + low,
        head=180.0,
        thigh=thigh,
        shank=shank,
        foot=0.0,
        upper_arm=-5.0,
        forearm=0.0,
    )


def all_fours(
    extension: float = -90.0,
    *,
    knee: float = 90.0,
    shift: float = 0.0,
    bulge: float = 0.0,
) -> Posture:
    """On hands and knees, one thigh `extension` degrees past the trunk's line (-90 is upright).

    Args:
        extension: of the hip of the working leg.
        knee: flexion of its knee.
        shift: how far the shoulders lean headward of the hands, degrees.
        bulge: of the back, below 0 hollow.
    """
    thigh = extension
    return Posture(
        PRONE,
        hip_y=0.48,
        trunk=180.0,
        head=180.0,
        thigh=thigh,
        shank=thigh + knee,
        foot=thigh + knee - 30.0,
        thigh2=-90.0,
        shank2=0.0,
        foot2=-30.0,
        upper_arm=270.0 + shift,
        forearm=270.0 + shift,
        bulge=bulge,
    )


def half_kneeling(lean: float = 0.0, *, extension: float = 12.0, bulge: float = 0.0) -> Posture:
    """One knee on the floor behind, the other foot in front, facing right.

    Args:
        lean: of the trunk, + forward.
        extension: of the rear hip, + behind the trunk's line.
        bulge: of the back, below 0 hollow.
    """
    trunk = 90.0 - lean
    rear = trunk - 180.0 - extension
    return Posture(
        SUPINE,
        hip_x=0.2,
        hip_y=0.06 - THIGH * math.sin(math.radians(rear)),
        trunk=trunk,
        head=trunk,
        thigh=rear,
        shank=-178.0,
        foot=-120.0,
        thigh2=2.0,
        shank2=-92.0,
        foot2=0.0,
        upper_arm=trunk - 180.0,
        forearm=trunk - 140.0,
        bulge=bulge,
    )


def side_plank(sag: float = 0.0, *, rolled: float = 0.0, stack: float = 0.0) -> Posture:
    """On the right forearm and the feet, facing the camera; the hips `sag` degrees too low."""
    trunk, legs, shoulder = _bent_line(sag, TRUNK, LEG, 0.50, (0.0, 0.15))
    hip = _along(shoulder, trunk, TRUNK)
    return Posture(
        ON_A_SIDE,
        *hip,
        trunk=trunk + 180.0,
        head=trunk + 180.0,
        thigh=legs,
        shank=legs,
        foot=legs - 60.0,
        upper_arm=trunk,
        forearm=trunk - 20.0,
        upper_arm2=270.0 + stack,
        forearm2=180.0,
        rolled=rolled,
    )


def reaching_down(
    squat: float = 1.0, *, depth: float = 1.0, reach: float = 0.0, bulge: float = 0.0
) -> Posture:
    """Standing, or on the way down to something on the floor, facing right.

    Args:
        squat: 1 with knees and hips shared, 0 bent at the waist alone.
        depth: 0 upright, 1 hands at the floor.
        reach: how far ahead of the shoulders the arms point, degrees.
        bulge: of the back, + round.
    """
    lean = depth * (95.0 - 60.0 * squat)
    knee = depth * (14.0 + 103.0 * squat)
    shank = 90.0 - depth * 34.0 * squat  # from the ankle upwards
    knee_at = _along((0.0, -0.27), shank, SHANK)  # low, so that who stands fits into the picture
    hip = _along(knee_at, shank + knee, THIGH)
    arms = -90.0 + depth * reach
    return Posture(
        SUPINE,
        *hip,
        trunk=90.0 - lean,
        head=90.0 - lean,
        thigh=shank + knee - 180.0,
        shank=shank - 180.0,
        foot=0.0,
        upper_arm=arms,
        forearm=arms,
        bulge=bulge * depth,
    )


def single_lifts(count: int = 1, high: float = 65.0, **tempo: float) -> Motion:
    """Good single leg lifts."""
    return repeated(count, high=high, **{"lower": 3.0, **tempo}).map(one_leg)


def dead_bugs(count: int = 1, **tempo: float) -> Motion:
    """Good dead bugs."""
    return repeated(count, high=1.0, **{"lower": 2.0, **tempo}).map(dead_bug)


def bridges(count: int = 1, high: float = 0.0, *, knee: float = 100.0, **tempo: float) -> Motion:
    """Good glute bridges, 2 s down."""
    tempo = {"low": -lying_thigh(knee), "top": 1.5, "lower": 2.0, **tempo}
    return repeated(count, high=high, **tempo).map(lambda angle: bridge(angle, knee=knee))


def kicks(count: int = 1, high: float = -5.0, **tempo: float) -> Motion:
    """Good donkey kicks."""
    return repeated(count, low=-90.0, high=high, **{"lower": 2.0, **tempo}).map(all_fours)


def pick_ups(count: int = 1, squat: float = 1.0, **tempo: float) -> Motion:
    """Good pick-ups, sharing the bend between hips and knees."""
    return repeated(count, high=1.0, **{"lower": 2.0, **tempo}).map(
        lambda depth: reaching_down(squat, depth=depth)
    )


def negatives(
    count: int = 1, *, down_s: float = 5.0, posture: Callable[..., Posture] = curling
) -> Motion:
    """Sit, go down slowly, lie, and come up with the hands' help; ends lying."""
    one = through(
        (0.0, 85.0), (2.0, 85.0), (2.0 + down_s, 0.0), (3.5 + down_s, 0.0), (5.0 + down_s, 85.0)
    )
    last = through((0.0, 85.0), (1.0, 85.0), (1.0 + down_s, 0.0), (3.0 + down_s, 0.0))
    return chain(*[one] * (count - 1), last).map(posture)


def held_still(posture: Posture, before: Posture, seconds: float = 8.0) -> Motion:
    """Something else, a way of a second, the posture, and back."""
    return chain(
        still(before, 2.0),
        through((0.0, before), (1.0, posture)),
        still(posture, seconds),
        through((0.0, posture), (1.0, before)),
        still(before, 2.0),
    )


#: Lying on the right side, hips on the floor, propped on the forearm.
ON_THE_HIP = replace(side_plank(), hip_y=0.15, trunk=140.0, head=140.0, thigh=0.0, shank=0.0)


#: Every exercise of the catalogue done well.
GOOD = {
    "plank": into_plank_and_out(still(plank(), 8.0)),
    "high_plank": into_plank_and_out(still(high_plank(), 8.0)),
    "knee_plank": into_plank_and_out(still(knee_plank(), 8.0)),
    "sit_up": sit_ups(3),
    "straight_leg_sit_up": repeated(3, high=85.0, lower=5.0).map(lambda up: curling(up, lying)),
    "crunch": crunches(3),
    "leg_raise": leg_raises(3),
    "bent_knee_leg_lift": leg_lifts(3),
    "single_leg_lift": single_lifts(3),
    "dead_bug": dead_bugs(3),
    "glute_bridge": bridges(3),
    "donkey_kick": kicks(3),
    "pick_up": pick_ups(3),
    "negative_sit_up": negatives(3),
    "side_plank": held_still(side_plank(), ON_THE_HIP),
    "low_lunge": held_still(half_kneeling(), standing()),
}


# --- the camera ----------------------------------------------------------------------------------

_JOINT = {
    **dict.fromkeys(("left_pinky", "left_index", "left_thumb"), "hand"),
    **dict.fromkeys(("right_pinky", "right_index", "right_thumb"), "hand"),
    **{name: "eye" for name in LANDMARKS if "eye" in name},
    "left_foot_index": "toe",
    "right_foot_index": "toe",
    "mouth_left": "mouth",
    "mouth_right": "mouth",
}
_JOINTS = tuple(Posture(SUPINE).joints())
_ROW = [
    _JOINTS.index(_JOINT.get(name, name.removeprefix("left_").removeprefix("right_")))
    for name in LANDMARKS
]
_LEFT = np.array([1.0 if "left" in n else -1.0 if "right" in n else 0.0 for n in LANDMARKS])
_OTHER = [
    LANDMARKS.index(n.replace("left", "right") if "left" in n else n.replace("right", "left"))
    for n in LANDMARKS
]
# Metres from the middle of the body to the joint of one side.
_HALF_WIDTH = {
    "nose": 0.0,
    "eye": 0.03,
    "mouth": 0.03,
    "ear": 0.07,
    "shoulder": 0.177,
    "hip": 0.109,
}
_WIDTH = np.array([_HALF_WIDTH.get(_JOINTS[row], 0.10) for row in _ROW])


@dataclass(frozen=True)
class Camera:
    """Where the camera stands and what it does to the picture.

    Attributes:
        px_per_m: scale of the picture.
        middle_m: `(x, y)` of the person's world that lies in the middle of the picture.
        size: of the picture in pixels.
        mirror: the picture is flipped, as webcams do.
        roll_deg: the camera is turned about its own axis; the person appears turned clockwise.
        yaw_deg: the person is turned out of the picture plane about the vertical axis.
        pitch_deg: the camera looks down on the person.
        floor_deg: rise of the floor from left to right in the picture while upright lines stay
            upright, as a camera that looks down on somebody oblique sees it.
        depth_seen: how much of the distance of left and right the landmarks show when the person
            is turned; BlazePose draws the far side in.
        swap: left and right landmarks are mistaken for each other.
        hidden: joints that are not seen (low visibility).
        outline: whether the outline of the trunk is seen; old recordings have none.
        noise_m: one sigma of the landmarks' error; `paired` gives both sides the same error.
    """

    px_per_m: float = 360.0
    middle_m: tuple[float, float] = (-0.1, 0.45)
    size: tuple[int, int] = (1280, 720)
    mirror: bool = False
    roll_deg: float = 0.0
    yaw_deg: float = 0.0
    pitch_deg: float = 0.0
    floor_deg: float = 0.0
    depth_seen: float = 0.5
    swap: bool = False
    hidden: frozenset[str] = field(default_factory=frozenset)
    outline: bool = True
    noise_m: float = 0.0
    paired: bool = False
    seed: int = 0

    def shoot(self, posture: Posture, t_s: float = 0.0, shot: int = 0) -> PoseFrame:
        """Take one picture."""
        limbs = posture.right().joints()
        return self.shoot_joints(
            posture.joints(), posture.front, t_s, shot, posture.back(), limbs, posture.rolled
        )

    def shoot_joints(
        self,
        joints: Joints,
        front: int,
        t_s: float = 0.0,
        shot: int = 0,
        back: np.ndarray | None = None,
        right: Joints | None = None,
        rolled: float = 0.0,
    ) -> PoseFrame:
        """Take one picture of joints given in metres; without a `back` no outline is seen.

        The joints of the `right` side are those of the left one where none are given.
        """
        right = {**(right or joints), **_as_found(right or joints, front)}
        joints = {**joints, **_as_found(joints, front)}
        left_rows, right_rows = (
            np.array([side[name] for name in _JOINTS])[_ROW] for side in (joints, right)
        )
        flat = np.where(_LEFT[:, None] < 0.0, right_rows, left_rows)
        if self.noise_m:
            flat = flat + self._noise(t_s)
        # The left side is headward x frontward: away from the camera for who lies on the back.
        near = -front * _LEFT * _WIDTH
        if front == ON_A_SIDE:
            across = _across(joints["hip"], joints["shoulder"])
            flat = flat + np.outer(_LEFT * _WIDTH * math.cos(math.radians(rolled)), across)
            near = _LEFT * _WIDTH * math.sin(math.radians(rolled))
        world = self._before_the_lens(flat - flat[LANDMARKS.index("left_hip")], near)
        seen = self._before_the_lens(flat - self.middle_m, self.depth_seen * near)[:, :2]
        seen[:, 1] += seen[:, 0] * math.tan(math.radians(self.floor_deg))
        pixels = seen * [self.px_per_m, -self.px_per_m]
        pixels += np.where(near > 0.0, 1.0, -1.0)[:, None] * [1.5, 1.0]
        pixels, world = self._turned(pixels, world)
        pixels += [self.size[0] / 2.0, self.size[1] / 2.0]
        world[:, 1] *= -1.0
        if self.mirror:
            pixels[:, 0] = self.size[0] - pixels[:, 0]
            world[:, 0] *= -1.0
        if self.swap != self.mirror:  # the mirror image of a left side is a right side
            pixels, world = pixels[_OTHER], world[_OTHER]
        names = [_JOINTS[row] for row in _ROW]
        visibility = [0.2 if name in self.hidden else 0.99 for name in names]
        outline = self._outline(back, front) if self.outline and back is not None else None
        return pose_frame(t_s, self.size, pixels, visibility, world, shot, outline)

    def _before_the_lens(self, flat, near):
        """Turn the person by the yaw and look down: x to the right, y up, z away."""
        cos, sin = math.cos(math.radians(self.yaw_deg)), math.sin(math.radians(self.yaw_deg))
        x, y, z = flat[:, 0] * cos + near * sin, flat[:, 1], flat[:, 0] * sin - near * cos
        cos, sin = math.cos(math.radians(self.pitch_deg)), math.sin(math.radians(self.pitch_deg))
        return np.column_stack([x, y * cos + z * sin, z * cos - y * sin])

    def _outline(self, back, front):
        """Row 0 is the left hand of who walks from the shoulders to the hips."""
        belly = 2.0 * THICK - back  # a trunk is as thick everywhere
        right_is_back = (front == SUPINE) != self.mirror
        rows = np.array([belly, back] if right_is_back else [back, belly])
        return Silhouette(rows, np.ones_like(rows))

    def _turned(self, pixels, world):
        cos, sin = math.cos(math.radians(self.roll_deg)), math.sin(math.radians(self.roll_deg))
        pixels = pixels @ np.array([[cos, sin], [-sin, cos]])
        world = world.copy()
        world[:, :2] = world[:, :2] @ np.array([[cos, -sin], [sin, cos]])
        return pixels, world

    def _noise(self, t_s: float):
        random = np.random.default_rng((self.seed, round(t_s * 1e6)))
        error = random.normal(0.0, self.noise_m, (len(LANDMARKS), 2))
        if self.paired:
            error = np.where(_LEFT[:, None] > 0.0, error[_OTHER], error)
        return error


def _across(hip, shoulder):
    """Upward normal of the trunk's line, for heads on the left."""
    x, y = shoulder[0] - hip[0], shoulder[1] - hip[1]
    return np.array([y, -x]) / math.hypot(x, y)


def _as_found(joints: Joints, front: int) -> Joints:
    """Where BlazePose finds joints that it misplaces.

    Someone supine's hip 5 % of a torso in front of the joint; the knees that someone prone kneels
    on 3 % too high, and the ankles behind them 5 % too low.
    """
    (hip_x, hip_y), (x, y), ankle = joints["hip"], joints["shoulder"], joints["ankle"]
    low = 0.4 if y - hip_y > abs(x - hip_x) else 0.75
    if front == ON_A_SIDE or hip_y - ankle[1] > low * TRUNK:  # half kneeling, or standing
        return {}
    if front == SUPINE:
        return {"hip": (hip_x + 0.05 * (y - hip_y), hip_y - 0.05 * (x - hip_x))}
    knee_x, knee_y = joints["knee"]
    if knee_y > min(joints[name][1] for name in ("ankle", "heel", "toe")):
        return {}
    return {
        "knee": (knee_x, knee_y + 0.03 * TRUNK),
        "ankle": (ankle[0], ankle[1] - 0.05 * TRUNK),
    }


CAMERA = Camera()


def film(
    motion: Motion,
    camera: Camera = CAMERA,
    *,
    fps: float = 15.0,
    start_s: float = 0.0,
    shot: int = 0,
) -> list[PoseFrame]:
    """Film a motion of postures from its beginning to its end."""
    times = [i / fps for i in range(int(motion.seconds * fps + 1e-6) + 1)]
    return [camera.shoot(motion.at(t), start_s + t, shot) for t in times]


def swapped(pose: PoseFrame) -> PoseFrame:
    """The same picture with left taken for right."""
    rows = np.arange(len(pose.visibility))
    for left, right in PAIRS.values():
        rows[[left, right]] = right, left
    return replace(
        pose,
        landmarks=pose.landmarks[rows],
        world=pose.world[rows],
        visibility=pose.visibility[rows],
    )


def nobody(seconds: float, start_s: float, *, fps: float = 15.0, shot: int = 0) -> list[PoseFrame]:
    """Film an empty room."""
    frames = int(seconds * fps + 1e-6)
    return [empty_pose_frame(start_s + i / fps, CAMERA.size, shot) for i in range(frames)]


# --- judging -------------------------------------------------------------------------------------


def judged(exercise: object, filmed: Motion | list[PoseFrame], **how: object) -> SessionRecord:
    """Let a Session watch a motion (or PoseFrames) and return its record."""
    frames = film(filmed, **how) if isinstance(filmed, Motion) else filmed
    session = Session(exercise)
    for frame in frames:
        session.feed(frame)
    return session.finish()


@cache
def done_well(exercise: str) -> SessionRecord:
    """The record of good form, seen from the usual camera."""
    return judged(exercise, GOOD[exercise])


def faults(record: SessionRecord) -> set[tuple[str, str]]:
    """Every fault that was found, with the worst severity of each."""
    found: dict[str, str] = {}
    for finding in findings(record):
        if found.get(finding.fault) != "severe":
            found[finding.fault] = finding.severity
    return set(found.items())


def findings(record: SessionRecord) -> Iterator:
    """Every finding of every set."""
    return (finding for one in record.sets for finding in one.findings)


def counts(record: SessionRecord) -> tuple[int, int, int]:
    """Complete repetitions, incomplete ones, attempts."""
    reps = [rep for one in record.sets for rep in one.reps]
    complete = sum(rep.complete for rep in reps)
    return complete, len(reps) - complete, sum(len(one.attempts) for one in record.sets)


def hold_s(record: SessionRecord) -> float:
    """Seconds held in all sets together."""
    return sum(one.hold.total_s for one in record.sets if one.hold)
