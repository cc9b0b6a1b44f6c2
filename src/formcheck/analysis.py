"""Judges one file from start to end: a clip or a Recording in, a result and its files out."""

import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from importlib.metadata import version
from itertools import takewhile
from pathlib import Path
from typing import Final

from pydantic import ValidationError

from formcheck.calibration import Profile
from formcheck.capture import Frame, VideoFile
from formcheck.capture.prefetch import prefetch
from formcheck.capture.video import file_sha256
from formcheck.exercises.catalogue import catalogue_sha256
from formcheck.exercises.spec import Exercise
from formcheck.files import (
    RECORDING,
    RESULT,
    cannot_write,
    is_same_file,
    keep_inputs,
    write_atomically,
)
from formcheck.history import History, SessionInfo, Used
from formcheck.motion.body import levelled
from formcheck.plain import one_line
from formcheck.pose.frame import PoseFrame
from formcheck.pose.guard import TrackGuard
from formcheck.pose.models import resolve
from formcheck.pose.others import OtherPeople
from formcheck.pose.recording import Recording, RecordingHeader
from formcheck.problem import Problem, ProblemId
from formcheck.report.export import EXPORTS
from formcheck.report.film import Film
from formcheck.report.series import Series
from formcheck.report.signals import SIGNALS, signals_file
from formcheck.result import Clip, Model, SessionResult
from formcheck.session import AUTO, Session, SessionRecord, Update

#: Called after each frame with the number of judged frames and, if known, of all frames.
Progress = Callable[[int, int | None], None]

_TURNED_S = 120.0  # as much of a clip without an exercise is judged once more, turned
_TURNED_SHARE = 0.5  # of it must then show one

RECORDING_SUFFIX = ".npz"
OVERLAY = "overlay.mp4"
REPORT = "report.html"
PLOTS = "plots"

# Files of an analysis, and of exports beside it. A folder holds those of one clip.
_WRITTEN: Final = (SIGNALS, RECORDING, OVERLAY, REPORT, *EXPORTS)
_PLOT: Final = re.compile(r"\d+_\w+\.(png|svg)")


@dataclass(frozen=True, slots=True)
class Outputs:
    """The files of one analysis.

    Attributes:
        folder: the folder of the files, made if need be.
        overlay: whether to draw `overlay.mp4`; a Recording has no pictures and never gets one.
        report: whether to write `report.html`.
        plots: whether to write its charts, too, as PNG and SVG in the folder `plots`.
        called: the name of the clip in the files, if the clip is a copy; its path by default.
        history: the history that takes the sets, too, if any.
    """

    folder: Path
    overlay: bool = True
    report: bool = True
    plots: bool = False
    called: str | None = None
    history: History | None = None

    def paths(self, source: Path) -> list[Path]:
        """The files that the analysis of a clip or of a Recording writes."""
        is_clip = source.suffix != RECORDING_SUFFIX
        wanted = {
            RESULT: True,
            SIGNALS: True,
            RECORDING: is_clip,
            OVERLAY: is_clip and self.overlay,
            REPORT: self.report,
        }
        return [self.folder / name for name, is_wanted in wanted.items() if is_wanted]


Sink = Callable[[Frame | None, PoseFrame, Update], None]


@dataclass(frozen=True, slots=True)
class _ReportData:
    """Measures and pictures for the report and its charts; None for what it does not need."""

    series: Series | None = None
    film: Film | None = None

    @classmethod
    def for_outputs(
        cls, session: Session, outputs: Outputs | None, *, pictures: bool
    ) -> "_ReportData":
        if outputs is None or not (outputs.report or outputs.plots):
            return cls()
        film = Film() if pictures and outputs.report else None
        return cls(Series(session.may_be), film)

    def add(self, frame: Frame | None, pose: PoseFrame, update: Update) -> None:
        """Take one frame, before anything is drawn on it."""
        if self.series:
            self.series.add(update)
        if self.film and frame:
            self.film.add(frame.rgb, pose, update.body)


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
        exercise: the declared exercise or its id; `auto` recognises the exercise of each set.
        known: exercises by id; those of formcheck by default.
        profile: a calibration of the person and the camera.
        model: `lite`, `full`, `heavy` or the path of a bundle; not used for a Recording.
        outputs: the files to write: `result.json`, `signals.csv`, `recording.npz`, `overlay.mp4`
            and `report.html`; None writes nothing.
        progress: called after each frame.

    Raises:
        InputError: the source, the model or the folder cannot be used.
        UsageError: there is no such exercise, or an output is the source itself.
    """
    if outputs:
        keep_inputs([source], outputs.paths(Path(source)))
    session = Session(exercise, known=known, profile=profile)
    path = Path(source)
    if path.suffix == RECORDING_SUFFIX:
        return _judge_recording(path, session, outputs, progress)
    return _judge_clip(path, session, model, outputs, progress)


def result_in(folder: Path) -> SessionResult | None:
    """Return the result that an earlier analysis left in a folder, if there is one to be read."""
    try:
        return SessionResult.model_validate_json((folder / RESULT).read_bytes())
    except (OSError, ValidationError):
        return None


def pose_frames(source: Path, model: str = "full") -> Iterator[PoseFrame]:
    """Yields the landmarks of each picture, read from a Recording or found in a video.

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
        # Imported late: MediaPipe takes a second, and a wrong path is an error at once.
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
        # Imported late: MediaPipe takes a second, and a wrong path is an error at once.
        from formcheck.pose.blazepose import BlazePose

        blazepose = BlazePose(bundle, model_info)
        guarded, others = TrackGuard(blazepose), OtherPeople(blazepose)
        report_data = _ReportData.for_outputs(session, outputs, pictures=True)
        with guarded as estimator, _sink(session, outputs, report_data) as sink:
            recording: Recording | None = None
            for frame in prefetch(clip):
                pose = estimator.estimate(frame)
                if recording is None:
                    recording = Recording(
                        RecordingHeader(frame.width, frame.height, model_info, _made_with())
                    )
                recording.append(pose)
                others.update(frame, pose)
                sink(frame, pose, session.feed(pose))
                if progress:
                    progress(len(recording), clip.expected_frames)
            info = clip.info()
    assert recording is not None  # a clip without a picture has raised by now
    remarks = [others.problem.words] if others.problem else []
    recording.header = replace(recording.header, messages=(*info.messages, *remarks))
    if outputs:
        _remove_older(outputs, path)
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
    return _finish(session, recording, about, outputs, report_data)


def _judge_recording(
    path: Path, session: Session, outputs: Outputs | None, progress: Progress | None
) -> SessionResult:
    recording = Recording.load(path)
    last_s = 0.0
    report_data = _ReportData.for_outputs(session, outputs, pictures=False)
    with _sink(session, outputs, report_data) as sink:
        for count, pose in enumerate(recording, start=1):
            sink(None, pose, session.feed(pose))
            last_s = pose.t_s
            if progress:
                progress(count, len(recording))
    if outputs:
        _remove_older(outputs, path)
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
    return _finish(session, recording, about, outputs, report_data)


def _finish(
    session: Session,
    recording: Recording,
    clip: Clip,
    outputs: Outputs | None,
    report_data: _ReportData,
) -> SessionResult:
    header = recording.header
    software = software_versions() | {"mediapipe": header.software.get("mediapipe", "unknown")}
    record = session.finish()
    if record.pose_frames and not record.sets:
        exercise = session.declared or AUTO
        problems = filter(None, [_sideways(recording, exercise, record.exercises)])
        record = replace(record, messages=(*record.messages, *problems))
    was_clip = not clip.path.endswith(RECORDING_SUFFIX)
    if outputs and outputs.called:
        clip = clip.model_copy(update={"path": one_line(outputs.called)})
    result = record.result(
        clip,
        Model(name=header.model.name, sha256=header.model.sha256),
        software,
        header.messages,
    )
    if outputs:
        with write_atomically(outputs.folder / RESULT) as file:
            file.write(result.to_json().encode())
        _write_report(result, record.exercises, outputs, report_data)
        if outputs.history:
            # The history copies no Recording that the user already has.
            saved = outputs.folder / RECORDING if was_clip else None
            _write_down(outputs.history, record, result, saved)
    return result


def _sideways(
    recording: Recording, exercise: str | Exercise, known: Mapping[str, Exercise]
) -> Problem | None:
    """The remark that a Recording shows an exercise once it is turned by a quarter, or None."""
    longest_s, longest = 0.0, ""
    for roll_deg in (90.0, -90.0):
        session = Session(exercise, known=known)
        last_s = 0.0
        for pose in takewhile(lambda pose: pose.t_s <= _TURNED_S, recording):
            session.feed(levelled(pose, roll_deg))
            last_s = pose.t_s
        for part in session.finish().sets:
            shown_s = part.end_s - part.start_s
            if shown_s > max(longest_s, _TURNED_SHARE * last_s):
                longest_s, longest = shown_s, part.exercise
    return Problem(ProblemId.SIDEWAYS, (known[longest].name.lower(),)) if longest else None


def _remove_older(outputs: Outputs, source: Path) -> None:
    """Remove the files of an earlier analysis that this one does not write again.

    Files of those names are the user's own if no result is beside them.
    """
    if result_in(outputs.folder) is None:
        return
    again = outputs.paths(source)
    older = [outputs.folder / name for name in _WRITTEN]
    plots = (outputs.folder / PLOTS).glob("*")
    older += [path for path in plots if _PLOT.fullmatch(path.name)]
    for path in older:
        if path not in again and not is_same_file(path, source):
            try:
                path.unlink(missing_ok=True)
            except OSError as error:
                raise cannot_write(path, error) from error


def _write_down(
    history: History, record: SessionRecord, result: SessionResult, recording: Path | None
) -> None:
    """Add the judged sets to the history."""
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
    for finished in result.sets:
        history.add_set(session, finished)
    history.end(session)


def _write_report(
    result: SessionResult, known: Mapping[str, Exercise], outputs: Outputs, report_data: _ReportData
) -> None:
    if report_data.series is None:
        return
    # Imported late: Matplotlib takes half a second.
    if outputs.report:
        from formcheck.report.html import write_report

        has_video = outputs.overlay and report_data.film is not None
        write_report(
            outputs.folder / REPORT,
            result,
            known,
            report_data.series,
            film=report_data.film,
            video=OVERLAY if has_video else None,
        )
    if outputs.plots:
        from formcheck.report.charts import charts, to_files

        by_set = charts(result.sets, known, report_data.series)
        for number, set_charts in enumerate(by_set, start=1):
            for chart in set_charts:
                name = f"{number}_{chart.finished.exercise}_{chart.measure}"
                to_files(chart, outputs.folder / PLOTS, name)


def software_versions() -> dict[str, str]:
    """Versions of the software behind a verdict, as `result.json` names them."""
    packages = ("formcheck", "mediapipe", "opencv-python", "numpy")
    return {package.removesuffix("-python"): version(package) for package in packages}


def _made_with() -> dict[str, str]:
    return {"formcheck": version("formcheck"), "mediapipe": version("mediapipe")}


@contextmanager
def _sink(session: Session, outputs: Outputs | None, report_data: _ReportData) -> Iterator[Sink]:
    """Yields a function that takes each frame, for the files and for the report."""
    if outputs is None:
        yield lambda _frame, _pose, _update: None
        return
    with ExitStack() as stack:
        signals = stack.enter_context(signals_file(session.may_be, outputs.folder / SIGNALS))
        draw = stack.enter_context(_overlay(session, outputs)) if outputs.overlay else None

        def write(frame: Frame | None, pose: PoseFrame, update: Update) -> None:
            signals.write(update)
            report_data.add(frame, pose, update)
            if draw and frame:
                draw(frame, pose, update)

        yield write


@contextmanager
def _overlay(
    session: Session, outputs: Outputs
) -> Iterator[Callable[[Frame, PoseFrame, Update], None]]:
    # Imported late: only drawing needs OpenCV.
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
