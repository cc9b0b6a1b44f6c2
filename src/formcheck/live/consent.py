"""The safety wording is confirmed once, before the first start, and again if it changes."""

import hashlib
import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from formcheck.coaching.safety import EXCLUSIONS, HELP_AT_ONCE, HELP_SOON, SAFETY
from formcheck.files import data_folder, write_atomically

#: What is to be read and confirmed, a paragraph each.
WORDING: Final = (SAFETY, EXCLUSIONS, HELP_AT_ONCE, HELP_SOON)


def is_confirmed() -> bool:
    """Whether this wording has been confirmed on this computer."""
    try:
        return bool(json.loads(_path().read_text(encoding="utf-8"))["wording"] == _fingerprint())
    except (OSError, ValueError, KeyError, TypeError):  # missing or damaged: ask again
        return False


def confirm() -> None:
    """Keep in mind that it has been confirmed.

    Raises:
        InputError: the user's data folder cannot be written to.
    """
    kept = {"wording": _fingerprint(), "confirmed": datetime.now(UTC).isoformat(timespec="seconds")}
    with write_atomically(_path()) as file:
        file.write(json.dumps(kept).encode())


def _fingerprint() -> str:
    return hashlib.sha256("\n".join(WORDING).encode()).hexdigest()


def _path() -> Path:
    return data_folder() / "safety-confirmed.json"
