"""The part of a session on one ladder, and whether it was good enough to build on."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final, Literal

from formcheck.coaching.rules import rules
from formcheck.exercises.ladders import Ladder, Need, version_of
from formcheck.exercises.spec import Exercise
from formcheck.programme.training_log import LoggedSession, LoggedSet
from formcheck.result import FindingResult, RepResult, SetResult
from formcheck.words import plan as words

_CONTROL_FAULT: Final = "lumbar_lift"
_GROWS: Final = "sag_drift"

#: A shortfall of a session; `words.plan.reason` words it.
Shortfall = Literal["eased", "not_all", "little_seen", "severe", "mild", "effort"]


@dataclass(frozen=True, slots=True)
class LadderSession:
    """The part of a session on one ladder.

    Attributes:
        sets: its sets on the ladder, with the level of each.
        number: the hardest level; the session aimed at it.
        amount: planned size of a set of that level; without a plan, the performed one.
    """

    session: LoggedSession
    sets: tuple[tuple[int, LoggedSet], ...]
    number: int
    amount: int

    @property
    def planned(self) -> bool:
        """Whether a plan asked for it."""
        return any(logged.ladder is not None for _, logged in self.sets)

    @property
    def hardest(self) -> list[LoggedSet]:
        """The sets of the hardest level."""
        return [logged for number, logged in self.sets if number == self.number]


def ladder_sessions(ladder: Ladder, sessions: Iterable[LoggedSession]) -> list[LadderSession]:
    """The parts of the sessions on a ladder, in the same order.

    Sessions without a set on it do not count. Nor do sessions outside the plan at an easier level
    than before or more than a level harder: they do not show the person's level.
    """
    parts: list[LadderSession] = []
    for session in sessions:
        sets = tuple(
            (number, logged)
            for logged in session.sets
            if logged.role == "work" and (number := level_of(logged, ladder)) is not None
        )
        if sets:
            hardest = max(number for number, _ in sets)
            amounts = [amount_of(logged) for number, logged in sets if number == hardest]
            part = LadderSession(session, sets, hardest, max(1, min(amounts)))
            if not parts or part.planned or 0 <= hardest - parts[-1].number <= 1:
                parts.append(part)
    return parts


def level_of(logged: LoggedSet, ladder: Ladder) -> int | None:
    """The level of a set, by its plan or else by its amount; None off the ladder."""
    version = version_of(logged.exercise, level=logged.level, amount=amount_of(logged))
    return version.number if version.ladder and version.ladder.id == ladder.id else None


def amount_of(logged: LoggedSet) -> int:
    """Planned seconds or repetitions of a set; without a plan, those in good form."""
    planned = logged.planned_reps or logged.planned_hold_s
    if planned:
        return round(planned)
    hold = logged.result.hold
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


def shortfall_of(part: LadderSession) -> Shortfall | None:
    """Why a session was not good enough to build on (4.3), apart from pain and effort."""
    if any(number < part.number for number, _ in part.sets):
        return "eased"
    shortfalls = (_shortfall(logged.result, part.amount) for logged in part.hardest)
    return next(filter(None, shortfalls), None)


def _shortfall(result: SetResult, amount: int) -> Shortfall | None:
    limit, hold = rules().progress, result.hold
    performed = hold.total_s / limit.kept if hold else result.complete_reps
    if performed < amount:
        return "not_all"
    scored = sum(rep.scored for rep in result.reps)
    if hold.good_form_s is None if hold else scored < limit.judged * len(result.reps):
        return "little_seen"
    if any(f.severity == "severe" and f.spoken for f in result.findings):
        return "severe"
    weighing = [f for f in result.findings if f.weighs]
    if hold:
        too_many = sum(f.lasted_s for f in weighing) > limit.mild_hold * hold.total_s
    else:
        too_many = len({f.rep for f in weighing}) > limit.mild_reps * len(result.reps)
    return "mild" if too_many else None


def is_met(need: Need, sessions: Iterable[LoggedSession]) -> bool:
    """Whether the sessions meet what a level needs."""
    by_session = [
        [logged.result for logged in session.sets if logged.exercise == need.exercise]
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
    """Whether the back gave way late enough, or never while in view."""
    angle_deg = rep.value("control_angle_deg")
    if most_deg is None:
        return True
    return back_seen if angle_deg is None else angle_deg <= most_deg


def need_words(need: Need, known: Mapping[str, Exercise]) -> str:
    """The need of a level in words."""
    name = known[need.exercise].short_name.lower()
    if need.holds is not None:
        return words.need_of_holds(name, need.good_form_s or 0.0, need.holds)
    control = need.control_deg is not None
    return words.need_of_reps(name, need.reps or 0, need.lower_s, control=control)
