"""`formcheck check-in`: how your back is, and what follows from it."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Final, Literal, NamedTuple

import typer

from formcheck.cli.options import DATA
from formcheck.cli.safety import CONFIRM_SAFETY, be_confirmed, print_signs

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
# A sign that was told longer ago is asked for again all the same.
_LOOKED_BACK_DAYS: Final = 60


class _Follows(NamedTuple):
    """What follows for today, for what was trained (empty: nothing), and if signs are listed."""

    ready: "Readiness"
    back: str
    show_signs: bool


def check_in(
    moment: Annotated[
        Literal["before", "after", "next-day"] | None,
        typer.Option(help="What it is about [after within three hours of a session, else before]."),
    ] = None,
    pain: Annotated[
        int | None,
        typer.Option(
            min=0, max=_MOST, metavar="N", help="Back pain, 0 to 10; burning muscles are none."
        ),
    ] = None,
    effort: Annotated[
        int | None,
        typer.Option(min=0, max=_MOST, metavar="N", help="How hard the session was, 0 to 10."),
    ] = None,
    leg_symptoms: Annotated[
        bool | None,
        typer.Option(
            "--leg-symptoms/--no-leg-symptoms", help="Pain, numbness or weakness into a leg."
        ),
    ] = None,
    sharp: Annotated[bool, typer.Option("--sharp", help="The pain is sharp.")] = False,
    lasted: Annotated[
        bool | None,
        typer.Option(
            "--lasted/--no-lasted", help="Pain after the last session went on for over 24 hours."
        ),
    ] = None,
    warning_signs: Annotated[
        bool | None,
        typer.Option("--warning-signs/--no-warning-signs", help="Any of those that --signs lists."),
    ] = None,
    signs: Annotated[
        bool, typer.Option("--signs", help="List the signs that need a doctor, and end.")
    ] = False,
    date: Annotated[
        str | None,
        typer.Option(metavar="DAY", help="2026-11-22, or with a time 2026-11-22T18:30 [now]."),
    ] = None,
    data: Annotated[Path | None, DATA] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print it as JSON.")] = False,
    confirm_safety: Annotated[bool, CONFIRM_SAFETY] = False,
) -> None:
    """Say how your back is, before, after and on the day after: what follows is told at once."""
    from dataclasses import replace

    from rich.console import Console

    from formcheck.errors import UsageError
    from formcheck.history import History
    from formcheck.programme.pain import occasion
    from formcheck.programme.training_log import CheckIn

    if signs:
        print_signs(Console(highlight=False))
        return
    asking = sys.stdin.isatty() and not as_json
    if pain is None and not asking:
        raise UsageError("say how your back is: --pain N, from 0 (none) to 10")
    console = Console(highlight=False, stderr=as_json)
    be_confirmed(console, asked_for=confirm_safety)
    at = _time_of(date, ends=moment == "after")
    with History(data) as history:
        log = history.training_log(at, _LOOKED_BACK_DAYS)
        about = occasion(log, at)
        told = CheckIn(
            at=at,
            moment=_MOMENTS[moment] if moment else about.moment,
            pain=pain,
            effort=effort,
            leg_symptoms=leg_symptoms,
            sharp=sharp,
            warning_signs=warning_signs,
            lasted=lasted,
        )
        if asking:
            told = replace(told, **_answers(console, told, about))
        history.add_check_in(told, about.session if told.moment == "after" else None)
    follows = _what_follows(log, told, about)
    if as_json:
        _print_json(told, follows)
    else:
        _print(console, told, follows)


def _time_of(date: str | None, *, ends: bool) -> "datetime":
    """When it is; of a day alone its beginning, or its end for what is told after a session."""
    from datetime import datetime, time

    from formcheck.errors import UsageError

    if date is None:
        return datetime.now().astimezone()
    try:
        at = datetime.fromisoformat(date)
    except ValueError as error:
        reason = f"--date {date} is no day: write it as 2026-11-22 or 2026-11-22T18:30"
        raise UsageError(reason) from error
    if len(date) <= _LENGTH_OF_A_DAY and ends:
        at = datetime.combine(at, time(23, 59))
    return at if at.tzinfo else at.astimezone()


def _answers(console: "Console", told: "CheckIn", about: "Occasion") -> dict[str, Any]:
    """Ask for what is missing."""
    found: dict[str, Any] = {}
    if told.pain is None:
        console.print("How is your back? Muscles that burn or ache from training do not count.")
        found["pain"] = _ask_for_number("Back pain now, 0 (none) to 10")
    if found.get("pain", told.pain) and not told.sharp:
        found["sharp"] = typer.confirm("Is it a sharp pain?")
    if told.leg_symptoms is None:
        words = "Does any pain, numbness or weakness go into a leg?"
        found["leg_symptoms"] = typer.confirm(words)
    if told.warning_signs is None and told.moment != "after":
        found["warning_signs"] = _ask_for_signs(console)
    if told.lasted is None and about.awaited:
        day = f"{about.awaited.at:%A}"
        words = f"After your session on {day}: did back pain go on for more than 24 hours?"
        found["lasted"] = typer.confirm(words)
    if told.effort is None and told.moment == "after":
        found["effort"] = _ask_for_number("How hard was it, 0 (not at all) to 10")
    return found


def _ask_for_number(words: str) -> int:
    while True:
        number: int = typer.prompt(words, type=int)
        if 0 <= number <= _MOST:
            return number


def _ask_for_signs(console: "Console") -> bool:
    """Ask for the signs of biomechanics 7.2; they are listed on request."""
    while True:
        answer: str = typer.prompt(
            "Any of the warning signs? [y/N, ? lists them]", "n", show_default=False
        )
        letter = answer.strip().lower()[:1]
        if letter in ("y", "n"):
            return letter == "y"
        print_signs(console)


def _what_follows(log: "TrainingLog", told: "CheckIn", about: "Occasion") -> _Follows:
    from formcheck.programme.pain import needs_help, readiness, steps_back

    check_ins = (*log.check_ins, told)
    ready = readiness(check_ins, told.at.date())
    backs = steps_back(log.sessions, check_ins)
    number = about.session or (about.awaited.number if about.awaited else None)
    back = backs[number].why if number else ""
    return _Follows(ready, back, show_signs=ready.help or needs_help(told))


def _print(console: "Console", told: "CheckIn", follows: _Follows) -> None:
    when = "the day after" if told.moment == "next_day" else told.moment
    console.print(f"Noted ({when}): back pain {told.pain}.", style="dim")
    if follows.back:
        console.print(follows.back, soft_wrap=True)
    if told.moment != "after" or follows.ready.go != "go":
        console.print(follows.ready.why, soft_wrap=True)
    elif not follows.back:
        console.print("Well done. Tomorrow, say how it was: `formcheck check-in`.", soft_wrap=True)
    if follows.show_signs:
        console.print()
        print_signs(console)


def _print_json(told: "CheckIn", follows: _Follows) -> None:
    import json
    from dataclasses import asdict

    from formcheck.coaching.safety import HELP_AT_ONCE, HELP_SOON

    whole = {
        "check_in": {**asdict(told), "at": told.at.isoformat()},
        "today": {"go": follows.ready.go, "why": follows.ready.why},
        "step_back": follows.back or None,
        "signs": [HELP_AT_ONCE, HELP_SOON] if follows.show_signs else [],
    }
    print(json.dumps(whole, indent=2))
