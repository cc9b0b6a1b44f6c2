"""The rest of a workout after a set that was too hard (biomechanics 4.2).

The easier version takes the place of all sets to come of the same exercise or of the same ladder.
Other exercises and warm-ups stay as they are. The ladders have the easier versions.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from formcheck.coaching.rules import rules
from formcheck.exercises.ladders import Level, Version, step_down, version_of
from formcheck.exercises.spec import Exercise
from formcheck.programme.workout import Step


@dataclass(frozen=True, slots=True)
class Eased:
    """The rest of a workout.

    Attributes:
        to: the easier version, if there is one; warm-ups have none.
        changed: whether any step was replaced.
    """

    steps: tuple[Step, ...]
    to: Version | None
    changed: bool = False


def ease(
    rest: Sequence[Step],
    ended: Step,
    known: Mapping[str, Exercise],
    to: Version | None = None,
    *,
    slower: bool = False,
) -> Eased:
    """Replace the rest of an exercise that was too hard by an easier version.

    A step of a plan becomes the least of the easier level. A step outside plans keeps its amount
    where the exercise changes and both are held or both are counted; else it becomes the least of
    the easier level, too. Steps at that level or below stay. Without `to`, the easier version is
    the next step down.
    """
    to = to or step_down(version_of(ended.exercise, level=ended.asked_level), known)
    if ended.role == "warm_up" or to is None:
        return Eased(tuple(rest), None)
    steps: list[Step] = []
    for step in rest:
        if not _is_of(step, ended) or _is_as_easy(step, to):
            steps.append(step)
            continue
        easier = _on_ladder(step, to) if step.ladder else [_outside(step, to, known)]
        steps += [_slower(step, known) for step in easier] if slower else easier
    return Eased(tuple(steps), to, tuple(steps) != tuple(rest))


def slower_tempo(tempo: tuple[float, float]) -> tuple[float, float]:
    """A tempo slowed as much as pain and lost control ask for, rounded to half seconds."""
    up_s, down_s = (round(2.0 * rules().pain.slower * seconds) / 2.0 for seconds in tempo)
    return up_s, down_s


def leave_out(rest: Sequence[Step], ended: Step) -> tuple[Step, ...]:
    """The rest without an exercise and without its ladder."""
    return tuple(step for step in rest if not _is_of(step, ended))


def _is_of(step: Step, ended: Step) -> bool:
    """Whether a step belongs to the exercise or the ladder of another one; never to a warm-up."""
    if step.role != ended.role:
        return False
    return step.exercise == ended.exercise or (
        step.ladder is not None and step.ladder == ended.ladder
    )


def _is_as_easy(step: Step, to: Version) -> bool:
    number = step.asked_level
    return number is not None and to.ladder is not None and number <= to.number


def _on_ladder(step: Step, to: Version) -> list[Step]:
    """The least of a level in place of a step of a plan; two steps where the level adds sides."""
    level = to.level
    if level is None or to.ladder is None:
        return [step]
    easier = _with_least(step, to.exercise, level).model_copy(
        update={
            "note": level.note,
            "ladder": to.ladder.id,
            "level": to.number,
            "tempo": level.tempo,
            "metronome": step.metronome and level.tempo is not None,
        }
    )
    if not level.sides:
        return [easier.model_copy(update={"side": None})]
    if step.side:
        return [easier]
    return [easier.model_copy(update={"side": side}) for side in ("left", "right")]


def _outside(step: Step, to: Version, known: Mapping[str, Exercise]) -> Step:
    """An easier version in place of a step outside plans."""
    same_kind = (known[step.exercise].hold is None) == (known[to.exercise].hold is None)
    if same_kind and step.exercise != to.exercise:
        return step.model_copy(update={"exercise": to.exercise})
    return _with_least(step, to.exercise, to.level)


def _with_least(step: Step, exercise: str, level: Level | None) -> Step:
    reps = level.least if level and level.reps else None
    hold_s = float(level.least) if level and level.hold_s else None
    return step.model_copy(update={"exercise": exercise, "reps": reps, "hold_s": hold_s})


def _slower(step: Step, known: Mapping[str, Exercise]) -> Step:
    if step.tempo:
        return step.model_copy(update={"tempo": slower_tempo(step.tempo)})
    return step.model_copy(update={"slower": known[step.exercise].hold is None})
