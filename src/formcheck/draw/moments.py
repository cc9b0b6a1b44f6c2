"""The moments of a live session before, between and after the sets, drawn over the picture.

The reader lies on the floor three metres away, so each moment shows one thing at a time, and large.
While the person takes up a place, the picture stays bright and the words are at the top. In other
moments the picture is darkened.
"""

import math
from dataclasses import dataclass
from typing import Final

from formcheck.draw.canvas import Box, Canvas, text_width
from formcheck.draw.panels import OPACITY, TRACK, Panels
from formcheck.draw.pictograms import draw_camera_trouble, draw_muted, draw_pause, draw_pictogram
from formcheck.draw.states import COLOURS, DARK, SOFT, WHITE
from formcheck.draw.typesetting import LEADING, LEAST_PX, Column, Line, fitted, smaller
from formcheck.guide.screen import Moment, Screen
from formcheck.words import picture
from formcheck.words.safety import safety

# Sizes of type over the height of the picture: capitals of titles take 9 % of it, those of
# instructions 6 %. In a narrow upright picture that is the height of a whole line (as in `panels`).
_TITLE_SHARE, _TEXT_SHARE, _SMALL_SHARE = 0.12, 0.084, 0.05
_NARROW = 0.8
_COUNT_SHARE = 0.5  # size of the number of a countdown
_ROW: Final = 1.4  # height of a row of a table over the size of its type
# Sizes of type in hundredths of the shorter side.
_KEY_UNITS = 3.6
_SAFETY_UNITS = 3.2

#: Share of the picture's light that stays behind the words; 1 if a moment is not named.
_LIGHT: Final[dict[Moment, float]] = {
    "count_in": 0.75,
    "rest": 0.3,
    "ask": 0.25,
    "paused": 0.3,
    "trouble": 0.25,
    "summary": 0.2,
}
_FULL_TURN = 360.0
_NUMBERS: Final = tuple(str(number) for number in range(11))
_APART: Final = 1.5  # distance of the keys below the numbers, over the size of their type
#: Further answers to the question about pain: key and id.
_MARKS: Final = (("l", "leg"), ("s", "sharp"))


class Moments:
    """Draws every moment but the work itself."""

    def __init__(self, panels: Panels) -> None:
        self._panels = panels
        self._unit = panels.unit
        self._margin = panels.margin
        share = _NARROW if panels.is_upright else 1.0
        height = share * panels.height
        self._title, self._text = _TITLE_SHARE * height, _TEXT_SHARE * height
        self._small = _SMALL_SHARE * height

    def draw(self, canvas: Canvas, screen: Screen, *, muted: bool) -> None:
        """Draw one moment."""
        canvas.dim(_LIGHT.get(screen.moment, 1.0))
        floor = self._panels.height - self._margin
        if screen.moment != "count_in":
            floor = self._keys(canvas, muted=muted)
        if screen.moment == "setup":
            floor = self._safety(canvas, floor)
        room = Box(self._margin, self._margin, self._panels.width - self._margin, floor)
        match screen.moment:
            case "setup" | "ready":
                self._instruction(canvas, screen, room)
            case "count_in":
                self._count_in(canvas, screen, room)
            case "rest":
                self._rest(canvas, screen, room)
            case "ask":
                self._ask(canvas, screen, room)
            case "summary":
                self._summary(canvas, screen, room)
            case _:
                self._stop(canvas, screen, room)

    # --- the moments -------------------------------------------------------------------------

    def _instruction(self, canvas: Canvas, screen: Screen, room: Box) -> None:
        """Draw one instruction on a card at the top, above a person on the floor."""
        pad, sign = 2.5 * self._unit, 0.0
        if screen.pictogram:
            sign = 1.8 * self._title
        beside = sign + 2 * pad if sign and not self._panels.is_upright else 0.0
        over = sign + pad if sign and self._panels.is_upright else 0.0
        column = fitted(
            (
                Line(screen.title, self._title, WHITE),
                Line(screen.detail, self._text, SOFT, 0.3 * self._text),
            ),
            (room.width - beside - 4 * pad, 0.6 * self._panels.height - over),
        )
        height = max(column.height + over, sign if beside else 0.0) + 2 * pad
        card = Box(room.left, room.top, room.right, room.top + height)
        canvas.panel(card, DARK, OPACITY, 3 * self._unit)
        words = Box(card.left + beside, card.top + over, card.right, card.bottom)
        if screen.pictogram:
            x, y = card.left + 2 * pad + sign / 2, card.middle[1]
            if not beside:
                x, y = card.middle[0], card.top + pad + sign / 2
            draw_pictogram(canvas, screen.pictogram, (x, y), sign / 2)
        _write(canvas, column, words)

    def _count_in(self, canvas: Canvas, screen: Screen, room: Box) -> None:
        column = fitted(
            (Line(screen.title, self._text, WHITE), Line(screen.detail, self._small, SOFT)),
            (room.width - 4 * self._unit, 0.3 * room.height),
        )
        height = column.height + 3 * self._unit if column.lines else 0.0
        radius = min(room.width, room.height - height) / 2 * 0.86
        circle = Box(room.left, room.top, room.right, room.bottom - height)
        self._countdown(canvas, screen, circle, radius)
        if column.lines:
            card = Box(room.left, room.bottom - height, room.right, room.bottom)
            canvas.panel(card, DARK, OPACITY, 2 * self._unit)
            _write(canvas, column, card)

    def _rest(self, canvas: Canvas, screen: Screen, room: Box) -> None:
        """Draw the seconds in a ring, with the words beside it or below."""
        gap = 4 * self._unit
        if self._panels.is_upright:
            radius = min(0.34 * room.width, 0.2 * room.height)
            middle = room.top + gap / 2 + 2 * radius
            circle = Box(room.left, room.top + gap / 2, room.right, middle)
            words = Box(room.left, middle + gap / 2, room.right, room.bottom)
        else:
            radius = min(0.19 * room.width, 0.36 * room.height)
            middle = room.left + 2 * radius + gap
            circle = Box(room.left, room.top, middle - gap / 2, room.bottom)
            words = Box(middle + gap / 2, room.top, room.right, room.bottom)
        self._countdown(canvas, screen, circle, radius)
        next_up = f"Next: {screen.next_up}" if screen.next_up else ""
        lines = (
            Line(screen.title, *((self._text, SOFT) if next_up else (self._title, WHITE))),
            Line(next_up, self._title, WHITE, 0.3 * self._title),
            Line(screen.detail, self._text, WHITE, 0.5 * self._text),
            *(
                Line(line.replace("\t", ": "), self._small, SOFT, 0.7 * self._small)
                for line in screen.lines
            ),
        )
        _write(canvas, fitted(lines, (words.width, words.height)), words)

    def _ask(self, canvas: Canvas, screen: Screen, room: Box) -> None:
        """Draw a question, its answers as keys, and a bar for the time that remains."""
        gap = 1.5 * self._unit
        rows = 2 if self._panels.is_upright else 1
        per_row = math.ceil(len(_NUMBERS) / rows)
        wide = (room.width - (per_row - 1) * self._unit) / per_row
        tile = min(1.25 * wide, 0.2 * room.height)
        tiles = rows * tile + (rows - 1) * self._unit
        mark = 0.75 * self._text
        marks = 1.9 * mark
        bar = self._unit
        free = room.height - tiles - marks - bar - 6 * gap
        title = fitted((Line(screen.title, self._title, WHITE),), (room.width, 0.45 * free))
        below = fitted(
            (
                Line(screen.detail, self._text, WHITE),
                *(Line(line, self._small, SOFT, 0.3 * self._small) for line in screen.lines),
            ),
            (room.width, free - title.height),
        )
        gap += max(0.0, free - title.height - below.height) / 6

        top = room.top + gap
        _write(canvas, title, Box(room.left, top, room.right, top + title.height))
        top += title.height + gap
        px = min(0.75 * tile, 0.86 * wide / text_width("10", 1000.0) * 1000.0)
        for n, number in enumerate(_NUMBERS):
            row, i = divmod(n, per_row)
            count = min(per_row, len(_NUMBERS) - row * per_row)
            left = room.middle[0] - (count * (wide + self._unit) - self._unit) / 2
            x, y = left + i * (wide + self._unit), top + row * (tile + self._unit)
            _key(canvas, Box(x, y, x + wide, y + tile), number, px, number in screen.chosen)
        top += tiles + gap
        _write(canvas, below, Box(room.left, top, room.right, top + below.height))
        top += below.height + gap
        self._marks(canvas, screen, Box(room.left, top, room.right, top + marks), mark)
        top += marks + gap
        remaining = 1.0 - min(1.0, max(0.0, screen.share))
        canvas.panel(Box(room.left, top, room.right, top + bar), TRACK, 1.0, bar / 2)
        if remaining * room.width > bar:
            filled = Box(room.left, top, room.left + remaining * room.width, top + bar)
            canvas.panel(filled, COLOURS["good"], 1.0, bar / 2)

    def _marks(self, canvas: Canvas, screen: Screen, place: Box, px: float) -> None:
        """Draw the further answers side by side."""
        px = smaller(px, lambda px: _marks_width(px) <= place.width)
        x, high = place.middle[0] - (_marks_width(px) - _APART * px) / 2, 0.75 * px
        for key, mark in _MARKS:
            words = picture.key(mark)
            y = place.middle[1]
            cap = Box(x, y - high, x + _cap_width(key, px), y + high)
            _key(canvas, cap, key, px, mark in screen.chosen)
            canvas.text(words, (cap.right + 0.4 * px, y), px, WHITE)
            x = cap.right + 0.4 * px + text_width(words, px) + _APART * px

    def _summary(self, canvas: Canvas, screen: Screen, room: Box) -> None:
        """Draw a title, a table on a card, and the advice."""
        pad = 3 * self._unit
        room = Box(room.left, room.top, room.right, room.bottom - pad)
        rows = tuple(line for line in screen.lines if "\t" in line)
        notes = (line for line in screen.lines if "\t" not in line)
        title = fitted((Line(screen.title, self._title, WHITE),), (room.width, 0.3 * room.height))
        advice = fitted(
            (
                Line(screen.detail, self._text, WHITE),
                *(Line(note, self._small, SOFT, 0.5 * self._small) for note in notes),
            ),
            (room.width, (0.4 if rows else 0.7) * room.height - pad),
        )
        words = title.height + advice.height + 2 * pad
        table = self._table(rows, (room.width - 4 * pad, room.height - words - 2 * pad))
        high = table.height + 2 * pad if table.rows else 0.0

        top = room.top + (room.height - words - high) / 2
        _write(canvas, title, Box(room.left, top, room.right, top + title.height))
        top += title.height + pad
        if table.rows:
            card = Box(room.left, top, room.right, top + high)
            canvas.panel(card, DARK, OPACITY, 3 * self._unit)
            inner = Box(card.left + 2 * pad, card.top + pad, card.right - 2 * pad, card.bottom)
            table.draw(canvas, inner, max(1.0, 0.2 * self._unit))
        top += high + pad
        _write(canvas, advice, Box(room.left, top, room.right, top + advice.height))

    def _stop(self, canvas: Canvas, screen: Screen, room: Box) -> None:
        """Draw a pause, or trouble of the camera, in the middle."""
        pad = 3 * self._unit
        sign = 1.8 * self._title
        room = Box(room.left + pad, room.top, room.right - pad, room.bottom)
        lines = (
            Line(screen.title, self._title, WHITE),
            Line(screen.detail, self._text, COLOURS["good"], 0.6 * self._text),
        )
        column = fitted(lines, (room.width, room.height - sign - pad))
        top = room.top + (room.height - sign - column.height) / 2
        draw = draw_pause if screen.moment == "paused" else draw_camera_trouble
        draw(canvas, (room.middle[0], top + sign / 2 - pad / 2), sign / 2)
        _write(canvas, column, Box(room.left, top + sign, room.right, top + sign + column.height))

    # --- their parts -------------------------------------------------------------------------

    def _countdown(self, canvas: Canvas, screen: Screen, place: Box, radius: float) -> None:
        """Draw a number in a ring that shows the time that remains."""
        x, y = place.middle
        canvas.panel(Box(x - radius, y - radius, x + radius, y + radius), DARK, OPACITY, radius)
        width = 0.13 * radius
        ring = radius - width
        canvas.arc((x, y), ring, (0.0, _FULL_TURN), TRACK, width)
        remaining = 1.0 - min(1.0, max(0.0, screen.share))
        if remaining > 0.0:
            sweep = (-90.0, -90.0 + _FULL_TURN * remaining)
            canvas.arc((x, y), ring, sweep, COLOURS["good"], width)
        if screen.number is None:
            return
        words = str(screen.number)
        px = min(_COUNT_SHARE * self._panels.height, 1.25 * radius)
        px *= min(1.0, 1.4 * (ring - width) / text_width(words, px))
        canvas.text(words, (x, y), px, WHITE, "middle")

    def _table(self, rows: tuple[str, ...], room: tuple[float, float]) -> "_Table":
        """Return a table as large as fits, without the last rows if there is no room for them."""
        if not rows:
            return _Table((), 0.0)
        px = max(LEAST_PX, min(self._text, room[1] / (_ROW * len(rows))))
        px = smaller(px, lambda px: all(_row_width(row, px) <= room[0] for row in rows))
        fitting = [row for row in rows if _row_width(row, px) <= room[0]]
        return _Table(tuple(fitting[: max(0, int(room[1] / (_ROW * px)))]), px)

    def _safety(self, canvas: Canvas, floor: float) -> float:
        """Draw the safety note at the bottom, small; return its top edge."""
        line = Line(safety(), self._panels.px(_SAFETY_UNITS), SOFT)
        width = self._panels.width - 2 * self._margin
        column = fitted((line,), (width - 2 * self._unit, 0.2 * self._panels.height))
        pad = 0.6 * self._unit
        place = Box(self._margin, floor - column.height - 2 * pad, self._margin + width, floor)
        canvas.panel(place, DARK, OPACITY, 1.5 * self._unit)
        _write(canvas, column, place)
        return place.top - self._unit

    def _keys(self, canvas: Canvas, *, muted: bool) -> float:
        """Draw the help for the keys at the bottom; return its top edge."""
        helps: tuple[tuple[str, str], ...] = (
            ("q", picture.key("quit")),
            ("space", picture.key("pause")),
            ("m", picture.key("sound_on" if muted else "mute")),
            ("r", picture.key("restart")),
            ("f", picture.key("full_screen")),
        )
        px = self._panels.px(_KEY_UNITS)
        sign = 1.9 if muted else 0.0
        room = self._panels.width - 2 * self._margin
        px = smaller(px, lambda px: _keys_width(helps, px) + sign * px <= room)
        while helps and _keys_width(helps, px) + sign * px > room:
            helps = helps[:-1]
        wide, high = _keys_width(helps, px) + sign * px, 1.9 * px
        bottom = self._panels.height - self._margin
        left = (self._panels.width - wide) / 2
        bar = Box(left, bottom - high, left + wide, bottom)
        canvas.panel(bar, DARK, OPACITY, high / 2)
        x, y = bar.left + px, bar.middle[1]
        if muted:
            draw_muted(canvas, (x + 0.5 * px, y), 0.65 * px)
            x += sign * px
        for key, words in helps:
            cap = Box(x, y - 0.68 * px, x + _cap_width(key, px), y + 0.68 * px)
            canvas.panel(cap, TRACK, 1.0, 0.3 * px)
            canvas.text(key, cap.middle, px, WHITE, "middle")
            canvas.text(words, (cap.right + 0.4 * px, y), px, SOFT)
            x = cap.right + 0.4 * px + text_width(words, px) + px
        return bar.top - self._unit


@dataclass(frozen=True, slots=True)
class _Table:
    """A table of two columns, one on the left edge and one on the right.

    Attributes:
        rows: two texts each, with a tab between them.
    """

    rows: tuple[str, ...]
    px: float

    @property
    def height(self) -> float:
        return _ROW * self.px * len(self.rows)

    def draw(self, canvas: Canvas, place: Box, thickness: float) -> None:
        """Draw the table from the top of a place, with lines of this thickness between the rows."""
        step = _ROW * self.px
        for i, row in enumerate(self.rows):
            left, _, right = row.partition("\t")
            y = place.top + (i + 0.5) * step
            if i:
                ends = [(x, y - step / 2) for x in (place.left, place.right)]
                canvas.line(ends, TRACK, thickness)
            canvas.text(left, (place.left, y), self.px, SOFT)
            canvas.text(right, (place.right, y), self.px, WHITE, "right")


def _row_width(row: str, px: float) -> float:
    return text_width(row.replace("\t", "  "), px)


def _keys_width(helps: tuple[tuple[str, str], ...], px: float) -> float:
    return px + sum(
        _cap_width(key, px) + 0.4 * px + text_width(words, px) + px for key, words in helps
    )


def _key(canvas: Canvas, place: Box, words: str, px: float, pressed: bool) -> None:
    """Draw a key, light if it was pressed."""
    canvas.panel(place, WHITE if pressed else TRACK, 1.0, 0.14 * place.height)
    canvas.text(words, place.middle, px, DARK if pressed else WHITE, "middle")


def _marks_width(px: float) -> float:
    return sum(
        _cap_width(key, px) + 0.4 * px + text_width(picture.key(mark), px) + _APART * px
        for key, mark in _MARKS
    )


def _cap_width(key: str, px: float) -> float:
    return max(1.36 * px, text_width(key, px) + 0.8 * px)


def _write(canvas: Canvas, column: Column, place: Box) -> None:
    """Write lines into the middle of a place."""
    x, y = place.middle
    top = y - column.height / 2
    for line in column.lines:
        at = (x, top + line.above + LEADING * line.px / 2)
        canvas.text(line.words, at, line.px, line.colour, "middle")
        top += line.height
