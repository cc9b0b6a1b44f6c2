"""Advice, the running workout and the next plan give one answer to what is easier."""

from dataclasses import dataclass
from datetime import timedelta

import pytest
from test_advice import finding, hold, in_reps, reps

from benchmarks.programme import DAY, counted, evening, held, session, training_log
from formcheck.coaching.advice import Advice, advise
from formcheck.exercises.catalogue import catalogue
from formcheck.exercises.ladders import harder_exercise, ladders, version_of
from formcheck.exercises.records import SetRecord
from formcheck.motion.measurement import Measurement
from formcheck.programme.pain import steps_back
from formcheck.programme.progression import ladder_state
from formcheck.programme.training_log import CheckIn, LoggedSet
from formcheck.programme.workout import Step, Workout
from formcheck.programme.workout_run import WorkoutRun
from formcheck.result import finish_set

KNOWN = catalogue()
STAY = Advice("stay", None, "", ())
LEVELS = [(ladder.id, n) for ladder in ladders().values() for n in range(1, len(ladder.levels) + 1)]
CONTROL = ("lumbar_lift", "legs_too_low", "hip_flexor_driven", "dropped")
MOMENTUM = ("too_fast", "momentum", "hip_swing", "arm_swing", "jerked")
RULES = ("R1", "R2", "R3", "R4", "R6", "R7")


@dataclass(frozen=True)
class Trial:
    """A level of a ladder, and a set of it in which a rule fires."""

    step: Step
    record: SetRecord
    advice: Advice


def step_at(ladder: str, number: int) -> Step:
    level = ladders()[ladder].level(number)
    amount = {"reps": level.most} if level.reps else {"hold_s": float(level.most)}
    place = {"ladder": ladder, "level": number, "tempo": level.tempo}
    return Step(exercise=level.exercise, **amount, **place)


def record_of(step: Step, rule: str) -> SetRecord | None:
    """A set in which a rule fires; None where the exercise has no such fault."""
    exercise, count = step.exercise, step.reps or 0
    faults = KNOWN[exercise].faults
    grave = [f.id for f in faults if f.id in CONTROL and 1 in (f.priority, f.severe_priority)]
    swings = [f.id for f in faults if f.id in MOMENTUM and f.id not in grave]
    small = [f.id for f in faults if f.priority < 3 and f.id not in (*grave, "failed_attempt")]
    record = None
    if step.hold_s:
        sags = [fault.id for fault in faults if fault.id in ("hip_sag", "side_hip_drop")]
        if rule == "R2":
            sag = finding(exercise, sags[0], "severe", (1.0, 4.0))
            record = hold(exercise, sag, total_s=step.hold_s)
    elif rule == "R1" and any(fault.id == "failed_attempt" for fault in faults):
        record = reps(exercise, 1, finding(exercise, "failed_attempt", "severe", (8.0, 11.0)))
    elif rule == "R3" and grave:
        record = reps(exercise, count, *in_reps(exercise, grave[0], "severe", 1, 2))
    elif rule == "R4" and KNOWN[exercise].control:
        record = reps(exercise, count, *in_reps(exercise, "lumbar_lift", "mild", 1, 2))
        for rep in record.reps[:2]:
            rep.control = Measurement(70.0, 3.0)
    elif rule == "R6" and small:
        every = range(1, count + 1)
        record = reps(exercise, count, *in_reps(exercise, small[0], "mild", *every))
    elif rule == "R7" and swings:
        record = reps(exercise, count, *in_reps(exercise, swings[0], "severe", 1, 4))
    return record


def trials(*, planned: bool) -> list:
    params = []
    for ladder, number in LEVELS:
        step = step_at(ladder, number)
        for rule in RULES:
            record = record_of(step, rule)
            if record is None:
                continue
            record.level = number if planned else None
            advice = advise(KNOWN[step.exercise], record)
            name = f"{ladder}-{number}-{rule}"
            params.append(pytest.param(Trial(step, record, advice), rule, id=name))
    return params


def next_plan(trial: Trial, *, planned: bool, pain: int = 0, rule: str | None = None):
    """The state of the ladder after a session with this set."""
    step = trial.step
    place = {"rule": rule, "action": trial.advice.action, "to": trial.advice.to}
    if planned:
        place |= {"ladder": step.ladder, "level": step.level}
    amount = step.hold_s or step.reps
    done = build(step, amount, **place)
    log = training_log(session(2, done, pain=pain))
    worse = steps_back(log.sessions, log.check_ins)
    return ladder_state(ladders()[step.ladder], log, DAY + timedelta(days=4), KNOWN, worse)


def build(step: Step, amount: float, **place) -> LoggedSet:
    return (held if step.hold_s else counted)(step.exercise, amount, **place)


def after(run: WorkoutRun) -> tuple[str, int]:
    step = run.step
    return step.exercise, step.asked_level


@pytest.mark.parametrize(("trial", "rule"), trials(planned=True))
def test_a_set_of_a_plan(trial: Trial, rule: str) -> None:
    state = next_plan(trial, planned=True, rule=trial.advice.rule)
    run = WorkoutRun(KNOWN, None, Workout(steps=(trial.step, trial.step)))
    eased = run.end_set(finish_set(KNOWN[trial.step.exercise], trial.record))
    here = (trial.step.exercise, trial.step.level)
    if trial.advice.action == "regress":
        assert trial.advice.rule == rule
        answer = (trial.advice.to, trial.advice.level)
        assert answer != here
        assert answer == (state.level.exercise, state.number) == after(run)
        assert (eased.exercise, eased.number) == answer
    else:  # the easiest version (R6 wants an easier one), or momentum (R7): the same, less of it
        assert trial.advice.rule == rule or (rule, trial.step.level) == ("R6", 1)
        assert (trial.advice.to, eased, after(run)) == (None, None, here)
        assert (state.level.exercise, state.number) == here


@pytest.mark.parametrize(("trial", "rule"), trials(planned=False))
def test_a_set_outside_plans(trial: Trial, rule: str) -> None:
    state = next_plan(trial, planned=False, rule=trial.advice.rule)
    step = trial.step.model_copy(update={"ladder": None, "level": None})
    run = WorkoutRun(KNOWN, None, Workout(steps=(step, step)))
    eased = run.end_set(finish_set(KNOWN[trial.step.exercise], trial.record))
    if trial.advice.action == "regress":
        answer = (trial.advice.to, trial.advice.level)
        assert answer == (state.level.exercise, state.number)
        assert answer == (eased.exercise, eased.number)
        assert run.step.exercise == answer[0]
    else:
        assert (eased, run.step) == (None, step)
        assert state.number == step.asked_level


@pytest.mark.parametrize(("ladder", "number"), LEVELS)
def test_pain_during_a_set(ladder: str, number: int) -> None:
    step = step_at(ladder, number)
    trial = Trial(step, SetRecord(step.exercise, 0.0, 20.0), STAY)
    state = next_plan(trial, planned=True, pain=1)
    run = WorkoutRun(KNOWN, None, Workout(steps=(trial.step, trial.step)))
    run.end_set(build(step, step.hold_s or step.reps).result)
    run.answer_pain(CheckIn(evening(2), "during", 1))
    if number == 1:  # nothing is easier: left out today, less of it next time
        assert (run.is_over, state.number, state.change) == (True, 1, "less")
    else:
        assert after(run) == (state.level.exercise, state.number)


def test_every_rule_was_tried_on_every_exercise_that_can_break_it() -> None:
    tried = {(param.values[0].step.exercise, param.values[1]) for param in trials(planned=True)}
    assert {rule for _, rule in tried} == set(RULES)
    assert {exercise for exercise, _ in tried} == {
        level.exercise for ladder in ladders().values() for level in ladder.levels
    }


# --- exercises on no ladder ----------------------------------------------------------------------


def test_a_high_plank_that_sags_leads_to_the_knees() -> None:
    sag = finding("high_plank", "hip_sag", "severe", (1.0, 4.0))
    advice = advise(KNOWN["high_plank"], hold("high_plank", sag))
    assert (advice.to, advice.level) == ("knee_plank", 1)


def test_an_exercise_of_ones_own_names_its_rung() -> None:
    rung = KNOWN["high_plank"].ladder.model_copy(update={"easier": "plank", "harder": "leg_raise"})
    own = KNOWN["high_plank"].model_copy(update={"id": "bear", "name": "Bear", "ladder": rung})
    known = {**KNOWN, "bear": own}
    sag = finding("high_plank", "hip_sag", "severe", (1.0, 4.0))
    record = hold("high_plank", sag)
    record.exercise = "bear"
    advice = advise(own, record, known)
    assert (advice.to, advice.level) == ("plank", version_of("plank").number)
    step = Step(exercise="bear", hold_s=25.0)
    run = WorkoutRun(known, None, Workout(steps=(step, step)))
    assert run.end_set(finish_set(own, record, known)) == version_of("plank")
    assert (run.step.exercise, run.step.hold_s) == ("plank", 25.0)
    assert harder_exercise(own) == "leg_raise"
