"""Every message of the package can be translated: it is found, and the language may change."""

import ast
import importlib
import re
from gettext import NullTranslations
from pathlib import Path
from string import Formatter
from types import ModuleType

import pytest
from babel.messages.frontend import CommandLineInterface
from babel.messages.pofile import read_po

import formcheck
from formcheck.core_tests.tests import core_tests
from formcheck.exercises.catalogue import catalogue
from formcheck.exercises.features import name_and_unit
from formcheck.exercises.ladders import ladders
from formcheck.exercises.wording import about, about_fault
from formcheck.motion.measures import MEASURES
from formcheck.words import amounts, findings, language, units
from formcheck.words.measures import bend, drawn, label
from formcheck.words.names import name_of_id

ROOT = Path(__file__).parents[1]
PACKAGE = Path(formcheck.__file__).parent
#: Which arguments of each function are messages.
MESSAGES = {
    "_": slice(1),
    "Sentence": slice(1),
    "marked": slice(1),
    "ngettext": slice(2),
    "pgettext": slice(1, 2),
}


@pytest.fixture(scope="module")
def template(tmp_path_factory):
    """The messages that `pybabel extract` finds."""
    pot = tmp_path_factory.mktemp("words") / "formcheck.pot"
    config = ROOT / "pyproject.toml"
    CommandLineInterface().run(
        ["pybabel", "-q", "extract", "-F", str(config), "-o", str(pot), str(PACKAGE)]
    )
    found = set()
    with pot.open("rb") as file:
        for message in read_po(file):
            found.update([message.id] if isinstance(message.id, str) else message.id)
    return found


def calls():
    """Every use of a message function in the package: module, node, whether at import time."""
    for path in sorted(PACKAGE.rglob("*.py")):
        tree = ast.parse(path.read_text())
        inside = {
            id(node)
            for function in ast.walk(tree)
            if isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda)
            for part in ([function.body] if isinstance(function, ast.Lambda) else function.body)
            for node in ast.walk(part)
        }
        for node in ast.walk(tree):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
                yield path.relative_to(PACKAGE), node, id(node) not in inside


def test_every_message_in_code_is_a_literal_that_extraction_finds(template):
    uses = [(path, node) for path, node, _ in calls() if node.func.id in MESSAGES]
    for path, node in uses:
        for argument in node.args[MESSAGES[node.func.id]]:
            where = f"{path}:{node.lineno}"
            if isinstance(argument, ast.Constant):
                assert argument.value in template, where
            else:  # the lookup of a marked message
                assert node.func.id == "_", where
                assert isinstance(argument, ast.Subscript | ast.Name), where


def sentences(path):
    """The Sentences that a module imports or defines, by the expression that names them."""
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("formcheck.words"):
            for name in node.names:
                where = importlib.import_module(node.module)
                value = getattr(where, name.name, None)
                if isinstance(value, ModuleType):
                    prefix, members = f"{name.asname or name.name}.", vars(value)
                else:
                    prefix, members = "", {name.asname or name.name: value}
                for key, member in members.items():
                    if isinstance(member, language.Sentence):
                        yield f"{prefix}{key}", member
        elif isinstance(node, ast.Assign) and path.parent.name == "words":
            name = ast.unparse(node.targets[0])
            member = getattr(importlib.import_module(f"formcheck.words.{path.stem}"), name, None)
            if isinstance(member, language.Sentence):
                yield name, member


@pytest.mark.parametrize("room", sorted(path.name for path in PACKAGE.iterdir() if path.is_dir()))
def test_every_sentence_gets_a_value_for_each_of_its_fields(room):
    for path in sorted((PACKAGE / room).rglob("*.py")):
        known = dict(sentences(path))
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Call) and ast.unparse(node.func) in known:
                message = known[ast.unparse(node.func)].message
                fields = {field for _, field, _, _ in Formatter().parse(message) if field}
                assert {word.arg for word in node.keywords} == fields, f"{path}:{node.lineno}"


@pytest.mark.parametrize("path", sorted((PACKAGE / "report/templates").glob("*.html")))
def test_every_text_of_a_page_is_a_message_that_extraction_finds(path, template):
    source = re.sub(r"{%.*?%}|{#.*?#}", "", path.read_text(encoding="utf-8"), flags=re.DOTALL)
    messages = re.findall(r"_\((\"[^\"]*\"|'[^']*')\)", path.read_text(encoding="utf-8"))
    assert {message[1:-1] for message in messages} <= template
    page = re.sub(r"{{.*?}}", "", source, flags=re.DOTALL)
    spoken = re.findall(r"(?:aria-label|alt|title)=\"([^\"]*)\"", page)
    written = re.sub(r"<(style|script).*?</\1>|<.*?>", "", page, flags=re.DOTALL)
    title = " - formcheck"  # the name of the product is the same in every language
    assert not re.findall(r"[A-Za-z]+", " ".join([written.replace(title, ""), *spoken]))


def test_nothing_is_translated_while_a_module_is_loaded():
    at_import = [
        f"{path}:{node.lineno}"
        for path, node, outside in calls()
        if outside and node.func.id in {"_", "ngettext", "pgettext", "text"}
    ]
    assert not at_import


def test_every_text_of_the_data_is_found(template):
    texts = []
    for exercise in catalogue().values():
        texts += [exercise.name, exercise.summary]
        for fault in exercise.faults:
            texts += [name_of_id(fault.id), fault.cue, fault.why, fault.report]
    for test in core_tests().values():
        texts += [test.name, test.measures, *test.how]
    for ladder in ladders().values():
        texts += [ladder.name, *(level.note for level in ladder.levels)]
    assert {text for text in texts if text} <= template


def test_ids_and_sources_are_not_taken_for_texts(template):
    assert not template & {"hip_sag", "body_line_deg", "deg", "validated"}
    assert not any("biomechanics" in message for message in template)


def test_everything_that_a_finding_quotes_has_a_name_and_a_unit(template):
    quoted = {name: measure.unit for name, measure in MEASURES.items()}
    for exercise in catalogue().values():
        for fault in exercise.faults:
            grades = [grade for grade in (fault.mild, fault.severe) if grade]
            features = [one for grade in grades for one in (*grade.features, *grade.features_all)]
            quoted |= dict(name_and_unit(feature) for feature in features)
    for name, unit in quoted.items():
        assert label(name) in template, name
        assert unit == "s" or units.symbol(unit) != f" {unit}", name


@pytest.mark.parametrize(
    ("value", "uncertainty", "unit", "words"),
    [
        (-3.4, 1.6, "deg", "\N{MINUS SIGN}3 ± 2°"),
        (-0.2, None, "deg", "0°"),
        (0.106, 0.01, "T", "0.11 ± 0.01 torso lengths"),
        (0.403, 0.016, "1", "0.40 ± 0.02"),
        (-0.026, 0.01, "1", "\N{MINUS SIGN}0.026 ± 0.010"),
        (15.94, None, "s", "15.9 s"),
        (7.0, None, "grade", "grade 7"),
        (2.0, None, "furlong", "2.00 furlong"),
        (2.0, None, "{0.x}", "2.00 {0.x}"),
    ],
)
def test_a_number_has_its_unit_and_no_more_digits_than_it_is_good_for(
    value, uncertainty, unit, words
):
    assert units.measured(value, uncertainty, unit) == words


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (amounts.held_well(15.94, 7.66), "held 15.9 s, 7.7 s of that in good form"),
        (amounts.held_well(15.94, None, 20.0), "held 15.9 of 20 s, form not judged"),
        (amounts.held_spoken(15.94, 7.66), "16 seconds, 8 in good form"),
        (amounts.held_spoken(15.94, 15.8), "16 seconds"),
        (amounts.repeated(1, 0, 0), "1 rep"),
        (amounts.repeated(3, 1, 2, 5), "3 of 5 reps, 1 incomplete, 2 failed attempts"),
        (amounts.goal(8, None), "8 reps"),
        (amounts.goal(None, 1.0, spoken=True), "1 second"),
        (amounts.in_sets([30.2, 24.9], hold=True), "30 + 25 s"),
        (amounts.in_sets([1], hold=False), "1 rep"),
        (units.clock(7.66), "7.7 s"),
        (units.clock(67.66), "1:07.7"),
        (units.clock(61.0, 0), "1:01"),
    ],
)
def test_amounts(words, expected):
    assert words == expected


def test_a_finding_is_one_line():
    peak = findings.peak("lumbar_rise_t", 0.0648, 0.01, "T", 0.05)
    words = findings.graded("lumbar_lift", "mild")
    assert findings.finding(words, (81.13, 82.1), 2, peak) == (
        "mild lumbar lift, 81.1-82.1 s, rep 2: "
        "lumbar rise 0.06 ± 0.01 torso lengths (limit 0.05 torso lengths)"
    )
    assert findings.finding(words, (81.13, 82.1), None, "") == "mild lumbar lift, 81.1-82.1 s"


def test_every_angle_beside_the_person_has_its_words(template):
    for measure in MEASURES.values():
        if measure.angle in {"hip", "joint", "flexion", "rise", "lean"}:
            assert drawn(measure.name, 30.0).replace("30°", "{angle}") in template
    assert bend(-8.0, straight=False) == "pike 8°"
    assert bend(8.0, straight=False) == "sag 8°"
    assert bend(1.0, straight=True) == "straight"


class Shouting(NullTranslations):
    """A language, and what was asked of it."""

    def __init__(self):
        super().__init__()
        self.asked = set()

    def gettext(self, message):
        self.asked.add(message)
        return re.sub(r"[^{}]+(?![^{]*})", lambda words: words[0].upper(), message)


@pytest.fixture
def shouting():
    translations = Shouting()
    language.use(translations)
    yield translations
    language.use(NullTranslations())


def test_what_is_said_of_every_exercise_is_found(shouting, template):
    for exercise in catalogue().values():
        assert exercise.title.isupper()
        rows = [*about(exercise), *(row for one in exercise.faults for row in about_fault(one))]
        assert all(words for _, words in rows)
    said = {message for message in shouting.asked if re.sub(r"\{\w*\}", "", message)}
    assert said <= template


def test_the_language_may_change_while_the_program_runs(shouting):
    assert language._("Lift your hips") == "LIFT YOUR HIPS"
    assert language.text("Lift your hips") == "LIFT YOUR HIPS"
    assert language.text("") == ""
    language.use(NullTranslations())
    assert language._("Lift your hips") == "Lift your hips"
