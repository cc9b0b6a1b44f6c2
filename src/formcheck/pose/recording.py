"""PoseFrames on disk: they hold all that a judgement needs, so the video can be deleted."""

import io
import json
import math
import os
import struct
import zipfile
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Annotated, Any, BinaryIO, ClassVar, Final

import numpy as np
import numpy.typing as npt
from pydantic import ConfigDict, Field, TypeAdapter, ValidationError

from formcheck.errors import InputError
from formcheck.files import check_file, write_atomically
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
from formcheck.settings import Plain

FORMAT: Final = "formcheck.recording/2"

# A longer Recording is not read: five hours of 30 pictures a second, in 400 MB of memory.
_MOST_FRAMES: Final = 540_000
_LONGEST_US: Final = 7 * 24 * 3600 * 1_000_000
_LARGEST_SIDE: Final = 1 << 15  # pixels
_TEXT_BYTES: Final = 1 << 20  # for the header, and for the few bytes before the numbers

# The end of an archive: the signature, and how long its directory is.
_END: Final = struct.Struct("<4s8xI6x")
_END_64_BYTES: Final = 20

_CHUNK = 1024  # frames; memory grows by this much at a time


@dataclass(frozen=True, slots=True)
class _Column:
    """Storage of one attribute of a PoseFrame: whole steps, and one number that means NaN.

    Attributes:
        kind: type of the stored numbers.
        shape: of one frame.
        steps: a unit.
        missing: the number that means NaN.
        largest: size of a value that can be; the type of the numbers may allow more.
    """

    kind: type[np.integer[Any]]
    shape: tuple[int, ...]
    steps: float
    missing: int
    largest: float

    def pack(self, values: FloatArray) -> npt.NDArray[Any]:
        return np.nan_to_num(np.round(values * self.steps), nan=self.missing).ravel()

    def unpack(self, rows: npt.NDArray[Any]) -> FloatArray:
        whole = rows.reshape(-1, *self.shape)
        return np.where(whole == self.missing, np.nan, whole / self.steps)


_COLUMNS: Final = {
    "landmarks": _Column(np.int32, (33, 2), PIXEL_STEPS, np.iinfo(np.int32).min, 1e6),
    "visibility": _Column(np.uint8, (33,), VISIBILITY_STEPS, np.iinfo(np.uint8).max, 1),
    "world": _Column(np.int16, (33, 3), WORLD_STEPS, np.iinfo(np.int16).min, 33),
    "silhouette": _Column(np.int16, (2, STATIONS), SILHOUETTE_STEPS, np.iinfo(np.int16).min, 33),
    "silhouette_quality": _Column(
        np.uint8, (2, STATIONS), QUALITY_STEPS, np.iinfo(np.uint8).max, 1
    ),
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

    __pydantic_config__: ClassVar = ConfigDict(extra="forbid")

    width: Annotated[int, Field(ge=1, le=_LARGEST_SIDE)]
    height: Annotated[int, Field(ge=1, le=_LARGEST_SIDE)]
    model: ModelInfo
    software: dict[Plain, Plain] = field(default_factory=dict)
    messages: tuple[Plain, ...] = ()


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
        check_file(path)
        try:
            with path.open("rb") as file:
                _check_directory(file)
                with zipfile.ZipFile(file) as archive:
                    header = json.loads(str(_array(archive, "header", np.str_)))
                    if header.pop("format") != FORMAT:
                        raise InputError(
                            f"{path} was written by another version of formcheck: "
                            "judge the clip again"
                        )
                    recording = cls(_checked(header))
                    recording._restore(archive)
        except InputError:
            raise
        except _DamageError as error:
            raise InputError(
                f"{path} is not a Recording or is damaged ({error}): judge the clip again"
            ) from error
        # A damaged file may raise any error of zipfile, zlib, tokenize, json, pydantic or numpy.
        except Exception as error:
            raise InputError(
                f"{path} is not a Recording or is damaged: judge the clip again"
            ) from error
        return recording

    def _restore(self, archive: zipfile.ZipFile) -> None:
        steps_us = _array(archive, "times", np.int64, None)
        self._count = n = len(steps_us)
        if (steps_us[:1] < 0).any() or (steps_us[1:] <= 0).any():
            raise _DamageError("its times run backwards")
        if steps_us.sum(dtype=np.float64) > _LONGEST_US:
            raise _DamageError("its times span more than a week")
        self._times = np.cumsum(steps_us)
        self._shots = _array(archive, "shots", np.int32, n)
        if (np.diff(self._shots, prepend=0) < 0).any():
            raise _DamageError("its shots run backwards")
        self._present = _array(archive, "present", np.bool_, n).view(np.uint8) != 0
        people = int(np.count_nonzero(self._present))
        for name, column in _COLUMNS.items():
            width = math.prod(column.shape)
            steps = _array(archive, name, column.kind, people, width)
            rows = np.cumsum(steps, axis=0, dtype=column.kind)
            largest = round(column.largest * column.steps)
            if ((rows != column.missing) & ((rows < -largest) | (rows > largest))).any():
                raise _DamageError(f"its {name} cannot be")
            self._columns[name] = np.zeros((n, width), column.kind)
            self._columns[name][self._present] = rows
            if name == "landmarks" and (np.ptp(rows.reshape(-1, 33, 2), axis=1) == 0).all(1).any():
                raise _DamageError("all landmarks of a picture are one point")

    def _grow(self) -> None:
        self._times = np.concatenate([self._times, np.zeros(_CHUNK, np.int64)])
        self._shots = np.concatenate([self._shots, np.zeros(_CHUNK, np.int32)])
        self._present = np.concatenate([self._present, np.zeros(_CHUNK, np.bool_)])
        for name, column in self._columns.items():
            more = np.zeros((_CHUNK, column.shape[1]), column.dtype)
            self._columns[name] = np.concatenate([column, more])


def _checked(header: dict[str, Any]) -> RecordingHeader:
    try:
        return TypeAdapter(RecordingHeader).validate_python(header)
    except ValidationError as error:
        raise _DamageError(f"its {error.errors()[0]['loc'][0]} cannot be") from error


class _DamageError(Exception):
    """The content of a Recording cannot be; the text says why."""


def _check_directory(file: BinaryIO) -> None:
    """Refuse an archive with a long directory, which would fill the memory before it is read.

    What `save` writes ends in 22 bytes without a comment, and is no archive of the 64-bit kind.
    """
    file.seek(-_END.size - _END_64_BYTES, os.SEEK_END)
    signature_64 = file.read(_END_64_BYTES)[:4]
    signature, directory_bytes = _END.unpack(file.read())
    if signature != b"PK\5\6" or signature_64 == b"PK\6\7" or directory_bytes > _TEXT_BYTES:
        raise _DamageError("it does not end like one")


def _array(
    archive: zipfile.ZipFile, name: str, kind: type[np.generic], *shape: int | None
) -> npt.NDArray[Any]:
    """Return an array of the archive; None is for any number of frames.

    What the archive declares bounds what is unpacked. So it is compared before.
    """
    member = archive.getinfo(f"{name}.npy")
    values = math.prod(_MOST_FRAMES if length is None else length for length in shape)
    if member.file_size > _TEXT_BYTES + values * np.dtype(kind).itemsize:
        raise _DamageError(f"its {name} are too many")
    array: npt.NDArray[Any] = np.load(io.BytesIO(archive.read(member)), allow_pickle=False)
    if array.dtype.type is not kind or array.ndim != len(shape):
        raise _DamageError(f"its {name} are of another kind")
    if any(length not in (None, there) for length, there in zip(shape, array.shape, strict=True)):
        raise _DamageError(f"its {name} are too few or too many")
    return array
