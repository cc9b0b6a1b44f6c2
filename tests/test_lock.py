"""The lock files: nothing in them may float, or tomorrow's releases change an install."""

import re
from importlib.metadata import PackageNotFoundError, requires
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

_FILES = ("requirements.txt", "requirements-dev.txt")


def _pinned(text: str) -> dict[str, Requirement]:
    """Every requirement of a lock file by its canonical name."""
    lines = re.findall(r"^(?!#|\s)(.+?)\s*\\$", text, flags=re.MULTILINE)
    found = [Requirement(line) for line in lines]
    return {canonicalize_name(one.name): one for one in found}


def _floating(pinned: dict[str, Requirement]) -> list[str]:
    """What an installed package asks for with an extra that the file does not pin with it."""
    missing = []
    for name, pin in pinned.items():
        try:
            wanted = requires(name) or []
        except PackageNotFoundError:
            continue  # for another platform
        for text in wanted:
            one = Requirement(text)
            if one.extras and _applies(one, pin.extras):
                locked = pinned.get(canonicalize_name(one.name))
                if locked is None or not one.extras <= locked.extras:
                    missing.append(f"{name} asks for {text}")
    return missing


def _applies(one: Requirement, extras: set[str]) -> bool:
    if one.marker is None:
        return True
    return any(one.marker.evaluate({"extra": extra}) for extra in (extras or {""}))


@pytest.mark.parametrize("name", _FILES)
def test_pins_every_package_to_one_version_with_hashes(root: Path, name: str) -> None:
    text = (root / name).read_text(encoding="utf-8")
    pinned = _pinned(text)

    assert len(pinned) > 20
    for requirement in pinned.values():
        (one,) = requirement.specifier
        assert one.operator == "=="
    assert text.count("--hash=sha256:") >= len(pinned)


@pytest.mark.parametrize("name", _FILES)
def test_pins_every_extra_that_a_package_asks_for(root: Path, name: str) -> None:
    pinned = _pinned((root / name).read_text(encoding="utf-8"))

    assert _floating(pinned) == []


def test_an_extra_that_is_not_pinned_is_found(root: Path) -> None:
    text = (root / "requirements-dev.txt").read_text(encoding="utf-8")
    pinned = _pinned(text.replace("coverage[toml]==", "coverage=="))

    assert any("coverage[toml]" in line for line in _floating(pinned))


@pytest.mark.parametrize("name", _FILES)
def test_names_no_host(root: Path, name: str) -> None:
    text = (root / name).read_text(encoding="utf-8")

    assert "://" not in text
