"""The one module that knows MediaPipe: running its landmarker and packing its model bundles."""

import io
import os
import sys
import zipfile
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from pathlib import Path
from typing import Any, Final, Literal, Self

import flatbuffers
import numpy as np
import numpy.typing as npt

from formcheck.capture import Frame
from formcheck.errors import InputError
from formcheck.pose.estimator import GREY, Box, ModelInfo
from formcheck.pose.frame import PoseFrame, empty_pose_frame, pose_frame
from formcheck.pose.silhouette import stations

# MediaPipe imports sounddevice for its audio tasks. That would open the sound system and, where
# JACK runs, a socket. Poses need no sound, so that import fails here as if it were not installed.
_SOUND = "sounddevice"
_sound_before = sys.modules.get(_SOUND)
sys.modules[_SOUND] = None  # type: ignore[assignment]
try:
    import mediapipe as mp
    from mediapipe.tasks.metadata import metadata_schema_py_generated as metadata_schema
    from mediapipe.tasks.metadata import schema_py_generated as tflite_schema
    from mediapipe.tasks.python import BaseOptions
    from mediapipe.tasks.python.vision import PoseLandmarker, PoseLandmarkerOptions, RunningMode
finally:
    del sys.modules[_SOUND]
    if _sound_before is not None:
        sys.modules[_SOUND] = _sound_before

#: MediaPipe's default is 0.5; with 0.6 it drops a lost person sooner (biomechanics 8).
TRACKING_CONFIDENCE: Final = 0.6


class BlazePose:
    """MediaPipe's pose landmarker in VIDEO mode, for one person and one clip.

    A cut starts a fresh landmarker, since the tracker would otherwise look for the person where
    the last shot ended. Fresh looks use a second landmarker in IMAGE mode, which is created for the
    first look.

    Pictures are turned here and not by MediaPipe's `rotation_degrees`, which searches the wrong
    region for landmarks (0.10.31, 160 pictures of rendered people: 1 pose right at 90 degrees and
    none at 180, where turned pictures gave 158 and 159).

    Raises:
        InputError: the bundle is not one that MediaPipe can load.
    """

    def __init__(self, bundle: Path, model: ModelInfo) -> None:
        self.model = model
        self._path, self._bundle = bundle, bundle.read_bytes()
        self._onlooker: PoseLandmarker | None = None
        self._chatty: set[RunningMode] = set()  # its first picture, and its first person
        self._shot = 0
        self._start(0)

    def _start(self, turn: int) -> None:
        self._landmarker = self._created(RunningMode.VIDEO)
        self._turn = turn
        self._last_ms = -1

    def _created(self, mode: RunningMode) -> PoseLandmarker:
        self._chatty.add(mode)
        try:
            with _quiet_native_log():
                return PoseLandmarker.create_from_options(
                    PoseLandmarkerOptions(
                        base_options=BaseOptions(model_asset_buffer=self._bundle),
                        running_mode=mode,
                        num_poses=1,
                        min_tracking_confidence=TRACKING_CONFIDENCE,
                        output_segmentation_masks=mode is RunningMode.VIDEO,
                    )
                )
        except (RuntimeError, ValueError) as error:
            raise InputError(f"{self._path} is not a pose model bundle: {error}") from error

    def estimate(self, frame: Frame) -> PoseFrame:
        """Return the person's landmarks in the next picture of the clip."""
        if frame.shot != self._shot:
            self._landmarker.close()
            self._start(0)
            self._shot = frame.shot
        return self._track(frame, None)

    def follow(self, frame: Frame, turn: int, box: Box | None) -> PoseFrame:
        """Start over with a fresh search of the picture, and follow the person found."""
        self._landmarker.close()
        self._start(turn)
        self._shot = frame.shot
        return self._track(frame, box)

    def look(self, frame: Frame, turn: int, box: Box | None) -> PoseFrame:
        """Search a picture afresh; `estimate` still follows the same person."""
        if self._onlooker is None:
            self._onlooker = self._created(RunningMode.IMAGE)
        rgb = _shown(frame, turn, box)
        with self._quiet_at_first(RunningMode.IMAGE):
            result = self._onlooker.detect(_image(rgb))
        self._heard(RunningMode.IMAGE, result)
        return _pose_of(result, frame, rgb, turn)

    def _track(self, frame: Frame, box: Box | None) -> PoseFrame:
        time_ms = max(round(frame.t_s * 1000), self._last_ms + 1)
        self._last_ms = time_ms
        rgb = _shown(frame, self._turn, box)
        with self._quiet_at_first(RunningMode.VIDEO):
            result = self._landmarker.detect_for_video(_image(rgb), time_ms)
        self._heard(RunningMode.VIDEO, result)
        return _pose_of(result, frame, rgb, self._turn)

    def _quiet_at_first(self, mode: RunningMode) -> AbstractContextManager[None]:
        return _quiet_native_log() if mode in self._chatty else nullcontext()

    def _heard(self, mode: RunningMode, result: Any) -> None:
        if result.pose_landmarks:
            self._chatty.discard(mode)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._landmarker.close()
        if self._onlooker is not None:
            self._onlooker.close()


def _image(rgb: npt.NDArray[np.uint8]) -> Any:
    return mp.Image(image_format=mp.ImageFormat.SRGB, data=_widened(rgb))


def _pose_of(result: Any, frame: Frame, rgb: npt.NDArray[np.uint8], turn: int) -> PoseFrame:
    """Return MediaPipe's result for a turned picture, in the coordinates of the frame."""
    size = (frame.width, frame.height)
    if not result.pose_landmarks:
        return empty_pose_frame(frame.t_s, size, frame.shot)
    points = [(p.x, p.y, p.visibility) for p in result.pose_landmarks[0]]
    array = np.array(points, dtype=np.float64)
    world = np.array([(p.x, p.y, p.z) for p in result.pose_world_landmarks[0]])
    height, width = rgb.shape[:2]
    widened = width + -width % 4
    shares = array[:, :2] * (widened / width, 1.0)
    outline = None
    if result.segmentation_masks:
        # The mask has the size of the turned picture. The turn does not change the silhouette.
        mask = result.segmentation_masks[0].numpy_view().reshape(height, widened)[:, :width]
        outline = stations(mask, shares * (width, height))
    world[:, :2] = _turned_back(world[:, :2], turn)
    shares = 0.5 + _turned_back(shares - 0.5, turn)
    return pose_frame(frame.t_s, size, shares * size, array[:, 2], world, frame.shot, outline)


def _shown(frame: Frame, turn: int, box: Box | None) -> npt.NDArray[np.uint8]:
    """Return the turned picture, grey outside the box."""
    rgb = frame.rgb
    if box is not None:
        height, width = rgb.shape[:2]
        shares = np.array(box).reshape(2, 2) / (frame.width, frame.height)
        (left, top), (right, bottom) = (
            np.clip(np.round(shares * (width, height)), 0, (width, height)).astype(int).tolist()
        )
        rgb = np.full_like(rgb, GREY)
        rgb[top:bottom, left:right] = frame.rgb[top:bottom, left:right]
    return np.ascontiguousarray(np.rot90(rgb, turn)) if turn else rgb


def _turned_back(points: npt.NDArray[np.float64], turn: int) -> npt.NDArray[np.float64]:
    """Turn points `(n, 2)` about the middle back to their places in the picture itself.

    With y down, a quarter turn anticlockwise took (x, y) to (y, -x).
    """
    for _ in range(turn):
        points = np.stack([-points[:, 1], points[:, 0]], axis=1)
    return points


def _widened(rgb: npt.NDArray[np.uint8]) -> npt.NDArray[np.uint8]:
    """Repeat the last column until the width is a multiple of four.

    Reading a mask of another width aborts the process (MediaPipe 0.10.31: `MpImageDataFloat32`
    mistakes a padded image of floats for one of bytes).
    """
    spare = -rgb.shape[1] % 4
    return np.pad(rgb, ((0, 0), (0, spare), (0, 0)), mode="edge") if spare else rgb


@contextmanager
def _quiet_native_log() -> Iterator[None]:
    """Keep MediaPipe's start-up chatter off stderr; its native log has no setting for that.

    Errors are not lost: they come as exceptions.
    """
    sys.stderr.flush()
    stderr_fd = os.dup(2)
    try:
        with Path(os.devnull).open("wb") as nowhere:
            os.dup2(nowhere.fileno(), 2)
        yield
    finally:
        os.dup2(stderr_fd, 2)
        os.close(stderr_fd)


# --- model bundles -----------------------------------------------------------------------------

_WEIGHT_ALIGNMENT = 16  # bytes; TensorFlow Lite maps the weights in place
_ZIP_TIME = (1980, 1, 1, 0, 0, 0)  # the earliest time of a zip; a fixed one gives the same bytes
# Mean and standard deviation: pixels become -1 to 1 for the detector, 0 to 1 for the landmarks.
_INPUT_RANGE: Final = {"detector": (127.5, 127.5), "landmarks": (0.0, 255.0)}


def pack_bundle(detector: bytes, landmarks: bytes) -> bytes:
    """Return a bundle for the Tasks API, made of two models with their metadata.

    Both are stored uncompressed, because they are mapped into memory.
    """
    parts = {"pose_detector.tflite": detector, "pose_landmarks_detector.tflite": landmarks}
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_STORED) as bundle:
        for name, content in parts.items():
            entry = zipfile.ZipInfo(name, _ZIP_TIME)
            entry.create_system = 3  # Unix, on Windows too: the same bytes everywhere
            bundle.writestr(entry, content)
    return file.getvalue()


def add_metadata(model: bytes, role: Literal["detector", "landmarks"]) -> bytes:
    """Return a TensorFlow Lite model with metadata that says how pixels become its input.

    The published models lack this `TFLITE_METADATA` buffer, and the Tasks API needs it.
    """
    mean, std = _INPUT_RANGE[role]
    options = metadata_schema.NormalizationOptionsT()
    options.mean, options.std = [mean], [std]
    unit = metadata_schema.ProcessUnitT()
    unit.optionsType = metadata_schema.ProcessUnitOptions.NormalizationOptions
    unit.options = options
    image = metadata_schema.ImagePropertiesT()
    image.colorSpace = metadata_schema.ColorSpaceType.RGB
    content = metadata_schema.ContentT()
    content.contentPropertiesType = metadata_schema.ContentProperties.ImageProperties
    content.contentProperties = image
    tensor = metadata_schema.TensorMetadataT()
    tensor.content, tensor.processUnits = content, [unit]
    subgraph = metadata_schema.SubGraphMetadataT()
    subgraph.inputTensorMetadata = [tensor]
    described = metadata_schema.ModelMetadataT()
    described.subgraphMetadata = [subgraph]
    builder = flatbuffers.Builder(1024)
    builder.Finish(described.Pack(builder), b"M001")

    graph = tflite_schema.ModelT.InitFromPackedBuf(model)
    buffer = tflite_schema.BufferT()
    buffer.data = np.frombuffer(bytes(builder.Output()), dtype=np.uint8)
    entry = tflite_schema.MetadataT()
    entry.name, entry.buffer = b"TFLITE_METADATA", len(graph.buffers)
    graph.buffers.append(buffer)
    graph.metadata = [*(graph.metadata or []), entry]
    packer = _AlignedBuilder(len(model) + 4096)
    packer.Finish(graph.Pack(packer), b"TFL3")
    return bytes(packer.Output())


class _AlignedBuilder(flatbuffers.Builder):  # type: ignore[misc]
    """Aligns byte vectors, which hold the weights, so that TensorFlow Lite can map them."""

    def CreateNumpyVector(self, x: Any) -> Any:  # noqa: N802  (the name is flatbuffers')
        if x.dtype != np.uint8:
            return super().CreateNumpyVector(x)
        self.StartVector(1, x.size, _WEIGHT_ALIGNMENT)
        self.head -= x.size
        self.Bytes[self.head : self.head + x.size] = x.tobytes()
        self.vectorNumElems = x.size
        return self.EndVector()
