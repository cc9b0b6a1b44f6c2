"""The exercise files: all load, and a mistake in one is named with file, key and reason."""

import re
from importlib.resources import files

import pytest

from formcheck.errors import InputError, UsageError
from formcheck.exercises.catalogue import catalogue, catalogue_with, exercise_by_id
from formcheck.exercises.ladders import harder_exercise, step_down, version_of
from formcheck.exercises.spec import Exercise
from formcheck.motion.measures import MEASURES
from formcheck.settings import read_toml

#: The public contract: every exercise and the fault ids that it may report.
PLANK_FAULTS = (
    "hip_sag hips_piked sag_drift head_drop head_crane shoulders_off_elbows knees_bent hips_down"
)
SIT_UP_FAULTS = (
    "hip_flexor_driven feet_lift momentum arm_swing neck_pull failed_attempt dropped "
    "incomplete_top arched_start"
)
PUBLIC = {
    "plank": PLANK_FAULTS,
    "high_plank": PLANK_FAULTS,
    "knee_plank": PLANK_FAULTS,
    "side_plank": "side_hip_drop rolled shoulders_off_elbows",
    "straight_leg_sit_up": SIT_UP_FAULTS,
    "sit_up": SIT_UP_FAULTS,
    "negative_sit_up": "dropped arched_start hip_flexor_driven",
    "crunch": "too_high neck_pull feet_lift too_fast too_low",
    "leg_raise": "lumbar_lift legs_too_low too_fast head_lift knees_bent legs_uneven hip_swing",
    "bent_knee_leg_lift": "lumbar_lift legs_only hip_swing head_lift",
    "single_leg_lift": "lumbar_lift too_fast head_lift knees_bent other_leg_lifts",
    "dead_bug": "lumbar_lift other_leg_drifts too_fast",
    "glute_bridge": "too_low over_arched feet_too_far dropped",
    "donkey_kick": "back_arches trunk_shifts too_low knee_opens momentum",
    "low_lunge": "leaning back_arches no_stretch",
    "pick_up": "stooped back_rounds load_far jerked",
}
#: Biomechanics 3.1: bent knees are what a knee plank is made of.
MISSING = {"knee_plank": {"knees_bent"}}
#: Warm-ups, a hold without easier or harder versions here, and everyday lifting.
NO_LADDER = {"side_plank", "glute_bridge", "donkey_kick", "low_lunge", "pick_up"}
FOLDER = files("formcheck.exercises") / "catalogue"
FILES = sorted(entry.name for entry in FOLDER.iterdir() if entry.name.endswith(".toml"))
EXERCISES = list(catalogue().values())
FAULTS = [(exercise, fault) for exercise in EXERCISES for fault in exercise.faults]
FAULT_IDS = [f"{exercise.id}-{fault.id}" for exercise, fault in FAULTS]


# --- what comes with formcheck -------------------------------------------------------------------


@pytest.mark.parametrize("name", FILES)
def test_a_file_loads_and_is_named_after_its_exercise(name):
    assert read_toml(FOLDER / name, Exercise).id == name.removesuffix(".toml")


def test_the_catalogue_holds_every_file():
    assert sorted(catalogue()) == [name.removesuffix(".toml") for name in FILES]


@pytest.mark.parametrize("exercise", EXERCISES, ids=lambda exercise: exercise.id)
def test_exercise_and_fault_ids_are_public_ones(exercise):
    missing = MISSING.get(exercise.id, set())
    assert {fault.id for fault in exercise.faults} | missing == set(PUBLIC[exercise.id].split())


def test_every_public_exercise_is_there():
    assert set(catalogue()) == set(PUBLIC)


@pytest.mark.parametrize("exercise", EXERCISES, ids=lambda exercise: exercise.id)
def test_what_is_easier_and_harder_exists_and_is_another_exercise(exercise):
    version, known = version_of(exercise.id), catalogue()
    downs = [step_down(version, known, failed=failed) for failed in (False, True)]
    others = {down.exercise for down in downs if down} | {harder_exercise(exercise)} - {None}
    assert others or exercise.id in NO_LADDER
    assert others <= set(known) - {exercise.id}


@pytest.mark.parametrize("exercise", EXERCISES, ids=lambda exercise: exercise.id)
def test_what_is_easier_says_that_this_is_harder(exercise):
    down = step_down(version_of(exercise.id), catalogue())
    if exercise.id == "high_plank":  # beside the ladder
        assert down == version_of("knee_plank")
    elif down:
        assert harder_exercise(catalogue()[down.exercise]) == exercise.id


@pytest.mark.parametrize(("exercise", "fault"), FAULTS, ids=FAULT_IDS)
def test_every_number_has_a_source_with_an_evidence_tag(exercise, fault):
    for grade in (fault.mild, fault.severe):
        if grade:
            tags = ("LIT", "COACH", "ENG", "SIM", "measured on renders")
            assert any(tag in grade.source for tag in tags)


@pytest.mark.parametrize("exercise", EXERCISES, ids=lambda exercise: exercise.id)
def test_the_measures_of_an_exercise_are_all_it_reads(exercise):
    assert set(exercise.signals) <= set(exercise.measures) <= set(MEASURES)


def test_an_unknown_exercise_is_refused_with_the_known_ones():
    with pytest.raises(UsageError, match=r"'planck'.*high_plank.*sit_up"):
        exercise_by_id("planck")


# --- mistakes ------------------------------------------------------------------------------------

HOLD = """
id = "test_hold"
name = "Test hold"
summary = "Hold."
signals = ["body_line_deg"]

[ladder]
harder = "plank"

[position]
start = [{ measure = "trunk_elevation_deg", between = [-45, 45] }]

[hold]

[baseline]
measures = { body_line_deg = [-8, 6] }

[[faults]]
id = "hip_sag"
code = "PL1"
priority = 1
measure = "body_line_deg"
cue = "Lift your hips"
why = "Because."
report = "They sagged."

[faults.mild]
persist_s = 1.0
source = "ENG"
any = [{ all = [{ measure = "body_line_deg", at_least = 10 }] }]

[faults.severe]
persist_s = 1.0
source = "ENG"
any = [{ all = [{ measure = "body_line_deg", at_least = 18 }] }]
"""

REPS = """
id = "test_reps"
name = "Test repetitions"
summary = "Repeat."
signals = ["trunk_elevation_deg"]

[ladder]

[position]
start = [{ measure = "trunk_elevation_deg", between = [-25, 35] }]

[reps]
signal = "trunk_elevation_deg"
relative = true
lo = 8
hi = 70
attempt = 10
fail_below = 60
rest = [-15, 30]
shortest_s = 1.2
longest_s = 15

[[faults]]
id = "dropped"
code = "SU8"
priority = 2
measure = "rep_speed_deg_s"
cue = "Slower"
why = "Because."
report = "They dropped."

[faults.mild]
source = "ENG"
features = [{ of = "rep_speed_deg_s", take = "min", phase = "lower", at_most = -75 }]

[faults.severe]
source = "ENG"
features = [{ of = "rep_speed_deg_s", take = "min", phase = "lower", at_most = -130 }]
"""

MILD = 'any = [{ all = [{ measure = "body_line_deg", at_least = 10 }] }]'
CURL = """[reps.curl]
fault = "dropped"
flexion_deg = 850
levels = [20, 45]

[[faults]]"""
MISTAKES = [
    # file, what stands there, what is written instead, the key and the reason that are named
    (REPS, "lo = 8", "lo = 70", "reps", "impossible hysteresis"),
    (REPS, "lo = 8", "lo = 80", "reps", "lo = 80.0 is not below hi = 70.0"),
    (REPS, "fail_below = 60", "fail_below = 75", "reps", "fail_below lies between lo and hi"),
    (REPS, "rest = [-15, 30]", "rest = [30, -15]", "reps", "smaller number first"),
    (REPS, "longest_s = 15", "longest_s = 1", "reps", "shortest_s is not below longest_s"),
    (REPS, "shortest_s = 1.2", "shortest_s = 0", "reps.shortest_s", "greater than 0"),
    (REPS, "hi = 70", "high = 70", "reps.hi", "this key is missing"),
    (REPS, "[[faults]]", CURL, "", "curl: dropped is no fault with a baseline"),
    (REPS, 'signal = "trunk', 'signal = "torso', "reps", "unknown measure 'torso_elevation_deg'"),
    (REPS, "at_most = -130", "at_most = -60", "faults 1", "what is severe must also be mild"),
    (REPS, "at_most = -130", "at_least = 130", "faults 1", "what is severe must also be mild"),
    (REPS, 'take = "min"', 'take = "at"', "faults 1.mild.features 1", "needs 1 level"),
    (REPS, 'take = "min"', 'take = "least"', "faults 1.mild.features 1.take", "'max', 'min'"),
    (REPS, 'source = "ENG"\n', "", "faults 1.mild.source", "this key is missing"),
    (HOLD, 'source = "ENG"\n', 'source = ""\n', "faults 1.mild.source", "at least 1 character"),
    (HOLD, "at_least = 18", "at_least = 9", "faults 1", "what is severe must also be mild"),
    (HOLD, "at_least = 10", "at_least = 10, at_most = 5", "faults 1", "either at_least or at_most"),
    (HOLD, ", at_least = 10", "", "faults 1", "either at_least or at_most"),
    (HOLD, "persist_s = 1.0\n", "", "faults 1.mild", "needs persist_s"),
    (HOLD, 'why = "Bec', 'hint = ""\nwhy = "Bec', "faults 1.hint", "at least 1 character"),
    (HOLD, 'cue = "Lift', 'cue = "Please do lift up', "faults 1", "at most five words"),
    (HOLD, MILD, "attempts = 1", "faults 1", "severe"),
    (HOLD, MILD, "", "faults 1.mild", "give one of"),
    (HOLD, "[hold]", "[hold]\nwobble = 1", "hold.wobble", "no such key"),
    (HOLD, "[hold]\n", "", "", "either [hold] or [reps]"),
    (HOLD, "[-8, 6]", "[6, -8]", "baseline", "smaller number first"),
    (HOLD, "[-45, 45]", "[45, -45]", "position.start 1", "smaller number first"),
    (HOLD, 'signals = ["body', 'signals = ["spine', "", "unknown measure 'spine_line_deg'"),
    (HOLD, "priority = 1", "priority = 4", "faults 1.priority", "1, 2 or 3"),
    (HOLD, 'id = "test_hold"', "id = ", "", "not valid TOML"),
]


@pytest.fixture
def own(tmp_path):
    """Reads a file with that text from a user's own folder."""

    def read(text):
        (tmp_path / "mine.toml").write_text(text, encoding="utf-8")
        (exercise_id,) = catalogue_with(tmp_path).keys() - catalogue().keys()
        return catalogue_with(tmp_path)[exercise_id]

    return read


def ids(mistakes):
    return [
        f"{text.strip().splitlines()[0]}-{new or 'no ' + old}"[:60]
        for text, old, new, *_ in mistakes
    ]


@pytest.mark.parametrize(("text", "old", "new", "key", "why"), MISTAKES, ids=ids(MISTAKES))
def test_a_mistake_is_named_with_file_key_and_reason(text, old, new, key, why, own):
    assert old in text
    with pytest.raises(InputError) as refused:
        own(text.replace(old, new, 1))
    message = str(refused.value)
    assert re.search(r"mine\.toml(: | is )", message)
    assert key in message
    assert why in message


@pytest.mark.parametrize("text", [HOLD, REPS], ids=["hold", "reps"])
def test_the_same_file_without_the_mistake_is_read(text, own):
    assert own(text).name.startswith("Test")


def test_a_change_needs_a_baseline_to_change_from(own):
    change = "measure = 'hip_angle_deg', change = true, at_least"
    mild_only = HOLD[: HOLD.index("[faults.severe]")]
    with pytest.raises(InputError, match=r"mine\.toml.*hip_sag: hip_angle_deg has no baseline"):
        own(mild_only.replace('measure = "body_line_deg", at_least', change))


def test_a_hold_has_no_faults_of_repetitions(own):
    of_reps = REPS[REPS.index("[[faults]]") :]
    with pytest.raises(InputError, match="a hold has no repetitions"):
        own(HOLD + of_reps)


def test_a_fault_id_occurs_once(own):
    again = HOLD[HOLD.index("[[faults]]") :]
    with pytest.raises(InputError, match="a fault id occurs twice"):
        own(HOLD + again)


SEVERE = 'any = [{ all = [{ measure = "body_line_deg", at_least = 18 }] }]'


def test_a_severe_condition_that_no_mild_one_covers_is_refused(own):
    other = 'any = [{ all = [{ measure = "knee_flexion_deg", at_least = 18 }] }]'
    with pytest.raises(InputError, match="what is severe must also be mild"):
        own(HOLD.replace(SEVERE, other))


def test_a_severe_feature_that_no_mild_one_covers_is_refused(own):
    with pytest.raises(InputError, match="what is severe must also be mild"):
        own(REPS.replace('phase = "lower", at_most = -130', "at_most = -10"))


@pytest.mark.parametrize("exercise", catalogue().values(), ids=lambda exercise: exercise.id)
def test_a_short_name_begins_the_name_and_has_no_brackets(exercise):
    assert exercise.name.startswith(exercise.short_name)
    assert exercise.name == exercise.short_name or "(" in exercise.name
    assert not set(exercise.short_name) & set("()")
