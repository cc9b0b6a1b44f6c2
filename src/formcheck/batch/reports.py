"""The reports of many clips: a folder for the files of each, and one page that links them all."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Final

from pydantic import ValidationError

from formcheck.analysis import OVERLAY, REPORT
from formcheck.batch.inputs import is_address
from formcheck.batch.rows import rows_of
from formcheck.batch.score import Outcome, Task
from formcheck.exercises.spec import Exercise
from formcheck.files import RESULT
from formcheck.report.html import IndexEntry, write_index
from formcheck.result import SessionResult

INDEX: Final = "index.html"

_FAILED: Final = ("unreadable", "error")


def without_our_videos(tasks: Iterable[Task], reports: Path) -> list[Task]:
    """Leave out the overlay videos of earlier reports: clips may be looked for around them."""
    return [
        task
        for task in tasks
        if is_address(task.clip)
        or Path(task.clip).name != OVERLAY
        or not Path(task.clip).resolve().is_relative_to(reports.resolve())
    ]


def write_index_of(
    reports: Path,
    tasks: Iterable[Task],
    outcomes: Mapping[tuple[str, ...], Outcome],
    known: Mapping[str, Exercise],
) -> None:
    """Write `index.html`, which tells and links all clips of which something is known.

    Args:
        reports: the folder; the pages lie in it, each in the folder of its task.
        tasks: the clips, in the order of the page.
        outcomes: what became of each, by the order of its task; one that is missing has not been
            judged in this run, and is told where an earlier one has left its result.
        known: exercises by id.

    Raises:
        WriteError: the folder cannot be written to.
    """
    entries = (
        entry for task in tasks for entry in _entry(reports, task, outcomes.get(task.order), known)
    )
    write_index(reports / INDEX, entries, known)


def _entry(
    reports: Path, task: Task, outcome: Outcome | None, known: Mapping[str, Exercise]
) -> Iterator[IndexEntry]:
    """The entry of one clip; none where nothing is known of it."""
    if outcome and outcome.rows[0].status in _FAILED:
        yield IndexEntry(task.clip, None, None, outcome.rows[0].error)
        return
    page = Path(task.folder) / REPORT
    result = _read(reports / task.folder / RESULT)
    if result and _is_told_by(result, task, outcome, known):
        yield IndexEntry(task.clip, page if (reports / page).is_file() else None, result)
    elif outcome:
        yield IndexEntry(task.clip, None, None)


def _read(path: Path) -> SessionResult | None:
    try:
        return SessionResult.model_validate_json(path.read_bytes())
    except (OSError, ValidationError):  # of no run, or of another version
        return None


def _is_told_by(
    result: SessionResult, task: Task, outcome: Outcome | None, known: Mapping[str, Exercise]
) -> bool:
    """Whether a result gives the rows of the table: it may be of an earlier state of the clip."""
    if outcome is None:
        return all(one.exercise in known for one in result.sets)
    spent = outcome.rows[0].seconds_spent or 0.0
    rows = tuple(replace(row, profile="", labels="") for row in outcome.rows)
    return rows_of(result, task.clip, task.exercise, spent) == rows
