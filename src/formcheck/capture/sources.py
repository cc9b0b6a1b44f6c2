"""Sources of live pictures: a camera, an address on the network, a file in real time.

A source is opened, read picture by picture and closed, all in one thread. A failure raises
SourceError, and its message says what to do. `camera.py` decides whether to try again.
"""

import json
import math
import os
import re
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import suppress
from fractions import Fraction
from pathlib import Path
from typing import Any, Final, NamedTuple, Protocol

import av
import numpy as np
import numpy.typing as npt
from av.codec.context import Flags
from av.container import InputContainer
from av.error import FFmpegError, InvalidDataError
from av.video.frame import VideoFrame
from av.video.stream import VideoStream

from formcheck.capture.clock import MediaClock
from formcheck.capture.frame import Frame
from formcheck.capture.upright import Upright
from formcheck.capture.video import INFERENCE_LONG_SIDE, VideoFile, check_size, limit_memory
from formcheck.errors import InputError
from formcheck.plain import address_for_people

_OPEN_S, _READ_S = 5.0, 5.0  # a stream that is silent for this long is lost
_WANTED_SIZE: Final = (640, 480)  # more pixels cost time and add nothing at two to four metres
_WANTED_FPS: Final = 30.0
_USUAL_STEP_S = 1 / 30
_URL = re.compile(r"^(rtsps?|https?)://", re.IGNORECASE)

_V4L = Path("/sys/class/video4linux")
_NODE = "/dev/video"
_LIST_S = 15.0  # macOS takes a second or two to list its cameras

_ALLOW: Final = {
    "linux": "add yourself to the group 'video' (sudo usermod -aG video $USER) and log in again",
    "darwin": "allow it in System Settings > Privacy & Security > Camera for the terminal that "
    "you use, and start again",
    "win32": "allow it in Settings > Privacy & security > Camera, for desktop apps too",
}


class SourceError(InputError):
    """A source cannot be opened, is lost or is over. Unless it is over, trying again may help.

    Attributes:
        ended: whether the source came to its natural end, as a file does.
    """

    def __init__(self, reason: str, remedy: str = "", *, ended: bool = False) -> None:
        super().__init__(reason, remedy)
        self.ended = ended


class Picture(NamedTuple):
    """One picture of a source.

    Attributes:
        rgb: `(height, width, 3)` uint8, upright, square pixels, scaled for inference.
        size: width and height before scaling.
        t_s: media time of a recorded picture; None if the moment of reading is its time.
        shot: number of its shot; None if that is not known yet.
    """

    rgb: npt.NDArray[np.uint8]
    size: tuple[int, int]
    t_s: float | None = None
    shot: int | None = None


class Source(Protocol):
    """A source of live pictures."""

    #: For messages.
    name: str

    def open(self) -> None:
        """Open the source, for the first time or again; raises InputError."""

    def read(self) -> Picture:
        """Wait for the next picture and return it; raises SourceError if there is none."""

    def close(self) -> None:
        """Release the source. Closing it twice does no harm."""


def source_of(camera: str) -> Source:
    """Return the source that a user names.

    Args:
        camera: a number, a camera's name or part of it, an address, or the path of a file.

    Raises:
        InputError: there is no such camera and no such file.
    """
    if camera.isdecimal():
        return Device(int(camera))
    if _URL.match(camera):
        return Stream(camera)
    if Path(camera).exists():
        return RealTimeFile(camera)
    for index, name in camera_names().items():
        if camera.lower() in name.lower():
            return Device(index, name)
    raise InputError(
        f"{address_for_people(camera)} is not a camera, a file or an address",
        f"give one of the cameras here ({_cameras_here()}), a path, "
        "or http:// or rtsp:// of a phone",
    )


# --- cameras of this computer ------------------------------------------------------------------


def camera_names() -> dict[int, str]:
    """Return the names of the cameras that the system lists, by their number in OpenCV."""
    return {"linux": _linux_names, "darwin": _mac_names}.get(sys.platform, _windows_names)()


def _linux_names() -> dict[int, str]:
    names = {}
    for node in _V4L.glob("video*"):
        with suppress(OSError):  # unplugged at this moment
            # A webcam has a second node, index 1, that gives no pictures.
            if (node / "index").read_text().strip() == "0":
                names[int(node.name.removeprefix("video"))] = (node / "name").read_text().strip()
    return dict(sorted(names.items()))


def _mac_names() -> dict[int, str]:
    try:
        listing = subprocess.run(
            ["system_profiler", "-json", "SPCameraDataType"],
            capture_output=True,
            timeout=_LIST_S,
            check=True,
        ).stdout
        cameras = json.loads(listing)["SPCameraDataType"]
        # OpenCV numbers them in the order of their unique ids.
        cameras.sort(key=lambda camera: camera["spcamera_unique-id"])
        return {number: camera["_name"] for number, camera in enumerate(cameras)}
    except (OSError, subprocess.SubprocessError, ValueError, KeyError):
        return {}


def _windows_names() -> dict[int, str]:
    try:
        devices = av.enumerate_input_devices("dshow")
    except (FFmpegError, ValueError, OSError):
        return {}
    # DirectShow gives FFmpeg and OpenCV the same order.
    cameras = [device for device in devices if "video" in device.media_types]
    return {number: device.description for number, device in enumerate(cameras)}


def _cameras_here() -> str:
    names = camera_names().items()
    return ", ".join(f"{index}: {name}" for index, name in names) or "none found"


class Device:
    """A camera of this computer, through OpenCV.

    Args:
        index: its number, from 0.
        name: its name in the system.
    """

    def __init__(self, index: int, name: str = "") -> None:
        self.name = f"camera {index}" + (f" ({name})" if name else "")
        self._index = index
        self._capture: Any = None

    def open(self) -> None:
        """Open the camera at a size and rate that suit the landmarker."""
        import cv2

        cv2.utils.logging.setLogLevel(cv2.utils.logging.LOG_LEVEL_SILENT)
        # OpenCV is told which backend to use. By itself it tries others that fail slowly, and on
        # Windows it prefers one that may take half a minute to open a camera.
        backends = {"linux": cv2.CAP_V4L2, "darwin": cv2.CAP_AVFOUNDATION, "win32": cv2.CAP_DSHOW}
        self._capture = cv2.VideoCapture(self._index, backends.get(sys.platform, cv2.CAP_ANY))
        if not self._capture.isOpened():
            self.close()
            raise self._why_not()
        self._capture.set(cv2.CAP_PROP_FRAME_WIDTH, _WANTED_SIZE[0])
        self._capture.set(cv2.CAP_PROP_FRAME_HEIGHT, _WANTED_SIZE[1])
        self._capture.set(cv2.CAP_PROP_FPS, _WANTED_FPS)

    def read(self) -> Picture:
        """Wait for the next picture."""
        import cv2

        try:
            is_read, bgr = self._capture.read()
        except cv2.error:  # a broken picture, as from a camera that is being unplugged
            is_read, bgr = False, None
        if not is_read:
            raise SourceError(f"{self.name} gives no more pictures", "is it still plugged in?")
        height, width = bgr.shape[:2]
        scale = INFERENCE_LONG_SIDE / max(width, height)
        if scale < 1.0:
            # Linear interpolation of 1280 x 720 pixels takes 2 ms, averaging areas 9.
            small = (round(width * scale), round(height * scale))
            bgr = cv2.resize(bgr, small, interpolation=cv2.INTER_LINEAR)
        return Picture(np.asarray(cv2.cvtColor(bgr, cv2.COLOR_BGR2RGB), np.uint8), (width, height))

    def close(self) -> None:
        """Release the camera."""
        if self._capture is not None:
            self._capture.release()
            self._capture = None

    def _why_not(self) -> SourceError:
        node = Path(f"{_NODE}{self._index}")
        names = camera_names()
        linux = sys.platform == "linux"
        if not node.exists() if linux else names and self._index not in names:
            other = f"choose another ({_cameras_here()})" if names else "use a phone by its address"
            return SourceError(f"{self.name} is not there", f"plug it in, or {other}")
        remedy = "close other programs that use it"
        if not (linux and os.access(node, os.R_OK | os.W_OK)):
            remedy += f"; {_ALLOW.get(sys.platform, _ALLOW['linux'])}"
        return SourceError(f"{self.name} cannot be opened", remedy)


# --- the network -------------------------------------------------------------------------------


class Stream:
    """A camera on the network, such as a phone that serves its pictures.

    The time of a live picture is the moment of reading. A recorded video plays in real time, with
    its own times, and ends.

    Args:
        address: `rtsp://` or `http://` and the like.
    """

    def __init__(self, address: str) -> None:
        self.name = address_for_people(address)
        self._address = address
        self._container: InputContainer | None = None
        self._pictures: Iterator[VideoFrame] = iter(())
        self._aspect = Fraction(1)
        self._upright: Upright | None = None
        self._stored = (0, 0)
        self._player: _Player | None = None

    def open(self) -> None:
        """Connect."""
        limit_memory()
        # Probing for the frame rate, which a live stream need not have, would delay the opening.
        options = {"fpsprobesize": "0", "rtsp_transport": "tcp"}
        try:
            self._container = av.open(self._address, options=options, timeout=(_OPEN_S, _READ_S))
        except (FFmpegError, OSError, ValueError) as error:
            raise SourceError(
                f"{self.name} does not answer ({_reason(error)})",
                "is the camera's app running, is it on the same network, and is the address right?",
            ) from error
        stream = self._container.streams.best("video")
        if not isinstance(stream, VideoStream) or stream.codec_context is None:
            self.close()
            raise SourceError(
                f"{self.name} has no pictures",
                "give the address of the video itself, which the camera's app shows",
            )
        try:
            check_size(stream, self.name)
        except InputError:
            self.close()
            raise
        self._player = _Player() if self._container.duration else None
        if self._player is None:
            stream.codec_context.flags |= Flags.low_delay
        self._pictures = _decoded(self._container, stream, self.name)
        self._aspect = stream.sample_aspect_ratio or Fraction(1)
        self._upright = None

    def read(self) -> Picture:
        """Wait for the next picture."""
        try:
            picture = next(self._pictures)
        except InputError:
            raise
        except (StopIteration, FFmpegError, OSError) as error:
            raise self._silence() from error
        stored = (picture.width, picture.height)
        if self._upright is None or stored != self._stored:  # a phone may be turned
            self._upright, self._stored = Upright(self._aspect, INFERENCE_LONG_SIDE), stored
        rgb = self._upright.rgb_of(picture)
        t_s = None if self._player is None else self._player.wait(picture.time)
        return Picture(rgb, self._upright.size, t_s)

    def _silence(self) -> InputError:
        recorded = self._player is not None
        if recorded and self._upright is None:  # its index is at the end, as cameras write it
            return InputError(
                f"{self.name} is a recorded video that cannot be played from there",
                "download it and give the path of the file",
            )
        return SourceError(
            f"{self.name} sends no more pictures",
            "is the camera's app still running, and the network there?",
            ended=recorded,
        )

    def close(self) -> None:
        """Disconnect."""
        self._pictures = iter(())
        if self._container is not None:
            self._container.close()
            self._container = None


def _decoded(container: InputContainer, stream: VideoStream, name: str) -> Iterator[VideoFrame]:
    """Yield the whole pictures of a stream; a stream often begins with damaged ones."""
    decoded_s = time.monotonic()
    for packet in container.demux(stream):
        try:
            pictures = packet.decode()
        except (InvalidDataError, MemoryError):
            pictures = []
        if pictures:
            check_size(stream, name)
        elif time.monotonic() - decoded_s > _READ_S:
            raise SourceError(
                f"{name} sends pictures that cannot be read",
                "choose another format or size in the camera's app",
            )
        for picture in pictures:
            yield picture
            decoded_s = time.monotonic()


# --- recorded files ----------------------------------------------------------------------------


class RealTimeFile:
    """A video file that plays once, as fast as it was filmed.

    Its pictures, times and shots are those of `VideoFile`, so verdicts do not depend on the speed
    of this computer.
    """

    def __init__(self, path: Path | str) -> None:
        self.name = str(path)
        self.path = Path(path)
        self._file: VideoFile | None = None
        self._frames: Iterator[Frame] = iter(())
        self._player = _Player()

    def open(self) -> None:
        """Start playing."""
        self._file = VideoFile(self.path)
        self._frames = iter(self._file)
        self._player = _Player()

    def read(self) -> Picture:
        """Wait until the next picture is due."""
        frame = next(self._frames, None)
        if frame is None:
            raise SourceError(f"{self.name} is over", ended=True)
        self._player.wait_until(frame.t_s)
        return Picture(frame.rgb, (frame.width, frame.height), frame.t_s, frame.shot)

    def close(self) -> None:
        """Release the file."""
        self._frames = iter(())
        if self._file is not None:
            self._file.close()
            self._file = None


class _Player:
    """Waits until recorded pictures are due. The first is due at once."""

    def __init__(self) -> None:
        self._clock = MediaClock(_USUAL_STEP_S)
        self._began_s = math.nan

    def wait(self, time_s: float | None) -> float:
        """Wait until the picture of a stored time is due; return its media time."""
        t_s = self._clock.read(time_s)
        self.wait_until(t_s)
        return t_s

    def wait_until(self, t_s: float) -> None:
        """Wait until the picture of a media time is due."""
        if math.isnan(self._began_s):
            self._began_s = time.perf_counter() - t_s
        time.sleep(max(0.0, self._began_s + t_s - time.perf_counter()))


def _reason(error: Exception) -> str:
    return str(getattr(error, "strerror", None) or error).splitlines()[0].lower()
