"""Keeps Ctrl-C from getting lost.

Python ignores an interrupt that arrives while it frees an object, and MediaPipe frees pictures with
every frame. So this module remembers the interrupt, and commands ask for it between two frames.
"""

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager

_interrupted = threading.Event()


@contextmanager
def interrupts_kept() -> Iterator[None]:
    """Remember Ctrl-C. Python delivers it to the main thread only."""
    _interrupted.clear()
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = signal.signal(signal.SIGINT, _note)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)


def raise_if_interrupted() -> None:
    """Raise KeyboardInterrupt if Ctrl-C was pressed, even if Python ignored it."""
    if _interrupted.is_set():
        raise KeyboardInterrupt


def _note(_signal: int, _frame: object) -> None:
    _interrupted.set()
    raise KeyboardInterrupt
