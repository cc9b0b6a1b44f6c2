"""Somebody else in the picture, beside the subject."""

import math
from dataclasses import replace

import numpy as np
import numpy.typing as npt

from formcheck.capture import Frame
from formcheck.pose.estimator import GREY, Box, Searcher
from formcheck.pose.frame import PoseFrame
from formcheck.pose.guard import PERSON_MARGIN, SAME_PLACE_IOU, box_of, overlap
from formcheck.problem import Problem, ProblemId

# Somebody else counts if they are at least half as long in the picture as the subject, beside and
# not in the subject's place (which may leave a head over), and if two looks see them there. In 63
# clips of real and rendered people it found eight that were there, and one subject mistaken.
_OTHERS_SHARE = 0.5
_OTHERS_LOOKS, _OTHERS_EVERY_S = 16, 0.4


class OtherPeople:
    """Looks for somebody beside the subject, a few times a clip, in one turn at a time."""

    def __init__(self, estimator: Searcher) -> None:
        self._estimator = estimator
        self._looked_s = -math.inf
        self._looks = 0
        self._places: list[Box] = []
        self._are_there = False

    @property
    def problem(self) -> Problem | None:
        """Somebody else, if seen at one place more than once; None so far."""
        return Problem(ProblemId.OTHERS) if self._are_there else None

    def update(self, frame: Frame, subject: PoseFrame) -> None:
        """Take the next frame, before anything is drawn on it, with the subject's pose."""
        if not subject.has_person:
            return
        is_over = self._are_there or self._looks >= _OTHERS_LOOKS
        if is_over or frame.t_s - self._looked_s < _OTHERS_EVERY_S:
            return
        self._looked_s = frame.t_s
        place = box_of(subject, PERSON_MARGIN)
        rest = replace(frame, rgb=_without(frame, place))
        other = self._estimator.look(rest, -self._looks % 4, None)
        self._looks += 1
        if not other.has_person:
            return
        there = box_of(other, PERSON_MARGIN)
        is_large = _length(there) >= _OTHERS_SHARE * _length(place)
        if is_large and not _is_middle_in(there, box_of(subject, 2.0 * PERSON_MARGIN)):
            self._are_there = any(overlap(there, box) >= SAME_PLACE_IOU for box in self._places)
            self._places.append(there)


def _without(frame: Frame, box: Box) -> npt.NDArray[np.uint8]:
    """Return the picture with a box in it painted grey."""
    height, width = frame.rgb.shape[:2]
    scale = np.array([width / frame.width, height / frame.height] * 2)
    left, top, right, bottom = np.maximum(np.round(box * scale), 0).astype(int).tolist()
    rgb = frame.rgb.copy()
    rgb[top:bottom, left:right] = GREY
    return rgb


def _is_middle_in(inner: Box, outer: Box) -> bool:
    x, y = (inner[0] + inner[2]) / 2.0, (inner[1] + inner[3]) / 2.0
    return outer[0] <= x <= outer[2] and outer[1] <= y <= outer[3]


def _length(box: Box) -> float:
    """Return the longer side."""
    return max(box[2] - box[0], box[3] - box[1])
