"""What a live picture says beside the exercise itself: set-up, count-in, rest, pause, summary."""

from dataclasses import dataclass
from typing import Literal

from formcheck.problem import Pictogram

Moment = Literal[
    "setup", "ready", "count_in", "work", "rest", "ask", "paused", "trouble", "summary"
]
#: What may be said, and so what a tone may stand for.
Sound = Literal["cue", "regress", "praise", "count", "start", "end", "tick", "turn"]


@dataclass(frozen=True, slots=True)
class Pacer:
    """Where the legs should be now, and where they are, in degrees above the floor; NaN unknown."""

    target_deg: float
    now_deg: float


@dataclass(frozen=True, slots=True)
class Screen:
    """What is shown over the picture at one moment.

    Attributes:
        moment: which part of a live session it is. In `work` the exercise's own panels are drawn
            (name, count or clocks, one message); in all others the words below.
        title: the one thing to know or to do, in type that reads from three metres.
        detail: a line beneath it: what to do about it, or the advice.
        number: a countdown in seconds, None where there is none.
        share: how much of the countdown is over, 0 to 1.
        lines: further lines, as of a summary. Those with a tab are rows of a table: it parts what
            stands on the left from what stands on the right.
        next_up: what comes next, in words.
        chosen: answers to a question that were pressed so far: a number, `leg`, `sharp`.
        pacer: a pace to follow, drawn beside the exercise's own panels in `work`.
        pictogram: a drawing of what the title asks for, None where there is none.
    """

    moment: Moment
    title: str = ""
    detail: str = ""
    number: int | None = None
    share: float = 0.0
    lines: tuple[str, ...] = ()
    next_up: str = ""
    chosen: tuple[str, ...] = ()
    pacer: Pacer | None = None
    pictogram: Pictogram | None = None
