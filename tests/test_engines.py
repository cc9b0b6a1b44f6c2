"""Where clips are judged makes no difference, and no clip takes the others with it."""

import csv
import os
from collections.abc import Iterator
from pathlib import Path

import pretend
import pytest
from serving import served

from formcheck.batch.engines import EngineError, open_engine
from formcheck.batch.run import score_all
from formcheck.batch.score import Settings, Task, settings_for
from formcheck.cli.main import main
from formcheck.errors import UsageError
from formcheck.exercises.catalogue import catalogue

pytestmark = pytest.mark.slow

RECORDINGS = Path(__file__).parents[1] / "benchmarks/accuracy/data/dev"
Table = list[list[str]]
CLIPS = sorted(map(str, RECORDINGS.glob("plank-*.full.npz")))[:6]


@pytest.fixture(scope="module")
def dask_cluster() -> Iterator[str]:
    """Address of a Dask scheduler on this computer with two workers."""
    distributed = pytest.importorskip("distributed", reason="formcheck[dask] is not installed")
    import dask

    with (
        dask.config.set({"distributed.scheduler.allowed-failures": 0}),
        distributed.LocalCluster(
            n_workers=2, threads_per_worker=1, host="127.0.0.1", dashboard_address=None
        ) as cluster,
    ):
        yield cluster.scheduler_address


@pytest.fixture
def settings() -> Settings:
    return settings_for("full", catalogue())


def score(out: Path, *options: str) -> Table:
    """The table that the command writes, without the time that judging took."""
    assert main(["score", *CLIPS, "--out", str(out), *options]) == 0
    with out.open(newline="") as file:
        lines = list(csv.reader(file))
    spent = lines[0].index("seconds_spent")
    return [line[:spent] + line[spent + 1 :] for line in lines]


@pytest.fixture(scope="module")
def table_of_one_job(tmp_path_factory: pytest.TempPathFactory) -> Table:
    return score(tmp_path_factory.mktemp("one") / "scores.csv", "--jobs", "1")


def test_two_jobs_give_the_same_table(table_of_one_job: Table, tmp_path: Path) -> None:
    assert score(tmp_path / "scores.csv", "--jobs", "2") == table_of_one_job
    assert [line[1] for line in table_of_one_job[1:]] == ["ok"] * len(CLIPS)


def test_the_order_of_the_clips_does_not_matter(
    table_of_one_job: Table, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(f"{__name__}.CLIPS", CLIPS[::-1])
    assert score(tmp_path / "scores.csv") == table_of_one_job


def test_a_dask_cluster_gives_the_same_table(
    table_of_one_job: Table, tmp_path: Path, dask_cluster: str
) -> None:
    options = ("--engine", "dask", "--scheduler", dask_cluster)
    assert score(tmp_path / "scores.csv", *options) == table_of_one_job


def test_ray_gives_the_same_table(table_of_one_job: Table, tmp_path: Path) -> None:
    pytest.importorskip("ray", reason="formcheck[ray] is not installed")
    options = ("--engine", "ray", "--jobs", "2")
    assert score(tmp_path / "scores.csv", *options) == table_of_one_job


def test_a_process_that_dies_fails_its_own_clip_only(settings: Settings) -> None:
    names = ["a", "SIGSEGV", "b", "SIGKILL", "c", "SIGABRT", "d"]
    tasks = [Task(f"{name}.mp4", "plank") for name in names]
    with open_engine("processes", 2, None) as engine:
        done = list(score_all(tasks, settings, engine, work=pretend.die_or_count))
    errors = {task.clip: outcome.rows[0].error for task, outcome in done}
    assert len(done) == len(tasks)
    assert {clip: error for clip, error in errors.items() if error} == {
        "SIGSEGV.mp4": "its process was ended by SIGSEGV",
        "SIGKILL.mp4": "its process was ended by SIGKILL",
        "SIGABRT.mp4": "its process was ended by SIGABRT",
    }


def test_processes_that_die_at_once_lose_no_clip(settings: Settings) -> None:
    tasks = [Task(f"{number}.mp4", "plank") for number in range(6)]
    with open_engine("processes", 3, None) as engine:
        done = list(score_all(tasks, settings, engine, work=pretend.die_at_once))
    assert {task.clip for task, _ in done} == {task.clip for task in tasks}
    assert {outcome.rows[0].status for _, outcome in done} == {"error"}


def test_a_dask_worker_that_dies_fails_its_own_clip_only(
    settings: Settings, dask_cluster: str
) -> None:
    tasks = [Task(f"{name}.mp4", "plank") for name in ("a", "SIGKILL", "b")]
    with open_engine("dask", None, dask_cluster) as engine:
        done = list(score_all(tasks, settings, engine, work=pretend.die_or_count))
    rows = {task.clip: outcome.rows[0] for task, outcome in done}
    assert rows["SIGKILL.mp4"].status == "error"
    assert "died" in rows["SIGKILL.mp4"].error
    assert rows["b.mp4"].reps == 1


def test_a_clip_that_hangs_is_given_up() -> None:
    pytest.importorskip("aiohttp")
    silent = served(lambda _request, stopped: stopped.wait())
    with silent as address, open_engine("processes", 1, None) as engine:
        tasks = [Task(f"{address}/clip.mp4", "plank"), Task(CLIPS[0], "plank")]
        done = dict(score_all(tasks, settings_for("full", catalogue(), stall_s=2.0), engine))
    assert [outcome.rows[0].status for outcome in done.values()] == ["error", "ok"]
    assert "no more progress" in done[tasks[0]].rows[0].error


def test_workers_of_another_version_stop_the_run() -> None:
    other = Settings("full", "0" * 64, packages={"formcheck": "0.0.0"})
    with (
        open_engine("processes", 1, None) as engine,
        pytest.raises(UsageError, match=r"a worker has formcheck .*, not 0\.0\.0"),
    ):
        list(score_all([Task(CLIPS[0], "plank")], other, engine))


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (("dask", None, None), "--scheduler"),
        (("dask", 2, "tcp://127.0.0.1:1"), "--jobs"),
        (("processes", None, "tcp://127.0.0.1:1"), "--engine dask"),
    ],
)
def test_options_that_do_not_go_together_are_refused(options: tuple, message: str) -> None:
    if options[0] == "dask":
        pytest.importorskip("distributed", reason="formcheck[dask] is not installed")
    with pytest.raises(UsageError, match=message), open_engine(*options):
        pass


def test_a_scheduler_that_does_not_answer_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("distributed", reason="formcheck[dask] is not installed")
    monkeypatch.setattr("formcheck.batch.engines._CONNECT_S", 1)
    with (
        pytest.raises(EngineError, match="no Dask scheduler answers"),
        open_engine("dask", None, "tcp://127.0.0.1:1"),
    ):
        pass


def test_threads_of_other_libraries_are_one_a_process(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("OPENBLAS_NUM_THREADS", raising=False)
    with open_engine("processes", 1, None) as engine:
        inside = engine.submit(os.getenv, "OPENBLAS_NUM_THREADS").result()
    assert inside == "1"
    assert "OPENBLAS_NUM_THREADS" not in os.environ
