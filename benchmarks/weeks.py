"""Eight weeks of training, three times a week, by people who do as the plan says.

    python -m benchmarks.weeks [--write]  # prints what was planned; --write puts it into docs/

What somebody can do is a number: the highest level, and the share of the way to its most. What asks
for more fails as it does in life: hips sag, a sit-up does not come up, control is lost.
"""

import argparse
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

from formcheck.exercises.ladders import ladders
from formcheck.programme.plan import Plan, make_plan
from formcheck.programme.progression import LadderState
from formcheck.programme.training_log import (
    CheckIn,
    LoggedSession,
    LoggedSet,
    LoggedTest,
    TrainingLog,
)
from formcheck.programme.workout import Step

from .programme import DAY, badly, evening, session, training_log, well

PAGE = Path(__file__).parents[1] / "docs" / "weeks.md"
WEEKS = 8
TRAINING_DAYS = [7 * week + day for week in range(WEEKS) for day in (0, 2, 4)]
Ability = Callable[[int], float]  # day to the highest level, and the share of its most amount
Pain = Callable[[int], int]  # day to what is told


@dataclass
class Person:
    """Somebody who trains.

    Attributes:
        ability: on every ladder alike, by day.
        during, after: back pain during a session of that day, and the morning after it.
        before: on the day, before the session.
    """

    ability: Ability
    during: Pain = lambda _: 0
    after: Pain = lambda _: 0
    before: Pain = lambda _: 0
    days: list[int] = field(default_factory=lambda: list(TRAINING_DAYS))
    tests: tuple[LoggedTest, ...] = ()


def needed(step: Step) -> float:
    """What a step asks for: its level, and the share of the way to the level's most."""
    level = ladders()[step.ladder].level(step.level)
    amount = step.reps or step.hold_s
    return step.level + max(0.0, (amount - level.least) / (level.most - level.least))


def done(step: Step, ability: float) -> LoggedSet:
    """What becomes of a step."""
    return well(step) if step.role == "warm_up" or needed(step) <= ability else badly(step)


def train(person: Person) -> Iterator[tuple[TrainingLog, Plan]]:
    """The plan of each day, with the training log that it was made from."""
    sessions: list[LoggedSession] = []
    told: list[CheckIn] = []
    for day in person.days:
        told.append(CheckIn(evening(day) - timedelta(hours=1), "before", person.before(day)))
        known = training_log(*sessions, pain_after=None, check_ins=told, tests=person.tests)
        made = make_plan(known, DAY + timedelta(days=day), minutes=30)
        yield known, made
        if made.steps:
            sets = (done(step, person.ability(day)) for step in made.steps)
            sessions.append(session(day, *sets, pain=person.during(day)))
            pain = person.after(day)
            told.append(CheckIn(evening(day) + timedelta(hours=12), "next_day", pain))


def levels(made: Plan) -> dict[str, tuple[int, int]]:
    """Level and amount by ladder."""
    return {one.ladder.id: (one.number, one.amount) for one in made.states}


#: Gets a level stronger a week.
STRONGER = Person(ability=lambda day: 1.5 + day / 7)
#: Stays where the second level ends, more or less.
STALLS = Person(ability=lambda _: 2.4)
#: Is strong enough for everything, but it hurts a little more every week.
HURTS = Person(
    ability=lambda _: 6.0,
    during=lambda day: min(3, day // 14),
    after=lambda day: min(8, day // 7),
    before=lambda day: min(6, day // 9),
)
#: Pauses for two and a half weeks.
PAUSES = Person(
    ability=lambda _: 6.0, days=[d for d in TRAINING_DAYS if not 16 < d < 34 and d != 35]
)


# --- as a page -----------------------------------------------------------------------------------

_TITLES = {
    "gets stronger": STRONGER,
    "stalls": STALLS,
    "has more and more pain": HURTS,
    "pauses for two and a half weeks": PAUSES,
}
_MARKS = {
    "up": "↑ ",
    "more": "+ ",
    "less": "less: ",
    "down": "↓ ",
    "back": "↓ ",
    "rest": "left out: ",
}
_INTRODUCTION = """# Eight weeks, simulated

Four people train three times a week for eight weeks and do what the plan says, as well as they
can: what asks for more than their strength fails as it does in life, and a check-in before and
after each session says how the back is. Below is what was planned for each day: ↑ the next level,
+ more of the same, ↓ a level down. `python -m benchmarks.weeks --write` makes this page; tests look
at the same weeks for what a plan may never do: harder with pain on the day after, two steps at
once, what is blocked, or the same as before after a break.
"""


def page() -> str:
    """The weeks of everybody, as a page of the documentation."""
    parts = [_INTRODUCTION]
    for title, person in _TITLES.items():
        parts += [f"## Somebody who {title}", "", *_table(person), ""]
    return "\n".join(parts)


def _table(person: Person) -> list[str]:
    names = [ladder.name for ladder in ladders().values()]
    lines = [f"| day | {' | '.join(names)} | what else |", f"|{'---|' * (len(names) + 2)}"]
    for known, made in train(person):
        cells = ["" for _ in names]
        for one in made.states:
            cells[names.index(one.ladder.name)] = _cell(one)
        told = known.check_ins[-1].pain
        words = [made.readiness.why] if made.kind != "session" or told else []
        words += [note for note in made.notes if "professional" in note or "stopped" in note]
        kind = {"session": "", "mobility": "**Stretches.** ", "none": "**No session.** "}[made.kind]
        week, day = divmod((made.day - DAY).days, 7)
        lines.append(f"| {week + 1}.{day + 1} | {' | '.join(cells)} | {kind}{' '.join(words)} |")
    return lines


def _cell(one: LadderState) -> str:
    name = one.level.name or one.level.exercise.replace("_", " ")
    unit = " s" if one.level.hold_s else ""
    return f"{_MARKS.get(one.change, '')}{name} {one.amount}{unit}"


def main() -> None:
    """Print the page, or write it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--write", action="store_true", help=f"write docs/{PAGE.name}")
    if parser.parse_args().write:
        PAGE.write_text(page(), encoding="utf-8")
    else:
        print(page())


if __name__ == "__main__":
    main()
