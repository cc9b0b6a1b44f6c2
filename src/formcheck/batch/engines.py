"""Engines that judge clips: processes of this computer, a Dask cluster, Ray.

An engine takes a function with its arguments and returns a `concurrent.futures.Future`. All else,
such as resuming and the rows of failures, is the same for every engine.

Local processes are Pebble's. If MediaPipe or FFmpeg kills a process, only its clip fails, and a new
process takes its place. The pools of `concurrent.futures`, loky and joblib would give up all their
work and not name the clip.
"""

import multiprocessing
import os
import signal
from collections.abc import Callable, Iterator
from concurrent.futures import BrokenExecutor, Future
from contextlib import contextmanager
from dataclasses import dataclass
from queue import SimpleQueue
from typing import Any, Final, Literal

from formcheck.batch.score import STALLED
from formcheck.errors import FormcheckError, UsageError

EngineName = Literal["processes", "dask", "ray"]

# These libraries would start a thread for each core in every process.
_THREAD_LIMITS: Final = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS")

# A cluster that grows on demand does so by the number of waiting tasks.
_AHEAD_ON_A_CLUSTER: Final = 1000
_CONNECT_S: Final = 20

# No clip takes a day; a task that does is lost.
_LOST_S: Final = 24 * 3600.0


class EngineError(FormcheckError):
    """The engine cannot be reached or is lost; earlier outcomes are in the journal."""

    exit_status = 3


@dataclass(frozen=True, slots=True)
class Engine:
    """Something that runs functions in other processes.

    Attributes:
        submit: like `concurrent.futures.Executor.submit`.
        ahead: number of tasks to submit before waiting for the first one.
        death: turns the error of a future into a sentence that says what ended the task's process;
            None if the error does not mean that.
    """

    submit: Callable[..., "Future[Any]"]
    ahead: int
    death: Callable[[BaseException], str | None]


@contextmanager
def open_engine(name: EngineName, jobs: int | None, scheduler: str | None) -> Iterator[Engine]:
    """Start or reach an engine; unfinished tasks are stopped at the end.

    Args:
        name: of the engine.
        jobs: clips at a time, not for a cluster; by default one a core.
        scheduler: address of the cluster; without it, Ray starts on this computer.

    Raises:
        UsageError: options do not go together, or a package is missing.
        EngineError: the cluster does not answer.
    """
    if jobs is not None and (name == "dask" or scheduler):
        raise UsageError("--jobs is for this computer only: a cluster has the workers it was given")
    if scheduler and name == "processes":
        raise UsageError("--scheduler needs --engine dask or --engine ray")
    jobs = jobs or _usable_cores()
    if name == "processes":
        with _processes(jobs) as engine:
            yield engine
    elif name == "dask":
        with _dask(scheduler) as engine:
            yield engine
    else:
        with _ray(jobs, scheduler) as engine:
            yield engine


def _usable_cores() -> int:
    allowed = getattr(os, "sched_getaffinity", None)  # not every system has it
    return len(allowed(0)) if allowed else os.cpu_count() or 1


# --- processes of this computer ----------------------------------------------------------------


@contextmanager
def _processes(jobs: int) -> Iterator[Engine]:
    # Each process has a pool of its own, with one task at a time. If a process dies just as it
    # takes a task, a pool of several cannot tell which task it was, and loses it or gives up.
    pools: list[Any] = [_new_pool() for _ in range(jobs)]
    idle: SimpleQueue[int] = SimpleQueue()
    for number in range(jobs):
        idle.put(number)

    def submit(work: Callable[..., Any], *args: Any) -> "Future[Any]":
        number = idle.get()
        if not pools[number].active:  # its process died while it was idle
            _end(pools[number])
            pools[number] = _new_pool()
        future: Future[Any] = pools[number].schedule(work, args=args, timeout=_LOST_S)
        future.add_done_callback(lambda _: idle.put(number))
        return future

    with _one_thread_a_process():
        try:
            yield Engine(submit, jobs, _death_of_process)
        finally:
            _end(*pools)


def _new_pool() -> Any:
    from pebble import ProcessPool

    # Spawned and not forked: MediaPipe's threads do not survive a fork.
    return ProcessPool(1, context=multiprocessing.get_context("spawn"))


def _end(*pools: Any) -> None:
    for pool in pools:
        pool.stop()
    for pool in pools:
        pool.join()


@contextmanager
def _one_thread_a_process() -> Iterator[None]:
    """Limit processes that start meanwhile to one thread each, unless the user set a number."""
    ours = [name for name in _THREAD_LIMITS if name not in os.environ]
    os.environ.update(dict.fromkeys(ours, "1"))
    try:
        yield
    finally:
        for name in ours:
            del os.environ[name]


def _death_of_process(error: BaseException) -> str | None:
    from pebble import ProcessExpired

    if isinstance(error, TimeoutError):
        return "it took more than a day, and its process was ended"
    if isinstance(error, BrokenExecutor):
        return "its process died"
    if not isinstance(error, ProcessExpired):
        return None
    if error.exitcode == STALLED:
        return "it made no more progress, and its process was ended"
    if error.exitcode < 0:
        return f"its process was ended by {_signal_name(-error.exitcode)}"
    return f"its process ended with status {error.exitcode}"


def _signal_name(number: int) -> str:
    try:
        return signal.Signals(number).name
    except ValueError:
        return f"signal {number}"


# --- clusters ----------------------------------------------------------------------------------

_WORKER_DIED: Final = "its worker died or made no more progress"


@contextmanager
def _dask(scheduler: str | None) -> Iterator[Engine]:
    try:
        from distributed import Client, KilledWorker
    except ImportError as error:
        raise _missing("dask", error) from error
    if not scheduler:
        raise UsageError("--engine dask needs --scheduler ADDRESS, such as tcp://10.0.0.5:8786")
    try:
        client = Client(scheduler, timeout=_CONNECT_S, set_as_default=False)
    except (OSError, ValueError) as error:
        raise EngineError(
            f"no Dask scheduler answers at {scheduler} ({error}): check the address"
        ) from error
    with client:
        threads = [info["nthreads"] for info in client.scheduler_info()["workers"].values()]
        if any(count > 1 for count in threads):
            raise UsageError(
                "a worker of the Dask cluster runs several clips in one process: "
                "start workers with --nthreads 1 (and --nworkers for more processes)"
            )
        # Not pure, since the same clip may have changed. No retries, since the scheduler has
        # already tried a task elsewhere after its worker died.
        executor = client.get_executor(pure=False, retries=0)
        try:
            yield Engine(
                executor.submit,
                _AHEAD_ON_A_CLUSTER,
                lambda error: _WORKER_DIED if isinstance(error, KilledWorker) else None,
            )
        finally:
            executor.shutdown(wait=False)


@contextmanager
def _ray(jobs: int, address: str | None) -> Iterator[Engine]:
    # Ray would send usage statistics to its makers.
    os.environ.setdefault("RAY_USAGE_STATS_ENABLED", "0")
    try:
        import ray
        from ray.exceptions import OutOfMemoryError, WorkerCrashedError
    except ImportError as error:
        raise _missing("ray", error) from error
    # If Ray starts here, its processes inherit this.
    with _one_thread_a_process():
        try:
            here = {} if address else {"num_cpus": jobs, "include_dashboard": False}
            ray.init(address or "local", log_to_driver=False, logging_level="ERROR", **here)
        except (OSError, RuntimeError, ValueError) as error:
            raise EngineError(
                f"Ray cannot be reached or started ({error}): check the address"
            ) from error

    def submit(work: Callable[..., Any], *args: Any) -> "Future[Any]":
        remote = ray.remote(work).options(num_cpus=1, max_retries=0)
        future: Future[Any] = remote.remote(*args).future()
        return future

    def death(error: BaseException) -> str | None:
        crashed = isinstance(error, (WorkerCrashedError, OutOfMemoryError))
        return _WORKER_DIED if crashed else None

    try:
        yield Engine(submit, _AHEAD_ON_A_CLUSTER, death)
    finally:
        ray.shutdown()


def _missing(extra: str, error: ImportError) -> UsageError:
    return UsageError(
        f"--engine {extra} needs a package that is missing ({error.name}): "
        f"pip install 'formcheck[{extra}]'"
    )
