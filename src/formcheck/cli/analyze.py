"""`formcheck analyze`: judges a video file or a Recording."""

from contextlib import nullcontext
from pathlib import Path
from typing import Annotated

import typer

from formcheck.cli.options import CATALOGUE, DATA, EXERCISE, MODEL, PROFILE

EPILOG = "Example: formcheck analyze plank.mp4 --out results"
_OUT = Path("formcheck-out")


def analyze(
    clip: Annotated[
        Path, typer.Argument(metavar="CLIP", help="Judge this video file or recording.npz.")
    ],
    exercise: Annotated[str, EXERCISE] = "auto",
    out: Annotated[
        Path | None,
        typer.Option(metavar="DIR", help="Write the results here [formcheck-out/NAME OF CLIP]."),
    ] = None,
    catalogue: Annotated[Path | None, CATALOGUE] = None,
    profile: Annotated[str | None, PROFILE] = None,
    model: Annotated[str, MODEL] = "full",
    no_overlay: Annotated[
        bool, typer.Option("--no-overlay", help="Do not draw overlay.mp4.")
    ] = False,
    no_report: Annotated[
        bool, typer.Option("--no-report", help="Do not write report.html.")
    ] = False,
    save: Annotated[
        bool, typer.Option("--save", help="Also add the sets to your history.")
    ] = False,
    data: Annotated[Path | None, DATA] = None,
    plots: Annotated[
        bool, typer.Option("--plots", help="Also write the report's charts as PNG and SVG.")
    ] = False,
) -> None:
    """Judge one clip: repetitions, holds, faults and advice."""
    from formcheck.analysis import Outputs, result_in
    from formcheck.analysis import analyze as judge
    from formcheck.calibration import load_profile
    from formcheck.cli.progress import frame_progress
    from formcheck.cli.summary import print_summary
    from formcheck.cli.terminal import terminal
    from formcheck.exercises.catalogue import catalogue_with
    from formcheck.history import History

    known = catalogue_with(catalogue)
    folder = out if out is not None else _OUT / clip.stem
    earlier = result_in(folder)
    with (
        History(data) if save else nullcontext() as history,
        frame_progress(clip.name) as progress,
    ):
        result = judge(
            clip,
            exercise,
            known=known,
            profile=load_profile(profile) if profile else None,
            model=model,
            outputs=Outputs(
                folder,
                overlay=not no_overlay,
                report=not no_report,
                plots=plots,
                history=history,
            ),
            progress=progress,
        )
    console = terminal()
    print_summary(console, result, known)
    if earlier and earlier.clip.sha256 != result.clip.sha256:
        replaced = f"The results of {earlier.clip.path} that were there are replaced"
        console.print(replaced, style="dim", soft_wrap=True)
    console.print(f"Written to {folder}", style="dim", soft_wrap=True)
