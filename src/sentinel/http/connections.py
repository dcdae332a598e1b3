"""One client's connection: what comes from it in time, and what it has not been sent yet."""

from __future__ import annotations

import select
import socket
from collections.abc import Callable
from contextlib import suppress
from math import inf
from time import monotonic
from typing import Any

from gunicorn.http import RequestParser
from gunicorn.http.unreader import SocketUnreader

from sentinel.http.errors import Refusal

_AT_ONCE = 64
"""Pieces of an answer; the system takes no more than a thousand."""
_REST = 1 << 16


class Connection:
    """A socket that is never waited for, unless by `Arriving`."""

    def __init__(
        self,
        cfg: Any,
        accepted: socket.socket,
        client: Any,
        server: Any,
        before_waiting: Callable[[int], None],
    ) -> None:
        accepted.setblocking(False)
        self.socket = accepted
        self.number = accepted.fileno()
        self.client = client
        self.server = server
        self.arriving = Arriving(accepted, before_waiting)
        self.parser = RequestParser(cfg, accepted, client)
        self.parser.unreader = self.arriving
        self.until = inf
        """When it is hung up on, by the clock that only goes forward, if nothing happens on it."""
        self.wanted = select.EPOLLIN
        """What it is watched for."""
        self.is_last = False
        """After what is unsent there is nothing more to say."""
        self.unsent: list[bytes | memoryview] = []

    def sendall(self, data: bytes) -> None:
        """What gunicorn writes; `send` sends it."""
        self.unsent.append(data)

    def send(self) -> bool:
        """As much as goes out now; whether that is all. Raises OSError where nobody is there."""
        while self.unsent:
            try:
                sent = self.socket.sendmsg(self.unsent[:_AT_ONCE])
            except BlockingIOError:
                return False
            while self.unsent and sent >= len(self.unsent[0]):
                sent -= len(self.unsent.pop(0))
            if sent:
                self.unsent[0] = memoryview(self.unsent[0])[sent:]
                return False
        return True

    def has_more(self) -> bool:
        """Whether a request was sent ahead: the socket does not tell of it any more."""
        return self.arriving.buf.tell() > 0

    def finish(self) -> None:
        """Say that there is nothing more to come. To close it over bytes that nobody read would
        take the answer from the client: first he may read to the end and hang up."""
        with suppress(OSError):  # he has
            self.socket.shutdown(socket.SHUT_WR)

    def is_left(self) -> bool:
        """Throws away what comes; whether the client has hung up."""
        try:
            return not self.socket.recv(_REST)
        except BlockingIOError:
            return False
        except OSError:
            return True

    def cut(self) -> None:
        """Hang up. Whoever watches it hears of that, and closes it."""
        with suppress(OSError):
            self.socket.shutdown(socket.SHUT_RDWR)


class Arriving(SocketUnreader):
    """What comes from the client, as long as it comes in time."""

    until = 0.0
    """By the clock that only goes forward."""

    def __init__(self, arriving: socket.socket, before_waiting: Callable[[int], None]) -> None:
        super().__init__(arriving)
        self._before_waiting = before_waiting

    def chunk(self, *size: Any) -> bytes:
        """Raises Refusal (408) when the time is over."""
        while True:
            try:
                data: bytes = super().chunk(*size)
                return data
            except BlockingIOError:
                self._before_waiting(self.sock.fileno())
            if not _is_readable(self.sock, self.until - monotonic()):
                raise Refusal(408, "TOO_SLOW", "The request took too long to arrive.")


def _is_readable(connection: socket.socket, seconds: float) -> bool:
    waiting = select.poll()
    waiting.register(connection, select.POLLIN)
    return bool(waiting.poll(max(0.0, 1000 * seconds)))
