"""The live loop: newest picture, landmarks, coach, window and voice.

It runs whatever the coach's script is: a workout, a core test, a calibration.
"""

import time
from collections.abc import Callable, Sequence
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
from formcheck.errors import FormcheckError, WriteError
from formcheck.exercises.catalogue import catalogue_sha256
from formcheck.files import RECORDING
from formcheck.guide.coach import Coach
from formcheck.guide.question import ANSWERS
from formcheck.guide.screens import trouble_screen
from formcheck.guide.state import Script
from formcheck.history import History, SessionInfo, Used
from formcheck.live.history_writer import HistoryWriter
from formcheck.live.presenter import Presenter
from formcheck.live.recorder import SessionRecorder
from formcheck.live.stats import LiveStats
from formcheck.live.voice import Voice
from formcheck.pose.estimator import ModelInfo, PoseEstimator
from formcheck.pose.frame import PoseFrame
from formcheck.pose.guard import TrackGuard
from formcheck.pose.models import resolve
from formcheck.programme.pain import needs_help
from formcheck.programme.training_log import CheckIn
from formcheck.result import Clip, Model, SessionResult, SetResult
from formcheck.session import Update
from formcheck.words.guide import with_detail
from formcheck.words.live import camera_came_back, not_written

if TYPE_CHECKING:
    from formcheck.live.window import Window

_WAIT_S: Final = 0.1  # for a picture; keys are answered at least as often
_SUMMARY_S: Final = 4.0  # the summary of a file stays for this long


@dataclass(frozen=True, slots=True)
class LiveConfig:
    """How a live session runs.

    Attributes:
        script: what somebody is led through.
        profile: a calibration of the person and the camera.
        model: `lite`, `full`, `heavy` or the path of a bundle.
        save: the folder for the Recording and the result; None keeps nothing.
        save_video: whether the pictures are kept, too.
        history: where every set is written down as soon as it ends; None for nowhere.
    """

    script: Script
    profile: Profile | None = None
    model: str = "full"
    save: Path | None = None
    save_video: bool = False
    history: History | None = None


@dataclass(frozen=True, slots=True)
class LiveOutcome:
    """What came of a live session.

    Attributes:
        result: as that of an analysis.
        stats: what it cost.
        camera: the camera that was watched.
        trouble: why the history lacks something; None if it lacks nothing, or was not wanted.
        needs_help: whether an answer calls for the list of biomechanics 7.2.
    """

    result: SessionResult
    stats: LiveStats
    camera: Camera
    trouble: FormcheckError | None = None
    needs_help: bool = False


def run(
    source: Source,
    config: LiveConfig,
    voice: Voice,
    window: "Window | None" = None,
    asked_to_stop: Callable[[], None] = lambda: None,
    tell: Callable[[float, str], None] = lambda _t_s, _words: None,
) -> LiveOutcome:
    """Watch a source until it ends, or somebody ends it; Ctrl-C does, too.

    Without a window nothing is drawn. With every picture `asked_to_stop` may raise
    KeyboardInterrupt to end. `tell` gets the media time and the words of all that is said.

    Raises:
        FormcheckError: the source cannot be opened, or a file cannot be written.
    """
    bundle, model_info = resolve(config.model)
    presenter = Presenter(voice, window, tell)
    presenter.open()
    from formcheck.pose.blazepose import BlazePose

    recorder = writer = None
    try:
        with ExitStack() as stack:
            estimator = stack.enter_context(TrackGuard(BlazePose(bundle, model_info)))
            if config.save:
                recorder = SessionRecorder(config.save, model_info, video=config.save_video)
                stack.enter_context(recorder)
            camera = stack.enter_context(Camera(source))
            if config.history:
                session = _session(source, config, model_info)
                writer = stack.enter_context(HistoryWriter(config.history, session))
            name = source.name if isinstance(source, Device) else None
            coach = Coach(config.script, profile=config.profile, camera=name)
            loop = _Loop(camera, estimator, coach, presenter, (recorder, writer))
            try:
                loop.run(asked_to_stop)
            except KeyboardInterrupt:
                voice.muted = True
            result = loop.result()
            if recorder:
                recorder.write_result(result)
    except WriteError:  # erasing takes files away while they are written
        if _is_kept(config, writer):
            raise
    if recorder and not _is_kept(config, writer):
        recorder.forget()
    trouble = writer.trouble if writer else None
    return LiveOutcome(result, loop.stats, camera, trouble, loop.needs_help)


def _is_kept(config: LiveConfig, writer: HistoryWriter | None) -> bool:
    """Whether nobody has erased the session while it went on."""
    return not (config.history and writer) or config.history.has(writer.number)


def _session(source: Source, config: LiveConfig, model: ModelInfo) -> SessionInfo:
    profile = config.profile
    return SessionInfo(
        kind="live",
        source=source.name,
        at=datetime.now().astimezone(),
        model=Used(model.name, model.sha256),
        profile=Used(profile.name, profile.sha256) if profile else None,
        software=software_versions(),
        catalogue_sha256=catalogue_sha256(config.script.known),
        recording=config.save / RECORDING if config.save else None,
    )


class _Loop:
    """One live session."""

    def __init__(
        self,
        camera: Camera,
        estimator: PoseEstimator,
        coach: Coach,
        presenter: Presenter,
        keepers: tuple[SessionRecorder | None, HistoryWriter | None],
    ) -> None:
        self._camera, self._estimator, self._coach = camera, estimator, coach
        self._presenter = presenter
        self._recorder, self._writer = keepers
        self.needs_help = False
        self.stats = LiveStats()
        self._stays = coach.script.stays and presenter.has_window
        self._last: tuple[Frame, PoseFrame, Update] | None = None
        self._trouble_said = ""
        self._sets = 0
        self._loss_was_said = False

    def run(self, asked_to_stop: Callable[[], None]) -> None:
        """Go on until the source ends or a key ends it; until all is done where nothing stays."""
        coach = self._coach
        while not self._camera.ended:
            asked_to_stop()
            if coach.guide.is_done and not self._stays:
                return
            if not self._answer():
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
        posed_s = clock()
        self._trouble_said = ""
        judged, update, guidance = self._coach.take(frame, pose, self._camera.trouble)
        self._presenter.sound(guidance, update.t_s)
        if guidance.check_in:
            self._keep_check_in(guidance.check_in)
        if self._recorder:
            self._recorder.add(frame, judged)
        self._keep_sets(self._coach.sets)
        if self._writer and self._writer.trouble and not self._loss_was_said:
            self._loss_was_said = True
            self._presenter.say(not_written(), update.t_s)
        judged_s = clock()
        self._last = (frame, pose, update)
        self._presenter.show(frame, pose, update, guidance.screen)
        self.stats.note((taken.taken_s, began_s, posed_s, judged_s, clock()))

    def _keep_sets(self, sets: Sequence[SetResult]) -> None:
        """Write down the sets that ended since the last call, without waiting for it."""
        new = range(self._sets, len(sets))
        self._sets = len(sets)
        if new and self._recorder:
            self._recorder.save()
        if self._writer:
            for index in new:
                self._writer.add_set(sets[index], self._coach.steps[index])

    def _keep_check_in(self, check_in: CheckIn) -> None:
        self.needs_help = self.needs_help or needs_help(check_in)
        if self._writer:
            self._writer.add_check_in(check_in)

    def _wait(self, last: tuple[Frame, PoseFrame, Update]) -> None:
        """Say that no picture comes if that lasts, over the last picture."""
        trouble = self._camera.trouble
        if trouble is None:
            return
        screen = trouble_screen(trouble)
        if screen.title != self._trouble_said:
            self._presenter.say(with_detail(title=screen.title, detail=screen.detail), last[2].t_s)
        self._trouble_said = screen.title
        self._presenter.show(*last, screen)

    def _answer(self) -> bool:
        """Do what a key asks for; False where the session is to end."""
        key, guide, voice = self._presenter.key(), self._coach.guide, self._presenter.voice
        if key == "pause":
            guide.pause()
        elif key == "mute":
            voice.muted = not voice.muted
        elif key == "restart":
            guide.restart()
            self._coach.end_set()
        elif key in ANSWERS:
            guide.press(key)
        return key != "quit" and not self._presenter.is_closed

    def _say_goodbye(self) -> None:
        """Show the summary for a moment, once a file is over."""
        if self._last is None or not self._stays:
            return
        self._coach.end_set()
        screen = self._coach.script.summary(self._coach.sets)
        until_s = time.perf_counter() + _SUMMARY_S
        while time.perf_counter() < until_s and self._answer():
            self._presenter.show(*self._last, screen)
            time.sleep(_WAIT_S)

    def result(self) -> SessionResult:
        """The result, as that of an analysis."""
        counts, model = self._camera.counts, self._estimator.model
        messages = []
        if counts.reopened:
            messages.append(camera_came_back(times=counts.reopened))
        record = self._coach.finish()
        self._keep_sets(record.sets)
        return record.result(
            _clip(self._camera.source, self._last, self.stats.judged),
            Model(name=model.name, sha256=model.sha256),
            software_versions(),
            messages,
        )


def _clip(source: Source, last: tuple[Frame, PoseFrame, Update] | None, judged: int) -> Clip:
    frame, _, update = last or (None, None, None)
    last_s = update.t_s if update else 0.0
    return Clip(
        path=source.name,
        sha256=file_sha256(source.path) if isinstance(source, RealTimeFile) else None,
        duration_s=round(last_s, 3),
        fps=round(judged / last_s, 3) if last_s else 0.0,
        frames=judged,
        width=frame.width if frame else 0,
        height=frame.height if frame else 0,
    )
