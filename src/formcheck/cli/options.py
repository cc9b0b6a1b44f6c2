"""Options that several commands share."""

from typing import Any, Final

import typer

#: A calibration of the person and the camera.
PROFILE: Final[Any] = typer.Option(
    "--profile", metavar="NAME|FILE", help="A profile that `formcheck calibrate` has made."
)
#: A folder of exercise files beside those that come with formcheck.
CATALOGUE: Final[Any] = typer.Option(
    "--catalogue", metavar="DIR", help="A folder with exercise files of your own."
)
#: Where the history is.
DATA: Final[Any] = typer.Option(
    "--data", metavar="DIR", help="Folder of your history [your data folder]."
)
