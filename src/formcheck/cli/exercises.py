"""`formcheck exercises`: lists the exercises, and shows one."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from formcheck.cli.options import CATALOGUE
from formcheck.words.language import _

if TYPE_CHECKING:
    from collections.abc import Iterable

    from rich.console import Console
    from rich.table import Table

    from formcheck.exercises.spec import Exercise
    from formcheck.exercises.wording import Row

EPILOG = "Example: formcheck exercises plank"


def exercises(
    exercise: Annotated[
        str | None, typer.Argument(metavar="[ID]", help="Show all about this exercise.")
    ] = None,
    catalogue: Annotated[Path | None, CATALOGUE] = None,
) -> None:
    """List the exercises, or show one of them.

    One exercise comes with its faults, limits, views, evidence and sources.
    """
    from rich.table import Table

    from formcheck.cli.terminal import terminal
    from formcheck.exercises.catalogue import catalogue_with, exercise_by_id

    known = catalogue_with(catalogue)
    console = terminal(markup=False)
    if exercise is not None:
        _show(console, exercise_by_id(exercise, known))
        return
    table = Table(_("Id"), _("Name"), _("Kind"), _("Judges"), box=None, padding=(0, 2, 0, 0))
    for entry in known.values():
        kind = _("hold") if entry.hold else _("reps")
        table.add_row(entry.id, entry.name, kind, ", ".join(fault.id for fault in entry.faults))
    console.print(table)


def _show(console: "Console", exercise: "Exercise") -> None:
    from formcheck.exercises.wording import about, about_fault
    from formcheck.words.language import text

    console.print(f"{exercise.title} ({exercise.id})", style="bold")
    console.print(text(exercise.summary))
    console.print(_table(about(exercise)))
    for fault in exercise.faults:
        console.print()
        console.print(f"{fault.id} [{fault.code}]", style="bold")
        console.print(_table(about_fault(fault)))


def _table(rows: "Iterable[Row]") -> "Table":
    from rich.table import Table

    table = Table(show_header=False, box=None, padding=(0, 2, 0, 0))
    table.add_column(style="dim", no_wrap=True)
    table.add_column(overflow="fold")
    for row in rows:
        table.add_row(*row)
    return table
