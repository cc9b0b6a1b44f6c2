"""What was measured, in files that other programs open: read back by other programs."""

import csv
import json
import re
import sys
from dataclasses import fields
from pathlib import Path
from typing import get_args, get_origin

import numpy as np
import pytest
from people import film, nobody, sit_ups
from pydantic import BaseModel

from formcheck import Outputs, analyze
from formcheck.batch.rows import Row
from formcheck.cli.main import main
from formcheck.errors import InputError
from formcheck.exercises.catalogue import catalogue
from formcheck.pose.estimator import ModelInfo
from formcheck.pose.frame import LANDMARKS, PoseFrame
from formcheck.pose.recording import Recording, RecordingHeader
from formcheck.report.export import export, frames
from formcheck.result import SessionResult

NOSE, LEFT_HIP = LANDMARKS.index("nose"), LANDMARKS.index("left_hip")


def record(poses: list[PoseFrame], path: Path) -> Path:
    recording = Recording(
        RecordingHeader(poses[0].width, poses[0].height, ModelInfo("full", "0" * 64))
    )
    for pose in poses:
        recording.append(pose)
    recording.save(path)
    return path


@pytest.fixture(scope="module")
def poses() -> list[PoseFrame]:
    """Two sit-ups, then an empty room for a second."""
    done = film(sit_ups(2))
    return done + nobody(1.0, done[-1].t_s + 1 / 15)


@pytest.fixture(scope="module")
def results(poses: list[PoseFrame], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of an analysis."""
    folder = tmp_path_factory.mktemp("sit_ups")
    recording = record(poses, folder / "recording.npz")
    analyze(recording, "sit_up", outputs=Outputs(folder, report=False))
    return folder


def signals(folder: Path) -> list[dict[str, str]]:
    with (folder / "signals.csv").open(newline="") as file:
        return list(csv.DictReader(file))


# --- OpenSim's own formats -----------------------------------------------------------------------


@pytest.fixture(scope="module")
def opensim():
    """OpenSim, which has its own readers of both formats."""
    return pytest.importorskip(
        "pyopensim.common", reason="OpenSim needs Debian's libopenblas0", exc_type=ImportError
    )


def test_opensim_reads_the_landmarks_in_metres_with_y_up(opensim, results, poses, tmp_path):
    table = opensim.TimeSeriesTableVec3(str(export(results, "trc", tmp_path / "a.trc")))
    assert table.getColumnLabels() == LANDMARKS
    assert table.getTableMetaDataString("Units") == "m"
    assert list(table.getIndependentColumn()) == pytest.approx([p.t_s for p in poses], abs=1e-6)
    nose = table.getRowAtIndex(20)[NOSE]
    x, y, z = poses[20].world[NOSE]
    assert [nose[i] for i in range(3)] == pytest.approx([x, -y, -z], abs=1e-3)


def test_opensim_finds_no_landmarks_where_nobody_was(opensim, results, tmp_path):
    table = opensim.TimeSeriesTableVec3(str(export(results, "trc", tmp_path / "a.trc")))
    empty = table.getRowAtIndex(table.getNumRows() - 1)
    assert np.isnan([empty[LEFT_HIP][i] for i in range(3)]).all()


def test_opensim_reads_the_angles_in_degrees(opensim, results, tmp_path):
    table = opensim.TimeSeriesTable(str(export(results, "mot", tmp_path / "a.mot")))
    assert table.getTableMetaDataString("inDegrees") == "yes"
    rows = signals(results)
    angle = table.getColumnLabels().index("trunk_elevation_deg")
    read = [table.getRowAtIndex(i)[angle] for i in range(table.getNumRows())]
    wanted = [float(row["trunk_elevation_deg"] or "nan") for row in rows]
    assert read == pytest.approx(wanted, nan_ok=True)


def test_a_motion_file_holds_angles_only(results, tmp_path):
    lines = export(results, "mot", tmp_path / "a.mot").read_text().splitlines()
    names = lines[lines.index("endheader") + 1].split("\t")
    assert names[0] == "time"
    assert all(name.endswith("_deg") for name in names[1:])


# --- the table -----------------------------------------------------------------------------------


def test_the_table_has_signals_and_landmarks_of_every_picture(results, poses):
    table = frames(results)
    assert table["t_s"] == pytest.approx([pose.t_s for pose in poses], abs=1e-3)
    assert table["left_hip_x_px"] == pytest.approx(
        [pose.landmarks[LEFT_HIP, 0] for pose in poses], nan_ok=True
    )
    assert table["nose_y_m"] == pytest.approx([p.world[NOSE, 1] for p in poses], nan_ok=True)
    assert max(table["trunk_elevation_deg"][:-20]) > 70


def test_every_kind_of_table_holds_the_same(results, tmp_path):
    parquet = pytest.importorskip("pyarrow.parquet", reason="Parquet needs pyarrow")
    with export(results, "csv", tmp_path / "t.csv").open(newline="") as file:
        rows = list(csv.DictReader(file))
    from_json = json.loads(export(results, "json", tmp_path / "t.json").read_text())["columns"]
    from_parquet = parquet.read_table(export(results, "parquet", tmp_path / "t.parquet"))
    assert list(rows[0]) == list(from_json) == from_parquet.schema.names
    for name, values in from_json.items():
        if name in ("exercise", "phase"):
            assert values == [row[name] for row in rows] == from_parquet[name].to_pylist()
            continue
        in_csv = [float(row[name]) if row[name] else None for row in rows]
        assert values == in_csv
        assert [value is None for value in values] == [
            value is None for value in from_parquet[name].to_pylist()
        ]


def test_what_was_not_seen_is_null_and_not_zero(results, tmp_path):
    columns = json.loads(export(results, "json", tmp_path / "t.json").read_text())["columns"]
    assert columns["trunk_elevation_deg"][-1] is None
    assert columns["left_hip_x_px"][-1] is None


def test_parquet_without_pyarrow_says_what_to_install(results, monkeypatch, capsys):
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    assert main(["export", str(results), "--format", "parquet"]) == 3
    error = capsys.readouterr().err
    assert "pip install 'formcheck[parquet]'" in error
    assert error.count("\n") == 1


# --- what is given -------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["", "result.json", "recording.npz"])
def test_a_folder_a_result_or_a_recording_may_be_given(results, name, tmp_path, capsys):
    out = tmp_path / "out.trc"
    assert main(["export", str(results / name), "--format", "trc", "--out", str(out)]) == 0
    assert str(out) in capsys.readouterr().out
    assert out.read_text().startswith("PathFileType")


def test_without_a_name_the_file_lies_beside_the_results(results):
    assert export(results, "mot") == results / "angles.mot"


def test_a_recording_alone_has_landmarks_but_no_signals(poses, tmp_path):
    recording = record(poses, tmp_path / "recording.npz")
    assert export(recording, "trc").exists()
    with pytest.raises(InputError, match=r"no .*signals\.csv.*formcheck analyze"):
        export(recording, "mot")


def test_results_that_do_not_exist_are_told(tmp_path):
    with pytest.raises(InputError, match="does not exist"):
        export(tmp_path / "nothing", "csv")


def test_a_recording_of_another_clip_is_told(results, poses, tmp_path):
    record(poses[:-1], tmp_path / "recording.npz")
    (tmp_path / "signals.csv").write_text((results / "signals.csv").read_text())
    with pytest.raises(InputError, match="not of the same clip"):
        frames(tmp_path)


def test_damaged_signals_are_told(results, tmp_path):
    (tmp_path / "signals.csv").write_text("t_s,trunk_elevation_deg\n0.0,much\n")
    with pytest.raises(InputError, match="damaged"):
        export(tmp_path, "mot")


# --- the description -----------------------------------------------------------------------------


def described(root: Path, heading: str) -> set[str]:
    """The names that the tables of one part of docs/data.md describe."""
    text = (root / "docs" / "data.md").read_text(encoding="utf-8")
    part = text.split(f"## {heading}\n")[1].split("\n## ")[0]
    cells = (line.split("|")[1] for line in part.splitlines() if line.startswith("| `"))
    return {name for cell in cells for name in re.findall(r"`([^`]+)`", cell)}


def keys(model: type[BaseModel], prefix: str = "") -> set[str]:
    """The keys of a result, lists marked with []; a measured value counts as one key."""
    found = set()
    for name, field in model.model_fields.items():
        path = prefix + (field.alias or name)
        kinds = [field.annotation, *get_args(field.annotation)]
        inner = [one for one in kinds if isinstance(one, type) and issubclass(one, BaseModel)]
        if not inner or inner[0].__name__ == "Value":
            found.add(path)
        else:
            many = "[]" if get_origin(field.annotation) is list else ""
            found |= keys(inner[0], f"{path}{many}.")
    return found


def test_every_signal_is_described(root):
    names = {"t_s", "exercise", "phase", "reps", "yaw_deg"}
    names.update(name for exercise in catalogue().values() for name in exercise.signals)
    assert described(root, "`signals.csv`") == names


def test_every_key_of_a_result_is_described(root):
    measures = {"rom_deg", "rom_t", "rise_s", "lower_s", "control_angle_deg", "curl_share"}
    assert described(root, "`result.json`") == keys(SessionResult) | measures


def test_every_column_of_the_scores_is_described(root):
    assert described(root, "`scores.csv`") == {field.name for field in fields(Row)}


def test_every_column_of_the_table_is_described(root, results):
    text = (root / "docs" / "data.md").read_text(encoding="utf-8")
    patterns = described(root, "`formcheck export`")
    known = {p.replace("NAME", name) for p in patterns for name in LANDMARKS}
    own = {name for name in frames(results) if not name.endswith("_sd")}
    assert own <= known | described(root, "`signals.csv`")
    assert all(f"`{name}`" in text for name in LANDMARKS)
