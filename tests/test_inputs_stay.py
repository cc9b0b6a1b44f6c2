"""No command overwrites what it reads, and a folder of results is of one clip."""

import shutil
from pathlib import Path

import pytest
from histories import plank_set, session

from formcheck.analysis import Outputs, analyze
from formcheck.cli.main import main
from formcheck.errors import UsageError
from formcheck.history import History

DEV = Path(__file__).parents[1] / "benchmarks" / "accuracy" / "data" / "dev"
SIT_UP, OTHER = (
    DEV / f"{name}.full.npz" for name in ("sit_up-failed30", "negative_sit_up-dropped1")
)


def link(path: Path, target: Path, how: str) -> None:
    if how == "itself":
        path.write_bytes(target.read_bytes())
    elif how == "hard link":
        path.hardlink_to(target)
    else:
        path.symlink_to(target)


@pytest.mark.parametrize("how", ["hard link", "symlink"])
@pytest.mark.parametrize("name", ["result.json", "signals.csv", "report.html"])
def test_a_result_does_not_replace_the_clip(tmp_path, name, how):
    clip = tmp_path / "clip.npz"
    clip.write_bytes(SIT_UP.read_bytes())
    link(tmp_path / name, clip, how)
    with pytest.raises(UsageError, match=rf"{name} is read by this command"):
        analyze(clip, "sit_up", outputs=Outputs(tmp_path))
    assert clip.read_bytes() == SIT_UP.read_bytes()


def test_an_overlay_does_not_replace_the_video(tmp_path):
    clip = tmp_path / "overlay.mp4"
    clip.write_bytes(b"a video")
    with pytest.raises(UsageError, match="is read by this command"):
        analyze(clip, "sit_up", outputs=Outputs(tmp_path))


@pytest.fixture(scope="module")
def template(tmp_path_factory):
    """A folder with a history, a clip, a manifest, a workout and a folder of results."""
    folder = tmp_path_factory.mktemp("home")
    with History(folder / "data") as history:
        session(history, [plank_set()])
    shutil.copy(SIT_UP, folder / "clip.npz")
    (folder / "m.csv").write_text("clip,exercise\nclip.npz,sit_up\n")
    (folder / "w.toml").write_text('[[steps]]\nexercise = "plank"\nhold_s = 3\n')
    analyze(SIT_UP, "sit_up", outputs=Outputs(folder / "out", report=False))
    return folder


@pytest.fixture
def home(template, tmp_path, monkeypatch):
    """A copy of it, where the commands run."""
    monkeypatch.chdir(shutil.copytree(template, tmp_path / "home"))


@pytest.mark.parametrize(
    ("words", "read"),
    [
        ("score m.csv --out FILE", "m.csv"),
        ("export out --format csv --out FILE", "out/signals.csv"),
        ("export out --format json --out FILE", "out/result.json"),
        ("calibrate --clip clip.npz --out FILE", "clip.npz"),
        ("calibrate --camera clip.npz --out FILE", "clip.npz"),
        ("history export --format jsonl --data data --out FILE", "data/history.db"),
        ("history page --data data --out FILE", "data/history.db"),
        ("plan --data data --out FILE", "data/history.db"),
        ("history backup --data data FILE", "data/history.db"),
        ("live --camera clip.npz --stats FILE --confirm-safety", "clip.npz"),
        ("live --workout w.toml --stats FILE --confirm-safety", "w.toml"),
    ],
)
@pytest.mark.parametrize("how", ["itself", "hard link", "symlink"])
@pytest.mark.usefixtures("home")
def test_no_command_overwrites_what_it_reads(words, read, how, capsys):
    before = Path(read).read_bytes()
    out = read
    if how != "itself":
        out = f"link{Path(read).suffix}"
        link(Path(out), Path(read), how)
    status = main(words.replace("FILE", out).split())
    assert status == 2
    assert len(capsys.readouterr().err.splitlines()) == 1
    assert Path(read).read_bytes() == before
    assert Path(out).samefile(read)


@pytest.mark.slow
def test_results_of_another_clip_go(tmp_path):
    analyze(SIT_UP, "sit_up", outputs=Outputs(tmp_path, plots=True))
    for name in ("overlay.mp4", "frames.csv", "landmarks.trc"):
        (tmp_path / name).touch()
    analyze(OTHER, "sit_up", outputs=Outputs(tmp_path, report=False))
    there = [path.name for path in sorted(tmp_path.rglob("*")) if path.is_file()]
    assert there == ["result.json", "signals.csv"]


def test_a_file_of_the_users_beside_results_stays(tmp_path):
    (tmp_path / "plots").mkdir()
    for name in ("notes.txt", "plots/mine.png"):
        (tmp_path / name).touch()
    for clip in (SIT_UP, OTHER):
        analyze(clip, "sit_up", outputs=Outputs(tmp_path, report=False))
    assert (tmp_path / "notes.txt").exists()
    assert (tmp_path / "plots" / "mine.png").exists()


def test_a_report_without_a_result_is_the_users_own(tmp_path):
    (tmp_path / "report.html").write_text("my thesis")
    analyze(SIT_UP, "sit_up", outputs=Outputs(tmp_path, report=False))
    assert (tmp_path / "report.html").read_text() == "my thesis"


def test_a_recording_that_is_judged_again_stays(tmp_path):
    recording = tmp_path / "recording.npz"
    recording.write_bytes(SIT_UP.read_bytes())
    for _ in range(2):
        analyze(recording, "sit_up", outputs=Outputs(tmp_path, report=False))
    assert recording.read_bytes() == SIT_UP.read_bytes()


def test_the_command_says_whose_results_it_replaces(tmp_path, capsys):
    for clip in (SIT_UP, OTHER):
        main(["analyze", str(clip), "-e", "sit_up", "--out", str(tmp_path), "--no-report"])
    assert f"The results of {SIT_UP} that were there are replaced" in capsys.readouterr().out


def test_live_does_not_replace_another_session(tmp_path, capsys):
    (tmp_path / "recording.npz").touch()
    assert main(["live", "--save", "--out", str(tmp_path), "--confirm-safety"]) == 2
    assert "holds another session: choose a new folder" in capsys.readouterr().err
