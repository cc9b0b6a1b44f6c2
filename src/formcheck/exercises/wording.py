"""The catalogue in words: the one wording for the command line and for the guide."""

from collections.abc import Callable

from formcheck.exercises.features import name_and_unit
from formcheck.exercises.ladders import harder_exercise, step_down, version_of
from formcheck.exercises.sources import titled
from formcheck.exercises.spec import (
    Condition,
    Exercise,
    Fault,
    Feature,
    Grade,
    Limit,
    Requirement,
    unit_of,
)
from formcheck.words import exercises as words
from formcheck.words.language import text
from formcheck.words.measures import label
from formcheck.words.units import symbol

#: A heading and its words.
Row = tuple[str, str]


def about(exercise: Exercise) -> list[Row]:
    """The description of an exercise, row by row."""
    version = version_of(exercise.id)
    easier = step_down(version, {exercise.id: exercise})
    failed = step_down(version, {exercise.id: exercise}, failed=True)
    rows = {
        "position": in_position(exercise),
        "counts": counted(exercise),
        "camera": words.camera(front=exercise.view == "front"),
        "easier": easier.exercise if easier else "-",
        "failed": failed.exercise if failed and failed != easier else "",
        "harder": harder_exercise(exercise) or "-",
    }
    return [(words.row(name), sentence) for name, sentence in rows.items() if sentence]


def about_fault(fault: Fault, title: Callable[[str], str] | None = None) -> list[Row]:
    """The description of one fault, row by row; `title` words a source, by its title if None."""
    rows = [
        (words.row(name), text(sentence))
        for name, sentence in (("cue", fault.cue), ("why", fault.why), ("report", fault.report))
    ]
    for name, level in (("mild", fault.mild), ("severe", fault.severe)):
        if level:
            source = words.source(source=titled(level.source, title))
            rows += [(words.row(name), grade(level)), ("", source)]
    others = {
        "view": words.view(fault.view, timed=fault.timed),
        "evidence": words.evidence(fault.evidence),
        "phases": ", ".join(fault.phases),
        "reported": words.repeated(*fault.repeat) if fault.repeat else "",
        "speaks": words.speaks_later() if fault.gated else "",
        "warm_ups": ", ".join(fault.warm_ups),
    }
    return [*rows, *((words.row(name), sentence) for name, sentence in others.items() if sentence)]


def in_position(exercise: Exercise) -> str:
    """The position of an exercise, in a line."""
    return "; ".join(_requirement(requirement) for requirement in exercise.position.start)


def counted(exercise: Exercise) -> str:
    """The definition of a hold or a repetition, in a line."""
    if exercise.hold:
        return words.hold_counts(seconds=exercise.hold.shortest_s)
    reps = exercise.reps
    assert reps is not None  # the specification has one or the other
    limit = f"{reps.hi:g}{symbol(unit_of(reps.signal))}"
    return words.rep_counts(
        label(reps.signal), limit, relative=reps.relative, from_top=reps.from_top
    )


def grade(level: Grade) -> str:
    """The conditions of a grade, in a line."""
    conditions = [_condition(condition) for condition in level.any]
    if level.persist_s:
        conditions = [words.any_of(conditions, level.persist_s)]
    if level.features_all:
        conditions.append(words.all_of([_feature(feature) for feature in level.features_all]))
    conditions += [_feature(feature) for feature in level.features]
    if level.attempts:
        conditions.append(words.attempts(level.attempts))
    if level.stuck_s:
        conditions.append(words.stuck(seconds=level.stuck_s))
    return words.any_of(conditions)


def _requirement(requirement: Requirement) -> str:
    unit = symbol(unit_of(requirement.measure))
    return words.between(label(requirement.measure), *requirement.between, unit)


def _condition(condition: Condition) -> str:
    limits = words.all_of([_limit(limit) for limit in condition.all])
    return words.with_baseline(limits, condition.when)


def _limit(limit: Limit) -> str:
    name, unit = label(limit.measure), symbol(unit_of(limit.measure))
    if limit.change:
        name = words.change(name=name)
    if limit.trend_s:
        name, unit = words.trend(name=name, seconds=limit.trend_s), words.in_ten_seconds(unit=unit)
    return _bound(name, limit, unit)


def _feature(feature: Feature) -> str:
    name = label(feature.of)
    if feature.change:
        name = words.change(name=name)
    taken = words.taken(feature.take, feature.phase, name, feature.levels)
    return _bound(taken, feature, symbol(name_and_unit(feature)[1]))


def _bound(name: str, limit: Limit | Feature, unit: str) -> str:
    if limit.at_least is not None:
        return words.bound(name, limit.at_least, unit, least=True)
    assert limit.at_most is not None  # a limit has one or the other
    return words.bound(name, limit.at_most, unit, least=False)
