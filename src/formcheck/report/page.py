"""The common part of the pages, which open from disk and need no network.

`templates` holds their look. Every value is escaped. The content policy of a page lets nothing run
or load but the parts of the page itself.
"""

import base64
import hashlib
import json
from functools import cache
from pathlib import Path
from typing import Any, Final

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from formcheck.plain import plain
from formcheck.words.counts import counted
from formcheck.words.findings import grade
from formcheck.words.language import _
from formcheck.words.names import name_of_id
from formcheck.words.safety import safety
from formcheck.words.units import clock

_TEMPLATES: Final = Path(__file__).with_name("templates")


def render(template: str, **values: Any) -> str:
    """A page from its template, with our style, script and content policy."""
    style, script = _text("report.css"), _text("report.js")
    policy = (
        "default-src 'none'; base-uri 'none'; form-action 'none'; img-src data:; "
        f"media-src 'self' file:; style-src {_hash(style)}; script-src {_hash(script)}"
    )
    return (
        _environment()
        .get_template(template)
        .render(
            style=Markup(style),  # our own file
            script=Markup(script),
            policy=policy,
            safety=safety(),
            **values,
        )
    )


def as_json(data: object) -> Markup:
    """JSON for a data block: nothing in it can end the element around it."""
    text = json.dumps(data, separators=(",", ":"), allow_nan=False)
    return Markup(text.replace("<", "\\u003c").replace(">", "\\u003e"))


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(_TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        finalize=_plain,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.globals["_"] = _
    environment.filters |= {"clock": clock, "counted": counted, "grade": grade, "words": name_of_id}
    return environment


def _plain(value: object) -> object:
    """What a page shows of a value; markup is our own."""
    return plain(value) if isinstance(value, str) and not isinstance(value, Markup) else value


def _text(name: str) -> str:
    return (_TEMPLATES / name).read_text(encoding="utf-8")


def _hash(text: str) -> str:
    """The name of an inline script or style in a content policy."""
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"
