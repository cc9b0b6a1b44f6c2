"""The exercises' measures over time, for charts and pictures."""

import math
from array import array
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from formcheck.exercises.spec import Exercise
from formcheck.motion.measurement import MISSING
from formcheck.motion.measures import MEASURES
from formcheck.session import Update

FloatArray = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Curve:
    """One measure over time.

    Attributes:
        t_s: `(n,)` media times in seconds, rising.
        value: `(n,)` in the measure's unit, NaN for missing.
        sd: `(n,)` standard uncertainty in the same unit.
    """

    t_s: FloatArray
    value: FloatArray
    sd: FloatArray

    def __len__(self) -> int:
        return len(self.t_s)

    @property
    def has_values(self) -> bool:
        """Whether there is any value."""
        return bool(np.isfinite(self.value).any())

    @property
    def span(self) -> float:
        """Difference of the highest and the lowest value, NaN without values."""
        return float(np.nanmax(self.value) - np.nanmin(self.value)) if self.has_values else math.nan

    def between(self, start_s: float, end_s: float) -> "Curve":
        """The part between two times, both included."""
        part = slice(*np.searchsorted(self.t_s, [start_s, np.nextafter(end_s, math.inf)]))
        return Curve(self.t_s[part], self.value[part], self.sd[part])

    def at(self, t_s: float) -> float:
        """The value nearest in time, NaN in an empty curve."""
        if not len(self):
            return math.nan
        i = int(np.searchsorted(self.t_s, t_s))
        nearest = min((max(0, i - 1), min(i, len(self) - 1)), key=lambda j: abs(self.t_s[j] - t_s))
        return float(self.value[nearest])

    def thinned(self, points: int) -> "Curve":
        """At most that many points: the lowest and the highest of every stretch.

        A stretch without a value stays as a gap.
        """
        if len(self) <= points:
            return self
        indices: list[int] = []
        for stretch in np.array_split(np.arange(len(self)), max(1, points // 2)):
            values = self.value[stretch]
            if np.isnan(values).all():
                indices.append(int(stretch[0]))
            else:
                ends = {int(np.nanargmin(values)), int(np.nanargmax(values))}
                indices += sorted(int(stretch[i]) for i in ends)
        return Curve(self.t_s[indices], self.value[indices], self.sd[indices])


class Series:
    """Collects the measures of exercises in every frame; 16 bytes a measure and frame."""

    def __init__(self, exercises: Iterable[Exercise]) -> None:
        names = dict.fromkeys(name for exercise in exercises for name in charted(exercise))
        self._measures = {name: MEASURES[name].of for name in names}
        self._times = array("d")
        self._values = {name: array("d") for name in names}
        self._sds = {name: array("d") for name in names}

    def add(self, update: Update) -> None:
        """Take one frame."""
        self._times.append(update.t_s)
        known = update.state.values
        for name, of in self._measures.items():
            # Only the measures of the judged exercise are known already.
            measurement = known.get(name) or (of(update.body) if update.body else MISSING)
            self._values[name].append(measurement.value)
            self._sds[name].append(measurement.uncertainty)

    def curve(self, name: str) -> Curve:
        """One measure over the whole clip."""
        return Curve(
            np.asarray(self._times), np.asarray(self._values[name]), np.asarray(self._sds[name])
        )


def charted(exercise: Exercise) -> Sequence[str]:
    """Measures for the charts of an exercise: its signals, then the measures of its faults."""
    names = dict.fromkeys(exercise.signals)
    if exercise.reps:
        names = {exercise.reps.signal: None, **names}
    names.update(dict.fromkeys(fault.measure for fault in exercise.faults))
    return [name for name in names if name in MEASURES]
