"""What follows from back pain: every rule of biomechanics 7.3, where it fires and where not."""

from datetime import UTC, date, datetime, timedelta

import pytest

from benchmarks.programme import fault, held
from formcheck.exercises.catalogue import catalogue
from formcheck.programme.pain import (
    PainWatch,
    limits,
    needs_help,
    occasion,
    pain_free,
    readiness,
    steps_back,
)
from formcheck.programme.training_log import CheckIn, LoggedSession, TrainingLog

MONDAY = date(2026, 11, 2)


def told(day, hour, moment="before", pain=None, **more):
    """A check-in on a day from that Monday on."""
    return CheckIn(at=at(day, hour), moment=moment, pain=pain, **more)


def at(day, hour):
    return datetime(2026, 11, 2, tzinfo=UTC) + timedelta(days=day, hours=hour)


# --- before --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("pain", "go"),
    [(0, "go"), (2, "go"), (3, "warm_ups_only"), (4, "warm_ups_only"), (5, "no_session")],
)
def test_pain_of_today_decides_what_is_done_today(pain, go):
    assert readiness([told(0, 8, pain=pain)], MONDAY).go == go


def test_pain_of_yesterday_does_not_count_today():
    ready = readiness([told(0, 8, pain=7), told(1, 8, pain=0)], MONDAY + timedelta(days=1))
    assert (ready.go, ready.answered) == ("go", True)


def test_the_newest_answer_of_the_day_counts():
    assert readiness([told(0, 8, pain=4), told(0, 18, pain=1)], MONDAY).go == "go"


def test_later_days_do_not_count():
    assert readiness([told(0, 8, pain=1), told(1, 8, pain=8)], MONDAY).go == "go"


def test_pain_within_a_session_counts_for_the_rest_of_the_day():
    assert readiness([told(0, 8, pain=0), told(0, 9, "during", 3)], MONDAY).go == "warm_ups_only"


def test_an_answer_within_a_session_does_not_lift_what_was_told_before_it():
    assert readiness([told(0, 8, pain=4), told(0, 9, "during", 0)], MONDAY).go == "warm_ups_only"


def test_a_sharp_pain_allows_warm_ups_at_most():
    assert readiness([told(0, 8, pain=1, sharp=True)], MONDAY).go == "warm_ups_only"


def test_who_did_not_tell_is_not_taken_for_painless():
    ready = readiness([], MONDAY)
    assert (ready.go, ready.answered) == ("go", False)
    assert "check-in" in ready.why


@pytest.mark.parametrize("sign", ["warning_signs", "leg_symptoms"])
def test_any_sign_means_no_session_and_the_way_to_a_professional(sign):
    ready = readiness([told(0, 8, pain=0, **{sign: True})], MONDAY)
    assert (ready.go, ready.help) == ("no_session", True)
    assert "doctor" in ready.why


@pytest.mark.parametrize("sign", ["warning_signs", "leg_symptoms"])
def test_a_sign_of_an_earlier_day_holds_until_it_is_said_to_be_gone(sign):
    today = MONDAY + timedelta(days=20)
    had = told(0, 8, pain=0, **{sign: True})
    not_asked = told(20, 8, pain=0)
    gone = told(20, 9, pain=0, **{sign: False})
    assert readiness([had, not_asked], today).go == "no_session"
    assert readiness([had, not_asked, gone], today).go == "go"


def test_a_leg_symptom_told_within_a_session_holds_as_well():
    ready = readiness([told(0, 8, "during", 1, leg_symptoms=True)], MONDAY + timedelta(days=1))
    assert ready.go == "no_session"


@pytest.mark.parametrize(
    ("answer", "shown"),
    [
        ({"pain": 4}, False),
        ({"pain": 5}, True),
        ({"pain": 0, "leg_symptoms": True}, True),
        ({"pain": 0, "warning_signs": True}, True),
        ({"pain": 0, "leg_symptoms": False}, False),
        ({"pain": 3, "sharp": True}, False),
    ],
)
def test_the_list_of_signs_is_shown_from_five_on_and_with_any_sign(answer, shown):
    assert needs_help(told(0, 8, **answer)) is shown


# --- after and the next day ----------------------------------------------------------------------


def session(number, day, hour=18.0, *within):
    return LoggedSession(number, at(day, hour), check_ins=within)


@pytest.mark.parametrize(("after", "back"), [(2, False), (3, True)])
def test_two_more_after_a_session_than_before_it_go_one_level_back(after, back):
    log = [told(0, 17, pain=1), told(0, 19, "after", after)]
    assert steps_back([session(1, 0)], log)[1].back is back


@pytest.mark.parametrize("moment", ["before", "next_day"])
@pytest.mark.parametrize(("pain", "back"), [(2, False), (3, True)])
def test_two_more_on_the_next_day_go_one_level_back(moment, pain, back):
    log = [told(0, 17, pain=1), told(1, 8, moment, pain)]
    assert steps_back([session(1, 0)], log)[1].back is back


def test_what_was_not_told_before_counts_as_no_pain():
    assert steps_back([session(1, 0)], [told(1, 8, "next_day", 2)])[1].back


def test_pain_of_the_same_morning_is_what_was_before():
    log = [told(0, 7, pain=0), told(0, 17, pain=3), told(0, 19, "after", 4)]
    assert not steps_back([session(1, 0)], log)[1].back


@pytest.mark.parametrize(("lasted", "back"), [(True, True), (False, False), (None, False)])
def test_pain_that_lasts_for_more_than_a_day_goes_one_level_back(lasted, back):
    log = [told(0, 17, pain=0), told(2, 20, pain=0, lasted=lasted)]
    assert steps_back([session(1, 0)], log)[1].back is back


def test_pain_more_than_two_days_later_is_not_of_the_session():
    assert not steps_back([session(1, 0)], [told(3, 8, pain=6)])[1].back


def test_only_the_first_answer_of_a_later_day_is_of_the_session():
    log = [told(1, 8, "next_day", 0), told(1, 20, pain=4)]
    assert not steps_back([session(1, 0)], log)[1].back


def test_pain_after_the_next_session_is_of_that_one():
    found = steps_back([session(1, 0), session(2, 1, 7.0)], [told(1, 8, "after", 4)])
    assert (found[1].back, found[2].back) == (False, True)


def test_an_answer_that_was_kept_within_the_session_counts():
    assert steps_back([session(1, 0, 18.0, told(0, 19, "after", 2))], [])[1].back


def test_pain_during_a_session_alone_is_no_step_back():
    assert not steps_back([session(1, 0, 18.0, told(0, 18.5, "during", 2))], [])[1].back


def test_twice_running_a_professional_is_advised():
    found = steps_back(
        [session(1, 0), session(2, 2), session(3, 4)],
        [told(1, 8, "next_day", 2), told(3, 8, "next_day", 0), told(5, 8, "next_day", 3)],
    )
    assert [found[n].professional for n in (1, 2, 3)] == [False, False, False]
    found = steps_back(
        [session(1, 0), session(2, 2)], [told(1, 8, "next_day", 2), told(3, 8, "next_day", 3)]
    )
    assert [found[n].professional for n in (1, 2)] == [False, True]
    assert "professional" in found[2].why


def test_a_session_of_which_nothing_was_told_does_not_interrupt():
    found = steps_back(
        [session(1, 0), session(2, 3), session(3, 7)],
        [told(1, 8, "next_day", 2), told(8, 8, "next_day", 2)],
    )
    assert found[3].professional


def test_two_sessions_of_one_day_are_not_two_running():
    found = steps_back([session(1, 0, 9.0), session(2, 0)], [told(1, 8, "next_day", 2)])
    assert [(one.back, one.professional) for one in found.values()] == [(True, False)] * 2


# --- pain-free -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("during", "next_day", "free"),
    [
        (0, 0, True),
        (1, 0, False),
        (0, 1, False),
        (None, 0, None),
        (0, None, None),
        (1, None, False),
        (None, 1, False),
    ],
)
def test_pain_free_is_told_during_and_the_next_day(during, next_day, free):
    one = session(1, 0, 18.0, *([told(0, 18.5, "during", during)] if during is not None else []))
    log = [told(1, 8, "next_day", next_day)] if next_day is not None else []
    assert pain_free(one, TrainingLog((one,), tuple(log))) is free


def test_an_answer_right_after_the_session_stands_for_during():
    one = session(1, 0)
    log = TrainingLog((one,), (told(0, 19, "after", 0), told(1, 8, "next_day", 0)))
    assert pain_free(one, log) is True


def test_a_leg_symptom_without_a_number_is_not_free_of_pain():
    one = session(1, 0, 18.0, told(0, 18.5, "during", leg_symptoms=True))
    assert pain_free(one, TrainingLog((one,), (told(1, 8, "next_day", 0),))) is False


# --- which moment it is --------------------------------------------------------------------------


def trained(number, day, hour=18.0):
    return LoggedSession(number, at(day, hour), sets=(held("plank", 20.0),))


@pytest.mark.parametrize(("hours", "moment"), [(1.0, "after"), (3.0, "after"), (3.5, "before")])
def test_within_three_hours_of_a_session_it_is_after_it(hours, moment):
    found = occasion(TrainingLog((trained(7, 0),)), at(0, 18.0 + hours))
    assert found.moment == moment
    assert found.session == (7 if moment == "after" else None)


def test_what_was_told_after_a_session_is_not_asked_again():
    log = TrainingLog((trained(1, 0),), (told(0, 19, "after", 0),))
    assert occasion(log, at(0, 20)).moment == "before"


def test_a_session_in_which_nothing_was_done_is_none():
    assert occasion(TrainingLog((session(1, 0),)), at(0, 19)).moment == "before"


@pytest.mark.parametrize(
    ("day", "hour", "awaited"), [(0, 22, False), (1, 8, True), (2, 17, True), (2, 19, False)]
)
def test_on_the_next_day_the_last_session_is_asked_of(day, hour, awaited):
    found = occasion(TrainingLog((trained(1, 0),)), at(day, hour))
    assert (found.awaited is not None) is awaited


def test_of_what_the_next_day_was_told_is_not_asked_again():
    log = TrainingLog((trained(1, 0),), (told(1, 8, "before", 0),))
    assert occasion(log, at(1, 20)).awaited is None


# --- during --------------------------------------------------------------------------------------


def done(exercise="plank", name=None, severity="mild", rule=None):
    findings = [fault(name, severity)] if name else []
    return held(exercise, 20.0, *findings, rule=rule).result


def during(pain=None, **more):
    return told(0, 18, "during", pain, **more)


def test_it_asks_after_every_second_set():
    watch = PainWatch()
    asked = []
    for _ in range(6):
        asked.append(watch.set_ended(done()))
        if asked[-1]:
            watch.answer(during(0))
    assert asked == [False, True] * 3


@pytest.mark.parametrize(
    ("result", "asked"),
    [
        (done("sit_up", "failed_attempt", rule="R1"), True),
        (done("plank", "hip_sag", "severe"), True),
        (done("side_plank", "side_hip_drop", "severe"), True),
        (done("plank", "hip_sag", "mild", rule="R2"), True),
        (done("plank", "hip_sag", "mild"), False),
        (done("plank", "head_drop", "severe"), False),
        (done("leg_raise", "lumbar_lift", "severe", rule="R3"), False),
    ],
)
def test_it_asks_at_once_after_a_failed_attempt_and_a_sag(result, asked):
    assert PainWatch().set_ended(result) is asked


def test_no_answer_goes_on_and_is_asked_again_at_the_usual_time():
    watch = PainWatch()
    watch.set_ended(done())
    assert watch.set_ended(done())
    assert watch.answer(during()) == "go_on"
    assert not watch.set_ended(done())
    assert watch.set_ended(done())


def test_no_pain_goes_on():
    watch = PainWatch()
    assert watch.answer(during(0)) == "go_on"
    assert not watch.set_ended(done())


@pytest.mark.parametrize("pain", [1, 2])
def test_a_little_pain_makes_it_easier_and_is_asked_of_after_one_set(pain):
    watch = PainWatch()
    assert watch.answer(during(pain)) == "ease"
    assert watch.set_ended(done())
    assert watch.answer(during(pain)) == "ease"


@pytest.mark.parametrize(
    ("answer", "help_"),
    [
        (during(3), False),
        (during(4), False),
        (during(1, sharp=True), False),
        (during(sharp=True), False),
        (during(0, leg_symptoms=True), True),
        (during(leg_symptoms=True), True),
    ],
)
def test_three_or_more_or_sharp_or_into_the_leg_stops_the_exercise_then_the_session(answer, help_):
    watch = PainWatch()
    first, second = watch.answer(answer), watch.answer(answer)
    assert (first, needs_help(answer)) == ("stop_exercise", help_)
    assert second == "stop_session"


def test_five_ends_the_session_at_once():
    assert PainWatch().answer(during(5)) == "stop_session"
    assert needs_help(during(5))


def test_a_little_pain_is_no_stop_of_those_that_end_the_session():
    watch = PainWatch()
    actions = [watch.answer(during(pain)) for pain in (2, 3, 2, 1, 3)]
    assert actions == ["ease", "stop_exercise", "ease", "ease", "stop_session"]


# --- the data ------------------------------------------------------------------------------------


def test_what_is_asked_after_are_faults_that_there_are():
    during = limits().during
    faults = {fault.id for exercise in catalogue().values() for fault in exercise.faults}
    assert during.ask_after | during.ask_after_severe <= faults


def test_the_cut_offs_are_those_of_the_specification():
    before, during, after = limits().before, limits().during, limits().after
    assert (before.warm_ups_from, before.none_from) == (3, 5)
    assert (during.ease_from, during.stop_from, during.stops) == (1, 3, 2)
    assert (after.rise, after.sessions) == (2, 2)


@pytest.mark.parametrize("pain", range(11))
def test_no_sentence_grades_pain_or_frightens(pain):
    ready = readiness([told(0, 8, pain=pain)], MONDAY)
    log = [told(1, 8, "next_day", pain), told(3, 8, "next_day", pain)]
    found = steps_back([session(1, 0), session(2, 2)], log)
    sentences = " ".join([ready.why, *(one.why for one in found.values())]).lower()
    for word in ("mild", "moderate", "severe", "danger", "damage", "injur", "strong", "bad"):
        assert word not in sentences
