"""A finished set as the bytes that the history keeps: its JSON as in `result.json`, compressed."""

import zlib
from typing import Final

from formcheck.errors import HistoryError
from formcheck.result import SetResult

#: Bytes that a set may have at most. One of a hundred repetitions has some 100,000.
LARGEST: Final = 16 << 20


def pack(result: SetResult) -> bytes:
    """The bytes of a set."""
    return zlib.compress(result.model_dump_json().encode())


def unpack(packed: bytes) -> SetResult:
    """The set that was packed.

    Raises:
        HistoryError: it is no set.
    """
    try:
        return SetResult.model_validate_json(zlib.decompressobj().decompress(packed, LARGEST))
    except (zlib.error, TypeError, ValueError) as error:
        raise HistoryError(
            "a set of the history is damaged: `formcheck history restore FILE` puts a backup in "
            "its place"
        ) from error
