"""What the guide says and shows between and around the sets."""

from collections.abc import Sequence

from formcheck.words.language import Sentence, Sentences, _, marked, text

#: Sentences without values.
sentence = Sentences(
    # Before a set.
    checking=marked("Checking the picture"),
    begin=marked("Begin when you like"),
    recognises=marked("I count what I recognise"),
    go=marked("Go"),
    stopped=marked("Stopped"),
    stopped_again=marked("Stopped: get into position again"),
    paused=marked("Paused"),
    counted_only=marked("Counted, but not judged"),
    # In place of an address, which is neither read nor spoken.
    the_camera=marked("the camera"),
    # The question about back pain.
    pain=marked("Back pain, 0 to 10?"),
    pain_answers=marked("Press a key, or raise an arm if it hurts"),
    pain_means=marked("Muscles that burn are no back pain"),
    pain_said=marked("Back pain, zero to ten? Raise an arm if it hurts."),
    professional=marked("Please see a professional"),
    professional_first=marked("Please see a professional before you train again."),
    rest_now=marked("Rest now. If the pain stays, please see a professional."),
    # The end.
    all=marked("That was all."),
    well_done=marked("Well done"),
    nothing=marked("Nothing was counted"),
    # A core test.
    start_hold=marked("The clock is running"),
    start_sit_up=marked("Go. One slow sit-up"),
    start_lowering=marked("Both legs up, and press your low back down"),
    lower=marked("Lower slowly"),
    arms_folded=marked("Arms folded on the chest"),
    not_scored=marked("Not scored"),
    not_begun=marked("The test was ended before it began"),
)
#: How to end a pause, by what began it.
go_on = Sentences(
    arm=marked("Raise an arm again to go on"),
    gone=marked("Step back into the picture to go on"),
    key=marked("Press space to go on"),
)
with_detail = Sentence("{title}. {detail}")
# Before a set.
to_position = Sentence("{exercise}: get into position")
to_position_said = Sentence("{exercise}. {how}Get into position")
hold_still = Sentence("{exercise}: hold still to start")
# After a set.
done = Sentence("{exercise}: {amount}")
done_said = Sentence("{amount}.")
easier_now = Sentence("Easier from now on: {exercise}.")
easier_next_time = Sentence("Next time: {exercise}.")
rest = Sentence("Rest {seconds:.0f} seconds.")
coming = Sentence("Next: {exercise}.")
# Core tests.
bend_knees = Sentence("Bend your knees. {result}")
not_scored = Sentence("Not scored: {reason}")
not_a_failure = Sentence("{reason}. That is useful information, not a failure")
held = Sentence("{time}: {reason}")


def paused(by: str) -> str:
    """The same as it is said."""
    return _("Paused. {go_on}", go_on=go_on(by))


def note(words: str, *, slower: bool) -> str:
    """What to mind, and whether to go slowly; empty for neither."""
    if not slower:
        return text(words)
    return _("Slowly. {note}", note=text(words)) if words else _("Slowly")


def not_judged(faults: Sequence[str], more: int) -> str:
    """The faults that the view does not show: some by name, and how many more."""
    words = _("Not judged: {faults} and {count} more") if more else _("Not judged: {faults}")
    return words.format(faults=", ".join(faults), count=more)


def coming_shown(exercise: str, goal: str) -> str:
    """The next exercise and how much of it, as they are shown."""
    return _("{exercise} {goal}", exercise=exercise, goal=goal).strip()


def answered(response: str, *, sees_signs: bool) -> str:
    """What follows from an answer about pain, with the list of signs on the screen or without."""
    if not sees_signs:
        return _("{response}.", response=response)
    return _(
        "{response}. {professional}. What to look out for is on the screen.",
        response=response,
        professional=sentence("professional"),
    )


def announced(test: str, how: str) -> str:
    """The name of a core test, and how to do its next trial."""
    return _("{test}. {how}", test=test, how=how).strip()


def rest_then(result: str, seconds: float, how: str) -> str:
    """How a trial ended, how long to rest, and how to do the next one."""
    words = _("{result}. Rest {seconds:.0f} seconds. Then: {how}")
    return words.format(result=result, seconds=seconds, how=how).strip()


def lift(angle: str, *, seen: bool) -> str:
    """The angle at which the low back lifted, or down to which it did not."""
    return (_("Lift at {angle}") if seen else _("No lift down to {angle}")).format(angle=angle)
