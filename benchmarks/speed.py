"""How much an analysis costs over MediaPipe itself, and what it needs in memory.

    python benchmarks/speed.py samples/plank_sag.mp4 --exercise plank

Prints ratios against the bare loop "decode with PyAV, detect_for_video" over the same clip in
the same run (absolute times depend on the machine), the memory of a one-minute and of a
ten-minute clip, and how many frames a second are judged again from a Recording.
"""

import argparse
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

_RUNS = 3
_MEMORY = "--memory-of"


def bare_loop(clip: Path, *, masks: bool = False) -> None:
    """Decode with PyAV and detect with MediaPipe, as short as it can be written.

    Args:
        clip: a video.
        masks: ask MediaPipe for the outline of the person, too.
    """
    import av

    from formcheck.capture.video import INFERENCE_LONG_SIDE
    from formcheck.pose.blazepose import (
        BaseOptions,
        PoseLandmarker,
        PoseLandmarkerOptions,
        RunningMode,
        mp,
    )
    from formcheck.pose.models import resolve

    bundle, _ = resolve("full")
    options = PoseLandmarkerOptions(
        base_options=BaseOptions(model_asset_buffer=bundle.read_bytes()),
        running_mode=RunningMode.VIDEO,
        output_segmentation_masks=masks,
    )
    with av.open(str(clip)) as container, PoseLandmarker.create_from_options(options) as finder:
        stream = container.streams.video[0]
        stream.thread_type = "AUTO"
        scale = min(1.0, INFERENCE_LONG_SIDE / max(stream.width, stream.height))
        size = (round(stream.width * scale), round(stream.height * scale))
        for picture in container.decode(stream):
            rgb = picture.reformat(*size, format="rgb24").to_ndarray()
            image = mp.Image(image_format=mp.ImageFormat.SRGB, data=rgb)
            finder.detect_for_video(image, round((picture.time or 0.0) * 1000))


def analysis(clip: Path, exercise: str, folder: Path, *, overlay: bool) -> None:
    """Run the whole analysis as the command does."""
    from formcheck import Outputs, analyze

    analyze(clip, exercise, outputs=Outputs(folder, overlay=overlay))


def seconds(work: Callable[[], None]) -> float:
    """Wall-clock time of one call."""
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def repeat_clip(clip: Path, duration_s: float, target: Path) -> None:
    """Make a longer clip by repeating one, without encoding anew."""
    import av

    with av.open(str(target), "w") as out:
        shift, stream = 0, None
        done_s = 0.0
        while done_s < duration_s:
            with av.open(str(clip)) as source:
                video = source.streams.video[0]
                stream = stream or out.add_stream_from_template(video)
                length = 0
                for packet in source.demux(video):
                    if packet.pts is None or packet.dts is None:
                        continue
                    length = max(length, packet.pts + (packet.duration or 1))
                    packet.pts += shift
                    packet.dts += shift
                    packet.stream = stream
                    out.mux(packet)
                shift += length
                done_s = float(shift * video.time_base)


def memory_mb(clip: Path, exercise: str) -> float:
    """Peak memory of a process that analyses the clip."""
    command = [sys.executable, __file__, str(clip), "--exercise", exercise, _MEMORY]
    return float(subprocess.run(command, check=True, capture_output=True, text=True).stdout)


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("clip", type=Path)
    parser.add_argument("--exercise", default="plank")
    parser.add_argument(_MEMORY, action="store_true", dest="memory", help=argparse.SUPPRESS)
    parser.add_argument("--no-memory", action="store_true", help="skip the ten-minute clip")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        if options.memory:
            analysis(options.clip, options.exercise, folder, overlay=False)
            print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)
            return
        print_speed(options.clip, options.exercise, folder)
        if not options.no_memory:
            short, long = folder / "short.mp4", folder / "long.mp4"
            repeat_clip(options.clip, 60, short)
            repeat_clip(options.clip, 600, long)
            one, ten = memory_mb(short, options.exercise), memory_mb(long, options.exercise)
            more = ten - one
            print(f"memory: one minute {one:.0f} MB, ten minutes {ten:.0f} MB ({more:+.0f} MB)")


def print_speed(clip: Path, exercise: str, folder: Path) -> None:
    """Time the loops in turn, so that a slower moment of the machine hits all alike."""
    from formcheck.pose.recording import Recording
    from formcheck.session import Session

    works: dict[str, Callable[[], None]] = {
        "bare loop": lambda: bare_loop(clip),
        "analyze --no-overlay": lambda: analysis(clip, exercise, folder, overlay=False),
        "analyze": lambda: analysis(clip, exercise, folder, overlay=True),
    }
    bare_loop(clip)  # warm up: imports, caches
    times: dict[str, list[float]] = {name: [] for name in works}
    for _ in range(_RUNS):
        for label, work in works.items():
            times[label].append(seconds(work))
    recording = Recording.load(folder / "recording.npz")
    base = times["bare loop"]
    for label, values in times.items():
        ratio = statistics.median(a / b for a, b in zip(values, base, strict=True))
        each = statistics.median(values) / len(recording) * 1000
        print(f"{label:22s} {each:6.1f} ms a frame   {ratio:.2f} x the bare loop")

    def judge_again() -> None:
        session = Session(exercise)
        for pose in recording:
            session.feed(pose)
        session.finish()

    rate = len(recording) / min(seconds(judge_again) for _ in range(_RUNS))
    print(f"judging a Recording    {rate:6.0f} frames a second")


if __name__ == "__main__":
    main()
