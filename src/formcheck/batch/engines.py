"""Where clips are judged: processes of this computer, a Dask cluster, Ray.

An engine takes a function and its arguments and gives a `concurrent.futures.Future`, in its own
public way; all else (what is done again, what becomes a row) is the same for all of them.

Local processes are Pebble's: when a process dies, as MediaPipe or FFmpeg may make it, only the
clip that it was judging fails, and a new process takes its place. The pools of
`concurrent.futures`, loky and joblib give up all their work then and do not say which clip it was.
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

# Libraries that would start a thread a core in every process.
_THREAD_LIMITS: Final = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS")

# A cluster that grows on demand looks at how much is waiting.
_AHEAD_ON_A_CLUSTER: Final = 1000
_CONNECT_S: Final = 20

# No clip takes a day: one that does has been lost sight of.
_LOST_S: Final = 24 * 3600.0


class EngineError(FormcheckError):
    """The engine itself cannot be reached or is lost; what was judged until then is kept."""

    exit_status = 3


@dataclass(frozen=True, slots=True)
class Engine:
    """Something that runs functions elsewhere.

    Attributes:
        submit: like `concurrent.futures.Executor.submit`.
        ahead: how many tasks are to be submitted before the first one is done.
        death: what ended the process that ran a task, in words, from the error that its future
            holds; None where the error says something else.
    """

    submit: Callable[..., "Future[Any]"]
    ahead: int
    death: Callable[[BaseException], str | None]


@contextmanager
def open_engine(name: EngineName, jobs: int | None, scheduler: str | None) -> Iterator[Engine]:
    """Start or reach an engine; what is still running is stopped at the end.

    Args:
        name: of the engine.
        jobs: clips at a time; one a core if not given. A cluster knows that itself.
        scheduler: address of the cluster; Ray starts one here if not given.

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
    # A pool for each process, and one task at a time: of a process that dies just as it takes a
    # task, a pool of several cannot tell which task it was, and loses it or gives up.
    pools: list[Any] = [_new_pool() for _ in range(jobs)]
    idle: SimpleQueue[int] = SimpleQueue()
    for number in range(jobs):
        idle.put(number)

    def submit(work: Callable[..., Any], *args: Any) -> "Future[Any]":
        number = idle.get()
        if not pools[number].active:  # its process died while it had nothing to do
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

    # Started afresh and not forked: MediaPipe's threads do not survive a fork.
    return ProcessPool(1, context=multiprocessing.get_context("spawn"))


def _end(*pools: Any) -> None:
    for pool in pools:
        pool.stop()
    for pool in pools:
        pool.join()


@contextmanager
def _one_thread_a_process() -> Iterator[None]:
    """Processes that start now calculate with one thread each, unless the user says otherwise."""
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
        return "nothing came of it any more, and its process was ended"
    if error.exitcode < 0:
        return f"its process was ended by {_signal_name(-error.exitcode)}"
    return f"its process ended with status {error.exitcode}"


def _signal_name(number: int) -> str:
    try:
        return signal.Signals(number).name
    except ValueError:
        return f"signal {number}"


# --- clusters ----------------------------------------------------------------------------------

_WORKER_DIED: Final = "the worker that judged it died or nothing came of it any more"


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
        # Not pure: the same clip may have changed. What died with its worker has been tried
        # elsewhere by the scheduler already.
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
    # Ray would tell its makers how it is used.
    os.environ.setdefault("RAY_USAGE_STATS_ENABLED", "0")
    try:
        import ray
        from ray.exceptions import OutOfMemoryError, WorkerCrashedError
    except ImportError as error:
        raise _missing("ray", error) from error
    # Ray's processes inherit this where Ray starts here.
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
