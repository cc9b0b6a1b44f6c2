"""The table of scores: its rows, and writing them as CSV, JSON lines or Parquet."""

import csv
import io
import json
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass, fields
from pathlib import Path
from typing import Any, BinaryIO, Final, Literal, get_args, get_type_hints

from formcheck.errors import UsageError
from formcheck.files import write_atomically
from formcheck.plain import cell, plain
from formcheck.result import SessionResult, SetResult
from formcheck.words.amounts import held
from formcheck.words.counts import counted

Status = Literal["ok", "no_pose", "unreadable", "error"]


@dataclass(frozen=True, slots=True)
class Row:
    """One clip and set of `scores.csv`. Empty means not measured, never 0.

    Attributes:
        clip: path or address as given.
        status, error: `ok`, or the kind of failure and its reason.
        exercise: id of the judged exercise; `auto` if none was recognised.
        reps, attempts: complete repetitions, failed attempts.
        hold_s, good_form_s: seconds held, and in good form.
        score: mean score of the scored repetitions, 0 to 100.
        faults: `id:severity:count`, separated by semicolons.
        not_judged: ids, separated by semicolons.
        regress_to: the easier exercise that is advised.
        usable_fraction: share of the time in which the person could be judged.
        seconds_of_video: length of the clip.
        seconds_spent: time that judging took, the only column that differs from run to run.
        profile: name of the profile that was used.
        labels: labels of the manifest, separated by semicolons.
    """

    clip: str
    status: Status
    error: str = ""
    exercise: str = ""
    reps: int | None = None
    attempts: int | None = None
    hold_s: float | None = None
    good_form_s: float | None = None
    score: float | None = None
    faults: str = ""
    not_judged: str = ""
    regress_to: str = ""
    usable_fraction: float | None = None
    seconds_of_video: float | None = None
    seconds_spent: float | None = None
    profile: str = ""
    labels: str = ""

    @property
    def summary(self) -> str:
        """The error, the seconds held, or the number of repetitions, in a few words."""
        if self.error:
            return self.error
        if self.hold_s is not None:
            return held(self.hold_s)
        return "nothing" if self.reps is None else counted(self.reps, "rep")


def rows_of(
    result: SessionResult, clip: str, exercise: str, seconds_spent: float
) -> tuple[Row, ...]:
    """Return the rows of a result: one for each set, or a single one without sets."""
    rows = [_row(clip, entry.exercise, result, entry, seconds_spent) for entry in result.sets]
    return tuple(rows) or (_row(clip, exercise, result, None, seconds_spent),)


def _row(
    clip: str, exercise: str, result: SessionResult, entry: SetResult | None, spent: float
) -> Row:
    common = Row(
        clip,
        "ok" if result.coverage.pose_frames else "no_pose",
        exercise=exercise,
        usable_fraction=result.coverage.usable_fraction,
        seconds_of_video=result.clip.duration_s,
        seconds_spent=spent,
    )
    if entry is None:
        return common
    scores = [rep.score for rep in entry.reps if rep.score is not None]
    return Row(
        **{
            **asdict(common),
            "reps": sum(rep.complete for rep in entry.reps) if entry.hold is None else None,
            "attempts": len(entry.attempts) if entry.hold is None else None,
            "hold_s": entry.hold.total_s if entry.hold else None,
            "good_form_s": entry.hold.good_form_s if entry.hold else None,
            "score": round(sum(scores) / len(scores), 1) if scores else None,
            "faults": ";".join(_counted(entry)),
            "not_judged": ";".join(missed.fault for missed in entry.not_judged),
            "regress_to": entry.advice.to or "",
        }
    )


def _counted(entry: SetResult) -> Iterator[str]:
    counts = Counter((finding.fault, finding.severity) for finding in entry.findings)
    for (fault, severity), count in sorted(counts.items()):
        yield f"{fault}:{severity}:{count}"


# --- writing -----------------------------------------------------------------------------------

_COLUMNS: Final = [field.name for field in fields(Row)]


def check_table(path: Path) -> None:
    """Check that a table of this name can be written.

    Raises:
        UsageError: the ending is unknown, or a package for it is missing.
    """
    if path.suffix.lower() not in _WRITERS:
        raise UsageError(f"{path} has an unknown ending: choose one of {', '.join(_WRITERS)}")
    if path.suffix.lower() == ".parquet":
        _pyarrow()


def write_rows(rows: Sequence[Row], path: Path) -> None:
    """Write the table, whole or not at all, in the format of its ending.

    Raises:
        UsageError: as `check_table`.
        InputError: the file cannot be written.
    """
    check_table(path)
    with write_atomically(path) as file:
        _WRITERS[path.suffix.lower()](rows, file)


def _write_csv(rows: Iterable[Row], file: BinaryIO) -> None:
    text = io.StringIO()
    table = csv.DictWriter(text, _COLUMNS, lineterminator="\n")
    table.writeheader()
    table.writerows({name: cell(value) for name, value in asdict(row).items()} for row in rows)
    file.write(text.getvalue().encode())


def _write_json_lines(rows: Iterable[Row], file: BinaryIO) -> None:
    for row in rows:
        file.write(plain(json.dumps(asdict(row), ensure_ascii=False)).encode() + b"\n")


def _write_parquet(rows: Sequence[Row], file: BinaryIO) -> None:
    arrow, parquet = _pyarrow()
    # With a schema, even a column without values has its type.
    types = {"int": arrow.int64(), "float": arrow.float64(), "str": arrow.string()}
    hints = get_type_hints(Row)
    schema = arrow.schema([(name, types[_plain_type(hints[name])]) for name in _COLUMNS])
    columns = {name: [_plain(getattr(row, name)) for row in rows] for name in _COLUMNS}
    parquet.write_table(arrow.table(columns, schema=schema), file)


def _plain(value: Any) -> Any:
    return plain(value) if isinstance(value, str) else value


def _plain_type(hint: Any) -> str:
    """Return `int`, `float` or `str` for the type hint of a column."""
    return next((kind.__name__ for kind in (int, float) if kind in (hint, *get_args(hint))), "str")


def _pyarrow() -> tuple[Any, Any]:
    try:
        import pyarrow as pa
        from pyarrow import parquet
    except ImportError as error:
        raise UsageError(
            "Parquet needs the package pyarrow: pip install 'formcheck[parquet]', "
            "or choose .csv or .jsonl"
        ) from error
    return pa, parquet


_WRITERS: Final = {
    ".csv": _write_csv,
    ".jsonl": _write_json_lines,
    ".parquet": _write_parquet,
}
