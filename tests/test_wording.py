"""No text speaks of harm, grades pain, diagnoses, promises an effect or is unkind.

The safety wording itself, which names injuries and diagnoses, is left out.
"""

import re
import tomllib

import pytest
from spoken import SOURCE, texts

#: Rooms whose texts reach users.
SPEAKING = (
    *("exercises", "coaching", "programme", "core_tests", "guide", "live", "draw", "report"),
    *("words", "doctor", "cli"),
)
SAFETY = SOURCE / "words" / "safety.py"

FORBIDDEN = {
    "harm": r"danger|damag|injur|harm|unsafe|slipped disc|wear and tear",
    "graded pain": r"\b(mild|slight|light|moderate|severe|strong|bad|terrible)\s+(back\s+)?pain",
    "a diagnosis": r"(?<!not a )diagnos|hernia|sciatica|syndrome|dysfunction|sprain",
    "a promise": r"\b(heals?|cures?|treats?|prevents?|fixes|guarantee\w*|will help|protects?)\b",
    "unkind words": r"\b(you failed|weak|poor|lazy|bad form|stupid|pathetic)\b",
}
#: A file may be damaged.
OF_FILES = re.compile(r"^(?:\{\} is )?damaged")


def in_python():
    for room in SPEAKING:
        for path in sorted((SOURCE / room).rglob("*.py")):
            if path != SAFETY:
                yield from ((f"{path.name}:{line}", text) for line, text in texts(path))


def in_data():
    folders = tuple(SOURCE / room for room in ("coaching", "programme", "core_tests", "exercises"))
    for path in sorted(path for folder in folders for path in folder.rglob("*.toml")):
        data = tomllib.loads(path.read_text(encoding="utf-8"))
        yield from ((path.name, text) for text in _strings(data))


def in_pages():
    for path in sorted((SOURCE / "report" / "templates").glob("*.html")):
        yield path.name, path.read_text(encoding="utf-8")


def _strings(value):
    if isinstance(value, dict):
        value = list(value.values())
    if isinstance(value, list):
        for one in value:
            yield from _strings(one)
    elif isinstance(value, str):
        yield value


@pytest.mark.parametrize("what", FORBIDDEN)
@pytest.mark.parametrize("where", [in_python, in_data, in_pages])
def test_no_text_speaks_of(what, where):
    wrong = re.compile(FORBIDDEN[what], re.IGNORECASE)
    found = {place: text for place, text in where() if wrong.search(text)}
    assert not {place: text for place, text in found.items() if not OF_FILES.match(text)}


def test_warm_ups_may_help_and_no_more():
    warm_up = re.compile(r"warm-?up|lunge|bridge|stretch|kick", re.IGNORECASE)
    more = re.compile(r"(?<!may )\bhelp", re.IGNORECASE)
    sentences = {
        sentence
        for where in (in_python, in_data, in_pages)
        for _, text in where()
        for sentence in re.split(r"[.;:]", text)
    }
    assert not {one for one in sentences if warm_up.search(one) and more.search(one)}


def test_the_texts_are_found():
    assert "Lift your hips" in {text for _, text in in_data()}
    assert "Muscles that burn are no back pain" in {text for _, text in in_python()}
    assert any("What was seen" in text for _, text in in_pages())
