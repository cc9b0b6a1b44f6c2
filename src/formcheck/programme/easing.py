"""What is left of a workout once something in it turns out to be too much (biomechanics 4.2).

The easier version takes the place of what is still to come of the same exercise, or of the same
ladder; other exercises and warm-ups stay as they are.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from formcheck.coaching.rules import rules
from formcheck.exercises.spec import Exercise
from formcheck.programme.ladders import Ladder, Level, ladders, place_of
from formcheck.programme.workout import Step

_SLOWLY: Final = "Slowly"


@dataclass(frozen=True, slots=True)
class Eased:
    """What is left to be done.

    Attributes:
        steps: in their order.
        to: the exercise that is done from now on, None where there is no easier one; warm-ups have
            none.
        changed: whether any step was replaced.
    """

    steps: tuple[Step, ...]
    to: str | None
    changed: bool = False


def ease(
    left: Sequence[Step],
    done: Step,
    known: Mapping[str, Exercise],
    to: str | None = None,
    *,
    slower: bool = False,
) -> Eased:
    """Replace what is left of an exercise by an easier version.

    On a ladder that is the level below the one that was done, with the least of it; what is left at
    easier levels already stays. Without a ladder it is what the catalogue has as easier, as much of
    it, or the least where the one is held and the other counted.

    Args:
        left: steps that are still to come.
        done: the one that was too much.
        known: exercises by id.
        to: the easier version, where something else is wanted than the next one down.
        slower: whether it is done more slowly, too.
    """
    if done.role == "warm_up":
        return Eased(tuple(left), None)
    ladder = ladders().get(done.ladder or "")
    number = _lower(ladder, done, to) if ladder else None
    if ladder and number:
        target = ladder.level(number).exercise
    else:
        number = None
        easier = None if ladder else known[done.exercise].ladder.easier
        target = to or easier or ""
    if not target:
        return Eased(tuple(left), None)
    steps: list[Step] = []
    changed = False
    for step in left:
        if not _is_of(step, done) or _is_as_easy(step, number):
            steps.append(step)
            continue
        changed = True
        if ladder and number:
            easy = _at_level(step, ladder, number)
        else:
            easy = [_in_place_of(step, known[target], known)]
        steps += [_slower(one, known) for one in easy] if slower else easy
    return Eased(tuple(steps), target, changed)


def slower_tempo(tempo: tuple[float, float]) -> tuple[float, float]:
    """A tempo that is slower by as much as pain and lost control ask for, to half seconds."""
    up_s, down_s = (round(2.0 * rules().pain.slower * seconds) / 2.0 for seconds in tempo)
    return up_s, down_s


def leave_out(left: Sequence[Step], done: Step) -> tuple[Step, ...]:
    """What is left without an exercise, and without all of its ladder."""
    return tuple(step for step in left if not _is_of(step, done))


def _is_of(step: Step, done: Step) -> bool:
    """Whether a step is of the exercise that was done, or of its ladder; never a warm-up of it."""
    if step.role != done.role:
        return False
    return step.exercise == done.exercise or (
        step.ladder is not None and step.ladder == done.ladder
    )


def _is_as_easy(step: Step, number: int | None) -> bool:
    return number is not None and step.level is not None and step.level <= number


def _lower(ladder: Ladder, done: Step, to: str | None) -> int | None:
    """The level to go down to, None where there is none below."""
    level = done.level or max(ladder.numbers_of(done.exercise), default=1)
    if to is None:
        return level - 1 or None
    return max((n for n in ladder.numbers_of(to) if n < level), default=None)


def _at_level(step: Step, ladder: Ladder, number: int) -> list[Step]:
    """The least of a level in place of a step; where each side is done and was not, one a side."""
    level = ladder.level(number)
    easy = _with(step, level.exercise, level).model_copy(
        update={
            "note": level.note,
            "ladder": ladder.id,
            "level": number,
            "tempo": level.tempo,
            "metronome": step.metronome and level.tempo is not None,
        }
    )
    if not level.sides:
        return [easy.model_copy(update={"side": None})]
    if step.side:
        return [easy]
    return [easy.model_copy(update={"side": side}) for side in ("left", "right")]


def _in_place_of(step: Step, easier: Exercise, known: Mapping[str, Exercise]) -> Step:
    """Another exercise in place of a step: as much of it, or the least of it."""
    if (known[step.exercise].hold is None) == (easier.hold is None):
        return step.model_copy(update={"exercise": easier.id, "ladder": None, "level": None})
    place = place_of(easier.id)
    level = place.ladder.level(place.number) if place else None
    return _with(step, easier.id, level).model_copy(update={"ladder": None, "level": None})


def _with(step: Step, exercise: str, level: Level | None) -> Step:
    reps = level.least if level and level.reps else None
    hold_s = float(level.least) if level and level.hold_s else None
    return step.model_copy(update={"exercise": exercise, "reps": reps, "hold_s": hold_s})


def _slower(step: Step, known: Mapping[str, Exercise]) -> Step:
    if step.tempo:
        return step.model_copy(update={"tempo": slower_tempo(step.tempo)})
    if known[step.exercise].hold or step.note.startswith(_SLOWLY):
        return step
    note = f"{_SLOWLY}. {step.note}" if step.note else _SLOWLY
    return step.model_copy(update={"note": note})
