"""What is answered where the application is not asked."""

from __future__ import annotations

from http import HTTPStatus

import structlog
from gunicorn.http.errors import LimitRequestHeaders, LimitRequestLine, ParseException

from sentinel.http.errors import Refusal, refusal_of, written

_log = structlog.get_logger("sentinel.http")


def refused(error: Exception) -> bytes:
    """The answer to what is no HTTP, and to what broke outside of the application's own handler.

    The log is told of its kind alone: gunicorn's messages quote addresses and headers.
    """
    refusal = _refusal(error)
    tell = _log.warning if refusal.status < 500 else _log.error
    tell("not a request", status=refusal.status, error=type(error).__name__)
    body = written(refusal)
    head = (
        f"HTTP/1.1 {refusal.status} {HTTPStatus(refusal.status).phrase}\r\n"
        "Connection: close\r\n"
        "Content-Type: application/json\r\n"
        f"Content-Length: {len(body)}\r\n\r\n"
    )
    return head.encode("ascii") + body


def _refusal(error: Exception) -> Refusal:
    if isinstance(error, Refusal):
        return error
    if isinstance(error, LimitRequestLine):
        return Refusal(414, "TOO_LARGE", "The address is too long.")
    if isinstance(error, LimitRequestHeaders):
        return Refusal(431, "TOO_LARGE", "The headers are too large.")
    if isinstance(error, ParseException):
        return Refusal(400, "BAD_REQUEST", "The request is malformed.")
    return refusal_of(RuntimeError())
