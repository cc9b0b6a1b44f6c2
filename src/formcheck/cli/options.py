"""Options that several commands share."""

from typing import Any, Final

import typer

#: A calibration of the person and the camera.
PROFILE: Final[Any] = typer.Option(
    "--profile", metavar="NAME|FILE", help="Use this profile of `formcheck calibrate`."
)
#: A folder of exercise files beside those that come with formcheck.
CATALOGUE: Final[Any] = typer.Option(
    "--catalogue", metavar="DIR", help="Add the exercise files of this folder."
)
#: The folder of the history.
DATA: Final[Any] = typer.Option(
    "--data", metavar="DIR", help="Use the history in this folder [your data folder]."
)
#: A camera, or a file in its place.
CAMERA: Final[Any] = typer.Option(
    "--camera",
    "-c",
    metavar="N|NAME|URL|FILE",
    help="Watch this camera, or play this file once.",
)
#: The exercise to judge.
EXERCISE: Final[Any] = typer.Option(
    "--exercise", "-e", metavar="ID", help="Judge this exercise, or recognise it (auto)."
)
#: The pose model.
MODEL: Final[Any] = typer.Option(
    "--model", metavar="NAME", help="Use this model: lite, full, heavy, or a bundle's path."
)
#: Whether a window opens.
DISPLAY: Final[Any] = typer.Option("--display", help="Show the picture in a window, or nowhere.")
#: Whether the voice speaks at the start.
MUTE: Final[Any] = typer.Option("--mute", help="Start without sound.")
