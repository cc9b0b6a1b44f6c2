"""Finds the texts of TOML data files for Babel; `[tool.babel]` in pyproject.toml names the keys."""

import tomllib
from collections.abc import Iterator, Mapping
from typing import Any, BinaryIO


def texts(
    file: BinaryIO, _keywords: object, _comments: object, options: Mapping[str, Any]
) -> Iterator[tuple[int, None, str, list[str]]]:
    """Yields each text whose key is one of `options["keys"]`, and ids as words.

    Of a table or a list under such a key every string is a text. Ids stand under `options["ids"]`.
    """
    source = file.read().decode()
    data = tomllib.loads(source)
    messages = list(_texts(data, frozenset(options["keys"])))
    messages += [name.replace("_", " ") for name in _texts(data, frozenset(options.get("ids", ())))]
    for message in messages:
        line = source[: max(0, source.find(message))].count("\n") + 1
        yield line, None, message, []


def _texts(value: Any, keys: frozenset[str], *, wanted: bool = False) -> Iterator[str]:
    if isinstance(value, str):
        if wanted and value:
            yield value
    elif isinstance(value, dict):
        for key, part in value.items():
            yield from _texts(part, keys, wanted=wanted or key in keys)
    elif isinstance(value, list):
        for part in value:
            yield from _texts(part, keys, wanted=wanted)
