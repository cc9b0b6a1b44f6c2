"""`formcheck exercises`: what can be judged, and how."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from formcheck.cli.options import CATALOGUE

if TYPE_CHECKING:
    from rich.console import Console

    from formcheck.exercises.spec import Exercise, Fault

EPILOG = "Example: formcheck exercises plank"


def exercises(
    exercise: Annotated[
        str | None, typer.Argument(metavar="[ID]", help="Show all about this one.")
    ] = None,
    catalogue: Annotated[Path | None, CATALOGUE] = None,
) -> None:
    """List the exercises, or show what one judges: limits, views, evidence, sources."""
    from rich.console import Console
    from rich.table import Table

    from formcheck.exercises.catalogue import catalogue_with, exercise_by_id

    known = catalogue_with(catalogue)
    console = Console(highlight=False, markup=False)
    if exercise is not None:
        _show(console, exercise_by_id(exercise, known))
        return
    table = Table("Id", "Name", "Kind", "Judges", box=None, padding=(0, 2, 0, 0))
    for entry in known.values():
        kind = "hold" if entry.hold else "reps"
        table.add_row(entry.id, entry.name, kind, ", ".join(fault.id for fault in entry.faults))
    console.print(table)


def _show(console: "Console", exercise: "Exercise") -> None:
    from rich.table import Table

    from formcheck.exercises.wording import VIEWS, counted

    console.print(f"{exercise.name} ({exercise.id})", style="bold")
    console.print(exercise.summary)
    about = Table(show_header=False, box=None, padding=(0, 2, 0, 0))
    about.add_row("counts", counted(exercise))
    about.add_row("camera", VIEWS[exercise.view])
    ladder = exercise.ladder
    about.add_row("easier", ladder.easier or "-")
    if ladder.after_failure and ladder.after_failure != ladder.easier:
        about.add_row("after a failed try", ladder.after_failure)
    about.add_row("harder", ladder.harder or "-")
    console.print(about)
    for fault in exercise.faults:
        console.print()
        console.print(f"{fault.id} [{fault.code}]", style="bold")
        console.print(_fault(fault))


def _fault(fault: "Fault") -> object:
    from rich.table import Table

    from formcheck.exercises.wording import VIEWS, grade

    table = Table(show_header=False, box=None, padding=(0, 2, 0, 0))
    table.add_column(style="dim", no_wrap=True)
    table.add_column(overflow="fold")
    table.add_row("cue", fault.cue)
    table.add_row("why", fault.why)
    for name, level in (("mild", fault.mild), ("severe", fault.severe)):
        if level:
            table.add_row(name, grade(level))
            table.add_row("", f"source: {level.source}")
    table.add_row("view", VIEWS[fault.view])
    table.add_row("evidence", fault.evidence)
    if fault.phases:
        table.add_row("phases", ", ".join(fault.phases))
    if fault.warm_ups:
        table.add_row("warm-ups", ", ".join(fault.warm_ups))
    return table
