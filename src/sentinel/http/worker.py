"""gunicorn's threads, with our body for what it refuses before the application sees it."""

from __future__ import annotations

import select
import socket
from contextlib import suppress
from http import HTTPStatus
from typing import Any

import structlog
from gunicorn.http.errors import LimitRequestHeaders, LimitRequestLine, ParseException
from gunicorn.workers.gthread import ThreadWorker

from sentinel.http.errors import Refusal, refusal_of, written

_log = structlog.get_logger("sentinel.http")


_SOON = 1
"""Milliseconds."""


class Worker(ThreadWorker):
    """See `gunicorn_conf.py`."""

    def handle(self, conn: Any) -> Any:
        """One request and those that follow at once on the same connection, as long as no other
        connection waits for a thread: to give it back and get it again takes longer than a small
        request."""
        kept = super().handle(conn)
        # True: it stays open; gunicorn has other values for what is none of this
        while kept is True and self.alive and self._nobody_waits() and _comes_soon(conn.sock):
            kept = super().handle(conn)
        return kept

    def _nobody_waits(self) -> bool:
        return bool(self.tpool._work_queue.empty())

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


def _comes_soon(connection: socket.socket) -> bool:
    waiting = select.poll()
    waiting.register(connection, select.POLLIN)
    return bool(waiting.poll(_SOON))


def _refusal(error: BaseException) -> Refusal:
    if isinstance(error, LimitRequestLine):
        return Refusal(414, "TOO_LARGE", "The address is too long.")
    if isinstance(error, LimitRequestHeaders):
        return Refusal(431, "TOO_LARGE", "The headers are too large.")
    if isinstance(error, ParseException):
        return Refusal(400, "BAD_REQUEST", "The request is malformed.")
    return refusal_of(RuntimeError())
