"""Manifests, and what is done in a clip when several things say it."""

from pathlib import Path

import pytest

from formcheck.batch.expect import Expectation
from formcheck.batch.manifest import read_manifest
from formcheck.batch.tasks import tasks_for
from formcheck.calibration import Profile, save_profile
from formcheck.errors import InputError, UsageError
from formcheck.exercises.catalogue import catalogue

CSV = """\
clip,exercise,profile,labels
a.mp4,plank,anna.toml,"person 7; left"
/b.mp4,,anna,
s3://c/d.mp4,,,
"""
TOML = """
[[clips]]
clip = "a.mp4"
exercise = "plank"
profile = "anna.toml"
labels = ["person 7", "left"]

[[clips]]
clip = "/b.mp4"
profile = "anna"

[[clips]]
clip = "s3://c/d.mp4"
"""


@pytest.mark.parametrize(("name", "text"), [("clips.csv", CSV), ("clips.toml", TOML)])
def test_a_manifest_says_what_is_done_in_each_clip(name: str, text: str, tmp_path: Path) -> None:
    (tmp_path / name).write_text(text)
    first, *others = read_manifest(tmp_path / name)
    assert first.clip == str(tmp_path / "a.mp4")
    assert (first.exercise, first.labels) == ("plank", ("person 7", "left"))
    assert first.profile == str(tmp_path / "anna.toml")
    assert [(entry.clip, entry.exercise, entry.profile) for entry in others] == [
        ("/b.mp4", "", "anna"),
        ("s3://c/d.mp4", "", ""),
    ]


@pytest.mark.parametrize(
    ("name", "text", "message"),
    [
        (
            "m.csv",
            "clip,exercize\na.mp4,plank\n",
            r"m\.csv: clips 1\.exercize: there is no",
        ),
        ("m.csv", "clip\na.mp4\nb.mp4,plank\n", r"m\.csv: clips 2"),
        ("m.csv", "clip\n", "names no clip"),
        ("m.csv", "clip,labels\n,x\n", r"clips 1\.clip"),
        ("m.toml", "[[clips]]\nclip = 3\n", r"m\.toml: clips 1\.clip"),
        ("m.toml", '[[clip]]\nclip = "a.mp4"\n', "names no clip"),
        ("m.toml", "[[clips]\n", "not valid TOML"),
        ("none.csv", None, "does not exist"),
        ("m.csv", "clip\na.mp4\na\0b.mp4\n", r"not text \(a NUL in line 3\)"),
        ("m.toml", '[[clips]]\nclip = "a\\u0000b"\n', r"clips 1\.clip: no file can have this name"),
        ("m.csv", f"clip\n{'a' * 200_000}\n", r"is not a table \(field larger .* after line 1\)"),
        ("m.csv", f"clip,labels\n{',' * 300_000}\n", r"clips 1\."),
        ("m.csv", f"clip{',x' * 300_000}\na.mp4\n", r"m\.csv has more than 100 columns"),
    ],
)
def test_a_mistake_in_a_manifest_is_named(
    name: str, text: str | None, message: str, tmp_path: Path
) -> None:
    if text is not None:
        (tmp_path / name).write_text(text)
    with pytest.raises(InputError, match=message):
        read_manifest(tmp_path / name)


def test_a_spreadsheets_mark_at_the_start_is_no_part_of_the_heading(tmp_path: Path) -> None:
    (tmp_path / "m.csv").write_text("clip\na.mp4\n", encoding="utf-8-sig")
    assert len(read_manifest(tmp_path / "m.csv")) == 1


@pytest.mark.parametrize(
    ("in_manifest", "option", "expected", "done"),
    [
        ("plank", "sit_up", "crunch", "plank"),
        ("", "sit_up", "crunch", "sit_up"),
        ("", None, "crunch", "crunch"),
        ("", None, None, "auto"),
    ],
)
def test_the_manifest_then_the_option_then_what_is_expected_says_what_is_done(
    in_manifest: str, option: str | None, expected: str | None, done: str, tmp_path: Path
) -> None:
    (tmp_path / "m.csv").write_text(f"clip,exercise\na.mp4,{in_manifest}\n")
    true = {tmp_path / "a.mp4": Expectation(exercise=expected)} if expected else {}
    (task,) = tasks_for([str(tmp_path / "m.csv")], option, catalogue(), expected=true)
    assert task.exercise == done


def test_an_unknown_exercise_is_said_before_anything_is_judged(tmp_path: Path) -> None:
    (tmp_path / "m.csv").write_text("clip,exercise\na.mp4,plonk\n")
    with pytest.raises(UsageError, match="unknown exercise 'plonk'"):
        tasks_for([str(tmp_path / "m.csv")], None, catalogue())


def test_a_clip_in_a_manifest_and_in_a_folder_is_judged_once(tmp_path: Path) -> None:
    (tmp_path / "a.mp4").write_text("")
    (tmp_path / "m.csv").write_text("clip,exercise,labels\na.mp4,plank,mine\n")
    (task,) = tasks_for([str(tmp_path), str(tmp_path / "m.csv")], None, catalogue())
    assert (task.exercise, task.labels) == ("plank", "mine")


def test_a_profile_of_the_manifest_comes_before_the_option(tmp_path: Path) -> None:
    for name in ("anna", "ben"):
        save_profile(Profile(name=name), tmp_path / f"{name}.toml")
    (tmp_path / "m.csv").write_text("clip,profile\na.mp4,anna.toml\nb.mp4,\n")
    tasks = tasks_for(
        [str(tmp_path / "m.csv")], None, catalogue(), profile=str(tmp_path / "ben.toml")
    )
    assert [task.profile.name for task in tasks] == ["anna", "ben"]


def test_a_profile_that_does_not_exist_is_said_before_anything_is_judged(tmp_path: Path) -> None:
    (tmp_path / "m.csv").write_text("clip,profile\na.mp4,none.toml\n")
    with pytest.raises(InputError, match="there is no profile"):
        tasks_for([str(tmp_path / "m.csv")], None, catalogue())


def test_a_clip_that_is_a_link_to_itself_is_a_task_like_others(tmp_path: Path) -> None:
    (tmp_path / "a.mp4").symlink_to("a.mp4")
    (tmp_path / "m.csv").write_text("clip\na.mp4\n")
    expected = {tmp_path / "b.mp4": Expectation(exercise="plank")}
    (task,) = tasks_for([str(tmp_path / "m.csv")], None, catalogue(), expected=expected)
    assert task.expected is None


@pytest.mark.slow
def test_a_manifest_of_too_many_clips_is_refused(tmp_path: Path) -> None:
    (tmp_path / "m.csv").write_text("clip\n" + "a\n" * 600_000)
    with pytest.raises(InputError, match="more than 500000 clips"):
        read_manifest(tmp_path / "m.csv")
