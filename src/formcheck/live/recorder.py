"""Keeps a live session in a folder, if that was asked for."""

import threading
from contextlib import suppress
from importlib.metadata import version
from pathlib import Path
from typing import Any, Self

from formcheck.capture import Frame
from formcheck.errors import FormcheckError
from formcheck.files import OF_A_SESSION, RECORDING, RESULT, VIDEO, write_atomically
from formcheck.pose.estimator import ModelInfo
from formcheck.pose.frame import PoseFrame
from formcheck.pose.recording import Recording, RecordingHeader
from formcheck.result import SessionResult


class SessionRecorder:
    """Keeps the Recording and, if it is wanted, the video.

    The Recording is written whenever a set ends, in a thread of its own: a crash costs the set
    under way at most.
    """

    def __init__(self, folder: Path, model: ModelInfo, *, video: bool) -> None:
        self.folder = folder
        self._model = model
        self._recording: Recording | None = None
        self._video = None
        if video:
            from formcheck.draw.video import VideoWriter

            self._video = VideoWriter(folder / VIDEO)
        self._saving: threading.Thread | None = None
        self._error: FormcheckError | None = None

    def __enter__(self) -> Self:
        if self._video:
            self._video.__enter__()
        return self

    def __exit__(self, *error: Any) -> None:
        if self._saving:
            self._saving.join()
        if self._recording:
            self._save(self._recording)
        if self._video:
            self._video.__exit__(*error)
        if self._error and error[1] is None:
            raise self._error

    def add(self, frame: Frame, pose: PoseFrame) -> None:
        """Take the next picture and the landmarks that were judged."""
        if self._recording is None:
            made_with = {name: version(name) for name in ("formcheck", "mediapipe")}
            header = RecordingHeader(frame.width, frame.height, self._model, made_with)
            self._recording = Recording(header)
        self._recording.append(pose)
        if self._video:
            self._video.write(frame.rgb, frame.t_s)

    def save(self) -> None:
        """Write the Recording so far, without waiting for the disk."""
        if self._recording and not (self._saving and self._saving.is_alive()):
            self._saving = threading.Thread(target=self._save, args=(self._recording,))
            self._saving.start()

    def write_result(self, result: SessionResult) -> None:
        """Write `result.json`.

        Raises:
            InputError: the folder cannot be written to.
        """
        with write_atomically(self.folder / RESULT) as file:
            file.write(result.to_json().encode())

    def forget(self) -> None:
        """Remove what was written: the session was erased meanwhile."""
        for name in OF_A_SESSION:
            (self.folder / name).unlink(missing_ok=True)
        with suppress(OSError):  # it is not empty, or was not made
            self.folder.rmdir()

    def _save(self, recording: Recording) -> None:
        try:
            recording.save(self.folder / RECORDING)
        except FormcheckError as error:  # a full disk must not end the exercise
            self._error = error
