"""A screen that nobody sees, with a window manager, for tests of windows."""

import os
import shutil
import subprocess
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pytest

SCREEN = (1280, 800)
NEEDED = ("Xvfb", "openbox", "xdotool")
PATIENCE_S = 20.0


@dataclass
class VirtualScreen:
    """A screen that nobody sees."""

    display: str
    buffer: Path

    @property
    def env(self) -> dict[str, str]:
        return {**os.environ, "DISPLAY": self.display, "XDG_SESSION_TYPE": "wayland"}

    def xdotool(self, *words: str) -> str:
        done = subprocess.run(["xdotool", *words], env=self.env, capture_output=True, check=False)
        return done.stdout.decode()

    def window(self) -> str:
        found = wait_for(lambda: self.xdotool("search", "--onlyvisible", "--name", "formcheck"))
        return found.split()[-1]

    def pixels(self) -> np.ndarray:
        """What is on the screen, RGB, from the dump in XWD format that Xvfb keeps."""
        raw = self.buffer.read_bytes()
        header = np.frombuffer(raw[:100], ">u4")
        start = int(header[0] + 12 * header[19])  # behind the header and the table of colours
        picture = np.frombuffer(raw[start : start + SCREEN[0] * SCREEN[1] * 4], np.uint8)
        return picture.reshape(SCREEN[1], SCREEN[0], 4)[:, :, 2::-1]


def wait_for(look: Callable[[], object]) -> object:
    """What the look returns as soon as that is true."""
    until_s = time.monotonic() + PATIENCE_S
    while time.monotonic() < until_s:
        found = look()
        if found:
            return found
        time.sleep(0.05)
    raise AssertionError("nothing came of it")


@pytest.fixture(scope="session")
def screen(tmp_path_factory: pytest.TempPathFactory) -> Iterator[VirtualScreen]:
    missing = [name for name in NEEDED if shutil.which(name) is None]
    if missing:
        pytest.skip(f"needs {', '.join(missing)}")
    folder = tmp_path_factory.mktemp("screen")
    size = f"{SCREEN[0]}x{SCREEN[1]}x24"
    ready, told = os.pipe()
    server = subprocess.Popen(
        ["Xvfb", "-displayfd", str(told), "-screen", "0", size, "-fbdir", str(folder)],
        pass_fds=[told],
        stderr=subprocess.DEVNULL,
    )
    os.close(told)
    with os.fdopen(ready) as line:
        display = f":{line.readline().strip()}"
    virtual = VirtualScreen(display, folder / "Xvfb_screen0")
    quiet = subprocess.DEVNULL
    manager = subprocess.Popen(["openbox"], env=virtual.env, stdout=quiet, stderr=quiet)
    yield virtual
    for process in (manager, server):
        process.terminate()
        process.wait()
