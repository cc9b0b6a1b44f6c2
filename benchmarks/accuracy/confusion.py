"""What is recognised where nothing is declared: each true stretch, and what it was called."""

from collections import Counter
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np

from formcheck.exercises.catalogue import catalogue
from formcheck.pose.recording import Recording
from formcheck.result import SetResult
from formcheck.session import AUTO, Session

from .replay import Job, jobs
from .scenes import BLIND_VIEWS, Part
from .store import MODEL, recording_path, truth_path
from .tables import markdown, share
from .truth import Truth

#: A stretch that nothing was recognised in.
NOTHING: Final = "nothing"
#: From this yaw on an honest answer is that nothing was recognised.
SQUARE_YAW_DEG: Final = 20.0
_ON_THE_WAY: Final = ("enter", "leave", "between")


@dataclass(frozen=True)
class Naming:
    """One stretch of one thing that is done, and what it was called.

    Attributes:
        scene: name of the clip.
        true: what is done; not always an exercise of the catalogue.
        named: the exercise that most of it was recognised as, or `NOTHING`.
        square: whether it was filmed as a user is told to.
        refused: whether nothing was named, and the view was said not to be good enough.
        sets: how many sets were made of it.
    """

    scene: str
    true: str
    named: str
    square: bool
    refused: bool
    sets: int

    @property
    def right(self) -> bool:
        """Whether the name is right; of what is not in the catalogue, that there is none."""
        return self.named == (self.true if self.true in catalogue() else NOTHING)


def stretches(truth: Truth) -> list[tuple[str, float, float]]:
    """What is done from when to when: one motion, or several with a rest between them."""
    motions = [truth.scene.motion, *truth.scene.then]
    doing = ~np.isin(truth.phase, _ON_THE_WAY)
    edges = np.flatnonzero(np.diff(np.concatenate(([False], doing, [False])).astype(int)))
    runs = list(zip(edges[::2], edges[1::2] - 1, strict=True))
    if len(runs) != len(motions):
        raise ValueError(f"{truth.scene.name}: {len(runs)} stretches of {len(motions)} motions.")
    return [
        (motion.exercise, float(truth.times[start]), float(truth.times[end]))
        for motion, (start, end) in zip(motions, runs, strict=True)
    ]


def namings(job: Job) -> list[Naming]:
    """Recognise what is done in one Recording."""
    name = job.scene.name
    recording = Recording.load(recording_path(job.data, job.part, name, job.model))
    truth = Truth.load(truth_path(job.data, job.part, name))
    session = Session(job.declared)
    for pose in recording:
        session.feed(pose)
    record = session.finish()
    sets = record.sets
    blind = any(name.endswith(f"-{view}") for view in BLIND_VIEWS)
    square = not blind and abs(truth.scene.camera.yaw_deg) <= SQUARE_YAW_DEG
    found = []
    for exercise, start_s, end_s in stretches(truth):
        mine = [(_shared_s(one, start_s, end_s), one.exercise) for one in sets]
        mine = [pair for pair in mine if pair[0] > 0.0]
        named = max(mine)[1] if mine else NOTHING
        refused = not mine and not record.view.judgeable
        found.append(Naming(name, exercise, named, square, refused, len(mine)))
    return found


def name_all(data: Path, part: Part, names: tuple[str, ...] | None, processes: int) -> list[Naming]:
    """Recognise what is done in every clip of a part, or in those named."""
    todo = [job for job in jobs(data, part, names, lambda _: (AUTO,)) if job.model == MODEL]
    if processes == 1:
        return [naming for job in todo for naming in namings(job)]
    with ProcessPoolExecutor(processes) as pool:
        return [naming for mine in pool.map(namings, todo, chunksize=8) for naming in mine]


def right_share(found: list[Naming]) -> tuple[int, int, int]:
    """Sets of exercises filmed as a user is told to: named right, of how many, and refused."""
    mine = [naming for naming in found if naming.square and naming.true in catalogue()]
    return sum(n.right for n in mine), len(mine), sum(n.refused for n in mine)


def table(found: list[Naming]) -> str:
    """What each thing that is done was called, filmed as a user is told to."""
    rows = []
    for true in _order(found):
        mine = [naming for naming in found if naming.true == true and naming.square]
        wrong = Counter(naming.named for naming in mine if not naming.right)
        oblique = [naming for naming in found if naming.true == true and not naming.square]
        named = [naming for naming in oblique if naming.named != NOTHING]
        rows.append(
            [
                true,
                share(sum(naming.right for naming in mine), len(mine)),
                ", ".join(f"{name} {count}" for name, count in wrong.most_common()) or "-",
                str(sum(naming.sets > 1 for naming in mine)),
                share(len(oblique) - len(named), len(oblique)),
                share(sum(naming.right for naming in named), len(named)),
            ]
        )
    head = (
        "what is done", "named right", "called instead", "split into several sets",
        "oblique or blind: not named", "of the named ones right",
    )  # fmt: skip
    return markdown(head, rows)


def _order(found: list[Naming]) -> list[str]:
    """The catalogue first, in its order, then what is not in it."""
    done = dict.fromkeys(naming.true for naming in found)
    return [e for e in catalogue() if e in done] + [e for e in done if e not in catalogue()]


def _shared_s(one: SetResult, start_s: float, end_s: float) -> float:
    return min(one.end_s, end_s) - max(one.start_s, start_s)
