"""What to do on a day: warm-ups that fit what was found, then one exercise from each ladder.

The same log gives the same plan. Doses, goals and times are data (`planning.toml`).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final, Literal

from formcheck.exercises.catalogue import catalogue
from formcheck.exercises.ladders import ladders
from formcheck.programme.asymmetry import weaker_side
from formcheck.programme.easing import slower_tempo
from formcheck.programme.pain import Readiness, StepBack, limits, readiness, steps_back
from formcheck.programme.planning import Goal, planning
from formcheck.programme.progression import LadderState, ladder_state
from formcheck.programme.training_log import Side, TrainingLog
from formcheck.programme.workout import Step, Workout
from formcheck.result import SetResult

#: How far back a plan looks: longer ago is a new start in any case.
LOOK_BACK_DAYS: Final = 84
Kind = Literal["session", "mobility", "none"]

_SIDES: Final[tuple[Side, Side]] = ("left", "right")


@dataclass(frozen=True, slots=True)
class Plan:
    """A day.

    Attributes:
        day: which.
        kind: a session, stretches only, or nothing.
        goal: its id.
        readiness: what the check-ins allow, and why.
        states: where somebody stands on each ladder, as chosen; empty but for a session.
        steps: what to do, in order; empty for nothing.
        notes: what else is to be said.
        seconds: about how long it will take.
    """

    day: date
    kind: Kind
    goal: str
    readiness: Readiness
    states: tuple[LadderState, ...]
    steps: tuple[Step, ...]
    notes: tuple[str, ...]
    seconds: float

    @property
    def workout(self) -> Workout | None:
        """As what `live --workout` runs; None where there is nothing to do."""
        if not self.steps:
            return None
        name = planning().mobility.name if self.kind == "mobility" else "Session"
        return Workout(name=f"{name}, {self.day.isoformat()}", steps=self.steps)


def make_plan(
    log: TrainingLog,
    day: date,
    *,
    minutes: int = 20,
    goal: str = "balance",
) -> Plan:
    """Plan a day.

    Args:
        log: of `LOOK_BACK_DAYS` days up to the day; what is later is not looked at.
        day: to plan for.
        minutes: about how long it may take.
        goal: id of a goal.
    """
    log = _up_to(log, day)
    allowed = readiness(log.check_ins, day)
    worse = steps_back(log.sessions, log.check_ins)
    notes = [*_professional(log, worse), *_today(log, day)]
    if allowed.go == "no_session":
        return Plan(day, "none", goal, allowed, (), (), tuple(notes), 0.0)
    notes.append(planning().reminder.sitting)
    ached = _ached(log, day)
    if allowed.go == "warm_ups_only" or ached:
        steps = tuple(step for name in planning().mobility.steps for step in _warm_up(name, 1, ""))
        notes = [ached, *notes] if ached and allowed.go == "go" else notes
        seconds = sum(map(_seconds, steps))
        return Plan(day, "mobility", goal, allowed, (), steps, tuple(notes), seconds)
    states = [ladder_state(ladder, log, day, catalogue(), worse) for ladder in ladders().values()]
    chosen, steps = _fill(states, log, 60.0 * minutes, planning().goal(goal))
    left_out = [one for one in states if one not in chosen and one.amount]
    if left_out:
        names = ", ".join(one.ladder.name.lower() for one in left_out)
        notes.insert(0, f"No time for: {names}. It comes first another day.")
    notes = [*(one.why for one in states if not one.amount), *_first(log), *notes]
    seconds = sum(map(_seconds, steps))
    return Plan(day, "session", goal, allowed, tuple(chosen), steps, tuple(notes), seconds)


def _up_to(log: TrainingLog, day: date) -> TrainingLog:
    return TrainingLog(
        tuple(one for one in log.sessions if one.at.date() <= day),
        tuple(one for one in log.check_ins if one.at.date() <= day),
        tuple(one for one in log.tests if one.at.date() <= day),
    )


# --- what is said --------------------------------------------------------------------------------


def _professional(log: TrainingLog, worse: Mapping[int, StepBack]) -> list[str]:
    """The advice to see a professional, where pain after sessions asks for it."""
    if not log.sessions:
        return []
    last = worse.get(log.sessions[-1].number)
    return [last.why] if last and last.professional else []


def _today(log: TrainingLog, day: date) -> list[str]:
    if log.sessions and log.sessions[-1].at.date() == day:
        return ["You have trained today already: rest, and keep this for another day."]
    return []


def _first(log: TrainingLog) -> list[str]:
    if log.sessions or log.tests:
        return []
    return ["The tests show where to begin (`formcheck test plank`); until then it begins easy."]


def _ached(log: TrainingLog, day: date) -> str:
    """Why today is for stretches: a set was stopped for pain lately, and nobody said it is gone."""
    soon = timedelta(hours=limits().after.next_day_within_h)
    for one in sorted(log.check_ins, key=lambda one: one.at, reverse=True):
        if one.moment != "during" and one.pain is not None and one.at.date() == day:
            return ""
        stopped = (one.pain or 0) >= limits().during.stop_from or one.sharp
        if one.moment == "during" and stopped and day - one.at.date() <= soon:
            return (
                "A set was stopped for pain last time: stretches only, until you say with "
                "`formcheck check-in` how your back is today."
            )
    return ""


# --- putting it together -------------------------------------------------------------------------


def _fill(
    states: Sequence[LadderState], log: TrainingLog, budget_s: float, goal: Goal
) -> tuple[list[LadderState], tuple[Step, ...]]:
    """As many sets of as many ladders as there is time for, the goal's first."""
    order = [one for one in states if one.amount]
    order.sort(key=lambda one: one.ladder.id != goal.first)
    for count in range(planning().sets.most, 0, -1):
        for rounds in (2, 1):
            counts = [count + (one.ladder.id == goal.first) for one in order]
            steps = _steps(order, [min(n, planning().sets.most) for n in counts], rounds, log)
            if sum(map(_seconds, steps)) <= budget_s:
                return order, steps
    # Not all fit: the goal's, and what was done longest ago.
    waiting = sorted(order, key=lambda one: (one.ladder.id != goal.first, one.last or date.min))
    for fit in range(len(waiting), 0, -1):
        kept = [one for one in order if one in waiting[:fit]]
        steps = _steps(kept, [1] * fit, 1, log)
        if sum(map(_seconds, steps)) <= budget_s:
            break
    return kept, steps


def _steps(
    states: Sequence[LadderState], counts: Sequence[int], rounds: int, log: TrainingLog
) -> tuple[Step, ...]:
    """Warm-ups, then so many sets of each."""
    asked = _warm_ups(states, log)
    steps = [step for name, why in asked for step in _warm_up(name, rounds, why)]
    for one, count in zip(states, counts, strict=True):
        for _ in range(count):
            steps += _work(one, log)
    return tuple(steps)


def _warm_ups(states: Sequence[LadderState], log: TrainingLog) -> list[tuple[str, str]]:
    """What was asked for last time, ladder by ladder, in source A's order, and why."""
    asked: dict[str, str] = {}
    for one in states:
        why = f"May help before the {one.ladder.name.lower()}, by what was seen last time."
        exercises = {level.exercise for level in one.ladder.levels}
        for result in _last_sets(exercises, log):
            for name in result.advice.warm_ups:
                asked.setdefault(name, why)
    for exercise in planning().warm_ups:
        for result in _last_sets({exercise}, log):
            for name in result.advice.warm_ups:
                asked.setdefault(name, "May help, by what was seen in the last warm-up.")
    order = list(planning().warm_ups)
    return sorted(asked.items(), key=lambda item: order.index(item[0]))


def _last_sets(exercises: set[str], log: TrainingLog) -> list[SetResult]:
    """The sets of these exercises in the last session that had any."""
    for session in reversed(log.sessions):
        results = [logged.result for logged in session.sets if logged.result.exercise in exercises]
        if results:
            return results
    return []


def _warm_up(name: str, rounds: int, why: str) -> list[Step]:
    dose = planning().warm_ups[name]
    sides: tuple[Side | None, ...] = _SIDES if dose.sides else (None,)
    return [
        Step(
            exercise=name,
            reps=dose.reps,
            hold_s=dose.hold_s,
            rest_s=dose.rest_s,
            note=dose.note,
            role="warm_up",
            side=side,
            tempo=dose.tempo,
            why=why,
        )
        for _ in range(min(rounds, dose.rounds))
        for side in sides
    ]


def _work(one: LadderState, log: TrainingLog) -> list[Step]:
    """One set, of each side where there are two, the weaker one first."""
    level, times = one.level, planning().times
    tempo = level.tempo
    if tempo and one.slower:
        tempo = slower_tempo(tempo)
    sides: tuple[Side | None, ...] = (None,)
    if level.sides:
        weaker = weaker_side(log.sessions, level.exercise)
        sides = _SIDES[::-1] if weaker == "right" else _SIDES
    return [
        Step(
            exercise=level.exercise,
            reps=one.amount if level.reps else None,
            hold_s=float(one.amount) if level.hold_s else None,
            rest_s=times.rest_hold_s if level.hold_s else times.rest_reps_s,
            note=level.note,
            side=side,
            ladder=one.ladder.id,
            level=one.number,
            tempo=tempo,
            metronome=one.metronome,
            why=one.why,
        )
        for side in sides
    ]


def _seconds(step: Step) -> float:
    """About how long a step takes, its rest included."""
    times = planning().times
    done_s = step.hold_s or (step.reps or 0) * (sum(step.tempo) if step.tempo else times.rep_s)
    return done_s + step.rest_s + times.between_s
