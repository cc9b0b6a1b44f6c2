"""The evidence behind what formcheck says: docs/evidence.md.

    python -m samples.studio.evidence     # a moment, no studio needed

The page is made from the exercise catalogue and the tables of `formcheck`, each with the
sources that stand in them, and from `evidence.toml` beside this file: sources in words, what is
contested, why each fault matters, and everything else that is said. The tests compare the page with
them, and find a source that is cited and not explained, a fault without a reason, and words that
the product does not say any more.
"""

import re
import sys
import tomllib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any, Final

from formcheck.coaching import advice
from formcheck.exercises.catalogue import catalogue
from formcheck.exercises.sources import LETTER, NUMBER
from formcheck.exercises.spec import Exercise, Fault

from . import biomechanics
from .citations import Entry, entries, resolved

PAGE: Final = Path(__file__).parents[2] / "docs" / "evidence.md"
#: Tables of `src/formcheck`, and what they are about.
TABLES: Final = {
    "coaching/rules": "When it gets easier, and when harder",
    "exercises/ladders": "From easy to hard",
    "programme/planning": "How a day is put together",
    "programme/pain": "Back pain",
    "core_tests/tests": "Core tests and norms",
}

_MADE: Final = "<!-- Made by `python -m samples.studio.evidence`; do not edit. -->"
_HEAD: Final = """\
# What formcheck says, and why

Can you believe what formcheck says? In short:

- **What it measures is sure to a few degrees; what it concludes is inferred.** It measures that
  your hips hang below the line from shoulder to ankle. It infers that your low back arches.
- **Most limits and rules are choices of coaches and engineers.** None was tested on people over
  weeks, none on patients. The notes below say where the evidence is contested or weaker than it
  sounds.
- **What works is marked.** “Validated” means: found reliably on rendered people whose angles are
  known exactly. Everything else is a hint. A hint about your low back speaks, and counts for
  advice, from the second time in a set on.
- **Nothing here is a diagnosis.** formcheck is a movement practice aid, not a medical device. It
  promises no effect; a warm-up “may help”.

**What to do with it:** take a cue as a hint to look at, and your own numbers over weeks as the
answer. If anything hurts, stop. If pain is strong, lasts, or comes with numbness or weakness, see
a professional.

Where to look:

- You doubt a sentence: [faults, by exercise](#faults-by-exercise), or [everything else that is
  said](#everything-else-that-is-said).
- It got easier or harder: [rules, ladders, doses, pain and
  tests](#rules-ladders-doses-pain-and-tests).
- Hip flexors, glutes, squats, norms: [contested](#contested-or-weaker-than-it-sounds).
- A name such as “Juker 1998”: [sources](#sources).
- “Biomechanics 3.1”: section 3.1 of [biomechanics.md](biomechanics.md). R1 to R7 are the rules of
  its section 4.2.
- “Measured on renders”: a limit from rendered people ([accuracy.md](accuracy.md)).

The rest is for reference: every claim with its evidence. Each reason has a tag, and a confidence:
H high, M middling, L low.

| tag | |
|---|---|
| LIT | measured in the literature; read as an abstract or an excerpt, not in full |
| LIT\\* | measured in the literature, quoted from memory and not verified |
| COACH | a convention of coaches or clinics |
| ENG | an engineering choice |
| SIM | from simulations and rendered people: geometry, not people |"""

_NUMBER_OR_MEMORY: Final = re.compile(r"\b[SR]\d{1,2}b?\b")


# --- what there is -------------------------------------------------------------------------------


@cache
def known() -> dict[str, Any]:
    """What is written in `evidence.toml`."""
    return tomllib.loads(Path(__file__).with_suffix(".toml").read_text(encoding="utf-8"))


def faults() -> list[tuple[Exercise, Fault]]:
    """Every fault of the catalogue, with its exercise."""
    return [(exercise, fault) for exercise in catalogue().values() for fault in exercise.faults]


def cited(words: str) -> set[str]:
    """Numbers and letters of sources in a text of the product.

    S stands for a source that was read; R for one from memory where LIT is before it, else it is a
    rule's number.
    """
    return set(NUMBER.findall(words)) | _letters(words)


def cited_here(words: str) -> set[str]:
    """Numbers and letters of sources in a text of `evidence.toml`, where no rule has a number."""
    return set(_NUMBER_OR_MEMORY.findall(words)) | _letters(words)


def _letters(words: str) -> set[str]:
    return {letter for found in LETTER.findall(words) for letter in found if letter}


# --- the page ------------------------------------------------------------------------------------


def page() -> str:
    """The whole page."""
    parts = [_MADE, _HEAD, "## Contested, or weaker than it sounds", *_notes()]
    parts += ["## Faults, by exercise", _FAULTS, *_faults()]
    parts += ["## Everything else that is said", *_said()]
    parts += ["## Rules, ladders, doses, pain and tests", _RULES, *_tables()]
    parts += ["## Sources", _sources()]
    return "\n\n".join(parts) + "\n"


_FAULTS: Final = """\
What is said while you move (bold), why it matters, what the report says (in quotation marks), and
what helps to see it. The evidence gives the reason first, then where the limits come from; the
limits themselves are in the [guide](exercises/README.md)."""
_RULES: Final = "Names and numbers as they stand in the files of `src/formcheck`."


def _notes() -> Iterator[str]:
    for note in known()["notes"]:
        anchor = f'<a id="{note["id"]}"></a>'
        words = resolved(f"{note['known']} **So:** {note['so']}", numbers=_NUMBER_OR_MEMORY)
        yield f"### {anchor}{note['title']}\n\n{words}"


def _faults() -> Iterator[str]:
    for exercise in catalogue().values():
        rows = [
            (f"`{one.id}` ({one.code})", _sayings(one), _reasons(one)) for one in exercise.faults
        ]
        yield f"### {exercise.name}"
        yield _table(("fault", "what is said", "evidence"), rows)


def _sayings(fault: Fault) -> str:
    parts = [f"**{fault.cue}**", fault.why, f"“{fault.report}”"]
    if fault.hint:
        parts.append(f"To be seen: {fault.hint}.")
    if fault.warm_ups:
        names = ", then ".join(catalogue()[name].name.lower() for name in fault.warm_ups)
        parts.append(f"May help beforehand: {names}.")
    return "\n".join(parts)


def _reasons(fault: Fault) -> str:
    reason = known()["why"][fault.code]
    grades = [fault.mild.source, *([fault.severe.source] if fault.severe else [])]
    limits = "; ".join(dict.fromkeys(grades))
    found = "validated" if fault.evidence == "validated" else "a hint, not validated"
    parts = [_reason(reason), f"*Limits:* {resolved(limits)}.", f"*Found:* {found}."]
    if fault.warm_ups or fault.early_warm_up:
        parts.append("*Warm-ups:* **[contested](#warm-ups)**.")
    return "\n".join(parts)


def _reason(reason: Mapping[str, str]) -> str:
    because = resolved(reason["because"], numbers=_NUMBER_OR_MEMORY)
    words = f"{reason['tag']}, {reason['confidence']}: {because}."
    contested = reason.get("contested")
    return f"{words} **[Contested](#{contested})**." if contested else words


def _said() -> Iterator[str]:
    parts = dict.fromkeys(one["part"] for one in known()["said"])
    for part in parts:
        rows = []
        for one in known()["said"]:
            if one["part"] == part:
                quotes = "\n".join(f"“{_shown(quote)}”" for quote in one["quotes"])
                rows.append((quotes, _reason(one)))
        if part == "Warm-ups":
            rows += [(_set(one), _reason(one)) for one in known()["sets"]]
        yield f"### {part}"
        yield _table(("what is said", "evidence"), rows)


def _set(one: Mapping[str, str]) -> str:
    names = ", ".join(catalogue()[name].name.lower() for name in getattr(advice, one["name"]))
    return f"After {one['when']}: {names}"


def _shown(quote: str) -> str:
    """Words of the product as they are read, whatever their values."""
    return re.sub(r"\{[\w:.]*\}", "…", quote)


def _tables() -> Iterator[str]:
    for table, about in TABLES.items():
        rows = [(one.name, one.values, _origin(table, one)) for one in entries(table)]
        yield f"### {about} (`{table}.toml`)"
        yield _table(("what", "says", "where from"), rows)


def _origin(table: str, entry: Entry) -> str:
    contested = [one["contested"] for one in known()["marks"] if is_marked(one, table, entry)]
    marks = "".join(f" **[Contested](#{note})**." for note in contested)
    return f"{resolved(entry.sources)}.{marks}"


def is_marked(mark: Mapping[str, str], table: str, entry: Entry) -> bool:
    """Whether a mark of `evidence.toml` is about an entry."""
    return mark["table"] == table and re.fullmatch(mark["entries"], entry.name) is not None


def _sources() -> str:
    rows = []
    for number, source in known()["sources"].items():
        rows.append((f'<a id="{number.lower()}"></a>{number}', f"{source['words']}."))
    return _table(("", ""), rows, plain=str)


def _table(
    head: Sequence[str], rows: Iterable[Sequence[str]], plain: Callable[[str], str] | None = None
) -> str:
    lines = [head, ["---"] * len(head)]
    lines += [[(plain or _plain)(cell) for cell in row] for row in rows]
    return "\n".join(f"| {' | '.join(cells)} |" for cells in lines)


def _plain(words: str) -> str:
    """Text that does not end a cell, nor begin a tag; its lines stay lines."""
    words = words.replace("LIT*", "LIT\\*").replace("|", "\\|").replace("<", "&lt;")
    return words.replace("\n", "<br>")


def main() -> int:
    """Write the page, and the tables of the specification."""
    PAGE.write_text(page(), encoding="utf-8")
    biomechanics.write()
    return 0


if __name__ == "__main__":
    sys.exit(main())
