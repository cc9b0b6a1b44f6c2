"""The user's files: where they are, and how to write them whole or not at all."""

import os
import stat
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO, Final

import platformdirs

from formcheck.errors import InputError, WriteError

#: Names of the landmarks, the result and the pictures in the folder of a session.
RECORDING: Final = "recording.npz"
RESULT: Final = "result.json"
VIDEO: Final = "video.mp4"
#: Name of a plan in the folder of the history that it was made from.
PLAN: Final = "plan.toml"
#: Names of files that are still being written. A killed process leaves them behind.
TEMPORARY: Final = ".formcheck-*"


def data_folder() -> Path:
    """Return the folder of this computer for the user's data. It may not exist yet."""
    return platformdirs.user_data_path("formcheck", appauthor=False)


def check_file(path: Path) -> int:
    """Return the size of a file in bytes.

    Raises:
        InputError: there is no file, or it is a folder, or a pipe, which might never end.
    """
    try:
        status = path.stat()
    except FileNotFoundError as error:
        raise InputError(f"{path} does not exist: check the path") from error
    except (OSError, ValueError) as error:  # a name with a NUL in it is a ValueError
        reason = _reason(error) if isinstance(error, OSError) else str(error)
        raise InputError(f"{path} cannot be read ({reason}): check the path") from error
    if stat.S_ISDIR(status.st_mode):
        raise InputError(f"{path} is a folder: give the path of a file")
    if not stat.S_ISREG(status.st_mode):
        raise InputError(f"{path} is a pipe or a device: save it as a file first")
    return status.st_size


@contextmanager
def write_atomically(path: Path) -> Iterator[BinaryIO]:
    """Open a temporary file beside `path`, and rename it to `path` if nothing went wrong.

    Raises:
        WriteError: the folder cannot be written to, or the disk is full.
    """
    with temporary_beside(path) as temporary:
        try:
            with temporary.open("wb") as file:
                yield file
        except OSError as error:
            raise cannot_write(path, error) from error


@contextmanager
def temporary_beside(path: Path) -> Iterator[Path]:
    """Yield a temporary name in the folder of `path`, and rename it to `path` at the end.

    This is for writers that need a name and not an open file. The temporary file is removed when
    anything goes wrong, Ctrl-C included.

    Raises:
        WriteError: the folder cannot be written to, or `path` is a folder.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(
            prefix=TEMPORARY.rstrip("*"), suffix=path.suffix, dir=path.parent
        )
        os.close(handle)
    except OSError as error:
        raise WriteError(
            f"cannot write into {path.parent} ({_reason(error)}): choose another folder"
        ) from error
    temporary = Path(name)
    try:
        yield temporary
        _take_name(temporary, path)
    finally:
        with suppress(FileNotFoundError):
            temporary.unlink()


def cannot_write(path: Path, error: OSError) -> WriteError:
    """Return the error for a file that could not be written."""
    return WriteError(f"cannot write {path} ({_reason(error)}): make room or choose another folder")


def _take_name(temporary: Path, path: Path) -> None:
    try:
        temporary.chmod(0o644)
        temporary.replace(path)
    except OSError as error:
        raise WriteError(
            f"cannot write {path} ({_reason(error)}): move what is there or choose another name"
        ) from error


def _reason(error: OSError) -> str:
    return (error.strerror or str(error)).lower()
