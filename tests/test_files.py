"""A file has its final name only when it is complete."""

import errno
import os
import stat
import tempfile

import pytest

from formcheck.errors import InputError
from formcheck.files import temporary_beside, write_atomically


def write_two_parts(path, failure=None):
    with write_atomically(path) as file:
        file.write(b"first half, ")
        if failure:
            raise failure
        file.write(b"second half")


def name_and_write(path, failure=None):
    with temporary_beside(path) as temporary:
        temporary.write_bytes(b"first half, ")
        if failure:
            raise failure
        temporary.write_bytes(b"first half, second half")


both_ways = pytest.mark.parametrize("write", [write_two_parts, name_and_write])
FAILURES = [
    ValueError("a defect of ours"),
    KeyboardInterrupt(),
    OSError(errno.ENOSPC, "No space left on device"),
]


@both_ways
def test_a_complete_file_takes_its_name(tmp_path, write):
    write(tmp_path / "result.json")
    assert [p.name for p in tmp_path.iterdir()] == ["result.json"]
    assert (tmp_path / "result.json").read_bytes() == b"first half, second half"


@both_ways
def test_missing_folders_are_made(tmp_path, write):
    write(tmp_path / "a" / "b" / "result.json")
    assert (tmp_path / "a" / "b" / "result.json").exists()


@both_ways
def test_others_may_read_the_file(tmp_path, write):
    write(tmp_path / "result.json")
    may_read = stat.S_IRUSR | stat.S_IRGRP | stat.S_IROTH
    assert (tmp_path / "result.json").stat().st_mode & may_read == may_read


def test_the_final_name_is_free_until_the_end(tmp_path):
    path = tmp_path / "clip.mp4"
    with temporary_beside(path):
        assert not path.exists()


@both_ways
@pytest.mark.parametrize("failure", FAILURES, ids=lambda failure: type(failure).__name__)
def test_a_failure_leaves_nothing(tmp_path, write, failure):
    with pytest.raises((type(failure), InputError)):
        write(tmp_path / "result.json", failure)
    assert list(tmp_path.iterdir()) == []


@both_ways
@pytest.mark.parametrize("failure", FAILURES, ids=lambda failure: type(failure).__name__)
def test_a_failure_leaves_the_old_file(tmp_path, write, failure):
    path = tmp_path / "result.json"
    path.write_bytes(b"old")
    with pytest.raises((type(failure), InputError)):
        write(path, failure)
    assert path.read_bytes() == b"old"


def test_a_full_disk_is_an_input_error_with_a_remedy(tmp_path):
    with pytest.raises(InputError, match=r"no space left on device.*make room"):
        write_two_parts(tmp_path / "result.json", OSError(errno.ENOSPC, "No space left on device"))


def test_a_temporary_file_keeps_the_suffix(tmp_path):
    with temporary_beside(tmp_path / "overlay.mp4") as temporary:
        temporary.touch()
        assert temporary.suffix == ".mp4"
        assert temporary.parent == tmp_path


@both_ways
def test_a_file_in_the_way_of_the_folder_is_said(tmp_path, write):
    (tmp_path / "out").touch()
    with pytest.raises(InputError, match="cannot write into"):
        write(tmp_path / "out" / "result.json")


@both_ways
def test_a_folder_in_the_way_of_the_file_is_said(tmp_path, write):
    (tmp_path / "result.json").mkdir()
    with pytest.raises(InputError, match="cannot write"):
        write(tmp_path / "result.json")
    assert [p.name for p in tmp_path.iterdir()] == ["result.json"]


@both_ways
def test_an_unwritable_folder_is_said(tmp_path, monkeypatch, write):
    def refuse(*args, **options):  # as the system does, except to its administrator
        raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))

    monkeypatch.setattr(tempfile, "mkstemp", refuse)
    with pytest.raises(InputError, match=r"permission denied.*choose another folder"):
        write(tmp_path / "result.json")
