"""gunicorn's threads, with our body for what it refuses before the application sees it."""

from __future__ import annotations

import select
import socket
from contextlib import suppress
from http import HTTPStatus
from time import monotonic
from typing import Any

import structlog
from gunicorn.http import RequestParser
from gunicorn.http.errors import LimitRequestHeaders, LimitRequestLine, ParseException
from gunicorn.http.unreader import SocketUnreader
from gunicorn.workers.gthread import ThreadWorker

from sentinel.http.errors import Refusal, refusal_of, written

ARRIVING = 10.0
"""Seconds that the head of a request may take from its first byte on, and its body as well."""
SLOWEST = 32 << 10
"""Bytes; a body has one more second for as many."""
LEAVING = 120.0
"""Seconds that an answer may take to be sent."""
CLOSING = 2.0
"""Seconds that a client has to hang up after the last answer, before it is hung up on."""
_SOON = 1
"""Milliseconds."""

_log = structlog.get_logger("sentinel.http")


class Worker(ThreadWorker):
    """See `gunicorn_conf.py`. No client keeps a thread for good, and none the main loop."""

    def handle(self, conn: Any) -> Any:
        """One request and those that follow at once on the same connection, as long as no other
        connection waits for a thread: to give it back and get it again takes longer than a small
        request."""
        if conn.parser is None:
            conn.parser = RequestParser(self.cfg, conn.sock, conn.client)
            conn.parser.unreader = _Timely(conn.sock)
        kept = self._answer(conn)
        # True: it stays open; gunicorn has other values for what is none of this
        while kept is True and self.alive and self._nobody_waits() and _comes_soon(conn.sock):
            kept = self._answer(conn)
        if kept is False:
            _hang_up(conn.sock)
        return kept

    def handle_request(self, req: Any, conn: Any) -> Any:
        """A body that nobody has read ends its connection, and the answer says so: what follows
        cannot be told from it otherwise."""
        length = getattr(req.body.reader, "length", 0)
        conn.parser.unreader.until = monotonic() + ARRIVING + length / SLOWEST
        conn.sock.settimeout(LEAVING)
        asked = req.should_close
        req.should_close = lambda: asked() or _is_unread(req.body.reader)
        return super().handle_request(req, conn)

    def handle_error(self, req: Any, client: Any, addr: Any, exc: BaseException) -> None:
        """Answers what is no HTTP, and what broke outside of the application's own handler.

        The log is told of its kind alone: gunicorn's messages quote addresses and headers.
        """
        refusal = _refusal(exc)
        tell = _log.warning if refusal.status < 500 else _log.error
        tell("not a request", status=refusal.status, error=type(exc).__name__)
        body = written(refusal)
        head = (
            f"HTTP/1.1 {refusal.status} {HTTPStatus(refusal.status).phrase}\r\n"
            "Connection: close\r\n"
            "Content-Type: application/json\r\n"
            f"Content-Length: {len(body)}\r\n\r\n"
        )
        with suppress(OSError):  # it has gone already
            client.sendall(head.encode("ascii") + body)

    def _answer(self, conn: Any) -> Any:
        conn.parser.unreader.until = monotonic() + ARRIVING
        return super().handle(conn)

    def _nobody_waits(self) -> bool:
        return bool(self.tpool._work_queue.empty())


class _Timely(SocketUnreader):
    """What comes from the client, as long as it comes in time."""

    until = 0.0
    """By the clock that only goes forward."""

    def chunk(self, *size: Any) -> bytes:
        """Raises Refusal (408) when the time is over."""
        try:
            self.sock.settimeout(max(self.until - monotonic(), 0.001))
            data: bytes = super().chunk(*size)
        except TimeoutError:
            raise Refusal(408, "TOO_SLOW", "The request took too long to arrive.") from None
        finally:
            self.sock.settimeout(LEAVING)
        return data


def _is_unread(reader: Any) -> bool:
    """Whether a body of known length, or one in chunks, has not come to its end."""
    return getattr(reader, "length", 0) > 0 or getattr(reader, "parser", None) is not None


def _comes_soon(connection: socket.socket) -> bool:
    waiting = select.poll()
    waiting.register(connection, select.POLLIN)
    return bool(waiting.poll(_SOON))


def _hang_up(connection: socket.socket) -> None:
    """Let the client read to the end before the connection is closed: to close it over bytes that
    nobody read would take the answer from him. gunicorn does it, too, but in its main loop."""
    until = monotonic() + CLOSING
    with suppress(OSError):  # it has gone already
        connection.shutdown(socket.SHUT_WR)
        while (left := until - monotonic()) > 0:
            connection.settimeout(left)
            if not connection.recv(1 << 16):
                break
    with suppress(OSError):
        connection.shutdown(socket.SHUT_RDWR)


def _refusal(error: BaseException) -> Refusal:
    if isinstance(error, Refusal):
        return error
    if isinstance(error, LimitRequestLine):
        return Refusal(414, "TOO_LARGE", "The address is too long.")
    if isinstance(error, LimitRequestHeaders):
        return Refusal(431, "TOO_LARGE", "The headers are too large.")
    if isinstance(error, ParseException):
        return Refusal(400, "BAD_REQUEST", "The request is malformed.")
    return refusal_of(RuntimeError())
