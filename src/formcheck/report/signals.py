"""`signals.csv`: the exercise's signals frame by frame."""

import csv
import math
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final, TextIO

from formcheck.exercises.spec import Exercise
from formcheck.files import cannot_write, temporary_beside
from formcheck.motion.measurement import MISSING
from formcheck.motion.measures import MEASURES
from formcheck.session import Update

#: Name of the file beside the results.
SIGNALS: Final = "signals.csv"


class SignalsWriter:
    """Writes one row a frame: time, exercise, phase, repetitions, signals, their uncertainties.

    Columns end in the unit (`_deg`, `_t` torso lengths, `_l` leg lengths); `..._sd` is one
    standard uncertainty in the same unit. A missing measurement is an empty cell.
    """

    def __init__(self, exercises: Iterable[Exercise], file: TextIO, path: Path) -> None:
        names = dict.fromkeys(name for exercise in exercises for name in exercise.signals)
        self._signals = {name: MEASURES[name].of for name in names}
        self._file, self._path = file, path
        self._rows = csv.writer(file, lineterminator="\n")
        pairs = [column for name in names for column in (name, f"{name}_sd")]
        self._write(["t_s", "exercise", "phase", "reps", "yaw_deg", *pairs])

    def write(self, update: Update) -> None:
        """Add the row of one frame."""
        state = update.state
        row: list[object] = [
            f"{update.t_s:.3f}",
            update.exercise.id if update.exercise else "",
            state.phase or "",
            state.reps,
            "" if update.body is None else f"{update.body.view.yaw_deg:.1f}",
        ]
        for name, measure in self._signals.items():
            # Only the signals of the judged exercise are known already.
            value, uncertainty = state.values.get(name) or (
                measure(update.body) if update.body else MISSING
            )
            row += ["", ""] if math.isnan(value) else [f"{value:.3f}", f"{uncertainty:.3f}"]
        self._write(row)

    def flush(self) -> None:
        """Write the buffered rows to disk.

        Raises:
            InputError: the disk is full.
        """
        try:
            self._file.flush()
        except OSError as error:
            raise cannot_write(self._path, error) from error

    def _write(self, row: list[object]) -> None:
        try:
            self._rows.writerow(row)
        except OSError as error:
            raise cannot_write(self._path, error) from error


@contextmanager
def signals_file(exercises: Iterable[Exercise], path: Path) -> Iterator[SignalsWriter]:
    """Open `signals.csv` for writing; the file takes its name when all rows are written."""
    with (
        temporary_beside(path) as temporary,
        temporary.open("w", encoding="utf-8", newline="") as file,
    ):
        writer = SignalsWriter(exercises, file, path)
        yield writer
        writer.flush()
