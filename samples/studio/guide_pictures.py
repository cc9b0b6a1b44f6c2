"""The pictures of the guide: single frames of the studio, cut to the person, marked.

The marks are the product's own: its canvas, and its colours of a good and of a severe state.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Final

import cv2
import numpy as np

from formcheck.draw.canvas import Box, Canvas, Spot, bearing, polar, text_width
from formcheck.draw.states import COLOURS, DARK, WHITE, State, draw_sign

from .guide_scenes import HEIGHT_PX, SERIES, WIDTH_PX, Moment, Series, Shot, scene
from .render import Picture
from .rotations import Array
from .studio import Take

SIZE: Final = (480, 300)
QUALITY: Final = 80
_MARGIN: Final = 0.12  # free room around the person, of the picture's width
_FAINT: Final = 0.45  # how strongly the earlier moment shows


class _Taken:
    """One shot, performed: its moments and its drawings."""

    def __init__(self, exercise: str, series: Series, shot: Shot) -> None:
        self.shot = shot
        self.take = Take(scene(exercise, series, shot))
        self.at = self._frame(shot.at)
        self.since = self.at if shot.since is None else self._frame(shot.since)

    @property
    def outline_px(self) -> Array:
        """Pixels of every known point at the moments shown."""
        return self.take.truth.points_px[[self.since, self.at]].reshape(-1, 2)

    def picture(self) -> Picture:
        """The whole picture, the earlier moment faint where the later one leaves the room free."""
        late = self.take.picture(self.at)
        if self.since == self.at:
            return late
        early, room = self.take.picture(self.since), self.take.empty_room()
        covered = np.abs(late.astype(float) - room).max(axis=2, keepdims=True) / 24.0
        faint = room + _FAINT * (early.astype(float) - room)
        free = 1.0 - np.clip(covered, 0.0, 1.0)
        return np.rint(late + free * (faint - late)).astype(np.uint8)

    def spot(self, joint: str, frame: int | None = None) -> Array:
        """Pixels of a joint, or of the middle between left and right."""
        truth = self.take.truth
        names = [joint] if joint in truth.point_names else [f"{joint}_L", f"{joint}_R"]
        row = self.at if frame is None else frame
        return np.mean([truth.point(name)[row] for name in names], axis=0)

    def way(self, joint: str) -> tuple[Array, float]:
        """Pixels of a joint from the earlier to the later moment, and the seconds between."""
        low, high = sorted((self.since, self.at))
        spots = np.array([self.spot(joint, frame) for frame in range(low, high + 1)])
        times = self.take.truth.times
        return spots, float(times[high] - times[low])

    def _frame(self, moment: Moment) -> int:
        rows = np.nonzero(self.take.truth.phase == moment.phase)[0]
        return int(rows[round(moment.share * (len(rows) - 1))])


def draw(exercise: str, folder: Path) -> Iterator[Path]:
    """Write the pictures of one exercise: `good.jpg`, and one for each fault by its id."""
    series = SERIES[exercise]
    shots = {"good": series.good, **series.faults}
    taken = {name: _Taken(exercise, series, shot) for name, shot in shots.items()}
    window = _window(np.concatenate([one.outline_px for one in taken.values()]))
    folder.mkdir(parents=True, exist_ok=True)
    for name, one in taken.items():
        picture = _cut(one.picture(), window)
        _mark(picture, one, window, "good" if name == "good" else "severe")
        path = folder / f"{name}.jpg"
        cv2.imwrite(str(path), picture[..., ::-1], [cv2.IMWRITE_JPEG_QUALITY, QUALITY])
        yield path


def _window(points: Array) -> Box:
    """The part of the large picture that holds all points, in the shape of the small ones."""
    (left, top), (right, bottom) = points.min(axis=0), points.max(axis=0)
    width = max(right - left, (bottom - top) * SIZE[0] / SIZE[1]) * (1.0 + 2.0 * _MARGIN)
    width = min(width, WIDTH_PX, HEIGHT_PX * SIZE[0] / SIZE[1])
    height = width * SIZE[1] / SIZE[0]
    x, y = (left + right) / 2, (top + bottom) / 2
    box = Box(x - width / 2, y - height / 2, x + width / 2, y + height / 2)
    return box.inside(Box(0.0, 0.0, WIDTH_PX, HEIGHT_PX))


def _cut(picture: Picture, window: Box) -> Picture:
    left, top, right, bottom = (round(side) for side in window)
    small = cv2.resize(picture[top:bottom, left:right], SIZE, interpolation=cv2.INTER_AREA)
    return np.ascontiguousarray(small, dtype=np.uint8)


def _mark(picture: Picture, one: _Taken, window: Box, state: State) -> None:
    """Draw the line, the ring, the way and the sign."""
    canvas, shot, colour = Canvas(picture), one.shot, COLOURS[state]
    scale = SIZE[0] / window.width

    def spot(place: Array) -> Spot:
        return (place[0] - window.left) * scale, (place[1] - window.top) * scale

    if shot.line:
        line = [spot(one.spot(joint)) for joint in shot.line]
        canvas.edged_line(line, colour, 5.0)
        for joint in line:
            canvas.dot(joint, 4.5, DARK)
            canvas.dot(joint, 3.0, WHITE)
    if shot.ring:
        centre = spot(np.mean([one.spot(joint) for joint in shot.ring], axis=0))
        canvas.arc(centre, 32.0, (0.0, 360.0), DARK, 6.5)
        canvas.arc(centre, 32.0, (0.0, 360.0), colour, 4.5)
    if shot.path:
        places, seconds = one.way(shot.path)
        _arrow(canvas, [spot(place) for place in places], state)
        if shot.clock:
            _words(canvas, f"{seconds:.1f} s", state)
    draw_sign(canvas, (24.0, 24.0), 14.0, state, (colour, DARK))


def _arrow(canvas: Canvas, spots: list[Spot], state: State) -> None:
    canvas.edged_line(spots, COLOURS[state], 3.0)
    end = spots[-1]
    before = next((s for s in reversed(spots) if np.hypot(s[0] - end[0], s[1] - end[1]) > 8), None)
    if before is not None:
        way = bearing(before, end)
        corners = [polar(end, 11.0, way + turn) for turn in (0.0, 130.0, 230.0)]
        canvas.polygon([polar(end, 13.5, way + turn) for turn in (0.0, 130.0, 230.0)], DARK)
        canvas.polygon(corners, COLOURS[state])


def _words(canvas: Canvas, words: str, state: State) -> None:
    px = 17.0
    width = text_width(words, px)
    canvas.panel(Box(44.0, 11.0, 60.0 + width, 37.0), DARK, 0.72, 13.0)
    canvas.text(words, (52.0, 24.0), px, COLOURS[state])
