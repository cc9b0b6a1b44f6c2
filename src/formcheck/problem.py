"""Problems that prevent judging, as facts; their words and pictograms come at the end."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final, Literal

from formcheck.words import problems

Pictogram = Literal[
    "step_in", "move_back", "come_closer", "side_on", "front_on", "lower_camera", "light"
]


class ProblemId(StrEnum):
    """Every problem; `words.problems` has the words of each."""

    NOBODY = "nobody"
    DARK = "dark"
    NEAR = "near"
    SMALL = "small"
    COARSE = "coarse"
    EDGE_ON = "edge_on"
    NOT_SIDE_ON = "not_side_on"
    NOT_SQUARE = "not_square"
    OFF_SIDE = "off_side"
    OFF_SQUARE = "off_square"
    LOOKS_DOWN = "looks_down"
    FLANK = "flank"
    PART_UNSEEN = "part_unseen"
    PART_CROPPED = "part_cropped"
    BODY_UNSEEN = "body_unseen"
    MEASURE_UNSEEN = "measure_unseen"
    UNCERTAIN = "uncertain"
    FEW_PICTURES = "few_pictures"
    CUT = "cut"
    GAP = "gap"

    NEVER_SEEN = "never_seen"
    NEVER_IN_POSITION = "never_in_position"
    NOT_RECOGNISED = "not_recognised"
    NOT_IN_CATALOGUE = "not_in_catalogue"
    OTHER_EXERCISE = "other_exercise"
    SHOTS = "shots"
    SIDEWAYS = "sideways"
    OTHERS = "others"

    OTHER_CAMERA = "other_camera"
    OTHER_SIZE = "other_size"
    OTHER_PLACE = "other_place"

    CAMERA_LOST = "camera_lost"
    CAMERA_SILENT = "camera_silent"
    CAMERA_BLACK = "camera_black"
    CAMERA_FROZEN = "camera_frozen"
    CAMERA_MOVED = "camera_moved"
    CAMERA_RESIZED = "camera_resized"


_PICTOGRAMS: Final[dict[ProblemId, Pictogram]] = {
    ProblemId.NOBODY: "step_in",
    ProblemId.DARK: "light",
    ProblemId.NEAR: "move_back",
    ProblemId.SMALL: "come_closer",
    ProblemId.COARSE: "come_closer",
    ProblemId.EDGE_ON: "front_on",
    ProblemId.NOT_SIDE_ON: "side_on",
    ProblemId.NOT_SQUARE: "side_on",
    ProblemId.OFF_SIDE: "side_on",
    ProblemId.OFF_SQUARE: "side_on",
    ProblemId.LOOKS_DOWN: "lower_camera",
    ProblemId.FLANK: "lower_camera",
    ProblemId.PART_CROPPED: "move_back",
    ProblemId.BODY_UNSEEN: "light",
    ProblemId.UNCERTAIN: "light",
    ProblemId.CAMERA_BLACK: "light",
}


@dataclass(frozen=True, slots=True)
class Problem:
    """One problem and its details.

    Attributes:
        id: the problem.
        about: details for its words, in their order: a part of the body, a number, a name.
    """

    id: ProblemId
    about: tuple[str | float, ...] = ()

    @property
    def pictogram(self) -> Pictogram | None:
        """Drawing of the remedy, or None."""
        return _PICTOGRAMS.get(self.id)

    @property
    def reason(self) -> str:
        """The cause, in words."""
        return problems.reason(self.id, self.about)

    @property
    def remedy(self) -> str:
        """The remedy, in words; empty without a remedy."""
        return problems.remedy(self.id, self.about)

    @property
    def words(self) -> str:
        """Reason and remedy in one line."""
        return problems.whole(self.id, self.about)

    @property
    def afterwards(self) -> str:
        """Reason and remedy after the recording, in one line."""
        return problems.afterwards(self.id, self.about)

    @property
    def instruction(self) -> str:
        """The next step for the user, as a sentence."""
        return problems.instruction(self.id, self.about)
