"""A line to a server that can be made bad, and good again, while it is used."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress

_HEAD_ENDS = b"\r\n\r\n"


class Line:
    """A port that leads to another one. All of its faults are for connections open or to come."""

    silent = False
    """What comes from either side is swallowed."""
    answers_end: int | None = None
    """So many bytes of each connection's answers pass; then it is cut."""
    cuts: bytes | None = None
    """A PUT whose address has this in it is cut in the middle of its body."""
    pause = 0.0
    """Seconds before each piece, of 16 KiB at most."""

    def __init__(self, port: int) -> None:
        self._to = port
        self._listener = socket.create_server(("127.0.0.1", 0))
        self._listener.settimeout(0.1)
        self._ended = threading.Event()
        self._threads = [threading.Thread(target=self._accept)]
        self._ends: list[socket.socket] = []
        self._threads[0].start()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._listener.getsockname()[1]}"

    def good(self) -> None:
        """Nothing is wrong any more."""
        self.silent, self.answers_end, self.cuts, self.pause = False, None, None, 0.0

    def close(self) -> None:
        self._ended.set()
        self._threads[0].join()
        for end in self._ends:
            _shut(end)
        for thread in self._threads:
            thread.join()
        for end in (*self._ends, self._listener):
            end.close()

    def _accept(self) -> None:
        while not self._ended.is_set():
            try:
                client, _ = self._listener.accept()
            except TimeoutError:
                continue
            client.settimeout(None)
            self._ends.append(client)
            try:
                server = socket.create_connection(("127.0.0.1", self._to))
            except OSError:
                _shut(client)
                continue
            self._ends.append(server)
            for carry in (self._up, self._down):
                thread = threading.Thread(target=carry, args=(client, server))
                self._threads.append(thread)
                thread.start()

    def _up(self, client: socket.socket, server: socket.socket) -> None:
        cutting = False
        with _both(client, server):
            for data in self._pieces(client):
                if self.cuts and self.cuts in data[:300] and data.startswith(b"PUT "):
                    cutting = True
                    head = data.index(_HEAD_ENDS) + len(_HEAD_ENDS)
                    server.sendall(data[:head])
                    data = data[head:]
                if cutting and data:
                    server.sendall(data[: len(data) // 2])
                    return
                server.sendall(data)

    def _down(self, client: socket.socket, server: socket.socket) -> None:
        sent = 0
        with _both(client, server):
            for data in self._pieces(server):
                most = self.answers_end
                if most is not None and sent + len(data) > most:
                    client.sendall(data[: max(most - sent, 0)])
                    return
                client.sendall(data)
                sent += len(data)

    def _pieces(self, end: socket.socket) -> Iterator[bytes]:
        while data := end.recv(16384):
            time.sleep(self.pause)
            if not self.silent:
                yield data


@contextmanager
def _both(*ends: socket.socket) -> Iterator[None]:
    """When one of them has ended, the other is of no use."""
    with suppress(OSError):
        yield
    for end in ends:
        _shut(end)


def _shut(end: socket.socket) -> None:
    with suppress(OSError):
        end.shutdown(socket.SHUT_RDWR)


@contextmanager
def line_to(port: int) -> Iterator[Line]:
    line = Line(port)
    try:
        yield line
    finally:
        line.close()
