"""How old pictures from the network are when they are taken, and what reading them costs.

    python -m benchmarks.cameras [--seconds 30]

A server on this computer sends JPEG pictures of 640 x 480 over HTTP, 30 a second, as a phone's
camera app does. Each carries its number, so that the time from sending to taking is known: of a
judge who waits for pictures, and of one who takes twice as long as they come. The delay of the
slower one may not grow.
"""

import argparse
import math
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import cv2
import numpy as np

from formcheck.capture.camera import Camera
from formcheck.capture.sources import Stream

FPS = 30.0
_SIZE = (480, 640, 3)
_BITS, _CELL = 12, 32  # a picture's number is in cells of so many pixels along its upper edge
_NUMBERS = 300


class Sender(BaseHTTPRequestHandler):
    """Sends numbered pictures until nobody listens, and notes when each was sent."""

    pictures: list[bytes]
    sent_s: dict[int, float]

    def do_GET(self):
        """Answer with the pictures, one part each."""
        self.send_response(200)
        self.send_header("Content-Type", "multipart/x-mixed-replace; boundary=part")
        self.end_headers()
        began_s, count = time.perf_counter(), 0
        try:
            while True:
                number = count % _NUMBERS
                file = self.pictures[number]
                time.sleep(max(0.0, began_s + count / FPS - time.perf_counter()))
                self.sent_s[number] = time.perf_counter()
                head = f"--part\r\nContent-Type: image/jpeg\r\nContent-Length: {len(file)}\r\n\r\n"
                self.wfile.write(head.encode() + file + b"\r\n")
                count += 1
        except OSError:
            return

    def log_message(self, *_):
        """Say nothing."""


def numbered() -> list[bytes]:
    """Make JPEG files of a blurred scene, each with its number."""
    noise = np.random.default_rng(0).integers(0, 255, _SIZE).astype(np.uint8)
    scene = cv2.GaussianBlur(noise, (0, 0), 3)
    files = []
    for number in range(_NUMBERS):
        picture = scene.copy()
        for bit in range(_BITS):
            picture[:_CELL, bit * _CELL : (bit + 1) * _CELL] = 250 * (number >> bit & 1)
        files.append(cv2.imencode(".jpg", picture)[1].tobytes())
    return files


def number_of(rgb: np.ndarray) -> int:
    """Read the number that a picture carries."""
    cells = rgb[_CELL // 2, _CELL // 2 : _BITS * _CELL : _CELL, 1] > 128
    return int(cells @ (1 << np.arange(_BITS)))


def watch(address: str, judging_s: float, seconds: float) -> None:
    """Take pictures for a while, each for `judging_s`, and print what that was like."""
    ages = []
    with Camera(Stream(address)) as camera:
        reader = time.pthread_getcpuclockid(camera._thread.ident)
        began_s = time.perf_counter()
        while (passed_s := time.perf_counter() - began_s) < seconds:
            taken = camera.newest(1.0)
            if taken:
                age_s = time.perf_counter() - Sender.sent_s[number_of(taken.frame.rgb)]
                ages.append((passed_s, age_s))
                time.sleep(judging_s)
        cpu = time.clock_gettime(reader) / seconds
        counts = camera.counts
    print(
        f"judging takes {1000 * judging_s:.0f} ms: {counts.read} read, {counts.dropped} dropped, "
        f"the reading thread takes {cpu:.1%} of a core"
    )
    for name, start, end in (("first", 0.0, 1 / 3), ("last", 2 / 3, math.inf)):
        third = [age for at, age in ages if start <= at / seconds < end]
        p50, p95 = 1000 * np.percentile(third, [50, 95])
        print(f"  from sent to taken, {name} third: p50 {p50:.1f} ms, p95 {p95:.1f} ms")


def main() -> None:
    """Serve, watch and print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--seconds", type=float, default=30.0)
    seconds = parser.parse_args().seconds
    Sender.pictures, Sender.sent_s = numbered(), {}
    server = ThreadingHTTPServer(("127.0.0.1", 0), Sender)
    server.daemon_threads = False
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    address = f"http://127.0.0.1:{server.server_port}/video"
    try:
        for judging_s in (0.0, 2 / FPS):
            watch(address, judging_s, seconds)
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


if __name__ == "__main__":
    main()
