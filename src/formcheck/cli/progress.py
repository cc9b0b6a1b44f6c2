"""Progress bars on a terminal; nothing in a pipe."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

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
from formcheck.cli.terminal import terminal


@contextmanager
def frame_progress(name: str) -> Iterator[Callable[[int, int | None], None]]:
    """Show a bar of the frames. Gives a function that takes their number so far and the total.

    That function raises KeyboardInterrupt if Ctrl-C was pressed, even if Python ignored it.
    """
    console = terminal(stderr=True)
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

        def show(frames: int, total: int | None) -> None:
            raise_if_interrupted()
            bar.update(task, completed=frames, total=None if total is None else max(frames, total))

        yield show


@contextmanager
def clip_progress(clips: int) -> Iterator[Callable[[int], None]]:
    """Show a bar of the clips with their rate and the remaining time.

    Gives a function to call after each clip with the number of failed clips so far. That function
    raises KeyboardInterrupt if Ctrl-C was pressed, even if Python ignored it.
    """
    console = terminal(stderr=True)
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

        def show(failed: int) -> None:
            raise_if_interrupted()
            bar.update(task, advance=1, description=f", {failed} failed" if failed else "")

        yield show


class _RateColumn(ProgressColumn):
    """Clips a minute."""

    def render(self, task: Task) -> Text:
        """The rate of the last hour."""
        return Text("" if task.speed is None else f"{task.speed * 60:.3g}/min")
