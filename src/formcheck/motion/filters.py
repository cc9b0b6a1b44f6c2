"""Smoothing, gaps and outliers, all by media time and in torso lengths.

One causal filter serves live and offline, so that both see the same numbers.
"""

from collections import deque
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

FloatArray = npt.NDArray[np.float64]


class OneEuroFilter:
    """The 1 Euro filter of Casiez, Roussel and Vogel (CHI 2012) over an array of values.

    The cut-off rises with speed: still values are smoothed, fast ones follow at once. Values
    that are NaN pass through and do not disturb the filter's memory.

    Args:
        min_cutoff_hz: cut-off at rest.
        beta: rise of the cut-off per unit of speed (Hz per unit/s).
        derivative_cutoff_hz: cut-off of the speed estimate.
    """

    def __init__(self, min_cutoff_hz: float, beta: float, derivative_cutoff_hz: float) -> None:
        self._min_cutoff = min_cutoff_hz
        self._beta = beta
        self._derivative_cutoff = derivative_cutoff_hz
        self._value: FloatArray | None = None
        self._speed: FloatArray | None = None
        self._t_s = 0.0

    def reset(self) -> None:
        """Forget everything, as at a cut."""
        self._value = None

    def __call__(self, values: FloatArray, t_s: float) -> FloatArray:
        """Filter the next values, any shape (the same each time), taken at `t_s` seconds."""
        if self._value is None or self._speed is None:
            self._value, self._speed, self._t_s = values.copy(), np.zeros_like(values), t_s
            return values
        dt = t_s - self._t_s
        self._t_s = t_s
        before = np.where(np.isnan(self._value), values, self._value)
        known = ~np.isnan(values)
        step = np.where(known, values - before, 0.0)
        weight = _smoothing(self._derivative_cutoff, dt)
        self._speed += weight * (step / dt - self._speed)
        cutoff = self._min_cutoff + self._beta * np.abs(self._speed)
        self._value = before + _smoothing(cutoff, dt) * step
        return np.where(known, self._value, np.nan)


def _smoothing[T: (float, FloatArray)](cutoff_hz: T, dt: float) -> T:
    """Weight of the newest value in a first-order low-pass: 1 / (1 + 1 / (2 pi f dt))."""
    rate = 2.0 * np.pi * cutoff_hz * dt
    return rate / (rate + 1.0)


class OutlierGate:
    """Drops points that jump or that stretch a bone, and bridges the short gaps this leaves.

    A point is dropped when it moves faster than a limb can, or when a bone that ends in it is
    longer or shorter than its own median of the last two seconds by more than a quarter. A
    dropped or missing point keeps its last place for a fifth of a second and is NaN after that.

    Args:
        bones: pairs of row numbers `(inner, outer)`; the outer point is the one dropped.
        max_speed: units per second.
    """

    MAX_STRETCH = 0.25
    MEDIAN_WINDOW_S = 2.0
    HOLD_S = 0.2
    _SAMPLE_S = 0.1

    def __init__(self, bones: Sequence[tuple[int, int]], max_speed: float) -> None:
        self._inner = np.array([inner for inner, _ in bones])
        self._outer = np.array([outer for _, outer in bones])
        self._max_speed = max_speed
        self.reset()

    def reset(self) -> None:
        """Forget everything, as at a cut."""
        self._last: FloatArray | None = None
        self._seen_s: FloatArray | None = None
        self._lengths: deque[FloatArray] = deque(
            maxlen=round(self.MEDIAN_WINDOW_S / self._SAMPLE_S)
        )
        self._median: FloatArray | None = None
        self._sampled_s = -np.inf

    def __call__(self, points: FloatArray, t_s: float) -> FloatArray:
        """Gate the next `(n, 2)` points, taken at `t_s` seconds."""
        points = points.copy()
        offsets = points[self._outer] - points[self._inner]
        lengths = np.hypot(offsets[:, 0], offsets[:, 1])
        if self._median is not None:
            stretched = np.abs(lengths / self._median - 1.0) > self.MAX_STRETCH
            points[self._outer[stretched]] = np.nan
        if t_s - self._sampled_s >= self._SAMPLE_S and not np.isnan(lengths).any():
            self._sampled_s = t_s
            self._lengths.append(lengths)
            if len(self._lengths) >= 5:
                self._median = np.median(np.array(self._lengths), axis=0)
        if self._last is None or self._seen_s is None:
            self._last = points.copy()
            self._seen_s = np.full(len(points), t_s)
            return points
        since = t_s - self._seen_s
        move = points - self._last
        jumped = np.hypot(move[:, 0], move[:, 1]) > self._max_speed * since
        missing = np.isnan(points[:, 0]) | jumped
        held = missing & (since <= self.HOLD_S)
        lost = missing & ~held
        points[held] = self._last[held]
        # After the hold a jump is believed: the point is somewhere else now.
        points[lost & ~jumped] = np.nan
        fresh = ~missing | (lost & jumped)
        self._last[fresh] = points[fresh]
        self._seen_s[fresh] = t_s
        return points
