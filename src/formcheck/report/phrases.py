"""What the page says of numbers, faults and sets, in words."""

from collections.abc import Mapping
from typing import Final

from formcheck.exercises.ladders import version_name, version_of
from formcheck.exercises.spec import Exercise
from formcheck.exercises.wording import name_and_unit
from formcheck.report.stills import gravest
from formcheck.result import FindingResult, SetResult

_SYMBOLS: Final = {
    "deg": "°",
    "deg/s": "°/s",
    "T": " torso lengths",
    "T/s": " torso lengths/s",
    "L": " leg lengths",
    "s": " s",
    "1": "",
}
_DECIMALS: Final = {"deg": 0, "deg/s": 0, "T": 2, "T/s": 2, "L": 2, "s": 1}
SHORT_UNITS: Final = {" torso lengths": " T", " leg lengths": " L", " torso lengths/s": " T/s"}


def sentence(exercise: Exercise, seen: SetResult) -> str:
    """What was seen of a set, in one sentence."""
    extent = _held(seen) if seen.hold else _counted(seen)
    found = gravest(seen.findings)
    if not found:
        judged = len(seen.not_judged) < len(exercise.faults)
        ending = "no fault was seen" if judged else "its form could not be judged"
        return f"{extent}; {ending}."
    words = [f"{in_words(one.fault)} {_how_often(one.fault, seen)}" for one in found[:2]]
    if len(found) > 2:
        words.append(many(len(found) - 2, "more fault"))
    listed = " and ".join([", ".join(words[:-1]), words[-1]] if words[1:] else words)
    grade = ", severe at worst" if found[0].severity == "severe" else ""
    return f"{extent}; {listed}{grade}."


def _held(seen: SetResult) -> str:
    assert seen.hold is not None
    good = seen.hold.good_form_s
    judged = "form not judged" if good is None else f"{good:.1f} s of that in good form"
    return f"Held for {seen.hold.total_s:.1f} s, {judged}"


def _counted(seen: SetResult) -> str:
    complete = sum(rep.complete for rep in seen.reps)
    parts = [many(complete, "repetition")]
    if complete < len(seen.reps):
        parts.append(f"{len(seen.reps) - complete} incomplete")
    if seen.attempts:
        parts.append(many(len(seen.attempts), "failed attempt"))
    return ", ".join(parts)


def _how_often(fault: str, seen: SetResult) -> str:
    found = [one for one in seen.findings if one.fault == fault]
    reps = {one.rep for one in found if one.rep is not None}
    if seen.reps and reps:
        return f"in {len(reps)} of {len(seen.reps)}"
    if seen.hold:
        return f"for {sum(one.end_s - one.start_s for one in found):.1f} s"
    return "once" if len(found) == 1 else f"{len(found)} times"


def many(count: int, thing: str) -> str:
    """A count with its noun."""
    return f"{count} {thing}{'' if count == 1 else 's'}"


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


def peak_words(finding: FindingResult) -> str:
    """A finding's worst value, its uncertainty and its limit; empty where there is none."""
    peak = finding.peak
    if peak.value is None:
        return ""
    value = measured(peak.value, peak.uncertainty, peak.unit)
    limit = "" if peak.threshold is None else f" (limit {number(peak.threshold, peak.unit)})"
    return f"{measure_words(peak.measure)} {value}{limit}"


def measure_words(measure: str) -> str:
    """What a finding quotes, without its unit: a measure, its fastest change, a duration."""
    return name_and_unit(measure.removesuffix("_per_s"))[0].removesuffix(" s")


def value_words(finding: FindingResult) -> str:
    """A finding's worst value by itself; empty where there is none."""
    peak = finding.peak
    # Lengths are long words, and stand above.
    lengths = tuple(SHORT_UNITS)
    words = "" if peak.value is None else number(peak.value, peak.unit)
    return words.removesuffix(_SYMBOLS.get(peak.unit, "")) if words.endswith(lengths) else words


def measured(value: float, uncertainty: float | None, unit: str) -> str:
    """A value, its standard uncertainty where it has one, and the unit."""
    error = f" ± {_digits(uncertainty, unit)}" if uncertainty else ""
    return f"{_digits(value, unit)}{error}{_SYMBOLS.get(unit, f' {unit}')}"


def number(value: float, unit: str) -> str:
    """A value with its unit."""
    return measured(value, None, unit)


def _digits(value: float, unit: str) -> str:
    """A number with no more digits than it is good for."""
    if unit not in _DECIMALS:
        return f"{value:.2g}".replace("-", "\N{MINUS SIGN}")
    decimals = _DECIMALS[unit]
    rounded = round(value, decimals) + 0.0  # no negative zero
    return f"{rounded:.{decimals}f}".replace("-", "\N{MINUS SIGN}")


def in_words(name: str) -> str:
    """An id in words."""
    return name.replace("_", " ")


def clock(seconds: float) -> str:
    """Seconds, from a minute on with minutes."""
    minutes, rest = divmod(round(seconds, 1), 60)
    return f"{minutes:.0f}:{rest:04.1f}" if minutes else f"{rest:.1f} s"
