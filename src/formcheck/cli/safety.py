"""The safety wording, confirmed before the first start of whatever somebody trains with."""

import sys
from typing import TYPE_CHECKING, Any, Final

import typer

if TYPE_CHECKING:
    from rich.console import Console

#: Confirms the wording in place of the question.
CONFIRM_SAFETY: Final[Any] = typer.Option(
    "--confirm-safety", help="Confirm the safety wording without being asked."
)


def be_confirmed(console: "Console", *, asked_for: bool) -> None:
    """Show the safety wording and have it confirmed, once.

    Raises:
        UsageError: it was never confirmed, and there is nobody to ask.
    """
    from formcheck.errors import UsageError
    from formcheck.live import consent

    if consent.is_confirmed():
        return
    for paragraph in consent.WORDING:
        console.print(paragraph, soft_wrap=True)
        console.print()
    if not asked_for:
        if not sys.stdin.isatty():
            raise UsageError(
                "the safety wording is to be confirmed before the first start: "
                "read it above and run again with --confirm-safety"
            )
        if not typer.confirm("I have read this, and none of it keeps me from exercising"):
            raise typer.Exit(0)
    consent.confirm()


def print_signs(console: "Console") -> None:
    """List the signs that need a doctor (biomechanics 7.2)."""
    from formcheck.coaching.safety import HELP_AT_ONCE, HELP_SOON

    console.print(HELP_AT_ONCE, soft_wrap=True)
    console.print(HELP_SOON, soft_wrap=True)
