"""A whole evening with formcheck, by the commands that a user types, filmed with rendered people.

    python -m benchmarks.evening [--write]   # prints the transcript; --write puts it into docs/

Somebody who has trained well for two weeks says how the back is, takes a test, gets a plan and does
it in front of the camera: a plank whose hips sag, side planks and picking up that go well, a sit-up
that fails, leg raises whose back arches. The next day's plan must have taken back what failed and
nothing else. `side_plank.mp4` and `pick_up.mp4` were made by the studio, from the scenes of their
names in `samples/studio/scenes`; the other clips are samples.
"""

import json
import os
import subprocess
import sys
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any, NamedTuple

from formcheck.capture import VideoFile
from formcheck.draw.video import VideoWriter
from formcheck.exercises.catalogue import catalogue
from formcheck.exercises.records import HoldClock, Rep, SetRecord
from formcheck.history import History, SessionInfo
from formcheck.motion.measurement import Measurement
from formcheck.programme.training_log import CheckIn
from formcheck.programme.workout import Step
from formcheck.result import SetResult, finish_set

ROOT = Path(__file__).parents[2]
SAMPLES = ROOT / "samples"
OWN = Path(__file__).parent

MINUTES = "10"


class Stretch(NamedTuple):
    """A stretch of a clip that the camera sees.

    Attributes:
        clip: the file.
        from_s, to_s: the stretch.
    """

    clip: Path
    from_s: float
    to_s: float


#: What the camera sees, in the order of the plan. Nobody stays in the picture to rest.
FILMED = (
    Stretch(SAMPLES / "plank_sag.mp4", 0.0, 16.0),
    Stretch(OWN / "side_plank.mp4", 0.0, 13.0),
    Stretch(OWN / "side_plank.mp4", 0.0, 13.0),
    Stretch(SAMPLES / "sit_up_fails.mp4", 0.0, 16.5),
    Stretch(SAMPLES / "leg_raise_arched.mp4", 0.0, 20.4),
    Stretch(OWN / "pick_up.mp4", 0.0, 24.6),
)
_BETWEEN_S = 4.0  # an empty room


@dataclass
class Evening:
    """What came of it.

    Attributes:
        transcript: every command and what it printed.
        plans: of the day and of the next one, as `plan --json` gives them.
        session: what the history shows of the session, a line each.
    """

    transcript: list[str] = field(default_factory=list)
    plans: list[dict[str, Any]] = field(default_factory=list)
    session: str = ""


def spend(folder: Path) -> Evening:
    """Spend the evening; everything that is kept goes into the folder."""
    today = date.today()
    tomorrow = (today + timedelta(days=1)).isoformat()
    data = folder / "data"
    train_before(data, today)
    film(folder / "evening.mp4")
    evening = Evening()

    def do(*words: str, quiet: bool = False) -> str:
        said = formcheck(folder, *words)
        if not quiet:
            lines = [line.rstrip() for line in said.splitlines()]
            evening.transcript += [f"$ formcheck {' '.join(words)}", *lines, ""]
        return said

    well = ("--no-leg-symptoms", "--no-warning-signs", "--no-lasted")
    do("check-in", "--moment", "before", "--pain", "0", *well)
    do("test", "plank", "--clip", str(SAMPLES / "plank_sag.mp4"))
    do("plan", "--minutes", MINUTES)
    evening.plans.append(json.loads(do("plan", "--minutes", MINUTES, "--json", quiet=True)))
    workout = ("--workout", str(data / "plan.toml"))
    camera = ("--camera", str(folder / "evening.mp4"), "--display", "none", "--mute", "--no-count")
    do("live", "--save", *workout, *camera)
    do("check-in", "--moment", "after", "--pain", "0", "--effort", "6", *well)
    evening.session = do("history", "show")
    do("check-in", "--moment", "next-day", "--pain", "0", *well, "--date", f"{tomorrow}T08:00")
    do("plan", "--minutes", MINUTES, "--date", tomorrow)
    evening.plans.append(
        json.loads(do("plan", "--minutes", MINUTES, "--date", tomorrow, "--json", quiet=True))
    )
    evening.transcript = [line.replace(f"{folder}{os.sep}", "") for line in evening.transcript]
    evening.transcript = [line.replace(f"{ROOT}{os.sep}", "") for line in evening.transcript]
    return evening


def formcheck(folder: Path, *words: str) -> str:
    """Run a command as a user does, with its data in the folder, and return what it prints."""
    command = [sys.executable, "-c", "from formcheck.cli.main import run; run()", *words]
    env = {**os.environ, "XDG_DATA_HOME": str(folder), "COLUMNS": "100", "NO_COLOR": "1"}
    told = {"check-in", "live", "test"} & {words[0]}
    command += ["--confirm-safety"] if told else []
    command += ["--data", str(folder / "data")] if words[0] != "history" else []
    if words[0] == "history":
        command[3:4] = ["history", "--data", str(folder / "data")]
    done = subprocess.run(command, env=env, capture_output=True, text=True, check=False)
    if done.returncode:
        raise RuntimeError(f"formcheck {' '.join(words)}: {done.stderr}")
    return done.stdout


def train_before(folder: Path, today: date) -> None:
    """Two good sessions, four and two days ago, without pain."""
    steps = (
        Step(exercise="plank", hold_s=20, ladder="plank", level=3),
        Step(exercise="side_plank", hold_s=8, side="left", ladder="side_plank", level=1),
        Step(exercise="side_plank", hold_s=8, side="right", ladder="side_plank", level=1),
        Step(exercise="sit_up", reps=5, ladder="sit_up", level=3),
        Step(exercise="leg_raise", reps=5, ladder="leg_lift", level=4),
        Step(exercise="pick_up", reps=5, ladder="lifting", level=1),
    )
    with History(folder) as history:
        for days in (4, 2):
            at = datetime.combine(today - timedelta(days=days), time(19)).astimezone()
            session = history.begin(SessionInfo("live", "camera 0", at))
            for step in steps:
                history.add_set(session, good(step), step)
            history.end(session)
            later = at + timedelta(minutes=20)
            history.add_check_in(CheckIn(later, "after", 0, effort=5), session)


def good(step: Step) -> SetResult:
    """A step, done as it was asked for, in good form."""
    record = SetRecord(step.exercise, 0.0, step.hold_s or 5.0 * ((step.reps or 0) + 1))
    if step.hold_s:
        record.hold = HoldClock(total_s=step.hold_s, good_form_s=step.hold_s)
    record.reps = [
        Rep(n, 5.0 * n, 5.0 * n + 2, 5.0 * n + 5, True, True, Measurement(75.0, 2.5))
        for n in range(1, (step.reps or 0) + 1)
    ]
    return finish_set(catalogue()[step.exercise], record)


def film(path: Path) -> None:
    """Put the stretches behind each other, an empty room between them."""
    room = None
    start_s = 0.0
    with VideoWriter(path) as writer:
        for stretch in FILMED:
            last_s = start_s
            with VideoFile(stretch.clip) as clip:
                for frame in clip:
                    if stretch.from_s <= frame.t_s < stretch.to_s:
                        last_s = start_s + frame.t_s - stretch.from_s
                        writer.write(frame.rgb, last_s)
                        room = frame.rgb
            assert room is not None, stretch.clip
            # The floor and the wall are of one colour each: nobody is there.
            empty = room.copy()
            empty[:] = room[:4].mean(axis=(0, 1)).astype(room.dtype)
            for step in range(1, round(_BETWEEN_S * 10)):
                writer.write(empty, last_s + 0.1 * step)
            start_s = last_s + _BETWEEN_S
