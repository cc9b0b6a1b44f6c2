"""`formcheck history`: shows, exports, backs up and erases the history."""

import sys
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Final, Literal

import typer

from formcheck.cli.options import DATA
from formcheck.plain import plain

if TYPE_CHECKING:
    from formcheck.history import Wanted

_LATEST: Final = 20
_DAY: Final[dict[str, Any]] = {"formats": ["%Y-%m-%d"], "metavar": "YYYY-MM-DD"}
_SINCE: Final[Any] = typer.Option("--since", help="Begin with this day.", **_DAY)
_UNTIL: Final[Any] = typer.Option("--until", help="End with this day.", **_DAY)
_YES: Final[Any] = typer.Option("--yes", help="Do not ask for confirmation.")
_EMPTY: Final = (
    "There is no session in your history yet: `formcheck live --save` and "
    "`formcheck analyze --save` write into it."
)

app = typer.Typer(rich_markup_mode=None, epilog="Example: formcheck history show 12")


@app.callback(invoke_without_command=True)
def history(context: typer.Context, data: Annotated[Path | None, DATA] = None) -> None:
    """Show, export, back up or erase what you have done.

    Nothing of it leaves this computer.
    """
    context.obj = data  # `history --data DIR show` is `history show --data DIR`
    if context.invoked_subcommand is None:
        from formcheck.history import Wanted

        _list(data, Wanted(limit=_LATEST))


@app.command("list", epilog="Example: formcheck history list --exercise plank --since 2026-11-01")
def list_sessions(
    context: typer.Context,
    since: Annotated[datetime | None, _SINCE] = None,
    until: Annotated[datetime | None, _UNTIL] = None,
    exercise: Annotated[
        str | None,
        typer.Option("--exercise", "-e", metavar="ID", help="List sessions with this exercise."),
    ] = None,
    kind: Annotated[
        Literal["live", "analyze", "test"] | None,
        typer.Option(help="List sessions of this command."),
    ] = None,
    limit: Annotated[int, typer.Option(min=1, help="List at most this many sessions.")] = _LATEST,
    data: Annotated[Path | None, DATA] = None,
) -> None:
    """List sessions, newest first."""
    from formcheck.history import Wanted

    wanted = Wanted(_date(since), _date(until), exercise, kind, limit)
    _list(data or context.obj, wanted)


@app.command(epilog="Example: formcheck history show 12")
def show(
    context: typer.Context,
    number: Annotated[
        int | None, typer.Argument(metavar="[NUMBER]", help="Show this session [the last one].")
    ] = None,
    data: Annotated[Path | None, DATA] = None,
) -> None:
    """Show one session: sets, findings, advice and check-ins."""
    from formcheck.cli.history_text import print_session
    from formcheck.cli.terminal import terminal
    from formcheck.errors import UsageError
    from formcheck.history import History, Wanted
    from formcheck.history.export import session_in_words

    console = terminal(markup=False)
    with History(data or context.obj) as store:
        latest = store.sessions(Wanted(limit=1))
        if not latest:
            console.print(_EMPTY, soft_wrap=True)
            return
        number = latest[0].done.number if number is None else number
        session = session_in_words(store, number)
    if session is None:
        raise UsageError(f"there is no session {number}: `formcheck history` lists them")
    print_session(console, session)


@app.command(epilog="Example: formcheck history trends --since 2026-09-01")
def trends(
    context: typer.Context,
    since: Annotated[datetime | None, _SINCE] = None,
    data: Annotated[Path | None, DATA] = None,
) -> None:
    """Show trends of good form, control and back pain.

    They also cover clean repetitions and the curl share of sit-ups.
    """
    from formcheck.cli.history_text import trend_table
    from formcheck.cli.terminal import terminal
    from formcheck.history import History
    from formcheck.report.trends import trend_charts

    console = terminal(markup=False)
    with History(data or context.obj) as store:
        points = store.trends(since.astimezone() if since else None)
    if not points:
        console.print(_EMPTY, soft_wrap=True)
        return
    for line in trend_charts(points, console.width, console.encoding):
        console.print(line, soft_wrap=True)
    console.print()
    console.print(trend_table(points[-_LATEST:]))


@app.command(epilog="Example: formcheck history page --out progress.html")
def page(
    context: typer.Context,
    out: Annotated[Path, typer.Option(metavar="PATH", help="Write the page to this file.")] = Path(
        "progress.html"
    ),
    data: Annotated[Path | None, DATA] = None,
) -> None:
    """Write your progress as one page for a browser.

    The page needs no network.
    """
    from formcheck.files import keep_inputs
    from formcheck.history import History
    from formcheck.report.progress import write_progress

    with History(data or context.obj) as store:
        keep_inputs([store.path], [out])
        points, check_ins, tests = store.trends(), store.check_ins(), store.tests()
    write_progress(out, points, check_ins, tests, date.today())
    print(plain(f"Written to {out}"))


@app.command(epilog="Example: formcheck history export --format jsonl --out history.jsonl")
def export(
    context: typer.Context,
    out: Annotated[
        Path,
        typer.Option(metavar="PATH", help="Write into this folder (csv) or to this file (jsonl)."),
    ],
    form: Annotated[
        Literal["csv", "jsonl"],
        typer.Option("--format", help="Write tables (csv), or a session a line (jsonl)."),
    ] = "csv",
    data: Annotated[Path | None, DATA] = None,
) -> None:
    """Write the whole history for other programs."""
    from formcheck.files import keep_inputs
    from formcheck.history import History
    from formcheck.history.export import write_csv, write_json_lines

    with History(data or context.obj) as store:
        keep_inputs([store.path], [out])
        (write_csv if form == "csv" else write_json_lines)(store, out)
    print(plain(f"Written to {out}"))


@app.command(epilog="Example: formcheck history erase --until 2026-06-30")
def erase(
    context: typer.Context,
    since: Annotated[datetime | None, _SINCE] = None,
    until: Annotated[datetime | None, _UNTIL] = None,
    yes: Annotated[bool, _YES] = False,
    data: Annotated[Path | None, DATA] = None,
) -> None:
    """Erase the whole history, or some days of it.

    Erased data is overwritten, too.
    """
    from formcheck.cli.history_text import erasure_lines
    from formcheck.history import History
    from formcheck.history.erasing import erase as wipe
    from formcheck.history.erasing import what_goes

    with History(data or context.obj) as store:
        erasure = what_goes(store, _date(since), _date(until))
        if erasure.is_empty:
            print("There is nothing to erase.")
            return
        for line in erasure_lines(erasure):
            print(plain(line))
        _be_sure("Erase it for good?", yes=yes)
        stays = wipe(store, erasure)
    print("Erased.")
    for path in stays:
        print(f"This stays, formcheck did not write all of it: {path}")


@app.command(epilog="Example: formcheck history backup history-backup.db")
def backup(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(metavar="FILE", help="Write the backup to this file.")],
    data: Annotated[Path | None, DATA] = None,
) -> None:
    """Copy the history, without Recordings, into one file."""
    from formcheck.history import History
    from formcheck.history.backup import back_up

    with History(data or context.obj) as store:
        back_up(store, file)
    print(plain(f"Written to {file}: `formcheck history restore {file}` puts it back"))


@app.command(epilog="Example: formcheck history restore history-backup.db")
def restore(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(metavar="FILE", help="Restore this backup.")],
    yes: Annotated[bool, _YES] = False,
    data: Annotated[Path | None, DATA] = None,
) -> None:
    """Put a backup in place of the history.

    The present history is kept aside.
    """
    from formcheck.history.backup import check_backup
    from formcheck.history.backup import restore as put_back
    from formcheck.history.database import history_path

    folder = data or context.obj
    check_backup(file)
    if history_path(folder).exists():
        _be_sure(f"Replace {history_path(folder)} by {file}?", yes=yes)
    aside = put_back(folder, file)
    print(plain(f"Restored from {file}."))
    if aside:
        print(plain(f"The history of before is in {aside}"))


def _list(folder: Path | None, wanted: "Wanted") -> None:

    from formcheck.cli.history_text import session_table
    from formcheck.cli.terminal import terminal
    from formcheck.history import History, Wanted

    console = terminal(markup=False)
    with History(folder) as store:
        sessions = store.sessions(wanted)
        is_empty = not sessions and not store.sessions(Wanted(limit=1))
    if sessions:
        console.print(session_table(sessions))
    else:
        console.print(_EMPTY if is_empty else "No session matches these options.", soft_wrap=True)


def _date(moment: datetime | None) -> date | None:
    return moment.date() if moment else None


def _be_sure(question: str, *, yes: bool) -> None:
    """Ask for confirmation of a step that cannot be undone.

    Raises:
        UsageError: there is no terminal to ask.
    """
    from formcheck.errors import UsageError

    if yes:
        return
    if not sys.stdin.isatty():
        raise UsageError("this command asks for confirmation: run it in a terminal, or with --yes")
    typer.confirm(question, abort=True)
