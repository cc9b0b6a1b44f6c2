"""What a profile is worth: the people of a part calibrate, and their clips are judged with it.

    python -m benchmarks.accuracy.calibrating [--part test|dev] [--write]

judges the planks and the leg exercises of a part with and without the profile of whoever is in
them, and prints both; `--write` puts the table into `docs/accuracy.md`. The profiles lie in
`data/PART/profiles.json`.

    python -m benchmarks.accuracy.calibrating --film DIR

makes the profiles: films every such person as if calibrating, before the same camera, with
another draw of sway and noise, and measures the clip as `formcheck calibrate --clip` does. That
needs the studio. Clips or Recordings that are in DIR already are not made again.
"""

import argparse
import json
import os
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

import numpy as np

from formcheck import Outputs, analyze
from formcheck.calibration import Profile
from formcheck.guide.calibrator import Calibrator
from formcheck.pose.recording import Recording
from samples.studio.scene import Motion, Scene

from .faults import Outcome, outcomes, tally
from .page import put_between
from .replay import Case, Job, jobs
from .rules import RULES
from .scenes import BLIND_VIEWS, PARTS, PLANKS, Part, scenes
from .store import DATA, MODEL
from .tables import markdown, number, share

#: What is judged against the calibrated flat back.
ON_THE_BACK: Final = ("bent_knee_leg_lift",)
#: Long planks of many people say how rare false alarms are; here they would only take time.
_LONG: Final = "-long"
#: What a profile can change.
FAULTS: Final = ("hip_sag", "hips_piked", "sag_drift", "lumbar_lift")

_SIDE_YAW_DEG: Final = 20.01
_OTHER_DRAW: Final = 100_003  # added to the seed
_PAGE: Final = Path(__file__).parents[2] / "docs" / "accuracy.md"


# --- making the profiles -------------------------------------------------------------------------


def rehearsal(scene: Scene) -> Scene | None:
    """The scene in which the person of a scene calibrates; None where that cannot matter."""
    exercise, view = scene.motion.exercise, scene.name.rsplit("-", 1)[-1]
    if (
        abs(scene.camera.yaw_deg) > _SIDE_YAW_DEG
        or view in BLIND_VIEWS
        or scene.then
        or _LONG in scene.name
    ):
        return None
    if exercise in ON_THE_BACK:
        motion = Motion("flat_back", hold_s=3.0)
    elif exercise in PLANKS:
        # Who does the high plank shows the plank on the forearms.
        motion = Motion("knee_plank" if exercise == "knee_plank" else "plank", hold_s=5.0)
    else:
        return None
    return replace(
        scene,
        name=f"{scene.name}.{motion.exercise}",
        seed=scene.seed + _OTHER_DRAW,
        camera=replace(scene.camera, fps=10.0),
        motion=motion,
    )


def measured(recording: Path, name: str) -> Profile:
    """The profile that a Recording of the postures gives."""
    kept = Recording.load(recording)
    calibrator = Calibrator((kept.header.width, kept.header.height))
    for pose in kept:
        calibrator.update(pose)
    return calibrator.finish(name).profile


def make(part: Part, folder: Path) -> None:
    """Film and measure whoever is in a part, and keep the profiles."""
    found: dict[str, object] = {}
    for scene in scenes(part):
        again = rehearsal(scene)
        if again is None:
            continue
        recording = folder / part / f"{again.name}.npz"
        if not recording.exists():
            recording.parent.mkdir(parents=True, exist_ok=True)
            clip = recording.with_suffix(".mp4")
            if not clip.exists():
                from samples.studio.studio import film

                film(again, recording.parent)
            out = folder / "out"
            analyze(clip, "plank", model=MODEL, outputs=Outputs(out, overlay=False))
            (out / "recording.npz").replace(recording)
        found[scene.name] = measured(recording, "rendered").model_dump(exclude_none=True)
    lines = [f"{json.dumps(name)}: {json.dumps(one)}" for name, one in sorted(found.items())]
    text = "{\n" + ",\n".join(lines) + "\n}\n"
    profiles_path(DATA, part).write_text(text, encoding="utf-8")


# --- what they are worth -------------------------------------------------------------------------


@dataclass(frozen=True)
class Pair:
    """One clip judged without and with the profile of whoever is in it."""

    without: Case
    with_profile: Case


def profiles_path(data: Path, part: Part) -> Path:
    """Where the profiles of a part lie."""
    return data / part / "profiles.json"


def profiles(data: Path, part: Part) -> dict[str, Profile]:
    """Each profile by the scene whose person it is of."""
    kept = json.loads(profiles_path(data, part).read_text(encoding="utf-8"))
    return {name: Profile.model_validate(one) for name, one in kept.items()}


def judge_both(data: Path, part: Part, processes: int) -> list[Pair]:
    """Judge every clip of which there is a profile, in both ways."""
    known = profiles(data, part)
    todo = [job for job in jobs(data, part, known) if job.model == MODEL]
    again = [replace(job, profile=known[job.scene.name]) for job in todo]
    with ProcessPoolExecutor(processes) as pool:
        cases = list(pool.map(Job.run, [*todo, *again], chunksize=8))
    return [Pair(*both) for both in zip(cases[: len(todo)], cases[len(todo) :], strict=True)]


def table(pairs: list[Pair]) -> str:
    """Recall, precision, F1, false alarms and delay of each fault, without and with the profile."""
    sides = (
        ("without", outcomes(pair.without for pair in pairs)),
        ("with", outcomes(pair.with_profile for pair in pairs)),
    )
    rows = []
    for rule in RULES:
        if rule.fault not in FAULTS:
            continue
        for label, found in sides:
            mine = [one for one in found if one.rule == rule]
            if any(one.state == "present" for one in mine):
                rows.append([f"`{rule.fault}`", ", ".join(rule.exercises), label, *_cells(mine)])
    head = (
        "fault", "exercises", "profile", "recall", "precision", "F1", "false alarms",
        "first shown, median",
    )  # fmt: skip
    return markdown(head, rows)


def _cells(mine: list[Outcome]) -> list[str]:
    counts = tally(mine)
    shown = [one.shown_s for one in mine if not np.isnan(one.shown_s)]
    return [
        share(counts.found, counts.present),
        number(counts.precision, 2),
        number(counts.middle_f1, 2),
        f"{counts.false_alarms} in {counts.absent_s / 60.0:.1f} min",
        f"{number(float(np.median(shown)), 2, sign=True)} s" if shown else "-",
    ]


def first_words(pairs: list[Pair]) -> str:
    """How soon a fault that is there from the first frame is shown, without and with."""
    rows = []
    for fault in ("hip_sag", "hips_piked"):
        late = []
        for pair in pairs:
            kinds = {f.kind for f in pair.without.scene.motion.faults if f.start_s is None}
            if pair.without.is_good_view and kinds & {"sag", "pike"}:
                late.append([_first(case, fault) for case in (pair.without, pair.with_profile)])
        both = np.array(late)
        if len(both) and not np.isnan(both).all():
            seen = (~np.isnan(both)).sum(axis=0)
            when = np.nanmedian(both, axis=0)
            rows.append(
                [f"`{fault}`", str(len(both))]
                + [
                    f"{n} clips, after {number(float(s), 1)} s"
                    for n, s in zip(seen, when, strict=True)
                ]
            )
    return markdown(("fault from the first frame", "clips", "without", "with"), rows)


def _first(case: Case, fault: str) -> float:
    times = [one.reported_s for one in case.replay.findings if one.fault == fault]
    return min(times, default=float("nan"))


def page(part: Part, pairs: list[Pair]) -> str:
    """The section of the page."""
    people = len(pairs)
    return (
        f"Part *{part}*, {people} clips, each with the profile of the person in it, made from "
        "another clip of that person before the same camera (`python -m "
        "benchmarks.accuracy.calibrating`).\n\n"
        f"{table(pairs)}\n\n{first_words(pairs)}"
    )


def main() -> None:
    """Score a part, or make its profiles."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--part", choices=PARTS, default="test")
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1, help="processes")
    parser.add_argument("--write", action="store_true", help="into docs/accuracy.md")
    parser.add_argument("--film", type=Path, metavar="DIR", help="make the profiles of the part")
    options = parser.parse_args()
    if options.film:
        make(options.part, options.film)
        return
    text = page(options.part, judge_both(DATA, options.part, options.jobs))
    print(text)
    if options.write:
        put_between(_PAGE, text, "<!-- profiles: begin -->", "<!-- profiles: end -->")


if __name__ == "__main__":
    main()
