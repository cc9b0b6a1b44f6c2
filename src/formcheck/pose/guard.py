"""Keeping the track on one person, the right way up and with left and right told apart.

An estimator that follows a person believes what it saw last: locked on upside down, or on somebody
else, it stays so. The guard asks it for second opinions, fresh looks at the picture in other
quarter turns, and starts it anew where they say that it is wrong. In 320 pictures of rendered
people 99 % of the looks are right; in 313 all four are, or those of them that find somebody.
"""

import math
from collections.abc import Iterable
from dataclasses import replace
from types import TracebackType
from typing import Final, Self

import numpy as np
import numpy.typing as npt

from formcheck.capture import Frame
from formcheck.pose.estimator import Box, ModelInfo, Searcher
from formcheck.pose.frame import LANDMARKS, FloatArray, PoseFrame, empty_pose_frame

#: While nobody is found, the other turns are tried once in this time: they cost three searches.
SEARCH_EVERY_S: Final = 1.0
#: While somebody is followed, a second opinion is asked for once in this time: it costs as much
#: as one picture.
CHECK_EVERY_S: Final = 1.0

# Two boxes that share less than this of their union are two people; somebody who is found so far
# from the place where the subject was is believed after the time given (biomechanics 8).
_SAME_PLACE_IOU = 0.3
_MOVED_AFTER_S = 0.5
# The subject's place is kept in mind for this long after it was last seen there.
_PLACE_KEPT_S = 2.0
# Flat boxes of people who lie would part at the slightest move: a fifth of the longer side more
# all round.
_BOX_MARGIN = 0.2
# Deviation of the grey levels below which a picture shows nothing, such as a black one.
_BLANK_GREY_LEVELS = 4.0
# Mean distance of mid-shoulder, hip, knee and ankle. In 320 pictures of rendered people, looks that
# are right differ by 0.02 trunk lengths in the median and by 0.11 at most (1,890 pairs), from those
# that are upside down by 0.44 at least; a track lags behind in fast movement.
_SAME_POSE_T = 0.4

_MIDS: Final = np.array(
    [
        [LANDMARKS.index(f"{side}_{part}") for side in ("left", "right")]
        for part in ("shoulder", "hip", "knee", "ankle")
    ]
)


class TrackGuard:
    """A pose estimator that watches over another one.

    - While nobody is found, it looks in all four quarter turns.
    - A pose that fresh looks in other turns outvote (head and feet mistaken, as a rule) is left,
      and so is a thing in whose place no look sees a person, if they see one elsewhere.
    - The subject is kept by place: of somebody found elsewhere nothing is said for half a second,
      nor at all while fresh looks still find the subject where it was.
    - Left and right of a limb that change places for a moment are changed back.
    - A landmark outside of the picture is not called visible.

    What it rejects becomes a PoseFrame without a person. All decisions are by media time.
    """

    def __init__(self, estimator: Searcher) -> None:
        self.model: ModelInfo = estimator.model
        self._estimator = estimator
        self._start(0)

    def _start(self, shot: int) -> None:
        self._shot = shot
        self._turn = 0
        self._searched_s = self._checked_s = self._seen_s = -math.inf
        self._box: Box | None = None
        self._elsewhere_since_s: float | None = None
        self._is_confirmed = False
        self._sides = SideKeeper()

    def estimate(self, frame: Frame) -> PoseFrame:
        """Return the landmarks in the next picture; times must strictly increase."""
        if frame.shot != self._shot:
            self._start(frame.shot)
        pose = self._estimator.estimate(frame)
        if not pose.has_person:
            pose = self._search(frame, pose)
        if pose.has_person:
            pose = self._in_place(frame, pose)
        if not pose.has_person:
            return pose
        pose = self._confirmed(frame, pose)
        self._box, self._seen_s = box_of(pose), frame.t_s
        return _visible_only_inside(self._sides.update(pose))

    def _search(self, frame: Frame, nobody: PoseFrame) -> PoseFrame:
        """Look in the other turns, if it is time to, and follow whom most of them agree on."""
        if frame.t_s - self._searched_s < SEARCH_EVERY_S or _is_blank(frame.rgb):
            return nobody
        self._searched_s = frame.t_s
        place = self._place_at(frame.t_s)
        group = _largest_group(self._looks(frame, self._other_turns(), place))
        return self._follow(frame, group, place) or nobody

    def _in_place(self, frame: Frame, pose: PoseFrame) -> PoseFrame:
        """Return the subject's pose; nobody, while it may be somebody else's."""
        place = self._place_at(frame.t_s)
        if place is None or _overlap(box_of(pose), place) >= _SAME_PLACE_IOU:
            self._is_confirmed &= place is not None
            self._elsewhere_since_s = None
            return pose
        since_s = self._elsewhere_since_s
        has_moved = since_s is not None and frame.t_s - since_s >= _MOVED_AFTER_S
        if since_s is None or has_moved:
            self._elsewhere_since_s = frame.t_s
            turns = [self._turn, *self._other_turns()]
            back = self._follow(frame, _largest_group(self._looks(frame, turns, place)), place)
            if back:
                self._elsewhere_since_s = None
                return back
        if not has_moved:
            return empty_pose_frame(frame.t_s, (frame.width, frame.height), frame.shot)
        self._elsewhere_since_s, self._is_confirmed = None, False
        return pose

    def _place_at(self, t_s: float) -> Box | None:
        """Where the subject was lately; None where that is not known, or too long ago."""
        return self._box if t_s - self._seen_s < _PLACE_KEPT_S else None

    def _confirmed(self, frame: Frame, pose: PoseFrame) -> PoseFrame:
        """Return the pose, or another one if fresh looks outvote it."""
        if frame.t_s - self._checked_s < CHECK_EVERY_S:
            return pose
        self._checked_s = frame.t_s
        box: Box | None = box_of(pose)
        looks = self._looks(frame, [(self._turn + 2) % 4], box)
        if any(agree(look, pose) for look in looks.values()):
            self._is_confirmed = True
            return pose
        looks |= self._looks(frame, [(self._turn + quarter) % 4 for quarter in (1, 3, 0)], box)
        against = {turn: look for turn, look in looks.items() if not agree(look, pose)}
        self._is_confirmed |= len(against) < len(looks)
        group = _largest_group(against)
        least = max(2, len(looks) - len(against) + 1)
        if not looks and not self._is_confirmed:
            # Perhaps it is a thing that was taken for a person, who is somewhere else.
            group, least, box = _largest_group(self._looks(frame, range(4), None)), 3, None
        if len(group) < least:
            return pose
        return self._follow(frame, group, box) or pose

    def _other_turns(self) -> list[int]:
        return [turn for turn in range(4) if turn != self._turn]

    def _looks(self, frame: Frame, turns: Iterable[int], box: Box | None) -> dict[int, PoseFrame]:
        """Fresh looks in which somebody was found (filling the box, if there is one), by turn."""
        looks = {turn: self._estimator.look(frame, turn, box) for turn in turns}
        return {
            turn: look
            for turn, look in looks.items()
            if look.has_person and (box is None or _overlap(box_of(look), box) >= _SAME_PLACE_IOU)
        }

    def _follow(
        self, frame: Frame, looks: dict[int, PoseFrame], box: Box | None
    ) -> PoseFrame | None:
        """Follow whom the looks agree on; None where that fails in all of their turns."""
        for turn, look in looks.items():
            self._turn = turn
            pose = self._estimator.follow(frame, turn, box)
            # To follow is not quite to look: the first pose may be upside down once more.
            if pose.has_person and agree(pose, look):
                return pose
        return None

    def __enter__(self) -> Self:
        self._estimator.__enter__()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._estimator.__exit__(kind, error, trace)


# --- place and posture ---------------------------------------------------------------------------


def _is_blank(rgb: npt.NDArray[np.uint8]) -> bool:
    """Whether there is nobody to look for; every 16th row and column tells."""
    return float(rgb[::16, ::16].std()) < _BLANK_GREY_LEVELS


def box_of(pose: PoseFrame) -> Box:
    """Bounds of a person, with a margin: left, top, right, bottom in pixels of the picture."""
    low, high = np.nanmin(pose.landmarks, axis=0), np.nanmax(pose.landmarks, axis=0)
    margin = _BOX_MARGIN * float((high - low).max())
    return (
        float(low[0]) - margin,
        float(low[1]) - margin,
        float(high[0]) + margin,
        float(high[1]) + margin,
    )


def agree(one: PoseFrame, other: PoseFrame) -> bool:
    """Whether two poses put trunk and legs in about the same places."""
    a, b = (pose.landmarks[_MIDS].mean(axis=1) for pose in (one, other))
    trunk = max(math.dist(a[0], a[1]), math.dist(b[0], b[1]))
    apart = float(np.linalg.norm(a - b, axis=1).mean())
    return apart <= _SAME_POSE_T * trunk


def _overlap(one: Box, other: Box) -> float:
    """Intersection over union."""
    width = min(one[2], other[2]) - max(one[0], other[0])
    height = min(one[3], other[3]) - max(one[1], other[1])
    both = max(width, 0.0) * max(height, 0.0)
    return both / (_area(one) + _area(other) - both)


def _area(box: Box) -> float:
    return (box[2] - box[0]) * (box[3] - box[1])


def _largest_group(looks: dict[int, PoseFrame]) -> dict[int, PoseFrame]:
    """The most looks that agree with one of them; of equal groups the first."""
    groups = [
        {turn: other for turn, other in looks.items() if agree(look, other)}
        for look in looks.values()
    ]
    return max(groups, key=len, default={})


def _visible_only_inside(pose: PoseFrame) -> PoseFrame:
    """Call landmarks outside of the picture invisible: the model makes those up."""
    outside = (pose.landmarks < 0.0) | (pose.landmarks > (pose.width, pose.height))
    hidden = outside.any(axis=1)
    if not hidden.any():
        return pose
    return replace(pose, visibility=np.where(hidden, 0.0, pose.visibility))


# --- left and right ------------------------------------------------------------------------------

_LEFT: Final = [i for i, name in enumerate(LANDMARKS) if name.startswith("left_")]
_RIGHT: Final = [LANDMARKS.index(LANDMARKS[i].replace("left_", "right_")) for i in _LEFT]


def _swap_of(parts: Iterable[str]) -> npt.NDArray[np.intp]:
    """Row numbers of all landmarks, with left and right of the named parts exchanged."""
    order = np.arange(len(LANDMARKS))
    for left, right in zip(_LEFT, _RIGHT, strict=True):
        if LANDMARKS[left].removeprefix("left_") in parts:
            order[left], order[right] = right, left
    return order


# What a swap must take off the summed squared distances, and how far a limb that is kept would
# jump, in trunk lengths. 40 % (biomechanics 8) also hits limbs that cross fast: on rendered people
# that puts more of them on the wrong side than it mends.
_LESS, _JUMP_T = 0.9, 0.2

# A limb is swapped as a whole; arms and legs by themselves, since BlazePose mistakes either.
_LIMB_SWAPS: Final = tuple(
    (np.array(joints), _swap_of(parts))
    for joints, parts in (
        (
            [[LANDMARKS.index(f"{s}_{p}") for s in ("left", "right")] for p in ("knee", "ankle")],
            ("knee", "ankle", "heel", "foot_index"),
        ),
        (
            [[LANDMARKS.index(f"{s}_{p}") for s in ("left", "right")] for p in ("elbow", "wrist")],
            ("elbow", "wrist", "pinky", "index", "thumb"),
        ),
    )
)


class SideKeeper:
    """Changes arms and legs back whose left and right change places for a moment.

    Each joint is expected where its speed takes it. A limb is swapped where that puts both of its
    joints into the expected places, and where keeping them would be a jump. What lasts longer than
    a moment is believed: nothing here knows which side was right before.
    """

    _MOMENT_S: Final = 0.3

    def __init__(self) -> None:
        self._before: tuple[float, FloatArray] | None = None
        self._last: tuple[float, FloatArray] | None = None
        self._swapped_since_s = [math.inf] * len(_LIMB_SWAPS)

    def update(self, pose: PoseFrame) -> PoseFrame:
        """Take the next pose with a person; return it with its limbs on their sides."""
        expected = self._expected(pose.t_s)
        for limb, (joints, order) in enumerate(_LIMB_SWAPS):
            if expected is None or not _is_swapped(pose, expected, joints):
                self._swapped_since_s[limb] = math.inf
                continue
            since_s = min(self._swapped_since_s[limb], pose.t_s)
            self._swapped_since_s[limb] = since_s
            if pose.t_s - since_s < self._MOMENT_S:
                pose = replace(
                    pose,
                    landmarks=pose.landmarks[order],
                    visibility=pose.visibility[order],
                    world=pose.world[order],
                )
        self._before, self._last = self._last, (pose.t_s, pose.landmarks)
        return pose

    def _expected(self, t_s: float) -> FloatArray | None:
        if self._last is None or t_s - self._last[0] > self._MOMENT_S:
            self._before = None
            return None
        last_s, last = self._last
        if self._before is None:
            return last
        before_s, before = self._before
        return last + (last - before) * min((t_s - last_s) / (last_s - before_s), 1.0)


def _is_swapped(pose: PoseFrame, expected: FloatArray, joints: npt.NDArray[np.intp]) -> bool:
    """Whether the limb's joints `(n, 2)` fit better with left and right exchanged."""
    here, there = pose.landmarks[joints], expected[joints]
    kept = np.sum((here - there) ** 2, axis=(1, 2))
    swapped = np.sum((here[:, ::-1] - there) ** 2, axis=(1, 2))
    mids = pose.landmarks[_MIDS[:2]].mean(axis=1)
    jump = _JUMP_T * math.dist(mids[0], mids[1])
    return bool(
        (swapped < kept).all()
        and swapped.sum() < (1.0 - _LESS) * kept.sum()
        and kept.mean() / 2.0 > jump**2
    )
