"""Reading ahead, so that decoding overlaps with judging."""

import queue
import threading
from collections.abc import Generator, Iterable
from typing import TypeVar

T = TypeVar("T")

_DEPTH = 4  # pictures; enough to even out a slow frame, little memory
_POLL_S = 0.1


class _End:
    def __init__(self, error: BaseException | None = None) -> None:
        self.error = error


def prefetch(items: Iterable[T]) -> Generator[T, None, None]:
    """Iterate over `items` in a thread and yield them in order.

    It raises errors of the iteration here. Closing the generator stops the thread.
    """
    ready: queue.Queue[T | _End] = queue.Queue(_DEPTH)
    stopped = threading.Event()
    thread = threading.Thread(
        target=_read, args=(items, ready, stopped), name="formcheck-read", daemon=True
    )
    thread.start()
    try:
        while not isinstance(item := ready.get(), _End):
            yield item
        if item.error:
            raise item.error
    finally:
        stopped.set()
        thread.join()


def _read(items: Iterable[T], ready: "queue.Queue[T | _End]", stopped: threading.Event) -> None:
    try:
        for item in items:
            _put(item, ready, stopped)
            if stopped.is_set():
                return
    except BaseException as error:  # `prefetch` raises it again
        _put(_End(error), ready, stopped)
    else:
        _put(_End(), ready, stopped)


def _put(item: T | _End, ready: "queue.Queue[T | _End]", stopped: threading.Event) -> None:
    """Put an item as soon as there is room; give up once the reader has stopped."""
    while not stopped.is_set():
        try:
            ready.put(item, timeout=_POLL_S)
        except queue.Full:
            continue
        return
