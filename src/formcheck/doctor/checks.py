"""`formcheck doctor`: what works on this computer, and what to do about what does not.

Each look returns what was found, or raises what is wrong and what to do as every error of
formcheck says it: in one line, with a colon between the two. What may be missing itself is imported
where it is looked at.
"""

import platform
import re
import tempfile
from collections.abc import Callable, Iterator
from functools import partial
from importlib import metadata
from typing import TYPE_CHECKING, Final, Literal, NamedTuple

from packaging.requirements import Requirement
from packaging.specifiers import SpecifierSet
from pydantic import Field

from formcheck.doctor.apart import Outcome, judge_watched, window_trouble
from formcheck.errors import FormcheckError, InputError
from formcheck.files import data_folder
from formcheck.settings import Strict

if TYPE_CHECKING:
    from formcheck.capture.sources import Source

FORMAT: Final = "formcheck.doctor/1"

#: The model of every command that is not told another.
_MODEL: Final = "full"
_SHOWN: Final = ("formcheck", "mediapipe", "opencv-python", "numpy", "av")
_OTHER_OPENCV: Final = (
    "opencv-contrib-python",
    "opencv-python-headless",
    "opencv-contrib-python-headless",
)
_REINSTALL: Final = "install formcheck again, into an environment of its own"
_FIRST_S, _WATCH_S = 6.0, 2.5  # for a first picture; what is black or stalled is known by then
_FEWEST_FPS = 15.0  # biomechanics 8: what tempo needs


class Check(Strict):
    """One thing that was looked at.

    Attributes:
        id: `python`, `packages`, `opencv`, `model`, `analysis`, `network`, `data`, `camera` (one
            for each camera), `window` or `sound`.
        title: the same in words.
        ok: whether it works.
        needed: whether the command fails when it does not.
        found: what is there, or what is wrong.
        remedy: what to do; null where all is well.
        affects: what does not work while it is wrong.
    """

    id: str
    title: str
    ok: bool
    needed: bool
    found: str
    remedy: str | None
    affects: str


class Report(Strict, serialize_by_alias=True):
    """What `formcheck doctor --json` prints; `ok` is whether all that is needed works."""

    schema_: Literal["formcheck.doctor/1"] = Field(default=FORMAT, alias="schema")
    ok: bool
    checks: tuple[Check, ...]


def report(found: list[Check]) -> Report:
    """Put together what was found."""
    return Report(ok=all(check.ok for check in found if check.needed), checks=tuple(found))


def checks(camera: str | None = None) -> Iterator[Check]:
    """Look at one thing after the other.

    Args:
        camera: number, name, address or file of a camera, which then is needed; if not given,
            every camera of this computer is tried, and may be missing.
    """
    yield _look("python", _python)
    yield _look("packages", _packages)
    yield _look("opencv", _one_opencv)
    yield _look("model", _model)
    outcome, said = judge_watched()
    yield _look("analysis", lambda: _judged(outcome, said))
    yield _look("network", lambda: _silent(outcome))
    yield _look("data", _data_folder)
    if camera is not None:
        yield _look("camera", lambda: _named(camera), needed=True)
    else:
        for index, name in (_cameras() or {0: ""}).items():  # the first may just not be told of
            yield _look("camera", partial(_device, index, name))
    yield _look("window", _window)
    yield _look("sound", _sound)


class _About(NamedTuple):
    title: str
    needed: bool
    affects: str


_ABOUT: Final = {
    "python": _About("Python", True, "all of formcheck"),
    "packages": _About("Packages", True, "all of formcheck"),
    "opencv": _About("One OpenCV", True, "the overlay and the window"),
    "model": _About("Pose model", True, "analyze, score and live"),
    "analysis": _About("Analysis", True, "analyze, score and live"),
    "network": _About("No network", True, "the promise that nothing leaves this computer"),
    "data": _About("Data folder", False, "profiles, history and models of your own"),
    "camera": _About("Camera", False, "live with this camera"),
    "window": _About("Window", False, "live with a picture"),
    "sound": _About("Sound", False, "spoken cues"),
}


def _look(name: str, at: Callable[[], str], *, needed: bool = False) -> Check:
    """Look at one thing; `at` returns what it found or raises what is wrong."""
    about = _ABOUT[name]
    found, remedy = "", None
    try:
        found = at()
    except FormcheckError as error:
        found, remedy = _wrong_and_remedy(str(error))
    except ImportError as error:
        found, remedy = str(error), _REINSTALL
    return Check(
        id=name,
        title=about.title,
        ok=remedy is None,
        needed=needed or about.needed,
        found=found,
        remedy=remedy,
        affects=about.affects,
    )


def _wrong_and_remedy(words: str) -> tuple[str, str]:
    """Split what an error says at its colon; one in brackets does not count."""
    parts = re.fullmatch(r"((?:\([^)]*\)|[^(])*?): (.*)", words, re.DOTALL)
    return (parts[1], parts[2]) if parts else (words, "")


# --- the installation --------------------------------------------------------------------------


def _python() -> str:
    wanted = SpecifierSet(metadata.metadata("formcheck")["Requires-Python"])
    found = f"{platform.python_version()} on {platform.system()} {platform.machine()}"
    # A Python built from a checkout calls itself `3.14.0+`, which is no version of a package.
    if not wanted.contains(platform.python_version().rstrip("+"), prereleases=True):
        raise InputError(f"{found} is not {wanted}: install formcheck with another Python")
    return found


def _packages() -> str:
    wrong = []
    for name, package in _requirements().items():
        version = _version(name)
        if version is None:
            wrong.append(f"{name} is missing")
        elif not package.specifier.contains(version, prereleases=True):
            wrong.append(f"{name} {version} is not {package.specifier}")
    if wrong:
        raise InputError(f"{', '.join(wrong)}: {_REINSTALL}")
    return ", ".join(f"{name} {_version(name)}" for name in _SHOWN)


def _one_opencv() -> str:
    others = " ".join(name for name in _OTHER_OPENCV if _version(name))
    if others:
        wanted = _requirements()["opencv-python"]
        raise InputError(
            f"{others} is installed, and its files overwrite those of opencv-python: "
            f'pip uninstall {others} opencv-python, then pip install "{wanted}"'
        )
    return "opencv-python and no other"


def _model() -> str:
    from formcheck.pose.models import resolve

    path, model = resolve(_MODEL)
    return f"{model.name}, with the right SHA-256 ({path.name})"


def _requirements() -> dict[str, Requirement]:
    """What formcheck cannot do without, by name."""
    needed = map(Requirement, metadata.requires("formcheck") or [])
    return {package.name: package for package in needed if package.marker is None}


def _version(package: str) -> str | None:
    try:
        return metadata.version(package)
    except metadata.PackageNotFoundError:
        return None


# --- an analysis, and its silence --------------------------------------------------------------


def _judged(outcome: Outcome, said: str) -> str:
    if outcome == "network":
        raise InputError(f"judging a clip was ended where it wanted the network: {_REINSTALL}")
    if outcome == "failed":
        raise InputError(f"a clip could not be judged ({said}): {_REINSTALL}")
    return "a clip was judged"


def _silent(outcome: Outcome) -> str:
    version = _version("mediapipe")
    mediapipe = f"mediapipe {version}"
    if outcome == "network":
        raise InputError(f"judging a clip asks for the network ({mediapipe}): {_REINSTALL}")
    # Even where a short look sees nothing: some contact the network now and then.
    wanted = _requirements()["mediapipe"].specifier
    if version is None or not wanted.contains(version, prereleases=True):
        raise InputError(f"{mediapipe} may use the network: {_REINSTALL}")
    if outcome == "silent":
        return "a clip was judged while the system forbade the network"
    return f"{mediapipe} is known to be silent; it could not be watched here"


# --- what live sessions use --------------------------------------------------------------------


def _data_folder() -> str:
    folder = data_folder()
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder):
            return f"{folder} can be written to"
    except OSError as error:
        raise InputError(
            f"{folder} cannot be written to ({(error.strerror or str(error)).lower()}): "
            "make room on the disk, or give yourself the right to write there"
        ) from error


def _cameras() -> dict[int, str]:
    try:
        from formcheck.capture.sources import camera_names
    except ImportError:  # told where a camera is tried
        return {}
    return camera_names()


def _device(index: int, name: str) -> str:
    from formcheck.capture.sources import Device

    return _tried(Device(index, name))


def _named(camera: str) -> str:
    from formcheck.capture.sources import source_of

    return _tried(source_of(camera))


def _tried(source: "Source") -> str:
    """Open a camera, watch it for a moment, and tell how it gives its pictures."""
    from formcheck.capture.camera import Camera

    with Camera(source) as camera:
        first = camera.newest(_FIRST_S)
        same, last_s = True, 0.0
        while first and last_s < _WATCH_S and (taken := camera.newest(_WATCH_S)):
            last_s = taken.taken_s - first.taken_s
            same = same and bool((taken.frame.rgb == first.frame.rgb).all())
        trouble, read = camera.trouble, camera.counts.read
    if trouble:
        raise InputError(trouble.words)
    if first is None or last_s == 0.0:
        raise InputError(f"{source.name} gives no pictures: unplug it and plug it in again")
    rate = (read - 1) / last_s
    found = f"{source.name}, {first.frame.width} x {first.frame.height}, {rate:.0f} a second"
    if same:
        raise InputError(f"{found}, all the same picture: unplug it and plug it in again")
    if rate < _FEWEST_FPS:
        raise InputError(
            f"{found}, too few to judge tempo: switch on more light, and close other programs "
            "that use the camera or work hard"
        )
    return found


def _window() -> str:
    trouble = window_trouble()
    if trouble:
        raise InputError(trouble)
    return "can be opened"


def _sound() -> str:
    from formcheck.live.voice import available_engine

    engine, remark = available_engine()
    if remark:
        raise InputError(remark)
    return f"{engine} speaks"
