"""Reading TOML files and checking them; a mistake is one line: the file, the key, the reason."""

import re
import tomllib
from collections.abc import Mapping
from importlib.resources.abc import Traversable
from typing import Annotated, Any, Final, TypeVar

from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Field,
    PositiveFloat,
    TypeAdapter,
    ValidationError,
)

from formcheck.errors import InputError

#: Larger files are a mistake; a table of half a million clips is smaller.
LARGEST_MIB: Final = 64

_Form = TypeVar("_Form")
#: Reasons that pydantic words for programmers.
_REASONS: Final = {
    "extra_forbidden": "there is no such key: remove it, or check its spelling",
    "missing": "this key is missing: add it",
}

# Control characters but the line break, marks that turn the direction of text, and characters that
# no file in UTF-8 or XML can hold.
_UNSAFE: Final = re.compile(
    "[\0-\x09\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff\ufffe\uffff]"
)


def harmless(text: str) -> str:
    """The text with a question mark in a box for each character that steers a terminal or hides.

    The line breaks stay.
    """
    return _UNSAFE.sub("\N{REPLACEMENT CHARACTER}", text)


def plain(text: str) -> str:
    """The text in one line, as harmless as `harmless` makes it."""
    return harmless(" ".join(text.split("\n")))


#: A text from outside that is shown.
Plain = Annotated[str, AfterValidator(plain)]
Seconds = PositiveFloat
Words = Annotated[str, Field(min_length=1)]


class Strict(BaseModel):
    """The base of everything that is read from a file or written to one: no unknown key."""

    model_config = ConfigDict(extra="forbid", frozen=True)


def read_toml(file: Traversable, form: type[_Form]) -> _Form:
    """Read a TOML file.

    Args:
        file: on disk or in a package.
        form: what it must be: a pydantic model, or a type made of models.

    Raises:
        InputError: the file cannot be read, is no TOML, or is not of that form.
    """
    return checked(read_table(file), form, file)


def read_table(file: Traversable) -> dict[str, Any]:
    """Read a TOML file without a look at what it says.

    Args:
        file: on disk or in a package.

    Raises:
        InputError: the file cannot be read, or is no TOML.
    """
    text = read_text(file)
    try:
        return tomllib.loads(text)
    except RecursionError as error:
        raise InputError(
            f"{file} is nested too deeply: take out brackets within brackets"
        ) from error
    except ValueError as error:  # a number of thousands of digits is no TOMLDecodeError
        raise InputError(f"{file} is not valid TOML: {_one_line(str(error))}") from error


def read_text(file: Traversable) -> str:
    """Read a text file in UTF-8, with or without a byte-order mark.

    Args:
        file: on disk or in a package.

    Raises:
        InputError: the file cannot be read, is too large, or is not UTF-8.
    """
    largest = LARGEST_MIB << 20
    try:
        with file.open("rb") as opened:
            content = opened.read(largest + 1)
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        raise InputError(f"{file} cannot be read ({reason}): check the path") from error
    if len(content) > largest:
        raise InputError(f"{file} is larger than {LARGEST_MIB} MiB: check the path")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise InputError(f"{file} is not UTF-8 text (line {line}): save it as UTF-8") from error


def checked(content: Mapping[str, Any], form: type[_Form], file: object) -> _Form:
    """Turn what a file says into its form.

    Args:
        content: of the file.
        form: a pydantic model, or a type made of models.
        file: its name, for messages.

    Raises:
        InputError: it is not of that form; the message names the file, the key and the reason.
    """
    try:
        return TypeAdapter(form).validate_python(content)
    except ValidationError as error:
        raise InputError(f"{file}: {_complaint(error)}") from error


def _complaint(error: ValidationError) -> str:
    """The first mistake in one line; entries of a list count from 1: `steps 2.reps: ...`."""
    first = error.errors(include_url=False)[0]
    key = ""
    for part in first["loc"]:
        key += f" {part + 1}" if isinstance(part, int) else f".{part}"
    if first["type"] == "value_error":
        reason = str(first["ctx"]["error"])
    else:
        reason = _REASONS.get(first["type"]) or first["msg"].removeprefix("Input ")
    return _one_line(": ".join(filter(None, (key.lstrip(". "), reason))))


def _one_line(text: str) -> str:
    return " ".join(text.split())
