"""`--expect` files: the truth about each clip, and where its result differs from it."""

from os.path import realpath  # `Path.resolve` fails where a link leads to itself
from pathlib import Path

from pydantic import Field

from formcheck.result import SessionResult
from formcheck.session import AUTO
from formcheck.settings import PathText, Strict, read_toml
from formcheck.words.counts import counted


class Expectation(Strict):
    """The truth about one clip; None is not checked.

    Attributes:
        exercise: id of the exercise, or `auto` to check none. It is declared for the clip; with
            `--exercise auto` it must be recognised.
        reps: complete repetitions as a human counts them, within `reps_tolerance`.
        attempts: failed attempts.
        hold_s: seconds held, the sum of all holds, within `hold_tolerance_s`.
        faults: faults that must be reported.
        no_faults: faults that must not be reported; `all` stands for every other fault.
        regress_to: the exercise that must be advised; `none` if there must be no such advice.
        judgeable: whether the view allows a verdict.
    """

    exercise: str
    reps: int | None = None
    reps_tolerance: int = 0
    attempts: int | None = None
    hold_s: float | None = None
    hold_tolerance_s: float = 0.5
    faults: list[str] = Field(default_factory=list)
    no_faults: list[str] = Field(default_factory=list)
    regress_to: str | None = None
    judgeable: bool | None = None

    def differences(self, result: SessionResult) -> list[str]:
        """Return a phrase for each difference of the result from the truth."""
        sets = result.sets
        reported = {finding.fault for entry in sets for finding in entry.findings}
        reps = sum(rep.complete for entry in sets for rep in entry.reps)
        held = sum(entry.hold.total_s for entry in sets if entry.hold)
        attempts = sum(len(entry.attempts) for entry in sets)
        advised = {entry.advice.to or "none" for entry in sets}
        exercises = {entry.exercise for entry in sets}
        wrong = []
        if self.exercise != AUTO and exercises - {self.exercise}:
            wrong.append(f"recognised {', '.join(sorted(exercises))}, not {self.exercise}")
        if self.reps is not None and abs(reps - self.reps) > self.reps_tolerance:
            wrong.append(f"{counted(reps, 'rep')}, not {self.reps}")
        if self.attempts is not None and attempts != self.attempts:
            wrong.append(f"{counted(attempts, 'failed attempt')}, not {self.attempts}")
        if self.hold_s is not None and abs(held - self.hold_s) > self.hold_tolerance_s:
            wrong.append(f"held {held:.1f} s, not {self.hold_s:.1f} s")
        wrong += [f"no {fault}" for fault in self.faults if fault not in reported]
        banned = reported - set(self.faults) if "all" in self.no_faults else set(self.no_faults)
        wrong += [f"{fault} reported" for fault in sorted(reported & banned)]
        if self.regress_to is not None and self.regress_to not in advised:
            wrong.append(
                f"advised {', '.join(sorted(advised)) or 'nothing'}, not {self.regress_to}"
            )
        if self.judgeable is not None and result.view.judgeable != self.judgeable:
            wrong.append("judged" if result.view.judgeable else "not judged")
        return wrong


def read_expectations(path: Path) -> dict[Path, Expectation]:
    """Return the truth of an `--expect` file by the absolute path of each clip.

    Clips are named relative to the file.

    Raises:
        InputError: the file is missing or a key in it is wrong.
    """
    return {
        Path(realpath(path.parent / clip)): truth
        for clip, truth in read_toml(path, dict[PathText, Expectation]).items()
    }
