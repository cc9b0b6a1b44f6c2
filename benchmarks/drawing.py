"""How long drawing takes: the overlay of every exercise, and each screen of a live session.

    python benchmarks/drawing.py

Prints the median and the 95th percentile in milliseconds for pictures of 1280x720 that are
mirrored, as live: by the clock, and of the processor, which a busy machine does not change. The
people are those of the accuracy benchmark; behind them is noise.
"""

import statistics
import time
from pathlib import Path

import numpy as np

from formcheck.draw.overlay import Overlay
from formcheck.exercises.catalogue import catalogue
from formcheck.guide.screen import Screen
from formcheck.pose.frame import PoseFrame
from formcheck.pose.recording import Recording
from formcheck.session import Session, Update

SIZE = (1280, 720)
DATA = Path(__file__).parent / "accuracy" / "data" / "dev"
AGAIN = 200

SCREENS = (
    Screen("setup", "Lower the camera"),
    Screen("ready", "Forearm plank: hold still to start", "45 seconds"),
    Screen("count_in", number=3, share=0.2),
    Screen("rest", "Forearm plank: 42 seconds", number=17, share=0.4, next_up="Side plank"),
    Screen("ask", "Back pain, 0 to 10?", "Press a key", share=0.4, chosen=("2", "sharp")),
    Screen("paused", "Paused", "Press space to go on"),
    Screen("trouble", "Camera 0 sends nothing", "Check its cable"),
    Screen("summary", "Well done", "Stay here", lines=("Plank\t42 seconds", "Crunch\t12 reps")),
)


def watched(exercise: str) -> list[tuple[PoseFrame, Update]]:
    """One recording of an exercise with what the session makes of it."""
    path = min(DATA.glob(f"{exercise}-*.full.npz"))
    session = Session(exercise)
    return [(pose, session.feed(pose)) for pose in Recording.load(path)]


def print_times(name: str, exercise: str, moments: list[tuple[PoseFrame, Update, Screen]]) -> None:
    """Draw them all and print how long each took."""
    overlay = Overlay(catalogue()[exercise], SIZE, mirror=True)
    noise = np.random.default_rng(0).integers(0, 255, (SIZE[1], SIZE[0], 3), np.uint8)
    clock, processor = [], []
    for pose, update, screen in moments:
        start, spent = time.perf_counter(), time.process_time()
        overlay.draw(noise, pose, update, screen)
        processor.append((time.process_time() - spent) * 1000)
        clock.append((time.perf_counter() - start) * 1000)
    print(f"{name:22s} clock {told(clock)}   processor {told(processor)}")


def told(times: list[float]) -> str:
    """Median and 95th percentile in words."""
    return f"{statistics.median(times):5.2f} (p95 {statistics.quantiles(times, n=20)[-1]:5.2f}) ms"


def main() -> None:
    """Measure and print."""
    for exercise in catalogue():
        work = [(pose, update, Screen("work")) for pose, update in watched(exercise)]
        print_times(exercise, exercise, work)
    pose, update = watched("plank")[-1]
    for screen in SCREENS:
        print_times(f"screen: {screen.moment}", "plank", [(pose, update, screen)] * AGAIN)


if __name__ == "__main__":
    main()
