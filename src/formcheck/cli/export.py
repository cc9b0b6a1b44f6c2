"""`formcheck export`: writes an analysis for other programs."""

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from formcheck.plain import plain

EPILOG = "Example: formcheck export formcheck-out/plank --format trc"


class Kind(StrEnum):
    """Kinds of file."""

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
            help="Read this folder of `analyze`, or its result.json or recording.npz.",
        ),
    ],
    kind: Annotated[
        Kind,
        typer.Option(
            "--format",
            help="Write landmarks in metres (trc), angles in degrees (mot), or everything, a row "
            "a frame (csv, parquet, json).",
        ),
    ],
    out: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE",
            help="Write to this file [landmarks.trc, angles.mot or frames.* beside the results].",
        ),
    ] = None,
) -> None:
    """Write an analysis for biomechanics tools or spreadsheets."""
    from formcheck.report.export import export as write

    print(plain(f"Written to {write(result, kind.value, out)}"))
