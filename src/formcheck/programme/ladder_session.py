"""The part of a session on one ladder, and whether it was good enough to build on."""

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from formcheck.coaching.advice import name_of
from formcheck.coaching.rules import rules
from formcheck.exercises.ladders import Ladder, Need, version_of
from formcheck.exercises.spec import Exercise
from formcheck.programme.training_log import SessionDone, SetDone

_CONTROL_FAULT: Final = "lumbar_lift"
_GROWS: Final = "sag_drift"
_WEIGHS: Final = 3  # faults of this priority are reported only


@dataclass(frozen=True, slots=True)
class LadderSession:
    """The part of a session on one ladder.

    Attributes:
        session: the whole session.
        sets: its sets on the ladder, with the level of each.
        number: the hardest level; the session aimed at it.
        amount: size of a set of that level, as asked for, else as performed.
    """

    session: SessionDone
    sets: tuple[tuple[int, SetDone], ...]
    number: int
    amount: int

    @property
    def planned(self) -> bool:
        """Whether a plan asked for it."""
        return any(one.ladder is not None for _, one in self.sets)

    @property
    def asked(self) -> list[SetDone]:
        """The sets of the hardest level."""
        return [one for number, one in self.sets if number == self.number]


def ladder_sessions(ladder: Ladder, sessions: Iterable[SessionDone]) -> list[LadderSession]:
    """The parts of the sessions on a ladder, in the same order.

    Left out are sessions without a set on it. Left out, too, are sessions outside the plan at an
    easier level than before or more than a level harder: they do not show the person's level.
    """
    found: list[LadderSession] = []
    for session in sessions:
        sets = tuple(
            (number, one)
            for one in session.sets
            if one.role == "work" and (number := level_of(one, ladder)) is not None
        )
        if sets:
            hardest = max(number for number, _ in sets)
            amounts = [amount_of(one) for number, one in sets if number == hardest]
            one = LadderSession(session, sets, hardest, max(1, min(amounts)))
            if not found or one.planned or 0 <= hardest - found[-1].number <= 1:
                found.append(one)
    return found


def level_of(one: SetDone, ladder: Ladder) -> int | None:
    """The level of a set, by its plan or else by its amount; None off the ladder."""
    version = version_of(one.exercise, level=one.level, amount=amount_of(one))
    return version.number if version.ladder and version.ladder.id == ladder.id else None


def amount_of(one: SetDone) -> int:
    """Seconds or repetitions of a set: as asked for, else as performed in good form."""
    asked = one.planned_reps or one.planned_hold_s
    if asked:
        return round(asked)
    if math.isnan(one.held_s):
        return sum(rep.complete for rep in one.reps)
    return round(one.held_s if math.isnan(one.good_form_s) else one.good_form_s)


def came_late(one: SetDone) -> bool:
    """Whether a fault of the first priority came late in the set, or grew (biomechanics 4.4)."""
    return any(
        f.spoken and (f.fault == _GROWS or (f.priority == 1 and f.share > rules().timing.late))
        for f in one.findings
    )


def not_good_yet(trained: LadderSession) -> str:
    """Why a session was not good enough to build on (4.3), in words; empty if it was.

    Pain and effort are judged elsewhere.
    """
    if any(number < trained.number for number, _ in trained.sets):
        return "It became an easier version on the way last time"
    return next((why for one in trained.asked if (why := _short_of(one, trained.amount))), "")


def _short_of(one: SetDone, amount: int) -> str:
    limit = rules().progress
    held = not math.isnan(one.held_s)
    done = one.held_s / limit.kept if held else sum(rep.complete for rep in one.reps)
    if done < amount:
        return "Not all of it was done last time"
    scored = sum(rep.scored for rep in one.reps)
    if math.isnan(one.good_form_s) if held else scored < limit.judged * len(one.reps):
        return "Too little of it could be seen last time"
    if any(f.severity == "severe" and f.spoken for f in one.findings):
        return "There was a clear fault last time"
    weighing = [f for f in one.findings if f.spoken and f.priority < _WEIGHS]
    if held:
        too_many = sum(f.seconds for f in weighing) > limit.mild_hold * one.held_s
    else:
        too_many = len({f.rep for f in weighing}) > limit.mild_reps * len(one.reps)
    return "There were small faults too often last time" if too_many else ""


def is_met(need: Need, sessions: Iterable[SessionDone]) -> bool:
    """Whether the sessions meet what a level needs."""
    sets = [[one for one in s.sets if one.exercise == need.exercise] for s in sessions]
    if need.holds is not None and need.good_form_s is not None:
        enough_s = rules().progress.kept * need.good_form_s
        return sum(one.good_form_s >= enough_s for some in sets for one in some) >= need.holds
    return any(sum(_clean_reps(one, need) for one in some) >= (need.reps or 0) for some in sets)


def _clean_reps(one: SetDone, need: Need) -> int:
    """Repetitions of a set that count for a need."""
    faulty = {f.rep for f in one.findings if f.spoken and f.priority < _WEIGHS}
    back_seen = _CONTROL_FAULT not in one.not_judged
    return sum(
        rep.complete
        and rep.scored
        and index not in faulty
        and (need.lower_s is None or rep.lower_s >= need.lower_s)
        and (
            need.control_deg is None
            or rep.control_deg <= need.control_deg
            or (back_seen and math.isnan(rep.control_deg))
        )
        for index, rep in enumerate(one.reps, start=1)
    )


def need_words(need: Need, known: Mapping[str, Exercise]) -> str:
    """What a level needs, in words."""
    name = name_of(need.exercise, known).partition(" (")[0]
    if need.holds is not None:
        return f"{name} held for {need.good_form_s:.0f} s in good form, {need.holds} times"
    how = "".join(
        words
        for limit, words in (
            (need.lower_s, f", each {need.lower_s:.0f} s down" if need.lower_s else ""),
            (need.control_deg, " with the back flat until the legs are low"),
        )
        if limit is not None
    )
    return f"{need.reps} clean repetitions of the {name} in a session{how}"
