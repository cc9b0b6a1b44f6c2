"""The overlay of a picture: the person, the count or the clocks, one message at a time.

It looks the same over a clip and live. Live, a `Screen` takes its place before, between and after
the sets.
"""

import math

from formcheck.coaching.cues import CurrentCue
from formcheck.draw.canvas import Canvas, Picture, empty_picture, mirrored
from formcheck.draw.figure import Figure
from formcheck.draw.moments import Moments
from formcheck.draw.panels import Message, Panels
from formcheck.draw.states import State, state_of
from formcheck.exercises.records import Finding, HoldClock
from formcheck.exercises.spec import Exercise, Reps
from formcheck.guide.screen import Pacer, Screen
from formcheck.motion.measurement import MISSING
from formcheck.pose.frame import PoseFrame
from formcheck.session import Update
from formcheck.words import picture
from formcheck.words.language import text


class Overlay:
    """Draws the verdict over pictures, in the order of their times.

    Without a declared exercise the recognised one of each picture counts. Live, people expect to
    see themselves mirrored: the text is not, and the landmarks must not be.
    """

    def __init__(
        self, exercise: Exercise | None, size: tuple[int, int], *, mirror: bool = False
    ) -> None:
        self._declared = self._exercise = exercise
        self._mirror = mirror
        self._cue = CurrentCue()
        self._fit(size)

    def _fit(self, size: tuple[int, int]) -> None:
        self._size = size
        self._mirrored = empty_picture(size)
        self._panels = Panels(size)
        self._moments = Moments(self._panels)
        self._turn_to(self._exercise)

    def _turn_to(self, exercise: Exercise | None) -> None:
        self._exercise = exercise
        self._figure = Figure(exercise, self._panels, mirror=self._mirror)
        self._last_hold: HoldClock | None = None

    def draw(
        self,
        picture: Picture,
        pose: PoseFrame,
        update: Update,
        screen: Screen | None = None,
        *,
        muted: bool = False,
    ) -> Picture:
        """Draw over one RGB picture; without a screen, what belongs to a set.

        Returns:
            The picture itself or, if mirrored, another one that the next call reuses.
        """
        size = picture.shape[1], picture.shape[0]
        if size != self._size:
            self._fit(size)
        shown = mirrored(picture, self._mirrored) if self._mirror else picture
        exercise = self._declared or update.exercise
        if exercise is not self._exercise:
            self._turn_to(exercise)
        canvas = Canvas(shown)
        if screen is None or screen.moment == "work":
            pacer = screen.pacer if screen else None
            self._work(canvas, pose, update, pacer, muted=muted)
            return shown
        self._last_hold = None
        if screen.moment in ("setup", "ready", "count_in"):
            self._figure.outline(canvas, pose, update.body)
        self._moments.draw(canvas, screen, muted=muted)
        return shown

    def _work(
        self, canvas: Canvas, pose: PoseFrame, update: Update, pacer: Pacer | None, *, muted: bool
    ) -> None:
        exercise, panels, state = self._exercise, self._panels, state_of(update)
        labels = self._figure.draw(canvas, pose, update, state)
        taken = [panels.name(canvas, exercise.short_name if exercise else picture.not_recognised())]
        if muted:
            taken.append(panels.muted(canvas, taken[0]))
        self._last_hold = update.state.hold or self._last_hold
        if exercise and exercise.reps:
            share = _height_share(update, exercise.reps)
            taken.append(panels.rep_ring(canvas, update.state.reps, share, state))
        elif self._last_hold:
            running = update.state.hold is not None
            taken.append(panels.clocks(canvas, self._last_hold, running=running))
        if pacer:
            taken.append(panels.pacer(canvas, pacer))
        cue = self._cue.update(update.state, update.t_s)
        taken.append(panels.message(canvas, _message(update, state, cue)))
        self._figure.write(canvas, labels, taken)


def _message(update: Update, state: State, cue: Finding | None) -> Message:
    """Return the message: the problem that prevents judging, else the cue, else the state."""
    if update.state.problem and state == "unknown":
        above = picture.not_judged(seen=update.body is not None)
        return Message(update.state.problem.instruction, state, above)
    if cue:
        return Message(text(cue.fault.cue), cue.severity)
    if state == "good":
        return Message(picture.good_form(), state)
    # Until an exercise is recognised, “Get into position” would be wrong for who is in one.
    return Message(picture.get_into_position() if update.exercise else picture.watching(), state)


def _height_share(update: Update, reps: Reps) -> float:
    """Return the progress of the repetition, from 0 at rest to 1 where it counts."""
    value = update.state.values.get(reps.signal, MISSING).value
    if update.state.phase in (None, "down") or math.isnan(value):
        return 0.0
    if update.state.phase == "top":
        return 1.0
    # The person's own rest is unknown here, so the middle of the plausible range stands for it. The
    # ring only illustrates the movement.
    rest = sum(reps.rest) / 2 if reps.relative else 0.0
    return min(1.0, max(0.03, (value - rest) / reps.hi))


def poster(screen: Screen, size: tuple[int, int]) -> Picture:
    """Return a moment on a black picture, for example while the camera is being opened."""
    picture = empty_picture(size)
    Moments(Panels(size)).draw(Canvas(picture), screen, muted=False)
    return picture
