"""Text from outside, made harmless: for the terminal, for pages, for tables."""

import re
from typing import Final, TypeVar

# Control characters but the line break; marks that turn the direction of text; bytes of a file's
# name that are not UTF-8; what XML cannot hold.
_UNSAFE: Final = re.compile(
    "[\0-\x09\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff\ufffe\uffff]"
)
# At the start of a cell. A semicolon ends a cell, too, where the comma is the decimal point.
_FORMULA: Final = re.compile(r"(^|;)(?=\s*[=+\-@])")

_Value = TypeVar("_Value")


def plain(text: str) -> str:
    """Return the text with U+FFFD for each character that steers a terminal or hides something."""
    return _UNSAFE.sub("\N{REPLACEMENT CHARACTER}", text)


def one_line(text: str) -> str:
    """Return the same in one line."""
    return plain(" ".join(text.expandtabs(1).splitlines()))


def cell(value: _Value) -> _Value | str:
    """Return a value as a CSV file may hold it: no spreadsheet takes a text for a formula."""
    if not isinstance(value, str):
        return value
    return _FORMULA.sub(r"\1'", one_line(value))
