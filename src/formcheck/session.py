"""The engine: a PoseFrame in, an Update out. Live, analyze, score and replay use only this."""

import math
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import chain
from typing import Final, get_args

from formcheck.calibration import Profile
from formcheck.exercises.catalogue import catalogue, exercise_by_id, foreign
from formcheck.exercises.coverage import GAP_S, NAMED_LOST, WHOLE_LOST, Coverage
from formcheck.exercises.records import Finding, SetRecord, gravest
from formcheck.exercises.select import Declared, Recognised
from formcheck.exercises.set_judge import JudgeState
from formcheck.exercises.spec import Exercise, NeededView
from formcheck.exercises.visibility import body_problem, with_turn
from formcheck.motion.body import Body, BodyTracker
from formcheck.motion.place import PlaceWatch
from formcheck.motion.view import Facing
from formcheck.pose.frame import PoseFrame
from formcheck.problem import Problem, ProblemId
from formcheck.result import (
    Clip,
    Model,
    SessionResult,
    SetResult,
    View,
    finish_set,
    rounded,
)
from formcheck.result import Coverage as CoverageResult
from formcheck.result import Profile as ProfileResult

#: In place of an exercise: the session recognises each exercise.
AUTO: Final = "auto"

_VIEWS: Final[tuple[NeededView, ...]] = get_args(NeededView)
_SLOW_STEP_S = 0.25  # median time between two frames from which movements are hardly seen


@dataclass(frozen=True, slots=True)
class Update:
    """The result of one frame.

    Attributes:
        t_s: media time in seconds.
        body: the person in the body's own frame, None without a person.
        state: the state of the exercise.
        cue: the gravest open finding, for its cue, or None.
        exercise: the declared exercise, or the recognised one, if any.
    """

    t_s: float
    body: Body | None
    state: JudgeState
    cue: Finding | None
    exercise: Exercise | None = None


@dataclass(frozen=True, slots=True)
class ViewSummary:
    """The view over the whole session, from the median of its frames."""

    facing: Facing
    yaw_deg: float
    pitch_deg: float
    roll_deg: float
    judgeable: bool
    problems: tuple[Problem, ...]


@dataclass(frozen=True, slots=True)
class SessionRecord:
    """The outcome of a session.

    Attributes:
        exercises: all known exercises by id, with the declared one.
        sets: the sets in order of time.
        view: summary of the view.
        pose_frames: number of frames with a person.
        usable_fraction: share of the time in which the person could be judged.
        messages: other problems for the user.
        profile: the calibration, if any.
    """

    exercises: Mapping[str, Exercise]
    sets: tuple[SetResult, ...]
    view: ViewSummary
    pose_frames: int
    usable_fraction: float
    messages: tuple[Problem, ...]
    profile: Profile | None = None

    def result(
        self, clip: Clip, model: Model, software: dict[str, str], messages: Sequence[str]
    ) -> SessionResult:
        """Return the session in its public form.

        Args:
            clip: the judged file.
            model: the weights of the landmark model.
            software: versions by package.
            messages: remarks on the source; they come before those of the session.
        """
        view = self.view
        return SessionResult(
            clip=clip,
            model=model,
            software=software,
            profile=ProfileResult(name=self.profile.name, sha256=self.profile.sha256)
            if self.profile
            else None,
            view=View(
                facing=view.facing,
                yaw_deg=rounded(view.yaw_deg),
                pitch_deg=rounded(view.pitch_deg),
                roll_deg=rounded(view.roll_deg),
                judgeable=view.judgeable,
                reasons=[problem.afterwards for problem in view.problems],
            ),
            coverage=CoverageResult(
                pose_frames=self.pose_frames,
                usable_fraction=round(self.usable_fraction, 3),
                messages=[*messages, *(problem.words for problem in self.messages)],
            ),
            sets=list(self.sets),
        )


@dataclass(slots=True)
class _Watch:
    """Account of the watched time: coverage by needed view, and the camera's view."""

    coverage: dict[NeededView, Coverage] = field(
        default_factory=lambda: {needed: Coverage() for needed in _VIEWS}
    )
    pose_frames: int = 0
    shots: set[int] = field(default_factory=set)
    unseen_s: float = 0.0  # in gaps without any frame
    steps_ms: Counter[int] = field(default_factory=Counter)
    facing: Counter[Facing] = field(default_factory=Counter)
    yaw: Counter[int] = field(default_factory=Counter)
    pitch: Counter[int] = field(default_factory=Counter)


class Session:
    """Judges exercises frame by frame.

    Decisions use media time only: the same PoseFrames give the same findings at any speed.

    Args:
        exercise: the declared exercise, or its id; `auto` recognises the exercise of each set.
        known: exercises by id; formcheck's own catalogue by default.
        profile: a calibration of the person and the camera. Its camera part does not apply once
            the session notices another camera or another place; a message says so.
        camera: name of the camera that the frames come from, if known.

    Raises:
        UsageError: there is no exercise of that id.
    """

    def __init__(
        self,
        exercise: str | Exercise = AUTO,
        *,
        known: Mapping[str, Exercise] | None = None,
        profile: Profile | None = None,
        camera: str | None = None,
    ) -> None:
        self._known = catalogue() if known is None else known
        self._profile = profile
        self._own = profile.person.references if profile else {}
        #: The level on its ladder at which a workout asks for the exercise; None without one.
        self.level: int | None = None
        self._earlier: list[SetRecord] = []  # sets before the last change of exercise
        self._results: dict[int, tuple[SetRecord, SetResult]] = {}  # by identity of the record
        self._earlier_messages: list[Problem] = []
        self._take_up(exercise)
        self._place = PlaceWatch(profile.camera, camera) if profile and profile.camera else None
        leg_t = profile.person.leg_t if profile else None
        self._tracker = BodyTracker(
            self._place.roll_deg if self._place else 0.0,
            leg_t=leg_t.value if leg_t else math.nan,
        )
        self._watch = _Watch()
        self._last_t_s: float | None = None

    def _take_up(self, exercise: str | Exercise) -> None:
        self.declared: Exercise | None = None
        self._selector: Declared | Recognised
        if exercise == AUTO:
            self._selector = Recognised(self._known, foreign(), self._own)
            return
        declared = exercise_by_id(exercise, self._known) if isinstance(exercise, str) else exercise
        self.declared, self._known = declared, {**self._known, declared.id: declared}
        self._selector = Declared(declared, self._known, foreign(), self._own)

    def turn_to(self, exercise: str | Exercise) -> None:
        """End the set under way and judge another exercise from the next frame on.

        Args:
            exercise: as for the Session itself; the same again only ends the set.

        Raises:
            UsageError: there is no exercise of that id.
        """
        self._earlier += self._selector.finish()
        self._close_sets()
        self._earlier_messages += self._selector.messages()
        self._take_up(exercise)

    @property
    def sets(self) -> tuple[SetResult, ...]:
        """The finished sets, in order of time."""
        return tuple(self._results[id(record)][1] for record in self._records())

    @property
    def exercise(self) -> Exercise | None:
        """The declared exercise, or the recognised one, if any."""
        return self._selector.exercise

    @property
    def may_be(self) -> tuple[Exercise, ...]:
        """The possible exercises: the declared one, or every known one."""
        return (self.declared,) if self.declared else tuple(self._known.values())

    def feed(self, frame: PoseFrame) -> Update:
        """Take the next frame and return its update; times must strictly increase."""
        if self._place and self._place.is_other_camera(frame):
            self._tracker.turn(self._place.roll_deg)
        body = self._tracker.update(frame)
        if self._place and body and self._place.is_other_place(frame, body):
            self._tracker.turn(self._place.roll_deg)
        state = self._selector.update(body, frame.t_s, frame.shot)
        self._close_sets()
        self._note(frame, body)
        return Update(frame.t_s, body, state, gravest(state.active), self.exercise)

    def finish(self) -> SessionRecord:
        """End the set under way and return the record of the session."""
        self._selector.finish()
        self._close_sets()
        sets = self.sets
        watch = self._watch
        one_exercise = len({finished.exercise for finished in sets}) <= 1
        if self.declared and one_exercise:
            needed = self.declared.view
        else:
            needed = _needed_view(sets, self._known)
        coverage = watch.coverage[needed]
        yaw_deg = _median(watch.yaw)
        seen_share = coverage.total / max(coverage.total + watch.unseen_s, math.ulp(0.0))
        view = ViewSummary(
            facing=watch.facing.most_common(1)[0][0] if watch.facing else "unknown",
            yaw_deg=yaw_deg,
            pitch_deg=_median(watch.pitch),
            roll_deg=self._place.roll_deg if self._place else 0.0,
            judgeable=coverage.total > 0.0 and coverage.problem(WHOLE_LOST) is None,
            problems=tuple(with_turn(p, yaw_deg) for p in coverage.problems(NAMED_LOST)),
        )
        recognised = dict.fromkeys([*self._earlier_messages, *self._selector.messages()])
        return SessionRecord(
            self._known,
            sets,
            view,
            watch.pose_frames,
            coverage.usable * seen_share,
            (*self._messages(sets), *recognised),
            self._profile,
        )

    def _records(self) -> Iterator[SetRecord]:
        return chain(self._earlier, self._selector.sets)

    def _close_sets(self) -> None:
        """Put newly finished sets into their lasting form."""
        for record in self._records():
            if id(record) not in self._results:
                record.level = self.level
                yaw_deg = _median(self._watch.yaw)
                record.not_judged = [
                    replace(unjudged, problem=with_turn(unjudged.problem, yaw_deg))
                    for unjudged in record.not_judged
                ]
                exercise = self._known[record.exercise]
                self._results[id(record)] = (record, finish_set(exercise, record, self._known))

    def _messages(self, sets: Sequence[SetResult]) -> list[Problem]:
        watch = self._watch
        messages = []
        is_slow = _median(watch.steps_ms) > 1000.0 * _SLOW_STEP_S
        if watch.pose_frames == 0:
            messages.append(Problem(ProblemId.NEVER_SEEN))
        elif is_slow:
            messages.append(Problem(ProblemId.FEW_PICTURES))
        elif not sets and self.declared:
            about = (self.declared.name.lower(),)
            messages.append(Problem(ProblemId.NEVER_IN_POSITION, about))
        elif not sets:
            messages.append(Problem(ProblemId.NOT_RECOGNISED))
        if watch.unseen_s and not is_slow:
            messages.append(Problem(ProblemId.GAP, (round(watch.unseen_s),)))
        if len(watch.shots) > 1:
            messages.append(Problem(ProblemId.SHOTS, (len(watch.shots),)))
        if self._place and self._place.problem:
            messages.append(self._place.problem)
        return messages

    def _note(self, frame: PoseFrame, body: Body | None) -> None:
        watch = self._watch
        watch.shots.add(frame.shot)
        watch.pose_frames += frame.has_person
        watched_s = 0.0 if self._last_t_s is None else frame.t_s - self._last_t_s
        self._last_t_s = frame.t_s
        watch.steps_ms[round(1000.0 * watched_s)] += watched_s > 0.0
        if watched_s > GAP_S:
            watch.unseen_s += watched_s
            watched_s = 0.0
        for needed, coverage in watch.coverage.items():
            coverage.add(watched_s, body_problem(body, needed))
        if body:
            watch.facing[body.view.facing] += 1
            watch.yaw[round(body.view.yaw_deg)] += 1
            watch.pitch[round(body.view.pitch_deg)] += 1


def _needed_view(sets: Sequence[SetResult], known: Mapping[str, Exercise]) -> NeededView:
    """The view that most of the time in sets needed; the side view without sets."""
    lengths: dict[NeededView, float] = defaultdict(float)
    for finished in sets:
        lengths[known[finished.exercise].view] += finished.end_s - finished.start_s
    return max(lengths, key=lengths.__getitem__, default="oblique")


def _median(histogram: Counter[int]) -> float:
    half = sum(histogram.values()) / 2
    count = 0
    for value in sorted(histogram):
        count += histogram[value]
        if count >= half:
            return float(value)
    return math.nan
