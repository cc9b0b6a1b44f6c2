"""The history: sessions, sets, check-ins and tests, written as they happen and read as a log."""

import json
import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager, nullcontext
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import NamedTuple, Self

from formcheck.errors import HistoryError, WriteError
from formcheck.files import LIVE, remove_leftovers
from formcheck.history import reading, writing
from formcheck.history.database import (
    DamagedError,
    connect,
    history_path,
    in_memory,
    transaction,
    troubles_of,
)
from formcheck.history.reading import Kind, Wanted
from formcheck.programme.training_log import (
    CheckIn,
    LoggedSession,
    LoggedTest,
    TrainingLog,
    TrendPoint,
)
from formcheck.programme.workout import Step
from formcheck.result import SetResult


class ErasedError(HistoryError):
    """A session is not in the history any more."""


class Used(NamedTuple):
    """A model or a profile that was used: its name and the SHA-256 of what is in it."""

    name: str
    sha256: str


@dataclass(frozen=True, slots=True)
class SessionInfo:
    """What is known of a session when it begins.

    Attributes:
        kind: which command made it.
        source: the camera, the address or the file.
        at: when it began, aware.
        model: the weights that find the landmarks.
        profile: the calibration that is used, if any.
        software: versions by package, as `result.json` names them.
        catalogue_sha256: of the exercises (`exercises.catalogue.catalogue_sha256`).
        recording: where the Recording is written; None if none is kept.
    """

    kind: Kind
    source: str
    at: datetime
    model: Used | None = None
    profile: Used | None = None
    software: Mapping[str, str] = field(default_factory=dict)
    catalogue_sha256: str = ""
    recording: Path | None = None


@dataclass(frozen=True, slots=True)
class Listed:
    """A session in a list.

    Attributes:
        kind: which command made it.
        source: the camera, the address or the file.
        ended: whether it came to its end; else it is under way, or was killed.
        done: all that was done in it.
    """

    kind: Kind
    source: str
    ended: bool
    done: LoggedSession


class History:
    """The history in one folder; a context manager.

    Nothing is made on the disk until something is to be kept. Several processes may use it at once.

    Args:
        folder: of the history; the user's data folder if None.

    Raises:
        FormcheckError: the history that is there cannot be used; the message says what to do.
    """

    def __init__(self, folder: Path | None = None) -> None:
        self.path = history_path(folder)
        self.folder = self.path.parent
        if self.folder.exists() and not self.folder.is_dir():
            raise WriteError(f"{self.folder} is not a folder: choose another one with --data")
        for place in (self.folder, *self.folder.glob(f"{LIVE}/*")):
            remove_leftovers(place)
        self._connection = connect(self.path) if self.path.exists() else None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Let go of the file."""
        if self._connection:
            self._connection.close()
            self._connection = None

    # --- writing -----------------------------------------------------------------------------

    def begin(self, session: SessionInfo) -> int:
        """Note that a session begins.

        Returns:
            Its number, never given twice.

        Raises:
            FormcheckError: it cannot be written; what was there before still is.
        """
        recording = session.recording
        if recording is not None:
            recording = _relative(recording.absolute(), self.folder.absolute())
        with self.writing() as db:
            when = {"at": session.at.isoformat(), "unix_s": session.at.timestamp()}
            software = json.dumps(dict(session.software), sort_keys=True)
            judge = {"software": software, "catalogue_sha256": session.catalogue_sha256}
            return writing.insert(
                db,
                "sessions",
                {
                    "kind": session.kind,
                    "source": session.source,
                    **when,
                    "model_id": writing.used(db, "models", session.model),
                    "profile_id": writing.used(db, "profiles", session.profile),
                    "judge_id": writing.once(db, "judges", judge),
                    "recording": str(recording) if recording else None,
                },
            )

    def add_set(self, session: int, result: SetResult, step: Step | None = None) -> None:
        """Keep a finished set; all of it or nothing.

        Args:
            session: its number.
            result: of the set.
            step: of the workout that asked for it, if one did.

        Raises:
            FormcheckError: it cannot be written; what was there before still is.
        """
        with self.writing(session) as db:
            writing.add_set(db, session, result, step)

    def end(self, session: int) -> None:
        """Note that a session is over.

        Raises:
            FormcheckError: it cannot be written.
        """
        with self.writing(session) as db:
            now = datetime.now().astimezone().isoformat()
            db.execute("UPDATE sessions SET ended = ? WHERE id = ?", (now, session))

    def add_check_in(self, check_in: CheckIn, session: int | None = None) -> None:
        """Keep how somebody felt.

        Args:
            check_in: what was told.
            session: in which, None outside of any.

        Raises:
            FormcheckError: it cannot be written.
        """
        with self.writing(session) as db:
            writing.add_check_in(db, check_in, session)

    def add_test(self, test: LoggedTest, session: int | None = None) -> None:
        """Keep a core test.

        Args:
            test: what came of it.
            session: the one whose sets it was, if any.

        Raises:
            FormcheckError: it cannot be written.
        """
        with self.writing(session) as db:
            writing.add_test(db, test, session)

    # --- reading -----------------------------------------------------------------------------

    def has(self, session: int) -> bool:
        """Whether there is a session of that number; it may have been erased.

        Raises:
            FormcheckError: the history cannot be read.
        """
        with self.reading() as db:
            return writing.has_session(db, session)

    def training_log(self, until: datetime, days: int) -> TrainingLog:
        """What was done up to a moment.

        Args:
            until: the moment, aware.
            days: how many days before its date are looked at, from midnight on.

        Raises:
            FormcheckError: the history cannot be read.
        """
        with self.reading() as db:
            return reading.training_log(db, until, days)

    def trends(self, since: datetime | None = None) -> list[TrendPoint]:
        """Every session with sets in numbers, oldest first.

        Args:
            since: when to begin; None for everything.

        Raises:
            FormcheckError: the history cannot be read.
        """
        with self.reading() as db:
            return reading.trends(db, since)

    def check_ins(self) -> tuple[CheckIn, ...]:
        """Every check-in, oldest first.

        Raises:
            FormcheckError: the history cannot be read.
        """
        with self.reading() as db:
            return reading.told(db)

    def tests(self) -> tuple[LoggedTest, ...]:
        """Every core test, oldest first.

        Raises:
            FormcheckError: the history cannot be read.
        """
        with self.reading() as db:
            return reading.tested(db)

    def sessions(self, wanted: Wanted | None = None) -> list[Listed]:
        """Sessions, newest first.

        Args:
            wanted: which; all if not given.

        Raises:
            FormcheckError: the history cannot be read.
        """
        with self.reading() as db:
            return [
                Listed(row["kind"], row["source"], row["ended"] is not None, done)
                for row, done in reading.listed(db, wanted or Wanted())
            ]

    # --- for this package ---------------------------------------------------------------------

    @contextmanager
    def writing(self, session: int | None = None) -> Iterator[sqlite3.Connection]:
        """A transaction, in a session if it is about one."""
        if self._connection is None:
            self._connection = connect(self.path)
        with troubles_of(self.path), transaction(self._connection):
            if session is not None and not writing.has_session(self._connection, session):
                raise ErasedError(f"session {session} is not in the history: it was erased")
            yield self._connection

    @contextmanager
    def reading(self) -> Iterator[sqlite3.Connection]:
        """All that is read within is of one moment."""
        with (
            nullcontext(self._connection) if self._connection else closing(in_memory()) as db,
            troubles_of(self.path),
            transaction(db, "DEFERRED"),
        ):
            try:
                yield db
            except (TypeError, ValueError) as error:  # another program has written into it
                raise DamagedError(self.path, "a row cannot be read") from error


def _relative(path: Path, folder: Path) -> Path:
    return path.relative_to(folder) if path.is_relative_to(folder) else path
