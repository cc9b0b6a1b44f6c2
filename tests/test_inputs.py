"""What a user may name: files, folders, globs, addresses; and clips that are none."""

import json
import shutil
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler
from pathlib import Path

import numpy as np
import pytest
from serving import served

from formcheck.batch.inputs import find_clips, fingerprint
from formcheck.batch.manifest import read_manifest
from formcheck.batch.score import score_clip
from formcheck.cli.main import main
from formcheck.errors import InputError

ROOT = Path(__file__).parents[1]
RECORDING = next((ROOT / "benchmarks/accuracy/data/dev").glob("plank-*.full.npz"))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name in ("a.mp4", "b.mov", "deep/c.mp4", "notes.txt", "d.npz"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(name)
    return tmp_path


def names(clips: list[str]) -> list[str]:
    return [clip.rsplit("/", 1)[-1] for clip in clips]


@pytest.mark.parametrize(
    ("pattern", "found"),
    [
        ("*.mp4", ["a.mp4"]),
        ("**/*.mp4", ["a.mp4", "c.mp4"]),
        ("de*", ["c.mp4"]),
        ("[ab].*", ["a.mp4", "b.mov"]),
    ],
)
def test_globs_find_files_and_search_folders(pattern: str, found: list[str], folder: Path) -> None:
    assert names(find_clips([str(folder / pattern)])) == found


@pytest.mark.parametrize(
    "name", ["00012.MTS", "00012.m2ts", "a.wmv", "a.flv", "a.ogv", "a.vob", "a.3g2", "a.webp"]
)
def test_folders_are_searched_for_clips_of_cameras_and_of_old(name: str, tmp_path: Path) -> None:
    (tmp_path / name).touch()
    assert names(find_clips([tmp_path])) == [name]


@pytest.mark.parametrize(
    "name",
    [
        "._a.mp4",
        ".a.mp4",
        ".trash/a.mp4",
        ".Trash-1000/files/a.mp4",
        "day/.Trashes/501/a.mp4",
        "$RECYCLE.BIN/a.mp4",
        "__MACOSX/._a.mp4",
        "@eaDir/a.mp4",
    ],
)
def test_hidden_and_deleted_clips_in_folders_are_left_out(name: str, folder: Path) -> None:
    (folder / name).parent.mkdir(parents=True, exist_ok=True)
    (folder / name).touch()
    assert names(find_clips([folder])) == ["a.mp4", "b.mov", "c.mp4"]


def test_a_hidden_folder_or_clip_that_is_named_is_searched(tmp_path: Path) -> None:
    (tmp_path / ".clips").mkdir()
    (tmp_path / ".clips" / ".a.mp4").touch()
    (tmp_path / ".clips" / "b.mp4").touch()
    clips = find_clips([tmp_path / ".clips", tmp_path / ".clips" / ".a.mp4"])
    assert names(clips) == [".a.mp4", "b.mp4"]


def test_hidden_clips_at_an_address_are_left_out(tmp_path: Path) -> None:
    pytest.importorskip("fsspec", reason="formcheck[remote] is not installed")
    for name in ("day/a.mp4", "day/._a.mp4", "__MACOSX/day/a.mp4"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text("")
    assert names(find_clips([f"file://{tmp_path}"])) == ["a.mp4"]


def test_a_file_whose_name_looks_like_a_glob_is_a_file(folder: Path) -> None:
    (folder / "[a].mp4").write_text("")
    assert names(find_clips([folder / "[a].mp4"])) == ["[a].mp4"]


def test_a_glob_that_finds_nothing_is_said(folder: Path) -> None:
    with pytest.raises(InputError, match="does not exist"):
        find_clips([str(folder / "*.avi")])


def test_recordings_are_searched_when_asked_for(folder: Path) -> None:
    assert names(find_clips([folder], recordings=True)) == ["d.npz"]


# --- addresses ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("path", "found"),
    [("", ["a.mp4", "b.mov", "c.mp4"]), ("/*.mp4", ["a.mp4"]), ("/a.mp4", ["a.mp4"])],
)
def test_addresses_are_folders_globs_and_files(path: str, found: list[str], folder: Path) -> None:
    pytest.importorskip("fsspec", reason="formcheck[remote] is not installed")
    clips = find_clips([f"file://{folder}{path}"])
    assert names(clips) == found
    assert all(clip.startswith("file://") for clip in clips)


def test_a_clip_at_an_address_has_the_row_of_the_clip(tmp_path: Path) -> None:
    pytest.importorskip("fsspec", reason="formcheck[remote] is not installed")
    shutil.copy(RECORDING, tmp_path / "plank.npz")
    (here,) = score_clip(tmp_path / "plank.npz", "plank").rows
    (there,) = score_clip(f"file://{tmp_path}/plank.npz", "plank").rows
    assert there.clip == f"file://{tmp_path}/plank.npz"
    assert (there.hold_s, there.faults) == (here.hold_s, here.faults)


def test_the_fingerprint_of_an_address_changes_with_its_content(tmp_path: Path) -> None:
    pytest.importorskip("fsspec", reason="formcheck[remote] is not installed")
    (tmp_path / "a.mp4").write_text("one")
    before = fingerprint(f"file://{tmp_path}/a.mp4")
    (tmp_path / "a.mp4").write_text("three")
    assert fingerprint(f"file://{tmp_path}/a.mp4") != before


def test_an_address_where_nothing_is_gives_a_row(tmp_path: Path) -> None:
    pytest.importorskip("fsspec", reason="formcheck[remote] is not installed")
    (row,) = score_clip(f"file://{tmp_path}/none.mp4", "plank").rows
    assert row.status == "unreadable"
    assert "cannot be fetched" in row.error


@pytest.mark.parametrize(
    "address",
    [
        "nowhere://bucket/a.mp4",
        "reference://a.json",
        "zip://*.mp4::file:///tmp/clips.zip",
        "file://a.mp4::reference://b.json",
        "s3://bucket/a.mp4::x",
        "github://org:repo@main/a.mp4",
        "memory://a.mp4",
        "ftp://host/a.mp4",
        "gopher://host/a.mp4",
    ],
)
def test_an_address_of_another_kind_is_refused_wherever_it_stands(
    address: str, tmp_path: Path
) -> None:
    with pytest.raises(InputError, match="is read only if it is one of file, http, "):
        find_clips([address])
    (tmp_path / "m.csv").write_text(f"clip\na.mp4\n{address}\n")
    with pytest.raises(InputError, match=r"m\.csv: clips 2\.clip: .* is read only if"):
        read_manifest(tmp_path / "m.csv")


@pytest.mark.parametrize("address", ["reference::https://host/a", "simplecache::s3://b/a.mp4"])
def test_a_chain_that_begins_without_an_address_is_a_path(address: str) -> None:
    with pytest.raises(InputError, match="does not exist"):
        find_clips([address])


def send(handler: BaseHTTPRequestHandler, status: int, content: bytes = b"", to: str = "") -> None:
    handler.send_response(status)
    handler.send_header("Content-Length", str(len(content)))
    if to:
        handler.send_header("Location", to)
    handler.end_headers()
    handler.wfile.write(content)


def test_a_clip_on_the_web_is_judged() -> None:
    pytest.importorskip("aiohttp", reason="the package of https:// is not installed")
    with served(lambda handler, _: send(handler, 200, RECORDING.read_bytes())) as address:
        (row,) = score_clip(f"{address}/plank.npz", "plank").rows
    assert row.status == "ok"


def test_no_clip_is_fetched_from_what_a_cloud_tells_a_machine() -> None:
    pytest.importorskip("aiohttp", reason="the package of https:// is not installed")
    (row,) = score_clip("http://169.254.169.254/a.npz", "plank").rows
    assert (row.status, "no place for clips" in row.error) == ("unreadable", True)


@pytest.mark.parametrize(
    "host",
    ["169.254.169.254", "[fe80::1]", "[fd00:ec2::254]", "100.100.100.200", "[::ffff:169.254.1.1]"],
)
def test_no_clip_is_fetched_from_where_a_server_sends_it(host: str) -> None:
    pytest.importorskip("aiohttp", reason="the package of https:// is not installed")
    with served(lambda handler, _: send(handler, 302, to=f"http://{host}/latest")) as address:
        (row,) = score_clip(f"{address}/a.npz", "plank").rows
    assert (row.status, "no place for clips" in row.error) == ("unreadable", True)


# --- clips that are none -----------------------------------------------------------------------


@pytest.mark.slow
def test_a_folder_of_bad_clips_ends_with_the_right_rows(
    write_clip: Callable[..., Path], tmp_path: Path
) -> None:
    black = [np.zeros((48, 64, 3), np.uint8)] * 12
    # Four hours in twelve pictures: nobody is found, however long it goes on.
    write_clip("black.mp4", black, times=[i * 1200.0 for i in range(12)])
    whole = write_clip("cut.mp4", [np.full((96, 128, 3), i, np.uint8) for i in range(60)])
    whole.write_bytes(whole.read_bytes()[:400])
    write_clip(
        "no_frames.mp4", black[:1], container_options={"movflags": "frag_keyframe+empty_moov"}
    )
    keep_header_only(tmp_path / "no_frames.mp4")
    (tmp_path / "empty.mp4").write_bytes(b"")
    (tmp_path / "text.mp4").write_text("no video\n" * 100)
    (tmp_path / "notes.txt").write_text("not a clip")
    (tmp_path / "x.mp4").mkdir()
    out = tmp_path / "scores.jsonl"
    assert main(["score", str(tmp_path), "--out", str(out), "--jobs", "2"]) == 0
    rows = [json.loads(line) for line in out.read_text().splitlines()]
    assert {Path(row["clip"]).name: row["status"] for row in rows} == {
        "black.mp4": "no_pose",
        "cut.mp4": "unreadable",
        "empty.mp4": "unreadable",
        "no_frames.mp4": "unreadable",
        "text.mp4": "unreadable",
    }
    assert all(row["error"] for row in rows if row["status"] == "unreadable")
    assert next(row["seconds_of_video"] for row in rows if row["status"] == "no_pose") > 13_000


def keep_header_only(path: Path) -> None:
    """Cut a fragmented MP4 before its first fragment: a track, and no picture in it."""
    content = path.read_bytes()
    path.write_bytes(content[: content.index(b"moof") - 4])


def test_the_reason_is_the_same_wherever_the_file_lies(tmp_path: Path) -> None:
    (tmp_path / "a.mp4").write_bytes(b"")
    (tmp_path / "deep").mkdir()
    (tmp_path / "deep/b.mp4").write_bytes(b"")
    (one,) = score_clip(tmp_path / "a.mp4", "plank").rows
    (other,) = score_clip(tmp_path / "deep/b.mp4", "plank").rows
    assert one.error == other.error
    assert str(tmp_path) not in one.error
