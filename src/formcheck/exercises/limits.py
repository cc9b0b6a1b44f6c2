"""Measurements against the catalogue's limits, uncertainty included (biomechanics 1.5)."""

import math
from collections import deque
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

import numpy as np

from formcheck.exercises.spec import Condition, Limit
from formcheck.motion.measurement import MISSING, Measurement
from formcheck.motion.measures import MEASURES, UNKNOWN_ROLL_DEG

# A fault clears when its value is back inside by this much (biomechanics 2.4).
_CLEAR_DEG = 3.0
_CLEAR_SHARE = 0.30

_TREND_STEP_S = 0.25
_PER_S = 10.0  # a trend is quoted per ten seconds


@dataclass(slots=True)
class Reading:
    """Everything that a limit can compare with at one time.

    Attributes:
        t_s: media time in seconds.
        values: measure to its current Measurement.
        baseline: measure to the person's own reference; empty without a baseline.
        trends: measure to its rise per ten seconds.
    """

    t_s: float
    values: Mapping[str, Measurement]
    baseline: Mapping[str, float] = field(default_factory=dict)
    trends: Mapping[str, float] = field(default_factory=dict)


class Comparison(NamedTuple):
    """Result of comparing a condition.

    Attributes:
        excess: distance beyond the deciding limit, in its unit; negative inside; NaN unknown.
        clear: whether the value is inside by the clearing margin.
        uncertain: whether a value was too uncertain to judge.
        limit: the deciding limit, with the least excess.
        unseen: whether a value is missing.
    """

    excess: float
    clear: bool
    uncertain: bool = False
    limit: Limit | None = None
    unseen: bool = False


def widened(limit: float, uncertainty: float, reference: float, *, upward: bool) -> float:
    """Return the threshold, moved outward by the uncertainty beyond its reference."""
    extra = max(0.0, uncertainty - reference)
    return limit + extra if upward else limit - extra


def compare(limit: Limit, reading: Reading) -> Comparison:
    """Compare one limit with the reading."""
    measure = MEASURES[limit.measure]
    value, uncertainty = reading.values.get(limit.measure, MISSING)
    if math.isnan(value):
        return Comparison(math.nan, clear=False, unseen=True)
    if limit.trend_s is not None:
        value, uncertainty = reading.trends.get(limit.measure, math.nan), 0.0
    elif limit.change:
        value -= reading.baseline.get(limit.measure, math.nan)
    elif measure.roll_matters:
        # The reference already has the landmarks' share; the unknown roll comes on top.
        uncertainty = math.hypot(uncertainty, UNKNOWN_ROLL_DEG)
    if math.isnan(value):
        return Comparison(math.nan, clear=False)
    reference = measure.reference
    if measure.roll_matters and not limit.change:
        reference = math.hypot(reference, UNKNOWN_ROLL_DEG)
    if uncertainty > 2.0 * reference:
        return Comparison(math.nan, clear=False, uncertain=True)
    if limit.at_least is not None:
        threshold = widened(limit.at_least, uncertainty, reference, upward=True)
        excess = value - threshold
    else:
        threshold = widened(limit.at_most or 0.0, uncertainty, reference, upward=False)
        excess = threshold - value
    margin = _CLEAR_DEG if measure.unit == "deg" else _CLEAR_SHARE * abs(threshold)
    return Comparison(excess, clear=excess < -margin, limit=limit)


def judge(conditions: Iterable[Condition], reading: Reading) -> Comparison:
    """Compare alternatives: the one with the largest excess decides."""
    best: Comparison | None = None
    clear, uncertain, unseen = True, False, False
    for condition in conditions:
        has_baseline = all(limit.measure in reading.baseline for limit in condition.all)
        if condition.when and (condition.when == "baseline") != has_baseline:
            continue
        least: Comparison | None = None
        some_unknown = some_clear = False
        for limit in condition.all:
            comparison = compare(limit, reading)
            uncertain = uncertain or comparison.uncertain
            unseen = unseen or comparison.unseen
            some_clear = some_clear or comparison.clear
            if math.isnan(comparison.excess):
                some_unknown = True
            elif least is None or comparison.excess < least.excess:
                least = comparison
        # One clear limit settles the condition, whatever the others say.
        clear = clear and some_clear
        if least is None or (some_unknown and least.excess >= 0.0):
            continue
        if best is None or least.excess > best.excess:
            best = least
    if best is None:
        return Comparison(math.nan, clear, uncertain, unseen=unseen)
    return Comparison(best.excess, clear, limit=best.limit)


class Trend:
    """Theil-Sen slope of one measure over its last seconds, per ten seconds.

    It is the median slope of all pairs of samples, so that a few wild values do not tilt it.
    """

    def __init__(self, window_s: float) -> None:
        self._window_s = window_s
        self._samples: deque[tuple[float, float]] = deque()
        self._slope = math.nan

    def reset(self) -> None:
        """Forget everything, as at a cut or a new hold."""
        self._samples.clear()
        self._slope = math.nan

    def __call__(self, value: float, t_s: float) -> float:
        """Take the next value and return the slope; NaN until the window is full."""
        samples = self._samples
        if math.isnan(value) or (samples and t_s - samples[-1][0] < _TREND_STEP_S):
            return self._slope
        samples.append((t_s, value))
        while t_s - samples[0][0] > self._window_s:
            samples.popleft()
        if t_s - samples[0][0] < 0.95 * self._window_s:
            return self._slope
        times, values = np.array(samples).T
        first, second = np.triu_indices(len(times), k=1)
        slopes = (values[second] - values[first]) / (times[second] - times[first])
        self._slope = float(np.median(slopes)) * _PER_S
        return self._slope
