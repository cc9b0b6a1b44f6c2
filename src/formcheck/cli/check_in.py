"""`formcheck check-in`: asks for back pain, and says if it allows training."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Final, Literal, NamedTuple

import typer

from formcheck.cli.options import DATA
from formcheck.cli.safety import CONFIRM_SAFETY, print_signs, require_confirmation
from formcheck.words import check_in as words

if TYPE_CHECKING:
    from datetime import datetime

    from rich.console import Console

    from formcheck.programme.pain import Occasion, Readiness
    from formcheck.programme.training_log import CheckIn, Moment, TrainingLog

EPILOG = "Example: formcheck check-in --pain 1 --no-leg-symptoms --no-warning-signs"
_MOMENTS: "Final[dict[str, Moment]]" = {
    "before": "before",
    "after": "after",
    "next-day": "next_day",
}
_MOST: Final = 10
_LENGTH_OF_A_DAY: Final = len("2026-11-22")
# The command asks again for a warning sign that is older than this.
_LOOKED_BACK_DAYS: Final = 60


class _Consequences(NamedTuple):
    """Consequences of a check-in.

    Attributes:
        ready: the training that today allows.
        step_back: why the last session was too much; empty if it was not.
        show_signs: whether to list the warning signs.
    """

    ready: "Readiness"
    step_back: str
    show_signs: bool


def check_in(
    moment: Annotated[
        Literal["before", "after", "next-day"] | None,
        typer.Option(
            help="Say which answer this is [after, within three hours of a session, else before]."
        ),
    ] = None,
    pain: Annotated[
        int | None,
        typer.Option(
            min=0, max=_MOST, metavar="N", help="Rate your back pain; muscle burn does not count."
        ),
    ] = None,
    effort: Annotated[
        int | None,
        typer.Option(min=0, max=_MOST, metavar="N", help="Rate how hard the session was."),
    ] = None,
    leg_symptoms: Annotated[
        bool | None,
        typer.Option(
            "--leg-symptoms/--no-leg-symptoms",
            help="Say if pain, numbness or weakness goes into a leg.",
        ),
    ] = None,
    sharp: Annotated[bool, typer.Option("--sharp", help="Say that the pain is sharp.")] = False,
    lasted: Annotated[
        bool | None,
        typer.Option(
            "--lasted/--no-lasted", help="Say if pain after the last session lasted over 24 hours."
        ),
    ] = None,
    warning_signs: Annotated[
        bool | None,
        typer.Option(
            "--warning-signs/--no-warning-signs",
            help="Say if you have a warning sign; --signs lists them.",
        ),
    ] = None,
    signs: Annotated[
        bool, typer.Option("--signs", help="List the signs that need a doctor, and exit.")
    ] = False,
    date: Annotated[
        str | None,
        typer.Option(
            metavar="DAY", help="Set the time, such as 2026-11-22 or 2026-11-22T18:30 [now]."
        ),
    ] = None,
    data: Annotated[Path | None, DATA] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print the check-in as JSON.")] = False,
    confirm_safety: Annotated[bool, CONFIRM_SAFETY] = False,
) -> None:
    """Report how your back is, and learn if it allows training.

    Check in before a session, right after it, and on the next day.
    """
    from dataclasses import replace

    from formcheck.cli.terminal import terminal
    from formcheck.errors import UsageError
    from formcheck.history import History
    from formcheck.programme.pain import occasion
    from formcheck.programme.training_log import CheckIn

    if signs:
        print_signs(terminal())
        return
    interactive = sys.stdin.isatty() and not as_json
    if pain is None and not interactive:
        raise UsageError("say how your back is: --pain N, from 0 (none) to 10")
    console = terminal(stderr=as_json)
    require_confirmation(console, confirmed=confirm_safety)
    at = _time_of(date, end_of_day=moment == "after")
    with History(data) as history:
        log = history.training_log(at, _LOOKED_BACK_DAYS)
        about = occasion(log, at)
        entry = CheckIn(
            at=at,
            moment=_MOMENTS[moment] if moment else about.moment,
            pain=pain,
            effort=effort,
            leg_symptoms=leg_symptoms,
            sharp=sharp,
            warning_signs=warning_signs,
            lasted=lasted,
        )
        if interactive:
            entry = replace(entry, **_ask(console, entry, about))
        history.add_check_in(entry, about.session if entry.moment == "after" else None)
    consequences = _consequences(log, entry, about)
    if as_json:
        _print_json(entry, consequences)
    else:
        _print(console, entry, consequences)


def _time_of(date: str | None, *, end_of_day: bool) -> "datetime":
    """The time of the check-in. A date without a time means the beginning or the end of the day."""
    from datetime import datetime, time

    from formcheck.errors import UsageError

    if date is None:
        return datetime.now().astimezone()
    try:
        at = datetime.fromisoformat(date)
    except ValueError as error:
        reason = f"--date {date} is no day: write it as 2026-11-22 or 2026-11-22T18:30"
        raise UsageError(reason) from error
    if len(date) <= _LENGTH_OF_A_DAY and end_of_day:
        at = datetime.combine(at, time(23, 59))
    return at if at.tzinfo else at.astimezone()


def _ask(console: "Console", entry: "CheckIn", about: "Occasion") -> dict[str, Any]:
    """Answers to the questions that the options left open."""
    answers: dict[str, Any] = {}
    if entry.pain is None:
        console.print(words.how_is_your_back())
        answers["pain"] = _ask_for_number(words.pain_now())
    if answers.get("pain", entry.pain) and not entry.sharp:
        answers["sharp"] = typer.confirm(words.is_sharp())
    if entry.leg_symptoms is None:
        answers["leg_symptoms"] = typer.confirm(words.into_a_leg())
    if entry.warning_signs is None and entry.moment != "after":
        answers["warning_signs"] = _ask_for_signs(console)
    if entry.lasted is None and about.awaited:
        answers["lasted"] = typer.confirm(words.has_lasted(about.awaited.at))
    if entry.effort is None and entry.moment == "after":
        answers["effort"] = _ask_for_number(words.how_hard())
    return answers


def _ask_for_number(question: str) -> int:
    while True:
        number: int = typer.prompt(question, type=int)
        if 0 <= number <= _MOST:
            return number


def _ask_for_signs(console: "Console") -> bool:
    """Ask for the warning signs of biomechanics 7.2, and list them on request."""
    while True:
        answer: str = typer.prompt(words.any_warning_sign(), "n", show_default=False)
        letter = answer.strip().lower()[:1]
        if letter in ("y", "n"):
            return letter == "y"
        print_signs(console)


def _consequences(log: "TrainingLog", entry: "CheckIn", about: "Occasion") -> _Consequences:
    from formcheck.programme.pain import needs_help, readiness, steps_back

    check_ins = (*log.check_ins, entry)
    ready = readiness(check_ins, entry.at.date())
    number = about.session or (about.awaited.number if about.awaited else None)
    step_back = steps_back(log.sessions, check_ins)[number].why if number else ""
    return _Consequences(ready, step_back, show_signs=ready.help or needs_help(entry))


def _print(console: "Console", entry: "CheckIn", consequences: _Consequences) -> None:
    console.print(words.noted(entry.moment, entry.pain), style="dim")
    if consequences.step_back:
        console.print(consequences.step_back, soft_wrap=True)
    if entry.moment != "after" or consequences.ready.go != "go":
        console.print(consequences.ready.why, soft_wrap=True)
    elif not consequences.step_back:
        console.print(words.well_done(), soft_wrap=True)
    if consequences.show_signs:
        console.print()
        print_signs(console)


def _print_json(entry: "CheckIn", consequences: _Consequences) -> None:
    import json
    from dataclasses import asdict

    from formcheck.words.safety import signs

    ready = consequences.ready
    whole = {
        "check_in": {**asdict(entry), "at": entry.at.isoformat()},
        "today": {"go": ready.go, "why": ready.why},
        "step_back": consequences.step_back or None,
        "signs": signs() if consequences.show_signs else (),
    }
    print(json.dumps(whole, indent=2))
