"""Reading TOML: whatever is wrong with a file is one line that names it, and exit status 3."""

from importlib.resources import files
from pathlib import Path

import pytest

from formcheck.batch.expect import read_expectations
from formcheck.batch.manifest import read_manifest
from formcheck.calibration.profile import CameraProfile, Person, Profile, Reading
from formcheck.calibration.store import load_profile, save_profile
from formcheck.cli.main import main
from formcheck.errors import InputError
from formcheck.exercises.ladders import read_ladders
from formcheck.programme.workout import Step, Workout, load_workout
from formcheck.settings import LARGEST_MIB

PLANK = (files("formcheck.exercises") / "catalogue" / "plank.toml").read_bytes()
MINE = PLANK.replace(b'id = "plank"', b'id = "my_plank"')
DEEP = b"x = " + b"[" * 100_000


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (DEEP, " is nested too deeply: take out brackets"),
        (b"# first line\n" + "name = 'größer'".encode("latin-1"), " is not UTF-8 text (line 2): "),
        (MINE.decode().encode("utf-16"), " is not UTF-8 text (line 1): save it as UTF-8"),
        (b"x = " + b"1" * 5000, " is not valid TOML: a number is too long"),
        (b"[x]\n" + b"a." * 20_000 + b"b = 1", " has a key of too many parts (line 2): shorten it"),
        (b"[" + b"'a' . " * 20_000 + b"b]", " has a key of too many parts (line 1): shorten it"),
        (b"x = 1\n" * 200_000, " is larger than 1 MiB: check the path"),
        (b"priority = 0x" + b"f" * 9000, ": "),
        (b"x = 'a\0b'", " is not text (a NUL in line 1): save it as UTF-8"),
        (b"name = \n", " is not valid TOML: "),
        (MINE + b"[wobble]\n", ": wobble: there is no such key: remove it, or check its spelling"),
        (b'wobble = 1\n"a\\nb" = 2\n' + MINE, ": wobble: there is no such key"),
        (b'"a\\nb" = 2\n' + MINE, ": a b: there is no such key"),
        (MINE.replace(b"priority = 1", b'priority = "x"', 1), ": faults 1.priority: should be 1, "),
        (MINE.replace(b'id = "my_plank"', b""), ": id: this key is missing: add it"),
    ],
    ids=lambda value: value[:40] if isinstance(value, str) else "",
)
def test_what_is_wrong_with_an_exercise_file_is_one_line(content, reason, tmp_path, capsys) -> None:
    (tmp_path / "mine.toml").write_bytes(content)
    assert main(["exercises", "--catalogue", str(tmp_path)]) == 3
    line = capsys.readouterr().err
    assert line.count("\n") == 1
    assert f"{tmp_path / 'mine.toml'}{reason}" in line


def test_a_file_with_a_byte_order_mark_is_read(tmp_path, capsys) -> None:
    (tmp_path / "mine.toml").write_bytes(b"\xef\xbb\xbf" + MINE)
    assert main(["exercises", "my_plank", "--catalogue", str(tmp_path)]) == 0
    assert "my_plank" in capsys.readouterr().out


@pytest.mark.parametrize(
    "read", [load_workout, load_profile, read_expectations, read_manifest, read_ladders]
)
@pytest.mark.parametrize("problem", ["deep", "large", "latin", "folder", "absent"])
def test_every_reader_refuses_what_is_no_settings_file_in_one_line(read, problem, tmp_path) -> None:
    file = tmp_path / "some.toml"
    match problem:
        case "deep":
            file.write_bytes(DEEP)
        case "large":
            with file.open("wb") as opened:
                opened.truncate((LARGEST_MIB << 20) + 1)
        case "latin":
            file.write_bytes(b"name = '\xe4'")
        case "folder":
            file.mkdir()
    with pytest.raises(InputError) as refused:
        read(file)
    message = str(refused.value)
    assert "some.toml" in message
    assert ": " in message
    assert "\n" not in message


# --- what formcheck writes -----------------------------------------------------------------------

AWKWARD = 'Über "all" \\ of it\nand #more = [x] \u2028'


def test_a_written_workout_reads_back_equal(tmp_path: Path) -> None:
    workout = Workout(
        name=AWKWARD,
        steps=(
            Step(exercise="plank", hold_s=20.0, note=AWKWARD, role="warm_up", rest_s=0.0),
            Step(exercise="sit_up", reps=5, tempo=(1.0, 2.5), metronome=True, why="Because."),
        ),
    )
    file = tmp_path / "workout.toml"
    file.write_text(workout.to_toml(), encoding="utf-8")
    assert load_workout(file) == workout


@pytest.mark.parametrize(
    "profile",
    [
        Profile(name="nobody"),
        Profile(
            name="somebody",
            person=Person(leg_t=Reading(value=1.7, uncertainty=0.07)),
            camera=CameraProfile(name=AWKWARD, width=640, height=480),
        ),
    ],
    ids=lambda profile: profile.name,
)
def test_a_written_profile_reads_back_equal(profile: Profile, tmp_path: Path) -> None:
    save_profile(profile, tmp_path / "profile.toml")
    assert load_profile(tmp_path / "profile.toml") == profile
