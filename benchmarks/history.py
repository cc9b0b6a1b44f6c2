"""How large a long history is, and how fast it answers.

    python -m benchmarks.history                     # 10,000 sessions, one a day
    python -m benchmarks.history --sessions 1000

A session has five sets of eight repetitions, a hold and four check-ins, as the people of the
accuracy benchmark did them, faults and all. Ten sessions are written through the front door; the
others are copies of them on other days, made in SQL. Prints the size of the database, how long its
questions take, and how long commands take beyond the same command with an empty history, in seconds
of one core: what else the machine does does not count.
"""

import argparse
import resource
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TypeVar

from benchmarks.accuracy.store import DATA, recording_path
from formcheck.exercises.catalogue import catalogue, catalogue_sha256
from formcheck.history import History, SessionInfo, Used, Wanted
from formcheck.history.export import session_in_words
from formcheck.pose.recording import Recording
from formcheck.programme.training_log import CheckIn
from formcheck.programme.workout import Step
from formcheck.result import FindingResult, RepResult, SetResult
from formcheck.session import Session

_COMMAND = (sys.executable, "-c", "from formcheck.cli.main import run; run()")
_SCENES = {
    "sit_up": ("sit_up-neck_pull45", "sit_up-dropped0.6"),
    "leg_raise": ("leg_raise-back24-11", "leg_raise-dropped"),
    "bent_knee_leg_lift": ("bent_knee_leg_lift-head_lift30", "bent_knee_leg_lift-yaw10"),
    "crunch": ("crunch-fast", "crunch-neck_pull45"),
    "glute_bridge": ("glute_bridge-more-low26-dropped0.5", "glute_bridge-good-yaw0"),
    "plank": ("plank-sag15a", "plank-yaw0"),
}
_REPS = 8
_TEMPLATES = 10
_Part = TypeVar("_Part", RepResult, FindingResult)


def judged(exercise: str, scene: str) -> SetResult:
    """The set of one scene, with as many repetitions as a set has."""
    session = Session(exercise)
    for pose in Recording.load(recording_path(DATA, "dev", scene)):
        session.feed(pose)
    result = max(session.finish().sets, key=lambda one: one.end_s - one.start_s)
    if result.hold:
        return result
    reps, findings = list(result.reps), list(result.findings)
    length_s, end_s = result.end_s - result.start_s, result.end_s
    for more in range(len(reps), _REPS):
        rep, later_s = result.reps[more % len(result.reps)], length_s * (more // len(result.reps))
        copy = _later(rep, later_s, ("start_s", "top_s", "end_s"), index=more + 1)
        reps.append(copy)
        findings += [
            _later(finding, later_s, ("start_s", "end_s"), rep=copy.index)
            for finding in result.findings
            if finding.rep == rep.index
        ]
        end_s = copy.end_s
    return result.model_copy(update={"reps": reps, "findings": findings, "end_s": end_s})


def _later(part: _Part, seconds: float, times: tuple[str, ...], **more: int) -> _Part:
    """The same, so many seconds later."""
    moved = {name: round(getattr(part, name) + seconds, 3) for name in times}
    return part.model_copy(update=moved | more)


def fill(folder: Path, sessions: int) -> None:
    """Make a history of so many sessions."""
    known = catalogue()
    first = datetime.now(UTC) - timedelta(days=sessions)  # the last one is of yesterday
    results = [
        [judged(exercise, scene) for exercise, scene in zip(_SCENES, scenes, strict=True)]
        for scenes in zip(*_SCENES.values(), strict=True)
    ]
    with History(folder) as history:
        for number in range(_TEMPLATES):
            at = first + timedelta(days=number)
            info = SessionInfo(
                kind="live",
                source="0",
                at=at,
                model=Used("full", "0" * 64),
                software={"formcheck": "0.1.0"},
                catalogue_sha256=catalogue_sha256(known),
                recording=folder / "live" / at.strftime("%Y-%m-%d %H.%M.%S") / "recording.npz",
            )
            session = history.begin(info)
            for result in results[number % 2]:
                asked = {"hold_s": 30.0} if result.hold else {"reps": _REPS}
                step = Step(exercise=result.exercise, ladder=result.exercise, level=1, **asked)
                history.add_set(session, result, step)
            for moment, pain in (("before", 0), ("during", 1), ("after", 2)):
                history.add_check_in(CheckIn(at, moment, pain=pain, effort=5), session)
            history.add_check_in(CheckIn(at + timedelta(hours=16), "next_day", pain=number % 3))
            history.end(session)
        path = history.path
    _multiply(path, sessions // _TEMPLATES)


def _multiply(path: Path, times: int) -> None:
    """Copy what is there to later days."""
    db = sqlite3.connect(path)
    db.create_function("moved", 2, _moved, deterministic=True)
    (sets,) = db.execute("SELECT count(*) FROM sets").fetchone()
    (check_ins,) = db.execute("SELECT count(*) FROM check_ins").fetchone()
    step = {"session_id": _TEMPLATES, "sessions": _TEMPLATES, "sets": sets}
    step["check_ins"] = check_ins
    db.execute("CREATE TEMP TABLE copies (n INTEGER)")
    db.executemany("INSERT INTO copies VALUES (?)", ((n,) for n in range(1, times)))
    for table in ("sessions", "sets", "check_ins"):
        _copy(db, table, step)
    db.commit()
    db.close()


def _copy(db: sqlite3.Connection, table: str, step: Mapping[str, int]) -> None:
    columns = []
    for (name,) in db.execute(f"SELECT name FROM pragma_table_info('{table}')"):
        moved = {
            "id": f"id + n * {step.get(table)}",
            "session_id": f"session_id + n * {step['session_id']}",
            "at": f"moved(at, n * {_TEMPLATES})",
            "unix_s": f"unix_s + n * {_TEMPLATES} * 86400",
        }
        columns.append(moved.get(name, name))
    db.execute(f"INSERT INTO {table} SELECT {', '.join(columns)} FROM {table}, copies ORDER BY n")


def _moved(at: str, days: int) -> str:
    return (datetime.fromisoformat(at) + timedelta(days=days)).isoformat()


def took(what: Callable[[], object], times: int = 5) -> float:
    """Seconds of a core that something takes, the median of some."""
    spent = []
    for _ in range(times):
        began = time.process_time()
        what()
        spent.append(time.process_time() - began)
    return statistics.median(spent)


def beyond_start(folder: Path, empty: Path, words: tuple[str, ...]) -> float:
    """Seconds of a core that a command takes beyond the same one with an empty history."""
    spent: dict[Path, list[float]] = {folder: [], empty: []}
    for _ in range(5):  # in turn, so that what else the machine does weighs on both
        for data, times in spent.items():
            before = resource.getrusage(resource.RUSAGE_CHILDREN)
            command = (*_COMMAND, *words, "--data", str(data))
            subprocess.run(command, check=True, capture_output=True)
            after = resource.getrusage(resource.RUSAGE_CHILDREN)
            times.append(after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime)
    return statistics.median(spent[folder]) - statistics.median(spent[empty])


def main() -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--sessions", type=int, default=10_000)
    sessions = parser.parse_args().sessions
    with tempfile.TemporaryDirectory() as name:
        folder, empty = Path(name, "long"), Path(name, "empty")
        began = time.perf_counter()
        fill(folder, sessions)
        print(f"made in {time.perf_counter() - began:.0f} s")
        with History(folder) as history:
            last = history.sessions(Wanted(limit=1))[0].done
            size = history.path.stat().st_size / 1e6
            points = history.trends()
            reps = sum(point.reps for point in points)
            print(f"{last.number} sessions, {reps} judged repetitions: {size:.1f} MB")
            evening = last.at + timedelta(hours=5)
            questions: dict[str, Callable[[], object]] = {
                "past of 84 days": lambda: history.training_log(evening, 84),
                "list of the last 20": lambda: history.sessions(Wanted(limit=20)),
                "list of the last 20 with a plank": lambda: history.sessions(
                    Wanted(exercise="plank", limit=20)
                ),
                "trends of everything": history.trends,
                "show": lambda: session_in_words(history, sessions // 2),
            }
            for question, ask in questions.items():
                print(f"{question}: {1000 * took(ask):.0f} ms")
        for words in (("history",), ("history", "trends"), ("history", "show"), ("plan",)):
            seconds = beyond_start(folder, empty, words)
            print(f"formcheck {' '.join(words)}: {1000 * seconds:+.0f} ms beyond start-up")


if __name__ == "__main__":
    main()
