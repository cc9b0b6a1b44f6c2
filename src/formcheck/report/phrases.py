"""What is said of a set and its findings."""

from collections.abc import Mapping

from formcheck.exercises.ladders import version_name, version_of
from formcheck.exercises.spec import Exercise
from formcheck.report.stills import gravest
from formcheck.result import FindingResult, SetResult
from formcheck.words import findings
from formcheck.words.amounts import held_well, repeated
from formcheck.words.counts import counted
from formcheck.words.names import capital, name_of_id


def sentence(exercise: Exercise, seen: SetResult) -> str:
    """What was seen of a set, in one sentence."""
    done = capital(extent(seen))
    found = gravest(seen.findings)
    if not found:
        judged = len(seen.not_judged) < len(exercise.faults)
        ending = "no fault was seen" if judged else "its form could not be judged"
        return f"{done}; {ending}."
    words = [f"{name_of_id(one.fault)} {_how_often(one.fault, seen)}" for one in found[:2]]
    if len(found) > 2:
        words.append(counted(len(found) - 2, "more fault"))
    listed = " and ".join([", ".join(words[:-1]), words[-1]] if words[1:] else words)
    grade = ", severe at worst" if found[0].severity == "severe" else ""
    return f"{done}; {listed}{grade}."


def _how_often(fault: str, seen: SetResult) -> str:
    found = [one for one in seen.findings if one.fault == fault]
    reps = {one.rep for one in found if one.rep is not None}
    if seen.reps and reps:
        return f"in {len(reps)} of {len(seen.reps)}"
    if seen.hold:
        return f"for {sum(one.end_s - one.start_s for one in found):.1f} s"
    return "once" if len(found) == 1 else f"{len(found)} times"


def advice_words(seen: SetResult, known: Mapping[str, Exercise]) -> str:
    """What to do next time, in a few words."""
    advice = seen.advice
    to = ""
    if advice.to:
        version = version_of(advice.to, level=advice.level)
        to = version_name(version, known, after=seen.exercise)
    return {
        "regress": f"Next time an easier version: {to}",
        "progress": f"Ready for a harder version: {to}",
        "stay": "Stay with this exercise",
        "stop": "Enough for today",
    }[advice.action]


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
