"""The outline of the trunk: distances from the trunk's line to the edge of the person mask.

MediaPipe's mask has some 256 pixels across the whole person, of 9 mm or 0.02 torso lengths each.
But the mask is soft, so the crossing of one half gives the edge to a fraction of a pixel
(biomechanics 0.2 and 1.7).
"""

from typing import Any, Final

import numpy as np
import numpy.typing as npt

from formcheck.pose.frame import LANDMARKS, NO_SILHOUETTE, STATIONS, FloatArray, Silhouette

#: Places of the stations along the line: 0 is the mid-shoulder, 1 the mid-hip.
STATION_U: Final = np.linspace(-0.10, 1.20, STATIONS)

_SHOULDERS: Final = [LANDMARKS.index(f"{side}_shoulder") for side in ("left", "right")]
_HIPS: Final = [LANDMARKS.index(f"{side}_hip") for side in ("left", "right")]

# A trunk reaches some 0.2 T to each side of its line, 0.4 T in a large person.
_REACH_T = 0.6
# A third of a pixel of MediaPipe's mask, as a rule one to two pixels of the picture.
_SAMPLES = 97
_STEP_T = _REACH_T / (_SAMPLES - 1)
_SAMPLE: Final = np.arange(_SAMPLES, dtype=np.int8)
_SAMPLE_AFTER: Final = _SAMPLE + np.int8(1)
# Distance of each sample from the line, `(2, 1, samples)`: to its left, and to its right.
_RAYS_T: Final = np.array([1.0, -1.0])[:, None, None] * (_STEP_T * np.arange(_SAMPLES))
# A ray may cross a small hole of the mask at the line, or start just outside a bent trunk.
_START_SAMPLES = round(0.1 / _STEP_T) + 1
# Length over which a good edge of MediaPipe's mask falls from 0.75 to 0.25.
_CRISP_T = 0.015


def stations(mask: npt.NDArray[np.floating[Any]], landmarks: FloatArray) -> Silhouette:
    """Return the edge of the person mask on both sides of the trunk.

    From each station a ray goes out along the normal. The edge is where the mask first falls
    through 0.5 from the inside. There is no edge if the ray does not enter the mask within 0.1 of
    the line's length, or does not leave it within 0.6 of the length and inside the picture.

    Args:
        mask: `(height, width)` 0 to 1, confidence that a pixel belongs to the person.
        landmarks: `(33, 2)` in pixels of the mask; 0.5 is the middle of the first pixel.
    """
    shoulder, hip = landmarks[_SHOULDERS].mean(axis=0), landmarks[_HIPS].mean(axis=0)
    along = hip - shoulder
    if not along.any() or np.isnan(along).any():
        return NO_SILHOUETTE
    feet = shoulder + STATION_U[:, None] * along
    x = (feet[:, 0, None] + along[1] * _RAYS_T) - 0.5
    y = (feet[:, 1, None] - along[0] * _RAYS_T) - 0.5
    values = _bilinear(mask, x, y)

    inside = values >= 0.5
    entered = inside.argmax(axis=-1)
    fallen = ~inside & (entered[..., None] < _SAMPLE)
    edge = fallen.argmax(axis=-1)
    has_edge = (
        (entered < _START_SAMPLES) & inside[..., :_START_SAMPLES].any(axis=-1) & fallen.any(axis=-1)
    )
    # At the border of the picture a ray falls to NaN, so the crossing is NaN, too.
    distance = np.where(has_edge, _crossing(values, edge, 0.5), np.nan)

    before = edge[..., None] > _SAMPLE
    below_high = (_SAMPLE_AFTER * (before & (values >= 0.75))).max(axis=-1).astype(np.intp)
    is_low = ~before & (values <= 0.25)
    low = np.where(is_low.any(axis=-1), is_low.argmax(axis=-1), _SAMPLES)
    is_whole = (below_high > 0) & (low < _SAMPLES)
    width = _crossing(values, np.where(is_whole, low, 1), 0.25) - _crossing(
        values, below_high, 0.75
    )
    quality = np.where(is_whole, _CRISP_T / np.maximum(width, _CRISP_T), 0.0)
    return Silhouette(distance, np.where(np.isnan(distance), np.nan, quality))


def _bilinear(mask: npt.NDArray[np.floating[Any]], x: FloatArray, y: FloatArray) -> FloatArray:
    """Return the mask's values between the middles of its pixels; outside the mask NaN.

    (0, 0) is the middle of the first pixel.
    """
    height, width = mask.shape
    flat = mask.reshape(-1)
    column = np.minimum(np.maximum(x, 0), width - 2).astype(np.intp)
    row = np.minimum(np.maximum(y, 0), height - 2).astype(np.intp)
    right, down = x - column, y - row
    here = row * width + column
    upper = flat.take(here)
    upper = upper + (flat.take(here + 1) - upper) * right
    here += width
    lower = flat.take(here)
    lower = lower + (flat.take(here + 1) - lower) * right
    values: FloatArray = upper + (lower - upper) * down
    if x.min() < 0 or y.min() < 0 or x.max() > width - 1 or y.max() > height - 1:
        values[(x < 0) | (x > width - 1) | (y < 0) | (y > height - 1)] = np.nan
    return values


def _crossing(values: FloatArray, after: npt.NDArray[np.intp], level: float) -> FloatArray:
    """Return where each ray falls through a level between the samples `after - 1` and `after`."""
    index = np.maximum(after, 1)[..., None]
    first = np.take_along_axis(values, index - 1, axis=-1)[..., 0]
    second = np.take_along_axis(values, index, axis=-1)[..., 0]
    fall = first - second
    share = np.divide(first - level, fall, out=np.full_like(fall, np.nan), where=fall > 0)
    return _STEP_T * (index[..., 0] - 1 + share)
