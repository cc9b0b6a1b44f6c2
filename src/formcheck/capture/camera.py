"""A camera that is followed as it runs: the newest picture wins, and nothing queues up.

A thread reads; whoever judges takes the newest picture when there is time for one. What is wrong
with the camera is known in words and mended where that is possible: a lost camera is opened again
until it is back, with its clock running on, so that what was seen before is not lost.
"""

import threading
import time
from dataclasses import dataclass
from typing import Final, Literal, Self

import numpy as np
import numpy.typing as npt

from formcheck.capture.cuts import CutDetector
from formcheck.capture.frame import Frame
from formcheck.capture.sources import Picture, Source, SourceError

Trouble = Literal["lost", "stalled", "black", "frozen"]

_RETRY_S = 1.0
_STALLED_S = 2.0  # no picture for this long
_DARK_S = 2.0  # a black picture for this long: a lid, not a blink of the exposure
_FROZEN_S = 5.0  # the very same picture for this long: a camera's noise never repeats
_BLACK_LEVEL, _BLACK_SPREAD = 12.0, 4.0  # grey levels: nothing is to be seen
_LOOK: Final = slice(None, None, 16)  # every 16th row and column tells black and frozen

_WORDS: Final[dict[Trouble, str]] = {
    "stalled": "{name} sends nothing: check its cable or network",
    "black": "the picture is black: open the camera's lid, switch on a light",
    "frozen": "the picture stands still: unplug the camera and plug it in again",
}


@dataclass(frozen=True, slots=True)
class Taken:
    """A picture, and when it was taken by this computer's clock.

    Attributes:
        frame: the picture with its media time.
        taken_s: `time.perf_counter()` when it was read from the camera.
    """

    frame: Frame
    taken_s: float


@dataclass(slots=True)
class CameraCounts:
    """What became of the pictures.

    Attributes:
        read: pictures that the camera gave.
        dropped: of these, those that a newer one replaced before there was time for them.
        reopened: how often the camera was lost and came back.
    """

    read: int = 0
    dropped: int = 0
    reopened: int = 0


@dataclass(slots=True)
class _Health:
    """What is wrong with the pictures that come."""

    look: npt.NDArray[np.uint8] | None = None
    fresh_s: float = 0.0  # when the picture last differed from the one before
    bright_s: float = 0.0  # when it last showed something

    def note(self, rgb: npt.NDArray[np.uint8], now_s: float) -> None:
        look = rgb[_LOOK, _LOOK]
        if self.look is None or look.shape != self.look.shape or (look != self.look).any():
            self.fresh_s = now_s
        self.look = look.copy()
        if look.mean() > _BLACK_LEVEL or look.std() > _BLACK_SPREAD:
            self.bright_s = now_s


class Camera:
    """Reads a source in a thread; use as a context manager.

    Args:
        source: where the pictures come from.

    Raises:
        FormcheckError: on entering, where the source cannot be opened at all.
    """

    def __init__(self, source: Source) -> None:
        self.source = source
        self.counts = CameraCounts()
        self._lock = threading.Condition()
        self._newest: Taken | None = None
        self._trouble: tuple[Trouble, str] | None = None
        self._ended = False
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run, name="formcheck-camera", daemon=True)
        self._cuts = CutDetector()
        self._shot = self._first_shot = 0
        self._health = _Health()
        self._zero_s = 0.0
        self._last_t_s = -1.0
        self._read_s = 0.0

    def __enter__(self) -> Self:
        self.source.open()
        self._zero_s = self._read_s = time.perf_counter()
        self._health.fresh_s = self._health.bright_s = self._zero_s
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stop.set()
        self._thread.join(timeout=2.0)  # a camera that hangs must not hang the program
        if not self._thread.is_alive():
            self.source.close()

    @property
    def ended(self) -> bool:
        """Whether the source came to its end and its last picture has been taken."""
        with self._lock:
            return self._ended and self._newest is None

    @property
    def trouble(self) -> tuple[Trouble, str] | None:
        """What is wrong with the camera now, and in words with what to do; None if nothing is."""
        now_s = time.perf_counter()
        with self._lock:
            if self._trouble or self._ended:
                return self._trouble
            kind: Trouble | None = None
            if now_s - self._read_s > _STALLED_S:
                kind = "stalled"
            elif now_s - self._health.bright_s > _DARK_S:
                kind = "black"
            elif now_s - self._health.fresh_s > _FROZEN_S:
                kind = "frozen"
            return (kind, _WORDS[kind].format(name=self.source.name)) if kind else None

    def newest(self, timeout_s: float) -> Taken | None:
        """Wait for a picture that was not taken yet; None if none came in time."""
        with self._lock:
            self._lock.wait_for(lambda: self._newest or self._ended, timeout_s)
            taken, self._newest = self._newest, None
            return taken

    # --- the thread --------------------------------------------------------------------------

    def _run(self) -> None:
        while not self._stop.is_set():
            try:
                picture = self.source.read()
            except SourceError as error:
                if error.ended:
                    self._end()
                    return
                self._reopen(str(error))
            else:
                self._take(picture)

    def _take(self, picture: Picture) -> None:
        now_s = time.perf_counter()
        t_s = now_s - self._zero_s if picture.t_s is None else picture.t_s
        # To the microsecond, as a Recording keeps it; strictly increasing, as MediaPipe wants it.
        t_s = round(max(t_s, self._last_t_s + 0.001), 6)
        self._last_t_s = t_s
        self._shot = self._first_shot + self._cuts.shot_of(picture.rgb, t_s)
        frame = Frame(t_s, picture.rgb, *picture.size, self._shot)
        with self._lock:
            self._health.note(picture.rgb, now_s)
            self._read_s = now_s
            self.counts.read += 1
            self.counts.dropped += self._newest is not None
            self._newest = Taken(frame, now_s)
            self._lock.notify_all()

    def _end(self) -> None:
        with self._lock:
            self._ended = True
            self._lock.notify_all()

    def _reopen(self, why: str) -> None:
        """Try until the camera is back; the next picture begins another shot."""
        self.source.close()
        with self._lock:
            self._trouble = ("lost", why)
        while not self._stop.wait(_RETRY_S):
            try:
                self.source.open()
            except SourceError as error:
                with self._lock:
                    self._trouble = ("lost", str(error))
                continue
            break
        now_s = time.perf_counter()
        self._first_shot = self._shot + 1
        self._cuts = CutDetector()
        with self._lock:
            self.counts.reopened += 1
            self._trouble = None
            self._read_s = self._health.fresh_s = self._health.bright_s = now_s
