"""`formcheck doctor`: checks of this computer, with a remedy for each problem.

A function of this module checks one thing. It returns what it found, or raises an error of
formcheck, with the problem as its reason and the remedy. Packages that may be missing are
imported inside these functions.
"""

import platform
import tempfile
from collections.abc import Callable, Iterator
from functools import partial
from importlib import metadata
from typing import TYPE_CHECKING, Final, Literal

from packaging.requirements import Requirement
from packaging.specifiers import SpecifierSet
from pydantic import Field

from formcheck.doctor.apart import WatchOutcome, judge_watched, window_trouble
from formcheck.errors import FormcheckError, InputError
from formcheck.files import data_folder, make_folder
from formcheck.settings import Strict
from formcheck.words import doctor as words
from formcheck.words.live import voice_problem, voice_remedy

if TYPE_CHECKING:
    from formcheck.capture.sources import Source

FORMAT: Final = "formcheck.doctor/1"

#: The default model of all commands.
_MODEL: Final = "full"
_SHOWN: Final = ("formcheck", "mediapipe", "opencv-python", "numpy", "av")
_OTHER_OPENCV: Final = (
    "opencv-contrib-python",
    "opencv-python-headless",
    "opencv-contrib-python-headless",
)
_REINSTALL: Final = "install formcheck again, into an environment of its own"
_PLUG_IN_AGAIN: Final = "unplug it and plug it in again"
# Time for the first picture, and time to watch, long enough to detect a black or stalled picture.
_FIRST_S, _WATCH_S = 6.0, 2.5
_FEWEST_FPS = 15.0  # biomechanics 8: needed for tempo


class Check(Strict):
    """The result of one check.

    Attributes:
        id: `python`, `packages`, `opencv`, `model`, `analysis`, `network`, `data`, `camera` (one
            for each camera), `window` or `sound`.
        title: short name of the check.
        ok: whether the checked thing works.
        needed: whether the command fails if it does not work.
        found: what is there, or the problem.
        remedy: what to do about the problem; null without one.
        affects: what does not work because of the problem.
    """

    id: str
    title: str
    ok: bool
    needed: bool
    found: str
    remedy: str | None
    affects: str


class Report(Strict, serialize_by_alias=True):
    """Output of `formcheck doctor --json`; `ok` is true if all needed things work."""

    schema_: Literal["formcheck.doctor/1"] = Field(default=FORMAT, alias="schema")
    ok: bool
    checks: tuple[Check, ...]


def report(results: list[Check]) -> Report:
    """Return the report of the checks."""
    return Report(ok=all(check.ok for check in results if check.needed), checks=tuple(results))


def checks(camera: str | None = None) -> Iterator[Check]:
    """Run the checks one by one.

    A camera that is named is needed. Without a name every camera of this computer is tried, and
    none is needed.
    """
    yield _check("python", _python)
    yield _check("packages", _packages)
    yield _check("opencv", _one_opencv)
    yield _check("model", _model)
    outcome, last_line = judge_watched()
    yield _check("analysis", lambda: _judged(outcome, last_line))
    yield _check("network", lambda: _silent(outcome))
    yield _check("data", _data_folder)
    if camera is not None:
        yield _check("camera", lambda: _named(camera), needed=True)
    else:
        for index, name in (_cameras() or {0: ""}).items():  # camera 0 may exist without a listing
            yield _check("camera", partial(_device, index, name))
    yield _check("window", _window)
    yield _check("sound", _sound)


#: Without these the command fails.
_NEEDED: Final = frozenset({"python", "packages", "opencv", "model", "analysis", "network"})


def _check(name: str, look: Callable[[], str], *, needed: bool = False) -> Check:
    """Run one check; `look` returns what it found, or raises the problem with its remedy."""
    finding, remedy = "", None
    try:
        finding = look()
    except FormcheckError as error:
        finding, remedy = error.reason, error.remedy
    except ImportError as error:
        finding, remedy = str(error), _REINSTALL
    return Check(
        id=name,
        title=words.title(name),
        ok=remedy is None,
        needed=needed or name in _NEEDED,
        found=finding,
        remedy=remedy,
        affects=words.affects(name),
    )


# --- the installation --------------------------------------------------------------------------


def _python() -> str:
    allowed = SpecifierSet(metadata.metadata("formcheck")["Requires-Python"])
    python = words.python(
        version=platform.python_version(), system=platform.system(), machine=platform.machine()
    )
    # A Python built from a checkout calls itself `3.14.0+`, which is no version of a package.
    if not allowed.contains(platform.python_version().rstrip("+"), prereleases=True):
        raise InputError(f"{python} is not {allowed}", "install formcheck with another Python")
    return python


def _packages() -> str:
    wrong = []
    for name, package in _requirements().items():
        version = _version(name)
        if version is None:
            wrong.append(f"{name} is missing")
        elif not package.specifier.contains(version, prereleases=True):
            wrong.append(f"{name} {version} is not {package.specifier}")
    if wrong:
        raise InputError(", ".join(wrong), _REINSTALL)
    return ", ".join(f"{name} {_version(name)}" for name in _SHOWN)


def _one_opencv() -> str:
    others = " ".join(name for name in _OTHER_OPENCV if _version(name))
    if others:
        requirement = _requirements()["opencv-python"]
        raise InputError(
            f"{others} is installed, and its files overwrite those of opencv-python",
            f'pip uninstall {others} opencv-python, then pip install "{requirement}"',
        )
    return words.finding("one_opencv")


def _model() -> str:
    from formcheck.pose.models import resolve

    path, model = resolve(_MODEL)
    return words.model(name=model.name, file=path.name)


def _requirements() -> dict[str, Requirement]:
    """Return the packages that formcheck requires, by name."""
    packages = map(Requirement, metadata.requires("formcheck") or [])
    return {package.name: package for package in packages if package.marker is None}


def _version(package: str) -> str | None:
    try:
        return metadata.version(package)
    except metadata.PackageNotFoundError:
        return None


# --- an analysis, and its silence --------------------------------------------------------------


def _judged(outcome: WatchOutcome, last_line: str) -> str:
    if outcome == "network":
        raise InputError("judging a clip was ended because it asked for the network", _REINSTALL)
    if outcome == "failed":
        raise InputError(f"a clip could not be judged ({last_line})", _REINSTALL)
    return words.finding("judged")


def _silent(outcome: WatchOutcome) -> str:
    version = _version("mediapipe")
    mediapipe = f"mediapipe {version}"
    if outcome == "network":
        raise InputError(f"judging a clip asks for the network ({mediapipe})", _REINSTALL)
    # A short test may miss it: some versions use the network only now and then.
    allowed = _requirements()["mediapipe"].specifier
    if version is None or not allowed.contains(version, prereleases=True):
        raise InputError(f"{mediapipe} may use the network", _REINSTALL)
    if outcome == "silent":
        return words.finding("silent")
    return words.known_silent(package=mediapipe)


# --- what live sessions use --------------------------------------------------------------------


def _data_folder() -> str:
    folder = data_folder()
    try:
        make_folder(folder)
        with tempfile.TemporaryFile(dir=folder):
            return words.writable(folder=str(folder))
    except OSError as error:
        raise InputError(
            f"{folder} cannot be written to ({(error.strerror or str(error)).lower()})",
            "make room on the disk, or give yourself the right to write there",
        ) from error


def _cameras() -> dict[int, str]:
    try:
        from formcheck.capture.sources import camera_names
    except ImportError:  # the check of a camera reports it
        return {}
    return camera_names()


def _device(index: int, name: str) -> str:
    from formcheck.capture.sources import Device

    return _tried(Device(index, name))


def _named(camera: str) -> str:
    from formcheck.capture.sources import source_of

    return _tried(source_of(camera))


def _tried(source: "Source") -> str:
    """Open a camera, watch it for a moment, and return its name, size and rate."""
    from formcheck.capture.camera import Camera

    with Camera(source) as camera:
        first = camera.newest(_FIRST_S)
        is_frozen, last_s = True, 0.0
        while first and last_s < _WATCH_S and (picture := camera.newest(_WATCH_S)):
            last_s = picture.taken_s - first.taken_s
            is_frozen = is_frozen and bool((picture.frame.rgb == first.frame.rgb).all())
        trouble, read = camera.trouble, camera.counts.read
    if trouble:
        raise InputError(trouble.reason, trouble.remedy)
    if first is None or last_s == 0.0:
        raise InputError(f"{source.name} gives no pictures", _PLUG_IN_AGAIN)
    rate = (read - 1) / last_s
    pictures = words.pictures(
        camera=source.name, width=first.frame.width, height=first.frame.height, rate=rate
    )
    if is_frozen:
        raise InputError(f"{pictures}, all the same picture", _PLUG_IN_AGAIN)
    if rate < _FEWEST_FPS:
        raise InputError(
            f"{pictures}, too few to judge tempo",
            "switch on more light, and close other programs that use the camera or work hard",
        )
    return pictures


def _window() -> str:
    trouble = window_trouble()
    if trouble:
        raise InputError(*trouble)
    return words.finding("window")


def _sound() -> str:
    from formcheck.live.voice import available_engine

    engine, problem = available_engine()
    if problem:
        raise InputError(voice_problem(problem), voice_remedy(problem))
    return words.speaks(engine=engine)
