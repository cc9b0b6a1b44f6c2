"""Markdown tables and the statistics in them."""

import math
from collections.abc import Iterable, Sequence
from typing import Final

import numpy as np
import numpy.typing as npt

_RESAMPLES: Final = 1000
_SEED: Final = 1


def markdown(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A table, or a line that says that there is nothing to show."""
    lines = [f"| {' | '.join(row)} |" for row in rows]
    if not lines:
        return "(nothing of this in the data)"
    return "\n".join([f"| {' | '.join(head)} |", f"|{'---|' * len(head)}", *lines])


def number(value: float, digits: int = 1, *, sign: bool = False) -> str:
    """A number, or a dash where there is none."""
    if math.isnan(value):
        return "-"
    return f"{value:{'+' if sign else ''}.{digits}f}"


def share(part: float, whole: float) -> str:
    """A share as per cent with its count: `95 % (19 of 20)`."""
    return f"{100.0 * part / whole:.0f} % ({part:.0f} of {whole:.0f})" if whole else "-"


def ratio(part: float, whole: float) -> float:
    """A share, NaN of nothing."""
    return part / whole if whole else math.nan


def interval(low: float, high: float) -> str:
    """A 95 % interval of a number between 0 and 1."""
    return "-" if math.isnan(low) else f"{low:.2f}-{high:.2f}"


def bootstrap_f1(
    hits: npt.ArrayLike, misses: npt.ArrayLike, false: npt.ArrayLike
) -> tuple[float, float]:
    """95 % interval of F1 over clips drawn again and again; each array has one row a clip."""
    counts = np.array([hits, misses, false], dtype=float)
    if counts[:2].sum() == 0:
        return math.nan, math.nan
    rng = np.random.default_rng(_SEED)
    drawn = rng.integers(counts.shape[1], size=(_RESAMPLES, counts.shape[1]))
    hit, missed, wrong = counts[:, drawn].sum(axis=2)
    with np.errstate(invalid="ignore"):
        scores = 2 * hit / (2 * hit + missed + wrong)
    low, high = np.nanpercentile(scores, [2.5, 97.5])
    return float(low), float(high)
