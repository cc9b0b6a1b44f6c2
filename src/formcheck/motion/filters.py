"""Filters against noise, gaps and outliers, by media time and in torso lengths.

The same causal filters serve live and offline, so that both give the same numbers.
"""

import math
from collections import deque
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

FloatArray = npt.NDArray[np.float64]


class OneEuroFilter:
    """The 1 Euro filter of Casiez, Roussel and Vogel (CHI 2012) over an array of values.

    The cut-off rises with speed, so it smooths values at rest and follows fast ones at once. NaN
    passes through and leaves the filter's memory as it was.

    Args:
        min_cutoff_hz: cut-off at rest.
        beta: rise of the cut-off per speed (Hz per torso length a second).
        derivative_cutoff_hz: cut-off of the speed estimate.
    """

    def __init__(self, min_cutoff_hz: float, beta: float, derivative_cutoff_hz: float) -> None:
        self._min_cutoff = min_cutoff_hz
        self._beta = beta
        self._derivative_cutoff = derivative_cutoff_hz
        self.reset()

    def reset(self) -> None:
        """Start over, as at a cut."""
        self._value: FloatArray | None = None
        self._speed: FloatArray | None = None
        self._t_s = 0.0

    def __call__(self, values: FloatArray, t_s: float, torso: float) -> FloatArray:
        """Return the next values, filtered.

        Args:
            values: in any unit and any shape, the same at each call.
            t_s: media time in seconds, later than at the last call.
            torso: length of the torso in the unit of the values.
        """
        if self._value is None or self._speed is None:
            self._value, self._speed, self._t_s = values.copy(), np.zeros_like(values), t_s
            return values
        dt = t_s - self._t_s
        self._t_s = t_s
        before = np.where(np.isnan(self._value), values, self._value)
        known = ~np.isnan(values)
        step = np.where(known, values - before, 0.0)
        turn = 2.0 * math.pi * dt
        weight = turn * self._derivative_cutoff
        self._speed += weight / (weight + 1.0) * (step / dt - self._speed)
        rate = turn * (self._min_cutoff + (self._beta / torso) * np.abs(self._speed))
        self._value = before + rate / (rate + 1.0) * step
        return np.where(known, self._value, np.nan)


class OutlierGate:
    """Drops points that jump or that stretch a bone, and bridges short gaps.

    A point is dropped if it moves faster than a limb can, or if a bone that ends in it differs by
    more than a quarter from its median length of the last two seconds. A dropped or missing point
    keeps its last place for a fifth of a second. After that a missing point is NaN, and a dropped
    one moves to its new place.

    Args:
        bones: pairs of row numbers `(inner, outer)`; a wrong length drops the outer point.
        max_speed: torso lengths a second.
    """

    MAX_STRETCH = 0.25
    MEDIAN_WINDOW_S = 2.0
    HOLD_S = 0.2
    _SAMPLE_S = 0.1
    _FEWEST_SAMPLES = 5

    def __init__(self, bones: Sequence[tuple[int, int]], max_speed: float) -> None:
        self._inner = np.array([inner for inner, _ in bones])
        self._outer = np.array([outer for _, outer in bones])
        self._max_speed = max_speed
        self.reset()

    def reset(self) -> None:
        """Start over, as at a cut."""
        self._last: FloatArray | None = None
        self._seen_s = np.zeros(0)
        self._bad_since_s = np.zeros(0)
        samples = round(self.MEDIAN_WINDOW_S / self._SAMPLE_S)
        self._lengths: deque[FloatArray] = deque(maxlen=samples)
        self._median: FloatArray | None = None
        self._sampled_s = -math.inf

    def __call__(self, points: FloatArray, t_s: float, torso: float) -> FloatArray:
        """Return the next `(n, 2)` points, gated; `t_s` in seconds, `torso` in their unit."""
        offsets = points[self._outer] - points[self._inner]
        lengths = np.hypot(offsets[:, 0], offsets[:, 1])
        bad = np.isnan(points[:, 0])
        if self._last is None:
            self._last, self._seen_s = points.copy(), np.full(len(points), t_s)
            self._bad_since_s = np.full(len(points), math.inf)
        if self._median is not None:
            bad[self._outer[np.abs(lengths / self._median - 1.0) > self.MAX_STRETCH]] = True
        since = t_s - self._seen_s
        move = points - self._last
        bad |= np.hypot(move[:, 0], move[:, 1]) > self._max_speed * torso * np.maximum(since, 1e-3)
        self._sample(lengths, t_s)
        if not bad.any():
            self._last, self._seen_s = points.copy(), np.full(len(points), t_s)
            self._bad_since_s.fill(math.inf)
            return points
        self._bad_since_s = np.where(bad, np.minimum(self._bad_since_s, t_s), math.inf)
        held = bad & (t_s - self._bad_since_s <= self.HOLD_S)
        fresh = ~held & ~np.isnan(points[:, 0])
        self._last[fresh] = points[fresh]
        self._seen_s[fresh] = t_s
        return np.where(held[:, None], self._last, points)

    def _sample(self, lengths: FloatArray, t_s: float) -> None:
        if t_s - self._sampled_s < self._SAMPLE_S or np.isnan(lengths).any():
            return
        self._sampled_s = t_s
        self._lengths.append(lengths)
        if len(self._lengths) >= self._FEWEST_SAMPLES:
            self._median = np.median(np.array(self._lengths), axis=0)


class RunningPercentile:
    """A percentile of a value over the last seconds, sampled at most ten times a second."""

    _SAMPLE_S = 0.1

    def __init__(self, window_s: float, percent: float) -> None:
        self._window_s = window_s
        self._samples: deque[tuple[float, float]] = deque()
        self._share = percent / 100.0
        self._value = math.nan

    def __call__(self, value: float, t_s: float) -> float:
        """Take the next value and return the percentile; NaN until there was a value."""
        samples = self._samples
        due = not samples or t_s - samples[-1][0] >= self._SAMPLE_S - 1e-9
        if due and not math.isnan(value):
            while samples and t_s - samples[0][0] >= self._window_s:
                samples.popleft()
            samples.append((t_s, value))
            ranked = sorted(sample for _, sample in samples)
            self._value = ranked[round(self._share * (len(ranked) - 1))]
        return self._value


class Averages:
    """Exponential averages of several values by media time; NaN leaves an average as it was."""

    def __init__(self, window_s: float) -> None:
        self._window_s = window_s
        self._t_s = 0.0
        self._values: list[float] | None = None

    def __call__(self, values: Sequence[float], t_s: float) -> list[float]:
        """Take the next values, always as many, at `t_s` seconds, and return the averages."""
        if self._values is None:
            self._values = list(values)
        else:
            weight = 1.0 - math.exp(-(t_s - self._t_s) / self._window_s)
            self._values = [
                _blended(old, new, weight) for old, new in zip(self._values, values, strict=True)
            ]
        self._t_s = t_s
        return self._values


def _blended(old: float, new: float, weight: float) -> float:
    if math.isnan(new):
        return old
    return new if math.isnan(old) else old + weight * (new - old)
