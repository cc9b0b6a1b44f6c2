"""The trials of the core tests, frame by frame (biomechanics 5.1 to 5.4).

A watch takes the Updates of a Session that judges the test's exercise, live or from a file. It
decides by media time alone, and scores nothing that it cannot see.
"""

from collections import deque
from collections.abc import Iterable

from formcheck.calibration import Profile
from formcheck.core_tests.tests import CoreTest
from formcheck.core_tests.trials.hold import HoldWatch
from formcheck.core_tests.trials.lowering import LoweringWatch
from formcheck.core_tests.trials.rep import RepWatch
from formcheck.core_tests.trials.watch import Event, Stage, Trial, TrialWatch
from formcheck.exercises.catalogue import catalogue
from formcheck.exercises.spec import Exercise
from formcheck.pose.frame import PoseFrame
from formcheck.session import Session
from formcheck.words.tests import reason

__all__ = ["Event", "Stage", "Trial", "TrialWatch", "stages_of", "try_clips", "watch_of"]


def stages_of(test: CoreTest) -> tuple[Stage, ...]:
    """All trials of a test in their order."""
    if test.sides:
        return (Stage(1, side="left"), Stage(2, side="right"))
    if test.rep:
        return tuple(Stage(n, arms=arms) for n, arms in enumerate(test.rep.arms, start=1))
    return tuple(Stage(n) for n in range(1, test.trials + 1))


def watch_of(
    test: CoreTest, exercise: Exercise, stage: Stage, *, fresh: bool = True
) -> "TrialWatch":
    """The watch for one trial of a test.

    `fresh` tells whether a movement under way belongs to this trial, and not to the last one.
    """
    if test.hold:
        return HoldWatch(test, test.hold, stage, fresh=fresh)
    if test.rep:
        return RepWatch(test, test.rep, exercise, stage)
    assert test.lowering is not None  # the specification has one of the three
    return LoweringWatch(test, test.lowering, exercise, stage, fresh=fresh)


def try_clips(
    test: CoreTest,
    clips: Iterable[Iterable[PoseFrame]],
    stages: Iterable[Stage],
    *,
    profile: Profile | None = None,
) -> list[Trial]:
    """The trials of a test in clips, given by their PoseFrames in the order of the trials.

    Each clip has one trial or several. A trial that the clip cuts off gets no score. The test ends
    with the last stage, with the last clip, or with a sit-up that does not come up.
    """
    exercise = catalogue()[test.exercise]
    waiting = deque(stages)
    trials: list[Trial] = []
    for clip in clips:
        session = Session(exercise, profile=profile)
        watch, before = None, len(trials)
        for frame in clip:
            if not waiting:
                return trials
            fresh = len(trials) == before
            watch = watch or watch_of(test, exercise, waiting[0], fresh=fresh)
            watch.update(session.feed(frame))
            if watch.trial:
                trials.append(watch.trial)
                waiting.popleft()
                watch = None
                if trials[-1].came_up is False:
                    return trials
        if watch and (watch.running or len(trials) == before):
            waiting.popleft()
            missing = "no_lowering" if test.lowering else "no_sit_up" if test.rep else "no_hold"
            trials.append(watch.stop(reason("clip_ended" if watch.running else missing)))
    return trials
