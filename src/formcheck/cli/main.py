"""The `formcheck` command: its subcommands, and the messages of errors.

Every command imports its libraries inside its function, so that `--help` and a wrong option answer
at once.
"""

import io
import os
import sys
import traceback
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import Annotated

import typer
from typer.exceptions import TyperException

from formcheck.cli import (
    analyze,
    calibrate,
    check_in,
    doctor,
    exercises,
    export,
    history,
    live,
    models,
    plan,
    score,
    test,
)
from formcheck.cli.interrupt import interrupts_kept
from formcheck.errors import FormcheckError, InputError
from formcheck.plain import one_line, plain, without_secrets

_STDERR = 2  # its number; stdin and stdout have those below
_STOPPED = 130  # the exit status that a shell gives a program that Ctrl-C ended

app = typer.Typer(
    name="formcheck",
    add_completion=False,
    rich_markup_mode=None,
    epilog="Example: formcheck analyze plank.mp4 --exercise plank",
)
app.command(epilog=analyze.EPILOG)(analyze.analyze)
app.command(epilog=live.EPILOG)(live.live)
app.command("check-in", epilog=check_in.EPILOG)(check_in.check_in)
app.command(epilog=test.EPILOG)(test.test)
app.command(epilog=plan.EPILOG)(plan.plan)
app.add_typer(history.app, name="history")
app.command(epilog=score.EPILOG)(score.score)
app.command(epilog=calibrate.EPILOG)(calibrate.calibrate)
app.command(epilog=export.EPILOG)(export.export)
app.command(epilog=exercises.EPILOG)(exercises.exercises)
app.add_typer(models.app, name="models")
app.command(epilog=doctor.EPILOG)(doctor.doctor)


def _show_version(asked: bool) -> None:
    if asked:
        from importlib.metadata import version

        print(f"formcheck {version('formcheck')}")
        raise typer.Exit


@app.callback(invoke_without_command=True)
def _options(
    context: typer.Context,
    version: Annotated[
        bool,
        typer.Option("--version", callback=_show_version, is_eager=True, help="Show the version."),
    ] = False,
    debug: Annotated[
        bool, typer.Option("--debug", help="Show where an error came from, with any command.")
    ] = False,
) -> None:
    """Check the form of core exercises, on this computer only."""
    del version, debug  # the callback shows the first, and `main` reads the second
    if context.invoked_subcommand is None:
        print(context.get_help())
        raise typer.Exit(2)


def run() -> None:
    """Run the command line and end the process with the exit status of the contract."""
    _open_standard_streams()
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            # A terminal shows a question mark in place of a character that it lacks.
            stream.reconfigure(errors="replace")
    sys.exit(main(sys.argv[1:]))


def _open_standard_streams() -> None:
    """Open on the null device what the caller has closed.

    A file that is opened later would get its number, and with it what is meant for the terminal.
    """
    while (number := os.open(os.devnull, os.O_RDWR)) <= _STDERR:
        pass
    os.close(number)
    nowhere = Path(os.devnull)
    sys.stdin = sys.stdin or nowhere.open(encoding="utf-8")
    sys.stdout = sys.stdout or nowhere.open("w", encoding="utf-8")
    sys.stderr = sys.stderr or nowhere.open("w", encoding="utf-8")


def main(arguments: Sequence[str]) -> int:
    """Run one command line, the words after `formcheck`.

    Returns:
        The exit status: 0 done, 1 a defect of ours, 2 wrong usage, 3 an input could not be used,
        130 stopped with Ctrl-C.
    """
    # People append --debug after the subcommand, where Typer does not accept it.
    debug = "--debug" in arguments
    try:
        with interrupts_kept():
            status = _invoke([word for word in arguments if word != "--debug"])
    except BrokenPipeError:
        # The reader of our output has closed it. Python flushes once more at the end.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except (KeyboardInterrupt, typer.Abort):
        _say("stopped")
        return _STOPPED
    except TyperException as error:
        _say(_usage_message(error))
        return error.exit_code
    except FormcheckError as error:
        _say(str(error), debug=debug)
        return error.exit_status
    except Exception as error:
        hint = "please report it" if debug else "run again with --debug and report what it says"
        _say(f"a defect in formcheck ({type(error).__name__}: {error}): {hint}", debug=debug)
        return 1
    return status


def _invoke(arguments: list[str]) -> int:
    """Call the command. Typer's own main would print errors in its own way."""
    command = typer.main.get_command(app)
    status = 0
    try:
        try:
            with command.make_context("formcheck", arguments) as context:
                command.invoke(context)
        except typer.Exit as end:
            status = end.exit_code
        sys.stdout.flush()
    except BrokenPipeError:
        raise
    except OSError as error:  # a name too long, a folder that may not be read, a full disk
        where = error.filename or "the output"
        reason = (error.strerror or str(error)).lower()
        raise InputError(
            f"{where} cannot be used ({reason}): check it, and the room on the disk"
        ) from error
    return status


def _usage_message(error: TyperException) -> str:
    message = error.format_message().rstrip(".")
    context = getattr(error, "ctx", None)
    command = context.command_path if context else "formcheck"
    return f"{message[:1].lower()}{message[1:]} (see `{command} --help`)"


def _say(message: str, *, debug: bool = False) -> None:
    """Print one line to stderr, after the traceback of the current error if `debug`."""
    if debug:
        print(plain(without_secrets(traceback.format_exc())), file=sys.stderr)
    with suppress(OSError):  # nobody reads it
        print(f"formcheck: {one_line(without_secrets(message))}", file=sys.stderr)
