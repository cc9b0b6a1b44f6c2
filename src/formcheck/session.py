"""The engine: a PoseFrame in, an Update out. Live, analyze, score and replay use only this."""

import math
from collections import Counter
from dataclasses import dataclass, field

from formcheck.exercises.catalogue import exercise_by_id
from formcheck.exercises.judge import judge_of
from formcheck.exercises.records import Finding, SetRecord
from formcheck.exercises.sets import JudgeState
from formcheck.exercises.spec import Exercise
from formcheck.exercises.viewing import view_problem
from formcheck.motion.body import Body, BodyTracker
from formcheck.motion.view import Facing
from formcheck.pose.frame import PoseFrame

# A clip in which less of the time than this had a usable person cannot be judged as a whole.
_JUDGEABLE_SHARE = 0.5
_JUMP_S = 1.0  # a longer gap between two frames is no stretch of watched time


@dataclass(frozen=True, slots=True)
class Update:
    """What one frame told.

    Attributes:
        t_s: media time in seconds.
        body: the person in the body's own frame, None where nobody could be seen.
        state: of the exercise.
        cue: the finding whose cue is to be shown now, the gravest one, or None.
    """

    t_s: float
    body: Body | None
    state: JudgeState
    cue: Finding | None


@dataclass(frozen=True, slots=True)
class ViewSummary:
    """The view over the whole session, from the median of its frames."""

    facing: Facing
    yaw_deg: float
    pitch_deg: float
    roll_deg: float
    judgeable: bool
    reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SessionRecord:
    """Everything that a session saw.

    Attributes:
        exercise: the declared one.
        sets: in order of time.
        view: summary of the view.
        pose_frames: frames in which a person was found.
        usable_fraction: share of the time in which the person could be judged.
        messages: what else the user should know, in words.
    """

    exercise: Exercise
    sets: tuple[SetRecord, ...]
    view: ViewSummary
    pose_frames: int
    usable_fraction: float
    messages: tuple[str, ...]


@dataclass(slots=True)
class _Watch:
    """Time watched, by what could be made of it."""

    total_s: float = 0.0
    usable_s: float = 0.0
    pose_frames: int = 0
    shots: set[int] = field(default_factory=set)
    problems: Counter[str] = field(default_factory=Counter)
    facing: Counter[Facing] = field(default_factory=Counter)
    yaw: Counter[int] = field(default_factory=Counter)
    pitch: Counter[int] = field(default_factory=Counter)


class Session:
    """Judges one exercise as PoseFrames come in.

    Decisions use media time only: the same PoseFrames give the same findings at any speed.

    Args:
        exercise: id of an exercise in the catalogue, or an Exercise.

    Raises:
        UsageError: there is no exercise of that id.
    """

    def __init__(self, exercise: str | Exercise) -> None:
        self.exercise = exercise_by_id(exercise) if isinstance(exercise, str) else exercise
        self._tracker = BodyTracker()
        self._judge = judge_of(self.exercise)
        self._watch = _Watch()
        self._last_t_s: float | None = None

    def feed(self, frame: PoseFrame) -> Update:
        """Take the next frame; times must strictly increase."""
        body = self._tracker.update(frame)
        state = self._judge.update(body, frame.t_s, frame.shot)
        self._note(frame, body)
        return Update(frame.t_s, body, state, _gravest(state.active))

    def finish(self) -> SessionRecord:
        """End what is under way and return what was seen."""
        sets = self._judge.finish()
        watch = self._watch
        usable = watch.usable_s / watch.total_s if watch.total_s else 0.0
        reasons = [
            reason
            for reason, seconds in watch.problems.most_common()
            if seconds >= 0.2 * watch.total_s * 1000
        ]
        view = ViewSummary(
            facing=watch.facing.most_common(1)[0][0] if watch.facing else "unknown",
            yaw_deg=_median(watch.yaw),
            pitch_deg=_median(watch.pitch),
            roll_deg=0.0,
            judgeable=usable >= _JUDGEABLE_SHARE,
            reasons=tuple(reasons),
        )
        messages = list(self._messages(sets))
        return SessionRecord(
            self.exercise, tuple(sets), view, watch.pose_frames, usable, tuple(messages)
        )

    def _messages(self, sets: list[SetRecord]) -> list[str]:
        watch = self._watch
        messages = []
        if watch.pose_frames == 0:
            messages.append("nobody was found: film the whole body, well lit, head in the picture")
        elif not sets:
            messages.append(
                f"the position of {self.exercise.name.lower()} was not held or moved through: "
                "check the exercise and that the whole body is in the picture"
            )
        if len(watch.shots) > 1:
            messages.append(
                f"{len(watch.shots)} camera shots: each was judged by itself, nothing across a cut"
            )
        return messages

    def _note(self, frame: PoseFrame, body: Body | None) -> None:
        watch = self._watch
        watch.shots.add(frame.shot)
        watch.pose_frames += frame.has_person
        dt = 0.0 if self._last_t_s is None else min(frame.t_s - self._last_t_s, _JUMP_S)
        self._last_t_s = frame.t_s
        watch.total_s += dt
        if body is None:
            watch.problems["nobody could be seen"] += round(dt * 1000)
            return
        problem = view_problem(body.view, self.exercise.view)
        if problem:
            watch.problems[problem] += round(dt * 1000)
        else:
            watch.usable_s += dt
        watch.facing[body.view.facing] += 1
        watch.yaw[round(body.view.yaw_deg)] += 1
        watch.pitch[round(body.view.pitch_deg)] += 1


def _gravest(findings: tuple[Finding, ...]) -> Finding | None:
    """The finding whose cue comes first: by priority, then severity, then the newest."""
    speaking = [f for f in findings if f.spoken and f.priority < 3]
    return min(
        speaking,
        key=lambda f: (f.priority, f.severity != "severe", -f.start_s),
        default=None,
    )


def _median(histogram: Counter[int]) -> float:
    half = sum(histogram.values()) / 2
    count = 0
    for value in sorted(histogram):
        count += histogram[value]
        if count >= half:
            return float(value)
    return math.nan
