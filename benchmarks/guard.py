"""What guarding the track is worth, and what it costs.

    python -m benchmarks.guard samples/plank_sag.mp4 FOLDER... [--seconds 6]

Every clip is searched as it is and rolled by 90 and 180 degrees, with and without the guard. The
table tells in which share of the frames the pose is right: trunk and legs within 0.2 torso lengths,
in the mean, of the truth (`NAME.truth.npz` beside a rendered clip) or of the pose that is found
without the guard in the clip as it is. A table of times follows, relative to the bare loop
"detect_for_video" with masks on, of the same frames in turn.
"""

import argparse
import statistics
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import replace
from itertools import takewhile
from pathlib import Path

import numpy as np

from benchmarks.accuracy.truth import Truth
from formcheck.capture import Frame, VideoFile
from formcheck.pose.blazepose import (
    TRACKING_CONFIDENCE,
    BaseOptions,
    BlazePose,
    PoseLandmarker,
    PoseLandmarkerOptions,
    RunningMode,
    mp,
)
from formcheck.pose.frame import LANDMARKS
from formcheck.pose.guard import TrackGuard
from formcheck.pose.models import resolve

_SUFFIXES = (".mp4", ".gif", ".mov", ".webm", ".mkv")
_ROLLS = (0, 90, 180)
_MIDS = ("shoulder", "hip", "knee", "ankle")
_RIGHT_T = 0.2
_RUNS = 3


def frames_of(clip: Path, seconds: float) -> list[Frame]:
    """The first seconds of a clip."""
    with VideoFile(clip) as file:
        return list(takewhile(lambda frame: frame.t_s < seconds, file))


def rolled(frames: list[Frame], degrees: int) -> list[Frame]:
    """The same clip, filmed with the camera on its side or upside down."""
    quarters = degrees // 90
    sizes = [(f.height, f.width) if quarters % 2 else (f.width, f.height) for f in frames]
    return [
        replace(f, rgb=np.ascontiguousarray(np.rot90(f.rgb, quarters)), width=w, height=h)
        for f, (w, h) in zip(frames, sizes, strict=True)
    ]


def rolled_back(points: np.ndarray, degrees: int, width: int, height: int) -> np.ndarray:
    """Points `(..., 2)` of a rolled clip, as they lie in a clip of this width and height."""
    x, y = points[..., 0], points[..., 1]
    if degrees == 90:
        return np.stack([width - y, x], axis=-1)
    if degrees == 180:
        return np.stack([width - x, height - y], axis=-1)
    return points


def poses(frames: list[Frame], degrees: int, *, guarded: bool) -> np.ndarray:
    """`(F, 33, 2)` landmarks that are found in the rolled clip, in pixels of the clip itself."""
    estimator = BlazePose(*resolve("full"))
    with TrackGuard(estimator) if guarded else estimator as finder:
        found = [finder.estimate(frame).landmarks for frame in rolled(frames, degrees)]
    return rolled_back(np.array(found), degrees, frames[0].width, frames[0].height)


def mids_of(landmarks: np.ndarray) -> np.ndarray:
    """`(F, 4, 2)` mid-points of the landmarks `(F, 33, 2)`."""
    pairs = [[LANDMARKS.index(f"{s}_{name}") for s in ("left", "right")] for name in _MIDS]
    return landmarks[:, pairs].mean(axis=2)


def true_mids(clip: Path, frames: list[Frame]) -> np.ndarray | None:
    """`(F, 4, 2)` where the mid-points truly are; None for a clip that was not rendered."""
    path = clip.with_suffix(".truth.npz")
    if not path.exists():
        return None
    truth = Truth.from_studio(path)
    at = [int(np.abs(truth.times - frame.t_s).argmin()) for frame in frames]
    sides = [[truth.point(f"{name}_{side}")[at] for side in "LR"] for name in _MIDS]
    return np.array(sides).mean(axis=1).transpose(1, 0, 2)


def share_right(found: np.ndarray, wanted: np.ndarray) -> float:
    """Share of the frames, of those in which somebody is wanted, whose pose is right."""
    there = ~np.isnan(wanted).any(axis=(1, 2))
    # Of a trunk that is seen from an end little is left; the whole body then tells the size.
    trunk = np.linalg.norm(wanted[:, 0] - wanted[:, 1], axis=1)
    whole = np.ptp(wanted, axis=1).max(axis=1)
    error = np.linalg.norm(found - wanted, axis=2).mean(axis=1) / np.maximum(trunk, whole / 3)
    return float((error[there] < _RIGHT_T).mean()) if there.any() else float("nan")


def print_shares(clips: list[Path], seconds: float) -> None:
    """Search every clip six times."""
    heads = [f"{kind}, {degrees}°" for degrees in _ROLLS for kind in ("without", "guarded")]
    print(f"| clip | frames | {' | '.join(heads)} |")
    print("|---" * (len(heads) + 2) + "|")
    rows = []
    for clip in clips:
        frames = frames_of(clip, seconds)
        plain = mids_of(poses(frames, 0, guarded=False))
        wanted = true_mids(clip, frames)
        wanted = plain if wanted is None else wanted
        shares = [share_right(plain, wanted)]
        for degrees in _ROLLS:
            for guarded in (False, True):
                if guarded or degrees:
                    found = mids_of(poses(frames, degrees, guarded=guarded))
                    shares.append(share_right(found, wanted))
        rows.append(shares)
        cells = " | ".join(f"{share:.0%}" for share in shares)
        print(f"| {clip.stem} | {len(frames)} | {cells} |", flush=True)
    cells = " | ".join(f"{share:.1%}" for share in np.nanmean(rows, axis=0))
    print(f"| **all clips alike** | | {cells} |")


def bare_loop(frames: list[Frame]) -> Iterator[Callable[[], None]]:
    """MediaPipe with masks on, and nothing else; one call a frame."""
    options = PoseLandmarkerOptions(
        base_options=BaseOptions(model_asset_buffer=resolve("full")[0].read_bytes()),
        running_mode=RunningMode.VIDEO,
        min_tracking_confidence=TRACKING_CONFIDENCE,
        output_segmentation_masks=True,
    )
    with PoseLandmarker.create_from_options(options) as finder:
        for frame in frames:
            image = mp.Image(image_format=mp.ImageFormat.SRGB, data=frame.rgb)
            time_ms = round(frame.t_s * 1000)
            yield lambda image=image, ms=time_ms: finder.detect_for_video(image, ms)


def guarded_loop(frames: list[Frame]) -> Iterator[Callable[[], None]]:
    """All that the product does for a pose; one call a frame."""
    with TrackGuard(BlazePose(*resolve("full"))) as estimator:
        for frame in frames:
            yield lambda frame=frame: estimator.estimate(frame)


def print_costs(clip: Path, seconds: float) -> None:
    """Time both loops frame by frame in turn, so that a slow moment hits both alike."""
    frames = frames_of(clip, seconds)
    ratios = []
    for _ in range(_RUNS):
        total = [0.0, 0.0]
        with closing(bare_loop(frames)) as bare, closing(guarded_loop(frames)) as guarded:
            for calls in zip(bare, guarded, strict=True):
                for i, call in enumerate(calls):
                    start = time.perf_counter()
                    call()
                    total[i] += time.perf_counter() - start
        ratios.append(total[1] / total[0])
    each = total[0] / len(frames) * 1000
    ratio = statistics.median(ratios)
    print(f"| {clip.stem} | {each:.1f} ms | {ratio:.2f} | {min(ratios):.2f}-{max(ratios):.2f} |")


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("clips", type=Path, nargs="+", help="clips, or folders of them")
    parser.add_argument("--seconds", type=float, default=6.0, help="of each clip")
    parser.add_argument("--only", choices=("shares", "costs"), help="one of the tables")
    options = parser.parse_args()
    clips = [
        clip
        for path in options.clips
        for clip in (sorted(path.iterdir()) if path.is_dir() else [path])
        if clip.suffix in _SUFFIXES
    ]
    if options.only != "costs":
        print_shares(clips, options.seconds)
    if options.only == "shares":
        return
    print("\n| clip | bare MediaPipe, a frame | guarded, in bare times | from-to |")
    print("|---|---|---|---|")
    for clip in clips:
        print_costs(clip, options.seconds)


if __name__ == "__main__":
    main()
