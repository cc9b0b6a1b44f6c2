"""Media times that strictly increase, from the presentation times of a file."""

# MediaPipe counts whole milliseconds and wants them strictly increasing.
_MIN_STEP_S = 0.001
# A smaller step back is jitter. A larger one means that the clock was set back, for example where
# clips were joined without rewriting their times.
_CLOCK_SET_BACK_S = 1.0


class MediaClock:
    """Turns the times in a file into times that start at 0 and strictly increase.

    Args:
        step_s: usual time from one picture to the next. It stands in for a missing time.
    """

    def __init__(self, step_s: float) -> None:
        self._step_s = step_s
        self._zero_s: float | None = None
        self._last_s = 0.0

    @property
    def zero_s(self) -> float:
        """The time in the file of media time 0."""
        return self._zero_s or 0.0

    def read(self, time_s: float | None) -> float:
        """Return the media time of the next picture, in whole microseconds as in a Recording."""
        if self._zero_s is None:
            self._zero_s = time_s or 0.0
            return 0.0
        usual = self._last_s + self._step_s
        if time_s is None:
            time_s = self._zero_s + usual
        elif time_s - self._zero_s < self._last_s - _CLOCK_SET_BACK_S:
            self._zero_s = time_s - usual
        self._last_s = round(max(time_s - self._zero_s, self._last_s + _MIN_STEP_S), 6)
        return self._last_s
