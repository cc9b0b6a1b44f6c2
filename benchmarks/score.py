"""How fast many clips are judged, and whether the table is the same however they are.

    python -m benchmarks.score                          # 200 clips: one job, two, bare loops
    python -m benchmarks.score --clips 20 --seconds 4   # a quick look
    python -m benchmarks.score --only kill engines recordings

Prints what `docs/scoring.md` quotes:

- `speed`: re-encoded samples judged by one job, by two, and by two bare loops side by side (as in
  `speed.py`: decode with PyAV and detect with MediaPipe, without masks and with the masks that
  formcheck needs), each loop over half of the clips;
- `kill`: a run killed with SIGKILL at five random moments and resumed, against an undisturbed one;
- `engines`: a Dask scheduler with two workers on loopback and a local Ray against processes;
- `recordings`: stored Recordings judged again, clips a minute.
"""

import argparse
import csv
import random
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

import av

from benchmarks.speed import bare_loop

ROOT = Path(__file__).parents[1]
_PARTS = ("speed", "kill", "engines", "recordings")
_COMMAND = (sys.executable, "-c", "from formcheck.cli.main import run; run()", "score")
_BARE = "--bare"


def make_clips(count: int, seconds: float, folder: Path) -> None:
    """Write the first seconds of the samples anew, each time at another quality."""
    samples = sorted((ROOT / "samples").glob("*.mp4"))
    folder.mkdir(parents=True, exist_ok=True)
    for i in range(count):
        sample = samples[i % len(samples)]
        target = folder / f"{sample.stem}_{i:03d}.mp4"
        if not target.exists():
            reencode(sample, target, crf=18 + i // len(samples), seconds=seconds)


def reencode(source: Path, target: Path, *, crf: int, seconds: float) -> None:
    """Write the first seconds of a clip at this H.264 quality."""
    with av.open(str(source)) as clip, av.open(str(target), "w") as out:
        video = clip.streams.video[0]
        stream = out.add_stream("libx264", rate=video.average_rate)
        stream.width, stream.height, stream.pix_fmt = video.width, video.height, "yuv420p"
        stream.options = {"crf": str(crf), "preset": "veryfast"}
        for picture in clip.decode(video):
            if picture.time >= seconds:
                break
            plain = picture.reformat(format="yuv420p")
            plain.pict_type = av.video.frame.PictureType.NONE
            out.mux(stream.encode(plain))
        out.mux(stream.encode(None))


class Spent(NamedTuple):
    """Seconds that something took: by the clock, and of all cores together."""

    wall: float
    cpu: float


def stopwatch() -> Callable[[], Spent]:
    """Give what tells how long it took since; cores are those of processes that have ended."""
    wall, before = time.perf_counter(), resource.getrusage(resource.RUSAGE_CHILDREN)

    def spent() -> Spent:
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
        return Spent(time.perf_counter() - wall, cpu)

    return spent


def run_score(*arguments: str) -> Spent:
    """Run the command on its own."""
    spent = stopwatch()
    subprocess.run([*_COMMAND, *arguments], check=True, stdout=subprocess.DEVNULL)
    return spent()


def run_bare(clips: Sequence[Path], jobs: int, *, masks: bool) -> Spent:
    """Run bare loops side by side, each over its share of the clips."""
    command = [sys.executable, "-m", "benchmarks.score", _BARE, str(int(masks))]
    shares = [[*command, *map(str, clips[i::jobs])] for i in range(jobs)]
    spent = stopwatch()
    loops = [subprocess.Popen(one, cwd=ROOT, stderr=subprocess.DEVNULL) for one in shares]
    statuses = [loop.wait() for loop in loops]
    if any(statuses):
        raise RuntimeError("a bare loop failed")
    return spent()


def table(path: Path) -> list[list[str]]:
    """The sorted rows of a table, without the time that judging took."""
    with path.open(newline="") as file:
        lines = list(csv.reader(file))
    spent = lines[0].index("seconds_spent")
    return sorted(line[:spent] + line[spent + 1 :] for line in lines)


def print_speed(clips: Path, work: Path) -> None:
    """Time one job, two jobs and the bare loops, each over all clips."""
    files = sorted(clips.glob("*.mp4"))
    times = {
        "1 job": run_score(str(clips), "--out", str(work / "1.csv"), "--jobs", "1"),
        "2 jobs": run_score(str(clips), "--out", str(work / "2.csv"), "--jobs", "2"),
        "2 bare loops": run_bare(files, 2, masks=False),
        "2 bare loops with masks": run_bare(files, 2, masks=True),
    }
    two = times["2 jobs"]
    for name, (wall, cpu) in times.items():
        rate = len(files) / wall * 60
        print(
            f"{name:24s} {wall:6.1f} s  {rate:5.1f} clips/min  {cpu:6.1f} s of cores   "
            f"2 jobs take {two.wall / wall:.2f} x the time, {two.cpu / cpu:.2f} x the cores"
        )
    print(f"2 jobs are {times['1 job'].wall / two.wall:.2f} x as fast as one")
    print(f"tables of 1 and 2 jobs: {same(work / '1.csv', work / '2.csv')}")


def print_kill(clips: Path, work: Path) -> None:
    """Kill a run at five random moments, resume it, and compare the tables."""
    whole, out = work / "whole.csv", work / "killed.csv"
    undisturbed = run_score(str(clips), "--out", str(whole), "--jobs", "2")
    arguments = [*_COMMAND, str(clips), "--out", str(out), "--jobs", "2", "--resume"]
    for _ in range(5):
        before = clips_done(out)
        run = subprocess.Popen(
            arguments, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True
        )
        while clips_done(out) == before and run.poll() is None:
            time.sleep(0.05)  # past the start, or most kills would fall into it
        time.sleep(random.uniform(0.0, undisturbed.wall / 6))
        run.kill()
        run.wait()
        print(f"killed with {clips_done(out)} clips done")
    run_score(str(clips), "--out", str(out), "--jobs", "2", "--resume")
    print(f"resumed five times and undisturbed: {same(whole, out)}")


def clips_done(out: Path) -> int:
    """How many clips the journal of a table tells of."""
    journal = out.with_name(f"{out.name}.journal")
    return journal.read_text().count('"key"') if journal.exists() else 0


def print_engines(clips: Path, work: Path) -> None:
    """Judge on every engine and compare the tables."""
    tables = {name: work / f"{name}.csv" for name in ("processes", "dask", "ray")}
    seconds = {"processes": run_score(str(clips), "--out", str(tables["processes"]))}
    with dask_cluster(work) as address:
        options = ("--engine", "dask", "--scheduler", address)
        seconds["dask"] = run_score(str(clips), "--out", str(tables["dask"]), *options)
    seconds["ray"] = run_score(str(clips), "--out", str(tables["ray"]), "--engine", "ray")
    for name, path in tables.items():
        print(f"{name:10s} {seconds[name].wall:6.1f} s  {same(tables['processes'], path)}")


@contextmanager
def dask_cluster(work: Path) -> Iterator[str]:
    """Start a scheduler and two workers on loopback, as on a real cluster, by their commands."""
    dask = [sys.executable, "-m", "dask"]
    address, quiet = "tcp://127.0.0.1:18786", subprocess.DEVNULL
    scheduler = [*dask, "scheduler", "--host", "127.0.0.1", "--port", "18786", "--no-dashboard"]
    worker = [*dask, "worker", address, "--nthreads", "1", "--no-dashboard"]
    commands = [scheduler, *([*worker, "--local-directory", str(work)] for _ in range(2))]
    processes = [subprocess.Popen(command, stdout=quiet, stderr=quiet) for command in commands]
    try:
        yield address
    finally:
        for process in reversed(processes):
            process.terminate()
            process.wait()


def print_recordings(work: Path) -> None:
    """Judge the Recordings of the accuracy benchmark again."""
    pattern = str(ROOT / "benchmarks/accuracy/data/*/*.full.npz")
    out = work / "recordings.csv"
    wall, cpu = run_score(pattern, "--out", str(out), "--from-recordings")
    count = len({line.split(",")[0] for line in out.read_text().splitlines()[1:]})
    rate = count / wall * 60
    print(f"{count} Recordings in {wall:.1f} s ({cpu:.1f} s of cores): {rate:.0f} a minute")


def same(one: Path, other: Path) -> str:
    """Whether two tables say the same, in words."""
    return "the same table" if table(one) == table(other) else "NOT THE SAME TABLE"


def main() -> None:
    """Measure and print."""
    if sys.argv[1:2] == [_BARE]:
        for clip in sys.argv[3:]:
            bare_loop(Path(clip), masks=sys.argv[2] == "1")
        return
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--clips", type=int, default=200, help="number of clips")
    parser.add_argument("--seconds", type=float, default=8.0, help="length of each, at most")
    parser.add_argument("--folder", type=Path, help="where to keep the clips")
    parser.add_argument("--only", nargs="+", choices=_PARTS, default=_PARTS)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        work = Path(name)
        clips = options.folder or work / "clips"
        if set(options.only) - {"recordings"}:
            make_clips(options.clips, options.seconds, clips)
        if "speed" in options.only:
            print_speed(clips, work)
        if "kill" in options.only:
            print_kill(clips, work)
        if "engines" in options.only:
            print_engines(clips, work)
        if "recordings" in options.only:
            print_recordings(work)


if __name__ == "__main__":
    main()
