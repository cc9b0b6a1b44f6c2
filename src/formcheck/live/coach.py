"""A Session and the Guide beside it: what is seen goes to both, and the one heeds the other."""

from collections.abc import Mapping, Sequence

from formcheck.calibration import Profile
from formcheck.capture import Frame
from formcheck.exercises.spec import Exercise
from formcheck.guide.guide import Guidance, Guide, Seen
from formcheck.pose.frame import PoseFrame, empty_pose_frame
from formcheck.problem import Problem
from formcheck.programme.workout import Step, Workout
from formcheck.result import SetResult
from formcheck.session import AUTO, Session, SessionRecord, Update


class Coach:
    """Judges and guides one person, picture by picture.

    Args:
        known: exercises by id.
        exercise: the declared one; None for whatever is recognised.
        workout: what to do in which order, in place of one exercise.
        counting: whether repetitions and every tenth second of a hold are said.
        profile: a calibration of the person and the camera.
        camera: name of the camera, where it is known.
        guide: who leads, in place of a Guide through the exercise or the workout.
    """

    def __init__(
        self,
        known: Mapping[str, Exercise],
        exercise: Exercise | None = None,
        workout: Workout | None = None,
        *,
        counting: bool = True,
        profile: Profile | None = None,
        camera: str | None = None,
        guide: Guide | None = None,
    ) -> None:
        self.guide = guide or Guide(known, exercise, workout, counting=counting)
        self._session = Session(
            self.guide.exercise or AUTO, known=known, profile=profile, camera=camera
        )
        self._steps: list[Step | None] = []

    @property
    def exercise(self) -> Exercise | None:
        """What is to be done now; None for whatever is recognised."""
        return self.guide.exercise

    @property
    def sets(self) -> Sequence[SetResult]:
        """The sets that are over."""
        return self._session.sets

    @property
    def steps(self) -> Sequence[Step | None]:
        """The steps that asked for these sets; None where no workout did."""
        return self._steps

    def take(
        self, frame: Frame, pose: PoseFrame, trouble: Problem | None = None
    ) -> tuple[PoseFrame, Update, Guidance]:
        """Take the next picture.

        Args:
            frame: the picture.
            pose: the landmarks in it.
            trouble: what is wrong with the camera; nothing is judged meanwhile.

        Returns:
            What was judged (nobody, in a pause), what came of it, and what to show and say.
        """
        judged = pose
        if trouble or not self.guide.counts:
            judged = empty_pose_frame(frame.t_s, (frame.width, frame.height), frame.shot)
        self._session.level = self.guide.step.asked_level if self.guide.step else None
        update = self._session.feed(judged)
        self._note_steps(self.sets)  # the guide goes on to the next one
        guidance = self.guide.update(Seen(frame, pose, update, self.sets, trouble))
        if guidance.ends_set:
            self.end_set()
        return judged, update, guidance

    def end_set(self) -> None:
        """End the set under way; what comes next is judged from the next picture on."""
        self._session.turn_to(self.guide.exercise or AUTO)
        self._note_steps(self.sets)

    def finish(self) -> SessionRecord:
        """End what is under way and return what was seen."""
        record = self._session.finish()
        self._note_steps(record.sets)
        return record

    def _note_steps(self, sets: Sequence[SetResult]) -> None:
        """Remember what asked for the sets that are over by now."""
        self._steps += [self.guide.step] * (len(sets) - len(self._steps))
