"""Advice after a set, and cues during it."""

from formcheck.coaching.advice import Advice, advise

__all__ = ["Advice", "advise"]
