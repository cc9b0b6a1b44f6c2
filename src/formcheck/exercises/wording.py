"""The catalogue's conditions in words, for lists and documentation."""

from typing import Final

from formcheck.exercises.spec import (
    Condition,
    Exercise,
    Feature,
    Grade,
    Limit,
    NeededView,
)

#: From where the camera has to see the body.
VIEWS: Final[dict[NeededView, str]] = {
    "side": "from the side, square",
    "oblique": "from the side, also somewhat obliquely",
    "front": "from the front or the back",
}

_ENDINGS: Final = {
    "_deg_s": "\N{DEGREE SIGN}/s",
    "_t_s": " torso lengths/s",
    "_deg": "\N{DEGREE SIGN}",
    "_t": " torso lengths",
    "_l": " leg lengths",
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


def counted(exercise: Exercise) -> str:
    """What makes a hold or a repetition, in a line."""
    if exercise.hold:
        return f"seconds in position, from {exercise.hold.shortest_s:g} s on"
    reps = exercise.reps
    assert reps is not None  # the specification has one or the other
    name, unit = _name_and_unit(reps.signal)
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


def _condition(condition: Condition) -> str:
    limits = " and ".join(_limit(limit) for limit in condition.all)
    when = {"baseline": " (with an own baseline)", "no_baseline": " (without one)"}
    return limits + when.get(condition.when or "", "")


def _limit(limit: Limit) -> str:
    name, unit = _name_and_unit(limit.measure)
    if limit.change:
        name = f"change of {name}"
    if limit.trend_s:
        name, unit = f"trend of {name} over {limit.trend_s:g} s", f"{unit} in 10 s"
    return f"{name} {_bound(limit)}{unit}"


def _feature(feature: Feature) -> str:
    name, unit = _name_and_unit(feature.of)
    if feature.change:
        name = f"change of {name}"
    words = _TAKEN[feature.take].format(name, levels=feature.levels)
    if feature.take in ("seconds", "duration"):
        unit = " s"
    if feature.take in ("fastest", "mean_speed"):
        unit = unit.removesuffix("/s") + "/s"
    return f"{words}{_WAYS[feature.phase]} {_bound(feature)}{unit}"


def _bound(limit: Limit | Feature) -> str:
    if limit.at_least is not None:
        return f"\N{GREATER-THAN OR EQUAL TO} {limit.at_least:g}"
    return f"\N{LESS-THAN OR EQUAL TO} {limit.at_most:g}"


def _name_and_unit(name: str) -> tuple[str, str]:
    """A measure's name in words, and its unit, which is its ending."""
    for ending, unit in _ENDINGS.items():
        if name.endswith(ending):
            return name.removesuffix(ending).replace("_", " "), unit
    return name.replace("_", " "), ""
