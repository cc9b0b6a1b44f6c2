"""The limits of an exercise's faults as levels that a chart can show."""

from collections.abc import Iterator
from dataclasses import dataclass

from formcheck.exercises.spec import Exercise, Fault, Feature, Grade, Limit, Severity
from formcheck.motion.measures import MEASURES
from formcheck.result import SetResult

# Features of a repetition that have a level in the chart of the measure itself.
_LEVELS = frozenset({"max", "min", "top", "mean"})


@dataclass(frozen=True, slots=True)
class Level:
    """One limit on a measure.

    Attributes:
        severity: grade that begins at the limit.
        value: the limit in the measure's unit.
        above: whether the fault lies above the limit, not below it.
    """

    fault: str
    severity: Severity
    value: float
    above: bool


def levels(exercise: Exercise, measure: str, finished: SetResult) -> list[Level]:
    """Limits on a measure, one for each fault and grade.

    A limit on a change from the person's own baseline has no fixed place. With a finding, the limit
    that the finding was compared with stands for the fault. Without one, a limit that always
    applies is preferred to a limit with a baseline.
    """
    drawn = []
    for fault in exercise.faults:
        if fault.measure != measure:
            continue  # a limit of another fault on this measure means little by itself
        compared = _compared(fault, measure, finished)
        for severity, grade in _grades(fault):
            limits = _limits(grade, measure)
            if compared and severity == compared.severity:
                drawn.append(compared)
            elif limits and not (compared and compared.severity == "severe"):
                drawn.append(_furthest(fault.id, severity, limits))
    return drawn


def _compared(fault: Fault, measure: str, finished: SetResult) -> Level | None:
    for finding in finished.findings:
        peak = finding.peak
        if finding.fault != fault.id or peak.measure != measure:
            continue
        if peak.threshold is not None and peak.value is not None and is_level(fault, measure):
            above = peak.value >= peak.threshold
            return Level(fault.id, finding.severity, peak.threshold, above)
    return None


def is_level(fault: Fault, measure: str) -> bool:
    """Whether a fault compares the measure's own value at one time.

    A trend, a change from the person's own baseline alone, and a range or a duration of a
    repetition are no such values.
    """
    if measure not in MEASURES:
        return False  # a speed of the repetition signal
    if any(isinstance(limit, Limit) and limit.trend_s for limit in fault.limits):
        return False
    return any(
        limit.measure == measure and not limit.change
        if isinstance(limit, Limit)
        else limit.of == measure and limit.take in _LEVELS and not limit.change
        for limit in fault.limits
    )


def _grades(fault: Fault) -> Iterator[tuple[Severity, Grade]]:
    yield "mild", fault.mild
    if fault.severe:
        yield "severe", fault.severe


def _limits(grade: Grade, measure: str) -> list[tuple[float, bool]]:
    """Limits on the measure itself, each with whether the fault lies above it."""
    frame = [
        limit
        for condition in grade.any
        if not any(other.change or other.trend_s for other in condition.all)
        for limit in condition.all
        if limit.measure == measure
    ]
    whole = [
        feature
        for feature in (*grade.features, *grade.features_all)
        if feature.of == measure and feature.take in _LEVELS and not feature.change
    ]
    both: list[Limit | Feature] = [*frame, *whole]
    above = [(limit.at_least, True) for limit in both if limit.at_least is not None]
    return above + [(limit.at_most, False) for limit in both if limit.at_most is not None]


def _furthest(fault: str, severity: Severity, limits: list[tuple[float, bool]]) -> Level:
    above = limits[0][1]
    value = (max if above else min)(value for value, is_above in limits if is_above == above)
    return Level(fault, severity, value, above)
