"""Video files as Frames with true times, of any container and codec that FFmpeg reads."""

import ctypes
import hashlib
import math
from collections.abc import Iterator
from contextlib import suppress
from contextvars import ContextVar
from dataclasses import dataclass
from fractions import Fraction
from functools import cache
from pathlib import Path
from typing import Final, Self, cast

import av
from av.container import InputContainer
from av.error import FFmpegError
from av.packet import Packet
from av.stream import Disposition
from av.video.frame import VideoFrame
from av.video.stream import VideoStream

from formcheck.capture.clock import MediaClock
from formcheck.capture.cuts import CutDetector
from formcheck.capture.detail import DetailWatch
from formcheck.capture.frame import Frame
from formcheck.capture.upright import Upright
from formcheck.errors import InputError
from formcheck.files import check_file

#: Long side of the landmarker's picture in pixels. BlazePose crops the person to 256 x 256, so
#: more pixels cost time and add nothing at two to four metres.
INFERENCE_LONG_SIDE = 960

#: Threads that decode a clip; 0 lets FFmpeg take one a core. Code that judges several clips at once
#: sets it, so that they do not compete for the cores.
decoder_threads: ContextVar[int] = ContextVar("decoder_threads", default=0)

_FALLBACK_FPS = 30.0
# Pictures may end a little before the announced time. A longer rest means a file cut short, unless
# the sound goes on.
_MISSING_END_S = 0.5
#: Tag of the rate at which a phone filmed; slow motion and time lapse are shown at another.
_FILMED_RATE = "com.android.capture.fps"
_OTHER_RATE = 1.5  # rates this many times apart are no rounding


_MOST_PIXELS: Final = 7680 * 4320
_LARGEST_PIECE: Final = 96 << 20  # bytes; a picture of 8K with ten bits a colour has 66 MB of grey


@dataclass(frozen=True, slots=True)
class ClipInfo:
    """Description of a clip that has been read to its end.

    Attributes:
        path: path as the user gave it.
        sha256: hash of the file's bytes.
        duration_s: time from the first picture to the end of the last.
        fps: mean rate of the pictures that were read.
        frames: number of pictures that were read.
        width, height: size of the upright picture in square pixels.
        messages: problems while reading, as sentences.
    """

    path: str
    sha256: str
    duration_s: float
    fps: float
    frames: int
    width: int
    height: int
    messages: tuple[str, ...]


class VideoFile:
    """A video file, read once from start to end.

    Iterating gives Frames with strictly increasing times. The rotation tag and the pixel aspect
    ratio are applied, so width and height are those that a player shows. Damaged parts are skipped
    and counted for `info()`.

    Raises:
        InputError: the file is missing, is not a video, or has no readable picture.
    """

    def __init__(self, path: Path | str, long_side: int = INFERENCE_LONG_SIDE) -> None:
        self.path = Path(path)
        self._container = _open(self.path)
        try:
            self._stream = _stream_with_pictures(self._container, self.path)
        except InputError:
            self._container.close()
            raise
        self._stream.thread_type = "AUTO"
        self._stream.codec_context.thread_count = decoder_threads.get()
        self._step_s = 1.0 / self._shown_rate()
        self._filmed_rate = _filmed_rate(self._container, self._stream)
        #: Seconds of the file for a second of the movement.
        self._slowed = _slowed(self._filmed_rate, 1.0 / self._step_s)
        # AVI stores only decoding times. The display times that FFmpeg makes up for it jump about.
        self._has_display_times = self._container.format.name != "avi"
        self._clock = MediaClock(self._step_s)
        self._upright = Upright(self._stream.sample_aspect_ratio or Fraction(1), long_side)
        self._detail = DetailWatch()
        self._messages: list[str] = []
        self._frames = self._untimed = 0
        self._end_s = self._sound_end_s = 0.0

    @property
    def expected_frames(self) -> int | None:
        """Number of frames that the container announces; None if it does not."""
        if self._stream.frames:
            return self._stream.frames
        announced_s = self._announced_s()
        return max(1, round(announced_s / self._step_s)) if announced_s else None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Release the file."""
        self._container.close()

    def __iter__(self) -> Iterator[Frame]:
        cuts = CutDetector()
        for picture in self._pictures():
            rgb = self._upright.rgb_of(picture)
            time_s = self._time_of(picture)
            self._untimed += time_s is None
            file_s = self._clock.read(time_s)
            self._frames += 1
            self._end_s = file_s + (_seconds(picture.duration, picture) or self._step_s)
            t_s = round(file_s / self._slowed, 6)
            self._detail.update(rgb, t_s)
            yield Frame(t_s, rgb, *self._upright.size, cuts.shot_of(rgb, t_s))
        if self._frames == 0:
            raise InputError(self._no_picture())
        self._messages += self._remarks()

    def _no_picture(self) -> str:
        if self._container.format.name == "webp_pipe":
            return f"{self.path} is an animated WebP, which cannot be read: save it as MP4 or GIF"
        return (
            f"{self.path} has no readable picture, it is damaged or cut short: "
            "record or copy it again"
        )

    def _remarks(self) -> Iterator[str]:
        """Yield what is odd about a file that has been read to its end."""
        rate = 1.0 / self._step_s
        if self._untimed > self._frames / 2:
            yield (
                f"the file has no times: {rate:.4g} pictures a second are assumed, so speeds and "
                "durations may be wrong"
            )
        if self._slowed != 1.0:
            yield (
                f"filmed at {self._filmed_rate:.4g} pictures a second and shown at {rate:.4g}: "
                "all times are those of the movement"
            )
        if self._detail.is_coarse:
            yield (
                "the pictures are blurred, or enlarged from small ones: angles are less sure than "
                "is said"
            )
        announced_s = self._announced_s()
        if announced_s > max(self._end_s, self._sound_end_s) + _MISSING_END_S:
            yield (
                f"the pictures end at {self._end_s:.1f} s of {announced_s:.1f} s: "
                "the file is cut short"
            )

    def info(self) -> ClipInfo:
        """Return the description of the clip, complete once it has been read to its end."""
        width, height = self._upright.size
        duration_s = self._end_s / self._slowed
        return ClipInfo(
            path=str(self.path),
            sha256=file_sha256(self.path),
            duration_s=round(duration_s, 3),
            fps=round(self._frames / duration_s, 3) if self._frames else 0.0,
            frames=self._frames,
            width=width,
            height=height,
            messages=tuple(self._messages),
        )

    def _pictures(self) -> Iterator[VideoFrame]:
        damaged = 0
        for packet in self._packets():
            damaged += packet.is_corrupt
            try:
                pictures = packet.decode()
            except FFmpegError:
                damaged += not packet.is_corrupt
                continue
            yield from pictures
        if damaged:
            self._messages.append(f"{damaged} damaged part(s) of the video were skipped")

    def _packets(self) -> Iterator["Packet[VideoStream]"]:
        """Yield the compressed pictures; an empty packet at the end flushes the decoder."""
        packets = self._container.demux()
        while True:
            try:
                packet = next(packets)
                if packet.stream is self._stream:
                    yield cast("Packet[VideoStream]", packet)
                elif packet.pts is not None and packet.time_base is not None:
                    end_s = float((packet.pts + (packet.duration or 0)) * packet.time_base)
                    self._sound_end_s = max(self._sound_end_s, end_s - self._clock.zero_s)
            except StopIteration:
                return
            except FFmpegError as error:
                self._messages.append(f"reading stopped early ({_reason(error)})")
                yield self._end_packet()
                return

    def _end_packet(self) -> "Packet[VideoStream]":
        end = cast("Packet[VideoStream]", Packet())
        end.stream = self._stream
        end.time_base = cast(Fraction, self._stream.time_base)
        return end

    def _shown_rate(self) -> float:
        """Return the pictures a second; a file without times tells them in its codec, if at all."""
        codec = self._stream.codec_context.framerate if self._stream.start_time is None else None
        return float(codec or self._stream.average_rate or _FALLBACK_FPS)

    def _time_of(self, picture: VideoFrame) -> float | None:
        return picture.time if self._has_display_times else _seconds(picture.dts, picture)

    def _announced_s(self) -> float:
        """Return the length in seconds that the file announces; 0 if it does not."""
        if self._stream.duration and self._stream.time_base:
            return float(self._stream.duration * self._stream.time_base)
        return (self._container.duration or 0) / av.time_base


@cache
def limit_memory() -> None:
    """Keep FFmpeg from allotting more than a picture of 8K needs at a time, for this process.

    The sizes that a file or a stream declares are anybody's. PyAV has no setting for that.
    """
    with suppress(AttributeError):  # Windows finds no functions of the libraries beneath
        ctypes.CDLL(av._core.__file__).av_max_alloc(ctypes.c_size_t(_LARGEST_PIECE))


def check_size(stream: VideoStream, name: str) -> None:
    """Refuse pictures larger than 8K, of which a few fill the memory.

    Raises:
        InputError: the pictures of the stream are larger.
    """
    width, height = stream.codec_context.width, stream.codec_context.height
    if width * height > _MOST_PIXELS:
        raise InputError(
            f"{name} has pictures of {width} x {height} pixels, more than 8K: make them smaller"
        )


def file_sha256(path: Path) -> str:
    """Return the SHA-256 of a file's bytes, in hexadecimal."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _open(path: Path) -> InputContainer:
    limit_memory()
    if check_file(path) == 0:
        raise InputError(f"{path} is empty: record or copy the clip again")
    try:
        # The path is absolute, because FFmpeg takes text before a colon for a protocol. A title in
        # another encoding is no reason to refuse a clip.
        container = av.open(str(path.absolute()), metadata_errors="replace")
    except (FFmpegError, ValueError, OSError) as error:
        raise InputError(
            f"{path} is not a video that can be read ({_reason(error)}): "
            "check that it plays, or record or copy it again"
        ) from error
    if container.format.name == "tty":  # FFmpeg draws text files as if on a terminal
        container.close()
        raise InputError(f"{path} is a text file, not a video: give the path of a clip")
    return container


def _stream_with_pictures(container: InputContainer, path: Path) -> VideoStream:
    stream = container.streams.best("video")
    if not isinstance(stream, VideoStream) or stream.disposition & Disposition.attached_pic:
        raise InputError(f"{path} has no video in it: give a clip with pictures")
    if stream.codec_context is None:
        raise InputError(
            f"{path} is compressed in a way that is unknown here: convert it to H.264 first"
        )
    check_size(stream, str(path))
    return stream


def _filmed_rate(container: InputContainer, stream: VideoStream) -> float:
    """Return the pictures a second at which a phone says that it filmed; NaN if it does not."""
    for name, value in {**container.metadata, **stream.metadata}.items():
        if name.lower() == _FILMED_RATE:
            with suppress(ValueError):
                return float(value)
    return math.nan


def _slowed(filmed_rate: float, shown_rate: float) -> float:
    slowed = filmed_rate / shown_rate
    is_other = slowed >= _OTHER_RATE or 0.0 < slowed <= 1.0 / _OTHER_RATE
    return slowed if is_other and math.isfinite(slowed) else 1.0


def _seconds(ticks: int | None, picture: VideoFrame) -> float | None:
    if ticks is None or picture.time_base is None:
        return None
    return float(ticks * picture.time_base)


def _reason(error: Exception) -> str:
    return str(getattr(error, "strerror", None) or error).splitlines()[0].lower()
