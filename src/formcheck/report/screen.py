"""What a live picture says beside the exercise itself: set-up, count-in, rest, pause, summary."""

from dataclasses import dataclass
from typing import Literal

Moment = Literal[
    "setup", "ready", "count_in", "work", "rest", "paused", "trouble", "summary", "consent"
]


@dataclass(frozen=True, slots=True)
class Screen:
    """What is shown over the picture at one moment.

    Attributes:
        moment: which part of a live session it is. In `work` the exercise's own panels are drawn
            (name, count or clocks, one message); in all others the words below.
        title: the one thing to know or to do, in type that reads from three metres.
        detail: a line beneath it.
        number: a countdown in seconds, None where there is none.
        share: how much of the countdown is over, 0 to 1.
        lines: further lines, as of a summary.
        next_up: what comes next, in words.
    """

    moment: Moment
    title: str = ""
    detail: str = ""
    number: int | None = None
    share: float = 0.0
    lines: tuple[str, ...] = ()
    next_up: str = ""
