"""The guard over the track: rules with a scripted estimator, and MediaPipe on rolled samples."""

import math
from collections.abc import Callable, Iterable
from dataclasses import replace
from itertools import islice

import numpy as np
import pytest

from formcheck.capture import Frame, VideoFile
from formcheck.pose.blazepose import BlazePose
from formcheck.pose.estimator import GREY, Box, ModelInfo
from formcheck.pose.frame import LANDMARKS, PoseFrame, empty_pose_frame, pose_frame
from formcheck.pose.guard import CHECK_EVERY_S, SEARCH_EVERY_S, TrackGuard
from formcheck.pose.others import OtherPeople

SIZE = (640, 480)
FPS = 20
MODEL = ModelInfo("pose_landmarker_full", "")
PICTURE = np.random.default_rng(1).integers(0, 255, (*SIZE[::-1], 3)).astype(np.uint8)


# --- scripted people -----------------------------------------------------------------------------


def lying(t_s: float, head=(150.0, 300.0), length=330.0, toward=1) -> PoseFrame:
    """Somebody who lies along the picture; the head on the left if `toward` is 1."""
    along = {"shoulder": 0.12, "elbow": 0.25, "wrist": 0.38, "hip": 0.45, "knee": 0.7}
    along |= {"ankle": 0.93, "heel": 0.96, "foot_index": 1.0, "pinky": 0.4, "index": 0.4}
    landmarks = np.tile(np.array(head), (33, 1))
    for i, name in enumerate(LANDMARKS):
        side, _, part = name.partition("_")
        depth = {"left": 6.0, "right": -6.0}.get(side, 0.0)
        landmarks[i] += (toward * length * along.get(part, 0.0), depth)
    return pose_frame(t_s, SIZE, landmarks, np.ones(33))


def upside_down(t_s: float) -> PoseFrame:
    """The same person, with the head taken for the feet."""
    return lying(t_s, head=(480.0, 300.0), toward=-1)


def elsewhere(t_s: float) -> PoseFrame:
    """Another, smaller person in a corner of the picture."""
    return lying(t_s, head=(480.0, 60.0), length=130.0)


def nobody(t_s: float) -> PoseFrame:
    return empty_pose_frame(t_s, SIZE)


Person = Callable[[float], PoseFrame]


class Scripted:
    """An estimator that sees what it is told: as a track, and in fresh looks by turn.

    After `follow` it sees for good what the look in that turn showed.
    """

    def __init__(self, track: Callable[[float], Person], looks: Callable[[float, int], Person]):
        self.model = MODEL
        self._track, self._looks = track, looks
        self.looks_at: list[float] = []

    def estimate(self, frame: Frame) -> PoseFrame:
        return self._track(frame.t_s)(frame.t_s)

    def look(self, frame: Frame, turn: int, box: Box | None) -> PoseFrame:
        self.looks_at.append(frame.t_s)
        pose = self._looks(frame.t_s, turn)(frame.t_s)
        return pose if box is None or inside(pose, box) else nobody(frame.t_s)

    def follow(self, frame: Frame, turn: int, box: Box | None) -> PoseFrame:
        person = self._looks(frame.t_s, turn)
        self._track = lambda _: person
        return person(frame.t_s)

    def __enter__(self) -> "Scripted":
        return self

    def __exit__(self, *_: object) -> None:
        pass


def inside(pose: PoseFrame, box: Box) -> bool:
    if not pose.has_person:
        return False
    middle = pose.landmarks.mean(axis=0)
    return bool((middle >= box[:2]).all() and (middle <= box[2:]).all())


def watch(
    estimator: Scripted,
    seconds: float,
    shots: Callable[[float], int] = lambda _: 0,
    picture: np.ndarray = PICTURE,
):
    """The guarded poses of so many seconds, and their times."""
    guard = TrackGuard(estimator)
    times = np.arange(round(seconds * FPS)) / FPS
    return times, [guard.estimate(Frame(t, picture, *SIZE, shot=shots(t))) for t in times]


def is_person(pose: PoseFrame, person: Person) -> bool:
    expected = person(pose.t_s).landmarks
    return bool(np.allclose(pose.landmarks, expected, equal_nan=True))


# --- rules ---------------------------------------------------------------------------------------


def test_a_track_that_all_looks_confirm_is_left_as_it_is():
    estimator = Scripted(lambda t: lying, lambda t, turn: lying)
    _, poses = watch(estimator, 3.0)
    assert all(is_person(pose, lying) for pose in poses)


def test_head_and_feet_mistaken_from_the_start_are_put_right_at_once():
    estimator = Scripted(lambda t: upside_down, lambda t, turn: lying if turn else upside_down)
    _, poses = watch(estimator, 1.0)
    assert all(is_person(pose, lying) for pose in poses)


def test_head_and_feet_mistaken_in_the_middle_are_put_right_at_the_next_check():
    estimator = Scripted(lambda t: upside_down if t > 2.2 else lying, lambda t, turn: lying)
    times, poses = watch(estimator, 5.0)
    wrong = times[[not is_person(pose, lying) for pose in poses]]
    assert np.ptp(wrong) <= CHECK_EVERY_S


def test_one_look_does_not_outvote_a_track_that_two_looks_confirm():
    looks = {0: lying, 1: lying, 2: upside_down, 3: nobody}
    estimator = Scripted(lambda t: lying, lambda t, turn: looks[turn])
    _, poses = watch(estimator, 3.0)
    assert all(is_person(pose, lying) for pose in poses)


def test_somebody_only_seen_in_a_turned_picture_is_found():
    estimator = Scripted(lambda t: nobody, lambda t, turn: lying if turn == 3 else nobody)
    _, poses = watch(estimator, 1.0)
    assert all(is_person(pose, lying) for pose in poses)


def test_an_empty_picture_is_searched_in_other_turns_but_once_a_second():
    estimator = Scripted(lambda t: nobody, lambda t, turn: nobody)
    watch(estimator, 4.0)
    moments = sorted(set(estimator.looks_at))
    assert np.diff(moments).min() == pytest.approx(SEARCH_EVERY_S)


def test_a_black_picture_is_not_searched_in_other_turns():
    estimator = Scripted(lambda t: nobody, lambda t, turn: nobody)
    watch(estimator, 3.0, picture=np.zeros_like(PICTURE))
    assert estimator.looks_at == []


def test_the_subject_is_kept_when_the_track_goes_over_to_somebody_else():
    track = Scripted(lambda t: elsewhere if t > 1.5 else lying, lambda t, turn: lying)
    _, poses = watch(track, 4.0)
    assert all(is_person(pose, lying) for pose in poses)


def test_of_somebody_found_elsewhere_nothing_is_said_for_half_a_second():
    def looks(t: float, turn: int) -> Person:
        return elsewhere if t > 1.5 else lying

    times, poses = watch(Scripted(lambda t: looks(t, 0), looks), 4.0)
    silent = times[[not pose.has_person for pose in poses]]
    assert np.ptp(silent) == pytest.approx(0.5, abs=1.5 / FPS)
    assert is_person(poses[-1], elsewhere)


def test_somebody_new_is_believed_at_once_after_a_cut():
    def person(t: float) -> Person:
        return elsewhere if t >= 1.5 else lying

    estimator = Scripted(person, lambda t, turn: person(t))
    _, poses = watch(estimator, 3.0, shots=lambda t: int(t >= 1.5))
    assert all(pose.has_person for pose in poses)


def test_a_thing_in_whose_place_no_look_sees_a_person_is_left_for_one_elsewhere():
    estimator = Scripted(lambda t: elsewhere, lambda t, turn: lying)
    _, poses = watch(estimator, 2.0)
    assert is_person(poses[-1], lying)


def test_a_confirmed_subject_is_kept_though_looks_see_only_somebody_else():
    estimator = Scripted(lambda t: lying, lambda t, turn: elsewhere if t > 1.5 else lying)
    _, poses = watch(estimator, 5.0)
    assert all(is_person(pose, lying) for pose in poses)


class Beside(Scripted):
    """Sees the subject, and somebody else once the subject is painted over."""

    def __init__(self, other: Callable[[float], Person]):
        super().__init__(lambda t: lying, lambda t, turn: lying)
        self._other = other

    def look(self, frame: Frame, turn: int, box: Box | None) -> PoseFrame:
        is_hidden = (frame.rgb[300, 200:400] == GREY).all()
        return self._other(frame.t_s)(frame.t_s) if is_hidden else super().look(frame, turn, box)


def friend(t_s: float) -> PoseFrame:
    """Somebody of the same size above the subject."""
    return lying(t_s, head=(200.0, 100.0))


def leftover(t_s: float) -> PoseFrame:
    """What the landmarks leave over of the subject's own back."""
    return lying(t_s, head=(200.0, 285.0), length=200.0)


@pytest.mark.parametrize(
    ("other", "is_said"),
    [
        pytest.param(lambda t: friend, True, id="a friend"),
        pytest.param(lambda t: friend if t > 5.0 else nobody, True, id="a friend who comes"),
        pytest.param(lambda t: nobody, False, id="nobody"),
        pytest.param(lambda t: elsewhere, False, id="somebody small and far"),
        pytest.param(lambda t: leftover, False, id="the subject's own back"),
        pytest.param(lambda t: friend if 2.0 <= t < 2.4 else nobody, False, id="once"),
    ],
)
def test_somebody_else_in_the_picture_is_said(other, is_said):
    others = OtherPeople(Beside(other))
    for t in np.arange(8 * FPS) / FPS:
        others.update(Frame(t, PICTURE, *SIZE, shot=0), lying(t))
    assert (others.problem is not None) == is_said


def test_a_landmark_outside_of_the_picture_is_not_visible():
    def cut_off(t: float) -> PoseFrame:
        return lying(t, head=(400.0, 300.0))

    _, poses = watch(Scripted(lambda t: cut_off, lambda t, turn: cut_off), 0.1)
    ankle = LANDMARKS.index("left_ankle")
    assert poses[0].landmarks[ankle, 0] > SIZE[0]
    assert poses[0].visibility[ankle] == 0


# --- left and right ------------------------------------------------------------------------------

_LEGS = [
    (LANDMARKS.index(f"left_{part}"), LANDMARKS.index(f"right_{part}"))
    for part in ("knee", "ankle", "heel", "foot_index")
]


def one_leg_up(t_s: float) -> PoseFrame:
    """The left leg rises by 60 degrees within two seconds."""
    pose = lying(t_s)
    landmarks = pose.landmarks.copy()
    hip = landmarks[LANDMARKS.index("left_hip")]
    angle = math.radians(min(30.0 * t_s + 20.0, 80.0))
    for left, _ in _LEGS:
        reach = np.linalg.norm(landmarks[left] - hip)
        landmarks[left] = hip + reach * np.array([math.cos(angle), -math.sin(angle)])
    return replace(pose, landmarks=landmarks)


def legs_changed(t_s: float) -> PoseFrame:
    pose = one_leg_up(t_s)
    landmarks = pose.landmarks.copy()
    for left, right in _LEGS:
        landmarks[[left, right]] = landmarks[[right, left]]
    return replace(pose, landmarks=landmarks)


def test_legs_that_change_sides_for_a_moment_are_changed_back():
    def track(t: float) -> Person:
        return legs_changed if 1.0 < t < 1.18 else one_leg_up

    _, poses = watch(Scripted(track, lambda t, turn: one_leg_up), 2.0)
    assert all(is_person(pose, one_leg_up) for pose in poses)


def test_legs_that_stay_changed_are_believed():
    def track(t: float) -> Person:
        return legs_changed if t > 1.0 else one_leg_up

    _, poses = watch(Scripted(track, lambda t, turn: track(t)), 2.0)
    assert is_person(poses[-1], legs_changed)


# --- MediaPipe -----------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def bundle(root):
    return root / "models" / "pose_landmarker_full.task"


@pytest.fixture(scope="module")
def frames(root) -> list[Frame]:
    """Half a second of a leg raise."""
    with VideoFile(root / "samples" / "leg_raise.mp4") as clip:
        return list(islice(clip, 10))


def rolled(frames: Iterable[Frame], quarters: int) -> list[Frame]:
    return [
        replace(
            frame,
            rgb=np.ascontiguousarray(np.rot90(frame.rgb, quarters)),
            width=frame.height if quarters % 2 else frame.width,
            height=frame.width if quarters % 2 else frame.height,
        )
        for frame in frames
    ]


@pytest.fixture(scope="module")
def unrolled(bundle, frames) -> list[PoseFrame]:
    with BlazePose(bundle, MODEL) as estimator:
        return [estimator.estimate(frame) for frame in frames]


def test_where_the_track_is_right_the_guard_changes_nothing(bundle, frames, unrolled):
    with TrackGuard(BlazePose(bundle, MODEL)) as guard:
        guarded = [guard.estimate(frame) for frame in frames]
    for pose, plain in zip(guarded, unrolled, strict=True):
        np.testing.assert_array_equal(pose.landmarks, plain.landmarks)
        np.testing.assert_array_equal(pose.silhouette, plain.silhouette)


@pytest.mark.parametrize("quarters", [1, 2, 3])
def test_a_rolled_clip_gives_the_pose_of_the_clip_as_it_is(bundle, frames, unrolled, quarters):
    with TrackGuard(BlazePose(bundle, MODEL)) as guard:
        poses = [guard.estimate(frame) for frame in rolled(frames, quarters)]
    trunk = [LANDMARKS.index(f"left_{part}") for part in ("shoulder", "hip", "knee", "ankle")]
    width, height = SIZE
    back = {
        1: lambda p: (width - p[:, 1], p[:, 0]),
        2: lambda p: (width - p[:, 0], height - p[:, 1]),
        3: lambda p: (p[:, 1], height - p[:, 0]),
    }[quarters]
    for pose, plain in zip(poses, unrolled, strict=True):
        found = np.stack(back(pose.landmarks), axis=1)
        assert np.linalg.norm(found - plain.landmarks, axis=1)[trunk].max() < 0.1 * width


@pytest.mark.parametrize("turn", [0, 1, 2, 3])
@pytest.mark.parametrize("way", ["look", "follow"])
def test_landmarks_found_in_a_turned_picture_are_those_of_the_picture(
    bundle, frames, unrolled, turn, way
):
    with BlazePose(bundle, MODEL) as estimator:
        pose = getattr(estimator, way)(frames[0], turn, None)
    clear = unrolled[0].visibility > 0.9
    assert np.abs(pose.landmarks - unrolled[0].landmarks)[clear].max() < 25
    assert np.abs(pose.world - unrolled[0].world)[clear, :2].max() < 0.15


def test_the_outline_is_the_same_however_the_picture_is_turned(bundle, frames, unrolled):
    with BlazePose(bundle, MODEL) as estimator:
        turned = estimator.follow(frames[0], 1, None)
    assert np.nanmedian(np.abs(turned.silhouette - unrolled[0].silhouette)) < 0.03


def test_only_what_lies_in_the_box_is_searched(bundle, frames):
    with BlazePose(bundle, MODEL) as estimator:
        pose = estimator.look(frames[0], 0, (0.0, 0.0, 640.0, 150.0))
    assert not pose.has_person
