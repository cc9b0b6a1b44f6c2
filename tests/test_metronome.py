"""The ticks of a tempo."""

import pytest

from formcheck.guide.metronome import Metronome


def ticks(tempo, seconds, fps=20.0, began_s=100.0):
    """When it ticks, in seconds from its beginning, and how."""
    metronome = Metronome(tempo, began_s)
    times = [began_s + i / fps for i in range(round(seconds * fps))]
    heard = [(round(t_s - began_s, 2), metronome.update(t_s)) for t_s in times]
    return [(t_s, tick) for t_s, tick in heard if tick]


def test_it_ticks_every_second_and_otherwise_where_the_way_turns():
    assert ticks((2.0, 3.0), 6.0) == [
        (0.0, "turn"),
        (1.0, "tick"),
        (2.0, "turn"),
        (3.0, "tick"),
        (4.0, "tick"),
        (5.0, "turn"),
    ]


def test_no_tick_comes_close_before_a_turn():
    assert ticks((1.25, 1.25), 2.5) == [(0.0, "turn"), (1.25, "turn")]


@pytest.mark.parametrize("fps", [8.0, 30.0])
def test_the_tempo_does_not_depend_on_the_frame_rate(fps):
    turns = [t_s for t_s, tick in ticks((1.5, 1.5), 30.0, fps) if tick == "turn"]
    assert turns == pytest.approx([1.5 * i for i in range(20)], abs=1.0 / fps)


def test_ticks_that_were_missed_are_not_made_up_for():
    metronome = Metronome((2.0, 2.0), 0.0)
    assert metronome.update(0.0) == "turn"
    assert metronome.update(7.1) == "tick"
    assert metronome.update(7.2) is None
