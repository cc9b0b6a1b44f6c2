"""Lines of type that fit: words are broken into lines, and what is too much is set smaller."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Final

from formcheck.draw.canvas import Colour, text_width

LEAST_PX: Final = 11.0  # smaller type cannot be read even from near
LEADING: Final = 1.16  # from one line to the next, over the size of the type

_LONGEST_WORD = 16  # letters; a longer one, as of a web address, is broken
_SMALLER: Final = 0.96  # how much smaller type is set, again and again until it fits


@dataclass(frozen=True, slots=True)
class Line:
    """One line of type.

    Attributes:
        words: that fit into it.
        px: size of the type.
        colour: of the type.
        above: pixels left free above it.
    """

    words: str
    px: float
    colour: Colour
    above: float = 0.0

    @property
    def height(self) -> float:
        """Pixels that it takes with what is free above it."""
        return self.above + LEADING * self.px


@dataclass(frozen=True, slots=True)
class Column:
    """Lines below each other.

    Attributes:
        lines: from top to bottom.
    """

    lines: tuple[Line, ...]

    @property
    def height(self) -> float:
        """Pixels from top to bottom."""
        return sum(line.height for line in self.lines)

    @property
    def width(self) -> float:
        """Pixels that the longest line takes."""
        return max((text_width(line.words, line.px) for line in self.lines), default=0.0)


@lru_cache(maxsize=64)
def fitted(paragraphs: tuple[Line, ...], room: tuple[float, float]) -> Column:
    """Break paragraphs into lines, all set smaller by as little as it takes to fit.

    Args:
        paragraphs: each as one line, as large as wanted; empty ones take no place.
        room: width and height in pixels.

    Returns:
        The lines. Where even the smallest type that can be read is too large, the last lines are
        missing.
    """
    paragraphs = tuple(one for one in paragraphs if one.words)
    scale = 1.0
    while True:
        column = _broken(paragraphs, scale, room[0])
        if column.width <= room[0] and column.height <= room[1]:
            return column
        if all(line.px <= LEAST_PX for line in column.lines):
            break
        scale *= _SMALLER
    kept: list[Line] = []
    for line in column.lines:
        if Column((*kept, line)).height > room[1]:
            break
        kept.append(line)
    return Column(tuple(kept))


def smaller(px: float, fits: Callable[[float], bool]) -> float:
    """The size of type, from this one down to the smallest that can be read, that fits."""
    while px > LEAST_PX and not fits(px):
        px = max(LEAST_PX, px * _SMALLER)
    return px


def wrapped(words: str, px: float, room: float) -> list[str]:
    """Break words into as few lines as fit, and these into about equal lengths."""
    lines = _filled(words, px, room)
    while len(lines) > 1:
        narrower = max(text_width(line, px) for line in lines) - 1
        shorter = _filled(words, px, narrower)
        if len(shorter) > len(lines) or shorter == lines:
            break
        lines = shorter
    return lines


def _broken(paragraphs: Sequence[Line], scale: float, room: float) -> Column:
    lines: list[Line] = []
    for one in paragraphs:
        px = max(LEAST_PX, one.px * scale) if one.px > LEAST_PX else one.px
        for i, words in enumerate(wrapped(one.words, px, room)):
            above = one.above * scale if i == 0 and lines else 0.0
            lines.append(replace(one, words=words, px=px, above=above))
    return Column(tuple(lines))


def _filled(words: str, px: float, room: float) -> list[str]:
    lines: list[str] = []
    for word in words.split():
        for start in range(0, len(word), _LONGEST_WORD):
            piece, joint = word[start : start + _LONGEST_WORD], "" if start else " "
            longer = f"{lines[-1]}{joint}{piece}" if lines else piece
            if lines and text_width(longer, px) <= room:
                lines[-1] = longer
            else:
                lines.append(piece)
    return lines
