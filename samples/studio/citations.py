"""The tables of the product with the sources that they name, and the links to these sources."""

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from importlib.resources import files
from typing import Any

from formcheck.exercises.sources import NUMBER, titled, titles


@dataclass(frozen=True, slots=True)
class Entry:
    """One table of a TOML file that says where it comes from.

    Attributes:
        name: its place in the file.
        values: what it says.
        sources: where that comes from.
    """

    name: str
    values: str
    sources: str


def entries(table: str) -> list[Entry]:
    """Everything in a table of `formcheck` that says where it comes from."""
    file = files("formcheck").joinpath(f"{table}.toml")
    return list(_entries(tomllib.loads(file.read_text(encoding="utf-8")), ""))


def resolved(words: str, page: str = "", numbers: re.Pattern[str] = NUMBER) -> str:
    """A text with its sources' titles, linked to what they are.

    Args:
        words: with numbers and letters of sources.
        page: where the sources stand, as seen from the page of the text; this one if empty.
        numbers: what a number of a source looks like.
    """
    return titled(words, lambda number: link(number, page), numbers)


def link(number: str, page: str) -> str:
    """The title of a source, linked to what it is."""
    return f"[{titles()[number]}]({page}#{number.lower()})"


def _entries(table: Mapping[str, Any], name: str) -> Iterator[Entry]:
    """The table itself, then those in it that have sources of their own."""
    inner = {key: value for key, value in table.items() if _has_source(value)}
    plain = {key: value for key, value in table.items() if key not in inner and key != "id"}
    sources = {key: plain.pop(key) for key in list(plain) if key.endswith("source")}
    if plain and name:
        values = "; ".join(f"`{key}` {_value(value)}" for key, value in plain.items())
        yield Entry(name, values, "; ".join(_source(*item) for item in sources.items()) or "-")
    for key, value in inner.items():
        for number, one in enumerate([value] if isinstance(value, dict) else value, start=1):
            place = f"{key} {number}" if isinstance(value, list) else key
            label = one.get("id") or one.get("exercise") or one.get("test")
            place = f"{place} ({label})" if isinstance(value, list) and label else place
            yield from _entries(one, f"{name}, {place}" if name else place)


def _has_source(value: object) -> bool:
    """Whether a table, or one of several, says where it comes from."""
    if isinstance(value, list):
        return any(_has_source(one) for one in value)
    if not isinstance(value, dict):
        return False
    return any(key.endswith("source") or _has_source(one) for key, one in value.items())


def _source(key: str, words: str) -> str:
    about = key.removesuffix("source").rstrip("_")
    return f"`{about}`: {words}" if about else words


def _value(value: object) -> str:
    match value:
        case bool():
            return "yes" if value else "no"
        case dict():
            return ", ".join(f"{key} {_value(one)}" for key, one in value.items())
        case list():
            words = [_value(one) for one in value]
            if all(one.endswith(".") for one in words):
                return " ".join(words)
            return ("; " if any(isinstance(one, dict) for one in value) else ", ").join(words)
        case float():
            return f"{value:g}"
        case _:
            return str(value)
