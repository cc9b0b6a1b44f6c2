"""What to say while somebody moves, and when to be quiet (biomechanics 7.4).

One cue at a time: the gravest, four seconds apart, each at most three times in a set; then the
easier version is offered once. What was put right is praised. Counting is optional. Everything is
decided by media time, so the same set is coached in the same words live and from a file.
"""

import math
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final, Literal

from formcheck.coaching.advice import name_of
from formcheck.exercises.ladders import step_down, version_of
from formcheck.exercises.records import Finding, gravest
from formcheck.exercises.set_judge import JudgeState
from formcheck.exercises.spec import Exercise
from formcheck.motion.measurement import MISSING
from formcheck.words import advice
from formcheck.words.language import text
from formcheck.words.numbers import number_in_words, time_in_words

Kind = Literal["cue", "regress", "praise", "count"]

CUE_GAP_S: Final = 4.0  # biomechanics 7.4
CUES_A_SET: Final = 3  # biomechanics 7.4

# Engineering choices, as the specification has none.
_SHOWN_S = 1.5  # a cue stays for at least this long, so that it can be read
_LATE_SHOWN_S = 3.0  # one that is found only when the repetition is over, for this long
_FRESH_S = 2.5  # a cue of a repetition that is over is said up to this late
_AGAIN_S = 8.0  # until the same cue is said again: who is told needs time to move
_CORRECTED_S = 0.5  # put right for this long, and for as long as it takes to be found again
_SPEAKING_S = 2.0  # no count so soon after other words: it would have to wait for their end
_LATE_S = 0.5  # a ten-second mark that is missed by more is left out
_GAP_S = 1.0  # who was not watched for longer is not praised for what happened meanwhile
_MARK_S = 10.0


@dataclass(frozen=True, slots=True)
class Utterance:
    """Something to say.

    Attributes:
        kind: what it is.
        text: the words.
        t_s: media time at which it is said.
        priority: 1 and 2 as of findings; 3 for what may be left out.
        finding: what it is about, None for counts.
    """

    kind: Kind
    text: str
    t_s: float
    priority: int
    finding: Finding | None = None


class CurrentCue:
    """The finding whose cue counts now: the one that is shown is the one that may be spoken.

    Attributes:
        finding: whose cue it is, None for none.
        since_s: media time at which it became the current one.
    """

    def __init__(self) -> None:
        self.finding: Finding | None = None
        self.since_s = -math.inf
        self._until_s = -math.inf

    def update(self, state: JudgeState, t_s: float) -> Finding | None:
        """Take the state after a frame; returns whose cue is shown with it."""
        active = gravest(state.active)
        over = gravest(finding for finding in state.begun if not finding.open)
        if active:
            if active is not self.finding:
                self._turn_to(active, t_s, _SHOWN_S)
        elif over:
            self._turn_to(over, t_s, _LATE_SHOWN_S)
        elif t_s >= self._until_s:
            self.finding = None
        return self.finding

    def _turn_to(self, finding: Finding, t_s: float, shown_s: float) -> None:
        self.finding, self.since_s, self._until_s = finding, t_s, t_s + shown_s


@dataclass(slots=True)
class _Told:
    """A finding that was named, and whether it has been put right since.

    Attributes:
        finding: what was named.
        clear_since_s: since when nothing is wrong any more; in a counted exercise since the end of
            a repetition in which nothing was.
        clean: in a counted exercise, whether nothing is wrong in the repetition under way.
    """

    finding: Finding
    clear_since_s: float = math.nan
    clean: bool = False


@dataclass(slots=True)
class _Set:
    """What was said in a set.

    Attributes:
        times, last_s: how often, and when last, by cue.
        offered: whether the easier version was offered.
        told: what was named last and not praised since.
        reps, marks: counted so far.
    """

    times: Counter[str] = field(default_factory=Counter)
    last_s: dict[str, float] = field(default_factory=dict)
    offered: bool = False
    told: _Told | None = None
    reps: int = 0
    marks: int = 0


class CuePolicy:
    """Decides what is said during sets.

    Who is not to hear anything, as during set-up or a pause, is not coached: `update` is not called
    then, and nothing is said later that belonged there.

    Args:
        exercise: whose cues and whose easier version; None until one is recognised.
        counting: whether repetitions and every tenth second of a hold are said.
        known: exercises by id, for their names; what comes with formcheck if not given.
    """

    def __init__(
        self,
        exercise: Exercise | None,
        *,
        counting: bool = True,
        known: Mapping[str, Exercise] | None = None,
    ) -> None:
        self.exercise = exercise
        self.counting = counting
        self._known = known
        self._current = CurrentCue()
        self._said_s = -math.inf
        self._fed_s = -math.inf
        self._praises = 0
        self._set = _Set()

    def turn_to(self, exercise: Exercise | None) -> None:
        """Coach another exercise from now on; the same one again changes nothing."""
        if exercise is not self.exercise:
            self.exercise = exercise
            self._set = _Set()

    def update(self, state: JudgeState, t_s: float) -> Utterance | None:
        """Take the state after a frame; returns what is to be said now, mostly nothing."""
        finding = self._current.update(state, t_s)
        if t_s - self._fed_s > _GAP_S:
            self._set.told = None
        self._fed_s = t_s
        if self.exercise is None or not state.set_open:
            self._set = _Set()
            return None
        rep_done = state.reps > self._set.reps
        self._set.reps = state.reps
        count = self._count(state, t_s, rep_done=rep_done)
        corrected = self._corrected(self.exercise, state, t_s, rep_done=rep_done)
        seen = finding if state.problem is None else None
        speech = self._cue(self.exercise, seen, t_s) or self._praise(corrected, t_s)
        if speech:
            self._said_s = t_s
        return speech or count

    def _cue(self, exercise: Exercise, finding: Finding | None, t_s: float) -> Utterance | None:
        """Name the current fault, if it is time and it still helps."""
        if finding is None or t_s - self._said_s < CUE_GAP_S:
            return None
        # What was wrong in a repetition helps the next one; in a hold it is put right already.
        fresh = exercise.reps is not None and t_s - self._current.since_s <= _FRESH_S
        words = finding.fault.cue
        again = t_s - self._set.last_s.get(words, -math.inf) < _AGAIN_S
        if again or not (finding.open or fresh):
            return None
        if self._set.times[words] >= CUES_A_SET:
            return self._offer(exercise, finding, t_s)
        self._set.times[words] += 1
        self._set.last_s[words] = t_s
        self._set.told = _Told(finding, clean=not finding.open)
        return Utterance("cue", text(words), t_s, finding.priority, finding)

    def _offer(self, exercise: Exercise, finding: Finding, t_s: float) -> Utterance | None:
        """Offer the easier version, once."""
        # Another exercise, not less of this one: the set is under way.
        failed = finding.fault.kind == "attempt"
        easier = step_down(version_of(exercise.id), {exercise.id: exercise}, failed=failed)
        if self._set.offered or easier is None:
            return None
        self._set.offered = True
        said = advice.offer(name_of(easier.exercise, self._known))
        return Utterance("regress", said, t_s, finding.priority, finding)

    def _corrected(
        self, exercise: Exercise, state: JudgeState, t_s: float, *, rep_done: bool
    ) -> Finding | None:
        """The finding that was named and has been put right, if any.

        A fault that ended because it could not be seen any more is not put right.
        """
        told = self._set.told
        if told is None:
            return None
        held = exercise.hold is not None
        well = state.in_position and not (state.active or state.begun or state.problem)
        seen = not held or state.values.get(told.finding.measure, MISSING).known
        if not (well and seen):
            told.clear_since_s = math.nan
        elif math.isnan(told.clear_since_s) and (held or (rep_done and told.clean)):
            told.clear_since_s = t_s
        told.clean = rep_done or (told.clean and well)
        # What is wrong at the very end of a repetition is found a moment after it was counted.
        found_again_s = told.finding.fault.mild.persist_s or 0.0
        right = t_s - told.clear_since_s >= found_again_s + _CORRECTED_S
        return told.finding if right else None

    def _praise(self, corrected: Finding | None, t_s: float) -> Utterance | None:
        if corrected is None or t_s - self._said_s < CUE_GAP_S:
            return None
        self._set.told = None
        said = advice.praise(self._praises)
        self._praises += 1
        return Utterance("praise", said, t_s, 3, corrected)

    def _count(self, state: JudgeState, t_s: float, *, rep_done: bool) -> Utterance | None:
        """Say a number at once or not at all."""
        held_s = state.hold.total_s if state.hold else 0.0
        marks = int(held_s // _MARK_S)
        mark_passed = marks > self._set.marks and held_s - marks * _MARK_S < _LATE_S
        self._set.marks = marks
        if not self.counting or t_s - self._said_s < _SPEAKING_S:
            return None
        if rep_done:
            return Utterance("count", number_in_words(state.reps), t_s, 3)
        if mark_passed:
            return Utterance("count", time_in_words(marks * _MARK_S), t_s, 3)
        return None
