"""Progress bars on a terminal; nothing in a pipe."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    ProgressColumn,
    Task,
    TextColumn,
    TimeRemainingColumn,
)
from rich.text import Text

from formcheck.cli.interrupt import raise_if_interrupted


@contextmanager
def frame_progress(name: str) -> Iterator[Callable[[int, int | None], None]]:
    """Show how many frames are done; gives the function to tell it with.

    That function raises KeyboardInterrupt where Ctrl-C was pressed and got lost.
    """
    console = Console(stderr=True)
    columns = (
        TextColumn("{task.description}", markup=False),
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn("frames"),
        TimeRemainingColumn(),
    )
    with Progress(
        *columns, console=console, transient=True, disable=not console.is_terminal
    ) as bar:
        task = bar.add_task(name, total=None)

        def tell(done: int, total: int | None) -> None:
            raise_if_interrupted()
            bar.update(task, completed=done, total=None if total is None else max(done, total))

        yield tell


@contextmanager
def clip_progress(clips: int) -> Iterator[Callable[[int], None]]:
    """Show how many clips are done, how many a minute and for how long it goes on.

    Gives the function to tell it with, one call a clip, with the number of clips that failed so
    far. That function raises KeyboardInterrupt where Ctrl-C was pressed and got lost.
    """
    console = Console(stderr=True)
    columns = (
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn("clips{task.description}"),
        _RateColumn(),
        TextColumn("left"),
        TimeRemainingColumn(),
    )
    # A clip may take minutes: the rate is that of the last hour.
    with Progress(
        *columns,
        console=console,
        transient=True,
        disable=not console.is_terminal,
        speed_estimate_period=3600,
    ) as bar:
        task = bar.add_task("", total=clips)

        def tell(failed: int) -> None:
            raise_if_interrupted()
            bar.update(task, advance=1, description=f", {failed} failed" if failed else "")

        yield tell


class _RateColumn(ProgressColumn):
    """Clips a minute."""

    def render(self, task: Task) -> Text:
        """Say how many clips a minute were done lately."""
        return Text("" if task.speed is None else f"{task.speed * 60:.3g}/min")
