"""Says things aloud without a network and without holding up the picture.

The voice is a program of the computer (macOS `say`, Windows' System.Speech, `espeak-ng`). Where
there is none, `aplay` plays tones. The program runs in its own process, for three reasons:
formcheck itself opens no socket to a sound server; ending the process silences it; and its faults
do not reach formcheck. One process has always loaded its voice and waits for the next sentence,
so that a sentence begins at once. When formcheck ends, that process reads the end of its input
and ends, too.
"""

import re
import shutil
import subprocess
import sys
import threading
import time
from contextlib import suppress
from dataclasses import dataclass
from typing import Final, Literal, NamedTuple, Self, TypeAlias

from formcheck.guide.screen import Sound
from formcheck.live.tones import tone

#: Words that had to wait for longer are dropped: they would come too late.
STALE_S: Final = 1.5

_LONGEST_S = 20.0  # the words at the end of a set take less: a program that takes longer hangs
_LOOK_S = 0.02
_PROBE_S = 5.0
_KILLED_S = 1.0  # formcheck waits no longer for a process to end
# Windows PowerShell, which every Windows has. English words want an English voice.
_SPEAK: Final = (
    "Add-Type -AssemblyName System.Speech;"
    "$voice = New-Object System.Speech.Synthesis.SpeechSynthesizer;"
    "try { $voice.SelectVoiceByHints('NotSet', 'NotSet', 0, 'en-US') } catch {};"
    "$voice.Speak([Console]::In.ReadToEnd())"
)
_WORDS_A_MINUTE: Final = "165"

_Process: TypeAlias = subprocess.Popen[bytes]


class _Engine(NamedTuple):
    """A program that reads what to say, or to play, from its input and ends after it."""

    name: str
    command: tuple[str, ...]
    speaks: bool

    def encoded(self, text: str, sound: Sound | None) -> bytes:
        """The bytes for the program to read."""
        return f"{text}\n".encode() if self.speaks else tone(sound)

    def start(self, *, listen: bool = False) -> _Process:
        """Start it, out of reach of Ctrl-C; with `listen` its complaints can be read."""
        return subprocess.Popen(
            self.command,
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE if listen else subprocess.DEVNULL,
            start_new_session=True,
            creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
        )


#: Why words cannot be heard.
VoiceProblem = Literal["no_program", "tones_only", "no_device"]

_TONES: Final = _Engine("tones", ("aplay", "-q", "-"), speaks=False)


@dataclass(frozen=True, slots=True)
class _Words:
    text: str
    sound: Sound
    urgent: bool
    since_s: float


def available_engine() -> tuple[str, VoiceProblem | None]:
    """The program that speaks on this computer, `tones` or `none`; and what is wrong, if so."""
    engine = _find()
    if engine is None:
        return "none", "no_program"
    if not _is_heard(engine):
        return "none", "no_device"
    if not engine.speaks:
        return "tones", "tones_only"
    return engine.name, None


class Voice:
    """Says one thing at a time, at once or not at all.

    Nothing queues up. Urgent words cut off others. Only the last words wait, urgent before others,
    and only while they are fresh. Without a program or a loudspeaker the voice is silent.

    Attributes:
        engine: the program that speaks, `tones` or `none`.
    """

    def __init__(self, *, muted: bool = False) -> None:
        self.engine = "none"
        self._muted = muted
        self._program: _Engine | None = None
        self._ticker: _Engine | None = None
        self._changed = threading.Condition()
        self._next: _Words | None = None
        self._hushed = False  # since the last words were begun
        self._busy = False
        self._over = False
        self._speaker = threading.Thread(target=self._speak, name="voice", daemon=True)

    def __enter__(self) -> Self:
        self._program = _find()
        self._ticker = _TONES if shutil.which(_TONES.command[0]) else None
        self.engine, _ = available_engine()
        if self._program:
            self._speaker.start()
        return self

    def __exit__(self, *_: object) -> None:
        with self._changed:
            self._over = True
            self._changed.notify()
        if self._speaker.is_alive():
            self._speaker.join()

    def say(self, text: str, *, urgent: bool = False, sound: Sound = "count") -> None:
        """Say something; returns at once.

        Urgent words go before others, and may cut them off. Without a voice the tone of their kind
        stands for them.
        """
        with self._changed:
            if self._muted or (self._next and self._next.urgent and not urgent):
                return
            self._next = _Words(text, sound, urgent, time.monotonic())
            self._changed.notify()

    def tick(self, sound: Sound) -> None:
        """Play a tone of a metronome at once, or not at all: never over words or before them.

        Without a program that plays tones there are no ticks.
        """
        with self._changed:
            if self._muted or self._busy or self._next or self._ticker is None:
                return
            self._next = _Words("", sound, False, time.monotonic())
            self._changed.notify()

    @property
    def muted(self) -> bool:
        """Whether nothing is said; setting it stops the sentence under way."""
        return self._muted

    @muted.setter
    def muted(self, muted: bool) -> None:
        with self._changed:
            self._muted = muted
            if muted:
                self._next, self._hushed = None, True
            self._changed.notify()

    # --- the thread that speaks --------------------------------------------------------------

    def _speak(self) -> None:
        assert self._program is not None
        ready = _started(self._program)
        while words := self._wait_for_words():
            program = self._program
            if not words.text and self._ticker:
                program, speaking = self._ticker, _started(self._ticker)
            else:
                if ready is None or ready.poll() is not None:
                    ready = _started(program)
                speaking, ready = ready, _started(program)
            if speaking:
                _write(speaking, program.encoded(words.text, words.sound))
                self._wait_for_end(speaking, words)
                _end(speaking)
        if ready:
            _end(ready)

    def _wait_for_words(self) -> _Words | None:
        """The next words; None at the end of the session."""
        with self._changed:
            while not self._over:
                words, self._next, self._hushed = self._next, None, False
                self._busy = bool(words and time.monotonic() - words.since_s <= STALE_S)
                if self._busy:
                    return words
                self._changed.wait()
        return None

    def _wait_for_end(self, speaking: _Process, words: _Words) -> None:
        """Wait until the words were said, or have to be cut off."""
        until_s = time.monotonic() + _LONGEST_S
        with self._changed:
            while speaking.poll() is None and time.monotonic() < until_s:
                cut_off = self._next and self._next.urgent and not words.urgent
                if self._over or self._hushed or cut_off:
                    return
                self._changed.wait(_LOOK_S)


def _find() -> _Engine | None:
    """The program that speaks, else the one that plays tones; None where there is neither."""
    engines = [_TONES]
    if sys.platform == "darwin":
        engines.insert(0, _Engine("say", ("say", "-f", "-"), speaks=True))
    elif sys.platform == "win32":
        command = ("powershell", "-NoProfile", "-NonInteractive", "-Command", _SPEAK)
        engines.insert(0, _Engine("System.Speech", command, speaks=True))
    else:
        command = ("espeak-ng", "-v", "en", "-s", _WORDS_A_MINUTE, "--stdin")
        engines.insert(0, _Engine("espeak-ng", command, speaks=True))
    return next((engine for engine in engines if shutil.which(engine.command[0])), None)


def _is_heard(engine: _Engine) -> bool:
    """Whether the program finds a loudspeaker, as far as it says so."""
    try:
        process = engine.start(listen=True)
    except OSError:
        return False
    try:
        _, complaints = process.communicate(engine.encoded("", None), timeout=_PROBE_S)
    except subprocess.TimeoutExpired:
        _end(process)
        return True
    # espeak-ng ends with status 0 even without a loudspeaker, and only prints an error.
    return process.returncode == 0 and not re.search(rb"^error:", complaints, re.MULTILINE)


def _started(engine: _Engine) -> _Process | None:
    with suppress(OSError):
        return engine.start()
    return None


def _write(process: _Process, text: bytes) -> None:
    """Write to a program and end its input; a program that has ended reads nothing."""
    assert process.stdin is not None
    with suppress(OSError), process.stdin as pipe:
        pipe.write(text)


def _end(process: _Process) -> None:
    process.kill()
    with suppress(subprocess.TimeoutExpired):
        process.wait(_KILLED_S)
    if process.stdin:
        with suppress(OSError):
            process.stdin.close()
