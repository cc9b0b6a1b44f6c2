"""Problems: what keeps somebody from being judged, and what to do about it."""

from collections.abc import Sequence
from typing import Final

from formcheck.words.language import _, marked, text
from formcheck.words.names import capital

_NOT_USED: Final = marked("the profile's camera values are not used: calibrate again")
_LOOK_AT: Final = marked("check light, clothes and what is in the way")

#: The reason and the remedy of each problem. A number in braces is a place in what it is about.
_WORDS: Final[dict[str, tuple[str, str]]] = {
    # How the camera sees the person.
    "nobody": (marked("nobody can be seen"), marked("step into the picture")),
    "dark": (marked("it is dark"), marked("switch on a light")),
    "near": (marked("not all of you is in the picture"), marked("move back")),
    "small": (marked("you are small in the picture"), marked("come closer")),
    "coarse": (
        marked("the picture has too few pixels to judge"),
        marked("film with more, or come closer"),
    ),
    "edge_on": (
        marked("the camera sees you edge-on"),
        marked("let it face your chest or your back"),
    ),
    "not_side_on": (marked("the camera does not see you from the side"), marked("turn side-on")),
    "not_square": (marked("this needs a square side view"), marked("turn side-on")),
    "off_side": (
        marked("the camera is about {0} degrees off a side view"),
        marked("turn side-on"),
    ),
    "off_square": (
        marked("this needs a square side view, the camera is about {0} degrees off"),
        marked("turn side-on"),
    ),
    "looks_down": (marked("the camera looks down on you"), marked("lower the camera")),
    "flank": (
        marked("from this high your back cannot be told from your flank"),
        marked("lower the camera"),
    ),
    "part_unseen": (marked("I can't see your {0}"), _LOOK_AT),
    "part_cropped": (marked("your {0} leave the picture"), marked("move back")),
    "body_unseen": (marked("I can't see your whole body"), _LOOK_AT),
    "measure_unseen": (marked("I can't see enough"), "{0}"),
    "uncertain": (marked("hard to see"), marked("check light and clothes")),
    "few_pictures": (
        marked("too few pictures a second"),
        marked("film at 15 or more, in better light"),
    ),
    "cut": (marked("the picture was interrupted"), ""),
    "gap": (marked("{0} s without pictures"), marked("what was done then is not known")),
    # What came of the whole session.
    "never_seen": (
        marked("nobody was found"),
        marked("film the whole body, well lit, head in the picture"),
    ),
    "never_in_position": (
        marked("the position of {0} was not held or moved through"),
        marked("check the exercise and that the whole body is in the picture"),
    ),
    "not_recognised": (
        marked("no exercise was recognised"),
        marked(
            "check that the whole body is in the picture, seen from the side, "
            "or say with --exercise what is done"
        ),
    ),
    "not_in_catalogue": (marked("looks like {0}"), marked("not in the catalogue, not judged")),
    "other_exercise": (marked("looks like {0}, not {1}"), marked("check the exercise")),
    "shots": (
        marked("{0} camera shots"),
        marked("each was judged by itself, nothing across a cut"),
    ),
    "sideways": (
        marked("turned by a quarter, this looks like {0}"),
        marked("if the picture lies on its side, turn the clip and judge it again"),
    ),
    "others": (
        marked("there is somebody else in the picture"),
        marked("only one of you is judged, film that one alone to be sure"),
    ),
    # Where the camera stands, against its calibration.
    "other_camera": (marked("the profile is of {0}, this is {1}"), _NOT_USED),
    "other_size": (
        marked("the profile is of a camera with pictures of {0} x {1}, these are {2} x {3}"),
        _NOT_USED,
    ),
    "other_place": (marked("the camera does not stand where it was calibrated"), _NOT_USED),
    # Troubles of the camera itself.
    "camera_lost": ("{0}", "{1}"),
    "camera_silent": (
        marked("{0} sends nothing"),
        marked("check its cable, or its app and the network"),
    ),
    "camera_black": (
        marked("the picture is black"),
        marked("open the camera's cover, press the keyboard's camera key, or switch on a light"),
    ),
    "camera_frozen": (
        marked("the picture stands still"),
        marked("unplug the camera and plug it in again, or start its app again"),
    ),
    "camera_moved": (
        marked("the camera was moved"),
        marked("counting goes on when it stands still"),
    ),
    "camera_resized": (
        marked("the picture has another shape than at the start"),
        marked("turn the camera back as it was"),
    ),
}
#: What is said of a problem that is over and cannot be mended any more.
_AFTERWARDS: Final = {"nobody": marked("nobody could be seen")}
#: Problems of which several things may be the cause: the reason says more than the remedy.
_REASON_FIRST: Final = frozenset({"part_unseen"})
#: Parts of the body that problems are about.
_PARTS: Final = (
    marked("head"),
    marked("shoulders"),
    marked("elbows"),
    marked("hands"),
    marked("hips"),
    marked("knees"),
    marked("feet"),
)


def reason(problem: str, about: Sequence[str | float] = ()) -> str:
    """The trouble, such as `you are small in the picture`; what it is about is translated."""
    return _filled(_WORDS[problem][0], about)


def remedy(problem: str, about: Sequence[str | float] = ()) -> str:
    """What to do about it, such as `come closer`; empty where nothing helps."""
    return _filled(_WORDS[problem][1], about)


def whole(problem: str, about: Sequence[str | float] = ()) -> str:
    """Reason and remedy in one line."""
    return ": ".join(filter(None, (reason(problem, about), remedy(problem, about))))


def afterwards(problem: str, about: Sequence[str | float] = ()) -> str:
    """Reason and remedy of a problem that is over, in one line."""
    return _(_AFTERWARDS[problem]) if problem in _AFTERWARDS else whole(problem, about)


def instruction(problem: str, about: Sequence[str | float] = ()) -> str:
    """The one thing to do now, as a sentence."""
    words = "" if problem in _REASON_FIRST else remedy(problem, about)
    words = words or reason(problem, about)
    return capital(words)


def _filled(message: str, about: Sequence[str | float]) -> str:
    return text(message).format(*(text(part) if isinstance(part, str) else part for part in about))
