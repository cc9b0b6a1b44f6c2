"""Every sample as a camera, from the set-up to the advice, with nobody at the keyboard."""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import cv2

from formcheck.batch.expect import Expectation, read_expectations
from formcheck.capture import VideoFile
from formcheck.capture.sources import RealTimeFile, Source, Stream
from formcheck.exercises.catalogue import catalogue
from formcheck.guide.training import Training
from formcheck.live.loop import LiveConfig, LiveOutcome, run

ROOT = Path(__file__).parents[1]
_HEAD = "--part\r\nContent-Type: image/jpeg\r\nContent-Length: {}\r\n\r\n"
_GRACE_S = 4.0  # after the last picture: a set that was left ends by itself


class Listener:
    """Hears what would be spoken."""

    muted = False

    def __init__(self) -> None:
        self.words: list[str] = []

    def say(self, text: str, *, urgent: bool = False, sound: str = "count") -> None:
        """Note what is said."""
        del urgent, sound
        self.words.append(text)


def run_samples(*, over_http: bool) -> None:
    """Run each sample and print a table: how it was guided, and what of the verdict differs."""
    expected = read_expectations(ROOT / "samples" / "expected.toml")
    print("| sample | dropped | set-up | started | said at the end | differs |")
    print("|---|---|---|---|---|---|")
    for clip in sorted(expected):
        with _served(clip) if over_http else _file(clip) as (source, is_over):
            print(_row(clip, expected[clip], source, is_over), flush=True)


def _row(clip: Path, expected: Expectation, source: Source, is_over: threading.Event) -> str:
    listener = Listener()
    over_s: list[float] = []

    def stop_when_over() -> None:
        if is_over.is_set():
            over_s.append(time.monotonic())
            if time.monotonic() - over_s[0] > _GRACE_S:
                raise KeyboardInterrupt

    known = catalogue()
    config = LiveConfig(Training(known, known[expected.exercise]))
    outcome = run(source, config, listener, None, stop_when_over)
    return f"| {clip.stem} | {' | '.join(_cells(outcome, listener.words, expected))} |"


def _cells(outcome: LiveOutcome, words: list[str], expected: Expectation) -> list[str]:
    counts, result = outcome.camera.counts, outcome.result
    name = catalogue()[expected.exercise].short_name
    asked = [line for line in words if line in _INSTRUCTIONS]
    ready = any(line.startswith(name) for line in words)
    started = "counted in" if "Go" in words else "by itself" if result.sets else "no"
    advice = result.sets[-1].advice if result.sets else None
    said = f"{advice.action} {advice.to or ''}".strip() if advice else "nothing was counted"
    return [
        f"{counts.dropped} of {counts.read}",
        ("ready" if ready else "not ready") + "".join(f"; {line!r}" for line in asked),
        started,
        said,
        "; ".join(expected.differences(result)) or "nothing",
    ]


_INSTRUCTIONS = {
    "Step into the picture",
    "Move back",
    "Come closer",
    "Turn side-on",
    "Lower the camera",
    "Switch on a light",
}


@contextmanager
def _file(clip: Path) -> Iterator[tuple[Source, threading.Event]]:
    yield RealTimeFile(clip), threading.Event()


@contextmanager
def _served(clip: Path) -> Iterator[tuple[Source, threading.Event]]:
    """A server on this computer that sends the clip once, as a phone's camera app does."""
    is_over = threading.Event()

    class Phone(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            """Send the clip."""
            if is_over.is_set():
                self.send_error(404)
                return
            self.send_response(200)
            self.send_header("Content-Type", "multipart/x-mixed-replace; boundary=part")
            self.end_headers()
            began_s = time.monotonic()
            with VideoFile(clip) as pictures:
                for frame in pictures:
                    time.sleep(max(0.0, began_s + frame.t_s - time.monotonic()))
                    jpeg = cv2.imencode(".jpg", frame.rgb[..., ::-1])[1].tobytes()
                    self.wfile.write(_HEAD.format(len(jpeg)).encode() + jpeg + b"\r\n")
            is_over.set()

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Phone)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield Stream(f"http://127.0.0.1:{server.server_port}/video"), is_over
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
