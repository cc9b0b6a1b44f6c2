"""The window, on a virtual screen with a window manager: what is on it, its keys, its end."""

import subprocess
import sys
from collections.abc import Callable, Iterator

import numpy as np
import pytest
from virtual_screen import PATIENCE_S, SCREEN, VirtualScreen, wait_for

from formcheck.errors import UsageError
from formcheck.live.window import Window

BLUE, GROUND = (0, 0, 250), (250, 160, 0)
# A process of its own: Qt keeps the first display that it sees for as long as a process lives.
PROGRAM = """
import sys, time
import numpy as np
from formcheck.live.window import Window

width, height = int(sys.argv[1]), int(sys.argv[2])
picture = np.full((height, width, 3), (250, 160, 0), np.uint8)
y, x = np.mgrid[:height, :width]
picture[np.hypot(x - width / 2, y - height / 2) < 0.4 * min(width, height)] = (0, 0, 250)
with Window("formcheck") as window:
    until_s = time.monotonic() + 60
    while not window.closed and time.monotonic() < until_s:
        window.show(picture)
        key = window.key()
        if key:
            print(key, flush=True)
        if key == "quit":
            break
        time.sleep(0.01)
    print("closed" if window.closed else "open", flush=True)
    window.show(picture)
"""

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(sys.platform != "linux", reason="Xvfb is for Linux"),
]


@pytest.fixture
def start(screen: VirtualScreen) -> Iterator[Callable[[int, int], subprocess.Popen[str]]]:
    """Starts the program with a picture of a size: orange, with a blue disc in its middle."""
    started: list[subprocess.Popen[str]] = []

    def run(width: int, height: int) -> subprocess.Popen[str]:
        program = subprocess.Popen(
            [sys.executable, "-c", PROGRAM, str(width), str(height)],
            env=screen.env,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        started.append(program)
        wait_for(lambda: disc(screen) is not None)
        screen.xdotool("windowactivate", "--sync", screen.window())
        return program

    yield run
    for program in started:
        program.kill()
        program.wait()
    wait_for(lambda: disc(screen) is None)


def disc(screen: VirtualScreen) -> tuple[int, int] | None:
    """Width and height of the blue disc on the screen, None where there is none."""
    rows, columns = near(screen.pixels(), BLUE).nonzero()
    if rows.size < 100:
        return None
    return int(np.ptp(columns)) + 1, int(np.ptp(rows)) + 1


def near(pixels: np.ndarray, colour: tuple[int, int, int]) -> np.ndarray:
    return np.abs(pixels.astype(int) - colour).max(axis=2) < 40


def is_round(screen: VirtualScreen) -> bool:
    shape = disc(screen)
    return shape is not None and abs(shape[0] - shape[1]) <= 3


@pytest.mark.parametrize("size", [(640, 480), (1280, 720), (480, 640)])
def test_a_picture_is_shown_in_its_own_colours_and_shape(screen, start, size) -> None:
    start(*size)
    wait_for(lambda: is_round(screen))
    rows, columns = near(screen.pixels(), GROUND).nonzero()
    assert np.ptp(columns) / np.ptp(rows) == pytest.approx(size[0] / size[1], rel=0.02)


def test_a_window_of_another_shape_stretches_nothing(screen, start) -> None:
    start(640, 480)
    screen.xdotool("windowsize", screen.window(), "400", "700")
    wait_for(lambda: is_round(screen) and abs(disc(screen)[0] - 0.8 * 300) < 5)
    above = screen.pixels()[:, :400]
    assert (above == 0).all(axis=2).mean() > 0.3  # black, not the desktop's or Qt's own colour


def test_a_key_fills_the_screen_and_another_time_leaves_it(screen, start) -> None:
    start(640, 480)
    before = disc(screen)
    screen.xdotool("key", "f")
    # Both at once: a picture that is read while it is drawn may have the height and not the width.
    wait_for(lambda: is_round(screen) and abs(disc(screen)[1] - 0.8 * SCREEN[1]) <= 5)
    screen.xdotool("key", "f")
    wait_for(lambda: disc(screen) == before)


def told(program: subprocess.Popen[str], screen: VirtualScreen, *keys: str) -> str:
    """What the last of some keys does; OpenCV keeps one key at a time until it is asked for it."""
    for key in keys:
        screen.xdotool("key", key)
    return program.stdout.readline().strip()


def test_keys_are_told_by_what_they_do(screen, start) -> None:
    program = start(640, 480)
    pressed = [("x", "space"), ("m",), ("M",), ("r",), ("y", "F1", "q")]
    done = [told(program, screen, *keys) for keys in pressed]
    assert done == ["pause", "mute", "mute", "restart", "quit"]
    assert program.stdout.read().split() == ["open"]
    assert program.stderr.read() == ""


def test_keys_that_answer_are_told_by_what_they_mean(screen, start) -> None:
    program = start(640, 480)
    done = [told(program, screen, key) for key in ("0", "7", "l", "S")]
    assert done == ["0", "7", "leg", "sharp"]


def test_escape_ends_it_too(screen, start) -> None:
    program = start(640, 480)
    screen.xdotool("key", "Escape")
    assert program.communicate(timeout=PATIENCE_S)[0].split() == ["quit", "open"]


def test_a_window_that_is_closed_stays_closed(screen, start) -> None:
    program = start(640, 480)
    screen.xdotool("key", "alt+F4")
    out, err = program.communicate(timeout=PATIENCE_S)
    assert out.split() == ["closed"]
    assert (program.returncode, err) == (0, "")


@pytest.mark.parametrize("display", [None, "", ":12345", "nonsense"])
def test_without_a_screen_it_says_what_to_do(
    monkeypatch: pytest.MonkeyPatch, display: str | None
) -> None:
    monkeypatch.delenv("DISPLAY", raising=False)
    if display is not None:
        monkeypatch.setenv("DISPLAY", display)
    with pytest.raises(UsageError, match="--display none") as error, Window("formcheck"):
        pass
    assert "\n" not in str(error.value)
