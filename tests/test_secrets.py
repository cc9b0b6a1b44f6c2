"""Names, passwords and tokens of addresses reach no message, log, table, report or result."""

from pathlib import Path

import numpy as np
import pytest
from histories import bytes_in
from serving import served, whole

from formcheck.batch.score import Task
from formcheck.capture.sources import Stream
from formcheck.cli.main import main
from formcheck.draw.video import VideoWriter
from formcheck.plain import address_for_people, without_secrets

DEV = Path(__file__).parents[1] / "benchmarks" / "accuracy" / "data" / "dev"
SIT_UP = DEV / "sit_up-failed30.full.npz"
ADDRESSES = [
    "rtsp://USER:SECRET@10.0.0.5:554/live",
    "rtsp://USER:SEC@RET@10.0.0.5/live",
    "rtsp://USER:SEC/RET@10.0.0.5/live",
    "rtsp://USER:SEC?RET#1@10.0.0.5/live",
    "rtsp://USER:1234/SECRET@10.0.0.5/live",
    'http://USER:SEC RET"<1@10.0.0.5/live',
    "http://SECRET@10.0.0.5/live",
    "https:/USER:SECRET@10.0.0.5/live",
    "http://10.0.0.5/live?password=SECRET&channel=1",
    "http://10.0.0.5/live?channel=1;loginpas=SECRET",
    "http://10.0.0.5/live?token=SECRET#access_token=SECRET",
    "http://10.0.0.5/live?SECRET",
    "http://10.0.0.5/live?p%61ss=SECRET",
    "https://10.0.0.5/live?X-Amz-Signature=SECRET&X-Amz-Credential=USER",
    "rtsp://10.0.0.5:554/user=USER&password=SECRET&channel=1&stream=0.sdp",
    "USER:SECRET@10.0.0.5:554/live",
]
PARTS = ("SEC", "RET", "USER")


def leaks(text: str) -> list[str]:
    return [part for part in PARTS if part in text]


@pytest.mark.parametrize("address", ADDRESSES)
def test_an_address_is_named_without_its_secrets(address):
    assert leaks(address_for_people(address)) == []
    assert "10.0.0.5" in address_for_people(address)


@pytest.mark.parametrize(
    "address",
    [
        "s3://bucket/anna@home.mp4",
        "http://10.0.0.5:8080/video",
        "rtsp://[fe80::1]:554/live",
        "http://10.0.0.5/live?channel=1&resolution=640x480",
        "C:\\Users\\a@b\\plank.mp4",
        "/home/a@b/plank.mp4",
    ],
)
def test_what_is_no_secret_stays(address):
    assert address_for_people(address) == address


@pytest.mark.parametrize(
    "address", ["rtsp://USER:SEC@RET@127.0.0.1:9/x", "http://127.0.0.1:9/x?SECRET"]
)
@pytest.mark.parametrize("command", ["live --display none --confirm-safety --camera", "score"])
def test_an_address_that_does_not_answer_is_told_without_its_secrets(address, command, capfd):
    status = main([*command.split(), address])
    printed = capfd.readouterr()
    assert status != 1
    assert leaks(printed.out + printed.err) == []


@pytest.mark.parametrize("words", ["live --camera", "analyze", "score --out x.csv --profile"])
def test_an_address_in_the_wrong_place_is_told_without_its_secrets(words, capfd):
    main([*words.split(), "ftp://USER:SECRET@10.0.0.5/live", "--debug"])
    assert leaks(capfd.readouterr().err) == []


@pytest.mark.parametrize("quoted", ["'{}'", "({})", "<{}>", '"{}": check', "no answer at {} ({})"])
def test_an_address_within_a_message_is_told_without_its_secrets(quoted):
    for address in ("rtsp://USER:SEC@RET@10.0.0.5/live", "USER:SECRET@10.0.0.5:554"):
        message = without_secrets(quoted.replace("{}", address))
        assert leaks(message) == []
        assert message.count("10.0.0.5") == quoted.count("{}")


def test_a_stream_has_a_name_for_people():
    assert (
        Stream("rtsp://me:se@cret@phone/live?pw=1").name
        == "rtsp://phone/live?pw=\N{HORIZONTAL ELLIPSIS}"
    )


def test_the_folder_of_a_clip_does_not_tell_its_token():
    assert leaks(Task("https://10.0.0.5/clip.mp4?token=SECRET", "plank").folder) == []


@pytest.mark.slow
def test_no_file_of_score_tells_a_token(tmp_path, monkeypatch, capfd):
    pytest.importorskip("aiohttp")
    monkeypatch.chdir(tmp_path)
    with served(whole(SIT_UP, "application/octet-stream")) as address:
        clip = f"{address.rstrip('/')}/clip.npz?token=SECRET"
        words = ["-e", "sit_up", "--out", "rows.csv", "--reports", "reports", "--jobs", "1"]
        status = main(["score", clip, *words])
    printed = capfd.readouterr()
    assert status == 0
    assert leaks(printed.out + printed.err + bytes_in(tmp_path).decode(errors="replace")) == []
    assert "clip.npz" in Path("rows.csv").read_text()


@pytest.mark.slow
def test_no_file_of_a_live_session_tells_a_password(tmp_path, capfd):
    clip = tmp_path / "clip.mp4"
    with VideoWriter(clip) as writer:
        for number in range(10):
            writer.write(np.full((120, 160, 3), 20 * number, np.uint8), number / 10)
    with served(whole(clip)) as address:
        camera = address.replace("://", "://USER:SEC@RET@") + "?pw=SECRET"
        words = ["--display", "none", "--mute", "--save", "--confirm-safety", "--model", "lite"]
        status = main(["live", "--camera", camera, *words, "--data", str(tmp_path / "data")])
    printed = capfd.readouterr()
    assert status == 0
    kept = bytes_in(tmp_path / "data").decode(errors="replace")
    assert "http://127.0.0.1" in kept
    assert leaks(printed.out + printed.err + kept) == []
