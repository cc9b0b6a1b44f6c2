"""The checks of this computer: their names, what does not work without each, what was found."""

from typing import Final

from formcheck.words.language import Sentence, Sentences, _, marked

#: The title of each check, and what does not work because of its problem.
_CHECKS: Final = {
    "python": (marked("Python"), marked("all of formcheck")),
    "packages": (marked("Packages"), marked("all of formcheck")),
    "opencv": (marked("One OpenCV"), marked("the overlay and the window")),
    "model": (marked("Pose model"), marked("analyze, score and live")),
    "analysis": (marked("Analysis"), marked("analyze, score and live")),
    "network": (marked("No network"), marked("the promise that nothing leaves this computer")),
    "data": (marked("Data folder"), marked("profiles, history and models of your own")),
    "camera": (marked("Camera"), marked("live with this camera")),
    "window": (marked("Window"), marked("live with a picture")),
    "sound": (marked("Sound"), marked("spoken cues")),
}
#: The result of a check that has no values.
finding = Sentences(
    one_opencv=marked("opencv-python and no other"),
    judged=marked("a clip was judged"),
    silent=marked("a clip was judged while the system forbade the network"),
    window=marked("can be opened"),
)
python = Sentence("{version} on {system} {machine}")
model = Sentence("{name}, with the right SHA-256 ({file})")
known_silent = Sentence("{package} is known to be silent; it could not be watched here")
writable = Sentence("{folder} can be written to")
pictures = Sentence("{camera}, {width} x {height}, {rate:.0f} a second")
speaks = Sentence("{engine} speaks")


def title(check: str) -> str:
    """The short name of a check."""
    return _(_CHECKS[check][0])


def affects(check: str) -> str:
    """What does not work because of a problem."""
    return _(_CHECKS[check][1])
