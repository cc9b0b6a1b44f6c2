"""The coach's words during a set, and the moments of silence (biomechanics 7.4).

One cue at a time: the gravest, four seconds apart, each at most three times in a set. Then the
coach offers the easier version once. It praises a fault that was put right. Counting is optional.
Media time decides, so the same set gets the same words live and from a file.
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
_LATE_SHOWN_S = 3.0  # the same for a cue that comes after its repetition
_FRESH_S = 2.5  # a cue after its repetition comes no later than this
_AGAIN_S = 8.0  # between two of the same cue: the person needs time to move
_CORRECTED_S = 0.5  # put right for this long, and for as long as it takes to find it again
_SPEAKING_S = 2.0  # no count so soon after other words: it would wait for their end
_LATE_S = 0.5  # no ten-second mark later than this
_GAP_S = 1.0  # no praise for anything that happened in a longer gap
_MARK_S = 10.0


@dataclass(frozen=True, slots=True)
class Utterance:
    """Something to say.

    Attributes:
        priority: 1 and 2 as of findings; 3 may be left out.
        finding: its subject; None for counts.
    """

    kind: Kind
    text: str
    t_s: float
    priority: int
    finding: Finding | None = None


class CurrentCue:
    """The finding with the current cue, to show and to speak.

    Attributes:
        since_s: media time at which it became the current one.
    """

    def __init__(self) -> None:
        self.finding: Finding | None = None
        self.since_s = -math.inf
        self._until_s = -math.inf

    def update(self, state: JudgeState, t_s: float) -> Finding | None:
        """Take the state after a frame; returns the finding whose cue to show."""
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
class _Named:
    """A finding after its cue, on its way to being put right.

    Attributes:
        clear_since_s: the time since which nothing is wrong; in a counted exercise the end of a
            clean repetition.
        clean: whether the repetition under way is clean so far.
    """

    finding: Finding
    clear_since_s: float = math.nan
    clean: bool = False


@dataclass(slots=True)
class _Set:
    """The words of a set so far.

    Attributes:
        times, last_s: number of times, and the last time, by cue.
        offered: whether it offered the easier version.
        named: the last finding with a cue and without praise.
        reps, marks: the last counts.
    """

    times: Counter[str] = field(default_factory=Counter)
    last_s: dict[str, float] = field(default_factory=dict)
    offered: bool = False
    named: _Named | None = None
    reps: int = 0
    marks: int = 0


class CuePolicy:
    """Decides what to say during sets, and counts repetitions and every tenth second of a hold.

    During set-up and pauses `update` is not called: the coach is silent and says nothing about them
    later.
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
        self._spoke_s = -math.inf
        self._fed_s = -math.inf
        self._praises = 0
        self._set = _Set()

    def turn_to(self, exercise: Exercise | None) -> None:
        """Coach another exercise from now on; the same exercise changes nothing."""
        if exercise is not self.exercise:
            self.exercise = exercise
            self._set = _Set()

    def update(self, state: JudgeState, t_s: float) -> Utterance | None:
        """Take the state after a frame; returns the words to say now, if any."""
        finding = self._current.update(state, t_s)
        if t_s - self._fed_s > _GAP_S:
            self._set.named = None
        self._fed_s = t_s
        if self.exercise is None or not state.set_open:
            self._set = _Set()
            return None
        rep_done = state.reps > self._set.reps
        self._set.reps = state.reps
        count = self._count(state, t_s, rep_done=rep_done)
        corrected = self._corrected(self.exercise, state, t_s, rep_done=rep_done)
        judged = finding if state.problem is None else None
        speech = self._cue(self.exercise, judged, t_s) or self._praise(corrected, t_s)
        if speech:
            self._spoke_s = t_s
        return speech or count

    def _cue(self, exercise: Exercise, finding: Finding | None, t_s: float) -> Utterance | None:
        """Name the current fault, if it is time and it still helps."""
        if finding is None or t_s - self._spoke_s < CUE_GAP_S:
            return None
        # A cue after a repetition helps the next one. After a fault of a hold it comes too late.
        fresh = exercise.reps is not None and t_s - self._current.since_s <= _FRESH_S
        words = finding.fault.cue
        again = t_s - self._set.last_s.get(words, -math.inf) < _AGAIN_S
        if again or not (finding.open or fresh):
            return None
        if self._set.times[words] >= CUES_A_SET:
            return self._offer(exercise, finding, t_s)
        self._set.times[words] += 1
        self._set.last_s[words] = t_s
        self._set.named = _Named(finding, clean=not finding.open)
        return Utterance("cue", text(words), t_s, finding.priority, finding)

    def _offer(self, exercise: Exercise, finding: Finding, t_s: float) -> Utterance | None:
        """Offer the easier version, once."""
        # Another exercise, not less of this one: the set is under way.
        failed = finding.fault.kind == "attempt"
        easier = step_down(version_of(exercise.id), {exercise.id: exercise}, failed=failed)
        if self._set.offered or easier is None:
            return None
        self._set.offered = True
        offer = advice.offer(name=name_of(easier.exercise, self._known))
        return Utterance("regress", offer, t_s, finding.priority, finding)

    def _corrected(
        self, exercise: Exercise, state: JudgeState, t_s: float, *, rep_done: bool
    ) -> Finding | None:
        """The finding that was put right after its cue, if any.

        A fault that went out of sight is not put right.
        """
        named = self._set.named
        if named is None:
            return None
        is_hold = exercise.hold is not None
        well = state.in_position and not (state.active or state.begun or state.problem)
        in_sight = not is_hold or state.values.get(named.finding.measure, MISSING).known
        if not (well and in_sight):
            named.clear_since_s = math.nan
        elif math.isnan(named.clear_since_s) and (is_hold or (rep_done and named.clean)):
            named.clear_since_s = t_s
        named.clean = rep_done or (named.clean and well)
        # A fault at the very end of a repetition shows up a moment after its count.
        persist_s = named.finding.fault.mild.persist_s or 0.0
        is_right = t_s - named.clear_since_s >= persist_s + _CORRECTED_S
        return named.finding if is_right else None

    def _praise(self, corrected: Finding | None, t_s: float) -> Utterance | None:
        if corrected is None or t_s - self._spoke_s < CUE_GAP_S:
            return None
        self._set.named = None
        praise = advice.praise(self._praises)
        self._praises += 1
        return Utterance("praise", praise, t_s, 3, corrected)

    def _count(self, state: JudgeState, t_s: float, *, rep_done: bool) -> Utterance | None:
        """A count that is due right now, if any."""
        held_s = state.hold.total_s if state.hold else 0.0
        marks = int(held_s // _MARK_S)
        mark_passed = marks > self._set.marks and held_s - marks * _MARK_S < _LATE_S
        self._set.marks = marks
        if not self.counting or t_s - self._spoke_s < _SPEAKING_S:
            return None
        if rep_done:
            return Utterance("count", number_in_words(state.reps), t_s, 3)
        if mark_passed:
            return Utterance("count", time_in_words(marks * _MARK_S), t_s, 3)
        return None
