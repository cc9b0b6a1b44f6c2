"""Reading TOML files and checking them; a mistake is one line: the file, the key, the reason."""

import re
import tomllib
from collections.abc import Mapping
from importlib.resources.abc import Traversable
from pathlib import Path
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
from formcheck.files import check_file
from formcheck.plain import one_line, plain

#: Larger text files are a mistake; a table of half a million clips is smaller.
LARGEST_MIB: Final = 64
#: A larger TOML file would take half a minute.
LARGEST_TOML_MIB: Final = 1
# A key of more parts than any of ours. The time and memory of a key grow with the square of them.
_LONG_KEY: Final = re.compile(
    r"""(?<![\w-])(?:(?:[\w-]++|"[^"\n]*+"|'[^'\n]*+')[ \t]*+\.[ \t]*+){16}"""
)
_ID: Final = re.compile("[a-z0-9_]{1,60}")

_Form = TypeVar("_Form")
#: Reasons that pydantic words for programmers.
_REASONS: Final = {
    "extra_forbidden": "there is no such key: remove it, or check its spelling",
    "missing": "this key is missing: add it",
}


def _id(text: str) -> str:
    if not _ID.fullmatch(text):
        raise ValueError("use the letters a to z, digits and _, at most 60 of them")
    return text


def _path(text: str) -> str:
    if not text or "\0" in text:
        raise ValueError("no file can have this name: give its path")
    return text


#: An id that a user makes up. It becomes part of file names.
Id = Annotated[str, AfterValidator(_id)]
#: A path or an address; it may hold bytes that are not UTF-8.
PathText = Annotated[str, AfterValidator(_path)]
#: A text from outside that is shown.
Plain = Annotated[str, AfterValidator(one_line)]
Seconds = PositiveFloat
Words = Annotated[str, Field(min_length=1), AfterValidator(plain)]


class Strict(BaseModel):
    """The base of everything that is read from a file or written to one: no unknown key."""

    model_config = ConfigDict(extra="forbid", frozen=True, allow_inf_nan=False)


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
    text = read_text(file, LARGEST_TOML_MIB)
    if match := _LONG_KEY.search(text):
        line = text.count("\n", 0, match.start()) + 1
        raise InputError(f"{file} has a key of too many parts (line {line}): shorten it")
    try:
        return tomllib.loads(text)
    except RecursionError as error:
        raise InputError(
            f"{file} is nested too deeply: take out brackets within brackets"
        ) from error
    except tomllib.TOMLDecodeError as error:
        raise InputError(f"{file} is not valid TOML: {one_line(str(error))}") from error
    except ValueError as error:  # more than 4300 digits
        raise InputError(f"{file} is not valid TOML: a number is too long") from error


def read_text(file: Traversable, largest_mib: int = LARGEST_MIB) -> str:
    """Read a text file in UTF-8, with or without a byte-order mark.

    Args:
        file: on disk or in a package.
        largest_mib: size of the largest file that is read.

    Raises:
        InputError: the file cannot be read, is too large, or is not UTF-8.
    """
    largest = largest_mib << 20
    if isinstance(file, Path):
        check_file(file)
    try:
        with file.open("rb") as opened:
            content = opened.read(largest + 1)
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        raise InputError(f"{file} cannot be read ({reason}): check the path") from error
    if len(content) > largest:
        raise InputError(f"{file} is larger than {largest_mib} MiB: check the path")
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise InputError(f"{file} is not UTF-8 text (line {line}): save it as UTF-8") from error
    if "\0" in text:
        line = text.count("\n", 0, text.index("\0")) + 1
        raise InputError(f"{file} is not text (a NUL in line {line}): save it as UTF-8")
    return text


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
    return one_line(": ".join(filter(None, (key.lstrip(". "), reason))))
