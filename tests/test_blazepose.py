"""MediaPipe itself, with the model that is shipped, on a rendered person whose joints are known."""

import json
import subprocess
import sys
from dataclasses import replace
from itertools import islice, pairwise

import numpy as np
import pytest

from formcheck.capture import Frame, VideoFile
from formcheck.errors import InputError
from formcheck.pose.blazepose import BlazePose
from formcheck.pose.estimator import ModelInfo
from formcheck.pose.frame import LANDMARKS

MODEL = ModelInfo("pose_landmarker_full", "")
FRAMES = 20  # one second


@pytest.fixture(scope="module")
def bundle(root):
    return root / "models" / "pose_landmarker_full.task"


@pytest.fixture(scope="module")
def frames(root):
    """The first second of a plank."""
    with VideoFile(root / "samples" / "plank_sag.mp4") as clip:
        return list(islice(clip, FRAMES))


@pytest.fixture(scope="module")
def poses(bundle, frames):
    with BlazePose(bundle, MODEL) as estimator:
        return [estimator.estimate(frame) for frame in frames]


@pytest.fixture
def estimator(bundle):
    with BlazePose(bundle, MODEL) as estimator:
        yield estimator


def middle(pose, joint):
    """Mid-point of the left and the right joint."""
    sides = [LANDMARKS.index(f"{side}_{joint}") for side in ("left", "right")]
    return pose.landmarks[sides].mean(axis=0)


def empty_room():
    rgb = np.full((480, 640, 3), 170, np.uint8)
    rgb[340:] = (120, 100, 80)
    return rgb


def test_a_person_is_found_in_every_picture(poses):
    assert [pose.has_person for pose in poses] == [True] * FRAMES


@pytest.mark.parametrize("joint", ["shoulder", "hip", "knee"])
def test_joints_are_where_they_were_rendered(root, poses, joint):
    truth = json.loads((root / "samples" / "plank_sag.json").read_text())["frames"]
    for pose, known in zip(poses, truth, strict=False):
        true = np.mean([known["px"][f"{joint}_{side}"] for side in "LR"], axis=0)
        assert np.linalg.norm(middle(pose, joint) - true) < 12


def test_landmarks_are_in_pixels_of_the_full_picture(root, bundle, poses):
    with (
        VideoFile(root / "samples" / "plank_sag.mp4", long_side=320) as clip,
        BlazePose(bundle, MODEL) as estimator,
    ):
        small = estimator.estimate(next(iter(clip)))
    assert (small.width, small.height) == (640, 480)
    assert np.linalg.norm(middle(small, "hip") - middle(poses[0], "hip")) < 12
    assert np.nanmedian(np.abs(small.silhouette - poses[0].silhouette)) < 0.03


@pytest.mark.parametrize("width", [640, 639, 638, 637])
def test_pictures_may_have_any_width(estimator, frames, poses, width):
    narrow = replace(frames[0], rgb=frames[0].rgb[:, :width].copy(), width=width)
    pose = estimator.estimate(narrow)
    assert np.abs(pose.landmarks - poses[0].landmarks)[pose.visibility > 0.9].max() < 8
    assert np.nanmedian(np.abs(pose.silhouette - poses[0].silhouette)) < 0.02


def test_visibility_is_between_0_and_1(poses):
    visibility = np.array([pose.visibility for pose in poses])
    assert visibility.min() >= 0
    assert visibility.max() <= 1


def test_world_landmarks_are_metres_about_the_hips(poses):
    hips = [LANDMARKS.index("left_hip"), LANDMARKS.index("right_hip")]
    for pose in poses:
        assert np.linalg.norm(pose.world[hips].mean(axis=0)) < 0.05
        assert 0.5 < np.ptp(pose.world[:, 0]) < 2.5


def test_poses_have_the_times_of_their_pictures(frames, poses):
    assert [pose.t_s for pose in poses] == [frame.t_s for frame in frames]


def test_pictures_may_be_less_than_a_millisecond_apart(estimator, frames):
    close = [replace(frame, t_s=i * 0.0002) for i, frame in enumerate(frames[:8])]
    times = [estimator.estimate(frame).t_s for frame in close]
    assert all(a < b for a, b in pairwise(times))


def test_an_empty_picture_has_no_person(estimator):
    pose = estimator.estimate(Frame(0.0, empty_room(), 640, 480, shot=0))
    assert not pose.has_person
    assert np.isnan(pose.visibility).all()
    assert np.isnan(pose.silhouette).all()


def test_a_person_who_leaves_is_gone(estimator, frames):
    for frame in frames[:5]:
        estimator.estimate(frame)
    later = [Frame(1 + i / 20, empty_room(), 640, 480, shot=0) for i in range(5)]
    assert not [estimator.estimate(frame) for frame in later][-1].has_person


def test_a_new_shot_restarts_the_tracker(bundle, estimator, frames):
    for frame in frames[:5]:
        estimator.estimate(frame)
    first_of_shot = replace(frames[10], rgb=frames[10].rgb[:, ::-1].copy(), shot=1)
    after_cut = estimator.estimate(first_of_shot)
    with BlazePose(bundle, MODEL) as fresh:
        alone = fresh.estimate(first_of_shot)
    np.testing.assert_array_equal(after_cut.landmarks, alone.landmarks)


def test_what_is_no_bundle_is_refused(tmp_path):
    path = tmp_path / "model.task"
    path.write_text("hello")
    with pytest.raises(InputError, match="is not a pose model bundle"):
        BlazePose(path, MODEL)


@pytest.mark.slow
def test_mediapipe_prints_nothing_when_somebody_comes_into_the_picture(bundle):
    # It speaks once in a process, at the first person.
    script = (
        "import sys, numpy as np; from pathlib import Path\n"
        "from formcheck.capture import Frame, VideoFile\n"
        "from formcheck.pose.blazepose import BlazePose\n"
        "from formcheck.pose.estimator import ModelInfo\n"
        "clip, bundle = sys.argv[1:]\n"
        "with BlazePose(Path(bundle), ModelInfo('', '')) as estimator, VideoFile(clip) as video:\n"
        "    for number, frame in zip(range(6), video):\n"
        "        dark = Frame(frame.t_s, frame.rgb * (number > 2), frame.width, frame.height, 0)\n"
        "        print(estimator.estimate(dark).has_person)\n"
    )
    clip = bundle.parents[1] / "samples" / "plank_sag.mp4"
    command = [sys.executable, "-c", script, str(clip), str(bundle)]
    process = subprocess.run(command, capture_output=True, check=True, text=True)
    assert (process.stdout.split()[0], process.stdout.split()[-1]) == ("False", "True")
    assert process.stderr == ""
