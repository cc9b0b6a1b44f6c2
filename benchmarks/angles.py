"""Angle errors on rendered clips with exact angles beside them.

    python benchmarks/angles.py FOLDER

FOLDER holds clips and, for each, a JSON of the same name with `truth` (exercise, reps, faults)
and `frames`: time `t`, true joint positions `px` in the picture and the true angles `hip_deg`
(shoulder-hip-ankle), `hip_knee_deg` (shoulder-hip-knee) and `knee_deg` in space. The trunk's
elevation is taken from the true joints in the picture. Measured angles are those that the
analysis uses: smoothed, causal, so a lag counts as an error.
"""

import argparse
import json
import tempfile
from pathlib import Path

import numpy as np

from formcheck import Outputs, analyze
from formcheck.motion.body import BodyTracker
from formcheck.motion.measures import MEASURES
from formcheck.pose.recording import Recording
from formcheck.report.result import SessionResult

_SAG_MILD_DEG = 10.0


def true_angles(frame: dict) -> dict[str, float]:
    """The angles of one frame of the truth, degrees, by the name of the measure."""
    joints = {
        name: (np.array(frame["px"][f"{name}_L"]) + frame["px"][f"{name}_R"]) / 2
        for name in ("shoulder", "hip", "ankle")
    }
    up = joints["hip"][1] - joints["shoulder"][1]
    along = joints["hip"][0] - joints["shoulder"][0]
    footward = np.sign(joints["ankle"][0] - joints["shoulder"][0])
    return {
        "hip (shoulder-hip-ankle)": frame["hip_deg"],
        "hip (shoulder-hip-knee)": frame["hip_knee_deg"],
        "knee": 180.0 - frame["knee_deg"],
        "trunk": float(np.degrees(np.arctan2(up, footward * along))),
    }


def measured_angles(recording: Recording) -> dict[str, np.ndarray]:
    """The same angles as the analysis measures them, `(frames,)` each."""
    tracker = BodyTracker()
    rows = []
    for pose in recording:
        body = tracker.update(pose)
        line, hip, knee, trunk = (
            MEASURES[name].of(body).value if body else np.nan
            for name in (
                "body_line_deg",
                "hip_angle_deg",
                "knee_flexion_deg",
                "trunk_elevation_deg",
            )
        )
        rows.append((180.0 - abs(line), hip, knee, trunk))
    names = ("hip (shoulder-hip-ankle)", "hip (shoulder-hip-knee)", "knee", "trunk")
    return dict(zip(names, np.array(rows).T, strict=True))


def print_errors(clip: Path, truth: dict, recording: Recording) -> None:
    """Mean, mean absolute and largest error of each angle."""
    true = [true_angles(frame) for frame in truth["frames"]]
    for name, values in measured_angles(recording).items():
        errors = values - np.array([frame[name] for frame in true])
        print(
            f"| {clip.stem} | {name} | {np.nanmean(errors):+.1f} | "
            f"{np.nanmean(np.abs(errors)):.1f} | {np.nanmax(np.abs(errors)):.1f} |"
        )


def sag_delay(truth: dict, result: SessionResult) -> str:
    """When the true sag passes the mild limit, and when it was found."""
    line = [180.0 - frame["hip_deg"] for frame in truth["frames"]]
    times = [frame["t"] for frame in truth["frames"]]
    passed = next(t for t, sag in zip(times, line, strict=True) if sag >= _SAG_MILD_DEG)
    found = next(f for s in result.sets for f in s.findings if f.fault == "hip_sag")
    return (
        f"true sag passes {_SAG_MILD_DEG:.0f} degrees at {passed:.2f} s; found from "
        f"{found.start_s:.2f} s, reported {found.start_s + 1.0 - passed:+.2f} s after passing"
    )


def main() -> None:
    """Analyse every clip of the folder and print the table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", type=Path)
    print("| clip | angle | mean error | mean absolute | largest |\n|---|---|---|---|---|")
    lines = []
    with tempfile.TemporaryDirectory() as name:
        for clip in sorted(parser.parse_args().folder.glob("*.mp4")):
            if not clip.with_suffix(".json").exists():
                continue
            truth = json.loads(clip.with_suffix(".json").read_text())
            folder = Path(name) / clip.stem
            result = analyze(
                clip, truth["truth"]["exercise"], outputs=Outputs(folder, overlay=False)
            )
            print_errors(clip, truth, Recording.load(folder / "recording.npz"))
            reps = sum(rep.complete for entry in result.sets for rep in entry.reps)
            held = sum(entry.hold.total_s for entry in result.sets if entry.hold)
            lines.append(f"{clip.stem}: {reps} reps, held {held:.1f} s; truth {truth['truth']}")
            if any(fault["id"] == "hip_sag" for fault in truth["truth"]["faults"]):
                lines.append(f"{clip.stem}: {sag_delay(truth, result)}")
    print("", *lines, sep="\n")


if __name__ == "__main__":
    main()
