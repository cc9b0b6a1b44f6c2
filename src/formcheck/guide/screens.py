"""Screens and words of the guide."""

import re
from typing import Final

from formcheck.exercises.spec import Exercise
from formcheck.guide.question import PainQuestion
from formcheck.guide.screen import Moment, Screen
from formcheck.guide.setup import unjudged
from formcheck.motion.body import Body
from formcheck.problem import Problem
from formcheck.programme.workout import Step
from formcheck.result import SetResult
from formcheck.words.amounts import goal, held_spoken
from formcheck.words.counts import counted
from formcheck.words.guide import not_judged, note, sentence
from formcheck.words.names import capital, name_of_id, on_side
from formcheck.words.numbers import tempo_in_words

_ADDRESS: Final = re.compile(r"\w+://\S+")
_NAMED: Final = 2  # of the faults that will not be judged, so many are named


def goal_in_words(step: Step | None, reps_before: int = 0) -> str:
    """How much of a step is left, and on which side; empty without one."""
    if not step:
        return ""
    reps = step.reps and max(1, step.reps - reps_before)
    words = [goal(reps, step.hold_s, spoken=True), on_side(step.side) if step.side else ""]
    return ", ".join(part for part in words if part)


def note_in_words(step: Step | None) -> str:
    """The note of a step, and whether to go slowly; empty without either."""
    if not step:
        return ""
    return note(step.note, slower=step.slower)


def how_in_words(step: Step | None) -> str:
    """The side, note and tempo of a step, as they are said."""
    if not step:
        return ""
    words = [on_side(step.side) if step.side else "", note_in_words(step)]
    words.append(tempo_in_words(step.tempo) if step.tempo else "")
    return "".join(f"{capital(part)}. " for part in words if part)


def question_screen(question: PainQuestion, left_s: int, share: float) -> Screen:
    """The question about back pain, the answers so far, and what is left of the rest."""
    return Screen(
        "ask",
        sentence("pain"),
        sentence("pain_answers"),
        number=left_s,
        share=share,
        lines=(sentence("pain_means"),),
        chosen=question.pressed,
    )


def instruction_screen(moment: Moment, problem: Problem) -> Screen:
    """What to do now so that the exercise can be judged."""
    return Screen(moment, problem.instruction, pictogram=problem.pictogram)


def trouble_screen(trouble: Problem) -> Screen:
    """The trouble with the camera, and how to mend it."""
    # An address is neither read from three metres nor spoken.
    camera = sentence("the_camera")
    title, detail = (_ADDRESS.sub(camera, part) for part in (trouble.reason, trouble.remedy))
    return Screen("trouble", capital(title), capital(detail))


def limits_in_words(body: Body | None, exercise: Exercise) -> str:
    """The faults that this view does not show, in words; empty if it shows all."""
    missed = unjudged(body, exercise)
    if not missed:
        return ""
    if len(missed) == len(exercise.faults):
        return sentence("counted_only")
    names = [name_of_id(fault) for fault in missed]
    return not_judged(names[:_NAMED], max(0, len(names) - _NAMED))


def amount_done(result: SetResult) -> str:
    """How much was done, in a few words."""
    if result.hold:
        return held_spoken(result.hold.total_s, result.hold.good_form_s)
    return counted(result.complete_reps, "rep")
