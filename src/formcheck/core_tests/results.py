"""The result of a core test: its score, and its meaning in sentences.

Norms are shown only to young adults with known age and sex: the sources have no others. Everybody
sees the own trend, where a change counts only if it is larger than repeating the test makes it
(biomechanics 5.5).
"""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from formcheck.core_tests.tests import NORM_AGES, Balance, CoreTest, RepRules, Sample, Sex
from formcheck.core_tests.trials import Trial
from formcheck.programme.asymmetry import left_right_index
from formcheck.programme.training_log import LoggedTest, Side
from formcheck.words import tests as words


@dataclass(frozen=True, slots=True)
class Person:
    """Age in years and sex of the person, as far as known."""

    age: int | None = None
    sex: Sex | None = None

    @property
    def has_norms(self) -> bool:
        """Whether there are samples of that age."""
        return self.age is not None and NORM_AGES[0] <= self.age <= NORM_AGES[1]


@dataclass(frozen=True, slots=True)
class TestReport:
    """The result of a test.

    Attributes:
        tests: one for each tested side, else one.
        headline: the score in a few words.
    """

    tests: tuple[LoggedTest, ...]
    headline: str
    sentences: tuple[str, ...]

    @property
    def scored(self) -> tuple[LoggedTest, ...]:
        """The tests for the history."""
        return tuple(test for test in self.tests if _is_scored(test))


def conclude(
    test: CoreTest,
    trials: Sequence[Trial],
    at: datetime,
    person: Person | None = None,
    earlier: Iterable[LoggedTest] = (),
) -> TestReport:
    """Make the result of a test from its trials and all earlier tests, oldest first."""
    before = [logged for logged in earlier if logged.test == test.id]
    logged_tests: list[LoggedTest] = []
    lines: list[str] = []
    if test.sides:
        for trial in trials:
            logged, sentences = _of_hold(test, trial, at, before)
            logged_tests.append(logged)
            lines += sentences
    else:
        logged, lines = _of_trials(test, trials, at, before)
        logged_tests = [logged]
    for logged in logged_tests:
        lines += _compared(test, logged, person or Person(), before)
    if test.balance:
        lines += _compare_sides(test.balance, logged_tests, before)
    headline = _headline(test, logged_tests)
    return TestReport(tuple(logged_tests), headline, (*lines, words.sentence("screen")))


def _of_trials(
    test: CoreTest, trials: Sequence[Trial], at: datetime, before: list[LoggedTest]
) -> tuple[LoggedTest, list[str]]:
    if test.rep:
        return _of_reps(test, test.rep, trials, at, before)
    if test.hold:
        return _of_hold(test, trials[-1], at, before)
    return _of_lowering(test, trials, at, before)


# --- each kind -----------------------------------------------------------------------------------


def _of_hold(
    test: CoreTest, trial: Trial, at: datetime, before: list[LoggedTest]
) -> tuple[LoggedTest, list[str]]:
    seconds, sigma_s = trial.score
    side = trial.stage.side
    logged = LoggedTest(
        at,
        test.id,
        seconds,
        test.unit,
        sigma_s,
        side=side,
        reason=trial.reason,
        practice=trial.scored and _is_first(before, side),
    )
    if not trial.scored:
        return logged, [words.about_side(side, words.unscored(reason=trial.reason))]
    lines = [words.about_side(side, words.held(seconds, sigma_s, trial.reason))]
    if not math.isnan(trial.corrected_s):
        lines.append(words.corrected(seconds=trial.corrected_s))
    return logged, lines


def _of_lowering(
    test: CoreTest, trials: Sequence[Trial], at: datetime, before: list[LoggedTest]
) -> tuple[LoggedTest, list[str]]:
    lines = [
        words.in_trial(trial.stage.number if len(trials) > 1 else None, _lowered(trial))
        for trial in trials
    ]
    scored = [trial for trial in trials if trial.scored]
    if not scored:
        return LoggedTest(at, test.id, math.nan, test.unit, reason=trials[-1].reason), lines
    best = min(scored, key=lambda trial: trial.score.value)
    if len(scored) > 1:
        lines.append(words.better_trial(best.score.value))
    lines.append(words.sentence("pelvic_control"))
    logged = LoggedTest(
        at,
        test.id,
        best.score.value,
        test.unit,
        best.score.uncertainty,
        reason=words.not_lifted_reason(reason=best.reason) if best.bound else best.reason,
        trials=tuple(trial.score.value for trial in trials),
        practice=_is_first(before),
    )
    return logged, lines


def _lowered(trial: Trial) -> str:
    if not trial.scored:
        return words.unscored(reason=trial.reason)
    if trial.bound:
        return words.not_lifted(trial.score.value, trial.reason)
    return words.lifted(*trial.score)


def _of_reps(
    test: CoreTest, rules: RepRules, trials: Sequence[Trial], at: datetime, before: list[LoggedTest]
) -> tuple[LoggedTest, list[str]]:
    lines = []
    for trial in trials:
        assert trial.stage.arms is not None
        if not trial.scored:
            sentence = words.unscored(reason=trial.reason)
        elif trial.came_up:
            sentence = words.came_up(curl=_curl(rules, trial))
        else:
            sentence = words.did_not_count(reason=trial.reason)
        lines += [words.with_arms(trial.stage.arms.ask, sentence), *trial.remarks]
    up = [trial for trial in trials if trial.came_up]
    lines += _after_failure(test, trials[-1], is_up=bool(up))
    grade, reason = _grade(rules, up) if up else (math.nan, trials[-1].reason)
    if not math.isnan(grade):
        lines.append(words.graded(grade, rules.grades[int(grade)], reason))
    scored = any(trial.scored for trial in trials)
    logged = LoggedTest(
        at,
        test.id,
        grade,
        test.unit,
        reason=reason,
        passed=bool(up) if scored else None,
        practice=scored and _is_first(before),
    )
    return logged, lines


def _after_failure(test: CoreTest, last: Trial, *, is_up: bool) -> list[str]:
    """Kind words on a sit-up that did not count; `is_up` tells of the easier positions."""
    if last.came_up or not last.scored:
        return []
    if not last.tried:
        return [words.sentence("once_more")]
    return (
        [words.sentence("comes_next")] if is_up else [words.sentence("not_ready"), *_contexts(test)]
    )


def _keeps_curl(rules: RepRules, trial: Trial) -> bool | None:
    """Whether the trunk stayed curled; None if the share is missing or too uncertain."""
    share, sigma = trial.score
    if math.isnan(share):
        return None
    if share >= rules.curl_share:
        return True
    return False if share + sigma < rules.curl_share else None


def _curl(rules: RepRules, trial: Trial) -> str:
    share = trial.score.value if trial.score.known else None
    return words.curl(kept=_keeps_curl(rules, trial), share=share, sigma=trial.score.uncertainty)


def _grade(rules: RepRules, up: list[Trial]) -> tuple[float, str]:
    """The grade, NaN without one, and its reason."""
    curled = [trial.stage.arms for trial in up if _keeps_curl(rules, trial)]
    if curled and curled[-1]:
        return curled[-1].grade, words.grade_reason(curled[-1].ask, curled=True)
    easiest = rules.arms[0]
    if any(t.stage.arms == easiest and _keeps_curl(rules, t) is False for t in up):
        return rules.uncurled, words.grade_reason(easiest.ask, curled=False)
    return math.nan, words.sentence("not_graded")


# --- compared with others and with earlier results -----------------------------------------------


def _compared(
    test: CoreTest, logged: LoggedTest, person: Person, before: list[LoggedTest]
) -> list[str]:
    """The norms for this person, if any, and the own trend."""
    if math.isnan(logged.score):
        return []
    if logged.practice:
        return [words.about_side(logged.side, words.sentence("practice"))]
    own = [past for past in before if past.side == logged.side and not past.practice]
    samples = [sample for sample in test.samples if sample.side in (None, logged.side)]
    lines = [line for sample in samples for line in _norm(sample, logged, person)]
    if test.lowering:
        lines += _contexts(test)
    return [*lines, words.about_side(logged.side, compare_with_earlier(test, logged, own))]


def _contexts(test: CoreTest) -> list[str]:
    samples = [sample for sample in test.samples if sample.kind == "context"]
    return [words.context(sample.name, sample.citation) for sample in samples]


def _norm(sample: Sample, logged: LoggedTest, person: Person) -> list[str]:
    """The place of a result in a sample; empty if the person does not belong to it."""
    if sample.kind == "context" or not person.has_norms or person.sex is None:
        return []
    of = person.sex, sample.name, sample.citation
    values = sample.of(person.sex)
    if sample.kind == "mean":
        return [words.average(*of, *values)]
    band = (logged.score >= values[0]) + (logged.score > values[-1])
    return [words.quartiles(band, *of, values)]


def compare_with_earlier(test: CoreTest, logged: LoggedTest, own: Sequence[LoggedTest]) -> str:
    """The change from the earlier results of the same side, in a sentence.

    Those come oldest first, without practice.
    """
    known = [past for past in own if not math.isnan(past.score)]
    if not known:
        return words.sentence("trend_begins")
    base, running = baseline(test, known)
    running = _running(test, base, running, logged)
    compared = base.score, test.unit, base.at
    if abs(running) < test.repeat.tests:
        return words.unchanged(*compared, test.repeat.target(base.score), test.repeat.tests)
    return words.changed(*compared, better=(logged.score < base.score) == test.lower_is_better)


def baseline(test: CoreTest, own: Sequence[LoggedTest]) -> tuple[LoggedTest, int]:
    """The result to compare the next one with: the last whose change counted, or the first.

    So small changes add up. The results are of one side, scored, without practice, oldest first.

    Returns:
        With it the number of results in a row beyond it: above 0 upwards.
    """
    base, running = own[0], 0
    for logged in own[1:]:
        running = _running(test, base, running, logged)
        if abs(running) >= test.repeat.tests:
            base, running = logged, 0
    return base, running


def _running(test: CoreTest, base: LoggedTest, running: int, logged: LoggedTest) -> int:
    change = logged.score - base.score
    if abs(change) <= test.repeat.target(base.score):
        return 0
    same_way = running * change > 0.0
    return (running if same_way else 0) + (1 if change > 0.0 else -1)


def _compare_sides(
    balance: Balance, logged_tests: list[LoggedTest], before: list[LoggedTest]
) -> list[str]:
    """Left beside right (biomechanics 3.15): the newest of each, one of them of today."""
    if not any(logged.side and not math.isnan(logged.score) for logged in logged_tests):
        return []
    indices = _indices([*before, *logged_tests])
    if not indices:
        return []
    now = indices[-1]
    if abs(now) < balance.note:
        return [words.sides_even(abs(now))]
    lines = [words.sides_differ(abs(now), "left" if now < 0.0 else "right")]
    last = indices[-balance.flag_tests :]
    if len(last) == balance.flag_tests and all(
        abs(index) >= balance.flag and index * now > 0.0 for index in last
    ):
        lines.append(words.sentence("sides_differ_again"))
    return lines


def _indices(logged_tests: list[LoggedTest]) -> list[float]:
    """The left:right index of each time that both sides were tested anew."""
    indices: list[float] = []
    newest: dict[Side, float] = {}
    for logged in logged_tests:
        if logged.side and not math.isnan(logged.score):
            newest[logged.side] = logged.score
        if len(newest) == 2:
            indices.append(left_right_index(newest["left"], newest["right"]))
            newest = {}
    return indices


def _is_scored(logged: LoggedTest) -> bool:
    return logged.passed is not None or not math.isnan(logged.score)


def _is_first(before: list[LoggedTest], side: Side | None = None) -> bool:
    """Whether there is no earlier score of this kind."""
    return not any(logged.side == side for logged in before if _is_scored(logged))


def _headline(test: CoreTest, logged_tests: list[LoggedTest]) -> str:
    first = logged_tests[0]
    if test.rep and first.passed is not None and math.isnan(first.score):
        return words.ungraded(came_up=first.passed)
    scores = [(t.side, None if math.isnan(t.score) else t.score) for t in logged_tests]
    return words.headline(scores, test.unit)
