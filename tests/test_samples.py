"""The sample clips: complete, within their limits, and judged alike however they are encoded."""

import json
import sys
from functools import cache
from pathlib import Path
from typing import NamedTuple

import av
import numpy as np
import pytest
from reencode import VARIANTS, reencode

from formcheck import Outputs, analyze
from formcheck.batch.expect import Expectation, read_expectations
from formcheck.exercises.catalogue import catalogue

sys.path.insert(0, str(Path(__file__).parents[1]))

from samples.studio.scene import load_scene, scene_from_dict

pytestmark = pytest.mark.slow

SAMPLES = Path(__file__).parents[1] / "samples"
CLIPS = sorted(SAMPLES.glob("*.mp4"))
TRUTHS = sorted(SAMPLES.glob("*.truth.npz"))
EXPECTED = {
    path.name: wanted for path, wanted in read_expectations(SAMPLES / "expected.toml").items()
}

CORE = {
    "plank", "high_plank", "knee_plank", "leg_raise", "bent_knee_leg_lift", "sit_up",
    "straight_leg_sit_up", "crunch",
}  # fmt: skip

#: Between them a hold, repetitions, a fault of form and one of tempo, at the least cost.
VARIED = {
    "plank_shoulders_forward.mp4": VARIANTS,
    "leg_raise_fast.mp4": ("low bitrate", "turned, with a tag", "mirrored"),
    "sit_up_dropped.mp4": ("15 frames a second",),
}


def truth_of(path: Path) -> dict[str, np.ndarray]:
    with np.load(path, allow_pickle=False) as data:
        return dict(data)


# --- the set -------------------------------------------------------------------------------------


def test_every_clip_has_its_expectation_and_the_other_way_round() -> None:
    assert {clip.name for clip in CLIPS} == set(EXPECTED)


def test_every_core_exercise_is_there() -> None:
    assert {wanted.exercise for wanted in EXPECTED.values()} >= CORE


def test_the_set_stays_small() -> None:
    assert 12 <= len(CLIPS) <= 20
    assert sum(clip.stat().st_size for clip in CLIPS) <= 12_000_000


@pytest.mark.parametrize("clip", CLIPS, ids=lambda clip: clip.stem)
def test_a_clip_is_neither_short_nor_large(clip: Path) -> None:
    with av.open(str(clip)) as container:
        (stream,) = container.streams
        assert 6.0 <= container.duration / av.time_base <= 25.0
        assert (640, 480) <= (stream.width, stream.height) <= (1280, 720)
        assert 12 <= stream.average_rate <= 30


@pytest.mark.parametrize("name", EXPECTED)
def test_expected_faults_are_faults_of_the_exercise(name: str) -> None:
    wanted = EXPECTED[name]
    known = {fault.id for fault in catalogue()[wanted.exercise].faults}
    assert set(wanted.faults) <= known
    assert set(wanted.no_faults) <= known | {"all"}
    assert not set(wanted.faults) & set(wanted.no_faults)


# --- the truth beside the clips ------------------------------------------------------------------


@pytest.mark.parametrize("path", TRUTHS, ids=lambda path: path.name)
def test_the_truth_has_the_frames_of_the_clip(path: Path) -> None:
    times = truth_of(path)["times"]
    with av.open(str(SAMPLES / path.name.replace(".truth.npz", ".mp4"))) as container:
        shown = [frame.time for frame in container.decode(video=0)]
    assert shown == pytest.approx(list(times), abs=1e-3)


@pytest.mark.parametrize("path", TRUTHS, ids=lambda path: path.name)
def test_a_clip_is_its_scene(path: Path) -> None:
    name = path.name.replace(".truth.npz", "")
    scene = load_scene(SAMPLES / "studio" / "scenes" / f"{name}.toml")
    assert scene_from_dict(json.loads(str(truth_of(path)["scene"]))) == scene


@pytest.mark.parametrize("path", TRUTHS, ids=lambda path: path.name)
def test_what_is_expected_is_what_the_truth_counts(path: Path) -> None:
    wanted = EXPECTED[path.name.replace(".truth.npz", ".mp4")]
    truth = truth_of(path)
    phase, rep = truth["phase"], truth["rep"]
    if wanted.reps is not None:
        assert wanted.reps == len(np.unique(rep[phase == "top"]))
        assert wanted.attempts == len(np.unique(rep[phase == "stuck"]))
    if wanted.hold_s is not None:
        held = np.count_nonzero(phase == "hold") * np.diff(truth["times"]).mean()
        assert wanted.hold_s == pytest.approx(held, abs=0.1)


# --- nothing declared ----------------------------------------------------------------------------

RECOGNISED = (
    "plank_piked.mp4",
    "high_plank_sags.mp4",
    "knee_plank_sags.mp4",
    "leg_raise_arched.mp4",
    "sit_up_fails.mp4",
    "crunch_from_standing.mp4",
)


@pytest.mark.parametrize("name", RECOGNISED)
def test_what_is_recognised_is_judged_as_if_it_were_declared(name: str, tmp_path: Path) -> None:
    declared = analyze(SAMPLES / name, EXPECTED[name].exercise, outputs=Outputs(tmp_path, False))
    found = analyze(tmp_path / "recording.npz")
    for one in found.sets:
        assert not one.declared
        assert 0.5 <= one.confidence <= 1.0
    as_declared = [
        one.model_copy(update={"declared": True, "confidence": 1.0}) for one in found.sets
    ]
    assert as_declared == declared.sets


def test_lying_still_is_recognised_as_nothing(tmp_path: Path) -> None:
    assert analyze(SAMPLES / "lying_still.mp4").sets == []


# --- the same clip, written by others ------------------------------------------------------------


class Verdict(NamedTuple):
    """What may not depend on how a clip is encoded."""

    reps: int
    attempts: int
    faults: frozenset[str]
    judgeable: bool
    held_s: float


def verdict_of(clip: Path, wanted: Expectation) -> Verdict:
    result = analyze(clip, wanted.exercise)
    return Verdict(
        reps=sum(rep.complete for entry in result.sets for rep in entry.reps),
        attempts=sum(len(entry.attempts) for entry in result.sets),
        faults=frozenset(finding.fault for entry in result.sets for finding in entry.findings),
        judgeable=result.view.judgeable,
        held_s=sum(entry.hold.total_s for entry in result.sets if entry.hold),
    )


@cache
def original(name: str) -> Verdict:
    return verdict_of(SAMPLES / name, EXPECTED[name])


@pytest.mark.parametrize(
    ("name", "variant"), [(name, variant) for name in VARIED for variant in VARIED[name]]
)
def test_the_encoding_does_not_change_the_verdict(name: str, variant: str, tmp_path: Path) -> None:
    clip = reencode(SAMPLES / name, tmp_path / "again.mp4", VARIANTS[variant])
    found = verdict_of(clip, EXPECTED[name])
    assert found.held_s == pytest.approx(original(name).held_s, abs=0.5)
    assert found._replace(held_s=0.0) == original(name)._replace(held_s=0.0)
