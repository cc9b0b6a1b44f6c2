"""Totals of the rows for each exercise."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from formcheck.batch.rows import Row


@dataclass(slots=True)
class Total:
    """Totals of one exercise.

    Attributes:
        clips: clips that show it.
        reps: complete repetitions.
        hold_s: seconds held.
        faults: findings, mild and severe.
        failures: clips without a verdict: nobody in it, unreadable, or an error.
        video_s: length of the clips that could be read.
        usable_s: time in these clips in which the person could be judged.
    """

    clips: set[str] = field(default_factory=set)
    reps: int = 0
    hold_s: float = 0.0
    faults: int = 0
    failures: int = 0
    video_s: float = 0.0
    usable_s: float = 0.0

    @property
    def not_judged(self) -> float | None:
        """Share of the time in which the person could not be judged; None without any time."""
        return 1.0 - self.usable_s / self.video_s if self.video_s else None

    def add(self, row: Row) -> None:
        """Add a row."""
        if row.clip not in self.clips:
            self.clips.add(row.clip)
            self.video_s += row.seconds_of_video or 0.0
            self.usable_s += (row.seconds_of_video or 0.0) * (row.usable_fraction or 0.0)
            self.failures += row.status != "ok"
        self.reps += row.reps or 0
        self.hold_s += row.hold_s or 0.0
        self.faults += sum(int(fault.rsplit(":", 1)[1]) for fault in row.faults.split(";") if fault)


def totals(rows: Iterable[Row]) -> dict[str, Total]:
    """Return the totals by exercise, in the order of their ids."""
    by_exercise: dict[str, Total] = {}
    for row in rows:
        by_exercise.setdefault(row.exercise, Total()).add(row)
    return dict(sorted(by_exercise.items()))
