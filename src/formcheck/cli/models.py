"""`formcheck models`: shows the pose models, and builds one."""

from pathlib import Path
from typing import Annotated

import typer

from formcheck.plain import plain

app = typer.Typer(
    rich_markup_mode=None,
    epilog="Example: formcheck models",
)


@app.callback(invoke_without_command=True)
def show(context: typer.Context) -> None:
    """Show the pose models, or build one."""
    if context.invoked_subcommand is not None:
        return
    from rich.table import Table

    from formcheck.cli.terminal import terminal
    from formcheck.pose import models

    table = Table("Model", "Size", "SHA-256", "Made from", box=None, padding=(0, 2, 0, 0))
    files = {name: models.find(name) for name in models.manifest().bundles}
    checksums = {"intact": "right", "damaged": "wrong", "missing": "no file"}
    for name, bundle in models.manifest().bundles.items():
        sources = [str(package) for package in models.manifest().packages_of(name)]
        size = f"{bundle.size / 1e6:.1f} MB"
        table.add_row(name, size, checksums[files[name].state], "\n".join(sources))
    console = terminal()
    console.print(table)
    for name, file in files.items():
        if file.state != "intact":
            console.print(f"{name} is {file.state}: run `formcheck models build {name}`")


@app.command(epilog="Example: formcheck models build heavy")
def build(
    name: Annotated[
        str, typer.Argument(metavar="NAME", help="Build this model: lite, full or heavy.")
    ],
    package_files: Annotated[
        list[Path] | None,
        typer.Option(
            "--from",
            metavar="FILE",
            help="Use this downloaded package instead of a download; repeat it for several.",
        ),
    ] = None,
) -> None:
    """Build a model from its published packages.

    This is the only command that downloads anything by itself.
    """
    from formcheck.pose import models

    path = models.build(name, package_files or [])
    print(plain(f"{path} is ready: use it with --model {name}"))
