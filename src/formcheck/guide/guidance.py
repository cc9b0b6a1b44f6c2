"""What the guide takes and gives for each picture."""

from collections.abc import Sequence
from dataclasses import dataclass

from formcheck.capture.frame import Frame
from formcheck.guide.metronome import Tick
from formcheck.guide.screen import Screen, Sound
from formcheck.pose.frame import PoseFrame
from formcheck.problem import Problem
from formcheck.programme.training_log import CheckIn
from formcheck.result import SetResult
from formcheck.session import Update


@dataclass(frozen=True, slots=True)
class Observation:
    """All that is known about one picture.

    Attributes:
        pose: the landmarks in it, also during a pause.
        update: the Session's answer to it.
        trouble: what is wrong with the camera; None if nothing is.
    """

    frame: Frame
    pose: PoseFrame
    update: Update
    sets: Sequence[SetResult]
    trouble: Problem | None = None


@dataclass(frozen=True, slots=True)
class Guidance:
    """What to do after one picture.

    Attributes:
        sound: the kind of thing that is said; a cue is urgent.
        ends_set: whether the set under way ends here; the script's exercise comes next.
        tick: the metronome's tick, if one is due.
        check_in: the answer about the last set, if one has just come.
    """

    screen: Screen
    say: str | None = None
    sound: Sound = "count"
    ends_set: bool = False
    tick: Tick | None = None
    check_in: CheckIn | None = None
