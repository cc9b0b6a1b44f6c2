"""formcheck: judges the form of core exercises from a camera or a recorded clip.

Nothing heavy is imported until it is used:

    >>> from formcheck import analyze
    >>> result = analyze("plank.mp4", exercise="plank")  # doctest: +SKIP
"""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from formcheck.analysis import Outputs, analyze
    from formcheck.calibration import load_profile
    from formcheck.session import Session

__all__ = ["Outputs", "Session", "analyze", "load_profile"]


def __getattr__(name: str) -> Any:
    if name in ("analyze", "Outputs"):
        from formcheck import analysis

        return getattr(analysis, name)
    if name == "Session":
        from formcheck.session import Session

        return Session
    if name == "load_profile":
        from formcheck.calibration import load_profile

        return load_profile
    raise AttributeError(f"module 'formcheck' has no attribute {name!r}")
