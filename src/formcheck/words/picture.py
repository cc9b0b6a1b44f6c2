"""What stands in the picture beside the person, and the keys."""

from typing import Final

from formcheck.words.language import _, marked, ngettext
from formcheck.words.units import clock

_KEYS: Final = {
    "quit": marked("quit"),
    "pause": marked("pause"),
    "mute": marked("mute"),
    "sound_on": marked("sound on"),
    "restart": marked("restart"),
    "full_screen": marked("full screen"),
    "leg": marked("into a leg"),
    "sharp": marked("sharp"),
}


def key(name: str) -> str:
    """What a key does, or what it answers."""
    return _(_KEYS[name])


def not_recognised() -> str:
    """In place of the name of an exercise."""
    return _("Not recognised yet")


def watching() -> str:
    """Nothing is recognised yet."""
    return _("Watching")


def good_form() -> str:
    """Nothing is wrong."""
    return _("Good form")


def get_into_position() -> str:
    """The position is not held."""
    return _("Get into position")


def not_judged(*, seen: bool) -> str:
    """Why nothing is judged: somebody is not seen well enough, or not at all."""
    return _("Can't judge") if seen else _("Can't see you")


def reps(count: int) -> str:
    """Below the number of repetitions."""
    return ngettext("rep", "reps", count)


def held() -> str:
    """Beside the time of a hold that is over."""
    return _("held")


def time_in_good_form(seconds: int | None) -> str:
    """Below the time of a hold; None where it was not judged."""
    if seconds is None:
        return _("form not judged")
    return _("{time} good form").format(time=clock(seconds, 0))
