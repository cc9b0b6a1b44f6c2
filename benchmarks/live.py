"""What a live session costs, and whether every sample runs hands-free.

    python -m benchmarks.live speed [--minutes 1]    # a camera of 640 x 480, 30 pictures a second
    python -m benchmarks.live samples [--over http]  # each sample as a camera, set-up to advice

`speed` plays a clip over and over, as a camera gives its pictures, through the whole live loop:
with a window where there is a screen (DISPLAY), without one elsewhere. Before that it times the
landmarker alone, masks on, on the same pictures. Times depend on the machine, their ratio less.
"""

import argparse
import itertools
import json
import os
import statistics
import time
from collections.abc import Iterator
from contextlib import nullcontext
from pathlib import Path

from formcheck.live import window as live_window  # before PyAV: see there

ROOT = Path(__file__).parents[1]
CLIP = ROOT / "samples" / "leg_raise_fast.mp4"
FPS = 30.0
_WARM_UP, _TIMED = 30, 600


class Endless:
    """A camera that films the same clip again and again, at 30 pictures a second."""

    name = "endless clip"

    def __init__(self, clip: Path, seconds: float) -> None:
        self._clip, self._seconds = clip, seconds
        self._pictures: Iterator = iter(())
        self._began_s, self._count = 0.0, 0

    def open(self) -> None:
        """Start filming."""
        self._pictures = itertools.chain.from_iterable(self._frames() for _ in itertools.count())
        self._began_s = time.perf_counter()

    def _frames(self) -> Iterator:
        from formcheck.capture import VideoFile

        with VideoFile(self._clip) as clip:
            yield from clip

    def read(self):
        """Wait for the next picture."""
        from formcheck.capture.sources import Picture, SourceError

        due_s = self._began_s + self._count / FPS
        self._count += 1
        if due_s - self._began_s > self._seconds:
            raise SourceError("the time is over", ended=True)
        frame = next(self._pictures)
        time.sleep(max(0.0, due_s - time.perf_counter()))
        return Picture(frame.rgb, (frame.width, frame.height))

    def close(self) -> None:
        """Stop filming."""
        self._pictures = iter(())


def landmarker_ms(clip: Path) -> float:
    """Median milliseconds of `detect_for_video` alone, full model with masks."""
    from formcheck.capture import VideoFile
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
        output_segmentation_masks=True,
    )
    with VideoFile(clip) as pictures:
        frames = [frame.rgb for frame in pictures]
    times = []
    with PoseLandmarker.create_from_options(options) as finder:
        for i, rgb in enumerate(itertools.islice(itertools.cycle(frames), _WARM_UP + _TIMED)):
            image = mp.Image(image_format=mp.ImageFormat.SRGB, data=rgb)
            began = time.perf_counter()
            finder.detect_for_video(image, round(i * 1000 / FPS))
            times.append(time.perf_counter() - began)
            time.sleep(max(0.0, 1 / FPS - times[-1]))  # as it is called live
    return 1e3 * statistics.median(times[_WARM_UP:])


def speed(minutes: float, stats: Path | None) -> None:
    """Run the live loop for a while and print what it cost."""
    with live_window.Window("formcheck") if os.environ.get("DISPLAY") else nullcontext() as window:
        from formcheck.exercises.catalogue import catalogue
        from formcheck.guide.training import Training
        from formcheck.live.loop import LiveConfig, run
        from formcheck.live.voice import Voice

        alone_ms = landmarker_ms(CLIP)
        known = catalogue()
        config = LiveConfig(Training(known, known["leg_raise"]))
        with Voice(muted=True) as voice:
            outcome = run(Endless(CLIP, 60.0 * minutes), config, voice, window)
    figures = outcome.stats.as_dict(outcome.camera.counts)
    if stats:
        stats.write_text(json.dumps(figures, indent=2) + "\n", encoding="utf-8")
    frames, latency = figures["frames"], figures["capture_to_display_ms"]
    print(f"landmarker alone, masks on: {alone_ms:.1f} ms (median)")
    print(
        f"live: {frames['judged_per_s']:.1f} pictures a second judged "
        f"({frames['dropped']} of {frames['read']} dropped), window: {window is not None}"
    )
    for name in ("inference", "judging", "showing", "capture_to_display"):
        row = figures[f"{name}_ms"]
        print(
            f"  {name:>18}: p50 {row['p50']:6.2f}  p95 {row['p95']:6.2f}  p99 {row['p99']:6.2f} ms"
        )
    print(f"latency p50 over the landmarker alone: {latency['p50'] / alone_ms:.2f}")
    memory = figures["memory_mb_by_minute"]
    if len(memory) > 1:
        by_minute = figures["capture_to_display_p50_ms_by_minute"]
        print(
            f"memory: {memory[0]:.0f} MB after a minute, {memory[-1]:.0f} MB after {len(memory)}; "
            f"latency p50: {by_minute[0]:.1f} ms in the first minute, {by_minute[-1]:.1f} ms in "
            f"the last, {max(by_minute):.1f} ms in the worst"
        )


def main() -> None:
    """Run what the command line asks for."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    commands = parser.add_subparsers(dest="command", required=True)
    timed = commands.add_parser("speed")
    timed.add_argument("--minutes", type=float, default=1.0)
    timed.add_argument("--stats", type=Path)
    samples = commands.add_parser("samples")
    samples.add_argument("--over", choices=("file", "http"), default="file")
    wanted = parser.parse_args()
    if wanted.command == "speed":
        speed(wanted.minutes, wanted.stats)
    else:
        from benchmarks.hands_free import run_samples

        run_samples(over_http=wanted.over == "http")


if __name__ == "__main__":
    main()
