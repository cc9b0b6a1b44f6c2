"""Names in words."""

from formcheck.words.language import Sentences, marked, text

#: A side of the body, such as `left side`.
on_side = Sentences(left=marked("left side"), right=marked("right side"))


def name_of_id(name: str) -> str:
    """An id in words, such as `hip sag`; extraction reads the ids of the data."""
    return text(name.replace("_", " "))


def capital(words: str) -> str:
    """The words with a capital letter at the beginning."""
    return words[:1].upper() + words[1:]
