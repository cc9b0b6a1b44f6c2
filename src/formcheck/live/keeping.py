"""What is kept of a live session, and only if it was asked for."""

import threading
from collections.abc import Callable
from contextlib import ExitStack
from importlib.metadata import version
from pathlib import Path
from types import TracebackType
from typing import Self

import numpy as np
import numpy.typing as npt

from formcheck.capture import Frame
from formcheck.errors import FormcheckError
from formcheck.files import write_atomically
from formcheck.pose.estimator import ModelInfo
from formcheck.pose.frame import PoseFrame
from formcheck.pose.recording import Recording, RecordingHeader
from formcheck.report.result import SessionResult

Picture = npt.NDArray[np.uint8]


class Keeper:
    """Keeps the Recording, and the video if that is wanted, too.

    The Recording is written whenever a set ends, in a thread of its own, so that a crash costs the
    set under way at most. A camera that changes the size of its pictures begins another Recording
    and another video.

    Args:
        folder: where to; made if need be.
        model: which weights find the landmarks.
        video: whether the pictures are kept, too.
    """

    def __init__(self, folder: Path, model: ModelInfo, *, video: bool) -> None:
        self.folder = folder
        self._model = model
        self._wants_video = video
        self._parts = 0
        self._size: tuple[int, int] | None = None
        self._recording: Recording | None = None
        self._video = ExitStack()
        self._write: Callable[[Picture, float], None] | None = None
        self._saving: threading.Thread | None = None
        self._error: FormcheckError | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._end_part()
        if self._error and error is None:
            raise self._error

    def add(self, frame: Frame, pose: PoseFrame) -> None:
        """Take the next picture and the landmarks that were judged."""
        size = (frame.width, frame.height)
        if size != self._size:
            self._end_part()
            self._begin_part(size)
        assert self._recording is not None
        self._recording.append(pose)
        if self._write:
            self._write(frame.rgb, frame.t_s)

    def save(self) -> None:
        """Write what there is so far, without waiting for it."""
        if self._recording and not (self._saving and self._saving.is_alive()):
            self._saving = threading.Thread(target=self._save, args=(self._recording, self._path))
            self._saving.start()

    def write_result(self, result: SessionResult) -> None:
        """Write `result.json`.

        Raises:
            InputError: the folder cannot be written to.
        """
        with write_atomically(self.folder / "result.json") as file:
            file.write(result.to_json().encode())

    # --- one size of pictures ----------------------------------------------------------------

    @property
    def _path(self) -> Path:
        return self.folder / f"recording{self._suffix}.npz"

    @property
    def _suffix(self) -> str:
        return f"-{self._parts}" if self._parts > 1 else ""

    def _begin_part(self, size: tuple[int, int]) -> None:
        self._size = size
        self._parts += 1
        made_with = {name: version(name) for name in ("formcheck", "mediapipe")}
        self._recording = Recording(RecordingHeader(*size, self._model, made_with))
        if self._wants_video:
            from formcheck.report.video import VideoWriter

            writer = VideoWriter(self.folder / f"video{self._suffix}.mp4")
            self._write = self._video.enter_context(writer).write

    def _end_part(self) -> None:
        if self._saving:
            self._saving.join()
        if self._recording:
            self._save(self._recording, self._path)
        self._recording, self._write = None, None
        self._video.close()

    def _save(self, recording: Recording, path: Path) -> None:
        try:
            recording.save(path)
        except FormcheckError as error:  # a full disk must not end the exercise
            self._error = error
