"""The check before the start: can this exercise be judged from here?

One instruction at a time, the most basic first: turning side-on is no use outside the picture.
Nobody waits for ever: the count-in says what the view does not show, and the exercise begins.
"""

import math
from typing import Final

import numpy as np
import numpy.typing as npt

from formcheck.exercises.spec import Exercise
from formcheck.exercises.visibility import (
    SMALLEST_TORSO_SHARE,
    fault_problem,
    point_problem,
    view_problem,
)
from formcheck.motion.body import Body
from formcheck.problem import Problem, ProblemId
from formcheck.session import Update

#: After this long with somebody in the picture the exercise may begin as it is.
FAIL_OPEN_S: Final = 25.0

_SETTLE_S = 0.7  # an instruction changes when the new one has been true for this long
_WELL_S = 1.0  # all must be well for this long
# Mean grey level of 255 below which BlazePose begins to lose dark clothes: a careful guess.
_DARK_LEVEL = 40.0
# A torso that fills more of the picture's shorter side leaves no room for the legs.
_LARGEST_TORSO_SHARE = 0.62
_UPRIGHT = math.tan(math.radians(55.0))
_NEEDED: Final = frozenset({"shoulder", "hip", "knee", "ankle"})
_LOOK: Final = slice(None, None, 16)  # every 16th row and column tells how bright it is


class SetupCheck:
    """Follows one person until the exercise may begin, one instruction at a time."""

    def __init__(self) -> None:
        self._shown: Problem | None = None
        self._next: Problem | None = None
        self._next_s = -math.inf
        self._well_s: float | None = None
        self._seen_s: float | None = None

    @property
    def problem(self) -> Problem | None:
        """The one thing to mend now; None where all is well."""
        return self._shown

    def update(self, rgb: npt.NDArray[np.uint8], update: Update, exercise: Exercise | None) -> bool:
        """Take the next picture and its Update; True once the exercise may begin."""
        wrong, t_s = problem(rgb, update, exercise), update.t_s
        if wrong != self._next:
            self._next, self._next_s = wrong, t_s
        if t_s - self._next_s >= _SETTLE_S:
            self._shown = wrong
        if update.body is not None and self._seen_s is None:
            self._seen_s = t_s
        if wrong is None:
            self._well_s = t_s if self._well_s is None else self._well_s
            return t_s - self._well_s >= _WELL_S
        self._well_s = None
        waited_s = 0.0 if self._seen_s is None else t_s - self._seen_s
        return waited_s >= FAIL_OPEN_S and update.body is not None


def problem(
    rgb: npt.NDArray[np.uint8], update: Update, exercise: Exercise | None
) -> Problem | None:
    """The most basic thing that keeps the exercise from being judged."""
    body = update.body
    if float(rgb[_LOOK, _LOOK].mean()) < _DARK_LEVEL:
        return Problem(ProblemId.DARK)
    if body is None:
        return Problem(ProblemId.NOBODY)
    view = body.view
    if view.cropped or view.torso_share > _LARGEST_TORSO_SHARE:
        return Problem(ProblemId.NEAR)
    if not update.state.in_position and _is_upright(body):
        # The direction of a standing person says nothing about the way they will lie.
        return Problem(ProblemId.SMALL) if view.torso_share < SMALLEST_TORSO_SHARE else None
    skewed = view_problem(view, exercise.view if exercise else "oblique_mild")
    return skewed or point_problem(view, view.unseen & _NEEDED)


def unjudged(body: Body | None, exercise: Exercise) -> list[str]:
    """Ids of the faults that this view does not show."""
    if body is None:
        return []
    return [fault.id for fault in exercise.faults if fault_problem(body.view, fault, ())]


def _is_upright(body: Body) -> bool:
    shoulder, hip = body.points.get("shoulder"), body.points.get("hip")
    if shoulder is None or hip is None:
        return False
    return shoulder[1] - hip[1] > _UPRIGHT * abs(shoulder[0] - hip[0])
