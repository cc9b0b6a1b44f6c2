"""What comes of a core test: a score, and what it means and does not, in plain sentences.

Norms are shown only where the source has them: to young adults who tell their age and sex. For all
others, and beside them, there is the person's own trend, and a change only where it is larger than
repeating the test makes it (biomechanics 5.5).
"""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from formcheck.core_tests.tests import (
    NORM_AGES,
    Balance,
    CoreTest,
    RepRules,
    Sample,
    Sex,
)
from formcheck.core_tests.trials import Trial
from formcheck.programme.asymmetry import left_right_index
from formcheck.programme.training_log import LoggedTest, Side
from formcheck.words.names import capital
from formcheck.words.units import measured, number, share

_BANDS: Final = ("build up", "typical", "strong")
_SCREEN: Final = (
    "This is a screen for your own progress, not a diagnosis and not a measure of health."
)
_RED_FLAG: Final = (
    "That is useful information, not a failure: your core is not ready for this version yet. "
    "Train with crunches, or with slow sit-ups on the way down only, and let your arms help you up."
)


@dataclass(frozen=True, slots=True)
class Person:
    """Who is tested, as far as they tell.

    Attributes:
        age: in years.
        sex: which samples they are compared with.
    """

    age: int | None = None
    sex: Sex | None = None

    @property
    def has_norms(self) -> bool:
        """Whether there are samples of people like them."""
        return self.age is not None and NORM_AGES[0] <= self.age <= NORM_AGES[1]


@dataclass(frozen=True, slots=True)
class Result:
    """What came of a test.

    Attributes:
        done: one for each side that was tested, else one.
        headline: the score in a few words.
        sentences: what to tell, in this order.
    """

    done: tuple[LoggedTest, ...]
    headline: str
    sentences: tuple[str, ...]

    @property
    def kept(self) -> tuple[LoggedTest, ...]:
        """What the history keeps: what was scored."""
        return tuple(one for one in self.done if _is_scored(one))


def conclude(
    test: CoreTest,
    trials: Sequence[Trial],
    at: datetime,
    person: Person | None = None,
    earlier: Iterable[LoggedTest] = (),
) -> Result:
    """Make the result of a test from its trials.

    Args:
        test: which.
        trials: in their order, at least one.
        at: when, aware.
        person: who, as far as they tell.
        earlier: tests that were done before, of any kind, oldest first.
    """
    before = [one for one in earlier if one.test == test.id]
    if test.sides:
        of_sides = [_of_hold(test, trial, at, before) for trial in trials]
        done = [one for one, _ in of_sides]
        lines = [line for _, of_a_side in of_sides for line in of_a_side]
    else:
        one, lines = _of_one(test, trials, at, before)
        done = [one]
    for one in done:
        lines += _compared(test, one, person or Person(), before)
    if test.balance:
        lines += _compare_sides(test.balance, done, before)
    return Result(tuple(done), _headline(test, done), (*lines, _SCREEN))


def _of_one(
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
    value, error = trial.score
    side = trial.stage.side
    done = LoggedTest(
        at,
        test.id,
        value,
        test.unit,
        error,
        side=side,
        reason=trial.reason,
        practice=trial.scored and _is_first(before, side),
    )
    where = f"{side.capitalize()} side: " if side else ""
    if not trial.scored:
        return done, [_unscored(trial, where)]
    digits = 1 if error < 1.0 else 0
    held = f"{where}held {value:.{digits}f} ± {error:.{digits}f} s, camera-timed: {trial.reason}."
    lines = [capital(held)]
    if not math.isnan(trial.corrected_s):
        lines.append(
            f"You held good form for {trial.corrected_s:.0f} s; then came the first correction."
        )
    return done, lines


def _of_lowering(
    test: CoreTest, trials: Sequence[Trial], at: datetime, before: list[LoggedTest]
) -> tuple[LoggedTest, list[str]]:
    lines = []
    for trial in trials:
        where = f"Trial {trial.stage.number}: " if len(trials) > 1 else ""
        lines.append(where + _lowered(trial) if trial.scored else _unscored(trial, where))
    scored = [trial for trial in trials if trial.scored]
    if not scored:
        return LoggedTest(at, test.id, math.nan, test.unit, reason=trials[-1].reason), lines
    best = min(scored, key=lambda trial: trial.score.value)
    if len(scored) > 1:
        lines.append(f"The better one counts: {number(best.score.value, test.unit, places=0)}.")
    lines.append("It tells of pelvic control, not of strength; lower is better.")
    done = LoggedTest(
        at,
        test.id,
        best.score.value,
        test.unit,
        best.score.uncertainty,
        reason=f"no lift down to there: {best.reason}" if best.bound else best.reason,
        trials=tuple(trial.score.value for trial in trials),
        practice=_is_first(before),
    )
    return done, lines


def _lowered(trial: Trial) -> str:
    value, error = trial.score
    if trial.bound:
        return f"No lift of the low back down to {number(value, 'deg')}: {trial.reason}."
    return f"The low back began to lift at {measured(value, error, 'deg')} above the floor."


def _of_reps(
    test: CoreTest, rules: RepRules, trials: Sequence[Trial], at: datetime, before: list[LoggedTest]
) -> tuple[LoggedTest, list[str]]:
    lines = []
    for trial in trials:
        assert trial.stage.arms is not None
        arms = f"{trial.stage.arms.ask}: "
        if not trial.scored:
            lines.append(_unscored(trial, arms))
        elif trial.came_up:
            lines.append(f"{arms}it came up. {_curl(rules, trial)}")
        else:
            lines.append(f"{arms}{trial.reason}.")
        lines += trial.remarks
    up = [trial for trial in trials if trial.came_up]
    lines += _flag(test, trials[-1], up)
    grade, why = _grade(rules, up) if up else (math.nan, trials[-1].reason)
    if not math.isnan(grade):
        lines.append(f"Grade {grade:.0f} of 10 ({rules.grades[int(grade)]}): {why}.")
    scored = any(trial.scored for trial in trials)
    done = LoggedTest(
        at,
        test.id,
        grade,
        test.unit,
        reason=why,
        passed=bool(up) if scored else None,
        practice=scored and _is_first(before),
    )
    return done, lines


def _flag(test: CoreTest, last: Trial, up: list[Trial]) -> list[str]:
    """What a sit-up that did not count means, said kindly."""
    if last.came_up or not last.scored:
        return []
    if not last.tried:
        return ["Do it once more, slowly and without help from arms or legs."]
    if up:
        return ["That position of the arms is what comes next, not a step that is missing."]
    return [_RED_FLAG, *_contexts(test)]


def _keeps_curl(rules: RepRules, trial: Trial) -> bool | None:
    """Whether the curl was kept; None where it was not seen, or too little of it to tell."""
    value, error = trial.score
    if math.isnan(value):
        return None
    if value >= rules.curl_share:
        return True
    return False if value + error < rules.curl_share else None


def _curl(rules: RepRules, trial: Trial) -> str:
    share = f"curl share {trial.score.value:.2f} ± {trial.score.uncertainty:.1g}"
    kept = _keeps_curl(rules, trial)
    if kept:
        return f"The curl was kept: {share}."
    if kept is False:
        return f"It looked as if it came mainly from the hips: {share}."
    if trial.score.known:
        return f"Whether the curl was kept cannot be told: {share}."
    return "Whether the curl was kept could not be seen."


def _grade(rules: RepRules, up: list[Trial]) -> tuple[float, str]:
    """The grade, NaN without one, and where it comes from."""
    kept = [trial.stage.arms for trial in up if _keeps_curl(rules, trial)]
    if kept and kept[-1]:
        return kept[-1].grade, f"{kept[-1].ask.lower()}, the curl kept"
    easiest = rules.arms[0]
    if any(one.stage.arms == easiest and _keeps_curl(rules, one) is False for one in up):
        return rules.uncurled, f"{easiest.ask.lower()}, the curl not kept"
    return math.nan, "it came up, but was not seen to keep the curl: not graded"


# --- compared with others and with oneself -------------------------------------------------------


def _compared(
    test: CoreTest, done: LoggedTest, person: Person, before: list[LoggedTest]
) -> list[str]:
    """Norms where there are any for this person, and the own trend."""
    if math.isnan(done.score):
        return []
    where = f"{done.side.capitalize()} side: " if done.side else ""
    if done.practice:
        return [f"{where}The first test of a kind is practice. Take it again on another day."]
    own = [one for one in before if one.side == done.side and not one.practice]
    samples = [one for one in test.samples if one.side in (None, done.side)]
    lines = [line for sample in samples for line in _norm(sample, done, person)]
    if test.lowering:
        lines += _contexts(test)
    return [*lines, where + trend(test, done, own)]


def _contexts(test: CoreTest) -> list[str]:
    return [f"{one.name} ({one.citation})." for one in test.samples if one.kind == "context"]


def _norm(sample: Sample, done: LoggedTest, person: Person) -> list[str]:
    """What a sample says of a result; nothing where it is not one of people like them."""
    if sample.kind == "context" or not person.has_norms or person.sex is None:
        return []
    numbers = sample.of(person.sex)
    who = "men" if person.sex == "man" else "women"
    of = f"{who} of a sample ({sample.name}; {sample.citation})"
    if sample.kind == "mean":
        return [f"{capital(of)}: {numbers[0]:g} ± {numbers[1]:g} s on average."]
    low, middle, high = numbers
    band = _BANDS[(done.score >= low) + (done.score > high)]
    return [
        f"{capital(band)}, beside {of}: a quarter held less than {low:g} s, half {middle:g} s, "
        f"a quarter more than {high:g} s."
    ]


def trend(test: CoreTest, done: LoggedTest, own: Sequence[LoggedTest]) -> str:
    """How a result compares with the person's earlier ones, in a sentence.

    A change is shown against the last level that was shown, so that small ones add up.

    Args:
        test: which.
        done: the result.
        own: earlier ones of the same side, practice left out, oldest first.
    """
    known = [one for one in own if not math.isnan(one.score)]
    if not known:
        return "Your own trend begins here."
    level, running = _level(test, known)
    running = _running(test, level, running, done)
    then = f"Compared with {number(level.score, test.unit, places=0)} on {level.at:%d %B %Y}"
    if abs(running) < test.repeat.tests:
        least = number(test.repeat.target(level.score), test.unit, places=0)
        counts = f"less than the {least} by which the test may differ from day to day"
        if test.repeat.tests > 1:
            counts = f"a change counts once it is seen in {test.repeat.tests} tests running"
        return f"{then}: no change, {counts}."
    better = (done.score < level.score) == test.lower_is_better
    return f"{then}: {'better' if better else 'less'}, and more than the test differs by itself."


def level_of(test: CoreTest, own: Sequence[LoggedTest]) -> LoggedTest:
    """The result that the next one is compared with: the last whose change counted, or the first.

    Args:
        test: which.
        own: scored results of the same side, practice left out, oldest first; at least one.
    """
    return _level(test, own)[0]


def _level(test: CoreTest, own: Sequence[LoggedTest]) -> tuple[LoggedTest, int]:
    """The level, and how many results running have been beyond it: above 0 upwards."""
    level, running = own[0], 0
    for one in own[1:]:
        running = _running(test, level, running, one)
        if abs(running) >= test.repeat.tests:
            level, running = one, 0
    return level, running


def _running(test: CoreTest, level: LoggedTest, running: int, one: LoggedTest) -> int:
    change = one.score - level.score
    if abs(change) <= test.repeat.target(level.score):
        return 0
    same_way = running * change > 0.0
    return (running if same_way else 0) + (1 if change > 0.0 else -1)


def _compare_sides(balance: Balance, done: list[LoggedTest], before: list[LoggedTest]) -> list[str]:
    """How left and right compare (biomechanics 3.15): the newest of each, one of them of today."""
    if not any(one.side and not math.isnan(one.score) for one in done):
        return []
    indices = _indices([*before, *done])
    if not indices:
        return []
    now = indices[-1]
    line = f"Left and right differ by {share(abs(now))} of the longer one"
    if abs(now) < balance.note:
        return [f"{line}: even."]
    weaker = "left" if now < 0.0 else "right"
    lines = [f"{line}: start with the {weaker} side next time."]
    last = indices[-balance.flag_tests :]
    if len(last) == balance.flag_tests and all(
        abs(one) >= balance.flag and one * now > 0.0 for one in last
    ):
        lines.append("It is not the first time: do as much on both sides, the weaker one first.")
    return lines


def _indices(tests: list[LoggedTest]) -> list[float]:
    """Left against right, each time that both sides were tested anew."""
    found: list[float] = []
    newest: dict[Side, float] = {}
    for one in tests:
        if one.side and not math.isnan(one.score):
            newest[one.side] = one.score
        if len(newest) == 2:
            found.append(left_right_index(newest["left"], newest["right"]))
            newest = {}
    return found


# --- words ---------------------------------------------------------------------------------------


def _is_scored(one: LoggedTest) -> bool:
    return one.passed is not None or not math.isnan(one.score)


def _is_first(before: list[LoggedTest], side: Side | None = None) -> bool:
    """Whether none of this kind was scored before."""
    return not any(one.side == side for one in before if _is_scored(one))


def _headline(test: CoreTest, done: list[LoggedTest]) -> str:
    if test.rep and done[0].passed is not None and math.isnan(done[0].score):
        return "It came up, not graded" if done[0].passed else "It did not count"
    words = []
    for one in done:
        side = f"{one.side.capitalize()} " if one.side else ""
        score = "not scored" if math.isnan(one.score) else number(one.score, test.unit, places=0)
        words.append(capital(f"{side}{score}"))
    return ", ".join(words)


def _unscored(trial: Trial, where: str) -> str:
    return f"{where}{'not' if where else 'Not'} scored: {trial.reason}."
