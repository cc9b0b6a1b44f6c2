"""What is said of a set and its findings."""

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


def sentence(exercise: Exercise, seen: SetResult) -> str:
    """What was seen of a set, in one sentence."""
    worst = gravest(seen.findings)
    if not worst:
        judged = len(seen.not_judged) < len(exercise.faults)
        return findings.summary_without(extent(seen), judged=judged)
    faults = [_how_often(one.fault, seen) for one in worst[:_NAMED]]
    severe = worst[0].severity == "severe"
    return findings.summary(extent(seen), faults, len(worst[_NAMED:]), severe=severe)


def _how_often(fault: str, seen: SetResult) -> str:
    found = [one for one in seen.findings if one.fault == fault]
    reps = {one.rep for one in found if one.rep is not None}
    if seen.reps and reps:
        return findings.in_reps(fault, len(reps), len(seen.reps))
    if seen.hold:
        return findings.lasting(fault, sum(one.end_s - one.start_s for one in found))
    return findings.so_often(fault, len(found))


def advice_words(seen: SetResult, known: Mapping[str, Exercise]) -> str:
    """What to do next time, in a few words."""
    advice = seen.advice
    if not advice.to:
        return headline(advice.action, "")
    version = version_of(advice.to, level=advice.level)
    return headline(advice.action, version_name(version, known, after=seen.exercise))


def extent(seen: SetResult) -> str:
    """How much was done in a set."""
    if seen.hold:
        return held_well(seen.hold.total_s, seen.hold.good_form_s)
    complete = sum(rep.complete for rep in seen.reps)
    return repeated(complete, len(seen.reps) - complete, len(seen.attempts))


def peak_words(finding: FindingResult) -> str:
    """A finding's worst value, its uncertainty and its limit; empty where there is none."""
    worst = finding.peak
    return findings.peak(worst.measure, worst.value, worst.uncertainty, worst.unit, worst.threshold)


def finding_words(finding: FindingResult) -> str:
    """A finding in one line, its grade and name first."""
    words = findings.graded(finding.fault, finding.severity)
    span_s = finding.start_s, finding.end_s
    return findings.finding(words, span_s, finding.rep, peak_words(finding))
