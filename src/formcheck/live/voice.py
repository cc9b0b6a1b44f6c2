"""Saying things aloud without a network, without ever holding up the picture.

The voice is the program that the computer has for it (macOS `say`, Windows' System.Speech,
`espeak-ng`), tones through `aplay` where there is none. It runs in its own process, for three
reasons: what it does with sound servers does not happen in ours, which opens no socket; it can be
silenced by ending it; and a fault in it is not ours. One process is always kept that has loaded
its voice and waits for its sentence, so that a sentence begins at once. When formcheck ends,
however it ends, that process reads the end of its input and ends, too.
"""

import re
import shutil
import subprocess
import sys
import threading
import time
from contextlib import suppress
from dataclasses import dataclass
from types import TracebackType
from typing import Final, NamedTuple, Self, TypeAlias

from formcheck.guide.screen import Sound
from formcheck.live.tones import tone

#: What could not be said for so long is dropped: it would come too late.
STALE_S: Final = 1.5

_LONGEST_S = 20.0  # a program that takes longer for what is said at the end of a set hangs
_LOOK_S = 0.02
_PROBE_S = 5.0
_KILLED_S = 1.0  # a process that the system does not end so soon is left to it
# Windows PowerShell, which every Windows has. English words want an English voice.
_SPEAK: Final = (
    "Add-Type -AssemblyName System.Speech;"
    "$voice = New-Object System.Speech.Synthesis.SpeechSynthesizer;"
    "try { $voice.SelectVoiceByHints('NotSet', 'NotSet', 0, 'en-US') } catch {};"
    "$voice.Speak([Console]::In.ReadToEnd())"
)
_WORDS_A_MINUTE: Final = "165"
_NO_DEVICE: Final = "no sound comes out: connect or switch on a loudspeaker"

_Process: TypeAlias = subprocess.Popen[bytes]


class _Engine(NamedTuple):
    """A program that reads what to say, or to play, from its input and ends after it."""

    name: str
    command: tuple[str, ...]
    speaks: bool

    def encoded(self, text: str, sound: Sound | None) -> bytes:
        """What the program is to read."""
        return f"{text}\n".encode() if self.speaks else tone(sound)

    def start(self, *, listen: bool = False) -> _Process:
        """Start it, out of reach of Ctrl-C, which is ours; `listen` to its complaints."""
        return subprocess.Popen(
            self.command,
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE if listen else subprocess.DEVNULL,
            start_new_session=True,
            creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
        )


_TONES: Final = _Engine("tones", ("aplay", "-q", "-"), speaks=False)


@dataclass(frozen=True, slots=True)
class _Words:
    text: str
    sound: Sound
    urgent: bool
    since_s: float


def available_engine() -> tuple[str, str]:
    """What speaks on this computer, and a remark on it.

    Returns:
        The name of the program, `tones` or `none`; and what is wrong and what to do about it, empty
        where words can be heard.
    """
    engine = _find()
    if engine is None:
        return "none", "no program that speaks was found: install espeak-ng"
    if not _is_heard(engine):
        return "none", _NO_DEVICE
    if not engine.speaks:
        return "tones", "no program that speaks was found: install espeak-ng to hear words"
    return engine.name, ""


class Voice:
    """Says one thing at a time, as soon as it is told to, or not at all.

    Nothing queues up: what is urgent cuts off what is not, and of what has to wait only the last is
    kept, urgent before other, for as long as it is fresh. Without a program or a loudspeaker it is
    silent.

    Attributes:
        engine, remark: see `available_engine`.
    """

    def __init__(self, *, muted: bool = False) -> None:
        self.engine, self.remark = "none", ""
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
        self.engine, self.remark = available_engine()
        if self._program:
            self._speaker.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        with self._changed:
            self._over = True
            self._changed.notify()
        if self._speaker.is_alive():
            self._speaker.join()

    def say(self, text: str, *, urgent: bool = False, sound: Sound = "count") -> None:
        """Say something; returns at once.

        Args:
            text: a few words.
            urgent: whether it may cut off what is not, and goes before it.
            sound: what kind of thing it is: which tone stands for it where no voice is to be had.
        """
        with self._changed:
            if self._muted or (self._next and self._next.urgent and not urgent):
                return
            self._next = _Words(text, sound, urgent, time.monotonic())
            self._changed.notify()

    def tick(self, sound: Sound) -> None:
        """Play a tone of a metronome at once, or not at all: never over words or before them.

        Without a program that plays tones there are no ticks.

        Args:
            sound: which tone.
        """
        with self._changed:
            if self._muted or self._busy or self._next or self._ticker is None:
                return
            self._next = _Words("", sound, False, time.monotonic())
            self._changed.notify()

    @property
    def muted(self) -> bool:
        """Whether nothing is said; setting it stops what is being said."""
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
                _give(speaking, program.encoded(words.text, words.sound))
                self._wait_for_end(speaking, words)
                _end(speaking)
        if ready:
            _end(ready)

    def _wait_for_words(self) -> _Words | None:
        """What is to be said next; None when it is over."""
        with self._changed:
            while not self._over:
                words, self._next, self._hushed = self._next, None, False
                self._busy = bool(words and time.monotonic() - words.since_s <= STALE_S)
                if self._busy:
                    return words
                self._changed.wait()
        return None

    def _wait_for_end(self, speaking: _Process, words: _Words) -> None:
        """Wait until it was said, or is to be cut off."""
        until_s = time.monotonic() + _LONGEST_S
        with self._changed:
            while speaking.poll() is None and time.monotonic() < until_s:
                cut_off = self._next and self._next.urgent and not words.urgent
                if self._over or self._hushed or cut_off:
                    return
                self._changed.wait(_LOOK_S)


def _find() -> _Engine | None:
    """The program to speak with, or to play tones with; None where there is neither."""
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
    # espeak-ng ends well all the same, and only says so.
    return process.returncode == 0 and not re.search(rb"^error:", complaints, re.MULTILINE)


def _started(engine: _Engine) -> _Process | None:
    with suppress(OSError):
        return engine.start()
    return None


def _give(process: _Process, heard: bytes) -> None:
    """Let it read this, and that there is no more; a program that has ended reads nothing."""
    assert process.stdin is not None
    with suppress(OSError), process.stdin as pipe:
        pipe.write(heard)


def _end(process: _Process) -> None:
    process.kill()
    with suppress(subprocess.TimeoutExpired):
        process.wait(_KILLED_S)
    if process.stdin:
        with suppress(OSError):
            process.stdin.close()
