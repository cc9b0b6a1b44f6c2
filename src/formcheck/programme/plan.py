"""The plan of a day: warm-ups that fit the last findings, then one exercise from each ladder.

The same log gives the same plan. Doses, goals and times are data (`planning.toml`).
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final, Literal

from formcheck.exercises.catalogue import catalogue
from formcheck.exercises.ladders import ladders
from formcheck.programme.asymmetry import weaker_side
from formcheck.programme.easing import slower_tempo
from formcheck.programme.pain import Readiness, StepBack, limits, readiness, steps_back, stops
from formcheck.programme.planning import Goal, planning
from formcheck.programme.progression import LadderState, ladder_state
from formcheck.programme.training_log import Side, TrainingLog
from formcheck.programme.workout import Step, Workout
from formcheck.result import SetResult
from formcheck.words import plan as words
from formcheck.words.language import text

#: Days of the log that a plan needs: a longer break is a new start.
LOOK_BACK_DAYS: Final = 84
Kind = Literal["session", "mobility", "none"]

_SIDES: Final[tuple[Side, Side]] = ("left", "right")


@dataclass(frozen=True, slots=True)
class Plan:
    """The plan of a day.

    Attributes:
        kind: a session, stretches only, or nothing.
        states: the chosen ladders of a session.
        seconds: estimated duration.
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
        """The steps as a workout file; None without steps."""
        if not self.steps:
            return None
        name = planning().mobility.name if self.kind == "mobility" else "Session"
        return Workout(name=f"{name}, {self.day.isoformat()}", steps=self.steps)


def make_plan(log: TrainingLog, day: date, *, minutes: int = 20, goal: str = "balance") -> Plan:
    """The plan of a day, from the last `LOOK_BACK_DAYS` days; `goal` is the id of one."""
    log = _up_to(log, day)
    allowed = readiness(log.check_ins, day)
    worse = steps_back(log.sessions, log.check_ins)
    notes = [
        *_professional(log, worse),
        *([words.note("trained_today")] if _has_trained(log, day) else []),
    ]
    if allowed.go == "no_session":
        return Plan(day, "none", goal, allowed, (), (), tuple(notes), 0.0)
    notes.append(planning().reminder.sitting)
    stretches = _was_stopped(log, day)
    if allowed.go == "warm_ups_only" or stretches:
        steps = tuple(step for name in planning().mobility.steps for step in _warm_up(name, 1, ""))
        if stretches and allowed.go == "go":
            notes.insert(0, words.note("stretches"))
        seconds = sum(map(_seconds, steps))
        return Plan(day, "mobility", goal, allowed, (), steps, tuple(notes), seconds)
    states = [ladder_state(ladder, log, day, catalogue(), worse) for ladder in ladders().values()]
    chosen, steps = _fill(states, log, 60.0 * minutes, planning().goal(goal))
    no_time = [text(state.ladder.name).lower() for state in _doable(states) if state not in chosen]
    if no_time:
        notes.insert(0, words.no_time(no_time))
    if not log.sessions and not log.tests:
        notes.insert(0, words.note("untested"))
    notes = [*(state.why for state in states if not state.amount), *notes]
    seconds = sum(map(_seconds, steps))
    return Plan(day, "session", goal, allowed, tuple(chosen), steps, tuple(notes), seconds)


def _up_to(log: TrainingLog, day: date) -> TrainingLog:
    return TrainingLog(
        tuple(session for session in log.sessions if session.at.date() <= day),
        tuple(check_in for check_in in log.check_ins if check_in.at.date() <= day),
        tuple(test for test in log.tests if test.at.date() <= day),
    )


def _professional(log: TrainingLog, worse: Mapping[int, StepBack]) -> list[str]:
    """The advice to see a professional, if pain after sessions asks for it."""
    if not log.sessions:
        return []
    last = worse.get(log.sessions[-1].number)
    return [last.why] if last and last.professional else []


def _has_trained(log: TrainingLog, day: date) -> bool:
    return bool(log.sessions) and log.sessions[-1].at.date() == day


def _was_stopped(log: TrainingLog, day: date) -> bool:
    """Whether pain stopped a set lately, and there is no answer about pain today."""
    soon = timedelta(hours=limits().after.next_day_within_h)
    for check_in in sorted(log.check_ins, key=lambda check_in: check_in.at, reverse=True):
        if check_in.moment != "during":
            if check_in.pain is not None and check_in.at.date() == day:
                return False
        elif day - check_in.at.date() <= soon and stops(check_in):
            return True
    return False


# --- putting it together -------------------------------------------------------------------------


def _fill(
    states: Sequence[LadderState], log: TrainingLog, budget_s: float, goal: Goal
) -> tuple[list[LadderState], tuple[Step, ...]]:
    """As many sets of as many ladders as fit into the time, the goal's first."""
    order = sorted(_doable(states), key=lambda state: state.ladder.id != goal.first)
    for count in range(planning().sets.most, 0, -1):
        for rounds in (2, 1):
            counts = [count + (state.ladder.id == goal.first) for state in order]
            steps = _steps(order, [min(n, planning().sets.most) for n in counts], rounds, log)
            if sum(map(_seconds, steps)) <= budget_s:
                return order, steps
    # Not all fit: the goal's first, then the ladders with the longest break.
    waiting = sorted(
        order, key=lambda state: (state.ladder.id != goal.first, state.last or date.min)
    )
    for fit in range(len(waiting), 0, -1):
        chosen = [state for state in order if state in waiting[:fit]]
        steps = _steps(chosen, [1] * fit, 1, log)
        if sum(map(_seconds, steps)) <= budget_s:
            break
    return chosen, steps


def _doable(states: Iterable[LadderState]) -> list[LadderState]:
    return [state for state in states if state.amount]


def _steps(
    states: Sequence[LadderState], counts: Sequence[int], rounds: int, log: TrainingLog
) -> tuple[Step, ...]:
    """Warm-ups, then some sets of each ladder."""
    warm_ups = _warm_ups(states, log)
    steps = [step for name, why in warm_ups for step in _warm_up(name, rounds, why)]
    for state, count in zip(states, counts, strict=True):
        for _ in range(count):
            steps += _work(state, log)
    return tuple(steps)


def _warm_ups(states: Sequence[LadderState], log: TrainingLog) -> list[tuple[str, str]]:
    """The warm-ups of the last advice with their reasons, in source A's order."""
    whys: dict[str, str] = {}
    for state in states:
        why = words.warm_up(text(state.ladder.name).lower())
        exercises = {level.exercise for level in state.ladder.levels}
        for result in _last_sets(exercises, log):
            for name in result.advice.warm_ups:
                whys.setdefault(name, why)
    for exercise in planning().warm_ups:
        for result in _last_sets({exercise}, log):
            for name in result.advice.warm_ups:
                whys.setdefault(name, words.warm_up(None))
    order = list(planning().warm_ups)
    return sorted(whys.items(), key=lambda item: order.index(item[0]))


def _last_sets(exercises: set[str], log: TrainingLog) -> list[SetResult]:
    """The sets of these exercises in the last session with any of them."""
    for session in reversed(log.sessions):
        results = [logged.result for logged in session.sets if logged.exercise in exercises]
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


def _work(state: LadderState, log: TrainingLog) -> list[Step]:
    """One set; if the level has sides, one of each, the weaker side first."""
    level, times = state.level, planning().times
    tempo = level.tempo
    if tempo and state.slower:
        tempo = slower_tempo(tempo)
    sides: tuple[Side | None, ...] = (None,)
    if level.sides:
        weaker = weaker_side(log.sessions, level.exercise)
        sides = _SIDES[::-1] if weaker == "right" else _SIDES
    return [
        Step(
            exercise=level.exercise,
            reps=state.amount if level.reps else None,
            hold_s=float(state.amount) if level.hold_s else None,
            rest_s=times.rest_hold_s if level.hold_s else times.rest_reps_s,
            note=level.note,
            side=side,
            ladder=state.ladder.id,
            level=state.number,
            tempo=tempo,
            metronome=state.metronome,
            why=state.why,
        )
        for side in sides
    ]


def _seconds(step: Step) -> float:
    """The estimated duration of a step with its rest."""
    times = planning().times
    work_s = step.hold_s or (step.reps or 0) * (sum(step.tempo) if step.tempo else times.rep_s)
    return work_s + step.rest_s + times.between_s
