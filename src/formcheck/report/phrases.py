"""A finished set and its findings in words."""

from collections.abc import Mapping
from typing import Final

from formcheck.exercises.ladders import version_name, version_of
from formcheck.exercises.spec import Exercise
from formcheck.report.stills import gravest
from formcheck.result import FindingResult, SetResult
from formcheck.words import findings
from formcheck.words.advice import headline
from formcheck.words.amounts import held_well, repeated

_NAMED: Final = 2  # faults that the sentence names


def sentence(exercise: Exercise, finished: SetResult) -> str:
    """A set in one sentence: its amount and its gravest faults."""
    worst = gravest(finished.findings)
    if not worst:
        judged = len(finished.not_judged) < len(exercise.faults)
        return findings.summary_without(extent(finished), judged=judged)
    faults = [_how_often(finding.fault, finished) for finding in worst[:_NAMED]]
    severe = worst[0].severity == "severe"
    return findings.summary(extent(finished), faults, len(worst[_NAMED:]), severe=severe)


def _how_often(fault: str, finished: SetResult) -> str:
    of_fault = [finding for finding in finished.findings if finding.fault == fault]
    reps = {finding.rep for finding in of_fault if finding.rep is not None}
    if finished.reps and reps:
        return findings.in_reps(fault, len(reps), len(finished.reps))
    if finished.hold:
        return findings.lasting(fault, sum(finding.end_s - finding.start_s for finding in of_fault))
    return findings.so_often(fault, len(of_fault))


def advice_words(finished: SetResult, known: Mapping[str, Exercise]) -> str:
    """What to do next time, in a few words."""
    advice = finished.advice
    if not advice.to:
        return headline(advice.action, to="")
    version = version_of(advice.to, level=advice.level)
    return headline(advice.action, to=version_name(version, known, after=finished.exercise))


def extent(finished: SetResult) -> str:
    """The amount of a set: its time or its repetitions."""
    if finished.hold:
        return held_well(finished.hold.total_s, finished.hold.good_form_s)
    complete = sum(rep.complete for rep in finished.reps)
    return repeated(complete, len(finished.reps) - complete, len(finished.attempts))


def peak_words(finding: FindingResult) -> str:
    """The worst value of a finding, with uncertainty and limit; empty without a value."""
    worst = finding.peak
    return findings.peak(worst.measure, worst.value, worst.uncertainty, worst.unit, worst.threshold)


def finding_words(finding: FindingResult) -> str:
    """A finding in one line, its grade and name first."""
    words = findings.graded(finding.fault, finding.severity)
    span_s = finding.start_s, finding.end_s
    return findings.finding(words, span_s, finding.rep, peak_words(finding))
