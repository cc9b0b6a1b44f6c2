"""The screen of one moment: set-up, count-in, rest, pause, summary."""

from dataclasses import dataclass
from typing import Literal

from formcheck.problem import Pictogram

Moment = Literal[
    "setup", "ready", "count_in", "work", "rest", "ask", "paused", "trouble", "summary"
]
#: The kinds of things that are said; each has a tone.
Sound = Literal["cue", "regress", "praise", "count", "start", "end", "tick", "turn"]


@dataclass(frozen=True, slots=True)
class Pacer:
    """The pace of the legs and their place, in degrees above the floor; NaN is unknown."""

    target_deg: float
    now_deg: float


@dataclass(frozen=True, slots=True)
class Screen:
    """The panels over the picture at one moment.

    Attributes:
        moment: which part of a live session it is. In `work` the exercise's own panels are drawn
            (name, count or clocks, one message); in all others the words below.
        title: the one thing to know or to do, in type that reads from three metres.
        detail: a line beneath it, such as the advice.
        number: a countdown in seconds, None where there is none.
        share: the share of the countdown that is over, 0 to 1.
        lines: further lines, as of a summary. A tab parts the two columns of a table.
        next_up: the next exercise, in words.
        chosen: answers to a question so far: a number, `leg`, `sharp`.
        pacer: a pace to follow, drawn beside the exercise's own panels in `work`.
        pictogram: draws the title's instruction; None where there is none.
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
