"""The safety wording is confirmed once, before the first start, and again if it changes."""

import hashlib
import json
from datetime import UTC, datetime
from pathlib import Path

from formcheck.files import data_folder, write_atomically
from formcheck.words.safety import exclusions, safety, signs


def wording() -> tuple[str, ...]:
    """The paragraphs to read and confirm."""
    return safety(), exclusions(), *signs()


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
    confirmation = {
        "wording": _fingerprint(),
        "confirmed": datetime.now(UTC).isoformat(timespec="seconds"),
    }
    with write_atomically(_path()) as file:
        file.write(json.dumps(confirmation).encode())


def _fingerprint() -> str:
    return hashlib.sha256("\n".join(wording()).encode()).hexdigest()


def _path() -> Path:
    return data_folder() / "safety-confirmed.json"
