"""What follows from back pain: before, during and after a session (biomechanics 7.3).

Cut-offs are data (`pain.toml`). Pain is never graded nor explained here: a number is heeded, and
that is all. What was not told is not taken for anything.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cache
from importlib.resources import files
from itertools import groupby
from typing import Annotated, Final, Literal

from pydantic import Field, PositiveInt

from formcheck.programme.training_log import CheckIn, SessionDone, TrainingLog
from formcheck.result import SetResult
from formcheck.settings import Strict, Words, read_toml

Go = Literal["go", "warm_ups_only", "no_session"]
Action = Literal["go_on", "ease", "stop_exercise", "stop_session"]

_Pain = Annotated[int, Field(ge=1, le=10)]

_JUST_DONE_H: Final = 3
_AFTERWARDS_H: Final = 24  # "after" is told on the day of the session, or soon after midnight
_SEE_SOMEBODY: Final = "Please see a professional, such as a doctor or a physiotherapist"


class Before(Strict):
    """What pain of today allows."""

    warm_ups_from: _Pain
    none_from: _Pain
    source: Words


class During(Strict):
    """When to ask within a session, and what follows from the answer."""

    ask_every_sets: PositiveInt
    ask_after: frozenset[str]
    ask_after_severe: frozenset[str]
    ask_after_rules: frozenset[str]
    ease_from: _Pain
    stop_from: _Pain
    stops: PositiveInt
    end_from: _Pain
    source: Words


class Afterwards(Strict):
    """When a session was too much."""

    rise: _Pain
    sessions: PositiveInt
    next_day_within_h: PositiveInt
    source: Words


class Help(Strict):
    """When the list of biomechanics 7.2 is shown unasked."""

    pain_from: _Pain
    source: Words


class Limits(Strict):
    """The cut-offs, as `pain.toml` has them."""

    before: Before
    during: During
    after: Afterwards
    help: Help


@cache
def limits() -> Limits:
    """The cut-offs that come with formcheck."""
    return read_toml(files("formcheck.programme") / "pain.toml", Limits)


def needs_help(told: CheckIn) -> bool:
    """Whether the list of biomechanics 7.2 is to be shown after this answer."""
    pain = told.pain or 0
    return pain >= limits().help.pain_from or bool(told.leg_symptoms or told.warning_signs)


# --- before --------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Readiness:
    """What can be done today.

    Attributes:
        go: everything, warm-ups and stretches only, or nothing.
        why: the reason, in a sentence or two.
        help: whether the list of biomechanics 7.2 belongs beside it.
        told: whether back pain of today was told at all; where it was not, ask.
    """

    go: Go
    why: str
    help: bool = False
    told: bool = True


def readiness(check_ins: Iterable[CheckIn], day: date) -> Readiness:
    """What the check-ins allow on a day.

    Pain is that of the day: the newest that was told outside a session, or more if more was told in
    a session since. A warning sign or a leg symptom holds until a later check-in says that it is
    gone, of whatever day it is.

    Args:
        check_ins: all there are, in any order; those after the day are left out.
        day: the one to be planned.
    """
    told = sorted((one for one in check_ins if one.at.date() <= day), key=lambda one: one.at)
    for kind, option, still in (
        ("a warning sign", "--no-warning-signs", _newest(told, lambda one: one.warning_signs)),
        (
            "pain, numbness or weakness into a leg",
            "--no-leg-symptoms",
            _newest(told, lambda one: one.leg_symptoms),
        ),
    ):
        if still is not None:
            why = f"You told of {kind}: no session today. {_SEE_SOMEBODY}, first."
            if (since := still.at.date()) < day:
                why = (
                    f"On {since.day} {since:%B} you told of {kind}: no session until it is gone. "
                    f"{_SEE_SOMEBODY}, and once it is gone say so: "
                    f"`formcheck check-in --pain N {option}`."
                )
            return Readiness("no_session", why, help=True)
    pain, sharp = _pain_of(told, day)
    before = limits().before
    if pain is None and not sharp:
        why = "You have not said how your back is today: `formcheck check-in` asks."
        return Readiness("go", why, told=False)
    pain = pain or 0
    if pain >= before.none_from:
        why = f"Back pain of {pain} today: no session, rest. {_SEE_SOMEBODY}."
        return Readiness("no_session", why, help=pain >= limits().help.pain_from)
    if sharp or pain >= before.warm_ups_from:
        felt = "A sharp pain" if sharp else f"Back pain of {pain}"
        why = f"{felt} today: warm-ups and stretches only, as far as they feel good."
        return Readiness("warm_ups_only", why)
    if pain:
        why = f"Back pain of {pain} today: go ahead gently. You will be asked again on the way."
        return Readiness("go", why)
    return Readiness("go", "No back pain today: go ahead.")


def _newest(told: list[CheckIn], sign: Callable[[CheckIn], bool | None]) -> CheckIn | None:
    """The newest check-in that answers this, if the answer is yes."""
    newest = next((one for one in reversed(told) if sign(one) is not None), None)
    return newest if newest and sign(newest) else None


def _pain_of(told: list[CheckIn], day: date) -> tuple[int | None, bool]:
    """Back pain of a day, and whether it is a sharp one."""
    today = [one for one in told if one.at.date() == day and (one.pain is not None or one.sharp)]
    outside = [n for n, one in enumerate(today) if one.moment != "during"]
    counting = today[outside[-1] :] if outside else today
    pains = [one.pain for one in counting if one.pain is not None]
    return max(pains, default=None), any(one.sharp for one in counting)


# --- after and the next day ----------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class StepBack:
    """What pain after a session means for the next one.

    Attributes:
        back: whether what was trained goes one level back.
        professional: whether a professional is advised, too.
        reason: why, in words; empty where there is none.
    """

    back: bool = False
    professional: bool = False
    reason: str = ""

    @property
    def why(self) -> str:
        """The reason and what comes of it, in a sentence or two; empty where there is none."""
        again = f" That was so the time before, too. {_SEE_SOMEBODY}." if self.professional else ""
        return f"{self.reason}: one step easier next time.{again}" if self.reason else ""


def steps_back(
    sessions: Iterable[SessionDone], check_ins: Iterable[CheckIn]
) -> dict[int, StepBack]:
    """Which sessions were too much, by what was told after them and the next day.

    Two sessions running are two days of training running: several sessions of one day share what is
    told the next day and count as one. Sessions after which nothing was told neither count nor
    interrupt.

    Args:
        sessions: in any order.
        check_ins: all there are; those within the sessions may be among them.

    Returns:
        For the number of each session. `_Told` says which check-ins belong to it.
    """
    found: dict[int, StepBack] = {}
    running = 0
    rule = limits().after
    for _, of_a_day in groupby(_told_of(sessions, check_ins), lambda one: one.session.at.date()):
        day = list(of_a_day)
        reasons = [one.reason_to_step_back() for one in day]
        if any(reasons):
            running += 1
        elif any(one.says_how_it_was for one in day):
            running = 0
        for one, reason in zip(day, reasons, strict=True):
            professional = bool(reason) and running >= rule.sessions
            found[one.session.number] = StepBack(bool(reason), professional, reason)
    return found


def pain_free(session: SessionDone, log: TrainingLog) -> bool | None:
    """Whether the back was without pain during a session and the next day (biomechanics 4.3).

    What is told right after it counts as during.

    Returns:
        None where one of the two was not told, and the other one was without pain.
    """
    later = sorted((one for one in log.sessions if one.at > session.at), key=lambda one: one.at)
    told = _told_of_one(session, later, _in_order(log.check_ins, [session]))
    hurt = [_hurts(one) for one in told.within]
    next_day = [_hurts(one) for one in told.next_day]
    if True in hurt or True in next_day:
        return False
    return True if False in hurt and next_day else None


def effort_of(session: SessionDone, log: TrainingLog) -> int | None:
    """The effort that was told of a session, 0 to 10; None where it was not."""
    later = sorted((one for one in log.sessions if one.at > session.at), key=lambda one: one.at)
    told = _told_of_one(session, later, _in_order(log.check_ins, [session])).within
    return max((one.effort for one in told if one.effort is not None), default=None)


def _hurts(told: CheckIn) -> bool | None:
    if told.pain or told.sharp or told.leg_symptoms:
        return True
    return None if told.pain is None else False


@dataclass(frozen=True, slots=True)
class _Told:
    """What was told of one session.

    Attributes:
        session: the one.
        before: the newest pain told on the same day at or before its beginning; 0 if none was.
        within: what was told during and right after it, up to the next session or for a day.
        next_day: pain told before a session or as of the day after, on a later day, up to 48 hours
            after it and up to the next session of a later day; the first one tells what came of it.
        lasted: whether it was told of it that the pain lasted for more than 24 hours; of whatever
            day up to the next session of a later day.
    """

    session: SessionDone
    before: int
    within: tuple[CheckIn, ...]
    next_day: tuple[CheckIn, ...]
    lasted: bool

    @property
    def says_how_it_was(self) -> bool:
        """Whether anything was told after it."""
        return bool(self.next_day or any(one.moment == "after" for one in self.within))

    def reason_to_step_back(self) -> str:
        """Why what was trained goes one level back; empty if it need not."""
        if self.lasted:
            return "The pain after it lasted for more than a day"
        after = [one for one in self.within if one.moment == "after"]
        for when, told in (("right after it", after), ("the next day", self.next_day[:1])):
            worst = max((one.pain for one in told if one.pain is not None), default=0)
            if worst - self.before >= limits().after.rise:
                return f"Your back pain was {worst} {when} and {self.before} before it"
        return ""


def _told_of(sessions: Iterable[SessionDone], check_ins: Iterable[CheckIn]) -> list[_Told]:
    """What was told of each session, oldest first."""
    ordered = sorted(sessions, key=lambda one: (one.at, one.number))
    everything = _in_order(check_ins, ordered)
    return [
        _told_of_one(session, ordered[n + 1 :], everything) for n, session in enumerate(ordered)
    ]


def _in_order(check_ins: Iterable[CheckIn], sessions: Iterable[SessionDone]) -> list[CheckIn]:
    """Those given and those within sessions, each once, oldest first."""
    within = (told for session in sessions for told in session.check_ins)
    return sorted({*check_ins, *within}, key=lambda one: one.at)


def _told_of_one(
    session: SessionDone, following: Sequence[SessionDone], check_ins: Sequence[CheckIn]
) -> _Told:
    day = session.at.date()
    soon = session.at + timedelta(hours=_AFTERWARDS_H)
    over = min([soon, *(one.at for one in following[:1])])
    next_at = next((one.at for one in following if one.at.date() > day), None)
    before = [
        one.pain
        for one in check_ins
        if one.pain is not None
        and one.moment != "during"
        and one.at.date() == day
        and one.at <= session.at
    ]
    within = {
        one
        for one in check_ins
        if one.moment in ("during", "after") and session.at <= one.at < over
    }
    within |= {one for one in session.check_ins if one.moment in ("during", "after")}
    later = [
        one
        for one in check_ins
        if one.moment in ("before", "next_day")
        and one.at.date() > day
        and (next_at is None or one.at <= next_at)
    ]
    limit = session.at + timedelta(hours=limits().after.next_day_within_h)
    next_day = [one for one in later if one.at <= limit and _hurts(one) is not None]
    return _Told(
        session,
        before[-1] if before else 0,
        tuple(sorted(within, key=lambda one: one.at)),
        tuple(next_day),
        any(one.lasted for one in later),
    )


# --- which moment it is --------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Occasion:
    """What a check-in is about at some moment.

    Attributes:
        moment: after a session that began within the last three hours and of which nothing was told
            yet, else before whatever comes.
        session: the number of that session; None for none.
        awaited: a session of an earlier day of which the next day was not told yet, and can be.
    """

    moment: Literal["before", "after"]
    session: int | None = None
    awaited: SessionDone | None = None


def occasion(log: TrainingLog, at: datetime) -> Occasion:
    """What a check-in at a moment is about, by what was done before; sessions without sets are not.

    Args:
        log: of the last two days at least.
        at: the moment.
    """
    done = sorted(
        (one for one in log.sessions if one.sets and one.at <= at), key=lambda one: one.at
    )
    if not done:
        return Occasion("before")
    last = done[-1]
    told = _told_of_one(last, (), _in_order(log.check_ins, [last]))
    after = any(one.moment == "after" and one.at <= at for one in told.within)
    if at - last.at <= timedelta(hours=_JUST_DONE_H) and not after:
        return Occasion("after", last.number)
    soon_enough = at - last.at <= timedelta(hours=limits().after.next_day_within_h)
    if last.at.date() < at.date() and soon_enough and not told.next_day:
        return Occasion("before", awaited=last)
    return Occasion("before")


# --- during --------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Consequence:
    """What an answer within a session asks for.

    Attributes:
        action: go on; go on one step easier and slower; leave this exercise; end the session.
        help: whether the list of biomechanics 7.2 is to be shown.
    """

    action: Action
    help: bool = False


class PainWatch:
    """When to ask for back pain within a session, and what follows from the answers.

    Asked after every second set, after a failed attempt, a severe sag or one of rule R2, and after
    the next set where there was pain. Who does not answer is asked at the usual time again.
    """

    def __init__(self) -> None:
        self._sets = 0  # since it was asked the last time
        self._again = False
        self._stops = 0

    def set_ended(self, result: SetResult) -> bool:
        """Whether to ask after this set."""
        self._sets += 1
        during = limits().during
        if not (
            self._again
            or self._sets >= during.ask_every_sets
            or result.advice.rule in during.ask_after_rules
            or _is_grave(result)
        ):
            return False
        self._sets, self._again = 0, False
        return True

    def answer(self, told: CheckIn) -> Consequence:
        """What follows from an answer.

        Args:
            told: pain, or that it is sharp or goes into a leg; without any of them there is no
                answer, and it goes on.
        """
        during = limits().during
        pain = told.pain or 0
        if pain >= during.stop_from or told.sharp or told.leg_symptoms:
            self._again = True
            self._stops += 1
            ends = self._stops >= during.stops or pain >= during.end_from
            return Consequence("stop_session" if ends else "stop_exercise", needs_help(told))
        if pain >= during.ease_from:
            self._again = True
            return Consequence("ease")
        return Consequence("go_on")


def _is_grave(result: SetResult) -> bool:
    during = limits().during
    return any(
        finding.fault in during.ask_after
        or (finding.severity == "severe" and finding.fault in during.ask_after_severe)
        for finding in result.findings
    )
