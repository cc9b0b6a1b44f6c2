"""What `analyze` prints."""

from collections.abc import Mapping

from rich.console import Console
from rich.markup import escape

from formcheck.coaching.advice import name_of
from formcheck.coaching.safety import SAFETY
from formcheck.exercises.ladders import version_name, version_of
from formcheck.exercises.spec import Exercise
from formcheck.result import FindingResult, SessionResult, SetResult

_SYMBOL = {"deg": "°", "deg/s": "°/s", "T": " torso lengths", "L": " leg lengths", "s": " s"}
_STYLE = {"severe": "bold red", "mild": "yellow"}


def print_summary(console: Console, result: SessionResult, known: Mapping[str, Exercise]) -> None:
    """Print a result for people: what was seen, what to do, what could not be judged.

    Args:
        console: to print to.
        result: of an analysis.
        known: exercises by id, for their names.
    """
    clip, coverage = result.clip, result.coverage
    console.print(
        f"[bold]{escape(clip.path)}[/]: {clip.duration_s:.1f} s, {clip.frames} frames; "
        f"could be judged {coverage.usable_fraction:.0%} of the time",
        soft_wrap=True,
    )
    for message in coverage.messages:
        console.print(f"  note: {escape(message)}", soft_wrap=True)
    if not result.view.judgeable:
        for reason in result.view.reasons:
            console.print(f"  [bold]can't judge[/]: {escape(reason)}", soft_wrap=True)
    for entry in result.sets:
        _print_set(console, entry, known)
    console.print(f"\n{SAFETY}", style="dim", soft_wrap=True)


def _print_set(console: Console, entry: SetResult, known: Mapping[str, Exercise]) -> None:
    sure = "" if entry.declared else f" (recognised, {entry.confidence:.0%} sure)"
    console.print(
        f"\n[bold]{escape(known[entry.exercise].name)}[/]{sure} "
        f"{entry.start_s:.1f}-{entry.end_s:.1f} s: {_extent(entry)}",
        soft_wrap=True,
    )
    for finding in entry.findings:
        console.print(f"  {_finding(finding)}", soft_wrap=True)
    for missed in entry.not_judged:
        console.print(
            f"  not judged: {escape(missed.fault)} ({escape(missed.reason)})", soft_wrap=True
        )
    advice = entry.advice
    to = ""
    if advice.to:
        version = version_of(advice.to, level=advice.level)
        to = f" to {version_name(version, known, after=entry.exercise)}"
    console.print(f"  [bold]{advice.action}{escape(to)}[/]: {escape(advice.why)}", soft_wrap=True)
    if advice.warm_ups:
        names = ", ".join(name_of(exercise, known) for exercise in advice.warm_ups)
        console.print(f"  warm-ups that may help, in this order: {names}", soft_wrap=True)


def _extent(entry: SetResult) -> str:
    if entry.hold:
        hold = entry.hold
        good = "could not be judged" if hold.good_form_s is None else f"{hold.good_form_s:.1f} s"
        return f"held {hold.total_s:.1f} s, good form {good}"
    complete = sum(rep.complete for rep in entry.reps)
    parts = [f"{complete} rep{'' if complete == 1 else 's'}"]
    if complete < len(entry.reps):
        parts.append(f"{len(entry.reps) - complete} incomplete")
    if entry.attempts:
        parts.append(f"{len(entry.attempts)} failed attempt(s)")
    return ", ".join(parts)


def _finding(finding: FindingResult) -> str:
    peak = finding.peak
    unit = _SYMBOL.get(peak.unit, "")
    value = "" if peak.value is None else f" {peak.value:.3g}{unit}"
    error = "" if peak.uncertainty is None else f" ± {peak.uncertainty:.2g}"
    limit = "" if peak.threshold is None else f" (limit {peak.threshold:.3g}{unit})"
    rep = "" if finding.rep is None else f", rep {finding.rep}"
    return (
        f"[{_STYLE[finding.severity]}]{finding.severity} {escape(finding.fault)}[/] "
        f"{finding.start_s:.1f}-{finding.end_s:.1f} s{rep}: "
        f"{escape(peak.measure)}{value}{error}{limit}"
    )
