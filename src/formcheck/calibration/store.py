"""Profiles on disk: one TOML file each, in the user's data folder."""

import tomllib
from pathlib import Path

from pydantic import TypeAdapter, ValidationError

from formcheck.calibration.profile import VERSION, Name, Profile
from formcheck.errors import InputError, UsageError
from formcheck.files import data_folder, write_atomically

_SUFFIX = ".toml"


def profile_path(name: str) -> Path:
    """Return the path of the user's own profile of that name. It may not exist yet."""
    return data_folder() / "profiles" / f"{name}{_SUFFIX}"


def check_name(name: str) -> None:
    """Check that a text can be the name of a profile.

    Raises:
        UsageError: it contains characters that may not stand in a name.
    """
    try:
        TypeAdapter(Name).validate_python(name)
    except ValidationError as error:
        raise UsageError(
            f"{name!r} cannot be the name of a profile: use letters, digits, spaces, - and _"
        ) from error


def load_profile(name: str | Path) -> Profile:
    """Return the profile in a file.

    Args:
        name: a path, or the name of one of the user's own profiles.

    Raises:
        InputError: it is missing, damaged or of a newer format, or a value is not plausible.
    """
    path = Path(name)
    if path.suffix != _SUFFIX and path.parent == Path() and not path.exists():
        path = profile_path(str(name))
    try:
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError as error:
        raise InputError(
            f"there is no profile {name} ({path}): `formcheck calibrate` makes one"
        ) from error
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(f"{path} cannot be read as a profile: check the path") from error
    return _parse(text, path)


def save_profile(profile: Profile, path: Path) -> None:
    """Write a profile whole or not at all.

    Raises:
        InputError: the folder cannot be written to.
    """
    with write_atomically(path) as file:
        file.write(profile.to_toml().encode())


def _parse(text: str, path: Path) -> Profile:
    remedy = "mend it or calibrate again"
    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise InputError(f"{path} is not a profile ({error}): {remedy}") from error
    version = data.get("version")
    if version != VERSION:
        stated = "says no version" if version is None else f"is of version {version}"
        raise InputError(
            f"{path} {stated}, this formcheck reads version {VERSION}: calibrate again"
        )
    try:
        return Profile.model_validate(data)
    except ValidationError as error:
        first = error.errors()[0]
        key = ".".join(str(part) for part in first["loc"])
        message = first["msg"].removeprefix("Value error, ")
        raise InputError(f"{path}: {key}: {message}; {remedy}") from error
