"""What to do on a day, and why."""

from collections.abc import Iterable

from formcheck.words.language import Sentence, Sentences, _, marked, ngettext, text

#: Reasons for a state on a ladder, without a full stop.
reason = Sentences(
    # The start.
    first=marked("To begin with"),
    not_lately=marked("Nothing of it was done lately, so it begins easy"),
    away=marked("It is {days} days since the last time, so it begins easy again"),
    by_test=marked("By your test"),
    # A step down.
    R1=marked("The last {exercise} did not come up"),
    R2=marked("Your hips sank in the last {exercise}"),
    R3=marked("The last {exercise} slipped out of control too often"),
    R4=marked("It looked as if your low back lifted while your legs were still high"),
    R6=marked("Too much of the last {exercise} had a fault"),
    hurt=marked("Your back hurt during it last time"),
    long_break=marked("It is {days} days since the last time"),
    blocked=marked(
        "The {exercise} was stopped for pain, and you have not said since that it is gone"
    ),
    # The same again.
    eased=marked("It became an easier version on the way last time"),
    not_all=marked("Not all of it was done last time"),
    little_seen=marked("Too little of it could be seen last time"),
    severe=marked("There was a clear fault last time"),
    mild=marked("There were small faults too often last time"),
    effort=marked("The last session was hard for you"),
)
#: A reason together with its consequence.
advice = Sentences(
    momentum=marked(
        "Momentum did much of the work last time: fewer, to the beat of the metronome."
    ),
    late=marked("Your form went late in the set last time: a shorter one that stays good."),
    hurts_today=marked("Your back hurts today: not more for now."),
    pain_unknown=marked(
        "The last session was good. You have not said whether your back was well during it and "
        "the day after, so it does not get harder: `formcheck check-in`."
    ),
    hurt_after=marked("Your back hurt during the last session or the day after: not more for now."),
    top=marked("You are at the top of this ladder: keep it."),
    once_more=marked("The last session was good: once more before it gets harder."),
)
#: A remark beside a plan.
note = Sentences(
    trained_today=marked("You have trained today already: rest, and keep this for another day."),
    untested=marked(
        "The tests show where to begin (`formcheck test plank`); until then it begins easy."
    ),
    stretches=marked(
        "A set was stopped for pain last time: stretches only, until you say with "
        "`formcheck check-in` how your back is today."
    ),
)
same_again = Sentence("{reason}: the same again.")
left_out = Sentence("{reason}: left out.")
more = Sentence("{count} good sessions in a row without pain: a little more of the same.")


def version(reason: str, name: str, *, slower: bool = False) -> str:
    """The version to do."""
    words = _("{reason}: {version}, slower.") if slower else _("{reason}: {version}.")
    return words.format(reason=text(reason), version=text(name))


def less(reason: str) -> str:
    """Less of the easiest version."""
    return _("{reason}. This is the easiest version here: less of it.", reason=text(reason))


def harder(sessions: int, name: str) -> str:
    """A harder version."""
    return _(
        "{count} good sessions in a row without pain: {version}.",
        count=sessions,
        version=text(name),
    )


def needs(each: Iterable[str]) -> str:
    """What the next level needs."""
    return _("All that this level has is done. For the next one: {needs}.", needs="; ".join(each))


def need_of_holds(exercise: str, seconds: float, times: int) -> str:
    """Holds that a level needs."""
    return ngettext(
        "{exercise} held for {seconds:.0f} s in good form, {times} time",
        "{exercise} held for {seconds:.0f} s in good form, {times} times",
        times,
        exercise=exercise,
        seconds=seconds,
        times=times,
    )


def need_of_reps(exercise: str, reps: int, lower_s: float | None, *, control: bool) -> str:
    """Repetitions that a level needs: how slow, and whether with a controlled back."""
    words = _("{reps} clean repetitions of the {exercise} in a session")
    if lower_s:
        words = _(
            "{reps} clean repetitions of the {exercise} in a session, each {lower:.0f} s down"
        )
    if control:
        words = _("{needed} with the back flat until the legs are low", needed=words)
    return words.format(reps=reps, exercise=exercise, lower=lower_s)


def no_time(names: Iterable[str]) -> str:
    """Ladders without time today."""
    return _("No time for: {names}. It comes first another day.", names=", ".join(names))


def warm_up(ladder: str | None) -> str:
    """The reason for a warm-up, by the ladder that it prepares; None after another warm-up."""
    if ladder is None:
        return _("May help, by what was seen in the last warm-up.")
    return _("May help before the {ladder}, by what was seen last time.", ladder=ladder)
