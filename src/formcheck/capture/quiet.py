"""Keeping the chatter of native libraries off the terminal."""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def native_chatter_hidden() -> Iterator[None]:
    """Silence OpenCV, FFmpeg and drivers on stderr; Python's own output stays.

    These libraries write to the stderr of the process, and no setting of theirs stops that. For
    example, libjpeg writes at each damaged picture of a camera. So file descriptor 2 goes to the
    null device, and `sys.stderr` to the terminal.
    """
    python_stderr = sys.stderr
    python_stderr.flush()
    terminal_fd = os.dup(2)
    with (
        Path(os.devnull).open("wb") as nowhere,
        os.fdopen(terminal_fd, "w", 1, python_stderr.encoding, python_stderr.errors) as terminal,
    ):
        os.dup2(nowhere.fileno(), 2)
        if python_stderr is sys.__stderr__:  # else something captures it already, as pytest does
            sys.stderr = terminal
        try:
            yield
        finally:
            sys.stderr = python_stderr
            terminal.flush()
            os.dup2(terminal_fd, 2)
