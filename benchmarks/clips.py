"""Verdicts on labelled clips of real people, as tables.

    python -m benchmarks.clips FOLDER... [--recordings FOLDER]

A FOLDER holds clips and a `labels.toml`. For each clip it says:

- `exercise`: an id of the catalogue; anything else is a movement that the catalogue lacks.
- `accept`: other names that are right, too.
- `reps`, `hold_s`: a number, or the smallest and the largest that are right.
- `faults`, `faults_not`: faults that a person saw, and faults that are clearly absent.
- `judge = false`: no verdict is the right answer.
- `view`: `side`, `oblique`, `front` or `above`.

Every clip is judged twice: by itself, and with its exercise declared. The clips are read once where
`--recordings` says where to keep their landmarks.
"""

import argparse
import tomllib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from formcheck import Outputs, analyze
from formcheck.exercises.catalogue import catalogue
from formcheck.result import SessionResult, SetResult

HOLD_SLACK_S = 0.5  # labels by eye are no more exact
JUDGED_SHARE = 0.5  # a clip is useful if so much of it could be judged


@dataclass(frozen=True)
class Clip:
    """A labelled clip and what came out of it, by itself and declared."""

    name: str
    label: dict[str, Any]
    auto: SessionResult
    declared: SessionResult | None

    @property
    def family(self) -> str:
        """The exercise that is done, `other` for one that the catalogue lacks."""
        exercise = self.label.get("exercise")
        return exercise if exercise in catalogue() else "other"

    @property
    def view(self) -> str:
        """From where the clip is filmed."""
        return str(self.label.get("view", "side")).split(",")[0]

    @property
    def can_be_judged(self) -> bool:
        """Whether a coach could judge it as an exercise of the catalogue."""
        return self.family != "other" and self.label.get("judge", True)

    @cached_property
    def names(self) -> set[str]:
        """Names that are right."""
        return {self.label.get("exercise", "other"), *self.label.get("accept", ())}

    @property
    def named(self) -> bool:
        """Whether most of what was recognised has a right name."""
        seconds: dict[str, float] = {}
        for entry in self.auto.sets:
            seconds[entry.exercise] = seconds.get(entry.exercise, 0.0) + entry.end_s - entry.start_s
        return bool(seconds) and max(seconds, key=lambda name: seconds[name]) in self.names

    @property
    def false_names(self) -> list[str]:
        """Names that are not right."""
        return sorted({entry.exercise for entry in self.auto.sets} - self.names)

    def result(self, *, declared: bool) -> SessionResult:
        """Of one of the two ways."""
        return self.declared if declared and self.declared else self.auto

    def sets(self, *, declared: bool) -> list[SetResult]:
        """Those with a right name."""
        return [s for s in self.result(declared=declared).sets if s.exercise in self.names]

    def amount(self, *, declared: bool) -> float:
        """Complete repetitions, or seconds held."""
        sets = self.sets(declared=declared)
        if "hold_s" in self.label:
            return sum(s.hold.total_s for s in sets if s.hold)
        return sum(rep.complete for s in sets for rep in s.reps)

    def amount_is_right(self, *, declared: bool) -> bool | None:
        """Whether the count or the hold is as labelled; None without a label."""
        for key, slack in (("hold_s", HOLD_SLACK_S), ("reps", 0.0)):
            if key in self.label:
                low, high = _bounds(self.label[key])
                return low - slack <= self.amount(declared=declared) <= high + slack
        return None

    def judged_share(self, *, declared: bool) -> float:
        """Share of the time from which a verdict could come."""
        return self.result(declared=declared).coverage.usable_fraction

    def is_useful(self, *, declared: bool) -> bool:
        """Whether the name and the amount are right and at least half could be judged."""
        named = declared or (self.named and not self.false_names)
        amount = self.amount_is_right(declared=declared) is not False
        return (
            named
            and amount
            and bool(self.sets(declared=declared))
            and self.judged_share(declared=declared) >= JUDGED_SHARE
        )

    def false_faults(self, *, declared: bool) -> list[str]:
        """Faults that were reported although they are clearly absent."""
        absent = set(self.label.get("faults_not", ()))
        if self.label.get("faults") == []:  # labelled as free of faults
            absent |= {"hip_sag", "hips_piked", "lumbar_lift", "failed_attempt"}
        return sorted(
            {
                f"{finding.fault} ({finding.severity})"
                for entry in self.result(declared=declared).sets
                for finding in entry.findings
                if finding.fault in absent
            }
        )

    def missed_faults(self, *, declared: bool) -> list[str]:
        """Faults that a person saw and that were not reported."""
        reported = {
            finding.fault
            for entry in self.result(declared=declared).sets
            for finding in entry.findings
        }
        return sorted(set(self.label.get("faults", ())) - reported)


def _bounds(wanted: float | list[float]) -> tuple[float, float]:
    return (wanted[0], wanted[-1]) if isinstance(wanted, list) else (wanted, wanted)


def _judged(clip: Path, exercise: str | None, recordings: Path | None) -> SessionResult:
    """Judge a clip, from its Recording where there is one."""
    more = {"exercise": exercise} if exercise else {}
    if recordings is None:
        return analyze(clip, **more)
    folder = recordings / clip.parent.name / clip.stem
    stored = folder / "recording.npz"
    if not stored.exists():
        analyze(clip, outputs=Outputs(folder, overlay=False, report=False))
    return analyze(stored, **more)


def clips_of(folder: Path, recordings: Path | None) -> Iterator[Clip]:
    """Judge every labelled clip of a folder."""
    labels = tomllib.loads((folder / "labels.toml").read_text(encoding="utf-8"))
    for name, label in labels.items():
        exercise = label.get("exercise")
        declared = exercise if exercise in catalogue() else None
        yield Clip(
            Path(name).stem,
            label,
            _judged(folder / name, None, recordings),
            _judged(folder / name, declared, recordings) if declared else None,
        )


def _share(clips: Sequence[Clip], is_so: Callable[[Clip], bool | None]) -> str:
    answers = [is_so(clip) for clip in clips]
    known = [answer for answer in answers if answer is not None]
    return f"{sum(known)} of {len(known)}"


def _row(cells: Sequence[object]) -> str:
    return f"| {' | '.join(str(cell) for cell in cells)} |"


def summary(clips: Sequence[Clip]) -> Iterator[str]:
    """The figures over all clips, by itself and declared."""
    able = [clip for clip in clips if clip.can_be_judged]
    other = [clip for clip in clips if clip.family == "other"]
    counted = [clip for clip in able if "reps" in clip.label]
    held = [clip for clip in able if "hold_s" in clip.label]
    yield _row(("", "by itself", "declared"))
    yield "|---|---|---|"
    yield _row(("named right", _share(able, lambda c: c.named), "-"))
    yield _row(("a false name", sum(bool(c.false_names) for c in clips), "-"))
    yield _row(("nothing named in other movements", _share(other, lambda c: not c.false_names), ""))
    rows: tuple[tuple[str, Callable[[bool], object]], ...] = (
        (
            "count exact",
            lambda declared: _share(counted, lambda c: c.amount_is_right(declared=declared)),
        ),
        (
            "hold right",
            lambda declared: _share(held, lambda c: c.amount_is_right(declared=declared)),
        ),
        ("useful", lambda declared: _share(able, lambda c: c.is_useful(declared=declared))),
        (
            "clips with a false fault",
            lambda declared: sum(bool(c.false_faults(declared=declared)) for c in clips),
        ),
        (
            "... severe",
            lambda declared: sum("severe" in str(c.false_faults(declared=declared)) for c in clips),
        ),
        (
            "faults missed",
            lambda declared: sum(len(c.missed_faults(declared=declared)) for c in able),
        ),
    )
    for title, figure in rows:
        yield _row((title, figure(False), figure(True)))


def by_group(clips: Sequence[Clip], group: Callable[[Clip], str]) -> Iterator[str]:
    """Named, useful and judged shares of groups of clips, such as families or views."""
    able = [clip for clip in clips if clip.can_be_judged]
    yield _row(("", "clips", "named", "useful by itself", "useful declared", "judged (declared)"))
    yield "|---|---|---|---|---|---|"
    for name in sorted({group(clip) for clip in able}):
        part = [clip for clip in able if group(clip) == name]
        judged = sum(clip.judged_share(declared=True) for clip in part) / len(part)
        yield _row(
            (
                name,
                len(part),
                sum(clip.named for clip in part),
                sum(clip.is_useful(declared=False) for clip in part),
                sum(clip.is_useful(declared=True) for clip in part),
                f"{100 * judged:.0f} %",
            )
        )


def each(clips: Sequence[Clip]) -> Iterator[str]:
    """A row for every clip."""
    yield _row(("clip", "labelled", "named", "amount, by itself / declared", "judged", "wrong"))
    yield "|---|---|---|---|---|---|"
    for clip in clips:
        wanted = {k: clip.label[k] for k in ("reps", "hold_s", "judge") if k in clip.label}
        names = ", ".join(dict.fromkeys(entry.exercise for entry in clip.auto.sets)) or "-"
        amounts = " / ".join(f"{clip.amount(declared=way):.3g}" for way in (False, True))
        wrong_amount = clip.can_be_judged and clip.amount_is_right(declared=True) is False
        wrong = [
            *(f"called {name}" for name in clip.false_names),
            *(["not named"] if clip.can_be_judged and not clip.named else []),
            *(["amount"] if wrong_amount else []),
            *(f"false {fault}" for fault in clip.false_faults(declared=True)),
            *(f"missed {fault}" for fault in clip.missed_faults(declared=True)),
        ]
        yield _row(
            (
                clip.name,
                ", ".join(f"{key} {value}" for key, value in wanted.items()),
                names,
                amounts,
                f"{100 * clip.judged_share(declared=True):.0f} %",
                "; ".join(wrong) or "as labelled",
            )
        )


def main() -> None:
    """Judge every clip of the folders and print Markdown tables."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folders", type=Path, nargs="+")
    parser.add_argument("--recordings", type=Path, help="where to keep the Recordings")
    options = parser.parse_args()
    for folder in options.folders:
        clips = list(clips_of(folder, options.recordings))
        tables = (
            summary(clips),
            by_group(clips, lambda clip: clip.family),
            by_group(clips, lambda clip: clip.view),
            each(clips),
        )
        print(f"## {folder.name}: {len(clips)} clips\n")
        for table in tables:
            print(*table, "", sep="\n")


if __name__ == "__main__":
    main()
