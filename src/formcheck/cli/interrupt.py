"""Ctrl-C that is not lost.

Python ignores an interrupt that arrives while an object is being freed, and MediaPipe frees
pictures with every frame: so it is kept in mind, and asked for again between two frames.
"""

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager

_asked = threading.Event()


@contextmanager
def interrupts_kept() -> Iterator[None]:
    """Keep in mind that Ctrl-C was pressed; only the main thread hears of it."""
    _asked.clear()
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = signal.signal(signal.SIGINT, _note)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)


def raise_if_interrupted() -> None:
    """Raise the KeyboardInterrupt that was asked for and, perhaps, ignored."""
    if _asked.is_set():
        raise KeyboardInterrupt


def _note(_signal: int, _frame: object) -> None:
    _asked.set()
    raise KeyboardInterrupt
