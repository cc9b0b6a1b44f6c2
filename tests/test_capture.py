"""Reading video files: every picture, at its true time, as a player shows it."""

import struct
import weakref
from fractions import Fraction
from itertools import islice, pairwise

import av
import numpy as np
import pytest
from av.error import InvalidDataError
from av.stream import Disposition

from formcheck.capture import VideoFile
from formcheck.capture.clock import MediaClock
from formcheck.capture.cuts import CutDetector
from formcheck.capture.detail import DetailWatch
from formcheck.errors import InputError

WIDTH, HEIGHT = 160, 120
BAR_WIDTH = 16
CORNERS = {"red": (220, 30, 30), "green": (30, 200, 30), "blue": (30, 30, 220), "grey": (90,) * 3}


def picture(i=0, width=WIDTH, height=HEIGHT):
    """Corners of different colours and a white bar that moves to the right."""
    rgb = np.full((height, width, 3), 90, np.uint8)
    rgb[: height // 3, : width // 3] = CORNERS["red"]
    rgb[: height // 3, -width // 3 :] = CORNERS["green"]
    rgb[-height // 3 :, : width // 3] = CORNERS["blue"]
    left = bar_left(i, width)
    rgb[height * 2 // 5 : height * 3 // 5, left : left + BAR_WIDTH] = 250
    return rgb


def bar_left(i, width=WIDTH):
    return 3 * i % (width - BAR_WIDTH)


def pictures(count=30, **size):
    return [picture(i, **size) for i in range(count)]


def textured(count, seed=0):
    """Pictures that take some space, so that half a file still holds some of them."""
    noise = np.random.default_rng(seed).integers(0, 60, (HEIGHT, WIDTH, 3)).astype(np.uint8)
    return [picture(i) // 2 + np.roll(noise, 3 * i, axis=1) for i in range(count)]


def bar_found(rgb):
    row = rgb[rgb.shape[0] // 2].mean(axis=1)
    return float(np.flatnonzero(row > 170).mean()) - (BAR_WIDTH - 1) / 2


def corners(rgb):
    """Names of the colours of the upper left, upper right, lower left, lower right corner."""
    height, width = rgb.shape[:2]
    spots = [
        rgb[y, x].astype(int)
        for y in (height // 12, height - 1 - height // 12)
        for x in (width // 12, width - 1 - width // 12)
    ]
    return [min(CORNERS, key=lambda name: abs(spot - CORNERS[name]).sum()) for spot in spots]


def read(path, **options):
    """Read a clip to its end; return its frames and what is known of it."""
    with VideoFile(path, **options) as clip:
        return list(clip), clip.info()


def times_of(path):
    return [frame.t_s for frame in read(path)[0]]


def damaged(path, keep):
    """Cut a file to a part of its length, in place."""
    content = path.read_bytes()
    path.write_bytes(content[: int(len(content) * keep)])
    return path


# --- containers and codecs ---------------------------------------------------------------------

FORMATS = [
    ("clip.mp4", "libx264", "yuv420p"),
    ("clip.mov", "libx264", "yuv420p"),
    ("clip.mkv", "libx264", "yuv420p"),
    ("clip.avi", "libx264", "yuv420p"),
    ("clip.ts", "libx264", "yuv420p"),
    ("clip.flv", "libx264", "yuv420p"),
    ("clip.mp4", "libx265", "yuv420p"),
    ("clip.mov", "libx265", "yuv420p10le"),
    ("clip.webm", "libvpx-vp9", "yuv420p"),
    ("clip.webm", "libsvtav1", "yuv420p"),
    ("clip.mp4", "libsvtav1", "yuv420p"),
    ("clip.avi", "mpeg4", "yuv420p"),
    ("clip.avi", "mjpeg", "yuvj420p"),
    ("clip.avi", "rawvideo", "bgr24"),
    ("clip.gif", "gif", "rgb8"),
]


@pytest.fixture(params=FORMATS, ids=lambda case: f"{case[1]} in {case[0].split('.')[1]}")
def any_clip(request, write_clip):
    """Thirty pictures at 30 a second in one of the formats."""
    name, codec, pixel_format = request.param
    if codec not in av.codecs_available:
        pytest.skip(f"this build of PyAV has no encoder {codec}")
    return write_clip(name, pictures(30), codec, pixel_format=pixel_format)


def test_every_picture_is_read_in_order_whatever_the_format(any_clip):
    found = [bar_found(frame.rgb) for frame in read(any_clip)[0]]
    assert found == pytest.approx([bar_left(i) for i in range(30)], abs=2)


def test_times_are_those_of_the_clip_whatever_the_format(any_clip):
    tick_s = 0.01  # GIF's; the others are finer
    assert times_of(any_clip) == pytest.approx([i / 30 for i in range(30)], abs=tick_s)


def test_a_whole_clip_has_no_messages_whatever_the_format(any_clip):
    assert read(any_clip)[1].messages == ()


def test_info_describes_the_clip(write_clip):
    path = write_clip("clip.mp4", pictures(30))
    info = read(path)[1]
    assert (info.path, info.frames, info.width, info.height) == (str(path), 30, WIDTH, HEIGHT)
    assert (info.duration_s, info.fps) == (1.0, 30.0)
    assert len(info.sha256) == 64


@pytest.mark.parametrize(("name", "codec"), [("clip.mp4", "libx264"), ("clip.mkv", "libx264")])
def test_the_number_of_frames_is_known_beforehand(write_clip, name, codec):
    with VideoFile(write_clip(name, pictures(30), codec)) as clip:
        assert clip.expected_frames == 30


@pytest.mark.parametrize(
    "name", ["12:30 plank.mp4", "concat:plank.mp4", "a%03d.mp4", "-x.mp4", "Übung #1?.mp4"]
)
def test_odd_file_names_are_just_names(write_clip, monkeypatch, name):
    path = write_clip("clip.mp4", pictures(2))
    path.rename(path.with_name(name))
    monkeypatch.chdir(path.parent)
    assert len(times_of(name)) == 2


def test_a_title_in_another_encoding_is_no_obstacle(write_clip):
    path = write_clip("clip.avi", pictures(3), "mpeg4", tags={"title": "Mxdchen"})
    path.write_bytes(path.read_bytes().replace(b"Mxdchen", "Mädchen".encode("latin-1")))
    assert len(times_of(path)) == 3


# --- times -------------------------------------------------------------------------------------


@pytest.mark.parametrize("fps", [10, 15, Fraction(24000, 1001), Fraction(30000, 1001), 60, 120])
def test_any_frame_rate_keeps_its_times(write_clip, fps):
    path = write_clip("clip.mp4", pictures(40), fps=fps)
    assert times_of(path) == pytest.approx([float(i / fps) for i in range(40)], abs=1e-4)


@pytest.mark.parametrize("name", ["clip.mp4", "clip.mkv"])
def test_a_variable_frame_rate_is_kept(write_clip, name):
    times = [0.0, 0.02, 0.12, 0.5, 0.51, 0.53, 1.4, 1.45]
    path = write_clip(name, pictures(len(times)), times=times)
    assert times_of(path) == pytest.approx(times, abs=0.001)


@pytest.mark.parametrize("name", ["clip.mkv", "clip.ts"])
def test_the_first_picture_is_at_zero(write_clip, name):
    path = write_clip(name, pictures(6), times=[7 + i / 10 for i in range(6)])
    assert times_of(path) == pytest.approx([i / 10 for i in range(6)], abs=0.001)


def test_repeated_times_are_made_to_increase(write_clip):
    path = write_clip("clip.mkv", pictures(8), times=[i * 0.0004 for i in range(8)])
    times = times_of(path)  # Matroska counts milliseconds: some of these coincide
    assert len(times) == 8
    assert all(a < b for a, b in pairwise(times))


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        pytest.param([5.0, 5.1, 5.3], [0, 0.1, 0.3], id="from zero"),
        pytest.param([-0.5, 0.0], [0, 0.5], id="negative"),
        pytest.param([0.0, 0.1, 0.1, 0.1, 0.2], [0, 0.1, 0.101, 0.102, 0.2], id="repeated"),
        pytest.param([0.0, 0.1, 0.08, 0.2], [0, 0.1, 0.101, 0.2], id="jitter"),
        pytest.param([None, None, None], [0, 0.04, 0.08], id="all missing"),
        pytest.param([2.0, None, 2.1], [0, 0.04, 0.1], id="one missing"),
        pytest.param([None, 0.04, 0.08], [0, 0.04, 0.08], id="first missing"),
        pytest.param([8.0, 9.0, 0.0, 1.0], [0, 1, 1.04, 2.04], id="clock set back"),
        pytest.param([0.0, 9.0], [0, 9], id="long pause"),
        pytest.param([0.0, 1 / 3], [0, 0.333333], id="whole microseconds"),
    ],
)
def test_times_start_at_zero_and_increase(given, expected):
    clock = MediaClock(step_s=0.04)
    assert [clock.read(time) for time in given] == pytest.approx(expected, abs=1e-9)


@pytest.mark.parametrize(
    ("name", "codec"),
    [("clip.h264", "libx264"), ("clip.hevc", "libx265")],
)
def test_a_file_without_times_goes_by_the_rate_in_its_codec_and_says_so(write_clip, name, codec):
    frames, info = read(write_clip(name, pictures(30), codec, fps=50))
    assert [frame.t_s for frame in frames] == pytest.approx([i / 50 for i in range(30)], abs=1e-3)
    assert info.messages[0].startswith("the file has no times: 50 pictures a second are assumed")


@pytest.mark.parametrize(
    ("name", "filmed", "shown", "slowed"),
    [
        pytest.param("clip.mp4", "120", 30, 4, id="slow motion"),
        pytest.param("clip.mp4", "240.000000", 30, 8, id="slower motion"),
        pytest.param("clip.mkv", "120", 24, 5, id="in Matroska"),
        pytest.param("clip.mp4", "10", 30, 1 / 3, id="time lapse"),
    ],
)
def test_times_of_slow_motion_are_those_of_the_movement(write_clip, name, filmed, shown, slowed):
    path = write_clip(name, pictures(24), fps=shown, tags={"com.android.capture.fps": filmed})
    frames, info = read(path)
    times = [i / shown / slowed for i in range(24)]
    assert [frame.t_s for frame in frames] == pytest.approx(times, abs=0.003)
    assert info.duration_s == pytest.approx(24 / shown / slowed, abs=0.003)
    assert info.messages[0].startswith(f"filmed at {float(filmed):g} pictures a second")


@pytest.mark.parametrize("filmed", ["30", "29.97", "0", "-5", "nan", "fast"])
def test_an_ordinary_or_useless_rate_of_filming_changes_nothing(write_clip, filmed):
    path = write_clip("clip.mp4", pictures(9), tags={"com.android.capture.fps": filmed})
    frames, info = read(path)
    assert [frame.t_s for frame in frames] == pytest.approx([i / 30 for i in range(9)], abs=1e-4)
    assert info.messages == ()


# --- the picture as a player shows it ----------------------------------------------------------

# Entries a, b, c, d of a movie's matrix: x' = a x + c y and y' = b x + d y, with y downwards.
TURNS = {
    "upright": ((1, 0, 0, 1), ["red", "green", "blue", "grey"]),
    "90 clockwise": ((0, 1, -1, 0), ["blue", "red", "grey", "green"]),
    "180": ((-1, 0, 0, -1), ["grey", "blue", "green", "red"]),
    "90 counterclockwise": ((0, -1, 1, 0), ["green", "grey", "red", "blue"]),
    "mirrored": ((-1, 0, 0, 1), ["green", "red", "grey", "blue"]),
    "upside down": ((1, 0, 0, -1), ["blue", "grey", "red", "green"]),
    "transposed": ((0, 1, 1, 0), ["red", "blue", "green", "grey"]),
}


def set_matrix(path, a, b, c, d):
    """Write the display matrix of an MP4's first track."""
    content = bytearray(path.read_bytes())
    start = content.index(b"tkhd") + 4 + 40  # version 0: 40 bytes of times, layer and volume
    one = 1 << 16
    matrix = struct.pack(">9i", a * one, b * one, 0, c * one, d * one, 0, 0, 0, 1 << 30)
    content[start : start + len(matrix)] = matrix
    path.write_bytes(content)
    return path


@pytest.mark.parametrize(("matrix", "expected"), TURNS.values(), ids=TURNS)
def test_the_rotation_tag_is_applied(write_clip, matrix, expected):
    path = set_matrix(write_clip("clip.mp4", pictures(2)), *matrix)
    assert corners(read(path)[0][0].rgb) == expected


@pytest.mark.parametrize(
    ("matrix", "size"), [((-1, 0, 0, -1), (160, 120)), ((0, 1, -1, 0), (120, 160))]
)
def test_a_quarter_turn_swaps_width_and_height(write_clip, matrix, size):
    info = read(set_matrix(write_clip("clip.mp4", pictures(2)), *matrix))[1]
    assert (info.width, info.height) == size


@pytest.mark.parametrize(
    ("name", "aspect", "size"),
    [
        ("clip.mp4", Fraction(2), (320, 120)),
        ("clip.mp4", Fraction(1, 2), (80, 120)),
        ("clip.mkv", Fraction(16, 11), (233, 120)),
    ],
)
def test_pixels_are_made_square(write_clip, name, aspect, size):
    frame = read(write_clip(name, pictures(2), pixel_aspect=aspect))[0][0]
    assert (frame.width, frame.height) == size
    assert frame.rgb.shape[:2] == size[::-1]


def test_pixels_are_made_square_before_the_turn(write_clip):
    path = write_clip("clip.mp4", pictures(2), pixel_aspect=Fraction(2))
    info = read(set_matrix(path, 0, 1, -1, 0))[1]
    assert (info.width, info.height) == (120, 320)


@pytest.mark.parametrize(
    ("name", "codec", "pixel_format"),
    [
        ("clip.mp4", "libx264", "yuv444p"),
        ("clip.webm", "libvpx-vp9", "yuv420p"),
        ("clip.gif", "gif", "rgb8"),
    ],
)
def test_odd_sizes_are_read(write_clip, name, codec, pixel_format):
    odd = pictures(2, width=161, height=121)
    frame = read(write_clip(name, odd, codec, pixel_format=pixel_format))[0][1]
    assert frame.rgb.shape == (121, 161, 3)


@pytest.mark.parametrize(
    ("size", "shape"),
    [((1920, 1080), (540, 960)), ((1080, 1920), (960, 540)), ((160, 120), (120, 160))],
)
def test_large_pictures_are_shrunk_to_960_pixels(write_clip, size, shape):
    frame = read(write_clip("clip.mp4", pictures(1, width=size[0], height=size[1])))[0][0]
    assert frame.rgb.shape[:2] == shape
    assert (frame.width, frame.height) == size


def test_the_long_side_can_be_chosen(write_clip):
    frames, _ = read(write_clip("clip.mp4", pictures(1)), long_side=80)
    assert frames[0].rgb.shape == (60, 80, 3)


def test_a_picture_of_another_size_is_fitted_into_the_first(tmp_path):
    path = tmp_path / "turned.webm"
    with av.open(str(path), "w") as container:
        stream = None
        for width, height in ((160, 120), (120, 160)):  # as when a phone is turned in a browser
            encoder = av.CodecContext.create("libvpx-vp9", "w")
            encoder.width, encoder.height, encoder.pix_fmt = width, height, "yuv420p"
            encoder.time_base = Fraction(1, 30)
            stream = stream or container.add_stream("libvpx-vp9", rate=30, width=160, height=120)
            frame = av.VideoFrame.from_ndarray(picture(0, width, height), format="rgb24")
            for packet in encoder.encode(frame) + encoder.encode(None):
                packet.stream = stream
                packet.pts = packet.dts = int(width < height)
                container.mux(packet)
    fitted = read(path)[0][1].rgb
    assert fitted.shape == (120, 160, 3)
    assert corners(fitted[:, 35:125]) == ["red", "green", "blue", "grey"]
    assert fitted[:, :30].max() < 20


def pq_level(nits):
    """The level from 0 to 1 of so much light in SMPTE ST 2084."""
    power = (nits / 10_000) ** (2610 / 16384)
    return ((0.8359375 + 18.8515625 * power) / (1 + 18.6875 * power)) ** (2523 / 32)


def hlg_level(nits):
    """The level from 0 to 1 of so much light in ARIB STD-B67, on a display of 1,000 nits."""
    scene = (nits / 1000) ** (1 / 1.2)
    curved = 0.17883277 * np.log(np.maximum(12 * scene - 0.28466892, 1e-9)) + 0.55991073
    return np.where(scene <= 1 / 12, np.sqrt(3 * scene), curved)


@pytest.mark.parametrize(
    ("transfer", "level"), [(16, pq_level), (18, hlg_level)], ids=["PQ", "HLG"]
)
def test_pictures_of_high_dynamic_range_look_as_usual(write_clip, transfer, level):
    usual = picture()
    nits = 203 * (usual / 255.0) ** 2.2
    stored = np.round(255 * level(nits)).astype(np.uint8)
    path = write_clip(
        "clip.mov", [stored] * 3, "libx265", pixel_format="yuv420p10le", transfer=transfer
    )
    shown = read(path)[0][0].rgb.astype(int)
    assert corners(shown) == corners(usual)
    assert abs(shown.mean(axis=2) - usual.mean(axis=2)).mean() < 6


@pytest.mark.parametrize(("codec", "pixel_format"), [("libx264", "yuv420p"), ("qtrle", "rgb24")])
def test_drawing_on_a_picture_leaves_the_next_one_alone(write_clip, codec, pixel_format):
    # QuickTime's animation codec changes its last picture, and RGB needs no conversion.
    wide = pictures(12, width=192)
    with VideoFile(write_clip("clip.mov", wide, codec, pixel_format=pixel_format)) as clip:
        for frame in clip:
            assert corners(frame.rgb) == ["red", "green", "blue", "grey"]
            frame.rgb[:] = 0


def test_pictures_are_not_kept(write_clip):
    references = []
    with VideoFile(write_clip("clip.mp4", pictures(60))) as clip:
        for frame in clip:
            references.append(weakref.ref(frame.rgb))
            assert sum(reference() is not None for reference in references) <= 2


def test_a_clip_trimmed_on_a_phone_is_read_as_trimmed(write_clip):
    path = write_clip("clip.mp4", pictures(60))
    content = bytearray(path.read_bytes())
    entry = content.index(b"elst") + 4 + 8  # the edit list: length in ms, start in 1/15360 s
    _, start = struct.unpack_from(">Ii", content, entry)
    struct.pack_into(">Ii", content, entry, 1000, start + 15360 // 2)
    path.write_bytes(content)
    frames, info = read(path)
    assert bar_found(frames[0].rgb) == pytest.approx(bar_left(15), abs=2)
    assert (frames[0].t_s, info.duration_s, info.messages) == (0, 1, ())


# --- files that are damaged or no videos -------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "codec", "options"),
    [
        ("clip.mp4", "libx264", {"movflags": "faststart"}),
        ("clip.mp4", "libx264", {"movflags": "frag_keyframe+empty_moov"}),
        ("clip.mkv", "libx264", {}),
        ("clip.webm", "libvpx-vp9", {}),
        ("clip.avi", "mjpeg", {}),
    ],
)
def test_what_a_truncated_file_still_holds_is_read(write_clip, name, codec, options):
    pixel_format = "yuvj420p" if codec == "mjpeg" else "yuv420p"
    path = write_clip(
        name, textured(90), codec, pixel_format=pixel_format, container_options=options
    )
    frames, info = read(damaged(path, keep=0.5))
    assert 5 < len(frames) < 60
    assert any("cut short" in text or "damaged" in text for text in info.messages)


def test_damaged_parts_are_skipped_and_counted(write_clip):
    path = write_clip("clip.avi", textured(30), "mjpeg", pixel_format="yuvj420p")
    content = bytearray(path.read_bytes())
    header = content.index(b"\xff\xd8\xff", len(content) // 2)  # of one picture
    content[header : header + 600] = bytes(600)
    path.write_bytes(content)
    frames, info = read(path)
    assert len(frames) == 29
    assert info.messages == ("1 damaged part(s) of the video were skipped",)


class _FailingContainer:
    """A container whose medium fails after some packets."""

    def __init__(self, container, packets):
        self._container, self._packets = container, packets

    def __getattr__(self, name):
        return getattr(self._container, name)

    def demux(self):
        for count, packet in enumerate(self._container.demux()):
            if count == self._packets:
                raise InvalidDataError(5, "Input/output error")
            yield packet


def test_a_reading_error_keeps_the_pictures_before_it(write_clip, monkeypatch):
    clip = VideoFile(write_clip("clip.mp4", pictures(30), "mpeg4"))
    monkeypatch.setattr(clip, "_container", _FailingContainer(clip._container, packets=20))
    assert [frame.t_s for frame in clip] == pytest.approx([i / 30 for i in range(20)], abs=1e-4)
    assert "reading stopped early (input/output error)" in clip.info().messages


def sound(path, cover=False):
    """An audio file, with a picture of its cover if wished."""
    with av.open(str(path), "w", format="mp4") as container:
        stream = container.add_stream("aac", rate=44100)
        image = container.add_stream("mjpeg", rate=1) if cover else None
        if image:
            image.width, image.height, image.pix_fmt = WIDTH, HEIGHT, "yuvj420p"
            image.disposition = Disposition.attached_pic.value
        silence = np.zeros((1, 1024), np.float32)
        frame = av.AudioFrame.from_ndarray(silence, format="fltp", layout="mono")
        frame.rate = 44100
        for i in range(20):
            frame.pts = i * 1024
            container.mux(stream.encode(frame))
        container.mux(stream.encode(None))
        if image:
            container.mux(image.encode(av.VideoFrame.from_ndarray(picture(), format="rgb24")))
            container.mux(image.encode(None))


@pytest.mark.parametrize("name", ["clip.mkv", "clip.flv", "clip.ts", "clip.mov", "clip.avi"])
def test_sound_that_outlasts_the_pictures_is_no_damage(tmp_path, name):
    path = tmp_path / name
    with av.open(str(path), "w") as container:
        video = container.add_stream("libx264", rate=30)
        video.width, video.height, video.pix_fmt = WIDTH, HEIGHT, "yuv420p"
        audio = container.add_stream("aac", rate=44100)
        for shown in pictures(30):
            container.mux(video.encode(av.VideoFrame.from_ndarray(shown, format="rgb24")))
        container.mux(video.encode(None))
        silence = av.AudioFrame.from_ndarray(
            np.zeros((1, 1024), np.float32), format="fltp", layout="mono"
        )
        silence.rate = 44100
        for i in range(3 * 43):
            silence.pts = i * 1024
            container.mux(audio.encode(silence))
        container.mux(audio.encode(None))
    info = read(path)[1]
    assert (info.frames, info.messages) == (30, ())


def zero_frames(path):
    with av.open(str(path), "w") as container:
        stream = container.add_stream("libx264", rate=30)
        stream.width, stream.height, stream.pix_fmt = WIDTH, HEIGHT, "yuv420p"
        container.start_encoding()


NOT_VIDEOS = {
    "a missing file": ("x.mp4", lambda path: None, "does not exist"),
    "a folder": ("x.mp4", lambda path: path.mkdir(), "is a folder"),
    "an empty file": ("x.mp4", lambda path: path.touch(), "is empty"),
    "text named like a video": (
        "x.mp4",
        lambda path: path.write_text("my plan\n" * 99),
        "not a video",
    ),
    "text": ("x.txt", lambda path: path.write_text("my plan\n" * 99), "is a text file"),
    "noise": ("x.mp4", lambda path: path.write_bytes(bytes(range(256)) * 40), "not a video"),
    "a playlist of files": (
        "x.mp4",
        lambda path: path.write_text("ffconcat version 1.0\nfile http://127.0.0.1:9/a.mp4\n"),
        "not a video",
    ),
    "sound": ("x.m4a", sound, "has no video"),
    "sound with a cover": ("x.m4a", lambda path: sound(path, cover=True), "has no video"),
    "a video of no pictures": ("x.mp4", zero_frames, "has no"),
    "pictures of a gigabyte": (
        "x.gif",
        lambda path: path.write_bytes(
            b"GIF89a\x98\x3a\x98\x3a\x80\0\0\0\0\0\xff\xff\xff,\0\0\0\0\1\0\1\0\0\2\2D\1\0;"
        ),
        "more than 8K",
    ),
    "a name that is too long": ("x" * 300 + ".mp4", lambda path: None, "cannot be read"),
}


def test_an_animated_webp_is_refused_with_what_to_do(write_clip):
    path = write_clip("clip.webp", pictures(5), "libwebp_anim")
    with pytest.raises(InputError, match="animated WebP, which cannot be read: save it as MP4"):
        read(path)


@pytest.mark.parametrize(("name", "make", "complaint"), NOT_VIDEOS.values(), ids=NOT_VIDEOS)
def test_what_is_no_video_is_said_in_one_line_with_a_remedy(tmp_path, name, make, complaint):
    path = tmp_path / name
    make(path)
    with pytest.raises(InputError) as caught:
        read(path)
    message = str(caught.value)
    assert message.startswith(f"{path} ")
    assert complaint in message
    assert ": " in message.removeprefix(str(path))
    assert "\n" not in message


def test_a_truncated_file_without_its_index_is_refused(write_clip):
    path = write_clip("clip.mp4", textured(90))
    with pytest.raises(InputError, match="not a video that can be read"):
        read(damaged(path, keep=0.5))


def test_a_file_truncated_before_its_first_picture_is_refused(write_clip):
    path = write_clip("clip.mp4", textured(90), container_options={"movflags": "faststart"})
    index_end = path.read_bytes().index(b"mdat") + 40
    with pytest.raises(InputError, match="no readable picture"):
        read(damaged(path, keep=index_end / path.stat().st_size))


def test_an_unknown_codec_is_refused(write_clip):
    path = write_clip("clip.mp4", pictures(2))
    content = path.read_bytes()
    path.write_bytes(content.replace(b"avc1", b"xxxx"))
    with pytest.raises(InputError, match="compressed in a way that is unknown"):
        VideoFile(path)


# --- detail ------------------------------------------------------------------------------------


def enlarged(rgb, width):
    """The picture as if it had been so many pixels wide, enlarged to its size."""
    height = max(2, rgb.shape[0] * width // rgb.shape[1])
    small = av.VideoFrame.from_ndarray(rgb, format="rgb24").reformat(width, height)
    return small.reformat(rgb.shape[1], rgb.shape[0]).to_ndarray()


def detail_remarks(pictures_shown):
    watch = DetailWatch()
    for i, rgb in enumerate(pictures_shown):
        watch.update(rgb, float(i))
    return watch.is_coarse


@pytest.fixture(scope="module")
def sample_pictures(root):
    with VideoFile(root / "samples" / "sit_up_stiff.mp4") as clip:
        return [frame.rgb for frame in islice(clip, 0, 12, 4)]


@pytest.mark.parametrize("width", [32, 48, 64])
def test_pictures_enlarged_from_small_ones_are_noticed(sample_pictures, width):
    assert detail_remarks(enlarged(rgb, width) for rgb in sample_pictures)


@pytest.mark.parametrize("dimmed", [1, 4])
def test_pictures_with_the_detail_of_their_pixels_are_left_alone(sample_pictures, dimmed):
    assert not detail_remarks(rgb // dimmed for rgb in sample_pictures)


def test_a_soft_title_before_a_sharp_clip_is_left_alone(sample_pictures):
    assert not detail_remarks([enlarged(sample_pictures[0], 48), *sample_pictures])


@pytest.mark.parametrize("colour", [(0, 0, 0), (20, 140, 60)])
def test_blank_pictures_say_nothing_about_detail(colour):
    assert not detail_remarks([np.full((HEIGHT, WIDTH, 3), colour, np.uint8)] * 3)


def test_a_clip_of_enlarged_pictures_says_so(write_clip, sample_pictures):
    path = write_clip("clip.mp4", [enlarged(rgb, 48) for rgb in sample_pictures])
    assert read(path)[1].messages[0].startswith("the pictures are blurred, or enlarged")


# --- cuts --------------------------------------------------------------------------------------


def room(seed, width=WIDTH):
    """A room: a wall, a floor and some furniture, as floats."""
    random = np.random.default_rng(seed)
    scene = np.full((HEIGHT, width, 3), float(random.integers(90, 200)))
    scene[HEIGHT * 7 // 10 :] = random.integers(40, 160)
    for _ in range(8 * width // WIDTH):
        top, left = random.integers(0, HEIGHT - 20), random.integers(0, width - 20)
        height, breadth = random.integers(10, HEIGHT // 2), random.integers(10, WIDTH // 3)
        scene[top : top + height, left : left + breadth] = random.integers(0, 255, 3)
    return scene


def with_person(scene, x, trunk_deg, tone=235.0):
    """Draw legs on the floor, and a trunk and head raised by an angle, hips at `x`."""
    y, columns = np.mgrid[:HEIGHT, : scene.shape[1]]
    hip_y = HEIGHT * 0.8
    angle = np.radians(trunk_deg)
    along = (columns - x) * np.cos(angle) + (hip_y - y) * np.sin(angle)
    across = (hip_y - y) * np.cos(angle) - (columns - x) * np.sin(angle)
    trunk = (along > 0) & (along < 45) & (abs(across) < 9)
    head = (along - 53) ** 2 + across**2 < 64
    legs = (columns > x - 45) & (columns < x) & (abs(y - hip_y) < 8)
    drawn = scene.copy()
    drawn[trunk | head | legs] = tone
    return drawn


def cuts_in(scenes, fps=30):
    """Indices of the pictures with which a new shot begins."""
    detector = CutDetector()
    shots = [
        detector.shot_of(np.clip(scene, 0, 255).astype(np.uint8), i / fps)
        for i, scene in enumerate(scenes)
    ]
    return [i for i, (a, b) in enumerate(pairwise(shots), start=1) if a != b]


@pytest.mark.parametrize("fps", [10, 15, 30, 60])
def test_a_hard_cut_is_found_once_where_it_is(fps):
    wrong = [
        seed
        for seed in range(0, 40, 2)
        if cuts_in([room(seed)] * 8 + [room(seed + 1)] * 8, fps) != [8]
    ]
    assert wrong == []


def test_cuts_survive_compression(write_clip):
    scenes = [
        with_person(room(seed), 80, 60 + 2 * i).astype(np.uint8)
        for seed in (1, 2, 3)
        for i in range(20)
    ]
    shots = [frame.shot for frame in read(write_clip("clip.mp4", scenes))[0]]
    assert shots == [0] * 20 + [1] * 20 + [2] * 20


def test_black_between_two_scenes_is_one_cut():
    fading = np.linspace(1, 0, 15)
    first = [room(1) * light for light in [1] * 20 + list(fading) + [0] * 10]
    second = [room(2) * light for light in list(fading[::-1]) + [1] * 20]
    cuts = cuts_in(first + second)
    assert len(cuts) == 1
    assert 45 <= cuts[0] <= 48


def fade_to_black_and_back():
    light = [1] * 20 + list(np.linspace(1, 0, 15)) + [0] * 40 + list(np.linspace(0, 1, 15))
    return [room(1) * level for level in light]


def noise(sigma):
    random = np.random.default_rng(0)
    return [room(1) + random.normal(0, sigma, (HEIGHT, WIDTH, 3)) for _ in range(60)]


def pan():
    """A camera that starts to turn within 0.3 s, at 200 pixels a second, and stops."""
    speed = np.interp(np.arange(60), [10, 19, 50, 59], [0, 200, 200, 0])
    lefts = np.cumsum(speed / 30).astype(int)
    wide = room(5, width=4 * WIDTH)
    return [wide[:, left : left + WIDTH] for left in lefts]


def frozen():
    moving = [with_person(room(1), 80, 2 * i) for i in range(20)]
    return [*moving, *[moving[-1]] * 30, *[with_person(room(1), 80, 40 + 2 * i) for i in range(20)]]


ONE_SHOT = {
    "fading to black and back": fade_to_black_and_back,
    "black all along": lambda: [np.zeros((HEIGHT, WIDTH, 3))] * 20,
    "the light going down and up": lambda: [room(1) * k for k in np.repeat([1, 0.4, 1, 0.6], 6)],
    "haze": lambda: [room(1) * k + 99 * (1 - k) for k in np.repeat([1, 0.3, 1], 6)],
    "noise of a dim room": lambda: noise(12),
    "strong noise": lambda: noise(25),
    "a pan": pan,
    "frozen pictures": frozen,
}


@pytest.mark.parametrize("scenes", ONE_SHOT.values(), ids=ONE_SHOT)
def test_one_shot_stays_one_shot(scenes):
    assert cuts_in(scenes()) == []


SCENES = {"a room": room(1), "another": room(2), "a wall": np.full((HEIGHT, WIDTH, 3), 128.0)}


@pytest.mark.parametrize("fps", [10, 15, 30])
@pytest.mark.parametrize("tone", [20.0, 235.0], ids=["dark", "bright"])
@pytest.mark.parametrize("scene", SCENES.values(), ids=SCENES)
def test_fast_sit_ups_make_no_cut(fps, tone, scene):
    turns = np.arange(3 * fps) / fps / 0.9  # one up and down in 0.9 s
    lift = 83 * (0.5 - 0.5 * np.cos(2 * np.pi * turns))
    assert cuts_in([with_person(scene, 80, angle, tone) for angle in lift], fps) == []


@pytest.mark.parametrize("fps", [10, 15, 30])
@pytest.mark.parametrize("tone", [20.0, 235.0], ids=["dark", "bright"])
@pytest.mark.parametrize("scene", SCENES.values(), ids=SCENES)
def test_a_sudden_sit_up_makes_no_cut(fps, tone, scene):
    for late_s in (0, 0.5 / fps):
        part = np.clip((np.arange(2 * fps) / fps + late_s - 1) / 0.7, 0, 1)  # up in 0.7 s
        lift = 83 * part**3 * (10 - 15 * part + 6 * part**2)
        assert cuts_in([with_person(scene, 80, angle, tone) for angle in lift], fps) == []


@pytest.mark.parametrize("fps", [10, 15, 30])
@pytest.mark.parametrize("scene", SCENES.values(), ids=SCENES)
def test_someone_running_through_the_picture_makes_no_cut(fps, scene):
    places = 80 + 50 * np.sin(np.pi * np.arange(4 * fps) / fps)  # 3 m/s, where 160 px are 3 m
    assert cuts_in([with_person(scene, x, 75) for x in places], fps) == []
