"""The part of a session on one ladder, and whether it was good enough to build on."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from formcheck.coaching.advice import name_of
from formcheck.coaching.rules import rules
from formcheck.exercises.ladders import Ladder, Need, version_of
from formcheck.exercises.spec import Exercise
from formcheck.programme.training_log import LoggedSession, LoggedSet
from formcheck.result import FindingResult, RepResult, SetResult

_CONTROL_FAULT: Final = "lumbar_lift"
_GROWS: Final = "sag_drift"


@dataclass(frozen=True, slots=True)
class LadderSession:
    """The part of a session on one ladder.

    Attributes:
        session: the whole session.
        sets: its sets on the ladder, with the level of each.
        number: the hardest level; the session aimed at it.
        amount: size of a set of that level, as asked for, else as performed.
    """

    session: LoggedSession
    sets: tuple[tuple[int, LoggedSet], ...]
    number: int
    amount: int

    @property
    def planned(self) -> bool:
        """Whether a plan asked for it."""
        return any(one.ladder is not None for _, one in self.sets)

    @property
    def asked(self) -> list[LoggedSet]:
        """The sets of the hardest level."""
        return [one for number, one in self.sets if number == self.number]


def ladder_sessions(ladder: Ladder, sessions: Iterable[LoggedSession]) -> list[LadderSession]:
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


def level_of(logged: LoggedSet, ladder: Ladder) -> int | None:
    """The level of a set, by its plan or else by its amount; None off the ladder."""
    version = version_of(logged.result.exercise, level=logged.level, amount=amount_of(logged))
    return version.number if version.ladder and version.ladder.id == ladder.id else None


def amount_of(logged: LoggedSet) -> int:
    """Seconds or repetitions of a set: as asked for, else as performed in good form."""
    asked, hold = logged.planned_reps or logged.planned_hold_s, logged.result.hold
    if asked:
        return round(asked)
    if hold is None:
        return logged.result.complete_reps
    return round(hold.total_s if hold.good_form_s is None else hold.good_form_s)


def came_late(result: SetResult) -> bool:
    """Whether a fault of the first priority came late in the set, or grew (biomechanics 4.4)."""
    late = rules().timing.late
    return any(
        f.spoken and (f.fault == _GROWS or (f.priority == 1 and _share(f, result) > late))
        for f in result.findings
    )


def _share(finding: FindingResult, result: SetResult) -> float:
    """How far into the set a finding began, 0 to 1."""
    length_s = result.end_s - result.start_s
    share = (finding.start_s - result.start_s) / length_s if length_s > 0.0 else 0.0
    return min(1.0, max(0.0, share))


def not_good_yet(trained: LadderSession) -> str:
    """Why a session was not good enough to build on (4.3), in words; empty if it was.

    Pain and effort are judged elsewhere.
    """
    if any(number < trained.number for number, _ in trained.sets):
        return "It became an easier version on the way last time"
    return next(
        (why for asked in trained.asked if (why := _short_of(asked.result, trained.amount))), ""
    )


def _short_of(result: SetResult, amount: int) -> str:
    limit, hold = rules().progress, result.hold
    done = hold.total_s / limit.kept if hold else result.complete_reps
    if done < amount:
        return "Not all of it was done last time"
    scored = sum(rep.scored for rep in result.reps)
    if hold.good_form_s is None if hold else scored < limit.judged * len(result.reps):
        return "Too little of it could be seen last time"
    if any(f.severity == "severe" and f.spoken for f in result.findings):
        return "There was a clear fault last time"
    weighing = [f for f in result.findings if f.weighs]
    if hold:
        too_many = sum(f.lasted_s for f in weighing) > limit.mild_hold * hold.total_s
    else:
        too_many = len({f.rep for f in weighing}) > limit.mild_reps * len(result.reps)
    return "There were small faults too often last time" if too_many else ""


def is_met(need: Need, sessions: Iterable[LoggedSession]) -> bool:
    """Whether the sessions meet what a level needs."""
    by_session = [
        [logged.result for logged in session.sets if logged.result.exercise == need.exercise]
        for session in sessions
    ]
    if need.holds is not None and need.good_form_s is not None:
        enough_s = rules().progress.kept * need.good_form_s
        held = [result.hold for results in by_session for result in results if result.hold]
        return sum((hold.good_form_s or 0.0) >= enough_s for hold in held) >= need.holds
    return any(
        sum(_clean_reps(result, need) for result in results) >= (need.reps or 0)
        for results in by_session
    )


def _clean_reps(result: SetResult, need: Need) -> int:
    """Repetitions of a set that count for a need."""
    faulty = {f.rep for f in result.findings if f.weighs}
    back_seen = _CONTROL_FAULT not in {missed.fault for missed in result.not_judged}
    return sum(
        rep.complete
        and rep.scored
        and index not in faulty
        and _is_slow(rep, need.lower_s)
        and _is_controlled(rep, need.control_deg, back_seen=back_seen)
        for index, rep in enumerate(result.reps, start=1)
    )


def _is_slow(rep: RepResult, least_s: float | None) -> bool:
    return least_s is None or (rep.value("lower_s") or 0.0) >= least_s


def _is_controlled(rep: RepResult, most_deg: float | None, *, back_seen: bool) -> bool:
    """Whether the back gave way late enough; not at all, where it could be seen, is best."""
    angle_deg = rep.value("control_angle_deg")
    if most_deg is None:
        return True
    return back_seen if angle_deg is None else angle_deg <= most_deg


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
