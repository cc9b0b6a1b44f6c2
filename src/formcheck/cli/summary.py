"""The summary that `analyze` and `live` print."""

from collections.abc import Mapping

from rich.console import Console
from rich.markup import escape
from rich.text import Text

from formcheck.coaching.advice import name_of
from formcheck.exercises.spec import Exercise
from formcheck.report.phrases import advice_words, extent, finding_words
from formcheck.result import FindingResult, SessionResult, SetResult
from formcheck.words.advice import warm_ups
from formcheck.words.findings import graded, not_judged
from formcheck.words.language import _
from formcheck.words.safety import safety
from formcheck.words.units import share

_STYLE = {"severe": "bold red", "mild": "yellow"}


def print_summary(console: Console, result: SessionResult, known: Mapping[str, Exercise]) -> None:
    """Print the findings, the advice, and the reasons for missing verdicts."""
    clip, coverage = result.clip, result.coverage
    words = _(
        "{seconds:.1f} s, {frames} frames; could be judged {share} of the time",
        seconds=clip.duration_s,
        frames=clip.frames,
        share=share(coverage.usable_fraction),
    )
    console.print(f"[bold]{escape(clip.path)}[/]: {words}", soft_wrap=True)
    for message in coverage.messages:
        line = _("note: {message}", message=escape(message))
        console.print(f"  {line}", soft_wrap=True)
    if not result.view.judgeable:
        for reason in result.view.reasons:
            line = _("[bold]can't judge[/]: {reason}", reason=escape(reason))
            console.print(f"  {line}", soft_wrap=True)
    for entry in result.sets:
        _print_set(console, entry, known)
    console.print(f"\n{safety()}", style="dim", soft_wrap=True)


def _print_set(console: Console, entry: SetResult, known: Mapping[str, Exercise]) -> None:
    sure = _("(recognised, {share} sure)", share=share(entry.confidence))
    console.print(
        f"\n[bold]{escape(known[entry.exercise].title)}[/]{'' if entry.declared else f' {sure}'} "
        f"{entry.start_s:.1f}-{entry.end_s:.1f} s: {extent(entry)}",
        soft_wrap=True,
    )
    for finding in entry.findings:
        console.print(_finding(finding), soft_wrap=True)
    for missed in entry.not_judged:
        console.print(f"  {escape(not_judged(missed.fault, missed.reason))}", soft_wrap=True)
    advice = entry.advice
    console.print(
        f"  [bold]{escape(advice_words(entry, known))}[/]. {escape(advice.why)}", soft_wrap=True
    )
    if advice.warm_ups:
        names = [name_of(exercise, known) for exercise in advice.warm_ups]
        console.print(f"  {escape(warm_ups(names))}", soft_wrap=True)


def _finding(finding: FindingResult) -> Text:
    line = Text(f"  {finding_words(finding)}")
    head = graded(finding.fault, finding.severity)
    line.stylize(_STYLE[finding.severity], 2, 2 + len(head))
    return line
