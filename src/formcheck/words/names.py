"""Names in words."""

from typing import Final

from formcheck.words.language import _, marked, text

_SIDES: Final = {"left": marked("left side"), "right": marked("right side")}


def name_of_id(name: str) -> str:
    """An id in words, such as `hip sag`; extraction reads the ids of the data."""
    return text(name.replace("_", " "))


def capital(words: str) -> str:
    """The words with a capital letter at the beginning."""
    return words[:1].upper() + words[1:]


def on_side(side: str) -> str:
    """A side of the body, such as `left side`."""
    return _(_SIDES[side])
