"""Small helpers of the moments; all times are media times."""

import math
from dataclasses import dataclass
from typing import Final

from formcheck.guide.guidance import Guidance
from formcheck.guide.screen import Screen

_AGAIN_S: Final = 8.0  # an instruction that is not followed is said again after this


@dataclass(slots=True)
class Clock:
    """Media times that all moments share.

    Attributes:
        last_t_s: of the last picture without trouble.
        person_s: of the last picture with a person in it.
    """

    last_t_s: float = -math.inf
    person_s: float = -math.inf


class Prompter:
    """Says an instruction when it is new, and again now and then."""

    def __init__(self) -> None:
        self.said, self._said_s = "", -math.inf

    def tell(self, t_s: float, screen: Screen, words: str | None = None) -> Guidance:
        """Show a screen and say its title, or other words, if it is time for them."""
        words = screen.title if words is None else words
        if words and (words != self.said or t_s - self._said_s >= _AGAIN_S):
            self.said, self._said_s = words, t_s
            return Guidance(screen, words)
        return Guidance(screen)


class Stay:
    """Measures a stay, from the first time that it is asked for."""

    def __init__(self) -> None:
        self._since_s: float | None = None

    def seconds(self, t_s: float) -> float:
        """Seconds since the first call."""
        self._since_s = t_s if self._since_s is None else self._since_s
        return t_s - self._since_s

    def end(self) -> None:
        """Begin anew with the next call."""
        self._since_s = None
