"""The check before the start: is everything so that the exercise can be judged from here?

One instruction at a time, the most basic first: there is no use in asking somebody to turn
side-on whom the camera does not see. Nobody is kept waiting for ever: what cannot be mended is
told, and the exercise begins without it.
"""

import math
from dataclasses import dataclass, field
from typing import Final

import numpy as np
import numpy.typing as npt

from formcheck.exercises.spec import Exercise
from formcheck.exercises.viewing import fault_problem, view_problem
from formcheck.motion.body import Body

#: An instruction is changed only when the new one has been true for this long.
_SETTLE_S = 0.7
#: All must be well for this long.
_WELL_S = 1.5
#: After this long with somebody in the picture the exercise begins as it is.
FAIL_OPEN_S: Final = 25.0
#: Mean grey level below which BlazePose begins to lose landmarks of dark clothes.
_DARK_LEVEL = 40.0
_LARGEST_TORSO_SHARE = 0.62


@dataclass(frozen=True, slots=True)
class Check:
    """Where the check stands.

    Attributes:
        instruction: the one thing to do now, in words; None where all is well.
        ready: whether the exercise may begin.
        unjudged: what will not be judged if it begins as it is, with the reason in words.
    """

    instruction: str | None
    ready: bool
    unjudged: tuple[tuple[str, str], ...] = ()


@dataclass(slots=True)
class SetupCheck:
    """Follows one person from the first picture until the exercise may begin.

    Attributes:
        exercise: whose view is needed.
    """

    exercise: Exercise
    _shown: str | None = "Step into the picture"
    _next: str | None = None
    _next_s: float = -math.inf
    _well_s: float | None = None
    _seen_s: float | None = field(default=None)

    def update(
        self, rgb: npt.NDArray[np.uint8], body: Body | None, trouble: str | None, t_s: float
    ) -> Check:
        """Take the next picture and what was seen in it.

        Args:
            rgb: `(height, width, 3)` uint8.
            body: the person, None where nobody was found.
            trouble: what is wrong with the camera, in words.
            t_s: media time in seconds.
        """
        wrong = trouble or _wrong(rgb, body, self.exercise)
        if body is not None and self._seen_s is None:
            self._seen_s = t_s
        self._settle(wrong, t_s)
        if wrong is None:
            self._well_s = t_s if self._well_s is None else self._well_s
            if t_s - self._well_s >= _WELL_S:
                return Check(None, ready=True, unjudged=_unjudged(body, self.exercise))
        else:
            self._well_s = None
        waited = self._seen_s is not None and t_s - self._seen_s >= FAIL_OPEN_S
        if waited and body is not None and trouble is None:
            return Check(self._shown, ready=True, unjudged=_unjudged(body, self.exercise))
        return Check(self._shown, ready=False)

    def _settle(self, wrong: str | None, t_s: float) -> None:
        if wrong != self._next:
            self._next, self._next_s = wrong, t_s
        if t_s - self._next_s >= _SETTLE_S:
            self._shown = wrong


def _wrong(rgb: npt.NDArray[np.uint8], body: Body | None, exercise: Exercise) -> str | None:
    """The most basic thing that is wrong, as an instruction; None where all is well."""
    if float(rgb[::16, ::16].mean()) < _DARK_LEVEL:
        return "Switch on a light"
    if body is None:
        return "Step into the picture"
    view = body.view
    if view.cropped or view.torso_share > _LARGEST_TORSO_SHARE:
        return "Move back"
    problem = view_problem(view, exercise.view)
    if problem:
        return _remedy(problem)
    if view.unseen:
        return _remedy(fault_problem(view, exercise.faults[0], sorted(view.unseen)))
    return None


def _unjudged(body: Body | None, exercise: Exercise) -> tuple[tuple[str, str], ...]:
    """Faults that this view does not show, each with its reason."""
    if body is None:
        return ()
    found = []
    for fault in exercise.faults:
        problem = fault_problem(body.view, fault, ())
        if problem:
            found.append((fault.id, problem))
    return tuple(found)


def _remedy(problem: str | None) -> str | None:
    """What to do, of a sentence `reason: remedy`."""
    if problem is None:
        return None
    _, _, remedy = problem.partition(": ")
    words = remedy or problem
    return words[:1].upper() + words[1:]
