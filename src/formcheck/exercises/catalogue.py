"""Reading the exercise files; a mistake in one is named with the file, the key and why."""

import tomllib
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable

from pydantic import ValidationError

from formcheck.errors import InputError, UsageError
from formcheck.exercises.spec import Exercise


def parse(text: str, name: str) -> Exercise:
    """Read one exercise file.

    Args:
        text: TOML.
        name: of the file, for messages.

    Raises:
        InputError: the text is no valid exercise; the message names the file, the key and why.
    """
    try:
        return Exercise.model_validate(tomllib.loads(text))
    except tomllib.TOMLDecodeError as error:
        raise InputError(f"{name} is not valid TOML: {error}") from error
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        key = ".".join(str(part) for part in first["loc"]) or "exercise"
        raise InputError(f"{name}: {key}: {first['msg'].removeprefix('Value error, ')}") from error


@cache
def catalogue() -> dict[str, Exercise]:
    """Every exercise that comes with formcheck, by id."""
    folder: Traversable = files("formcheck.exercises") / "catalogue"
    found = {}
    for file in sorted(folder.iterdir(), key=lambda entry: entry.name):
        if file.name.endswith(".toml"):
            exercise = parse(file.read_text(encoding="utf-8"), file.name)
            found[exercise.id] = exercise
    return found


def exercise_by_id(exercise_id: str) -> Exercise:
    """Look an exercise up.

    Raises:
        UsageError: there is none of that id.
    """
    try:
        return catalogue()[exercise_id]
    except KeyError as error:
        known = ", ".join(catalogue())
        raise UsageError(f"unknown exercise {exercise_id!r}: choose one of {known}") from error
