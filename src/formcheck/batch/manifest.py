"""Manifests: tables of clips with what is done in each."""

import csv
import io
from pathlib import Path
from typing import Annotated, Any, Final

from pydantic import BeforeValidator, Field

from formcheck.batch.inputs import is_address
from formcheck.errors import InputError
from formcheck.settings import Strict, checked, read_table, read_text

MANIFESTS: Final = frozenset((".csv", ".toml"))


def _split(value: Any) -> Any:
    """In CSV, several labels stand in one cell."""
    if isinstance(value, str):
        return [label.strip() for label in value.split(";") if label.strip()]
    return value


class Entry(Strict):
    """One clip of a manifest; what is empty is not said.

    Attributes:
        clip: path, relative to the manifest, or address.
        exercise: id of what is done, or `auto`.
        profile: of the person and the camera: a name, or a file ending in .toml, relative to the
            manifest.
        labels: anything that is to stand in the table; semicolons separate them in CSV.
    """

    clip: str = Field(min_length=1)
    exercise: str = ""
    profile: str = ""
    labels: Annotated[tuple[str, ...], BeforeValidator(_split)] = ()


def read_manifest(path: Path) -> list[Entry]:
    """Read a manifest: CSV with a header, or TOML with a table `[[clips]]` for each clip.

    Raises:
        InputError: the file is missing or something in it is wrong.
    """
    is_toml = path.suffix.lower() == ".toml"
    content = read_table(path) if is_toml else _read_csv(read_text(path))
    entries = checked(content, dict[str, list[Entry]], path)
    if set(entries) != {"clips"} or not entries["clips"]:
        raise InputError(f"{path} names no clip: give each a line, or in TOML a table [[clips]]")
    return [_beside(path, entry) for entry in entries["clips"]]


def _read_csv(text: str) -> dict[str, Any]:
    rows = csv.DictReader(
        io.StringIO(text, newline=""), restkey="(beyond the headings)", restval=""
    )
    return {"clips": list(rows)}


def _beside(manifest: Path, entry: Entry) -> Entry:
    """Paths in a manifest are relative to it."""
    beside = {}
    if not is_address(entry.clip):
        beside["clip"] = str(manifest.parent / entry.clip)
    if entry.profile.endswith(".toml"):
        beside["profile"] = str(manifest.parent / entry.profile)
    return entry.model_copy(update=beside)
