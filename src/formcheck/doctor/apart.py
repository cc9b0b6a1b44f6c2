"""Checks that run in a process of their own, because a failure ends or hangs the process.

- A clip is judged while the operating system forbids the network, to show that none is used. On
  Linux a process can give up system calls for good (seccomp). If Python or any native library then
  asks for a network socket, the kernel ends the process. Other systems offer nothing similar
  without special rights. This module imports PyAV and mediapipe only after giving up the network.
- A window is opened. Without a screen, Qt ends the process.
"""

import ctypes
import json
import platform
import signal
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Final, Literal

from formcheck.errors import FormcheckError

_JUDGE: Final = "from formcheck.doctor.apart import judge_without_network as judge; judge()"
_OPEN: Final = "from formcheck.doctor.apart import open_window as open; open()"
_JUDGE_S, _OPEN_S = 120.0, 30.0
_NO_WINDOW: Final = "no window can be opened"
_ON_A_DESKTOP: Final = "start on a desktop, or add --display none"
_SIZE, _FRAMES = (240, 320, 3), 10
_UNWATCHED = 77  # exit status of a success that this system could not watch

# linux/prctl.h, linux/seccomp.h, linux/audit.h; the number of the system call socket.
_SET_NO_NEW_PRIVILEGES, _SET_SECCOMP, _FILTER = 38, 22, 2
_LOAD, _EQUAL, _RETURN = 0x20, 0x15, 0x06
_ALLOW, _KILL = 0x7FFF0000, 0x80000000
_CALL_AT, _ARCHITECTURE_AT, _FAMILY_AT = 0, 4, 16
_INTERNET: Final = (2, 10)  # AF_INET and AF_INET6
_SOCKET: Final = {"x86_64": (0xC000003E, 41), "aarch64": (0xC00000B7, 198)}

WatchOutcome = Literal["silent", "unwatched", "network", "failed"]


def judge_watched() -> tuple[WatchOutcome, str]:
    """Judge a made-up clip in a process that may not use the network.

    Returns:
        The outcome, and the last line of stderr. `silent`: judged without the network;
        `unwatched`: judged, but this system cannot watch; `network`: ended because it asked for
        the network; `failed`: not judged.
    """
    process = _run(_JUDGE, _JUDGE_S)
    if process is None:
        return "failed", f"it took longer than {_JUDGE_S:.0f} s"
    last_line = (process.stderr.strip().splitlines() or [""])[-1]
    if sys.platform == "linux" and process.returncode == -signal.SIGSYS:
        return "network", last_line
    outcomes: dict[int, WatchOutcome] = {0: "silent", _UNWATCHED: "unwatched"}
    return outcomes.get(process.returncode, "failed"), last_line


def window_trouble() -> tuple[str, str] | None:
    """Open the window of live sessions for a moment; return what is wrong, and the remedy."""
    process = _run(_OPEN, _OPEN_S)
    if process is None:
        return f"{_NO_WINDOW} in time", _ON_A_DESKTOP
    if not process.returncode:
        return None
    reason, remedy = json.loads(process.stdout or json.dumps([_NO_WINDOW, _ON_A_DESKTOP]))
    return reason, remedy


def _run(code: str, limit_s: float) -> "subprocess.CompletedProcess[str] | None":
    """Run Python code in a process of its own; return None if it takes too long."""
    try:
        return subprocess.run(
            [sys.executable, "-c", code],
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=limit_s,
            check=False,
        )
    except subprocess.TimeoutExpired:
        return None


# --- in the other process ----------------------------------------------------------------------


def open_window() -> None:
    """Open a window; if that fails, print the reason and the remedy, and end."""
    from formcheck.live.window import Window

    try:
        with Window("formcheck") as window:
            window.key()
    except FormcheckError as error:
        sys.stdout.write(json.dumps([error.reason, error.remedy]))
        sys.exit(error.exit_status)


def judge_without_network() -> None:
    """Give up the network, judge a made-up clip, and end the process."""
    is_watched = give_up_network()
    import numpy as np

    from formcheck.analysis import analyze
    from formcheck.draw.video import VideoWriter

    with tempfile.TemporaryDirectory(prefix="formcheck-") as folder:
        clip = Path(folder) / "clip.mp4"
        with VideoWriter(clip) as writer:
            for number in range(_FRAMES):
                writer.write(np.full(_SIZE, 10 * number, np.uint8), number / 30)
        analyze(clip, "plank")
    sys.exit(0 if is_watched else _UNWATCHED)


def give_up_network() -> bool:
    """Have the kernel end this process if it asks for a network socket; False if it cannot."""
    if sys.platform != "linux" or platform.machine() not in _SOCKET:
        return False
    architecture, socket = _SOCKET[platform.machine()]
    # (operation, steps to jump if equal, steps if not, value)
    program = [
        (_LOAD, 0, 0, _ARCHITECTURE_AT),
        (_EQUAL, 0, 5, architecture),
        (_LOAD, 0, 0, _CALL_AT),
        (_EQUAL, 0, 3, socket),
        (_LOAD, 0, 0, _FAMILY_AT),
        (_EQUAL, 2, 0, _INTERNET[0]),
        (_EQUAL, 1, 0, _INTERNET[1]),
        (_RETURN, 0, 0, _ALLOW),
        (_RETURN, 0, 0, _KILL),
    ]
    steps = (_Step * len(program))(*(_Step(*step) for step in program))
    network_filter = _Program(len(program), steps)
    return _prctl(_SET_NO_NEW_PRIVILEGES, 1) and _prctl(
        _SET_SECCOMP, _FILTER, ctypes.addressof(network_filter)
    )


def _prctl(option: int, *values: int) -> bool:
    arguments = [ctypes.c_ulong(value) for value in (*values, 0, 0, 0, 0)[:4]]
    return bool(ctypes.CDLL(None).prctl(ctypes.c_int(option), *arguments) == 0)


class _Step(ctypes.Structure):
    """`struct sock_filter`."""

    _fields_ = (
        ("code", ctypes.c_ushort),
        ("if_equal", ctypes.c_ubyte),
        ("if_not", ctypes.c_ubyte),
        ("value", ctypes.c_uint),
    )


class _Program(ctypes.Structure):
    """`struct sock_fprog`."""

    _fields_ = (("length", ctypes.c_ushort), ("steps", ctypes.POINTER(_Step)))
