"""Reading the exercise files; a mistake in one is named with the file, the key and why.

A user's own folder adds exercises to those that come with formcheck; it changes none of them.
"""

import hashlib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path

from formcheck.errors import InputError, UsageError
from formcheck.exercises.spec import Exercise, Foreign
from formcheck.settings import read_toml


@cache
def catalogue() -> dict[str, Exercise]:
    """Every exercise that comes with formcheck, by id."""
    return _read(files("formcheck.exercises") / "catalogue", {})


@cache
def foreign() -> tuple[Foreign, ...]:
    """Movements outside the catalogue that come near one of its exercises."""
    file = files("formcheck.exercises") / "foreign.toml"
    return tuple(read_toml(file, dict[str, list[Foreign]])["movements"])


def catalogue_with(folder: Path | None) -> dict[str, Exercise]:
    """Every exercise that comes with formcheck, and those of a user's own folder, if any.

    Raises:
        InputError: the folder or a file cannot be used; the message names the file, the key and
            why. An id that formcheck has already is refused, and so is a step of a ladder or a
            warm-up that does not exist.
    """
    if folder is None:
        return catalogue()
    if not folder.is_dir():
        raise InputError(f"{folder} is not a folder: give one that holds exercise files")
    own = _read(folder, catalogue())
    if not own:
        raise InputError(f"{folder} holds no exercise: put a .toml file into it")
    return {**catalogue(), **own}


def exercise_by_id(exercise_id: str, known: Mapping[str, Exercise] | None = None) -> Exercise:
    """Return the exercise of an id, by default of formcheck's own catalogue.

    Raises:
        UsageError: there is none of that id.
    """
    known = known or catalogue()
    try:
        return known[exercise_id]
    except KeyError as error:
        names = ", ".join(known)
        raise UsageError(f"unknown exercise {exercise_id!r}: choose one of {names}") from error


def catalogue_sha256(known: Mapping[str, Exercise]) -> str:
    """SHA-256 of exercises: the same for the same exercises with the same limits."""
    digest = hashlib.sha256()
    for _, exercise in sorted(known.items()):
        digest.update(exercise.model_dump_json().encode())
    return digest.hexdigest()


def _read(folder: Traversable, others: Mapping[str, Exercise]) -> dict[str, Exercise]:
    """Read the exercises of a folder, which may refer to each other and to the `others`."""
    exercises: dict[str, Exercise] = {}
    named: dict[str, str] = {}
    for file in sorted(folder.iterdir(), key=lambda entry: entry.name):
        if not file.name.endswith(".toml"):
            continue
        exercise = read_toml(file, Exercise)
        if exercise.id in others or exercise.id in exercises:
            owner = named.get(exercise.id, "formcheck")
            raise InputError(
                f"{file.name}: id: {owner} has an exercise {exercise.id!r} already: choose another"
            )
        exercises[exercise.id], named[exercise.id] = exercise, file.name
    for exercise in exercises.values():
        for key, other in _references(exercise):
            if other not in exercises and other not in others:
                raise InputError(f"{named[exercise.id]}: {key}: there is no exercise {other!r}")
    return exercises


def _references(exercise: Exercise) -> list[tuple[str, str]]:
    """Other exercises that one names, and the keys that name them."""
    ladder = exercise.ladder
    steps = {
        "easier": ladder.easier,
        "after_failure": ladder.after_failure,
        "harder": ladder.harder,
    }
    rungs = [(f"ladder.{key}", step) for key, step in steps.items() if step]
    sets = exercise.recognition.part_of if exercise.recognition else ()
    rungs += [("recognition.part_of", name) for name in sets]
    return rungs + [
        (f"faults.{fault.id}.warm_ups", name)
        for fault in exercise.faults
        for name in fault.warm_ups
    ]
