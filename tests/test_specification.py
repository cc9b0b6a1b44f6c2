"""docs/biomechanics.md: what code, catalogue and docs cite is in it, with the product's numbers."""

import re
import subprocess
from pathlib import Path

import pytest

from formcheck.exercises import visibility
from formcheck.exercises.catalogue import catalogue
from formcheck.exercises.sources import titles
from formcheck.motion.measures import MEASURES
from samples.studio.biomechanics import PAGE, page

ROOT = Path(__file__).parents[1]
TEXT = PAGE.read_text(encoding="utf-8")
AGAIN = "make it again: python -m samples.studio.evidence"

#: A section, or the code of a measure, a fault or a rule.
ITEM = r"(?:\d{1,2}(?:\.\d{1,2})?(?![.\d]*\d)(?! (?:degrees|s|T)\b)|[A-Z]{1,2}\d{1,2}[a-z]?)\b"
CITED = re.compile(
    rf"\b[Bb]iomechanics\]?(?:\(\S*\))?\s+({ITEM}(?:(?:,? and |,? or | to |, | ){ITEM})*)"
)
CODE = re.compile(r"(?:^\| |\*\*)`?([A-Z]{1,2}\d{1,2}[a-z]?)\b", re.MULTILINE)
#: The beginnings of lines that go on with a comment or a docstring.
NEXT_LINE = re.compile(r"\s*\n\s*(?:#:? ?|-- ?|\* )?")
#: Words after “biomechanics” that name the field, not the page.
FIELD = re.compile(r"Biomechanics and Motor Control|biomechanics tools")

KINDS = (".py", ".toml", ".sql", ".html", ".md")
ROOMS = ("src", "samples", "benchmarks", "tests", "docs", "calibration", "models")


def tracked():
    command = ["git", "-C", str(ROOT), "ls-files", "--cached", "--others", "--exclude-standard"]
    files = subprocess.run([*command, *ROOMS, "*.md"], capture_output=True, text=True, check=True)
    return [ROOT / name for name in files.stdout.splitlines() if name.endswith(KINDS)]


def sections():
    """The text of every section by its number; a whole chapter has its sections' text, too."""
    found = {}
    heads = list(re.finditer(r"^(#{2,3}) (\d+(?:\.\d+)?) .+$", TEXT, re.MULTILINE))
    for head in heads:
        ends = [h.start() for h in heads if h.start() > head.start() and len(h[1]) <= len(head[1])]
        found[head[2]] = TEXT[head.end() : min(ends, default=len(TEXT))]
    return found


def citations(text):
    """Cited items, those of one citation together."""
    for found in CITED.finditer(NEXT_LINE.sub(" ", text)):
        yield found[0], re.findall(ITEM, found[1])


def known_codes():
    return set(CODE.findall(TEXT))


def resolves(item):
    return item in sections() if item[0].isdigit() else item in known_codes()


def test_a_citation_is_read_with_its_lists_and_its_codes():
    words = (
        "biomechanics 2.3, 2.4, 2.5 and 3.4. biomechanics 4.2, R4 (ENG), biomechanics 3.2 SP4 and\n"
        "# 3.15; biomechanics 1.1 to 1.5 and 8, biomechanics 3.11, 150 degrees; biomechanics M12)"
    )
    assert [items for _, items in citations(words)] == [
        ["2.3", "2.4", "2.5", "3.4"],
        ["4.2", "R4"],
        ["3.2", "SP4", "3.15"],
        ["1.1", "1.5", "8"],
        ["3.11"],
        ["M12"],
    ]


def test_every_citation_leads_to_a_heading_or_a_code():
    files = tracked()
    assert len(files) > 400
    missing, read = set(), 0
    for path in files:
        for words, items in citations(path.read_text(encoding="utf-8")):
            read += 1
            missing |= {(path.name, words) for item in items if not resolves(item)}
    assert not missing
    assert read > 400


def test_every_mention_is_a_citation_or_speaks_of_the_field():
    strange = []
    for path in (path for path in tracked() if path.is_relative_to(ROOT / "src")):
        text = NEXT_LINE.sub(" ", path.read_text(encoding="utf-8"))
        starts = {found.start() for found in CITED.finditer(text)}
        starts |= {found.start() for found in FIELD.finditer(text)}
        mentions = re.finditer(r"\b[Bb]iomechanics\b", text)
        strange += [text[m.start() :][:60] for m in mentions if m.start() not in starts]
    assert not strange


def test_the_numbers_of_measures_and_rules_in_the_code_are_in_it():
    cited = set()
    for room, code in (("motion", r"M\d{1,2}[bn]?"), ("coaching", r"R\d"), ("programme", r"R\d")):
        for path in sorted((ROOT / "src" / "formcheck" / room).rglob("*.py")):
            cited |= set(re.findall(rf"\b{code}\b", path.read_text(encoding="utf-8")))
    assert {"M1", "M14", "R1", "R7"} <= cited <= known_codes()


def test_its_tables_are_what_the_product_makes():
    assert page(TEXT) == TEXT, AGAIN


def test_a_limit_that_changes_in_the_catalogue_changes_the_page():
    (line,) = [line for line in TEXT.splitlines() if line.startswith("| PL3 | `sag_drift` (plank")]
    drifted = TEXT.replace(line, line.replace("≥ 5", "≥ 6"))
    assert drifted != TEXT
    assert page(drifted) == TEXT


def test_every_exercise_has_its_place_and_every_fault_its_row_there():
    assert set(re.findall(r"^\| `(\w+)` \| [^|]+ \| [^|]+ \|$", sections()["2.3"], re.MULTILINE))
    for exercise in catalogue().values():
        for section in ("2.3", "2.4"):
            assert f"`{exercise.id}`" in sections()[section]
        for fault in exercise.faults:
            rows = re.findall(
                rf"^\| {fault.code} \| `{fault.id}`(?: \(([\w, ]+)\))? \|", TEXT, re.MULTILINE
            )
            named = [row for row in rows if not row or exercise.id in row.split(", ")]
            assert len(named) == 1, (exercise.id, fault.id)


def test_every_measure_has_its_row():
    assert set(re.findall(r"^\| \w* \| `(\w+)` \|", sections()["1.6"], re.MULTILINE)) == set(
        MEASURES
    )


@pytest.mark.parametrize(
    ("zone", "limit"),
    [
        ("square: everything", visibility.YAW_GOOD_DEG),
        ("oblique: ", visibility.YAW_MAX_DEG),
        ("wide: ", visibility.YAW_WIDE_DEG),
        ("camera looks down |", visibility.PITCH_MAX_DEG),
        ("camera looks down, outline", visibility.PITCH_OUTLINE_DEG),
        ("side plank, seen", visibility.TURN_GOOD_DEG),
        ("side plank: mild", visibility.TURN_MAX_DEG),
    ],
)
def test_the_zones_of_the_view_are_those_of_the_code(zone, limit):
    (row,) = [line for line in sections()["1.5"].splitlines() if line.lstrip("| ").startswith(zone)]
    assert row.endswith(f" {limit:g} |")


def test_every_link_leads_somewhere():
    folder = PAGE.parent
    for target in re.findall(r"\]\(([^)]+?)\)", TEXT):
        name, _, anchor = target.partition("#")
        page_of = (folder / name) if name else PAGE
        assert page_of.exists(), target
        if anchor:
            text = page_of.read_text(encoding="utf-8")
            heads = re.findall(r"^#+ (.+)$", text, re.MULTILINE)
            slugs = {re.sub(r"[^\w\- ]", "", head.lower()).replace(" ", "-") for head in heads}
            assert f'<a id="{anchor}">' in text or anchor in slugs, target


def test_no_page_speaks_of_a_source_by_its_letter_without_saying_what_it_is():
    for path in (path for path in tracked() if path.suffix == ".md"):
        text = NEXT_LINE.sub(" ", path.read_text(encoding="utf-8"))
        for letter in re.findall(r"\b[Ss]ources? ([AB])\b", text):
            assert titles()[letter] in text, path.name
