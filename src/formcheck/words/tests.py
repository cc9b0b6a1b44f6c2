"""Results of the core tests: the score, its meaning, and the comparison with others and before."""

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from formcheck.words.dates import on
from formcheck.words.language import Sentence, Sentences, _, marked, text
from formcheck.words.names import capital
from formcheck.words.units import digits, measured, number, share

_ON_SIDE: Final = {
    "left": marked("Left side: {sentence}"),
    "right": marked("Right side: {sentence}"),
}
_SCORE_OF_SIDE: Final = {"left": marked("Left {score}"), "right": marked("Right {score}")}
_START_WITH: Final = {
    "left": marked(
        "Left and right differ by {share} of the longer one: start with the left side next time."
    ),
    "right": marked(
        "Left and right differ by {share} of the longer one: start with the right side next time."
    ),
}
_PEOPLE: Final = {
    "man": marked("men of a sample ({sample}; {citation})"),
    "woman": marked("women of a sample ({sample}; {citation})"),
}
#: Sentences without values.
sentence = Sentences(
    screen=marked(
        "This is a screen for your own progress, not a diagnosis and not a measure of health."
    ),
    pelvic_control=marked("It tells of pelvic control, not of strength; lower is better."),
    not_graded=marked("it came up, but was not seen to keep the curl: not graded"),
    once_more=marked("Do it once more, slowly and without help from arms or legs."),
    comes_next=marked("That position of the arms comes next: it is a goal, not a gap."),
    not_ready=marked(
        "That is useful information, not a failure: your core is not ready for this version yet. "
        "Train with crunches, or with slow sit-ups on the way down only, and let your arms help "
        "you up."
    ),
    practice=marked("The first test of a kind is practice. Take it again on another day."),
    trend_begins=marked("Your own trend begins here."),
    sides_differ_again=marked(
        "It is not the first time: do as much on both sides, the weaker one first."
    ),
)
_BANDS: Final = (marked("Build up"), marked("Typical"), marked("Strong"))
# Scores.
unscored = Sentence("not scored: {reason}.")
corrected = Sentence("You held good form for {seconds:.0f} s; then came the first correction.")
not_lifted_reason = Sentence("no lift down to there: {reason}")
# Sit-ups.
came_up = Sentence("it came up. {curl}")
did_not_count = Sentence("{reason}.")
#: Why a trial ended, or why it has no score.
reason = Sentences(
    # A hold.
    came_out=marked("you came out of the position"),
    no_hold=marked("no hold was seen"),
    # A sit-up.
    came_up=marked("it came up"),
    not_up=marked("it did not come up all the way"),
    little_seen=marked("not enough of it could be seen"),
    no_sit_up=marked("no sit-up was seen"),
    # A lowering.
    lifted=marked("your low back began to lift"),
    knees_bent=marked("your knees bent"),
    on_floor=marked("your legs came down to the floor"),
    up_again=marked("your legs came up again"),
    legs_stopped=marked("your legs stopped there"),
    no_lowering=marked("both legs were not seen up and straight, and then lowered"),
    # Any of them.
    clip_ended=marked("the clip ended"),
    test_ended=marked("the test was ended"),
)
stopped_early = Sentence(
    "{reason}, after {seconds:.0f} s in position: the test goes on until form is lost"
)
rise_too_long = Sentence("the way up took {rise:.1f} s, more than {most:g} s")
rep_too_short = Sentence("it took {seconds:.1f} s: one slow sit-up takes {least:g} s")


# --- the place of a sentence ----------------------------------------------------------------------


def about_side(side: str | None, sentence: str) -> str:
    """A sentence about a side of the body, or about the whole."""
    return _(_ON_SIDE[side], sentence=sentence) if side else capital(sentence)


def in_trial(trial: int | None, sentence: str) -> str:
    """A sentence about one of several trials, or about the only one."""
    if trial is None:
        return capital(sentence)
    return _("Trial {number}: {sentence}", number=trial, sentence=sentence)


def with_arms(arms: str, sentence: str) -> str:
    """A sentence about a position of the arms."""
    return _("{arms}: {sentence}", arms=text(arms), sentence=sentence)


# --- scores ---------------------------------------------------------------------------------------


def headline(scores: Sequence[tuple[str | None, float | None]], unit: str) -> str:
    """The score of each side, or of the whole; None for a missing one."""
    parts = []
    for side, score in scores:
        words = _("not scored") if score is None else number(score, unit, places=0)
        parts.append(_(_SCORE_OF_SIDE[side], score=words) if side else capital(words))
    return ", ".join(parts)


def ungraded(*, came_up: bool) -> str:
    """The headline of a sit-up without a grade."""
    return _("It came up, not graded") if came_up else _("It did not count")


def held(seconds: float, sigma_s: float, reason: str) -> str:
    """How long a hold lasted, and why it ended."""
    places = 1 if sigma_s < 1.0 else 0
    return _(
        "held {seconds} ± {sigma} s, camera-timed: {reason}.",
        seconds=digits(seconds, "s", places),
        sigma=digits(sigma_s, "s", places),
        reason=reason,
    )


def lifted(angle_deg: float, sigma_deg: float) -> str:
    """The angle of the legs at which the low back began to lift."""
    return _(
        "The low back began to lift at {angle} above the floor.",
        angle=measured(angle_deg, sigma_deg, "deg"),
    )


def not_lifted(angle_deg: float, reason: str) -> str:
    """The lowest angle of the legs, with the low back down."""
    return _(
        "No lift of the low back down to {angle}: {reason}.",
        angle=number(angle_deg, "deg"),
        reason=reason,
    )


def better_trial(angle_deg: float) -> str:
    """Which of several trials counts."""
    return _("The better one counts: {angle}.", angle=number(angle_deg, "deg", places=0))


# --- sit-ups --------------------------------------------------------------------------------------


def curl(*, kept: bool | None, share: float | None, sigma: float) -> str:
    """Whether the trunk stayed curled; None for an unknown answer or share."""
    if share is None:
        return _("Whether the curl was kept could not be seen.")
    if kept is None:
        words = _("Whether the curl was kept cannot be told: {share}.")
    elif kept:
        words = _("The curl was kept: {share}.")
    else:
        words = _("It looked as if it came mainly from the hips: {share}.")
    value = _("curl share {share:.2f} ± {sigma:.1g}", share=share, sigma=sigma)
    return words.format(share=value)


def graded(grade: float, name: str, reason: str) -> str:
    """The grade of a sit-up."""
    return _(
        "Grade {grade:.0f} of 10 ({name}): {reason}.", grade=grade, name=text(name), reason=reason
    )


def grade_reason(arms: str, *, curled: bool) -> str:
    """The position of the arms that gives the grade."""
    words = _("{arms}, the curl kept") if curled else _("{arms}, the curl not kept")
    return words.format(arms=text(arms).lower())


# --- others and before ----------------------------------------------------------------------------


def context(sentence: str, citation: str) -> str:
    """A finding of others that helps to read a result."""
    return _("{sentence} ({citation}).", sentence=text(sentence), citation=citation)


def average(sex: str, sample: str, citation: str, mean: float, sd: float) -> str:
    """The mean and the standard deviation of a sample."""
    return _(
        "{people}: {mean:g} ± {sd:g} s on average.",
        people=capital(_people(sex, sample, citation)),
        mean=mean,
        sd=sd,
    )


def quartiles(band: int, sex: str, sample: str, citation: str, values: tuple[float, ...]) -> str:
    """The place of a result among the quartiles of a sample: 0 below, 1 between, 2 above."""
    words = _(
        "{band}, beside {people}: a quarter held less than {low:g} s, half {middle:g} s, "
        "a quarter more than {high:g} s."
    )
    low, middle, high = values
    people = _people(sex, sample, citation)
    return words.format(band=_(_BANDS[band]), people=people, low=low, middle=middle, high=high)


def changed(baseline: float, unit: str, day: datetime, *, better: bool) -> str:
    """A change from an earlier result."""
    return _(
        "Compared with {score} on {day}: {change}, and more than the test differs by itself.",
        score=number(baseline, unit, places=0),
        day=on(day),
        change=_("better") if better else _("less"),
    )


def unchanged(baseline: float, unit: str, day: datetime, least: float, tests: int) -> str:
    """No change, and how large one must be or how often it must be seen."""
    if tests == 1:
        words = _(
            "Compared with {score} on {day}: no change, less than the {least} by which the test "
            "may differ from day to day."
        )
    else:
        words = _(
            "Compared with {score} on {day}: no change yet. "
            "A change counts once it is seen in {tests} tests in a row."
        )
    return words.format(
        score=number(baseline, unit, places=0),
        day=on(day),
        least=number(least, unit, places=0),
        tests=tests,
    )


def sides_even(difference: float) -> str:
    """Two sides that do not differ."""
    return _("Left and right differ by {share} of the longer one: even.", share=share(difference))


def sides_differ(difference: float, weaker: str) -> str:
    """Two sides that differ, and the one to start with."""
    return _(_START_WITH[weaker], share=share(difference))


def _people(sex: str, sample: str, citation: str) -> str:
    return _(_PEOPLE[sex], sample=text(sample), citation=citation)


# --- reasons of trials ----------------------------------------------------------------------------


def corrected_before(fault: str) -> str:
    """A fault that ends a hold since it was corrected before."""
    return _("{fault}, after one correction", fault=text(fault))


def not_put_right(fault: str) -> str:
    """A fault that ends a hold since its correction did not help."""
    return _("{fault}, and you did not put it right in time", fault=text(fault))


def off_pace(speed_deg_s: float, pace_deg_s: float, *, fast: bool) -> str:
    """A lowering at another speed than the pace."""
    if fast:
        words = _(
            "you lowered your legs too fast, {speed:.0f} degrees a second: "
            "the pace is {pace:g} degrees a second"
        )
    else:
        words = _(
            "you lowered your legs too slowly, {speed:.1f} degrees a second: "
            "the pace is {pace:g} degrees a second"
        )
    return words.format(speed=speed_deg_s, pace=pace_deg_s)
