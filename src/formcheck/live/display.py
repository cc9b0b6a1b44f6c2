"""Whether a window can be opened here. Qt ends the whole process where it cannot: so ask first."""

import os
import subprocess
import sys
from typing import Final

_TRY_S = 30.0
_OPEN_ONE: Final = (
    "import cv2, numpy; cv2.imshow('formcheck', numpy.zeros((90, 160, 3), numpy.uint8));"
    "cv2.waitKey(50); cv2.destroyAllWindows()"
)


def window_trouble() -> str | None:
    """Open a window in a process of its own; return in words why that failed, None if it did not.

    The words are what is wrong, a colon, and what to do.
    """
    linux = sys.platform == "linux"
    if linux and not (os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")):
        return "there is no display: start formcheck from a desktop, or use --display none"
    try:
        done = subprocess.run(
            [sys.executable, "-c", _OPEN_ONE], capture_output=True, timeout=_TRY_S, check=False
        )
    except subprocess.TimeoutExpired:
        return "opening a window hangs: start formcheck from a desktop, or use --display none"
    if done.returncode == 0:
        return None
    wayland = "; Wayland needs XWayland" if linux else ""
    return (
        "OpenCV cannot open a window: start formcheck in a terminal of the desktop, "
        f"or use --display none{wayland}"
    )
