"""Work for engines that pretends to judge; a module of its own, so that workers can import it."""

import os
import signal
import time
from pathlib import Path

from formcheck.batch.rows import Row
from formcheck.batch.score import ClipOutcome, Settings, Task


def count(task: Task, settings: Settings) -> ClipOutcome:
    """Count a repetition in every clip."""
    return ClipOutcome((Row(task.clip, "ok", exercise=task.exercise, reps=1),))


def die_or_count(task: Task, settings: Settings) -> ClipOutcome:
    """Die of the signal that the clip is named after; count a repetition in all others."""
    name = Path(task.clip).stem
    if name.startswith("SIG"):
        time.sleep(0.3)  # no decoder crashes before it has opened the file
        os.kill(os.getpid(), signal.Signals[name])
    return count(task, settings)


def die_at_once(task: Task, settings: Settings) -> ClipOutcome:
    """Die before whoever gave the task out can know that it was taken."""
    os.kill(os.getpid(), signal.SIGKILL)
    raise AssertionError("still alive")
