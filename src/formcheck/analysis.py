"""Judging one file from start to end: a clip or a Recording in, a result and its files out."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from importlib.metadata import version
from pathlib import Path

from formcheck.calibration import Profile
from formcheck.capture import Frame, VideoFile
from formcheck.capture.prefetch import prefetch
from formcheck.capture.video import file_sha256
from formcheck.exercises.spec import Exercise
from formcheck.files import write_atomically
from formcheck.pose.frame import PoseFrame
from formcheck.pose.guard import TrackGuard
from formcheck.pose.models import resolve
from formcheck.pose.recording import Recording, RecordingHeader
from formcheck.report.result import Clip, Model, SessionResult, make_result
from formcheck.report.signals import signals_file
from formcheck.session import AUTO, Session, Update

#: Called after each frame with the number of frames done and, if known, of all frames.
Progress = Callable[[int, int | None], None]

RECORDING_SUFFIX = ".npz"


@dataclass(frozen=True, slots=True)
class Outputs:
    """Where the files of one analysis go.

    Attributes:
        folder: is made if need be.
        overlay: whether `overlay.mp4` is drawn (never from a Recording: it has no pictures).
    """

    folder: Path
    overlay: bool = True


Sink = Callable[[Frame | None, PoseFrame, Update], None]


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
        outputs: where to write `result.json`, `signals.csv`, `recording.npz` and `overlay.mp4`;
            None writes nothing.
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
        with guarded as estimator, _sink(session, outputs) as sink:
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
        recording.save(outputs.folder / "recording.npz")
    about = Clip(
        path=info.path,
        sha256=info.sha256,
        duration_s=info.duration_s,
        fps=info.fps,
        frames=info.frames,
        width=info.width,
        height=info.height,
    )
    return _finish(session, recording.header, about, outputs)


def _judge_recording(
    path: Path, session: Session, outputs: Outputs | None, progress: Progress | None
) -> SessionResult:
    recording = Recording.load(path)
    last_s = 0.0
    with _sink(session, outputs) as sink:
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
    return _finish(session, recording.header, about, outputs)


def _finish(
    session: Session, header: RecordingHeader, clip: Clip, outputs: Outputs | None
) -> SessionResult:
    software = software_versions() | {"mediapipe": header.software.get("mediapipe", "unknown")}
    result = make_result(
        session.finish(),
        clip,
        Model(name=header.model.name, sha256=header.model.sha256),
        software,
        list(header.messages),
    )
    if outputs:
        with write_atomically(outputs.folder / "result.json") as file:
            file.write(result.to_json().encode())
    return result


def software_versions() -> dict[str, str]:
    """Versions of what takes part in a verdict, as `result.json` names them."""
    names = {"formcheck": "formcheck", "mediapipe": "mediapipe", "opencv": "opencv-python"}
    return {short: version(name) for short, name in (names | {"numpy": "numpy"}).items()}


def _made_with() -> dict[str, str]:
    return {"formcheck": version("formcheck"), "mediapipe": version("mediapipe")}


@contextmanager
def _sink(session: Session, outputs: Outputs | None) -> Iterator[Sink]:
    """Open the files that are written frame by frame."""
    if outputs is None:
        yield lambda _frame, _pose, _update: None
        return
    with ExitStack() as stack:
        signals = stack.enter_context(signals_file(session.may_be, outputs.folder / "signals.csv"))
        draw = stack.enter_context(_overlay(session, outputs)) if outputs.overlay else None

        def write(frame: Frame | None, pose: PoseFrame, update: Update) -> None:
            signals.write(update)
            if draw and frame:
                draw(frame, pose, update)

        yield write


@contextmanager
def _overlay(
    session: Session, outputs: Outputs
) -> Iterator[Callable[[Frame, PoseFrame, Update], None]]:
    # Here and not above: OpenCV is needed for drawing alone.
    from formcheck.report.overlay import Overlay
    from formcheck.report.video import VideoWriter

    with VideoWriter(outputs.folder / "overlay.mp4") as writer:
        overlay: Overlay | None = None

        def draw(frame: Frame, pose: PoseFrame, update: Update) -> None:
            nonlocal overlay
            height, width = frame.rgb.shape[:2]
            if overlay is None:
                overlay = Overlay(session.declared, (width, height))
            overlay.draw(frame.rgb, pose, update)
            writer.write(frame.rgb, update.t_s)

        yield draw
