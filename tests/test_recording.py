"""A Recording gives back exactly what was put in, or says why it cannot."""

import errno
import io
import json
import os
import tracemalloc
import warnings
import zipfile
from dataclasses import fields, replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from formcheck.errors import InputError
from formcheck.pose.estimator import ModelInfo
from formcheck.pose.frame import (
    PIXEL_STEPS,
    QUALITY_STEPS,
    SILHOUETTE_STEPS,
    STATIONS,
    VISIBILITY_STEPS,
    WORLD_STEPS,
    Silhouette,
    empty_pose_frame,
    pose_frame,
)
from formcheck.pose.recording import FORMAT, Recording, RecordingHeader

SIZE = (640, 480)
HEADER = RecordingHeader(
    *SIZE,
    model=ModelInfo("pose_landmarker_full", "ab" * 32),
    software={"mediapipe": "0.10.31"},
    messages=("1 damaged part(s) of the video were skipped",),
)


def recording_of(frames, header=HEADER):
    recording = Recording(header)
    for frame in frames:
        recording.append(frame)
    return recording


def person(count, fps=30.0, seed=0):
    """Yield a person whose landmarks wander by 0.3 pixels, whose edge by 0.004 torso lengths."""
    random = np.random.default_rng(seed)
    landmarks = random.uniform(0, 480, (33, 2))
    world = random.normal(0, 0.3, (33, 3))
    edge = random.uniform(0.1, 0.3, (2, STATIONS))
    for i in range(count):
        landmarks += random.normal(0, 0.3, (33, 2))
        world += random.normal(0, 0.002, (33, 3))
        visibility = random.uniform(0.8, 1, 33)
        outline = Silhouette(
            edge + random.normal(0, 0.004, edge.shape), random.uniform(0.5, 1, edge.shape)
        )
        yield pose_frame(i / fps, SIZE, landmarks, visibility, world, silhouette=outline)


def saved_and_loaded(recording, folder):
    recording.save(folder / "recording.npz")
    return Recording.load(folder / "recording.npz")


def assert_same(read, fed):
    """Compare two lists of PoseFrames bit by bit, NaN being equal to NaN."""
    assert len(read) == len(fed)
    for a, b in zip(read, fed, strict=True):
        for field in fields(a):
            np.testing.assert_array_equal(getattr(a, field.name), getattr(b, field.name))


# --- what goes in comes out --------------------------------------------------------------------


def with_gaps():
    """Frames in which some or all values are missing."""
    nan = np.nan
    landmarks = np.arange(66.0).reshape(33, 2)
    visibility, world = np.full(33, 0.5), np.full((33, 3), 0.25)
    no_nose = landmarks.copy()
    no_nose[0] = nan
    hidden = visibility.copy()
    hidden[5:] = nan
    half = np.full((2, STATIONS), 0.25)
    half[1, 20:] = nan
    return [
        empty_pose_frame(0.0, SIZE),
        pose_frame(0.1, SIZE, landmarks, visibility, world),
        pose_frame(0.2, SIZE, no_nose, visibility, world),
        pose_frame(0.3, SIZE, landmarks, hidden, world),
        pose_frame(0.4, SIZE, landmarks, visibility, None),
        pose_frame(0.45, SIZE, landmarks, visibility, world, silhouette=Silhouette(half, half)),
        empty_pose_frame(0.5, SIZE, shot=1),
        empty_pose_frame(0.6, SIZE, shot=1),
        pose_frame(0.7, SIZE, landmarks, visibility, world, shot=2),
    ]


CONTENTS = {
    "nothing": list,
    "a person": lambda: list(person(40)),
    "more than one block of memory": lambda: list(person(2100)),
    "nobody": lambda: [empty_pose_frame(i / 30, SIZE) for i in range(40)],
    "missing values": with_gaps,
    "times to the microsecond": lambda: [
        empty_pose_frame(t_s, SIZE) for t_s in (0.0, 1e-6, 0.033367, 3599.999999, 86400.000001)
    ],
    "shots": lambda: [empty_pose_frame(i / 10, SIZE, shot=i // 3) for i in range(12)],
}


@pytest.mark.parametrize("make", CONTENTS.values(), ids=CONTENTS)
def test_a_recording_holds_what_was_fed(make):
    frames = make()
    assert_same(list(recording_of(frames)), frames)


@pytest.mark.parametrize("make", CONTENTS.values(), ids=CONTENTS)
def test_a_saved_recording_is_read_back_exactly(tmp_path, make):
    frames = make()
    assert_same(list(saved_and_loaded(recording_of(frames), tmp_path)), frames)


def on_grid(shape, steps, low, high):
    """Arrays of numbers that a Recording can hold, and of NaN."""
    whole = hnp.arrays(
        np.int64, shape, elements=st.integers(round(low * steps), round(high * steps))
    )
    missing = hnp.arrays(np.bool_, shape)
    return st.builds(lambda n, gone: np.where(gone, np.nan, n / steps), whole, missing)


pose_frames = st.builds(
    pose_frame,
    t_s=st.integers(0, 10**11).map(lambda microseconds: microseconds / 1e6),
    size=st.just(SIZE),
    landmarks=on_grid((33, 2), PIXEL_STEPS, -4 * max(SIZE), 4 * max(SIZE)).filter(
        lambda landmarks: not np.isnan(landmarks).all() and len(np.unique(landmarks, axis=0)) > 1
    ),
    visibility=on_grid((33,), VISIBILITY_STEPS, 0, 1),
    world=st.none() | on_grid((33, 3), WORLD_STEPS, -30, 30),
    shot=st.integers(0, 10_000),
    silhouette=st.none()
    | st.builds(
        Silhouette,
        on_grid((2, STATIONS), SILHOUETTE_STEPS, -1, 1),
        on_grid((2, STATIONS), QUALITY_STEPS, 0, 1),
    ),
)
no_one = st.builds(
    empty_pose_frame,
    t_s=st.integers(0, 10**11).map(lambda microseconds: microseconds / 1e6),
    size=st.just(SIZE),
    shot=st.integers(0, 10_000),
)


@settings(max_examples=40, deadline=None)
@given(frames=st.lists(pose_frames | no_one, max_size=4))
def test_any_frames_are_read_back_exactly(tmp_path_factory, frames):
    times = sorted({frame.t_s for frame in frames})
    shots = sorted(frame.shot for frame in frames)
    frames = [
        replace(frame, t_s=t_s, shot=shot)
        for frame, t_s, shot in zip(frames, times, shots, strict=False)
    ]
    recording = saved_and_loaded(recording_of(frames), tmp_path_factory.mktemp("any"))
    assert_same(list(recording), frames)


def test_someone_whose_nose_is_missing_is_still_someone():
    assert [frame.has_person for frame in with_gaps()] == [False, *[True] * 5, False, False, True]


def test_the_header_is_read_back(tmp_path):
    assert saved_and_loaded(recording_of([]), tmp_path).header == HEADER


def test_a_loaded_recording_can_be_continued(tmp_path):
    first, second = list(person(5)), list(person(5, seed=1))
    recording = saved_and_loaded(recording_of(first), tmp_path)
    for frame in second:
        recording.append(frame)
    assert_same(list(recording), first + second)


def test_the_length_is_the_number_of_frames():
    assert len(recording_of(person(37))) == 37


# --- its size ----------------------------------------------------------------------------------


def test_a_minute_on_disk_is_less_than_a_megabyte(tmp_path):
    path = tmp_path / "minute.npz"
    recording_of(person(60 * 30)).save(path)
    assert path.stat().st_size < 1_000_000


@pytest.mark.slow
def test_ten_minutes_in_memory_are_less_than_15_megabytes():
    frames = list(person(100)) * (10 * 60 * 30 // 100)
    tracemalloc.start()
    try:
        recording = recording_of(frames)
        used, _ = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert len(recording) == 18_000
    assert used < 15_000_000


# --- files that are no Recordings --------------------------------------------------------------


@pytest.fixture(scope="module")
def good(tmp_path_factory):
    """The bytes of a saved Recording."""
    path = tmp_path_factory.mktemp("good") / "recording.npz"
    recording_of(person(30)).save(path)
    return path.read_bytes()


def changed(content, name, change):
    """Replace one array of a saved Recording."""
    with np.load(io.BytesIO(content)) as arrays:
        kept = dict(arrays)
    kept[name] = change(kept[name])
    file = io.BytesIO()
    np.savez_compressed(file, **kept)
    return file.getvalue()


def with_header(content, **entries):
    return changed(
        content, "header", lambda old: np.array(json.dumps(json.loads(str(old)) | entries))
    )


def without(content, name):
    with np.load(io.BytesIO(content)) as arrays:
        kept = {key: arrays[key] for key in arrays.files if key != name}
    file = io.BytesIO()
    np.savez_compressed(file, **kept)
    return file.getvalue()


def saved_array(_):
    file = io.BytesIO()
    np.save(file, np.zeros(3))
    return file.getvalue()


def foreign_zip(_):
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("header.npy", "hello")
    return file.getvalue()


def flipped(content):
    middle = len(content) // 2
    return (
        content[:middle]
        + bytes(b ^ 255 for b in content[middle : middle + 8])
        + content[middle + 8 :]
    )


DAMAGE = {
    "empty": lambda good: b"",
    "text": lambda good: b"times,shots\n1,2\n",
    "cut in half": lambda good: good[: len(good) // 2],
    "last byte missing": lambda good: good[:-1],
    "bytes flipped": flipped,
    "another archive": foreign_zip,
    "an array": saved_array,
    "no header": lambda good: without(good, "header"),
    "no landmarks": lambda good: without(good, "landmarks"),
    "a header that is no table": lambda good: changed(good, "header", lambda _: np.array("null")),
    "a header of other entries": lambda good: with_header(good, colour="red"),
    "too few times": lambda good: changed(good, "times", lambda times: times[:-1]),
    "too few landmarks": lambda good: changed(good, "landmarks", lambda rows: rows[:-1]),
    "no silhouette": lambda good: without(good, "silhouette"),
    "another number of landmarks": lambda good: changed(good, "world", lambda rows: rows[:, :3]),
    "marks that are no marks": lambda good: changed(good, "present", lambda marks: marks * 1.5),
    "no width": lambda good: with_header(good, width=0),
    "a height below 0": lambda good: with_header(good, height=-480),
    "a width of a mile": lambda good: with_header(good, width=10**9),
    "a width in words": lambda good: with_header(good, width="wide"),
    "a message that is no text": lambda good: with_header(good, messages=[{"a": 1}]),
    "a header of brackets": lambda good: changed(good, "header", lambda _: np.array("[" * 100_000)),
    "times below 0": lambda good: changed(good, "times", lambda steps: -steps - 1000),
    "a time back": lambda good: changed(good, "times", at(20, -500_000)),
    "a time that stands": lambda good: changed(good, "times", at(20, 0)),
    "a time of a century": lambda good: changed(good, "times", at(20, 10**17)),
    "times beyond all numbers": lambda good: changed(
        good, "times", lambda steps: np.full_like(steps, 2**62)
    ),
    "times with fractions": lambda good: changed(good, "times", lambda steps: steps * 1.0),
    "shots in a table": lambda good: changed(
        good, "shots", lambda shots: np.stack([shots] * 3, axis=1)
    ),
    "shots backwards": lambda good: changed(good, "shots", lambda shots: 9 - np.arange(len(shots))),
    "landmarks that are one point": lambda good: changed(good, "landmarks", np.zeros_like),
    "landmarks far away": lambda good: changed(
        good, "landmarks", lambda steps: steps + np.int32(10**9)
    ),
    "more than certain": lambda good: changed(good, "visibility", at((0, 0), 250)),
    "bodies in objects": lambda good: changed(
        good, "world", lambda steps: steps.astype(np.complex128)
    ),
}


def at(place, value):
    """Return a change of one number of an array."""

    def change(array):
        array[place] = value
        return array

    return change


@pytest.mark.parametrize("damage", DAMAGE.values(), ids=DAMAGE)
def test_what_is_no_recording_is_refused(tmp_path, good, damage):
    path = tmp_path / "recording.npz"
    path.write_bytes(damage(good))
    with pytest.raises(InputError, match="is not a Recording or is damaged"):
        Recording.load(path)


def test_no_damaged_byte_shows_as_another_error(tmp_path, good):
    path = tmp_path / "recording.npz"
    random = np.random.default_rng(0)
    for place, value in zip(
        random.integers(0, len(good), 300), random.integers(0, 256, 300), strict=True
    ):
        path.write_bytes(good[:place] + bytes([value]) + good[place + 1 :])
        try:
            frames = list(Recording.load(path))
        except InputError:
            continue
        assert len(frames) == 30  # bytes that do not matter, such as the time in the archive


@pytest.mark.parametrize(
    ("damage", "reason"),
    [("a time back", "its times run backwards"), ("no width", "its width cannot be")],
)
def test_the_reason_is_said(tmp_path, good, damage, reason):
    path = tmp_path / "recording.npz"
    path.write_bytes(DAMAGE[damage](good))
    with pytest.raises(InputError, match=rf"\({reason}\): judge the clip again"):
        Recording.load(path)


# --- files that would fill the memory ----------------------------------------------------------


def enlarged(path, name, content):
    """Add a member to an archive, or a second one of its name."""
    with zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED) as archive, warnings.catch_warnings():
        warnings.simplefilter("ignore")
        archive.writestr(name, content)


def memory_of_loading(path):
    """Return the most bytes that Python and numpy held while a file was read, and what came of it.

    Outcomes: the number of frames, or the message.
    """
    tracemalloc.start()
    try:
        outcome = len(Recording.load(path))
    except InputError as error:
        outcome = str(error)
    finally:
        most = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
    return most, outcome


def array_of_zeros(count, dtype):
    file = io.BytesIO()
    np.save(file, np.zeros(count, dtype))
    return file.getvalue()


def test_members_that_a_recording_does_not_have_are_not_unpacked(tmp_path, good):
    path = tmp_path / "recording.npz"
    path.write_bytes(good)
    enlarged(path, "extra.npy", array_of_zeros(20_000_000, np.uint8))
    most, outcome = memory_of_loading(path)
    assert (most < 5_000_000, outcome) == (True, 30)


@pytest.mark.parametrize(
    ("name", "dtype"), [("times", np.int64), ("landmarks", np.int32), ("header", np.uint8)]
)
def test_a_member_that_is_too_large_is_not_unpacked(tmp_path, good, name, dtype):
    path = tmp_path / "recording.npz"
    path.write_bytes(good)
    enlarged(path, f"{name}.npy", array_of_zeros(20_000_000 // np.dtype(dtype).itemsize, dtype))
    most, outcome = memory_of_loading(path)
    assert most < 5_000_000
    assert f"(its {name} are too many)" in outcome


def test_a_long_directory_is_not_read(tmp_path, good):
    path = tmp_path / "recording.npz"
    path.write_bytes(good)
    with zipfile.ZipFile(path, "a") as archive:
        for number in range(2_000):
            archive.writestr(f"{number:0600}", b"")
    most, outcome = memory_of_loading(path)
    assert most < 500_000
    assert "(it does not end like one)" in outcome


def test_an_array_that_declares_more_than_it_holds_is_refused(tmp_path, good):
    path = tmp_path / "recording.npz"
    path.write_bytes(good)
    liar = array_of_zeros(10, np.int64).replace(b"(10,), }       ", b"(1234567890,), }")
    enlarged(path, "times.npy", liar)
    with pytest.raises(InputError, match="is not a Recording or is damaged"):
        Recording.load(path)


@pytest.mark.parametrize("version", [1, 3])
def test_another_format_is_told_from_damage(tmp_path, good, version):
    path = tmp_path / "recording.npz"
    path.write_bytes(with_header(good, format=FORMAT.replace("/2", f"/{version}"), new_entry=1))
    with pytest.raises(InputError, match="another version of formcheck"):
        Recording.load(path)


def test_a_missing_recording_is_said_to_be_missing(tmp_path):
    with pytest.raises(InputError, match="does not exist"):
        Recording.load(tmp_path / "recording.npz")


def test_a_folder_is_no_recording(tmp_path):
    with pytest.raises(InputError, match="is a folder"):
        Recording.load(tmp_path)


def test_a_pipe_is_not_waited_for(tmp_path):
    os.mkfifo(tmp_path / "recording.npz")
    with pytest.raises(InputError, match="is a pipe or a device"):
        Recording.load(tmp_path / "recording.npz")


# --- saving ------------------------------------------------------------------------------------


def fill_the_disk(monkeypatch):
    """Let numpy's writer fail as it does when the disk is full, after it has written something."""

    def write(file, **arrays):
        file.write(b"half of it")
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(np, "savez_compressed", write)


def test_a_full_disk_is_said(tmp_path, monkeypatch):
    fill_the_disk(monkeypatch)
    with pytest.raises(InputError, match=r"no space left on device.*make room"):
        recording_of(person(3)).save(tmp_path / "recording.npz")


def test_a_full_disk_leaves_the_folder_as_it_was(tmp_path, monkeypatch):
    path = tmp_path / "recording.npz"
    path.write_bytes(b"the last one")
    fill_the_disk(monkeypatch)
    with pytest.raises(InputError):
        recording_of(person(3)).save(path)
    assert [p.name for p in tmp_path.iterdir()] == ["recording.npz"]
    assert path.read_bytes() == b"the last one"


def test_saving_again_replaces_the_file(tmp_path):
    path = tmp_path / "recording.npz"
    recording_of(person(3)).save(path)
    recording_of(person(5)).save(path)
    assert len(Recording.load(path)) == 5
