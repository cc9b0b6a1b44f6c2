"""A camera that is followed as it runs, and what becomes of it when something is wrong."""

import os
import random
import subprocess
import sys
import threading
from itertools import count, pairwise
from pathlib import Path

import numpy as np
import pytest
from serving import jpegs, multipart, served, until

from formcheck.capture import VideoFile, camera
from formcheck.capture.camera import Camera
from formcheck.capture.sources import Picture, RealTimeFile, SourceError, Stream
from formcheck.errors import InputError

WIDTH, HEIGHT = 64, 48
NOISE = np.random.default_rng(2).integers(0, 255, (HEIGHT, WIDTH, 3)).astype(np.uint8)


def picture(number=0):
    """A picture that differs from the ones before and after it, and tells its number."""
    rgb = NOISE // 2 + np.uint8(number % 100)
    rgb[0, 0] = (*divmod(number, 256), 0)
    return rgb


def number_of(taken):
    high, low, _ = taken.frame.rgb[0, 0].tolist()
    return 256 * high + low


class Fake:
    """A source that gives what an iterator gives; an error in it is raised."""

    name = "camera 7"

    def __init__(self, items, *, step_s=0.001):
        self._items = iter(items)
        self._step_s = step_s
        self._tick = threading.Event()
        self.opened = self.closed = 0

    def open(self):
        self.opened += 1

    def read(self):
        self._tick.wait(self._step_s)
        item = next(self._items, None)
        if item is None:
            raise SourceError("over", ended=True)
        if isinstance(item, Exception):
            raise item
        return item if isinstance(item, Picture) else Picture(item, (WIDTH, HEIGHT))

    def close(self):
        self.closed += 1


class Hanging(Fake):
    """A source whose driver never returns, until the test is over."""

    def __init__(self, *, at_open):
        super().__init__([])
        self._at_open = at_open
        self.released = threading.Event()

    def open(self):
        if self._at_open:
            self.released.wait()

    def read(self):
        self.released.wait()
        raise SourceError("over", ended=True)


@pytest.fixture(autouse=True)
def impatient(monkeypatch):
    """Everything that takes seconds, in hundredths."""
    for name in ("_STALLED_S", "_DARK_S", "_FROZEN_S"):
        monkeypatch.setattr(camera, name, 60.0)
    monkeypatch.setattr(camera, "_RETRY_S", 0.005)
    monkeypatch.setattr(camera, "_CLOSE_S", 0.05)


def all_taken(source):
    """Every picture that there was time for, until the source ends."""
    taken = []
    with Camera(source) as running:
        while not running.ended:
            one = running.newest(5.0)
            if one:
                taken.append(one)
    return taken, running.counts


def in_turn(pictures):
    """Every picture of a source that waits until the one before has been taken."""
    go = threading.Semaphore()

    def waiting():
        for one in pictures:
            assert go.acquire(timeout=10)
            yield one

    taken = []
    with Camera(Fake(waiting())) as running:
        while one := running.newest(5.0):
            taken.append(one)
            go.release()
    return taken, running.counts


def troubled(source, kind):
    """The words for a trouble that is expected."""
    with Camera(source) as running:
        assert until(lambda: running.trouble and running.trouble.id == kind)
        return running.trouble.words


# --- the newest picture ------------------------------------------------------------------------


def test_every_picture_is_taken_where_there_is_time():
    taken, counts = in_turn(map(picture, range(20)))
    assert [number_of(one) for one in taken] == list(range(20))
    assert (counts.read, counts.dropped, counts.reopened) == (20, 0, 0)


def test_who_is_slow_gets_the_newest_picture_and_nothing_queues_up():
    halt = threading.Event()

    def pictures():
        yield from map(picture, range(50))
        halt.wait()
        yield from map(picture, range(50, 60))
        halt.clear()
        halt.wait()

    source = Fake(pictures())
    with Camera(source) as running:
        assert until(lambda: running.counts.read == 50)
        assert number_of(running.newest(0)) == 49
        assert running.newest(0.01) is None
        halt.set()
        assert until(lambda: running.counts.read == 60)
        assert number_of(running.newest(0)) == 59
        assert running.counts.dropped == 58
        halt.set()


def test_times_strictly_increase_from_zero():
    taken, _ = all_taken(Fake(map(picture, range(50)), step_s=0.0))
    times = [one.frame.t_s for one in taken]
    assert all(b > a for a, b in pairwise(times))
    assert times[0] < 0.1


def test_the_first_picture_is_at_zero():
    taken, _ = all_taken(Fake([picture()]))
    assert taken[0].frame.t_s == 0.0


def test_a_file_keeps_its_own_pictures_times_and_shots(write_clip):
    clip = write_clip("clip.mp4", [NOISE] * 6 + [NOISE[::-1]] * 6, fps=20)
    taken, counts = all_taken(RealTimeFile(clip))
    frames = list(VideoFile(clip))
    assert counts.read == len(frames)
    assert {frame.shot for frame in frames} == {0, 1}
    of_file = {frame.t_s: frame for frame in frames}
    for one in taken:
        frame = of_file[one.frame.t_s]
        assert one.frame.shot == frame.shot
        assert (one.frame.rgb == frame.rgb).all()


def test_a_cut_begins_a_shot():
    scenes = [NOISE] * 10 + [NOISE[::-1].copy()] * 10
    taken, _ = in_turn(scenes)
    assert [one.frame.shot for one in taken] == [0] * 10 + [1] * 10


# --- the start ---------------------------------------------------------------------------------


def test_a_camera_that_cannot_be_opened_at_the_start_is_an_input_error():
    class Absent(Fake):
        def open(self):
            raise SourceError("camera 7 is not there", "plug it in")

    with pytest.raises(InputError, match="not there: plug it in") as error, Camera(Absent([])):
        pass
    assert error.value.exit_status == 3


def test_a_camera_that_hangs_at_the_start_is_given_up(monkeypatch):
    monkeypatch.setattr(camera, "_OPEN_S", 0.05)
    source = Hanging(at_open=True)
    with pytest.raises(SourceError, match="does not answer"), Camera(source):
        pass
    source.released.set()


def test_a_stream_that_never_gives_a_picture_is_given_up(monkeypatch):
    class Dumb(Fake):
        def read(self):
            raise SourceError("the stream sends pictures that cannot be read")

    monkeypatch.setattr(camera, "_FIRST_S", 0.02)
    with pytest.raises(InputError, match="cannot be read"), Camera(Dumb([])) as running:
        while not running.newest(1.0):
            pass


def test_a_file_without_a_picture_is_told(tmp_path, write_clip):
    whole = write_clip("clip.mp4", [NOISE] * 30, container_options={"movflags": "faststart"})
    content = whole.read_bytes()
    start = content.index(b"mdat") + 4
    broken = tmp_path / "broken.mp4"
    broken.write_bytes(content[:start] + bytes(len(content) - start))
    with (
        pytest.raises(InputError, match="no readable picture"),
        Camera(RealTimeFile(broken)) as running,
    ):
        running.newest(5.0)


# --- lost and back -----------------------------------------------------------------------------


def test_unplugged_at_ten_random_moments_and_back_each_time():
    moments = sorted(random.Random(7).sample(range(5, 195), 10))
    gone = SourceError("camera 7 gives no more pictures", "is it still plugged in?")
    items = []
    for number in range(200):
        items += [gone] * (number in moments) + [picture(number)]
    source = Fake(items, step_s=0.002)
    taken, counts = all_taken(source)
    times, shots = ([getattr(one.frame, name) for one in taken] for name in ("t_s", "shot"))
    assert counts.reopened == 10
    assert until(lambda: source.opened == source.closed == 11)
    assert counts.read == 200
    assert all(b > a for a, b in pairwise(times))
    assert shots == sorted(shots)
    assert shots[-1] == 10


def test_a_lost_camera_is_told_until_it_is_back():
    plugged = threading.Event()

    class Unplugged(Fake):
        def open(self):
            super().open()
            if self.opened > 1 and not plugged.is_set():
                raise SourceError("camera 7 is not there", "plug it in")

    source = Unplugged([picture(0), SourceError("gone"), *map(picture, range(1, 500))])
    with Camera(source) as running:
        assert until(lambda: running.trouble and running.trouble.remedy == "plug it in")
        assert running.trouble.reason == "camera 7 is not there"
        before = running.newest(0)
        plugged.set()
        assert until(lambda: running.trouble is None)
        after = running.newest(5.0)
    assert after.frame.t_s > before.frame.t_s
    assert (before.frame.shot, after.frame.shot) == (0, 1)


def test_a_camera_that_opens_again_and_gives_nothing_stays_lost():
    gone = SourceError("camera 7 gives no more pictures", "is it still plugged in?")
    source = Fake([picture(), *[gone] * 10_000])
    with Camera(source) as running:
        assert until(lambda: source.opened > 5)
        assert (running.trouble.id, running.trouble.words) == ("camera_lost", str(gone))
        assert running.counts.reopened == 0


def test_a_phone_that_hangs_up_is_called_again():
    with (
        served(multipart(jpegs(map(picture, range(8))))) as address,
        Camera(Stream(address)) as running,
    ):
        assert until(lambda: running.counts.reopened >= 2)


def test_a_phone_that_is_turned_is_told_and_keeps_its_angles():
    upright = np.ascontiguousarray(NOISE.swapaxes(0, 1))
    files = jpegs([NOISE] * 3 + [upright] * 3)
    with (
        served(multipart(files, then_hold=True)) as address,
        Camera(Stream(address)) as running,
    ):
        assert until(lambda: running.counts.read == 6)
        frame = running.newest(0).frame
        trouble = running.trouble
    assert trouble.id == "camera_resized"
    assert (frame.width, frame.height, frame.rgb.shape) == (WIDTH, HEIGHT, NOISE.shape)
    filled = frame.rgb[:, frame.rgb.any(axis=(0, 2))]
    assert filled.shape == (HEIGHT, HEIGHT * HEIGHT // WIDTH, 3)


# --- what is wrong with the pictures -----------------------------------------------------------


def test_a_camera_that_sends_nothing_is_told(monkeypatch):
    monkeypatch.setattr(camera, "_STALLED_S", 0.02)
    source = Hanging(at_open=False)
    assert troubled(source, "camera_silent").startswith("camera 7 sends nothing")
    source.released.set()


def test_a_black_picture_is_told(monkeypatch):
    monkeypatch.setattr(camera, "_DARK_S", 0.02)
    dark = (NOISE // 80 + np.uint8(i % 2) for i in count())
    assert "open the camera's cover" in troubled(Fake(dark), "camera_black")


def test_a_picture_that_stands_still_is_told(monkeypatch):
    monkeypatch.setattr(camera, "_FROZEN_S", 0.02)
    same = (NOISE.copy() for _ in count())
    assert "stands still" in troubled(Fake(same), "camera_frozen")


@pytest.mark.parametrize("scene", [NOISE, np.zeros_like(NOISE)], ids=["still", "black"])
def test_what_was_recorded_may_be_still_or_black(monkeypatch, scene):
    monkeypatch.setattr(camera, "_DARK_S", 0.0)
    monkeypatch.setattr(camera, "_FROZEN_S", 0.0)
    played = (Picture(scene, (WIDTH, HEIGHT), 0.1 * i) for i in range(20))
    with Camera(Fake(played)) as running:
        while not running.ended:
            running.newest(5.0)
            assert running.trouble is None


def test_a_camera_that_is_well_has_no_trouble():
    taken = 0
    with Camera(Fake(map(picture, count()))) as running:
        while taken < 50:
            taken += running.newest(5.0) is not None
            assert running.trouble is None


# --- the end -----------------------------------------------------------------------------------


def test_a_camera_that_hangs_holds_up_neither_the_wait_nor_the_end():
    source = Hanging(at_open=False)
    with Camera(source) as running:
        assert running.newest(0.01) is None
    source.released.set()


def test_the_camera_is_closed_at_the_end():
    source = Fake(map(picture, count()))
    with Camera(source):
        pass
    assert until(lambda: source.closed == 1)


def test_a_defect_of_a_source_is_not_swallowed():
    source = Fake([picture(), ZeroDivisionError()])
    with Camera(source) as running:
        assert until(lambda: source.closed)
        assert running.newest(0) is not None
        assert not running.ended
        with pytest.raises(ZeroDivisionError):
            running.newest(0)


def run(code, *arguments):
    return subprocess.run(
        [sys.executable, "-c", code, *arguments],
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "PYTHONPATH": os.pathsep.join([str(Path(__file__).parent), *sys.path])},
        timeout=60,
    )


def test_nothing_that_a_driver_prints_reaches_the_terminal():
    code = """
import os, sys
from test_camera import Fake, picture
from formcheck.capture.camera import Camera

class Chatty(Fake):
    def read(self):
        os.write(2, b"Corrupt JPEG data\\n")
        return super().read()

with Camera(Chatty([picture()])) as running:
    while not running.ended:
        running.newest(1.0)
    print("ours", file=sys.stderr)
os.write(2, b"after\\n")
"""
    done = run(code)
    assert (done.returncode, done.stderr) == (0, "ours\nafter\n")


@pytest.mark.slow
def test_the_program_ends_while_a_stream_is_silent():
    code = """
import sys
from formcheck.capture.camera import Camera
from formcheck.capture.sources import Stream

with Camera(Stream(sys.argv[1])) as running:
    while running.newest(0.5):
        pass
print("the end")
"""
    files = jpegs(map(picture, range(10)))
    with served(multipart(files, then_hold=True)) as address:
        done = run(code, address)
    assert (done.returncode, done.stdout, done.stderr) == (0, "the end\n", "")
