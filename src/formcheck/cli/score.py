"""`formcheck score`: judges many clips, one row each."""

import sys
from collections.abc import Iterable
from contextlib import nullcontext
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from formcheck.cli.options import CATALOGUE, MODEL, PROFILE
from formcheck.words.language import _

if TYPE_CHECKING:
    from rich.console import Console

    from formcheck.batch.engines import Engine
    from formcheck.batch.rows import Row
    from formcheck.batch.score import ClipOutcome, Settings, Task

EPILOG = "Example: formcheck score clips --out scores.csv --jobs 2"
_NOT_AS_EXPECTED = 4

_Scored = list[tuple["Task", "ClipOutcome"]]


def score(
    paths: Annotated[
        list[str],
        typer.Argument(
            metavar="PATH...",
            help="Judge these videos, Recordings, folders, globs or addresses (s3://...), or the "
            "clips of a manifest (.csv or .toml: clip, exercise, profile, labels).",
        ),
    ],
    exercise: Annotated[
        str | None,
        typer.Option(
            "--exercise",
            "-e",
            metavar="ID",
            help="Judge this exercise where a manifest names none, or recognise it (auto) "
            "[the one in the --expect file, else auto].",
        ),
    ] = None,
    out: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="Write the rows to this .csv, .jsonl or .parquet file."),
    ] = None,
    jobs: Annotated[
        int | None,
        typer.Option(min=1, metavar="N", help="Judge this many clips at a time [one a core]."),
    ] = None,
    engine: Annotated[
        Literal["processes", "dask", "ray"],
        typer.Option(help="Judge on this computer (processes) or on a cluster."),
    ] = "processes",
    scheduler: Annotated[
        str | None,
        typer.Option(metavar="ADDRESS", help="Use the Dask or Ray cluster at this address."),
    ] = None,
    reports: Annotated[
        Path | None,
        typer.Option(metavar="DIR", help="Write a report of each clip and an index.html here."),
    ] = None,
    resume: Annotated[
        bool, typer.Option("--resume", help="Continue where the last run with this --out stopped.")
    ] = False,
    from_recordings: Annotated[
        bool,
        typer.Option("--from-recordings", help="Judge the Recordings in folders, not the videos."),
    ] = False,
    timeout: Annotated[
        float | None,
        typer.Option(
            min=1.0,
            metavar="SECONDS",
            help="Give up a clip after this time without a picture [120].",
        ),
    ] = None,
    expect: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE", help="Compare with this file; exit with status 4 if a clip differs."
        ),
    ] = None,
    catalogue: Annotated[Path | None, CATALOGUE] = None,
    profile: Annotated[str | None, PROFILE] = None,
    model: Annotated[str, MODEL] = "full",
) -> None:
    """Judge many clips, and write a row for each set.

    A clip that fails becomes a row with the reason. The run goes on.
    """
    from formcheck.batch.engines import open_engine
    from formcheck.batch.expect import read_expectations
    from formcheck.batch.reports import INDEX, without_our_videos
    from formcheck.batch.score import STALL_S, settings_for
    from formcheck.batch.tasks import tasks_for
    from formcheck.cli.terminal import terminal
    from formcheck.exercises.catalogue import catalogue_with
    from formcheck.files import keep_inputs

    _check_options(out, reports, engine, resume=resume)
    known = catalogue_with(catalogue)
    expected = read_expectations(expect) if expect else {}
    tasks = tasks_for(
        paths,
        exercise,
        known,
        profile=profile,
        expected=expected,
        recordings=from_recordings,
    )
    if reports:
        tasks = without_our_videos(tasks, reports)
    keep_inputs(
        [*paths, *(task.clip for task in tasks), expect, profile, model],
        [out, reports and reports / INDEX],
    )
    settings = settings_for(model, known, timeout or STALL_S, reports)
    console = terminal()
    scored: _Scored = []
    try:
        with open_engine(engine, jobs, scheduler) as opened:
            _judge(scored, tasks, settings, opened, out, resume=resume)
    except KeyboardInterrupt:
        _say_how_far(len(scored), len(tasks), journaled=out is not None)
        raise
    finally:
        if scored and not out:
            _print_clips(console, scored)
    _print_totals(console, _rows(scored))
    if out:
        console.print(f"Written to {out}", style="dim", soft_wrap=True)
    if reports:
        console.print(f"Reports: {reports / INDEX}", style="dim", soft_wrap=True)
    differing = [(task, outcome) for task, outcome in scored if outcome.differences]
    if differing:
        if out:
            _print_clips(console, differing)
        console.print(f"{len(differing)} of {len(tasks)} clips differ from {expect}")
        raise typer.Exit(_NOT_AS_EXPECTED)


def _check_options(out: Path | None, reports: Path | None, engine: str, *, resume: bool) -> None:
    from formcheck.batch.rows import check_table
    from formcheck.errors import UsageError

    if out:
        check_table(out)
    elif resume:
        raise UsageError(
            "--resume needs --out: the journal of judged clips is kept beside that file"
        )
    if reports and engine != "processes":
        raise UsageError("--reports needs --engine processes: a cluster's workers keep no files")


def _judge(
    scored: _Scored,
    tasks: list["Task"],
    settings: "Settings",
    engine: "Engine",
    out: Path | None,
    *,
    resume: bool,
) -> None:
    """Judge every clip into `scored`, sorted at the end; write the table and the reports' index."""
    from formcheck.batch.journal import Journal
    from formcheck.batch.reports import write_index_of
    from formcheck.batch.rows import write_rows
    from formcheck.batch.run import score_all
    from formcheck.cli.progress import clip_progress

    failed = 0
    journal_of = Journal(out, resume=resume) if out else nullcontext()
    with journal_of as journal, clip_progress(len(tasks)) as progress:
        try:
            for task, outcome in score_all(tasks, settings, engine, journal):
                scored.append((task, outcome))
                failed += outcome.rows[0].status != "ok"
                progress(failed)
        finally:
            if settings.reports:
                outcomes = {task.order: outcome for task, outcome in scored}
                write_index_of(settings.reports, tasks, outcomes, settings.known)
        scored.sort(key=lambda task_and_outcome: task_and_outcome[0].order)
        if out and journal:
            write_rows(_rows(scored), out)
            journal.finish()


def _rows(scored: _Scored) -> list["Row"]:
    return [row for _task, outcome in scored for row in outcome.rows]


def _say_how_far(judged: int, clips: int, *, journaled: bool) -> None:
    how = "; the same command with --resume goes on" if journaled else ""
    print(f"formcheck: {judged} of {clips} clips are done{how}", file=sys.stderr)


def _print_clips(console: "Console", scored: _Scored) -> None:
    """Print a line for each clip and set."""
    from rich.table import Table

    table = Table(box=None)
    for heading in (
        _("Clip"), _("Exercise"), _("Seen"), _("Faults"), _("Advice"), _("As expected"),
    ):  # fmt: skip
        table.add_column(heading, overflow="fold")
    for task, outcome in scored:
        verdict = ""
        if outcome.differences is not None:
            verdict = "; ".join(outcome.differences) or _("yes")
        for row in outcome.rows:
            cells = (
                row.exercise,
                row.summary,
                row.faults.replace(";", " "),
                row.regress_to,
                verdict,
            )
            name = task.name.rsplit("/", 1)[-1]
            table.add_row(*map(_plain, (name, *cells)))
    console.print(table)


def _print_totals(console: "Console", rows: Iterable["Row"]) -> None:
    """Print the totals of each exercise."""
    from rich.table import Table

    from formcheck.batch.totals import totals
    from formcheck.words.units import share

    table = Table(box=None)
    table.add_column(_("Exercise"))
    for heading in (
        _("Clips"), _("Reps"), _("Held"), _("Faults"), _("Not judged"), _("Failed"),
    ):  # fmt: skip
        table.add_column(heading, justify="right")
    for exercise, total in totals(rows).items():
        not_judged = ""
        if total.not_judged is not None:
            not_judged = _("{share} of the time", share=share(total.not_judged))
        numbers = (len(total.clips), total.reps, f"{total.hold_s:.0f} s", total.faults)
        table.add_row(_plain(exercise), *map(str, numbers), not_judged, str(total.failures))
    console.print(table)


def _plain(text: str) -> str:
    """The text with its brackets escaped: the terminal prints them as they are."""
    from rich.markup import escape

    return escape(text)
