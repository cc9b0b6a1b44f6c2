"""Features of a finished repetition: peaks, ranges, times, speeds."""

import math
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Literal

import numpy as np
import numpy.typing as npt

from formcheck.exercises.limits import widened
from formcheck.exercises.spec import REP_HEIGHT, REP_SPEED, Curl, Feature, Grade, unit_of
from formcheck.motion.measurement import MISSING, Measurement
from formcheck.motion.measures import MEASURES

FloatArray = npt.NDArray[np.float64]

_NAMES_AND_UNITS = {
    ("seconds", "rise"): ("rise_time_s", "s"),
    ("seconds", "lower"): ("lower_time_s", "s"),
    ("duration", "rep"): ("rep_time_s", "s"),
    ("duration", "rise"): ("rise_time_s", "s"),
    ("duration", "lower"): ("lower_time_s", "s"),
    ("mean_speed", "rise"): ("mean_rise_speed_deg_s", "deg/s"),
    ("mean_speed", "lower"): ("mean_lower_speed_deg_s", "deg/s"),
}
_SPEED_WINDOW_S = 0.2  # biomechanics M13: central difference over at least this
# After 4 to 6 Hz filtering a leg's angular speed scatters by some 3 degrees a second (section 8).
_SPEED_NOISE_DEG_S = 3.0
# Its angle scatters by some 2 degrees: the rate of any other value has the same ratio.
_SPEED_NOISE_PER_S = 1.5
# One sigma of the onset of a tilt of some 5 degrees (measured on renders, development part).
_ONSET_SIGMA_DEG = 7.0
# One sigma of the spine's flexion by the outline of the back on the way up (measured on renders,
# development part).
_FLEXION_SIGMA_DEG = 14.0
_FEWEST_SAMPLES = 3
_TOP_SHARE, _ARRIVED_SHARE = 0.90, 0.95  # of the arc: at the top, and at the end of either way


@dataclass(frozen=True, slots=True)
class RepTrace:
    """The signals of one finished repetition.

    Attributes:
        t_s: `(n,)` media times in seconds.
        x: `(n,)` repetition signal above its rest (or absolute), degrees.
        top: row of the highest value.
        values: measure to `(n, 2)` value and uncertainty.
        baseline: measure to the person's own reference.
        duration_s: seconds from leaving rest to coming back down.
    """

    t_s: FloatArray
    x: FloatArray
    top: int
    values: dict[str, FloatArray]
    baseline: dict[str, float]
    duration_s: float

    def rows(self, phase: str) -> slice:
        """Rows of one phase."""
        return {
            "rise": slice(0, self.top + 1),
            "lower": slice(self.top, len(self.t_s)),
            "rep": slice(0, len(self.t_s)),
        }[phase]


def rep_speed(t_s: FloatArray, x: FloatArray) -> FloatArray:
    """Central difference of the repetition signal over 0.2 s, its unit a second."""
    half = _SPEED_WINDOW_S / 2
    before, after = np.maximum(t_s - half, t_s[0]), np.minimum(t_s + half, t_s[-1])
    span = np.maximum(after - before, 1e-6)
    moved = np.interp(after, t_s, x) - np.interp(before, t_s, x)
    return np.asarray(moved / span, dtype=np.float64)


def measure_feature(feature: Feature, trace: RepTrace) -> Measurement:
    """Return one feature of a repetition; MISSING with too few samples."""
    if feature.take == "duration":
        step_s = float(np.diff(trace.t_s, prepend=trace.t_s[0]).max())
        return Measurement(_duration_s(feature.phase, trace), step_s)
    rows = trace.rows(feature.phase)
    t_s, x = trace.t_s[rows], trace.x[rows]
    if len(t_s) < _FEWEST_SAMPLES:
        return MISSING
    if feature.of in REP_SPEED:
        values = rep_speed(trace.t_s, trace.x)[rows]
        errors = np.full(len(values), _SPEED_NOISE_DEG_S)
    elif feature.of in REP_HEIGHT:
        values, errors = x, np.zeros(len(x))
    else:
        values, errors = trace.values[feature.of][rows].T
        if feature.change:
            values = values - trace.baseline.get(feature.of, math.nan)
    return _TAKE[feature.take](feature, t_s, x, values, errors)


def name_and_unit(feature: Feature) -> tuple[str, str]:
    """Name of the feature's number in results, and its unit."""
    if (feature.take, feature.phase) in _NAMES_AND_UNITS:
        return _NAMES_AND_UNITS[feature.take, feature.phase]
    if feature.take == "fastest":
        return f"{feature.of}_per_s", f"{unit_of(feature.of)}/s"
    return feature.of, unit_of(feature.of)


def passing_feature(grade: Grade, trace: RepTrace) -> tuple[Feature, Measurement, float] | None:
    """The feature that makes the grade true, its value and its threshold; None if none does."""
    results = [_passing(feature, trace) for feature in grade.features_all]
    if results and all(results):
        return results[0]
    return next(filter(None, (_passing(feature, trace) for feature in grade.features)), None)


def measured_quality(
    grades: Iterable[Grade], trace: RepTrace
) -> Literal["sure", "unsure", "missing"]:
    """Quality of the best measured alternative of the grades.

    `sure`: well enough to judge; `unsure`: with more than twice the uncertainty that the
    thresholds allow for.
    """
    alternatives: list[tuple[Feature, ...]] = []
    for grade in grades:
        alternatives += [(feature,) for feature in grade.features]
        alternatives += [grade.features_all] if grade.features_all else []
    measured = [[(f, measure_feature(f, trace)) for f in features] for features in alternatives]
    known = [pairs for pairs in measured if all(value.known for _, value in pairs)]
    if any(all(_is_sure(feature, value) for feature, value in pairs) for pairs in known):
        return "sure"
    return "unsure" if known else "missing"


def _is_sure(feature: Feature, measured: Measurement) -> bool:
    return measured.uncertainty <= 2.0 * _reference(feature, measured)


def _reference(feature: Feature, measured: Measurement) -> float:
    """The uncertainty that the thresholds allow for; times and rates allow for any."""
    if feature.of not in MEASURES or feature.take in ("fastest", "duration"):
        return measured.uncertainty
    return MEASURES[feature.of].reference


def onset(x: FloatArray, values: FloatArray, limit: float) -> Measurement:
    """The repetition signal on the way down at which a measure begins to rise to a limit.

    The rise begins where the measure last crosses half the limit before it reaches the limit.
    MISSING if it does not reach the limit.

    Args:
        x: `(n,)` the repetition signal from the top on, degrees.
        values: `(n,)` the measure.
        limit: in the measure's unit.
    """
    x, values = x[~np.isnan(values)], values[~np.isnan(values)]
    reached = np.nonzero(values >= limit)[0]
    if not len(reached):
        return MISSING
    before = np.nonzero(values[: reached[0]] < limit / 2.0)[0]
    if not len(before):
        return Measurement(float(x[0]), _ONSET_SIGMA_DEG)
    i = int(before[-1])
    share = (limit / 2.0 - values[i]) / (values[i + 1] - values[i])
    return Measurement(float(x[i] + share * (x[i + 1] - x[i])), _ONSET_SIGMA_DEG)


def curl_share(curl: Curl, measure: str, trace: RepTrace) -> Measurement:
    """Share of the trunk's own bending in a rise (biomechanics 3.4); 1 is all of the rise.

    A spine bent evenly by `f` degrees lifts the line from hip to shoulder by `f / 2`. MISSING with
    too few samples in the band, or without a rest to compare with.
    """
    rows = trace.rows("rise")
    x = trace.x[rows]
    change = trace.values[measure][rows, 0] - trace.baseline.get(measure, math.nan)
    low, high = curl.levels
    inside = (x >= low) & (x <= high) & ~np.isnan(change)
    if inside.sum() < _FEWEST_SAMPLES:
        return MISSING
    rise_deg = float(x[inside].mean())
    flexion_deg = curl.flexion_deg * float(change[inside].mean())
    return Measurement(flexion_deg / 2.0 / rise_deg, _FLEXION_SIGMA_DEG / 2.0 / rise_deg)


def _passing(feature: Feature, trace: RepTrace) -> tuple[Feature, Measurement, float] | None:
    measured = measure_feature(feature, trace)
    if not measured.known:
        return None
    reference = _reference(feature, measured)
    if not _is_sure(feature, measured):
        return None
    if feature.at_least is not None:
        limit = widened(feature.at_least, measured.uncertainty, reference, upward=True)
        return (feature, measured, feature.at_least) if measured.value >= limit else None
    bound = feature.at_most if feature.at_most is not None else -math.inf
    limit = widened(bound, measured.uncertainty, reference, upward=False)
    return (feature, measured, bound) if measured.value <= limit else None


def _band(feature: Feature, x: FloatArray, values: FloatArray) -> npt.NDArray[np.bool_]:
    inside = ~np.isnan(values)
    if feature.levels:
        low, high = feature.levels
        inside &= (x >= low) & (x <= high)
    return inside


def _extreme(
    feature: Feature, _t_s: FloatArray, x: FloatArray, values: FloatArray, errors: FloatArray
) -> Measurement:
    inside = _band(feature, x, values)
    if not inside.any():
        return MISSING
    chosen = values[inside]
    row = int(np.argmax(chosen) if feature.take == "max" else np.argmin(chosen))
    return Measurement(float(chosen[row]), float(errors[inside][row]))


def _mean(
    feature: Feature, _t_s: FloatArray, x: FloatArray, values: FloatArray, errors: FloatArray
) -> Measurement:
    inside = _band(feature, x, values)
    if not inside.any():
        return MISSING
    return Measurement(float(values[inside].mean()), float(errors[inside].mean()))


def _at_top(
    _feature: Feature, _t_s: FloatArray, x: FloatArray, values: FloatArray, errors: FloatArray
) -> Measurement:
    up = ~np.isnan(values) & (x >= x.min() + _TOP_SHARE * (x.max() - x.min()))
    if not up.any():
        return MISSING
    return Measurement(float(np.median(values[up])), float(np.median(errors[up])))


def _fastest(
    feature: Feature, t_s: FloatArray, x: FloatArray, values: FloatArray, errors: FloatArray
) -> Measurement:
    inside = _band(feature, x, values)
    if inside.sum() < _FEWEST_SAMPLES:
        return MISSING
    speeds = np.abs(rep_speed(t_s[inside], values[inside]))
    return Measurement(float(speeds.max()), _SPEED_NOISE_PER_S * float(errors[inside].mean()))


def _duration_s(phase: str, trace: RepTrace) -> float:
    """Seconds from leaving rest to coming back, or of one way."""
    if phase == "rep":
        return trace.duration_s
    low, high = float(trace.x.min()), float(trace.x.max())
    arrived = trace.t_s[trace.x >= low + _ARRIVED_SHARE * (high - low)]
    end_s = float(trace.t_s[-1])
    if phase == "rise":
        return float(arrived[0]) - (end_s - trace.duration_s)
    return end_s - float(arrived[-1])


def _range(
    feature: Feature, _t_s: FloatArray, x: FloatArray, values: FloatArray, errors: FloatArray
) -> Measurement:
    inside = _band(feature, x, values)
    if inside.sum() < _FEWEST_SAMPLES:
        return MISSING
    return Measurement(float(np.ptp(values[inside])), float(errors[inside].mean()))


def _crossing(t_s: FloatArray, x: FloatArray, level: float) -> float:
    """First time at which the signal crosses a level, interpolated; NaN if never."""
    over = x >= level
    rows = np.nonzero(over[1:] != over[:-1])[0]
    if not len(rows):
        return math.nan
    i = int(rows[0])
    share = (level - x[i]) / (x[i + 1] - x[i])
    return float(t_s[i] + share * (t_s[i + 1] - t_s[i]))


def _at(
    feature: Feature, t_s: FloatArray, x: FloatArray, values: FloatArray, errors: FloatArray
) -> Measurement:
    crossing_s = _crossing(t_s, x, feature.levels[0])
    known = ~np.isnan(values)
    if math.isnan(crossing_s) or known.sum() < _FEWEST_SAMPLES:
        return MISSING
    value = float(np.interp(crossing_s, t_s[known], values[known]))
    return Measurement(value, float(np.interp(crossing_s, t_s[known], errors[known])))


def _seconds(
    feature: Feature, t_s: FloatArray, x: FloatArray, _values: FloatArray, _errors: FloatArray
) -> Measurement:
    start, end = (_crossing(t_s, x, level) for level in feature.levels)
    if math.isnan(start) or math.isnan(end):
        return MISSING
    return Measurement(end - start, float(np.diff(t_s).max()))


def _mean_speed(
    feature: Feature, t_s: FloatArray, x: FloatArray, _values: FloatArray, _errors: FloatArray
) -> Measurement:
    """Mean speed between two shares of the arc, degrees a second, always positive."""
    low, high = float(x.min()), float(x.max())
    start, end = (_crossing(t_s, x, low + share * (high - low)) for share in feature.levels)
    if math.isnan(start) or math.isnan(end) or start == end:
        return MISSING
    arc = abs(feature.levels[1] - feature.levels[0]) * (high - low)
    return Measurement(arc / abs(end - start), _SPEED_NOISE_DEG_S)


_TAKE: dict[
    str, Callable[[Feature, FloatArray, FloatArray, FloatArray, FloatArray], Measurement]
] = {
    "max": _extreme,
    "min": _extreme,
    "range": _range,
    "mean": _mean,
    "top": _at_top,
    "fastest": _fastest,
    "at": _at,
    "seconds": _seconds,
    "mean_speed": _mean_speed,
}
