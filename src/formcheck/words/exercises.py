"""What an exercise and its faults ask for: positions, limits, views and evidence."""

from collections.abc import Sequence
from typing import Final

from formcheck.words.counts import counted
from formcheck.words.language import Sentence, Sentences, _, marked
from formcheck.words.units import share

#: The heading of a row.
row = Sentences(
    position=marked("in position"),
    counts=marked("counts"),
    camera=marked("camera"),
    easier=marked("easier"),
    failed=marked("after a failed try"),
    harder=marked("harder"),
    cue=marked("cue"),
    why=marked("why"),
    report=marked("report"),
    mild=marked("mild"),
    severe=marked("severe"),
    view=marked("view"),
    evidence=marked("evidence"),
    phases=marked("phases"),
    reported=marked("reported"),
    speaks=marked("speaks"),
    warm_ups=marked("warm-ups"),
)
_VIEWS: Final = {
    "outline": marked("from the side, square, and not from high"),
    "side": marked("from the side, square"),
    "oblique_mild": marked("from the side; somewhat obliquely it is called mild at most"),
    "oblique": marked("from the side, also somewhat obliquely"),
    "wide": marked("from the side, also obliquely"),
    "front": marked("from the front or the back"),
}
#: How far a fault is validated.
evidence = Sentences(
    validated=marked("validated on rendered people: recall and precision of at least 0.85"),
    proxy=marked("proxy: not validated"),
)
_TAKEN: Final = {
    "max": marked("highest {name}"),
    "min": marked("lowest {name}"),
    "range": marked("range of {name}"),
    "mean": marked("mean of {name}"),
    "top": marked("{name} at the top"),
    "at": marked("{name} at {low:g}"),
    "fastest": marked("fastest change of {name} in a second"),
    "seconds": marked("time of {name} from {low:g} to {high:g}"),
    "mean_speed": marked("mean speed of {name} from {low_share} to {high_share} of the way"),
    "duration": marked("duration"),
}
_WAYS: Final = {
    "rise": marked("{feature} on the way up"),
    "lower": marked("{feature} on the way down"),
    "rep": "{feature}",
}
_BASELINES: Final = {
    "baseline": marked("{limits} (with an own baseline)"),
    "no_baseline": marked("{limits} (without one)"),
}
source = Sentence("source: {source}")
speaks_later = Sentence("from the second time in a set on")
hold_counts = Sentence("seconds in position, from {seconds:g} s on")
# Limits.
change = Sentence("change of {name}")
trend = Sentence("trend of {name} over {seconds:g} s")
in_ten_seconds = Sentence("{unit} in 10 s")
stuck = Sentence("stuck for {seconds:g} s")


def camera(*, front: bool) -> str:
    """From where an exercise is filmed."""
    return _("from the front or the back") if front else _("from the side")


def view(needed: str, *, timed: bool) -> str:
    """From where the camera has to see the body, and how often."""
    words = _(_VIEWS[needed])
    if not timed:
        return words
    return _("{view}; at 12 pictures a second or more", view=words)


def repeated(count: int, reps: int) -> str:
    """When a fault is reported."""
    return _("once seen in {count} of the last {reps} repetitions", count=count, reps=reps)


def rep_counts(name: str, limit: str, *, relative: bool, from_top: bool) -> str:
    """What counts as a repetition."""
    if relative:
        limit = _("{limit} above rest", limit=limit)
    if from_top:
        return _("the way down from {name} {limit}", name=name, limit=limit)
    return _("repetitions that reach {name} {limit}", name=name, limit=limit)


def between(name: str, low: float, high: float, unit: str) -> str:
    """A measure between two values."""
    return _("{name} {low:g} to {high:g}{unit}", name=name, low=low, high=high, unit=unit)


def all_of(limits: Sequence[str]) -> str:
    """Limits that must hold together."""
    return _(" and ").join(limits)


def any_of(limits: Sequence[str], seconds: float | None = None) -> str:
    """Limits of which one must hold, for a time."""
    if seconds is None:
        return _("; or ").join(limits)
    return _("{limits}, for {seconds:g} s", limits=_(" or ").join(limits), seconds=seconds)


def with_baseline(limits: str, when: str | None) -> str:
    """Limits that hold with or without a personal baseline, or always (None)."""
    return _(_BASELINES[when], limits=limits) if when else limits


def taken(take: str, phase: str, name: str, levels: Sequence[float]) -> str:
    """The number that is taken of a measure in a repetition."""
    low, high = (*levels, 0.0, 0.0)[:2]
    words = _(
        _TAKEN[take], name=name, low=low, high=high, low_share=share(low), high_share=share(high)
    )
    return _(_WAYS[phase], feature=words)


def bound(name: str, limit: float, unit: str, *, least: bool) -> str:
    """A limit from which a fault begins."""
    sign = "\N{GREATER-THAN OR EQUAL TO}" if least else "\N{LESS-THAN OR EQUAL TO}"
    return f"{name} {sign} {limit:g}{unit}"


def attempts(count: int) -> str:
    """Failed attempts that make a fault."""
    return _("{attempts} in a set", attempts=counted(count, "failed attempt"))
