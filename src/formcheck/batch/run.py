"""Judging many clips: known outcomes come from the journal, the others from an engine."""

from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, wait
from dataclasses import replace
from typing import Any

from formcheck.batch.engines import Engine, EngineError
from formcheck.batch.inputs import fingerprint
from formcheck.batch.journal import Journal, Keys
from formcheck.batch.rows import Row
from formcheck.batch.score import ClipOutcome, Settings, Task, judge
from formcheck.errors import FormcheckError

Work = Callable[[Task, Settings], ClipOutcome]


def score_all(
    tasks: Iterable[Task],
    settings: Settings,
    engine: Engine,
    journal: Journal | None = None,
    work: Work = judge,
) -> Iterator[tuple[Task, ClipOutcome]]:
    """Judge every clip; yield each with its outcome, in the order in which they finish.

    The journal gives known outcomes and takes new ones. A clip whose process died does not go into
    it, so that a resumed run tries it again.

    Raises:
        EngineError: the engine is lost.
        UsageError: a worker has other versions or another model.
    """
    keys = Keys(settings)
    under_way: dict[Future[Any], tuple[Task, str | None]] = {}
    for task in tasks:
        content = fingerprint(task.clip) if journal else None
        key = keys.of(task, content) if content else None
        known_outcome = journal.get(key) if journal and key else None
        if known_outcome:
            yield task, _for_task(task, known_outcome)
            continue
        under_way[engine.submit(work, task, settings)] = (task, key)
        if len(under_way) >= engine.ahead:
            yield from _finished(under_way, engine, journal)
    while under_way:
        yield from _finished(under_way, engine, journal)


def _finished(
    under_way: dict["Future[Any]", tuple[Task, str | None]],
    engine: Engine,
    journal: Journal | None,
) -> Iterator[tuple[Task, ClipOutcome]]:
    """Wait for at least one clip; yield the finished ones and remove them from `under_way`."""
    finished, _ = wait(under_way, return_when=FIRST_COMPLETED)
    for future in finished:
        task, key = under_way.pop(future)
        try:
            outcome: ClipOutcome = future.result()
        except FormcheckError:
            raise
        except Exception as error:
            outcome = _died(task, engine, error)
        else:
            if journal and key:
                journal.add(key, outcome)
        yield task, _for_task(task, outcome)


def _died(task: Task, engine: Engine, error: Exception) -> ClipOutcome:
    reason = engine.death(error)
    if reason is None:
        raise EngineError(
            f"the workers are lost ({type(error).__name__}: {error}): "
            "check them, then go on with --resume"
        ) from error
    differences = ("nothing judged",) if task.expected else None
    return ClipOutcome((Row(task.name, "error", reason, task.exercise),), differences)


def _for_task(task: Task, outcome: ClipOutcome) -> ClipOutcome:
    """Return the outcome with the names of this task; another clip may have the same content."""
    profile = task.profile.name if task.profile else ""
    rows = tuple(
        replace(row, clip=task.name, profile=profile, labels=task.labels) for row in outcome.rows
    )
    return replace(outcome, rows=rows)
