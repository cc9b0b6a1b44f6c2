"""The sources that the catalogue and the tables cite by number or letter (`sources.toml`)."""

import re
from collections.abc import Callable
from functools import cache
from importlib.resources import files
from typing import Final

from formcheck.settings import read_table

#: S stands for a source that was read, R for one from memory where LIT is before it.
NUMBER: Final = re.compile(r"\bS\d{1,2}b?\b|(?<=LIT )R\d|(?<=LIT\* )R\d")
LETTER: Final = re.compile(r"\b[Ss]ources? ([AB])(?: and ([AB]))?\b")


@cache
def titles() -> dict[str, str]:
    """The title of each source."""
    return read_table(files("formcheck.exercises") / "sources.toml")


def titled(
    words: str, title: Callable[[str], str] | None = None, numbers: re.Pattern[str] = NUMBER
) -> str:
    """A text with the titles of its sources in place of their numbers and letters."""
    named = title or (lambda number: titles().get(number, number))
    words = LETTER.sub(lambda found: " and ".join(map(named, filter(None, found.groups()))), words)
    return numbers.sub(lambda found: named(found[0]), words)
