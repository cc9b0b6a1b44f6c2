"""docs/evidence.md: every claim has its evidence, and it is the product's own words."""

import re
import tomllib
from itertools import chain

import pytest
from spoken import FIELD, SOURCE, texts

from formcheck.exercises.catalogue import catalogue
from formcheck.exercises.sources import titles
from formcheck.exercises.wording import about_fault
from samples.studio.citations import entries
from samples.studio.evidence import (
    PAGE,
    TABLES,
    cited,
    cited_here,
    faults,
    is_marked,
    known,
    page,
)

AGAIN = "make it again: python -m samples.studio.evidence"


def of_the_product():
    """Every text of the product that says where a number comes from."""
    for _, fault in faults():
        yield fault.mild.source
        if fault.severe:
            yield fault.severe.source
    for table in TABLES:
        yield from (entry.sources for entry in entries(table))


def of_the_list():
    reasons = [*known()["why"].values(), *known()["said"], *known()["sets"]]
    yield from (one["because"] for one in reasons)
    yield from chain.from_iterable((one["known"], one["so"]) for one in known()["notes"])


def sources_in(value):
    if isinstance(value, list):
        return [words for one in value for words in sources_in(one)]
    if not isinstance(value, dict):
        return []
    own = [words for key, words in value.items() if key.endswith("source")]
    return own + [words for one in value.values() for words in sources_in(one)]


def contested():
    reasons = [*known()["why"].values(), *known()["said"], *known()["sets"], *known()["marks"]]
    return {one["contested"] for one in reasons if "contested" in one}


def test_the_page_is_what_the_catalogue_and_the_tables_make():
    assert PAGE.read_text(encoding="utf-8") == page(), AGAIN


def test_every_source_that_the_product_cites_is_explained():
    assert set().union(*map(cited, of_the_product())) <= set(known()["sources"])


def test_every_source_that_the_reasons_cite_is_explained():
    assert set().union(*map(cited_here, of_the_list())) <= set(known()["sources"])


def test_no_source_is_explained_that_nothing_cites():
    used = set().union(*map(cited, of_the_product()), *map(cited_here, of_the_list()))
    assert set(known()["sources"]) <= used


def test_every_source_has_its_title():
    assert titles().keys() == known()["sources"].keys()


def test_what_users_read_names_sources_by_their_titles():
    rows = [words for _, fault in faults() for _, words in about_fault(fault)]
    assert not re.findall(r"\bS\d\d\w?\b|\b[Ss]ources? [AB]\b", " ".join(rows))


def test_a_citation_is_told_from_the_number_of_a_rule():
    words = (
        "biomechanics 4.2, R4 (ENG); LIT S72b and LIT R1, LIT* R3: sources A and B, a source of C"
    )
    assert cited(words) == {"S72b", "R1", "R3", "A", "B"}


def test_every_fault_has_its_reason_and_no_reason_is_without_a_fault():
    assert {fault.code for _, fault in faults()} == set(known()["why"])


def test_every_fault_is_on_the_page_with_all_its_words():
    made = page()
    for exercise, fault in faults():
        section = made.split(f"### {exercise.name}\n")[1].split("\n### ")[0]
        (row,) = [line for line in section.splitlines() if line.startswith(f"| `{fault.id}` ")]
        for words in filter(None, (fault.cue, fault.why, fault.report, fault.hint)):
            assert words in row


@pytest.mark.parametrize("table", TABLES)
def test_everything_in_the_tables_that_has_a_source_is_on_the_page(table):
    text = (SOURCE / f"{table}.toml").read_text(encoding="utf-8")
    shown = "\n".join(entry.sources for entry in entries(table))
    assert not {words for words in sources_in(tomllib.loads(text)) if words not in shown}


def test_every_file_of_coaching_with_sources_is_on_the_page():
    found = {
        path.relative_to(SOURCE).with_suffix("").as_posix()
        for room in ("exercises", "coaching", "programme", "core_tests")
        for path in (SOURCE / room).glob("*.toml")
        if list(sources_in(tomllib.loads(path.read_text(encoding="utf-8"))))
    }
    assert found == set(TABLES)


def test_what_is_contested_has_its_note_and_no_note_is_without_a_claim():
    assert contested() == {note["id"] for note in known()["notes"]}


def test_every_mark_is_about_something_in_the_tables():
    for mark in known()["marks"]:
        found = [entry for entry in entries(mark["table"]) if is_marked(mark, mark["table"], entry)]
        assert found, mark


def test_the_product_still_says_what_is_quoted():
    said = {text for path in SOURCE.rglob("*.py") for _, text in texts(path)}
    quoted = {FIELD.sub("{}", quote) for one in known()["said"] for quote in one["quotes"]}
    assert not {quote for quote in quoted if not any(quote in text for text in said)}


def test_every_link_on_the_page_leads_somewhere_on_it():
    made = page()
    headings = re.findall(r"^#+ (.+)$", made, flags=re.M)
    places = {re.sub(r"[^\w\- ]", "", one.lower()).replace(" ", "-") for one in headings}
    places |= set(re.findall(r'<a id="([\w-]+)">', made))
    assert set(re.findall(r"\]\(#([\w-]+)\)", made)) <= places


def test_every_exercise_is_on_the_page():
    headings = set(re.findall(r"^### (.+)$", page(), flags=re.M))
    assert {exercise.name for exercise in catalogue().values()} <= headings
