"""A progress bar on a terminal; nothing in a pipe."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    TextColumn,
    TimeRemainingColumn,
)

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
