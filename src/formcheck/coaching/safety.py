"""The wording that is always in sight (biomechanics 7.1)."""

from typing import Final

SAFETY: Final = (
    "Movement practice aid. Not a medical device; it can't see inside your back, doesn't "
    "diagnose, and can be wrong. Stop if anything hurts."
)
