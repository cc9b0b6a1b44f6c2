"""Core tests live: stick people are led through them, and a file plays through the loop."""

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pytest
from hands_free import lead
from people import (
    CAMERA,
    ON_THE_HIP,
    chain,
    faults,
    film,
    judged,
    lying,
    nobody,
    side_plank,
    still,
    through,
)
from test_core_tests import lowering, sagging, sit_up

from formcheck.capture import Frame
from formcheck.capture.sources import RealTimeFile
from formcheck.core_tests.results import conclude
from formcheck.core_tests.tests import core_tests
from formcheck.core_tests.trials import stages_of, try_clips
from formcheck.draw.overlay import Overlay
from formcheck.exercises.catalogue import catalogue
from formcheck.guide.coach import Coach
from formcheck.guide.core_test import CoreTestRun
from formcheck.guide.screen import Pacer, Screen
from formcheck.live.loop import LiveConfig, run
from formcheck.live.voice import Voice

pytestmark = pytest.mark.slow

KNOWN = catalogue()
SAMPLES = Path(__file__).parents[1] / "samples"


def script(test):
    core_test = core_tests()[test]
    at = datetime(2026, 11, 22, tzinfo=UTC)
    return CoreTestRun(
        KNOWN, core_test, stages_of(core_test), lambda trials: conclude(core_test, trials, at)
    )


def evening(test, motion, **how):
    testing = script(test)
    coach = Coach(testing)
    return testing, lead(coach, film(motion, **how) if not isinstance(motion, list) else motion)


def test_a_plank_is_clocked_corrected_once_and_ended_by_voice():
    coach = Coach(script("plank"))
    seen = lead(coach, film(sagging((8.0, 10.5), (24.0, 27.0))))
    assert [words for words in seen.words if words != "ten seconds"] == [
        "Plank until form is lost.",
        "Forearm plank. Get into position",
        "The clock is running",
        "Lift your hips",
        "twenty seconds",
        "twenty-five seconds: your hips sank, after one correction",
    ]
    assert seen.moments[-1] == "summary"
    assert seen.titles("summary") == ["25 s"]
    assert coach.guide.is_done


def test_the_live_verdict_is_that_of_the_clip():
    motion = sagging((8.0, 10.5), (24.0, 27.0))
    testing, _ = evening("plank", motion)
    assert testing.end() == try_clips(
        core_tests()["plank"], [film(motion)], stages_of(core_tests()["plank"])
    )


def test_nobody_is_coached_on_what_the_test_does_not_correct():
    leaning = sagging(seconds=15.0).map(lambda one: replace(one, upper_arm=one.upper_arm + 25.0))
    assert ("shoulders_off_elbows", "severe") in faults(judged("plank", leaning))
    _, seen = evening("plank", leaning)
    assert not any("elbows" in words for words in seen.words)


def test_who_is_seen_obliquely_is_asked_to_turn_and_the_clock_does_not_run():
    _, seen = evening("plank", sagging(seconds=15.0), camera=replace(CAMERA, yaw_deg=40.0))
    assert "Turn side-on" in seen.words
    assert "The clock is running" not in seen.words


def test_sit_ups_go_from_position_to_position_until_one_fails():
    testing, seen = evening("sit-up", chain(sit_up(), still(sit_up().at(0.0), 24.0), sit_up(30.0)))
    assert [one.came_up for one in testing.trials] == [True, False]
    assert any("Arms stretched forward" in words for words in seen.words)
    assert "It came up. Rest 20 seconds. Then: Arms folded on the chest." in seen.words
    assert seen.words[-1].endswith("That is useful information, not a failure")
    assert seen.moments[-1] == "summary"


def test_a_lowering_is_paced_and_ended_when_the_back_lifts():
    testing, seen = evening("leg-lowering", lowering(40.0))
    assert "Both legs up, and press your low back down" in seen.words
    begun = seen.words.index("Lower slowly")
    assert seen.words[begun + 1 : begun + 4] == ["one", "two", "three"]
    assert any(words.startswith("Bend your knees. Lift at") for words in seen.words)
    assert testing.trials[0].scored


def test_the_pacer_falls_by_nine_degrees_a_second():
    paces = []
    coach = Coach(script("leg-lowering"))
    frames = film(lowering())
    picture = np.full((72, 128, 3), 128, "uint8")
    for pose in frames:
        frame = Frame(pose.t_s, picture, pose.width, pose.height, pose.shot)
        pacer = coach.take(frame, pose)[2].screen.pacer
        if pacer:
            paces.append((pose.t_s, pacer))
    (first_s, first), (later_s, later) = paces[0], paces[60]
    assert first.target_deg == pytest.approx(first.now_deg, abs=2.0)
    fallen = first.target_deg - later.target_deg
    assert fallen == pytest.approx(9.0 * (later_s - first_s), abs=0.1)


def test_the_sides_of_a_bridge_are_asked_for_in_turn():
    def bridge(seconds):
        return chain(
            still(ON_THE_HIP, 3.0),
            through((0.0, ON_THE_HIP), (1.0, side_plank())),
            still(side_plank(), seconds),
            through((0.0, side_plank()), (1.0, ON_THE_HIP)),
        )

    hip = ON_THE_HIP
    motion = chain(bridge(12.0), still(hip, 55.0), bridge(8.0), still(hip, 3.0))
    testing, seen = evening("side-bridge", motion)
    assert [one.stage.side for one in testing.trials] == ["left", "right"]
    assert any("Left side" in words for words in seen.words)
    assert any("Then: Right side" in words for words in seen.words)
    assert seen.titles("summary") == ["Left 13 s, Right 9 s"]


def test_who_stays_in_position_does_not_begin_the_other_side():
    bridge = chain(
        still(ON_THE_HIP, 3.0),
        through((0.0, ON_THE_HIP), (1.0, side_plank())),
        still(side_plank(), 6.0),
        still(side_plank(28.0), 20.0),
    )
    testing, seen = evening("side-bridge", bridge)
    assert len(testing.end()) == 1
    assert seen.moments[-1] == "rest"


def test_going_away_is_not_scored():
    half = [frame for frame in film(sagging(seconds=20.0)) if frame.t_s < 12.0]
    testing, _ = evening("plank", [*half, *nobody(6.0, 12.1)])
    (one,) = testing.trials
    assert (one.scored, one.reason) == (False, "nobody can be seen: step into the picture")


@pytest.mark.parametrize(("test", "pauses"), [("sit-up", False), ("leg-lowering", True)])
def test_an_arm_that_points_up_is_a_sign_but_not_where_the_arms_are_tested(test, pauses):
    flat = lying()
    one_up = replace(flat, upper_arm=90.0, forearm=90.0, upper_arm2=0.0, forearm2=120.0)
    _, seen = evening(test, chain(still(flat, 3.0), still(one_up, 4.0)))
    assert ("paused" in seen.moments) is pauses


def test_a_pause_begins_the_trial_anew():
    testing = script("plank")
    coach = Coach(testing)
    motion = chain(sagging(seconds=20.0), sagging(seconds=10.0))
    lead(coach, film(motion), keys={10.0: coach.guide.pause, 26.0: coach.guide.pause})
    assert testing.trials[-1].score.value == pytest.approx(10.0, abs=1.5)


def test_what_is_under_way_when_it_ends_is_not_scored():
    motion = sagging(seconds=20.0)
    testing, _ = evening("plank", [frame for frame in film(motion) if frame.t_s < 14.0])
    (one,) = testing.end()
    assert one.reason.startswith("the test was ended, after")


def test_a_file_plays_through_the_loop_once():
    testing = script("plank")
    told = []
    run(
        RealTimeFile(SAMPLES / "plank_sag.mp4"),
        LiveConfig(testing),
        Voice(muted=True),
        tell=lambda t_s, words: told.append(words),
    )
    (one,) = testing.end()
    assert one.reason == "your hips sank, and you did not put it right in time"
    assert one.score.value == pytest.approx(10.7, abs=1.0)
    assert "Lift your hips" in told


def test_a_pace_is_drawn_beside_the_exercise():
    frames = film(lowering())
    picture = np.full((720, 1280, 3), 128, "uint8")
    coach = Coach(script("leg-lowering"))
    frame = Frame(0.0, picture, 1280, 720, 0)
    _, update, _ = coach.take(frame, frames[0])
    drawn = [
        Overlay(None, (1280, 720)).draw(
            picture.copy(), frames[0], update, Screen("work", pacer=pacer)
        )
        for pacer in (None, Pacer(60.0, 65.0), Pacer(30.0, 65.0))
    ]
    assert (drawn[0] != drawn[1]).any()
    assert (drawn[1] != drawn[2]).any()
