"""A full analysis opens no network connection: neither Python nor the native libraries do."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.slow

SAMPLE = Path(__file__).parents[1] / "samples" / "plank_sag.mp4"

# Stands before the C library's own socket() and writes down every family but local ones.
WATCHER = r"""
#define _GNU_SOURCE
#include <dlfcn.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>

int socket(int family, int type, int protocol) {
    int (*real)(int, int, int) = dlsym(RTLD_NEXT, "socket");
    if (family == AF_INET || family == AF_INET6) {
        FILE *log = fopen(getenv("SOCKET_LOG"), "a");
        fprintf(log, "socket of family %d\n", family);
        fclose(log);
    }
    return real(family, type, protocol);
}
"""


@pytest.fixture(scope="module")
def watched(tmp_path_factory: pytest.TempPathFactory) -> tuple[dict[str, str], Path]:
    """An environment in which network sockets are written down, and where."""
    compiler = shutil.which("cc")
    if sys.platform != "linux" or compiler is None:
        pytest.skip("needs Linux and a C compiler to watch native libraries")
    folder = tmp_path_factory.mktemp("watch")
    (folder / "watch.c").write_text(WATCHER)
    library, log = folder / "watch.so", folder / "sockets.log"
    subprocess.run(
        [compiler, "-shared", "-fPIC", "-o", library, folder / "watch.c", "-ldl"], check=True
    )
    return {**os.environ, "LD_PRELOAD": str(library), "SOCKET_LOG": str(log)}, log


def run(code: str, environment: dict[str, str], cwd: Path) -> None:
    subprocess.run([sys.executable, "-c", code], env=environment, cwd=cwd, check=True)


def test_the_watcher_sees_a_socket(watched: tuple[dict[str, str], Path], tmp_path: Path) -> None:
    environment, log = watched
    run("import socket; socket.socket().close()", environment, tmp_path)
    assert log.read_text().startswith("socket of family")
    log.unlink()


def test_an_analysis_opens_no_network_socket(
    watched: tuple[dict[str, str], Path], tmp_path: Path
) -> None:
    environment, log = watched
    arguments = ["analyze", str(SAMPLE), "--exercise", "plank", "--out", "results"]
    run(
        f"from formcheck.cli.main import main; assert main({arguments!r}) == 0",
        environment,
        tmp_path,
    )
    assert (tmp_path / "results" / "overlay.mp4").exists()
    assert not log.exists()
