"""A server on this computer that sends pictures as a phone's camera app does."""

import threading
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import cv2
from numpy.typing import NDArray

Answer = Callable[[BaseHTTPRequestHandler, threading.Event], None]


@contextmanager
def served(answer: Answer) -> Iterator[str]:
    """Answer every request with `answer(request, stopped)`; gives the address."""
    stopped = threading.Event()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self):
            try:
                answer(self, stopped)
            except OSError:  # whoever asked has gone
                self.close_connection = True

        def log_message(self, *_):
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = False
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/video"
    finally:
        stopped.set()
        server.shutdown()
        server.server_close()
        thread.join()


def jpegs(pictures: Iterable[NDArray]) -> list[bytes]:
    """RGB pictures as JPEG files."""
    return [
        cv2.imencode(".jpg", picture[..., ::-1], [cv2.IMWRITE_JPEG_QUALITY, 95])[1].tobytes()
        for picture in pictures
    ]


def multipart(files: Sequence[bytes], *, step_s: float = 0.01, then_hold: bool = False) -> Answer:
    """Send JPEG files as parts of one endless answer; at the end, hang up or send nothing more."""

    def answer(request: BaseHTTPRequestHandler, stopped: threading.Event) -> None:
        request.send_response(200)
        request.send_header("Content-Type", "multipart/x-mixed-replace; boundary=part")
        request.end_headers()
        for file in files:
            head = f"--part\r\nContent-Type: image/jpeg\r\nContent-Length: {len(file)}\r\n\r\n"
            request.wfile.write(head.encode() + file + b"\r\n")
            if stopped.wait(step_s):
                return
        if then_hold:
            stopped.wait()

    return answer


def whole(path: Path, kind: str = "video/mp4", *, from_anywhere: bool = True) -> Answer:
    """Send a file, from where it is asked for unless the server is too simple for that."""

    def answer(request: BaseHTTPRequestHandler, _stopped: threading.Event) -> None:
        content = path.read_bytes()
        wanted = request.headers.get("Range") if from_anywhere else None
        start = int(wanted.removeprefix("bytes=").partition("-")[0]) if wanted else 0
        request.send_response(206 if wanted else 200)
        request.send_header("Content-Type", kind)
        request.send_header("Content-Length", str(len(content) - start))
        if wanted:
            end = len(content) - 1
            request.send_header("Content-Range", f"bytes {start}-{end}/{len(content)}")
        request.end_headers()
        request.wfile.write(content[start:])

    return answer


def until(true: Callable[[], bool], limit_s: float = 10.0) -> bool:
    """Wait for something that happens in another thread; False if it never does."""
    give_up = time.monotonic() + limit_s
    while not true():
        if time.monotonic() > give_up:
            return False
        time.sleep(0.005)
    return True
