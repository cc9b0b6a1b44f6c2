"""`formcheck export`: an analysis in files that other programs open."""

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

EPILOG = "Example: formcheck export formcheck-out/plank --format trc"


class Kind(StrEnum):
    """The kinds of file."""

    TRC = "trc"
    MOT = "mot"
    CSV = "csv"
    PARQUET = "parquet"
    JSON = "json"


def export(
    result: Annotated[
        Path,
        typer.Argument(
            metavar="RESULT",
            help="The folder that `analyze` wrote, or its result.json or recording.npz.",
        ),
    ],
    kind: Annotated[
        Kind,
        typer.Option(
            "--format",
            help="trc: landmarks in metres; mot: angles in degrees; csv, parquet, json: all of it, "
            "a row a picture.",
        ),
    ],
    out: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE",
            help="Name of the file [landmarks.trc, angles.mot or frames.* beside the results].",
        ),
    ] = None,
) -> None:
    """Write what was measured for biomechanics tools, spreadsheets and programs."""
    from formcheck.report.export import export as write

    print(f"Written to {write(result, kind.value, out)}")
