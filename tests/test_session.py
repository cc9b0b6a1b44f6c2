"""A whole session: entering, holding, resting, leaving, cuts and gaps, and what is told live."""

from dataclasses import replace

import numpy as np
import pytest
from people import (
    CAMERA,
    GOOD,
    Camera,
    chain,
    counts,
    crunches,
    curling,
    done_well,
    faults,
    film,
    findings,
    hold_s,
    into_plank_and_out,
    judged,
    kneeling,
    knees_bent,
    leg_raises,
    lying,
    nobody,
    plank,
    repeated,
    sit_ups,
    squatting,
    stand_up_after,
    standing,
    still,
    straight_legs,
    through,
)

from formcheck.errors import UsageError
from formcheck.pose.estimator import ModelInfo
from formcheck.pose.frame import empty_pose_frame
from formcheck.pose.recording import Recording, RecordingHeader
from formcheck.session import Session

HELD = ["plank", "high_plank", "knee_plank", "side_plank", "low_lunge"]
COUNTED = [exercise for exercise in GOOD if exercise not in HELD]


def without_people(frames, start_s, end_s):
    """The same clip with nobody found between two times."""
    return [
        empty_pose_frame(f.t_s, (f.width, f.height), f.shot) if start_s < f.t_s < end_s else f
        for f in frames
    ]


def without_frames(frames, start_s, end_s):
    """The same clip with no pictures at all between two times."""
    return [f for f in frames if not start_s < f.t_s < end_s]


# --- holds ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("exercise", HELD)
def test_a_hold_is_one_set_as_long_as_the_position_was_held(exercise):
    record = done_well(exercise)
    assert len(record.sets) == 1
    assert hold_s(record) == pytest.approx(8.0, abs=1.5)  # and parts of the ways in and out


def test_the_clock_of_good_form_stops_while_a_fault_lasts():
    sag = through((0, 0.0), (4, 0.0), (4.2, 12.0), (8, 12.0), (8.2, 0.0), (12, 0.0)).map(plank)
    (one,) = judged("plank", into_plank_and_out(sag)).sets
    assert one.hold.total_s - one.hold.good_form_s == pytest.approx(4.0, abs=0.4)


def test_form_is_lost_when_the_first_lasting_fault_began():
    sag = through((0, 0.0), (5, 0.0), (5.2, 12.0), (9, 12.0)).map(plank)
    (one,) = judged("plank", into_plank_and_out(sag)).sets
    (finding,) = one.findings
    assert one.hold.form_lost_at_s == pytest.approx(finding.start_s - one.start_s)


def test_a_fault_of_a_second_and_a_half_does_not_lose_the_form():
    sag = through((0, 0.0), (4, 0.0), (4.1, 12.0), (5.5, 12.0), (5.6, 0.0), (10, 0.0)).map(plank)
    (one,) = judged("plank", into_plank_and_out(sag)).sets
    assert len(one.findings) == 1
    assert one.hold.form_lost_at_s is None


@pytest.mark.parametrize(
    ("away", "seconds", "holds"), [("piked", 0.5, 1), ("piked", 1.6, 2), ("kneeling", 2.0, 2)]
)
def test_only_a_pause_of_less_than_a_second_is_bridged(away, seconds, holds):
    off = {"piked": plank(-60.0), "kneeling": kneeling()}[away]
    pause = chain(
        through((0.0, plank()), (0.3, off)),
        still(off, seconds),
        through((0.0, off), (0.3, plank())),
    )
    held = chain(still(plank(), 5.0), pause, still(plank(), 5.0))
    record = judged("plank", into_plank_and_out(held))
    assert len(record.sets) == holds
    assert faults(record) == set()


@pytest.mark.parametrize("start_posture", [kneeling(), standing(-1)], ids=["kneeling", "standing"])
@pytest.mark.parametrize("way_s", [0.6, 1.2, 2.5])
def test_entering_and_leaving_are_no_faults(start_posture, way_s):
    motion = chain(
        still(start_posture, 2.0),
        through((0.0, start_posture), (way_s, plank())),
        still(plank(), 6.0),
        through((0.0, plank()), (way_s, start_posture)),
        still(start_posture, 2.0),
    )
    record = judged("plank", motion)
    assert len(record.sets) == 1
    assert faults(record) == set()


@pytest.mark.parametrize(("sagging_s", "found"), [(0.9, set()), (3.0, {("hip_sag", "severe")})])
def test_the_first_second_and_a_half_is_for_getting_into_line(sagging_s, found):
    motion = chain(
        still(kneeling(), 2.0),
        through((0.0, kneeling()), (0.5, plank(18.5))),
        still(plank(18.5), sagging_s),
        through((0.0, plank(18.5)), (0.3, plank())),
        still(plank(), 5.0),
    )
    assert faults(judged("plank", motion)) == found


def test_sinking_to_the_floor_at_the_end_is_leaving_not_a_fault():
    down = replace(plank(), hip_y=0.09, trunk=141.0, head=141.0, thigh=-2.0, shank=-2.0, foot=-20.0)
    motion = chain(
        into_plank_and_out(still(plank(), 6.0)),
        through((0.0, kneeling()), (1.2, plank())),
        still(plank(), 6.0),
        through((0.0, plank()), (0.8, down)),
        still(down, 4.0),
    )
    assert faults(judged("plank", motion)) == set()


@pytest.mark.parametrize(("seconds", "sets"), [(1.5, 0), (2.4, 0), (4.0, 1)])
def test_a_hold_that_was_entered_and_left_in_less_than_three_seconds_is_none(seconds, sets):
    motion = into_plank_and_out(still(plank(), seconds - 1.2))
    assert len(judged("plank", motion).sets) == sets


@pytest.mark.parametrize(("seconds", "sets"), [(0.5, 0), (2.0, 1), (2.9, 1)])
def test_a_short_clip_that_begins_and_ends_in_position_is_kept(seconds, sets):
    assert len(judged("plank", still(plank(), seconds)).sets) == sets


def test_a_clip_that_begins_in_a_sag_is_judged_from_its_first_second():
    assert faults(judged("plank", still(plank(20.0), 2.5))) == {("hip_sag", "severe")}


@pytest.mark.parametrize("exercise", HELD)
@pytest.mark.parametrize(
    "posture", [kneeling(), standing(-1), lying()], ids=["kneeling", "standing", "on the back"]
)
def test_what_is_no_plank_is_not_held(exercise, posture):
    assert judged(exercise, still(posture, 6.0)).sets == ()


def test_lying_on_the_belly_is_no_plank():
    flat = replace(plank(), hip_y=0.09, trunk=180.0, head=180.0, thigh=-1.0, shank=-1.0, foot=-20.0)
    flat = replace(flat, upper_arm=185.0, forearm=180.0)
    assert judged("plank", still(flat, 6.0)).sets == ()


# --- repetitions ---------------------------------------------------------------------------------


@pytest.mark.parametrize("exercise", COUNTED)
def test_three_good_repetitions_are_counted_in_one_set(exercise):
    record = done_well(exercise)
    assert counts(record) == (3, 0, 0)
    assert len(record.sets) == 1
    assert [rep.index for rep in record.sets[0].reps] == [1, 2, 3]
    assert [rep.score for rep in record.sets[0].reps] == [100] * 3


CROUCHED = replace(standing(), hip_y=0.6, thigh=-35.0, shank=-125.0)
#: Bend down from a crouch, looking forward, and come up again, three times.
BENDING = repeated(3, low=5.0, high=85.0).map(
    lambda trunk: replace(CROUCHED, trunk=trunk, head=trunk + 85.0)
)


@pytest.mark.parametrize(
    ("exercise", "motion"),
    [
        ("sit_up", still(knees_bent(), 12.0)),
        ("crunch", still(knees_bent(), 12.0)),
        ("straight_leg_sit_up", still(lying(), 12.0)),
        ("leg_raise", still(lying(), 12.0)),
        ("sit_up", repeated(4, high=6.0, rise=0.5, lower=0.5).map(curling)),
        ("leg_raise", repeated(4, high=9.0, rise=0.5, lower=0.5).map(straight_legs)),
        (
            "sit_up",
            repeated(3, low=0.0, high=14.0, rise=1.0, lower=1.0).map(
                lambda up: knees_bent(feet_up=up)
            ),
        ),
        ("sit_up", repeated(3, high=35.0, rise=0.5, lower=0.5).map(lambda x: knees_bent(lead=x))),
        ("leg_raise", through((0, lying()), (2, lying()), (4, knees_bent()), (8, knees_bent()))),
        ("sit_up", stand_up_after(still(knees_bent(), 3.0))),
        ("crunch", stand_up_after(still(knees_bent(), 3.0))),
        ("straight_leg_sit_up", stand_up_after(still(knees_bent(), 3.0))),
        ("leg_raise", stand_up_after(still(knees_bent(), 3.0))),
        ("sit_up", still(standing(), 8.0)),
        ("sit_up", repeated(3, high=1.0).map(lambda x: squatting() if x > 0.5 else standing())),
        ("sit_up", BENDING),
        ("crunch", BENDING),
    ],
    ids=[
        "lying still",
        "lying still in a crunch",
        "lying still with straight legs",
        "lying still in a leg raise",
        "fidgeting",
        "fidgeting legs",
        "shifting the feet",
        "nodding",
        "pulling up the knees",
        "standing up",
        "standing up from a crunch",
        "standing up from a straight-leg sit-up",
        "standing up from a leg raise",
        "standing",
        "squatting",
        "bending down",
        "bending down in a crunch",
    ],
)
def test_lying_adjusting_and_standing_up_make_no_repetition_and_no_fault(exercise, motion):
    record = judged(exercise, motion)
    assert counts(record) == (0, 0, 0)
    assert faults(record) == set()


def test_standing_up_after_the_last_repetition_adds_nothing():
    record = judged("sit_up", stand_up_after(sit_ups(2)))
    assert counts(record) == (2, 0, 0)
    assert faults(record) == set()


def test_lying_down_from_standing_is_no_repetition():
    sitting = curling(85.0)
    down = through(
        (0, standing()), (1, standing()), (1.8, squatting()), (2.6, sitting), (4.5, knees_bent())
    )
    record = judged("sit_up", chain(down, sit_ups(2)))
    assert counts(record) == (2, 0, 0)
    assert faults(record) == set()


def test_a_failed_sit_up_is_an_attempt_and_no_repetition():
    record = judged("sit_up", chain(sit_ups(1), sit_ups(1, high=40.0, lower=2.0)))
    assert counts(record) == (1, 0, 1)
    (attempt,) = record.sets[0].attempts
    assert attempt.peak.value == pytest.approx(40.0, abs=3.0)


def test_the_second_failed_attempt_is_severe():
    record = judged("sit_up", sit_ups(2, high=40.0, lower=2.0))
    assert [finding.severity for finding in findings(record)] == ["mild", "severe"]


def test_an_attempt_that_is_stuck_for_long_is_severe_at_once():
    record = judged("sit_up", sit_ups(1, high=40.0, lower=2.0, top=3.0))
    assert [finding.severity for finding in findings(record)] == ["severe"]


def test_a_repetition_lists_its_faults_and_loses_points():
    record = judged("sit_up", sit_ups(1, lower=1.2))
    (rep,) = record.sets[0].reps
    assert rep.grades == {"dropped": "severe"}
    assert rep.faults == ["dropped"]
    assert rep.score == 60


def test_a_repetition_that_stops_short_counts_and_loses_points():
    record = judged("sit_up", sit_ups(1, high=66.0))
    (rep,) = record.sets[0].reps
    assert rep.complete
    assert list(rep.faults) == ["incomplete_top"]
    assert rep.score == 100 - 15


def test_the_times_of_a_repetition_are_those_of_the_movement():
    (rep,) = judged("sit_up", sit_ups(1)).sets[0].reps
    assert rep.start_s == pytest.approx(1.5, abs=0.5)
    assert 3.4 <= rep.top_s <= 4.2
    assert rep.end_s == pytest.approx(9.0, abs=1.0)
    assert rep.value("rise_s") + rep.value("lower_s") == pytest.approx(rep.end_s - rep.start_s)


def test_a_long_rest_begins_a_new_set():
    record = judged("crunch", chain(crunches(2), still(knees_bent(), 25.0), crunches(1)))
    assert [len(one.reps) for one in record.sets] == [2, 1]


def test_a_short_rest_does_not():
    record = judged("crunch", chain(crunches(2), still(knees_bent(), 8.0), crunches(1)))
    assert [len(one.reps) for one in record.sets] == [3]


def test_who_is_filmed_from_the_front_is_counted_but_not_scored():
    record = judged("sit_up", sit_ups(1), camera=Camera(yaw_deg=40.0, depth_seen=0.2))
    reps = [rep for one in record.sets for rep in one.reps]
    assert [rep.scored for rep in reps] == [False]
    assert [rep.score for rep in reps] == [None]


def test_attempts_seen_from_above_are_counted_but_not_judged():
    record = judged("sit_up", sit_ups(2, high=40.0), camera=Camera(pitch_deg=40.0))
    assert counts(record) == (0, 0, 2)
    assert faults(record) == set()


def test_slow_crunches_are_all_counted():
    slow = crunches(3, high=20.0, rise=3.0, top=1.0, lower=5.0)
    assert counts(judged("crunch", slow)) == (3, 0, 0)


# --- cuts and gaps -------------------------------------------------------------------------------


def cut_at(frames, t_s):
    return [replace(frame, shot=int(frame.t_s >= t_s)) for frame in frames]


def test_no_sag_is_judged_across_a_cut():
    # 0.8 s of sag on either side: neither is a second long.
    sag = through((0, 0.0), (4, 0.0), (4.1, 12.0), (5.6, 12.0), (5.7, 0.0), (10, 0.0)).map(plank)
    frames = film(into_plank_and_out(sag))
    middle = 2.0 + 1.2 + 4.0 + 0.8
    assert faults(judged("plank", frames)) == {("hip_sag", "mild")}
    assert faults(judged("plank", cut_at(frames, middle))) == set()


def test_no_repetition_is_counted_across_a_cut():
    frames = film(sit_ups(2))
    assert counts(judged("sit_up", cut_at(frames, 4.0))) == (1, 0, 0)


def test_a_hold_goes_on_after_a_cut():
    frames = film(into_plank_and_out(still(plank(), 10.0)))
    whole, cut = judged("plank", frames), judged("plank", cut_at(frames, 8.0))
    assert len(cut.sets) == 1
    assert hold_s(cut) == pytest.approx(hold_s(whole), abs=0.2)


def test_the_user_is_told_of_cuts():
    frames = cut_at(film(GOOD["plank"]), 6.0)
    assert any("2 camera shots" in message.words for message in judged("plank", frames).messages)


@pytest.mark.parametrize(("gap_s", "reps"), [(0.6, 2), (3.0, 1)])
def test_a_repetition_survives_only_a_short_time_out_of_sight(gap_s, reps):
    frames = without_people(film(sit_ups(2)), 3.0, 3.0 + gap_s)
    assert counts(judged("sit_up", frames)) == (reps, 0, 0)


@pytest.mark.parametrize(("gap_s", "holds"), [(0.6, 1), (4.0, 2)])
def test_a_hold_survives_only_a_short_time_out_of_sight(gap_s, holds):
    frames = without_people(film(into_plank_and_out(still(plank(), 14.0))), 8.0, 8.0 + gap_s)
    record = judged("plank", frames)
    assert len(record.sets) == holds
    assert hold_s(record) <= 16.0 - (gap_s if holds > 1 else 0.0)


def test_seconds_without_frames_are_not_held():
    frames = film(into_plank_and_out(still(plank(), 14.0)))
    whole = judged("plank", frames)
    record = judged("plank", without_frames(frames, 8.0, 12.0))
    assert hold_s(record) == pytest.approx(hold_s(whole) - 4.0, abs=1.0)


def test_two_short_sags_around_a_stretch_without_frames_are_no_long_one():
    # A frozen camera: 0.4 s of sag before, 0.4 s after.
    sag = through((0, 0.0), (4, 0.0), (4.1, 12.0), (7.0, 12.0), (7.1, 0.0), (12, 0.0)).map(plank)
    frames = film(into_plank_and_out(sag))
    begins = 2.0 + 1.2 + 4.1
    record = judged("plank", without_frames(frames, begins + 0.35, begins + 2.55))
    assert faults(record) == set()


def test_no_repetition_is_counted_across_seconds_without_frames():
    frames = without_frames(film(sit_ups(2)), 3.0, 6.0)
    assert counts(judged("sit_up", frames)) == (1, 0, 0)


# --- what a session tells ------------------------------------------------------------------------


def test_an_unknown_exercise_is_refused():
    with pytest.raises(UsageError, match="planck"):
        Session("planck")


def test_an_empty_room_is_said_to_be_empty():
    record = judged("plank", nobody(3.0, 0.0))
    assert record.sets == ()
    assert record.pose_frames == 0
    assert not record.view.judgeable
    assert "nobody was found" in record.messages[0].words


def test_no_frames_at_all_are_no_set():
    assert Session("plank").finish().sets == ()


def test_a_person_who_does_something_else_is_told_so():
    record = judged("plank", still(standing(-1), 5.0))
    assert "forearm plank was not held" in record.messages[0].words


def test_the_usable_share_is_that_of_the_time_not_of_the_frames():
    frames = film(GOOD["plank"], fps=40.0)
    sparse = [f for i, f in enumerate(frames) if f.t_s < 7.2 or i % 8 == 0]
    record = judged("plank", without_people(sparse, 7.2, 99.0))
    assert record.usable_fraction == pytest.approx(0.5, abs=0.03)


@pytest.mark.parametrize(
    ("camera", "reason"),
    [(Camera(yaw_deg=40.0), "side-on"), (Camera(px_per_m=110.0), "come closer")],
)
def test_a_view_that_cannot_be_judged_is_said_so_with_a_hint(camera, reason):
    view = judged("plank", GOOD["plank"], camera=camera).view
    assert not view.judgeable
    assert reason in view.problems[0].words


def test_a_square_view_is_judgeable_without_reserve():
    view = judged("plank", GOOD["plank"]).view
    assert view.judgeable
    assert view.problems == ()
    assert view.facing == "left"
    assert view.yaw_deg <= 1.0


def test_without_world_landmarks_the_judgement_is_the_same():
    frames = film(GOOD["plank"])
    blind = [replace(frame, world=np.full((33, 3), np.nan)) for frame in frames]
    assert repr(judged("plank", blind).sets) == repr(judged("plank", frames).sets)


def test_the_live_count_rises_as_repetitions_end():
    session, last = Session("crunch"), 0
    for frame in film(crunches(3)):
        reps = session.feed(frame).state.reps
        assert reps in (last, last + 1)
        last = reps
    assert last == 3


def test_the_live_phases_follow_the_movement():
    session, phases = Session("sit_up"), []
    for frame in film(sit_ups(1)):
        phase = session.feed(frame).state.phase
        if phase not in phases[-1:]:
            phases.append(phase)
    assert phases[-5:] == ["down", "rise", "top", "lower", "down"]


def test_a_hold_is_shown_live_after_a_second_and_no_longer_after_leaving():
    session = Session("plank")
    held = [(f.t_s, session.feed(f).state.in_position) for f in film(GOOD["plank"])]
    shown = [t_s for t_s, in_position in held if in_position]
    assert shown[0] == pytest.approx(2.7 + 1.0, abs=0.3)
    assert shown[-1] == pytest.approx(11.8 + 1.0, abs=0.4)


def test_the_cue_comes_when_the_fault_is_sure_and_goes_with_it():
    sag = through((0, 0.0), (4, 0.0), (4.2, 12.0), (8, 12.0), (8.2, 0.0), (12, 0.0)).map(plank)
    session = Session("plank")
    cues = [(f.t_s, session.feed(f).cue) for f in film(sag)]
    spoken = [t_s for t_s, cue in cues if cue]
    assert {cue.fault.cue for _, cue in cues if cue} == {"Lift your hips"}
    assert spoken[0] == pytest.approx(4.1 + 1.0, abs=0.3)
    assert spoken[-1] == pytest.approx(8.2 + 0.5, abs=0.3)


def test_the_graver_of_two_faults_gives_the_cue():
    both = through((0, 0.0), (4, 0.0), (5, 1.0), (9, 1.0)).map(
        lambda x: plank(14.0 * x, stack=20.0 * x)
    )
    session, cue, active = Session("plank"), None, ()
    for frame in film(into_plank_and_out(both)):
        update = session.feed(frame)
        if len(update.state.active) > 1:
            cue, active = update.cue, update.state.active
    assert {finding.fault.id for finding in active} == {"hip_sag", "shoulders_off_elbows"}
    assert cue.fault.id == "hip_sag"


def test_a_fault_for_the_report_only_gives_no_cue():
    session = Session("sit_up")
    cues = {session.feed(frame).cue for frame in film(sit_ups(1, high=66.0))}
    assert cues == {None}


def test_findings_begin_once():
    session = Session("plank")
    sag = through((0, 0.0), (4, 0.0), (4.2, 12.0), (8, 12.0)).map(plank)
    begun = [one for f in film(sag) for one in session.feed(f).state.begun]
    assert [finding.fault.id for finding in begun] == ["hip_sag"]


def test_the_measures_of_the_exercise_are_told_with_every_frame():
    update = Session("plank").feed(CAMERA.shoot(plank(7.0)))
    assert update.state.values["body_line_deg"].value == pytest.approx(7.0, abs=0.3)
    assert set(update.state.values) >= set(Session("plank").exercise.signals)


def test_two_sessions_do_not_know_of_each_other():
    first, second = Session("crunch"), Session("crunch")
    for frame in film(crunches(2)):
        first.feed(frame)
    assert second.finish().sets == ()
    assert counts(first.finish()) == (2, 0, 0)


# --- recordings ----------------------------------------------------------------------------------

HEADER = RecordingHeader(*CAMERA.size, ModelInfo("stick", "0" * 64))


@pytest.mark.parametrize(
    ("exercise", "motion"),
    [
        ("plank", into_plank_and_out(through((0, 0.0), (4, 0.0), (6, 15.0), (9, 15.0)).map(plank))),
        ("sit_up", chain(sit_ups(1, lower=1.2), sit_ups(1, high=40.0))),
        ("leg_raise", leg_raises(2, low=5.0, lower=4.0)),
    ],
)
def test_a_recording_gives_the_same_judgement_as_the_frames(exercise, motion, tmp_path):
    camera = Camera(noise_m=0.01, seed=5)
    frames = cut_at(without_people(film(motion, camera, fps=29.97), 1.0, 1.5), 9.0)
    recording = Recording(HEADER)
    for frame in frames:
        recording.append(frame)
    recording.save(tmp_path / "clip.npz")
    replayed = list(Recording.load(tmp_path / "clip.npz"))
    assert repr(judged(exercise, replayed)) == repr(judged(exercise, frames))


def test_the_time_at_which_a_clip_begins_only_shifts_the_times():
    early = judged("sit_up", sit_ups(1, lower=1.2))
    late = judged("sit_up", sit_ups(1, lower=1.2), start_s=3600.0)
    assert faults(late) == faults(early)
    shift = late.sets[0].reps[0].top_s - early.sets[0].reps[0].top_s
    assert shift == pytest.approx(3600.0, abs=1e-3)
