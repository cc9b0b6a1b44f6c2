"""`formcheck score`: judge many clips, one row each."""

from pathlib import Path
from typing import Annotated

import typer

from formcheck.cli.interrupt import raise_if_interrupted
from formcheck.cli.options import CATALOGUE, PROFILE

EPILOG = "Example: formcheck score samples --expect samples/expected.toml"
_NOT_AS_EXPECTED = 4


def score(
    paths: Annotated[
        list[Path], typer.Argument(metavar="PATH...", help="Video files, or folders of them.")
    ],
    exercise: Annotated[
        str | None,
        typer.Option(
            "--exercise",
            "-e",
            metavar="ID",
            help="What is done in the clips; auto: recognise it "
            "[what the --expect file says, else auto].",
        ),
    ] = None,
    out: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Write the rows to this CSV file.")
    ] = None,
    expect: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE", help="What is true of each clip; exit status 4 where it differs."
        ),
    ] = None,
    catalogue: Annotated[Path | None, CATALOGUE] = None,
    profile: Annotated[str | None, PROFILE] = None,
    model: Annotated[
        str, typer.Option(metavar="NAME", help="lite, full, heavy, or the path of a bundle.")
    ] = "full",
) -> None:
    """Judge many clips: one row each; a clip that fails is a row, never a stop."""
    from rich.console import Console
    from rich.table import Table

    from formcheck.batch.expect import read_expectations
    from formcheck.batch.score import Row, find_clips, score_clip, write_rows
    from formcheck.calibration import load_profile
    from formcheck.exercises.catalogue import catalogue_with
    from formcheck.session import AUTO

    known = catalogue_with(catalogue)
    own = load_profile(profile) if profile else None
    expected = read_expectations(expect) if expect else {}
    clips = find_clips(paths)
    console = Console(highlight=False)
    table = Table(box=None)
    for heading in ("Clip", "Exercise", "Seen", "Faults", "Advice", "As expected"):
        table.add_column(heading, overflow="fold")
    rows: list[Row] = []
    differs = 0
    for clip in clips:
        wanted = expected.get(clip.resolve())
        judged_as = exercise or (wanted.exercise if wanted else AUTO)
        scored = score_clip(clip, judged_as, model, known, own)
        raise_if_interrupted()
        rows += scored.rows
        verdict = ""
        if wanted:
            wrong = wanted.differences(scored.result) if scored.result else ["nothing judged"]
            differs += bool(wrong)
            verdict = "; ".join(wrong) or "yes"
        for row in scored.rows:
            table.add_row(
                clip.name,
                row.exercise,
                row.seen,
                row.faults.replace(";", " "),
                row.regress_to,
                verdict,
            )
    console.print(table)
    if out:
        write_rows(rows, out)
    if differs:
        console.print(f"{differs} of {len(clips)} clips differ from {expect}")
        raise typer.Exit(_NOT_AS_EXPECTED)
