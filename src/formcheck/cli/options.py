"""Options that several commands share."""

from typing import Any, Final

import typer

#: A folder of exercise files beside those that come with formcheck.
CATALOGUE: Final[Any] = typer.Option(
    "--catalogue", metavar="DIR", help="A folder with exercise files of your own."
)
