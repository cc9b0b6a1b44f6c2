"""What comes of a core test in words and numbers: norms, trends, grades, and how it is said."""

import math
import re
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from formcheck.core_tests.results import Person, conclude
from formcheck.core_tests.tests import core_tests
from formcheck.core_tests.trials import Trial, stages_of
from formcheck.motion.measurement import MISSING, Measurement
from formcheck.programme import training_log as past

TODAY = datetime(2026, 11, 22, 18, 0, tzinfo=UTC)
WOMAN = Person(25, "woman")
ALARMING = ("dangerous", "damage", "injury", "weak")


def before(test, *scores, side=None):
    """Earlier tests: one for practice, then a week apart up to a week ago."""
    values = (1.0, *scores)
    days = [7 * (len(values) - n) for n in range(len(values))]
    return [
        past.LoggedTest(
            TODAY - timedelta(days=ago),
            test,
            value,
            core_tests()[test].unit,
            side=side,
            practice=n == 0,
        )
        for n, (ago, value) in enumerate(zip(days, values, strict=True))
    ]


def held(seconds, *, stage=0, test="plank", corrected_s=math.nan):
    place = stages_of(core_tests()[test])[stage]
    return Trial(place, Measurement(seconds, 0.5), "your hips sank", corrected_s=corrected_s)


def of(test, trials, person=None, earlier=()):
    return conclude(core_tests()[test], trials, TODAY, person, earlier)


def said(result) -> str:
    return "\n".join(result.sentences)


# --- practice, norms, trend ----------------------------------------------------------------------


def test_the_first_of_a_kind_is_practice_and_is_compared_with_nothing():
    result = of("plank", [held(100.0)], WOMAN)
    assert result.tests[0].practice
    assert "practice" in said(result)
    assert "Chase" not in said(result)


def test_another_kind_of_test_is_no_practice_for_this_one():
    assert (
        of("plank", [held(100.0)], earlier=before("side-bridge", 50.0, side="left"))
        .tests[0]
        .practice
    )


def test_the_second_one_counts():
    assert not of("plank", [held(100.0)], earlier=before("plank")).tests[0].practice


@pytest.mark.parametrize(
    ("seconds", "band"), [(60.0, "Build up"), (95.0, "Typical"), (130.0, "Strong")]
)
def test_a_young_woman_is_compared_with_women(seconds, band):
    text = said(of("plank", [held(seconds)], WOMAN, before("plank")))
    assert text.count(f"{band}, beside women") == 2
    assert "Chase et al. 2014" in text
    assert "n = 102" in text
    assert "83 ± 63 s" in text  # Strand: mean and standard deviation


def test_a_man_is_compared_with_men():
    text = said(of("plank", [held(130.0)], Person(18, "man"), before("plank")))
    assert "Typical, beside men of a sample (self-described" in text
    assert "Strong, beside men of a sample (college" in text


@pytest.mark.parametrize(
    "person",
    [None, Person(), Person(25), Person(None, "man"), Person(17, "man"), Person(30, "man")],
)
def test_nobody_else_is_compared_with_others(person):
    text = said(of("plank", [held(95.0)], person, before("plank")))
    assert "beside" not in text
    assert "sample" not in text


def test_norms_from_memory_are_said_to_be():
    trials = [held(80.0, stage=0, test="side-bridge")]
    text = said(of("side-bridge", trials, WOMAN, before("side-bridge", side="left")))
    assert "77 ± 35 s" in text
    assert "quoted from memory and not checked" in text
    assert "72 ± 31" not in text  # that is the other side


@pytest.mark.parametrize(
    ("earlier", "now", "word"),
    [
        ((60.0,), 65.0, "no change"),
        ((60.0,), 68.0, "no change"),
        ((60.0,), 68.5, "better"),
        ((60.0,), 51.0, "less"),
        ((120.0,), 131.0, "no change"),  # a tenth of it is twelve seconds
        ((120.0,), 133.0, "better"),
        ((60.0, 65.0), 70.0, "better"),  # small ones add up
        ((60.0, 80.0), 82.0, "no change"),  # against the level that was shown last
    ],
)
def test_a_change_is_shown_when_it_is_more_than_the_test_repeats(earlier, now, word):
    assert word in said(of("plank", [held(now)], earlier=before("plank", *earlier)))


def test_without_an_earlier_one_the_trend_begins():
    assert "trend begins here" in said(of("plank", [held(60.0)], earlier=before("plank")))


def test_an_angle_is_better_when_it_is_lower():
    earlier = before("leg-lowering", 50.0)
    assert "better" in said(of("leg-lowering", [lowered(35.0)], earlier=earlier))
    assert "no change" in said(of("leg-lowering", [lowered(44.0)], earlier=earlier))


def test_a_grade_changes_once_it_is_seen_twice():
    once = of("sit-up", ups(0.6, 0.6), earlier=before("sit-up", 6.0))
    assert "no change yet. A change counts once it is seen in 2 tests in a row" in said(once)
    twice = of("sit-up", ups(0.6, 0.6), earlier=before("sit-up", 6.0, 8.0))
    assert "better" in said(twice)


# --- plank and side bridge -----------------------------------------------------------------------


def test_a_plank_tells_time_uncertainty_reason_and_first_correction():
    result = of("plank", [held(62.0, corrected_s=41.0)])
    assert result.headline == "62 s"
    assert result.sentences[0] == "Held 62.0 ± 0.5 s, camera-timed: your hips sank."
    assert "good form for 41 s" in said(result)
    assert result.scored[0].score == 62.0


def test_what_was_not_scored_is_said_and_not_kept():
    (stage,) = stages_of(core_tests()["plank"])
    result = of("plank", [Trial(stage, MISSING, "turn side-on", scored=False)])
    assert result.headline == "Not scored"
    assert "Not scored: turn side-on." in result.sentences
    assert result.scored == ()
    assert not result.tests[0].practice


def test_sides_are_compared():
    trials = [held(60.0, test="side-bridge"), held(45.0, stage=1, test="side-bridge")]
    text = said(of("side-bridge", trials))
    assert "differ by 25%" in text
    assert "start with the right side" in text


def test_even_sides_are_said_to_be_even():
    trials = [held(60.0, test="side-bridge"), held(58.0, stage=1, test="side-bridge")]
    assert "even" in said(of("side-bridge", trials))


def test_one_side_is_compared_with_the_other_of_an_earlier_day():
    earlier = before("side-bridge", 60.0, side="left")
    text = said(of("side-bridge", [held(45.0, stage=1, test="side-bridge")], earlier=earlier))
    assert "start with the right side" in text


def test_sides_that_differ_twice_running_are_flagged():
    trials = [held(60.0, test="side-bridge"), held(45.0, stage=1, test="side-bridge")]
    earlier = [
        past.LoggedTest(TODAY - timedelta(days=7), "side-bridge", score, "s", side=side)
        for side, score in (("left", 55.0), ("right", 40.0))
    ]
    assert "not the first time" in said(of("side-bridge", trials, earlier=earlier))
    assert "not the first time" not in said(of("side-bridge", trials))


# --- sit-up --------------------------------------------------------------------------------------


def ups(*shares, fails=False, tried=True, reason="it did not come up all the way"):
    """Sit-ups that came up with these curl shares, and perhaps one that did not."""
    stages = stages_of(core_tests()["sit-up"])
    trials = [
        Trial(stage, Measurement(share, 0.2), "it came up", came_up=True)
        for stage, share in zip(stages, shares, strict=False)
    ]
    if fails:
        trials.append(Trial(stages[len(shares)], MISSING, reason, came_up=False, tried=tried))
    return trials


@pytest.mark.parametrize(
    ("trials", "grade"),
    [
        (ups(0.6, 0.5, 0.4), 10),
        (ups(0.6, 0.5, fails=True), 8),
        (ups(0.6, fails=True), 6),
        (ups(0.05, fails=True), 5),  # it comes up, the curl is not kept
        (ups(0.6, 0.05), 6),  # the hardest position in which it is kept
        (ups(0.25), math.nan),  # too close to tell
        (ups(math.nan, math.nan), math.nan),  # not seen
        (ups(fails=True), math.nan),
    ],
)
def test_the_grade_is_of_the_hardest_position_with_the_curl_kept(trials, grade):
    (done,) = of("sit-up", trials).tests
    assert done.score == pytest.approx(grade, nan_ok=True)
    assert done.passed is (trials[0].came_up is True)


def test_a_sit_up_that_does_not_come_up_is_said_kindly_with_what_to_do():
    text = said(of("sit-up", ups(fails=True)))
    assert "useful information, not a failure" in text
    assert "crunches" in text
    assert "arms help you up" in text
    assert "33" in text
    assert "93 women" in text
    assert not any(word in text.lower() for word in ALARMING)


def test_a_harder_position_that_fails_is_the_next_goal_and_no_red_flag():
    text = said(of("sit-up", ups(0.6, fails=True)))
    assert "comes next" in text
    assert "crunches" not in text


def test_a_swing_is_asked_to_be_left_out_and_no_red_flag():
    result = of("sit-up", ups(fails=True, tried=False, reason="your arms swung forward to help"))
    assert result.tests[0].passed is False
    assert "once more, slowly" in said(result)
    assert "crunches" not in said(result)


def test_a_sit_up_that_was_not_seen_is_neither_passed_nor_failed():
    stage, *_ = stages_of(core_tests()["sit-up"])
    result = of("sit-up", [Trial(stage, MISSING, "turn side-on", scored=False)])
    assert result.tests[0].passed is None
    assert result.scored == ()


# --- leg lowering --------------------------------------------------------------------------------


def lowered(angle, *, number=0, bound=False):
    stage = stages_of(core_tests()["leg-lowering"])[number]
    reason = "your legs came down to the floor" if bound else "your low back began to lift"
    return Trial(stage, Measurement(angle, 7.0), reason, bound=bound)


def test_the_better_trial_counts_and_both_are_kept():
    result = of("leg-lowering", [lowered(48.0), lowered(41.0, number=1)])
    (done,) = result.tests
    assert (done.score, done.uncertainty, done.trials) == (41.0, 7.0, (48.0, 41.0))
    assert "The better one counts: 41°." in result.sentences
    assert "pelvic control, not of strength" in said(result)


def test_no_lift_is_told_as_such():
    (done,) = of("leg-lowering", [lowered(8.0, bound=True)]).tests
    assert done.score == 8.0
    assert done.reason.startswith("no lift down to there")


def test_a_trial_that_was_not_scored_leaves_the_other():
    _, second = stages_of(core_tests()["leg-lowering"])
    unscored = Trial(second, MISSING, "you lowered your legs too fast", scored=False)
    result = of("leg-lowering", [lowered(48.0), unscored])
    assert result.tests[0].score == 48.0
    assert "Trial 2: not scored: you lowered your legs too fast." in result.sentences


def test_an_angle_has_no_label_and_says_why():
    text = said(of("leg-lowering", [lowered(40.0)], WOMAN, before("leg-lowering")))
    assert "No label" in text
    assert not any(word in text for word in ("Good", "Fair", "Poor", "Build up"))


# --- the page ------------------------------------------------------------------------------------


def test_the_page_shows_every_sample_with_its_numbers_and_citation():
    page = (Path(__file__).parents[1] / "docs" / "core-tests.md").read_text(encoding="utf-8")
    for test in core_tests().values():
        for sample in test.samples:
            rows = [row for row in page.splitlines() if sample.citation in row]
            numbers = {f"{value:g}" for value in (*sample.men, *sample.women)}
            found = [row for row in rows if numbers <= set(re.findall(r"[\d.]+\d|\d", row))]
            assert found or sample.kind == "context", sample.name
        assert test.name in page
