"""Fitting text into a room: breaking it into lines, and setting it smaller if needed."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Final

from formcheck.draw.canvas import Colour, text_width

LEAST_PX: Final = 11.0  # smaller type is unreadable even from near
LEADING: Final = 1.16  # from one line to the next, over the size of the type

_LONGEST_WORD = 16  # letters; a longer word, such as a web address, is broken
_SMALLER: Final = 0.96  # type shrinks by this factor until it fits


@dataclass(frozen=True, slots=True)
class Line:
    """One line of type.

    Attributes:
        px: size of the type.
        above: empty pixels above it.
    """

    words: str
    px: float
    colour: Colour
    above: float = 0.0

    @property
    def height(self) -> float:
        """Height in pixels, with the empty ones above."""
        return self.above + LEADING * self.px


@dataclass(frozen=True, slots=True)
class Column:
    """Lines from top to bottom."""

    lines: tuple[Line, ...]

    @property
    def height(self) -> float:
        """Height in pixels."""
        return sum(line.height for line in self.lines)

    @property
    def width(self) -> float:
        """Width of the longest line in pixels."""
        return max((text_width(line.words, line.px) for line in self.lines), default=0.0)


@lru_cache(maxsize=64)
def fitted(paragraphs: tuple[Line, ...], room: tuple[float, float]) -> Column:
    """Return paragraphs broken into lines, all reduced by as little as needed to fit.

    Each paragraph comes as one line in its largest size. If even the smallest readable type is too
    large, the last lines are missing.
    """
    paragraphs = tuple(paragraph for paragraph in paragraphs if paragraph.words)
    scale = 1.0
    while True:
        column = _broken(paragraphs, scale, room[0])
        if column.width <= room[0] and column.height <= room[1]:
            return column
        if all(line.px <= LEAST_PX for line in column.lines):
            break
        scale *= _SMALLER
    fitting: list[Line] = []
    for line in column.lines:
        if Column((*fitting, line)).height > room[1]:
            break
        fitting.append(line)
    return Column(tuple(fitting))


def smaller(px: float, fits: Callable[[float], bool]) -> float:
    """Return the largest size of type that fits, from `px` down to the smallest readable one."""
    while px > LEAST_PX and not fits(px):
        px = max(LEAST_PX, px * _SMALLER)
    return px


def wrapped(words: str, px: float, room: float) -> list[str]:
    """Return words in as few lines as fit, of about equal lengths."""
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
    for paragraph in paragraphs:
        px = max(LEAST_PX, paragraph.px * scale) if paragraph.px > LEAST_PX else paragraph.px
        for i, words in enumerate(wrapped(paragraph.words, px, room)):
            above = paragraph.above * scale if i == 0 and lines else 0.0
            lines.append(replace(paragraph, words=words, px=px, above=above))
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
