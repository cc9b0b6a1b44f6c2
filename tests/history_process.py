"""What other processes do to a history; run by tests.

python tests/history_process.py add FOLDER COUNT      # adds so many sets
python tests/history_process.py fill FOLDER BYTES     # adds sets until no file may grow further
python tests/history_process.py kill FOLDER TIMES     # is killed so many times while adding
python tests/history_process.py erase FOLDER BYTES    # erases it where no file may grow further
"""

import json
import os
import random
import signal
import sqlite3
import sys
import time
from pathlib import Path

from histories import EVENING, sit_up_set

from formcheck.errors import FormcheckError
from formcheck.history import History, SessionInfo
from formcheck.history.erasing import erase as clear
from formcheck.history.erasing import what_goes

_FOREVER = 1_000_000
_LONGEST_S = 0.08  # of the life of a process


def add(folder: Path, count: int, first: int = 0, out: int | None = None) -> None:
    """Add sets that are told apart by when they began, and tell of each that is there."""
    result = sit_up_set()
    with History(folder) as history:
        session = history.begin(SessionInfo("live", "0", EVENING))
        for number in range(first, first + count):
            history.add_set(session, result.model_copy(update={"start_s": float(number)}))
            if out is not None:
                os.write(out, f"{number}\n".encode())


def fill(folder: Path, size: int) -> None:
    """Add sets until the disk is full, and say what was added and what was said."""
    import resource  # of POSIX only

    resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))
    reading, writing = os.pipe()
    os.set_blocking(reading, False)
    try:
        add(folder, _FOREVER, out=writing)
    except FormcheckError as error:
        done = os.read(reading, 1 << 16).decode().split()
        print(json.dumps({"done": [int(word) for word in done], "said": str(error)}))


def erase(folder: Path, size: int) -> None:
    """Erase the first day on a full disk; say which sessions were there."""
    import resource  # of POSIX only

    resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))
    with History(folder) as history:
        before = [listed.done.number for listed in history.sessions()]
        clear(history, what_goes(history, until=EVENING.date()))
    print(json.dumps(before))


def kill(folder: Path, times: int) -> None:
    """Kill a process that adds sets, again and again; say how many were done and what is there."""
    sit_up_set()
    chance = random.Random(7)
    done: list[int] = []
    checks = []
    for turn in range(times):
        reading, writing = os.pipe()
        child = os.fork()
        if child == 0:
            add(folder, _FOREVER, first=turn * _FOREVER, out=writing)
        os.close(writing)
        time.sleep(chance.uniform(0.0, _LONGEST_S))
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
        with os.fdopen(reading) as told:
            done += [int(line) for line in told if line.endswith("\n")]
        checks.append(_check(folder))
    print(json.dumps({"done": done, "checks": checks}))


def _check(folder: Path) -> str:
    with sqlite3.connect(folder / "history.db") as db:
        (said,) = db.execute("PRAGMA integrity_check").fetchone()
        missing = db.execute("PRAGMA foreign_key_check").fetchall()
    db.close()
    return said if not missing else f"rows are missing: {missing}"


if __name__ == "__main__":
    {"add": add, "fill": fill, "kill": kill, "erase": erase}[sys.argv[1]](
        Path(sys.argv[2]), int(sys.argv[3])
    )
