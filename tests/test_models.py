"""The pose models: shipped files, verification, and building from the published packages."""

import hashlib
import io
import tarfile
import zipfile
from pathlib import Path

import pytest

from formcheck.errors import InputError, UsageError
from formcheck.pose import models

SHIPPED = ["lite", "full"]
HEAVY_SHA256 = "b657b8d7f77f4f5046a2c041f3c2ea41253635e5c8090bf525722f93cc5a0212"


@pytest.fixture(autouse=True)
def user_folder(tmp_path, monkeypatch):
    """An own data folder, so that no test sees or changes the models of whoever runs it."""
    folder = tmp_path / "data" / "models"
    monkeypatch.setattr(models, "user_folder", lambda: folder)
    return folder


@pytest.fixture
def shipped_copy(tmp_path, monkeypatch):
    """A folder with the manifest and the lite bundle that a test may damage."""
    folder = tmp_path / "shipped"
    folder.mkdir()
    for name in ("manifest.toml", "pose_landmarker_lite.task"):
        (folder / name).write_bytes((models.shipped_folder() / name).read_bytes())
    monkeypatch.setattr(models, "shipped_folder", lambda: folder)
    return folder


def damage(path: Path) -> None:
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(content)


def zip_of(path: Path, parts: dict[str, bytes]) -> Path:
    with zipfile.ZipFile(path, "w") as file:
        for name, content in parts.items():
            file.writestr(name, content)
    return path


def npm_package(path: Path, member: str, content: bytes) -> Path:
    with tarfile.open(path, "w:gz") as file:
        entry = tarfile.TarInfo(member)
        entry.size = len(content)
        file.addfile(entry, io.BytesIO(content))
    return path


# --- what is shipped ---------------------------------------------------------------------------


@pytest.mark.parametrize("name", SHIPPED)
def test_shipped_bundle_is_what_the_manifest_says(name):
    path, model = models.resolve(name)
    content = path.read_bytes()
    assert path.parent == models.shipped_folder()
    assert (
        hashlib.sha256(content).hexdigest() == model.sha256 == models.manifest().bundle(name).sha256
    )
    assert len(content) == models.manifest().bundle(name).size
    assert model.name == name


def test_manifest_names_the_shipped_bundles():
    shipped = [name for name, bundle in models.manifest().bundles.items() if bundle.shipped]
    assert shipped == SHIPPED


@pytest.mark.parametrize("name", SHIPPED)
def test_landmarker_loads_the_shipped_bundle(name):
    from formcheck.pose.blazepose import BlazePose

    path, model = models.resolve(name)
    with BlazePose(path, model) as estimator:
        assert estimator.model == model


@pytest.mark.parametrize("name", SHIPPED)
def test_packing_the_parts_of_a_shipped_bundle_gives_it_again(name):
    from formcheck.pose.blazepose import pack_bundle

    path, _ = models.resolve(name)
    with zipfile.ZipFile(path) as bundle:
        parts = [bundle.read(entry) for entry in bundle.infolist()]
        assert all(entry.compress_type == zipfile.ZIP_STORED for entry in bundle.infolist())
    assert pack_bundle(*parts) == path.read_bytes()


# --- missing, damaged and wrong files ----------------------------------------------------------


def test_missing_model_says_how_to_get_it():
    with pytest.raises(InputError) as caught:
        models.resolve("heavy")
    message = str(caught.value)
    assert "pose_landmarker_heavy.task" in message
    assert HEAVY_SHA256 in message
    assert "`formcheck models build heavy`" in message


def test_damaged_bundle_is_refused_by_name_and_hash(shipped_copy):
    path = shipped_copy / "pose_landmarker_lite.task"
    damage(path)
    with pytest.raises(InputError) as caught:
        models.resolve("lite")
    message = str(caught.value)
    assert str(path) in message
    assert models.manifest().bundle("lite").sha256 in message
    assert "`formcheck models build lite`" in message
    assert models.find("lite").state == "damaged"


def test_an_intact_copy_of_the_user_stands_in_for_a_damaged_bundle(shipped_copy, user_folder):
    good = (shipped_copy / "pose_landmarker_lite.task").read_bytes()
    damage(shipped_copy / "pose_landmarker_lite.task")
    user_folder.mkdir(parents=True)
    (user_folder / "pose_landmarker_lite.task").write_bytes(good)
    path, _ = models.resolve("lite")
    assert path.parent == user_folder


def test_unknown_name_is_wrong_usage():
    with pytest.raises(UsageError, match="lite, full, heavy"):
        models.resolve("ultra")


def test_missing_path():
    with pytest.raises(InputError, match=r"nowhere/mine\.task does not exist"):
        models.resolve("nowhere/mine.task")


def test_own_bundle_by_path_has_its_own_name_and_hash(tmp_path):
    lite, _ = models.resolve("lite")
    own = tmp_path / "my model.task"
    with zipfile.ZipFile(lite) as bundle:
        zip_of(own, {entry: bundle.read(entry) for entry in reversed(bundle.namelist())})
    path, model = models.resolve(str(own))
    assert path == own
    assert model.name == "my model"
    assert model.sha256 == hashlib.sha256(own.read_bytes()).hexdigest()


@pytest.mark.parametrize(
    "parts",
    [
        {"notes.txt": b"a zip, but no model"},
        {"pose_detector.tflite": b"\x1c\0\0\0TFL3"},
        {"pose_detector.tflite": b"", "pose_landmarks_detector.tflite": b"no TFLite model"},
    ],
    ids=["other files", "half of it", "other content"],
)
def test_zip_that_is_no_model_is_refused(tmp_path, parts):
    path = zip_of(tmp_path / "wrong.task", parts)
    with pytest.raises(InputError, match=r"wrong\.task is not a pose model bundle"):
        models.resolve(str(path))


@pytest.mark.parametrize("content", [b"", b"not a zip at all", b"PK\x03\x04 cut short"])
def test_file_that_is_no_zip_is_refused(tmp_path, content):
    path = tmp_path / "wrong.task"
    path.write_bytes(content)
    with pytest.raises(InputError, match=r"wrong\.task is not a pose model bundle"):
        models.resolve(str(path))


# --- building ----------------------------------------------------------------------------------


@pytest.fixture
def no_download(monkeypatch):
    def refuse(package, folder):
        raise AssertionError(f"{package} was to be downloaded")

    monkeypatch.setattr(models, "_run_client", refuse)


def test_package_with_other_weights_is_refused(tmp_path, user_folder, no_download):
    package = npm_package(
        tmp_path / "p.tgz", "package/pose_landmark_heavy.tflite", b"other weights"
    )
    with pytest.raises(InputError, match="is not the published one"):
        models.build("heavy", [package])
    assert not user_folder.exists()


def test_package_without_the_model_is_refused(tmp_path, no_download):
    package = npm_package(tmp_path / "p.tgz", "package/README.md", b"hello")
    with pytest.raises(InputError, match=r"give the npm package @mediapipe/pose 0\.5\.1675469404"):
        models.build("heavy", [package])


@pytest.mark.parametrize("content", [b"", b"neither wheel nor tarball", b"\x1f\x8b\x08 cut short"])
def test_damaged_package_is_refused(tmp_path, no_download, content):
    package = tmp_path / "p.tgz"
    package.write_bytes(content)
    with pytest.raises(InputError, match="is damaged"):
        models.build("heavy", [package])


def test_missing_package_is_named(tmp_path, no_download):
    with pytest.raises(InputError, match=r"gone\.tgz does not exist"):
        models.build("heavy", [tmp_path / "gone.tgz"])


def test_without_npm_the_way_out_is_named(monkeypatch):
    monkeypatch.setattr(models.shutil, "which", lambda _: None)
    with pytest.raises(InputError, match=r"install Node\.js, or give .* with --from"):
        models.build("heavy")


def test_client_that_fails_is_quoted(monkeypatch, tmp_path):
    npm = tmp_path / "npm"
    npm.write_text("#!/bin/sh\necho one thing >&2\necho no network >&2\nexit 1\n")
    npm.chmod(0o755)
    monkeypatch.setattr(models.shutil, "which", lambda _: str(npm))
    with pytest.raises(InputError, match=r"could not be downloaded \(no network\)"):
        models.build("heavy")


@pytest.mark.network
@pytest.mark.parametrize(
    ("name", "reuse_detector"), [("lite", False), ("full", False), ("heavy", True)]
)
def test_building_from_the_published_packages_gives_the_same_bytes(
    name, reuse_detector, user_folder
):
    try:
        path = models.build(name, reuse_detector=reuse_detector)
    except InputError as error:
        if "could not be downloaded" in str(error) or "is not installed" in str(error):
            pytest.skip(str(error))
        raise
    assert path.parent == user_folder
    content = path.read_bytes()
    assert hashlib.sha256(content).hexdigest() == models.manifest().bundle(name).sha256
    assert len(content) == models.manifest().bundle(name).size
