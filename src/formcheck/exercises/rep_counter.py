"""Counting repetitions in one signal over time (biomechanics 2.4).

The state is the phase of the movement, or `left` (None) outside the exercise:

                  in position, and still or below lo
        left ----------------------------------------> down <-------------+
        ^  |                                            |                 |
        |  | from_top, above hi                above lo |                 | below lo: ends here
        |  |                                            v                 |
        |  +-------> top <---- above hi ------------- rise ------------+  |
        |             |                                                v  |
        |             +----------- falls from the highest point --> lower-+

    A new highest point leads from lower back to rise or top. A full movement also ends where it
    turns round above lo. A small rise that stays is a new rest value: back to down. All states go
    to left: at a cut, after 1 s out of posture or without a signal, and when the movement takes
    too long.
"""

import math
from collections import deque
from dataclasses import dataclass, field
from statistics import median

import numpy as np
import numpy.typing as npt

from formcheck.exercises.spec import Phase, Reps
from formcheck.motion.measures import MEASURES

_STILL_DEG, _STILL_S = 3.0, 0.25  # standing still may be the rest before the first repetition
_REST_DEG, _REST_S = 1.5, 0.75  # only this moves a known rest up: no repetition is so slow
_HIGHER_SHARE, _HIGHER_S = 0.30, 1.7  # a rise this small that stays: another way of lying
# A body that turns round above the floor: turning up by this much ends the repetition, if it came
# down by that share of the way.
_TURN_UP_DEG, _TURN_UP_SHARE = 10.0, 0.25
_TURN_SHARE_BACK = 0.50
_LIMIT_MARGIN_DEG = 5.0  # absolute signals: down is also the person's own lowest point plus this
_ADAPT_AFTER = 3
_ADAPT_LO, _ADAPT_HI = 0.20, 0.30
_TURN_DEG = 5.0
_TURN_SHARE = 0.10
_ATTEMPT_S = 0.4
_PARTIAL_SHARE = 0.5
_LOST_S = 1.0  # biomechanics 2.3: a repetition that cannot be followed for this long is dropped
_SPARSE_STEP_S = 0.15  # between pictures this far apart a repetition may have its top
_STUCK_DEG_S = 5.0
_STUCK_BAND_DEG = (10.0, 55.0)
# Stillness and turns have limits in degrees. In a signal in lengths this much stands for a degree:
# each is about a third of the noise that the landmarks' error makes in its signal.
_LENGTH_FOR_A_DEG = 0.01


@dataclass(slots=True)
class Movement:
    """One movement from leaving down to coming back, however high it goes.

    Attributes:
        start_s, top_s, end_s: media times in seconds.
        rest: value of the signal at rest before it.
        peak: highest value of the signal.
        kind: `rep` full, `partial` short of the top, `attempt` given up, `none` too small or
            outside the time gates.
        trough, trough_s: lowest value since the peak, and its time.
        still_since_s: start of the stillness in a small rise.
        stuck_s: longest stillness between 10 and 55 degrees.
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


class RepCounter:
    """Finds repetitions in one signal: down, up, down, by media time.

    The rest value is the person's own: it follows the signal in every stillness while lying.
    Nothing counts before the first down.
    """

    def __init__(self, spec: Reps) -> None:
        self._spec = spec
        self._deg = 1.0 if MEASURES[spec.signal].unit == "deg" else _LENGTH_FOR_A_DEG
        self._rest: float | None = None
        self._recent: deque[tuple[float, float]] = deque()
        self._roms: list[float] = []
        self._own_range = 0.0  # median of them, from the third on
        self._movement: Movement | None = None
        self._descent: Movement | None = None  # before the first rest of a shot
        self._begins = True  # a shot that has shown nothing but this exercise
        self._down = False
        self._lowest = math.inf  # of this stay in down
        self._low_s = 0.0  # last time near the lowest value
        self._settled = False  # whether this stay has renewed the rest value
        self._unfollowed_s: float | None = None  # since then without signal or out of posture
        self._last_s = -math.inf

    @property
    def lo(self) -> float:
        """Upper limit of down, in the signal's own value."""
        rest = self.rest
        if self._spec.relative:
            lo = rest + self._spec.lo
        else:
            lo = max(self._spec.lo, rest + _LIMIT_MARGIN_DEG * self._deg)
        return max(lo, rest + _ADAPT_LO * self._own_range)

    @property
    def hi(self) -> float:
        """Lower limit of up, in the signal's own value."""
        rest = self.rest
        hi = self._spec.hi + (rest if self._spec.relative else 0.0)
        return max(hi, rest + _ADAPT_HI * self._own_range)

    @property
    def rest(self) -> float:
        """The value at rest; before the first rest, the expected one or the lowest one yet."""
        if self._rest is not None:
            return self._rest
        low, high = self._spec.rest
        expected = min(max(0.0, low), high)
        # Lengths shrink at first, while the length of the torso is being learned.
        return min(expected, max(self._lowest, low)) if self._deg == 1.0 else expected

    @property
    def is_down(self) -> bool:
        """Whether the person lies between two repetitions."""
        return self._down and self._movement is None

    @property
    def current(self) -> Movement | None:
        """The movement in progress, if any."""
        return self._movement

    @property
    def phase(self) -> Phase | None:
        """Phase of the movement; None while not in position."""
        if self._movement is None:
            return "down" if self._down else None
        x, peak = self._movement.signal[-1], self._movement.peak
        if x < peak - max(_TURN_DEG * self._deg, _TURN_SHARE * (peak - self._movement.rest)):
            return "lower"
        return "top" if x >= self.hi else "rise"

    def leave(self) -> None:
        """Forget the movement in progress, as after leaving the position or a cut."""
        self._movement = None
        self._down = False
        self._recent.clear()
        self._descent = None
        self._lowest, self._settled = math.inf, False
        self._unfollowed_s = None

    def cut(self) -> Movement | None:
        """Forget the rest value too: another shot shows the person from elsewhere.

        Returns:
            The movement that the cut ends on its way down from a full top, if any. One that may
            begin at the top is left to the next shot.
        """
        begins_up = self._spec.from_top or self._spec.begins_up
        movement = self._movement if self.phase == "lower" and not begins_up else None
        self.leave()
        self._rest, self._begins = None, True
        if movement is None or movement.peak < movement.rest + self._spec.hi:
            return None
        movement.end_s, movement.kind = movement.times[-1], "rep"
        return movement

    def feed(self, x: float, t_s: float, *, may_start: bool, may_stay: bool) -> Movement | None:
        """Take the next value.

        Args:
            x: the signal; NaN is missing.
            t_s: media time in seconds.
            may_start: whether the person lies in the start position.
            may_stay: whether the posture is still that of the exercise.

        Returns:
            The movement that ends now, back in down, if any.
        """
        if t_s - self._last_s > _LOST_S:
            self.leave()
            self._begins = self._last_s == -math.inf  # what was done meanwhile is not known
        self._last_s = t_s
        if math.isnan(x) or not may_stay:
            self._begins = False
            self._unfollowed_s = t_s if self._unfollowed_s is None else self._unfollowed_s
            if t_s - self._unfollowed_s >= _LOST_S:
                self.leave()
            return None
        self._unfollowed_s = None
        self._remember(x, t_s)
        if self._movement:
            return self._move(self._movement, x, t_s, lies=may_start)
        if self._spec.from_top and not self._down and may_start and x >= self.hi:
            self._movement = Movement(start_s=t_s, rest=self.rest, still_since_s=t_s)
            return self._move(self._movement, x, t_s, lies=may_start)
        if not self._down:
            rest = self._still_value(t_s, _STILL_DEG, _STILL_S)
            self._down = may_start and (x < self.lo or rest is not None)
            if self._down and rest is not None:
                self._settle(rest)
        if self._down:
            self._lie(x, t_s)
            return self._came_down(t_s) if self._descent else None
        if self._spec.begins_up and self._begins:
            self._note_descent(x, t_s)
        return None

    def _note_descent(self, x: float, t_s: float) -> None:
        """Keep how high a person was with whom a shot begins."""
        if self._descent is None:
            self._descent = Movement(start_s=t_s, rest=x)
        descent = self._descent
        descent.times.append(t_s)
        descent.signal.append(x)
        if x > descent.peak:
            descent.peak, descent.top_s = x, t_s

    def _came_down(self, t_s: float) -> Movement | None:
        """The repetition whose top came before the first rest, once that rest is known."""
        descent = self._descent
        assert descent is not None
        if not descent.end_s:
            descent.end_s = t_s
        if self._rest is None:
            return None
        self._descent, descent.rest, descent.kind = None, self._rest, "rep"
        lasts = descent.end_s - descent.start_s <= self._spec.longest_s
        return descent if lasts and descent.peak >= self.hi else None

    def _believable(self, x: float) -> bool:
        low, high = self._spec.rest
        return low <= x <= high

    def _lie(self, x: float, t_s: float) -> None:
        """Follow the rest value until a movement begins."""
        rest = self._still_value(t_s, _REST_DEG, _REST_S)
        if rest is None and x < self.rest:
            # A lower rest needs a shorter stillness.
            rest = self._still_value(t_s, _STILL_DEG, _STILL_S)
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
        self._movement = Movement(start_s=self._low_s, rest=self.rest, still_since_s=t_s)
        self._lowest, self._settled = math.inf, False
        self._move(self._movement, x, t_s, lies=True)

    def _settle(self, rest: float) -> None:
        self._rest, self._settled = rest, True

    def _move(self, movement: Movement, x: float, t_s: float, *, lies: bool) -> Movement | None:
        movement.times.append(t_s)
        movement.signal.append(x)
        if x > movement.peak:
            movement.peak, movement.top_s = x, t_s
            movement.trough = math.inf
        if x < movement.trough:
            movement.trough, movement.trough_s = x, t_s
        if x >= self.lo and not self._turned(movement, x, t_s, lies=lies):
            self._lies_higher(movement, x, t_s)
            if t_s - movement.start_s > 2.0 * self._spec.longest_s:
                self.leave()  # sitting or standing about is no repetition
            return None
        movement.end_s = t_s if x < self.lo else movement.trough_s
        self._movement = None
        self._lowest, self._low_s = x, t_s
        self._classify(movement)
        return movement

    def _lies_higher(self, movement: Movement, x: float, t_s: float) -> None:
        """Take a small rise that stays for seconds as a new way of lying."""
        small = movement.peak - movement.rest < _HIGHER_SHARE * (self.hi - movement.rest)
        if not (small and self._believable(x) and self._is_still(t_s, _REST_DEG, _REST_S)):
            movement.still_since_s = t_s
        elif t_s - movement.still_since_s >= _HIGHER_S:
            self._settle(x)
            self._movement = None

    def _turned(self, movement: Movement, x: float, t_s: float, *, lies: bool) -> bool:
        """Whether a full movement has come down far enough and turned round above its start.

        In an absolute signal, such as the legs', the turning point is the person's own limit from
        now on. In a relative one it is not the rest, since the next top is as high as the last;
        there only a person in the start position has come down, not one that gets up.
        """
        fall, rise = movement.peak - movement.trough, movement.peak - movement.rest
        if movement.peak < self.hi or fall < _TURN_SHARE_BACK * rise:
            return False
        if not self._believable(movement.trough):
            return False
        if self._spec.relative:
            return lies and x >= movement.trough + _TURN_UP_SHARE * rise
        turned_up = x >= movement.trough + _TURN_UP_DEG * self._deg
        if turned_up or self._is_still(t_s, _STILL_DEG, _STILL_S):
            self._rest = movement.trough
            return True
        return False

    def _classify(self, movement: Movement) -> None:
        spec = self._spec
        start_s = _last_up_s(movement, self.hi) if spec.from_top else movement.start_s
        duration_s = movement.end_s - start_s
        base = movement.rest if spec.relative else 0.0
        missed = missed_top(movement.times, movement.signal)
        height = movement.peak - base + missed
        rise = movement.peak - movement.rest
        if spec.fail_below is None:
            partial = rise >= _PARTIAL_SHARE * (spec.hi + base - movement.rest)
        else:
            partial = height >= spec.fail_below
        lasts = spec.shortest_s <= duration_s <= spec.longest_s
        if movement.peak + missed >= self.hi:
            if lasts:
                movement.kind = "rep"
                self._roms.append(rise)
                if len(self._roms) >= _ADAPT_AFTER:
                    self._own_range = sorted(self._roms)[len(self._roms) // 2]
        elif partial and lasts:
            movement.kind = "partial"
        elif spec.attempt is not None and rise >= spec.attempt:
            above = _times_from(movement, movement.rest + spec.attempt)
            if above[-1] - above[0] >= _ATTEMPT_S:
                movement.kind = "attempt"
                movement.stuck_s = _longest_stuck_s(movement, self._deg)

    def _remember(self, x: float, t_s: float) -> None:
        recent = self._recent
        recent.append((t_s, x))
        while len(recent) > 1 and t_s - recent[1][0] >= _REST_S:
            recent.popleft()

    def _is_still(self, t_s: float, within_deg: float, window_s: float) -> bool:
        """Whether the signal stayed within so many degrees throughout the window."""
        recent = self._recent
        if t_s - recent[0][0] < window_s:
            return False
        values = [value for sample_s, value in recent if t_s - sample_s <= window_s + 1e-6]
        return max(values) - min(values) < within_deg * self._deg

    def _still_value(self, t_s: float, within_deg: float, window_s: float) -> float | None:
        """Value of a still signal, from the first half of the window; None without stillness.

        The second half may already be the slow start of a movement.
        """
        if not self._is_still(t_s, within_deg, window_s):
            return None
        early = [
            value
            for sample_s, value in self._recent
            if window_s / 2 <= t_s - sample_s <= window_s + 1e-6
        ]
        middle = median(early) if early else self._recent[0][1]
        return middle if self._believable(middle) else None


def missed_top(times: npt.ArrayLike, signal: npt.ArrayLike) -> float:
    """Return how much higher the signal may have been between its highest sample and the next.

    It is half the larger step beside the top, and 0 where pictures are dense.
    """
    t_s, x = np.asarray(times), np.asarray(signal)
    beside = slice(max(0, int(np.argmax(x)) - 1), int(np.argmax(x)) + 2)
    is_sparse = np.diff(t_s[beside]) > _SPARSE_STEP_S
    return float((np.abs(np.diff(x[beside])) * is_sparse).max(initial=0.0)) / 2.0


def _times_from(movement: Movement, level: float) -> list[float]:
    """Times of the samples at a level or above."""
    return [t for t, x in zip(movement.times, movement.signal, strict=True) if x >= level]


def _last_up_s(movement: Movement, hi: float) -> float:
    """Last time at the top; the start of a movement that never was up."""
    return max(_times_from(movement, hi), default=movement.start_s)


def _longest_stuck_s(movement: Movement, deg: float) -> float:
    """Longest stillness in the band where sit-ups get stuck, seconds."""
    low, high = (movement.rest + level * deg for level in _STUCK_BAND_DEG)
    times, signal = movement.times, movement.signal
    longest_s = 0.0
    start = 0
    for end in range(1, len(times)):
        within = low <= signal[end] <= high
        while start < end:
            stretch = signal[start : end + 1]
            allowed = deg * max(1.0, _STUCK_DEG_S * (times[end] - times[start]))
            if within and low <= signal[start] and max(stretch) - min(stretch) <= allowed:
                break
            start += 1
        longest_s = max(longest_s, times[end] - times[start])
    return longest_s
