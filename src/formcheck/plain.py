"""Text from outside, made harmless: for the terminal, for pages, for tables, for other people."""

import re
from typing import Final, TypeVar
from urllib.parse import quote

# Control characters but the line break; marks that turn the direction of text; bytes of a file's
# name that are not UTF-8; what XML cannot hold.
_UNSAFE: Final = re.compile(
    "[\0-\x09\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff\ufffe\uffff]"
)
# At the start of a cell. A semicolon ends a cell, too, where the comma is the decimal point.
_FORMULA: Final = re.compile(r"(^|;)(?=\s*[=+\-@])")

# An address in a text, even if a path has taken one of its slashes; and a login without a scheme.
_ADDRESS: Final = re.compile(r"\b([a-z][a-z0-9+.-]+:/{1,3})([^\s\"'<>]+)", re.IGNORECASE)
_LOGIN: Final = re.compile(r"(?<![^\s\"'(<])[\w.-]+:(?![/\\])\S*@(?=\w)")
# Parts of a query that say which picture is wanted; any other may be a password or a token.
_HARMLESS: Final = re.compile(
    r"(id|v|t|ch|channel|stream|subtype|camera|cam|index|width|height|size|resolution|fps|quality"
    r"|format|file|name|video|start|end)=[^=]*",
    re.IGNORECASE,
)
# Some cameras take the login as a part of the path.
_SECRET: Final = re.compile(
    r"\w*(user|login|pass|pwd|psw|pw|secret|token|key|auth|sig)\w*=", re.IGNORECASE
)
_HIDDEN: Final = "\N{HORIZONTAL ELLIPSIS}"

_Value = TypeVar("_Value")


def address_for_people(address: str) -> str:
    """Return an address as other people may read it: without names, passwords and tokens."""
    return without_secrets(re.sub(r"[\s\"'<>]", lambda mark: quote(mark[0]), address))


def without_secrets(text: str) -> str:
    """Return a text with its addresses as other people may read them."""
    return _LOGIN.sub("", _ADDRESS.sub(_public, text))


def _public(address: re.Match[str]) -> str:
    scheme, rest = address.groups()
    host = re.split("[/?#]", rest, maxsplit=1)[0]
    if "@" in host or ":" in host:  # a password may hold each of these marks, too
        has_port = re.fullmatch(r"[^:@]+:\d{1,5}", host)
        login, at, _ = (rest.partition("?")[0] if has_port else rest).rpartition("@")
        rest = rest[len(login + at) :]
    path = re.split("[?#]", rest, maxsplit=1)[0]
    query = rest[len(path) :]
    shown = [_shown(part, not _SECRET.match(part)) for part in re.split("([/&;])", path)]
    shown += [_shown(part, _HARMLESS.fullmatch(part)) for part in re.split("([&;?#])", query)]
    return scheme + "".join(shown)


def _shown(part: str, is_harmless: object) -> str:
    if is_harmless or len(part) < 2:
        return part
    name, equals, _ = part.partition("=")
    return f"{name}{equals}{_HIDDEN}" if equals else _HIDDEN


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
