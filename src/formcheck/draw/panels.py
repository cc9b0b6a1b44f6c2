"""Panels in the corners and at the bottom: name, count or clocks, one message."""

import math
from dataclasses import dataclass
from typing import Final

from formcheck.draw.canvas import Box, Canvas, Colour, between, capital_px, text_width
from formcheck.draw.pictograms import draw_muted
from formcheck.draw.states import COLOURS, DARK, SOFT, WHITE, State, draw_sign
from formcheck.draw.typesetting import LEAST_PX, Line, wrapped
from formcheck.exercises.records import HoldClock
from formcheck.guide.screen import Pacer
from formcheck.words import picture, units

# Sizes of type over the height of the picture. Capitals of 6 % are a centimetre high on a 13-inch
# screen, which is readable from three metres. A narrow upright picture has no room for those; there
# the height of a whole line is 6 %.
_CUE_SHARE = 0.084
_NARROW_CUE_SHARE = 0.064
_QUIET_SHARE = 0.048

_NAME_SHARE = 0.5  # largest share of the width, since the other corner is taken
OPACITY: Final = 0.72
TRACK: Final[Colour] = (84, 92, 104)  # the empty part of a ring or a bar


@dataclass(frozen=True, slots=True)
class Message:
    """The message at the bottom of the picture.

    Attributes:
        words: text, readable from three metres unless quiet.
        state: state with the sign beside the words.
        above: a line in small type above them.
    """

    words: str
    state: State
    above: str = ""

    @property
    def quiet(self) -> bool:
        """Whether it must not draw the eye."""
        return self.state in ("good", "idle")


class Panels:
    """The panels of pictures of one width and height."""

    def __init__(self, size: tuple[int, int]) -> None:
        self.width, self.height = size
        self.unit = min(size) / 100.0
        self.margin = 2.5 * self.unit

    def px(self, units: float) -> float:
        """Return a size of type in pixels from hundredths of the picture's shorter side."""
        return max(LEAST_PX, units * self.unit)

    # --- top left: name of the exercise ------------------------------------------------------

    def name(self, canvas: Canvas, name: str) -> Box:
        """Write the exercise's name; return its place."""
        px = self.px(4.6)
        px *= min(1.0, _NAME_SHARE * self.width / text_width(name, px))
        left = top = self.margin
        box = Box(left, top, left + text_width(name, px) + 1.3 * px, top + 2.0 * px)
        canvas.panel(box, DARK, OPACITY, box.height / 2)
        canvas.text(name, box.middle, px, WHITE, "middle")
        return box

    def muted(self, canvas: Canvas, name: Box) -> Box:
        """Draw the sign for no sound below the name; return its place."""
        top, high = name.bottom + 1.2 * self.unit, 1.5 * self.px(4.6)
        box = Box(name.left, top, name.left + high, top + high)
        canvas.panel(box, DARK, OPACITY, high / 2)
        draw_muted(canvas, box.middle, 0.3 * high)
        return box

    # --- top right: count or clocks ----------------------------------------------------------

    def rep_ring(self, canvas: Canvas, count: int, share: float, state: State) -> Box:
        """Draw the number of repetitions in a ring for the progress of the present one."""
        radius = 12.0 * self.unit
        right, top = self.width - self.margin, self.margin
        box = Box(right - 2 * radius, top, right, top + 2 * radius)
        canvas.panel(box, DARK, OPACITY, radius)
        x, y = box.middle
        ring, width = radius - 2.0 * self.unit, 1.7 * self.unit
        canvas.arc(box.middle, ring, (0.0, 360.0), TRACK, width)
        if share > 0.0:
            canvas.arc(box.middle, ring, (-90.0, -90.0 + 360.0 * share), COLOURS[state], width)
        canvas.text(str(count), (x, y - 1.6 * self.unit), self.px(11.0), WHITE, "middle")
        words = picture.reps(count)
        canvas.text(words, (x, y + 5.2 * self.unit), self.px(3.2), SOFT, "middle")
        return box

    def clocks(self, canvas: Canvas, clock: HoldClock, *, running: bool) -> Box:
        """Draw the time held, and the part of it in good form.

        The clocks of a finished hold stay, in softer type.
        """
        unit, pad, gap = self.unit, 2.6 * self.unit, 2.6 * self.unit
        big, small = self.px(12.0), self.px(4.2)
        judged = not math.isnan(clock.good_form_s)
        # Begun seconds do not count.
        good = picture.time_in_good_form(math.floor(clock.good_form_s) if judged else None)
        total = units.clock(math.floor(clock.total_s), 0)
        note = "" if running else picture.held()
        good_wide = text_width(good, small) + (1.4 * small if judged else 0.0)
        total_wide = text_width(total, big) + (text_width(note, small) + gap if note else 0.0)
        wide = max(good_wide, total_wide, 26.0 * unit)
        high = capital_px(big) + 2 * gap + capital_px(small)
        right, top = self.width - self.margin, self.margin
        box = Box(right - wide - 2 * pad, top, right, top + high + 2 * pad)
        canvas.panel(box, DARK, OPACITY, 2.4 * unit)

        left, right, y = box.left + pad, box.right - pad, box.top + pad + capital_px(big) / 2
        canvas.text(total, (right, y), big, WHITE if running else SOFT, "right")
        canvas.text(note, (left, y), small, SOFT)
        bar, y = 0.9 * unit, box.top + pad + capital_px(big) + gap
        ends = (left + bar / 2, y), (right - bar / 2, y)
        canvas.line(ends, TRACK, bar)
        share = clock.good_form_s / clock.total_s if judged and clock.total_s > 0.0 else 0.0
        if share > 0.0:
            canvas.line([ends[0], between(*ends, min(1.0, share))], COLOURS["good"], bar)
        y = box.bottom - pad - capital_px(small) / 2
        if judged:
            at = (right - good_wide + small / 2, y)
            draw_sign(canvas, at, small / 2, "good", (COLOURS["good"], DARK))
        canvas.text(good, (right, y), small, WHITE if judged else SOFT, "right")
        return box

    # --- right: a pace to follow -------------------------------------------------------------

    def pacer(self, canvas: Canvas, pacer: Pacer) -> Box:
        """Draw a ruler from upright to the floor, with the target and the place of the legs."""
        unit, px = self.unit, self.px(5.0)
        wide, high = 18.0 * unit, 46.0 * unit
        right, top = self.width - self.margin, self.margin + 28.0 * unit
        box = Box(right - wide, top, right, top + high)
        canvas.panel(box, DARK, OPACITY, 2.4 * unit)
        x, pad, bar = box.left + 0.76 * wide, 4.0 * unit, 1.4 * unit

        def at(deg: float) -> float:
            share = 1.0 - min(90.0, max(0.0, deg)) / 90.0
            return box.top + pad + share * (high - 2 * pad)

        canvas.line(((x, at(90.0)), (x, at(0.0))), TRACK, bar)
        canvas.line(((x, at(90.0)), (x, at(pacer.target_deg))), COLOURS["good"], bar)
        y = at(pacer.target_deg)
        canvas.line(((x - 3.2 * unit, y), (x + 3.2 * unit, y)), WHITE, bar)
        canvas.text(f"{pacer.target_deg:.0f}", (box.left + 1.6 * unit, y), px, WHITE)
        if not math.isnan(pacer.now_deg):
            canvas.dot((x, at(pacer.now_deg)), 2.0 * unit, COLOURS["mild"])
        return box

    # --- bottom: one message -----------------------------------------------------------------

    def message(self, canvas: Canvas, message: Message) -> Box:
        """Draw the message with its sign on the left or, in an upright picture, on top."""
        loud = message.state == "severe"
        rows, px = self._rows(message)
        pad, gap = 0.45 * px, 0.35 * px
        on_top = self.is_upright and not message.quiet
        sign = 0.0 if message.state == "idle" else (0.9 if message.quiet or on_top else 1.25) * px
        shift = sign + gap if sign else 0.0
        width = max(text_width(row.words, row.px) for row in rows)
        height = sum(row.height for row in rows)
        left = (self.width - width - (0.0 if on_top else shift)) / 2 - pad
        high = height + shift if on_top else max(height, sign)
        bottom = self.height - self.margin
        box = Box(left, bottom - high - 1.3 * pad, self.width - left, bottom)
        ground, opacity = (COLOURS["severe"], 0.94) if loud else (DARK, OPACITY)
        canvas.panel(box, ground, opacity, min(box.height / 2, 3.0 * self.unit))

        colours = (WHITE, COLOURS["severe"]) if loud else (COLOURS[message.state], DARK)
        x, y = box.middle
        top = y - high / 2
        if on_top:
            draw_sign(canvas, (x, top + sign / 2), sign / 2, message.state, colours)
            top += shift
        else:
            draw_sign(canvas, (box.left + pad + sign / 2, y), sign / 2, message.state, colours)
            x, top = box.left + pad + shift, y - height / 2
        for row in rows:
            at = (x, top + row.height / 2)
            canvas.text(row.words, at, row.px, row.colour, "middle" if on_top else "left")
            top += row.height
        return box

    @property
    def is_upright(self) -> bool:
        """Whether the pictures are taller than wide."""
        return self.width < self.height

    def _rows(self, message: Message) -> tuple[list[Line], float]:
        """Return the message as lines that fit, and the size of its type in pixels."""
        if message.quiet:
            px = self.px(100.0 * _QUIET_SHARE)
            return [Line(message.words, px, WHITE)], px
        px = (_NARROW_CUE_SHARE if self.is_upright else _CUE_SHARE) * self.height
        sign = 0.0 if self.is_upright else 1.6 * px
        room = self.width - 2 * self.margin - 0.9 * px - sign
        lines = wrapped(message.words, px, room)
        widest = max(text_width(line, px) for line in lines)
        px *= min(1.0, room / widest)  # one word may be longer than the picture is wide
        rows = [Line(line, px, WHITE) for line in lines]
        if message.above:
            rows.insert(0, Line(message.above, 0.55 * px, SOFT))
        return rows, px
