"""Leads somebody before a camera through the postures of a calibration."""

from collections.abc import Sequence

from formcheck.exercises.catalogue import catalogue
from formcheck.guide.calibrator import Calibrator
from formcheck.guide.guidance import Guidance, Observation
from formcheck.guide.moments import Summary
from formcheck.guide.screen import Screen
from formcheck.guide.state import Next, Script, State
from formcheck.result import SetResult
from formcheck.words.calibration import done


class Calibration(Script):
    """Posture by posture; nothing is judged.

    Attributes:
        calibrator: measures the postures; None before the first picture.
    """

    reads_arm = False
    stays = False

    def __init__(self, camera: str | None = None) -> None:
        super().__init__(catalogue())
        self._camera = camera
        self._measuring = Measuring(self)
        self.calibrator: Calibrator | None = None

    def set_up(self) -> State:
        """The one moment: what was measured stays measured."""
        return self._measuring

    def summary(self, sets: Sequence[SetResult]) -> Screen:
        """The last screen."""
        del sets
        return Screen("summary", done())

    def measuring(self, observed: Observation) -> Calibrator:
        """The calibrator, made for the size of the first picture."""
        if self.calibrator is None:
            self.calibrator = Calibrator((observed.pose.width, observed.pose.height), self._camera)
        return self.calibrator


class Measuring(State):
    """Asks for the postures and measures them."""

    _script: Calibration

    def update(self, observed: Observation) -> Next:
        """Take the next picture."""
        progress = self._script.measuring(observed).update(observed.pose)
        hint = progress.hint.words if progress.hint else ""
        words = hint or progress.instruction
        say = None if words == self.prompter.said else words
        self.prompter.said = words
        screen = Screen("setup", progress.instruction, hint, pictogram=progress.pictogram)
        return Guidance(screen, say), Summary(self._script) if progress.is_done else self
