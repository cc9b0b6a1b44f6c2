"""docs/exercises says what the catalogue says."""

import re

import pytest

from formcheck.exercises.catalogue import catalogue
from samples.studio.guide import FOLDER, pages

AGAIN = "make it again: python -m samples.studio.guide"


@pytest.mark.parametrize("name", sorted(pages()))
def test_the_page_is_what_the_catalogue_makes(name):
    page = FOLDER / name
    assert page.is_file(), AGAIN
    assert page.read_text(encoding="utf-8") == pages()[name], AGAIN


def test_there_are_no_pages_of_exercises_that_are_gone():
    assert {page.name for page in FOLDER.glob("*.md")} == set(pages())


def test_every_picture_of_a_page_is_there_and_every_picture_is_on_a_page():
    shown = {link for text in pages().values() for link in re.findall(r"\]\((\S+\.jpg)\)", text)}
    assert shown == {path.relative_to(FOLDER).as_posix() for path in FOLDER.rglob("*.jpg")}


def test_every_fault_has_a_picture_or_says_that_it_has_none():
    text = pages()
    for exercise in catalogue().values():
        for fault in exercise.faults:
            section = text[f"{exercise.id}.md"].split(f"## `{fault.id}` ")[1].split("\n## ")[0]
            assert f"({exercise.id}/{fault.id}.jpg)" in section or "No picture" in section


def test_the_pictures_are_small_enough_for_a_repository():
    assert sum(path.stat().st_size for path in FOLDER.rglob("*.jpg")) <= 3_000_000
