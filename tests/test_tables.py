"""The table of scores in its formats, and in short."""

import csv
import json
import sys
from dataclasses import fields
from pathlib import Path

import pytest

from formcheck.batch.rows import Row, check_table, write_rows
from formcheck.batch.totals import totals
from formcheck.errors import UsageError

ROWS = [
    Row("a.mp4", "ok", exercise="plank", hold_s=3.5, faults="hip_sag:mild:2;head_drop:severe:1"),
    Row("b, c.mp4", "unreadable", "the file is empty", "auto", labels="é;ü"),
]
COLUMNS = [field.name for field in fields(Row)]


def test_csv_has_the_columns_in_order(tmp_path: Path) -> None:
    write_rows(ROWS, tmp_path / "scores.csv")
    with (tmp_path / "scores.csv").open(newline="", encoding="utf-8") as file:
        heading, first, second = csv.reader(file)
    assert heading == COLUMNS
    assert first[COLUMNS.index("reps")] == ""
    assert second[0] == "b, c.mp4"


def test_json_lines_say_null_where_nothing_was_measured(tmp_path: Path) -> None:
    write_rows(ROWS, tmp_path / "scores.jsonl")
    lines = (tmp_path / "scores.jsonl").read_text(encoding="utf-8").splitlines()
    first, second = map(json.loads, lines)
    assert list(first) == COLUMNS
    assert (first["hold_s"], first["reps"], second["labels"]) == (3.5, None, "é;ü")


def test_parquet_has_types_even_where_all_is_empty(tmp_path: Path) -> None:
    parquet = pytest.importorskip("pyarrow.parquet", reason="formcheck[parquet] is not installed")
    write_rows(ROWS, tmp_path / "scores.parquet")
    table = parquet.read_table(tmp_path / "scores.parquet")
    assert [tuple(row.values()) for row in table.to_pylist()] == [
        tuple(getattr(row, name) for name in COLUMNS) for row in ROWS
    ]
    types = {name: str(table.schema.field(name).type) for name in ("reps", "hold_s", "faults")}
    assert types == {"reps": "int64", "hold_s": "double", "faults": "string"}


def test_parquet_without_its_package_says_what_to_install(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    with pytest.raises(UsageError, match=r"formcheck\[parquet\]"):
        check_table(tmp_path / "scores.parquet")


def test_an_unknown_ending_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"\.csv, \.jsonl, \.parquet"):
        check_table(tmp_path / "scores.xlsx")


def test_totals_count_clips_findings_and_failures_by_exercise() -> None:
    found = totals(ROWS)
    assert list(found) == ["auto", "plank"]
    assert (found["plank"].faults, found["plank"].hold_s, found["plank"].failures) == (3, 3.5, 0)
    assert found["auto"].failures == 1


def test_two_sets_of_one_clip_are_one_clip() -> None:
    row = Row("a.mp4", "ok", exercise="plank", usable_fraction=0.5, seconds_of_video=10.0)
    total = totals([row, row])["plank"]
    assert len(total.clips) == 1
    assert total.not_judged == 0.5


def test_nothing_read_is_nothing_judged() -> None:
    assert totals(ROWS[1:])["auto"].not_judged is None
