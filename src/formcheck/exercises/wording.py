"""The catalogue in words: the one wording for the command line and for the guide."""

from typing import Final

from formcheck.exercises.features import name_and_unit
from formcheck.exercises.ladders import harder_exercise, step_down, version_of
from formcheck.exercises.spec import (
    Condition,
    Exercise,
    Fault,
    Feature,
    Grade,
    Limit,
    NeededView,
    Requirement,
    unit_of,
)
from formcheck.words.measures import label
from formcheck.words.units import symbol

#: What is said of something: a heading and its words.
Row = tuple[str, str]

#: From where the camera has to see the body.
VIEWS: Final[dict[NeededView, str]] = {
    "outline": "from the side, square, and not from high",
    "side": "from the side, square",
    "oblique_mild": "from the side; somewhat obliquely it is called mild at most",
    "oblique": "from the side, also somewhat obliquely",
    "wide": "from the side, also obliquely",
    "front": "from the front or the back",
}
_EVIDENCE: Final = {
    "validated": "validated on rendered people: recall and precision of at least 0.85",
    "proxy": "proxy: not validated",
}

_TAKEN: Final = {
    "max": "highest {}",
    "min": "lowest {}",
    "range": "range of {}",
    "mean": "mean of {}",
    "top": "{} at the top",
    "at": "{} at {levels[0]:g}",
    "fastest": "fastest change of {} in a second",
    "seconds": "time of {} from {levels[0]:g} to {levels[1]:g}",
    "mean_speed": "mean speed of {} from {levels[0]:.0%} to {levels[1]:.0%} of the way",
    "duration": "duration",
}
_WAYS: Final = {"rise": " on the way up", "lower": " on the way down", "rep": ""}


def about(exercise: Exercise) -> list[Row]:
    """What holds for the whole exercise, row by row."""
    version = version_of(exercise.id)
    easier = step_down(version, {exercise.id: exercise})
    failed = step_down(version, {exercise.id: exercise}, failed=True)
    rows = [
        ("in position", "; ".join(_requirement(one) for one in exercise.position.start)),
        ("counts", counted(exercise)),
        ("camera", "from the front or the back" if exercise.view == "front" else "from the side"),
        ("easier", easier.exercise if easier else "-"),
    ]
    if failed and failed != easier:
        rows.append(("after a failed try", failed.exercise))
    return [*rows, ("harder", harder_exercise(exercise) or "-")]


def about_fault(fault: Fault) -> list[Row]:
    """What holds for one fault, row by row."""
    rows = [("cue", fault.cue), ("why", fault.why), ("report", fault.report)]
    for name, level in (("mild", fault.mild), ("severe", fault.severe)):
        if level:
            rows += [(name, grade(level)), ("", f"source: {level.source}")]
    pace = "; at 12 pictures a second or more" if fault.timed else ""
    rows += [("view", VIEWS[fault.view] + pace), ("evidence", _EVIDENCE[fault.evidence])]
    if fault.phases:
        rows.append(("phases", ", ".join(fault.phases)))
    if fault.repeat:
        rows.append(
            ("reported", "once seen in {} of the last {} repetitions".format(*fault.repeat))
        )
    if fault.gated:
        rows.append(("speaks", "from the second time in a set on"))
    if fault.warm_ups:
        rows.append(("warm-ups", ", ".join(fault.warm_ups)))
    return rows


def counted(exercise: Exercise) -> str:
    """What makes a hold or a repetition, in a line."""
    if exercise.hold:
        return f"seconds in position, from {exercise.hold.shortest_s:g} s on"
    reps = exercise.reps
    assert reps is not None  # the specification has one or the other
    name, unit = label(reps.signal), symbol(unit_of(reps.signal))
    base = " above rest" if reps.relative else ""
    way = "the way down from" if reps.from_top else "repetitions that reach"
    return f"{way} {name} {reps.hi:g}{unit}{base}"


def grade(level: Grade) -> str:
    """When a fault is of this grade."""
    ways = [_condition(condition) for condition in level.any]
    if level.persist_s:
        ways = [" or ".join(ways) + f", for {level.persist_s:g} s"]
    if level.features_all:
        ways.append(" and ".join(_feature(feature) for feature in level.features_all))
    ways += [_feature(feature) for feature in level.features]
    if level.attempts:
        plural = "" if level.attempts == 1 else "s"
        ways.append(f"{level.attempts} failed attempt{plural} in a set")
    if level.stuck_s:
        ways.append(f"stuck for {level.stuck_s:g} s")
    return "; or ".join(ways)


def _requirement(requirement: Requirement) -> str:
    name, unit = label(requirement.measure), symbol(unit_of(requirement.measure))
    low, high = requirement.between
    return f"{name} {low:g} to {high:g}{unit}"


def _condition(condition: Condition) -> str:
    limits = " and ".join(_limit(limit) for limit in condition.all)
    when = {"baseline": " (with an own baseline)", "no_baseline": " (without one)"}
    return limits + when.get(condition.when or "", "")


def _limit(limit: Limit) -> str:
    name, unit = label(limit.measure), symbol(unit_of(limit.measure))
    if limit.change:
        name = f"change of {name}"
    if limit.trend_s:
        name, unit = f"trend of {name} over {limit.trend_s:g} s", f"{unit} in 10 s"
    return f"{name} {_bound(limit)}{unit}"


def _feature(feature: Feature) -> str:
    name = label(feature.of)
    if feature.change:
        name = f"change of {name}"
    words = _TAKEN[feature.take].format(name, levels=feature.levels)
    unit = symbol(name_and_unit(feature)[1])
    return f"{words}{_WAYS[feature.phase]} {_bound(feature)}{unit}"


def _bound(limit: Limit | Feature) -> str:
    if limit.at_least is not None:
        return f"\N{GREATER-THAN OR EQUAL TO} {limit.at_least:g}"
    return f"\N{LESS-THAN OR EQUAL TO} {limit.at_most:g}"
