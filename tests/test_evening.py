"""A whole evening by the commands that a user types: check-in, test, plan, live, history, plan."""

import pytest

from benchmarks.evening import Evening, spend

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def evening(tmp_path_factory: pytest.TempPathFactory) -> Evening:
    return spend(tmp_path_factory.mktemp("evening"))


def levels(plan: dict) -> dict[str, tuple[int, str]]:
    return {one["ladder"]: (one["level"], one["exercise"]) for one in plan["choices"]}


def test_the_plan_starts_from_what_was_done_before(evening: Evening) -> None:
    assert levels(evening.plans[0]) == {
        "plank": (3, "plank"),
        "side_plank": (1, "side_plank"),
        "sit_up": (3, "sit_up"),
        "leg_lift": (4, "leg_raise"),
        "lifting": (1, "pick_up"),
    }


def test_the_next_day_takes_back_exactly_what_failed(evening: Evening) -> None:
    assert levels(evening.plans[1]) == levels(evening.plans[0]) | {
        "plank": (2, "plank"),
        "sit_up": (1, "crunch"),
        "leg_lift": (3, "bent_knee_leg_lift"),
    }
    changes = {one["ladder"]: one["change"] for one in evening.plans[1]["choices"]}
    assert {ladder for ladder, change in changes.items() if change == "down"} == {
        "plank",
        "sit_up",
        "leg_lift",
    }
    assert not {"less", "back"} & set(changes.values())


def test_the_history_has_every_set_with_what_was_asked_for(evening: Evening) -> None:
    lines = evening.session.splitlines()
    sets = [line for line in lines if line[:1].isdigit()]
    names = [line.split(". ", 1)[1].split(":")[0] for line in sets]
    assert names == [
        "Forearm plank",
        "Side plank, left side",
        "Side plank, right side",
        "Sit-up",
        "Leg raise",
        "Pick-up from the floor",
    ]
    assert any("2 failed attempts" in line for line in sets)
    assert any(line.startswith("Check-in after") for line in lines)


def test_the_commands_say_what_a_user_needs(evening: Evening) -> None:
    said = "\n".join(evening.transcript)
    for words in (
        "No back pain today",
        "Plank until form is lost",
        "Start: formcheck live --save --workout",
        "Back pain, zero to ten?",
        "Go on with the crunch",
        "Go on with the bent-knee leg lift",
    ):
        assert words in said
    assert "Traceback" not in said
