"""Manifests: tables of clips with their exercises, profiles and labels."""

import csv
import io
from itertools import islice
from pathlib import Path
from typing import Annotated, Any, Final

from pydantic import AfterValidator, BeforeValidator

from formcheck.batch.inputs import check_address, is_address
from formcheck.errors import InputError
from formcheck.settings import PathText, Strict, checked, read_table, read_text

_MOST_CLIPS: Final = 500_000
_MOST_COLUMNS: Final = 100
MANIFESTS: Final = frozenset((".csv", ".toml"))


def _split(value: Any) -> Any:
    """Split the labels of a CSV cell."""
    if isinstance(value, str):
        return [label.strip() for label in value.split(";") if label.strip()]
    return value


def _readable(clip: str) -> str:
    if is_address(clip):
        try:
            check_address(clip)
        except InputError as error:
            raise ValueError(str(error)) from error
    return clip


class ManifestEntry(Strict):
    """One clip of a manifest; every field but the clip may be empty.

    Attributes:
        clip: path, relative to the manifest, or address.
        exercise: id of the exercise, or `auto`.
        profile: name of a profile, or path of a .toml file, relative to the manifest.
        labels: any texts for the table; semicolons separate them in CSV.
    """

    clip: Annotated[PathText, AfterValidator(_readable)]
    exercise: str = ""
    profile: str = ""
    labels: Annotated[tuple[str, ...], BeforeValidator(_split)] = ()


def read_manifest(path: Path) -> list[ManifestEntry]:
    """Return the clips of a manifest: CSV with a header, or TOML with a table `[[clips]]` for each.

    Raises:
        InputError: the file is missing or something in it is wrong.
    """
    is_toml = path.suffix.lower() == ".toml"
    content = read_table(path) if is_toml else _read_csv(path)
    entries = checked(content, dict[str, list[ManifestEntry]], path)
    if set(entries) != {"clips"} or not entries["clips"]:
        raise InputError(f"{path} names no clip: give each a line, or in TOML a table [[clips]]")
    return [_beside(path, entry) for entry in entries["clips"]]


def _read_csv(path: Path) -> dict[str, Any]:
    text = read_text(path)
    rows = csv.DictReader(
        io.StringIO(text, newline=""), restkey="(beyond the headings)", restval=""
    )
    try:
        if len(rows.fieldnames or ()) > _MOST_COLUMNS:
            raise InputError(f"{path} has more than {_MOST_COLUMNS} columns: save it as CSV")
        clips = list(islice(rows, _MOST_CLIPS + 1))
    except csv.Error as error:
        raise InputError(
            f"{path} is not a table ({error}, after line {rows.line_num}): save it as CSV"
        ) from error
    if len(clips) > _MOST_CLIPS:
        raise InputError(f"{path} names more than {_MOST_CLIPS} clips: split it")
    return {"clips": clips}


def _beside(manifest: Path, entry: ManifestEntry) -> ManifestEntry:
    """Return the entry with its paths resolved from the folder of the manifest."""
    paths = {}
    if not is_address(entry.clip):
        paths["clip"] = str(manifest.parent / entry.clip)
    if entry.profile.endswith(".toml"):
        paths["profile"] = str(manifest.parent / entry.profile)
    return entry.model_copy(update=paths)
