"""`formcheck live`: judges before a camera."""

from contextlib import AbstractContextManager, nullcontext
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from formcheck.cli.options import CAMERA, CATALOGUE, DATA, DISPLAY, EXERCISE, MODEL, MUTE, PROFILE
from formcheck.cli.safety import CONFIRM_SAFETY, print_signs, require_confirmation
from formcheck.words import check_in as words

if TYPE_CHECKING:
    from collections.abc import Callable

    from rich.console import Console

    from formcheck.exercises.spec import Exercise
    from formcheck.live.window import Window
    from formcheck.programme.workout import Workout

EPILOG = "Example: formcheck live --exercise plank"


def live(
    camera: Annotated[str, CAMERA] = "0",
    exercise: Annotated[str, EXERCISE] = "auto",
    workout: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Lead through this workout file (TOML).")
    ] = None,
    display: Annotated[Literal["window", "none"], DISPLAY] = "window",
    mute: Annotated[bool, MUTE] = False,
    no_count: Annotated[
        bool, typer.Option("--no-count", help="Do not count repetitions and seconds aloud.")
    ] = False,
    save: Annotated[
        bool, typer.Option("--save", help="Keep sets, landmarks and result, but no video.")
    ] = False,
    save_video: Annotated[
        bool, typer.Option("--save-video", help="Also keep the video (needs --save).")
    ] = False,
    out: Annotated[
        Path | None,
        typer.Option(
            metavar="DIR", help="Write the files of --save here [a new folder of your data folder]."
        ),
    ] = None,
    stats: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="Write counts of frames and drops, and times, as JSON."),
    ] = None,
    data: Annotated[Path | None, DATA] = None,
    catalogue: Annotated[Path | None, CATALOGUE] = None,
    profile: Annotated[str | None, PROFILE] = None,
    model: Annotated[str, MODEL] = "full",
    confirm_safety: Annotated[bool, CONFIRM_SAFETY] = False,
) -> None:
    """Judge your form live, before a camera.

    The screen and the voice tell you what to correct. Nothing is kept without --save.
    """
    from formcheck.calibration import load_profile
    from formcheck.cli.terminal import terminal
    from formcheck.errors import UsageError
    from formcheck.exercises.catalogue import catalogue_with, exercise_by_id
    from formcheck.files import OF_A_SESSION, keep_inputs
    from formcheck.history import ErasedError, History
    from formcheck.history.database import history_path
    from formcheck.programme.workout import load_workout
    from formcheck.session import AUTO

    if workout and exercise != AUTO:
        raise UsageError("--workout names the exercises: leave --exercise out")
    if save_video and not save:
        raise UsageError("--save-video keeps the video beside the landmarks: add --save")
    keep_inputs([camera, workout, profile, model, history_path(data)], [stats])
    if save and out and any((out / name).exists() for name in OF_A_SESSION):
        raise UsageError(f"{out} holds another session: choose a new folder with --out")
    known = catalogue_with(catalogue)
    declared = None if exercise == AUTO else exercise_by_id(exercise, known)
    steps = load_workout(workout, known) if workout else None
    reference = load_profile(profile) if profile else None
    console = terminal()
    require_confirmation(console, confirmed=confirm_safety)
    steps = _of_today(console, data, declared, steps)
    # The window comes first: see `live.window` for what goes wrong if PyAV is imported before it.
    with window_for(display) as window, History(data) if save else nullcontext() as history:
        from formcheck.capture.sources import source_of
        from formcheck.cli.interrupt import raise_if_interrupted
        from formcheck.cli.summary import print_summary
        from formcheck.guide.training import Training
        from formcheck.live.loop import LiveConfig, run
        from formcheck.live.voice import Voice

        config = LiveConfig(
            Training(known, declared, steps, counting=not no_count),
            profile=reference,
            model=model,
            save=(out or _new_folder(data)) if save else None,
            save_video=save_video,
            history=history,
        )
        with Voice(muted=mute) as voice:
            source, tell = source_of(camera), line_to(console, window)
            outcome = run(source, config, voice, window, raise_if_interrupted, tell)
    if stats:
        outcome.stats.write(stats, outcome.camera.counts)
    print_summary(console, outcome.result, known)
    if outcome.needs_help:
        print_signs(console)
    if config.save and not isinstance(outcome.trouble, ErasedError):
        console.print(f"Kept in {config.save}", style="dim", soft_wrap=True)
        if outcome.result.sets:
            console.print(words.how_is_it_now())
    if outcome.trouble:
        raise outcome.trouble


def _of_today(
    console: "Console", data: Path | None, declared: "Exercise | None", workout: "Workout | None"
) -> "Workout | None":
    """The steps of a workout that back pain allows today.

    Raises:
        Exit: it allows none.
    """
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
    except HistoryError as error:  # training without a history stays possible
        console.print(f"Your check-ins were not read: {error}", soft_wrap=True)
        return workout
    starts, workout = allowed(ready, declared, workout)
    if ready.go != "go":
        console.print(ready.why, soft_wrap=True)
    if ready.help:
        print_signs(console)
    if not starts:
        if ready.go == "warm_ups_only":
            console.print("`formcheck plan` makes a day of stretches.")
        raise typer.Exit(0)
    return workout


def line_to(console: "Console", window: "Window | None") -> "Callable[[float, str], None]":
    """A function that prints spoken words where there is no window: they may be all there is."""

    def tell(t_s: float, line: str) -> None:
        if window is None:
            console.print(f"{t_s:7.1f} s  {line}", markup=False, soft_wrap=True)

    return tell


def window_for(display: str, title: str = "formcheck") -> "AbstractContextManager[Window | None]":
    """A window, or nothing."""
    if display == "none":
        return nullcontext()
    from formcheck.live.window import Window

    return Window(title)


def _new_folder(data: Path | None) -> Path:
    from datetime import datetime

    from formcheck.files import LIVE, LIVE_NAMES, data_folder

    return (data or data_folder()) / LIVE / datetime.now().strftime(LIVE_NAMES)
