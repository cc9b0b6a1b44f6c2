"""Following one trial of a core test, picture by picture (biomechanics 5.1 to 5.4).

A watch takes the Updates of a Session that judges the test's exercise, live or from a file, and
decides by media time alone. What it cannot see it does not score.
"""

import math
from abc import ABC, abstractmethod
from collections import Counter, deque
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final, Literal

import numpy as np

from formcheck.calibration import Profile
from formcheck.coaching.core_tests import Arms, CoreTest, HoldRules, LoweringRules, RepRules
from formcheck.coaching.past import Side
from formcheck.exercises.catalogue import catalogue
from formcheck.exercises.features import onset
from formcheck.exercises.records import Finding, Rep
from formcheck.exercises.sets import JudgeState, met
from formcheck.exercises.spec import Exercise, Fault, Phase
from formcheck.exercises.viewing import UNSEEN, fault_problem, hidden, view_problem
from formcheck.motion.measurement import MISSING, Measurement
from formcheck.motion.measures import points_of
from formcheck.motion.view import View
from formcheck.pose.frame import PoseFrame
from formcheck.session import Session, Update

_NOBODY: Final = "nobody can be seen: step into the picture"
_CUT: Final = "the picture was interrupted"
#: A trial with more time than this that cannot be judged is not scored (biomechanics 8.1).
_UNUSABLE_SHARE: Final = 0.20
_NEVER_SHARE: Final = 0.5  # where it never began and more could not be judged, that is why
_GAP_S: Final = 1.0  # a longer stretch without a picture was not watched
_KEPT_S: Final = 20.0  # of the line of the body
_MOVING: Final[tuple[Phase, ...]] = ("rise", "top", "lower")
# A lowering over less than this tells no speed: the back lifted with the legs still up.
_LEAST_WAY_DEG: Final = 15.0
_STARTED_DEG: Final = 10.0  # below the highest point the legs are on their way down


@dataclass(frozen=True, slots=True)
class Stage:
    """What one trial of a test is of.

    Attributes:
        number: from 1, in the order in which they are done.
        side: of the body, of a side bridge.
        arms: where the arms are, of a sit-up.
    """

    number: int = 1
    side: Side | None = None
    arms: Arms | None = None


@dataclass(frozen=True, slots=True)
class Trial:
    """What came of one trial.

    Attributes:
        stage: what it was of.
        score: seconds or degrees; MISSING where it was not scored. Of a sit-up the curl share.
        reason: why it ended, or why it was not scored, in words.
        scored: whether it was.
        bound: whether the score is only a bound: the low back did not lift down to there.
        corrected_s: seconds into a hold at which form was lost for the first time; NaN if never.
        came_up: of a sit-up: whether it came up as it should; None of the others.
        tried: of a sit-up that did not: whether it was an attempt that did not come up at all.
        remarks: what else is worth knowing, in sentences.
    """

    stage: Stage
    score: Measurement
    reason: str
    scored: bool = True
    bound: bool = False
    corrected_s: float = math.nan
    came_up: bool | None = None
    tried: bool = False
    remarks: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Event:
    """What just happened in a trial.

    Attributes:
        kind: it has `begun`; the one thing to `correct`; the legs are up: `lower` them; it is
            `over`, `at_once` where one should stop right away.
        words: the cue of what is to be corrected, or why it is over.
    """

    kind: Literal["begun", "correct", "lower", "over", "at_once"]
    words: str = ""


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

    Args:
        test: which.
        exercise: its exercise, as the Session judges it.
        stage: the trial's place.
        fresh: whether what is under way belongs to this trial, and not to the one before.
    """
    if test.hold:
        return _HoldWatch(test, test.hold, stage, fresh=fresh)
    if test.rep:
        return _RepWatch(test, test.rep, exercise, stage)
    assert test.lowering is not None  # the specification has one of the three
    return _LoweringWatch(test, test.lowering, exercise, stage, fresh=fresh)


def try_clips(
    test: CoreTest,
    clips: Iterable[Iterable[PoseFrame]],
    stages: Iterable[Stage],
    *,
    exercise: Exercise | None = None,
    profile: Profile | None = None,
) -> list[Trial]:
    """Follow the trials of a test through clips.

    Each clip is one trial or several; what is not finished in one is not scored. It ends with the
    last stage, with the last clip, or with a sit-up that does not come up.

    Args:
        test: which.
        clips: PoseFrames of each clip, in the order of the trials.
        stages: what the trials are of.
        exercise: the test's exercise; that of the catalogue if not given.
        profile: a calibration of the person.
    """
    exercise = exercise or catalogue()[test.exercise]
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
            trials.append(watch.stop("the clip ended" if watch.running else _never(test)))
    return trials


def _never(test: CoreTest) -> str:
    """Why there is nothing to score where nothing of it was seen."""
    if test.lowering:
        return "both legs were not seen up and straight, and then lowered"
    return f"no {'sit-up' if test.rep else 'hold'} was seen"


class _Lost:
    """Keeps account of how much time could be judged, and of why not."""

    def __init__(self) -> None:
        self._total_s = 0.0
        self._reasons: Counter[str] = Counter()

    def add(self, seconds: float, problem: str | None) -> None:
        self._total_s += seconds
        if problem:
            self._reasons[problem] += round(1000 * seconds)

    def reason(self, allowed: float = _UNUSABLE_SHARE) -> str | None:
        """The commonest reason, if more was lost than is allowed."""
        if sum(self._reasons.values()) <= 1000 * allowed * self._total_s:
            return None
        return self._reasons.most_common(1)[0][0]


class TrialWatch(ABC):
    """Follows one trial.

    Attributes:
        trial: what came of it; None while it goes on.
        running: whether it has begun and is not over.
    """

    def __init__(self, test: CoreTest, stage: Stage) -> None:
        self._test, self._stage = test, stage
        self.trial: Trial | None = None
        self.running = False
        self._lost = _Lost()
        self._waited = _Lost()  # before it began
        self._last_t_s: float | None = None
        self._pitch_deg = math.nan  # while at rest: it swings with the limbs

    def update(self, update: Update) -> Event | None:
        """Take the next picture; returns what just happened, mostly nothing."""
        elapsed_s = 0.0 if self._last_t_s is None else update.t_s - self._last_t_s
        self._last_t_s = update.t_s
        if self.trial is not None:
            return None
        if elapsed_s > _GAP_S and self.running:
            return self._not_scored(_CUT)
        if not self.running:
            self._waited.add(min(elapsed_s, _GAP_S), self._view_problem(update))
        return self._follow(update, elapsed_s)

    def stop(self, why: str) -> Trial:
        """End it now, whatever it is at, and return what came of it."""
        if self.trial is None and self.running:
            self._stopped(why)
        if self.trial is None:
            self._not_scored(self._waited.reason(_NEVER_SHARE) or why)
        assert self.trial is not None
        return self.trial

    @property
    def measured(self) -> Measurement:
        """What is shown while it goes on; MISSING where there is nothing."""
        return MISSING

    @abstractmethod
    def _follow(self, update: Update, elapsed_s: float) -> Event | None:
        """Take a picture of a trial that is not over."""

    @abstractmethod
    def _stopped(self, why: str) -> None:
        """End a running trial for a reason from outside."""

    def _end(self, trial: Trial, kind: Literal["over", "at_once"] = "over") -> Event:
        self.running, self.trial = False, trial
        return Event(kind, trial.reason)

    def _not_scored(self, why: str) -> Event:
        return self._end(Trial(self._stage, MISSING, why, scored=False))

    def _problem(self, update: Update, of: Callable[[View], str | None]) -> str | None:
        """What keeps a picture from being judged, with the pitch that was read at rest."""
        if update.body is None:
            return _NOBODY
        view = update.body.view
        if not math.isnan(self._pitch_deg):
            view = replace(view, pitch_deg=self._pitch_deg)
        return of(view)

    def _view_problem(self, update: Update) -> str | None:
        return self._problem(update, lambda view: view_problem(view, self._test.view))

    def _note_rest(self, update: Update) -> None:
        if update.body is not None:
            self._pitch_deg = update.body.view.pitch_deg


# --- holds ---------------------------------------------------------------------------------------


class _HoldWatch(TrialWatch):
    """A plank or a side bridge: from coming into position until form is lost."""

    def __init__(self, test: CoreTest, rules: HoldRules, stage: Stage, *, fresh: bool) -> None:
        super().__init__(test, stage)
        self._rules = rules
        self._may_begin = fresh
        self._begin(0.0)

    @property
    def measured(self) -> Measurement:
        return Measurement(self._held_s, self._rules.sigma_s) if self.running else MISSING

    def _follow(self, update: Update, elapsed_s: float) -> Event | None:
        state, hold = update.state, update.state.hold
        if hold is None:
            self._may_begin = True
            return self._leave(update)
        if not self._may_begin:
            return None
        event = None
        if not self.running:
            self._begin(update.t_s - hold.total_s)
            self.running, event = True, Event("begun")
        if not state.in_position:  # a cut: the clock stands still, the person may not
            return self._not_scored(_CUT)
        self._held_s = hold.total_s
        self._lines.append((update.t_s, state.values))
        while update.t_s - self._lines[0][0] > _KEPT_S:
            self._lines.popleft()
        self._lost.add(elapsed_s, self._view_problem(update))
        return self._ended(state) or self._correct(update) or event

    def _begin(self, start_s: float) -> None:
        self._start_s, self._held_s = start_s, 0.0
        self._corrections = 0
        self._until_s = math.inf  # what was corrected last has to be put right by then
        self._lost_at_s = math.nan
        self._lines: deque[tuple[float, Mapping[str, Measurement]]] = deque()
        self._lost = _Lost()

    def _leave(self, update: Update) -> Event | None:
        if not self.running:
            return None
        if update.body is None:
            return self._not_scored(_NOBODY)
        if self._held_s < self._rules.shortest_s:  # on the way into position
            self.running = False
            return None
        return self._scored(self._held_s, "you came out of the position")

    def _ended(self, state: JudgeState) -> Event | None:
        """Whether something ends it at once."""
        for finding in state.active:
            severe = finding.severity == "severe"
            name = finding.fault.id
            if name in self._rules.ends or (severe and name in self._rules.ends_severe):
                seconds = self._into(finding.start_s)
                if seconds < self._rules.shortest_s and not severe:
                    self.running = self._may_begin = False  # on the way into position
                    return None
                return self._scored(
                    seconds, self._rules.words[finding.fault.id], self._sigma_s(finding)
                )
        return None

    def _correct(self, update: Update) -> Event | None:
        """Correct what may be corrected, as often as it may; then it ends."""
        found = [one for one in update.state.begun if one.fault.id in self._rules.corrected]
        for finding in found:
            if self._corrections >= self._rules.corrections:
                why = f"{self._rules.words[finding.fault.id]}, after one correction"
                seconds = self._into(finding.start_s)
                return self._scored(seconds, why, self._sigma_s(finding))
            self._corrections += 1
            self._lost_at_s = self._into(finding.start_s)
            self._until_s = update.t_s + self._rules.put_right_s
            return Event("correct", finding.fault.cue)
        for finding in update.state.active:
            # `end_s` is when the limit was last passed: later than allowed, it was not put right.
            if finding.fault.id in self._rules.corrected and finding.end_s >= self._until_s:
                why = f"{self._rules.words[finding.fault.id]}, and you did not put it right in time"
                seconds = self._into(self._until_s)
                return self._scored(seconds, why, self._sigma_s(finding))
        return None

    def _sigma_s(self, finding: Finding) -> float:
        """How sure the moment is at which form was lost: as long as the last degrees took."""
        name, rules = finding.fault.measure, self._rules
        if finding.fault.id not in rules.corrected:
            return rules.sigma_s
        line = [(t_s, values[name].value) for t_s, values in self._lines if t_s <= finding.start_s]
        before = [t_s for t_s, deg in line if abs(deg - line[-1][1]) >= rules.sigma_deg]
        took_s = finding.start_s - max(before, default=line[0][0]) if line else 0.0
        return math.hypot(rules.sigma_s, took_s)

    def _into(self, t_s: float) -> float:
        return max(0.0, t_s - self._start_s)

    def _scored(self, seconds: float, why: str, sigma_s: float | None = None) -> Event:
        lost = self._lost.reason()
        if lost:
            return self._not_scored(lost)
        score = Measurement(seconds, self._rules.sigma_s if sigma_s is None else sigma_s)
        return self._end(Trial(self._stage, score, why, corrected_s=self._lost_at_s))

    def _stopped(self, why: str) -> None:
        held = f", after {self._held_s:.0f} s in position: the test goes on until form is lost"
        self._not_scored(self._lost.reason() or why + held)


# --- one sit-up ----------------------------------------------------------------------------------


class _RepWatch(TrialWatch):
    """One slow sit-up."""

    def __init__(self, test: CoreTest, rules: RepRules, exercise: Exercise, stage: Stage) -> None:
        super().__init__(test, stage)
        self._rules = rules
        faults = {fault.id: fault for fault in exercise.faults}
        self._spoilers = [faults[name] for name in (*rules.spoils, *rules.spoils_severe)]
        self._unseen = {fault.id: _Lost() for fault in self._spoilers}
        self._attempts = 0
        self._rep: Rep | None = None
        self._first = True

    def _follow(self, update: Update, elapsed_s: float) -> Event | None:
        state = update.state
        if self._first:  # what came before belongs to another trial
            self._first, self._attempts, self._rep = False, state.attempts, state.last
        if state.phase == "down":
            self._note_rest(update)
        event = None
        if state.phase in _MOVING:
            if not self.running:
                self._begin()
                event = Event("begun")
            self._look(update, elapsed_s)
        if not state.set_open:
            self._attempts, self._rep = 0, None
        elif state.last is not None and state.last is not self._rep:
            return self._judge(state.last)
        elif state.attempts > self._attempts:
            return self._failed()
        if self.running and state.phase not in _MOVING:
            self.running = False  # it was no sit-up
        return event

    def _begin(self) -> None:
        self.running = True
        self._lost = _Lost()
        self._unseen = {fault.id: _Lost() for fault in self._spoilers}

    def _look(self, update: Update, elapsed_s: float) -> None:
        self._lost.add(elapsed_s, self._view_problem(update))
        for fault in self._spoilers:
            problem = self._problem(update, _problem_of(fault))
            self._unseen[fault.id].add(elapsed_s, problem)

    def _failed(self) -> Event:
        lost = self._lost.reason()
        if lost:
            return self._not_scored(lost)
        why = "it did not come up all the way"
        return self._end(Trial(self._stage, MISSING, why, came_up=False, tried=True))

    def _judge(self, rep: Rep) -> Event:
        if not rep.complete:
            return self._failed()
        lost = self._lost.reason()
        if lost or not rep.scored:
            return self._not_scored(lost or "not enough of it could be seen")
        wrong = self._wrong(rep)
        reason = wrong or "it came up"
        return self._end(
            Trial(self._stage, rep.curl, reason, came_up=wrong is None, remarks=self._remarks())
        )

    def _wrong(self, rep: Rep) -> str | None:
        """Why a sit-up that came up does not count, None if it does."""
        if rep.rise_s > self._rules.rise_at_most_s:
            return f"the way up took {rep.rise_s:.1f} s, more than {self._rules.rise_at_most_s:g} s"
        whole_s = rep.end_s - rep.start_s
        if whole_s < self._rules.at_least_s:
            return f"it took {whole_s:.1f} s: one slow sit-up takes {self._rules.at_least_s:g} s"
        spoilt = [name for name in self._rules.spoils if name in rep.faults]
        spoilt += [n for n in self._rules.spoils_severe if rep.faults.get(n) == "severe"]
        return self._rules.words[spoilt[0]] if spoilt else None

    def _remarks(self) -> tuple[str, ...]:
        unseen = [fault for fault in self._spoilers if self._unseen[fault.id].reason()]
        return tuple(self._rules.unseen[fault.id] for fault in unseen)

    def _stopped(self, why: str) -> None:
        self._not_scored(why)


def _problem_of(fault: Fault) -> Callable[[View], str | None]:
    needs = points_of(fault.measures)
    return lambda view: fault_problem(view, fault, needs)


# --- lowering both legs --------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Sample:
    """One picture of a lowering: time, the legs, the low back in its measure."""

    t_s: float
    legs: Measurement
    back: float


class _LoweringWatch(TrialWatch):
    """Both legs from up to down, until the low back lifts."""

    def __init__(
        self,
        test: CoreTest,
        rules: LoweringRules,
        exercise: Exercise,
        stage: Stage,
        *,
        fresh: bool,
    ) -> None:
        super().__init__(test, stage)
        assert exercise.reps is not None  # checked when the tests are read
        assert exercise.control is not None
        self._rules = rules
        self._legs = exercise.reps.signal
        self._stay = exercise.position.stay
        self._fault: Fault
        self._fault, self._limit = exercise.control
        self._needs = points_of(self._fault.measures)
        self._may_begin = fresh  # else the legs come down first
        self._up_s: float | None = None
        self._seen_s = 0.0
        self._samples: list[_Sample] = []
        self._lift_s: float | None = None
        self._straight_s = math.inf  # when the knees last were straight
        self._bent_s: float | None = None

    @property
    def measured(self) -> Measurement:
        return self._samples[-1].legs if self._samples else MISSING

    def _follow(self, update: Update, elapsed_s: float) -> Event | None:
        values, t_s = update.state.values, update.t_s
        legs = values.get(self._legs, MISSING)
        if not self.running:
            return self._wait(update, legs)
        problem = self._problem(update, self._fault_problem)
        back = values.get(self._fault.measure, MISSING).value
        if problem is None and math.isnan(back):
            problem = hidden(self._fault)
        if legs.known:
            self._seen_s = t_s
            if self._samples and legs.value >= self._samples[0].legs.value:
                self._samples.clear()  # still on the way up: the first one is the top
            self._samples.append(_Sample(t_s, legs, math.nan if problem else back))
        elif t_s - self._seen_s > _GAP_S:
            return self._not_scored(problem or UNSEEN)
        if self._is_lowering:
            self._lost.add(elapsed_s, problem)
        if self._lifts(t_s, math.nan if problem else back):
            return self._score("your low back began to lift", lifted=True)
        return self._over(update)

    def _fault_problem(self, view: View) -> str | None:
        return view_problem(view, self._test.view) or fault_problem(view, self._fault, self._needs)

    def _wait(self, update: Update, legs: Measurement) -> Event | None:
        """Until both legs have been up for a moment."""
        if not (legs.value >= self._rules.top_deg and self._is_straight(update)):
            self._up_s = None
            if legs.value < self._rules.top_deg / 2.0:
                self._may_begin = True
                self._note_rest(update)
            return None
        if not self._may_begin:
            return None
        self._up_s = update.t_s if self._up_s is None else self._up_s
        if update.t_s - self._up_s < self._rules.top_s:
            return None
        self.running, self._seen_s = True, update.t_s
        self._samples.append(_Sample(update.t_s, legs, math.nan))
        return Event("lower")

    def _is_straight(self, update: Update) -> bool:
        """Whether somebody lies there with legs that are not bent."""
        values = update.state.values
        knees = values.get("knee_flexion_deg", MISSING).value
        if knees < self._rules.straight_deg:
            self._straight_s = update.t_s
        bent = knees > self._rules.knees_deg
        return update.body is not None and met(self._stay, values) and not bent

    @property
    def _is_lowering(self) -> bool:
        if not self._samples:
            return False
        top, now = self._samples[0].legs.value, self._samples[-1].legs.value
        return now <= top - _STARTED_DEG

    def _lifts(self, t_s: float, back: float) -> bool:
        """Whether the low back has lifted for long enough."""
        if math.isnan(back):
            return False
        if back < self._limit:
            self._lift_s = None
            return False
        self._lift_s = t_s if self._lift_s is None else self._lift_s
        return t_s - self._lift_s >= self._rules.lift_s

    def _over(self, update: Update) -> Event | None:
        """Whether it ends without a lift."""
        if not self._is_lowering:
            return None
        if not self._is_straight(update):
            self._bent_s = update.t_s if self._bent_s is None else self._bent_s
            if update.t_s - self._bent_s >= self._rules.knees_s:
                return self._score("your knees bent", until_s=self._straight_s)
            return None
        self._bent_s = None
        now = self._samples[-1]
        low = min(self._samples, key=lambda sample: sample.legs.value)
        if now.legs.value <= self._rules.floor_deg:
            return self._score("your legs came down to the floor")
        turned = now.legs.value >= low.legs.value + self._rules.turn_deg
        if turned or now.t_s - low.t_s >= self._rules.stopped_s:
            why = "your legs came up again" if turned else "your legs stopped there"
            return self._score(why, until_s=low.t_s)
        return None

    def _score(self, why: str, *, lifted: bool = False, until_s: float = math.inf) -> Event:
        kind: Literal["over", "at_once"] = "at_once" if lifted else "over"
        samples = [sample for sample in self._samples if sample.t_s <= until_s]
        lost = self._lost.reason(1.0 - self._rules.seen_share)
        if lost:
            return self._end(Trial(self._stage, MISSING, lost, scored=False), kind)
        if not samples:
            return self._not_scored(why)
        legs = np.array([sample.legs.value for sample in samples])
        score = min((sample.legs for sample in samples), key=lambda one: one.value)
        if lifted:
            score = onset(legs, np.array([sample.back for sample in samples]), self._limit)
        pace = self._pace_problem(samples, score.value)
        if pace:
            return self._end(Trial(self._stage, MISSING, pace, scored=False), kind)
        score = Measurement(max(0.0, score.value), score.uncertainty)
        return self._end(Trial(self._stage, score, why, bound=not lifted), kind)

    def _pace_problem(self, samples: Sequence[_Sample], end_deg: float) -> str | None:
        """Say that it was much quicker or slower than the pace, if it was."""
        began_deg = samples[0].legs.value - _STARTED_DEG
        way = [sample for sample in samples if end_deg <= sample.legs.value <= began_deg]
        if not way or way[0].legs.value - end_deg < _LEAST_WAY_DEG:
            return None
        low, high = self._rules.pace_between_deg_s
        took_s = way[-1].t_s - way[0].t_s
        speed = (way[0].legs.value - way[-1].legs.value) / took_s if took_s > 0.0 else math.inf
        asked = f"the pace is {self._rules.pace_deg_s:g} degrees a second"
        if speed > high:
            return f"you lowered your legs too fast, {speed:.0f} degrees a second: {asked}"
        if speed < low:
            return f"you lowered your legs too slowly, {speed:.1f} degrees a second: {asked}"
        return None

    def _stopped(self, why: str) -> None:
        if self._is_lowering:
            self._score(why)
        else:
            self._not_scored(why)
