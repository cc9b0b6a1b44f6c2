"""Judging one of many clips: it becomes rows, whatever goes wrong with it."""

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
from formcheck.batch.inputs import local_copy
from formcheck.batch.rows import Row, rows_of
from formcheck.calibration import Profile
from formcheck.capture.video import decoder_threads
from formcheck.errors import InputError, UsageError, WriteError
from formcheck.exercises.catalogue import catalogue
from formcheck.exercises.spec import Exercise
from formcheck.files import RESULT, TEMPORARY, cannot_write
from formcheck.pose.models import resolve
from formcheck.result import SessionResult

#: Exit status of a process that was ended because no picture came; faulthandler sets it.
STALLED: Final = 1

#: A clip of which no picture comes for this long is given up, in seconds. The slowest picture
#: seen (4K, two landmarkers starting) took two.
STALL_S: Final = 120.0

# Of the name of a task's folder: enough to know the clip by, and never two alike.
_NAME_LENGTH: Final = 40
_DIGEST_LENGTH: Final = 12

# What a row depends on besides the clip: these packages read, see and calculate.
_PACKAGES: Final = ("formcheck", "mediapipe", "av", "numpy")


@cache
def package_versions() -> dict[str, str]:
    """Versions of the packages that a row depends on."""
    return {name: version(name) for name in _PACKAGES}


@dataclass(frozen=True, slots=True)
class Task:
    """One clip to be judged.

    Attributes:
        clip: path or address.
        exercise: id of what is done, or `auto`.
        profile: a calibration of its person and camera, if there is one.
        labels: what a manifest says of it; only passed on.
        expected: what is true of it, if that is known.
    """

    clip: str
    exercise: str
    profile: Profile | None = None
    labels: str = ""
    expected: Expectation | None = None

    @property
    def order(self) -> tuple[str, ...]:
        """Its place among others; no two tasks of a run have the same."""
        profile = (self.profile.name, self.profile.sha256) if self.profile else ("", "")
        return (self.clip, self.exercise, *profile)

    @property
    def folder(self) -> str:
        """Name of a folder for its files: no other task of a run has the same.

        It begins like the clip; whatever the clip is called, it is the name of one folder.
        """
        name = re.sub(r"[^\w-]+", "_", PurePosixPath(self.clip).stem)[:_NAME_LENGTH].strip("_-")
        digest = hashlib.sha256(json.dumps(self.order).encode()).hexdigest()
        return f"{name or 'clip'}-{digest[:_DIGEST_LENGTH]}"


@dataclass(frozen=True, slots=True)
class Settings:
    """What all clips of a run are judged with; travels to the workers with every clip.

    Attributes:
        model: name, or absolute path of a bundle.
        model_sha256: of the bundle.
        own: exercises beside those that come with formcheck, by id.
        stall_s: a clip of which no picture comes for this long ends its process.
        packages: versions of what the rows depend on.
        reports: absolute path of a folder in which each clip's files are written, into the folder
            of its task; None writes none.
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
class Outcome:
    """What became of one clip.

    Attributes:
        rows: one a set, at least one.
        differences: from what was expected, in words; None where nothing was.
    """

    rows: tuple[Row, ...]
    differences: tuple[str, ...] | None = None


@dataclass(frozen=True, slots=True)
class Scored:
    """One clip: its rows, and its result if there is one."""

    rows: tuple[Row, ...]
    result: SessionResult | None


def settings_for(
    model: str,
    known: Mapping[str, Exercise],
    stall_s: float = STALL_S,
    reports: Path | None = None,
) -> Settings:
    """Put together what the workers need.

    Args:
        model: `lite`, `full`, `heavy` or the path of a bundle.
        known: every exercise; what comes with formcheck need not travel.
        stall_s: seconds without a picture after which a clip is given up.
        reports: folder for the files of each clip.

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


def judge(task: Task, settings: Settings) -> Outcome:
    """Judge one clip in a worker; what goes wrong with it becomes its row.

    Raises:
        UsageError: this worker has other versions or another model than who sent the task.
        WriteError: its files cannot be written.
    """
    _check_worker(settings)
    # One thread decodes, whatever the number of jobs: cores are shared out by clips, and what
    # FFmpeg makes of damaged parts may depend on the number.
    decoder_threads.set(1)
    with _given_up_after(settings.stall_s) as progress:
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
    return Outcome(scored.rows, differences)


def score_clip(
    clip: Path | str,
    exercise: str | Exercise,
    model: str = "full",
    known: Mapping[str, Exercise] | None = None,
    profile: Profile | None = None,
    progress: Progress | None = None,
    outputs: Outputs | None = None,
) -> Scored:
    """Judge one clip; what goes wrong with it becomes its row.

    Raises:
        UsageError: there is no such exercise or model.
        WriteError: its outputs cannot be written; a full disk is nothing to put into its row.
    """
    name = exercise if isinstance(exercise, str) else exercise.id
    path = Path(clip)
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
        return Scored((Row(str(clip), "unreadable", _about(error, path), name),), None)
    except Exception as error:  # a clip that fails is a row, never a stop
        text = f"{type(error).__name__}: {error}"
        return Scored((Row(str(clip), "error", text, name),), None)
    spent = round(time.perf_counter() - start, 2)
    return Scored(rows_of(result, str(clip), name, spent), result)


def _outputs(task: Task, reports: Path) -> Outputs:
    """Its folder, without the result of an earlier run and what a killed one was writing."""
    folder = reports / task.folder
    for left in (folder / RESULT, *folder.glob(TEMPORARY)):
        try:
            left.unlink(missing_ok=True)
        except OSError as error:
            raise cannot_write(left, error) from error
    return Outputs(folder, called=task.clip)


def _about(error: InputError, path: Path) -> str:
    """The message without the path, which another column has: the same for the same content."""
    message, name = " ".join(str(error).split()), str(path)
    return f"the file{message.removeprefix(name)}" if message.startswith(name) else message


def _check_worker(settings: Settings) -> None:
    here = package_versions()
    for name, wanted in settings.packages.items():
        if here[name] != wanted:
            raise UsageError(
                f"a worker has {name} {here[name]}, not {wanted}: install the same everywhere"
            )
    if _sha256_of(settings.model) != settings.model_sha256:
        raise UsageError(f"a worker has another model {settings.model}: install the same there")


@cache
def _sha256_of(model: str) -> str:
    return resolve(model)[1].sha256


@contextmanager
def _given_up_after(stall_s: float) -> Iterator[Progress]:
    """End this process if no picture comes for so long; gives what is to be told of each picture.

    A library that hangs hears no exception: faulthandler waits in a thread of its own, which
    needs nothing from Python, and ends the process with STALLED.
    """
    with Path(os.devnull).open("w") as nowhere:
        armed_at = 0.0

        def arm(_done: int = 0, _total: int | None = None) -> None:
            nonlocal armed_at
            now = time.monotonic()
            if now - armed_at > stall_s / 10:  # each time starts a thread: not for every picture
                armed_at = now
                faulthandler.dump_traceback_later(stall_s, exit=True, file=nowhere)

        arm()
        try:
            yield arm
        finally:
            faulthandler.cancel_dump_traceback_later()
