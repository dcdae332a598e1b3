"""A connection is kept, and whatever happens to it, a request is sent once."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest

from sentinel.check.client import Client, NoAnswer


class Keeping(BaseHTTPRequestHandler):
    """Keeps connections open, unless the path says otherwise."""

    protocol_version = "HTTP/1.1"
    came: list[tuple[int, str]]
    """The caller's port, and what was asked, in this order."""

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers["Content-Length"]))
        self.came.append((self.client_address[1], self.path))
        if self.path == "/cut":
            self.close_connection = True
            return
        self.send_response(200)
        if self.path == "/pieces":
            self.send_header("Transfer-Encoding", "chunked")
        else:
            self.send_header("Content-Length", "2")
        self.end_headers()
        self.wfile.write(b"1\r\n{\r\n1\r\n}\r\n0\r\n\r\n" if self.path == "/pieces" else b"{}")
        # without a word of it, as a server does that is tired of waiting
        self.close_connection = self.path == "/last"

    def log_message(self, *_: Any) -> None:
        pass


@contextmanager
def served() -> Iterator[tuple[Client, list[tuple[int, str]]]]:
    came: list[tuple[int, str]] = []
    handler = type("Handler", (Keeping,), {"came": came})
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    with closing(Client(url=f"http://127.0.0.1:{server.server_port}")) as client:
        yield client, came
    server.shutdown()
    thread.join()
    server.server_close()


def test_many_requests_go_over_one_connection() -> None:
    paths = ["/plain", "/pieces", "/plain", "/plain"]
    with served() as (client, came):
        assert [client.post_json(path, {}).json() for path in paths] == [{}] * 4
    assert [path for _, path in came] == paths
    assert len({port for port, _ in came}) == 1


def test_a_connection_that_was_closed_meanwhile_is_opened_again() -> None:
    with served() as (client, came):
        client.post_json("/last", {})
        assert client._connection and client._connection.sock
        # until the goodbye is here
        assert client._connection.sock.recv(1) == b""
        assert client.post_json("/plain", {}).status == 200
    assert [path for _, path in came] == ["/last", "/plain"]


@pytest.mark.parametrize("before", [[], ["/plain"]], ids=["new", "kept"])
def test_a_request_that_is_cut_is_not_sent_again(before: list[str]) -> None:
    """The server may have done it: a second one would hide that, and do it twice."""
    with served() as (client, came):
        for path in before:
            client.post_json(path, {})
        with pytest.raises(NoAnswer, match="the connection was cut"):
            client.post_json("/cut", {})
    assert [path for _, path in came] == [*before, "/cut"]
