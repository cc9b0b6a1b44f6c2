"""What is drawn over the picture: the person, the count or the clocks, one message at a time."""

import math

from formcheck.coaching.cues import CurrentCue
from formcheck.exercises.records import Finding, HoldClock
from formcheck.exercises.spec import Exercise, Reps
from formcheck.motion.measurement import MISSING
from formcheck.pose.frame import PoseFrame
from formcheck.report.canvas import Canvas, Picture
from formcheck.report.figure import Figure
from formcheck.report.panels import Message, Panels
from formcheck.report.states import State, state_of
from formcheck.session import Update

# Until an exercise is recognised these stand for its name, and for what to do: nobody is told to
# get into position who is in one.
_NOTHING_YET, _WATCHING = "Not recognised yet", "Watching"


class Overlay:
    """Draws what is judged over pictures of one size, in the order of their times.

    Args:
        exercise: the declared one, None for what is recognised in each picture.
        size: width and height of the pictures in pixels.
    """

    def __init__(self, exercise: Exercise | None, size: tuple[int, int]) -> None:
        self._declared = exercise
        self._panels = Panels(size)
        self._cue = CurrentCue()
        self._turn_to(exercise)

    def _turn_to(self, exercise: Exercise | None) -> None:
        self._exercise = exercise
        self._figure = Figure(exercise, self._panels)
        self._last_hold: HoldClock | None = None

    def draw(self, picture: Picture, pose: PoseFrame, update: Update) -> None:
        """Draw over one picture, in place.

        Args:
            picture: `(height, width, 3)` uint8, RGB.
            pose: the landmarks in it.
            update: what the session made of them.
        """
        exercise = self._declared or update.exercise
        if exercise is not self._exercise:
            self._turn_to(exercise)
        canvas, panels, state = Canvas(picture), self._panels, state_of(update)
        labels = self._figure.draw(canvas, pose, update, state)
        taken = [panels.name(canvas, exercise.name if exercise else _NOTHING_YET)]
        self._last_hold = update.state.hold or self._last_hold
        if exercise and exercise.reps:
            share = _height_share(update, exercise.reps)
            taken.append(panels.rep_ring(canvas, update.state.reps, share, state))
        elif self._last_hold:
            running = update.state.hold is not None
            taken.append(panels.clocks(canvas, self._last_hold, running=running))
        cue = self._cue.update(update.state, update.t_s)
        taken.append(panels.message(canvas, _message(update, state, cue)))
        self._figure.write(canvas, labels, taken)


def _message(update: Update, state: State, cue: Finding | None) -> Message:
    """The one thing to say now: what keeps from judging, else the cue, else how it goes."""
    if state == "unknown":
        reason, _, remedy = (update.state.problem or "").partition(": ")
        words = remedy or reason
        above = "Can't judge" if update.body else "Can't see you"
        return Message(words[:1].upper() + words[1:], state, above)
    if cue:
        return Message(cue.fault.cue, cue.severity)
    if state == "good":
        return Message("Good form", state)
    return Message("Get into position" if update.exercise else _WATCHING, state)


def _height_share(update: Update, reps: Reps) -> float:
    """How far up the repetition is, from 0 at rest to 1 where it counts."""
    value = update.state.values.get(reps.signal, MISSING).value
    if update.state.phase in (None, "down") or math.isnan(value):
        return 0.0
    if update.state.phase == "top":
        return 1.0
    # The person's own rest is not known here: the middle of what is believable stands for it.
    # The ring is a picture of the movement, not a measurement.
    rest = sum(reps.rest) / 2 if reps.relative else 0.0
    return min(1.0, max(0.03, (value - rest) / reps.hi))
