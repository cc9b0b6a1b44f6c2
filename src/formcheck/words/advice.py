"""What to do after a set, and why."""

from collections.abc import Sequence
from typing import Final

from formcheck.words.language import Sentence, Sentences, _, marked
from formcheck.words.units import degrees

#: What to do next time, in a few words; `to` is the name of another exercise, or empty.
headline = Sentences(
    regress=marked("Next time an easier version: {to}"),
    progress=marked("Ready for a harder version: {to}"),
    stay=marked("Stay with this exercise"),
    stop=marked("Enough for today"),
)
_PRAISE: Final = (marked("That's it"), marked("Good, like that"), marked("Better"))
# Why.
control_lost = Sentence("In {count} of {reps} reps: {report}")
gave_way_early = Sentence("It looked as if your low back lifted while your legs were still high.")
too_long = Sentence("{faulty} of {reps} reps had a fault: the set was longer than the form.")
momentum = Sentence(
    "Momentum did much of the work. Same exercise, slower, with about a third fewer reps."
)
easier = Sentence("{reason} Go on with the {name}.")
easiest = Sentence("{reason} This is the easiest version here: rest, warm up and keep it shorter.")
mind = Sentence("{report} Keep this version and mind that.")
not_judged = Sentence("Your form could not be judged in full: {problem}.")
# During the set.
offer = Sentence("Try the {name}")


def warm_ups(names: Sequence[str]) -> str:
    """Exercises that may help beforehand."""
    return _("Warm-ups that may help, in this order: {names}.", names=", ".join(names))


def sagged(seconds: float, by_deg: float) -> str:
    """The hips sagged in a hold (R2)."""
    return _(
        "Your hips sagged for {seconds:.0f} s, by up to {angle}.",
        seconds=seconds,
        angle=degrees(round(by_deg)),
    )


def good_form(*, hold: bool) -> str:
    """Nothing was wrong."""
    if hold:
        return _("Good form throughout. Repeat it in another session before you make it harder.")
    return _("Good form. Repeat it in another session before you make it harder.")


def praise(number: int) -> str:
    """Praise for a correction; the words take turns."""
    return _(_PRAISE[number % len(_PRAISE)])
