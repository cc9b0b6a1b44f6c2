"""Keeping the track on one person, the right way up, with left and right in their places.

An estimator that follows a person trusts its last pose: once it is upside down, or on somebody
else, it stays so. The guard takes second opinions, which are fresh looks at the picture in other
quarter turns, and starts the estimator anew if they outvote it. In 320 pictures of rendered people
99 % of the looks are right; in 313 all looks that find somebody are.
"""

import math
from collections.abc import Iterable
from dataclasses import replace
from typing import Any, Final, Self

import numpy as np
import numpy.typing as npt

from formcheck.capture import Frame
from formcheck.capture.cuts import changed_share, grid_of
from formcheck.pose.estimator import Box, ModelInfo, Searcher
from formcheck.pose.frame import LANDMARKS, FloatArray, PoseFrame, empty_pose_frame

#: Time from one search in the other turns to the next while nobody is found; it costs three looks.
SEARCH_EVERY_S: Final = 1.0
#: Time from one second opinion to the next; it costs as much as one picture.
CHECK_EVERY_S: Final = 1.0

#: Two boxes that share less than this of their union are two people. A person that far from the
#: subject's last place becomes the subject after `_MOVED_AFTER_S` (biomechanics 8).
SAME_PLACE_IOU: Final = 0.3
_MOVED_AFTER_S = 0.5
# The subject's place stays valid for this long after the subject was last seen there.
_PLACE_KEPT_S = 2.0
# Margin around a person, as a share of the longer side. Flat boxes of people who lie would
# otherwise part at the slightest move.
_BOX_MARGIN = 0.2
# Deviation of the grey levels below which a picture shows nothing, such as a black one.
_BLANK_GREY_LEVELS = 4.0
# A banner or an inset drawing changes some of the picture, and little where the person is: of the
# small parts there, 73 % or more changed in 17 cuts of real clips, and at most 60 % in nineteen of
# twenty overlays. Where as much of the whole picture changed as the second share, it is a cut.
_OVERLAY_SHARES = (0.3, 0.75)
_OTHER_PERSON_SHARE = 0.65
#: Margin of the person's own part of the picture, as a share of the longer side.
PERSON_MARGIN: Final = 0.05
_OVERLAY_STEP_S = 0.5  # between pictures further apart a person may have moved too far to tell
_REMEMBERED_SIDE = 240  # pixels of the picture before
# Mean distance of mid-shoulder, hip, knee and ankle. In 320 pictures of rendered people, right
# looks differ from each other by 0.02 trunk lengths in the median and by 0.11 at most (1,890
# pairs), and from upside-down ones by 0.44 at least. A track lags behind in fast movement.
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
    - It drops a pose that fresh looks in other turns outvote; as a rule head and feet are mixed up.
    - It drops a thing that the estimator follows if no look sees a person there, and several looks
      see one elsewhere.
    - It keeps the subject by place. It ignores somebody found elsewhere for half a second, and for
      as long as fresh looks find the subject in the old place.
    - It changes left and right of a limb back if they change places for a moment.
    - It marks landmarks outside the picture as invisible.
    - It joins two shots if little of the person changed: a banner or a drawing appeared, no cut.

    A rejected pose becomes a PoseFrame without a person. All decisions depend on media time.
    """

    def __init__(self, estimator: Searcher) -> None:
        self.model: ModelInfo = estimator.model
        self._estimator = estimator
        self._joined = _JoinedShots()
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
        frame = self._joined.update(frame)
        if frame.shot != self._shot:
            self._start(frame.shot)
        pose = self._estimate(frame)
        self._joined.note(pose)
        return pose

    def _estimate(self, frame: Frame) -> PoseFrame:
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
        """Look in the other turns, if it is time to, and follow the person most looks agree on."""
        if frame.t_s - self._searched_s < SEARCH_EVERY_S or _is_blank(frame.rgb):
            return nobody
        self._searched_s = frame.t_s
        place = self._place_at(frame.t_s)
        group = _largest_group(self._looks(frame, self._other_turns(), place))
        return self._follow(frame, group, place) or nobody

    def _in_place(self, frame: Frame, pose: PoseFrame) -> PoseFrame:
        """Return the subject's pose, or an empty one while it may be somebody else's."""
        place = self._place_at(frame.t_s)
        if place is None or overlap(box_of(pose), place) >= SAME_PLACE_IOU:
            self._is_confirmed &= place is not None
            self._elsewhere_since_s = None
            return pose
        since_s = self._elsewhere_since_s
        has_moved = since_s is not None and frame.t_s - since_s >= _MOVED_AFTER_S
        if since_s is None or has_moved:
            self._elsewhere_since_s = frame.t_s
            turns = [self._turn, *self._other_turns()]
            subject = self._follow(frame, _largest_group(self._looks(frame, turns, place)), place)
            if subject:
                self._elsewhere_since_s = None
                return subject
        if not has_moved:
            return empty_pose_frame(frame.t_s, (frame.width, frame.height), frame.shot)
        self._elsewhere_since_s, self._is_confirmed = None, False
        return pose

    def _place_at(self, t_s: float) -> Box | None:
        """Return the subject's last place; None if it is unknown or was too long ago."""
        return self._box if t_s - self._seen_s < _PLACE_KEPT_S else None

    def _confirmed(self, frame: Frame, pose: PoseFrame) -> PoseFrame:
        """Return the pose, or another if fresh looks outvote it."""
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
            # Perhaps the estimator follows a thing, and the person is somewhere else.
            group, least, box = _largest_group(self._looks(frame, range(4), None)), 3, None
        if len(group) < least:
            return pose
        return self._follow(frame, group, box) or pose

    def _other_turns(self) -> list[int]:
        return [turn for turn in range(4) if turn != self._turn]

    def _looks(self, frame: Frame, turns: Iterable[int], box: Box | None) -> dict[int, PoseFrame]:
        """Return fresh looks that found somebody (who fills the box, if there is one), by turn."""
        looks = {turn: self._estimator.look(frame, turn, box) for turn in turns}
        return {
            turn: look
            for turn, look in looks.items()
            if look.has_person and (box is None or overlap(box_of(look), box) >= SAME_PLACE_IOU)
        }

    def _follow(
        self, frame: Frame, looks: dict[int, PoseFrame], box: Box | None
    ) -> PoseFrame | None:
        """Follow the person the looks agree on; return None if no turn finds the same pose."""
        for turn, look in looks.items():
            self._turn = turn
            pose = self._estimator.follow(frame, turn, box)
            # `follow` differs from `look`: its first pose may be upside down again.
            if pose.has_person and agree(pose, look):
                return pose
        return None

    def __enter__(self) -> Self:
        self._estimator.__enter__()
        return self

    def __exit__(self, *error: Any) -> None:
        self._estimator.__exit__(*error)


class _JoinedShots:
    """Numbers the shots anew where an overlay was taken for a cut."""

    def __init__(self) -> None:
        self._before: Frame | None = None
        self._person: Box | None = None
        self._joined = 0

    def update(self, frame: Frame) -> Frame:
        """Return the next frame with the number of its shot."""
        step = max(1, max(frame.rgb.shape) // _REMEMBERED_SIDE)
        # A copy: the caller may draw on the picture.
        remembered = replace(frame, rgb=frame.rgb[::step, ::step].copy())
        before, self._before = self._before, remembered
        if before and frame.shot != before.shot and self._goes_on(before, remembered):
            self._joined += frame.shot - before.shot
        return replace(frame, shot=frame.shot - self._joined)

    def note(self, pose: PoseFrame) -> None:
        """Take the pose in the frame."""
        self._person = box_of(pose, PERSON_MARGIN) if pose.has_person else None

    def _goes_on(self, before: Frame, after: Frame) -> bool:
        if self._person is None or after.t_s - before.t_s > _OVERLAY_STEP_S:
            return False
        low, high = _OVERLAY_SHARES
        if not low <= changed_share(grid_of(before.rgb), grid_of(after.rgb)) < high:
            return False
        left, top, right, bottom = self._person
        width, height = before.width, before.height
        box = (left / width, top / height, right / width, bottom / height)
        persons = changed_share(grid_of(before.rgb, box), grid_of(after.rgb, box))
        return persons < _OTHER_PERSON_SHARE


# --- place and posture ---------------------------------------------------------------------------


def _is_blank(rgb: npt.NDArray[np.uint8]) -> bool:
    """Whether a picture shows nothing; every 16th row and column is enough."""
    return float(rgb[::16, ::16].std()) < _BLANK_GREY_LEVELS


def box_of(pose: PoseFrame, margin: float = _BOX_MARGIN) -> Box:
    """Return the bounds of a person with a margin, as a share of the longer side, in pixels."""
    low, high = np.nanmin(pose.landmarks, axis=0), np.nanmax(pose.landmarks, axis=0)
    margin *= float((high - low).max())
    return (
        float(low[0]) - margin,
        float(low[1]) - margin,
        float(high[0]) + margin,
        float(high[1]) + margin,
    )


def agree(first: PoseFrame, second: PoseFrame) -> bool:
    """Whether two poses put trunk and legs in about the same places."""
    a, b = (pose.landmarks[_MIDS].mean(axis=1) for pose in (first, second))
    trunk = max(math.dist(a[0], a[1]), math.dist(b[0], b[1]))
    apart = float(np.linalg.norm(a - b, axis=1).mean())
    return apart <= _SAME_POSE_T * trunk


def overlap(a: Box, b: Box) -> float:
    """Return the intersection over the union."""
    width = min(a[2], b[2]) - max(a[0], b[0])
    height = min(a[3], b[3]) - max(a[1], b[1])
    shared = max(width, 0.0) * max(height, 0.0)
    return shared / (_area(a) + _area(b) - shared)


def _area(box: Box) -> float:
    return (box[2] - box[0]) * (box[3] - box[1])


def _largest_group(looks: dict[int, PoseFrame]) -> dict[int, PoseFrame]:
    """Return the largest group of looks that agree with one of them; ties go to the first."""
    groups = [
        {turn: other for turn, other in looks.items() if agree(look, other)}
        for look in looks.values()
    ]
    return max(groups, key=len, default={})


def _visible_only_inside(pose: PoseFrame) -> PoseFrame:
    """Return the pose with landmarks outside the picture invisible: the model invents those."""
    outside = (pose.landmarks < 0.0) | (pose.landmarks > (pose.width, pose.height))
    hidden = outside.any(axis=1)
    if not hidden.any():
        return pose
    return replace(pose, visibility=np.where(hidden, 0.0, pose.visibility))


# --- left and right ------------------------------------------------------------------------------

_LEFT: Final = [i for i, name in enumerate(LANDMARKS) if name.startswith("left_")]
_RIGHT: Final = [LANDMARKS.index(LANDMARKS[i].replace("left_", "right_")) for i in _LEFT]


def _swap_of(parts: Iterable[str]) -> npt.NDArray[np.intp]:
    """Return the row numbers of all landmarks, with left and right of the named parts swapped."""
    order = np.arange(len(LANDMARKS))
    for left, right in zip(_LEFT, _RIGHT, strict=True):
        if LANDMARKS[left].removeprefix("left_") in parts:
            order[left], order[right] = right, left
    return order


# A swap must reduce the summed squared distances by this share, and the unswapped limb must jump by
# this many trunk lengths. A share of 40 % (biomechanics 8) also swaps limbs that cross fast: on
# rendered people it breaks more than it mends.
_REDUCTION, _JUMP_T = 0.9, 0.2

# BlazePose swaps the arms or the legs, each as a whole.
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
    """Undoes a momentary swap of left and right in the arms or the legs.

    Each joint is expected where its speed takes it. A limb is swapped back if that puts both of its
    joints into the expected places, and if they would jump otherwise. A swap that lasts longer than
    a moment stays, since the sides before it may have been the wrong ones.
    """

    _MOMENT_S: Final = 0.3

    def __init__(self) -> None:
        self._before: tuple[float, FloatArray] | None = None
        self._last: tuple[float, FloatArray] | None = None
        self._swapped_since_s = [math.inf] * len(_LIMB_SWAPS)

    def update(self, pose: PoseFrame) -> PoseFrame:
        """Take the next pose of a person; return it with each limb on its side."""
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
    actual, target = pose.landmarks[joints], expected[joints]
    unswapped = np.sum((actual - target) ** 2, axis=(1, 2))
    swapped = np.sum((actual[:, ::-1] - target) ** 2, axis=(1, 2))
    mids = pose.landmarks[_MIDS[:2]].mean(axis=1)
    jump = _JUMP_T * math.dist(mids[0], mids[1])
    return bool(
        (swapped < unswapped).all()
        and swapped.sum() < (1.0 - _REDUCTION) * unswapped.sum()
        and unswapped.mean() / 2.0 > jump**2
    )
