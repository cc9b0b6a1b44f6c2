"""Problems: every one has its words, and what may be done about it."""

import pytest

from formcheck.problem import Problem, ProblemId
from formcheck.words import problems

ABOUT = ("feet", "chest", 640, 480)


@pytest.mark.parametrize("problem_id", ProblemId)
def test_every_problem_has_its_words(problem_id):
    problem = Problem(problem_id, ABOUT)
    assert problem.reason
    assert problem.words == f"{problem.reason}: {problem.remedy}".removesuffix(": ")
    assert problem.instruction[0].isupper()
    assert "{" not in problem.words


def test_all_words_are_of_a_problem():
    assert set(problems._WORDS) == set(ProblemId)


def test_what_is_over_asks_for_nothing():
    assert Problem(ProblemId.NOBODY).afterwards == "nobody could be seen"
    assert Problem(ProblemId.SMALL).afterwards == "you are small in the picture: come closer"


def test_a_joint_that_is_hidden_is_named_and_no_cause_is_guessed():
    assert Problem(ProblemId.PART_UNSEEN, ("feet",)).instruction == "I can't see your feet"
