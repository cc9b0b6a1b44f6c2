"""When things happen: eased moves, repetitions, slow noise. Times in seconds."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from .rotations import Array

#: Share of the way after a share of the time.
Course = Callable[[Array], Array]


def ease(share: Array) -> Array:
    """From 0 to 1 without a jerk: minimum jerk, for changes and for free moves."""
    u = np.clip(share, 0.0, 1.0)
    return u**3 * (10.0 - 15.0 * u + 6.0 * u**2)


def steady(share: Array, soft: float = 0.22) -> Array:
    """From 0 to 1 at even speed between soft ends, as people move when they control a weight.

    `soft` is the share of the time in which it speeds up, and again in which it slows down.
    """
    u = np.clip(share, 0.0, 1.0)

    def travelled(v: Array) -> Array:  # with the speed growing as half a cosine
        return 0.5 * (v - soft / np.pi * np.sin(np.pi * v / soft))

    top = 1.0 - soft
    middle = 0.5 * soft + (u - soft)
    way = np.where(u < soft, travelled(u), np.where(u > top, top - travelled(1.0 - u), middle))
    return way / top


def throw(way: float, peak: float, carried: float, pace: float) -> tuple[float, Course]:
    """A move that is thrown: fast over its first part, then on at an even pace to a soft end.

    way: of the whole move; peak: highest speed; carried: how far the throw carries, pace: the
    speed after it (one unit, and that a second). Returns its seconds and its course.
    """
    carried = min(carried, 0.8 * way)
    rest = way - carried
    # Three tenths of the throw to gain speed, four at the peak, three to lose it again.
    lasts = [0.6 * carried / peak, 0.4 * carried / peak, 0.6 * carried / (peak + pace)]
    lasts += [0.75 * rest / pace, 0.5 * rest / pace]
    knots = np.cumsum([0.0, *lasts])
    seconds = float(knots[-1])
    fine = np.linspace(0.0, seconds, 2001)
    speeds = np.interp(fine, knots, [0.0, peak, peak, pace, pace, 0.0])
    travelled = np.concatenate([[0.0], np.cumsum(0.5 * (speeds[1:] + speeds[:-1]))])
    travelled /= travelled[-1]
    return seconds, lambda share: np.interp(share, fine / seconds, travelled)


def drift(times: Array, rng: np.random.Generator, slow_hz: float, fast_hz: float) -> Array:
    """Smooth noise of about unit size, made of a few frequencies."""
    total = np.zeros(len(times))
    for hz in np.geomspace(slow_hz, fast_hz, 5):
        pace = hz * rng.uniform(0.8, 1.25)
        total += np.sin(2 * np.pi * (pace * times + rng.uniform())) * rng.normal(0.6, 0.2)
    return total / 1.5


@dataclass(frozen=True)
class Stretch:
    """A move of the progress to `goal` within `seconds`, in a phase of a rep (-1: none)."""

    goal: float
    seconds: float
    phase: str
    rep: int
    course: Course = steady


@dataclass(frozen=True)
class Track:
    """Progress (0 start, 1 top), phase and rep of every frame, (frames,) each."""

    times: Array
    progress: Array
    phase: list[str]
    rep: np.ndarray


def lay_out(stretches: list[Stretch], fps: float) -> Track:
    """Sample stretches one after the other."""
    starts = np.cumsum([0.0, *(stretch.seconds for stretch in stretches)])
    times = np.arange(max(1, round(starts[-1] * fps))) / fps
    which = np.clip(np.searchsorted(starts, times, side="right") - 1, 0, len(stretches) - 1)
    before = [0.0, *(stretch.goal for stretch in stretches)]
    progress = np.empty(len(times))
    for k, stretch in enumerate(stretches):
        mine = which == k
        share = stretch.course((times[mine] - starts[k]) / stretch.seconds)
        progress[mine] = before[k] + (stretch.goal - before[k]) * share
    return Track(
        times,
        progress,
        [stretches[k].phase for k in which],
        np.array([stretches[k].rep for k in which]),
    )
