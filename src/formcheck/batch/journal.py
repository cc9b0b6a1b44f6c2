"""What has been judged so far, on disk: a run that was killed goes on where it was.

A line of JSON for each clip, written through to the disk before the next one. Lines are found
again by what decides the rows (content of the clip, model, catalogue, versions, exercise, profile),
so nothing is counted twice, and a clip that was moved is known again.
"""

import hashlib
import json
import os
from collections.abc import Iterable
from dataclasses import asdict
from pathlib import Path
from types import TracebackType
from typing import Any, Final, Self

from pydantic import BaseModel

from formcheck.batch.rows import Row
from formcheck.batch.score import Outcome, Settings, Task
from formcheck.errors import InputError, UsageError
from formcheck.exercises.catalogue import catalogue, foreign
from formcheck.files import cannot_write

_FINISHED: Final = {"finished": True}


class Keys:
    """Names what a task's rows depend on.

    Args:
        settings: of the run.
    """

    def __init__(self, settings: Settings) -> None:
        exercises: Iterable[BaseModel] = (
            *catalogue().values(),
            *foreign(),
            *settings.own.values(),
        )
        self._common = _digest(
            [
                settings.model_sha256,
                dict(settings.packages),
                [exercise.model_dump_json() for exercise in exercises],
            ]
        )

    def of(self, task: Task, fingerprint: str) -> str:
        """Name one task.

        Args:
            task: a clip and what is done in it.
            fingerprint: of the content of the clip.
        """
        expected = task.expected.model_dump_json() if task.expected else None
        profile = task.profile.sha256 if task.profile else None
        return _digest([fingerprint, task.exercise, profile, expected, self._common])


class Journal:
    """The journal of one table.

    Args:
        table: the file that the rows will go to; the journal lies beside it.
        resume: take over what an earlier run has judged.

    Raises:
        UsageError: an earlier run has not finished, and it is not said what to do with it.
        InputError: the journal cannot be written or read.
    """

    def __init__(self, table: Path, *, resume: bool) -> None:
        self.path = table.with_name(f"{table.name}.journal")
        self._known: dict[str, Outcome] = {}
        finished, length = self._read() if self.path.exists() else (True, 0)
        if not resume:
            if not finished:
                raise UsageError(
                    f"{self.path} is of a run that has not finished: "
                    "add --resume to go on with it, or delete it to start again"
                )
            self._known, length = {}, 0
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            self._file = self.path.open("ab")
            self._file.truncate(length)
        except OSError as error:
            raise cannot_write(self.path, error) from error

    def get(self, key: str) -> Outcome | None:
        """What became of a task of this key, if it has been judged."""
        return self._known.get(key)

    def add(self, key: str, outcome: Outcome) -> None:
        """Keep what became of a task; on disk when this returns."""
        self._known[key] = outcome
        self._write(
            {
                "key": key,
                "rows": [_filled(row) for row in outcome.rows],
                "differences": outcome.differences,
            }
        )

    def finish(self) -> None:
        """Note that the table has been written."""
        self._write(_FINISHED)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._file.close()

    def _write(self, entry: dict[str, Any]) -> None:
        try:
            self._file.write(json.dumps(entry).encode() + b"\n")
            self._file.flush()
            os.fsync(self._file.fileno())
        except OSError as error:
            raise cannot_write(self.path, error) from error

    def _read(self) -> tuple[bool, int]:
        """Read what is there; whether that run finished, and the length of the whole lines."""
        finished, length = True, 0
        try:
            with self.path.open("rb") as file:
                for line in file:
                    if not line.endswith(b"\n"):  # torn when the run was killed
                        finished = False
                        break
                    length += len(line)
                    entry = json.loads(line)
                    finished = entry == _FINISHED
                    if not finished:
                        self._known[entry["key"]] = _outcome(entry)
        except OSError as error:
            raise InputError(f"{self.path} cannot be read ({error}): check it") from error
        except (ValueError, KeyError, TypeError) as error:
            raise InputError(f"{self.path} is damaged: delete it to start again") from error
        return finished, length


def _digest(parts: list[Any]) -> str:
    return hashlib.sha256(json.dumps(parts, sort_keys=True).encode()).hexdigest()


def _filled(row: Row) -> dict[str, Any]:
    return {name: value for name, value in asdict(row).items() if value not in (None, "")}


def _outcome(entry: dict[str, Any]) -> Outcome:
    differences = entry["differences"]
    return Outcome(
        tuple(Row(**row) for row in entry["rows"]),
        None if differences is None else tuple(differences),
    )
