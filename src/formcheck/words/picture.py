"""What stands in the picture beside the person, and the keys."""

from formcheck.words.language import Sentence, Sentences, _, marked, ngettext
from formcheck.words.units import clock

#: What a key does, or what it answers.
key = Sentences(
    quit=marked("quit"),
    pause=marked("pause"),
    mute=marked("mute"),
    sound_on=marked("sound on"),
    restart=marked("restart"),
    full_screen=marked("full screen"),
    leg=marked("into a leg"),
    sharp=marked("sharp"),
)


not_recognised = Sentence("Not recognised yet")
watching = Sentence("Watching")
good_form = Sentence("Good form")
get_into_position = Sentence("Get into position")
held = Sentence("held")


def not_judged(*, seen: bool) -> str:
    """Why nothing is judged: somebody is not seen well enough, or not at all."""
    return _("Can't judge") if seen else _("Can't see you")


def reps(count: int) -> str:
    """Below the number of repetitions."""
    return ngettext("rep", "reps", count)


def time_in_good_form(seconds: int | None) -> str:
    """Below the time of a hold; None where it was not judged."""
    if seconds is None:
        return _("form not judged")
    return _("{time} good form", time=clock(seconds, 0))
