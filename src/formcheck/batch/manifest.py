"""Manifests: tables of clips with what is done in each."""

import csv
import io
import tomllib
from pathlib import Path
from typing import Annotated, Any, Final

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, TypeAdapter, ValidationError

from formcheck.batch.inputs import is_address
from formcheck.errors import InputError

MANIFESTS: Final = frozenset((".csv", ".toml"))


def _split(value: Any) -> Any:
    """In CSV, several labels stand in one cell."""
    if isinstance(value, str):
        return [label.strip() for label in value.split(";") if label.strip()]
    return value


class Entry(BaseModel):
    """One clip of a manifest; what is empty is not said.

    Attributes:
        clip: path, relative to the manifest, or address.
        exercise: id of what is done, or `auto`.
        profile: of the person and the camera: a name, or a file ending in .toml, relative to the
            manifest.
        labels: anything that is to stand in the table; semicolons separate them in CSV.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    clip: str = Field(min_length=1)
    exercise: str = ""
    profile: str = ""
    labels: Annotated[tuple[str, ...], BeforeValidator(_split)] = ()


def read_manifest(path: Path) -> list[Entry]:
    """Read a manifest: CSV with a header, or TOML with a table `[[clips]]` for each clip.

    Raises:
        InputError: the file is missing or something in it is wrong.
    """
    try:
        text = path.read_text(encoding="utf-8-sig")
        found = tomllib.loads(text) if path.suffix.lower() == ".toml" else _read_csv(text)
        entries = TypeAdapter(dict[str, list[Entry]]).validate_python(found)
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(f"{path} cannot be read ({error}): check the path") from error
    except tomllib.TOMLDecodeError as error:
        raise InputError(f"{path} is not valid TOML: {error}") from error
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        raise InputError(f"{path}: {_place(first['loc'])}: {first['msg']}") from error
    if set(entries) != {"clips"} or not entries["clips"]:
        raise InputError(f"{path} names no clip: give each a line, or in TOML a table [[clips]]")
    return [_beside(path, entry) for entry in entries["clips"]]


def _read_csv(text: str) -> dict[str, Any]:
    rows = csv.DictReader(
        io.StringIO(text, newline=""), restkey="(beyond the headings)", restval=""
    )
    return {"clips": list(rows)}


def _place(location: tuple[int | str, ...]) -> str:
    """Where a mistake is, counted as people do: `clip 3: exercise`."""
    match location:
        case ("clips", int(index), *inside):
            return ": ".join([f"clip {index + 1}", *map(str, inside[:1])])
        case _:
            return ".".join(map(str, location))


def _beside(manifest: Path, entry: Entry) -> Entry:
    """Paths in a manifest are relative to it."""
    beside = {}
    if not is_address(entry.clip):
        beside["clip"] = str(manifest.parent / entry.clip)
    if entry.profile.endswith(".toml"):
        beside["profile"] = str(manifest.parent / entry.profile)
    return entry.model_copy(update=beside)
