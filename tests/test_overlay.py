"""What is drawn over the picture, seen through its pixels."""

from dataclasses import replace

import numpy as np
import pytest
from people import GOOD, chain, film, into_plank_and_out, plank, still, through

from formcheck.exercises.catalogue import catalogue
from formcheck.pose.frame import PoseFrame, empty_pose_frame
from formcheck.report.canvas import Canvas
from formcheck.report.overlay import COLOURS, CUE_SHARE, Overlay, state_of
from formcheck.session import Session, Update

SIZES = [(640, 360), (640, 480), (1280, 720), (416, 960), (500, 281), (161, 121)]
SAGGING = into_plank_and_out(
    chain(
        still(plank(), 4.0),
        through((0.0, 0.0), (2.0, 20.0)).map(plank),
        still(plank(20.0), 4.0),
    )
)


def picture(size: tuple[int, int] = (1280, 720)) -> np.ndarray:
    return np.full((size[1], size[0], 3), 120, np.uint8)


def updates(exercise: str, motion) -> list[tuple[PoseFrame, Update]]:
    session = Session(exercise)
    return [(pose, session.feed(pose)) for pose in film(motion, fps=15)]


def near(picture: np.ndarray, colour: tuple[int, int, int]) -> int:
    """How many pixels have about this colour."""
    return int((np.abs(picture.astype(int) - colour).max(axis=2) < 12).sum())


@pytest.fixture(scope="module")
def sagging() -> list[tuple[PoseFrame, Update]]:
    return updates("plank", SAGGING)


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("exercise", sorted(catalogue()))
def test_every_exercise_is_drawn_at_any_size(exercise: str, size: tuple[int, int]) -> None:
    overlay = Overlay(catalogue()[exercise], size)
    for pose, update in updates(exercise, GOOD[exercise])[::40]:
        drawn = picture(size)
        overlay.draw(drawn, pose, update)
        assert (drawn != 120).any()


def test_a_picture_without_a_person_says_what_to_do() -> None:
    session = Session("plank")
    pose = empty_pose_frame(0.0, (1280, 720))
    update = session.feed(pose)
    drawn = picture()
    Overlay(session.exercise, (1280, 720)).draw(drawn, pose, update)
    assert state_of(update) == "unknown"
    assert near(drawn[500:], COLOURS["unknown"]) > 500


def test_hidden_joints_are_not_drawn(sagging: list[tuple[PoseFrame, Update]]) -> None:
    pose, update = sagging[-1]
    hidden = replace(pose, visibility=np.zeros(33))
    quiet = replace(update, state=replace(update.state, problem=None, in_position=False))
    overlay, drawn = Overlay(catalogue()["plank"], (1280, 720)), picture()
    overlay.draw(drawn, hidden, quiet)
    assert (drawn[200:] == 120).all()


def test_the_body_line_changes_its_colour_with_the_state(
    sagging: list[tuple[PoseFrame, Update]],
) -> None:
    overlay = Overlay(catalogue()["plank"], (1280, 720))
    shown = {}
    for pose, update in sagging:
        shown.setdefault(state_of(update), (pose, update))
    assert {"idle", "good", "mild", "severe"} <= set(shown)
    for state, (pose, update) in shown.items():
        drawn = picture()
        overlay.draw(drawn, pose, update)
        assert near(drawn, COLOURS[state]) > 300, state


def test_the_cue_is_at_least_six_per_cent_of_the_height(
    sagging: list[tuple[PoseFrame, Update]],
) -> None:
    pose, update = next(item for item in sagging if item[1].cue)
    drawn = picture()
    Overlay(catalogue()["plank"], (1280, 720)).draw(drawn, pose, update)
    grade = COLOURS[update.cue.severity]
    banner = np.abs(drawn[560:].astype(int) - grade).max(axis=2) < 12
    # To the right of the symbol stand the letters: their tallest column is a capital L.
    rows = np.nonzero(banner[:, 560:].any(axis=1))[0]
    assert rows[-1] - rows[0] >= 0.06 * 720
    assert CUE_SHARE >= 0.06


def test_nothing_is_shown_as_good_where_it_cannot_be_judged(
    sagging: list[tuple[PoseFrame, Update]],
) -> None:
    _, update = next(item for item in sagging if state_of(item[1]) == "good")
    assert state_of(replace(update, state=replace(update.state, problem="dark: more light"))) == (
        "unknown"
    )


def test_the_states_differ_in_brightness_for_the_colour_blind() -> None:
    # Deuteranopia after Viénot, Brettel and Mollon (1999): red and green fall together.
    def seen(colour: tuple[int, int, int]) -> np.ndarray:
        red, green, blue = (np.array(colour) / 255.0) ** 2.2
        both = 0.29275 * red + 0.70725 * green
        return np.array([both, -0.02234 * red + 0.02234 * green + blue])

    states = ("good", "mild", "severe")
    distances = [
        np.linalg.norm(seen(COLOURS[a]) - seen(COLOURS[b]))
        for i, a in enumerate(states)
        for b in states[i + 1 :]
    ]
    assert min(distances) > 0.3


@pytest.mark.parametrize("background", [0, 128, 255])
def test_text_stands_out_from_any_background(background: int) -> None:
    drawn = np.full((100, 300, 3), background, np.uint8)
    canvas = Canvas(drawn)
    canvas.panel(0, 0, 300, 100)
    ground = int(drawn.max())
    canvas.text("Lift your hips", 10, 60, 30, (250, 250, 250), bold=True)
    assert int(drawn.max()) - ground > 120
