"""The window on the screen, and its keys.

On Linux the first window must be opened before PyAV is imported: both wheels bring parts of libxcb
under the same names, and Qt hangs with PyAV's.
"""

import ctypes
import os
import sys
import time
from contextlib import suppress
from pathlib import Path
from typing import Final, Literal, Self

import cv2
import numpy as np
import numpy.typing as npt

from formcheck.errors import UsageError
from formcheck.guide.question import ANSWERS, Answer

Key = Literal["quit", "pause", "mute", "restart", "full_screen"] | Answer

_ESCAPE: Final = "\x1b"
_KEYS: Final[dict[str, Key]] = {
    "q": "quit",
    _ESCAPE: "quit",
    " ": "pause",
    "m": "mute",
    "r": "restart",
    "f": "full_screen",
    # These mean something while a question is asked.
    "l": "leg",
    "s": "sharp",
    **{answer: answer for answer in ANSWERS if answer.isdigit()},
}
# The window opens as large as the smallest screens of laptops allow.
_FIRST_SIZE: Final = (1200, 640)
# OpenCV's wheels for Linux bring Qt, and of its platforms only X11. On a Wayland desktop Qt would
# complain before it takes that. Its other warnings are of no use during an exercise.
_QUIET_QT: Final = {"QT_QPA_PLATFORM": "xcb", "QT_LOGGING_RULES": "*.warning=false"}
# A Qt window that is resized before it was first drawn sometimes stays empty: in 2 of 40 starts on
# a busy machine, in none of 40 after this wait.
_SETTLE_S: Final = 0.3
_ON_A_DESKTOP: Final = "start on a desktop, or add --display none"


class Window:
    """A window that can be resized and fills the screen at a key; use as a context manager.

    Call `show` and then `key` for each picture: reading the keys draws the window, too, and notices
    that it was closed.

    Args:
        title: of the window.

    Raises:
        UsageError: on entering, where there is no screen to open a window on.
    """

    def __init__(self, title: str) -> None:
        self._title = title
        self._closed = False
        self._sized = False
        self._bgr: npt.NDArray[np.uint8] = np.empty((0, 0, 3), np.uint8)
        self._view: npt.NDArray[np.uint8] = np.empty((0, 0, 3), np.uint8)

    def __enter__(self) -> Self:
        if sys.platform == "linux":
            _check_x11()
            _check_order()
            for name, value in _QUIET_QT.items():
                os.environ.setdefault(name, value)
        try:
            # Pictures come in the size of the window, so that nothing stretches them.
            cv2.namedWindow(
                self._title, cv2.WINDOW_NORMAL | cv2.WINDOW_FREERATIO | cv2.WINDOW_GUI_NORMAL
            )
        except cv2.error as error:
            raise UsageError(
                "no window can be opened (this OpenCV comes without windows)", _ON_A_DESKTOP
            ) from error
        if sys.platform == "linux":
            _settle()
        return self

    def __exit__(self, *_: object) -> None:
        with suppress(cv2.error):  # it is closed already
            cv2.destroyWindow(self._title)

    @property
    def closed(self) -> bool:
        """Whether the user has closed the window; then nothing is shown any more."""
        return self._closed

    def show(self, rgb: npt.NDArray[np.uint8]) -> None:
        """Show an RGB picture as large as fits; the rest of the window is black."""
        if self._closed:
            return
        if self._bgr.shape != rgb.shape:
            self._bgr = np.empty_like(rgb)
        cv2.cvtColor(rgb, cv2.COLOR_RGB2BGR, dst=self._bgr)
        if not self._sized:
            height, width = rgb.shape[:2]
            scale = min(_FIRST_SIZE[0] / width, _FIRST_SIZE[1] / height)
            cv2.resizeWindow(self._title, round(scale * width), round(scale * height))
            self._sized = True
        with suppress(cv2.error):  # it was closed just now: `key` will notice
            cv2.imshow(self._title, self._fitted())

    def key(self) -> Key | None:
        """Draw the window and return the key pressed since; None for none or an unknown one.

        The key for full screen is obeyed here, and returned all the same.
        """
        if self._closed:
            return None
        code = cv2.pollKey()
        self._closed = not self._is_open()
        if code < 0 or self._closed:
            return None
        key = _KEYS.get(chr(code & 0xFF).lower())
        if key == "full_screen":
            self._switch_full_screen()
        return key

    # --- the window --------------------------------------------------------------------------

    def _is_open(self) -> bool:
        try:
            return cv2.getWindowProperty(self._title, cv2.WND_PROP_VISIBLE) >= 1.0
        except cv2.error:  # the last window is gone
            return False

    def _switch_full_screen(self) -> None:
        full = cv2.getWindowProperty(self._title, cv2.WND_PROP_FULLSCREEN) == cv2.WINDOW_FULLSCREEN
        now = cv2.WINDOW_NORMAL if full else cv2.WINDOW_FULLSCREEN
        cv2.setWindowProperty(self._title, cv2.WND_PROP_FULLSCREEN, now)

    def _fitted(self) -> npt.NDArray[np.uint8]:
        """The picture in the middle of one of the window's size."""
        _, _, wide, high = cv2.getWindowImageRect(self._title)
        height, width = self._bgr.shape[:2]
        if wide <= 0 or high <= 0 or (wide, high) == (width, height):
            return self._bgr
        if self._view.shape[:2] != (high, wide):
            self._view = np.zeros((high, wide, 3), np.uint8)
        scale = min(wide / width, high / height)
        size = max(1, round(scale * width)), max(1, round(scale * height))
        left, top = (wide - size[0]) // 2, (high - size[1]) // 2
        place = self._view[top : top + size[1], left : left + size[0]]
        way = cv2.INTER_AREA if scale < 1.0 else cv2.INTER_LINEAR
        cv2.resize(self._bgr, size, dst=place, interpolation=way)
        return self._view


def _settle() -> None:
    """Wait until the window is drawn."""
    until_s = time.monotonic() + _SETTLE_S
    while time.monotonic() < until_s:
        cv2.pollKey()
        time.sleep(0.01)


def _check_order() -> None:
    """Fail at once in place of hanging for ever."""
    qt = Path(cv2.__file__).parents[1] / "opencv_python.libs"
    loaded = Path("/proc/self/maps").read_text(encoding="utf-8")
    if "av" in sys.modules and f"{qt}/libxcb-shm" not in loaded:
        raise RuntimeError("a window is to be opened before PyAV is imported")


def _check_x11() -> None:
    """Ask before Qt does: where it finds no display, Qt ends the whole process.

    Raises:
        UsageError: there is no X11 display, or it refuses us.
    """
    name = os.environ.get("DISPLAY")
    if not name:
        raise UsageError("no window can be opened (DISPLAY is not set)", _ON_A_DESKTOP)
    try:
        xcb = ctypes.CDLL("libxcb.so.1")
    except OSError:  # nothing to ask with
        return
    xcb.xcb_connect.restype = ctypes.c_void_p
    connection = ctypes.c_void_p(xcb.xcb_connect(name.encode(), None))
    failed = xcb.xcb_connection_has_error(connection)
    xcb.xcb_disconnect(connection)
    if failed:
        raise UsageError(f"no window can be opened (display {name} does not answer)", _ON_A_DESKTOP)
