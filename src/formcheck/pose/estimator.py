"""What any pose estimator must offer; the rest of the program knows only this."""

from dataclasses import dataclass
from types import TracebackType
from typing import Protocol, Self

from formcheck.capture import Frame
from formcheck.pose.frame import PoseFrame

#: Part of a picture: left, top, right, bottom in its pixels; may reach beyond the border.
Box = tuple[float, float, float, float]


@dataclass(frozen=True, slots=True)
class ModelInfo:
    """Which weights made the landmarks."""

    name: str
    sha256: str


class PoseEstimator(Protocol):
    """Finds one person's landmarks, picture after picture of one clip."""

    model: ModelInfo

    def estimate(self, frame: Frame) -> PoseFrame:
        """Return the landmarks in the next picture; times must strictly increase."""
        ...

    def __enter__(self) -> Self: ...

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None: ...


class Searcher(PoseEstimator, Protocol):
    """An estimator that follows a person, and that can also look afresh.

    A turn is the number of quarter turns anticlockwise that the picture is given before it is
    searched, 0 to 3. With a box, only what lies in it is shown. Landmarks are always those of the
    picture as it came.
    """

    def look(self, frame: Frame, turn: int, box: Box | None) -> PoseFrame:
        """Search a picture afresh; whom the estimator follows does not change."""
        ...

    def follow(self, frame: Frame, turn: int, box: Box | None) -> PoseFrame:
        """Forget who was followed, search the picture, and follow whom it shows from now on.

        The turn stays until the next call or the next shot.
        """
        ...
