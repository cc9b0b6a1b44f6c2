"""`formcheck doctor`: checks this computer, and gives a remedy for each problem."""

from typing import TYPE_CHECKING, Annotated

import typer

from formcheck.plain import plain
from formcheck.words.language import _, ngettext

if TYPE_CHECKING:
    from rich.console import Console

    from formcheck.doctor.checks import Check

EPILOG = (
    "Exit status: 0 if you can judge clips (Python, packages, one OpenCV, pose model, an "
    "analysis, no network) and the camera of --camera works, else 3. A problem with another "
    "camera, the window, the sound or the data folder does not change it: its line says what "
    "live sessions lack. docs/doctor.schema.json describes the JSON. "
    "Example: formcheck doctor --camera http://192.168.1.20:8080/video"
)
_FAILED = 3


def doctor(
    camera: Annotated[
        str | None,
        typer.Option(
            metavar="N|NAME|URL|FILE", help="Try this camera instead of those of this computer."
        ),
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print the checks as JSON.")] = False,
) -> None:
    """Check the camera, the window, the sound, and the rest.

    Each problem comes with a remedy.
    """
    from formcheck.cli.interrupt import raise_if_interrupted
    from formcheck.cli.terminal import terminal
    from formcheck.doctor.checks import checks, report

    console = terminal(markup=False)
    results = []
    for check in checks(camera):
        raise_if_interrupted()
        results.append(check)
        if not as_json:
            _show(console, check)
    whole = report(results)
    if as_json:
        print(plain(whole.model_dump_json(indent=2)))
    else:
        console.print()
        console.print(_verdict(results))
    if not whole.ok:
        raise typer.Exit(_FAILED)


def _show(console: "Console", check: "Check") -> None:
    from rich.table import Table

    row = Table.grid(padding=(0, 2, 0, 0))
    row.add_column(width=7)
    row.add_column(width=11)
    row.add_column(overflow="fold")
    if check.ok:
        row.add_row(_("ok"), check.title, check.found)
    else:
        style = "bold red" if check.needed else "yellow"
        row.add_row(_("problem"), check.title, check.found, style=style)
        row.add_row("", "", _("what to do: {remedy}", remedy=check.remedy))
        row.add_row("", "", _("affects: {affects}", affects=check.affects), style="dim")
    console.print(row)


def _verdict(results: "list[Check]") -> str:
    needed = sum(not check.ok for check in results if check.needed)
    if needed:
        return ngettext("Solve {count} problem first.", "Solve {count} problems first.", needed)
    if all(check.ok for check in results):
        return _("Everything works.")
    return _("You can judge clips; live sessions lack the things named above.")
