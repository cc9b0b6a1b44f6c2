"""The overlay video: what was written comes back, and nothing half-written stays."""

import subprocess
import sys
from pathlib import Path

import av
import numpy as np
import pytest

from formcheck.capture import VideoFile
from formcheck.draw.video import VideoWriter
from formcheck.errors import InputError


def pictures(count: int, size: tuple[int, int] = (160, 120)) -> list[np.ndarray]:
    shades = np.linspace(0, 255, count).astype(np.uint8)
    return [np.full((size[1], size[0], 3), shade, np.uint8) for shade in shades]


def write(path: Path, times: list[float], size: tuple[int, int] = (160, 120)) -> None:
    with VideoWriter(path) as writer:
        for t_s, picture in zip(times, pictures(len(times), size), strict=True):
            writer.write(picture, t_s)


@pytest.mark.parametrize(
    "times",
    [
        [i / 30 for i in range(30)],
        [i / 10 for i in range(10)],
        [i / 120 for i in range(60)],
        [0.0, 0.033, 0.2, 0.21, 0.9, 1.0],
    ],
    ids=["30 fps", "10 fps", "120 fps", "variable"],
)
def test_every_picture_comes_back_at_its_time(tmp_path: Path, times: list[float]) -> None:
    write(tmp_path / "out.mp4", times)
    with VideoFile(tmp_path / "out.mp4") as video:
        assert [frame.t_s for frame in video] == pytest.approx(times, abs=0.001)


@pytest.mark.parametrize(
    ("times", "end_s"),
    [([0.0, 0.1, 0.5], 0.9), ([i / 25 for i in range(25)], 1.0), ([0.0], 1 / 30)],
    ids=["variable", "even", "one picture"],
)
def test_the_last_picture_stays_as_long_as_the_one_before(
    tmp_path: Path, times: list[float], end_s: float
) -> None:
    write(tmp_path / "out.mp4", times)
    with VideoFile(tmp_path / "out.mp4") as video:
        assert len(list(video)) == len(times)
        assert video.info().duration_s == pytest.approx(end_s, abs=0.001)


def test_a_video_may_begin_later(tmp_path: Path) -> None:
    write(tmp_path / "out.mp4", [2.0, 2.1, 2.3])
    with av.open(str(tmp_path / "out.mp4")) as container:
        times = [frame.time for frame in container.decode(video=0)]
    assert times == pytest.approx([2.0, 2.1, 2.3], abs=0.001)


def test_colours_come_back_and_are_labelled(tmp_path: Path) -> None:
    orange = np.full((120, 160, 3), (213, 94, 0), np.uint8)
    with VideoWriter(tmp_path / "out.mp4") as writer:
        writer.write(orange, 0.0)
    with av.open(str(tmp_path / "out.mp4")) as container:
        (frame,) = container.decode(video=0)
        codec = container.streams.video[0].codec_context
    assert (codec.colorspace, codec.color_primaries, codec.color_trc) == (1, 1, 1)  # BT.709
    luma, blue, red = (int(plane[60, 60]) for plane in planes(frame))
    assert (luma, blue, red) == pytest.approx((113, 75, 184), abs=3)


def planes(frame: av.VideoFrame) -> list[np.ndarray]:
    """Luma, blue and red difference at the size of the picture."""
    flat = frame.to_ndarray(format="yuv444p")
    return list(flat.reshape(3, frame.height, frame.width))


def test_the_pictures_keep_their_order(tmp_path: Path) -> None:
    write(tmp_path / "out.mp4", [i / 30 for i in range(30)])
    with VideoFile(tmp_path / "out.mp4") as video:
        shades = [float(frame.rgb.mean()) for frame in video]
    assert shades == sorted(shades)


def test_a_browser_can_play_it_while_it_loads(tmp_path: Path) -> None:
    write(tmp_path / "out.mp4", [i / 30 for i in range(10)])
    with av.open(str(tmp_path / "out.mp4")) as container:
        stream = container.streams.video[0]
        assert (stream.codec_context.name, stream.codec_context.pix_fmt) == ("h264", "yuv420p")
    content = (tmp_path / "out.mp4").read_bytes()
    assert content.index(b"moov") < content.index(b"mdat")


def test_odd_sizes_lose_their_last_row_and_column(tmp_path: Path) -> None:
    write(tmp_path / "out.mp4", [0.0, 0.1], size=(161, 121))
    with av.open(str(tmp_path / "out.mp4")) as container:
        stream = container.streams.video[0]
        assert (stream.width, stream.height) == (160, 120)


def test_no_picture_is_no_video(tmp_path: Path) -> None:
    with VideoWriter(tmp_path / "out.mp4"):
        pass
    assert list(tmp_path.iterdir()) == []


def test_a_video_of_that_name_stays_until_the_new_one_is_whole(tmp_path: Path) -> None:
    write(tmp_path / "out.mp4", [0.0, 0.1])
    before = (tmp_path / "out.mp4").read_bytes()
    with pytest.raises(ValueError, match="stop"), VideoWriter(tmp_path / "out.mp4") as writer:
        writer.write(pictures(1)[0], 0.0)
        raise ValueError("stop")
    assert (tmp_path / "out.mp4").read_bytes() == before
    assert [file.name for file in tmp_path.iterdir()] == ["out.mp4"]


@pytest.mark.parametrize("error", [ValueError, KeyboardInterrupt])
def test_an_interrupted_video_leaves_nothing(tmp_path: Path, error: type[BaseException]) -> None:
    with pytest.raises(error), VideoWriter(tmp_path / "out.mp4") as writer:
        writer.write(pictures(1)[0], 0.0)
        raise error
    assert list(tmp_path.iterdir()) == []


def test_an_unwritable_folder_is_said_in_one_line(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with (
        pytest.raises(InputError, match="cannot write into"),
        VideoWriter(tmp_path / "file" / "out.mp4"),
    ):
        pass


def test_an_error_of_the_encoder_is_raised_and_leaves_nothing(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"out\.mp4"), VideoWriter(tmp_path / "out.mp4") as writer:
        writer.write(pictures(1)[0], 0.0)
        writer.write(pictures(1, size=(20, 10))[0][:, :, :2], 0.1)
    assert list(tmp_path.iterdir()) == []


FULL_DISK = """
import resource, signal, sys
from pathlib import Path
import numpy as np
from formcheck.errors import InputError
from formcheck.draw.video import VideoWriter

signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv[2]), int(sys.argv[2])))
noise = np.random.default_rng(1)
try:
    with VideoWriter(Path(sys.argv[1])) as writer:
        for i in range(40):
            writer.write(noise.integers(0, 255, (120, 160, 3), dtype=np.uint8), i / 30)
except InputError as error:
    print(error)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="limits the size of files as POSIX does")
@pytest.mark.parametrize("room", [0, 2_000, 60_000], ids=["at once", "soon", "at the end"])
def test_a_full_disk_is_said_in_one_line_and_leaves_nothing(tmp_path: Path, room: int) -> None:
    command = [sys.executable, "-c", FULL_DISK, str(tmp_path / "out.mp4"), str(room)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=True)
    assert done.stdout.startswith("cannot write")
    assert done.stdout.count("\n") == 1
    assert list(tmp_path.iterdir()) == []
