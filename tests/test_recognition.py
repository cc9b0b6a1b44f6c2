"""Recognising what is done: every exercise, nothing foreign, several sets, and what is said."""

from dataclasses import replace

import pytest
from people import (
    GOOD,
    ON_THE_HIP,
    Camera,
    all_fours,
    bridges,
    chain,
    counts,
    crunches,
    curling,
    done_well,
    faults,
    film,
    high_plank,
    hold_s,
    into_plank_and_out,
    judged,
    kneeling,
    leg_raises,
    lying,
    negatives,
    plank,
    reaching_down,
    repeated,
    sit_ups,
    standing,
    still,
    through,
)

from formcheck.errors import InputError
from formcheck.exercises.catalogue import catalogue, catalogue_with, foreign
from formcheck.session import Session


def reaching(trunk):
    """Part of a sit-up with straight arms that reach for the legs."""
    arm = 80.0 - trunk
    return replace(curling(trunk), upper_arm=arm, forearm=arm)


#: The hands of the stick person in `people` stay on the chest, those of a negative sit-up help.
DONE = {**GOOD, "negative_sit_up": negatives(3, posture=reaching)}


#: Without those hands it is taken for a sit-up.
JUDGED = [exercise for exercise in GOOD if exercise != "negative_sit_up"]


def push_up(bend):
    arms = high_plank()
    shoulders = plank(height=0.66 - 0.3 * bend / 90.0, straight_arms=True)
    return replace(shoulders, upper_arm=arms.upper_arm + bend, forearm=arms.forearm - bend)


def scissoring(share):
    legs = 20.0 + 30.0 * share, 50.0 - 30.0 * share
    return lying(leg=legs[0], thigh2=legs[1], shank2=legs[1])


def climbing(share):
    body = high_plank()
    return replace(body, thigh2=body.thigh - 80.0 * share, shank2=body.shank + 20.0 * share)


def pointing(share):
    """Bird dog: the other arm reaches ahead while one leg is stretched out behind."""
    dog = all_fours(-90.0 + 85.0 * share, knee=90.0 - 85.0 * share)
    return replace(dog, upper_arm2=270.0 - 90.0 * share, forearm2=270.0 - 90.0 * share)


def striding(share):
    legs = -115.0 + 50.0 * share, -65.0 - 50.0 * share
    return replace(standing(), thigh=legs[0], shank=legs[0], thigh2=legs[1], shank2=legs[1])


#: Movements and postures outside the catalogue; None where nobody needs their name.
OTHERS = {
    "push-ups": ("push_up", repeated(3, high=90.0, rest=0.5, rise=1.0, lower=1.0).map(push_up)),
    "scissor kicks": (
        "scissors",
        repeated(6, high=1.0, rest=0.1, rise=0.7, top=0.1, lower=0.7).map(scissoring),
    ),
    "mountain climbers": (
        "mountain_climber",
        repeated(6, high=1.0, rest=0.3, rise=0.4, top=0.1, lower=0.4).map(climbing),
    ),
    "squats": (
        "squat",
        repeated(3, high=1.0, rest=0.5, rise=1.2, lower=1.2).map(
            lambda depth: reaching_down(depth=depth, reach=90.0)
        ),
    ),
    "bird dogs": ("bird_dog", repeated(3, high=1.0, rest=0.5, rise=1.0, lower=1.0).map(pointing)),
    "cat and cow": (
        None,
        repeated(3, low=-0.05, high=0.08, rise=1.5, lower=1.5).map(
            lambda bulge: all_fours(bulge=bulge)
        ),
    ),
    "downward dog": (None, still(plank(-60.0, height=0.66, straight_arms=True), 6.0)),
    "sitting": (None, still(replace(lying(90.0, knee=60.0, leg=30.0), hip_y=0.1), 6.0)),
    "lying": (None, still(lying(), 6.0)),
    "lying on a side": (None, still(ON_THE_HIP, 6.0)),
    "on all fours": (None, still(kneeling(), 6.0)),
    "standing": (None, still(standing(), 6.0)),
    "walking": (
        None,
        repeated(5, high=1.0, rest=0.05, rise=0.5, top=0.05, lower=0.5).map(striding),
    ),
}


def named(record):
    return [one.exercise for one in record.sets]


# --- the catalogue -------------------------------------------------------------------------------


def test_every_exercise_has_signs():
    assert all(exercise.recognition for exercise in catalogue().values())


def test_what_is_refused_is_in_the_catalogue():
    refused = {name for movement in foreign() for name in movement.refuses}
    assert refused <= catalogue().keys()


@pytest.mark.slow
@pytest.mark.parametrize("exercise", DONE)
def test_every_exercise_is_recognised_as_one_set(exercise):
    (one,) = judged("auto", DONE[exercise]).sets
    assert one.exercise == exercise
    assert not one.declared
    assert 0.5 <= one.confidence <= 1.0


@pytest.mark.parametrize("exercise", JUDGED)
def test_what_is_recognised_is_judged_like_what_is_declared(exercise):
    record, declared = judged("auto", GOOD[exercise]), done_well(exercise)
    assert counts(record) == counts(declared)
    assert hold_s(record) == pytest.approx(hold_s(declared))
    assert faults(record) == faults(declared)
    assert record.sets[0].start_s == pytest.approx(declared.sets[0].start_s)


def test_a_declared_set_says_so():
    (one,) = done_well("plank").sets
    assert one.declared
    assert one.confidence == 1.0


def test_faults_are_found_as_if_it_were_declared():
    sag = into_plank_and_out(through((0, 0.0), (4, 0.0), (5, 16.0), (9, 16.0)).map(plank))
    assert faults(judged("auto", sag)) == faults(judged("plank", sag)) == {("hip_sag", "severe")}


def test_a_sit_up_that_fails_stays_a_sit_up():
    tries = chain(sit_ups(1), repeated(2, high=35.0, rise=2.0, lower=2.0).map(curling))
    record = judged("auto", tries)
    assert named(record) == ["sit_up"]
    assert counts(record) == (1, 0, 2)


# --- several sets --------------------------------------------------------------------------------


def test_sets_of_different_exercises_are_told_apart():
    lie_down = through((0.0, kneeling()), (1.0, standing(-1)))
    both = chain(
        into_plank_and_out(still(plank(), 6.0)), lie_down, still(standing(), 2.0), crunches(3)
    )
    record = judged("auto", both)
    assert named(record) == ["plank", "crunch"]
    assert counts(record) == (3, 0, 0)


def test_what_follows_at_once_does_not_count_for_what_went_before():
    record = judged("auto", chain(leg_raises(2), still(lying(), 4.0), bridges(2)))
    assert named(record) == ["leg_raise", "glute_bridge"]
    assert [len(one.reps) for one in record.sets] == [2, 2]
    first, second = record.sets
    assert first.end_s <= second.start_s


def test_one_odd_repetition_does_not_split_a_set():
    odd = chain(crunches(2), repeated(1, high=70.0, rise=2.0, lower=2.0).map(curling), crunches(2))
    assert named(judged("auto", odd)) == ["crunch"]


# --- what is foreign -----------------------------------------------------------------------------


@pytest.mark.parametrize("name", OTHERS)
def test_nothing_foreign_is_taken_for_an_exercise(name):
    assert named(judged("auto", OTHERS[name][1])) == []


@pytest.mark.parametrize("name", [name for name, (known, _) in OTHERS.items() if known])
def test_movements_that_come_near_an_exercise_are_named(name):
    record = judged("auto", OTHERS[name][1])
    assert any(f"looks like {name}" in message.words for message in record.messages)


@pytest.mark.parametrize(
    ("declared", "name"),
    [("leg_raise", "scissor kicks"), ("pick_up", "squats"), ("donkey_kick", "bird dogs")],
)
def test_what_is_certainly_something_else_is_not_counted(declared, name):
    record = judged(declared, OTHERS[name][1])
    assert counts(record) == (0, 0, 0)
    assert any(f"looks like {name}" in message.words for message in record.messages)


def test_after_something_else_the_declared_exercise_counts_again():
    record = judged(
        "leg_raise", chain(OTHERS["scissor kicks"][1], still(lying(), 4.0), leg_raises(2))
    )
    assert counts(record) == (2, 0, 0)


# --- what was declared and does not match --------------------------------------------------------


@pytest.mark.parametrize(
    ("declared", "done"), [("plank", "knee_plank"), ("crunch", "leg_raise"), ("sit_up", "plank")]
)
def test_what_it_looks_like_is_said(declared, done):
    (message,) = [m.words for m in judged(declared, GOOD[done]).messages if "looks like" in m.words]
    assert catalogue()[done].name.lower() in message


@pytest.mark.parametrize("exercise", JUDGED)
def test_what_matches_needs_no_words(exercise):
    assert not any("looks like" in message.words for message in done_well(exercise).messages)


# --- what must not matter ------------------------------------------------------------------------

CAMERAS = {
    "mirrored": Camera(mirror=True),
    "from afar": Camera(px_per_m=200.0),
    "rolled": Camera(roll_deg=4.0),
    "swapped": Camera(swap=True),
    "oblique": Camera(yaw_deg=15.0),
}
VARIED = ("knee_plank", "sit_up", "single_leg_lift", "donkey_kick", "side_plank")


@pytest.mark.slow
@pytest.mark.parametrize("camera", CAMERAS)
@pytest.mark.parametrize("exercise", VARIED)
def test_the_camera_does_not_matter(exercise, camera):
    assert named(judged("auto", GOOD[exercise], camera=CAMERAS[camera])) == [exercise]


@pytest.mark.parametrize("fps", [10.0, 30.0])
@pytest.mark.parametrize("exercise", VARIED)
def test_the_frame_rate_does_not_matter(exercise, fps):
    assert named(judged("auto", GOOD[exercise], fps=fps)) == [exercise]


def test_from_the_feet_nothing_is_guessed():
    assert named(judged("auto", GOOD["plank"], camera=Camera(yaw_deg=80.0))) == []


# --- live ----------------------------------------------------------------------------------------


def test_the_exercise_is_told_as_soon_as_it_is_known():
    session = Session()
    updates = [session.feed(frame) for frame in film(GOOD["plank"])]
    first = next(i for i, update in enumerate(updates) if update.exercise)
    assert updates[first].exercise.id == "plank"
    assert updates[first].state.hold.total_s == pytest.approx(2.5, abs=0.5)  # nothing is lost
    assert updates[first - 1].state.values == {}


def test_an_empty_room_is_no_exercise():
    room = Camera(hidden=frozenset(GOOD["plank"].at(0.0).joints()))
    record = judged("auto", still(plank(), 4.0), camera=room)
    assert record.sets == ()


# --- exercises of one's own ----------------------------------------------------------------------

OWN = """
id = "long_plank"
name = "Long plank"
summary = "A plank that is watched for a bent knee alone."
signals = ["knee_flexion_deg"]
[position]
start = [{ measure = "trunk_elevation_deg", between = [-45, 45] }]
%s
[hold]
[[faults]]
id = "knees_bent"
code = "X1"
priority = 2
measure = "knee_flexion_deg"
cue = "Straighten your knees"
why = "So."
report = "So."
[faults.mild]
persist_s = 1.0
source = "ENG"
any = [{ all = [{ measure = "knee_flexion_deg", at_least = 20 }] }]
"""


def own(tmp_path, recognition=""):
    (tmp_path / "own.toml").write_text(OWN % recognition)
    return catalogue_with(tmp_path)


def test_an_exercise_without_signs_is_never_recognised(tmp_path):
    session = Session(known={"long_plank": own(tmp_path)["long_plank"]})
    for frame in film(GOOD["plank"]):
        session.feed(frame)
    assert session.finish().sets == ()


def test_an_own_exercise_with_signs_is_recognised(tmp_path):
    signs = '[recognition]\nsigns = [{ measure = "knee_flexion_deg", at_most = 20 }]'
    session = Session(known={"long_plank": own(tmp_path, signs)["long_plank"]})
    for frame in film(GOOD["plank"]):
        session.feed(frame)
    assert {one.exercise for one in session.finish().sets} == {"long_plank"}


@pytest.mark.parametrize(
    ("sign", "why"),
    [
        ('{ measure = "knee_flexion_deg" }', "give at_least, at_most or both"),
        ('{ measure = "knee_flexion_deg", at_least = 5, at_most = 5 }', "not below"),
        ('{ measure = "charm", at_least = 5 }', "unknown measure"),
    ],
)
def test_a_mistake_in_a_sign_is_named(tmp_path, sign, why):
    with pytest.raises(InputError, match=why):
        own(tmp_path, f"[recognition]\nsigns = [{sign}]")
