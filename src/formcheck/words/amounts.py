"""How much is to be done, and how much was done."""

from collections.abc import Sequence

from formcheck.words.counts import counted
from formcheck.words.language import _, ngettext
from formcheck.words.units import digits, number, seconds


def goal(reps: int | None, hold_s: float | None, *, spoken: bool = False) -> str:
    """How much is asked for: repetitions, or seconds of a hold."""
    if hold_s is None:
        return counted(reps, "rep") if reps is not None else ""
    return seconds(round(hold_s)) if spoken else number(hold_s, "s", places=0)


def held(total_s: float, asked_s: float | None = None) -> str:
    """How long a hold was, and how long it should have been."""
    total = digits(total_s, "s")
    if not asked_s:
        return _("held {total} s", total=total)
    return _("held {total} of {asked} s", total=total, asked=digits(asked_s, "s", 0))


def held_well(total_s: float, good_form_s: float | None, asked_s: float | None = None) -> str:
    """The same with the time in good form, None where it was not judged."""
    words = held(total_s, asked_s)
    if good_form_s is None:
        return _("{held}, form not judged", held=words)
    good = number(good_form_s, "s")
    return _("{held}, {good} of that in good form", held=words, good=good)


def held_spoken(total_s: float, good_form_s: float | None) -> str:
    """A hold as a voice tells it; good form is told only where it is less than all."""
    total = seconds(round(total_s))
    if good_form_s is None or round(good_form_s) == round(total_s):
        return total
    return _("{total}, {good} in good form", total=total, good=round(good_form_s))


def repeated(complete: int, incomplete: int, failed: int, asked: int | None = None) -> str:
    """Repetitions, what else was started, and how many were asked for."""
    amount = counted(complete, "rep")
    if asked:
        amount = _("{count} of {reps}", count=complete, reps=counted(asked, "rep"))
    parts = [amount]
    if incomplete:
        parts.append(_("{count} incomplete", count=incomplete))
    if failed:
        parts.append(counted(failed, "failed attempt"))
    return ", ".join(parts)


def in_sets(amounts: Sequence[float], *, hold: bool) -> str:
    """How much of one exercise in each of several sets, such as `30 + 25 s` or `8 + 6 reps`."""
    listed = " + ".join(f"{amount:.0f}" for amount in amounts)
    if hold:
        return _("{amounts} s", amounts=listed)
    return ngettext("{amounts} rep", "{amounts} reps", round(sum(amounts)), amounts=listed)
