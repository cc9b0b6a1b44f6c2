"""Judge every Recording of the benchmark and compare with what is true.

    python -m benchmarks.accuracy [--part test|dev] [--write]

Prints the tables; `--write` puts them into `docs/accuracy.md`, and a short one into `README.md`.
"""

import argparse
import os
from pathlib import Path

from . import angles
from .confusion import name_all
from .page import SUMMARY, Results, full, put_between, short, summary
from .replay import jobs, run_all
from .scenes import PARTS
from .store import DATA

_ROOT = Path(__file__).parents[2]


def main() -> None:
    """Score a part."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--part", choices=PARTS, default="test")
    parser.add_argument("--data", type=Path, default=DATA, help="folder of the data")
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1, help="processes")
    parser.add_argument("--write", action="store_true", help="into docs/accuracy.md and README.md")
    options = parser.parse_args()
    todo = jobs(options.data, options.part)
    if not todo:
        parser.error(f"there are no Recordings in {options.data / options.part}")
    namings = name_all(options.data, options.part, None, options.jobs)
    results = Results.of(options.part, run_all(todo, options.jobs), namings)
    page = full(results)
    print(page)
    if options.part == "dev":
        print("\n### For development: errors of the mid-points, in torso lengths\n")
        print(angles.landmark_offsets(results.cases))
        print("\n### For development: errors of the angles if the landmarks were the true joints\n")
        print(angles.by_exercise_with_true_joints(results.cases))
    if options.write:
        put_between(_ROOT / "docs" / "accuracy.md", page)
        put_between(_ROOT / "docs" / "accuracy.md", summary(results), *SUMMARY)
        put_between(_ROOT / "README.md", short(results))


if __name__ == "__main__":
    main()
