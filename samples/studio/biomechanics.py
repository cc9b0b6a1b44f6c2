"""The tables of docs/biomechanics.md, made from the catalogue, the measures and the core tests.

    python -m samples.studio.evidence     # writes them, too

The page is written by hand but for what stands between `<!-- made: NAME WORDS... -->` and
`<!-- end -->`: there the numbers are those of the product, and a test compares them.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import Final

from formcheck.core_tests.tests import core_tests
from formcheck.exercises.catalogue import catalogue
from formcheck.exercises.spec import Exercise, Fault, Reps, Sign, unit_of
from formcheck.exercises.wording import grade, in_position
from formcheck.motion.measures import MEASURES
from formcheck.words.measures import label
from formcheck.words.units import symbol

from .citations import entries, resolved

PAGE: Final = Path(__file__).parents[2] / "docs" / "biomechanics.md"
#: Where the product says that a number comes from this page.
HERE: Final = re.compile(r"\b[Bb]iomechanics (?=\d)")

_BLOCK: Final = re.compile(r"(<!-- made: ([^\n]+?) -->\n)(.*?)(<!-- end -->)", re.DOTALL)
_CODE: Final = re.compile(r"^(M\d+[bn]?)\b")
_TAKEN: Final = {"median": "", "low": "low ", "high": "high ", "range": "range of "}


def page(text: str) -> str:
    """The page with its made parts made again."""
    return _BLOCK.sub(lambda block: f"{block[1]}{_made(block[2])}\n{block[4]}", text)


def write() -> None:
    """Write the page."""
    PAGE.write_text(page(PAGE.read_text(encoding="utf-8")), encoding="utf-8")


def _made(words: str) -> str:
    name, *arguments = words.split()
    return _PARTS[name](*arguments)


# --- the parts -----------------------------------------------------------------------------------


def _measures() -> str:
    rows = []
    for measure in MEASURES.values():
        doc = (measure.of.__doc__ or "").split("\n\n")[0]
        code = _CODE.match(doc)
        how = _CODE.sub("", doc).lstrip(",: ") if code else doc
        error = f"{measure.reference:g}"
        rows.append((code[1] if code else "", f"`{measure.name}`", _unit(measure.unit), error, how))
    return _table(("code", "measure", "unit", "allowed error", "how"), rows)


def _limits(*words: str) -> str:
    """The faults of some exercises, those of some codes where any are given."""
    exercises = [catalogue()[word] for word in words if word in catalogue()]
    codes = tuple(word for word in words if word not in catalogue())
    rows: dict[tuple[str, ...], list[str]] = {}
    for exercise in exercises:
        for fault in exercise.faults:
            if not codes or fault.code.startswith(codes):
                rows.setdefault(_fault(fault), []).append(exercise.id)
    every = {exercise.id for exercise in exercises}
    lines = []
    for (code, fault_id, mild, severe, sources), who in rows.items():
        name = f"`{fault_id}`"
        if set(who) != every:
            name += f" ({', '.join(who)})"
        lines.append((code, name, mild, severe, sources))
    return _table(("code", "fault", "mild", "severe", "where the limits come from"), lines)


def _fault(fault: Fault) -> tuple[str, ...]:
    severe = grade(fault.severe) if fault.severe else "-"
    grades = [fault.mild.source, *([fault.severe.source] if fault.severe else [])]
    sources = resolved("; ".join(dict.fromkeys(grades)), "evidence.md")
    return (fault.code, fault.id, grade(fault.mild), severe, HERE.sub("section ", sources))


def _positions() -> str:
    rows = []
    for exercise in catalogue().values():
        known = exercise.recognition
        signs = "; ".join(_sign(sign) for sign in known.signs) if known else "-"
        rows.append((f"`{exercise.id}`", in_position(exercise), signs))
    return _table(("exercise", "in position", "known by"), rows)


def _sign(sign: Sign) -> str:
    name, unit = label(sign.measure), symbol(unit_of(sign.measure))
    low, high = sign.at_least, sign.at_most
    bounds = [f"≥ {low:g}{unit}" if low is not None else "", f"≤ {high:g}{unit}" if high else ""]
    way = {"rise": " on the way up", "lower": " on the way down", "rep": ""}[sign.phase]
    return f"{_TAKEN[sign.take]}{name}{way} {' and '.join(filter(None, bounds))}"


def _counting() -> str:
    rows = [_reps(exercise, exercise.reps) for exercise in catalogue().values() if exercise.reps]
    head = ("exercise", "signal", "from", "down below", "up from", "attempt from", "failed below")
    return _table((*head, "duration"), rows)


def _reps(exercise: Exercise, reps: Reps) -> tuple[str, ...]:
    base = "rest" if reps.relative else "zero"
    attempt = "-" if reps.attempt is None else f"{reps.attempt:g}"
    failed = "-" if reps.fail_below is None else f"{reps.fail_below:g}"
    lasts = f"{reps.shortest_s:g} to {reps.longest_s:g} s"
    numbers = (f"{reps.lo:g}", f"{reps.hi:g}", attempt, failed, lasts)
    return (f"`{exercise.id}`", f"`{reps.signal}`", base, *numbers)


def _holds() -> str:
    rows = []
    for exercise in catalogue().values():
        hold, position = exercise.hold, exercise.position
        if hold:
            bounds = (position.enter_s, position.leave_s, hold.settle_s, hold.shortest_s)
            rows.append((f"`{exercise.id}`", *(f"{seconds:g} s" for seconds in bounds)))
    return _table(("exercise", "begins after", "ends after", "not judged", "reported from"), rows)


def _baselines() -> str:
    rows = []
    for exercise in catalogue().values():
        own = exercise.baseline
        if own:
            ranges = [f"`{name}` {low:g} to {high:g}" for name, (low, high) in own.accepted.items()]
            start, end = own.window_s
            window = f"{start:g} to {end:g} s of the hold" if exercise.hold else "rest before"
            rows.append((f"`{exercise.id}`", window, "; ".join(ranges)))
    return _table(("exercise", "taken from", "accepted"), rows)


def _values(table: str) -> str:
    rows = [(entry.name, entry.values) for entry in entries(table)]
    return _table(("what", "values"), rows)


def _norms() -> str:
    rows = []
    for test in core_tests().values():
        for sample in test.samples:
            if sample.kind == "context":
                continue
            figures = [_figures(sample.kind, one) for one in (sample.men, sample.women)]
            source = HERE.sub("section ", resolved(sample.source, "evidence.md"))
            rows.append((test.name, sample.name, *figures, source))
    return _table(("test", "sample", "men", "women", "source"), rows)


def _figures(kind: str, figures: Sequence[float] | None) -> str:
    if not figures:
        return "-"
    if kind == "mean":
        return "{:g} ± {:g}".format(*figures)
    return " / ".join(f"{figure:g}" for figure in figures)


_PARTS: Final[dict[str, Callable[..., str]]] = {
    "measures": _measures,
    "limits": _limits,
    "positions": _positions,
    "counting": _counting,
    "holds": _holds,
    "baselines": _baselines,
    "values": _values,
    "norms": _norms,
}


def _unit(unit: str) -> str:
    return {"deg": "°", "1": "-"}.get(unit, unit)


def _table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    return "\n".join(f"| {' | '.join(cells)} |" for cells in _lines(head, rows))


def _lines(head: Sequence[str], rows: Iterable[Sequence[str]]) -> Iterator[Sequence[str]]:
    yield head
    yield ["---"] * len(head)
    for row in rows:
        yield [cell.replace("LIT*", "LIT\\*").replace("\n", " ") for cell in row]
