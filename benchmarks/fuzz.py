"""Whether anything in a file ends in a defect, a hang or a gigabyte of memory.

    python -m benchmarks.fuzz                      # 1,000 mutants of each kind, a new seed
    python -m benchmarks.fuzz --kind toml --seed 7 --mutants 200

A mutant is a good file with bytes, numbers or words changed: a Recording, a TOML file (an exercise,
a workout, a profile, a manifest, expectations), a CSV file (a manifest, the signals of an
analysis), a history, a small MP4. Each goes through the command line or the one reader that opens
it: it must be read or refused in one line, with exit status 0, 2 or 3, within a minute. A process
of its own works on each kind; its peak of memory counts. MP4s are read picture by picture without
MediaPipe, which sees only decoded pictures.

Prints a row a kind: how many were read and refused, the slowest, the peak of memory, the faults.
Exits with status 1 if there was a fault; the mutants at fault stay in `--keep`.
"""

import argparse
import contextlib
import io
import json
import multiprocessing
import random
import re
import resource
import shutil
import sqlite3
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from importlib.resources import files
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any, Final

import av
import numpy as np

from benchmarks.accuracy.store import DATA, recording_path
from formcheck.batch.expect import read_expectations
from formcheck.batch.manifest import read_manifest
from formcheck.batch.tasks import tasks_for
from formcheck.calibration import load_profile
from formcheck.capture import VideoFile
from formcheck.cli.main import main as formcheck
from formcheck.errors import FormcheckError
from formcheck.exercises.catalogue import catalogue
from formcheck.pose.recording import Recording
from formcheck.programme.workout import load_workout

HANG_S: Final = 60.0
LARGEST_MIB: Final = 1024

_SCENES: Final = {"plank": "plank-sag15a", "sit_up": "sit_up-dropped0.6"}
_FRAMES: Final = 90
_NUMBERS: Final = (0, 1, -1, 255, 2**15, 2**31 - 1, -(2**31), 2**63 - 1, -(2**63), 10**18)
_WORDS: Final = (
    *("nan", "inf", "-inf", "-1", "0", "1e308", "9" * 5000, "0x" + "f" * 5000, "true", "'x'", "[]"),
    *("{}", '"\\u001b[31m"', '"../../x"', '""', "[" * 2000, "1979-05-27", "plank", '"=cmd|x"'),
    *('"' + "a" * 100_000 + '"', "'a", '"a\\u0000b"', "\N{PILE OF POO}", "s3://x/y", "file:///etc"),
)

Mutate = Callable[[random.Random, Path], None]
Check = Callable[[Path], str]


@dataclass
class Report:
    """What came of the mutants of one kind.

    Attributes:
        outcomes: how many were read, and how many refused.
        faults: the names of the mutants at fault, and why.
        slowest_s, slowest: time and name of the slowest mutant.
        memory_mib: peak of the process.
    """

    outcomes: Counter[str] = field(default_factory=Counter)
    faults: dict[str, str] = field(default_factory=dict)
    slowest_s: float = 0.0
    slowest: str = ""
    memory_mib: int = 0


# --- mutants -----------------------------------------------------------------------------------


def changed_bytes(chance: random.Random, content: bytes) -> bytes:
    """The content with some bytes changed, cut out, doubled or cut off."""
    data = bytearray(content)
    for _ in range(chance.choice((1, 1, 1, 2, 8, 32))):
        place = chance.randrange(len(data) + 1)
        length = chance.choice((1, 2, 4, 8, 100))
        match chance.randrange(6):
            case 0:
                data[place : place + 1] = chance.randbytes(1)
            case 1:
                number = chance.choice(_NUMBERS) & (2**64 - 1)
                order = chance.choice(("little", "big"))
                data[place : place + length] = number.to_bytes(8, order)[-length:]
            case 2:
                del data[place : place + length]
            case 3:
                data[place:place] = data[place : place + length] * chance.choice((1, 2, 50))
            case 4:
                data[place:place] = chance.randbytes(length)
            case _:
                if chance.random() < 0.1:
                    del data[place:]
    return bytes(data)


def changed_text(chance: random.Random, text: str) -> str:
    """The text with lines or values changed: other words, other places, gone, many times."""
    lines = text.splitlines()
    for _ in range(chance.choice((1, 1, 2, 5))):
        place = chance.randrange(len(lines))
        line = lines[place]
        match chance.randrange(6):
            case 0:
                lines[place] = re.sub(r"(?<== ).*$|(?<=,)[^,]*$", lambda _: _word(chance), line)
            case 1:
                del lines[place : place + chance.choice((1, 1, 5))]
            case 2:
                lines[place:place] = [line] * chance.choice((1, 2, 500))
            case 3:
                lines[place], lines[0] = lines[0], line
            case 4:
                lines[place] = re.sub(r"\S+", lambda _: _word(chance), line, count=1)
            case _:
                lines[place] = f"{'a.' * chance.choice((2, 2000))}b = {_word(chance)}"
        if not lines:
            break
    return "\n".join(lines)


def _word(chance: random.Random) -> str:
    return chance.choice(_WORDS)


def _mutate_recording(chance: random.Random, path: Path) -> None:
    source = _SEEDS / f"{chance.choice(list(_SCENES))}.npz"
    if chance.random() < 0.3:
        path.write_bytes(changed_bytes(chance, source.read_bytes()))
        return
    with np.load(source) as loaded:
        arrays = dict(loaded)
    for _ in range(chance.choice((1, 1, 2))):
        name = chance.choice(list(arrays))
        arrays[name] = _changed_array(chance, name, arrays[name])
    if chance.random() < 0.05:
        arrays["more"] = np.zeros(10**8, np.uint8)
    np.savez_compressed(path, **arrays)


def _changed_array(chance: random.Random, name: str, array: Any) -> Any:
    if name == "header":
        header = json.loads(str(array))
        key = chance.choice([*header, "more"])
        header[key] = chance.choice((*_NUMBERS, *_WORDS, None, [], {}, [[]], float("nan")))
        return np.array(json.dumps(header))
    change = chance.randrange(14)
    changed = array.copy()
    if change >= 9 and array.size and array.dtype.kind in "iu":
        return _other_values(chance, changed)
    if change < 3 and changed.size:  # a few numbers
        for _ in range(chance.choice((1, 1, 20))):
            place = tuple(chance.randrange(length) for length in changed.shape)
            with np.errstate(all="ignore"):
                changed[place] = np.array(chance.choice(_NUMBERS)).astype(changed.dtype)
        return changed
    others: tuple[Callable[[], Any], ...] = (
        lambda: changed[: chance.randrange(len(changed) + 1)],
        lambda: np.concatenate([changed] * 3),
        lambda: changed.astype(chance.choice((np.float64, np.int8, np.bool_, np.complex64, ">i4"))),
        lambda: changed[None],
        lambda: np.zeros_like(changed),
        lambda: np.zeros(chance.choice((0, 1, 10**6)), changed.dtype),
    )
    return others[change % len(others)]()


def _other_values(chance: random.Random, steps: Any) -> Any:
    """The differences between frames, as a Recording has them, with other values in some frames."""
    values = np.cumsum(steps, axis=0, dtype=steps.dtype)
    start = chance.randrange(len(values))
    frames = slice(start, start + chance.choice((1, 10, len(values))))
    columns: Any = slice(None)
    if values.ndim > 1 and chance.random() < 0.8:
        columns = chance.sample(range(values.shape[1]), chance.choice((1, 2, 8)))
    limits = np.iinfo(values.dtype)
    number = chance.choice((0, 1, 16, 160, 16_000, limits.min, limits.max, limits.max - 1))
    with np.errstate(all="ignore"):
        part = values[frames] if values.ndim == 1 else values[frames, columns]
        match chance.randrange(4):
            case 0:
                part = np.full_like(part, np.asarray(number).astype(part.dtype))
            case 1:
                part = part + np.asarray(number).astype(part.dtype)
            case 2:
                part = np.zeros_like(part) + part.ravel()[0]
            case _:
                part = part[::-1]
        if values.ndim == 1:
            values[frames] = part
        else:
            values[frames, columns] = part
    return np.diff(values, axis=0, prepend=np.zeros_like(values[:1]))


def _mutate_text(name: str) -> Mutate:
    def mutate(chance: random.Random, path: Path) -> None:
        content = (_SEEDS / name).read_bytes()
        if chance.random() < 0.3:
            content = changed_bytes(chance, content)
        else:
            content = changed_text(chance, content.decode()).encode("utf-8", "surrogateescape")
        path.write_bytes(content)

    return mutate


def _mutate_database(chance: random.Random, path: Path) -> None:
    shutil.copyfile(_SEEDS / "history.db", path)
    if chance.random() < 0.5:
        path.write_bytes(changed_bytes(chance, path.read_bytes()))
        return
    with contextlib.closing(sqlite3.connect(path)) as db:
        tables = [row[0] for row in db.execute("SELECT name FROM sqlite_master WHERE type='table'")]
        for _ in range(chance.choice((1, 1, 3))):
            table = chance.choice(tables)
            columns = [row[1] for row in db.execute(f"PRAGMA table_info('{table}')")] or ["x"]
            column, value = chance.choice(columns), chance.choice((*_NUMBERS, *_WORDS, None, b"\0"))
            with contextlib.suppress(sqlite3.Error, OverflowError):
                match chance.randrange(6):
                    case 0 | 1 | 2:
                        db.execute("PRAGMA ignore_check_constraints = ON")
                        db.execute(f'UPDATE "{table}" SET "{column}" = ?', (value,))
                    case 3:
                        db.execute(f'DROP TABLE "{table}"')
                    case 4:
                        db.execute(f"PRAGMA user_version = {chance.randrange(-9, 99)}")
                    case _:
                        db.execute(f'ALTER TABLE "{table}" RENAME COLUMN "{column}" TO other')
        db.commit()


def _mutate_clip(chance: random.Random, path: Path) -> None:
    path.write_bytes(changed_bytes(chance, (_SEEDS / "clip.mp4").read_bytes()))


# --- what opens them ---------------------------------------------------------------------------


def _commanded(*words: str) -> str:
    """Outcome of one command line."""
    out, err = io.StringIO(), io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        status = formcheck(words)
    if status in (0, 4):
        return "read"
    line = err.getvalue()
    if status not in (2, 3) or line.count("\n") != 1:
        raise AssertionError(f"status {status}: {line[:500]}")
    return "refused"


def _called(read: Callable[[], object]) -> str:
    """Outcome of one reader."""
    try:
        read()
    except FormcheckError as error:
        if "\n" in str(error):
            raise AssertionError(f"more than one line: {error}") from error
        return "refused"
    return "read"


def _check_recording(path: Path) -> str:
    # A report takes ten times as long as the judging.
    report = () if path.stem.endswith("0") else ("--no-report",)
    return _commanded("analyze", str(path), "--out", str(path.with_suffix("")), *report)


def _check_exercise(path: Path) -> str:
    folder = path.with_suffix("")
    folder.mkdir()
    shutil.copyfile(path, folder / "mine.toml")
    outcome = _commanded("exercises", "--catalogue", str(folder))
    if outcome == "read":
        clip = str(_SEEDS / "plank.npz")
        words = ("-e", "my_plank", "--catalogue", str(folder), "--out", str(folder / "out"))
        _commanded("analyze", clip, *words, "--no-report")
    return outcome


def _check_manifest(path: Path) -> str:
    return _called(lambda: tasks_for([str(path)], "auto", catalogue()))


def _check_signals(path: Path) -> str:
    folder = path.with_suffix("")
    folder.mkdir()
    shutil.copyfile(path, folder / "signals.csv")
    shutil.copyfile(_SEEDS / "plank.npz", folder / "recording.npz")
    return _commanded("export", str(folder), "--format", "csv")


def _check_database(path: Path) -> str:
    folder = path.with_suffix("")
    folder.mkdir()
    outcome = _commanded("history", "restore", str(path), "--data", str(folder), "--yes")
    shutil.copyfile(path, folder / "history.db")
    for command in (("list",), ("trends",), ("export", "--out", str(folder / "csv"))):
        _commanded("history", *command, "--data", str(folder))
    return outcome


def _check_clip(path: Path) -> str:
    def read() -> None:
        with VideoFile(path) as clip:
            for number, _ in enumerate(clip):
                if number > 1000:
                    return
            clip.info()

    return _called(read)


@dataclass(frozen=True, slots=True)
class Kind:
    """Mutants of one kind: how they are made, by the ending of their name, and what opens them."""

    ending: str
    ways: tuple[tuple[Mutate, Check], ...]


KINDS: Final = {
    "recording": Kind(".npz", ((_mutate_recording, _check_recording),)),
    "toml": Kind(
        ".toml",
        (
            (_mutate_text("exercise.toml"), _check_exercise),
            (_mutate_text("workout.toml"), lambda path: _called(lambda: load_workout(path))),
            (_mutate_text("profile.toml"), lambda path: _called(lambda: load_profile(path))),
            (_mutate_text("manifest.toml"), lambda path: _called(lambda: read_manifest(path))),
            (_mutate_text("expect.toml"), lambda path: _called(lambda: read_expectations(path))),
        ),
    ),
    "csv": Kind(
        ".csv",
        (
            (_mutate_text("manifest.csv"), _check_manifest),
            (_mutate_text("signals.csv"), _check_signals),
        ),
    ),
    "database": Kind(".db", ((_mutate_database, _check_database),)),
    "mp4": Kind(".mp4", ((_mutate_clip, _check_clip),)),
}


# --- good files to begin with --------------------------------------------------------------------

_SEEDS = Path()

_WORKOUT: Final = """\
name = "Evening"
[[steps]]
exercise = "plank"
hold_s = 30.0
rest_s = 20.0
note = "knees down"
[[steps]]
exercise = "sit_up"
reps = 8
tempo = [2.0, 3.0]
why = "as last time"
"""
_PROFILE: Final = """\
version = 1
name = "anna"
[person]
leg_t = { value = 1.7, uncertainty = 0.05 }
[camera]
width = 640
height = 480
roll_deg = { value = 1.0, uncertainty = 0.5 }
"""
_MANIFEST: Final = """\
[[clips]]
clip = "a.mp4"
exercise = "plank"
labels = ["person 7", "left"]
[[clips]]
clip = "s3://c/d.mp4"
"""
_EXPECT: Final = """\
["a.mp4"]
exercise = "plank"
hold_s = 12.0
no_faults = ["all"]
["b.mp4"]
exercise = "sit_up"
reps = 4
"""
_TABLE: Final = """\
clip,exercise,profile,labels
a.mp4,plank,,person 7;left
b.mp4,sit_up,,
"""


def make_seeds(folder: Path) -> None:
    """Write the good files."""
    for exercise, scene in _SCENES.items():
        whole = Recording.load(recording_path(DATA, "dev", scene))
        part = Recording(whole.header)
        for number, pose in enumerate(whole):
            if number % 3 == 0 and len(part) < _FRAMES:
                part.append(pose)
        part.save(folder / f"{exercise}.npz")
    plank = (files("formcheck.exercises") / "catalogue" / "plank.toml").read_text(encoding="utf-8")
    texts = {
        "exercise.toml": plank.replace('id = "plank"', 'id = "my_plank"', 1),
        "workout.toml": _WORKOUT,
        "profile.toml": _PROFILE,
        "manifest.toml": _MANIFEST,
        "expect.toml": _EXPECT,
        "manifest.csv": _TABLE,
    }
    for name, text in texts.items():
        (folder / name).write_text(text, encoding="utf-8")
    out = folder / "out"
    words = ("-e", "plank", "--no-report", "--save", "--data", str(folder / "data"))
    _commanded("analyze", str(folder / "plank.npz"), "--out", str(out), *words)
    shutil.copyfile(out / "signals.csv", folder / "signals.csv")
    _commanded("history", "backup", str(folder / "history.db"), "--data", str(folder / "data"))
    _write_clip(folder / "clip.mp4")


def _write_clip(path: Path) -> None:
    noise = np.random.default_rng(0)
    with av.open(str(path), "w") as container:
        stream = container.add_stream("libx264", rate=15)
        stream.width, stream.height, stream.pix_fmt = 96, 64, "yuv420p"
        for number in range(20):
            picture = noise.integers(0, 255, (64, 96, 3), np.uint8)
            picture[:, number * 4 : number * 4 + 9] = 255
            container.mux(stream.encode(av.VideoFrame.from_ndarray(picture, "rgb24")))
        container.mux(stream.encode())


# --- running them --------------------------------------------------------------------------------


def run(kind: str, seed: int, mutants: int, keep: Path | None = None) -> Report:
    """Try mutants of one kind, in a process that is replaced if it dies or hangs.

    Args:
        kind: one of `KINDS`.
        seed: the same seed makes the same mutants.
        mutants: how many.
        keep: folder for the mutants at fault; None keeps none.
    """
    report = Report()
    with tempfile.TemporaryDirectory(prefix="fuzz-") as name:
        folder = Path(name)
        make = multiprocessing.get_context("spawn")
        next_number = 0
        while next_number < mutants:
            here, there = make.Pipe()
            worker = make.Process(
                target=_work, args=(there, folder, kind, seed, next_number, mutants), daemon=True
            )
            worker.start()
            there.close()
            for number, outcome, why, took_s, memory_mib in _messages(here, next_number):
                fault = why
                mutant = f"{kind}-{seed}-{number}{KINDS[kind].ending}"
                report.outcomes[outcome] += 1
                if took_s > report.slowest_s:
                    report.slowest_s, report.slowest = took_s, mutant
                if memory_mib > LARGEST_MIB >= report.memory_mib:
                    fault = why or f"{memory_mib} MiB of memory"
                report.memory_mib = max(report.memory_mib, memory_mib)
                if fault:
                    report.faults[mutant] = fault
                    if keep and (folder / mutant).exists():
                        keep.mkdir(parents=True, exist_ok=True)
                        shutil.copyfile(folder / mutant, keep / mutant)
            worker.kill()
            worker.join()
            next_number = number + 1
    return report


def _messages(here: Connection, next_number: int) -> Iterator[tuple[int, str, str, float, int]]:
    """Yield what a worker says of each mutant; a hang and a death are said for it."""
    first = True
    while True:
        try:
            if not here.poll(HANG_S + 60.0 * first):
                yield next_number, "fault", f"no end after {HANG_S:.0f} s", HANG_S, 0
                return
            message = here.recv()
        except EOFError:
            yield next_number, "fault", "the process died", 0.0, 0
            return
        if message is None:
            return
        first = False
        yield message
        next_number = message[0] + 1


def _work(there: Connection, folder: Path, kind: str, seed: int, first: int, mutants: int) -> None:
    global _SEEDS  # noqa: PLW0603  (one process works on one folder of seeds)
    _SEEDS = folder / "seeds"
    if not _SEEDS.exists():
        _SEEDS.mkdir()
        make_seeds(_SEEDS)
    ways = KINDS[kind].ways
    for number in range(first, mutants):
        mutate, check = ways[number % len(ways)]
        path = folder / f"{kind}-{seed}-{number}{KINDS[kind].ending}"
        mutate(random.Random(f"{seed} {number}"), path)
        began_s = time.perf_counter()
        fault = ""
        try:
            outcome = check(path)
        except Exception as error:
            outcome, fault = "fault", f"{type(error).__name__}: {error}"
        took_s = time.perf_counter() - began_s
        memory_mib = peak_kib() // 1024
        there.send((number, outcome, fault, took_s, memory_mib))
        if not fault:
            path.unlink()
        shutil.rmtree(path.with_suffix(""), ignore_errors=True)
    there.send(None)


def peak_kib() -> int:
    """The most memory of this process; what started it does not count."""
    status = Path("/proc/self/status")
    if status.exists():
        (peak,) = re.findall(r"VmHWM:\s+(\d+) kB", status.read_text())
        return int(peak)
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss


def main() -> int:
    """Run the command line of this benchmark."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    parser.add_argument("--kind", action="append", choices=list(KINDS))
    parser.add_argument("--seed", type=int, default=int(datetime.now(UTC).timestamp()))
    parser.add_argument("--mutants", type=int, default=1000)
    parser.add_argument("--keep", type=Path, default=Path("fuzz-faults"))
    options = parser.parse_args()
    print(f"seed {options.seed}")
    faulty = False
    for kind in options.kind or KINDS:
        report = run(kind, options.seed, options.mutants, options.keep)
        counts = ", ".join(f"{count} {name}" for name, count in sorted(report.outcomes.items()))
        print(f"{kind}: {counts}; {report.memory_mib} MiB at most")
        print(f"  {report.slowest} took {report.slowest_s:.1f} s", flush=True)
        for mutant, fault in report.faults.items():
            print(f"  {mutant}: {fault}")
        faulty |= bool(report.faults)
    return int(faulty)


if __name__ == "__main__":
    sys.exit(main())
