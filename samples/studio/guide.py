"""The guide to the exercises: docs/exercises, made from the catalogue.

    python -m samples.studio.guide                         # the pages; a moment, no studio needed
    python -m samples.studio.guide --pictures              # and every picture
    python -m samples.studio.guide --pictures plank crunch # and the pictures of these

The pages say what `formcheck exercises ID` says, in the same words; a test compares them with the
catalogue. The pictures are described in `guide_scenes.py` and need the studio's packages.
"""

import argparse
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Final

from formcheck.exercises.catalogue import catalogue
from formcheck.exercises.spec import Exercise, Fault
from formcheck.exercises.wording import Row, about, about_fault

from .citations import link
from .guide_scenes import SERIES, Shot

FOLDER: Final = Path(__file__).parents[2] / "docs" / "exercises"

_MADE: Final = "<!-- Made from the catalogue by `python -m samples.studio.guide`; do not edit. -->"
_INDEX: Final = """\
# The exercises

What formcheck judges, how it tells, and how it looks: one page an exercise. The words and the
numbers are those of the [catalogue](../../src/formcheck/exercises/catalogue) and of
`formcheck exercises ID`; how well each fault is found is in [accuracy.md](../accuracy.md#faults).

The pictures are rendered people, with faults far larger than the limits, so that they can be seen.
Blue with a tick is the right form; orange with an exclamation mark is a fault, and the mark shows
where. A faint figure is the same person a moment earlier; where the fault is one of speed, the
number in the corner is the time between the two. “Biomechanics 3.1” is a section of
[biomechanics.md](../biomechanics.md), which tells where every limit comes from.

Film every exercise from the side unless its page says otherwise, with the whole body in the
picture, in tight clothes and with the arms off the trunk. What cannot be seen is not judged, and
the report says why.
"""


def pages() -> dict[str, str]:
    """Every page by its file name."""
    exercises = list(catalogue().values())
    return {"README.md": _index(exercises)} | {f"{e.id}.md": _page(e) for e in exercises}


def pictures(exercise: Exercise) -> dict[str, Shot]:
    """Pictures of an exercise by the name of their file in the exercise's folder."""
    series = SERIES.get(exercise.id)
    if series is None:
        return {}
    wrong = {f.id: series.faults[f.id] for f in exercise.faults if f.id in series.faults}
    return {"good": series.good} | wrong


def _index(exercises: Iterable[Exercise]) -> str:
    rows = []
    for exercise in exercises:
        kind = "held" if exercise.hold else "counted"
        faults = ", ".join(f"`{fault.id}`" for fault in exercise.faults)
        rows.append(f"| [{exercise.name}]({exercise.id}.md) | {kind} | {faults} |")
    head = "| exercise | | faults |\n|---|---|---|"
    return "\n".join((_MADE, "", _INDEX, head, *rows, ""))


def _page(exercise: Exercise) -> str:
    parts = [_MADE, f"# {exercise.name}", exercise.summary]
    shown = pictures(exercise)
    if "good" in shown:
        alt = f"Rendered person: {exercise.name.lower()} in the right form"
        parts.append(_picture(exercise, "good", alt, shown["good"]))
    parts += [_table(about(exercise)), "How well each fault is found: [accuracy.md]"]
    parts[-1] += "(../accuracy.md#faults). All exercises: [README.md](README.md)."
    for fault in exercise.faults:
        parts += [f"## `{fault.id}` ({fault.code})", *_look(exercise, fault, shown.get(fault.id))]
        parts.append(_table(about_fault(fault, lambda number: link(number, "../evidence.md"))))
    return "\n\n".join(parts) + "\n"


def _look(exercise: Exercise, fault: Fault, shot: Shot | None) -> Iterable[str]:
    if shot is None:
        return ["No picture: the studio cannot show this one."]
    name = fault.id.replace("_", " ")
    alt = f"Rendered person: {exercise.name.lower()} with the fault “{name}”, marked in orange"
    return [_picture(exercise, fault.id, alt, shot)]


def _picture(exercise: Exercise, name: str, alt: str, shot: Shot) -> str:
    link = f"![{alt}]({exercise.id}/{name}.jpg)"
    if shot.since is None:
        return link
    clock = "; the time between the two is in the corner" if shot.clock else ""
    return f"{link}\n\n*Faint: a moment earlier{clock}.*"


def _table(rows: Iterable[Row]) -> str:
    cells = [f"| {label} | {_plain(words)} |" for label, words in rows]
    return "\n".join(("| | |", "|---|---|", *cells))


def _plain(words: str) -> str:
    """Text that Markdown leaves alone within a table."""
    return words.replace("\\", "\\\\").replace("|", "\\|").replace("*", "\\*").replace("<", "&lt;")


def main() -> int:
    """Write the pages, and the pictures where they are asked for."""
    parser = argparse.ArgumentParser(prog="samples.studio.guide", description=__doc__)
    parser.add_argument("--pictures", nargs="*", metavar="ID", help="draw them, too (default: all)")
    options = parser.parse_args()
    FOLDER.mkdir(parents=True, exist_ok=True)
    for name, text in pages().items():
        (FOLDER / name).write_text(text, encoding="utf-8")
    if options.pictures is not None:
        from .guide_pictures import draw

        for exercise in options.pictures or SERIES:
            for path in draw(exercise, FOLDER / exercise):
                sys.stdout.write(f"{path}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
