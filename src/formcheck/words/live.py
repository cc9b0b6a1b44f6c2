"""What a live session says and shows of itself: its voice, its camera and its history."""

from typing import Final

from formcheck.words.language import Sentence, _, marked

#: What is wrong with the voice, and how to mend it.
_REMARKS: Final = {
    "no_program": marked("no program that speaks was found: install espeak-ng"),
    "tones_only": marked("no program that speaks was found: install espeak-ng to hear words"),
    "no_device": marked("no sound comes out: connect or switch on a loudspeaker"),
}


def voice_remark(name: str) -> str:
    """The trouble with the voice, and its remedy."""
    return _(_REMARKS[name])


starting = Sentence("Starting the camera")
not_written = Sentence("Your set could not be written down yet. Go on")
camera_came_back = Sentence("the camera was lost and came back {times} time(s)")
