"""A finished set as the bytes that the history keeps: its JSON as in `result.json`, compressed."""

import zlib

from formcheck.result import SetResult


def pack(result: SetResult) -> bytes:
    """The bytes of a set."""
    return zlib.compress(result.model_dump_json().encode())


def unpack(packed: bytes) -> SetResult:
    """The set that was packed."""
    return SetResult.model_validate_json(zlib.decompress(packed))
