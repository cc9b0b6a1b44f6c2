"""Tasks from the user's paths and manifests: each clip with its exercise and profile."""

from collections.abc import Iterable, Mapping
from os.path import realpath  # `Path.resolve` fails where a link leads to itself
from pathlib import Path

from formcheck.batch.expect import Expectation
from formcheck.batch.inputs import find_clips, is_address
from formcheck.batch.manifest import MANIFESTS, ManifestEntry, read_manifest
from formcheck.batch.score import Task
from formcheck.calibration import Profile, load_profile
from formcheck.exercises.catalogue import exercise_by_id
from formcheck.exercises.spec import Exercise
from formcheck.session import AUTO


def tasks_for(
    paths: Iterable[str],
    exercise: str | None,
    known: Mapping[str, Exercise],
    *,
    profile: str | None = None,
    expected: Mapping[Path, Expectation] | None = None,
    recordings: bool = False,
) -> list[Task]:
    """Return the tasks for all clips, sorted and without duplicates.

    The exercise of a clip is that of the manifest, else `exercise`, else the expected one; without
    any it is recognised. Its profile is that of the manifest, else `profile`.

    Args:
        paths: files, folders, globs, addresses and manifests.
        exercise: id, or `auto`.
        known: exercises by id.
        profile: name or path of a profile.
        expected: the truth about each clip, by its absolute path.
        recordings: search folders for Recordings in place of videos.

    Raises:
        InputError: a path does not exist, a manifest or a profile is wrong, or there is no clip.
        UsageError: there is no such exercise.
    """
    entries: list[ManifestEntry] = []
    others: list[str] = []
    for path in paths:
        if Path(path).suffix.lower() in MANIFESTS and not is_address(path):
            entries += read_manifest(Path(path))
        else:
            others.append(path)
    if others or not entries:
        named = {entry.clip for entry in entries}
        clips = find_clips(others, recordings=recordings)
        entries += [ManifestEntry(clip=clip) for clip in clips if clip not in named]
    profiles: dict[str, Profile] = {}
    tasks: dict[tuple[str, ...], Task] = {}
    for entry in entries:
        truth = None
        if expected and not is_address(entry.clip):
            truth = expected.get(Path(realpath(entry.clip)))
        exercise_id = entry.exercise or exercise or (truth.exercise if truth else AUTO)
        if exercise_id != AUTO:
            exercise_by_id(exercise_id, known)
        profile_name = entry.profile or profile or ""
        if profile_name and profile_name not in profiles:
            profiles[profile_name] = load_profile(profile_name)
        labels = ";".join(entry.labels)
        task = Task(entry.clip, exercise_id, profiles.get(profile_name), labels, truth)
        tasks.setdefault(task.order, task)
    return [tasks[order] for order in sorted(tasks)]
