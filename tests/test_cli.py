"""The command line itself: start-up, exit statuses, and how errors reach the user."""

import os
import re
import signal
import subprocess
import sys

import pytest
import typer

from formcheck.cli import main as cli
from formcheck.cli.interrupt import interrupts_kept
from formcheck.cli.progress import frame_progress
from formcheck.errors import InputError, UsageError

HEAVY_LIBRARIES = {"av", "cv2", "mediapipe", "numpy", "rich"}


def run(*arguments: str, **settings) -> subprocess.CompletedProcess:
    """Run the installed command as a user does."""
    code = "from formcheck.cli.main import run; run()"
    return subprocess.run(
        [sys.executable, "-c", code, *arguments],
        capture_output=True,
        text=True,
        check=False,
        stdin=subprocess.DEVNULL,
        env={**os.environ, **settings},
    )


def command_paths() -> list[list[str]]:
    """Every command and subcommand, as the words that call it."""
    paths: list[list[str]] = []

    def visit(command, words):
        paths.append(words)
        for name, child in getattr(command, "commands", {}).items():
            visit(child, [*words, name])

    visit(typer.main.get_command(cli.app), [])
    return paths


@pytest.fixture
def failing(monkeypatch):
    """Make the command `fail` raise a given error."""

    def with_error(error: BaseException) -> None:
        app = typer.Typer(rich_markup_mode=None)
        app.callback()(lambda: None)

        @app.command()
        def fail() -> None:
            raise error

        monkeypatch.setattr(cli, "app", app)

    return with_error


# --- start-up ----------------------------------------------------------------------------------


@pytest.mark.parametrize("words", command_paths(), ids=lambda words: " ".join(words) or "formcheck")
def test_help_loads_no_heavy_library(words):
    code = (
        "import sys; from formcheck.cli.main import main; status = main(sys.argv[1:]);"
        "print('\\nLOADED', *{name.partition('.')[0] for name in sys.modules}); sys.exit(status)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, *words, "--help"], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    loaded = set(done.stdout.splitlines()[-1].split()[1:])
    assert "typer" in loaded
    assert not loaded & HEAVY_LIBRARIES


@pytest.mark.parametrize("words", command_paths(), ids=lambda words: " ".join(words) or "formcheck")
def test_every_help_has_an_example(words, capsys):
    assert cli.main([*words, "--help"]) == 0
    example = " ".join(["formcheck", *words])
    assert re.search(rf"Example: {re.escape(example)}\b", capsys.readouterr().out)


def test_lists_of_commands_show_whole_sentences(capsys, monkeypatch):
    monkeypatch.setenv("COLUMNS", "80")
    for words in ([], ["history"], ["models"]):
        assert cli.main([*words, "--help"]) == 0
        commands = capsys.readouterr().out.split("Commands:\n")[1].split("\n\n")[0].splitlines()
        assert all(re.search(r"[a-z]\.$", line) for line in commands), commands


def test_version():
    done = run("--version")
    assert done.returncode == 0
    assert re.fullmatch(r"formcheck \d+\.\d+\.\d+\S*\n", done.stdout)


def test_no_command_shows_the_help_as_wrong_usage():
    done = run()
    assert done.returncode == 2
    assert "Commands:" in done.stdout


# --- exit statuses and messages ----------------------------------------------------------------


@pytest.mark.parametrize(
    ("arguments", "status", "message"),
    [
        (["modells"], 2, "no such command 'modells'"),
        (["--nonsense"], 2, "no such option: --nonsense"),
        (["models", "build"], 2, "missing argument 'NAME'"),
        (["models", "build", "ultra"], 2, "there is no model 'ultra'"),
        (["models", "build", "heavy", "--from", "gone.tgz"], 3, "gone.tgz does not exist"),
    ],
)
def test_wrong_input_is_one_line_on_stderr(arguments, status, message):
    done = run(*arguments)
    assert done.returncode == status
    assert done.stdout == ""
    assert done.stderr.startswith("formcheck: ")
    assert done.stderr.count("\n") == 1
    assert message in done.stderr


@pytest.mark.parametrize(
    ("error", "status", "line"),
    [
        (InputError("clip.mp4 is empty: copy it again"), 3, "clip.mp4 is empty: copy it again"),
        (InputError("two\nlines"), 3, "two lines"),
        (UsageError("no exercise 'x'"), 2, "no exercise 'x'"),
        (KeyboardInterrupt(), 130, "stopped"),
    ],
)
def test_error_of_a_command_becomes_a_line_and_a_status(failing, capsys, error, status, line):
    failing(error)
    assert cli.main(["fail"]) == status
    assert capsys.readouterr().err == f"formcheck: {line}\n"


def test_defect_is_named_as_ours(failing, capsys):
    failing(ZeroDivisionError("division by zero"))
    assert cli.main(["fail"]) == 1
    line = capsys.readouterr().err
    assert line.count("\n") == 1
    assert "a defect in formcheck (ZeroDivisionError: division by zero)" in line
    assert "--debug" in line


@pytest.mark.parametrize("arguments", [["--debug", "fail"], ["fail", "--debug"]])
@pytest.mark.parametrize("error", [InputError("clip.mp4 is empty"), ZeroDivisionError("oh")])
def test_debug_shows_the_traceback_wherever_it_stands(failing, capsys, arguments, error):
    failing(error)
    cli.main(arguments)
    lines = capsys.readouterr().err.splitlines()
    assert lines[0] == "Traceback (most recent call last):"
    assert lines[-1].startswith("formcheck: ")


@pytest.mark.skipif(sys.platform == "win32", reason="needs POSIX pipes")
def test_reader_that_leaves_early_is_no_error():
    reader, writer = os.pipe()
    os.close(reader)
    code = "from formcheck.cli.main import run; run()"
    done = subprocess.run(
        [sys.executable, "-c", code, "--help"],
        stdout=writer,
        stderr=subprocess.PIPE,
        text=True,
        check=False,
    )
    os.close(writer)
    assert (done.returncode, done.stderr) == (0, "")


# --- formcheck models --------------------------------------------------------------------------


def test_models_lists_each_with_its_state_and_source(tmp_path):
    done = run("models", XDG_DATA_HOME=str(tmp_path))
    assert done.returncode == 0, done.stderr
    rows = {line.split()[0]: line for line in done.stdout.splitlines() if line.split()}
    assert "5.8 MB" in rows["lite"]
    assert "right" in rows["lite"]
    assert "right" in rows["full"]
    assert "PyPI wheel mediapipe 0.10.21" in rows["full"]
    assert "npm package @mediapipe/pose 0.5.1675469404" in done.stdout


def test_models_says_how_to_get_one_that_is_missing(tmp_path, monkeypatch, capsys):
    from formcheck.pose import models

    monkeypatch.setattr(models, "user_folder", lambda: tmp_path)
    assert cli.main(["models"]) == 0
    assert "heavy is missing: run `formcheck models build heavy`" in capsys.readouterr().out


def test_ctrl_c_that_python_lost_is_asked_for_again_at_the_next_frame():
    with interrupts_kept(), frame_progress("clip.mp4") as tell:
        with pytest.raises(KeyboardInterrupt):
            signal.raise_signal(signal.SIGINT)
        with pytest.raises(KeyboardInterrupt):
            tell(1, None)


def test_a_terminal_without_a_sign_shows_a_question_mark():
    done = run("exercises", "plank", PYTHONIOENCODING="ascii")
    assert done.returncode == 0
    assert "body line ? " in done.stdout
