"""What any pose estimator must offer; the rest of the program knows only this."""

from dataclasses import dataclass
from types import TracebackType
from typing import Protocol, Self

from formcheck.capture import Frame
from formcheck.pose.frame import PoseFrame


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
