"""Writes to the history beside the picture loop, which never waits for a disk."""

import threading
from collections import deque
from collections.abc import Callable
from queue import SimpleQueue
from typing import Self

from formcheck.errors import FormcheckError
from formcheck.history import History, SessionInfo
from formcheck.programme.training_log import CheckIn
from formcheck.programme.workout import Step
from formcheck.result import SetResult


class HistoryWriter:
    """Keeps the sets of one live session as soon as each ends; a context manager.

    A failed entry is tried again with the next one, and at the end at the latest.

    Raises:
        FormcheckError: the history cannot be used. The user learns it before the exercise.
    """

    def __init__(self, history: History, session: SessionInfo) -> None:
        self._history = history
        #: Number of the session.
        self.number = history.begin(session)
        self._entries: SimpleQueue[Callable[[], None] | None] = SimpleQueue()
        self._thread = threading.Thread(target=self._write, name="history")
        #: Why something is not written yet; None if all is.
        self.trouble: FormcheckError | None = None

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._entries.put(lambda: self._history.end(self.number))
        self._entries.put(None)
        self._thread.join()

    def add_set(self, result: SetResult, step: Step | None) -> None:
        """Keep a finished set, without waiting for it."""
        self._entries.put(lambda: self._history.add_set(self.number, result, step))

    def add_check_in(self, check_in: CheckIn) -> None:
        """Keep how somebody feels, without waiting for it."""
        self._entries.put(lambda: self._history.add_check_in(check_in, self.number))

    def _write(self) -> None:
        waiting: deque[Callable[[], None]] = deque()
        while entry := self._entries.get():
            waiting.append(entry)
            try:
                while waiting:
                    waiting[0]()
                    waiting.popleft()
            except FormcheckError as error:
                self.trouble = error
            else:
                self.trouble = None
