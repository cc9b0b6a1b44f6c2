"""A Session and the Guide beside it: both take every picture, and the guide turns the session."""

from collections.abc import Sequence

from formcheck.calibration import Profile
from formcheck.capture.frame import Frame
from formcheck.guide.guidance import Guidance, Observation
from formcheck.guide.guide import Guide
from formcheck.guide.state import Script
from formcheck.pose.frame import PoseFrame, empty_pose_frame
from formcheck.problem import Problem
from formcheck.programme.workout import Step
from formcheck.result import SetResult
from formcheck.session import AUTO, Session, SessionRecord, Update


class Coach:
    """Judges and guides one person, picture by picture.

    Attributes:
        guide: takes keys, and says what to do now.
    """

    def __init__(
        self, script: Script, *, profile: Profile | None = None, camera: str | None = None
    ) -> None:
        self.script, self.guide = script, Guide(script)
        self._session = Session(
            script.exercise or AUTO, known=script.known, profile=profile, camera=camera
        )
        self._steps: list[Step | None] = []

    @property
    def sets(self) -> Sequence[SetResult]:
        """The finished sets."""
        return self._session.sets

    @property
    def steps(self) -> Sequence[Step | None]:
        """The steps that asked for these sets; None where no workout did."""
        return self._steps

    def take(
        self, frame: Frame, pose: PoseFrame, trouble: Problem | None = None
    ) -> tuple[PoseFrame, Update, Guidance]:
        """Take the next picture; while the camera is in trouble nothing is judged.

        Returns:
            The landmarks that were judged (nobody's, in a pause), the Session's answer, and what
            to show and say.
        """
        judged = pose
        if trouble or not self.guide.counts:
            judged = empty_pose_frame(frame.t_s, (frame.width, frame.height), frame.shot)
        step = self.script.step
        self._session.level = step.asked_level if step else None
        update = self._session.feed(judged)
        self._note_steps(self.sets)  # before the guide goes on to the next step
        guidance = self.guide.update(Observation(frame, pose, update, self.sets, trouble))
        if guidance.ends_set:
            self.end_set()
        return judged, update, guidance

    def end_set(self) -> None:
        """End the set under way; the next picture begins another one."""
        self._session.turn_to(self.script.exercise or AUTO)
        self._note_steps(self.sets)

    def finish(self) -> SessionRecord:
        """End the set under way and return the record of the session."""
        record = self._session.finish()
        self._note_steps(record.sets)
        return record

    def _note_steps(self, sets: Sequence[SetResult]) -> None:
        """Remember which step asked for the sets that are over by now."""
        self._steps += [self.script.step] * (len(sets) - len(self._steps))
