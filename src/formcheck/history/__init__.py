"""What was done, kept in a file of the user's own (SQLite); it goes nowhere else."""

from formcheck.history.reading import Wanted
from formcheck.history.store import ErasedError, History, Listed, SessionInfo, Used

__all__ = ["ErasedError", "History", "Listed", "SessionInfo", "Used", "Wanted"]
