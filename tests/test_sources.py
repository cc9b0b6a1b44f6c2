"""Where live pictures come from: cameras by number and name, addresses, files in real time."""

import json
import re
import subprocess
import sys
from pathlib import Path

import cv2
import numpy as np
import pytest
from serving import jpegs, multipart, rtsp, served, whole

from formcheck.capture import VideoFile, sources
from formcheck.capture.sources import Device, RealTimeFile, SourceError, Stream, source_of
from formcheck.errors import InputError

SAMPLES = Path(__file__).parents[1] / "samples"


def picture(shade=0, width=160, height=120):
    """Red above, blue below, and a stripe that tells pictures apart."""
    rgb = np.full((height, width, 3), (200, 30, 30), np.uint8)
    rgb[height // 2 :] = (30, 30, 200)
    rgb[:, : width // 8] = shade
    return rgb


def read_all(source):
    source.open()
    found = []
    try:
        while True:
            found.append(source.read())
    except SourceError as error:
        return found, error
    finally:
        source.close()


@pytest.fixture
def cameras(tmp_path, monkeypatch):
    """A Linux computer with two cameras; the first has a second node without pictures."""
    for node, index, name in (
        ("video0", 0, "Integrated Camera"),
        ("video1", 1, "Integrated Camera"),
        ("video2", 0, "USB Webcam"),
    ):
        folder = tmp_path / "v4l" / node
        folder.mkdir(parents=True)
        (folder / "index").write_text(f"{index}\n")
        (folder / "name").write_text(f"{name}\n")
    monkeypatch.setattr(sys, "platform", "linux")
    monkeypatch.setattr(sources, "_V4L", tmp_path / "v4l")
    monkeypatch.setattr(sources, "_NODE", str(tmp_path / "video"))
    return tmp_path


@pytest.fixture
def capture(monkeypatch):
    """OpenCV's camera, with pictures that the test gives it."""

    class Capture:
        pictures = ()
        opens, released = True, 0

        def __init__(self, index, way):
            self._left = list(self.pictures)

        def isOpened(self):  # noqa: N802
            return self.opens

        def set(self, key, value):
            return True

        def read(self):
            return (True, self._left.pop(0)) if self._left else (False, None)

        def release(self):
            Capture.released += 1

    monkeypatch.setattr(cv2, "VideoCapture", Capture)
    return Capture


# --- what a user names -------------------------------------------------------------------------


def test_a_number_is_a_camera():
    assert source_of("1").name == "camera 1"


@pytest.mark.parametrize("address", ["http://phone:8080/video", "RTSP://phone/live"])
def test_an_address_is_a_stream(address):
    assert isinstance(source_of(address), Stream)


def test_a_path_is_a_file():
    assert isinstance(source_of(str(SAMPLES / "sit_up.mp4")), RealTimeFile)


def test_part_of_a_name_is_a_camera(cameras):
    assert source_of("usb web").name == "camera 2 (USB Webcam)"


def test_what_is_not_there_is_refused_with_what_is(cameras):
    with pytest.raises(InputError, match="0: Integrated Camera, 2: USB Webcam"):
        source_of("plank.mp4")


def test_cameras_are_told_by_name_without_their_second_nodes(cameras):
    assert sources.camera_names() == {0: "Integrated Camera", 2: "USB Webcam"}


def test_cameras_of_a_mac_are_numbered_as_opencv_does(monkeypatch):
    told = {
        "SPCameraDataType": [
            {"_name": "FaceTime HD Camera", "spcamera_unique-id": "B"},
            {"_name": "Phone", "spcamera_unique-id": "A"},
        ]
    }
    done = subprocess.CompletedProcess([], 0, json.dumps(told).encode())
    monkeypatch.setattr(sys, "platform", "darwin")
    monkeypatch.setattr(subprocess, "run", lambda *_, **__: done)
    assert sources.camera_names() == {0: "Phone", 1: "FaceTime HD Camera"}


def test_a_password_is_not_in_the_name():
    assert Stream("rtsp://me:secret@phone/live").name == "rtsp://phone/live"


# --- cameras of this computer ------------------------------------------------------------------


def test_a_camera_gives_rgb(capture):
    capture.pictures = [picture()[..., ::-1]]
    device = Device(0)
    device.open()
    found = device.read()
    assert (found.rgb == picture()).all()
    assert found.size == (160, 120)
    assert found.t_s is None


def test_a_large_picture_is_scaled_for_inference(capture):
    capture.pictures = [picture(width=1920, height=1080)]
    device = Device(0)
    device.open()
    found = device.read()
    assert found.rgb.shape == (540, 960, 3)
    assert found.size == (1920, 1080)


def test_a_camera_that_stops_says_so(capture):
    found, error = read_all(Device(0))
    assert found == []
    assert "still plugged in" in str(error)
    assert not error.ended


def test_a_camera_that_is_pulled_out_within_a_picture_says_so(capture, monkeypatch):
    def broken(self):
        raise cv2.error("no whole picture")

    monkeypatch.setattr(capture, "read", broken)
    _, error = read_all(Device(0))
    assert "still plugged in" in str(error)


def test_a_camera_is_released(capture):
    read_all(Device(0))
    assert capture.released == 1


@pytest.mark.skipif(
    sys.platform != "linux" or Path("/dev/video9").exists(), reason="needs Linux without camera 9"
)
def test_a_missing_camera_is_told_without_chatter(capfd):
    with pytest.raises(SourceError, match="camera 9 is not there: plug it in"):
        Device(9).open()
    assert capfd.readouterr().err == ""


def test_a_busy_camera_is_told(cameras, capture):
    capture.opens = False
    (cameras / "video2").touch()
    with pytest.raises(SourceError, match=r"close other programs that use it$"):
        Device(2).open()


def test_a_camera_that_may_not_be_used_is_told(cameras, capture, monkeypatch):
    capture.opens = False
    (cameras / "video2").touch()
    monkeypatch.setattr("os.access", lambda *_: False)
    with pytest.raises(SourceError, match="group 'video'"):
        Device(2).open()


@pytest.mark.parametrize(
    ("platform", "where"),
    [("darwin", "System Settings > Privacy"), ("win32", "Settings > Privacy")],
)
def test_other_systems_say_where_cameras_are_allowed(capture, monkeypatch, platform, where):
    capture.opens = False
    monkeypatch.setattr(sys, "platform", platform)
    monkeypatch.setattr(sources, "camera_names", dict)
    with pytest.raises(SourceError, match=where):
        Device(0).open()


# --- the network -------------------------------------------------------------------------------


def test_a_phone_that_sends_jpegs_is_read():
    sent = [picture(shade) for shade in (0, 90, 180)]
    with served(multipart(jpegs(sent))) as address:
        found, error = read_all(Stream(address))
    assert [round(float(p.rgb[:, :10].mean()), -1) for p in found] == [0, 90, 180]
    assert all(p.t_s is None and p.size == (160, 120) for p in found)
    assert "sends no more pictures" in str(error)
    assert not error.ended


def test_a_network_camera_is_read_over_rtsp():
    sent = [picture(shade) for shade in range(0, 250, 10)]
    with rtsp(sent) as address:
        found, error = read_all(Stream(address))
    shades = [float(p.rgb[:, :10].mean()) for p in found]
    assert len(shades) >= len(sent) - 1  # what was underway when it hung up may be lost
    assert shades == sorted(shades)
    assert all(p.t_s is None and p.size == (160, 120) for p in found)
    assert "sends no more pictures" in str(error)


def test_a_phone_that_is_turned_sends_pictures_of_another_shape():
    sent = [picture(), picture(width=120, height=160)]
    with served(multipart(jpegs(sent))) as address:
        found, _ = read_all(Stream(address))
    assert [(p.rgb.shape, p.size) for p in found] == [
        ((120, 160, 3), (160, 120)),
        ((160, 120, 3), (120, 160)),
    ]


def test_a_damaged_picture_is_left_out():
    good = jpegs([picture()])[0]
    with served(multipart([good, b"\xff\xd8 no picture \xff\xd9", good])) as address:
        found, _ = read_all(Stream(address))
    assert len(found) == 2


def resized(file, width, height):
    """The JPEG file with another size in its header."""
    place = file.index(b"\xff\xc0") + 5
    return file[:place] + height.to_bytes(2, "big") + width.to_bytes(2, "big") + file[place + 4 :]


@pytest.mark.parametrize(
    "bad",
    [resized(jpegs([picture()])[0], 65500, 65500), b"\xff\xd8" + bytes(500), b"GIF89a"],
    ids=["of a few gigabytes", "zeros", "another format"],
)
def test_pictures_that_never_can_be_read_are_given_up(monkeypatch, bad):
    monkeypatch.setattr(sources, "_READ_S", 0.3)
    good = jpegs([picture()] * 3)
    with served(multipart([*good, *[bad] * 200])) as address:
        found, error = read_all(Stream(address))
    assert len(found) == 3
    assert "sends pictures that cannot be read" in str(error)


def without_end(declared):
    """Send the beginning of a picture, and then bytes for as long as somebody takes them."""

    def answer(request, stopped):
        request.send_response(200)
        request.send_header("Content-Type", "multipart/x-mixed-replace; boundary=part")
        request.end_headers()
        length = f"Content-Length: {declared}\r\n" if declared else ""
        head = f"--part\r\nContent-Type: image/jpeg\r\n{length}\r\n"
        request.wfile.write(head.encode() + jpegs([picture()])[0][:600])
        while not stopped.is_set():
            request.wfile.write(b"\1" * (1 << 20))

    return answer


@pytest.mark.slow
@pytest.mark.skipif(sys.platform != "linux", reason="memory is read as Linux tells it")
@pytest.mark.parametrize("declared", [None, 2_000_000_000])
def test_a_picture_without_an_end_does_not_fill_the_memory(declared):
    read = (
        "import sys; from pathlib import Path\n"
        "from formcheck.capture.sources import SourceError, Stream\n"
        "source = Stream(sys.argv[1])\n"
        "try:\n    source.open(); source.read()\n"
        "except SourceError: print(Path('/proc/self/status').read_text())"
    )
    with served(without_end(declared)) as address:
        command = [sys.executable, "-c", read, address]
        process = subprocess.run(command, capture_output=True, check=True, text=True)
    (peak_kib,) = re.findall(r"VmHWM:\s+(\d+) kB", process.stdout)
    assert int(peak_kib) < 400_000


def test_a_video_that_is_served_is_the_same_as_its_file(write_clip):
    clip = write_clip("clip.mp4", [picture(i) for i in range(0, 100, 5)])
    with served(whole(clip)) as address:
        found, error = read_all(Stream(address))
    frames = list(VideoFile(clip))
    assert [p.t_s for p in found] == [frame.t_s for frame in frames]
    assert all((p.rgb == f.rgb).all() for p, f in zip(found, frames, strict=True))
    assert error.ended


def test_a_video_that_its_server_cannot_play_is_told():
    simple = whole(SAMPLES / "sit_up.mp4", from_anywhere=False)
    with served(simple) as address, pytest.raises(InputError, match="download it"):
        read_all(Stream(address))


def test_a_stream_that_falls_silent_is_given_up(monkeypatch):
    monkeypatch.setattr(sources, "_READ_S", 0.3)
    with served(multipart(jpegs([picture()] * 5), then_hold=True)) as address:
        found, error = read_all(Stream(address))
    assert len(found) == 5
    assert "sends no more pictures" in str(error)


def test_a_stream_that_never_answers_is_given_up(monkeypatch):
    monkeypatch.setattr(sources, "_OPEN_S", 0.3)
    with (
        served(lambda _request, stopped: stopped.wait()) as address,
        pytest.raises(SourceError, match="does not answer"),
    ):
        Stream(address).open()


def test_an_address_where_nobody_is_says_so(capfd):
    with pytest.raises(SourceError, match=r"connection refused.*same network"):
        Stream("http://127.0.0.1:9/video").open()
    assert capfd.readouterr().err == ""


def test_a_web_page_is_no_camera(tmp_path):
    page = tmp_path / "index.html"
    page.write_text("<html><body>The camera is at /video</body></html>")
    with served(whole(page, "text/html")) as address, pytest.raises(SourceError, match="address"):
        Stream(address).open()


# --- files -------------------------------------------------------------------------------------


@pytest.fixture
def clock(monkeypatch):
    """A clock that only sleeping moves."""

    class Clock:
        now = 100.0

        def perf_counter(self):
            return self.now

        def sleep(self, seconds):
            self.now += seconds

    clock = Clock()
    monkeypatch.setattr(sources, "time", clock)
    return clock


def test_a_file_plays_as_fast_as_it_was_filmed(write_clip, clock):
    times = [0.0, 0.1, 0.5, 0.6]
    source = RealTimeFile(write_clip("clip.mp4", [picture(i) for i in range(4)], times=times))
    source.open()
    due = []
    for _ in times:
        source.read()
        due.append(round(clock.now - 100.0, 3))
    assert due == times


def test_a_file_gives_the_pictures_times_and_shots_of_an_analysis(write_clip, clock):
    noise = np.random.default_rng(1).integers(0, 255, (120, 160, 3)).astype(np.uint8)
    clip = write_clip("clip.mp4", [picture()] * 10 + [noise] * 10)
    found, error = read_all(RealTimeFile(clip))
    frames = list(VideoFile(clip))
    assert {frame.shot for frame in frames} == {0, 1}
    assert [(p.t_s, p.shot, p.size) for p in found] == [
        (f.t_s, f.shot, (f.width, f.height)) for f in frames
    ]
    assert all((p.rgb == f.rgb).all() for p, f in zip(found, frames, strict=True))
    assert error.ended
