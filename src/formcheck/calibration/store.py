"""Profiles on disk: one TOML file each, in the user's data folder."""

from pathlib import Path

from pydantic import TypeAdapter, ValidationError

from formcheck.calibration.profile import VERSION, Name, Profile
from formcheck.errors import InputError, UsageError
from formcheck.files import data_folder, write_atomically
from formcheck.settings import checked, read_table

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
        content = read_table(path)
    except InputError as error:
        if not isinstance(error.__cause__, FileNotFoundError):
            raise
        raise InputError(
            f"there is no profile {name} ({path}): `formcheck calibrate` makes one"
        ) from error
    version = content.get("version")
    if version != VERSION:
        is_number = isinstance(version, int) and 0 <= version < 1000
        stated = f"is of version {version}" if is_number else "says no version"
        raise InputError(
            f"{path} {stated}, this formcheck reads version {VERSION}: calibrate again"
        )
    return checked(content, Profile, path)


def save_profile(profile: Profile, path: Path) -> None:
    """Write a profile whole or not at all.

    Raises:
        InputError: the folder cannot be written to.
    """
    with write_atomically(path) as file:
        file.write(profile.to_toml().encode())
