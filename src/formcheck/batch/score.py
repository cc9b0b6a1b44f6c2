"""Judging one of many clips. It becomes rows, whatever goes wrong with it."""

import faulthandler
import hashlib
import json
import os
import re
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from importlib.metadata import version
from pathlib import Path, PurePosixPath
from typing import Final

from formcheck.analysis import Outputs, Progress, analyze
from formcheck.batch.expect import Expectation
from formcheck.batch.inputs import is_address, local_copy
from formcheck.batch.rows import Row, rows_of
from formcheck.calibration import Profile
from formcheck.capture.video import decoder_threads
from formcheck.errors import InputError, UsageError, WriteError
from formcheck.exercises.catalogue import catalogue
from formcheck.exercises.spec import Exercise
from formcheck.files import RESULT, cannot_write
from formcheck.plain import address_for_people, without_secrets
from formcheck.pose.models import resolve
from formcheck.result import SessionResult

#: Exit status of a process that faulthandler ended because no picture came.
STALLED: Final = 1

#: Time without a new picture after which a clip counts as failed, in seconds. The slowest picture
#: in tests (4K, two landmarkers starting) took two.
STALL_S: Final = 120.0

# Lengths of the two parts of a folder's name: readable, and unique.
_NAME_LENGTH: Final = 40
_DIGEST_LENGTH: Final = 12

# Rows depend on the versions of these packages.
_PACKAGES: Final = ("formcheck", "mediapipe", "av", "numpy")


@cache
def package_versions() -> dict[str, str]:
    """Return the versions of the packages that a row depends on."""
    return {name: version(name) for name in _PACKAGES}


@dataclass(frozen=True, slots=True)
class Task:
    """One clip to be judged.

    Attributes:
        clip: path or address.
        exercise: id of the exercise, or `auto`.
        profile: profile of its person and camera, if there is one.
        labels: labels of the manifest, for the table.
        expected: the truth about it, if known.
    """

    clip: str
    exercise: str
    profile: Profile | None = None
    labels: str = ""
    expected: Expectation | None = None

    @property
    def name(self) -> str:
        """The path, or the address as other people may read it."""
        return _name(self.clip)

    @property
    def order(self) -> tuple[str, ...]:
        """The key by which tasks are sorted. It is unique in a run."""
        profile = (self.profile.name, self.profile.sha256) if self.profile else ("", "")
        return (self.clip, self.exercise, *profile)

    @property
    def folder(self) -> str:
        """Name of the folder for its files. It begins like the clip, and is unique in a run."""
        name = re.sub(r"[^\w-]+", "_", PurePosixPath(self.name).stem)[:_NAME_LENGTH].strip("_-")
        digest = hashlib.sha256(json.dumps(self.order).encode()).hexdigest()
        return f"{name or 'clip'}-{digest[:_DIGEST_LENGTH]}"


@dataclass(frozen=True, slots=True)
class Settings:
    """Settings for all clips of a run; every task carries them to its worker.

    Attributes:
        model: name, or absolute path of a bundle.
        model_sha256: hash of the bundle.
        own: exercises beside those that come with formcheck, by id.
        stall_s: time without a new picture after which the process of a clip is ended.
        packages: versions of the packages that rows depend on.
        reports: absolute path of the folder for reports, with a folder for each task; None writes
            none.
    """

    model: str
    model_sha256: str
    own: Mapping[str, Exercise] = field(default_factory=dict)
    stall_s: float = STALL_S
    packages: Mapping[str, str] = field(default_factory=package_versions)
    reports: Path | None = None

    @property
    def known(self) -> dict[str, Exercise]:
        """Every exercise, by id."""
        return {**catalogue(), **self.own}


@dataclass(frozen=True, slots=True)
class ClipOutcome:
    """Outcome of one clip.

    Attributes:
        rows: one for each set, at least one.
        differences: phrases for the differences from the truth; None without an expectation.
    """

    rows: tuple[Row, ...]
    differences: tuple[str, ...] | None = None


@dataclass(frozen=True, slots=True)
class ScoredClip:
    """Rows of one clip, and its result unless it failed."""

    rows: tuple[Row, ...]
    result: SessionResult | None


def settings_for(
    model: str,
    known: Mapping[str, Exercise],
    stall_s: float = STALL_S,
    reports: Path | None = None,
) -> Settings:
    """Return the settings of a run; workers get the exercises that formcheck does not bring.

    Raises:
        InputError, UsageError: the model cannot be used.
    """
    bundle, info = resolve(model)
    own = {name: exercise for name, exercise in known.items() if name not in catalogue()}
    by_path = bundle.name == Path(model).name
    return Settings(
        str(bundle.absolute()) if by_path else model,
        info.sha256,
        own,
        stall_s,
        reports=reports.absolute() if reports else None,
    )


def judge(task: Task, settings: Settings) -> ClipOutcome:
    """Judge one clip in a worker; a failure becomes its row.

    Raises:
        UsageError: this worker has other versions or another model than the main process.
        WriteError: the files of the clip cannot be written.
    """
    _check_worker(settings)
    # One thread decodes, whatever the number of jobs: each clip has one core, and FFmpeg may read
    # damaged parts differently with another number of threads.
    decoder_threads.set(1)
    with _abort_after(settings.stall_s) as progress:
        scored = score_clip(
            task.clip,
            task.exercise,
            settings.model,
            settings.known,
            task.profile,
            progress,
            _outputs(task, settings.reports) if settings.reports else None,
        )
    differences = None
    if task.expected:
        wrong = task.expected.differences(scored.result) if scored.result else ["nothing judged"]
        differences = tuple(wrong)
    return ClipOutcome(scored.rows, differences)


def score_clip(
    clip: Path | str,
    exercise: str | Exercise,
    model: str = "full",
    known: Mapping[str, Exercise] | None = None,
    profile: Profile | None = None,
    progress: Progress | None = None,
    outputs: Outputs | None = None,
) -> ScoredClip:
    """Judge one clip; a failure becomes its row.

    Raises:
        UsageError: there is no such exercise or model.
        WriteError: its outputs cannot be written. That is no fault of the clip, so it has no row.
    """
    name = exercise if isinstance(exercise, str) else exercise.id
    path, called = Path(clip), _name(str(clip))
    start = time.perf_counter()
    try:
        with local_copy(str(clip), progress) as path:
            result = analyze(
                path,
                exercise,
                known=known,
                profile=profile,
                model=model,
                outputs=outputs,
                progress=progress,
            )
    except (UsageError, WriteError):
        raise
    except InputError as error:
        return ScoredClip((Row(called, "unreadable", _about(error, path), name),), None)
    except Exception as error:  # a clip that fails is a row, never a stop
        text = without_secrets(f"{type(error).__name__}: {error}")
        return ScoredClip((Row(called, "error", text, name),), None)
    spent = round(time.perf_counter() - start, 2)
    return ScoredClip(rows_of(result, called, name, spent), result)


def _outputs(task: Task, reports: Path) -> Outputs:
    """Return the outputs of a task, after removing the result of an earlier run."""
    folder = reports / task.folder
    try:
        (folder / RESULT).unlink(missing_ok=True)
    except OSError as error:
        raise cannot_write(folder / RESULT, error) from error
    return Outputs(folder, called=task.name)


def _about(error: InputError, path: Path) -> str:
    """Return the message without the path, so that the same content gives the same message."""
    message, name = " ".join(str(error).split()), str(path)
    if message.startswith(name):
        message = f"the file{message.removeprefix(name)}"
    return without_secrets(message)


def _name(clip: str) -> str:
    """Return the path, or the address as other people may read it."""
    return address_for_people(clip) if is_address(clip) else clip


def _check_worker(settings: Settings) -> None:
    installed = package_versions()
    for name, required in settings.packages.items():
        if installed[name] != required:
            raise UsageError(
                f"a worker has {name} {installed[name]}, not {required}: "
                "install the same everywhere"
            )
    if _sha256_of(settings.model) != settings.model_sha256:
        raise UsageError(f"a worker has another model {settings.model}: install the same there")


@cache
def _sha256_of(model: str) -> str:
    return resolve(model)[1].sha256


@contextmanager
def _abort_after(stall_s: float) -> Iterator[Progress]:
    """End this process if there is no progress for so long; yield the callback for progress.

    An exception does not reach a library that hangs. So faulthandler waits in a native thread, and
    ends the process with the status STALLED.
    """
    with Path(os.devnull).open("w") as nowhere:
        armed_at = 0.0

        def arm(_done: int = 0, _total: int | None = None) -> None:
            nonlocal armed_at
            now = time.monotonic()
            if now - armed_at > stall_s / 10:  # arming starts a thread, too much for each picture
                armed_at = now
                faulthandler.dump_traceback_later(stall_s, exit=True, file=nowhere)

        arm()
        try:
            yield arm
        finally:
            faulthandler.cancel_dump_traceback_later()
