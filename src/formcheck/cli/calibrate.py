"""`formcheck calibrate`: measures a person and a camera, and keeps them as a profile."""

from contextlib import AbstractContextManager, nullcontext
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from formcheck.cli.options import CAMERA, DISPLAY, MODEL, MUTE

if TYPE_CHECKING:
    from rich.console import Console

    from formcheck.live.calibrating import Wanted
    from formcheck.live.calibrator import CalibrationOutcome
    from formcheck.live.window import Window

EPILOG = "Example: formcheck calibrate --name anna --clip standing-plank-lying.mp4"


def calibrate(
    name: Annotated[
        str, typer.Option("--name", "-n", metavar="NAME", help="Give the profile this name.")
    ] = "me",
    clip: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="Measure this clip or recording.npz, not the camera."),
    ] = None,
    camera: Annotated[str, CAMERA] = "0",
    display: Annotated[Literal["window", "none"], DISPLAY] = "window",
    mute: Annotated[bool, MUTE] = False,
    out: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE", help="Write the profile to this file [one in your data folder]."
        ),
    ] = None,
    model: Annotated[str, MODEL] = "full",
) -> None:
    """Measure your body and your camera, and keep a profile.

    Stand, hold a plank, and lie with your low back pressed down.
    """
    from rich.console import Console

    from formcheck.calibration import check_name, profile_path, save_profile
    from formcheck.errors import InputError

    check_name(name)
    console = Console(highlight=False)
    if clip:
        outcome = _from_clip(clip, name, model)
    else:
        # The window comes first: see `live.window` for what goes wrong otherwise.
        with _window(display) as window:
            outcome = _from_camera(camera, window, _wanted(name, model), console, mute=mute)
    _print(console, outcome)
    if outcome.is_empty:
        raise InputError("nothing could be measured: no profile was written")
    path = out or profile_path(name)
    save_profile(outcome.profile, path)
    console.print(f"Written to {path}", style="dim", soft_wrap=True)
    console.print(f"Use it with --profile {out or name}", soft_wrap=True)


def _wanted(name: str, model: str) -> "Wanted":
    from datetime import date

    from formcheck.live.calibrating import Wanted

    return Wanted(name, date.today(), model)


def _from_clip(clip: Path, name: str, model: str) -> "CalibrationOutcome":
    from formcheck.cli.progress import frame_progress
    from formcheck.live.calibrating import calibrate_clip

    with frame_progress(clip.name) as progress:
        frames = 0

        def count() -> None:
            nonlocal frames
            frames += 1
            progress(frames, None)

        return calibrate_clip(clip, _wanted(name, model), count)


def _from_camera(
    camera: str, window: "Window | None", wanted: "Wanted", console: "Console", *, mute: bool
) -> "CalibrationOutcome":
    from formcheck.capture.sources import source_of
    from formcheck.cli.interrupt import raise_if_interrupted
    from formcheck.live.calibrating import calibrate_live
    from formcheck.live.voice import Voice

    source = source_of(camera)
    with Voice(muted=mute) as voice:

        def say(words: str) -> None:
            console.print(words, soft_wrap=True)
            voice.say(words)

        return calibrate_live(source, wanted, say, window, raise_if_interrupted)


def _window(display: str) -> "AbstractContextManager[Window | None]":
    if display == "none":
        return nullcontext()
    from formcheck.live.window import Window

    return Window("formcheck: calibrate")


def _print(console: "Console", outcome: "CalibrationOutcome") -> None:
    """Print each measured value with its uncertainty, and the reasons for missing ones."""
    from rich.table import Table

    table = Table(box=None)
    for heading in ("Measured", "Value", "Uncertainty", "Unit"):
        table.add_column(heading)
    for line in outcome.lines():
        table.add_row(
            line.what,
            f"{line.value:.{line.digits}f}",
            f"{line.uncertainty:.{line.digits}f}",
            line.unit,
        )
    if table.row_count:
        console.print(table)
    for reason in outcome.left_out:
        console.print(f"Left out: {reason}", soft_wrap=True)
