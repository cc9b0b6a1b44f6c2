"""Leads stick people through sets and writes down what they see and hear."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from functools import partial

import numpy as np

from formcheck.capture import Frame
from formcheck.guide.coach import Coach
from formcheck.guide.screen import Screen
from formcheck.pose.frame import PoseFrame
from formcheck.problem import Problem
from formcheck.programme.training_log import CheckIn
from formcheck.result import SetResult

LIGHT = 128


@dataclass
class Evening:
    """What happened: what was shown, said, ticked and answered at which times, and the sets."""

    shown: list[tuple[float, str, str]] = field(default_factory=list)
    said: list[tuple[float, str]] = field(default_factory=list)
    details: set[tuple[str, str]] = field(default_factory=set)
    ticks: list[tuple[float, str]] = field(default_factory=list)
    check_ins: list[CheckIn] = field(default_factory=list)
    screens: list[Screen] = field(default_factory=list)
    sets: tuple[SetResult, ...] = ()

    @property
    def moments(self) -> list[str]:
        """The moments in their order, each once in a row."""
        names = [moment for _, moment, _ in self.shown]
        return [name for i, name in enumerate(names) if i == 0 or names[i - 1] != name]

    @property
    def words(self) -> list[str]:
        return [words for _, words in self.said]

    def titles(self, moment: str) -> list[str]:
        """What stood there in large type, each once in a row."""
        found = [title for _, name, title in self.shown if name == moment]
        return [title for i, title in enumerate(found) if i == 0 or found[i - 1] != title]

    def began(self, moment: str) -> float:
        """When a moment first came."""
        return next(t_s for t_s, name, _ in self.shown if name == moment)


def lead(
    coach: Coach,
    poses: Iterable[PoseFrame],
    *,
    light: int = LIGHT,
    trouble: Callable[[float], Problem | None] = lambda _: None,
    keys: dict[float, Callable[[], None]] | None = None,
    answers: Sequence[Sequence[tuple[float, str]]] = (),
) -> Evening:
    """Show somebody's poses to a coach.

    Args:
        coach: who leads.
        poses: what is seen.
        light: of the picture.
        trouble: with the camera, by time.
        keys: that are pressed at their times.
        answers: to each question, keys that are pressed so many seconds after it came.
    """
    picture = np.full((72, 128, 3), light, np.uint8)
    evening, waiting, to_come = Evening(), dict(keys or {}), list(answers)
    for pose in poses:
        for t_s in [t_s for t_s in waiting if t_s <= pose.t_s]:
            waiting.pop(t_s)()
        frame = Frame(pose.t_s, picture, pose.width, pose.height, pose.shot)
        _, _, guidance = coach.take(frame, pose, trouble(pose.t_s))
        evening.shown.append((pose.t_s, guidance.screen.moment, guidance.screen.title))
        evening.details.add((guidance.screen.moment, guidance.screen.detail))
        evening.screens.append(guidance.screen)
        if [moment for _, moment, _ in evening.shown[-2:]] == ["work", "ask"]:
            for after_s, key in to_come.pop(0) if to_come else ():
                waiting[pose.t_s + after_s] = partial(coach.guide.press, key)
        if guidance.tick:
            evening.ticks.append((pose.t_s, guidance.tick))
        if guidance.check_in:
            evening.check_ins.append(guidance.check_in)
        if guidance.say:
            evening.said.append((pose.t_s, guidance.say))
    evening.sets = coach.finish().sets
    return evening
