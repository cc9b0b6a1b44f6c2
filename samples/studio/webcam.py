"""What a webcam does to a picture, and its compression."""

from collections.abc import Iterable
from fractions import Fraction
from pathlib import Path

import av
import cv2
import numpy as np
from numpy.typing import NDArray

from .scene import Webcam

Picture = NDArray[np.uint8]

_NOISE_FIELDS = 6
_TICKS_PER_SECOND = 90_000


class Sensor:
    """Blur, noise and a slowly changing gain, the same for the same seed."""

    def __init__(self, webcam: Webcam, width: int, height: int, seed: int) -> None:
        self.webcam = webcam
        self.rng = np.random.default_rng(seed)
        grain = self.rng.normal(0.0, 255.0 * webcam.noise, (_NOISE_FIELDS, height, width, 3))
        # Sensors mix colours when they fill in missing ones: grain is a little soft and grey.
        self.grain = [
            cv2.GaussianBlur(
                (0.75 * field + 0.6 * field.mean(axis=2, keepdims=True)).astype(np.float32),
                (0, 0),
                0.6,
            ).astype(np.int8 if webcam.noise < 0.1 else np.int16)
            for field in grain
        ]
        self.gain = 1.0

    def expose(self, picture: Picture) -> Picture:
        """The picture as this camera delivers it."""
        webcam = self.webcam
        if webcam.blur_px > 0:
            picture = cv2.GaussianBlur(picture, (0, 0), webcam.blur_px).astype(np.uint8, copy=False)
        drift = webcam.gain_drift * self.rng.normal() * 0.25
        self.gain = 1.0 + 0.9 * (self.gain - 1.0) + drift
        field = self.grain[self.rng.integers(_NOISE_FIELDS)]
        if webcam.noise > 0:
            shift = self.rng.integers(0, field.shape[0])
            field = np.roll(field, shift, axis=0)
        scaled = cv2.convertScaleAbs(picture, alpha=self.gain)
        return cv2.add(scaled, field, dtype=cv2.CV_8U).astype(np.uint8, copy=False)


def write_clip(path: Path, pictures: Iterable[Picture], fps: float, crf: int) -> None:
    """Encode RGB pictures as H.264, evenly spaced."""
    with av.open(str(path), "w") as container:
        stream = None
        for number, picture in enumerate(pictures):
            if stream is None:
                stream = container.add_stream(
                    "libx264",
                    rate=Fraction(fps).limit_denominator(1000),
                    options={"crf": str(crf), "preset": "veryfast"},
                )
                stream.height, stream.width = picture.shape[:2]
                stream.pix_fmt = "yuv420p"
                stream.time_base = Fraction(1, _TICKS_PER_SECOND)
                stream.codec_context.time_base = Fraction(1, _TICKS_PER_SECOND)
            frame = av.VideoFrame.from_ndarray(np.ascontiguousarray(picture), format="rgb24")
            frame.pts = round(number / fps * _TICKS_PER_SECOND)
            frame.time_base = Fraction(1, _TICKS_PER_SECOND)
            container.mux(stream.encode(frame))
        if stream is None:
            raise ValueError("A clip needs at least one picture.")
        container.mux(stream.encode(None))
