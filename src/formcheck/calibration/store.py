"""Profiles on disk: the user's own lie in the user's data folder, one TOML file each."""

import tomllib
from pathlib import Path

from pydantic import TypeAdapter, ValidationError

from formcheck.calibration.profile import VERSION, Name, Profile
from formcheck.errors import InputError, UsageError
from formcheck.files import data_folder, write_atomically

_SUFFIX = ".toml"


def profile_path(name: str) -> Path:
    """Where the user's own profile of that name lies, or would lie."""
    return data_folder() / "profiles" / f"{name}{_SUFFIX}"


def check_name(name: str) -> None:
    """Refuse what cannot be the name of a profile.

    Raises:
        UsageError: it has other signs in it than may stand in a name.
    """
    try:
        TypeAdapter(Name).validate_python(name)
    except ValidationError as error:
        raise UsageError(
            f"{name!r} cannot be the name of a profile: take letters, digits, spaces, - and _"
        ) from error


def load_profile(name: str | Path) -> Profile:
    """Read a profile.

    Args:
        name: a path, or the name of one of the user's own profiles.

    Raises:
        InputError: there is none, it is damaged or of a newer form, or a value is not plausible.
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
    """Write a profile; a file under the final name is always complete.

    Raises:
        InputError: the folder cannot be written to.
    """
    with write_atomically(path) as file:
        file.write(profile.to_toml().encode())


def _parse(text: str, path: Path) -> Profile:
    again = "mend it or calibrate again"
    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise InputError(f"{path} is not a profile ({error}): {again}") from error
    version = data.get("version")
    if version != VERSION:
        said = "says no version" if version is None else f"is of version {version}"
        raise InputError(f"{path} {said}, this formcheck reads version {VERSION}: calibrate again")
    try:
        return Profile.model_validate(data)
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"])
        what = first["msg"].removeprefix("Value error, ")
        raise InputError(f"{path}: {where}: {what}; {again}") from error
