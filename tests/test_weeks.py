"""Eight weeks of training, three times a week: what a plan may never do, whoever trains."""

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from benchmarks.programme import DAY, evening
from benchmarks.weeks import (
    HURTS,
    PAGE,
    PAUSES,
    STALLS,
    STRONGER,
    TRAINING_DAYS,
    Person,
    levels,
    page,
    train,
)
from formcheck.exercises.ladders import ladders
from formcheck.programme.plan import Plan, make_plan
from formcheck.programme.training_log import LoggedTest as Score  # pytest would take it for a test
from formcheck.programme.training_log import TrainingLog

pytestmark = pytest.mark.slow

PEOPLE = {"stronger": STRONGER, "stalls": STALLS, "hurts": HURTS, "pauses": PAUSES}


@pytest.fixture(params=PEOPLE.values(), ids=list(PEOPLE))
def weeks(request: pytest.FixtureRequest) -> list[tuple[TrainingLog, Plan]]:
    return list(train(request.param))


def never_too_much(weeks: list[tuple[TrainingLog, Plan]]) -> None:
    """What must hold for every plan, against what was done before it."""
    for known, made in weeks:
        if not known.sessions or not made.states:
            continue
        last = known.sessions[-1]
        hurt = any(told.pain for told in known.check_ins if told.at >= last.at) or any(
            told.pain for told in last.check_ins
        )
        for one in made.states:
            before = [s for s in last.sets if s.ladder == one.ladder.id]
            if not before:
                continue
            level = max(s.level for s in before)
            amount = max((s.planned_reps or s.planned_hold_s) for s in before if s.level == level)
            assert one.number <= level + 1, "two steps at once"
            more = one.number == level and one.amount > amount
            if hurt:
                assert one.number <= level, "a step up in spite of pain"
                assert not more, "more in spite of pain"
            if more:
                assert one.amount <= max(1.2 * amount, amount + 1), "more than a fifth more"
            if one.number > level and one.level.exercise == before[0].result.exercise:
                assert one.amount <= amount, "a step and more of it"


def never_blocked(weeks: list[tuple[TrainingLog, Plan]]) -> None:
    for _, made in weeks:
        allowed = {"go": ("warm_up", "work"), "warm_ups_only": ("warm_up",), "no_session": ()}
        assert {step.role for step in made.steps} <= set(allowed[made.readiness.go])
        assert (made.workout is None) == (made.readiness.go == "no_session")


def test_never_two_steps_at_once_and_never_harder_with_pain(weeks) -> None:
    never_too_much(weeks)


def test_never_what_is_blocked(weeks) -> None:
    never_blocked(weeks)


def test_every_plan_is_short_enough_and_the_same_when_made_again(weeks) -> None:
    for known, made in weeks:
        assert made.seconds <= 1800
        assert make_plan(known, made.day, minutes=30) == made


def test_who_gets_stronger_climbs_every_ladder() -> None:
    weeks = list(train(STRONGER))
    first, last = levels(weeks[0][1]), levels(weeks[-1][1])
    for ladder, start in first.items():
        assert last[ladder] > start, ladder
    assert last["sit_up"][0] >= 3


@pytest.mark.parametrize(("tested", "level"), [(False, 3), (True, 4)])
def test_straight_legs_come_in_the_end_but_not_without_a_test(tested: bool, level: int) -> None:
    score = Score(evening(20), "leg-lowering", 30.0, "deg", trials=(30.0, 35.0, 40.0))
    months = [day for week in range(0, 20, 8) for day in (7 * week + d for d in TRAINING_DAYS)]
    tests = tuple(replace(score, at=evening(day)) for day in range(0, 160, 40)) if tested else ()
    strong = replace(STRONGER, ability=lambda _: 6.0, days=months, tests=tests)
    *_, (_, last) = train(strong)
    assert levels(last)["leg_lift"][0] == level


def test_who_stalls_stays_about_where_the_strength_ends() -> None:
    for ladder in ladders():
        reached = [levels(made)[ladder][0] for _, made in train(STALLS)]
        assert max(reached) <= 3
        assert max(reached[9:]) - min(reached[9:]) <= 1 or ladder == "sit_up", ladder


def test_rising_pain_ends_in_no_session_and_the_advice_to_see_somebody() -> None:
    weeks = list(train(HURTS))
    kinds = [made.kind for _, made in weeks]
    assert [kind for i, kind in enumerate(kinds) if i == 0 or kinds[i - 1] != kind] == [
        "session",
        "mobility",
        "none",
    ]
    assert any("professional" in " ".join((made.readiness.why, *made.notes)) for _, made in weeks)
    assert weeks[-1][1].readiness.help


def test_after_a_break_it_goes_on_at_a_lower_level() -> None:
    weeks = list(train(PAUSES))
    back = next(i for i, (_, made) in enumerate(weeks) if made.day > DAY + timedelta(33))
    before, after = levels(weeks[back - 1][1]), levels(weeks[back][1])
    for ladder, (number, amount) in before.items():
        assert after[ladder] < (number, amount) or after[ladder] == (
            1,
            ladders()[ladder].level(1).least,
        )


@settings(max_examples=60, deadline=None)
@given(data=st.data())
def test_no_history_makes_a_plan_too_much(data: st.DataObject) -> None:
    """Anybody: ability, pain and days as they come."""
    days = sorted(data.draw(st.sets(st.integers(0, 80), min_size=2, max_size=12)))
    scale = st.lists(st.integers(0, 6), min_size=len(days), max_size=len(days))
    pains = [dict(zip(days, data.draw(scale), strict=True)) for _ in range(3)]
    strength = dict(zip(days, data.draw(scale), strict=True))
    person = Person(
        ability=lambda day: float(strength[day]),
        during=lambda day: pains[0][day] // 3,
        after=lambda day: pains[1][day] // 2,
        before=lambda day: pains[2][day] // 2,
        days=days,
    )
    weeks = list(train(person))
    never_too_much(weeks)
    never_blocked(weeks)


def test_the_weeks_in_the_documentation_are_these() -> None:
    assert PAGE.read_text(encoding="utf-8") == page()
