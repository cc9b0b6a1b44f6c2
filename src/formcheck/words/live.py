"""What a live session says and shows of itself: its voice, its camera and its history."""

from formcheck.words.language import Sentence, Sentences, marked

#: What is wrong with the voice.
voice_problem = Sentences(
    no_program=marked("no program that speaks was found"),
    tones_only=marked("no program that speaks was found"),
    no_device=marked("no sound comes out"),
)
#: How to mend it.
voice_remedy = Sentences(
    no_program=marked("install espeak-ng"),
    tones_only=marked("install espeak-ng to hear words"),
    no_device=marked("connect or switch on a loudspeaker"),
)
starting = Sentence("Starting the camera")
not_written = Sentence("Your set could not be written down yet. Go on")
camera_came_back = Sentence("the camera was lost and came back {times} time(s)")
