"""Errors that a user can act on. Each message says what is wrong and what to do."""


class FormcheckError(Exception):
    """Base of every error that formcheck reports in one line instead of a traceback.

    Attributes:
        reason: what is wrong.
        remedy: what to do about it, where the reason does not say it.
    """

    exit_status = 1

    def __init__(self, reason: str, remedy: str = "") -> None:
        super().__init__(f"{reason}: {remedy}" if remedy else reason)
        self.reason, self.remedy = reason, remedy


class InputError(FormcheckError):
    """An input could not be used: missing, not a video, no readable frame, damaged."""

    exit_status = 3


class WriteError(InputError):
    """A file could not be written: the folder or the disk is at fault, not the clip."""


class HistoryError(InputError):
    """The history could not be used: damaged, newer than this formcheck, or locked."""


class UsageError(FormcheckError):
    """The request itself is wrong: an unknown exercise, options that exclude each other."""

    exit_status = 2
