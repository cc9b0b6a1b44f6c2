"""Ticks that give a tempo: one a second, and another kind at each turn."""

import math
from typing import Literal

Tick = Literal["tick", "turn"]

_TOO_SHORT_S = 0.4  # no tick so soon before a turn
_ON_TIME_S = 1e-6


class Metronome:
    """Tells when to tick seconds up and seconds down, by media time."""

    def __init__(self, tempo: tuple[float, float], began_s: float) -> None:
        self._tempo = tempo
        self._began_s = began_s
        self._ticked_s = -math.inf  # of the last tick

    def update(self, t_s: float) -> Tick | None:
        """The tick that is due at a picture; the last one if several were missed."""
        up_s, down_s = self._tempo
        rounds, into_s = divmod(t_s - self._began_s + _ON_TIME_S, up_s + down_s)
        way_began_s = up_s if into_s >= up_s else 0.0
        way_s = down_s if into_s >= up_s else up_s
        seconds = math.floor(into_s - way_began_s)
        if seconds and way_s - seconds < _TOO_SHORT_S:
            seconds -= 1
        due_s = self._began_s + rounds * (up_s + down_s) + way_began_s + seconds
        if due_s <= self._ticked_s + _ON_TIME_S:
            return None
        self._ticked_s = due_s
        return "tick" if seconds else "turn"
