"""`formcheck live`: watch a camera as it runs."""

from contextlib import AbstractContextManager, nullcontext
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from formcheck.cli.options import CATALOGUE, DATA, PROFILE
from formcheck.cli.safety import CONFIRM_SAFETY, be_confirmed, print_signs

if TYPE_CHECKING:
    from collections.abc import Callable

    from rich.console import Console

    from formcheck.exercises.spec import Exercise
    from formcheck.live.window import Window
    from formcheck.programme.workout import Workout

EPILOG = "Example: formcheck live --exercise plank"


def live(
    camera: Annotated[
        str,
        typer.Option(
            "--camera",
            "-c",
            metavar="N|NAME|URL|FILE",
            help="A camera's number or name, an address, or a file that plays once.",
        ),
    ] = "0",
    exercise: Annotated[
        str,
        typer.Option(
            "--exercise", "-e", metavar="ID", help="What is to be done; auto: recognise it."
        ),
    ] = "auto",
    workout: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="What to do in which order (TOML), with rests."),
    ] = None,
    display: Annotated[
        Literal["window", "none"], typer.Option(help="Where to show the picture.")
    ] = "window",
    mute: Annotated[bool, typer.Option("--mute", help="Start without sound.")] = False,
    no_count: Annotated[
        bool, typer.Option("--no-count", help="Do not say repetitions and every tenth second.")
    ] = False,
    save: Annotated[
        bool, typer.Option("--save", help="Keep sets, landmarks and result; no video.")
    ] = False,
    save_video: Annotated[
        bool, typer.Option("--save-video", help="Keep the video, too (with --save).")
    ] = False,
    out: Annotated[
        Path | None,
        typer.Option(metavar="DIR", help="Folder for --save [a new one in your data folder]."),
    ] = None,
    stats: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Write frames, drops and times (JSON).")
    ] = None,
    data: Annotated[Path | None, DATA] = None,
    catalogue: Annotated[Path | None, CATALOGUE] = None,
    profile: Annotated[str | None, PROFILE] = None,
    model: Annotated[
        str, typer.Option(metavar="NAME", help="lite, full, heavy, or the path of a bundle.")
    ] = "full",
    confirm_safety: Annotated[bool, CONFIRM_SAFETY] = False,
) -> None:
    """Judge a camera as it runs: what to mend is shown and said. Nothing is kept without --save."""
    from rich.console import Console

    from formcheck.calibration import load_profile
    from formcheck.errors import UsageError
    from formcheck.exercises.catalogue import catalogue_with, exercise_by_id
    from formcheck.history import History
    from formcheck.programme.workout import load_workout
    from formcheck.session import AUTO

    if workout and exercise != AUTO:
        raise UsageError("--workout says what is to be done: leave --exercise out")
    if save_video and not save:
        raise UsageError("--save-video keeps the video beside the landmarks: add --save")
    known = catalogue_with(catalogue)
    declared = None if exercise == AUTO else exercise_by_id(exercise, known)
    steps = load_workout(workout, known) if workout else None
    reference = load_profile(profile) if profile else None
    console = Console(highlight=False)
    be_confirmed(console, asked_for=confirm_safety)
    steps = _of_today(console, data, declared, steps)
    # The window comes first: see `live.window` for what goes wrong if PyAV is imported before it.
    with window_for(display) as window, History(data) if save else nullcontext() as history:
        from formcheck.capture.sources import source_of
        from formcheck.cli.interrupt import raise_if_interrupted
        from formcheck.cli.summary import print_summary
        from formcheck.live.loop import Wishes, run
        from formcheck.live.voice import Voice

        wishes = Wishes(
            known=known,
            exercise=declared,
            workout=steps,
            profile=reference,
            model=model,
            counting=not no_count,
            save=(out or _new_folder(data)) if save else None,
            save_video=save_video,
            history=history,
        )
        with Voice(muted=mute) as voice:
            source = source_of(camera)
            if window:
                outcome = run(source, wishes, voice, window, raise_if_interrupted)
            else:
                outcome = run(
                    source,
                    wishes,
                    voice,
                    asked_to_stop=raise_if_interrupted,
                    tell=line_to(console),
                )
    if stats:
        outcome.stats.write(stats, outcome.camera.counts)
    print_summary(console, outcome.result, known)
    if outcome.needs_help:
        print_signs(console)
    if wishes.save:
        console.print(f"Kept in {wishes.save}", style="dim", soft_wrap=True)
        if outcome.result.sets:
            console.print("How is your back now? `formcheck check-in` asks, tomorrow again.")
    if outcome.trouble:
        raise outcome.trouble


def _of_today(
    console: "Console", data: Path | None, declared: "Exercise | None", wished: "Workout | None"
) -> "Workout | None":
    """Leave out of a workout what the back does not allow today; end where that is everything."""
    from datetime import datetime

    from formcheck.errors import HistoryError
    from formcheck.history import History
    from formcheck.programme.pain import readiness
    from formcheck.programme.plan import LOOK_BACK_DAYS
    from formcheck.programme.today import allowed

    now = datetime.now().astimezone()
    try:
        with History(data) as history:
            ready = readiness(history.training_log(now, LOOK_BACK_DAYS).check_ins, now.date())
    except HistoryError as error:  # who keeps nothing needs none
        console.print(f"Not looked at: {error}", soft_wrap=True)
        return wished
    starts, left = allowed(ready, declared, wished)
    if ready.go != "go":
        console.print(ready.why, soft_wrap=True)
    if ready.help:
        print_signs(console)
    if not starts:
        if ready.go == "warm_ups_only":
            console.print("`formcheck plan` makes a day of stretches.")
        raise typer.Exit(0)
    return left


def line_to(console: "Console") -> "Callable[[float, str], None]":
    """Print what is said: without a window it may be all that somebody gets."""

    def tell(t_s: float, words: str) -> None:
        console.print(f"{t_s:7.1f} s  {words}", markup=False, soft_wrap=True)

    return tell


def window_for(display: str) -> "AbstractContextManager[Window | None]":
    """Open a window, or none."""
    if display == "none":
        return nullcontext()
    from formcheck.live.window import Window

    return Window("formcheck")


def _new_folder(data: Path | None) -> Path:
    from datetime import datetime

    from formcheck.files import data_folder

    return (data or data_folder()) / "live" / datetime.now().strftime("%Y-%m-%d %H.%M.%S")
