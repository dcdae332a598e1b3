"""Connections, byte by byte: what follows an answer on them, who waits for whom, and who hangs up.

The server has one worker with two threads: two clients that it waits for are all of them.
"""

from __future__ import annotations

import http.client
import json
import select
import signal
import socket
import sys
from collections.abc import Iterator
from http.client import HTTPConnection
from pathlib import Path
from urllib.parse import urlsplit

import exchange
import pytest
from attrs import frozen
from exchange import Server, environment, multipart

from sentinel.settings import from_environment
from sentinel.storage import upgrade

HASTY = Path(__file__).with_name("hasty.py")
GET = b"GET /analysis/primitives HTTP/1.1\r\nHost: x\r\n\r\n"
WRONG = b"PUT /analysis/primitives HTTP/1.1\r\nHost: x\r\nContent-Length: %d\r\n\r\n"


@pytest.fixture(scope="module")
def hasty(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    folder = tmp_path_factory.mktemp("hasty")
    started = hasty_in(folder)
    yield started
    started.stop()


def hasty_in(folder: Path) -> Server:
    settings = environment(folder)
    upgrade(from_environment(settings).database_url)
    return exchange.start(folder, settings, "sqlite", program=[sys.executable, str(HASTY)])


@frozen(kw_only=True)
class Came:
    """An answer."""

    status: int
    connection: str
    body: bytes


class Line:
    """A connection that says what it is told to say."""

    def __init__(self, server: Server) -> None:
        place = urlsplit(server.url)
        self.socket = socket.create_connection((place.hostname or "", place.port or 0), timeout=60)
        self._from = self.socket.makefile("rb")

    def send(self, data: bytes) -> None:
        self.socket.sendall(data)

    def answer(self, method: str = "GET") -> Came:
        """The next one, whole, and not a byte more."""
        status = int(self._from.readline().split()[1])
        headers = http.client.parse_headers(self._from)
        length = 0 if method == "HEAD" else int(headers["Content-Length"])
        body = self._from.read(length)
        return Came(status=status, connection=headers["Connection"], body=body)

    def close(self) -> None:
        self._from.close()
        self.socket.close()

    def is_closed(self) -> bool:
        """Waits for the server to hang up, with nothing more to say."""
        return self._from.read(1) == b""


@pytest.fixture
def line(hasty: Server) -> Iterator[Line]:
    opened = Line(hasty)
    yield opened
    opened.close()


def test_a_connection_takes_one_request_after_another(line: Line) -> None:
    for _ in range(5):
        line.send(GET)
        came = line.answer()
        assert (came.status, came.connection) == (200, "keep-alive")
        assert json.loads(came.body)


@pytest.mark.parametrize("length", [1, 5_000, 70_000, 3_000_000])
def test_a_body_that_is_not_read_ends_the_connection_and_the_answer_says_so(
    line: Line, length: int
) -> None:
    line.send(WRONG % length + b"x" * length)
    came = line.answer()
    assert (came.status, came.connection) == (405, "close")
    assert json.loads(came.body)["code"] == "METHOD_NOT_ALLOWED"
    assert line.is_closed()


def test_what_follows_an_unread_body_is_no_request(line: Line) -> None:
    line.send(WRONG % len(GET) + GET + GET)
    assert line.answer().status == 405
    assert line.is_closed()


def test_chunks_that_are_not_read_end_the_connection(line: Line) -> None:
    head = b"POST /api/v1/delegate HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n"
    token = exchange.bearer()["Authorization"].encode()
    line.send(head + b"Authorization: " + token + b"\r\n\r\n2\r\n{}\r\n0\r\n\r\n")
    came = line.answer()
    assert (came.status, came.connection) == (411, "close")
    assert line.is_closed()


def test_a_form_that_is_read_leaves_the_connection_open(line: Line) -> None:
    for length in (10, 9_000):
        body, headers = multipart([("filenames", "a.csv"), ("store_id", "x" * length)])
        lines = {**headers, **exchange.bearer(), "Content-Length": str(len(body))}
        head = "".join(f"{name}: {value}\r\n" for name, value in lines.items())
        line.send(f"POST /uploads/presign HTTP/1.1\r\nHost: x\r\n{head}\r\n".encode() + body)
        came = line.answer()
        assert came.connection == "keep-alive"


def test_requests_that_are_sent_ahead_are_answered_in_turn(line: Line) -> None:
    other = GET.replace(b"primitives", b"supported-pos")
    line.send((GET + other) * 10)
    for _ in range(10):
        assert "primitives" in json.loads(line.answer().body)
        assert "primitives" not in json.loads(line.answer().body)


def test_a_request_that_comes_in_pieces_is_one(line: Line) -> None:
    line.send(GET)
    line.answer()
    for place in range(0, len(GET), 10):
        line.send(GET[place : place + 10])
    assert line.answer().status == 200


def test_head_brings_no_body_into_the_next_answer(line: Line) -> None:
    line.send(b"HEAD" + GET[3:] + GET)
    assert line.answer("HEAD").body == b""
    assert line.answer().status == 200


def test_who_waits_to_be_asked_for_the_body_is_asked(line: Line) -> None:
    line.send(b"POST /api/v1/delegate HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\n")
    token = exchange.bearer()["Authorization"].encode()
    line.send(b"Expect: 100-continue\r\nAuthorization: " + token + b"\r\n\r\n")
    assert line.socket.recv(1000) == b"HTTP/1.1 100 Continue\r\n\r\n"
    line.send(b"{}" + GET)
    assert line.answer().status == 422
    assert line.answer().status == 200


def test_who_has_said_everything_still_gets_the_answer(line: Line) -> None:
    line.send(GET + GET)
    line.socket.shutdown(socket.SHUT_WR)
    assert [line.answer().status for _ in range(2)] == [200, 200]
    assert line.is_closed()


def test_who_asks_for_the_end_gets_it_and_holds_up_nobody(hasty: Server, line: Line) -> None:
    line.send(GET.replace(b"\r\n\r\n", b"\r\nConnection: close\r\n\r\n"))
    came = line.answer()
    assert came.connection == "close"
    assert hasty.get("/health").status == 200
    assert line.is_closed()


def test_who_says_nothing_more_is_hung_up_on(line: Line) -> None:
    line.send(GET)
    line.answer()
    assert line.is_closed()


@pytest.mark.parametrize(
    "start",
    [
        b"GET /analysis/pri",
        b"POST /api/v1/delegate HTTP/1.1\r\nHost: x\r\nContent-Length: 9\r\n"
        b"Authorization: %b\r\n\r\n{",
    ],
    ids=["head", "body"],
)
def test_slow_clients_are_told_so_and_keep_no_thread(hasty: Server, start: bytes) -> None:
    start = start.replace(b"%b", exchange.bearer()["Authorization"].encode())
    slow = [Line(hasty) for _ in range(3)]
    for one in slow:
        one.send(start)
    assert hasty.get("/analysis/primitives").status == 200
    for one in slow:
        came = one.answer()
        assert (came.status, came.connection) == (408, "close")
        assert json.loads(came.body)["code"] == "TOO_SLOW"
        one.close()


def test_who_sends_byte_by_byte_has_no_longer(line: Line) -> None:
    sent = 0
    while not select.select([line.socket], [], [], 0.2)[0]:
        line.send(b"x")
        sent += 1
        assert sent < 200
    assert line.answer().status == 408


def test_who_does_not_read_the_answers_keeps_no_thread(hasty: Server) -> None:
    deaf = [Line(hasty) for _ in range(4)]
    for one in deaf:
        one.send(GET.replace(b"/analysis/primitives", b"/openapi.json") * 1000)
    # more than enough for all to be full of answers
    assert {hasty.get("/analysis/primitives").status for _ in range(200)} == {200}
    for one in deaf:
        one.close()


def test_who_waits_for_an_answer_holds_up_nobody(hasty: Server, line: Line) -> None:
    waiting = Line(hasty)
    line.socket.settimeout(30)  # less than it would wait for in vain
    waiting.send(GET.replace(b"\r\n\r\n", b"\r\nX-Wait: 1\r\n\r\n"))
    while not select.select([waiting.socket], [], [], 0.1)[0]:
        line.send(GET)
        assert line.answer().status == 200
    assert waiting.answer().status == 200
    waiting.close()


def test_asked_to_stop_it_waits_for_no_idle_connection(tmp_path: Path) -> None:
    own = hasty_in(tmp_path)
    place = urlsplit(own.url)
    idle = HTTPConnection(place.hostname or "", place.port, timeout=60)
    idle.request("GET", "/analysis/primitives")
    idle.getresponse().read()
    own.process.send_signal(signal.SIGTERM)
    assert own.process.wait(timeout=60) == 0
    idle.close()
