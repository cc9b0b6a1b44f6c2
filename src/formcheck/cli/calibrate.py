"""`formcheck calibrate`: measures a person and a camera, and keeps them as a profile."""

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from formcheck.cli.options import CAMERA, DISPLAY, MODEL, MUTE
from formcheck.words.language import _

if TYPE_CHECKING:
    from rich.console import Console

    from formcheck.guide.calibrator import CalibrationOutcome, Calibrator
    from formcheck.live.window import Window

EPILOG = "Example: formcheck calibrate --name anna --clip standing-plank-lying.mp4"


def calibrate(
    name: Annotated[
        str, typer.Option("--name", "-n", metavar="NAME", help="Give the profile this name.")
    ] = "me",
    clip: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE", help="Measure this clip or recording.npz instead of the camera."
        ),
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
    from formcheck.calibration import check_name, profile_path, save_profile
    from formcheck.cli.live import window_for
    from formcheck.cli.terminal import terminal
    from formcheck.errors import InputError
    from formcheck.files import keep_inputs

    check_name(name)
    keep_inputs([clip, camera, model], [out])
    console = terminal()
    if clip:
        calibrator = _from_clip(clip, model)
    else:
        # The window comes first: see `live.window` for what goes wrong otherwise.
        with window_for(display, "formcheck: calibrate") as window:
            calibrator = _from_camera(camera, window, model, console, mute=mute)
    outcome = calibrator.finish(name, date.today())
    _print(console, outcome)
    if outcome.is_empty:
        raise InputError("nothing could be measured: no profile was written")
    path = out or profile_path(name)
    save_profile(outcome.profile, path)
    console.print(f"Written to {path}", style="dim", soft_wrap=True)
    use = _("Use it with --profile {profile}", profile=out or name)
    console.print(use, soft_wrap=True)


def _from_clip(clip: Path, model: str) -> "Calibrator":
    from formcheck.analysis import pose_frames
    from formcheck.cli.progress import frame_progress
    from formcheck.errors import InputError
    from formcheck.guide.calibrator import Calibrator

    calibrator = None
    with frame_progress(clip.name) as progress:
        for count, pose in enumerate(pose_frames(clip, model), start=1):
            calibrator = calibrator or Calibrator((pose.width, pose.height))
            calibrator.update(pose)
            progress(count, None)
    if calibrator is None:
        raise InputError(f"{clip} has no picture: check the file")
    return calibrator


def _from_camera(
    camera: str, window: "Window | None", model: str, console: "Console", *, mute: bool
) -> "Calibrator":
    from formcheck.capture.sources import Device, source_of
    from formcheck.cli.interrupt import raise_if_interrupted
    from formcheck.errors import InputError
    from formcheck.guide.calibrating import Calibration
    from formcheck.live.loop import LiveConfig, run
    from formcheck.live.voice import Voice

    def tell(_t_s: float, words: str) -> None:
        console.print(words, soft_wrap=True)

    source = source_of(camera)
    script = Calibration(source.name if isinstance(source, Device) else None)
    with Voice(muted=mute) as voice:
        run(source, LiveConfig(script, model=model), voice, window, raise_if_interrupted, tell)
    if script.calibrator is None:
        raise InputError(f"{source.name} gave no picture: check the camera")
    return script.calibrator


def _print(console: "Console", outcome: "CalibrationOutcome") -> None:
    """Print each measured value with its uncertainty, and the reasons for missing ones."""
    from rich.table import Table

    table = Table(box=None)
    for heading in (_("Measured"), _("Value"), _("Uncertainty"), _("Unit")):
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
        console.print(_("Left out: {reason}", reason=reason), soft_wrap=True)
