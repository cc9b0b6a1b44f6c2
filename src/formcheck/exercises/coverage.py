"""Coverage: judged and lost time, or repetitions, added up by problem."""

from typing import Final

from formcheck.problem import Problem

#: Largest lost share that still allows a verdict
#: on a repetition or a trial of a core test (biomechanics 8.1),
MOVEMENT_LOST: Final = 0.20
#: on a fault over a whole set, the good form of a hold, a clip, or the wait for a trial.
WHOLE_LOST: Final = 0.50
#: Smallest share of a clip's time at which a problem is named whatever the verdict.
NAMED_LOST: Final = 0.20
#: Nobody watched during a longer stretch without any frame, in seconds.
GAP_S: Final = 1.0

_ROUNDING_S = 1e-6  # sums of times are not exact


class Coverage:
    """Account of one subject of judgement.

    Attributes:
        total: seconds, or repetitions, so far.
        lost: the part of them that could not be judged.
    """

    def __init__(self) -> None:
        self.total = self.lost = 0.0
        self._by_problem: dict[Problem, float] = {}

    def add(self, amount: float, problem: Problem | None) -> None:
        """Count an amount of time, or repetitions, as judged or as lost by a problem."""
        self.total += amount
        if problem:
            self.lost += amount
            self._by_problem[problem] = self._by_problem.get(problem, 0.0) + amount

    @property
    def usable(self) -> float:
        """The share that could be judged; 0 without any time."""
        return 1.0 - self.lost / self.total if self.total else 0.0

    def problem(self, allowed: float) -> Problem | None:
        """The main problem if more than the allowed share is lost, else None."""
        if self.lost <= allowed * self.total + _ROUNDING_S:
            return None
        return max(self._by_problem, key=self._by_problem.__getitem__)

    def problems(self, least: float) -> tuple[Problem, ...]:
        """Every problem that took this share or more, the main one first."""
        enough = least * self.total - _ROUNDING_S
        ranked = sorted(self._by_problem.items(), key=lambda item: -item[1])
        return tuple(problem for problem, lost in ranked if lost >= enough)
