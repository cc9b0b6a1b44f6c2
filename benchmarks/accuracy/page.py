"""The benchmark's parts of `docs/accuracy.md`, and the short table of the README."""

import subprocess
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Final

from formcheck.exercises.catalogue import catalogue

from . import angles, confusion, counts, faults, views
from .confusion import Naming
from .faults import Outcome
from .replay import Case
from .scenes import Part
from .store import MODEL, is_grid
from .tables import markdown, number, ratio
from .targets import Target, targets

BEGIN: Final = "<!-- benchmark: begin -->"
END: Final = "<!-- benchmark: end -->"
SUMMARY: Final = ("<!-- summary: begin -->", "<!-- summary: end -->")

# As for `evidence = "validated"` in the catalogue.
_ENOUGH_CLIPS: Final = 8
_RELIABLE: Final = 0.85
_POOR: Final = 0.70

_ROOT: Final = Path(__file__).parents[2]


@dataclass(frozen=True)
class Results:
    """What one run has to show.

    Attributes:
        part: of the benchmark.
        cases: every Recording that was judged.
        found: every fault of every clip in side view.
        namings: what every clip was recognised as.
    """

    part: Part
    cases: list[Case]
    found: list[Outcome]
    namings: list[Naming]

    @classmethod
    def of(cls, part: Part, cases: list[Case], namings: list[Naming]) -> "Results":
        """Score the cases of a part."""
        return cls(part, cases, faults.outcomes(cases), namings)


def put_between(path: Path, block: str, begin: str = BEGIN, end: str = END) -> None:
    """Replace what stands between the markers of a file."""
    text = path.read_text(encoding="utf-8")
    if text.count(begin) != 1 or text.count(end) != 1:
        raise ValueError(f"{path} needs one line {begin} and one line {end}.")
    before, rest = text.split(begin)
    after = rest.split(end)[1]
    path.write_text(f"{before}{begin}\n{block}\n{end}{after}", encoding="utf-8")


def short(results: Results) -> str:
    """The aims and what was measured, for the README."""
    aims = [*targets(results.cases, results.found), *_recognised(results)]
    rows = [(target.aim, target.measured) for target in aims]
    return f"{markdown(('rendered people, side view', 'measured'), rows)}\n\n{_made(results)}"


def summary(results: Results) -> str:
    """Every fault by how surely it is found, and the aims that are missed: for users."""
    grades: dict[str, list[str]] = {
        "reliably": [],
        "every time or nearly so, but in few clips": [],
        "most of the time": [],
        "not to be relied on": [],
    }
    for rule in faults.RULES:
        counts = faults.tally([o for o in results.found if o.rule == rule])
        if counts.present:
            where = f"`{rule.fault}` ({', '.join(rule.exercises)})"
            grades[_how_surely(counts)].append(where)
    rows = [(grade, "; ".join(names)) for grade, names in grades.items() if names]
    aims = [*targets(results.cases, results.found), *_recognised(results)]
    missed = "; ".join(f"{aim.aim} ({aim.measured})" for aim in aims if aim.met is False)
    return "\n\n".join(
        (
            markdown(("found on rendered people", "faults"), rows),
            f"Of {sum(aim.met is not None for aim in aims)} aims "
            f"{sum(aim.met is True for aim in aims)} are met. Missed: {missed or 'none'}.",
        )
    )


def _how_surely(counts: faults.Tally) -> str:
    if counts.recall < _POOR:
        return "not to be relied on"
    if min(counts.recall, counts.precision) < _RELIABLE:
        return "most of the time"
    few = counts.present < _ENOUGH_CLIPS
    return "every time or nearly so, but in few clips" if few else "reliably"


def full(results: Results) -> str:
    """Every table."""
    cases, found = results.cases, results.found
    sections: list[tuple[str, str]] = [
        ("", _about(results)),
        ("### What was aimed at", _targets([*targets(cases, found), *_recognised(results)])),
        (
            "### Angles",
            "Errors are measured less true, in degrees, of the angles as the analysis uses them "
            "(smoothed, causal: a lag counts as an error), in all frames of the exercise. *In "
            "stated 1-sigma*: share of the errors within the uncertainty that the product states "
            "itself, an unknown camera roll of 3° included; 60 to 80 % is right.",
        ),
        ("", angles.by_exercise(cases)),
        ("Good form from every yaw, all exercises, cameras at every height:", angles.by_yaw(cases)),
        ("By the height of the camera, side view:", angles.by_height(cases)),
        ("By model, good form up to 20° of yaw:", angles.by_model(cases)),
        (
            "### Faults",
            "Clips in side view (yaw up to 20°). A fault is *there* from the catalogue's mild "
            "limit on, taken as a true value, and *not there* below about half of it; clips "
            "between the two count for neither, nor do clips below 12 pictures a second for "
            "faults of timing. Recall: share of the clips with the fault in "
            "which it was reported while it was there. Precision depends on how many clips have "
            "the fault: here most have one. False alarms are reports in time without the fault. "
            "F1 with a 95 % interval from clips drawn again and again. The column *real people* "
            "is from the sections below.",
        ),
        ("", faults.table(found)),
        ("How large a fault must be to be seen:", faults.curves(found)),
        (
            "When, for faults that begin within a hold (after the true size passed the limit; a "
            "report is shown only after the fault has lasted a second or more):",
            faults.delays(found),
        ),
        (
            "### Repetitions and holds",
            "A failed attempt is no repetition. Repetitions that stop short of the top are left "
            "out: humans do not agree on them.",
        ),
        ("", counts.reps_table(cases)),
        ("The ones that stop short:", counts.incomplete_table(cases)),
        (
            "Seconds held, and seconds in good form (without a fault that is there; clips whose "
            "fault is neither there nor not are left out):",
            counts.holds_table(cases),
        ),
        (
            "### Recognition",
            "Nothing declared (`--exercise auto`): what each stretch of a clip was called, in "
            f"clips filmed within {confusion.SQUARE_YAW_DEG:.0f}° of the right view. What is not "
            "in the catalogue must have no name. Where the view is oblique or blind, no name is "
            "an honest answer.",
        ),
        ("", confusion.table(results.namings)),
        (
            "### Where nothing may be said",
            "Good form, but some of it quick or low enough to be told. From 45° of yaw on, from "
            "the head, from the feet and from above no verdict is wanted at all: neither a finding "
            "nor a clip that is called judgeable.",
        ),
        ("", views.views_table(cases)),
        ("No exercise at all, two clips each:", views.idle_table(cases)),
        ("### Beside published figures", _published(results)),
    ]
    return "\n\n".join(text for pair in sections for text in pair if text)


def _about(results: Results) -> str:
    scenes = {case.scene.name for case in results.cases}
    return (
        f"{_made(results)} It judged {len(results.cases)} Recordings of {len(scenes)} rendered "
        f"clips (part *{results.part}*; people, rooms, cameras and random numbers of the two parts "
        "are apart, and thresholds may be fitted on *dev* only). **Rendered is not real**: the "
        "angles are exact, the joints are where a skeleton has them and the pictures are found by "
        "the real BlazePose, but skin, cloth and light are simpler than life, nobody is hidden by "
        "a chair, and nobody moves like somebody in pain. The sections on real people further "
        "down are the check on that."
    )


def _made(results: Results) -> str:
    return (
        f"Made {date.today().isoformat()} of {_commit()} by "
        f"`python -m benchmarks.accuracy --part {results.part} --write`."
    )


def _commit() -> str:
    """The commit, and whether the product differs from it; reads only."""
    git = ["git", "--no-optional-locks", "-C", str(_ROOT)]
    name = subprocess.run(
        [*git, "rev-parse", "--short", "HEAD"], capture_output=True, text=True, check=False
    ).stdout.strip()
    changed = subprocess.run([*git, "diff", "--quiet", "HEAD", "--", "src"], check=False).returncode
    return f"commit {name or 'unknown'}{' with changes' if changed else ''}"


def _recognised(results: Results) -> list[Target]:
    """The aims of recognition."""
    right, true, refused = confusion.right_share(results.namings)
    seen = true - refused
    foreign = [n for n in results.namings if n.true not in catalogue()]
    accepted = sum(not naming.right for naming in foreign)
    return [
        Target(
            "sets named without being declared: 97 % right, but for those refused for their view",
            f"{_percent(ratio(right, seen))} ({right} of {seen}; "
            f"{_percent(ratio(right, true))} with the {refused} refused)",
            right >= 0.97 * seen if seen else None,
        ),
        Target(
            "no movement outside the catalogue taken for an exercise",
            f"{accepted} of {len(foreign)} clips",
            not accepted if foreign else None,
        ),
    ]


def _percent(share: float) -> str:
    return f"{100.0 * share:.1f} %"


def _targets(rows: list[Target]) -> str:
    met = {True: "yes", False: "**no**", None: "-"}
    return markdown(
        ("aim (side view, yaw up to 20°)", "measured", "met"),
        [(row.aim, row.measured, met[row.met]) for row in rows],
    )


def _published(results: Results) -> str:
    """Our figures beside others' on other people; none of these is the same task."""
    knee = next(pair for pair in angles.PAIRS if pair.measure == "knee_flexion_deg")
    grid = [c for c in results.cases if c.model == MODEL and is_grid(c.scene)]
    square = angles.errors([c for c in grid if c.yaw_deg < 1.0], knee)
    aside = angles.errors([c for c in grid if c.yaw_deg > 29.0], knee)
    reps = counts.rep_tally(counts.in_side_view(results.cases))
    rows = [
        (
            "agreement of two physiotherapists on real people's form: 0.833",
            "verdicts on faults that agree with the truth",
            number(faults.agreement(results.found), 3),
        ),
        (
            "plank classifier on the people that it was trained on: 99.6 % of frames",
            "planks rightly called sagging, piked or neither",
            f"{100 * faults.plank_accuracy(results.found):.1f} % of clips",
        ),
        (
            "repetition counters within one (MM-Fit, arXiv 2107.13760): 0.94",
            "clips counted within one",
            number(counts.ratio(reps.off_by_one, len(reps.errors)), 2),
        ),
        (
            "MediaPipe, knee in squats, from the side (Cosoli 2026): -2.3 ± 6.4°",
            "knee, yaw 0°",
            f"{square.bias:+.1f} ± {square.spread:.1f}°",
        ),
        (
            "the same, all views between oblique and side: -13.9 ± 15.1°",
            "knee, yaw 30 to 60°",
            f"{aside.bias:+.1f} ± {aside.spread:.1f}°",
        ),
    ]
    table = markdown(("published", "here", "figure"), rows)
    return (
        "Other people, other exercises, real cameras: the order of size is all that can be "
        f"compared.\n\n{table}"
    )
