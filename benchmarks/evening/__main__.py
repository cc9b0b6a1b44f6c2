"""Spends the evening and prints it, or puts it into the documentation."""

import argparse
import tempfile
from pathlib import Path

from . import ROOT, spend

PAGE = ROOT / "docs" / "evening.md"
_BEGIN, _END = "<!-- evening: begin -->\n", "<!-- evening: end -->"


def main() -> None:
    """Print the transcript, or write it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--write", action="store_true", help=f"put it into {PAGE.name}")
    wish = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        transcript = "\n".join(spend(Path(folder)).transcript)
    if not wish.write:
        print(transcript)
        return
    page = PAGE.read_text(encoding="utf-8")
    start, end = page.index(_BEGIN) + len(_BEGIN), page.index(_END)
    PAGE.write_text(f"{page[:start]}```\n{transcript}```\n{page[end:]}", encoding="utf-8")


if __name__ == "__main__":
    main()
