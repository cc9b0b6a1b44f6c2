"""What a live session says and shows of itself: its voice, its camera and its history."""

from formcheck.words.language import Sentence, Sentences, marked

#: What is wrong with the voice, and how to mend it.
voice_remark = Sentences(
    no_program=marked("no program that speaks was found: install espeak-ng"),
    tones_only=marked("no program that speaks was found: install espeak-ng to hear words"),
    no_device=marked("no sound comes out: connect or switch on a loudspeaker"),
)


starting = Sentence("Starting the camera")
not_written = Sentence("Your set could not be written down yet. Go on")
camera_came_back = Sentence("the camera was lost and came back {times} time(s)")
