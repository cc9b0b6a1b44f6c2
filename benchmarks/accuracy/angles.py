"""How far the measured angles are from the true ones, and whether the stated errors say so."""

import math
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Final

import numpy as np

from formcheck.motion.measures import MEASURES, UNKNOWN_ROLL_DEG

from .replay import MEASURED, MIDS, Case, with_true_joints
from .scenes import CORE, PLANKS
from .store import MODEL, is_grid
from .tables import markdown, number
from .truth import FloatArray, Truth

#: Phases that are no exercise.
AWAY: Final = ("enter", "leave", "walk")
#: Frames that one clip gives: a long clip is no more people than a short one.
_FRAMES_A_CLIP: Final = 60

YAWS_DEG: Final = (0, 10, 20, 30, 45, 60)
_HEIGHTS_M: Final = ((0.0, 0.4), (0.4, 0.7), (0.7, 1.0), (1.0, 1.3), (1.3, 1.7))


def _of(name: str) -> Callable[[Truth], FloatArray]:
    return lambda truth: truth.measure(name)


def _mean(name: str) -> Callable[[Truth], FloatArray]:
    """Mean of left and right: in these exercises both sides move alike."""
    return lambda truth: 0.5 * (truth.measure(f"{name}_L_deg") + truth.measure(f"{name}_R_deg"))


@dataclass(frozen=True)
class Pair:
    """A measure and its true counterpart, which must mean the same.

    Attributes:
        measure: name in `formcheck.motion.measures`.
        label: in tables.
        true: degrees from a truth, with the measure's sign and zero.
        exercises: where the measure is looked at.
    """

    measure: str
    label: str
    true: Callable[[Truth], FloatArray]
    exercises: tuple[str, ...]


#: All measures are of the mid-points of left and right in the plane of the side view; so are the
#: truths, in the person's own sagittal plane. The studio's `hip_L_deg` is not: it is the angle in
#: space, and shoulders are wider than hips, so that a straight body reads 171 degrees. The angle
#: of the mid-points is 180 less the size of its `knee_line_deg` (the bend shoulder-hip-knee).
#: Lines are + towards the belly in the truth and + towards the floor in the measure: the same
#: when prone, and looked at in planks only. Trunk and legs: 0 level, 90 upright, in both. Stacks:
#: + is shoulders headward, in both. The neck's angles differ in meaning and are not compared.
PAIRS: Final = (
    Pair("body_line_deg", "body line", _of("body_line_deg"), ("plank", "high_plank")),
    Pair("knee_line_deg", "knee line", _of("knee_line_deg"), ("knee_plank",)),
    Pair("hip_angle_deg", "hip", lambda t: 180.0 - np.abs(t.measure("knee_line_deg")), CORE),
    Pair("knee_flexion_deg", "knee", _mean("knee"), CORE),
    Pair("trunk_elevation_deg", "trunk", _of("trunk_deg"), CORE),
    Pair("leg_elevation_deg", "leg", _mean("leg"), ("leg_raise", "straight_leg_sit_up")),
    Pair("thigh_elevation_deg", "thigh", _mean("thigh"), ("bent_knee_leg_lift",)),
    Pair("elbow_stack_deg", "shoulders-elbows", _of("stack_elbow_deg"), ("plank", "knee_plank")),
    Pair("hand_stack_deg", "shoulders-hands", _of("stack_wrist_deg"), ("high_plank",)),
)


@dataclass(frozen=True)
class Errors:
    """Errors in degrees, measured less true, of some frames, and the stated one-sigma of each."""

    degrees: FloatArray
    sigma: FloatArray
    clips: int

    @property
    def bias(self) -> float:
        """Mean error."""
        return float(self.degrees.mean()) if len(self.degrees) else math.nan

    @property
    def spread(self) -> float:
        """Standard deviation."""
        return float(self.degrees.std()) if len(self.degrees) else math.nan

    @property
    def mae(self) -> float:
        """Mean absolute error."""
        return float(np.abs(self.degrees).mean()) if len(self.degrees) else math.nan

    @property
    def p95(self) -> float:
        """95th percentile of the size."""
        return float(np.percentile(np.abs(self.degrees), 95)) if len(self.degrees) else math.nan

    @property
    def covered(self) -> float:
        """Share of the errors that lie within the stated one-sigma."""
        return float((np.abs(self.degrees) <= self.sigma).mean()) if len(self.sigma) else math.nan


def errors(cases: Iterable[Case], pair: Pair) -> Errors:
    """Errors of one measure over the frames in which the exercise is done."""
    found = [_errors(case, pair) for case in cases if case.exercise in pair.exercises]
    found = [entry for entry in found if entry.shape[1]]
    degrees, sigma = np.concatenate([np.empty((2, 0)), *found], axis=1)
    return Errors(degrees, sigma, len(found))


def _errors(case: Case, pair: Pair) -> FloatArray:
    """`(2, n)` errors and stated sigmas of one clip."""
    truth, replay = case.truth, case.replay
    column = MEASURED.index(pair.measure)
    measured, sigma = replay.values[:, column], replay.sigmas[:, column]
    if MEASURES[pair.measure].roll_matters:
        sigma = np.hypot(sigma, UNKNOWN_ROLL_DEG)
    true = np.interp(replay.times, truth.times, pair.true(truth))
    rows = np.flatnonzero(active(truth, replay.times) & ~np.isnan(measured))
    if len(rows) > _FRAMES_A_CLIP:
        rows = rows[np.linspace(0, len(rows) - 1, _FRAMES_A_CLIP).round().astype(int)]
    return np.stack([measured[rows] - true[rows], sigma[rows]])


def active(truth: Truth, times: FloatArray) -> np.ndarray:
    """Whether the exercise is done at these times, `(n,)`."""
    nearest = np.clip(np.searchsorted(truth.times, times - 1e-3), 0, len(truth.times) - 1)
    return ~np.isin(truth.phase, AWAY)[nearest]


# --- tables --------------------------------------------------------------------------------------


def by_exercise(cases: list[Case]) -> str:
    """Errors by exercise and measure, side view."""
    rows = []
    for exercise in CORE:
        chosen = [c for c in cases if c.is_good_view and c.model == MODEL]
        for pair in PAIRS:
            if exercise in pair.exercises:
                found = errors([c for c in chosen if c.exercise == exercise], pair)
                rows.append([exercise, pair.label, str(found.clips), *_cells(found)])
    head = ("exercise", "angle", "clips", "bias", "MAE", "95 % within", "in stated 1-sigma")
    return markdown(head, rows)


def overall(cases: list[Case]) -> dict[str, Errors]:
    """Errors by label over all exercises, side view; the two body lines as one."""
    chosen = [c for c in cases if c.is_good_view and c.model == MODEL]
    found = {pair.label: errors(chosen, pair) for pair in PAIRS}
    lines = [found["body line"], found.pop("knee line")]
    found["body line"] = Errors(
        np.concatenate([line.degrees for line in lines]),
        np.concatenate([line.sigma for line in lines]),
        sum(line.clips for line in lines),
    )
    return found


def by_yaw(cases: list[Case]) -> str:
    """Bias and MAE by the camera's yaw, on the grid of views."""
    grid = [c for c in cases if c.model == MODEL and is_grid(c.scene)]
    groups = {f"{yaw}°": [c for c in grid if abs(c.yaw_deg - yaw) < 1.0] for yaw in YAWS_DEG}
    return _by_group("angle: bias / MAE at a yaw of", groups)


def by_height(cases: list[Case]) -> str:
    """Bias and MAE by the camera's height, side view."""
    chosen = [c for c in cases if c.is_good_view and c.model == MODEL]
    groups = {
        f"{low:.1f}-{high:.1f} m": [c for c in chosen if low <= c.scene.camera.height_m < high]
        for low, high in _HEIGHTS_M
    }
    return _by_group("angle: bias / MAE with the camera at", groups)


def by_model(cases: list[Case]) -> str:
    """Bias and MAE by model, on the grid of views up to 20 degrees."""
    grid = [c for c in cases if c.is_good_view and is_grid(c.scene)]
    groups = {model: [c for c in grid if c.model == model] for model in ("lite", "full", "heavy")}
    return _by_group("angle: bias / MAE with", {k: v for k, v in groups.items() if v})


def _by_group(title: str, groups: dict[str, list[Case]]) -> str:
    rows = []
    for pair in PAIRS:
        cells = [errors(chosen, pair) for chosen in groups.values()]
        rows.append(
            [pair.label, *(f"{number(e.bias, sign=True)} / {number(e.mae)}" for e in cells)]
        )
    return markdown((title, *groups), rows)


def _cells(found: Errors) -> list[str]:
    covered = "-" if math.isnan(found.covered) else f"{100 * found.covered:.0f} %"
    return [number(found.bias, sign=True), number(found.mae), number(found.p95), covered]


# --- for development: where the errors come from -------------------------------------------------


def by_exercise_with_true_joints(cases: list[Case]) -> str:
    """Errors that perfect landmarks would leave: the camera's and the filters'."""
    chosen = [c for c in cases if c.is_good_view and c.model == MODEL]
    return by_exercise([with_true_joints(case) for case in chosen])


def landmark_offsets(cases: list[Case]) -> str:
    """Mean and standard deviation of the mid-points' errors, in torso lengths.

    Along is towards the head, across towards the belly, both of the true trunk. For development:
    it shows which landmark bends an angle.
    """
    rows = []
    for exercise in CORE:
        chosen = [
            c for c in cases if c.is_good_view and c.model == MODEL and c.exercise == exercise
        ]
        if chosen:
            offsets = np.concatenate([_offsets(case) for case in chosen])
            mean, spread = np.nanmean(offsets, axis=0), np.nanstd(offsets, axis=0)
            cells = [
                ", ".join(f"{m:+.3f} ± {s:.3f}" for m, s in zip(mean[k], spread[k], strict=True))
                for k in range(len(MIDS))
            ]
            rows.append([exercise, *cells])
    return markdown(("exercise", *(f"{name}: along, across" for name in MIDS)), rows)


def _offsets(case: Case) -> FloatArray:
    """`(n, len(MIDS), 2)` along and across, torso lengths, of the raw landmarks of one clip."""
    truth, replay = case.truth, case.replay
    rows = np.flatnonzero(active(truth, replay.times))
    nearest = np.clip(np.searchsorted(truth.times, replay.times[rows] - 1e-3), 0, None)
    true = np.stack(
        [0.5 * (truth.point(f"{name}_L") + truth.point(f"{name}_R")) for name in MIDS], axis=1
    )[nearest]
    trunk = true[:, MIDS.index("shoulder")] - true[:, MIDS.index("hip")]
    torso = np.linalg.norm(trunk, axis=1, keepdims=True)
    along = trunk / torso
    # A quarter turn towards the belly, y pointing down: it depends on where the head lies.
    prone = 1.0 if case.exercise in PLANKS else -1.0
    headward = np.sign(np.median(true[:, 0, 0] - true[:, MIDS.index("ankle"), 0]))
    across = prone * headward * np.stack([-along[:, 1], along[:, 0]], axis=1)
    off = (replay.mids_px[rows] - true) / torso[:, None]
    return np.stack(
        [np.sum(off * axis[:, None], axis=2) for axis in (along, across)],
        axis=2,
    )
