"""`formcheck history`: what was done, and what to do with what is kept of it."""

import sys
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Final, Literal

import typer

from formcheck.cli.options import DATA

if TYPE_CHECKING:
    from formcheck.history import Wanted

_LATEST: Final = 20
_DAY: Final[dict[str, Any]] = {"formats": ["%Y-%m-%d"], "metavar": "YYYY-MM-DD"}
_SINCE: Final[Any] = typer.Option("--since", help="First day.", **_DAY)
_UNTIL: Final[Any] = typer.Option("--until", help="Last day.", **_DAY)
_YES: Final[Any] = typer.Option("--yes", help="Do not ask.")
_EMPTY: Final = (
    "There is no session in your history yet: `formcheck live --save` and "
    "`formcheck analyze --save` write into it."
)

app = typer.Typer(rich_markup_mode=None, epilog="Example: formcheck history show 12")


@app.callback(invoke_without_command=True)
def history(context: typer.Context, data: Annotated[Path | None, DATA] = None) -> None:
    """Show what was done; export, back up or erase it. Nothing of it leaves this computer."""
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
        str | None, typer.Option("--exercise", "-e", metavar="ID", help="Done in them.")
    ] = None,
    kind: Annotated[
        Literal["live", "analyze", "test"] | None, typer.Option(help="Which command made them.")
    ] = None,
    limit: Annotated[int, typer.Option(min=1, help="No more than so many.")] = _LATEST,
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
        int | None, typer.Argument(metavar="[NUMBER]", help="Of the session [the last one].")
    ] = None,
    data: Annotated[Path | None, DATA] = None,
) -> None:
    """Show one session: sets, repetitions, findings, advice, check-ins."""
    from rich.console import Console

    from formcheck.cli.history_text import print_session
    from formcheck.errors import UsageError
    from formcheck.history import History, Wanted
    from formcheck.history.export import session_in_words

    console = Console(highlight=False, markup=False)
    with History(data or context.obj) as kept:
        latest = kept.sessions(Wanted(limit=1))
        if not latest:
            console.print(_EMPTY, soft_wrap=True)
            return
        number = latest[0].done.number if number is None else number
        session = session_in_words(kept, number)
    if session is None:
        raise UsageError(f"there is no session {number}: `formcheck history` lists them")
    print_session(console, session)


@app.command(epilog="Example: formcheck history trends --since 2026-09-01")
def trends(
    context: typer.Context,
    since: Annotated[datetime | None, _SINCE] = None,
    data: Annotated[Path | None, DATA] = None,
) -> None:
    """Show how it goes: good form, clean repetitions, control angle, curl share, pain."""
    from rich.console import Console

    from formcheck.cli.history_text import trend_table
    from formcheck.history import History
    from formcheck.report.trends import trend_charts

    console = Console(highlight=False, markup=False)
    with History(data or context.obj) as kept:
        points = kept.trends(since.astimezone() if since else None)
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
    out: Annotated[Path, typer.Option(metavar="PATH", help="The page.")] = Path("progress.html"),
    data: Annotated[Path | None, DATA] = None,
) -> None:
    """Write all of it as one page that opens in a browser and needs no network."""
    from formcheck.history import History
    from formcheck.report.progress import write_progress

    with History(data or context.obj) as kept:
        points, check_ins, tests = kept.trends(), kept.check_ins(), kept.tests()
    write_progress(out, points, check_ins, tests, date.today())
    print(f"Written to {out}")


@app.command(epilog="Example: formcheck history export --format jsonl --out history.jsonl")
def export(
    context: typer.Context,
    out: Annotated[Path, typer.Option(metavar="PATH", help="A folder for csv, a file for jsonl.")],
    form: Annotated[
        Literal["csv", "jsonl"],
        typer.Option("--format", help="csv: a folder of tables; jsonl: a session a line."),
    ] = "csv",
    data: Annotated[Path | None, DATA] = None,
) -> None:
    """Write all of it for other programs."""
    from formcheck.history import History
    from formcheck.history.export import write_csv, write_json_lines

    with History(data or context.obj) as kept:
        (write_csv if form == "csv" else write_json_lines)(kept, out)
    print(f"Written to {out}")


@app.command(epilog="Example: formcheck history erase --until 2026-06-30")
def erase(
    context: typer.Context,
    since: Annotated[datetime | None, _SINCE] = None,
    until: Annotated[datetime | None, _UNTIL] = None,
    yes: Annotated[bool, _YES] = False,
    data: Annotated[Path | None, DATA] = None,
) -> None:
    """Erase everything, or what was done on some days, and leave nothing of it behind."""
    from formcheck.cli.history_text import erasure_lines
    from formcheck.history import History
    from formcheck.history.erasing import erase as wipe
    from formcheck.history.erasing import what_goes

    with History(data or context.obj) as kept:
        erasure = what_goes(kept, _date(since), _date(until))
        if erasure.is_empty:
            print("There is nothing to erase.")
            return
        for line in erasure_lines(erasure):
            print(line)
        _be_sure("Erase it for good?", yes=yes)
        wipe(kept, erasure)
    print("Erased.")


@app.command(epilog="Example: formcheck history backup history-backup.db")
def backup(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(metavar="FILE", help="Where to.")],
    data: Annotated[Path | None, DATA] = None,
) -> None:
    """Copy the history into one file; Recordings are not part of it."""
    from formcheck.history import History
    from formcheck.history.backup import back_up

    with History(data or context.obj) as kept:
        back_up(kept, file)
    print(f"Written to {file}: `formcheck history restore {file}` puts it back")


@app.command(epilog="Example: formcheck history restore history-backup.db")
def restore(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(metavar="FILE", help="A backup.")],
    yes: Annotated[bool, _YES] = False,
    data: Annotated[Path | None, DATA] = None,
) -> None:
    """Put a backup in the place of the history; what was there is kept aside."""
    from formcheck.history.backup import check_backup
    from formcheck.history.backup import restore as put_back
    from formcheck.history.database import history_path

    folder = data or context.obj
    check_backup(file)
    if history_path(folder).exists():
        _be_sure(f"Replace {history_path(folder)} by {file}?", yes=yes)
    aside = put_back(folder, file)
    print(f"Restored from {file}.")
    if aside:
        print(f"What was there before is in {aside}")


def _list(folder: Path | None, wanted: "Wanted") -> None:
    from rich.console import Console

    from formcheck.cli.history_text import session_table
    from formcheck.history import History, Wanted

    console = Console(highlight=False, markup=False)
    with History(folder) as kept:
        found = kept.sessions(wanted)
        is_empty = not found and not kept.sessions(Wanted(limit=1))
    if found:
        console.print(session_table(found))
    else:
        console.print(_EMPTY if is_empty else "No session is like that.", soft_wrap=True)


def _date(moment: datetime | None) -> date | None:
    return moment.date() if moment else None


def _be_sure(question: str, *, yes: bool) -> None:
    """Ask before what cannot be undone.

    Raises:
        UsageError: there is nobody to ask.
    """
    from formcheck.errors import UsageError

    if yes:
        return
    if not sys.stdin.isatty():
        raise UsageError("this asks before it goes on: run it in a terminal, or with --yes")
    typer.confirm(question, abort=True)
