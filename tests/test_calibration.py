"""Profiles: what they may say, how they are measured, and what they change in a verdict."""

import itertools
import json
import math
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from hands_free import lead
from hypothesis import given, settings
from hypothesis import strategies as st
from people import (
    CAMERA,
    Camera,
    chain,
    film,
    findings,
    into_plank_and_out,
    knee_plank,
    kneeling,
    knees_bent,
    leg_lifts,
    nobody,
    plank,
    standing,
    still,
    table_top,
)
from test_invariance import CLIPS, angles, usual, verdict

from formcheck import analyze, load_profile
from formcheck.calibration import (
    CameraProfile,
    FloorProfile,
    Person,
    Profile,
    Reading,
    profile_path,
    save_profile,
)
from formcheck.cli.main import main
from formcheck.errors import InputError
from formcheck.guide.calibrating import Calibration
from formcheck.guide.calibrator import STEPS, TIMEOUT_S, Calibrator
from formcheck.guide.coach import Coach
from formcheck.motion.body import BodyTracker
from formcheck.motion.measures import MEASURES
from formcheck.motion.place import floor_view
from formcheck.pose.estimator import ModelInfo
from formcheck.pose.recording import Recording, RecordingHeader
from formcheck.problem import Problem, ProblemId
from formcheck.session import Session
from formcheck.words.calibration import done, instruction


def reading(value: float, uncertainty: float = 1.0) -> Reading:
    return Reading(value=value, uncertainty=uncertainty)


def profile(roll_deg: float | None = None, size=CAMERA.size, floor=None, name=None, **person):
    """A profile with the values that matter to a test."""
    return Profile(
        name="somebody",
        person=Person(**{key: reading(value) for key, value in person.items()}),
        camera=CameraProfile(
            name=name,
            width=size[0],
            height=size[1],
            roll_deg=None if roll_deg is None else reading(roll_deg),
            floor=floor,
        ),
    )


def judged(exercise, motion, own, camera=CAMERA, name=None):
    """The record of a motion that is judged with a profile."""
    session = Session(exercise, profile=own, camera=name)
    for frame in film(motion, camera=camera):
        session.feed(frame)
    return session.finish()


# --- files ---------------------------------------------------------------------------------------


def test_the_example_is_what_formcheck_itself_would_write(root: Path, tmp_path: Path) -> None:
    example = load_profile(root / "calibration" / "example.toml")
    save_profile(example, tmp_path / "again.toml")
    assert load_profile(tmp_path / "again.toml") == example


def test_a_name_stands_for_a_file_in_the_users_data_folder(tmp_path, monkeypatch) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    monkeypatch.setattr("formcheck.calibration.store.data_folder", lambda: tmp_path)
    save_profile(profile(2.0), profile_path("somebody"))
    assert load_profile("somebody") == profile(2.0)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("version = 1\nname = ", "is not valid TOML"),
        ('name = "x"', "says no version"),
        ('version = 2\nname = "x"', "is of version 2, this formcheck reads version 1"),
        ('version = 1\nname = "../x"', "name"),
        ('version = 1\nname = "x"\nleg = 2', "leg"),
        ('version = 1\nname = "x"\n[person]\nleg_t = 1.5', "person.leg_t"),
        ('version = 1\nname = "x"\n[person]\nleg_t = {value = nan, uncertainty = 0}', "finite"),
        (
            'version = 1\nname = "x"\n[person]\nleg_t = {value = 4.2, uncertainty = 0.1}',
            "leg_t is 4.2: the legs of adults are 1.28 to 2.13 times as long as the trunk",
        ),
        (
            'version = 1\nname = "x"\n[person]\nbody_line_deg = {value = 15, uncertainty = 1}',
            "body_line_deg is 15: a straight plank reads -14 to 6 degrees",
        ),
        (
            'version = 1\nname = "x"\n[camera]\nwidth = 640\nheight = 480\n'
            "roll_deg = {value = 33, uncertainty = 1}",
            "roll_deg is 33: put the camera level, it may lean by 20 degrees at most",
        ),
    ],
)
def test_what_is_damaged_or_implausible_is_refused_in_one_line(text, said, tmp_path) -> None:
    path = tmp_path / "bad.toml"
    path.write_text(text)
    with pytest.raises(InputError) as error:
        load_profile(path)
    assert said in str(error.value)
    assert "\n" not in str(error.value)


def test_a_missing_profile_says_how_to_make_one() -> None:
    with pytest.raises(InputError, match="`formcheck calibrate` makes one"):
        load_profile("nobody-has-this")


# --- roll ----------------------------------------------------------------------------------------


@pytest.mark.slow
@given(st.sampled_from(sorted(CLIPS)), st.floats(-20.0, 20.0))
@settings(max_examples=25, deadline=None, derandomize=True)
def test_a_rolled_camera_with_its_roll_in_the_profile_changes_no_verdict(clip, roll_deg) -> None:
    exercise, motion = CLIPS[clip]
    record = judged(exercise, motion, profile(roll_deg), Camera(roll_deg=roll_deg))
    assert verdict(record) == verdict(usual(clip))


def test_without_the_profile_twelve_degrees_of_roll_do_change_a_verdict() -> None:
    clip = "leg raises, arched"
    exercise, motion = CLIPS[clip]
    assert verdict(judged(exercise, motion, None, Camera(roll_deg=12.0))) != verdict(usual(clip))


@pytest.mark.parametrize("roll_deg", [-12.0, 12.0])
@pytest.mark.parametrize("posture", ["plank", "leg_raise", "sit_up"])
def test_a_known_roll_is_taken_out_of_every_angle(posture, roll_deg) -> None:
    from people import GOOD

    motion, tracker = GOOD[posture], BodyTracker(roll_deg)
    for frame in film(motion, camera=Camera(roll_deg=roll_deg), fps=10.0):
        body = tracker.update(frame)
        if frame.t_s >= 0.45 * motion.seconds:
            break
    for name, level in angles(posture, CAMERA).items():
        assert MEASURES[name].of(body).value == pytest.approx(level, abs=0.3), name


def test_the_result_says_the_roll_that_was_taken_out() -> None:
    exercise, motion = CLIPS["plank, good"]
    record = judged(exercise, motion, profile(12.0), Camera(roll_deg=12.0))
    assert record.view.roll_deg == 12.0


# --- another camera, another place ---------------------------------------------------------------


def floor_of(motion, camera=CAMERA) -> FloorProfile:
    """The floor as a calibration before that camera would have seen it."""
    tracker = BodyTracker()
    for frame in film(motion, camera=camera):
        body = tracker.update(frame)
        seen = floor_view(frame, body) if body else None
        if seen and frame.t_s > 0.5 * motion.seconds:
            return FloorProfile(
                slope_deg=reading(seen.slope_deg),
                height=reading(seen.height),
                pitch_deg=reading(seen.pitch_deg),
            )
    raise AssertionError("no floor was seen")


def told(record) -> str:
    return " ".join(message.words for message in record.messages)


GOOD_PLANK = CLIPS["plank, good"][1]


def test_pictures_of_another_size_are_of_another_camera() -> None:
    record = judged("plank", GOOD_PLANK, profile(9.0, size=(640, 480)))
    assert "pictures of 640 x 480, these are 1280 x 720" in told(record)
    assert record.view.roll_deg == 0.0


def test_another_name_is_another_camera() -> None:
    own = profile(9.0, name="camera 0 (Laptop)")
    record = judged("plank", GOOD_PLANK, own, name="camera 1 (Desk)")
    assert "the profile is of camera 0 (Laptop), this is camera 1 (Desk)" in told(record)
    assert record.view.roll_deg == 0.0


@pytest.mark.parametrize(
    "camera",
    [
        Camera(roll_deg=10.0),
        Camera(middle_m=(-0.1, 0.9)),
        Camera(floor_deg=11.0),
    ],
)
def test_a_floor_that_runs_differently_is_another_place(camera) -> None:
    own = profile(0.0, floor=floor_of(GOOD_PLANK))
    assert "does not stand where it was calibrated" in told(
        judged("plank", GOOD_PLANK, own, camera)
    )


def test_lying_down_anew_before_the_same_camera_is_the_same_place() -> None:
    own = profile(0.0, floor=floor_of(GOOD_PLANK))
    moved = Camera(middle_m=(-0.3, 0.40), px_per_m=340.0)
    assert judged("plank", GOOD_PLANK, own, moved).messages == ()


def test_what_belongs_to_the_person_is_used_before_another_camera_too() -> None:
    own = profile(size=(640, 480), body_line_deg=-9.0)
    assert first_sag_s(judged("plank", SAGS_FROM_THE_START, own)) < 2.0


# --- the own reference ---------------------------------------------------------------------------

#: Hips six degrees below the line, from the first second on. Of somebody whose straight line reads
#: -9 that is a sag of fifteen.
SAGS_FROM_THE_START = into_plank_and_out(still(plank(6.0), 8.0))


def first_sag_s(record) -> float:
    start = record.sets[0].start_s
    sags = [f.start_s - start for f in findings(record) if f.fault == "hip_sag"]
    return min(sags, default=math.inf)


def test_without_a_profile_who_sags_from_the_start_is_their_own_straight_line() -> None:
    assert first_sag_s(judged("plank", SAGS_FROM_THE_START, None)) == math.inf


def test_the_own_plank_line_counts_from_the_first_second() -> None:
    assert first_sag_s(judged("plank", SAGS_FROM_THE_START, profile(body_line_deg=-9.0))) < 2.0


def test_the_own_line_of_the_knee_plank_is_for_the_knee_plank_alone() -> None:
    own = profile(knee_line_deg=-8.0)
    assert first_sag_s(judged("plank", SAGS_FROM_THE_START, own)) == math.inf
    motion = into_plank_and_out(still(knee_plank(7.0), 8.0))
    assert first_sag_s(judged("knee_plank", motion, own)) < 2.0


#: The low back is hollow all the time: no flat back to compare with is ever seen.
NEVER_FLAT = leg_lifts(2).map(lambda posture: replace(posture, hollow=0.085))


def lifted(record) -> list:
    return [f for f in findings(record) if f.fault == "lumbar_lift"]


def test_without_a_profile_a_back_that_is_never_flat_is_not_seen_to_lift() -> None:
    assert lifted(judged("bent_knee_leg_lift", NEVER_FLAT, None)) == []


def test_a_back_that_is_never_flat_is_seen_against_the_calibrated_one() -> None:
    found = lifted(judged("bent_knee_leg_lift", NEVER_FLAT, profile(flat_back_t=0.03)))
    assert found
    assert found[0].peak.measure == "lumbar_hollow_t"
    assert found[0].peak.value >= found[0].peak.threshold


def test_a_back_as_flat_as_calibrated_does_not_lift() -> None:
    assert lifted(judged("bent_knee_leg_lift", leg_lifts(2), profile(flat_back_t=0.03))) == []


def test_legs_that_were_not_seen_yet_are_as_long_as_calibrated() -> None:
    hidden = Camera(hidden=frozenset({"knee", "ankle"}))
    tracker = BodyTracker(leg_t=1.55)
    assert tracker.update(hidden.shoot(table_top())).leg_t == 1.55


# --- measuring -----------------------------------------------------------------------------------

#: Sees somebody who stands, and who lies, in one picture.
WIDE = Camera(px_per_m=250.0, middle_m=(-0.3, 0.75))

POSTURES = {
    "standing": standing(),
    "plank": plank(-3.0),
    "flat_back": knees_bent(hollow=0.02),
}


def rehearsed(*postures, camera=WIDE, seconds: float = 5.0):
    """A Calibrator that has seen postures one after the other, with nobody in between."""
    calibrator, start_s, said = Calibrator(camera.size), 0.0, []
    for posture in postures:
        seen = film(still(posture, seconds), camera=camera, start_s=start_s)
        away = nobody(1.0, start_s + seconds + 0.1)
        said += [calibrator.update(frame) for frame in (*seen, *away)]
        start_s += seconds + 1.2
    return calibrator, said


@pytest.mark.parametrize("order", list(itertools.permutations(POSTURES)))
def test_the_postures_are_measured_in_any_order(order) -> None:
    calibrator, _ = rehearsed(*(POSTURES[name] for name in order))
    outcome = calibrator.finish("somebody")
    person = outcome.profile.person
    assert outcome.left_out == ()
    assert person.body_line_deg.value == pytest.approx(-3.0, abs=0.5)
    assert person.flat_back_t.value == pytest.approx(0.02, abs=0.006)
    assert person.leg_t.value == pytest.approx(0.85 / 0.52, abs=0.03)


@pytest.mark.parametrize("roll_deg", [-12.0, 0.0, 7.0])
@pytest.mark.parametrize("seen", [("standing",), ("flat_back",), ("standing", "plank")])
def test_the_roll_is_told_from_who_stands_or_lies(seen, roll_deg) -> None:
    camera = replace(WIDE, roll_deg=roll_deg)
    calibrator, _ = rehearsed(*(POSTURES[name] for name in seen), camera=camera)
    roll = calibrator.finish("somebody").profile.camera.roll_deg
    assert abs(roll.value - roll_deg) < roll.uncertainty


def test_a_knee_plank_gives_the_line_of_the_knee_plank() -> None:
    calibrator, _ = rehearsed(knee_plank(2.0))
    person = calibrator.finish("somebody").profile.person
    assert person.body_line_deg is None
    assert person.knee_line_deg.value == pytest.approx(2.0, abs=1.5)


def test_who_sags_is_not_taken_for_straight() -> None:
    calibrator, _ = rehearsed(plank(14.0))
    outcome = calibrator.finish("somebody")
    assert outcome.profile.person.body_line_deg is None
    assert any("a straight plank reads" in line for line in outcome.left_out)


@pytest.mark.parametrize("camera", [{"roll_deg": 33.0}, {"pitch_deg": 40.0}, {"yaw_deg": 50.0}])
def test_a_camera_that_stands_badly_leaves_values_out_and_never_fails(camera) -> None:
    calibrator, _ = rehearsed(*POSTURES.values(), camera=replace(WIDE, **camera))
    assert calibrator.finish("somebody").left_out


def test_the_low_back_may_be_pressed_down_after_lying_down() -> None:
    motion = chain(still(knees_bent(hollow=0.06), 3.0), still(knees_bent(hollow=0.02), 4.0))
    calibrator = Calibrator(WIDE.size)
    for frame in film(motion, camera=WIDE):
        calibrator.update(frame)
    flat = calibrator.finish("somebody").profile.person.flat_back_t
    assert flat.value == pytest.approx(0.02, abs=0.01)


def test_other_postures_are_not_measured() -> None:
    calibrator, _ = rehearsed(kneeling(), table_top())
    outcome = calibrator.finish("somebody")
    assert outcome.profile.person == Person()
    assert len(outcome.left_out) >= 3


def test_one_instruction_at_a_time_until_all_is_measured() -> None:
    _, said = rehearsed(*POSTURES.values(), seconds=8.0)
    told = [one for one, _ in itertools.groupby(guidance.instruction for guidance in said)]
    assert told == [*map(instruction, STEPS), done()]
    assert said[-1].is_done


def test_a_step_that_is_not_done_in_time_is_skipped_and_said() -> None:
    calibrator = Calibrator(CAMERA.size)
    for frame in nobody(TIMEOUT_S + 1.0, 0.0, fps=2.0):
        guidance = calibrator.update(frame)
    assert guidance.instruction == instruction("plank")
    assert any("legs" in line for line in calibrator.finish("somebody").left_out)


def test_what_keeps_a_step_from_being_measured_is_said() -> None:
    _, said = rehearsed(standing(), plank(), camera=replace(WIDE, yaw_deg=50.0))
    assert "turn side-on" in " ".join(guidance.hint.words for guidance in said if guidance.hint)


def test_a_guided_calibration_asks_for_what_the_calibrator_lacks_and_ends() -> None:
    script = Calibration("a camera")
    motion = chain(*(still(posture, 10.0) for posture in POSTURES.values()))
    evening = lead(Coach(script), film(motion, camera=WIDE))
    instructions = [instruction(step) for step in STEPS]
    assert [words for words in evening.words if words in instructions] == instructions
    assert evening.words[-1] == done()
    assert evening.moments == ["setup", "summary"]
    assert script.calibrator is not None
    outcome = script.calibrator.finish("somebody")
    assert outcome.left_out == ()
    assert outcome.profile.camera.name == "a camera"


def test_a_calibration_keeps_what_it_measured_through_a_pause_and_trouble() -> None:
    coach = Coach(Calibration())
    motion = chain(*(still(posture, 10.0) for posture in POSTURES.values()))
    evening = lead(
        coach,
        film(motion, camera=WIDE),
        trouble=lambda t_s: Problem(ProblemId.CAMERA_BLACK) if 6.0 < t_s < 7.0 else None,
        keys={4.0: coach.guide.pause, 5.0: coach.guide.pause, 5.5: coach.guide.restart},
    )
    assert {"paused", "trouble", "summary"} <= set(evening.moments)
    assert coach.script.calibrator.finish("somebody").left_out == ()


# --- the command ---------------------------------------------------------------------------------


@pytest.fixture
def clip(tmp_path: Path) -> Path:
    """A Recording of somebody who calibrates."""
    motion = chain(*(still(posture, 5.0) for posture in POSTURES.values()))
    return kept(film(motion, camera=WIDE), tmp_path / "rehearsal.npz")


def kept(frames, path: Path) -> Path:
    recording = Recording(RecordingHeader(*CAMERA.size, ModelInfo("full", "0" * 64)))
    for frame in frames:
        recording.append(frame)
    recording.save(path)
    return path


def test_calibrate_writes_a_profile_and_says_what_it_measured(clip, tmp_path, capsys) -> None:
    path = tmp_path / "new" / "anna.toml"
    assert main(["calibrate", "--clip", str(clip), "--name", "anna", "--out", str(path)]) == 0
    said = capsys.readouterr().out
    assert "Plank line" in said
    assert str(path) in said.replace("\n", "")
    own = load_profile(path)
    assert (own.name, own.made) == ("anna", date.today())


@pytest.mark.slow
def test_a_rendered_person_is_measured_from_the_picture(root: Path, tmp_path, capsys) -> None:
    clip, path = root / "calibration" / "calibrating.mp4", tmp_path / "rendered.toml"
    assert main(["calibrate", "--clip", str(clip), "--out", str(path)]) == 0
    assert "Left out" not in capsys.readouterr().out
    own = load_profile(path)
    assert own.camera.roll_deg.value == pytest.approx(5.0, abs=1.5)  # that of the scene
    assert own.person.body_line_deg.value == pytest.approx(0.0, abs=3.0)
    assert own.camera.floor is not None


def test_a_clip_that_shows_nothing_gives_no_profile(tmp_path, capsys) -> None:
    empty = kept(nobody(2.0, 0.0), tmp_path / "empty.npz")
    path = tmp_path / "none.toml"
    assert main(["calibrate", "--clip", str(empty), "--out", str(path)]) == 3
    assert "nothing could be measured" in capsys.readouterr().err
    assert not path.exists()


def test_a_name_that_cannot_be_a_file_is_refused(clip, capsys) -> None:
    assert main(["calibrate", "--clip", str(clip), "--name", "../anna"]) == 2
    assert "cannot be the name of a profile" in capsys.readouterr().err


def test_the_result_names_the_profile(tmp_path, capsys) -> None:
    own, path = profile(body_line_deg=-9.0), tmp_path / "own.toml"
    save_profile(own, path)
    plank_clip = kept(film(SAGS_FROM_THE_START), tmp_path / "plank.npz")
    out = tmp_path / "out"
    words = ["analyze", str(plank_clip), "-e", "plank", "--profile", str(path), "--out", str(out)]
    assert main(words) == 0
    capsys.readouterr()
    result = json.loads((out / "result.json").read_text())
    assert result["profile"] == {"name": "somebody", "sha256": own.sha256}
    assert "hip_sag" in {f["fault"] for one in result["sets"] for f in one["findings"]}


def test_a_file_and_the_same_frames_one_by_one_give_the_same_findings(tmp_path) -> None:
    own = profile(body_line_deg=-9.0)
    result = analyze(kept(film(SAGS_FROM_THE_START), tmp_path / "plank.npz"), "plank", profile=own)
    live = judged("plank", SAGS_FROM_THE_START, own)
    assert [(f.fault, f.severity, f.start_s) for one in result.sets for f in one.findings] == [
        (f.fault, f.severity, f.start_s) for f in findings(live)
    ]


@pytest.mark.slow
def test_the_shipped_defaults_change_nothing(root: Path) -> None:
    default = load_profile(root / "calibration" / "default.toml")
    for clip in ("plank, sagging", "leg raises, arched", "leg lifts"):
        exercise, motion = CLIPS[clip]
        with_default = judged(exercise, motion, default)
        assert repr(with_default.sets) == repr(judged(exercise, motion, None).sets)
