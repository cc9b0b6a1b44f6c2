"""The level and the amount to do on a ladder, from the training log.

The last session on the ladder decides. A failure leads one step down (biomechanics 4.2). Two good
sessions in a row lead up or to more, never both (4.3). Otherwise it stays. Only the log matters:
the same log gives the same state.
"""

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from itertools import pairwise
from typing import Final, Literal

from formcheck.coaching.rules import rules
from formcheck.exercises.ladders import Ladder, Level, Need, RedFlag, Shown, Version, step_down
from formcheck.exercises.spec import Exercise
from formcheck.programme.ladder_session import (
    LadderSession,
    Shortfall,
    came_late,
    is_met,
    ladder_sessions,
    need_words,
    shortfall_of,
)
from formcheck.programme.pain import StepBack, effort_of, limits, pain_free, stops
from formcheck.programme.training_log import LoggedTest, TrainingLog
from formcheck.words import plan as words

Change = Literal["start", "stay", "more", "up", "less", "down", "back", "rest"]


@dataclass(frozen=True, slots=True)
class LadderState:
    """The training to do on one ladder.

    Attributes:
        number: the level, from 1.
        amount: size of a set, in seconds or repetitions.
        change: compared with the last session; `rest` leaves the ladder out.
        slower: whether to go slower than the level's tempo.
        last: the day of the last session on this ladder, None without a recent one.
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
    """The training to do on a ladder; `worse` has the sessions with more pain afterwards."""
    progression = _Progression(ladder, log, day, known, worse)
    sessions = ladder_sessions(ladder, log.sessions)
    if not sessions:
        return progression.start(words.reason("not_lately" if log.sessions else "first"))
    last = sessions[-1]
    away = (day - last.session.at.date()).days
    if away >= rules().rest.start_again_days:
        return progression.start(words.reason("away", days=away), last)
    setbacks = [
        *progression.failures(last),
        *progression.pain(last),
        *progression.break_of(last, away),
        *progression.red_flags(last),
    ]
    if setbacks:
        state = min(setbacks, key=lambda setback: (setback.number, setback.amount))
    else:
        state = (
            progression.ease_off(last)
            or progression.progress(sessions)
            or progression.stay(sessions)
        )
    return progression.without_blocked(state)


#: Rules of advice on a set that was too hard.
_TOO_HARD: Final = ("R1", "R2", "R3", "R4", "R6")


@dataclass(frozen=True, slots=True)
class _Progression:
    """The rules of one ladder on a log."""

    ladder: Ladder
    log: TrainingLog
    day: date
    known: Mapping[str, Exercise]
    worse: Mapping[int, StepBack]

    @property
    def _hurts_today(self) -> bool:
        return any(answer.pain for answer in self.log.check_ins if answer.at.date() == self.day)

    # --- down --------------------------------------------------------------------------------

    def failures(self, last: LadderSession) -> Iterator[LadderState]:
        """One step down from each set that failed (R1 to R4 and R6)."""
        for number, logged in last.sets:
            exercise, rule = logged.exercise, logged.result.advice.rule
            if rule not in _TOO_HARD:
                continue
            version = Version(exercise, self.ladder, number)
            easier = step_down(version, self.known, failed=rule == "R1")
            why = words.reason(rule, exercise=self._name(exercise))
            to = easier.number if easier else 0
            yield self._down(last, to, why, slower=rule == "R3")

    def pain(self, last: LadderSession) -> Iterator[LadderState]:
        """One level down and slower after back pain during the exercise (R5), or because of it."""
        exercises = {logged.exercise for _, logged in last.sets}
        for answer in last.session.check_ins:
            pain = answer.pain or 0
            hurt = pain >= limits().during.ease_from or answer.sharp or answer.leg_symptoms
            about_it = answer.exercise in exercises or not answer.exercise
            if answer.moment == "during" and hurt and about_it:
                yield self._down(last, last.number - 1, words.reason("hurt"), slower=True)
        worse = self.worse.get(last.session.number)
        if worse and worse.back:
            yield self._down(last, last.number - 1, worse.reason, slower=True)

    def break_of(self, last: LadderSession, days: int) -> Iterator[LadderState]:
        """One level down after a break."""
        if days >= rules().rest.step_back_days:
            why = words.reason("long_break", days=days)
            yield replace(self._down(last, last.number - 1, why), change="back")

    def red_flags(self, last: LadderSession) -> Iterator[LadderState]:
        """Down to the level that a later test allows."""
        for flag in self.ladder.red_flags:
            newest = self._newest_test(flag.test)
            if newest is None or newest.at <= last.session.at or not _is_up(flag, newest):
                continue
            if flag.level < last.number:
                yield self._down(last, flag.level, flag.why)

    def _down(self, last: LadderSession, to: int, why: str, *, slower: bool = False) -> LadderState:
        on = last.session.at.date()
        if to >= 1:
            level = self.ladder.level(to)
            why = words.version(why, self._version(to), slower=slower and level.tempo is not None)
            return LadderState(self.ladder, to, level.least, "down", why, slower=slower, last=on)
        amount = self._less(last.amount, self.ladder.level(1), rules().timing.less)
        why = words.less(why)
        return LadderState(self.ladder, 1, amount, "less", why, slower=slower, last=on)

    def _less(self, amount: int, level: Level, share: float) -> int:
        smallest = math.ceil(rules().amounts.smallest * level.least)
        return max(smallest, min(amount, level.most, math.floor((1.0 - share) * amount)))

    # --- the same level ----------------------------------------------------------------------

    def ease_off(self, last: LadderSession) -> LadderState | None:
        """Less of the same: momentum (R7), or a fault that came late or grew (biomechanics 4.4)."""
        level, on = self.ladder.level(last.number), last.session.at.date()
        results = [logged.result for logged in last.hardest]
        if any(result.advice.rule == "R7" for result in results):
            amount = self._less(last.amount, level, rules().momentum.fewer)
            why = words.advice("momentum")
            return LadderState(
                self.ladder, last.number, amount, "less", why, metronome=True, last=on
            )
        if not any(came_late(result) for result in results):
            return None
        holds = [result.hold for result in results if result.hold]
        good_s = [hold.good_form_s for hold in holds if hold.good_form_s is not None]
        # A hold goes by its good seconds, a counted set by its planned repetitions.
        amount = min(last.amount, round(min(good_s))) if good_s else last.amount
        amount = self._less(amount, level, rules().timing.less)
        why = words.advice("late")
        return LadderState(self.ladder, last.number, amount, "less", why, last=on)

    def stay(self, sessions: list[LadderSession]) -> LadderState:
        """The same again; `why` says what a step up needs."""
        last = sessions[-1]
        level, on = self.ladder.level(last.number), last.session.at.date()
        amount = min(last.amount, level.most)
        why = self._reason_to_stay(sessions)
        return LadderState(self.ladder, last.number, amount, "stay", why, last=on)

    def _reason_to_stay(self, sessions: list[LadderSession]) -> str:
        last = sessions[-1]
        shortfall = self._shortfall(last)
        if shortfall:
            return words.same_again(reason=words.reason(shortfall))
        if self._hurts_today:
            return words.advice("hurts_today")
        free = pain_free(last.session, self.log)
        if not free:
            return words.advice("pain_unknown" if free is None else "hurt_after")
        if self._is_ready(sessions):
            missing = self._missing(last.number)
            return words.needs(need_words(need, self.known) for need in missing)
        is_top = last.number == len(self.ladder.levels) and last.amount >= self._most(last.number)
        return words.advice("top" if is_top else "once_more")

    # --- up ----------------------------------------------------------------------------------

    def progress(self, sessions: list[LadderSession]) -> LadderState | None:
        """More of it, or the next level, after enough good sessions in a row (biomechanics 4.3)."""
        if self._hurts_today or not self._is_ready(sessions):
            return None
        last, on = sessions[-1], sessions[-1].session.at.date()
        level, number = self.ladder.level(last.number), last.number
        in_a_row = rules().progress.sessions
        if last.amount < level.most:
            amount = min(level.most, math.floor((1.0 + rules().progress.more) * last.amount))
            amount = max(amount, last.amount + 1)
            why = words.more(count=in_a_row)
            return LadderState(self.ladder, number, amount, "more", why, last=on)
        if number == len(self.ladder.levels) or self._missing(number):
            return None
        harder = self.ladder.level(number + 1)
        amount = harder.least
        if harder.exercise == level.exercise:  # a step, or more of it, not both
            amount = min(max(harder.least, last.amount), harder.most)
        why = words.harder(in_a_row, self._version(number + 1))
        return LadderState(self.ladder, number + 1, amount, "up", why, last=on)

    def _is_ready(self, sessions: list[LadderSession]) -> bool:
        count = rules().progress.sessions
        latest = sessions[-count:]
        last = latest[-1]
        days = [session.session.at.date() for session in latest]
        breaks = any((b - a).days >= rules().rest.step_back_days for a, b in pairwise(days))
        return (
            len(latest) == count
            and not breaks
            and all(
                session.number == last.number
                and session.amount >= min(last.amount, self._most(last.number))
                and not self._shortfall(session)
                and pain_free(session.session, self.log) is True
                for session in latest
            )
        )

    def _shortfall(self, last: LadderSession) -> Shortfall | None:
        effort = effort_of(last.session, self.log)
        if effort is not None and effort > rules().progress.effort:
            return "effort"
        return shortfall_of(last)

    def _most(self, number: int) -> int:
        return self.ladder.level(number).most

    def _missing(self, number: int) -> list[Need]:
        """Needs of the next level that are not met yet."""
        if number == len(self.ladder.levels):
            return []
        level = self.ladder.level(number + 1)
        if level.shown_by and self._is_shown(level.shown_by):
            return []
        return [need for need in level.needs if not is_met(need, self.log.sessions)]

    # --- the start, and blocked exercises ------------------------------------------------------

    def start(self, why: str, last: LadderSession | None = None) -> LadderState:
        """The first level, or the highest that the tests show; no more of it than the last time."""
        shown = [
            number
            for number, level in enumerate(self.ladder.levels, start=1)
            if level.shown_by and self._is_shown(level.shown_by)
        ]
        number, reason = max(shown, default=1), words.reason("by_test") if shown else why
        for flag in self.ladder.red_flags:
            newest = self._newest_test(flag.test)
            if newest and _is_up(flag, newest) and flag.level < number:
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
        why = words.version(reason, self._version(number))
        return self.without_blocked(LadderState(self.ladder, number, amount, "start", why))

    def without_blocked(self, state: LadderState) -> LadderState:
        """The state below every exercise stopped for pain, until the back is well again."""
        blocked = self._blocked()
        number = state.number
        while number and self.ladder.level(number).exercise in blocked:
            number -= 1
        if number == state.number:
            return state
        reason = words.reason("blocked", exercise=self._name(state.level.exercise))
        if not number:
            return LadderState(
                self.ladder, 1, 0, "rest", words.left_out(reason=reason), last=state.last
            )
        amount = self.ladder.level(number).least
        why = words.version(reason, self._version(number))
        return LadderState(self.ladder, number, amount, "down", why, slower=True, last=state.last)

    def _blocked(self) -> set[str]:
        """Exercises stopped for pain without a pain-free check-in since."""
        blocked: set[str] = set()
        for check_in in sorted(self.log.check_ins, key=lambda check_in: check_in.at):
            stopped = stops(check_in) or check_in.leg_symptoms
            if check_in.moment == "during" and check_in.exercise and stopped:
                blocked.add(check_in.exercise)
            elif check_in.moment != "during" and check_in.pain == 0 and not check_in.sharp:
                blocked.clear()
        return blocked

    # --- small things ------------------------------------------------------------------------

    def _version(self, number: int) -> str:
        """The name of a level."""
        level = self.ladder.level(number)
        return level.name or self._name(level.exercise)

    def _name(self, exercise: str) -> str:
        return self.known[exercise].short_name.lower()

    def _newest_test(self, name: str) -> LoggedTest | None:
        judged = [
            test
            for test in self.log.tests
            if test.test == name and not (math.isnan(test.score) and test.passed is None)
        ]
        return max(judged, key=lambda test: test.at, default=None)

    def _is_shown(self, shown: Shown) -> bool:
        """Whether the newest trials of a test show a level, as many as it takes."""
        tests = [test for test in self.log.tests if test.test == shown.test]
        newest = sorted(tests, key=lambda test: test.at, reverse=True)
        trials = [score for test in newest for score in (test.trials or (test.score,))]
        judged = [score for score in trials if not math.isnan(score)][: shown.trials]
        return len(judged) == shown.trials and all(shown.holds_for(score) for score in judged)


def _is_up(flag: RedFlag, test: LoggedTest) -> bool:
    return flag.is_up(test.score, passed=test.passed)
