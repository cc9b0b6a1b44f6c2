"""A file has its final name only when it is complete."""

import errno
import os
import stat
import subprocess
import sys

import pytest

from formcheck.errors import InputError
from formcheck.files import data_folder, make_file, temporary_beside, write_atomically


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


on_posix = pytest.mark.skipif(sys.platform == "win32", reason="rights and kills of POSIX")
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


@pytest.fixture(params=[0o000, 0o022, 0o277])
def umask(request):
    """What the user's shell takes from the rights of new files: nothing, little, too much."""
    before = os.umask(request.param)
    yield
    os.umask(before)


@on_posix
@both_ways
@pytest.mark.usefixtures("umask")
def test_a_file_is_for_its_owner_only(tmp_path, write):
    write(tmp_path / "result.json")
    assert stat.S_IMODE((tmp_path / "result.json").stat().st_mode) == 0o600


@on_posix
@both_ways
def test_a_file_that_others_could_read_is_for_its_owner_again(tmp_path, write):
    (tmp_path / "result.json").touch(0o644)
    write(tmp_path / "result.json")
    assert stat.S_IMODE((tmp_path / "result.json").stat().st_mode) == 0o600


@on_posix
@both_ways
@pytest.mark.usefixtures("umask")
def test_folders_that_are_made_are_for_their_owner_only(tmp_path, write):
    write(tmp_path / "a" / "b" / "result.json")
    modes = [(tmp_path / name).stat().st_mode for name in ("a", "a/b")]
    assert [stat.S_IMODE(mode) for mode in modes] == [0o700, 0o700]


@on_posix
def test_nobody_else_looks_into_the_data_folder_of_an_older_formcheck(tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    monkeypatch.setenv("HOME", str(tmp_path))
    data_folder().mkdir(0o755, parents=True)
    make_file(data_folder() / "history.db")
    assert stat.S_IMODE(data_folder().stat().st_mode) == 0o700


@on_posix
def test_a_folder_of_the_user_keeps_its_rights(tmp_path):
    (tmp_path / "shared").mkdir(0o755)
    write_two_parts(tmp_path / "shared" / "result.json")
    assert stat.S_IMODE((tmp_path / "shared").stat().st_mode) == 0o755


@on_posix
def test_what_a_killed_process_left_goes_with_the_next_file(tmp_path):
    code = (
        "import os, signal; from pathlib import Path\n"
        "from formcheck.files import data_folder, make_file, write_atomically\n"
        f"with write_atomically(Path({str(tmp_path / 'other.npz')!r})) as file:\n"
        "    file.write(b'health'); file.flush(); os.kill(os.getpid(), signal.SIGKILL)\n"
    )
    subprocess.run([sys.executable, "-c", code], check=False)
    (half,) = tmp_path.iterdir()
    assert stat.S_IMODE(half.stat().st_mode) == 0o600
    write_two_parts(tmp_path / "result.json")
    assert [path.name for path in tmp_path.iterdir()] == ["result.json"]


@on_posix
def test_what_another_process_is_writing_stays(tmp_path):
    other = tmp_path / f".formcheck-{os.getppid()}-half.npz"
    other.touch()
    write_two_parts(tmp_path / "result.json")
    assert other.exists()


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

    with monkeypatch.context() as system:
        system.setattr(os, "open", refuse)
        with pytest.raises(InputError, match=r"permission denied.*choose another folder"):
            write(tmp_path / "result.json")
