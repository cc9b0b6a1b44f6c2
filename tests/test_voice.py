"""Sound: what is said, what is dropped, and silence where nothing can be heard."""

import io
import os
import shutil
import signal
import subprocess
import sys
import time
import wave
from collections.abc import Callable
from pathlib import Path
from typing import get_args

import numpy as np
import pytest

from formcheck.exercises.catalogue import catalogue
from formcheck.guide.screen import Sound
from formcheck.live import voice
from formcheck.live.tones import tone
from formcheck.live.voice import Voice, available_engine

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(sys.platform != "linux", reason="programs of Linux stand in"),
]

# What a cue may take: the next one may follow four seconds after its beginning.
LONGEST_CUE_S = 2.5

Install = Callable[..., Path]


@pytest.fixture
def install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Install:
    """Put a program of a name in the place of all that there are; returns the log it may write."""
    folder, log = tmp_path / "programs", tmp_path / "log"
    folder.mkdir()
    log.touch()
    shell, cat, sleep = (shutil.which(name) for name in ("sh", "cat", "sleep"))
    monkeypatch.setenv("PATH", str(folder))

    def write(name: str, script: str) -> Path:
        path = folder / name
        path.write_text(f"#!{shell}\n" + script.format(log=log, cat=cat, sleep=sleep))
        path.chmod(0o755)
        return log

    return write


# Reads a sentence to the end, says that it begins, takes its time, says that it has ended.
TALKS = 'words=$({cat}); [ -z "$words" ] && exit; echo "<$words" >>{log}; {sleep} %s; '
TALKS += 'echo "$words>" >>{log}\n'


def until(condition: Callable[[], object]) -> None:
    """Wait for something that happens in another process."""
    for _ in range(1000):
        if condition():
            return
        time.sleep(0.01)
    pytest.fail("it did not happen")


def lines(log: Path) -> list[str]:
    return log.read_text().split("\n")[:-1]


def test_says_what_it_is_told_to(install: Install) -> None:
    log = install("espeak-ng", TALKS % 0)
    with Voice() as spoken:
        spoken.say("Lift your hips", urgent=True)
        until(lambda: len(lines(log)) == 2)
    assert lines(log) == ["<Lift your hips", "Lift your hips>"]
    assert (spoken.engine, available_engine()) == ("espeak-ng", ("espeak-ng", None))


def test_of_what_has_to_wait_only_the_last_is_said(install: Install) -> None:
    log = install("espeak-ng", TALKS % 0.3)
    with Voice() as spoken:
        spoken.say("one", urgent=True)
        until(lambda: lines(log) == ["<one"])
        for words in ("two", "three", "four"):
            spoken.say(words, urgent=True)
        until(lambda: len(lines(log)) == 4)
        assert lines(log) == ["<one", "one>", "<four", "four>"]


def test_what_is_urgent_cuts_off_what_is_not(install: Install) -> None:
    log = install("espeak-ng", TALKS % 5)
    with Voice() as spoken:
        spoken.say("Move back")
        until(lambda: lines(log) == ["<Move back"])
        spoken.say("Lift your hips", urgent=True)
        until(lambda: lines(log) == ["<Move back", "<Lift your hips"])


def test_what_is_urgent_goes_before_what_is_not(install: Install) -> None:
    log = install("espeak-ng", TALKS % 0.3)
    with Voice() as spoken:
        spoken.say("Lift your hips", urgent=True)
        until(lambda: len(lines(log)) == 1)
        spoken.say("Lower your hips", urgent=True)
        spoken.say("twelve")
        until(lambda: len(lines(log)) == 4)
        assert lines(log)[2] == "<Lower your hips"


def test_what_waited_for_too_long_is_dropped(
    install: Install, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(voice, "STALE_S", 0.1)
    log = install("espeak-ng", TALKS % 0.5)
    with Voice() as spoken:
        spoken.say("one", urgent=True)
        until(lambda: len(lines(log)) == 1)
        spoken.say("late", urgent=True)
        until(lambda: len(lines(log)) == 2)
        spoken.say("three", urgent=True)
        until(lambda: len(lines(log)) == 4)
    assert lines(log) == ["<one", "one>", "<three", "three>"]


TICKS = "{cat} >/dev/null; echo tick >>{log}\n"


def test_ticks_are_tones_beside_a_program_that_speaks(install: Install) -> None:
    install("espeak-ng", TALKS % 0)
    log = install("aplay", TICKS)
    with Voice() as spoken:
        spoken.tick("turn")
        until(lambda: lines(log) == ["tick"])
        spoken.say("Lift your hips", urgent=True)
        until(lambda: len(lines(log)) == 3)
    assert spoken.engine == "espeak-ng"


def test_no_tick_is_heard_over_words_or_before_them(install: Install) -> None:
    install("espeak-ng", TALKS % 0.3)
    log = install("aplay", TICKS)
    with Voice() as spoken:
        spoken.say("one", urgent=True)
        spoken.tick("tick")
        until(lambda: lines(log)[:1] == ["<one"])
        spoken.tick("tick")
        until(lambda: len(lines(log)) == 2)
    assert lines(log) == ["<one", "one>"]


def test_without_a_program_for_tones_there_are_no_ticks(install: Install) -> None:
    log = install("espeak-ng", TALKS % 0)
    with Voice() as spoken:
        spoken.tick("tick")
        spoken.say("one", urgent=True)
        until(lambda: len(lines(log)) == 2)
    assert lines(log) == ["<one", "one>"]


def test_muting_stops_what_is_being_said(install: Install) -> None:
    log = install("espeak-ng", TALKS % 5)
    with Voice() as spoken:
        spoken.say("Lift your hips", urgent=True)
        until(lambda: len(lines(log)) == 1)
        spoken.muted = True
        spoken.say("unheard", urgent=True)
        spoken.muted = False
        spoken.say("Better", urgent=True)
        until(lambda: "<Better" in lines(log))
    assert lines(log) == ["<Lift your hips", "<Better"]


def test_tones_stand_for_words_where_no_voice_is_to_be_had(install: Install) -> None:
    log = install("aplay", "{cat} >>{log}\n")
    with Voice() as spoken:
        log.write_bytes(b"")
        spoken.say("Lift your hips", urgent=True, sound="cue")
        until(log.read_bytes)
        until(lambda: log.read_bytes() == tone("cue"))
    assert spoken.engine == "tones"
    assert available_engine() == ("tones", "tones_only")


def test_without_any_program_it_is_silent_and_says_why(install: Install) -> None:
    with Voice() as spoken:
        spoken.say("Lift your hips", urgent=True)
    assert spoken.engine == "none"
    assert available_engine() == ("none", "no_program")


@pytest.mark.parametrize("script", ["echo 'error: no device' >&2", "exit 1"])
def test_without_a_loudspeaker_it_is_silent_and_says_why(
    install: Install, script: str, capfd: pytest.CaptureFixture[str]
) -> None:
    install("espeak-ng", "{cat} >/dev/null; " + script + "\n")
    with Voice() as spoken:
        spoken.say("Lift your hips", urgent=True)
    assert spoken.engine == "none"
    assert available_engine() == ("none", "no_device")
    assert capfd.readouterr() == ("", "")


def test_a_program_that_hangs_does_not_outlive_the_voice(install: Install) -> None:
    log = install(
        "espeak-ng", 'words=$({cat}); [ "$words" ] && echo $$ >>{log} && exec {sleep} 60\n'
    )
    with Voice() as spoken:
        spoken.say("Lift your hips", urgent=True)
        until(lambda: lines(log))
    assert not alive(int(lines(log)[0]))


def test_nothing_outlives_a_killed_formcheck(install: Install, root: Path) -> None:
    log = install("espeak-ng", "echo $$ >>{log}; {cat} >/dev/null\n")
    code = (
        "import time; from formcheck.live.voice import Voice\n"
        "with Voice() as spoken:\n    time.sleep(60)\n"
    )
    environment = {**os.environ, "PYTHONPATH": str(root / "src")}
    with subprocess.Popen([sys.executable, "-c", code], env=environment) as process:
        until(lambda: len(lines(log)) == 2)  # the trial, and the one that waits for its sentence
        process.send_signal(signal.SIGKILL)
    until(lambda: not any(alive(int(line)) for line in lines(log)))


def alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


# --- the real program, and the tones -------------------------------------------------------------

needs_espeak = pytest.mark.skipif(not shutil.which("espeak-ng"), reason="needs espeak-ng")


@needs_espeak
def test_the_real_program_leaves_the_terminal_alone(capfd: pytest.CaptureFixture[str]) -> None:
    with Voice() as spoken:
        spoken.say("Lift your hips", urgent=True)
    assert spoken.engine == available_engine()[0]
    assert capfd.readouterr() == ("", "")


@needs_espeak
def test_every_cue_is_said_before_the_next_may_come(tmp_path: Path) -> None:
    cues = {fault.cue for exercise in catalogue().values() for fault in exercise.faults}
    too_long = {}
    for number, cue in enumerate(sorted(cues)):
        path = tmp_path / f"{number}.wav"
        command = ["espeak-ng", "-v", "en", "-s", "165", "-w", str(path), "--stdin"]
        subprocess.run(command, input=cue.encode(), check=True)
        seconds = len(samples_of(path.read_bytes())) / 22_050
        if seconds >= LONGEST_CUE_S:
            too_long[cue] = seconds
    assert not too_long


def samples_of(wav: bytes) -> np.ndarray:
    with wave.open(io.BytesIO(wav)) as file:
        assert file.getframerate() == 22_050
        return np.frombuffer(file.readframes(file.getnframes()), dtype="<i2")


@pytest.mark.parametrize("sound", get_args(Sound))
def test_a_tone_is_short_and_neither_clicks_nor_clips(sound: Sound) -> None:
    samples = samples_of(tone(sound)).astype(float)
    assert len(samples) < 0.8 * 22_050
    assert np.abs(samples).max() < 32_000
    # A full sine of the highest note, 880 Hz, changes by no more than this from sample to sample.
    assert np.abs(np.diff(samples)).max() < 0.26 * np.abs(samples).max()
    assert abs(samples[0]) < 100
    assert abs(samples[-1]) < 1000


def test_no_two_tones_are_alike() -> None:
    tones = [tone(sound) for sound in get_args(Sound)]
    assert len(set(tones)) == len(tones)
