"""The accuracy benchmark: its truth files, its plan, how it compares, and its quick guard."""

# ruff: noqa: E402 - the benchmark lies beside the package, at the root of the repository
import sys
import tomllib
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))

from benchmarks.accuracy import (
    calibrating,
    confusion,
    counts,
    faults,
    page,
    regression,
    sizes,
    tables,
    views,
)
from benchmarks.accuracy import replay as replaying
from benchmarks.accuracy.angles import PAIRS, errors
from benchmarks.accuracy.confusion import Naming
from benchmarks.accuracy.replay import MEASURED, Case, Found, Replay
from benchmarks.accuracy.rules import RULES, Rule
from benchmarks.accuracy.scenes import PARTS, Part, scenes
from benchmarks.accuracy.store import DATA, is_grid, truth_path
from benchmarks.accuracy.truth import POINTS, Truth
from formcheck.exercises import catalogue
from formcheck.exercises.spec import Exercise
from formcheck.motion import body as body_module
from formcheck.motion.measurement import Measurement
from formcheck.motion.measures import MEASURES
from formcheck.session import Session
from samples.studio.scene import CameraSetup, Fault, Motion, Scene

FPS = 10.0
SAG = next(rule for rule in RULES if rule.fault == "hip_sag" and "plank" in rule.exercises)


def made_truth(
    motion: Motion = Motion("plank"),  # noqa: B008 - frozen
    measures: dict[str, np.ndarray] | None = None,
    phase: list[str] | None = None,
    rep: list[int] | None = None,
    amounts: dict[str, np.ndarray] | None = None,
    seconds: float = 10.0,
) -> Truth:
    """A truth of `seconds` at 10 frames a second; what is not given is 0."""
    frames = len(phase) if phase else round(seconds * FPS)
    names = ("body_line_deg", "knee_line_deg", "trunk_deg", "lumbar_gap_m")
    names += tuple(f"{n}_{s}_deg" for n in ("knee", "leg", "thigh", "hip") for s in "LR")
    names += ("stack_elbow_deg", "stack_wrist_deg")
    columns = {name: np.zeros(frames) for name in names} | (measures or {})
    amounts = amounts or {}
    return Truth(
        scene=Scene(name="made", motion=motion),
        times=np.arange(frames) / FPS,
        measure_names=tuple(columns),
        measures=np.stack(list(columns.values()), axis=1),
        phase=np.array(phase or ["hold"] * frames),
        rep=np.array(rep if rep is not None else [-1] * frames),
        fault_kinds=tuple(amounts),
        fault_amounts=np.stack(list(amounts.values()), axis=1)
        if amounts
        else np.zeros((frames, 0)),
        points_px=np.zeros((frames, len(POINTS), 2)),
    )


def made_replay(truth: Truth, *findings: Found, **changes: object) -> Replay:
    """A Replay in which everything could be judged and nothing else was seen."""
    frames = len(truth.times)
    plain = Replay(
        times=truth.times,
        values=np.zeros((frames, len(MEASURED))),
        sigmas=np.ones((frames, len(MEASURED))),
        mids_px=np.zeros((frames, 4, 2)),
        judged=np.ones(frames, dtype=bool),
        findings=findings,
        not_judged=frozenset(),
        sets=1,
        reps=0,
        attempts=0,
        held_s=float("nan"),
        good_form_s=float("nan"),
        judgeable=True,
    )
    return replace(plain, **changes)


def case(truth: Truth, *findings: Found, **changes: object) -> Case:
    return Case(
        truth.scene.motion.exercise, "full", truth, made_replay(truth, *findings, **changes)
    )


def ramp(to: float, start_s: float = 4.0, over_s: float = 2.0) -> np.ndarray:
    times = np.arange(100) / FPS
    return to * np.clip((times - start_s) / over_s, 0.0, 1.0)


# --- truth files ---------------------------------------------------------------------------------


def test_a_truth_survives_its_file(tmp_path: Path) -> None:
    rng = np.random.default_rng(1)
    fault = Fault("sag", 12.5, start_s=5.0)
    truth = made_truth(
        Motion("plank", faults=(fault,)),
        {
            "body_line_deg": rng.uniform(-180, 180, 100),
            "lumbar_gap_m": np.where(np.arange(100) < 50, np.nan, 0.0345),
        },
        phase=["enter"] * 10 + ["hold"] * 90,
        amounts={"sag": ramp(12.5)},
    )
    truth = replace(truth, points_px=rng.uniform(-100, 2000, (100, len(POINTS), 2)))
    path = tmp_path / "made.truth.npz"
    truth.save(path)
    back = Truth.load(path)
    assert back.scene == truth.scene
    assert back.measure_names == truth.measure_names
    assert back.fault_kinds == truth.fault_kinds
    np.testing.assert_array_equal(back.phase, truth.phase)
    np.testing.assert_array_equal(back.rep, truth.rep)
    np.testing.assert_allclose(back.times, truth.times, atol=1e-6)
    np.testing.assert_allclose(back.measures, truth.measures, atol=0.026, equal_nan=True)
    np.testing.assert_allclose(back.measure("lumbar_gap_m"), truth.measure("lumbar_gap_m"), 5e-4)
    np.testing.assert_allclose(back.fault_amounts, truth.fault_amounts, atol=0.01)
    np.testing.assert_allclose(back.points_px, truth.points_px, atol=0.126)


def test_a_truth_of_the_studio_is_kept_small(tmp_path: Path) -> None:
    truths = sorted(DATA.glob("*/*.truth.npz"))
    if not truths:
        pytest.skip("the benchmark's data are not here")
    size = frames = 0
    for path in truths[::25]:
        size += path.stat().st_size
        frames += len(Truth.load(path).times)
    assert size / frames <= 100


def test_another_file_is_no_truth(tmp_path: Path) -> None:
    path = tmp_path / "odd.truth.npz"
    np.savez_compressed(path, head=np.frombuffer(b'{"format": "odd/1"}', dtype=np.uint8))
    with pytest.raises(ValueError, match="is not a formcheck"):
        Truth.load(path)


# --- the plan ------------------------------------------------------------------------------------


def test_names_are_unique_and_parts_have_nothing_in_common() -> None:
    seen: dict[str, set[object]] = {}
    for part in PARTS:
        plan = scenes(part)
        assert len({scene.name for scene in plan}) == len(plan)
        seen[part] = {thing for s in plan for thing in (s.seed, s.person, s.room, s.camera)}
    assert not seen["dev"] & seen["test"]


def test_the_grid_is_good_form_from_every_yaw() -> None:
    grid = [scene for scene in scenes("dev") if is_grid(scene)]
    assert {abs(scene.camera.yaw_deg) for scene in grid} == {0.0, 10.0, 20.0, 30.0, 45.0, 60.0}
    assert all(not scene.motion.faults for scene in grid)


def test_every_kind_of_fault_is_mapped() -> None:
    mapped = {
        (kind, exercise) for rule in RULES for kind in rule.kinds for exercise in rule.exercises
    }
    used = {(f.kind, s.motion.exercise) for p in PARTS for s in scenes(p) for f in s.motion.faults}
    assert not used - mapped


def test_every_fault_of_the_catalogue_is_scored_once() -> None:
    known = {(f.id, e.id) for e in catalogue.catalogue().values() for f in e.faults}
    scored = [(rule.fault, exercise) for rule in RULES for exercise in rule.exercises]
    assert len(scored) == len(set(scored))
    assert set(scored) == known


def test_the_data_are_those_of_the_plan() -> None:
    if not DATA.exists():
        pytest.skip("the benchmark's data are not here")
    for part in PARTS:
        for scene in scenes(part):
            path = truth_path(DATA, part, scene.name)
            assert path.exists(), f"{part}/{scene.name}: run benchmarks.accuracy.render"
            assert Truth.load(path).scene.motion == scene.motion, f"{part}/{scene.name} is old"


# --- comparing -----------------------------------------------------------------------------------


def test_a_fault_that_is_reported_while_it_is_there() -> None:
    truth = made_truth(measures={"body_line_deg": ramp(20.0)})
    found = faults.judge(SAG, truth, made_replay(truth, Found("hip_sag", 5.3, 9.9, 6.3)))
    assert (found.state, found.found, found.false_alarms) == ("present", True, 0)
    # 20 degrees in two seconds: 10 degrees at 5.0 s.
    assert found.delay_s == pytest.approx(0.3)
    assert found.shown_s == pytest.approx(1.3)
    # Up to five degrees it is absent: 4.0 s and the first half of a second of the ramp.
    assert found.absent_s == pytest.approx(4.5, abs=0.11)


def test_a_fault_that_is_reported_before_it_is_there_is_a_false_alarm() -> None:
    truth = made_truth(measures={"body_line_deg": ramp(20.0)})
    found = faults.judge(SAG, truth, made_replay(truth, Found("hip_sag", 1.0, 3.0, 2.0)))
    assert (found.state, found.found, found.false_alarms) == ("present", False, 1)
    assert np.isnan(found.delay_s)


@pytest.mark.parametrize(("size", "state"), [(3.0, "absent"), (7.0, "grey"), (11.0, "present")])
def test_what_no_coach_could_tell_is_grey(size: float, state: str) -> None:
    truth = made_truth(measures={"body_line_deg": ramp(size)})
    assert faults.judge(SAG, truth, made_replay(truth)).state == state


def test_a_fault_from_the_first_second_has_no_delay() -> None:
    truth = made_truth(measures={"body_line_deg": np.full(100, 15.0)})
    found = faults.judge(SAG, truth, made_replay(truth, Found("hip_sag", 1.0, 9.0, 2.0)))
    assert found.found
    assert np.isnan(found.delay_s)


def test_a_fault_for_a_blink_is_not_there() -> None:
    truth = made_truth(measures={"body_line_deg": np.where(np.arange(100) == 50, 20.0, 0.0)})
    assert faults.judge(SAG, truth, made_replay(truth)).state == "absent"


def test_the_way_in_is_no_exercise() -> None:
    truth = made_truth(
        measures={"body_line_deg": np.where(np.arange(100) < 30, 60.0, 0.0)},
        phase=["enter"] * 30 + ["hold"] * 70,
    )
    found = faults.judge(SAG, truth, made_replay(truth, Found("hip_sag", 0.5, 2.0, 1.5)))
    assert (found.state, found.false_alarms) == ("absent", 1)
    assert found.absent_s == pytest.approx(7.0)


def test_what_could_not_be_judged_is_a_miss_that_says_so() -> None:
    truth = made_truth(measures={"body_line_deg": ramp(20.0)})
    found = faults.judge(SAG, truth, made_replay(truth, not_judged=frozenset({"hip_sag"})))
    counted = faults.tally([found])
    assert (counted.recall, counted.not_judged) == (0.0, 1)


def test_recall_precision_and_their_interval() -> None:
    bad = made_truth(measures={"body_line_deg": ramp(20.0)})
    good = made_truth()
    hit, alarm = Found("hip_sag", 6.0, 9.0, 7.0), Found("hip_sag", 1.0, 3.0, 2.0)
    found = [faults.judge(SAG, bad, made_replay(bad, hit))] * 8
    found += [faults.judge(SAG, bad, made_replay(bad))] * 2
    found += [faults.judge(SAG, good, made_replay(good, alarm))] * 2
    found += [faults.judge(SAG, good, made_replay(good))] * 8
    counted = faults.tally(found)
    assert (counted.recall, counted.precision, counted.middle_f1) == (0.8, 0.8, pytest.approx(0.8))
    assert counted.f1[0] < 0.8 < counted.f1[1]
    assert counted.false_alarms == 2
    assert faults.agreement(found) == 0.8


def test_no_clip_with_the_fault_has_no_interval() -> None:
    assert np.isnan(tables.bootstrap_f1([0, 0], [0, 0], [1, 0])).all()


def test_a_plank_is_called_sagging_piked_or_neither() -> None:
    good = made_truth()
    piked = made_truth(measures={"body_line_deg": ramp(-20.0)})
    cases = [
        case(good),
        case(piked, Found("hips_piked", 5.5, 9.0, 7.0)),
        case(piked, Found("hip_sag", 5.5, 9.0, 7.0)),
    ]
    assert faults.plank_accuracy(faults.outcomes(cases)) == pytest.approx(2 / 3)


# --- repetitions ---------------------------------------------------------------------------------


def sit_up(rise_deg: float, down_s: float, motion: Motion) -> Truth:
    """One repetition: up in 2 s, a second at the top, down, a second of rest."""
    down = round(down_s * FPS)
    up = np.linspace(0.0, rise_deg, 20)
    x = np.concatenate([up, np.full(10, rise_deg), np.linspace(rise_deg, 0.0, down), np.zeros(10)])
    phase = ["up"] * 20 + ["top"] * 10 + ["down"] * down + ["bottom"] * 10
    return made_truth(motion, {"trunk_deg": 3.0 + x}, phase=phase, rep=[0] * len(phase))


def test_speeds_and_heights_come_from_the_true_trunk() -> None:
    truth = sit_up(80.0, 4.0, Motion("sit_up", reps=1))
    assert sizes.trunk_drop_deg_s(truth)[0] == pytest.approx(20.0, rel=0.05)
    assert sizes.trunk_throw_deg_s(truth)[0] == pytest.approx(42.0, rel=0.02)
    assert sizes.trunk_rise(truth)[0] == pytest.approx(80.0)
    assert sizes.short_of(90.0)(truth)[0] == pytest.approx(10.0)
    assert sizes.reps_a_minute(truth)[0] == pytest.approx(60.0 / 6.9, rel=0.01)


def test_a_failed_repetition_is_an_attempt() -> None:
    failing = Motion("sit_up", reps=1, faults=(Fault("failed", 30.0, rep=0),))
    truth = sit_up(30.0, 1.0, failing)
    assert counts.true_reps(truth) == 0
    assert sizes.failed(truth).all()
    assert not sizes.trunk_drop_deg_s(truth).any()
    assert counts.attempts([case(truth, attempts=1)]) == (1, 1, 0)
    assert counts.attempts([case(truth, attempts=3)]) == (1, 1, 2)


def test_counts_are_exact_or_off_by_one() -> None:
    truth = sit_up(80.0, 4.0, Motion("sit_up", reps=1))
    counted = counts.rep_tally([case(truth, reps=n) for n in (1, 1, 2, 4)])
    assert (counted.exact, counted.off_by_one, counted.mae) == (2, 3, 1.0)


def test_repetitions_that_stop_short_are_left_out() -> None:
    short = Motion("sit_up", reps=1, faults=(Fault("incomplete", 0.2),))
    assert not counts.rep_tally([case(sit_up(60.0, 4.0, short))]).errors


def test_good_form_ends_where_the_sag_begins() -> None:
    truth = made_truth(measures={"body_line_deg": ramp(20.0)})
    assert counts.true_hold_s(truth) == pytest.approx(10.0)
    assert counts.true_good_form_s(truth) == pytest.approx(5.0)
    unclear = made_truth(measures={"body_line_deg": ramp(7.0)})
    assert np.isnan(counts.true_good_form_s(unclear))


# --- views and angles ----------------------------------------------------------------------------


def test_a_verdict_from_the_feet_is_noticed() -> None:
    scene = Scene(name="plank-feet", camera=CameraSetup(yaw_deg=-90.0), motion=Motion("plank"))
    truth = replace(made_truth(), scene=scene)
    silent, loud = case(truth, judgeable=False), case(truth)
    assert silent.view == "feet"
    assert not silent.is_good_view
    assert views.blind([silent, loud]) == [silent, loud]
    assert (views.says_nothing(silent), views.says_nothing(loud)) == (True, False)


def test_errors_are_measured_less_true() -> None:
    pair = next(pair for pair in PAIRS if pair.measure == "body_line_deg")
    truth = made_truth(measures={"body_line_deg": np.full(100, 3.0)})
    values = np.full((100, len(MEASURED)), 5.0)
    found = errors([case(truth, values=values)], pair)
    assert (found.bias, found.mae, found.covered, found.clips) == (2.0, 2.0, 0.0, 1)


def test_the_page_is_put_between_its_markers(tmp_path: Path) -> None:
    path = tmp_path / "page.md"
    path.write_text(f"before\n{page.BEGIN}\nold\n{page.END}\nafter\n")
    page.put_between(path, "new")
    assert path.read_text() == f"before\n{page.BEGIN}\nnew\n{page.END}\nafter\n"
    path.write_text("no markers")
    with pytest.raises(ValueError, match="needs one line"):
        page.put_between(path, "new")


def test_the_page_says_what_it_is_of() -> None:
    results = page.Results.of("test", [case(made_truth())], [])
    text = page.full(results)
    assert "Rendered is not real" in text
    assert "python -m benchmarks.accuracy --part test --write" in text
    assert page.short(results).startswith("| rendered people")


@pytest.mark.parametrize(
    ("present", "found", "wrong", "grade"),
    [
        (8, 7, 0, "reliably"),
        (8, 7, 2, "most of the time"),
        (7, 6, 0, "every time or nearly so, but in few clips"),
        (4, 3, 0, "most of the time"),
        (4, 2, 0, "not to be relied on"),
    ],
)
def test_the_summary_grades_a_fault_by_how_surely_it_was_found(present, found, wrong, grade):
    rule = next(rule for rule in faults.RULES if rule.fault == "hip_sag")
    names = ["present"] * present + ["absent"] * wrong
    outcomes = [
        faults.Outcome(rule, "plank", 20.0, state, i < found, int(i >= present), 9.0, False, 0, 0)
        for i, state in enumerate(names)
    ]
    text = page.summary(page.Results("test", [case(made_truth())], outcomes, []))
    (row,) = [line for line in text.splitlines() if line.startswith("|") and "`hip_sag`" in line]
    assert row.startswith(f"| {grade} |")


# --- the guard -----------------------------------------------------------------------------------

needs_data = pytest.mark.skipif(not DATA.exists(), reason="the benchmark's data are not here")


@needs_data
def test_the_figures_stay_within_their_limits() -> None:
    assert not regression.failures(regression.figures(regression.sample()))


@needs_data
def test_what_is_done_in_the_clips_of_the_guard_is_recognised() -> None:
    assert not regression.misnamed(regression.named())


def test_what_is_called_by_another_name_is_noticed() -> None:
    wrong = Naming("made", "plank", "knee_plank", square=True, refused=False, sets=1)
    invented = Naming("made", "walking", "pick_up", square=True, refused=False, sets=1)
    honest = Naming("made", "walking", confusion.NOTHING, square=True, refused=False, sets=0)
    oblique = replace(wrong, square=False)
    assert len(regression.misnamed([wrong, invented, honest, oblique])) == 2


def test_every_set_of_a_clip_is_a_stretch_of_its_own() -> None:
    phases = ["enter"] * 10 + ["hold"] * 30 + ["between"] * 20 + ["up"] * 10 + ["down"] * 10
    truth = made_truth(phase=phases)
    truth = replace(truth, scene=replace(truth.scene, then=(Motion("crunch"),)))
    assert confusion.stretches(truth) == [("plank", 1.0, 3.9), ("crunch", 6.0, 7.9)]


def _flip_a_sign(patch: pytest.MonkeyPatch) -> None:
    line = MEASURES["body_line_deg"]

    def flipped(body):
        value, sigma = line.of(body)
        return Measurement(-value, sigma)

    patch.setitem(MEASURES, "body_line_deg", replace(line, of=flipped))


def _slow_the_filter(patch: pytest.MonkeyPatch) -> None:
    fast = body_module.OneEuroFilter
    patch.setattr(body_module, "OneEuroFilter", lambda **given: fast(**given | {"beta": 0.1}))


def _double_a_threshold(patch: pytest.MonkeyPatch) -> None:
    path = Path(catalogue.__file__).parent / "catalogue" / "high_plank.toml"
    content = tomllib.loads(path.read_text(encoding="utf-8"))
    piked = next(fault for fault in content["faults"] if fault["id"] == "hips_piked")
    del piked["severe"]
    for condition in piked["mild"]["any"]:
        for limit in condition["all"]:
            limit["at_most"] *= 2.0
    lax = Exercise.model_validate(content)

    def session(name: str, **how: object) -> Session:
        return Session(lax if name == lax.id else name, **how)

    patch.setattr(replaying, "Session", session)


@needs_data
@pytest.mark.parametrize("breaking", [_flip_a_sign, _slow_the_filter, _double_a_threshold])
def test_the_guard_notices(
    breaking: Callable[[pytest.MonkeyPatch], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    breaking(monkeypatch)
    assert regression.failures(regression.figures(regression.sample()))


def test_a_rule_is_never_there_before_it_is_not_absent() -> None:
    for rule in RULES:
        assert isinstance(rule, Rule)
        assert rule.absent < rule.present


@pytest.mark.parametrize("part", PARTS)
def test_the_profiles_of_a_part_are_of_its_people(part: Part) -> None:
    known = calibrating.profiles(DATA, part)
    rehearsed = {scene.name for scene in scenes(part) if calibrating.rehearsal(scene)}
    assert set(known) == rehearsed
    assert sum(bool(profile.person.references) for profile in known.values()) > 100
