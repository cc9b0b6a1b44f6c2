"""The reports of many clips: a folder for the files of each clip, and a page that links them."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from os.path import realpath
from pathlib import Path
from typing import Final

from formcheck.analysis import OVERLAY, REPORT, result_in
from formcheck.batch.inputs import is_address
from formcheck.batch.rows import rows_of
from formcheck.batch.score import ClipOutcome, Task
from formcheck.exercises.spec import Exercise
from formcheck.report.html import IndexEntry, write_index
from formcheck.result import SessionResult

INDEX: Final = "index.html"

_FAILED: Final = ("unreadable", "error")


def without_our_videos(tasks: Iterable[Task], reports: Path) -> list[Task]:
    """Return the tasks without overlay videos of earlier reports.

    The reports may lie in a folder that is searched for clips.
    """
    return [
        task
        for task in tasks
        if is_address(task.clip)
        or Path(task.clip).name != OVERLAY
        or not Path(realpath(task.clip)).is_relative_to(realpath(reports))
    ]


def write_index_of(
    reports: Path,
    tasks: Iterable[Task],
    outcomes: Mapping[tuple[str, ...], ClipOutcome],
    known: Mapping[str, Exercise],
) -> None:
    """Write `index.html`, a page with a line and a link for each clip, in their order.

    A clip without an outcome was not judged in this run; it is on the page if an earlier run has
    left its result.

    Raises:
        WriteError: the folder cannot be written to.
    """
    entries = (
        entry for task in tasks for entry in _entry(reports, task, outcomes.get(task.order), known)
    )
    write_index(reports / INDEX, entries, known)


def _entry(
    reports: Path, task: Task, outcome: ClipOutcome | None, known: Mapping[str, Exercise]
) -> Iterator[IndexEntry]:
    """Yield the entry of one clip, or none if nothing is known of the clip."""
    if outcome and outcome.rows[0].status in _FAILED:
        yield IndexEntry(task.name, None, None, outcome.rows[0].error)
        return
    page = Path(task.folder) / REPORT
    result = result_in(reports / task.folder)
    if result and _matches_table(result, task, outcome, known):
        yield IndexEntry(task.name, page if (reports / page).is_file() else None, result)
    elif outcome:
        yield IndexEntry(task.name, None, None)


def _matches_table(
    result: SessionResult, task: Task, outcome: ClipOutcome | None, known: Mapping[str, Exercise]
) -> bool:
    """Whether a result gives the rows of the table; a result of an older clip does not."""
    if outcome is None:
        return all(entry.exercise in known for entry in result.sets)
    spent = outcome.rows[0].seconds_spent or 0.0
    rows = tuple(replace(row, profile="", labels="") for row in outcome.rows)
    return rows_of(result, task.name, task.exercise, spent) == rows
