"""The checks of this computer: their names, what does not work without each, what was found."""

from typing import Final

from formcheck.words.language import _, marked

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
_FINDINGS: Final = {
    "one_opencv": marked("opencv-python and no other"),
    "judged": marked("a clip was judged"),
    "silent": marked("a clip was judged while the system forbade the network"),
    "window": marked("can be opened"),
}


def title(check: str) -> str:
    """The short name of a check."""
    return _(_CHECKS[check][0])


def affects(check: str) -> str:
    """What does not work because of a problem."""
    return _(_CHECKS[check][1])


def finding(name: str) -> str:
    """The result of a check that has no values."""
    return _(_FINDINGS[name])


def python(version: str, system: str, machine: str) -> str:
    """The Python that runs, and the computer."""
    words = _("{version} on {system} {machine}")
    return words.format(version=version, system=system, machine=machine)


def model(name: str, file: str) -> str:
    """The pose model that was found."""
    return _("{name}, with the right SHA-256 ({file})").format(name=name, file=file)


def known_silent(package: str) -> str:
    """A package that could not be watched."""
    words = _("{package} is known to be silent; it could not be watched here")
    return words.format(package=package)


def writable(folder: str) -> str:
    """A folder that can be written to."""
    return _("{folder} can be written to").format(folder=folder)


def pictures(camera: str, width: int, height: int, rate: float) -> str:
    """What a camera gives."""
    words = _("{camera}, {width} x {height}, {rate:.0f} a second")
    return words.format(camera=camera, width=width, height=height, rate=rate)


def speaks(engine: str) -> str:
    """The program that speaks."""
    return _("{engine} speaks").format(engine=engine)
