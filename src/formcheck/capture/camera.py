"""A running camera: the newest picture wins, and nothing queues up.

A thread opens, reads and closes the source. The judging thread takes the newest picture when it
is ready for one. So neither waits for the other, and a driver that hangs holds up nobody.

`Camera.trouble` says in words why the pictures are of no use. A lost camera is opened again until
it is back. Its clock runs on meanwhile, so that the earlier part of the session stays valid.
"""

import threading
import time
from contextlib import ExitStack
from dataclasses import dataclass
from typing import Final, Self

import numpy as np
import numpy.typing as npt

from formcheck.capture.cuts import CutDetector
from formcheck.capture.frame import Frame
from formcheck.capture.quiet import native_chatter_hidden
from formcheck.capture.sources import Picture, Source, SourceError
from formcheck.capture.steady import SteadyCamera
from formcheck.capture.upright import fitted
from formcheck.errors import InputError
from formcheck.problem import Problem, ProblemId

_OPEN_S = 20.0  # longer than any working camera takes
_RETRY_S = 1.0
_FIRST_S = 10.0  # a source without a picture for this long never had one
_CLOSE_S = 2.0  # a camera that hangs must not hang the program
_STALLED_S = 2.0  # no picture for this long
_DARK_S = 2.0  # black for longer than this is a lid, not a blink of the exposure
_FROZEN_S = 5.0  # the very same picture for this long; the noise of a camera never repeats
_BLACK_LEVEL, _BLACK_SPREAD = 12.0, 4.0  # grey levels, mean and deviation of a black picture
_SAMPLED: Final = slice(None, None, 16)  # every 16th row and column shows black and frozen
_OTHER_SHAPE = 0.02  # change of width over height; cameras round by less between their modes
_MIN_STEP_S = 0.001  # MediaPipe counts whole milliseconds


@dataclass(frozen=True, slots=True)
class CameraFrame:
    """A Frame, and the time of this computer's clock at which it was read.

    Attributes:
        frame: the picture with its media time.
        taken_s: `time.perf_counter()` after reading.
    """

    frame: Frame
    taken_s: float


@dataclass(slots=True)
class CameraCounts:
    """Counts of a camera's pictures.

    Attributes:
        read: pictures from the camera.
        dropped: pictures among these that a newer one replaced before they could be judged.
        reopened: how often the camera was lost and came back.
    """

    read: int = 0
    dropped: int = 0
    reopened: int = 0


class Camera:
    """Reads a source in a thread; use as a context manager.

    Meanwhile nothing that native libraries print reaches the terminal.

    Attributes:
        source: where the pictures come from.
        counts: counts of the pictures so far.

    Raises:
        InputError: on entering, if the source cannot be opened; later, if it never gives a
            picture. A source that is lost after that is opened again for as long as it takes.
    """

    def __init__(self, source: Source) -> None:
        self.source = source
        self.counts = CameraCounts()
        self._lock = threading.Condition()
        self._newest: CameraFrame | None = None
        self._ended = False
        self._error: Exception | None = None
        self._health = _Health()
        self._lost: InputError | None = None
        self._stop = threading.Event()
        self._opened = threading.Event()
        self._opened_s = 0.0
        # A daemon: if it hangs in a driver, the program can still end.
        self._thread = threading.Thread(target=self._run, name="formcheck-camera", daemon=True)
        self._stamp = _Stamp()
        self._steady = SteadyCamera()
        self._is_moved = False
        self._quiet = ExitStack()

    def __enter__(self) -> Self:
        self._quiet.enter_context(native_chatter_hidden())
        self._thread.start()
        try:
            if not self._opened.wait(_OPEN_S):
                raise SourceError(
                    f"{self.source.name} does not answer",
                    "unplug it and plug it in again, or start its app again",
                )
            if self._error:
                raise self._error
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *_: object) -> None:
        self._stop.set()
        self._thread.join(_CLOSE_S)
        self._quiet.close()

    @property
    def ended(self) -> bool:
        """Whether the source is over and its last picture has been taken.

        False if the source ended with an error; `newest` raises that error.
        """
        with self._lock:
            return self._ended and self._newest is None and self._error is None

    @property
    def trouble(self) -> Problem | None:
        """The present trouble; None if all is well."""
        with self._lock:
            if self._lost:
                return Problem(ProblemId.CAMERA_LOST, (self._lost.reason, self._lost.remedy))
            kind = None if self._ended else self._health.trouble(time.perf_counter())
            kind = kind or (ProblemId.CAMERA_MOVED if self._is_moved else None)
            return Problem(kind, (self.source.name,)) if kind else None

    def newest(self, timeout_s: float) -> CameraFrame | None:
        """Wait for a new picture and return it; None if none came in time.

        Raises:
            InputError: the source turned out to have no picture.
        """
        with self._lock:
            self._lock.wait_for(lambda: self._newest or self._ended, timeout_s)
            newest, self._newest = self._newest, None
            if newest is None and self._error:
                raise self._error
            return newest

    # --- the thread --------------------------------------------------------------------------

    def _run(self) -> None:
        try:
            self.source.open()
            self._opened_s = time.perf_counter()
            self._health.begin(self._opened_s)
            self._opened.set()
            while not self._stop.is_set():
                self._read()
        except Exception as error:  # `newest` raises it again
            with self._lock:
                ended = isinstance(error, SourceError) and error.ended
                self._error = None if ended else error
                self._ended = True
                self._lock.notify_all()
            self._opened.set()
        finally:
            self.source.close()

    def _read(self) -> None:
        try:
            picture = self.source.read()
        except SourceError as error:
            if error.ended or self._never_began():
                raise
            self._reopen(error)
            return
        now_s = time.perf_counter()
        is_back = self._lost is not None
        if is_back:
            self._stamp.begin_shot()
        frame = self._stamp.frame_of(picture, now_s)
        if picture.t_s is None and self._has_settled(frame):
            self._stamp.begin_shot()
        with self._lock:
            if is_back:
                self._health.begin(now_s)
                self._lost = None
                self.counts.reopened += 1
            self._health.note(picture, frame, now_s)
            self.counts.read += 1
            self.counts.dropped += self._newest is not None
            self._newest = CameraFrame(frame, now_s)
            self._lock.notify_all()

    def _has_settled(self, frame: Frame) -> bool:
        """Note whether the camera is being moved; return True once it stands still again."""
        was_moved, self._is_moved = self._is_moved, self._steady.update(frame)
        return was_moved and not self._is_moved

    def _reopen(self, error: InputError) -> None:
        """Try until the camera opens. It counts as back with its next picture."""
        self.source.close()
        with self._lock:
            self._lost = error
        while not self._stop.wait(_RETRY_S):
            try:
                self.source.open()
            except InputError as again:
                with self._lock:
                    self._lost = again
                if self._never_began():
                    raise
            else:
                return

    def _never_began(self) -> bool:
        return not self.counts.read and time.perf_counter() - self._opened_s > _FIRST_S


class _Stamp:
    """Gives each picture of a source its media time and shot, and all of them the same shape."""

    def __init__(self) -> None:
        self._zero_s = 0.0
        self._last_t_s = -_MIN_STEP_S
        self._cuts = CutDetector()
        self._shot = self._first_shot = 0
        self._size = (0, 0)
        self._shape: tuple[int, ...] | None = None

    def frame_of(self, picture: Picture, now_s: float) -> Frame:
        rgb = picture.rgb
        if self._shape is None:
            self._zero_s, self._size, self._shape = now_s, picture.size, rgb.shape
        if rgb.shape != self._shape:
            rgb = fitted(rgb, self._shape)
        t_s = now_s - self._zero_s if picture.t_s is None else picture.t_s
        # A Recording keeps microseconds.
        t_s = round(max(t_s, self._last_t_s + _MIN_STEP_S), 6)
        self._last_t_s = t_s
        shot = self._cuts.shot_of(rgb, t_s) if picture.shot is None else picture.shot
        self._shot = self._first_shot + shot
        return Frame(t_s, rgb, *self._size, self._shot)

    def begin_shot(self) -> None:
        """Begin a new shot with the next picture."""
        if self._shape is not None:
            self._first_shot = self._shot + 1
            self._cuts = CutDetector()


class _Health:
    """Finds trouble in the pictures. Times are those of this computer's clock."""

    def __init__(self) -> None:
        self._sample: npt.NDArray[np.uint8] | None = None
        self._resized = False
        self.begin(0.0)

    def begin(self, now_s: float) -> None:
        """Start over: the camera has just been opened."""
        self._read_s = self._fresh_s = self._bright_s = now_s

    def note(self, picture: Picture, frame: Frame, now_s: float) -> None:
        """Look at the next picture, as it was read and as a Frame."""
        self._read_s = now_s
        width, height = picture.size
        shape = width * frame.height / (height * frame.width)
        self._resized = abs(shape - 1.0) > _OTHER_SHAPE
        if picture.t_s is not None:  # a recorded picture: no cover or cable is to blame
            self._fresh_s = self._bright_s = now_s
            return
        sample = frame.rgb[_SAMPLED, _SAMPLED]
        if self._sample is None or (sample != self._sample).any():
            self._fresh_s = now_s
            self._sample = sample.copy()
        if sample.mean() > _BLACK_LEVEL or sample.std() > _BLACK_SPREAD:
            self._bright_s = now_s

    def trouble(self, now_s: float) -> ProblemId | None:
        """Return the present trouble, the gravest if there are several."""
        if now_s - self._read_s > _STALLED_S:
            return ProblemId.CAMERA_SILENT
        if self._read_s - self._bright_s > _DARK_S:
            return ProblemId.CAMERA_BLACK
        if self._read_s - self._fresh_s > _FROZEN_S:
            return ProblemId.CAMERA_FROZEN
        return ProblemId.CAMERA_RESIZED if self._resized else None
