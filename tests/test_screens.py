"""The screens of a live session: what stands on them can be read, and stays in the picture."""

from typing import get_args

import numpy as np
import pytest
from people import film, plank, still

from formcheck.draw.canvas import text_width
from formcheck.draw.overlay import Overlay
from formcheck.draw.panels import TRACK
from formcheck.draw.states import COLOURS, SOFT, WHITE
from formcheck.draw.typesetting import LEAST_PX, Line, fitted
from formcheck.exercises.catalogue import catalogue
from formcheck.guide.screen import Moment, Screen
from formcheck.guide.screens import instruction_screen
from formcheck.problem import Pictogram, Problem, ProblemId
from formcheck.session import Session

SIZES = [(640, 480), (480, 640), (1280, 720), (161, 121)]
PLANK = catalogue()["plank"]
GROUND = 120
TITLED: list[Moment] = ["setup", "ready", "rest", "ask", "paused", "trouble", "summary"]
LONG = (
    "Check that the phone and the computer are in the same network and that nothing else uses "
    "rtsp://192.168.178.20:8554/a/very/long/address?user=somebody before you begin again"
)
INSTRUCTIONS = {
    ProblemId.NOBODY: ("Step into the picture", "step_in"),
    ProblemId.NEAR: ("Move back", "move_back"),
    ProblemId.SMALL: ("Come closer", "come_closer"),
    ProblemId.NOT_SIDE_ON: ("Turn side-on", "side_on"),
    ProblemId.EDGE_ON: ("Let it face your chest or your back", "front_on"),
    ProblemId.LOOKS_DOWN: ("Lower the camera", "lower_camera"),
    ProblemId.DARK: ("Switch on a light", "light"),
    ProblemId.BODY_UNSEEN: ("Check light, clothes and what is in the way", "light"),
    ProblemId.CUT: ("The picture was interrupted", None),
}


@pytest.fixture(scope="module")
def held():
    """Somebody in a good plank: the landmarks, and what the session makes of them."""
    session = Session("plank")
    for pose in film(still(plank(), 4.0), fps=15):
        update = session.feed(pose)
    return pose, update


@pytest.fixture(scope="module")
def draw(held):
    """Draws a screen over a grey picture of a size."""

    def over(
        screen: Screen | None, size: tuple[int, int] = (640, 480), *, muted: bool = False
    ) -> np.ndarray:
        picture = np.full((size[1], size[0], 3), GROUND, np.uint8)
        return Overlay(PLANK, size).draw(picture, *held, screen, muted=muted)

    return over


def near(pixels: np.ndarray, colour: tuple[int, int, int]) -> np.ndarray:
    return np.abs(pixels.astype(int) - colour).max(axis=2) < 12


def border(pixels: np.ndarray) -> np.ndarray:
    return np.concatenate([pixels[0], pixels[-1], pixels[:, 0], pixels[:, -1]])


# --- every moment --------------------------------------------------------------------------------


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("words", ["Hips", LONG, LONG * 3], ids=["short", "long", "too long"])
@pytest.mark.parametrize("moment", [*TITLED, "count_in"])
def test_words_never_leave_the_picture(draw, moment, words, size) -> None:
    screen = Screen(moment, words, words, 1234, 0.5, (f"{words}\t{words}",) * 6, words)
    edge = border(draw(screen, size))
    assert np.ptp(edge, axis=0).max() <= 2  # darkened or not, it is as even as the picture was


@pytest.mark.parametrize("size", SIZES[:3])
@pytest.mark.parametrize("moment", [*TITLED, "count_in"])
def test_a_moment_without_words_is_drawn(draw, moment, size) -> None:
    assert (draw(Screen(moment), size) != GROUND).any()


@pytest.mark.parametrize("size", SIZES[:3])
@pytest.mark.parametrize("moment", TITLED)
def test_a_title_takes_nine_per_cent_of_the_height(draw, moment, size) -> None:
    assert tallest_word(draw(Screen(moment, "Hg"), size), WHITE) >= 0.09 * size[1]


@pytest.mark.parametrize("size", SIZES[:3])
@pytest.mark.parametrize(
    ("moment", "colour"),
    [
        ("ready", SOFT),
        ("rest", WHITE),
        ("ask", WHITE),
        ("paused", COLOURS["good"]),
        ("trouble", COLOURS["good"]),
        ("summary", WHITE),
    ],
)
def test_an_instruction_takes_six_per_cent_of_the_height(draw, moment, colour, size) -> None:
    assert tallest_word(draw(Screen(moment, detail="Hg"), size), colour) >= 0.06 * size[1]


def tallest_word(pixels: np.ndarray, colour: tuple[int, int, int]) -> int:
    """Rows from the highest to the lowest letter of the one large word on a screen."""
    rows = near(pixels, colour)[: int(0.9 * len(pixels))].any(axis=1).nonzero()[0]
    runs = np.split(rows, np.nonzero(np.diff(rows) > 1)[0] + 1)
    return max(len(run) for run in runs)


@pytest.mark.parametrize("moment", ["trouble", "summary", "rest", "ask", "paused"])
def test_what_is_to_be_read_stands_on_a_dark_picture(draw, moment) -> None:
    assert np.median(draw(Screen(moment, "Hips"))) < 0.5 * GROUND


@pytest.mark.parametrize("moment", ["setup", "ready"])
def test_who_looks_for_a_place_in_the_picture_sees_it(draw, held, moment) -> None:
    pixels = draw(Screen(moment, "Turn side-on"), (1280, 720))
    hip = held[0].landmarks[23].astype(int)
    there = pixels[hip[1] - 40 : hip[1] + 40, hip[0] - 60 : hip[0] + 60]
    assert np.median(there) == GROUND
    assert near(there, SOFT).any()  # the landmarks


def test_nothing_is_judged_before_the_start(draw) -> None:
    for moment in ("setup", "ready"):
        assert not near(draw(Screen(moment, "Hold still")), COLOURS["good"]).any()


def test_work_looks_like_the_overlay_of_a_clip(draw) -> None:
    assert (draw(Screen("work")) == draw(None)).all()


# --- the parts -----------------------------------------------------------------------------------


@pytest.mark.parametrize(("problem", "shown"), INSTRUCTIONS.items())
def test_an_instruction_has_its_words_and_its_pictogram(problem, shown) -> None:
    screen = instruction_screen("setup", Problem(problem))
    assert (screen.title, screen.pictogram) == shown


@pytest.mark.parametrize("size", SIZES[:3])
def test_each_pictogram_is_another_drawing(draw, size) -> None:
    screens = [Screen("setup", "Here", pictogram=one) for one in (*get_args(Pictogram), None)]
    drawings = {draw(one, size)[: size[1] // 2].tobytes() for one in screens}
    assert len(drawings) == len(screens)


@pytest.mark.parametrize("size", SIZES[:3])
def test_a_count_in_fills_the_picture(draw, size) -> None:
    digit = tallest_word(draw(Screen("count_in", number=3), size), WHITE)
    assert digit >= 0.3 * min(size)


@pytest.mark.parametrize("moment", ["count_in", "rest"])
def test_the_ring_runs_out(draw, moment) -> None:
    left = [
        near(draw(Screen(moment, number=9, share=share)), COLOURS["good"]).sum()
        for share in (0.0, 0.3, 0.6, 0.9, 1.0)
    ]
    assert left == sorted(left, reverse=True)
    assert left[0] > 1000
    assert left[-1] == 0


@pytest.mark.parametrize("size", SIZES[:3])
@pytest.mark.parametrize("moment", ["setup", "ready", "rest", "ask", "paused"])
def test_the_keys_are_shown_while_nobody_exercises(draw, moment, size) -> None:
    foot = draw(Screen(moment), size)[-int(0.07 * size[1]) :]
    assert near(foot, WHITE).any()


@pytest.mark.parametrize("size", SIZES[:3])
@pytest.mark.parametrize("muted", [False, True])
def test_the_last_key_is_shown_too(draw, muted, size) -> None:
    foot = draw(Screen("ready"), size, muted=muted)[-int(0.07 * size[1]) :]
    columns = near(foot, TRACK).any(axis=0).nonzero()[0]  # of the caps of the keys
    caps = 1 + (np.diff(columns) > 1).sum()
    assert caps >= 5


@pytest.mark.parametrize("size", SIZES[:3])
def test_every_row_of_a_summary_is_shown(draw, size) -> None:
    rows = [f"{name}\t42 s, 38 s good form" for name in ("Forearm plank", "Side plank", "Crunch")]
    screens = [
        Screen("summary", "Well done", LONG, lines=(*rows[:i], *rows[i + 1 :])) for i in range(3)
    ]
    shown = [
        draw(screen, size)
        for screen in (Screen("summary", "Well done", LONG, lines=tuple(rows)), *screens)
    ]
    assert len({pixels.tobytes() for pixels in shown}) == 4


@pytest.mark.parametrize("moment", ["work", "count_in"])
def test_the_keys_do_not_distract(draw, moment) -> None:
    foot = draw(Screen(moment), (1280, 720))[-50:, :500]
    assert (foot == foot[0, 0]).all()


@pytest.mark.parametrize("moment", ["work", "setup", "rest"])
def test_a_sign_says_that_the_sound_is_off(draw, moment) -> None:
    screen = Screen(moment)
    crossed = [near(draw(screen, muted=muted), COLOURS["mild"]).sum() for muted in (False, True)]
    assert crossed[0] == 0
    assert crossed[1] > 20


def test_the_clock_of_a_set_is_gone_after_the_rest(held) -> None:
    pose, update = held
    overlay = Overlay(PLANK, (640, 480))

    def drawn(update, screen: Screen) -> np.ndarray:
        picture = np.full((480, 640, 3), GROUND, np.uint8)
        return overlay.draw(picture, pose, update, screen)

    drawn(update, Screen("work"))
    drawn(update, Screen("rest", number=3))
    waiting = Session("plank").feed(pose)
    assert (drawn(waiting, Screen("work"))[:60, 440:] == GROUND).all()


# --- the question --------------------------------------------------------------------------------


@pytest.mark.parametrize("size", SIZES[:3])
def test_every_answer_that_is_pressed_lights_up_its_own_key(draw, size) -> None:
    dark = lit(draw(Screen("ask"), size))
    answers = [*(str(number) for number in range(11)), "leg", "sharp"]
    shown = [lit(draw(Screen("ask", chosen=(answer,)), size)) for answer in answers]
    places = [np.argwhere(one & ~dark).mean(axis=0) for one in shown]
    assert all((one & ~dark).sum() > 100 for one in shown)
    assert len({tuple(place.round()) for place in places}) == len(answers)


@pytest.mark.parametrize("size", SIZES[:3])
def test_numbers_take_six_per_cent_of_the_shorter_side(draw, size) -> None:
    assert tallest_word(draw(Screen("ask"), size), WHITE) >= 0.06 * min(size)


def test_the_time_for_an_answer_runs_out(draw) -> None:
    left = [
        near(draw(Screen("ask", share=share)), COLOURS["good"]).sum()
        for share in (0.0, 0.3, 0.6, 0.9, 1.0)
    ]
    assert left == sorted(left, reverse=True)
    assert left[0] > 1000
    assert left[-1] == 0


def lit(pixels: np.ndarray) -> np.ndarray:
    return near(pixels, WHITE)


# --- setting type --------------------------------------------------------------------------------


def test_type_stays_as_large_as_it_fits() -> None:
    line = Line("Lower your hips", 40.0, WHITE)
    assert fitted((line,), (1000.0, 100.0)).lines == (line,)


def test_lines_are_broken_between_words_and_about_equally_long() -> None:
    lines = fitted(
        (Line("Let it face your chest or your back", 40.0, WHITE),), (450.0, 300.0)
    ).lines
    assert " ".join(line.words for line in lines) == "Let it face your chest or your back"
    widths = [text_width(line.words, line.px) for line in lines]
    assert len(lines) == 2
    assert min(widths) > 0.6 * max(widths)


def test_what_is_too_much_is_set_smaller() -> None:
    line = Line("Let it face your chest or your back", 40.0, WHITE)
    column = fitted((line,), (300.0, 60.0))
    assert column.width <= 300.0
    assert column.height <= 60.0
    assert all(LEAST_PX <= one.px < 40.0 for one in column.lines)


def test_an_address_is_broken_without_adding_to_it() -> None:
    address = "rtsp://192.168.178.20:8554/front-room/stream1"
    lines = fitted((Line(address, 40.0, WHITE),), (400.0, 400.0)).lines
    assert "".join(line.words for line in lines) == address
    assert {line.px for line in lines} == {40.0}


def test_what_cannot_be_read_any_more_is_left_away() -> None:
    column = fitted((Line("word " * 200, 40.0, WHITE),), (100.0, 50.0))
    assert 0 < column.height <= 50.0
