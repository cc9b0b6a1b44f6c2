"""Judging many clips: one row a clip and set; a clip that fails is a row, never a stop."""

import csv
import io
import time
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass, fields
from pathlib import Path
from typing import Final, Literal

from formcheck.analysis import analyze
from formcheck.calibration import Profile
from formcheck.errors import FormcheckError, InputError, UsageError
from formcheck.exercises.spec import Exercise
from formcheck.files import write_atomically
from formcheck.report.result import SessionResult, SetResult

Status = Literal["ok", "no_pose", "unreadable", "error"]

_VIDEOS: Final = frozenset(
    (".mp4", ".mov", ".m4v", ".webm", ".mkv", ".avi", ".gif", ".mpg", ".mpeg", ".ts", ".3gp")
)


@dataclass(frozen=True, slots=True)
class Row:
    """One clip and set of `scores.csv`. Empty means not measured, never 0.

    Attributes:
        clip: path as given.
        status, error: `ok`, or what went wrong and why.
        exercise: what was judged; `auto` where nothing was recognised.
        reps, attempts: complete repetitions, failed attempts.
        hold_s, good_form_s: seconds held, and in good form.
        score: mean score of the scored repetitions, 0 to 100.
        faults: `id:severity:count`, separated by semicolons.
        not_judged: ids, separated by semicolons.
        regress_to: the easier exercise that is advised.
        usable_fraction: share of the time in which the person could be judged.
        seconds_of_video, seconds_spent: length of the clip, time that judging took.
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

    @property
    def seen(self) -> str:
        """The row in a word or two: the error, seconds held, or repetitions."""
        if self.error:
            return self.error
        if self.hold_s is not None:
            return f"held {self.hold_s:.1f} s"
        return "nothing" if self.reps is None else f"{self.reps} reps"


@dataclass(frozen=True, slots=True)
class Scored:
    """One clip: its rows, and its result if there is one."""

    rows: tuple[Row, ...]
    result: SessionResult | None


def find_clips(paths: Iterable[Path]) -> list[Path]:
    """Every clip of the given files and folders, folders searched to the bottom, sorted.

    Raises:
        InputError: a path does not exist, or there is no clip at all.
    """
    found: list[Path] = []
    for path in paths:
        if path.is_dir():
            inside = path.rglob("*")
            found += sorted(p for p in inside if p.is_file() and p.suffix.lower() in _VIDEOS)
        elif path.exists():
            found.append(path)
        else:
            raise InputError(f"{path} does not exist: check the path")
    if not found:
        raise InputError("no clip found: give video files, or folders that hold some")
    return list(dict.fromkeys(found))


def score_clip(
    clip: Path,
    exercise: str | Exercise,
    model: str = "full",
    known: Mapping[str, Exercise] | None = None,
    profile: Profile | None = None,
) -> Scored:
    """Judge one clip; what goes wrong with it becomes its row.

    Raises:
        UsageError: there is no such exercise.
    """
    name = exercise if isinstance(exercise, str) else exercise.id
    start = time.perf_counter()
    try:
        result = analyze(clip, exercise, known=known, profile=profile, model=model)
    except UsageError:
        raise
    except InputError as error:
        return Scored((Row(str(clip), "unreadable", str(error), name),), None)
    except (FormcheckError, RuntimeError, ValueError, OSError) as error:
        return Scored((Row(str(clip), "error", str(error), name),), None)
    spent = round(time.perf_counter() - start, 2)
    status: Status = "ok" if result.coverage.pose_frames else "no_pose"
    rows = tuple(_row(clip, entry.exercise, status, result, entry, spent) for entry in result.sets)
    return Scored(rows or (_row(clip, name, status, result, None, spent),), result)


def write_rows(rows: Iterable[Row], path: Path) -> None:
    """Write `scores.csv`; it takes its name once it is complete."""
    text = io.StringIO()
    table = csv.DictWriter(text, [f.name for f in fields(Row)], lineterminator="\n")
    table.writeheader()
    table.writerows(asdict(row) for row in rows)
    with write_atomically(path) as file:
        file.write(text.getvalue().encode())


def _row(
    clip: Path,
    exercise: str,
    status: Status,
    result: SessionResult,
    entry: SetResult | None,
    spent: float,
) -> Row:
    common = Row(
        str(clip),
        status,
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
