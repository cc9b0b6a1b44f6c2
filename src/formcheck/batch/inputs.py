"""Finding and opening clips: files, folders, globs, and addresses that fsspec knows."""

import glob
import ipaddress
import re
import socket
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path, PurePath, PurePosixPath
from typing import Any, Final

from formcheck.analysis import RECORDING_SUFFIX, Progress
from formcheck.capture.video import file_sha256
from formcheck.errors import InputError, UsageError

_VIDEOS: Final = frozenset(
    f".{ending}"
    for endings in (
        "3g2 3gp asf avi f4v flv gif m2t m2ts m2v m4v mkv mov mp4",
        "mpeg mpg mts mxf ogv ts vob webm webp wmv h264 h265 hevc",
    )
    for ending in endings.split()
)
# Folders in which systems and shared drives keep what was deleted, or thumbnails.
_NOT_CLIPS: Final = frozenset(("$recycle.bin", "__macosx", "@eadir", "lost+found"))
_RECORDINGS: Final = frozenset((RECORDING_SUFFIX,))

_PIECE: Final = 1 << 20  # bytes fetched at a time
_SCHEMES: Final = ("file", "http", "https", "s3", "s3a", "gs", "gcs", "az", "abfs", "abfss")
# Where clouds tell a machine its secrets, beside the link-local addresses.
_METADATA: Final = frozenset(
    ipaddress.ip_address(ip) for ip in ("fd00:ec2::254", "100.100.100.200", "192.0.0.192")
)
_LARGEST_CLIP: Final = 64 << 30  # bytes; a clip that never ends would fill the disk
_ADDRESS: Final = re.compile(r"^[a-zA-Z][a-zA-Z0-9+.-]+://")


def find_clips(paths: Iterable[Path | str], *, recordings: bool = False) -> list[str]:
    """Return all clips in files, folders, globs and addresses, sorted and without duplicates.

    Args:
        paths: a file may have any ending; a folder is searched for videos, with the folders in it.
        recordings: search folders for Recordings in place of videos.

    Raises:
        InputError: a path does not exist, an address is of no kind that is read, or there is no
            clip at all.
        UsageError: a package for an address is missing: fsspec, or the one of its store.
    """
    endings = _RECORDINGS if recordings else _VIDEOS
    clips: set[str] = set()
    for path in paths:
        clips.update(_remote(str(path), endings) if is_address(path) else _local(path, endings))
    if not clips:
        kind = "Recording" if recordings else "clip"
        raise InputError(f"no {kind} found: give files, or folders that hold some")
    return sorted(clips)


def is_address(path: Path | str) -> bool:
    """Whether this is an address such as `s3://bucket/clip.mp4`, and not a path."""
    return _ADDRESS.match(str(path)) is not None


def check_address(address: str) -> None:
    """Check that an address is of a kind that is read.

    Raises:
        InputError: it is of another kind, or an address within an address.
    """
    scheme = address.partition("://")[0].lower()
    if scheme not in _SCHEMES or "::" in address:
        raise InputError(
            f"{scheme}:// is read only if it is one of {', '.join(_SCHEMES)}, and without ::"
        )


@contextmanager
def local_copy(clip: str, progress: Progress | None = None) -> Iterator[Path]:
    """Yield a path at which a clip can be read; the copy of a remote clip is removed at the end.

    Args:
        clip: path or address.
        progress: called for each piece that is fetched.

    Raises:
        InputError: it cannot be fetched.
        UsageError: as `find_clips`.
    """
    if not is_address(clip):
        yield Path(clip)
        return
    system, inside = _system_of(clip)
    with tempfile.TemporaryDirectory(prefix="formcheck-") as folder:
        copy = Path(folder) / f"clip{PurePosixPath(inside.partition('?')[0]).suffix}"
        try:
            with system.open(inside, "rb") as source, copy.open("wb") as target:
                while piece := source.read(_PIECE):
                    target.write(piece)
                    if target.tell() > _LARGEST_CLIP:
                        raise ValueError(f"it is larger than {_LARGEST_CLIP >> 30} GiB")
                    if progress:
                        progress(0, None)
        except Exception as error:  # each kind of store raises its own
            raise InputError(
                f"{clip} cannot be fetched ({_root_of(error)}): check the address"
            ) from error
        yield copy


def fingerprint(clip: str) -> str | None:
    """Return a text that changes with the content of a clip; None if it cannot be read.

    This is the SHA-256 of a file, or the key that the store of an address gives.
    """
    if is_address(clip):
        system, inside = _system_of(clip)
        try:
            return str(system.ukey(inside))
        except Exception:  # each kind of store raises its own; judging the clip will report it
            return None
    path = Path(clip)
    try:
        # Reading a pipe would wait for its writer.
        return file_sha256(path) if path.is_file() else None
    except (OSError, ValueError):
        return None


def _local(path: Path | str, endings: frozenset[str]) -> Iterator[str]:
    local = Path(path)
    if local.is_dir():
        for file in local.rglob("*"):
            if _is_clip(file.relative_to(local), endings) and file.is_file():
                yield str(file)
        return
    if local.exists():
        yield str(local)
        return
    matches = glob.glob(str(path), recursive=True)  # noqa: PTH207  (may be absolute)
    for match in matches:
        if match != str(path):
            yield from _local(match, endings)
    if not matches or str(path) in matches:  # the latter is a link to nothing
        raise InputError(f"{path} does not exist: check the path")


def _is_clip(inside: PurePath, endings: frozenset[str]) -> bool:
    """Whether a path in a folder is that of a clip, neither hidden nor thrown away.

    macOS keeps notes in hidden files `._clip.mp4`, and systems keep deleted files in `.Trash`.
    """
    parts = [part.lower() for part in inside.parts]
    shown = not any(part.startswith(".") or part in _NOT_CLIPS for part in parts)
    return shown and inside.suffix.lower() in endings


def _remote(address: str, endings: frozenset[str]) -> Iterator[str]:
    system, inside = _system_of(address)
    try:
        # Of a page on the web a question mark asks for a token, and not for any letter.
        is_magic = glob.has_magic(inside.partition("?")[0] if "://" in inside else inside)
        matches = system.glob(inside) if is_magic else [inside]
        for match in matches:
            if not system.isdir(match):
                yield address if match == inside else system.unstrip_protocol(match)
                continue
            for file in system.find(match):
                if _is_clip(PurePosixPath(file.removeprefix(match)), endings):
                    yield system.unstrip_protocol(file)
    except Exception as error:  # each kind of store raises its own
        raise InputError(
            f"{address} cannot be listed ({_root_of(error)}): check the address"
        ) from error


def _system_of(address: str) -> tuple[Any, str]:
    """Return fsspec's file system for an address, and the path in it."""
    check_address(address)
    options = {"get_client": _web_client} if address.lower().startswith("http") else {}
    try:
        from fsspec.core import url_to_fs

        return url_to_fs(address, **options)  # type: ignore[no-any-return]
    except ImportError as error:
        raise UsageError(
            f"{address} needs a package that is missing ({error}): "
            "pip install 'formcheck[remote]' and what the store needs, such as s3fs"
        ) from error
    except ValueError as error:
        raise InputError(f"{address} cannot be used: {error}") from error


def _root_of(error: BaseException) -> BaseException:
    """Return the error that caused this one, directly or not; stores hide it."""
    while error.__cause__:
        error = error.__cause__
    return error


async def _web_client(**settings: Any) -> Any:
    """Return a client that connects to no machine's own services, wherever it is sent."""
    import aiohttp

    connector = aiohttp.TCPConnector(socket_factory=_socket)
    return aiohttp.ClientSession(connector=connector, **settings)


def _socket(address: tuple[Any, ...]) -> socket.socket:
    """Return a socket for an address as `getaddrinfo` gives it."""
    family, kind, protocol, _, target = address
    ip = ipaddress.ip_address(target[0].partition("%")[0])
    ip = getattr(ip, "ipv4_mapped", None) or ip
    if ip.is_link_local or ip in _METADATA:
        raise OSError(f"{ip} is for this computer's network itself, and no place for clips")
    return socket.socket(family, kind, protocol)
