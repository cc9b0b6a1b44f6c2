"""Make the data of the benchmark again: film the scenes, find the landmarks, keep the truth.

    python -m benchmarks.accuracy.render [--clips DIR] [--jobs N]

Makes only what is missing in `benchmarks/accuracy/data`. A scene takes 10 to 60 seconds to film,
so all of them take hours. Filming needs the studio (`pip install .[studio]`); clips that are
already in DIR do not. With no DIR every clip is deleted once its landmarks are found.
"""

import argparse
import multiprocessing
import os
import tempfile
from concurrent.futures import Future, ProcessPoolExecutor, as_completed
from contextlib import ExitStack
from dataclasses import dataclass
from fnmatch import fnmatch
from pathlib import Path

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from formcheck import Outputs, analyze
from formcheck.pose.models import find
from samples.studio.scene import Scene

from .scenes import PARTS, Part, scenes
from .store import DATA, models_of, pack, recording_path, truth_path
from .truth import Truth

#: Something must be declared to an analysis; the Recording does not depend on it.
_ANY_EXERCISE = "plank"


@dataclass(frozen=True)
class Task:
    """One scene to be made.

    Attributes:
        part, scene: which.
        data: folder of the Recordings and truths.
        clips: folder of the clips, None for a temporary one.
        models: that are on this computer.
    """

    part: Part
    scene: Scene
    data: Path
    clips: Path | None
    models: tuple[str, ...]

    def missing(self) -> list[str]:
        """The models whose Recording is missing or is of another motion than the plan's."""
        truth = truth_path(self.data, self.part, self.scene.name)
        wanted = [model for model in models_of(self.scene) if model in self.models]
        if not truth.exists() or Truth.load(truth).scene.motion != self.scene.motion:
            return wanted
        return [model for model in wanted if not self._recording(model).exists()]

    def is_filmed(self) -> bool:
        """Whether the clip is there, and shows what the plan says."""
        if self.clips is None or not self._clip(self.clips).exists():
            return False
        truth = self._clip(self.clips).with_suffix(".truth.npz")
        return truth.exists() and Truth.from_studio(truth).scene.motion == self.scene.motion

    def make(self) -> None:
        """Film the scene if need be, and write its Recordings and its truth."""
        with ExitStack() as stack:
            clips = self.clips or Path(stack.enter_context(tempfile.TemporaryDirectory()))
            clip = self._clip(clips)
            if not self.is_filmed():
                _film(self.scene, clip)
            for model in self.missing():
                _record(clip, model, self._recording(model))
            # Last: a scene that has its truth is complete.
            truth = Truth.from_studio(clip.with_suffix(".truth.npz"))
            truth.save(truth_path(self.data, self.part, self.scene.name))

    def _clip(self, clips: Path) -> Path:
        return clips / self.part / f"{self.scene.name}.mp4"

    def _recording(self, model: str) -> Path:
        return recording_path(self.data, self.part, self.scene.name, model)


def _film(scene: Scene, clip: Path) -> None:
    """Film a scene; a clip under the final name is always complete."""
    from samples.studio.studio import film

    clip.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=clip.parent, prefix=".film-") as name:
        filmed = film(scene, Path(name))
        # The clip last: where there is a clip, there is its truth.
        for file in (filmed.with_suffix(".truth.npz"), filmed):
            file.replace(clip.parent / file.name)


def _record(clip: Path, model: str, recording: Path) -> None:
    """Find the landmarks of a clip as an analysis does, and keep the Recording."""
    recording.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=recording.parent, prefix=".record-") as name:
        folder = Path(name)
        analyze(clip, _ANY_EXERCISE, model=model, outputs=Outputs(folder, overlay=False))
        packed = folder / "packed.npz"
        pack(folder / "recording.npz", packed)
        packed.replace(recording)


def _make(task: Task) -> None:
    task.make()


def _prepare() -> None:
    """Keep a process to its own core: there is one for each."""
    for name in ("LP_NUM_THREADS", "OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS"):
        os.environ[name] = "1"


def main() -> None:
    """Make what is missing and say what failed."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--clips", type=Path, help="folder of clips, to read and to add to")
    parser.add_argument("--data", type=Path, default=DATA, help="folder of the data")
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1, help="processes")
    parser.add_argument("--only", default="*", help="pattern of scene names, such as 'plank-*'")
    parser.add_argument("--no-film", action="store_true", help="only from clips that exist")
    options = parser.parse_args()
    console = Console()
    present = tuple(m for m in ("full", "lite", "heavy") if find(m).state == "intact")
    if "heavy" not in present:
        console.print("Without the model heavy: `formcheck models build heavy` makes it.")
    tasks = [
        Task(part, scene, options.data, options.clips, present)
        for part in PARTS
        for scene in scenes(part)
        if fnmatch(scene.name, options.only)
    ]
    tasks = [task for task in tasks if task.missing()]
    if options.no_film:
        tasks = [task for task in tasks if task.is_filmed()]
    run(tasks, options.jobs, console)


def run(tasks: list[Task], jobs: int, console: Console) -> None:
    """Make scenes in several processes; what fails is printed and stops nothing else."""
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
    spawn = multiprocessing.get_context("spawn")  # neither MediaPipe nor OpenGL survive a fork
    _prepare()  # before a process is spawned: the libraries read it as they are loaded
    with (
        Progress(*columns, TimeRemainingColumn(), console=console) as progress,
        ProcessPoolExecutor(jobs, mp_context=spawn) as pool,
    ):
        bar = progress.add_task("scenes", total=len(tasks))
        futures: dict[Future[None], Task] = {pool.submit(_make, task): task for task in tasks}
        for future in as_completed(futures):
            task = futures[future]
            if error := future.exception():
                console.print(f"{task.part}/{task.scene.name}: {type(error).__name__}: {error}")
            progress.advance(bar)


if __name__ == "__main__":
    main()
