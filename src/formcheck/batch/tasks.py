"""From what the user names to the clips that are to be judged, each with its exercise."""

from collections.abc import Iterable, Mapping
from pathlib import Path

from formcheck.batch.expect import Expectation
from formcheck.batch.inputs import find_clips, is_address
from formcheck.batch.manifest import MANIFESTS, Entry, read_manifest
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
    """Put together what is to be judged, sorted by clip; a clip named twice is judged once.

    What is done in a clip is said by the manifest, else by `exercise`, else by what is expected;
    if nobody says it, it is recognised. Its profile is that of the manifest, else `profile`.

    Args:
        paths: files, folders, globs, addresses and manifests.
        exercise: id, or `auto`.
        known: exercises by id.
        profile: name or path of a profile.
        expected: what is true of each clip, by its absolute path.
        recordings: folders hold Recordings in place of videos.

    Raises:
        InputError: a path does not exist, a manifest or a profile is wrong, or there is no clip.
        UsageError: there is no such exercise.
    """
    entries: list[Entry] = []
    others: list[str] = []
    for path in paths:
        if Path(path).suffix.lower() in MANIFESTS and not is_address(path):
            entries += read_manifest(Path(path))
        else:
            others.append(path)
    if others or not entries:
        named = {entry.clip for entry in entries}
        found = find_clips(others, recordings=recordings)
        entries += [Entry(clip=clip) for clip in found if clip not in named]
    profiles: dict[str, Profile] = {}
    tasks: dict[tuple[str, ...], Task] = {}
    for entry in entries:
        wanted = (
            None if is_address(entry.clip) else (expected or {}).get(Path(entry.clip).resolve())
        )
        done = entry.exercise or exercise or (wanted.exercise if wanted else AUTO)
        if done != AUTO:
            exercise_by_id(done, known)
        own = entry.profile or profile or ""
        if own and own not in profiles:
            profiles[own] = load_profile(own)
        task = Task(entry.clip, done, profiles.get(own), ";".join(entry.labels), wanted)
        tasks.setdefault(task.order, task)
    return [tasks[order] for order in sorted(tasks)]
