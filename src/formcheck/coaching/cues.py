"""What to say while somebody moves, and when to be quiet (biomechanics 7.4).

One cue at a time: the gravest first, four seconds apart, each at most three times in a set; then
the easier version is offered once. What was put right is praised. Counting is optional. Everything
is decided by media time, so the same set is coached in the same words live and from a file.
"""

import math
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Final, Literal

from formcheck.coaching.advice import name_of
from formcheck.exercises.records import Finding
from formcheck.exercises.sets import JudgeState
from formcheck.exercises.spec import Exercise

Kind = Literal["cue", "regress", "praise", "count"]

CUE_GAP_S: Final = 4.0
CUES_A_SET: Final = 3
# The same fault that goes on is named again, but not at once: who is told needs time to move.
_AGAIN_S: Final = 8.0
# Put right for this long is praised: shorter than that it may be back at once.
_CORRECTED_S: Final = 1.0
_PRAISE: Final = ("Good, hold that", "That's it", "Better")
_MARK_S: Final = 10.0


@dataclass(frozen=True, slots=True)
class Utterance:
    """Something to say.

    Attributes:
        kind: what it is.
        text: the words.
        t_s: media time at which it is said.
        priority: 1 and 2 as of findings; 3 for what may be left out.
    """

    kind: Kind
    text: str
    t_s: float
    priority: int


@dataclass(slots=True)
class _Told:
    """A finding that was named."""

    finding: Finding
    over_s: float = math.nan  # since when it is put right


@dataclass(slots=True)
class CuePolicy:
    """Decides what is said during the sets of one exercise.

    Attributes:
        exercise: whose cues and whose easier version.
        counting: whether repetitions and every tenth second of a hold are said.
    """

    exercise: Exercise
    counting: bool = True
    _said_s: float = -math.inf
    _last_said: dict[str, float] = field(default_factory=dict)
    _times: Counter[str] = field(default_factory=Counter)
    _offered: bool = False
    _told: _Told | None = None
    _praises: int = 0
    _counted: int = 0
    _open: bool = False

    def update(self, state: JudgeState, t_s: float) -> Utterance | None:
        """Take the state after a frame; returns what is to be said now, mostly nothing."""
        if state.set_open and not self._open:
            self._begin()
        self._open = state.set_open
        speech = self._cue(state, t_s) or self._praise(state, t_s) or self._count(state, t_s)
        if speech and speech.kind != "count":
            self._said_s = t_s
        return speech

    def _begin(self) -> None:
        self._times.clear()
        self._last_said.clear()
        self._offered, self._told, self._counted = False, None, 0

    def _cue(self, state: JudgeState, t_s: float) -> Utterance | None:
        if t_s - self._said_s < CUE_GAP_S:
            return None
        found = [*state.active, *(f for f in state.begun if not f.open)]
        for finding in _gravest_first(found):
            fault = finding.fault
            if t_s - self._last_said.get(fault.id, -math.inf) < _AGAIN_S:
                continue
            if self._times[fault.id] >= CUES_A_SET:
                if self._offered or self.exercise.ladder.easier is None:
                    continue
                self._offered = True
                easier = name_of(self.exercise.ladder.easier)
                return Utterance("regress", f"Try the {easier}", t_s, finding.priority)
            self._times[fault.id] += 1
            self._last_said[fault.id] = t_s
            self._told = _Told(finding)
            return Utterance("cue", fault.cue, t_s, finding.priority)
        return None

    def _praise(self, state: JudgeState, t_s: float) -> Utterance | None:
        """Praise what was put right after it was named, where nothing else is wrong."""
        told = self._told
        if told is None or not state.in_position:
            return None
        if told.finding.open or state.active:
            told.over_s = math.nan
            return None
        if math.isnan(told.over_s):
            told.over_s = t_s
        if told.finding.rep is not None or t_s - told.over_s < _CORRECTED_S:
            return None
        if t_s - self._said_s < CUE_GAP_S:
            return None
        self._told = None
        words = _PRAISE[self._praises % len(_PRAISE)]
        self._praises += 1
        return Utterance("praise", words, t_s, 3)

    def _count(self, state: JudgeState, t_s: float) -> Utterance | None:
        if not self.counting:
            return None
        if state.hold:
            marks = int(state.hold.total_s // _MARK_S)
            if marks > self._counted:
                self._counted = marks
                return Utterance("count", f"{marks * _MARK_S:.0f} seconds", t_s, 3)
        elif state.reps > self._counted:
            self._counted = state.reps
            return Utterance("count", str(state.reps), t_s, 3)
        return None


def _gravest_first(findings: Iterable[Finding]) -> list[Finding]:
    """What may speak: by priority, then severity, then the newest."""
    speaking = [f for f in findings if f.spoken and f.priority < 3]
    return sorted(speaking, key=lambda f: (f.priority, f.severity != "severe", -f.start_s))
