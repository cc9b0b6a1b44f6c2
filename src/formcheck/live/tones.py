"""Short tones in place of words; each has a tune of its own."""

import io
import wave
from typing import Final

import numpy as np

from formcheck.guide.screen import Sound

_RATE_HZ: Final = 22_050
_LOUDNESS: Final = 0.5
_FADE_S: Final = 0.01  # without it every note begins and ends with a click

# Notes as (frequency in hertz, seconds). Corrections fall, praise rises.
_TUNES: Final[dict[Sound, tuple[tuple[float, float], ...]]] = {
    "cue": ((659.3, 0.16), (440.0, 0.24)),
    "regress": ((659.3, 0.12), (440.0, 0.12), (659.3, 0.12), (440.0, 0.24)),
    "praise": ((523.3, 0.10), (659.3, 0.10), (784.0, 0.18)),
    "count": ((880.0, 0.07),),
    "start": ((784.0, 0.45),),
    "end": ((784.0, 0.18), (659.3, 0.18), (523.3, 0.36)),
    "tick": ((440.0, 0.04),),
    "turn": ((880.0, 0.06),),
}
_SOFTER: Final = 0.4  # ticks are heard beside everything else, for a whole set


def tone(sound: Sound | None) -> bytes:
    """A tone as the bytes of a WAV file, mono, 16 bits; a moment of silence for None."""
    notes = [_note(*note) for note in _TUNES[sound]] if sound else [np.zeros(_RATE_HZ // 100)]
    loudness = _LOUDNESS * (_SOFTER if sound in ("tick", "turn") else 1.0)
    samples = np.round(np.concatenate(notes) * loudness * np.iinfo(np.int16).max)
    file = io.BytesIO()
    with wave.open(file, "wb") as out:
        out.setnchannels(1)
        out.setsampwidth(2)
        out.setframerate(_RATE_HZ)
        out.writeframes(samples.astype("<i2").tobytes())
    return file.getvalue()


def _note(hertz: float, seconds: float) -> np.ndarray:
    t_s = np.arange(round(seconds * _RATE_HZ)) / _RATE_HZ
    fade = np.clip(np.minimum(t_s, seconds - t_s) / _FADE_S, 0.0, 1.0)
    return fade * np.sin(2.0 * np.pi * hertz * t_s)
