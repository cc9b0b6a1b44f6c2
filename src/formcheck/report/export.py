"""Measurements of an analysis in files for other programs.

`trc` and `mot` are the text formats of OpenSim, which most biomechanics tools read. `csv`,
`parquet` and `json` hold one table with a row for each picture. docs/data.md describes every
column.
"""

import csv
import io
import json
import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Final, Literal

import numpy as np

from formcheck.errors import InputError
from formcheck.files import RECORDING, RESULT, keep_inputs, write_atomically
from formcheck.pose.frame import LANDMARKS, FloatArray
from formcheck.pose.recording import Recording
from formcheck.report.signals import SIGNALS
from formcheck.settings import read_text

Format = Literal["trc", "mot", "csv", "parquet", "json"]
#: A column of numbers (NaN for missing) or of words (empty for missing).
Column = FloatArray | list[str]
Columns = Mapping[str, Column]

FORMAT: Final = "formcheck.frames/1"

_WORDS: Final = frozenset({"exercise", "phase"})
_TRC_HEADINGS: Final = [
    "DataRate",
    "CameraRate",
    "NumFrames",
    "NumMarkers",
    "Units",
    "OrigDataRate",
    "OrigDataStartFrame",
    "OrigNumFrames",
]
_LARGEST_MIB: Final = 256  # five hours of signals have a third of that
#: World landmarks have y down and z away from the camera; biomechanics tools have y up.
_Y_UP: Final = np.array([1.0, -1.0, -1.0])


def export(result: Path, kind: Format, out: Path | None = None) -> Path:
    """Write the measurements of an analysis as one file.

    Args:
        result: the folder that `analyze` wrote, or its `result.json` or `recording.npz`.
        kind: kind of file: `trc` for landmarks in metres, `mot` for angles in degrees; `csv`,
            `parquet` and `json` for a table with a row for each picture.
        out: path of the file; by default `landmarks.trc`, `angles.mot` or `frames.*` beside the
            results.

    Returns:
        The path of the file.

    Raises:
        InputError: the results are missing or damaged, or the file cannot be written.
    """
    folder = result if result.is_dir() else result.parent
    if not result.exists():
        raise InputError(f"{result} does not exist: check the path")
    write, name = _WRITERS[kind]
    path = out if out is not None else folder / name
    keep_inputs((folder / read for read in (RESULT, RECORDING, SIGNALS)), [path])
    text = write(folder)
    with write_atomically(path) as file:
        file.write(text)
    return path


def frames(folder: Path) -> Columns:
    """The table of an analysis: signals, then landmarks, a row for each picture.

    Raises:
        InputError: a file is missing or damaged, or the two are not of the same clip.
    """
    signals, recording = _signals(folder), _recording(folder)
    if len(signals["t_s"]) != len(recording):
        raise InputError(
            f"{folder}: {SIGNALS} and {RECORDING} are not of the same clip: judge it again"
        )
    poses = list(recording)
    columns: dict[str, Column] = dict(signals)
    columns["shot"] = np.array([float(pose.shot) for pose in poses])
    pixels = np.array([pose.landmarks for pose in poses]).reshape(-1, len(LANDMARKS), 2)
    metres = np.array([pose.world for pose in poses]).reshape(-1, len(LANDMARKS), 3)
    visibility = np.array([pose.visibility for pose in poses]).reshape(-1, len(LANDMARKS))
    for i, name in enumerate(LANDMARKS):
        columns[f"{name}_visibility"] = visibility[:, i]
        for axis, values in zip("xy", pixels[:, i].T, strict=True):
            columns[f"{name}_{axis}_px"] = values
        for axis, values in zip("xyz", metres[:, i].T, strict=True):
            columns[f"{name}_{axis}_m"] = values
    return columns


# --- reading ---------------------------------------------------------------------------------


def _recording(folder: Path) -> Recording:
    path = folder / RECORDING
    if not path.exists():
        raise _missing(path)
    return Recording.load(path)


def _signals(folder: Path) -> Columns:
    path = folder / SIGNALS
    if not path.exists():
        raise _missing(path)
    text = read_text(path, _LARGEST_MIB)
    try:
        rows = list(csv.reader(io.StringIO(text)))
        columns = dict(zip(rows[0], zip(*rows[1:], strict=True), strict=True))
        return {
            name: list(cells) if name in _WORDS else np.array([float(c or "nan") for c in cells])
            for name, cells in columns.items()
        }
    except (ValueError, IndexError, csv.Error) as error:
        raise InputError(f"{path} is damaged: judge the clip again") from error


def _missing(path: Path) -> InputError:
    return InputError(f"there is no {path}: give the folder that `formcheck analyze` wrote")


# --- writing ---------------------------------------------------------------------------------


def _trc(folder: Path) -> bytes:
    recording = _recording(folder)
    poses = list(recording)
    world = np.array([pose.world for pose in poses]).reshape(-1, len(LANDMARKS), 3) * _Y_UP
    if np.isnan(world).all():
        raise InputError(f"{folder / RECORDING} has no landmarks in metres: nothing to write")
    times = [pose.t_s for pose in poses]
    rate = f"{_rate(times):.3f}"
    count = len(times)
    text = io.StringIO()
    rows = csv.writer(text, delimiter="\t", lineterminator="\n")
    rows.writerow(["PathFileType", 4, "(X/Y/Z)", "landmarks.trc"])
    rows.writerow(_TRC_HEADINGS)
    rows.writerow([rate, rate, count, len(LANDMARKS), "m", rate, 1, count])
    rows.writerow(["Frame#", "Time", *(cell for name in LANDMARKS for cell in (name, "", ""))])
    numbers = range(1, len(LANDMARKS) + 1)
    rows.writerow(["", "", *(f"{axis}{number}" for number in numbers for axis in "XYZ")])
    rows.writerow([])
    for number, (t_s, points) in enumerate(zip(times, world, strict=True), start=1):
        # The tab behind the last cell is usual in motion capture: without it OpenSim loses an
        # empty last cell.
        rows.writerow([number, f"{t_s:.6f}", *_cells(points.ravel(), 4), ""])
    return text.getvalue().encode()


def _mot(folder: Path) -> bytes:
    signals = _signals(folder)
    angles = {
        name: values
        for name, values in signals.items()
        if name.endswith("_deg") and not np.isnan(np.asarray(values, float)).all()
    }
    if not angles:
        raise InputError(f"{folder / SIGNALS} has no angle that was seen: nothing to write")
    times = signals["t_s"]
    text = io.StringIO()
    head = ["angles", "version=1", f"nRows={len(times)}", f"nColumns={len(angles) + 1}"]
    text.writelines(f"{line}\n" for line in (*head, "inDegrees=yes", "endheader"))
    rows = csv.writer(text, delimiter="\t", lineterminator="\n")
    rows.writerow(["time", *angles])
    for t_s, *values in zip(times, *angles.values(), strict=True):
        rows.writerow([f"{t_s:.3f}", *(cell or "nan" for cell in _cells(values, 3))])
    return text.getvalue().encode()


def _csv(folder: Path) -> bytes:
    columns = frames(folder)
    text = io.StringIO()
    rows = csv.writer(text, lineterminator="\n")
    rows.writerow(columns)
    for row in zip(*columns.values(), strict=True):
        rows.writerow(cell if isinstance(cell, str) else _rounded(float(cell)) for cell in row)
    return text.getvalue().encode()


def _json(folder: Path) -> bytes:
    columns = {
        name: [cell if isinstance(cell, str) else _rounded(float(cell)) for cell in column]
        for name, column in frames(folder).items()
    }
    return (json.dumps({"schema": FORMAT, "columns": columns}, allow_nan=False) + "\n").encode()


def _parquet(folder: Path) -> bytes:
    try:
        import pyarrow as pa
        from pyarrow import parquet
    except ImportError as error:
        raise InputError(
            "Parquet needs the package pyarrow: pip install 'formcheck[parquet]', "
            "or choose csv or json"
        ) from error
    columns = {
        # NaN becomes null.
        name: pa.array(column) if isinstance(column, list) else pa.array(column, from_pandas=True)
        for name, column in frames(folder).items()
    }
    file = io.BytesIO()
    parquet.write_table(pa.table(columns), file)
    return file.getvalue()


def _rate(times: Sequence[float]) -> float:
    """Mean number of pictures a second; 0 for a single picture."""
    return (len(times) - 1) / (times[-1] - times[0]) if len(times) > 1 else 0.0


def _cells(values: Iterable[float], decimals: int) -> list[str]:
    return ["" if math.isnan(value) else f"{value:.{decimals}f}" for value in values]


def _rounded(value: float) -> float | None:
    return None if math.isnan(value) else round(value, 6)


_WRITERS: Final[dict[Format, tuple[Callable[[Path], bytes], str]]] = {
    "trc": (_trc, "landmarks.trc"),
    "mot": (_mot, "angles.mot"),
    "csv": (_csv, "frames.csv"),
    "parquet": (_parquet, "frames.parquet"),
    "json": (_json, "frames.json"),
}
#: Names of the files beside the results.
EXPORTS: Final = tuple(name for _, name in _WRITERS.values())
