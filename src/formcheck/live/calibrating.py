"""Calibrating from a camera or a clip: pictures go in, a profile comes out."""

from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Final

from formcheck.analysis import pose_frames
from formcheck.capture import Frame
from formcheck.capture.camera import Camera
from formcheck.capture.sources import Device, Source
from formcheck.errors import InputError
from formcheck.exercises.set_judge import nothing_under_way
from formcheck.guide.screen import Screen
from formcheck.live.calibrator import CalibrationOutcome, Calibrator, Guidance
from formcheck.pose.frame import PoseFrame
from formcheck.pose.guard import TrackGuard
from formcheck.pose.models import resolve
from formcheck.problem import Problem
from formcheck.session import Update

if TYPE_CHECKING:
    from formcheck.draw.overlay import Overlay
    from formcheck.live.window import Window

_WAIT_S: Final = 0.1  # for a picture; Ctrl-C and keys are answered at least as often


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the profile is to be called, and how the pictures are looked at.

    Attributes:
        name: of the profile.
        made: day of the calibration.
        model: `lite`, `full`, `heavy` or the path of a bundle; not used for a Recording.
    """

    name: str
    made: date
    model: str = "full"


def calibrate_clip(path: Path, wanted: Wanted, progress: Callable[[], None]) -> CalibrationOutcome:
    """Calibrate from a clip, or a Recording, that shows the postures one after the other.

    Args:
        path: of the file.
        wanted: name of the profile, model.
        progress: called after each frame.

    Raises:
        InputError: the file or the model cannot be used, or there is nothing in it to measure.
    """
    calibrator: Calibrator | None = None
    for pose in pose_frames(path, wanted.model):
        calibrator = calibrator or Calibrator((pose.width, pose.height))
        calibrator.update(pose)
        progress()
    if calibrator is None:
        raise InputError(f"{path} has no picture: check the file")
    return calibrator.finish(wanted.name, wanted.made)


def calibrate_live(
    source: Source,
    wanted: Wanted,
    say: Callable[[str], None],
    window: "Window | None" = None,
    asked_to_stop: Callable[[], None] = lambda: None,
) -> CalibrationOutcome:
    """Guide somebody before a camera through the postures; Ctrl-C ends with what there is.

    Args:
        source: a camera, an address, or a file in real time.
        wanted: name of the profile, model.
        say: told every new instruction and hint.
        window: shows them over the picture; None draws nothing.
        asked_to_stop: called with every picture; raises KeyboardInterrupt to end.

    Raises:
        FormcheckError: the source cannot be opened.
        InputError: no picture came.
    """
    bundle, model_info = resolve(wanted.model)
    from formcheck.pose.blazepose import BlazePose

    with ExitStack() as stack:
        estimator = stack.enter_context(TrackGuard(BlazePose(bundle, model_info)))
        camera = stack.enter_context(Camera(source))
        guide = _Guide(camera, source.name if isinstance(source, Device) else None, say, window)
        try:
            while not camera.ended and not guide.over:
                asked_to_stop()
                guide.turn(estimator.estimate)
        except KeyboardInterrupt:
            say("Stopped")
    if guide.calibrator is None:
        raise InputError(f"{source.name} gave no picture: check the camera")
    return guide.calibrator.finish(wanted.name, wanted.made)


class _Guide:
    """Passes pictures on to the Calibrator, and what it says to voice and window."""

    def __init__(
        self,
        camera: Camera,
        name: str | None,
        say: Callable[[str], None],
        window: "Window | None",
    ) -> None:
        self._camera, self._name, self._say, self._window = camera, name, say, window
        self._told = ""
        self._overlay: Overlay | None = None
        self.calibrator: Calibrator | None = None
        self.over = False

    def turn(self, estimate: Callable[[Frame], PoseFrame]) -> None:
        """Take one picture, if one comes."""
        trouble = self._camera.trouble
        if trouble:
            self._tell(trouble.words)
        if self._window:
            self.over = self._window.key() == "quit" or self._window.closed
        taken = self._camera.newest(_WAIT_S)
        if taken is None:
            return
        pose = estimate(taken.frame)
        self.calibrator = self.calibrator or Calibrator((pose.width, pose.height), self._name)
        guidance = self.calibrator.update(pose)
        if not trouble:
            self._tell(guidance.hint.words if guidance.hint else guidance.instruction)
        self.over = self.over or guidance.done
        self._show(taken.frame, pose, guidance, trouble)

    def _tell(self, words: str) -> None:
        if words != self._told:
            self._told = words
            self._say(words)

    def _show(
        self, frame: Frame, pose: PoseFrame, guidance: Guidance, trouble: Problem | None
    ) -> None:
        if self._window is None:
            return
        if self._overlay is None:
            from formcheck.draw.overlay import Overlay

            height, width = frame.rgb.shape[:2]
            self._overlay = Overlay(None, (width, height), mirror=True)
        body = guidance.body
        update = Update(pose.t_s, body, nothing_under_way(body), None)
        screen = Screen(
            "setup",
            trouble.words if trouble else guidance.instruction,
            guidance.hint.words if guidance.hint else "",
            pictogram=trouble.pictogram if trouble else guidance.pictogram,
        )
        self._window.show(self._overlay.draw(frame.rgb, pose, update, screen))
