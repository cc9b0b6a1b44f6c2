"""The live loop: newest picture, landmarks, Session, guide, window and voice."""

import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Final

from formcheck.analysis import software_versions
from formcheck.calibration import Profile
from formcheck.capture import Frame
from formcheck.capture.camera import Camera, CameraFrame
from formcheck.capture.sources import Device, RealTimeFile, Source
from formcheck.capture.video import file_sha256
from formcheck.errors import FormcheckError
from formcheck.exercises.catalogue import catalogue_sha256
from formcheck.exercises.spec import Exercise
from formcheck.files import RECORDING
from formcheck.guide.guide import Guide
from formcheck.guide.question import ANSWERS
from formcheck.guide.screen import Screen, Sound
from formcheck.guide.screens import trouble_screen
from formcheck.history import History, SessionInfo, Used
from formcheck.live.coach import Coach
from formcheck.live.history_writer import HistoryWriter
from formcheck.live.recorder import SessionRecorder
from formcheck.live.stats import LiveStats
from formcheck.live.voice import Voice
from formcheck.pose.estimator import ModelInfo, PoseEstimator
from formcheck.pose.frame import PoseFrame
from formcheck.pose.guard import TrackGuard
from formcheck.pose.models import resolve
from formcheck.programme.pain import needs_help
from formcheck.programme.training_log import CheckIn
from formcheck.programme.workout import Workout
from formcheck.result import Clip, Model, SessionResult, SetResult
from formcheck.session import Update

if TYPE_CHECKING:
    from formcheck.draw.overlay import Overlay
    from formcheck.live.window import Window

_URGENT: Final = ("cue", "regress")
_FIRST_SIZE: Final = (640, 480)  # of what is shown before the first picture
_WAIT_S: Final = 0.1  # for a picture; keys are answered at least as often
_SUMMARY_S: Final = 4.0  # the summary of a file stays for this long


@dataclass(frozen=True, slots=True)
class Wishes:
    """What somebody wants of a live session.

    Attributes:
        exercise: the declared one; None for whatever is recognised.
        known: exercises by id.
        workout: what to do in which order, in place of one exercise.
        model: `lite`, `full`, `heavy` or the path of a bundle.
        profile: a calibration of the person and the camera.
        counting: whether repetitions and every tenth second of a hold are said.
        save: the folder for the Recording and the result; None keeps nothing.
        save_video: whether the pictures are kept, too.
        history: where every set is written down as soon as it ends; None for nowhere.
        guide: who leads, in place of a Guide through the exercise or the workout.
    """

    known: Mapping[str, Exercise]
    exercise: Exercise | None = None
    workout: Workout | None = None
    profile: Profile | None = None
    model: str = "full"
    counting: bool = True
    save: Path | None = None
    save_video: bool = False
    history: History | None = None
    guide: Guide | None = None


@dataclass(frozen=True, slots=True)
class LiveOutcome:
    """What came of a live session.

    Attributes:
        result: as that of an analysis.
        stats: what it cost.
        camera: the camera that was watched.
        trouble: why not everything is in the history; None if it is, or is not wanted there.
        needs_help: whether anything was answered that the list of biomechanics 7.2 is shown for.
    """

    result: SessionResult
    stats: LiveStats
    camera: Camera
    trouble: FormcheckError | None = None
    needs_help: bool = False


def run(
    source: Source,
    wishes: Wishes,
    voice: Voice,
    window: "Window | None" = None,
    asked_to_stop: Callable[[], None] = lambda: None,
    tell: Callable[[float, str], None] = lambda _t_s, _words: None,
) -> LiveOutcome:
    """Watch a source until it ends, or somebody ends it; Ctrl-C does, too.

    Args:
        source: a camera, an address or a file.
        wishes: what is wanted.
        voice: says what is to be heard.
        window: shows what is to be seen; None draws nothing.
        asked_to_stop: called with every picture; raises KeyboardInterrupt to end.
        tell: called with the media time and the words of all that is said.

    Raises:
        FormcheckError: the source cannot be opened, or a file cannot be written.
    """
    bundle, model_info = resolve(wishes.model)
    if window:
        from formcheck.draw.overlay import poster

        window.show(poster(Screen("setup", "Starting the camera"), _FIRST_SIZE))
        window.key()
    from formcheck.pose.blazepose import BlazePose

    with ExitStack() as stack:
        estimator = stack.enter_context(TrackGuard(BlazePose(bundle, model_info)))
        recorder = None
        if wishes.save:
            recorder = SessionRecorder(wishes.save, model_info, video=wishes.save_video)
            stack.enter_context(recorder)
        camera = stack.enter_context(Camera(source))
        writer = None
        if wishes.history:
            session = _session(source, wishes, model_info)
            writer = stack.enter_context(HistoryWriter(wishes.history, session))
        kept = (recorder, writer)
        loop = _Loop(camera, estimator, wishes, (voice, window, tell), kept)
        try:
            loop.run(asked_to_stop)
        except KeyboardInterrupt:
            voice.muted = True
        result = loop.result()
        if recorder:
            recorder.write_result(result)
    trouble = writer.trouble if writer else None
    return LiveOutcome(result, loop.stats, camera, trouble, loop.needs_help)


def _session(source: Source, wishes: Wishes, model: ModelInfo) -> SessionInfo:
    profile = wishes.profile
    return SessionInfo(
        kind="live",
        source=source.name,
        at=datetime.now().astimezone(),
        model=Used(model.name, model.sha256),
        profile=Used(profile.name, profile.sha256) if profile else None,
        software=software_versions(),
        catalogue_sha256=catalogue_sha256(wishes.known),
        recording=wishes.save / RECORDING if wishes.save else None,
    )


class _Loop:
    """One live session."""

    def __init__(
        self,
        camera: Camera,
        estimator: PoseEstimator,
        wishes: Wishes,
        outlets: "tuple[Voice, Window | None, Callable[[float, str], None]]",
        kept: tuple[SessionRecorder | None, HistoryWriter | None],
    ) -> None:
        self._camera, self._estimator = camera, estimator
        self._recorder, self._writer = kept
        self._voice, self._window, self._tell = outlets
        self._coach = Coach(
            wishes.known,
            wishes.exercise,
            wishes.workout,
            counting=wishes.counting,
            profile=wishes.profile,
            camera=camera.source.name if isinstance(camera.source, Device) else None,
            guide=wishes.guide,
        )
        self.stats = LiveStats()
        self._overlay: Overlay | None = None
        self._last: tuple[Frame, PoseFrame, Update] | None = None
        self._sets = 0
        self._told = ""
        self._told_trouble = False
        self.needs_help = False

    def run(self, asked_to_stop: Callable[[], None]) -> None:
        """Go on until the source ends or the window is closed; without one until all is done."""
        while not self._camera.ended:
            asked_to_stop()
            if self._window is None and self._coach.guide.is_done:
                return
            if self._window and not self._answer(self._window):
                return
            taken = self._camera.newest(_WAIT_S)
            if taken:
                self._take(taken)
            elif self._last:
                self._wait(self._last)
        self._say_goodbye()

    def _take(self, taken: CameraFrame) -> None:
        clock = time.perf_counter
        began_s = clock()
        frame = taken.frame
        pose = self._estimator.estimate(frame)
        found_s = clock()
        self._told = ""
        judged, update, guidance = self._coach.take(frame, pose, self._camera.trouble)
        if guidance.say:
            self._say(guidance.say, update.t_s, guidance.sound)
        elif guidance.tick:
            self._voice.tick(guidance.tick)
        if guidance.check_in:
            self._note(guidance.check_in)
        if self._recorder:
            self._recorder.add(frame, judged)
        self._keep(self._coach.sets)
        self._tell_trouble(update.t_s)
        judged_s = clock()
        self._last = (frame, pose, update)
        self._show(frame, pose, update, guidance.screen)
        self.stats.note((taken.taken_s, began_s, found_s, judged_s, clock()))

    def _say(self, words: str, t_s: float, sound: Sound = "count") -> None:
        self._voice.say(words, urgent=sound in _URGENT, sound=sound)
        self._tell(t_s, words)

    def _keep(self, sets: Sequence[SetResult]) -> None:
        """Write down the sets that have ended since, without waiting for it."""
        new = range(self._sets, len(sets))
        self._sets = len(sets)
        if new and self._recorder:
            self._recorder.save()
        if self._writer:
            for index in new:
                self._writer.add_set(sets[index], self._coach.steps[index])

    def _note(self, told: CheckIn) -> None:
        """Keep an answer, without waiting for it."""
        self.needs_help = self.needs_help or needs_help(told)
        if self._writer:
            self._writer.add_check_in(told)

    def _tell_trouble(self, t_s: float) -> None:
        """Say once that something could not be written down; the exercise goes on."""
        if self._writer and self._writer.trouble and not self._told_trouble:
            self._told_trouble = True
            self._say("Your set could not be written down yet. Go on", t_s)

    def _wait(self, last: tuple[Frame, PoseFrame, Update]) -> None:
        """No picture came: say so if it lasts, over the last one."""
        trouble = self._camera.trouble
        if trouble is None:
            return
        screen = trouble_screen(trouble)
        if screen.title != self._told:
            self._say(f"{screen.title}. {screen.detail}", last[2].t_s)
        self._told = screen.title
        self._show(*last, screen)

    def _show(self, frame: Frame, pose: PoseFrame, update: Update, screen: Screen) -> None:
        if self._window is None:
            return
        if self._overlay is None:
            from formcheck.draw.overlay import Overlay

            height, width = frame.rgb.shape[:2]
            self._overlay = Overlay(None, (width, height), mirror=True)
        muted = self._voice.muted
        self._window.show(self._overlay.draw(frame.rgb, pose, update, screen, muted=muted))

    def _answer(self, window: "Window") -> bool:
        """Do what a key asks for; False where the session is to end."""
        key = window.key()
        if key == "pause":
            self._coach.guide.pause()
        elif key == "mute":
            self._voice.muted = not self._voice.muted
        elif key == "restart":
            self._coach.guide.restart()
            self._coach.end_set()
        elif key in ANSWERS:
            self._coach.guide.press(key)
        return key != "quit" and not window.closed

    def _say_goodbye(self) -> None:
        """Show what was done, for a moment, once a file is over."""
        if self._window is None or self._last is None:
            return
        self._coach.end_set()
        screen = self._coach.guide.summary(self._coach.sets)
        until_s = time.perf_counter() + _SUMMARY_S
        while time.perf_counter() < until_s and self._answer(self._window):
            self._show(*self._last, screen)
            time.sleep(_WAIT_S)

    def result(self) -> SessionResult:
        """What was seen, as an analysis tells it."""
        source, counts = self._camera.source, self._camera.counts
        frame, _, update = self._last or (None, None, None)
        last_s = update.t_s if update else 0.0
        clip = Clip(
            path=source.name,
            sha256=file_sha256(source.path) if isinstance(source, RealTimeFile) else None,
            duration_s=round(last_s, 3),
            fps=round(self.stats.judged / last_s, 3) if last_s else 0.0,
            frames=self.stats.judged,
            width=frame.width if frame else 0,
            height=frame.height if frame else 0,
        )
        messages = []
        if counts.reopened:
            messages.append(f"the camera was lost and came back {counts.reopened} time(s)")
        model = self._estimator.model
        record = self._coach.finish()
        self._keep(record.sets)
        return record.result(
            clip,
            Model(name=model.name, sha256=model.sha256),
            software_versions(),
            messages,
        )
