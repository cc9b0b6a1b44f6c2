"""Consequences of back pain before, during and after a session (biomechanics 7.3).

The cut-offs are data (`pain.toml`). Nothing here grades or explains pain: only its number counts. A
missing answer says nothing, neither pain nor its absence.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from functools import cache
from importlib.resources import files
from itertools import groupby
from typing import Annotated, Final, Literal

from pydantic import Field, PositiveInt

from formcheck.programme.training_log import CheckIn, LoggedSession, TrainingLog
from formcheck.result import SetResult
from formcheck.settings import Strict, Words, read_toml
from formcheck.words import pain as words

Go = Literal["go", "warm_ups_only", "no_session"]
Action = Literal["go_on", "ease", "stop_exercise", "stop_session"]

_Pain = Annotated[int, Field(ge=1, le=10)]

_JUST_DONE_H: Final = 3
_AFTERWARDS_H: Final = 24  # an answer "after" comes on the day of the session, or past midnight
_SIGNS: Final[tuple[Literal["warning_signs", "leg_symptoms"], ...]] = (
    "warning_signs",
    "leg_symptoms",
)


class Before(Strict):
    """Cut-offs for the pain of a day."""

    warm_ups_from: _Pain
    none_from: _Pain
    source: Words


class During(Strict):
    """When to ask within a session, and cut-offs for the answer."""

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
    """Signs that a session was too much."""

    rise: _Pain
    sessions: PositiveInt
    next_day_within_h: PositiveInt
    source: Words


class Help(Strict):
    """When to show the list of biomechanics 7.2."""

    pain_from: _Pain
    source: Words


class Limits(Strict):
    """All cut-offs (`pain.toml`)."""

    before: Before
    during: During
    after: Afterwards
    help: Help


@cache
def limits() -> Limits:
    """The cut-offs of the package."""
    return read_toml(files("formcheck.programme") / "pain.toml", Limits)


def needs_help(answer: CheckIn) -> bool:
    """Whether this answer calls for the list of biomechanics 7.2."""
    pain = answer.pain or 0
    return pain >= limits().help.pain_from or bool(answer.leg_symptoms or answer.warning_signs)


def stops(answer: CheckIn) -> bool:
    """Whether the pain of this answer ends an exercise, leg symptoms apart."""
    return (answer.pain or 0) >= limits().during.stop_from or answer.sharp


# --- before --------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Readiness:
    """The training that a day allows.

    Attributes:
        go: everything, warm-ups and stretches only, or nothing.
        help: whether to show the list of biomechanics 7.2.
        answered: whether the check-ins say how the back is on that day; if not, ask.
    """

    go: Go
    why: str
    help: bool = False
    answered: bool = True


def readiness(check_ins: Iterable[CheckIn], day: date) -> Readiness:
    """The training that the check-ins, in any order, allow on a day.

    The newest answer of the day outside a session counts. Answers within later sessions can only
    raise it. A warning sign or a leg symptom holds, on any day, until a later check-in says that it
    is gone.
    """
    so_far = sorted(
        (check_in for check_in in check_ins if check_in.at.date() <= day),
        key=lambda check_in: check_in.at,
    )
    for sign in _SIGNS:
        answers = [check_in for check_in in so_far if getattr(check_in, sign) is not None]
        if answers and getattr(answers[-1], sign):
            since = answers[-1].at.date()
            why = words.sign_since(sign, since) if since < day else words.sign_today(sign)
            return Readiness("no_session", why, help=True)
    known_pain, sharp = _pain_of(so_far, day)
    if known_pain is None and not sharp:
        return Readiness("go", words.not_asked(), answered=False)
    pain, before = known_pain or 0, limits().before
    if pain >= before.none_from:
        return Readiness("no_session", words.no_session(pain), pain >= limits().help.pain_from)
    if sharp or pain >= before.warm_ups_from:
        return Readiness("warm_ups_only", words.warm_ups_only(pain, sharp=sharp))
    return Readiness("go", words.go_ahead(pain))


def _pain_of(check_ins: list[CheckIn], day: date) -> tuple[int | None, bool]:
    """Back pain of a day, and whether it is a sharp one."""
    today = [
        check_in
        for check_in in check_ins
        if check_in.at.date() == day and (check_in.pain is not None or check_in.sharp)
    ]
    outside = [n for n, check_in in enumerate(today) if check_in.moment != "during"]
    counting = today[outside[-1] :] if outside else today
    pains = [check_in.pain for check_in in counting if check_in.pain is not None]
    return max(pains, default=None), any(check_in.sharp for check_in in counting)


# --- after and the next day ----------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class StepBack:
    """The consequence of pain after a session for the next one.

    Attributes:
        sign: the reason for a step back; None without one.
        pain: the most pain after the session.
        professional: whether to advise a professional, too.
    """

    sign: Literal["lasted", "after", "next_day"] | None = None
    pain: int = 0
    before: int = 0
    professional: bool = False

    @property
    def back(self) -> bool:
        """Whether the trained ladders go one level back."""
        return self.sign is not None

    @property
    def reason(self) -> str:
        """The reason in words; empty without one."""
        return words.too_much(self.sign, pain=self.pain, before=self.before) if self.sign else ""

    @property
    def why(self) -> str:
        """The reason and its consequence, in a sentence or two; empty without a reason."""
        return words.step_back(self.reason, again=self.professional) if self.sign else ""


def steps_back(
    sessions: Iterable[LoggedSession], check_ins: Iterable[CheckIn]
) -> dict[int, StepBack]:
    """The sessions that were too much, by number, from the answers after them and on the next day.

    A professional is advised after two days of training in a row that were too much. Sessions of
    the same day share the answers of the next day and count once. Sessions without an answer
    afterwards neither count nor interrupt.
    """
    steps: dict[int, StepBack] = {}
    running = 0
    ordered = sorted(sessions, key=lambda session: (session.at, session.number))
    everything = _in_order(check_ins, ordered)
    answers = [_answers_of(s, ordered[n + 1 :], everything) for n, s in enumerate(ordered)]
    for _, same_day in groupby(answers, lambda of_session: of_session.session.at.date()):
        day = [(of_session, of_session.step_back()) for of_session in same_day]
        if any(step.back for _, step in day):
            running += 1
        elif any(of_session.has_aftermath for of_session, _ in day):
            running = 0
        professional = running >= limits().after.sessions
        for of_session, step in day:
            number = of_session.session.number
            steps[number] = replace(step, professional=step.back and professional)
    return steps


def pain_free(session: LoggedSession, log: TrainingLog) -> bool | None:
    """Whether the back was without pain during a session and the next day (biomechanics 4.3).

    An answer right after the session counts as during.

    Returns:
        None if one of the two answers is missing and the other one is without pain.
    """
    answers = _answers_in(session, log)
    hurt = [_hurts(check_in) for check_in in answers.within]
    next_day = [_hurts(check_in) for check_in in answers.next_day]
    if True in hurt or True in next_day:
        return False
    return True if False in hurt and next_day else None


def effort_of(session: LoggedSession, log: TrainingLog) -> int | None:
    """The effort of a session, 0 to 10; None without an answer."""
    efforts = (check_in.effort for check_in in _answers_in(session, log).within)
    return max((effort for effort in efforts if effort is not None), default=None)


def _hurts(answer: CheckIn) -> bool | None:
    if answer.pain or answer.sharp or answer.leg_symptoms:
        return True
    return None if answer.pain is None else False


@dataclass(frozen=True, slots=True)
class _Answers:
    """The answers that belong to one session.

    Attributes:
        before: the newest pain of the day up to its beginning; 0 without an answer.
        within: answers during and right after it, up to the next session or for a day.
        next_day: answers about pain on a later day, up to 48 hours after it and up to the next
            session of a later day. The first of them shows the aftermath.
        lasted: whether the pain lasted for more than 24 hours, by any answer up to the next session
            of a later day.
    """

    session: LoggedSession
    before: int
    within: tuple[CheckIn, ...]
    next_day: tuple[CheckIn, ...]
    lasted: bool

    @property
    def has_aftermath(self) -> bool:
        """Whether any answer is about the time after the session."""
        return bool(self.next_day) or any(answer.moment == "after" for answer in self.within)

    def step_back(self) -> StepBack:
        """The consequence of the session by itself."""
        if self.lasted:
            return StepBack("lasted")
        after = self._worst(answer for answer in self.within if answer.moment == "after")
        next_day = self._worst(self.next_day[:1])
        if after - self.before >= limits().after.rise:
            return StepBack("after", after, self.before)
        if next_day - self.before >= limits().after.rise:
            return StepBack("next_day", next_day, self.before)
        return StepBack()

    @staticmethod
    def _worst(answers: Iterable[CheckIn]) -> int:
        return max((answer.pain or 0 for answer in answers), default=0)


def _in_order(check_ins: Iterable[CheckIn], sessions: Iterable[LoggedSession]) -> list[CheckIn]:
    """The check-ins and those within the sessions, each once, oldest first."""
    within = (check_in for session in sessions for check_in in session.check_ins)
    return sorted({*check_ins, *within}, key=lambda check_in: check_in.at)


def _answers_in(session: LoggedSession, log: TrainingLog) -> _Answers:
    """The answers of a log that belong to one session."""
    later = sorted((s for s in log.sessions if s.at > session.at), key=lambda s: s.at)
    return _answers_of(session, later, _in_order(log.check_ins, [session]))


def _answers_of(
    session: LoggedSession, later_sessions: Sequence[LoggedSession], check_ins: Sequence[CheckIn]
) -> _Answers:
    day = session.at.date()
    end = min([session.at + timedelta(hours=_AFTERWARDS_H), *(s.at for s in later_sessions[:1])])
    next_at = next((s.at for s in later_sessions if s.at.date() > day), None)
    before = [
        check_in.pain
        for check_in in check_ins
        if check_in.pain is not None
        and check_in.moment != "during"
        and check_in.at.date() == day
        and check_in.at <= session.at
    ]
    within = tuple(
        check_in
        for check_in in check_ins
        if check_in.moment in ("during", "after")
        and (session.at <= check_in.at < end or check_in in session.check_ins)
    )
    later = [
        check_in
        for check_in in check_ins
        if check_in.moment in ("before", "next_day")
        and check_in.at.date() > day
        and (next_at is None or check_in.at <= next_at)
    ]
    limit = session.at + timedelta(hours=limits().after.next_day_within_h)
    return _Answers(
        session,
        before[-1] if before else 0,
        within,
        tuple(c for c in later if c.at <= limit and _hurts(c) is not None),
        any(check_in.lasted for check_in in later),
    )


# --- the occasion of a check-in ------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Occasion:
    """The subject of a check-in.

    Attributes:
        moment: after a session of the last three hours without an answer yet, else before.
        session: the number of that session; None before.
        awaited: a session of an earlier day that still lacks the answer of the next day.
    """

    moment: Literal["before", "after"]
    session: int | None = None
    awaited: LoggedSession | None = None


def occasion(log: TrainingLog, at: datetime) -> Occasion:
    """The subject of a check-in at a moment, from a log of the last two days at least.

    Sessions without sets do not count.
    """
    past = (session for session in log.sessions if session.sets and session.at <= at)
    last = max(past, key=lambda session: session.at, default=None)
    if last is None:
        return Occasion("before")
    answers = _answers_of(last, (), _in_order(log.check_ins, [last]))
    answered = any(answer.moment == "after" and answer.at <= at for answer in answers.within)
    if at - last.at <= timedelta(hours=_JUST_DONE_H) and not answered:
        return Occasion("after", last.number)
    in_time = at - last.at <= timedelta(hours=limits().after.next_day_within_h)
    awaited = last.at.date() < at.date() and in_time and not answers.next_day
    return Occasion("before", awaited=last if awaited else None)


# --- during --------------------------------------------------------------------------------------


class PainWatch:
    """Decides when to ask for back pain within a session, and acts on the answers.

    It asks after every second set. It asks at once after a failed attempt, a severe sag or a set of
    rule R2, and after the set that follows pain. If there is no answer, it asks again at the next
    scheduled time.
    """

    def __init__(self) -> None:
        self._sets = 0  # since the last question
        self._ask_again = False
        self._stops = 0

    def set_ended(self, result: SetResult) -> bool:
        """Whether to ask after this set."""
        self._sets += 1
        during = limits().during
        if not (
            self._ask_again
            or self._sets >= during.ask_every_sets
            or result.advice.rule in during.ask_after_rules
            or _is_grave(result)
        ):
            return False
        self._sets, self._ask_again = 0, False
        return True

    def answer(self, answer: CheckIn) -> Action:
        """The consequence of an answer; an empty one goes on."""
        during = limits().during
        pain = answer.pain or 0
        is_stop = stops(answer) or bool(answer.leg_symptoms)
        self._ask_again = self._ask_again or is_stop or pain >= during.ease_from
        if not is_stop:
            return "ease" if pain >= during.ease_from else "go_on"
        self._stops += 1
        is_over = self._stops >= during.stops or pain >= during.end_from
        return "stop_session" if is_over else "stop_exercise"


def _is_grave(result: SetResult) -> bool:
    during = limits().during
    return any(
        finding.fault in during.ask_after
        or (finding.severity == "severe" and finding.fault in during.ask_after_severe)
        for finding in result.findings
    )
