"""The one module that writes video: H.264 in MP4, which every browser plays."""

import queue
import threading
from collections.abc import Iterator
from contextlib import ExitStack
from fractions import Fraction
from pathlib import Path
from types import TracebackType
from typing import Final, Self

import av
import numpy as np
import numpy.typing as npt
from av.error import FFmpegError
from av.video.stream import VideoStream

from formcheck.errors import InputError
from formcheck.files import cannot_write, temporary_beside

_TICKS: Final = 90_000  # a second; the usual clock of video, fine enough for any frame rate
_RATE = 30  # only a hint to the encoder: true times are given with each picture
_WAITING = 4  # pictures
_QUALITY: Final = {"preset": "veryfast", "crf": "24", "bf": "0"}


class VideoWriter:
    """Encodes pictures with their media times in a thread of its own.

    Use it as a context manager: the file takes its name when all went well, and nothing stays
    behind when it did not. Errors of the encoder are raised at the next `write`, or at the end.

    Raises:
        InputError: the folder cannot be written to, or the disk is full.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._pictures: queue.Queue[tuple[npt.NDArray[np.uint8], float] | None] = queue.Queue(
            _WAITING
        )
        self._error: Exception | None = None

    def __enter__(self) -> Self:
        self._stack = ExitStack()
        self._target = self._stack.enter_context(temporary_beside(self._path))
        self._thread = threading.Thread(target=self._encode, name="formcheck-write", daemon=True)
        self._thread.start()
        return self

    def write(self, picture: npt.NDArray[np.uint8], t_s: float) -> None:
        """Take the next picture, `(height, width, 3)` RGB, which must not change any more.

        All pictures have the size of the first; an odd last row or column is left away.
        """
        self._raise()
        self._pictures.put((picture, t_s))

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._pictures.put(None)
        self._thread.join()
        if error is None and self._error is not None:
            failed = self._error
            self._stack.__exit__(type(failed), failed, failed.__traceback__)
            self._raise()
        self._stack.__exit__(kind, error, trace)

    def _raise(self) -> None:
        if isinstance(self._error, OSError):
            raise cannot_write(self._path, self._error) from self._error
        if self._error is not None:
            raise InputError(f"cannot encode {self._path}: {self._error}") from self._error

    def _encode(self) -> None:
        pictures = iter(self._pictures.get, None)
        try:
            self._write_all(pictures)
        except (FFmpegError, OSError, ValueError) as error:
            self._error = error
            for _ in pictures:
                pass  # so that `write` never waits for a thread that has given up

    def _write_all(self, pictures: Iterator[tuple[npt.NDArray[np.uint8], float]]) -> None:
        options = {"movflags": "+faststart"}
        with av.open(str(self._target), "w", format="mp4", options=options) as container:
            stream: VideoStream | None = None
            for picture, t_s in pictures:
                height, width = (side // 2 * 2 for side in picture.shape[:2])
                if stream is None:
                    stream = container.add_stream("libx264", rate=_RATE, options=_QUALITY)
                    stream.width, stream.height = width, height
                    stream.pix_fmt = "yuv420p"
                    stream.codec_context.time_base = Fraction(1, _TICKS)
                even = np.ascontiguousarray(picture[:height, :width])
                frame = av.VideoFrame.from_ndarray(even, format="rgb24")
                frame.pts, frame.time_base = round(t_s * _TICKS), Fraction(1, _TICKS)
                container.mux(stream.encode(frame))
            if stream is not None:
                container.mux(stream.encode())
