"""`formcheck doctor`: what works on this computer, and what to do about what does not."""

from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from rich.console import Console

    from formcheck.doctor.checks import Check

EPILOG = (
    "Exit status: 0 where all that judging clips needs works (Python, packages, one OpenCV, pose "
    "model, an analysis, no network), and the camera that was named; 3 where not. A camera that "
    "was not named, window, sound and data folder may be missing: live sessions then lack them, "
    "and the line says what. The JSON is described in docs/doctor.schema.json. "
    "Example: formcheck doctor --camera http://192.168.1.20:8080/video"
)
_FAILED = 3


def doctor(
    camera: Annotated[
        str | None,
        typer.Option(
            metavar="N|NAME|URL|FILE", help="Try this camera, in place of all of this computer."
        ),
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print what was found as JSON.")] = False,
) -> None:
    """Try camera, window, sound, model and versions: what works, and what to do if not."""
    from rich.console import Console

    from formcheck.cli.interrupt import raise_if_interrupted
    from formcheck.doctor.checks import checks, report

    console = Console(highlight=False, markup=False)
    found = []
    for check in checks(camera):
        raise_if_interrupted()
        found.append(check)
        if not as_json:
            _show(console, check)
    whole = report(found)
    if as_json:
        print(whole.model_dump_json(indent=2))
    else:
        console.print()
        console.print(_verdict(found))
    if not whole.ok:
        raise typer.Exit(_FAILED)


def _show(console: "Console", check: "Check") -> None:
    from rich.table import Table

    row = Table.grid(padding=(0, 2, 0, 0))
    row.add_column(width=7)
    row.add_column(width=11)
    row.add_column(overflow="fold")
    if check.ok:
        row.add_row("ok", check.title, check.found)
    else:
        style = "bold red" if check.needed else "yellow"
        row.add_row("problem", check.title, check.found, style=style)
        row.add_row("", "", f"what to do: {check.remedy}")
        row.add_row("", "", f"affects: {check.affects}", style="dim")
    console.print(row)


def _verdict(found: "list[Check]") -> str:
    needed = sum(not check.ok for check in found if check.needed)
    if needed:
        return f"{needed} problem(s) that must be solved first."
    if all(check.ok for check in found):
        return "Everything works."
    return "All that is needed works; live sessions lack what is named above."
