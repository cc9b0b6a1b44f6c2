"""The safety wording: people confirm it once, before they first train."""

import sys
from typing import TYPE_CHECKING, Any, Final

import typer

if TYPE_CHECKING:
    from rich.console import Console

#: Confirms the wording without a question.
CONFIRM_SAFETY: Final[Any] = typer.Option(
    "--confirm-safety", help="Confirm the safety wording without a question."
)


def require_confirmation(console: "Console", *, confirmed: bool) -> None:
    """Show the safety wording and ask for confirmation, unless it is confirmed.

    Raises:
        UsageError: nobody confirmed it, and there is no terminal to ask.
    """
    from formcheck.errors import UsageError
    from formcheck.live import consent

    if consent.is_confirmed():
        return
    for paragraph in consent.wording():
        console.print(paragraph, soft_wrap=True)
        console.print()
    if not confirmed:
        if not sys.stdin.isatty():
            raise UsageError(
                "confirm the safety wording before the first start: "
                "read it above and run again with --confirm-safety"
            )
        if not typer.confirm("I have read this, and none of it keeps me from exercising"):
            raise typer.Exit(0)
    consent.confirm()


def print_signs(console: "Console") -> None:
    """List the signs that need a doctor (biomechanics 7.2)."""
    from formcheck.words.safety import signs

    for sentence in signs():
        console.print(sentence, soft_wrap=True)
