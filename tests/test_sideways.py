"""Clips whose picture lies on its side: what they show once they are turned is said."""

import pytest
from people import film, leg_raises, nobody, plank, sit_ups, squatting, standing, still, through

from formcheck import analyze
from formcheck.motion.body import levelled
from formcheck.pose.estimator import ModelInfo
from formcheck.pose.recording import Recording, RecordingHeader

pytestmark = pytest.mark.slow

TURNED = "turned by a quarter, this looks like"


@pytest.fixture
def messages(tmp_path):
    """The messages of an analysis of PoseFrames, as those of a Recording."""

    def judged(poses, exercise="auto"):
        recording = Recording(RecordingHeader(1280, 720, ModelInfo("pose_landmarker_full", ""), {}))
        for pose in poses:
            recording.append(pose)
        path = tmp_path / "recording.npz"
        recording.save(path)
        return analyze(path, exercise).coverage.messages

    return judged


@pytest.mark.parametrize("roll_deg", [90.0, -90.0])
@pytest.mark.parametrize(
    ("motion", "name"),
    [
        (still(plank(), 8.0), "forearm plank"),
        (sit_ups(1), "sit-up (knees bent)"),
        (leg_raises(2), "leg raise (both legs straight)"),
    ],
    ids=["plank", "sit-up", "leg raise"],
)
def test_an_exercise_in_a_picture_on_its_side_is_named(messages, motion, name, roll_deg):
    poses = [levelled(pose, roll_deg) for pose in film(motion)]
    assert f"{TURNED} {name}: if the picture lies on its side, turn the clip" in messages(poses)[-1]


def test_so_it_is_if_the_exercise_was_declared(messages):
    poses = [levelled(pose, 90.0) for pose in film(still(plank(), 8.0))]
    assert messages(poses, "plank")[-1].startswith(f"{TURNED} forearm plank")


@pytest.mark.parametrize(
    "poses",
    [
        film(still(standing(), 6.0)),
        film(through((0.0, standing()), (2.0, squatting()), (4.0, standing()))),
        film(still(plank(), 8.0)),
        nobody(6.0, 0.0),
    ],
    ids=["standing", "a squat", "an upright plank", "nobody"],
)
def test_an_upright_picture_is_left_alone(messages, poses):
    assert not any(TURNED in message for message in messages(poses))
