"""The back from the outline of the trunk: hollow and bulge, on which side, and when not seen."""

import math
from dataclasses import replace

import numpy as np
import pytest
from people import (
    CAMERA,
    FLAT_HOLLOW,
    PRONE,
    Camera,
    chain,
    film,
    knees_bent,
    lying,
    plank,
    standing,
    still,
    straight_legs,
    table_top,
    through,
    tucked,
)

from formcheck.motion.body import BodyTracker
from formcheck.motion.measures import MEASURES
from formcheck.pose.frame import NO_SILHOUETTE
from formcheck.pose.silhouette import STATION_U

GRID = 0.0015  # an outline lies on a grid of a thousandth of its line


def backs(frames):
    """What is known of the back, picture by picture."""
    tracker = BodyTracker()
    return [tracker.update(frame).back for frame in frames]


def back_of(posture, camera=CAMERA):
    """The back of somebody who has lain still for a second."""
    return backs(film(still(posture, 1.0), camera))[-1]


def prone(**back):
    return replace(plank(), **{"hollow": 0.0, **back})


def known(back):
    """Whether the hollow is known, and whether the bulge is."""
    return not math.isnan(back.hollow_t), not math.isnan(back.bulge)


# --- what is measured ----------------------------------------------------------------------------


@pytest.mark.parametrize("hollow", [0.0, 0.03, 0.12, -0.02])
def test_the_hollow_of_the_low_back_is_measured(hollow):
    assert back_of(lying(hollow=hollow)).hollow_t == pytest.approx(hollow, abs=GRID)


@pytest.mark.parametrize("bulge", [0.0, 0.065, -0.05])
def test_the_bulge_of_the_back_is_measured(bulge):
    assert back_of(lying(hollow=0.0, bulge=bulge)).bulge == pytest.approx(bulge, abs=GRID)


@pytest.mark.parametrize("bulge", [0.065, -0.05])
@pytest.mark.parametrize("trunk", [30.0, 60.0, 90.0])
def test_the_bulge_is_measured_however_high_the_trunk_is(trunk, bulge):
    posture = knees_bent(trunk, hollow=0.0, bulge=bulge)
    assert back_of(posture).bulge == pytest.approx(bulge, abs=GRID)


@pytest.mark.parametrize(
    ("posture", "has_hollow"),
    [
        (lying(), True),
        (table_top(), True),
        (straight_legs(80.0), True),
        (knees_bent(12.0), True),
        (knees_bent(30.0), False),
        (plank(), False),
        (standing(), False),
    ],
    ids=["lying", "table top", "legs up", "slightly raised", "sitting up", "plank", "standing"],
)
def test_only_who_lies_on_the_back_has_a_hollow(posture, has_hollow):
    assert known(back_of(posture)) == (has_hollow, True)


@pytest.mark.parametrize(
    ("legs", "fold"), [(straight_legs, 0.0), (straight_legs, 85.0), (table_top, 90.0)]
)
def test_what_the_legs_do_does_not_change_the_back(legs, fold):
    assert back_of(legs(fold, hollow=0.08)).hollow_t == pytest.approx(0.08, abs=GRID)


def test_the_low_back_rises_by_what_it_was_flatter_before():
    flat, arched = still(lying(), 3.0), still(lying(hollow=FLAT_HOLLOW + 0.06), 3.0)
    tracker = BodyTracker()
    *_, body = [tracker.update(frame) for frame in film(chain(flat, arched))]
    assert MEASURES["lumbar_rise_t"].of(body).value == pytest.approx(0.06, abs=GRID)


def rise_of(*parts):
    """How much higher the low back is in the end, by both outlines."""
    return backs(film(chain(*(still(posture, 3.0) for posture in parts))))[-1].rise_t


ARCHED = lying(hollow=FLAT_HOLLOW + 0.08)


def test_a_low_back_that_rises_lifts_back_and_belly():
    assert rise_of(lying(), ARCHED) == pytest.approx(0.07, abs=0.01)


def test_a_belly_that_rises_alone_is_no_low_back_that_rises():
    # Breathing in makes the trunk thicker; the hollow stays.
    frames = film(chain(still(lying(), 3.0), still(ARCHED, 3.0)))
    flat = frames[0].silhouette
    breathing = [
        replace(frame, silhouette=np.stack([frame.silhouette[0], flat[1]])) for frame in frames
    ]
    assert backs(breathing)[-1].rise_t == pytest.approx(0.0, abs=GRID)


def test_behind_an_arm_the_belly_tells_how_far_the_low_back_rises():
    down = {"upper_arm": -10.0, "forearm": -5.0}
    assert rise_of(lying(**down), replace(ARCHED, **down)) == pytest.approx(0.08, abs=0.01)


# --- which side is the back ----------------------------------------------------------------------

#: The belly goes the other way than the back: who looks at it sees the opposite.
VIEWS = {
    "usual": Camera(),
    "mirrored": Camera(mirror=True),
    "sides swapped": Camera(swap=True),
    "mirrored, sides swapped": Camera(mirror=True, swap=True),
    "rolled": Camera(roll_deg=8.0),
    "rolled, mirrored": Camera(roll_deg=-8.0, mirror=True),
    "on a sloping floor": Camera(floor_deg=6.0),
}


@pytest.mark.parametrize("view", VIEWS)
@pytest.mark.parametrize(
    "posture",
    [lying(hollow=0.0, bulge=0.05), knees_bent(80.0, hollow=0.0, bulge=0.05), prone(bulge=0.05)],
    ids=["supine", "sitting", "prone"],
)
def test_the_back_is_found_on_the_right_side(posture, view):
    assert back_of(posture, VIEWS[view]).bulge == pytest.approx(0.05, abs=GRID)


@pytest.mark.parametrize("view", VIEWS)
def test_the_hollow_is_the_same_from_everywhere(view):
    assert back_of(lying(hollow=0.08), VIEWS[view]).hollow_t == pytest.approx(0.08, abs=GRID)


# --- what is not seen ----------------------------------------------------------------------------


def without_outline(frame, low=-1.0, high=2.0):
    """The same picture with no edge between two places along the trunk."""
    u = STATION_U
    return replace(frame, silhouette=np.where((u >= low) & (u <= high), np.nan, frame.silhouette))


@pytest.mark.parametrize(
    ("low", "high", "seen"),
    [
        (0.05, 0.20, (False, True)),  # the shoulder blades
        (0.95, 1.20, (False, True)),  # the buttocks
        (0.45, 0.75, (False, False)),  # the low back: most of the middle
        (0.00, 0.12, (False, False)),  # the upper end, and most of the blades
        (0.88, 0.96, (True, False)),  # the lower end
        (0.50, 0.60, (True, True)),  # less than half of a zone
        (-0.10, 0.00, (True, True)),
    ],
)
def test_what_an_edge_is_missing_for_is_not_known(low, high, seen):
    frames = [without_outline(frame, low, high) for frame in film(still(lying(), 1.0))]
    assert known(backs(frames)[-1]) == seen


@pytest.mark.parametrize("gap_s", [0.1, 1.0])
def test_a_gap_is_not_bridged_and_leaves_no_trace(gap_s):
    frames = film(still(lying(hollow=0.08), 3.0))
    lost = [1.0 < frame.t_s <= 1.0 + gap_s for frame in frames]
    found = backs(without_outline(f) if gone else f for f, gone in zip(frames, lost, strict=True))
    assert [math.isnan(back.hollow_t) for back in found] == lost
    after = [back.hollow_t for back, gone in zip(found, lost, strict=True) if not gone]
    assert after == pytest.approx([0.08] * len(after), abs=GRID)


def test_an_old_recording_tells_nothing_of_the_back():
    back = back_of(lying(), Camera(outline=False))
    assert all(math.isnan(value) for value in back)


def test_nobody_sees_a_back_without_a_silhouette():
    frames = [replace(f, silhouette=NO_SILHOUETTE.distance) for f in film(still(lying(), 1.0))]
    assert known(backs(frames)[-1]) == (False, False)


def test_who_shows_no_face_has_no_known_back():
    posture = lying(hollow=0.0, bulge=0.05, forearm=0.0)
    back = back_of(posture, Camera(hidden=frozenset({"nose", "ear"})))
    assert known(back) == (False, False)


# --- arms ----------------------------------------------------------------------------------------

ARMS = {
    "folded": ({}, True),
    "up in the air": ({"upper_arm": 80.0, "forearm": 90.0}, True),
    "behind the head": ({"upper_arm": 150.0, "forearm": 200.0}, True),
    "overhead on the floor": ({"upper_arm": 190.0, "forearm": 190.0}, True),
    "on the thighs": ({"upper_arm": 20.0, "forearm": 10.0}, True),
    "elbows beside the back": ({"upper_arm": -30.0, "forearm": 90.0}, False),
    "hands beside the back": ({"upper_arm": 5.0, "forearm": -40.0}, False),
    "straight down": ({"upper_arm": -20.0, "forearm": 0.0}, False),
}


@pytest.mark.parametrize("arms", ARMS)
@pytest.mark.parametrize("mirror", [False, True])
def test_an_arm_beside_the_back_hides_it(arms, mirror):
    how, seen = ARMS[arms]
    assert known(back_of(lying(**how), Camera(mirror=mirror))) == (seen, seen)


@pytest.mark.parametrize(("upper_arm", "seen"), [(270.0, True), (20.0, False)])
def test_the_arms_of_a_plank_hide_no_back_but_a_hand_on_the_back_does(upper_arm, seen):
    posture = replace(prone(), upper_arm=upper_arm)
    assert posture.front == PRONE
    assert known(back_of(posture)) == (False, seen)


def test_one_arm_is_enough_to_hide_the_back():
    both, none = film(still(lying(**ARMS["straight down"][0]), 1.0)), film(still(lying(), 1.0))
    left = np.arange(33) % 2 == 1  # of the joints below the face
    frames = [
        replace(free, landmarks=np.where(left[:, None], down.landmarks, free.landmarks))
        for down, free in zip(both, none, strict=True)
    ]
    assert known(backs(frames)[-1]) == (False, False)


# --- over time -----------------------------------------------------------------------------------

FPS = 30.0


def flattest(*parts, cut=False):
    """The flattest back after lying with one hollow after the other: `(seconds, hollow)`."""
    motion = chain(*(still(lying(hollow=hollow), seconds) for seconds, hollow in parts))
    frames = film(motion, fps=FPS)
    if cut:
        frames = [replace(f, shot=int(f.t_s >= parts[0][0])) for f in frames]
    return backs(frames)[-1].flattest_t


@pytest.mark.parametrize(
    ("parts", "expected"),
    [
        ([(8.0, 0.10)], 0.10),
        ([(4.0, 0.03), (8.0, 0.10)], 0.03),
        ([(16.0, 0.10), (4.0, 0.03)], 0.03),
        ([(19.0, 0.10), (1.0, 0.03)], 0.10),  # a tenth of the time is needed
        ([(4.0, 0.03), (36.0, 0.10)], 0.10),  # half a minute is remembered
        ([(4.0, 0.03), (24.0, 0.10)], 0.03),
    ],
)
def test_the_flattest_back_is_that_of_a_tenth_of_the_last_half_minute(parts, expected):
    assert flattest(*parts) == pytest.approx(expected, abs=GRID)


@pytest.mark.parametrize(("cut", "expected"), [(False, 0.03), (True, 0.10)])
def test_the_flattest_back_starts_anew_at_a_cut(cut, expected):
    assert flattest((4.0, 0.03), (8.0, 0.10), cut=cut) == pytest.approx(expected, abs=GRID)


def test_sitting_up_is_not_taken_for_a_flat_back():
    found = backs(film(chain(still(lying(hollow=0.1), 2.0), still(knees_bent(80.0), 4.0))))
    assert found[-1].flattest_t == pytest.approx(0.1, abs=GRID)


@pytest.mark.parametrize("fps", [10.0, 30.0, 60.0])
def test_the_outline_is_smoothed_over_three_tenths_of_a_second_at_any_frame_rate(fps):
    step = chain(still(lying(hollow=0.0), 1.0 - 0.5 / fps), still(lying(hollow=0.1), 1.0))
    found = backs(film(step, fps=fps))
    after = found[round(1.3 * fps) - 1].hollow_t
    assert after == pytest.approx(0.1 * (1.0 - math.exp(-1.0)), abs=0.01)


# --- landmarks that wander ------------------------------------------------------------------------


def sliding(frame, along_t):
    """The same picture with the hips found elsewhere along the trunk, and the outline where it is.

    The stations follow the landmarks: each has the edge that lies at its new place.
    """
    marks = frame.landmarks.copy()
    shoulder = marks[[11, 12]].mean(axis=0)
    hips = [23, 24]
    marks[hips] += along_t * (marks[hips].mean(axis=0) - shoulder)
    stretch = 1.0 + along_t
    edges = [np.interp(STATION_U * stretch, STATION_U, row) / stretch for row in frame.silhouette]
    return replace(frame, landmarks=marks, silhouette=np.array(edges))


def test_hips_that_are_found_further_down_for_a_moment_do_not_move_the_low_back():
    frames = film(still(lying(hollow=0.1), 6.0))
    slid = [sliding(f, 0.12) if f.t_s >= 5.0 else f for f in frames]
    found = [back.hollow_t for back in backs(slid)]
    assert found[-1] == pytest.approx(0.1, abs=0.006)


def test_who_lies_down_elsewhere_is_measured_there():
    flat, arched = lying(hollow=0.03), lying(hollow=0.1)
    moved = chain(still(flat, 4.0), still(replace(arched, hip_x=0.3), 3.0))
    assert backs(film(moved))[-1].hollow_t == pytest.approx(0.1, abs=GRID)


def thrown(up):
    """Legs up, and the hips thrown `up` metres off the floor with a back as round as can be."""
    return tucked(90.0 + 20.0, up=up, hollow=-0.05)


def test_hips_that_are_thrown_up_are_not_taken_for_a_flat_back():
    lies, up = table_top(110.0, hollow=0.05), thrown(0.08)
    throw = through((0.0, lies), (0.4, up), (2.0, up), (2.4, lies))
    found = backs(film(chain(still(lies, 5.0), throw, still(lies, 3.0))))
    assert any(math.isnan(back.hollow_t) for back in found)
    assert found[-1].flattest_t == pytest.approx(0.05, abs=0.006)
