"""A server on this computer that sends pictures as a phone's camera app does."""

import re
import socket
import struct
import threading
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from fractions import Fraction
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import av
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


@contextmanager
def rtsp(pictures: Sequence[NDArray], *, step_s: float = 0.01) -> Iterator[str]:
    """A camera that answers one caller over RTSP and sends H.264 in its connection, then hangs up.

    One RTP packet a NAL unit (RFC 6184), which is short enough within TCP (RFC 2326, 10.12).
    """
    packets = list(_rtp(pictures))
    with socket.create_server(("127.0.0.1", 0)) as listener:
        address = f"rtsp://127.0.0.1:{listener.getsockname()[1]}/live"
        thread = threading.Thread(target=_answer_rtsp, args=(listener, packets, step_s))
        thread.start()
        try:
            yield address
        finally:
            with suppress(OSError):
                listener.shutdown(socket.SHUT_RDWR)
            thread.join()


def _rtp(pictures: Sequence[NDArray]) -> Iterator[bytes]:
    height, width = pictures[0].shape[:2]
    encoder = av.CodecContext.create("libx264", "w")
    encoder.width, encoder.height, encoder.pix_fmt = width, height, "yuv420p"
    encoder.time_base = Fraction(1, 30)
    encoder.options = {"tune": "zerolatency", "preset": "ultrafast"}
    number = 0
    for count, picture in enumerate(pictures):
        frame = av.VideoFrame.from_ndarray(picture, format="rgb24")
        frame.pts = count
        for packet in encoder.encode(frame):
            units = [unit for unit in re.split(b"\0\0\0?\1", bytes(packet)) if unit]
            for unit in units:
                last = 0x80 if unit is units[-1] else 0
                head = struct.pack(">BBHII", 0x80, last | 96, number, count * 3000, 1)
                number += 1
                yield b"$\0" + struct.pack(">H", len(head) + len(unit)) + head + unit


def _answer_rtsp(listener: socket.socket, packets: Sequence[bytes], step_s: float) -> None:
    sdp = "v=0\r\no=- 0 0 IN IP4 127.0.0.1\r\ns=-\r\nt=0 0\r\nm=video 0 RTP/AVP 96\r\n"
    sdp += "a=rtpmap:96 H264/90000\r\na=control:track\r\n"
    more = {
        "DESCRIBE": f"Content-Type: application/sdp\r\nContent-Length: {len(sdp)}\r\n\r\n{sdp}",
        "SETUP": "Transport: RTP/AVP/TCP;unicast;interleaved=0-1\r\nSession: 1\r\n\r\n",
    }
    with suppress(OSError):
        caller, _ = listener.accept()
        with caller, caller.makefile("r", newline="\r\n") as requests:
            for line in requests:
                method = line.partition(" ")[0]
                headers = dict(h.split(": ", 1) for h in iter(requests.readline, "\r\n"))
                answer = f"RTSP/1.0 200 OK\r\nCSeq: {headers['CSeq'].strip()}\r\n"
                caller.sendall((answer + more.get(method, "\r\n")).encode())
                if method == "PLAY":
                    for packet in packets:
                        caller.sendall(packet)
                        time.sleep(step_s)
                    return


def until(true: Callable[[], bool], limit_s: float = 10.0) -> bool:
    """Wait for something that happens in another thread; False if it never does."""
    give_up = time.monotonic() + limit_s
    while not true():
        if time.monotonic() > give_up:
            return False
        time.sleep(0.005)
    return True
