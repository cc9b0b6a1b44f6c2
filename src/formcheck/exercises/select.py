"""Who judges: the declared exercise's judge, or that of the exercise which is recognised."""

from collections import deque
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from math import inf
from statistics import fmean

from formcheck.exercises.judge import judge_of
from formcheck.exercises.recognition import Known, Recognizer, Sighting
from formcheck.exercises.records import SetRecord
from formcheck.exercises.set_judge import ExerciseJudge, JudgeState, nothing_under_way
from formcheck.exercises.spec import Exercise, Foreign
from formcheck.motion.body import Body
from formcheck.problem import Problem, ProblemId

_BEFORE_S = 20.0  # of what was seen before an exercise is recognised, its judge is shown this much
_APART_S = 5.0  # a repetition of something else so long after the last one is believed at once
_OVERLAP_S = 0.5  # two sightings may share so much time and still follow one another
_OVER_S = 3.0  # a set that has ended is closed for good after this
_NAMED_S = 4.0  # what is not in the catalogue is believed when it goes on for this long
_SURE_S = 2.0  # something else is named when it was seen for this long
_FOREIGN_ENDS_S = 2.5  # a foreign movement that is not seen for so long is over


@dataclass(slots=True)
class _Thing:
    """What is under way: its sightings, and its judge where it is in the catalogue."""

    what: Known
    seen: list[Sighting]
    judge: ExerciseJudge | None

    @property
    def until_s(self) -> float:
        return self.seen[-1].end_s


class Recognised:
    """Recognises what is done and has each exercise judged by its own judge.

    A judge is shown what went before its exercise was recognised, from the end of the last set on:
    nothing at the beginning is lost.

    Args:
        known: exercises by id.
        foreign: movements outside the catalogue.
        own: the person's own reference by measure, from a calibration.
    """

    def __init__(
        self, known: Mapping[str, Exercise], foreign: Iterable[Foreign], own: Mapping[str, float]
    ) -> None:
        self._own = own
        self._recognizer = Recognizer(known.values(), foreign)
        #: Those that are over, in order of time.
        self.sets: list[SetRecord] = []
        self._now: _Thing | None = None
        self._rival: list[Sighting] = []
        self._before: deque[tuple[Body | None, float, int]] = deque()
        self._free_from_s = 0.0  # what lies before belongs to something else
        self._foreign: dict[str, None] = {}

    @property
    def exercise(self) -> Exercise | None:
        """The exercise that is under way."""
        return self._now.judge.exercise if self._now and self._now.judge else None

    def update(self, body: Body | None, t_s: float, shot: int) -> JudgeState:
        """Take the next frame."""
        self._before.append((body, t_s, shot))
        while t_s - self._before[0][1] > _BEFORE_S:
            self._before.popleft()
        judge = self._now.judge if self._now else None
        state = judge.update(body, t_s, shot) if judge else None
        for sighting in self._recognizer.update(body, t_s, shot):
            if self._follow(sighting):
                state = self._catch_up()
        if self._now and t_s - self._now.until_s > _OVER_S and not (state and state.set_open):
            self._end(self._now.until_s)
            state = None
        return state or nothing_under_way(body)

    def finish(self) -> list[SetRecord]:
        """End what is under way and return all sets, in order of time."""
        if self._now:
            self._close()
        return self.sets

    def messages(self) -> list[Problem]:
        """What was recognised and is not in the catalogue."""
        return [Problem(ProblemId.NOT_IN_CATALOGUE, (name,)) for name in self._foreign]

    def _follow(self, sighting: Sighting) -> bool:
        """Take a sighting; True where something else is under way from now on."""
        now = self._now
        if now is None:
            self._begin([sighting])
            return True
        if sighting.what is now.what or _is_part(sighting, now):
            now.seen.append(sighting)
            self._rival = []
            return False
        if sighting.start_s < now.until_s - _OVERLAP_S:
            return False
        if self._rival and self._rival[-1].what is not sighting.what:
            self._rival = []
        self._rival.append(sighting)
        alone = sighting.start_s - now.until_s < _APART_S and len(self._rival) < 2
        if alone and _is_counted(sighting.what) and _is_counted(now.what):
            return False  # one repetition may look unlike the others
        rival, self._rival = self._rival, []
        self._end(max(rival[0].start_s, now.until_s))
        self._begin(rival)
        return True

    def _begin(self, seen: list[Sighting]) -> None:
        what = seen[0].what
        judge = judge_of(what, self._own) if isinstance(what, Exercise) else None
        self._now = _Thing(what, seen, judge)

    def _catch_up(self) -> JudgeState | None:
        """Show the new judge what went before; the state that comes of it."""
        assert self._now is not None
        judge, state = self._now.judge, None
        if judge:
            for body, t_s, shot in self._before:
                if t_s >= self._free_from_s:
                    state = judge.update(body, t_s, shot)
        return state

    def _end(self, at_s: float) -> None:
        """End what is under way: what is later than that belongs to something else."""
        assert self._now is not None
        if self._now.judge:
            self._now.judge.end_at(at_s)
        self._close()

    def _close(self) -> None:
        now, self._now = self._now, None
        assert now is not None
        if now.judge is None:
            # The way into a lunge looks like a squat for a moment.
            if now.until_s - now.seen[0].start_s >= _NAMED_S:
                self._foreign[now.what.name] = None
                self._free_from_s = now.until_s
        else:
            self._free_from_s = now.until_s
            sets = now.judge.finish()
            confidence = fmean(sighting.confidence for sighting in now.seen)
            for one in sets:
                one.declared, one.confidence = False, confidence
                self._free_from_s = max(self._free_from_s, one.end_s)
            self.sets += sets


class Declared:
    """Has the declared exercise judged, whatever it looks like, but for what it certainly is not.

    Args:
        exercise: the declared one.
        known: exercises by id, the declared one among them, to tell what it looks like.
        foreign: movements outside the catalogue.
        own: the person's own reference by measure, from a calibration.
    """

    def __init__(
        self,
        exercise: Exercise,
        known: Mapping[str, Exercise],
        foreign: Iterable[Foreign],
        own: Mapping[str, float],
    ) -> None:
        self._exercise = exercise
        self._recognizer = Recognizer(known.values(), foreign)
        self._judge = judge_of(exercise, own)
        self._last: Sighting | None = None
        self._seen_s: dict[str, float] = {}
        self._foreign_s = (-inf, -inf)  # from when to when it was seen to be something else
        self._refuses = False

    @property
    def exercise(self) -> Exercise:
        """The declared exercise."""
        return self._exercise

    @property
    def sets(self) -> list[SetRecord]:
        """Those that are over, in order of time."""
        return self._judge.sets

    def update(self, body: Body | None, t_s: float, shot: int) -> JudgeState:
        """Take the next frame."""
        for sighting in self._recognizer.update(body, t_s, shot):
            self._note(sighting)
        self._refuses = self._refuses and t_s <= self._foreign_s[1] + _FOREIGN_ENDS_S
        if self._refuses:
            return nothing_under_way(body)
        return self._judge.update(body, t_s, shot)

    def finish(self) -> list[SetRecord]:
        """End what is under way and return all sets, in order of time."""
        return self._judge.finish()

    def messages(self) -> list[Problem]:
        """That it looked like something else, if it did and never like what was declared."""
        if not self._seen_s or self._exercise.name in self._seen_s:
            return []
        name, seconds = max(self._seen_s.items(), key=lambda item: item[1])
        if seconds < _SURE_S:
            return []
        about = name.lower(), self._exercise.name.lower()
        return [Problem(ProblemId.OTHER_EXERCISE, about)]

    def _note(self, sighting: Sighting) -> None:
        what, last = sighting.what, self._last
        start_s = max(sighting.start_s, last.end_s) if last and last.what is what else None
        new_s = sighting.end_s - (sighting.start_s if start_s is None else start_s)
        self._seen_s[what.name] = self._seen_s.get(what.name, 0.0) + max(0.0, new_s)
        self._last = sighting
        if isinstance(what, Foreign) and self._exercise.id in what.refuses:
            self._note_foreign(sighting)

    def _note_foreign(self, sighting: Sighting) -> None:
        """Stop judging once it goes on for long enough; what began with it does not count."""
        since_s, until_s = self._foreign_s
        if sighting.start_s > until_s:
            since_s = sighting.start_s
        self._foreign_s = (since_s, sighting.end_s)
        if not self._refuses and sighting.end_s - since_s >= _NAMED_S:
            self._judge.end_at(since_s)
            self._refuses = True


def _is_counted(what: Known) -> bool:
    return isinstance(what, Exercise) and what.reps is not None


def _is_part(sighting: Sighting, now: _Thing) -> bool:
    """Whether it is an unfinished repetition of what is under way."""
    recognition = sighting.what.recognition
    return recognition is not None and now.what.id in recognition.part_of
