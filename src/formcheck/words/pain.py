"""What back pain asks for: before, during and after a session."""

from datetime import date
from typing import Final

from formcheck.words.dates import on
from formcheck.words.language import Sentence, Sentences, _, marked

_PROFESSIONAL: Final = marked("Please see a professional, such as a doctor or a physiotherapist.")
_SIGNS: Final = {
    "warning_signs": marked("a warning sign"),
    "leg_symptoms": marked("pain, numbness or weakness into a leg"),
}
#: Why a session was too much, by the pain after it.
too_much = Sentences(
    lasted=marked("The pain after it lasted for more than a day"),
    after=marked("Your back pain was {pain} right after it and {before} before it"),
    next_day=marked("Your back pain was {pain} the next day and {before} before it"),
)
not_asked = Sentence("You have not said how your back is today: `formcheck check-in` asks.")
leave_out = Sentence("Leave the {name} for today")


def sign_today(sign: str) -> str:
    """What a sign reported today means."""
    return _(
        "You reported {sign}: no session today. {professional}",
        sign=_(_SIGNS[sign]),
        professional=_(_PROFESSIONAL),
    )


def sign_since(sign: str, since: date) -> str:
    """What a sign of an earlier day means until a check-in says that it is gone."""
    return _(
        "On {day} you reported {sign}: no session until it is gone. {professional} "
        "Once it is gone, say so: `formcheck check-in --pain N {option}`.",
        day=on(since),
        sign=_(_SIGNS[sign]),
        professional=_(_PROFESSIONAL),
        option=f"--no-{sign.replace('_', '-')}",
    )


def no_session(pain: int) -> str:
    """Why back pain allows no session today."""
    return _(
        "Back pain of {pain} today: no session, rest. {professional}",
        pain=pain,
        professional=_(_PROFESSIONAL),
    )


def warm_ups_only(pain: int, *, sharp: bool) -> str:
    """Why back pain allows warm-ups only today."""
    if sharp:
        return _("A sharp pain today: warm-ups and stretches only, as far as they feel good.")
    return _(
        "Back pain of {pain} today: warm-ups and stretches only, as far as they feel good.",
        pain=pain,
    )


def go_ahead(pain: int) -> str:
    """Permits a session, with or without a little pain."""
    if not pain:
        return _("No back pain today: go ahead.")
    return _(
        "Back pain of {pain} today: go ahead gently. You will be asked again on the way.", pain=pain
    )


def step_back(reason: str, *, again: bool) -> str:
    """What follows from a session that was too much, and from two running."""
    if not again:
        return _("{reason}: one step easier next time.", reason=reason)
    return _(
        "{reason}: one step easier next time. It was the same the time before. {professional}",
        reason=reason,
        professional=_(_PROFESSIONAL),
    )


def go_on(*, gently: bool) -> str:
    """Goes on with the same exercise."""
    return _("Go on gently") if gently else _("Good, go on")


def easier(name: str, *, slower: bool) -> str:
    """Goes on with an easier version."""
    words = _("One step easier, and slower: {name}") if slower else _("One step easier: {name}")
    return words.format(name=name)
