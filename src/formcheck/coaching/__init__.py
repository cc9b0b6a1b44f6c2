"""From what was seen to what to do about it."""

from formcheck.coaching.advice import Advice, advise

__all__ = ["Advice", "advise"]
