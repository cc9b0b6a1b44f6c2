"""The journal of a run on disk, so that a killed run can be resumed.

It has a line of JSON for each clip, flushed to the disk before the next clip. The key of a line is
a hash of all that decides the rows: content of the clip, model, catalogue, versions, exercise,
profile. So no clip is judged twice, even if it was moved.
"""

import hashlib
import json
import os
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import asdict
from pathlib import Path
from typing import Any, Final, Self

from formcheck.batch.rows import Row
from formcheck.batch.score import ClipOutcome, Settings, Task
from formcheck.errors import InputError, UsageError
from formcheck.exercises.catalogue import catalogue, foreign
from formcheck.files import cannot_write, make_file
from formcheck.settings import Strict

_FINISHED: Final = {"finished": True}


class Keys:
    """Makes keys from all that a task's rows depend on."""

    def __init__(self, settings: Settings) -> None:
        exercises: Iterable[Strict] = (
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
        """Return the key of one task; `fingerprint` is that of the clip's content."""
        expected = task.expected.model_dump_json() if task.expected else None
        profile = task.profile.sha256 if task.profile else None
        return _digest([fingerprint, task.exercise, profile, expected, self._common])


class Journal:
    """The journal of one table.

    Args:
        table: the file of the rows; the journal lies beside it.
        resume: take over the outcomes of an earlier run.

    Raises:
        UsageError: an earlier run has not finished, and `resume` is off.
        InputError: the journal cannot be written or read.
    """

    def __init__(self, table: Path, *, resume: bool) -> None:
        self.path = table.with_name(f"{table.name}.journal")
        self._known: dict[str, ClipOutcome] = {}
        finished, length = self._read() if self.path.exists() else (True, 0)
        if not resume:
            if not finished:
                raise UsageError(
                    f"{self.path} belongs to a run that has not finished: "
                    "add --resume to go on with it, or delete it to start again"
                )
            self._known, length = {}, 0
        try:
            make_file(self.path)
            self._file = self.path.open("ab")
            self._file.truncate(length)
        except OSError as error:
            raise cannot_write(self.path, error) from error

    def get(self, key: str) -> ClipOutcome | None:
        """Return the outcome with this key; None if there is none."""
        return self._known.get(key)

    def add(self, key: str, outcome: ClipOutcome) -> None:
        """Add an outcome; it is on disk when this returns."""
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

    def __exit__(self, *_: object) -> None:
        with suppress(OSError):  # a full disk; it was said when the line was written
            self._file.close()

    def _write(self, entry: dict[str, Any]) -> None:
        try:
            self._file.write(json.dumps(entry).encode() + b"\n")
            self._file.flush()
            os.fsync(self._file.fileno())
        except OSError as error:
            raise cannot_write(self.path, error) from error

    def _read(self) -> tuple[bool, int]:
        """Read the file; return whether its run finished, and the length of its whole lines."""
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
        except (ValueError, KeyError, TypeError, RecursionError) as error:
            raise InputError(f"{self.path} is damaged: delete it to start again") from error
        return finished, length


def _digest(parts: list[Any]) -> str:
    return hashlib.sha256(json.dumps(parts, sort_keys=True).encode()).hexdigest()


def _filled(row: Row) -> dict[str, Any]:
    return {name: value for name, value in asdict(row).items() if value not in (None, "")}


def _outcome(entry: dict[str, Any]) -> ClipOutcome:
    differences = entry["differences"]
    return ClipOutcome(
        tuple(Row(**row) for row in entry["rows"]),
        None if differences is None else tuple(differences),
    )
