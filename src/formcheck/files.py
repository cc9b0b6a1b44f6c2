"""The user's files: where they are, and how to write them whole or not at all.

Everything that formcheck writes tells of somebody's body, so only its owner may read it.
"""

import os
import re
import secrets
import stat
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from errno import ENOTDIR
from pathlib import Path
from typing import BinaryIO, Final

import platformdirs

from formcheck.errors import InputError, UsageError, WriteError

#: Names of the landmarks, the result and the pictures in the folder of a session.
RECORDING: Final = "recording.npz"
RESULT: Final = "result.json"
VIDEO: Final = "video.mp4"
#: Everything that a live session writes into its folder.
OF_A_SESSION: Final = (RECORDING, RESULT, VIDEO)
#: Folder of the live sessions in that of the history, and the names of theirs.
LIVE: Final = "live"
LIVE_NAMES: Final = "%Y-%m-%d %H.%M.%S"
#: Name of a plan in the folder of the history that it was made from.
PLAN: Final = "plan.toml"
#: Names of files that are still being written, each with the number of its process. A killed
#: process leaves them behind.
TEMPORARY: Final = ".formcheck-*"
_ADDRESS: Final = re.compile("([a-z][a-z0-9+.-]+):/", re.IGNORECASE)

# Rights of files and of folders, whatever the umask.
_FILE: Final = 0o600
_FOLDER: Final = 0o700


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
        if address := _ADDRESS.match(str(path)):
            raise InputError(
                f"{address[1]}:// is an address, not a file: download it and give the file's path"
            ) from error
        raise InputError(f"{path} does not exist: check the path") from error
    except (OSError, ValueError) as error:  # a name with a NUL in it is a ValueError
        reason = _reason(error) if isinstance(error, OSError) else str(error)
        raise InputError(f"{path} cannot be read ({reason}): check the path") from error
    if stat.S_ISDIR(status.st_mode):
        raise InputError(f"{path} is a folder: give the path of a file")
    if not stat.S_ISREG(status.st_mode):
        raise InputError(f"{path} is a pipe or a device: save it as a file first")
    return status.st_size


def make_folder(folder: Path) -> None:
    """Make a folder and those above it that are missing, for their owner only.

    Raises:
        OSError: it cannot be made.
    """
    if folder.is_dir():
        if folder == data_folder():  # an older formcheck let others look into it
            with suppress(OSError):
                folder.chmod(_FOLDER)
        return
    make_folder(folder.parent)
    try:
        folder.mkdir(_FOLDER)
        folder.chmod(_FOLDER)
    except FileExistsError as error:  # another process was first, unless it is a file
        if not folder.is_dir():
            raise NotADirectoryError(ENOTDIR, os.strerror(ENOTDIR), str(folder)) from error


def make_file(path: Path) -> None:
    """Make an empty file if there is none, and its folder, for their owner only.

    Raises:
        OSError: it cannot be made, or not be written to.
    """
    make_folder(path.parent)
    os.close(os.open(path, os.O_RDWR | os.O_CREAT, _FILE))


def is_same_file(path: Path, other: Path) -> bool:
    """Whether two paths lead to the same file that is there, links included."""
    try:
        return path.samefile(other)
    except (OSError, ValueError):
        return False


def keep_inputs(inputs: Iterable[Path | str | None], outputs: Iterable[Path | None]) -> None:
    """Refuse outputs that would overwrite an input, whatever it is called.

    Raises:
        UsageError: an output is an input.
    """
    files = [Path(path) for path in inputs if path]
    for output in outputs:
        if output and any(is_same_file(output, path) for path in files):
            raise UsageError(
                f"{output} is read by this command, and would be overwritten: "
                "choose another place for the output"
            )


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
    unique = TEMPORARY.replace("*", f"{os.getpid()}-{secrets.token_hex(4)}")
    temporary = path.parent / f"{unique}{path.suffix}"
    try:  # from here on, since Ctrl-C may come right after the file is made
        try:
            make_folder(path.parent)
            remove_leftovers(path.parent)
            os.close(os.open(temporary, os.O_CREAT | os.O_EXCL | os.O_RDWR, _FILE))
        except OSError as error:
            raise WriteError(
                f"cannot write into {path.parent} ({_reason(error)}): choose another folder"
            ) from error
        yield temporary
        _take_name(temporary, path)
    finally:
        with suppress(OSError):
            temporary.unlink()


def remove_leftovers(folder: Path) -> None:
    """Remove the files that killed processes have left half-written in a folder."""
    for path in folder.glob(TEMPORARY):
        if not _is_running(path.name.split("-")[1]):
            with suppress(OSError):
                path.unlink()


def cannot_write(path: Path, error: OSError) -> WriteError:
    """Return the error for a file that could not be written."""
    return WriteError(f"cannot write {path} ({_reason(error)}): make room or choose another folder")


def _is_running(process: str) -> bool:
    # Windows keeps open files from being removed, and its signal 0 is Ctrl-C.
    if not process.isdecimal() or sys.platform == "win32":
        return False
    try:
        os.kill(int(process), 0)
    except (ProcessLookupError, OverflowError):
        return False
    except PermissionError:  # of another user
        return True
    return True


def _take_name(temporary: Path, path: Path) -> None:
    try:
        temporary.chmod(_FILE)
        temporary.replace(path)
    except OSError as error:
        if not temporary.exists():
            raise WriteError(
                f"cannot write {path} (it was removed meanwhile): try again"
            ) from error
        raise WriteError(
            f"cannot write {path} ({_reason(error)}): move what is there or choose another name"
        ) from error


def _reason(error: OSError) -> str:
    return (error.strerror or str(error)).lower()
