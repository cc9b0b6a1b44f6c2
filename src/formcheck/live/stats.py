"""Counts pictures and times of a live session; the memory stays constant however long it runs."""

import json
import os
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from formcheck.capture.camera import CameraCounts
from formcheck.files import write_atomically

FORMAT: Final = "formcheck.live-stats/1"

_STEP_MS = 0.25  # quantiles are exact to this
_LONGEST_MS = 2000.0
_MINUTE_S = 60.0


class Times:
    """Durations, as counts in steps of a quarter of a millisecond."""

    def __init__(self) -> None:
        self._counts: npt.NDArray[np.int64] = np.zeros(round(_LONGEST_MS / _STEP_MS) + 1, np.int64)

    def add(self, seconds: float) -> None:
        """Note one duration; longer than two seconds counts as two seconds."""
        self._counts[min(round(seconds * 1e3 / _STEP_MS), len(self._counts) - 1)] += 1

    def quantiles_ms(self) -> dict[str, float | None]:
        """The 50th, 95th and 99th percentile in milliseconds; None where nothing was noted."""
        passed = np.cumsum(self._counts)
        total = int(passed[-1])
        return {
            f"p{percent}": float(np.searchsorted(passed, percent / 100 * total)) * _STEP_MS
            if total
            else None
            for percent in (50, 95, 99)
        }


@dataclass(slots=True)
class LiveStats:
    """Everything that `--stats` writes. Seconds are those of this computer's clock.

    Attributes:
        judged: pictures that were judged.
        inference: finding the landmarks, the track guard's fresh looks among them.
        judging: from the landmarks to the guidance.
        showing: drawing, and handing the picture to the window.
        latency: from the moment a picture was read to the moment it was shown.
        by_minute: latency p50 in milliseconds of each full minute: must not grow.
    """

    judged: int = 0
    inference: Times = field(default_factory=Times)
    judging: Times = field(default_factory=Times)
    showing: Times = field(default_factory=Times)
    latency: Times = field(default_factory=Times)
    by_minute: list[float | None] = field(default_factory=list)
    _began_s: float | None = None
    _ended_s: float = 0.0
    _minute: Times = field(default_factory=Times)
    _minute_s: float = 0.0
    _memory_mb: list[float | None] = field(default_factory=list)

    def note(self, times_s: tuple[float, float, float, float, float]) -> None:
        """Note when a picture was read, taken, had its landmarks, was judged and was shown."""
        read_s, began_s, posed_s, judged_s, shown_s = times_s
        if self._began_s is None:
            self._began_s = self._minute_s = began_s
        self.judged += 1
        self.inference.add(posed_s - began_s)
        self.judging.add(judged_s - posed_s)
        self.showing.add(shown_s - judged_s)
        self.latency.add(shown_s - read_s)
        self._minute.add(shown_s - read_s)
        self._ended_s = shown_s
        if shown_s - self._minute_s >= _MINUTE_S:
            self.by_minute.append(self._minute.quantiles_ms()["p50"])
            self._memory_mb.append(memory_mb())
            self._minute, self._minute_s = Times(), shown_s

    def as_dict(self, counts: CameraCounts) -> dict[str, Any]:
        """The figures, ready for JSON."""
        seconds = self._ended_s - self._began_s if self._began_s is not None else 0.0
        return {
            "schema": FORMAT,
            "seconds": round(seconds, 3),
            "frames": {
                "read": counts.read,
                "judged": self.judged,
                "dropped": counts.dropped,
                "judged_per_s": round((self.judged - 1) / seconds, 2) if seconds else None,
            },
            "reopened": counts.reopened,
            "inference_ms": self.inference.quantiles_ms(),
            "judging_ms": self.judging.quantiles_ms(),
            "showing_ms": self.showing.quantiles_ms(),
            "capture_to_display_ms": self.latency.quantiles_ms(),
            "capture_to_display_p50_ms_by_minute": self.by_minute,
            "memory_mb_by_minute": self._memory_mb,
            "memory_mb": memory_mb(),
        }

    def write(self, path: Path, counts: CameraCounts) -> None:
        """Write the figures as JSON.

        Raises:
            InputError: the file cannot be written.
        """
        with write_atomically(path) as file:
            file.write((json.dumps(self.as_dict(counts), indent=2) + "\n").encode())


def memory_mb() -> float | None:
    """Memory that this process holds in megabytes; None where the system does not tell."""
    status = Path("/proc/self/statm")
    if not status.exists():
        return None
    return round(int(status.read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE") / 1e6, 1)
