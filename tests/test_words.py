"""Every message of the package can be translated: it is found, and the language may change."""

import ast
from gettext import NullTranslations
from pathlib import Path

import pytest
from babel.messages.frontend import CommandLineInterface
from babel.messages.pofile import read_po

import formcheck
from formcheck.core_tests.tests import core_tests
from formcheck.exercises.catalogue import catalogue
from formcheck.exercises.ladders import ladders
from formcheck.words import language

ROOT = Path(__file__).parents[1]
PACKAGE = Path(formcheck.__file__).parent
#: Which arguments of each function are messages.
MESSAGES = {"_": slice(1), "marked": slice(1), "ngettext": slice(2), "pgettext": slice(1, 2)}


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
            texts += [fault.cue, fault.why, fault.report]
    for test in core_tests().values():
        texts += [test.name, test.measures, *test.how]
    for ladder in ladders().values():
        texts += [ladder.name, *(level.note for level in ladder.levels)]
    assert {text for text in texts if text} <= template


def test_ids_and_sources_are_not_taken_for_texts(template):
    assert not template & {"hip_sag", "body_line_deg", "deg", "validated"}
    assert not any("biomechanics" in message for message in template)


class Shouting(NullTranslations):
    def gettext(self, message):
        return message.upper()


def test_the_language_may_change_while_the_program_runs():
    try:
        language.use(Shouting())
        assert language._("Lift your hips") == "LIFT YOUR HIPS"
        assert language.text("Lift your hips") == "LIFT YOUR HIPS"
        assert language.text("") == ""
    finally:
        language.use(NullTranslations())
    assert language._("Lift your hips") == "Lift your hips"
