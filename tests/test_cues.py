"""What is said while somebody moves: which words, how often, how far apart, and when nothing."""

from collections.abc import Iterable
from dataclasses import replace

import pytest

from benchmarks.accuracy.store import DATA, recording_path
from formcheck.coaching.cues import CUE_GAP_S, CuePolicy, CurrentCue, Utterance
from formcheck.exercises.catalogue import catalogue
from formcheck.exercises.records import Finding, HoldClock
from formcheck.exercises.set_judge import JudgeState
from formcheck.exercises.spec import Severity
from formcheck.motion.measurement import Measurement
from formcheck.pose.recording import Recording
from formcheck.problem import Problem, ProblemId
from formcheck.session import AUTO, Session
from formcheck.words.numbers import number_in_words, tempo_in_words, time_in_words

FPS = 10


def found(
    exercise: str, fault_id: str, start_s: float, end_s: float, severity: Severity = "mild"
) -> Finding:
    """A fault that is active from one time to another."""
    fault = next(f for f in catalogue()[exercise].faults if f.id == fault_id)
    peak = Measurement(15.0, 3.0)
    span = (start_s, end_s)
    return Finding(fault, severity, *span, None, fault.measure, "deg", peak, 10.0, start_s)


def missed(exercise: str, fault_id: str, at_s: float) -> Finding:
    """A fault that is found at the end of a repetition, or of an attempt."""
    return replace(found(exercise, fault_id, at_s, at_s), rep=1, open=False)


class Film:
    """What a judge might see of one exercise, frame by frame.

    Attributes:
        findings: in the order of their beginning; those of repetitions appear for one frame.
        rep_ends: media times at which repetitions are complete.
        problems: from when to when nothing can be judged.
        ends_s: when the set ends.
    """

    def __init__(
        self,
        exercise: str,
        findings: Iterable[Finding] = (),
        rep_ends: Iterable[float] = (),
        problem: tuple[float, float] = (0.0, 0.0),
        ends_s: float = 1000.0,
    ) -> None:
        self.exercise = catalogue()[exercise]
        self.findings = [replace(finding) for finding in findings]
        self.rep_ends = list(rep_ends)
        self.problem = problem
        self.ends_s = ends_s

    def at(self, t_s: float) -> JudgeState:
        """The state of a time; times must rise."""
        begun, active = [], []
        for finding in self.findings:
            if finding.start_s <= t_s < finding.start_s + 1 / FPS - 1e-6:
                begun.append(finding)
            late = finding.rep is not None
            finding.open = not late and finding.start_s <= t_s < finding.end_s
            if finding.open:
                active.append(finding)
        in_set = t_s < self.ends_s
        turned = Problem(ProblemId.NOT_SIDE_ON)
        return JudgeState(
            in_position=in_set,
            phase=None,
            reps=sum(end <= t_s for end in self.rep_ends) if in_set else 0,
            attempts=0,
            hold=HoldClock(t_s, t_s) if self.exercise.hold and in_set else None,
            active=tuple(active),
            begun=tuple(begun),
            values={finding.measure: Measurement(0.0, 1.0) for finding in self.findings},
            problem=turned if self.problem[0] <= t_s < self.problem[1] else None,
            set_open=in_set,
        )


def said(
    film: Film, seconds: float, policy: CuePolicy | None = None, *, counting: bool = False
) -> list[Utterance]:
    """All that is said."""
    policy = policy or CuePolicy(film.exercise, counting=counting)
    times = [frame / FPS for frame in range(round(seconds * FPS))]
    speech = [policy.update(film.at(t_s), t_s) for t_s in times]
    return [one for one in speech if one]


def words(speech: Iterable[Utterance]) -> list[tuple[float, str]]:
    return [(round(one.t_s, 1), one.text) for one in speech]


def test_a_fault_is_named_when_it_is_found() -> None:
    film = Film("plank", [found("plank", "hip_sag", 5.0, 6.0)])
    assert words(said(film, 8)) == [(5.0, "Lift your hips")]


def test_the_graver_of_two_faults_is_named() -> None:
    findings = [found("plank", name, 5.0, 6.0) for name in ("hips_piked", "hip_sag")]
    assert words(said(Film("plank", findings), 8)) == [(5.0, "Lift your hips")]


def test_a_lesser_fault_waits_for_as_long_as_a_graver_one_lasts() -> None:
    sag, knees = found("plank", "hip_sag", 5.0, 12.0), found("plank", "knees_bent", 6.0, 14.0)
    speech = words(said(Film("plank", [sag, knees]), 14))
    assert speech == [(5.0, "Lift your hips"), (12.0, "Straighten your knees")]


def test_of_two_faults_that_weigh_the_same_both_get_their_turn() -> None:
    severe = found("plank", "hips_piked", 5.0, 12.0, "severe")
    knees = found("plank", "knees_bent", 6.0, 12.0)
    speech = words(said(Film("plank", [severe, knees]), 12))
    assert speech == [(5.0, "Lower your hips"), (9.0, "Straighten your knees")]


def test_what_is_only_reported_is_never_said() -> None:
    assert not said(Film("plank", [found("plank", "head_drop", 5.0, 9.0)]), 12)


def test_what_may_not_speak_yet_is_not_said() -> None:
    gated = replace(found("leg_raise", "lumbar_lift", 3.0, 9.0), spoken=False)
    assert not said(Film("leg_raise", [gated]), 12)


def test_nothing_is_said_about_what_cannot_be_judged() -> None:
    film = Film("plank", [found("plank", "hip_sag", 5.0, 9.0)], problem=(4.0, 7.0))
    assert words(said(film, 9)) == [(7.0, "Lift your hips")]


def test_a_cue_comes_three_times_and_then_the_easier_exercise_once() -> None:
    speech = said(Film("plank", [found("plank", "hip_sag", 1.0, 99.0)]), 99)
    assert [one.text for one in speech] == ["Lift your hips"] * 3 + ["Try the knee plank"]
    assert [one.kind for one in speech] == ["cue", "cue", "cue", "regress"]


def test_where_nothing_is_easier_nothing_is_offered() -> None:
    speech = said(Film("knee_plank", [found("knee_plank", "hip_sag", 1.0, 99.0)]), 99)
    assert [one.text for one in speech] == ["Lift your hips"] * 3


def test_who_keeps_failing_is_offered_what_follows_a_failure() -> None:
    findings = [missed("sit_up", "failed_attempt", 10.0 * i) for i in range(1, 6)]
    speech = said(Film("sit_up", findings), 60)
    assert speech[-1].text == "Try the crunch"


def test_another_set_begins_anew() -> None:
    film = Film("plank", [found("plank", "hip_sag", 1.0, 99.0)])
    policy = CuePolicy(film.exercise, counting=False)
    first = said(film, 40, policy)
    policy.update(Film("plank", ends_s=0.0).at(50.0), 50.0)
    again = policy.update(film.at(51.0), 51.0)
    assert len(first) == 4
    assert again
    assert again.text == "Lift your hips"


def test_four_seconds_lie_between_cues_of_two_exercises() -> None:
    plank = Film("plank", [found("plank", "hip_sag", 1.0, 3.0)])
    policy = CuePolicy(plank.exercise, counting=False)
    assert said(plank, 2, policy)
    knee = Film("knee_plank", [found("knee_plank", "hip_sag", 2.0, 99.0)])
    policy.turn_to(knee.exercise)
    later = [policy.update(knee.at(t / FPS), t / FPS) for t in range(20, 80)]
    assert [round(one.t_s, 1) for one in later if one] == [5.0]


@pytest.mark.parametrize(("at_s", "expected"), [(7.0, [5.0, 9.0]), (6.0, [5.0])])
def test_a_repetitions_cue_is_said_while_it_is_fresh_or_not_at_all(
    at_s: float, expected: list[float]
) -> None:
    findings = [found("leg_raise", "knees_bent", 5.0, 5.5), missed("leg_raise", "too_fast", at_s)]
    assert [round(one.t_s, 1) for one in said(Film("leg_raise", findings), 20)] == expected


def test_what_is_put_right_in_a_hold_before_it_could_be_named_is_not_named() -> None:
    findings = [found("plank", "hip_sag", 5.0, 6.0), found("plank", "knees_bent", 6.5, 8.5)]
    speech = said(Film("plank", findings, ends_s=12.0), 12)
    assert "Straighten your knees" not in [one.text for one in speech]


# --- praise --------------------------------------------------------------------------------------


def test_what_was_put_right_is_praised_once() -> None:
    speech = said(Film("plank", [found("plank", "hip_sag", 5.0, 7.0)]), 30)
    assert [one.kind for one in speech] == ["cue", "praise"]
    assert speech[1].t_s - speech[0].t_s >= CUE_GAP_S


@pytest.mark.parametrize(
    "film",
    [
        Film("plank", [found("plank", "hip_sag", 5.0, 7.0)], ends_s=7.0),
        Film("plank", [found("plank", "hip_sag", 5.0, 7.0)], problem=(7.0, 30.0)),
        Film(
            "plank",
            [found("plank", "hip_sag", 5.0, 7.0), found("plank", "head_drop", 6.0, 30.0)],
        ),
    ],
    ids=["the set ended", "it cannot be seen", "something else is wrong"],
)
def test_nothing_is_praised_that_was_not_put_right(film: Film) -> None:
    assert [one.kind for one in said(film, 30)] == ["cue"]


def test_a_pause_is_not_praised() -> None:
    film = Film("plank", [found("plank", "hip_sag", 5.0, 7.0)])
    policy = CuePolicy(film.exercise, counting=False)
    said(film, 6, policy)
    after = [policy.update(film.at(t_s), t_s) for t_s in (60.0, 60.1, 63.0, 63.1)]
    assert not any(after)


def test_a_repetition_without_the_fault_is_praised() -> None:
    findings = [missed("leg_raise", "too_fast", 5.0)]
    speech = said(Film("leg_raise", findings, rep_ends=(5.0, 10.0, 15.0)), 20)
    assert [(one.kind, one.t_s) for one in speech] == [("cue", 5.0), ("praise", 10.5)]


def test_a_repetition_with_another_fault_is_not_praised() -> None:
    findings = [missed("leg_raise", "too_fast", 5.0), missed("leg_raise", "head_lift", 10.0)]
    speech = said(Film("leg_raise", findings, rep_ends=(5.0, 10.0)), 14)
    assert [one.kind for one in speech] == ["cue"]


def test_a_repetition_that_ends_badly_is_not_praised() -> None:
    findings = [missed("leg_raise", "too_fast", 5.0), found("leg_raise", "legs_too_low", 10.3, 11)]
    speech = said(Film("leg_raise", findings, rep_ends=(5.0, 10.0)), 14)
    assert "praise" not in [one.kind for one in speech]


# --- counting ------------------------------------------------------------------------------------


def test_repetitions_are_counted_in_words() -> None:
    film = Film("leg_raise", rep_ends=(5.0, 10.0))
    assert words(said(film, 12, counting=True)) == [(5.0, "one"), (10.0, "two")]


def test_every_tenth_second_of_a_hold_is_said() -> None:
    speech = words(said(Film("plank"), 75, counting=True))
    assert speech[0] == (10.0, "ten seconds")
    assert speech[-2:] == [(60.0, "one minute"), (70.0, "one minute ten")]


def test_a_number_that_would_have_to_wait_for_a_cue_is_left_out() -> None:
    film = Film("plank", [found("plank", "hip_sag", 9.0, 10.5)], ends_s=12.0)
    assert words(said(film, 12, counting=True)) == [(9.0, "Lift your hips")]


def test_who_turns_up_in_the_middle_of_a_hold_hears_no_mark_that_is_past() -> None:
    policy = CuePolicy(catalogue()["plank"])
    assert policy.update(Film("plank").at(14.0), 14.0) is None


@pytest.mark.parametrize(
    ("number", "expected"),
    [
        (0, "zero"),
        (12, "twelve"),
        (20, "twenty"),
        (21, "twenty-one"),
        (121, "one hundred twenty-one"),
    ],
)
def test_numbers_are_words(number: int, expected: str) -> None:
    assert number_in_words(number) == expected


@pytest.mark.parametrize(
    ("seconds", "expected"),
    [(1, "one second"), (30, "thirty seconds"), (60, "one minute"), (150, "two minutes thirty")],
)
def test_times_are_words(seconds: float, expected: str) -> None:
    assert time_in_words(seconds) == expected


# --- as the session finds it ----------------------------------------------------------------------

CLIPS = (
    "plank-sag15a",
    "plank-pike20a",
    "leg_raise-tilt16-yaw8",
    "leg_raise-knees_bent45",
    "sit_up-failed30",
)


@pytest.mark.parametrize("clip", CLIPS)
@pytest.mark.parametrize("declared", [True, False])
def test_what_is_spoken_is_what_is_shown(clip: str, declared: bool) -> None:
    session = Session(clip.partition("-")[0] if declared else AUTO)
    policy, shown = CuePolicy(session.exercise), CurrentCue()
    cues = 0
    for pose in Recording.load(recording_path(DATA, "dev", clip, "full")):
        update = session.feed(pose)
        policy.turn_to(update.exercise)
        speech = policy.update(update.state, update.t_s)
        cue = shown.update(update.state, update.t_s)
        if speech and speech.kind == "cue":
            cues += 1
            assert cue
            assert cue.fault.cue == speech.text
    assert cues


@pytest.mark.parametrize(
    ("tempo", "expected"),
    [
        ((2.0, 4.0), "two seconds up, four down"),
        ((1.0, 4.0), "one second up, four down"),
        ((1.5, 0.5), "one and a half seconds up, half a down"),
    ],
)
def test_tempos_are_said_in_words(tempo, expected):
    assert tempo_in_words(tempo) == expected
