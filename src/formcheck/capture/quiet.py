"""What native libraries print by themselves, kept off the terminal."""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def native_chatter_hidden() -> Iterator[None]:
    """Let nothing of OpenCV, FFmpeg or a driver through to stderr; Python's own words stay.

    Such libraries write to the process's stderr past every setting of theirs, libjpeg at each
    damaged picture of a camera. So stderr goes nowhere, and `sys.stderr` to where it went.
    """
    said = sys.stderr
    said.flush()
    kept = os.dup(2)
    with (
        Path(os.devnull).open("wb") as nowhere,
        os.fdopen(kept, "w", 1, said.encoding, said.errors) as terminal,
    ):
        os.dup2(nowhere.fileno(), 2)
        if said is sys.__stderr__:  # not where something else takes down what Python says
            sys.stderr = terminal
        try:
            yield
        finally:
            sys.stderr = said
            terminal.flush()
            os.dup2(kept, 2)
