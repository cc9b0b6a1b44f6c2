"""Leads stick people through sets and writes down what they see and hear."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

import numpy as np

from formcheck.capture import Frame
from formcheck.exercises.records import SetRecord
from formcheck.live.coach import Coach
from formcheck.pose.frame import PoseFrame

LIGHT = 128


@dataclass
class Evening:
    """What happened: what was shown and said at which times, what stood below, and the sets."""

    shown: list[tuple[float, str, str]] = field(default_factory=list)
    said: list[tuple[float, str]] = field(default_factory=list)
    details: set[tuple[str, str]] = field(default_factory=set)
    sets: tuple[SetRecord, ...] = ()

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
    trouble: Callable[[float], str | None] = lambda _: None,
    keys: dict[float, Callable[[], None]] | None = None,
) -> Evening:
    """Show somebody's poses to a coach; `keys` are pressed at their times."""
    picture = np.full((72, 128, 3), light, np.uint8)
    evening, waiting = Evening(), dict(keys or {})
    for pose in poses:
        for t_s in [t_s for t_s in waiting if t_s <= pose.t_s]:
            waiting.pop(t_s)()
        frame = Frame(pose.t_s, picture, pose.width, pose.height, pose.shot)
        _, _, guidance = coach.take(frame, pose, trouble(pose.t_s))
        evening.shown.append((pose.t_s, guidance.screen.moment, guidance.screen.title))
        evening.details.add((guidance.screen.moment, guidance.screen.detail))
        if guidance.say:
            evening.said.append((pose.t_s, guidance.say))
    evening.sets = coach.finish().sets
    return evening
