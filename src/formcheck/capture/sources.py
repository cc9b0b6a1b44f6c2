"""Where live pictures come from: a camera, an address on the network, a file in real time.

A source is opened, read picture by picture and closed. What goes wrong is raised as SourceError,
in words that say what to do; `camera.py` decides whether to try again.
"""

import math
import re
import sys
import time
from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path
from typing import Any, Final, NamedTuple, Protocol

import av
import numpy as np
import numpy.typing as npt
from av.container import InputContainer
from av.error import FFmpegError
from av.video.frame import VideoFrame
from av.video.stream import VideoStream

from formcheck.capture.frame import Frame
from formcheck.capture.upright import Upright
from formcheck.capture.video import INFERENCE_LONG_SIDE, VideoFile
from formcheck.errors import FormcheckError, InputError

_OPEN_S, _READ_S = 5.0, 5.0  # a stream that says nothing for this long is lost
_WANTED_SIZE: Final = (640, 480)  # more pixels cost time and add nothing at two to four metres
_WANTED_FPS: Final = 30.0
_URL = re.compile(r"^(rtsp|rtsps|http|https|udp|tcp|rtmp|srt)://", re.IGNORECASE)

_BUSY_OR_DENIED: Final = {
    "linux": "close other programs that use it; if none does, add yourself to the group 'video'",
    "darwin": "allow it in System Settings > Privacy & Security > Camera, for the terminal you use",
    "win32": "close other programs that use it; allow it in Settings > Privacy & security > Camera",
}


class SourceError(FormcheckError):
    """A source cannot be opened or has been lost; trying again may help.

    Attributes:
        ended: whether the source came to its natural end, as a file does.
    """

    exit_status = 3

    def __init__(self, message: str, *, ended: bool = False) -> None:
        super().__init__(message)
        self.ended = ended


class Picture(NamedTuple):
    """One picture of a source.

    Attributes:
        rgb: `(height, width, 3)` uint8, upright, square pixels.
        size: width and height before shrinking.
        t_s: media time of the source itself; None where the moment of reading is the time.
    """

    rgb: npt.NDArray[np.uint8]
    size: tuple[int, int]
    t_s: float | None = None


class Source(Protocol):
    """Pictures as they come. `read` waits for the next one."""

    #: In words, for messages.
    name: str

    def open(self) -> None:
        """Open or open again; raises SourceError."""

    def read(self) -> Picture:
        """Return the next picture; raises SourceError where there is none."""

    def close(self) -> None:
        """Release it; harmless where it is not open."""


def source_of(camera: str) -> Source:
    """Make the source that a user names.

    Args:
        camera: a number, a camera's name or part of it, an address, or the path of a file.

    Raises:
        InputError: there is no such camera and no such file.
    """
    if camera.isdigit():
        return Device(int(camera))
    if _URL.match(camera):
        return Stream(camera)
    if Path(camera).exists():
        return RealTimeFile(camera)
    names = camera_names()
    for index, name in names.items():
        if camera.lower() in name.lower():
            return Device(index, name)
    there = ", ".join(f"{index} ({name})" for index, name in names.items()) or "none"
    raise InputError(
        f"{camera} is neither a camera nor a file nor an address: cameras here: {there}"
    )


def camera_names() -> dict[int, str]:
    """Number and name of each camera that the system tells of."""
    formats = {"linux": "v4l2", "darwin": "avfoundation", "win32": "dshow"}
    try:
        found = av.enumerate_input_devices(formats.get(sys.platform, "v4l2"))
    except (FFmpegError, ValueError, OSError):
        return {}
    cameras = [device for device in found if "video" in (device.media_types or ["video"])]
    names = {}
    for order, device in enumerate(cameras):
        number = re.fullmatch(r"/dev/video(\d+)", device.name)
        names[int(number[1]) if number else order] = device.description or device.name
    return names


class Device:
    """A camera of this computer, through OpenCV.

    Args:
        index: its number, from 0.
        name: what the system calls it.
    """

    def __init__(self, index: int, name: str = "") -> None:
        self.name = f"camera {index}" + (f" ({name})" if name else "")
        self._index = index
        self._capture: Any = None

    def open(self) -> None:
        """Open the camera at a size and rate that suit the landmarker."""
        cv2 = _opencv()
        # DirectShow opens in a second where Windows' newer way takes up to half a minute.
        way = cv2.CAP_DSHOW if sys.platform == "win32" else cv2.CAP_ANY
        self._capture = cv2.VideoCapture(self._index, way)
        if not self._capture.isOpened():
            self.close()
            raise SourceError(self._why_not())
        width, height = _WANTED_SIZE
        self._capture.set(cv2.CAP_PROP_FRAME_WIDTH, width)
        self._capture.set(cv2.CAP_PROP_FRAME_HEIGHT, height)
        self._capture.set(cv2.CAP_PROP_FPS, _WANTED_FPS)
        self._capture.set(cv2.CAP_PROP_BUFFERSIZE, 1)

    def read(self) -> Picture:
        """Wait for the next picture."""
        cv2 = _opencv()
        there, bgr = self._capture.read() if self._capture else (False, None)
        if not there or bgr is None:
            raise SourceError(f"{self.name} gives no more pictures: is it still plugged in?")
        height, width = bgr.shape[:2]
        scale = min(1.0, INFERENCE_LONG_SIDE / max(width, height))
        if scale < 1.0:
            small = (round(width * scale), round(height * scale))
            bgr = cv2.resize(bgr, small, interpolation=cv2.INTER_AREA)
        return Picture(cv2.cvtColor(bgr, cv2.COLOR_BGR2RGB), (width, height))

    def close(self) -> None:
        """Release the camera."""
        if self._capture is not None:
            self._capture.release()
            self._capture = None

    def _why_not(self) -> str:
        if sys.platform == "linux" and not Path(f"/dev/video{self._index}").exists():
            names = camera_names()
            there = ", ".join(f"{index} ({name})" for index, name in names.items()) or "none"
            return f"{self.name} is not there: plug it in; cameras here: {there}"
        return f"{self.name} cannot be opened: {_BUSY_OR_DENIED.get(sys.platform, 'is it in use?')}"


class Stream:
    """A camera on the network, such as a phone that serves its pictures.

    Args:
        address: `rtsp://` or `http://` and the like.
    """

    def __init__(self, address: str) -> None:
        self.name = re.sub(r"//[^/@]*@", "//", address)  # a password is not for messages
        self._address = address
        self._container: InputContainer | None = None
        self._pictures: Iterator[VideoFrame] = iter(())
        self._upright: Upright | None = None

    def open(self) -> None:
        """Connect."""
        options = {"fflags": "nobuffer", "flags": "low_delay", "rtsp_transport": "tcp"}
        try:
            self._container = av.open(self._address, options=options, timeout=(_OPEN_S, _READ_S))
            stream = self._container.streams.best("video")
        except (FFmpegError, OSError, ValueError) as error:
            self.close()
            raise SourceError(
                f"{self.name} does not answer ({_reason(error)}): "
                "is it switched on, and on the same network?"
            ) from error
        if not isinstance(stream, VideoStream):
            self.close()
            raise SourceError(f"{self.name} has no pictures: check the address")
        self._pictures = self._container.decode(stream)
        self._upright = Upright(stream.sample_aspect_ratio or Fraction(1), INFERENCE_LONG_SIDE)

    def read(self) -> Picture:
        """Wait for the next picture."""
        try:
            picture = next(self._pictures)
        except (StopIteration, FFmpegError, OSError) as error:
            raise SourceError(f"{self.name} sends no more pictures: is it still on?") from error
        assert self._upright is not None
        return Picture(self._upright.rgb_of(picture), self._upright.size)

    def close(self) -> None:
        """Disconnect."""
        if self._container is not None:
            self._container.close()
            self._container = None
        self._pictures = iter(())


class RealTimeFile:
    """A video file that plays once, as fast as it was filmed.

    Its pictures carry the file's own times: what is decided does not depend on this computer.

    Args:
        path: of the file.
    """

    def __init__(self, path: Path | str) -> None:
        self.name = str(path)
        self._path = Path(path)
        self._file: VideoFile | None = None
        self._frames: Iterator[Frame] = iter(())
        self._began = math.nan

    def open(self) -> None:
        """Start playing."""
        self._file = VideoFile(self._path)
        self._frames = iter(self._file)
        self._began = time.perf_counter()

    def read(self) -> Picture:
        """Wait until the next picture is due."""
        frame = next(self._frames, None)
        if frame is None:
            raise SourceError(f"{self.name} is over", ended=True)
        time.sleep(max(0.0, self._began + frame.t_s - time.perf_counter()))
        return Picture(frame.rgb, (frame.width, frame.height), frame.t_s)

    def close(self) -> None:
        """Release the file."""
        if self._file is not None:
            self._file.close()
            self._file = None
        self._frames = iter(())


def _opencv() -> Any:
    """OpenCV, loaded only where a camera is used."""
    import cv2

    return cv2


def _reason(error: Exception) -> str:
    return str(getattr(error, "strerror", None) or error).splitlines()[0].lower()
