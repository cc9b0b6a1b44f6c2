"""What to do after a set, and why."""

from collections.abc import Sequence
from typing import Final

from formcheck.words.language import _, marked
from formcheck.words.units import degrees

_HEADLINES: Final = {
    "regress": marked("Next time an easier version: {to}"),
    "progress": marked("Ready for a harder version: {to}"),
    "stay": marked("Stay with this exercise"),
    "stop": marked("Enough for today"),
}
_PRAISE: Final = (marked("That's it"), marked("Good, like that"), marked("Better"))


def headline(action: str, to: str) -> str:
    """What to do next time, in a few words; `to` is the name of another exercise, or empty."""
    return _(_HEADLINES[action]).format(to=to)


def warm_ups(names: Sequence[str]) -> str:
    """Exercises that may help beforehand."""
    return _("Warm-ups that may help, in this order: {names}.").format(names=", ".join(names))


# --- why ------------------------------------------------------------------------------------------


def sagged(seconds: float, by_deg: float) -> str:
    """The hips sagged in a hold (R2)."""
    return _("Your hips sagged for {seconds:.0f} s, by up to {angle}.").format(
        seconds=seconds, angle=degrees(round(by_deg))
    )


def control_lost(count: int, reps: int, report: str) -> str:
    """A fault came in so many repetitions of all (R3)."""
    return _("In {count} of {reps} reps: {report}").format(count=count, reps=reps, report=report)


def gave_way_early() -> str:
    """The low back lifted early (R4)."""
    return _("It looked as if your low back lifted while your legs were still high.")


def too_long(faulty: int, reps: int) -> str:
    """Too many repetitions had a fault (R6)."""
    return _("{faulty} of {reps} reps had a fault: the set was longer than the form.").format(
        faulty=faulty, reps=reps
    )


def momentum() -> str:
    """Momentum did the work (R7)."""
    return _("Momentum did much of the work. Same exercise, slower, with about a third fewer reps.")


def easier(reason: str, name: str) -> str:
    """Go on with an easier version."""
    return _("{reason} Go on with the {name}.").format(reason=reason, name=name)


def easiest(reason: str) -> str:
    """There is no easier version."""
    return _(
        "{reason} This is the easiest version here: rest, warm up and keep it shorter."
    ).format(reason=reason)


def mind(report: str) -> str:
    """The same again in spite of a fault."""
    return _("{report} Keep this version and mind that.").format(report=report)


def not_judged(problem: str) -> str:
    """Something kept the form from being judged."""
    return _("Your form could not be judged in full: {problem}.").format(problem=problem)


def good_form(*, hold: bool) -> str:
    """Nothing was wrong."""
    if hold:
        return _("Good form throughout. Repeat it in another session before you make it harder.")
    return _("Good form. Repeat it in another session before you make it harder.")


# --- during the set -------------------------------------------------------------------------------


def offer(name: str) -> str:
    """The easier version is offered."""
    return _("Try the {name}").format(name=name)


def praise(number: int) -> str:
    """Praise for a correction; the words take turns."""
    return _(_PRAISE[number % len(_PRAISE)])
