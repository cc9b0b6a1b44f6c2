"""The one module that writes video: H.264 in MP4, which every browser plays."""

import queue
import sys
import threading
from collections.abc import Iterator
from contextlib import ExitStack, suppress
from fractions import Fraction
from pathlib import Path
from types import TracebackType
from typing import Any, Final, Self

import av
import numpy as np
import numpy.typing as npt
from av.container import OutputContainer
from av.video.reformatter import ColorRange, Colorspace
from av.video.stream import VideoStream

from formcheck.errors import InputError
from formcheck.files import cannot_write, temporary_beside

_Picture = tuple[npt.NDArray[np.uint8], float]

_TICKS: Final = Fraction(1, 90_000)  # seconds; the usual clock of video, exact for usual rates
_RATE: Final = 30  # a hint to the encoder, and how long a video's only picture stays
_WAITING: Final = 4  # pictures; more would only cost memory
_WAKE_AGAIN_S = 0.1
_BT709: Final = 1  # primaries and transfer curve as FFmpeg numbers them

# Settings of x264: without reordered pictures (bf) any player shows the first picture at once. A
# key picture every two seconds (g) lets the user jump about.
_ENCODER: Final = {"preset": "veryfast", "crf": "23", "bf": "0", "g": "60"}


class _NoPictureError(Exception):
    """There is nothing to make a video of."""


class VideoWriter:
    """Encodes pictures with their media times, in a thread of its own.

    Use it as a context manager. The file is written whole or not at all. An error of the encoder is
    raised at the next `write`, or at the end. Without any picture there is no file.

    Raises:
        InputError: the folder cannot be written to, or the disk is full.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._stack = ExitStack()
        self._pictures: queue.Queue[_Picture | None] = queue.Queue(_WAITING)
        self._error: Exception | None = None
        self._unwanted = False

    def __enter__(self) -> Self:
        self._stack.enter_context(suppress(_NoPictureError))
        target = self._stack.enter_context(temporary_beside(self._path))
        self._thread = threading.Thread(
            target=self._work, args=(target,), name="formcheck-video", daemon=True
        )
        self._stack.push(self._finish)  # first: Ctrl-C may come while the thread starts
        try:
            self._thread.start()
        except BaseException:
            self._unwanted = True
            self._stack.__exit__(*sys.exc_info())
            raise
        return self

    def __exit__(self, *error: Any) -> bool | None:
        return self._stack.__exit__(*error)

    def write(self, picture: npt.NDArray[np.uint8], t_s: float) -> None:
        """Encode the next RGB picture; the caller must not change it any more.

        All have the same size, and their times rise. An odd last row or column is cut off, since
        H.264 stores colour for squares of four pixels.
        """
        self._raise_error()
        self._pictures.put((picture, t_s))

    def _finish(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Wait for the thread; the video must be whole before it takes its name."""
        del error, trace
        self._unwanted = kind is not None
        try:
            self._stop()
        except BaseException:  # Ctrl-C while waiting: the file cannot go before the thread
            self._unwanted = True
            self._stop()
            raise
        if kind is None:
            self._raise_error()

    def _stop(self) -> None:
        # Ctrl-C in the middle of `put` may cost the thread its wake-up, so this repeats it.
        while self._thread.is_alive():
            with suppress(queue.Full):
                self._pictures.put_nowait(None)
            self._thread.join(_WAKE_AGAIN_S)

    def _raise_error(self) -> None:
        error = self._error
        if error is None:
            return
        if isinstance(error, _NoPictureError):
            raise error
        if isinstance(error, OSError):
            raise cannot_write(self._path, error) from error
        raise InputError(f"cannot encode {self._path} ({error}): choose another clip") from error

    # --- in the thread -----------------------------------------------------------------------

    def _work(self, target: Path) -> None:
        if self._unwanted:
            return
        pictures = iter(self._pictures.get, None)
        try:
            options = {"movflags": "+faststart"}  # plays while it still loads
            with av.open(str(target), "w", format="mp4", options=options) as container:
                self._encode(container, pictures)
        except Exception as error:
            self._error = error
            for _ in pictures:
                pass  # so that `write` never waits for a thread that has given up

    def _encode(self, container: OutputContainer, pictures: Iterator[_Picture]) -> None:
        stream: VideoStream | None = None
        last, stays = 0, round(1 / (_RATE * _TICKS))
        for picture, t_s in pictures:
            if self._unwanted:
                continue
            frame = _frame(picture)
            frame.pts, frame.time_base = round(t_s / _TICKS), _TICKS
            if stream is None:
                stream = _stream(container, frame)
            else:
                stays = frame.pts - last
            last = frame.pts
            container.mux(stream.encode(frame))
        if self._unwanted:
            return
        if stream is None:
            raise _NoPictureError
        for packet in stream.encode():
            if packet.pts == last:
                packet.duration = stays  # the last picture stays for as long as the one before
            container.mux(packet)


def _frame(picture: npt.NDArray[np.uint8]) -> av.VideoFrame:
    height, width = (side // 2 * 2 for side in picture.shape[:2])
    rgb = av.VideoFrame.from_ndarray(np.ascontiguousarray(picture[:height, :width]), format="rgb24")
    return rgb.reformat(
        format="yuv420p", dst_colorspace=Colorspace.ITU709, dst_color_range=ColorRange.MPEG
    )


def _stream(container: OutputContainer, first: av.VideoFrame) -> VideoStream:
    stream = container.add_stream("libx264", rate=_RATE, options=dict(_ENCODER))
    stream.width, stream.height = first.width, first.height
    stream.pix_fmt = "yuv420p"
    codec = stream.codec_context
    codec.time_base = _TICKS
    # Players guess differently without these, and colours shift.
    codec.colorspace, codec.color_range = Colorspace.ITU709, ColorRange.MPEG
    codec.color_primaries = codec.color_trc = _BT709
    return stream
