"""A fault that was found: its name, its grade, when it was, and how far it went."""

from collections.abc import Sequence

from formcheck.words.counts import counted
from formcheck.words.language import Sentences, _, marked, ngettext
from formcheck.words.measures import label
from formcheck.words.names import capital, name_of_id
from formcheck.words.units import measured, number

#: The grade of a fault.
grade = Sentences(mild=marked("mild"), severe=marked("severe"))


def graded(fault: str, severity: str) -> str:
    """A fault and how grave it is."""
    return _("{grade} {fault}", grade=grade(severity), fault=name_of_id(fault))


def finding(words: str, span_s: tuple[float, float], rep: int | None, peak: str) -> str:
    """A finding in one line: the fault as `graded` words it, the worst value as `peak` does."""
    start, end = (f"{edge_s:.1f}" for edge_s in span_s)
    if rep is None:
        line = _("{fault}, {start}-{end} s")
    else:
        line = _("{fault}, {start}-{end} s, rep {rep}")
    line = line.format(fault=words, start=start, end=end, rep=rep)
    return f"{line}: {peak}" if peak else line


def not_judged(fault: str, reason: str) -> str:
    """A fault that could not be judged, and why."""
    return _("not judged: {fault} ({reason})", fault=name_of_id(fault), reason=reason)


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
    return _("{worst} (limit {limit})", worst=worst, limit=number(threshold, unit))


def in_reps(fault: str, count: int, reps: int) -> str:
    """A fault, and in how many repetitions it was."""
    return _("{fault} in {count} of {reps}", fault=name_of_id(fault), count=count, reps=reps)


def lasting(fault: str, seconds: float) -> str:
    """A fault, and how long it was there."""
    return _("{fault} for {time}", fault=name_of_id(fault), time=number(seconds, "s"))


def so_often(fault: str, count: int) -> str:
    """A fault, and how often it was found."""
    return ngettext(
        "{fault} once", "{fault} {count} times", count, fault=name_of_id(fault), count=count
    )


def summary(done: str, faults: Sequence[str], more: int, *, severe: bool) -> str:
    """A set in one sentence: how much was done, some faults, and how many more there were."""
    if more:
        faults = [*faults, counted(more, "more fault")]
    listed = faults[-1]
    if faults[1:]:
        listed = _("{some} and {last}", some=", ".join(faults[:-1]), last=faults[-1])
    if severe:
        return _("{done}; {faults}, severe at worst.", done=capital(done), faults=listed)
    return _("{done}; {faults}.", done=capital(done), faults=listed)


def summary_without(done: str, *, judged: bool) -> str:
    """A set without any fault in one sentence."""
    if judged:
        return _("{done}; no fault was seen.", done=capital(done))
    return _("{done}; its form could not be judged.", done=capital(done))
