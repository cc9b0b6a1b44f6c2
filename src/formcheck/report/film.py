"""Small pictures of the whole clip, for stills that are chosen at its end."""

import io
import math
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt
from PIL import Image

from formcheck.motion.body import Body
from formcheck.pose.frame import FloatArray, PoseFrame

Picture = npt.NDArray[np.uint8]

_LONGEST_PX: Final = 720  # longer side of a still, at most
_QUALITY = 82  # of JPEG: some 25 kB a picture
_ROOM = 0.35  # around the person, as a share of the person's longer side

_SPACING_S = 0.1
_MOST = 2000  # pictures: the first 200 s ten a second; some 50 MB


@dataclass(frozen=True, slots=True)
class Still:
    """The person in one picture, with some room around.

    Attributes:
        body: the person who was measured in it.
        spots: `(33, 2)` landmarks in pixels of the still.
        jpeg: the still, without any drawing.
    """

    pose: PoseFrame
    body: Body
    spots: FloatArray
    jpeg: bytes

    @property
    def t_s(self) -> float:
        """Media time in seconds."""
        return self.pose.t_s

    def picture(self) -> Picture:
        """`(height, width, 3)` uint8, RGB."""
        with Image.open(io.BytesIO(self.jpeg)) as image:
            return np.array(image.convert("RGB"))


class Film:
    """Keeps a picture every tenth of a second, fewer in long clips: memory stays bounded."""

    def __init__(self) -> None:
        self._stills: list[Still] = []
        self._spacing_s = _SPACING_S
        self._last_s = -math.inf

    def __iter__(self) -> Iterator[Still]:
        return iter(self._stills)

    @property
    def spacing_s(self) -> float:
        """Seconds from one picture to the next."""
        return self._spacing_s

    def add(self, picture: Picture, pose: PoseFrame, body: Body | None) -> None:
        """Take one frame without a drawing on it; most frames are passed over."""
        # A tenth of the spacing allows for rounded times.
        if body is None or not pose.has_person or pose.t_s - self._last_s < 0.9 * self._spacing_s:
            return
        self._last_s = pose.t_s
        self._stills.append(_still(picture, pose, body))
        if len(self._stills) >= _MOST:
            self._stills = self._stills[::2]
            self._spacing_s *= 2.0


def encoded(picture: Picture) -> bytes:
    """A picture as JPEG."""
    file = io.BytesIO()
    Image.fromarray(picture).save(file, "JPEG", quality=_QUALITY)
    return file.getvalue()


def _still(picture: Picture, pose: PoseFrame, body: Body) -> Still:
    height, width = picture.shape[:2]
    # The picture may be smaller than the one the landmarks come from.
    spots = pose.landmarks * (width / pose.width, height / pose.height)
    low, high = np.nanmin(spots, axis=0), np.nanmax(spots, axis=0)
    room = _ROOM * float(max(high - low))
    left, top = (max(0, math.floor(edge - room)) for edge in low)
    right, bottom = min(width, math.ceil(high[0] + room)), min(height, math.ceil(high[1] + room))
    if right <= left or bottom <= top:  # all landmarks lie outside the picture
        left, top, right, bottom = 0, 0, width, height
    part = Image.fromarray(picture[top:bottom, left:right])
    shrunk = max(1, math.ceil(max(part.size) / _LONGEST_PX))
    return Still(
        pose, body, (spots - (left, top)) / shrunk, encoded(np.asarray(part.reduce(shrunk)))
    )
