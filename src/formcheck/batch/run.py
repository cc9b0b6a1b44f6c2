"""Judging many clips: what is known is taken over, the rest goes to an engine."""

from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, wait
from dataclasses import replace
from typing import Any

from formcheck.batch.engines import Engine, EngineError
from formcheck.batch.inputs import fingerprint
from formcheck.batch.journal import Journal, Keys
from formcheck.batch.rows import Row
from formcheck.batch.score import Outcome, Settings, Task, judge
from formcheck.errors import FormcheckError

Work = Callable[[Task, Settings], Outcome]


def score_all(
    tasks: Iterable[Task],
    settings: Settings,
    engine: Engine,
    journal: Journal | None = None,
    work: Work = judge,
) -> Iterator[tuple[Task, Outcome]]:
    """Judge every clip; gives each with what became of it, in the order in which they finish.

    Args:
        tasks: the clips.
        settings: what they are judged with.
        engine: where they are judged.
        journal: knows what an earlier run has judged, and is told what this one does. A clip
            whose process died is not kept in it: it is tried again when the run is resumed.
        work: judges one clip, in a worker.

    Raises:
        EngineError: the engine is lost.
        UsageError: a worker has other versions or another model.
    """
    keys = Keys(settings)
    under_way: dict[Future[Any], tuple[Task, str | None]] = {}
    for task in tasks:
        content = fingerprint(task.clip) if journal else None
        key = keys.of(task, content) if content else None
        known = journal.get(key) if journal and key else None
        if known:
            yield task, _for_task(task, known)
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
) -> Iterator[tuple[Task, Outcome]]:
    """Wait until a clip is done, and take what is done out of what is under way."""
    done, _ = wait(under_way, return_when=FIRST_COMPLETED)
    for future in done:
        task, key = under_way.pop(future)
        try:
            outcome: Outcome = future.result()
        except FormcheckError:
            raise
        except Exception as error:
            outcome = _died(task, engine, error)
        else:
            if journal and key:
                journal.add(key, outcome)
        yield task, _for_task(task, outcome)


def _died(task: Task, engine: Engine, error: Exception) -> Outcome:
    reason = engine.death(error)
    if reason is None:
        raise EngineError(
            f"the workers are lost ({type(error).__name__}: {error}): "
            "check them, then go on with --resume"
        ) from error
    differences = ("nothing judged",) if task.expected else None
    return Outcome((Row(task.clip, "error", reason, task.exercise),), differences)


def _for_task(task: Task, outcome: Outcome) -> Outcome:
    """The outcome under the names of this task: its content may have been known."""
    profile = task.profile.name if task.profile else ""
    rows = tuple(
        replace(row, clip=task.clip, profile=profile, labels=task.labels) for row in outcome.rows
    )
    return replace(outcome, rows=rows)
