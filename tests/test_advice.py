"""What to do after a set: each rule fires where it should and stays silent where it should not."""

import pytest

from formcheck.coaching.advice import BRACING_SET, STRETCHING_SET, WARM_UP_SET, advise
from formcheck.exercises.catalogue import catalogue
from formcheck.exercises.records import Finding, HoldClock, NotJudged, Rep, SetRecord
from formcheck.exercises.spec import Severity
from formcheck.motion.measurement import Measurement
from formcheck.problem import Problem, ProblemId


def finding(
    exercise: str,
    fault_id: str,
    severity: Severity,
    span: tuple[float, float],
    rep: int | None = None,
    *,
    spoken: bool = True,
) -> Finding:
    fault = next(f for f in catalogue()[exercise].faults if f.id == fault_id)
    peak = Measurement(15.0, 3.0)
    return Finding(
        fault, severity, *span, rep, fault.measure, "deg", peak, 10.0, span[0], spoken=spoken
    )


def hold(exercise: str, *findings: Finding, total_s: float = 40.0) -> SetRecord:
    clock = HoldClock(total_s=total_s, good_form_s=total_s)
    return SetRecord(exercise, 0.0, total_s, hold=clock, findings=list(findings))


def reps(exercise: str, count: int, *findings: Finding) -> SetRecord:
    record = SetRecord(exercise, 0.0, 5.0 * count, findings=list(findings))
    for index in range(1, count + 1):
        start = 5.0 * (index - 1)
        rom = Measurement(80.0, 2.5)
        rep = Rep(index, start, start + 2, start + 5, complete=True, scored=True, rom=rom)
        rep.faults = {f.fault.id: f.severity for f in findings if f.rep == index}
        record.reps.append(rep)
    return record


def in_reps(exercise: str, fault_id: str, severity: Severity, *indices: int) -> list[Finding]:
    return [finding(exercise, fault_id, severity, (5.0 * i - 4, 5.0 * i - 3), i) for i in indices]


@pytest.mark.parametrize(
    ("severity", "seconds", "action"),
    [
        ("severe", 2.5, "regress"),
        ("severe", 1.5, "stay"),
        ("mild", 5.5, "regress"),
        ("mild", 4.0, "stay"),
    ],
)
def test_a_sag_regresses_the_plank_once_it_lasts(
    severity: Severity, seconds: float, action: str
) -> None:
    record = hold("plank", finding("plank", "hip_sag", severity, (20.0, 20.0 + seconds)))
    advice = advise(catalogue()["plank"], record)
    assert advice.action == action
    assert (advice.to, advice.level) == (("plank", 2) if action == "regress" else (None, 0))


@pytest.mark.parametrize(
    ("total_s", "name"), [(20.0, "knee plank"), (40.0, "short plank"), (60.0, "plank")]
)
def test_a_sag_leads_one_level_down(total_s: float, name: str) -> None:
    sag = finding("plank", "hip_sag", "severe", (5.0, 10.0))
    advice = advise(catalogue()["plank"], hold("plank", sag, total_s=total_s))
    assert advice.why.endswith(f"Go on with the {name}.")


@pytest.mark.parametrize(("total_s", "action"), [(15.0, "regress"), (30.0, "stay")])
def test_a_sag_in_a_fifth_of_the_hold_regresses(total_s: float, action: str) -> None:
    sag = finding("plank", "hip_sag", "mild", (5.0, 9.0))
    assert advise(catalogue()["plank"], hold("plank", sag, total_s=total_s)).action == action


def test_a_sag_in_the_knee_plank_stops_and_offers_bracing() -> None:
    sag = finding("knee_plank", "hip_sag", "severe", (3.0, 9.0))
    advice = advise(catalogue()["knee_plank"], hold("knee_plank", sag))
    assert (advice.action, advice.to, advice.warm_ups) == ("stop", None, BRACING_SET)


@pytest.mark.parametrize("severity", ["mild", "severe"])
@pytest.mark.parametrize("exercise", ["sit_up", "straight_leg_sit_up"])
def test_a_failed_sit_up_leads_to_the_crunch(exercise: str, severity: Severity) -> None:
    failed = finding(exercise, "failed_attempt", severity, (8.0, 11.0))
    advice = advise(catalogue()[exercise], reps(exercise, 3, failed))
    assert (advice.action, advice.to) == ("regress", "crunch")


@pytest.mark.parametrize(
    ("fault", "severity", "indices", "action"),
    [
        ("dropped", "severe", (2, 3), "regress"),
        ("dropped", "severe", (2, 4), "stay"),
        ("dropped", "mild", (1, 3, 5), "regress"),
        ("dropped", "mild", (1, 6), "stay"),
    ],
)
def test_lost_control_regresses_when_it_comes_too_often(
    fault: str, severity: Severity, indices: tuple[int, ...], action: str
) -> None:
    record = reps("sit_up", 8, *in_reps("sit_up", fault, severity, *indices))
    assert advise(catalogue()["sit_up"], record).action == action


@pytest.mark.parametrize("fault", ["lumbar_lift", "legs_too_low"])
def test_an_arched_or_too_low_leg_raise_leads_to_bent_knees(fault: str) -> None:
    record = reps("leg_raise", 5, *in_reps("leg_raise", fault, "mild", 1, 2, 3))
    assert advise(catalogue()["leg_raise"], record).to == "bent_knee_leg_lift"


def test_an_arched_bent_knee_lift_leads_to_the_dead_bug() -> None:
    found = in_reps("bent_knee_leg_lift", "lumbar_lift", "mild", 1, 2, 3)
    record = reps("bent_knee_leg_lift", 5, *found)
    assert advise(catalogue()["bent_knee_leg_lift"], record).to == "dead_bug"


def test_a_silent_first_hint_changes_nothing() -> None:
    hint = finding("leg_raise", "lumbar_lift", "mild", (1.0, 2.0), 1, spoken=False)
    advice = advise(catalogue()["leg_raise"], reps("leg_raise", 3, hint))
    assert (advice.action, advice.warm_ups) == ("stay", ())


def test_repeated_swinging_asks_for_slower_reps_of_the_same() -> None:
    record = reps("sit_up", 8, *in_reps("sit_up", "momentum", "severe", 1, 4))
    advice = advise(catalogue()["sit_up"], record)
    assert (advice.action, advice.to) == ("stay", None)
    assert "slower" in advice.why


@pytest.mark.parametrize(("start_s", "warm_ups"), [(5.0, WARM_UP_SET), (30.0, ())])
def test_only_an_early_fault_calls_for_the_warm_up_set(
    start_s: float, warm_ups: tuple[str, ...]
) -> None:
    sag = finding("plank", "hip_sag", "severe", (start_s, start_s + 6.0))
    assert advise(catalogue()["plank"], hold("plank", sag)).warm_ups == warm_ups


def test_the_warm_up_set_has_source_a_s_order() -> None:
    assert WARM_UP_SET == ("low_lunge", "donkey_kick", "glute_bridge")


def test_good_form_stays_and_does_not_progress_on_one_set() -> None:
    advice = advise(catalogue()["plank"], hold("plank"))
    assert advice.action == "stay"
    assert advice.why.startswith("Good form throughout")


def test_what_could_not_be_judged_is_not_called_good() -> None:
    record = hold("plank")
    fault = catalogue()["plank"].faults[0]
    record.not_judged = [NotJudged(fault, Problem(ProblemId.NOT_SIDE_ON))]
    assert "could not be judged" in advise(catalogue()["plank"], record).why


def test_no_text_frightens() -> None:
    words = ("dangerous", "damage", "injury")
    for exercise in catalogue().values():
        for fault in exercise.faults:
            text = f"{fault.cue} {fault.why} {fault.report}".lower()
            assert not [word for word in words if word in text], f"{exercise.id}: {fault.id}"


@pytest.mark.parametrize(
    ("exercise", "fault", "warm_ups"),
    [
        ("glute_bridge", "too_low", ("low_lunge", "glute_bridge")),
        ("glute_bridge", "over_arched", ("donkey_kick", "glute_bridge")),
        ("donkey_kick", "back_arches", ("donkey_kick", "glute_bridge")),
        ("pick_up", "stooped", ("low_lunge", "glute_bridge")),
        ("donkey_kick", "knee_opens", ()),
    ],
)
def test_a_fault_asks_for_its_own_warm_ups_early_or_late(
    exercise: str, fault: str, warm_ups: tuple[str, ...]
) -> None:
    for rep in (1, 5):
        record = reps(exercise, 5, *in_reps(exercise, fault, "mild", rep))
        assert advise(catalogue()[exercise], record).warm_ups == warm_ups


def test_an_early_fault_of_control_has_the_warm_up_set_rather_than_single_ones() -> None:
    record = reps("dead_bug", 5, *in_reps("dead_bug", "lumbar_lift", "mild", 1, 2, 3))
    advice = advise(catalogue()["dead_bug"], record)
    assert (advice.to, advice.warm_ups) == ("single_leg_lift", WARM_UP_SET)


def test_a_sinking_side_plank_stops_the_set() -> None:
    sag = finding("side_plank", "side_hip_drop", "severe", (5.0, 9.0))
    record = hold("side_plank", sag, total_s=20.0)
    advice = advise(catalogue()["side_plank"], record)
    assert (advice.action, advice.to) == ("stop", None)
    assert advice.warm_ups == ("glute_bridge", "dead_bug")


def test_a_long_side_plank_that_sinks_becomes_a_short_one() -> None:
    sag = finding("side_plank", "side_hip_drop", "severe", (10.0, 14.0))
    advice = advise(catalogue()["side_plank"], hold("side_plank", sag))
    assert (advice.action, advice.to, advice.level) == ("regress", "side_plank", 1)
    assert "short side plank" in advice.why
    assert advice.warm_ups == ("glute_bridge", "dead_bug")


def test_a_dropped_bridge_is_no_reason_to_stop() -> None:
    record = reps("glute_bridge", 5, *in_reps("glute_bridge", "dropped", "severe", 1, 2, 3))
    assert advise(catalogue()["glute_bridge"], record).action == "stay"


def test_a_negative_that_drops_leads_to_the_crunch() -> None:
    record = reps("negative_sit_up", 4, *in_reps("negative_sit_up", "dropped", "severe", 1, 2))
    assert advise(catalogue()["negative_sit_up"], record).to == "crunch"


@pytest.mark.parametrize(
    ("fault", "warm_ups"),
    [("no_stretch", ("low_lunge", "glute_bridge")), ("back_arches", ("low_lunge",))],
)
def test_a_stretch_that_does_not_reach_the_hip_is_done_again(
    fault: str, warm_ups: tuple[str, ...]
) -> None:
    record = hold("low_lunge", finding("low_lunge", fault, "mild", (20.0, 24.0)))
    assert advise(catalogue()["low_lunge"], record).warm_ups == warm_ups


def with_controls(record: SetRecord, *degrees: float) -> SetRecord:
    for rep, angle in zip(record.reps, degrees, strict=True):
        rep.control = Measurement(angle, 7.0)
    return record


@pytest.mark.parametrize(
    ("indices", "degrees", "rule"),
    [
        ((1, 2), (70.0, 65.0, 30.0, 30.0), "R4"),
        ((1, 2), (50.0, 55.0, 30.0, 30.0), None),
        ((1, 4), (70.0, 30.0, 30.0, 65.0), None),  # not within three repetitions
        ((), (70.0, 65.0, 30.0, 30.0), None),  # a rise that does not last is no lift
    ],
)
def test_legs_that_are_still_high_when_the_back_lifts_lead_to_bent_knees(
    indices: tuple[int, ...], degrees: tuple[float, ...], rule: str | None
) -> None:
    lifts = in_reps("leg_raise", "lumbar_lift", "mild", *indices)
    record = with_controls(reps("leg_raise", 4, *lifts), *degrees)
    advice = advise(catalogue()["leg_raise"], record)
    assert (advice.rule, advice.to) == (rule, "bent_knee_leg_lift" if rule else None)


@pytest.mark.parametrize(
    ("degrees", "warm_ups"), [((70.0, 70.0, 30.0), STRETCHING_SET), ((50.0,) * 3, WARM_UP_SET)]
)
def test_a_back_that_lifts_early_and_high_asks_for_the_stretch_and_the_bridge(
    degrees: tuple[float, ...], warm_ups: tuple[str, ...]
) -> None:
    lifts = in_reps("leg_raise", "lumbar_lift", "mild", 1, 2)
    record = with_controls(reps("leg_raise", 3, *lifts), *degrees)
    assert advise(catalogue()["leg_raise"], record).warm_ups == warm_ups


@pytest.mark.parametrize(
    ("curl", "warm_ups"),
    [(0.5, STRETCHING_SET), (0.3, WARM_UP_SET), (None, WARM_UP_SET)],
)
def test_feet_that_lift_although_the_trunk_curls_ask_for_the_stretch_and_the_bridge(
    curl: float | None, warm_ups: tuple[str, ...]
) -> None:
    record = reps("sit_up", 5, *in_reps("sit_up", "feet_lift", "mild", 1))
    if curl is not None:
        record.reps[0].curl = Measurement(curl, 0.05)
    assert advise(catalogue()["sit_up"], record).warm_ups == warm_ups


@pytest.mark.parametrize(
    ("exercise", "record", "rule"),
    [
        ("sit_up", reps("sit_up", 3, finding("sit_up", "failed_attempt", "mild", (8, 11))), "R1"),
        ("plank", hold("plank", finding("plank", "hip_sag", "severe", (20, 26))), "R2"),
        ("sit_up", reps("sit_up", 5, *in_reps("sit_up", "dropped", "severe", 1, 2)), "R3"),
        ("crunch", reps("crunch", 5, *in_reps("crunch", "too_high", "mild", 1, 2, 3)), None),
        ("sit_up", reps("sit_up", 5, *in_reps("sit_up", "feet_lift", "mild", 1, 3, 5)), "R6"),
        ("sit_up", reps("sit_up", 5, *in_reps("sit_up", "feet_lift", "mild", 1, 3)), None),
        ("sit_up", reps("sit_up", 4, *in_reps("sit_up", "momentum", "severe", 1, 4)), "R7"),
        ("sit_up", reps("sit_up", 5, *in_reps("sit_up", "momentum", "severe", 1)), None),
        ("plank", hold("plank"), None),
    ],
)
def test_the_rule_that_fired_is_named(exercise: str, record: SetRecord, rule: str | None) -> None:
    assert advise(catalogue()[exercise], record).rule == rule


def test_a_repetition_with_two_findings_counts_once() -> None:
    twice = in_reps("sit_up", "dropped", "severe", 1, 2, 2)
    assert advise(catalogue()["sit_up"], reps("sit_up", 3, *twice)).why.startswith("In 2 of 3 reps")


@pytest.mark.parametrize(("index", "warm_ups"), [(1, WARM_UP_SET), (8, ())])
@pytest.mark.parametrize(
    ("exercise", "fault"),
    [
        ("sit_up", "hip_flexor_driven"),
        ("straight_leg_sit_up", "hip_flexor_driven"),
        ("sit_up", "feet_lift"),
        ("leg_raise", "lumbar_lift"),
        ("leg_raise", "legs_too_low"),
        ("bent_knee_leg_lift", "lumbar_lift"),
    ],
)
def test_what_comes_early_and_tells_of_the_hips_asks_for_the_warm_up_set(
    exercise: str, fault: str, index: int, warm_ups: tuple[str, ...]
) -> None:
    record = reps(exercise, 8, *in_reps(exercise, fault, "mild", index))
    assert advise(catalogue()[exercise], record).warm_ups == warm_ups
