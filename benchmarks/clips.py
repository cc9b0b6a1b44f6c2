"""Verdicts on labelled clips of real people, as a table.

    python benchmarks/clips.py FOLDER [--recordings FOLDER]

FOLDER holds clips and a `labels.toml`: for each clip the exercise, `reps` (a number, or the
smallest and largest that are right), `hold_s` (likewise), `faults`, `judge = false` where no
verdict is possible. Clips of an exercise that the catalogue lacks are run as a stranger to all
of it: nothing may be counted. Recordings of an earlier run are used where they exist.
"""

import argparse
import tomllib
from pathlib import Path

from formcheck import Outputs, analyze
from formcheck.exercises.catalogue import catalogue
from formcheck.result import SessionResult

#: Faults that must never be reported on a clip that is labelled as free of faults.
CORE = ("hip_sag", "hips_piked", "lumbar_lift", "failed_attempt")


def judged(clip: Path, exercise: str, recordings: Path | None) -> SessionResult:
    """Judge a clip, from its Recording where there is one."""
    if recordings is None:
        return analyze(clip, exercise)
    folder = recordings / clip.stem
    stored = folder / "recording.npz"
    if stored.exists():
        return analyze(stored, exercise)
    return analyze(clip, exercise, outputs=Outputs(folder, overlay=False))


def within(value: float, wanted: int | list[float], slack: float) -> bool:
    """Whether a value is the labelled one, or between the labelled bounds, give or take."""
    low, high = (wanted, wanted) if isinstance(wanted, int) else (wanted[0], wanted[-1])
    return low - slack <= value <= high + slack


def row(name: str, label: dict, result: SessionResult) -> list[str]:
    """One line of the table: what was labelled, what was seen, whether that is right."""
    reps = sum(rep.complete for entry in result.sets for rep in entry.reps)
    held = sum(entry.hold.total_s for entry in result.sets if entry.hold)
    faults = sorted({f"{f.fault} ({f.severity})" for s in result.sets for f in s.findings})
    core = {f.fault for s in result.sets for f in s.findings} & set(CORE)
    problems = []
    if label.get("judge") is False and ((result.view.judgeable and result.sets) or faults):
        problems.append("judged although it cannot be")
    if (
        "reps" in label
        and label.get("exercise") in catalogue()
        and not within(reps, label["reps"], 0)
    ):
        problems.append(f"reps {label['reps']} wanted")
    if "hold_s" in label and not within(held, label["hold_s"], 0.5):
        problems.append(f"hold {label['hold_s']} s wanted")
    if "faults" in label and core != set(label["faults"]) & set(CORE):
        problems.append(f"faults {label['faults']} wanted")
    seen = f"{reps} reps" if any(s.reps or s.attempts for s in result.sets) else f"{held:.1f} s"
    if not result.sets:
        seen = "nothing"
    view = "can't judge" if not result.view.judgeable else "judged"
    wanted = {k: v for k, v in label.items() if k in ("reps", "hold_s", "faults", "judge")}
    return [
        name,
        ", ".join(f"{k} {v}" for k, v in wanted.items()),
        f"{seen}; {view}",
        ", ".join(faults) or "-",
        "; ".join(problems) or "as labelled",
    ]


def main() -> None:
    """Judge every clip of the folder and print a Markdown table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--recordings", type=Path, help="where to keep the Recordings")
    options = parser.parse_args()
    labels = tomllib.loads((options.folder / "labels.toml").read_text(encoding="utf-8"))
    print("| clip (as) | labelled | seen | faults | verdict |\n|---|---|---|---|---|")
    for name, label in labels.items():
        known = label.get("exercise") in catalogue()
        for exercise in [label["exercise"]] if known else sorted(catalogue()):
            result = judged(options.folder / name, exercise, options.recordings)
            if known or result.sets:
                cells = row(f"{Path(name).stem} ({exercise})", label, result)
                print(f"| {' | '.join(cells)} |", flush=True)
        if not known:
            print(f"| {Path(name).stem} (all others) | nothing counted | nothing | - | - |")


if __name__ == "__main__":
    main()
