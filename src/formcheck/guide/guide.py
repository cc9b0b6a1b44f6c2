"""Leads somebody on the floor through sets, out of reach of a keyboard.

The guide only shows and says: the Session decides what counts, and gets every picture but those
of a pause. All times are media times, so a file is guided like a camera. The guide knows no
window, no voice and no camera: it takes pictures with their landmarks and returns what to do.

The moments, each an object (`moments`, `training`, `core_test`, `calibrating`):

                   picture is fine      held still        0
      +-> SetUp ----------------> Ready -------> CountIn ---> Work <----------+
      |     |                     ^ |  ^            |         | |             |
      |     |                     | |  +------------+         | | set is over |
      |     |                     | |    left position        | v             |
      |     +---- has begun ------|-+-------------------------+ Question, Rest --- has begun
      |                           |                           | |  |     (Question ends in Rest)
      |                           +---------------------------+ |  |
      |                                      idle               |  | nothing is left to do,
      +---------------------------------------------------------+  v or pain
                            rest is over                       Summary

    A core test has TrialWork in place of Work, and no Question. A calibration has Measuring and
    Summary only. Two moments come between any others and lead back to them:

      Paused    by a key, a raised arm, or leaving the picture in a set; a set ends by it, and
                Ready follows
      Trouble   with the camera; SetUp follows, unless a set goes on, or a rest
"""

from typing import Final

from formcheck.guide.gesture import RaisedArm
from formcheck.guide.guidance import Guidance, Observation
from formcheck.guide.question import Answer
from formcheck.guide.state import Script, State, Trouble

_GAP_S: Final = 1.0  # a longer time without pictures is no time that was watched


class Guide:
    """From the set-up to the summary, moment by moment."""

    def __init__(self, script: Script) -> None:
        self._script = script
        self._state: State = script.set_up()
        self._arm = RaisedArm()

    @property
    def counts(self) -> bool:
        """Whether the next picture is judged.

        It is not in a pause, nor after the last set, nor while somebody comes out of the position
        after reaching the goal: that is no other set.
        """
        return self._state.counts

    @property
    def is_done(self) -> bool:
        """Whether nothing is left to do."""
        return self._state.is_done

    def pause(self) -> None:
        """Pause, or go on."""
        self._state = self._state.pause()

    def press(self, answer: Answer) -> None:
        """Take a key that answers; it means nothing while nothing is asked."""
        self._state.press(answer, self._script.clock.last_t_s)

    def restart(self) -> None:
        """Begin the step again, from its set-up; not once pain has ended the session."""
        self._state = self._script.restart() or self._state

    def update(self, observed: Observation) -> Guidance:
        """Take the next picture."""
        guidance, self._state = self._interrupted(observed).update(observed)
        return guidance

    def _interrupted(self, observed: Observation) -> State:
        """The moment that takes a picture, after what came between."""
        state, clock, update = self._state, self._script.clock, observed.update
        state.begin(update.t_s)
        if observed.pose.has_person:
            clock.person_s = update.t_s
        if observed.trouble:
            return state if isinstance(state, Trouble) else Trouble(self._script, state)
        if update.t_s - clock.last_t_s > _GAP_S:
            state = state.after_gap()
        clock.last_t_s = update.t_s
        if isinstance(state, Trouble):
            state = state.over(update)
        if self._script.reads_arm and self._arm.update(observed.pose):
            return state.raise_arm(update)
        return state
