"""How much could be judged, and why not more."""

import pytest

from formcheck.exercises.coverage import Coverage
from formcheck.problem import Problem, ProblemId

TURNED, FAR = Problem(ProblemId.NOT_SIDE_ON), Problem(ProblemId.SMALL)


def covered(*times):
    """What comes of seconds, each with the problem in them, if any."""
    coverage = Coverage()
    for seconds, problem in times:
        coverage.add(seconds, problem)
    return coverage


def test_nothing_watched_is_nothing_usable_and_no_problem():
    assert Coverage().usable == 0.0
    assert Coverage().problem(0.2) is None


def test_the_usable_share_is_what_was_not_lost():
    coverage = covered((6.0, None), (3.0, TURNED), (1.0, FAR))
    assert coverage.usable == pytest.approx(0.6)
    assert (coverage.total, coverage.lost) == (10.0, 4.0)


def test_the_main_problem_speaks_for_all_that_was_lost():
    coverage = covered((1.0, TURNED), (3.0, FAR), (4.0, None), (1.5, TURNED))
    assert coverage.problem(0.5) == FAR
    assert coverage.problem(0.6) is None


def test_what_is_just_allowed_is_judged():
    coverage = covered(*[(1 / 30, TURNED)] * 60, *[(1 / 30, None)] * 240)
    assert coverage.problem(0.2) is None
    assert coverage.problem(0.199) == TURNED


def test_problems_are_named_from_a_share_on_the_main_one_first():
    coverage = covered((2.0, FAR), (3.0, TURNED), (5.0, None))
    assert coverage.problems(0.2) == (TURNED, FAR)
    assert coverage.problems(0.25) == (TURNED,)
