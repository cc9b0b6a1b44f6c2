"""A fault that was found: its name, its grade, when it was, and how far it went."""

from formcheck.words.language import _, marked
from formcheck.words.measures import label
from formcheck.words.names import name_of_id
from formcheck.words.units import measured, number

_GRADES = {"mild": marked("mild"), "severe": marked("severe")}


def graded(fault: str, severity: str) -> str:
    """A fault and how grave it is."""
    return _("{grade} {fault}").format(grade=_(_GRADES[severity]), fault=name_of_id(fault))


def finding(words: str, span_s: tuple[float, float], rep: int | None, peak: str) -> str:
    """What was found in one line.

    Args:
        words: the fault, as `graded` words it.
        span_s: when it began and when it ended.
        rep: the repetition it belongs to, if any.
        peak: its worst value, as `peak` words it.
    """
    start, end = (f"{edge_s:.1f}" for edge_s in span_s)
    if rep is None:
        line = _("{fault}, {start}-{end} s")
    else:
        line = _("{fault}, {start}-{end} s, rep {rep}")
    line = line.format(fault=words, start=start, end=end, rep=rep)
    return f"{line}: {peak}" if peak else line


def peak(
    measure: str,
    value: float | None,
    uncertainty: float | None,
    unit: str,
    threshold: float | None,
) -> str:
    """A finding's worst value, its uncertainty and its limit; empty where there is none."""
    if value is None:
        return ""
    worst = f"{label(measure)} {measured(value, uncertainty, unit)}"
    if threshold is None:
        return worst
    return _("{worst} (limit {limit})").format(worst=worst, limit=number(threshold, unit))
