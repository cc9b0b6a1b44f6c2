"""CONTRIBUTING.md and README.md: the rooms and the commands are those of the project."""

import re
import tomllib
from pathlib import Path

ROOT = Path(__file__).parents[1]
TEXT = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))


def test_the_table_of_rooms_is_the_import_contract():
    contract = PROJECT["tool"]["importlinter"]["contracts"][0]
    layers = [re.findall(r"\w+", layer) for layer in contract["layers"]]
    rooms = re.findall(r"^\| `(\w+)` \| [^|]+ \|$", TEXT, flags=re.M)
    assert rooms == [room for layer in layers for room in layer]


def test_every_link_leads_to_a_file():
    for page in (TEXT, (ROOT / "README.md").read_text(encoding="utf-8")):
        links = re.findall(r"\]\((?!https?:)([^)#]+)", page)
        assert len(links) > 5
        assert not [link for link in links if not (ROOT / link).exists()]
