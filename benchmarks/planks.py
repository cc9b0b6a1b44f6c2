"""The body line on labelled plank landmarks, frame by frame: confusion tables.

    python benchmarks/planks.py FOLDER

FOLDER holds `plank_*.csv.gz`: one row a video frame, `label` (C correct, L hips low, H hips
high) and MediaPipe landmarks as `name_x, name_y, name_z, name_v` in 0 to 1 of a 16:9 picture.
Stills: no filter, no persistence. First with the catalogue's limits, then relative to a
baseline: the median of each file's frames that are labelled correct, or, where a file has none,
of all correct frames.
"""

import argparse
import csv
import gzip
from collections import Counter
from pathlib import Path
from statistics import median

import numpy as np

from formcheck.exercises.catalogue import exercise_by_id
from formcheck.exercises.limits import Reading, judge
from formcheck.exercises.spec import Exercise
from formcheck.motion.body import BodyTracker
from formcheck.motion.measurement import Measurement
from formcheck.motion.measures import MEASURES
from formcheck.pose.frame import LANDMARKS, pose_frame

SIZE = (1280, 720)
LINE = "body_line_deg"
CLASSES = ("L", "C", "H")


def readings(path: Path) -> list[tuple[str, Measurement]]:
    """Label and body line of every frame of a file."""
    found = []
    with gzip.open(path, "rt", newline="") as file:
        for row in csv.DictReader(file):
            marks, visibility = np.full((33, 2), np.nan), np.zeros(33)
            for i, name in enumerate(LANDMARKS):
                if f"{name}_x" in row:
                    marks[i] = float(row[f"{name}_x"]) * SIZE[0], float(row[f"{name}_y"]) * SIZE[1]
                    visibility[i] = float(row[f"{name}_v"])
            body = BodyTracker().update(pose_frame(0.0, SIZE, marks, visibility))
            if body:
                found.append((row["label"], MEASURES[LINE].of(body)))
    return found


def classify(plank: Exercise, line: Measurement, baseline: dict[str, float]) -> str:
    """L, C or H by the mild limits of sag and pike."""
    faults = {fault.id: fault for fault in plank.faults}
    reading = Reading(0.0, {LINE: line}, baseline)
    if judge(faults["hip_sag"].mild.any, reading).excess >= 0.0:
        return "L"
    return "H" if judge(faults["hips_piked"].mild.any, reading).excess >= 0.0 else "C"


def table(title: str, counts: Counter[tuple[str, str]]) -> None:
    """Print a confusion table with recall and precision."""
    print(f"\n{title}\n\n| labelled | said L | said C | said H | recall |\n|---|---|---|---|---|")
    for true in CLASSES:
        cells = [counts[true, said] for said in CLASSES]
        recall = counts[true, true] / sum(cells) if sum(cells) else float("nan")
        print(f"| {true} | {' | '.join(map(str, cells))} | {recall:.3f} |")
    right = sum(counts[c, c] for c in CLASSES)
    print(f"\n{right} of {sum(counts.values())} frames right ({right / sum(counts.values()):.3f})")


def main() -> None:
    """Judge every file of the folder and print the tables."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", type=Path)
    plank = exercise_by_id("plank")
    files = {p: readings(p) for p in sorted(parser.parse_args().folder.glob("plank_*.csv.gz"))}
    for path, rows in files.items():
        for label in sorted({label for label, _ in rows}):
            values = [line.value for name, line in rows if name == label and line.known]
            middle = median(values)
            print(f"{path.name}: {len(values)} frames {label}, median {middle:+.1f} degrees")
    plain: Counter[tuple[str, str]] = Counter()
    relative: Counter[tuple[str, str]] = Counter()
    everyone = median(
        line.value for rows in files.values() for label, line in rows if label == "C" and line.known
    )
    for rows in files.values():
        own = [line.value for label, line in rows if label == "C" and line.known]
        zero = median(own) if own else everyone
        for label, line in rows:
            if line.known:
                plain[label, classify(plank, line, {})] += 1
                shifted = Measurement(line.value - zero, line.uncertainty)
                relative[label, classify(plank, shifted, {})] += 1
    table("The catalogue's limits, no baseline", plain)
    table("Relative to the person's own straight line", relative)


if __name__ == "__main__":
    main()
