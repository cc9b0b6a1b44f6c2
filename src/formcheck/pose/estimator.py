"""The interface of pose estimators; the rest of the program knows only this."""

from dataclasses import dataclass
from typing import Any, Final, Protocol, Self

from formcheck.capture import Frame
from formcheck.pose.frame import PoseFrame
from formcheck.settings import Plain

#: Part of a picture: left, top, right, bottom in its pixels; may reach beyond the border.
Box = tuple[float, float, float, float]


#: Grey level that covers the part of a picture that is not to be searched.
GREY: Final = 127


@dataclass(frozen=True, slots=True)
class ModelInfo:
    """Name and hash of the weights that made the landmarks."""

    name: Plain
    sha256: Plain


class PoseEstimator(Protocol):
    """Finds one person's landmarks, picture after picture of one clip."""

    model: ModelInfo

    def estimate(self, frame: Frame) -> PoseFrame:
        """Return the landmarks in the next picture; times must strictly increase."""
        ...

    def __enter__(self) -> Self: ...

    def __exit__(self, *error: Any) -> None: ...


class Searcher(PoseEstimator, Protocol):
    """An estimator that follows a person, and that can also search a picture afresh.

    `turn` is the number of quarter turns anticlockwise, 0 to 3, by which the picture is turned for
    the search. With a box, only the inside of the box is searched. Landmarks are always in the
    coordinates of the original picture.
    """

    def look(self, frame: Frame, turn: int, box: Box | None) -> PoseFrame:
        """Search a picture afresh; `estimate` still follows the same person."""
        ...

    def follow(self, frame: Frame, turn: int, box: Box | None) -> PoseFrame:
        """Start over with a fresh search of the picture, and follow the person found.

        The turn stays until the next call or the next shot.
        """
        ...
