"""Fixtures that several tests share."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
import pytest
from numpy.typing import NDArray
from virtual_screen import screen  # noqa: F401 - a fixture

Picture = NDArray[np.uint8]

_TICKS_PER_SECOND = 90_000


@pytest.fixture(scope="session")
def root() -> Path:
    """The repository."""
    return Path(__file__).parents[1]


@pytest.fixture
def write_clip(tmp_path: Path) -> Callable[..., Path]:
    """Encode pictures into a video file and return its path.

    `times` in seconds, one a picture, replaces the even spacing of `fps`. `transfer` is FFmpeg's
    number of a transfer characteristic.
    """

    def write(
        name: str,
        pictures: Iterable[Picture],
        codec: str = "libx264",
        *,
        fps: Fraction | int = 30,
        times: Sequence[float] | None = None,
        pixel_format: str = "yuv420p",
        pixel_aspect: Fraction | None = None,
        container_options: dict[str, str] | None = None,
        tags: Mapping[str, str] | None = None,
        transfer: int | None = None,
    ) -> Path:
        path = tmp_path / name
        # MP4 keeps tags of any name only on demand.
        options = {"movflags": "use_metadata_tags"} if tags else {}
        with av.open(str(path), "w", options=options | (container_options or {})) as container:
            container.metadata.update(tags or {})
            stream = None
            for i, picture in enumerate(pictures):
                if stream is None:
                    stream = container.add_stream(codec, rate=Fraction(fps))
                    stream.height, stream.width = picture.shape[:2]
                    stream.pix_fmt = pixel_format
                    if transfer:
                        stream.codec_context.color_trc = transfer
                    if pixel_aspect:
                        stream.codec_context.sample_aspect_ratio = pixel_aspect
                    if times:
                        stream.codec_context.time_base = Fraction(1, _TICKS_PER_SECOND)
                frame = av.VideoFrame.from_ndarray(picture, format="rgb24")
                if times:
                    frame.pts = round(times[i] * _TICKS_PER_SECOND)
                    frame.time_base = Fraction(1, _TICKS_PER_SECOND)
                container.mux(stream.encode(frame))
            container.mux(stream.encode(None))
        return path

    return write
