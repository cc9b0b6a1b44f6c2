"""PoseFrames on disk: they hold all that a judgement needs, so the video can be deleted."""

import json
import math
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from formcheck.errors import InputError
from formcheck.files import write_atomically
from formcheck.pose.estimator import ModelInfo
from formcheck.pose.frame import (
    PIXEL_STEPS,
    QUALITY_STEPS,
    SILHOUETTE_STEPS,
    STATIONS,
    VISIBILITY_STEPS,
    WORLD_STEPS,
    FloatArray,
    PoseFrame,
    empty_pose_frame,
)

FORMAT: Final = "formcheck.recording/2"

_CHUNK = 1024  # frames; memory grows by this much at a time


@dataclass(frozen=True, slots=True)
class _Column:
    """Storage of one attribute of a PoseFrame: whole steps, and one number that means NaN."""

    kind: type[np.integer[Any]]
    shape: tuple[int, ...]
    steps: float
    missing: int

    def pack(self, values: FloatArray) -> npt.NDArray[Any]:
        return np.nan_to_num(np.round(values * self.steps), nan=self.missing).ravel()

    def unpack(self, rows: npt.NDArray[Any]) -> FloatArray:
        whole = rows.reshape(-1, *self.shape)
        return np.where(whole == self.missing, np.nan, whole / self.steps)


_COLUMNS: Final = {
    "landmarks": _Column(np.int32, (33, 2), PIXEL_STEPS, np.iinfo(np.int32).min),
    "visibility": _Column(np.uint8, (33,), VISIBILITY_STEPS, np.iinfo(np.uint8).max),
    "world": _Column(np.int16, (33, 3), WORLD_STEPS, np.iinfo(np.int16).min),
    "silhouette": _Column(np.int16, (2, STATIONS), SILHOUETTE_STEPS, np.iinfo(np.int16).min),
    "silhouette_quality": _Column(np.uint8, (2, STATIONS), QUALITY_STEPS, np.iinfo(np.uint8).max),
}


@dataclass(frozen=True, slots=True)
class RecordingHeader:
    """Origin of the landmarks.

    Attributes:
        width, height: size of the picture in pixels.
        model: weights that made the landmarks.
        software: versions of the packages involved, by name.
        messages: problems of the source, as sentences.
    """

    width: int
    height: int
    model: ModelInfo
    software: dict[str, str] = field(default_factory=dict)
    messages: tuple[str, ...] = ()


class Recording:
    """A sequence of PoseFrames of one clip, in some 700 bytes a frame."""

    def __init__(self, header: RecordingHeader) -> None:
        self.header = header
        self._count = 0
        self._times = np.empty(0, dtype=np.int64)  # microseconds
        self._shots = np.empty(0, dtype=np.int32)
        self._present = np.empty(0, dtype=np.bool_)
        self._columns: dict[str, npt.NDArray[Any]] = {
            name: np.empty((0, math.prod(column.shape)), dtype=column.kind)
            for name, column in _COLUMNS.items()
        }

    def __len__(self) -> int:
        return self._count

    def append(self, frame: PoseFrame) -> None:
        """Add the next frame, with or without a person."""
        if self._count == len(self._times):
            self._grow()
        row = self._count
        self._times[row] = round(frame.t_s * 1e6)
        self._shots[row] = frame.shot
        self._present[row] = frame.has_person
        if frame.has_person:
            for name, column in _COLUMNS.items():
                self._columns[name][row] = column.pack(getattr(frame, name))
        self._count += 1

    def __iter__(self) -> Iterator[PoseFrame]:
        size = (self.header.width, self.header.height)
        for start in range(0, self._count, _CHUNK):
            end = min(start + _CHUNK, self._count)
            columns = {
                name: column.unpack(self._columns[name][start:end])
                for name, column in _COLUMNS.items()
            }
            times = (self._times[start:end] / 1e6).tolist()
            shots = self._shots[start:end].tolist()
            present = self._present[start:end].tolist()
            for i, t_s in enumerate(times):
                if present[i]:
                    arrays = {name: column[i] for name, column in columns.items()}
                    yield PoseFrame(t_s, *size, **arrays, shot=shots[i])
                else:
                    yield empty_pose_frame(t_s, size, shots[i])

    def save(self, path: Path) -> None:
        """Write the Recording whole or not at all.

        Differences between frames, in whole steps, compress to a few hundred bytes a frame.
        """
        n = self._count
        arrays = {
            "header": np.array(json.dumps({"format": FORMAT, **asdict(self.header)})),
            "times": np.diff(self._times[:n], prepend=0),
            "shots": self._shots[:n],
            "present": self._present[:n],
        }
        for name, column in self._columns.items():
            rows = column[:n][self._present[:n]]
            # The differences wrap around in the column's own type, and so does their sum.
            arrays[name] = np.diff(rows, axis=0, prepend=np.zeros((1, rows.shape[1]), rows.dtype))
        with write_atomically(path) as file:
            np.savez_compressed(file, **arrays)  # type: ignore[arg-type]

    @classmethod
    def load(cls, path: Path) -> "Recording":
        """Return the Recording in a file.

        Raises:
            InputError: the file is missing, damaged, or of a newer format.
        """
        try:
            with np.load(path, allow_pickle=False) as arrays:
                header = json.loads(str(arrays["header"]))
                if header.pop("format") != FORMAT:
                    raise InputError(
                        f"{path} was written by another version of formcheck: judge the clip again"
                    )
                header["model"] = ModelInfo(**header["model"])
                header["messages"] = tuple(header["messages"])
                recording = cls(RecordingHeader(**header))
                recording._restore({name: arrays[name] for name in arrays.files})
        except FileNotFoundError as error:
            raise InputError(f"{path} does not exist: check the path") from error
        except InputError:
            raise
        # A damaged file may raise any error of zipfile, zlib, tokenize, json or numpy.
        except Exception as error:
            raise InputError(
                f"{path} is not a Recording or is damaged: judge the clip again"
            ) from error
        return recording

    def _restore(self, arrays: dict[str, npt.NDArray[Any]]) -> None:
        self._times = np.cumsum(arrays["times"], dtype=np.int64)
        self._shots, self._present = arrays["shots"], arrays["present"]
        self._count = len(self._times)
        if not len(self._shots) == len(self._present) == self._count:
            raise ValueError("columns differ in length")
        for name, empty in self._columns.items():
            column = np.zeros((self._count, empty.shape[1]), dtype=empty.dtype)
            column[self._present] = np.cumsum(arrays[name], axis=0, dtype=empty.dtype)
            self._columns[name] = column

    def _grow(self) -> None:
        self._times = np.concatenate([self._times, np.zeros(_CHUNK, np.int64)])
        self._shots = np.concatenate([self._shots, np.zeros(_CHUNK, np.int32)])
        self._present = np.concatenate([self._present, np.zeros(_CHUNK, np.bool_)])
        for name, column in self._columns.items():
            more = np.zeros((_CHUNK, column.shape[1]), column.dtype)
            self._columns[name] = np.concatenate([column, more])
