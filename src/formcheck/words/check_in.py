"""Questions and answers of a check-in."""

from collections.abc import Sequence
from datetime import date
from typing import Final

from formcheck.words.dates import on_weekday
from formcheck.words.language import Sentence, _, marked

#: When an answer was given: about a session, and in a list of all sessions.
_MOMENTS: Final = {
    "before": (marked("before"), marked("before a session")),
    "during": (marked("during"), marked("in a session")),
    "after": (marked("after"), marked("after it")),
    "next_day": (marked("the day after"), marked("the day after")),
}
_SYMPTOMS: Final = {
    "leg_symptoms": marked("leg symptoms"),
    "sharp": marked("sharp pain"),
    "warning_signs": marked("warning signs"),
    "lasted": marked("pain for more than a day"),
}
#: In order of time.
MOMENTS: Final = tuple(_MOMENTS)
SYMPTOMS: Final = tuple(_SYMPTOMS)
how_is_your_back = Sentence(
    "How is your back? Muscles that burn or ache from training do not count."
)
pain_now = Sentence("Back pain now, 0 (none) to 10")
is_sharp = Sentence("Is it a sharp pain?")
into_a_leg = Sentence("Does any pain, numbness or weakness go into a leg?")
any_warning_sign = Sentence("Any of the warning signs? [y/N, ? lists them]")
how_hard = Sentence("How hard was it, 0 (not at all) to 10")
well_done = Sentence("Well done. Tomorrow, say how it was: `formcheck check-in`.")
how_is_it_now = Sentence("How is your back now? `formcheck check-in` asks, tomorrow again.")


def moment(name: str) -> str:
    """When an answer was given, relative to a session."""
    return _(_MOMENTS[name][0])


def of_session(name: str) -> str:
    """The same where it is about all sessions."""
    return _(_MOMENTS[name][1])


def listed(
    name: str, exercise: str, pain: int | None, effort: int | None, symptoms: Sequence[str]
) -> str:
    """A check-in in one line; `exercise` is the name of a stopped exercise, or empty."""
    pain_words = _("not answered") if pain is None else _("back pain {pain} of 10", pain=pain)
    answers = [pain_words]
    if effort is not None:
        answers.append(_("effort {effort} of 10", effort=effort))
    answers += [_(_SYMPTOMS[symptom]) for symptom in symptoms]
    if exercise:
        line = _("Check-in {moment} (after the {exercise}): {answers}")
    else:
        line = _("Check-in {moment}: {answers}")
    return line.format(moment=moment(name), exercise=exercise, answers=", ".join(answers))


def has_lasted(session: date) -> str:
    """Asks on the day after a session whether its pain lasted."""
    return _(
        "Did back pain after your session on {day} last for more than 24 hours?",
        day=on_weekday(session),
    )


def noted(name: str, pain: int | None) -> str:
    """Confirms a check-in."""
    return _("Noted ({moment}): back pain {pain}.", moment=moment(name), pain=pain)
