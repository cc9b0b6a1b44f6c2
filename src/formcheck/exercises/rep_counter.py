"""Counting repetitions: a machine that takes one signal and the time, and never a pose."""

import math
from collections import deque
from dataclasses import dataclass, field
from statistics import median

from formcheck.exercises.spec import Phase, Reps
from formcheck.motion.measures import MEASURES

_STILL_DEG, _STILL_S = 3.0, 0.25  # standing still may be the rest before the first repetition
_REST_DEG, _REST_S = 1.5, 0.75  # only this moves a known rest up: no repetition is so slow
_HIGHER_SHARE, _HIGHER_S = 0.30, 1.7  # a rise this small that stays: another way of lying
_TURN_UP_DEG = 10.0  # legs that stop above the floor: turning up by this ends the repetition
_TURN_SHARE_BACK = 0.50  # ... if they came down by this share of the way
_LIMIT_MARGIN_DEG = 5.0  # absolute signals: down is also the person's own lowest point plus this
_ADAPT_AFTER = 3
_ADAPT_LO = 0.20
_TURN_DEG = 5.0
_TURN_SHARE = 0.10
_ATTEMPT_S = 0.4
_PARTIAL_SHARE = 0.5
_LOST_S = 1.0  # biomechanics 2.3: a repetition that cannot be followed for this long is dropped
_STUCK_DEG_S = 5.0
_STUCK_BAND_DEG = (10.0, 55.0)
# What counts as still or as a turn is given in degrees. For a signal in lengths a degree stands for
# this much: both are about a third of what the landmarks' error makes of the signal.
_LENGTH_FOR_A_DEG = 0.01


@dataclass(slots=True)
class Excursion:
    """One stretch from leaving down to coming back, however far it went.

    Attributes:
        start_s, top_s, end_s: media times in seconds.
        rest: value of the signal at rest before it.
        peak: highest value of the signal.
        kind: `rep` full, `partial` short of the top, `attempt` given up, `none` too small or
            outside the time gates.
        trough, trough_s: lowest value since the peak, and when.
        still_since_s: since when a small rise has stood still.
        stuck_s: longest time in which it stood still between 10 and 55 degrees.
        times, signal: every sample, for the features.
    """

    start_s: float
    rest: float
    peak: float = -math.inf
    top_s: float = 0.0
    end_s: float = 0.0
    trough: float = math.inf
    trough_s: float = 0.0
    still_since_s: float = 0.0
    kind: str = "none"
    stuck_s: float = 0.0
    times: list[float] = field(default_factory=list)
    signal: list[float] = field(default_factory=list)


class RepMachine:
    """Finds repetitions in one signal (biomechanics 2.4): down, up, down, by media time.

    The rest value is the person's own: it follows the signal wherever that stands still while
    lying. Who enters in mid-movement is not counted until down has been seen once.
    """

    def __init__(self, spec: Reps) -> None:
        self._spec = spec
        self._deg = 1.0 if MEASURES[spec.signal].unit == "deg" else _LENGTH_FOR_A_DEG
        self._rest: float | None = None
        self._recent: deque[tuple[float, float]] = deque()
        self._roms: list[float] = []
        self._now: Excursion | None = None
        self._down = False
        self._lowest = math.inf  # of this stay in down
        self._low_s = 0.0  # when the signal last was near it
        self._settled = False  # whether the rest value was renewed in this stay
        self._left_s: float | None = None
        self._fed_s = -math.inf

    @property
    def lo(self) -> float:
        """Below this is down, in the signal's own value."""
        rest = self._rest if self._rest is not None else self._first_rest()
        if self._spec.relative:
            lo = rest + self._spec.lo
        else:
            lo = max(self._spec.lo, rest + _LIMIT_MARGIN_DEG * self._deg)
        if len(self._roms) >= _ADAPT_AFTER:
            middle = sorted(self._roms)[len(self._roms) // 2]
            lo = max(lo, rest + _ADAPT_LO * middle)
        return lo

    @property
    def hi(self) -> float:
        """Above this is up, in the signal's own value."""
        return self._spec.hi + self._base

    @property
    def rest(self) -> float:
        """The value at rest; where none was seen yet, what is expected."""
        return self._rest if self._rest is not None else self._first_rest()

    @property
    def is_down(self) -> bool:
        """Whether the person lies between two repetitions."""
        return self._down and self._now is None

    @property
    def current(self) -> Excursion | None:
        """The movement in progress, if any."""
        return self._now

    @property
    def phase(self) -> Phase | None:
        """Phase of the movement; None while not in position."""
        if self._now is None:
            return "down" if self._down else None
        x, peak = self._now.signal[-1], self._now.peak
        if x < peak - max(_TURN_DEG * self._deg, _TURN_SHARE * (peak - self._now.rest)):
            return "lower"
        return "top" if x >= self.hi else "rise"

    @property
    def _base(self) -> float:
        return self.rest if self._spec.relative else 0.0

    def _first_rest(self) -> float:
        low, high = self._spec.rest
        return min(max(0.0, low), high)

    def leave(self) -> None:
        """Forget the movement in progress: the position was left, or the picture cut."""
        self._now = None
        self._down = False
        self._recent.clear()
        self._lowest, self._settled = math.inf, False
        self._left_s = None

    def restart(self) -> None:
        """Forget the rest value too: another shot shows the person from elsewhere."""
        self.leave()
        self._rest = None

    def feed(self, x: float, t_s: float, *, may_start: bool, may_stay: bool) -> Excursion | None:
        """Take the next value.

        Args:
            x: the signal, NaN where it could not be measured.
            t_s: media time in seconds.
            may_start: whether the person lies as the exercise begins.
            may_stay: whether the posture still is that of the exercise.

        Returns:
            The movement that has just ended back in down, if any.
        """
        if t_s - self._fed_s > _LOST_S:
            self.leave()
        self._fed_s = t_s
        if math.isnan(x) or not may_stay:
            self._left_s = t_s if self._left_s is None else self._left_s
            if t_s - self._left_s >= _LOST_S:
                self.leave()
            return None
        self._left_s = None
        self._remember(x, t_s)
        if self._now:
            return self._move(self._now, x, t_s)
        if self._spec.from_top and not self._down and may_start and x >= self.hi:
            self._now = Excursion(start_s=t_s, rest=self.rest, still_since_s=t_s)
            return self._move(self._now, x, t_s)
        if not self._down:
            rest = self._stood_at(t_s, _STILL_DEG, _STILL_S)
            self._down = may_start and (x < self.lo or rest is not None)
            if self._down and rest is not None:
                self._settle(rest)
        if self._down:
            self._lie(x, t_s)
        return None

    def _believable(self, x: float) -> bool:
        low, high = self._spec.rest
        return low <= x <= high

    def _lie(self, x: float, t_s: float) -> None:
        """Follow the rest value until a movement begins."""
        rest = self._stood_at(t_s, _REST_DEG, _REST_S)
        if rest is None and x < self.rest:
            rest = self._stood_at(t_s, _STILL_DEG, _STILL_S)  # sinking lower is believed sooner
        if rest is not None:
            self._settle(rest)
        self._lowest = min(self._lowest, x)
        if x <= self._lowest + _STILL_DEG * self._deg:
            self._low_s = t_s
        if x <= self.lo:
            return
        lower = self._rest is None or self._lowest < self._rest
        if not self._settled and lower and self._believable(self._lowest):
            self._settle(self._lowest)  # touch and go: the turning point stands for the rest
        self._now = Excursion(start_s=self._low_s, rest=self.rest, still_since_s=t_s)
        self._lowest, self._settled = math.inf, False
        self._move(self._now, x, t_s)

    def _settle(self, rest: float) -> None:
        self._rest, self._settled = rest, True

    def _move(self, now: Excursion, x: float, t_s: float) -> Excursion | None:
        now.times.append(t_s)
        now.signal.append(x)
        if x > now.peak:
            now.peak, now.top_s = x, t_s
            now.trough = math.inf
        if x < now.trough:
            now.trough, now.trough_s = x, t_s
        if x >= self.lo and not self._stops_higher_up(now, x, t_s):
            self._lies_higher(now, x, t_s)
            if t_s - now.start_s > 2.0 * self._spec.longest_s:
                self.leave()  # sitting or standing about is no repetition
            return None
        now.end_s = t_s if x < self.lo else now.trough_s
        self._now = None
        self._lowest, self._low_s = x, t_s
        self._classify(now)
        return now

    def _lies_higher(self, now: Excursion, x: float, t_s: float) -> None:
        """Take a small rise that stays for seconds for what it is: lying down differently."""
        small = now.peak - now.rest < _HIGHER_SHARE * (self.hi - now.rest)
        if not (small and self._believable(x) and self._is_still(t_s, _REST_DEG, _REST_S)):
            now.still_since_s = t_s
        elif t_s - now.still_since_s >= _HIGHER_S:
            self._settle(x)
            self._now = None

    def _stops_higher_up(self, now: Excursion, x: float, t_s: float) -> bool:
        """Whether absolute signals, such as legs, have turned round above where they started.

        The turning point is the person's own limit from now on.
        """
        came_down = now.peak - now.trough >= _TURN_SHARE_BACK * (now.peak - now.rest)
        if self._spec.relative or now.peak < self.hi or not came_down:
            return False
        turned = x >= now.trough + _TURN_UP_DEG * self._deg or self._is_still(
            t_s, _STILL_DEG, _STILL_S
        )
        if not turned or not self._believable(now.trough):
            return False
        self._rest = now.trough
        return True

    def _classify(self, done: Excursion) -> None:
        spec = self._spec
        began_s = _left_top_s(done, self.hi) if spec.from_top else done.start_s
        duration = done.end_s - began_s
        base = done.rest if spec.relative else 0.0
        height = done.peak - base
        if spec.fail_below is None:
            partial = done.peak - done.rest >= _PARTIAL_SHARE * (spec.hi + base - done.rest)
        else:
            partial = height >= spec.fail_below
        if height >= spec.hi:
            if spec.shortest_s <= duration <= spec.longest_s:
                done.kind = "rep"
                self._roms.append(done.peak - done.rest)
        elif partial:
            done.kind = "partial"
        elif spec.attempt is not None and done.peak - done.rest >= spec.attempt:
            threshold = done.rest + spec.attempt
            above = [t for t, x in zip(done.times, done.signal, strict=True) if x >= threshold]
            if above[-1] - above[0] >= _ATTEMPT_S:
                done.kind = "attempt"
                done.stuck_s = _stuck(done, self._deg)

    def _remember(self, x: float, t_s: float) -> None:
        recent = self._recent
        recent.append((t_s, x))
        while len(recent) > 1 and t_s - recent[1][0] >= _REST_S:
            recent.popleft()

    def _is_still(self, t_s: float, within_deg: float, window_s: float) -> bool:
        """Whether the signal stayed within so many degrees for that long."""
        recent = self._recent
        if t_s - recent[0][0] < window_s:
            return False
        values = [value for when, value in recent if t_s - when <= window_s + 1e-6]
        return max(values) - min(values) < within_deg * self._deg

    def _stood_at(self, t_s: float, within_deg: float, window_s: float) -> float | None:
        """Where the signal stood still, if it did: from the first half of that time.

        The second half may already be the slow start of a movement.
        """
        if not self._is_still(t_s, within_deg, window_s):
            return None
        early = [
            value for when, value in self._recent if window_s / 2 <= t_s - when <= window_s + 1e-6
        ]
        middle = median(early) if early else self._recent[0][1]
        return middle if self._believable(middle) else None


def _left_top_s(done: Excursion, hi: float) -> float:
    """When the signal was up for the last time; of who never was, when it left down."""
    up = (t for t, x in zip(done.times, done.signal, strict=True) if x >= hi)
    return max(up, default=done.start_s)


def _stuck(done: Excursion, deg: float) -> float:
    """Longest time in which the signal stood still in the band where sit-ups get stuck."""
    low, high = (done.rest + level * deg for level in _STUCK_BAND_DEG)
    longest = 0.0
    start = 0
    for end in range(1, len(done.times)):
        within = low <= done.signal[end] <= high
        while start < end:
            span = done.times[end] - done.times[start]
            moved = max(done.signal[start : end + 1]) - min(done.signal[start : end + 1])
            if (
                within
                and low <= done.signal[start]
                and moved <= deg * max(1.0, _STUCK_DEG_S * span)
            ):
                break
            start += 1
        longest = max(longest, done.times[end] - done.times[start])
    return longest
