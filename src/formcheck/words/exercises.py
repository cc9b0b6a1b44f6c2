"""What an exercise and its faults ask for: positions, limits, views and evidence."""

from collections.abc import Sequence
from typing import Final

from formcheck.words.counts import counted
from formcheck.words.language import _, marked
from formcheck.words.units import share

_ROWS: Final = {
    "position": marked("in position"),
    "counts": marked("counts"),
    "camera": marked("camera"),
    "easier": marked("easier"),
    "failed": marked("after a failed try"),
    "harder": marked("harder"),
    "cue": marked("cue"),
    "why": marked("why"),
    "report": marked("report"),
    "mild": marked("mild"),
    "severe": marked("severe"),
    "view": marked("view"),
    "evidence": marked("evidence"),
    "phases": marked("phases"),
    "reported": marked("reported"),
    "speaks": marked("speaks"),
    "warm_ups": marked("warm-ups"),
}
_VIEWS: Final = {
    "outline": marked("from the side, square, and not from high"),
    "side": marked("from the side, square"),
    "oblique_mild": marked("from the side; somewhat obliquely it is called mild at most"),
    "oblique": marked("from the side, also somewhat obliquely"),
    "wide": marked("from the side, also obliquely"),
    "front": marked("from the front or the back"),
}
_EVIDENCE: Final = {
    "validated": marked("validated on rendered people: recall and precision of at least 0.85"),
    "proxy": marked("proxy: not validated"),
}
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


def row(name: str) -> str:
    """The heading of a row."""
    return _(_ROWS[name])


def camera(*, front: bool) -> str:
    """From where an exercise is filmed."""
    return _("from the front or the back") if front else _("from the side")


def view(needed: str, *, timed: bool) -> str:
    """From where the camera has to see the body, and how often."""
    words = _(_VIEWS[needed])
    if not timed:
        return words
    return _("{view}; at 12 pictures a second or more").format(view=words)


def evidence(kind: str) -> str:
    """How far a fault is validated."""
    return _(_EVIDENCE[kind])


def source(words: str) -> str:
    """Where a limit comes from."""
    return _("source: {source}").format(source=words)


def repeated(count: int, reps: int) -> str:
    """When a fault is reported."""
    words = _("once seen in {count} of the last {reps} repetitions")
    return words.format(count=count, reps=reps)


def speaks_later() -> str:
    """When a gated fault speaks."""
    return _("from the second time in a set on")


def hold_counts(shortest_s: float) -> str:
    """What counts as a hold."""
    return _("seconds in position, from {seconds:g} s on").format(seconds=shortest_s)


def rep_counts(name: str, limit: str, *, relative: bool, from_top: bool) -> str:
    """What counts as a repetition."""
    if relative:
        limit = _("{limit} above rest").format(limit=limit)
    if from_top:
        return _("the way down from {name} {limit}").format(name=name, limit=limit)
    return _("repetitions that reach {name} {limit}").format(name=name, limit=limit)


def between(name: str, low: float, high: float, unit: str) -> str:
    """A measure between two values."""
    return _("{name} {low:g} to {high:g}{unit}").format(name=name, low=low, high=high, unit=unit)


# --- limits ---------------------------------------------------------------------------------------


def all_of(limits: Sequence[str]) -> str:
    """Limits that must hold together."""
    return _(" and ").join(limits)


def any_of(limits: Sequence[str], seconds: float | None = None) -> str:
    """Limits of which one must hold, for a time."""
    if seconds is None:
        return _("; or ").join(limits)
    words = _("{limits}, for {seconds:g} s")
    return words.format(limits=_(" or ").join(limits), seconds=seconds)


def with_baseline(limits: str, when: str | None) -> str:
    """Limits that hold with or without a personal baseline, or always (None)."""
    return _(_BASELINES[when]).format(limits=limits) if when else limits


def change(name: str) -> str:
    """The change of a measure from the person's own baseline."""
    return _("change of {name}").format(name=name)


def trend(name: str, seconds: float) -> str:
    """The trend of a measure."""
    return _("trend of {name} over {seconds:g} s").format(name=name, seconds=seconds)


def in_ten_seconds(unit: str) -> str:
    """The unit of a trend."""
    return _("{unit} in 10 s").format(unit=unit)


def taken(take: str, phase: str, name: str, levels: Sequence[float]) -> str:
    """The number that is taken of a measure in a repetition."""
    low, high = (*levels, 0.0, 0.0)[:2]
    words = _(_TAKEN[take]).format(
        name=name, low=low, high=high, low_share=share(low), high_share=share(high)
    )
    return _(_WAYS[phase]).format(feature=words)


def bound(name: str, limit: float, unit: str, *, least: bool) -> str:
    """A limit from which a fault begins."""
    sign = "\N{GREATER-THAN OR EQUAL TO}" if least else "\N{LESS-THAN OR EQUAL TO}"
    return f"{name} {sign} {limit:g}{unit}"


def attempts(count: int) -> str:
    """Failed attempts that make a fault."""
    return _("{attempts} in a set").format(attempts=counted(count, "failed attempt"))


def stuck(seconds: float) -> str:
    """An attempt that stands still."""
    return _("stuck for {seconds:g} s").format(seconds=seconds)
