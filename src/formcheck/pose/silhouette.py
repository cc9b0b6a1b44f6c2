"""The outline of the trunk: how far the edge of the person mask lies from the trunk's line.

MediaPipe's mask is some 256 pixels across the whole person, 9 mm or 0.02 torso lengths each, but
it is soft: where it falls through one half tells the edge to a fraction of that (biomechanics 0.2
and 1.7). Only the rays that are needed are sampled.
"""

from typing import Any, Final

import numpy as np
import numpy.typing as npt

from formcheck.pose.frame import LANDMARKS, NO_SILHOUETTE, STATIONS, FloatArray, Silhouette

#: Where the stations lie along the line: 0 is the mid-shoulder, 1 the mid-hip.
STATION_U: Final = np.linspace(-0.10, 1.20, STATIONS)

_SHOULDERS: Final = [LANDMARKS.index(f"{side}_shoulder") for side in ("left", "right")]
_HIPS: Final = [LANDMARKS.index(f"{side}_hip") for side in ("left", "right")]

# A trunk is some 0.2 T thick to each side of its line, 0.4 T in a large person.
_REACH_T = 0.6
# A third of a pixel of MediaPipe's mask, as a rule one to two pixels of the picture.
_SAMPLES = 97
_STEP_T = _REACH_T / (_SAMPLES - 1)
# A small hole of the mask at the line itself, or a line that just leaves a bent trunk, is crossed.
_START_SAMPLES = round(0.1 / _STEP_T) + 1
# From 0.75 down to 0.25 a good edge of MediaPipe's mask takes this long.
_CRISP_T = 0.015


def stations(mask: npt.NDArray[np.floating[Any]], landmarks: FloatArray) -> Silhouette:
    """Find the edge of the person mask on both sides of the trunk.

    From each station a ray goes out along the normal. Its edge is where the mask first falls
    through 0.5 from the inside. There is none where the ray does not enter the mask within 0.1 of
    the line's length, or does not leave it within 0.6 or before the border of the picture.

    Args:
        mask: `(height, width)` 0 to 1, how surely each pixel of the picture is the person.
        landmarks: `(33, 2)` in pixels of the mask, 0.5 being the middle of the first.
    """
    shoulder, hip = landmarks[_SHOULDERS].mean(axis=0), landmarks[_HIPS].mean(axis=0)
    along = hip - shoulder
    if not along.any() or np.isnan(along).any():
        return NO_SILHOUETTE
    left = np.array([along[1], -along[0]])
    feet = shoulder + STATION_U[:, None] * along
    away = np.array([left, -left])[:, None, None] * (_STEP_T * np.arange(_SAMPLES))[:, None]
    values = _bilinear(mask, feet[:, None] + away)

    inside = values >= 0.5
    fallen = np.logical_or.accumulate(inside, axis=-1) & ~inside
    edge = fallen.argmax(axis=-1)
    found = fallen.any(axis=-1) & inside[..., :_START_SAMPLES].any(axis=-1)
    # The border of the picture is no edge: there a ray falls to NaN, and the crossing is NaN.
    distance = np.where(found, _crossing(values, edge, 0.5), np.nan)

    ray = np.arange(_SAMPLES)
    below_high = 1 + np.where((ray < edge[..., None]) & (values >= 0.75), ray, -1).max(axis=-1)
    low = np.where((ray >= edge[..., None]) & (values <= 0.25), ray, _SAMPLES).min(axis=-1)
    whole = (below_high > 0) & (low < _SAMPLES)
    width = _crossing(values, np.where(whole, low, 1), 0.25) - _crossing(values, below_high, 0.75)
    quality = np.where(whole, _CRISP_T / np.maximum(width, _CRISP_T), 0.0)
    return Silhouette(distance, np.where(np.isnan(distance), np.nan, quality))


def _bilinear(mask: npt.NDArray[np.floating[Any]], points: FloatArray) -> FloatArray:
    """Read the mask at points `(..., 2)` between the middles of its pixels; NaN outside."""
    height, width = mask.shape
    x, y = points[..., 0] - 0.5, points[..., 1] - 0.5
    seen = (x >= 0) & (x <= width - 1) & (y >= 0) & (y <= height - 1)
    column = np.clip(x, 0, width - 2).astype(np.intp)
    row = np.clip(y, 0, height - 2).astype(np.intp)
    right, down = x - column, y - row
    upper = mask[row, column] * (1 - right) + mask[row, column + 1] * right
    lower = mask[row + 1, column] * (1 - right) + mask[row + 1, column + 1] * right
    return np.where(seen, upper * (1 - down) + lower * down, np.nan)


def _crossing(values: FloatArray, after: npt.NDArray[np.intp], level: float) -> FloatArray:
    """Interpolate where each ray falls through a level between sample `after - 1` and `after`."""
    index = np.maximum(after, 1)[..., None]
    first = np.take_along_axis(values, index - 1, axis=-1)[..., 0]
    second = np.take_along_axis(values, index, axis=-1)[..., 0]
    fall = first - second
    share = np.divide(first - level, fall, out=np.full_like(fall, np.nan), where=fall > 0)
    return _STEP_T * (index[..., 0] - 1 + share)
