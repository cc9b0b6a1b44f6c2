"""The same clip as other cameras and programs would have written it."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
from numpy.typing import NDArray
from test_capture import set_matrix

Picture = NDArray[np.uint8]

_TICKS_PER_SECOND = 90_000


@dataclass(frozen=True)
class Variant:
    """What is changed; the rest stays.

    Attributes:
        change: from a picture to the one that is written.
        crf: H.264 quality; 18 can hardly be told from the original, 38 is coarse.
        fps: frames a second, at most; the nearest earlier picture is taken.
        matrix: display matrix (a, b, c, d) by which a player turns the picture.
    """

    change: Callable[[Picture], Picture] = lambda picture: picture
    crf: int = 20
    fps: float | None = None
    matrix: tuple[int, int, int, int] | None = None


def brighter(share: float) -> Callable[[Picture], Picture]:
    """Multiply what the camera saw, with white and black as limits."""
    table = np.clip(np.round(np.arange(256) * (1.0 + share)), 0, 255).astype(np.uint8)
    return lambda picture: table[picture]


VARIANTS = {
    "low bitrate": Variant(crf=38),
    "15 frames a second": Variant(fps=15.0),
    # Phones write what the sensor sees, and a tag that says how to hold it.
    "turned, with a tag": Variant(np.rot90, matrix=(0, 1, -1, 0)),
    "mirrored": Variant(np.fliplr),
    "darker": Variant(brighter(-0.25)),
    "brighter": Variant(brighter(0.25)),
}


def reencode(source: Path, target: Path, variant: Variant) -> Path:
    """Write a variant of a clip to `target`, an MP4."""
    with av.open(str(target), "w") as container:
        stream = None
        for time_s, picture in _thinned(source, variant.fps):
            changed = np.ascontiguousarray(variant.change(picture))
            if stream is None:
                stream = container.add_stream(
                    "libx264", rate=30, options={"crf": str(variant.crf), "preset": "veryfast"}
                )
                stream.height, stream.width = changed.shape[:2]
                stream.pix_fmt = "yuv420p"
                stream.codec_context.time_base = Fraction(1, _TICKS_PER_SECOND)
            frame = av.VideoFrame.from_ndarray(changed, format="rgb24")
            frame.pts = round(time_s * _TICKS_PER_SECOND)
            frame.time_base = Fraction(1, _TICKS_PER_SECOND)
            container.mux(stream.encode(frame))
        assert stream is not None, f"{source} has no pictures"
        container.mux(stream.encode(None))
    if variant.matrix:
        set_matrix(target, *variant.matrix)
    return target


def _thinned(source: Path, fps: float | None) -> Iterator[tuple[float, Picture]]:
    """Times and pictures; of a new frame rate, each time the last picture until then."""
    count = 0
    last: Picture | None = None
    with av.open(str(source)) as container:
        for frame in container.decode(video=0):
            time_s, picture = float(frame.time), frame.to_ndarray(format="rgb24")
            if fps is None:
                yield time_s, picture
                continue
            while last is not None and count / fps < time_s - 1e-6:
                yield count / fps, last
                count += 1
            last = picture
    if fps is not None and last is not None:
        yield count / fps, last
