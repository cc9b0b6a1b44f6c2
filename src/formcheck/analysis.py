"""Judging one file from start to end: a clip or a Recording in, a result and its files out."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from importlib.metadata import version
from pathlib import Path

from formcheck.calibration import Profile
from formcheck.capture import Frame, VideoFile
from formcheck.capture.prefetch import prefetch
from formcheck.capture.video import file_sha256
from formcheck.exercises.catalogue import catalogue_sha256
from formcheck.exercises.spec import Exercise
from formcheck.files import RECORDING, RESULT, write_atomically
from formcheck.history import History, SessionInfo, Used
from formcheck.pose.frame import PoseFrame
from formcheck.pose.guard import TrackGuard
from formcheck.pose.models import resolve
from formcheck.pose.recording import Recording, RecordingHeader
from formcheck.report.film import Film
from formcheck.report.series import Series
from formcheck.report.signals import signals_file
from formcheck.result import Clip, Model, SessionResult
from formcheck.session import AUTO, Session, SessionRecord, Update

#: Called after each frame with the number of frames done and, if known, of all frames.
Progress = Callable[[int, int | None], None]

RECORDING_SUFFIX = ".npz"
OVERLAY = "overlay.mp4"
REPORT = "report.html"


@dataclass(frozen=True, slots=True)
class Outputs:
    """Where the files of one analysis go.

    Attributes:
        folder: is made if need be.
        overlay: whether `overlay.mp4` is drawn (never from a Recording: it has no pictures).
        report: whether `report.html` is written.
        plots: whether its charts are written, too, as PNG and SVG into the folder `plots`.
        called: what they call the clip, where it is a copy of what the user named; else its path.
        history: where the sets are written down, too; None for nowhere.
    """

    folder: Path
    overlay: bool = True
    report: bool = True
    plots: bool = False
    called: str | None = None
    history: History | None = None


Sink = Callable[[Frame | None, PoseFrame, Update], None]


@dataclass(frozen=True, slots=True)
class _Kept:
    """What is kept of the frames for the report and its charts; None where none is wanted."""

    series: Series | None = None
    film: Film | None = None

    @classmethod
    def for_outputs(cls, session: Session, outputs: Outputs | None, *, pictures: bool) -> "_Kept":
        if outputs is None or not (outputs.report or outputs.plots):
            return cls()
        film = Film() if pictures and outputs.report else None
        return cls(Series(session.may_be), film)

    def add(self, frame: Frame | None, pose: PoseFrame, update: Update) -> None:
        """Take one frame, before anything is drawn on it."""
        if self.series:
            self.series.add(update)
        if self.film and frame:
            self.film.add(frame.rgb, pose)


def analyze(
    source: Path | str,
    exercise: str | Exercise = AUTO,
    *,
    known: Mapping[str, Exercise] | None = None,
    profile: Profile | None = None,
    model: str = "full",
    outputs: Outputs | None = None,
    progress: Progress | None = None,
) -> SessionResult:
    """Judge a video file or a Recording.

    Args:
        source: a video that FFmpeg reads, or a `recording.npz` of an earlier analysis.
        exercise: id of an exercise, or an Exercise, that is declared; `auto` recognises what is
            done, set by set.
        known: exercises by id; what comes with formcheck if not given.
        profile: a calibration of the person and the camera.
        model: `lite`, `full`, `heavy` or the path of a bundle; not used for a Recording.
        outputs: where to write `result.json`, `signals.csv`, `recording.npz`, `overlay.mp4` and
            `report.html`; None writes nothing.
        progress: told after each frame.

    Raises:
        InputError: the source, the model or the folder cannot be used.
        UsageError: there is no such exercise.
    """
    session = Session(exercise, known=known, profile=profile)
    path = Path(source)
    if path.suffix == RECORDING_SUFFIX:
        return _judge_recording(path, session, outputs, progress)
    return _judge_clip(path, session, model, outputs, progress)


def pose_frames(source: Path, model: str = "full") -> Iterator[PoseFrame]:
    """Read the landmarks of a Recording, or find them in a video, picture by picture.

    Args:
        source: a video that FFmpeg reads, or a `recording.npz` of an earlier analysis.
        model: `lite`, `full`, `heavy` or the path of a bundle; not used for a Recording.

    Raises:
        InputError: the source or the model cannot be used.
    """
    if source.suffix == RECORDING_SUFFIX:
        yield from Recording.load(source)
        return
    bundle, model_info = resolve(model)
    with VideoFile(source) as clip:
        # Here and not above: importing MediaPipe takes a second, and a wrong path is said at once.
        from formcheck.pose.blazepose import BlazePose

        with TrackGuard(BlazePose(bundle, model_info)) as estimator:
            for frame in prefetch(clip):
                yield estimator.estimate(frame)


def _judge_clip(
    path: Path,
    session: Session,
    model: str,
    outputs: Outputs | None,
    progress: Progress | None,
) -> SessionResult:
    bundle, model_info = resolve(model)
    with VideoFile(path) as clip:
        # Here and not above: importing MediaPipe takes a second, and a wrong path is said at once.
        from formcheck.pose.blazepose import BlazePose

        guarded = TrackGuard(BlazePose(bundle, model_info))
        kept = _Kept.for_outputs(session, outputs, pictures=True)
        with guarded as estimator, _sink(session, outputs, kept) as sink:
            recording: Recording | None = None
            for frame in prefetch(clip):
                pose = estimator.estimate(frame)
                if recording is None:
                    recording = Recording(
                        RecordingHeader(frame.width, frame.height, model_info, _made_with())
                    )
                recording.append(pose)
                sink(frame, pose, session.feed(pose))
                if progress:
                    progress(len(recording), clip.expected_frames)
            info = clip.info()
    assert recording is not None  # a clip without a picture has raised by now
    recording.header = replace(recording.header, messages=info.messages)
    if outputs:
        recording.save(outputs.folder / RECORDING)
    about = Clip(
        path=info.path,
        sha256=info.sha256,
        duration_s=info.duration_s,
        fps=info.fps,
        frames=info.frames,
        width=info.width,
        height=info.height,
    )
    return _finish(session, recording.header, about, outputs, kept)


def _judge_recording(
    path: Path, session: Session, outputs: Outputs | None, progress: Progress | None
) -> SessionResult:
    recording = Recording.load(path)
    last_s = 0.0
    kept = _Kept.for_outputs(session, outputs, pictures=False)
    with _sink(session, outputs, kept) as sink:
        for count, pose in enumerate(recording, start=1):
            sink(None, pose, session.feed(pose))
            last_s = pose.t_s
            if progress:
                progress(count, len(recording))
    frames = len(recording)
    about = Clip(
        path=str(path),
        sha256=file_sha256(path),
        duration_s=round(last_s, 3),
        fps=round((frames - 1) / last_s, 3) if last_s else 0.0,
        frames=frames,
        width=recording.header.width,
        height=recording.header.height,
    )
    return _finish(session, recording.header, about, outputs, kept)


def _finish(
    session: Session, header: RecordingHeader, clip: Clip, outputs: Outputs | None, kept: _Kept
) -> SessionResult:
    software = software_versions() | {"mediapipe": header.software.get("mediapipe", "unknown")}
    record = session.finish()
    was_clip = not clip.path.endswith(RECORDING_SUFFIX)
    if outputs and outputs.called:
        clip = clip.model_copy(update={"path": outputs.called})
    result = record.result(
        clip,
        Model(name=header.model.name, sha256=header.model.sha256),
        software,
        header.messages,
    )
    if outputs:
        with write_atomically(outputs.folder / RESULT) as file:
            file.write(result.to_json().encode())
        _write_report(result, record.exercises, outputs, kept)
        if outputs.history:
            # Of a Recording none is written: the one that there is stays the user's own.
            recording = outputs.folder / RECORDING if was_clip else None
            _write_down(outputs.history, record, result, recording)
    return result


def _write_down(
    history: History, record: SessionRecord, result: SessionResult, recording: Path | None
) -> None:
    """Add what was judged to the history."""
    profile = result.profile
    session = history.begin(
        SessionInfo(
            kind="analyze",
            source=result.clip.path,
            at=datetime.now().astimezone(),
            model=Used(result.model.name, result.model.sha256),
            profile=Used(profile.name, profile.sha256) if profile else None,
            software=result.software,
            catalogue_sha256=catalogue_sha256(record.exercises),
            recording=recording,
        )
    )
    for seen in result.sets:
        history.add_set(session, seen)
    history.end(session)


def _write_report(
    result: SessionResult, known: Mapping[str, Exercise], outputs: Outputs, kept: _Kept
) -> None:
    if kept.series is None:
        return
    # Here and not above: Matplotlib takes half a second to import.
    if outputs.report:
        from formcheck.report.html import write_report

        has_video = outputs.overlay and kept.film is not None
        write_report(
            outputs.folder / REPORT,
            result,
            known,
            kept.series,
            film=kept.film,
            video=OVERLAY if has_video else None,
        )
    if outputs.plots:
        from formcheck.report.charts import charts, to_files

        for number, some in enumerate(charts(result.sets, known, kept.series), start=1):
            for chart in some:
                name = f"{number}_{chart.seen.exercise}_{chart.measure}"
                to_files(chart, outputs.folder / "plots", name)


def software_versions() -> dict[str, str]:
    """Versions of what takes part in a verdict, as `result.json` names them."""
    names = {"formcheck": "formcheck", "mediapipe": "mediapipe", "opencv": "opencv-python"}
    return {short: version(name) for short, name in (names | {"numpy": "numpy"}).items()}


def _made_with() -> dict[str, str]:
    return {"formcheck": version("formcheck"), "mediapipe": version("mediapipe")}


@contextmanager
def _sink(session: Session, outputs: Outputs | None, kept: _Kept) -> Iterator[Sink]:
    """Open the files that are written frame by frame, and keep what the report needs."""
    if outputs is None:
        yield lambda _frame, _pose, _update: None
        return
    with ExitStack() as stack:
        signals = stack.enter_context(signals_file(session.may_be, outputs.folder / "signals.csv"))
        draw = stack.enter_context(_overlay(session, outputs)) if outputs.overlay else None

        def write(frame: Frame | None, pose: PoseFrame, update: Update) -> None:
            signals.write(update)
            kept.add(frame, pose, update)
            if draw and frame:
                draw(frame, pose, update)

        yield write


@contextmanager
def _overlay(
    session: Session, outputs: Outputs
) -> Iterator[Callable[[Frame, PoseFrame, Update], None]]:
    # Here and not above: OpenCV is needed for drawing alone.
    from formcheck.draw.overlay import Overlay
    from formcheck.draw.video import VideoWriter

    with VideoWriter(outputs.folder / OVERLAY) as writer:
        overlay: Overlay | None = None

        def draw(frame: Frame, pose: PoseFrame, update: Update) -> None:
            nonlocal overlay
            height, width = frame.rgb.shape[:2]
            if overlay is None:
                overlay = Overlay(session.declared, (width, height))
            overlay.draw(frame.rgb, pose, update)
            writer.write(frame.rgb, update.t_s)

        yield draw
