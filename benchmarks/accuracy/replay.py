"""Judging the Recordings of a part, each with its scene's exercise declared."""

import math
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

import numpy as np

from formcheck.calibration import Profile
from formcheck.exercises.catalogue import catalogue
from formcheck.motion.body import PAIRS, Body, BodyTracker
from formcheck.motion.measures import MEASURES
from formcheck.pose.frame import LANDMARKS, PoseFrame, pose_frame
from formcheck.pose.recording import Recording
from formcheck.session import Session, SessionRecord
from samples.studio.scene import Scene

from .plans import FOREIGN
from .scenes import BLIND_VIEWS, Part, scenes
from .store import MODEL, models_of, recording_path, truth_path
from .truth import FloatArray, Truth

#: What is read in every frame, whatever the exercise.
MEASURED: Final = (
    "body_line_deg",
    "knee_line_deg",
    "hip_angle_deg",
    "knee_flexion_deg",
    "trunk_elevation_deg",
    "leg_elevation_deg",
    "thigh_elevation_deg",
    "elbow_stack_deg",
    "hand_stack_deg",
)
#: Mid-points whose landmarks are compared with the true joints.
MIDS: Final = ("shoulder", "hip", "knee", "ankle")
#: What an idle scene is declared to be.
IDLE_DECLARED: Final = ("plank", "leg_raise", "sit_up", "crunch")

SIDE_YAW_DEG: Final = 20.0


@dataclass(frozen=True)
class Found:
    """A reported fault: `reported_s` is when it was first shown, media seconds like the others."""

    fault: str
    start_s: float
    end_s: float
    reported_s: float


@dataclass(frozen=True)
class Replay:
    """What the analysis made of one Recording of F frames.

    Attributes:
        times: `(F,)` seconds.
        values, sigmas: `(F, len(MEASURED))` measured degrees and their stated uncertainty.
        mids_px: `(F, len(MIDS), 2)` mid-points of the raw landmarks, pixels.
        judged: `(F,)` whether the view could be judged.
        findings: in the end, of all sets.
        not_judged: faults that at least one set could not judge.
        sets, reps, attempts: how many sets, complete repetitions, failed attempts.
        held_s, good_form_s: of all holds; NaN where there is none, or no verdict.
        judgeable: whether the clip as a whole could be judged.
    """

    times: FloatArray
    values: FloatArray
    sigmas: FloatArray
    mids_px: FloatArray
    judged: np.ndarray
    findings: tuple[Found, ...]
    not_judged: frozenset[str]
    sets: int
    reps: int
    attempts: int
    held_s: float
    good_form_s: float
    judgeable: bool


@dataclass(frozen=True)
class Case:
    """One Recording that was judged, and what is true of it."""

    declared: str
    model: str
    truth: Truth
    replay: Replay

    @property
    def scene(self) -> Scene:
        """What was filmed."""
        return self.truth.scene

    @property
    def exercise(self) -> str:
        """What is done."""
        return self.scene.motion.exercise

    @property
    def is_idle(self) -> bool:
        """Whether no exercise is done."""
        return self.exercise not in catalogue()

    @property
    def view(self) -> str:
        """`head`, `feet`, `top`, or `side` for everything that looks at the side."""
        return next((v for v in BLIND_VIEWS if self.scene.name.endswith(f"-{v}")), "side")

    @property
    def yaw_deg(self) -> float:
        """Size of the camera's yaw."""
        return abs(self.scene.camera.yaw_deg)

    @property
    def is_good_view(self) -> bool:
        """Whether an exercise is filmed as a user is told to."""
        return not self.is_idle and self.view == "side" and self.yaw_deg <= SIDE_YAW_DEG + 0.01

    @property
    def kinds(self) -> frozenset[str]:
        """Kinds of fault that the scene asks for."""
        return frozenset(fault.kind for fault in self.scene.motion.faults)


@dataclass(frozen=True)
class Job:
    """A Recording to judge."""

    data: Path
    part: Part
    scene: Scene
    model: str
    declared: str
    profile: Profile | None = None

    def run(self) -> Case:
        """Judge it."""
        name = self.scene.name
        recording = Recording.load(recording_path(self.data, self.part, name, self.model))
        truth = Truth.load(truth_path(self.data, self.part, name))
        return Case(
            self.declared, self.model, truth, replay(recording, self.declared, self.profile)
        )


def jobs(
    data: Path,
    part: Part,
    names: Iterable[str] | None = None,
    declared: Callable[[Scene], tuple[str, ...]] | None = None,
) -> list[Job]:
    """Everything that there is to judge of a part, or of the scenes named.

    `declared` gives what a scene is declared to be, one job each; what it shows, if not given.
    """
    declared = declared or _declared
    wanted = None if names is None else set(names)
    return [
        Job(data, part, scene, model, exercise)
        for scene in scenes(part)
        if (wanted is None or scene.name in wanted) and truth_path(data, part, scene.name).exists()
        for model in (models_of(scene) if wanted is None else (MODEL,))
        if recording_path(data, part, scene.name, model).exists()
        for exercise in declared(scene)
    ]


def run_all(todo: list[Job], processes: int) -> list[Case]:
    """Judge Recordings, in several processes where there are many."""
    if processes == 1:
        return [job.run() for job in todo]
    with ProcessPoolExecutor(processes) as pool:
        return list(pool.map(Job.run, todo, chunksize=8))


def _declared(scene: Scene) -> tuple[str, ...]:
    """What a scene is declared to be; nothing where it is for the recognition of exercises."""
    exercise = scene.motion.exercise
    if exercise in FOREIGN or scene.then:
        return ()
    return (exercise,) if exercise in catalogue() else IDLE_DECLARED


def replay(recording: Recording, exercise: str, profile: Profile | None = None) -> Replay:
    """Judge a Recording frame by frame, as it would be live."""
    session = Session(exercise, profile=profile)
    times, values, sigmas, mids, judged = [], [], [], [], []
    reported: dict[tuple[str, float], float] = {}
    for pose in recording:
        update = session.feed(pose)
        body, state = update.body, update.state
        value, sigma = read(body)
        times.append(pose.t_s)
        values.append(value)
        sigmas.append(sigma)
        mids.append([pose.landmarks[list(PAIRS[name])].mean(axis=0) for name in MIDS])
        judged.append(state.problem is None)
        for finding in state.begun:
            reported[finding.fault.id, round(finding.start_s, 3)] = update.t_s
    record = session.finish()
    findings = tuple(
        Found(f.fault, f.start_s, f.end_s, reported.get((f.fault, f.start_s), math.nan))
        for entry in record.sets
        for f in entry.findings
    )
    held = [entry.hold for entry in record.sets if entry.hold]
    return Replay(
        times=np.array(times),
        values=np.array(values),
        sigmas=np.array(sigmas),
        mids_px=np.array(mids),
        judged=np.array(judged),
        findings=findings,
        not_judged=_not_judged(record),
        sets=len(record.sets),
        reps=sum(rep.complete for entry in record.sets for rep in entry.reps),
        attempts=sum(len(entry.attempts) for entry in record.sets),
        held_s=sum(clock.total_s for clock in held) if held else math.nan,
        good_form_s=sum(_seconds(clock.good_form_s) for clock in held) if held else math.nan,
        judgeable=record.view.judgeable,
    )


def read(body: Body | None) -> tuple[list[float], list[float]]:
    """Values and uncertainties of `MEASURED`, NaN where nobody is seen."""
    found = [MEASURES[name].of(body) if body else (math.nan, math.nan) for name in MEASURED]
    return [value for value, _ in found], [sigma for _, sigma in found]


def with_true_joints(case: Case) -> Case:
    """The case as it would be if BlazePose were perfect: the true joints, in the same picture.

    What is left of the errors is the camera's doing, and the filters'. Only the values change.
    """
    tracker = BodyTracker()
    rows = [read(tracker.update(pose)) for pose in _true_poses(case.truth)]
    values, sigmas = (np.array(column) for column in zip(*rows, strict=True))
    changed = replace(case.replay, times=case.truth.times, values=values, sigmas=sigmas)
    return replace(case, replay=changed)


def _true_poses(truth: Truth) -> Iterator[PoseFrame]:
    """Landmarks at the true joints; of the face only nose and ears are right."""
    camera = truth.scene.camera
    marks = np.repeat(truth.point("nose")[:, None], len(LANDMARKS), axis=1)
    for name, pair in PAIRS.items():
        for row, side in zip(pair, "LR", strict=True):
            marks[:, row] = truth.point(f"{name}_{side}")
    for t_s, frame in zip(truth.times, marks, strict=True):
        yield pose_frame(float(t_s), (camera.width, camera.height), frame, np.ones(len(frame)))


def _not_judged(record: SessionRecord) -> frozenset[str]:
    return frozenset(n.fault for entry in record.sets for n in entry.not_judged)


def _seconds(value: float | None) -> float:
    return math.nan if value is None else value
