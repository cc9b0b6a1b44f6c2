"""Where somebody stands on a ladder: which level, and how much of it, by what was done before.

The last session on the ladder decides. What failed goes one step down (biomechanics 4.2), what went
well twice running goes up or grows, never both (4.3), everything else stays. Nothing is remembered
but the history: the same log gives the same state.
"""

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from itertools import pairwise
from typing import Final, Literal

from formcheck.coaching.advice import name_of
from formcheck.coaching.rules import rules
from formcheck.exercises.spec import Exercise
from formcheck.programme.ladder_session import (
    LadderSession,
    came_late,
    is_met,
    ladder_sessions,
    need_words,
    not_good_yet,
)
from formcheck.programme.ladders import Ladder, Level, Need, Shown
from formcheck.programme.pain import StepBack, effort_of, limits, pain_free
from formcheck.programme.training_log import TestDone, TrainingLog

Change = Literal["start", "stay", "more", "up", "less", "down", "back", "rest"]


@dataclass(frozen=True, slots=True)
class LadderState:
    """What to do on one ladder.

    Attributes:
        ladder: which.
        number: the level, from 1.
        amount: of one set, seconds or repetitions.
        change: against the last session; `rest` leaves the ladder out.
        why: the reason, in a sentence or two.
        slower: whether to go slower than the level's tempo.
        metronome: whether the tempo is to be ticked.
        last: the day of the last session on this ladder, None where there was none lately.
    """

    ladder: Ladder
    number: int
    amount: int
    change: Change
    why: str
    slower: bool = False
    metronome: bool = False
    last: date | None = None

    @property
    def level(self) -> Level:
        """The level itself."""
        return self.ladder.level(self.number)


def ladder_state(
    ladder: Ladder,
    log: TrainingLog,
    day: date,
    known: Mapping[str, Exercise],
    worse: Mapping[int, StepBack],
) -> LadderState:
    """Where somebody stands on a ladder.

    Args:
        ladder: which.
        log: as far back as a plan looks, up to the day.
        day: to plan for.
        known: exercises by id, for their names.
        worse: which sessions were followed by more pain (`pain.steps_back`).
    """
    look = _Look(ladder, log, day, known, worse)
    trained = ladder_sessions(ladder, log.sessions)
    if not trained:
        lately = "Nothing of it was done lately, so it begins easy"
        return look.start(lately if log.sessions else "To begin with")
    last = trained[-1]
    away = (day - last.session.at.date()).days
    if away >= rules().rest.start_again_days:
        why = f"It is {away} days since the last time, so it begins easy again"
        return look.start(why, last)
    setbacks = [
        *look.failures(last),
        *look.pain(last),
        *look.break_of(last, away),
        *look.red_flags(last),
    ]
    if setbacks:
        found = min(setbacks, key=lambda one: (one.number, one.amount))
    else:
        found = look.ease_off(last) or look.progress(trained) or look.stay(trained)
    return look.without_blocked(found)


#: Why a set was too hard, by the rule that its advice came from.
_WHY: Final = {
    "R1": "The last {name} did not come up",
    "R2": "Your hips sank in the last {name}",
    "R3": "The last {name} slipped out of control too often",
    "R4": "It looked as if your low back lifted while your legs were still high",
    "R6": "Too much of the last {name} had a fault",
}


class _Look:
    """One ladder, and all that happened on it."""

    def __init__(
        self,
        ladder: Ladder,
        log: TrainingLog,
        day: date,
        known: Mapping[str, Exercise],
        worse: Mapping[int, StepBack],
    ) -> None:
        self.ladder, self.log, self._known = ladder, log, known
        self._hurts_today = any(one.pain for one in log.check_ins if one.at.date() == day)
        self._worse = worse

    # --- down --------------------------------------------------------------------------------

    def failures(self, last: LadderSession) -> Iterator[LadderState]:
        """One level below what failed (R1 to R4 and R6); a failed repetition leads further."""
        for number, one in last.sets:
            if one.rule not in _WHY:
                continue
            to = number - 1
            if one.rule == "R1" and one.to:
                to = min(self.ladder.numbers_of(one.to), default=to)
            why = _WHY[one.rule].format(name=self._name(one.exercise))
            yield self._down(last, to, why, slower=one.rule == "R3")

    def pain(self, last: LadderSession) -> Iterator[LadderState]:
        """One level down and slower after back pain during the exercise (R5), or because of it."""
        done = {one.exercise for _, one in last.sets}
        for told in last.session.check_ins:
            hurt = (told.pain or 0) >= limits().during.ease_from or told.sharp or told.leg_symptoms
            if told.moment == "during" and hurt and (told.exercise in done or not told.exercise):
                why = "Your back hurt during it last time"
                yield self._down(last, last.number - 1, why, slower=True)
        worse = self._worse.get(last.session.number)
        if worse and worse.back:
            yield self._down(last, last.number - 1, worse.why.partition(":")[0], slower=True)

    def break_of(self, last: LadderSession, days: int) -> Iterator[LadderState]:
        """One level down after a break."""
        if days >= rules().rest.step_back_days:
            why = f"It is {days} days since the last time"
            yield replace(self._down(last, last.number - 1, why), change="back")

    def red_flags(self, last: LadderSession) -> Iterator[LadderState]:
        """A test since then that shows that less is in order."""
        for flag in self.ladder.red_flags:
            newest = self._newest_test(flag.test)
            if newest is None or newest.at <= last.session.at or not flag.is_up(newest):
                continue
            if flag.level < last.number:
                yield self._down(last, flag.level, flag.why)

    def _down(self, last: LadderSession, to: int, why: str, *, slower: bool = False) -> LadderState:
        on = last.session.at.date()
        if to >= 1:
            level = self.ladder.level(to)
            words = f"{why}: {self._version(to)}{', slower' if slower and level.tempo else ''}."
            return LadderState(self.ladder, to, level.least, "down", words, slower=slower, last=on)
        amount = self._less(last.amount, self.ladder.level(1), rules().timing.less)
        words = f"{why}. This is the easiest version here: less of it."
        return LadderState(self.ladder, 1, amount, "less", words, slower=slower, last=on)

    def _less(self, amount: int, level: Level, share: float) -> int:
        smallest = math.ceil(rules().amounts.smallest * level.least)
        return max(smallest, min(amount, level.most, math.floor((1.0 - share) * amount)))

    # --- the same level ----------------------------------------------------------------------

    def ease_off(self, last: LadderSession) -> LadderState | None:
        """Less of the same: momentum (R7), or a fault that came late or grew (biomechanics 4.4)."""
        level, on = self.ladder.level(last.number), last.session.at.date()
        if any(one.rule == "R7" for one in last.asked):
            amount = self._less(last.amount, level, rules().momentum.fewer)
            why = "Momentum did much of the work last time: fewer, to the beat of the metronome."
            return LadderState(
                self.ladder, last.number, amount, "less", why, metronome=True, last=on
            )
        if not any(came_late(one) for one in last.asked):
            return None
        good_s = [one.good_form_s for one in last.asked if not math.isnan(one.good_form_s)]
        # Of a hold the good seconds count, of repetitions those that were asked for.
        amount = min(last.amount, round(min(good_s))) if good_s else last.amount
        amount = self._less(amount, level, rules().timing.less)
        why = "Your form went late in the set last time: a shorter one that stays good."
        return LadderState(self.ladder, last.number, amount, "less", why, last=on)

    def stay(self, trained: list[LadderSession]) -> LadderState:
        """The same again, and what is missing for more."""
        last = trained[-1]
        level, on = self.ladder.level(last.number), last.session.at.date()
        amount = min(last.amount, level.most)
        why = self._reason_to_stay(trained)
        return LadderState(self.ladder, last.number, amount, "stay", why, last=on)

    def _reason_to_stay(self, trained: list[LadderSession]) -> str:
        last = trained[-1]
        missing = self._not_good_yet(last)
        if missing:
            return f"{missing}: the same again."
        pain = self._pain_in_the_way(last)
        if pain:
            return pain
        if self._is_ready(trained):
            needs = "; ".join(need_words(one, self._known) for one in self._missing(last.number))
            return f"All that this level has is done. For the next one: {needs}."
        if last.number == len(self.ladder.levels) and last.amount >= self._most(last.number):
            return "You are at the top of this ladder: keep it."
        return "The last session was good: once more before it gets harder."

    def _pain_in_the_way(self, last: LadderSession) -> str:
        """Why it does not get harder although it was good; empty where no pain is in the way."""
        if self._hurts_today:
            return "Your back hurts today: not more for now."
        free = pain_free(last.session, self.log)
        if free is None:
            return (
                "The last session was good. Whether your back was well during it and the day "
                "after was not told, so it does not get harder: `formcheck check-in`."
            )
        if not free:
            return "Your back hurt during the last session or the day after: not more for now."
        return ""

    # --- up ----------------------------------------------------------------------------------

    def progress(self, trained: list[LadderSession]) -> LadderState | None:
        """More of it, or the next level, after enough good sessions running (biomechanics 4.3)."""
        if self._hurts_today or not self._is_ready(trained):
            return None
        last, on = trained[-1], trained[-1].session.at.date()
        level, number = self.ladder.level(last.number), last.number
        running = f"{rules().progress.sessions} good sessions running without pain"
        if last.amount < level.most:
            amount = min(level.most, math.floor((1.0 + rules().progress.more) * last.amount))
            amount = max(amount, last.amount + 1)
            why = f"{running}: a little more of the same."
            return LadderState(self.ladder, number, amount, "more", why, last=on)
        if number == len(self.ladder.levels) or self._missing(number):
            return None
        harder = self.ladder.level(number + 1)
        amount = harder.least
        if harder.exercise == level.exercise:  # a step, or more of it, not both
            amount = min(max(harder.least, last.amount), harder.most)
        why = f"{running}: {self._version(number + 1)}."
        return LadderState(self.ladder, number + 1, amount, "up", why, last=on)

    def _is_ready(self, trained: list[LadderSession]) -> bool:
        wanted = rules().progress.sessions
        running = trained[-wanted:]
        last = running[-1]
        days = [one.session.at.date() for one in running]
        breaks = any((b - a).days >= rules().rest.step_back_days for a, b in pairwise(days))
        return (
            len(running) == wanted
            and not breaks
            and all(
                one.number == last.number
                and one.amount >= min(last.amount, self._most(last.number))
                and not self._not_good_yet(one)
                and pain_free(one.session, self.log) is True
                for one in running
            )
        )

    def _not_good_yet(self, trained: LadderSession) -> str:
        effort = effort_of(trained.session, self.log)
        if effort is not None and effort > rules().progress.effort:
            return "The last session was hard for you"
        return not_good_yet(trained)

    def _most(self, number: int) -> int:
        return self.ladder.level(number).most

    def _missing(self, number: int) -> list[Need]:
        """What is missing for the level above this one."""
        if number == len(self.ladder.levels):
            return []
        level = self.ladder.level(number + 1)
        if level.shown_by and self._is_shown(level.shown_by):
            return []
        return [need for need in level.needs if not is_met(need, self.log.sessions)]

    # --- the start, and what is blocked ------------------------------------------------------

    def start(self, why: str, last: LadderSession | None = None) -> LadderState:
        """The first level, or the one that the tests support; of it no more than the last time."""
        shown = [
            number
            for number, level in enumerate(self.ladder.levels, start=1)
            if level.shown_by and self._is_shown(level.shown_by)
        ]
        number, reason = max(shown, default=1), "By your test" if shown else why
        for flag in self.ladder.red_flags:
            newest = self._newest_test(flag.test)
            if newest and flag.is_up(newest) and flag.level < number:
                number, reason = flag.level, flag.why
        level = self.ladder.level(number)
        amount = level.least
        newest = self._newest_test(level.start_from) if level.start_from else None
        if newest and not math.isnan(newest.score):
            amount = min(
                max(level.least, math.floor(rules().amounts.of_test * newest.score)), level.most
            )
        elif last and last.number == number:
            amount = min(amount, last.amount)
        words = f"{reason}: {self._version(number)}."
        return self.without_blocked(LadderState(self.ladder, number, amount, "start", words))

    def without_blocked(self, found: LadderState) -> LadderState:
        """Below every exercise that was stopped for pain, until the back is well again."""
        blocked = self._blocked()
        number = found.number
        while number and self.ladder.level(number).exercise in blocked:
            number -= 1
        if number == found.number:
            return found
        stopped = self._name(found.level.exercise)
        why = f"The {stopped} was stopped for pain, and you have not said since that it is gone"
        if not number:
            words = f"{why}: left out."
            return LadderState(self.ladder, 1, 0, "rest", words, last=found.last)
        amount = self.ladder.level(number).least
        words = f"{why}: {self._version(number)}."
        return LadderState(self.ladder, number, amount, "down", words, slower=True, last=found.last)

    def _blocked(self) -> set[str]:
        """Exercises that were stopped for pain, if no check-in since then was without any."""
        blocked: set[str] = set()
        for told in sorted(self.log.check_ins, key=lambda one: one.at):
            stops = (told.pain or 0) >= limits().during.stop_from or told.sharp
            if told.moment == "during" and told.exercise and (stops or told.leg_symptoms):
                blocked.add(told.exercise)
            elif told.moment != "during" and told.pain == 0 and not told.sharp:
                blocked.clear()
        return blocked

    # --- small things ------------------------------------------------------------------------

    def _version(self, number: int) -> str:
        """A level in words."""
        level = self.ladder.level(number)
        return level.name or self._name(level.exercise)

    def _name(self, exercise: str) -> str:
        return name_of(exercise, self._known).partition(" (")[0]

    def _newest_test(self, name: str) -> TestDone | None:
        found = [
            one
            for one in self.log.tests
            if one.test == name and not (math.isnan(one.score) and one.passed is None)
        ]
        return max(found, key=lambda one: one.at, default=None)

    def _is_shown(self, shown: Shown) -> bool:
        """Whether the newest tests of that name show it, in as many trials as it takes."""
        found = [one for one in self.log.tests if one.test == shown.test]
        newest = sorted(found, key=lambda one: one.at, reverse=True)
        trials = [score for one in newest for score in (one.trials or (one.score,))]
        judged = [score for score in trials if not math.isnan(score)][: shown.trials]
        return len(judged) == shown.trials and all(shown.holds_for(score) for score in judged)
