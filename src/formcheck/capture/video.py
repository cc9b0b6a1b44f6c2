"""Video files as Frames: any container and codec that FFmpeg reads, with true times."""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from types import TracebackType
from typing import Self

import av
import numpy as np
from av.error import FFmpegError
from av.video.frame import VideoFrame
from av.video.stream import VideoStream

from formcheck.capture.cuts import CutDetector
from formcheck.capture.frame import Frame
from formcheck.errors import InputError

#: Long side of the picture that the landmarker sees. BlazePose crops the person to 256 x 256;
#: more pixels than this cost time and add nothing at two to four metres.
INFERENCE_LONG_SIDE = 960

_MIN_STEP_S = 0.001  # MediaPipe counts whole milliseconds and wants them strictly increasing
_FALLBACK_FPS = 30.0


@dataclass(frozen=True, slots=True)
class ClipInfo:
    """What is known of a clip once it has been read to its end.

    Attributes:
        path: as the user gave it.
        sha256: of the file's bytes.
        duration_s: from the first picture to the end of the last.
        fps: mean rate of the pictures that were read.
        frames: number of pictures read.
        width, height: upright, square pixels.
        messages: what went wrong while reading, in words.
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
    ratio are applied, so width and height are those of the picture that a player shows. Damaged
    parts are skipped and counted; `info()` says so afterwards.

    Raises:
        InputError: the file is missing, is not a video, or has no readable picture.
    """

    def __init__(self, path: Path | str, long_side: int = INFERENCE_LONG_SIDE) -> None:
        self.path = Path(path)
        self._long_side = long_side
        self._messages: list[str] = []
        self._frames = 0
        self._first_s = 0.0
        self._last_s = 0.0
        self._size = (0, 0)
        if self.path.is_dir():
            raise InputError(f"{path} is a folder, not a video: give the path of one clip")
        if not self.path.exists():
            raise InputError(f"{path} does not exist: check the path")
        if self.path.stat().st_size == 0:
            raise InputError(f"{path} is empty: record or copy the clip again")
        try:
            self._container = av.open(str(self.path))
        except (FFmpegError, ValueError, OSError) as error:
            raise InputError(f"{path} is not a video that can be read ({_reason(error)})") from error
        if not self._container.streams.video:
            self._container.close()
            raise InputError(f"{path} has no video in it: give a clip with pictures")
        self._stream: VideoStream = self._container.streams.video[0]
        self._stream.thread_type = "AUTO"
        self._step_s = 1.0 / float(self._stream.average_rate or _FALLBACK_FPS)

    @property
    def expected_frames(self) -> int | None:
        """How many frames the container announces, for a progress bar; None where it does not."""
        if self._stream.frames:
            return self._stream.frames
        if self._container.duration:
            return max(1, round(self._container.duration / 1e6 / self._step_s))
        return None

    @property
    def nominal_fps(self) -> float:
        """Frame rate that the container announces."""
        return 1.0 / self._step_s

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """Release the file."""
        self._container.close()

    def __iter__(self) -> Iterator[Frame]:
        cuts = CutDetector()
        turn: int | None = None
        for picture in self._pictures():
            t_s = self._time_of(picture)
            turn = picture.rotation if turn is None else turn
            rgb, size = self._upright(picture, turn)
            if self._size == (0, 0):
                self._size = size
            yield Frame(t_s, rgb, self._size[0], self._size[1], cuts.shot_of(rgb, t_s))
        if self._frames == 0:
            raise InputError(f"{self.path} has no readable picture: it is damaged or cut short")

    def info(self) -> ClipInfo:
        """Describe the clip; complete once it has been read to its end."""
        duration = self._last_s + self._step_s if self._frames else 0.0
        return ClipInfo(
            path=str(self.path),
            sha256=file_sha256(self.path),
            duration_s=round(duration, 3),
            fps=round(self._frames / duration, 3) if duration else 0.0,
            frames=self._frames,
            width=self._size[0],
            height=self._size[1],
            messages=tuple(self._messages),
        )

    def _pictures(self) -> Iterator[VideoFrame]:
        damaged = 0
        packets = self._container.demux(self._stream)
        while True:
            try:
                packet = next(packets)
            except StopIteration:
                break
            except FFmpegError as error:
                self._messages.append(f"reading stopped early ({_reason(error)})")
                break
            try:
                pictures = packet.decode()
            except FFmpegError:
                damaged += 1
                continue
            yield from pictures
        if damaged:
            self._messages.append(f"{damaged} damaged part(s) of the video were skipped")

    def _time_of(self, picture: VideoFrame) -> float:
        """Presentation time from the first picture on, repaired to be strictly increasing."""
        time = picture.time
        if self._frames == 0:
            self._first_s = time if time is not None else 0.0
            t_s = 0.0
        elif time is None:
            t_s = self._last_s + self._step_s
        else:
            t_s = max(time - self._first_s, self._last_s + _MIN_STEP_S)
        self._frames += 1
        # Microseconds are what a Recording keeps; judging the clip must see the same times.
        self._last_s = round(t_s, 6)
        return self._last_s

    def _upright(
        self, picture: VideoFrame, turn: int
    ) -> tuple[np.ndarray[tuple[int, int, int], np.dtype[np.uint8]], tuple[int, int]]:
        """Scale to square pixels and at most the long side, and turn as the rotation tag says."""
        aspect = self._stream.sample_aspect_ratio or Fraction(1)
        width, height = round(picture.width * aspect), picture.height
        scale = min(1.0, self._long_side / max(width, height))
        scaled = picture.reformat(
            width=max(2, round(width * scale)), height=max(2, round(height * scale)), format="rgb24"
        ).to_ndarray()
        quarter_turns = round(turn / 90) % 4
        if quarter_turns:
            scaled = np.rot90(scaled, quarter_turns)
        if quarter_turns % 2:
            width, height = height, width
        return np.ascontiguousarray(scaled), (width, height)


def file_sha256(path: Path) -> str:
    """SHA-256 of a file's bytes, in hexadecimal."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _reason(error: Exception) -> str:
    return str(getattr(error, "strerror", None) or error).splitlines()[0].lower()
