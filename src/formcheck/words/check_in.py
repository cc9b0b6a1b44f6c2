"""Questions and answers of a check-in."""

from typing import Final

from formcheck.words.language import _, marked

_MOMENTS: Final = {
    "before": marked("before"),
    "during": marked("during"),
    "after": marked("after"),
    "next_day": marked("the day after"),
}


def moment(name: str) -> str:
    """When an answer was given, relative to a session."""
    return _(_MOMENTS[name])


def how_is_your_back() -> str:
    """Opens the questions."""
    return _("How is your back? Muscles that burn or ache from training do not count.")


def pain_now() -> str:
    """Asks for the pain."""
    return _("Back pain now, 0 (none) to 10")


def is_sharp() -> str:
    """Asks for the kind of pain."""
    return _("Is it a sharp pain?")


def into_a_leg() -> str:
    """Asks for leg symptoms."""
    return _("Does any pain, numbness or weakness go into a leg?")


def any_warning_sign() -> str:
    """Asks for warning signs; a question mark lists them."""
    return _("Any of the warning signs? [y/N, ? lists them]")


def has_lasted(weekday: str) -> str:
    """Asks on the day after a session whether its pain lasted."""
    words = _("Did back pain after your session on {weekday} last for more than 24 hours?")
    return words.format(weekday=weekday)


def how_hard() -> str:
    """Asks for the effort of a session."""
    return _("How hard was it, 0 (not at all) to 10")


def noted(name: str, pain: int | None) -> str:
    """Confirms a check-in."""
    return _("Noted ({moment}): back pain {pain}.").format(moment=moment(name), pain=pain)


def well_done() -> str:
    """Ends a check-in after a session without trouble."""
    return _("Well done. Tomorrow, say how it was: `formcheck check-in`.")


def how_is_it_now() -> str:
    """Invites to a check-in after a session."""
    return _("How is your back now? `formcheck check-in` asks, tomorrow again.")
