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

from formcheck.coaching.advice import name_of
from formcheck.coaching.rules import rules
from formcheck.exercises.ladders import (
    Ladder,
    Level,
    Need,
    RedFlag,
    Shown,
    Version,
    step_down,
)
from formcheck.exercises.spec import Exercise
from formcheck.programme.ladder_session import (
    LadderSession,
    came_late,
    is_met,
    ladder_sessions,
    need_words,
    not_good_yet,
)
from formcheck.programme.pain import StepBack, effort_of, limits, pain_free
from formcheck.programme.training_log import LoggedTest, TrainingLog

Change = Literal["start", "stay", "more", "up", "less", "down", "back", "rest"]


@dataclass(frozen=True, slots=True)
class LadderState:
    """The training to do on one ladder.

    Attributes:
        ladder: the ladder.
        number: the level, from 1.
        amount: size of a set, in seconds or repetitions.
        change: compared with the last session; `rest` leaves the ladder out.
        why: the reason, in a sentence or two.
        slower: whether to go slower than the level's tempo.
        metronome: whether to tick the tempo.
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
    """The training to do on a ladder.

    Args:
        ladder: the ladder.
        log: the training log up to the day, as far back as a plan looks.
        day: the planned day.
        known: exercises by id.
        worse: sessions with more pain afterwards, by number (`pain.steps_back`).
    """
    look = _Look(ladder, log, day, known, worse)
    sessions = ladder_sessions(ladder, log.sessions)
    if not sessions:
        lately = "Nothing of it was done lately, so it begins easy"
        return look.start(lately if log.sessions else "To begin with")
    last = sessions[-1]
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
        state = min(setbacks, key=lambda setback: (setback.number, setback.amount))
    else:
        state = look.ease_off(last) or look.progress(sessions) or look.stay(sessions)
    return look.without_blocked(state)


#: Why a set was too hard, by the rule of its advice.
_WHY: Final = {
    "R1": "The last {name} did not come up",
    "R2": "Your hips sank in the last {name}",
    "R3": "The last {name} slipped out of control too often",
    "R4": "It looked as if your low back lifted while your legs were still high",
    "R6": "Too much of the last {name} had a fault",
}


class _Look:
    """One ladder and the log of it."""

    def __init__(
        self,
        ladder: Ladder,
        log: TrainingLog,
        day: date,
        known: Mapping[str, Exercise],
        worse: Mapping[int, StepBack],
    ) -> None:
        self.ladder, self.log, self._known = ladder, log, known
        self._hurts_today = any(
            check_in.pain for check_in in log.check_ins if check_in.at.date() == day
        )
        self._worse = worse

    # --- down --------------------------------------------------------------------------------

    def failures(self, last: LadderSession) -> Iterator[LadderState]:
        """One step down from each set that failed (R1 to R4 and R6)."""
        for number, logged in last.sets:
            exercise, rule = logged.result.exercise, logged.result.advice.rule
            if rule not in _WHY:
                continue
            version = Version(exercise, self.ladder, number)
            easier = step_down(version, self._known, failed=rule == "R1")
            why = _WHY[rule].format(name=self._name(exercise))
            to = easier.number if easier else 0
            yield self._down(last, to, why, slower=rule == "R3")

    def pain(self, last: LadderSession) -> Iterator[LadderState]:
        """One level down and slower after back pain during the exercise (R5), or because of it."""
        exercises = {logged.result.exercise for _, logged in last.sets}
        for answer in last.session.check_ins:
            pain = answer.pain or 0
            hurt = pain >= limits().during.ease_from or answer.sharp or answer.leg_symptoms
            about_it = answer.exercise in exercises or not answer.exercise
            if answer.moment == "during" and hurt and about_it:
                why = "Your back hurt during it last time"
                yield self._down(last, last.number - 1, why, slower=True)
        worse = self._worse.get(last.session.number)
        if worse and worse.back:
            yield self._down(last, last.number - 1, worse.reason, slower=True)

    def break_of(self, last: LadderSession, days: int) -> Iterator[LadderState]:
        """One level down after a break."""
        if days >= rules().rest.step_back_days:
            why = f"It is {days} days since the last time"
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
        asked = [logged.result for logged in last.asked]
        if any(result.advice.rule == "R7" for result in asked):
            amount = self._less(last.amount, level, rules().momentum.fewer)
            why = "Momentum did much of the work last time: fewer, to the beat of the metronome."
            return LadderState(
                self.ladder, last.number, amount, "less", why, metronome=True, last=on
            )
        if not any(came_late(result) for result in asked):
            return None
        holds = [result.hold for result in asked if result.hold]
        good_s = [hold.good_form_s for hold in holds if hold.good_form_s is not None]
        # A hold goes by its good seconds, a counted set by the repetitions that were asked for.
        amount = min(last.amount, round(min(good_s))) if good_s else last.amount
        amount = self._less(amount, level, rules().timing.less)
        why = "Your form went late in the set last time: a shorter one that stays good."
        return LadderState(self.ladder, last.number, amount, "less", why, last=on)

    def stay(self, sessions: list[LadderSession]) -> LadderState:
        """The same again; `why` says what more would take."""
        last = sessions[-1]
        level, on = self.ladder.level(last.number), last.session.at.date()
        amount = min(last.amount, level.most)
        why = self._reason_to_stay(sessions)
        return LadderState(self.ladder, last.number, amount, "stay", why, last=on)

    def _reason_to_stay(self, sessions: list[LadderSession]) -> str:
        last = sessions[-1]
        missing = self._not_good_yet(last)
        if missing:
            return f"{missing}: the same again."
        pain = self._pain_in_the_way(last)
        if pain:
            return pain
        if self._is_ready(sessions):
            needs = "; ".join(need_words(need, self._known) for need in self._missing(last.number))
            return f"All that this level has is done. For the next one: {needs}."
        if last.number == len(self.ladder.levels) and last.amount >= self._most(last.number):
            return "You are at the top of this ladder: keep it."
        return "The last session was good: once more before it gets harder."

    def _pain_in_the_way(self, last: LadderSession) -> str:
        """Why pain keeps a good session from leading up; empty without such pain."""
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

    def progress(self, sessions: list[LadderSession]) -> LadderState | None:
        """More of it, or the next level, after enough good sessions in a row (biomechanics 4.3)."""
        if self._hurts_today or not self._is_ready(sessions):
            return None
        last, on = sessions[-1], sessions[-1].session.at.date()
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

    def _is_ready(self, sessions: list[LadderSession]) -> bool:
        wanted = rules().progress.sessions
        running = sessions[-wanted:]
        last = running[-1]
        days = [session.session.at.date() for session in running]
        breaks = any((b - a).days >= rules().rest.step_back_days for a, b in pairwise(days))
        return (
            len(running) == wanted
            and not breaks
            and all(
                session.number == last.number
                and session.amount >= min(last.amount, self._most(last.number))
                and not self._not_good_yet(session)
                and pain_free(session.session, self.log) is True
                for session in running
            )
        )

    def _not_good_yet(self, last: LadderSession) -> str:
        effort = effort_of(last.session, self.log)
        if effort is not None and effort > rules().progress.effort:
            return "The last session was hard for you"
        return not_good_yet(last)

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
        number, reason = max(shown, default=1), "By your test" if shown else why
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
        words = f"{reason}: {self._version(number)}."
        return self.without_blocked(LadderState(self.ladder, number, amount, "start", words))

    def without_blocked(self, state: LadderState) -> LadderState:
        """The state below every exercise stopped for pain, until the back is well again."""
        blocked = self._blocked()
        number = state.number
        while number and self.ladder.level(number).exercise in blocked:
            number -= 1
        if number == state.number:
            return state
        stopped = self._name(state.level.exercise)
        why = f"The {stopped} was stopped for pain, and you have not said since that it is gone"
        if not number:
            words = f"{why}: left out."
            return LadderState(self.ladder, 1, 0, "rest", words, last=state.last)
        amount = self.ladder.level(number).least
        words = f"{why}: {self._version(number)}."
        return LadderState(self.ladder, number, amount, "down", words, slower=True, last=state.last)

    def _blocked(self) -> set[str]:
        """Exercises stopped for pain without a pain-free check-in since."""
        blocked: set[str] = set()
        for check_in in sorted(self.log.check_ins, key=lambda check_in: check_in.at):
            stops = (check_in.pain or 0) >= limits().during.stop_from or check_in.sharp
            if (
                check_in.moment == "during"
                and check_in.exercise
                and (stops or check_in.leg_symptoms)
            ):
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
        return name_of(exercise, self._known).partition(" (")[0]

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
