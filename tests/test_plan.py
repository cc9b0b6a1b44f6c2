"""The plan of a day: what is in it, in which order, and what is left out."""

import tomllib
from datetime import timedelta
from pathlib import Path

import pytest

from benchmarks.programme import (
    DAY,
    badly,
    but,
    counted,
    evening,
    held,
    morning_after,
    session,
    training_log,
    well,
)
from formcheck.coaching.advice import BRACING_SET, WARM_UP_SET
from formcheck.errors import InputError
from formcheck.exercises.ladders import ladders, read_ladders
from formcheck.programme.asymmetry import weaker_side
from formcheck.programme.plan import Plan, make_plan
from formcheck.programme.planning import planning
from formcheck.programme.training_log import CheckIn, TrainingLog
from formcheck.programme.workout import Workout, load_workout

MINUTES = (10, 20, 30)
GOALS = [goal.id for goal in planning().goals]


NOTHING = TrainingLog()


def plan(told: TrainingLog = NOTHING, day: int = 4, **wishes) -> Plan:
    return make_plan(told, DAY + timedelta(days=day), **wishes)


def exercises(made: Plan, role: str) -> list[str]:
    return list(dict.fromkeys(step.exercise for step in made.steps if step.role == role))


def before(pain: int, day: int = 4, **signs) -> TrainingLog:
    return TrainingLog(
        check_ins=(CheckIn(evening(day) - timedelta(hours=3), "before", pain, **signs),)
    )


# --- what is in it -------------------------------------------------------------------------------


@pytest.mark.parametrize("minutes", MINUTES)
def test_one_exercise_from_each_ladder(minutes: int) -> None:
    made = plan(minutes=minutes)
    assert {step.ladder for step in made.steps} == set(ladders())
    assert len(exercises(made, "work")) == len(ladders())


@pytest.mark.parametrize("minutes", MINUTES)
@pytest.mark.parametrize("goal", GOALS)
def test_it_takes_no_longer_than_there_is_time(minutes: int, goal: str) -> None:
    asked = tuple(but(well(s), warm_ups=WARM_UP_SET) for s in plan(minutes=30).steps)
    for told in (TrainingLog(), training_log(session(2, *asked))):
        assert plan(told, minutes=minutes, goal=goal).seconds <= 60 * minutes


def test_more_time_is_more_sets() -> None:
    assert [len(plan(minutes=minutes).steps) for minutes in MINUTES] == [7, 14, 21]


def test_every_step_says_why() -> None:
    asked = but(held("plank", 15), warm_ups=WARM_UP_SET)
    for told in (TrainingLog(), training_log(session(2, asked))):
        assert all(step.why for step in plan(told).steps)


@pytest.mark.parametrize("goal", [goal for goal in planning().goals if goal.first])
def test_the_goal_comes_first_and_once_more(goal) -> None:
    made = plan(goal=goal.id)
    ladder = [step.ladder for step in made.steps]
    assert ladder[0] == goal.first
    assert (
        ladder.count(goal.first) / len({s.side for s in made.steps if s.ladder == goal.first}) == 3
    )


def test_what_does_not_fit_comes_first_another_day() -> None:
    asked = tuple(but(well(step), warm_ups=WARM_UP_SET) for step in plan(minutes=30).steps)
    first = plan(training_log(session(2, *asked)), minutes=10)
    assert first.kind == "session"
    left_out = set(ladders()) - {step.ladder for step in first.steps}
    assert left_out
    assert "No time for" in first.notes[0]
    done = tuple(well(step) for step in first.steps if step.role == "work")
    again = tuple(but(one, warm_ups=WARM_UP_SET) for one in done)
    told = training_log(session(2, *asked), session(4, *again))
    assert left_out <= {step.ladder for step in plan(told, 6, minutes=10).steps}


def test_the_same_past_gives_the_same_plan() -> None:
    steps = plan(minutes=30).steps
    told = training_log(session(0, *map(well, steps)), session(2, *map(badly, steps)))
    assert plan(told) == plan(told)
    other = TrainingLog(told.sessions, told.check_ins[::-1], told.tests)
    assert plan(other).steps == plan(told).steps


def test_what_comes_later_than_the_day_is_not_looked_at() -> None:
    told = training_log(session(0, *map(well, plan().steps)))
    later = training_log(*told.sessions, session(8, *map(badly, plan().steps)))
    assert plan(later, 4).steps == plan(told, 4).steps


def test_who_has_trained_today_is_told_to_rest() -> None:
    told = training_log(session(4, held("plank", 20)))
    assert any("trained today" in note for note in plan(told, 4).notes)
    assert not any("trained today" in note for note in plan(told, 5).notes)


@pytest.mark.parametrize(("pain", "offered"), [(0, True), (3, False), (5, False)])
def test_who_is_new_is_told_of_the_tests_but_not_in_pain(pain: int, offered: bool) -> None:
    assert any("formcheck test" in note for note in plan(before(pain)).notes) == offered


def test_long_sitting_is_to_be_broken_up() -> None:
    assert planning().reminder.sitting in plan().notes


# --- warm-ups ------------------------------------------------------------------------------------


@pytest.mark.parametrize("asked", [WARM_UP_SET, WARM_UP_SET[::-1], BRACING_SET, ()])
def test_warm_ups_come_first_where_the_findings_ask_for_them(asked: tuple[str, ...]) -> None:
    made = plan(training_log(session(2, but(held("plank", 15), warm_ups=asked))), minutes=30)
    roles = [step.role for step in made.steps]
    assert roles == sorted(roles)  # "warm_up" before "work"
    order = [name for name in planning().warm_ups if name in asked]
    assert exercises(made, "warm_up") == order


def test_the_lunge_is_done_on_both_sides() -> None:
    asked = but(held("plank", 15), warm_ups=("low_lunge",))
    steps = [s for s in plan(training_log(session(2, asked))).steps if s.role == "warm_up"]
    assert [step.side for step in steps] == ["left", "right"] * 2


def test_what_was_good_since_asks_for_no_warm_up_any_more() -> None:
    asked = but(held("plank", 15), warm_ups=WARM_UP_SET)
    assert not exercises(
        plan(training_log(session(0, asked), session(2, held("plank", 15)))), "warm_up"
    )


def test_what_a_warm_up_itself_showed_is_heeded() -> None:
    bridge = counted("glute_bridge", 12, role="warm_up", warm_ups=("low_lunge",))
    assert exercises(plan(training_log(session(2, bridge))), "warm_up") == ["low_lunge"]


# --- pain ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("told", "kind"),
    [
        (before(0), "session"),
        (before(2), "session"),
        (before(3), "mobility"),
        (before(4), "mobility"),
        (before(5), "none"),
        (before(0, warning_signs=True), "none"),
        (before(1, leg_symptoms=True), "none"),
    ],
)
def test_pain_before_decides_what_kind_of_day_it_is(told: TrainingLog, kind: str) -> None:
    made = plan(told)
    assert made.kind == kind
    assert (made.workout is None) == (kind == "none")
    assert made.readiness.help == (kind == "none")


def test_a_day_of_stretches_takes_ten_to_fifteen_minutes_and_strains_nothing() -> None:
    made = plan(before(3))
    assert 600 <= made.seconds <= 900
    assert exercises(made, "work") == []


@pytest.mark.parametrize(("pain", "kind"), [(3, "mobility"), (2, "session")])
def test_after_a_set_that_was_stopped_for_pain_come_stretches(pain: int, kind: str) -> None:
    done = session(3, held("plank", 15), pain=pain)
    assert plan(training_log(done, pain_after=None)).kind == kind


def test_who_says_that_it_is_gone_trains_again() -> None:
    done = session(3, held("plank", 15), pain=4)
    told = training_log(done, pain_after=None, check_ins=(morning_after(3),))
    assert plan(told, 4).kind == "session"


@pytest.mark.parametrize(("pain_after", "advised"), [(2, True), (1, False)])
def test_two_sessions_that_made_it_worse_lead_to_a_professional(
    pain_after: int, advised: bool
) -> None:
    told = training_log(
        session(0, held("plank", 15)), session(2, held("plank", 15)), pain_after=pain_after
    )
    assert any("professional" in note for note in plan(told, 3).notes) == advised


# --- left and right ------------------------------------------------------------------------------


def sides(left_s: float, right_s: float) -> tuple:
    return (
        held("side_plank", left_s, side="left", planned_hold_s=20),
        held("side_plank", right_s, side="right", planned_hold_s=20),
    )


@pytest.mark.parametrize(
    ("sessions", "weaker"),
    [
        ([(20, 20), (20, 20)], None),
        ([(20, 17), (20, 17)], "right"),
        ([(17, 20), (17, 20)], "left"),
        ([(20, 17), (17, 20)], None),
        ([(20, 20), (20, 17)], None),
        ([(20, 17)], None),
        ([(20, 18.2), (20, 18.2)], None),
    ],
)
def test_the_weaker_side_begins_once_two_sessions_show_it(sessions, weaker: str | None) -> None:
    done = [session(2 * n, *sides(*pair)) for n, pair in enumerate(sessions)]
    assert weaker_side(done, "side_plank") == weaker
    steps = [s for s in plan(training_log(*done)).steps if s.exercise == "side_plank"]
    assert steps[0].side == (weaker or "left")
    assert len({step.hold_s for step in steps}) == 1  # as much on both


@pytest.mark.parametrize(("right", "weaker"), [(60.0, "right"), (45.0, None)])
def test_a_higher_control_angle_is_the_weaker_side(right: float, weaker: str | None) -> None:
    pair = (
        counted("single_leg_lift", 6, side="left", control_deg=40.0),
        counted("single_leg_lift", 6, side="right", control_deg=right),
    )
    assert weaker_side([session(0, *pair), session(2, *pair)], "single_leg_lift") == weaker


# --- as a file -----------------------------------------------------------------------------------


@pytest.mark.parametrize("minutes", MINUTES)
def test_the_workout_is_what_live_runs(tmp_path, minutes: int) -> None:
    steps = plan(minutes=30).steps
    asked = tuple(but(badly(step), warm_ups=WARM_UP_SET) for step in steps)
    workout = plan(training_log(session(2, *asked)), minutes=minutes).workout
    path = tmp_path / "plan.toml"
    path.write_text(workout.to_toml(), encoding="utf-8")
    assert load_workout(path) == workout


def test_words_survive_the_file() -> None:
    note = 'Say "ready", then go \\ slowly\nand gently, señor'
    made = Workout.model_validate({"name": note, "steps": [{"exercise": "plank", "note": note}]})
    read = tomllib.loads(made.to_toml())
    assert (read["name"], read["steps"][0]["note"]) == (note, note)


@pytest.mark.parametrize(
    "place", ['ladder = "plank"\nlevel = 1', 'ladder = "plank"', 'ladder = "stairs"\nlevel = 1']
)
def test_a_step_that_does_not_stand_where_it_says_is_refused(tmp_path, place: str) -> None:
    path = tmp_path / "workout.toml"
    path.write_text(f'[[steps]]\nexercise = "plank"\n{place}\n')
    with pytest.raises(InputError, match="is not level"):
        load_workout(path)


# --- the data ------------------------------------------------------------------------------------

LEVELS = """
[[ladders]]
id = "up"
name = "Up"
source = "ENG"
[[ladders.levels]]
exercise = "{first}"
{first_amount}
source = "ENG"
[[ladders.levels]]
exercise = "{second}"
{second_amount}
source = "ENG"
"""


@pytest.mark.parametrize(
    ("first", "first_amount", "second", "second_amount", "message"),
    [
        ("handstand", "reps = [5, 8]", "plank", "hold_s = [10, 20]", "no exercise 'handstand'"),
        ("knee_plank", "reps = [5, 8]", "plank", "hold_s = [10, 20]", "held or counted"),
        (
            "knee_plank",
            "hold_s = [9, 20]",
            "high_plank",
            "hold_s = [9, 20]",
            "in its own file, too",
        ),
        ("knee_plank", "hold_s = [20, 10]", "plank", "hold_s = [10, 20]", "least first"),
        ("plank", "hold_s = [5, 10]", "plank", "hold_s = [10, 20]", "give each a name"),
        ("knee_plank", "", "plank", "hold_s = [10, 20]", "either hold_s or reps"),
    ],
)
def test_a_ladder_with_a_mistake_is_refused(
    first: str, first_amount: str, second: str, second_amount: str, message: str, tmp_path: Path
) -> None:
    text = LEVELS.format(
        first=first, first_amount=first_amount, second=second, second_amount=second_amount
    )
    file = tmp_path / "ladders.toml"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(InputError, match=message):
        read_ladders(file)


def test_no_text_of_a_plan_frightens() -> None:
    steps = plan(minutes=30).steps
    told = training_log(session(0, *map(well, steps)), session(2, *map(badly, steps), pain=2))
    words = " ".join([*(one.why for one in plan(told).states), *plan(told).notes]).lower()
    assert not [word for word in ("dangerous", "damage", "injury", "weak") if word in words]
