"""Selection of the judge: that of the declared exercise, or that of the recognised one."""

from collections import deque
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from math import inf
from statistics import fmean

from formcheck.exercises.coverage import GAP_S
from formcheck.exercises.judge import judge_of
from formcheck.exercises.recognition import Known, Recognizer, Sighting
from formcheck.exercises.records import SetRecord
from formcheck.exercises.set_judge import ExerciseJudge, JudgeState, nothing_under_way
from formcheck.exercises.spec import Exercise, Foreign
from formcheck.motion.body import Body
from formcheck.problem import Problem, ProblemId

_BEFORE_S = 20.0  # a newly recognised exercise's judge gets this much of the watched past
_APART_S = 5.0  # after this pause one repetition of another exercise is enough
_OVERLAP_S = 0.5  # two sightings may share this much time and still follow one another
_OVER_S = 3.0  # an ended set is closed for good after this
_NAMED_S = 4.0  # a movement outside the catalogue counts once it goes on for this long
_SURE_S = 2.0  # shortest time of another exercise that a message names
_FOREIGN_ENDS_S = 2.5  # a foreign movement is over after this long without a sighting


@dataclass(slots=True)
class _Activity:
    """The movement under way, its sightings, and its judge if it is in the catalogue."""

    movement: Known
    sightings: list[Sighting]
    judge: ExerciseJudge | None

    @property
    def end_s(self) -> float:
        return self.sightings[-1].end_s


class Recognised:
    """Recognises the exercise and hands it to its own judge.

    The judge also gets the frames before the recognition, from the end of the last set on, so that
    the beginning of the set is not lost.
    """

    def __init__(
        self, known: Mapping[str, Exercise], foreign: Iterable[Foreign], own: Mapping[str, float]
    ) -> None:
        self._own = own
        self._recognizer = Recognizer(known.values(), foreign)
        #: The finished sets, in order of time.
        self.sets: list[SetRecord] = []
        self._activity: _Activity | None = None
        self._rival: list[Sighting] = []
        self._past: deque[tuple[Body | None, float, int]] = deque()
        self._unseen_s: deque[tuple[float, float]] = deque()  # end and length of each gap in it
        self._free_from_s = 0.0  # earlier frames belong to another movement
        self._foreign: dict[str, None] = {}

    @property
    def exercise(self) -> Exercise | None:
        """The exercise under way; None without one."""
        judge = self._activity.judge if self._activity else None
        return judge.exercise if judge else None

    def update(self, body: Body | None, t_s: float, shot: int) -> JudgeState:
        """Take the next frame and return the judge's state."""
        self._remember(body, t_s, shot)
        judge = self._activity.judge if self._activity else None
        state = judge.update(body, t_s, shot) if judge else None
        for sighting in self._recognizer.update(body, t_s, shot):
            if self._follow(sighting):
                state = self._catch_up()
        activity = self._activity
        if activity and t_s - activity.end_s > _OVER_S and not (state and state.set_open):
            self._end(activity.end_s)
            state = None
        return state or nothing_under_way(body)

    def _remember(self, body: Body | None, t_s: float, shot: int) -> None:
        past, unseen = self._past, self._unseen_s
        if past and t_s - past[-1][1] > GAP_S:
            unseen.append((t_s, t_s - past[-1][1]))
        past.append((body, t_s, shot))
        while t_s - past[0][1] - sum(length_s for _, length_s in unseen) > _BEFORE_S:
            past.popleft()
            if unseen and unseen[0][0] <= past[0][1]:
                unseen.popleft()

    def finish(self) -> list[SetRecord]:
        """End the movement under way and return all sets, in order of time."""
        if self._activity:
            self._close()
        return self.sets

    def messages(self) -> list[Problem]:
        """The movements outside the catalogue, as problems."""
        return [Problem(ProblemId.NOT_IN_CATALOGUE, (name,)) for name in self._foreign]

    def _follow(self, sighting: Sighting) -> bool:
        """Take a sighting and return whether it begins another movement."""
        activity = self._activity
        if activity is None:
            self._begin([sighting])
            return True
        if sighting.movement is activity.movement or _is_part(sighting, activity):
            activity.sightings.append(sighting)
            self._rival = []
            return False
        if sighting.start_s < activity.end_s - _OVERLAP_S:
            return False
        if self._rival and self._rival[-1].movement is not sighting.movement:
            self._rival = []
        self._rival.append(sighting)
        alone = sighting.start_s - activity.end_s < _APART_S and len(self._rival) < 2
        if alone and _is_counted(sighting.movement) and _is_counted(activity.movement):
            return False  # one repetition may look unlike the others
        rival, self._rival = self._rival, []
        self._end(max(rival[0].start_s, activity.end_s))
        self._begin(rival)
        return True

    def _begin(self, sightings: list[Sighting]) -> None:
        movement = sightings[0].movement
        judge = judge_of(movement, self._own) if isinstance(movement, Exercise) else None
        self._activity = _Activity(movement, sightings, judge)

    def _catch_up(self) -> JudgeState | None:
        """Feed the past to the new judge and return its state."""
        assert self._activity is not None
        judge, state = self._activity.judge, None
        if judge:
            for body, t_s, shot in self._past:
                if t_s >= self._free_from_s:
                    state = judge.update(body, t_s, shot)
        return state

    def _end(self, at_s: float) -> None:
        """End the movement under way: later frames belong to another one."""
        assert self._activity is not None
        if self._activity.judge:
            self._activity.judge.end_at(at_s)
        self._close()

    def _close(self) -> None:
        activity, self._activity = self._activity, None
        assert activity is not None
        if activity.judge is None:
            # The way into a lunge looks like a squat for a moment.
            if activity.end_s - activity.sightings[0].start_s >= _NAMED_S:
                self._foreign[activity.movement.name] = None
                self._free_from_s = activity.end_s
        else:
            self._free_from_s = activity.end_s
            sets = activity.judge.finish()
            confidence = fmean(sighting.confidence for sighting in activity.sightings)
            for record in sets:
                record.declared, record.confidence = False, confidence
                self._free_from_s = max(self._free_from_s, record.end_s)
            self.sets += sets


class Declared:
    """Hands the declared exercise to its judge, except while the movement certainly is another."""

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
        self._sighted_s: dict[str, float] = {}
        self._foreign_s = (-inf, -inf)  # start and end of the last foreign movement
        self._refuses = False

    @property
    def exercise(self) -> Exercise:
        """The declared exercise."""
        return self._exercise

    @property
    def sets(self) -> list[SetRecord]:
        """The finished sets, in order of time."""
        return self._judge.sets

    def update(self, body: Body | None, t_s: float, shot: int) -> JudgeState:
        """Take the next frame and return the judge's state."""
        for sighting in self._recognizer.update(body, t_s, shot):
            self._note(sighting)
        self._refuses = self._refuses and t_s <= self._foreign_s[1] + _FOREIGN_ENDS_S
        if self._refuses:
            return nothing_under_way(body)
        return self._judge.update(body, t_s, shot)

    def finish(self) -> list[SetRecord]:
        """End the set under way and return all sets, in order of time."""
        return self._judge.finish()

    def messages(self) -> list[Problem]:
        """A message about the other exercise, if no sighting showed the declared one."""
        if not self._sighted_s or self._exercise.name in self._sighted_s:
            return []
        name, seconds = max(self._sighted_s.items(), key=lambda item: item[1])
        if seconds < _SURE_S:
            return []
        about = name.lower(), self._exercise.name.lower()
        return [Problem(ProblemId.OTHER_EXERCISE, about)]

    def _note(self, sighting: Sighting) -> None:
        movement, last, start_s = sighting.movement, self._last, sighting.start_s
        if last and last.movement is movement:
            start_s = max(start_s, last.end_s)
        new_s = max(0.0, sighting.end_s - start_s)
        self._sighted_s[movement.name] = self._sighted_s.get(movement.name, 0.0) + new_s
        self._last = sighting
        if isinstance(movement, Foreign) and self._exercise.id in movement.refuses:
            self._note_foreign(sighting)

    def _note_foreign(self, sighting: Sighting) -> None:
        """Stop judging, from its beginning on, once a foreign movement lasts long enough."""
        since_s, until_s = self._foreign_s
        if sighting.start_s > until_s:
            since_s = sighting.start_s
        self._foreign_s = (since_s, sighting.end_s)
        if not self._refuses and sighting.end_s - since_s >= _NAMED_S:
            self._judge.end_at(since_s)
            self._refuses = True


def _is_counted(movement: Known) -> bool:
    return isinstance(movement, Exercise) and movement.reps is not None


def _is_part(sighting: Sighting, activity: _Activity) -> bool:
    """Whether it is an unfinished repetition of the exercise under way."""
    recognition = sighting.movement.recognition
    return recognition is not None and activity.movement.id in recognition.part_of
