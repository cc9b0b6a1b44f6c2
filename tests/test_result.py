"""The public form of a result and its published schema."""

import json
from pathlib import Path

from formcheck.result import SessionResult

SCHEMA = Path(__file__).parents[1] / "docs" / "result.schema.json"


def test_the_published_schema_is_that_of_the_program() -> None:
    assert json.loads(SCHEMA.read_text()) == SessionResult.model_json_schema(mode="serialization")
