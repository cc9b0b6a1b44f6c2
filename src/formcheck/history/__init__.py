"""What was done, kept in a file of the user's own (SQLite); it goes nowhere else."""

from formcheck.history.store import History, SessionInfo, Used

__all__ = ["History", "SessionInfo", "Used"]
