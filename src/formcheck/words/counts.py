"""Counts with their nouns."""

from collections.abc import Callable
from typing import Final, Literal

from formcheck.words.language import ngettext

Thing = Literal[
    "check-in", "clip", "core test", "day", "failed attempt", "finding", "more fault", "rep",
    "session", "test",
]  # fmt: skip

_THINGS: Final[dict[Thing, Callable[[int], str]]] = {
    "check-in": lambda n: ngettext("{count} check-in", "{count} check-ins", n),
    "clip": lambda n: ngettext("{count} clip", "{count} clips", n),
    "core test": lambda n: ngettext("{count} core test", "{count} core tests", n),
    "day": lambda n: ngettext("{count} day", "{count} days", n),
    "failed attempt": lambda n: ngettext("{count} failed attempt", "{count} failed attempts", n),
    "finding": lambda n: ngettext("{count} finding", "{count} findings", n),
    "more fault": lambda n: ngettext("{count} more fault", "{count} more faults", n),
    "rep": lambda n: ngettext("{count} rep", "{count} reps", n),
    "session": lambda n: ngettext("{count} session", "{count} sessions", n),
    "test": lambda n: ngettext("{count} test", "{count} tests", n),
}


def counted(count: int, thing: Thing) -> str:
    """So many of something, such as `1 rep` or `12 reps`."""
    return _THINGS[thing](count)
