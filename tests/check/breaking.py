"""Ways to break the application, each a WSGI middleware around the real one."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from typing import Any

App = Callable[[dict[str, Any], Any], Iterable[bytes]]
Breaker = Callable[[App], App]


def called(app: App, environ: dict[str, Any]) -> tuple[str, list[tuple[str, str]], bytes]:
    """Status, headers and body of what the application answers."""
    seen: list[Any] = []
    pieces = app(environ, lambda status, headers, *_: seen.extend((status, headers)))
    body = b"".join(pieces)
    if hasattr(pieces, "close"):
        pieces.close()
    return seen[0], list(seen[1]), body


def altered(
    path: str,
    change: Callable[[str, dict[str, str], bytes], tuple[str, dict[str, str], bytes]],
    method: str = "",
) -> Breaker:
    """Answers at addresses that start so are changed: status, headers, body."""

    def breaker(app: App) -> App:
        def broken(environ: dict[str, Any], start: Any) -> Iterable[bytes]:
            status, headers, body = called(app, environ)
            if environ["PATH_INFO"].startswith(path) and method in ("", environ["REQUEST_METHOD"]):
                status, given, body = change(status, dict(headers), body)
                headers = [(k, v) for k, v in given.items() if k.lower() != "content-length"]
                headers.append(("Content-Length", str(len(body))))
            start(status, headers)
            return [body]

        return broken

    return breaker


def rewritten(path: str, change: Callable[[Any], Any], only: str = "200") -> Breaker:
    """The JSON of answers at this address is changed in place, or replaced."""

    def change_body(
        status: str, headers: dict[str, str], body: bytes
    ) -> tuple[str, dict[str, str], bytes]:
        if not status.startswith(only) or body[:1] not in (b"{", b"["):
            return status, headers, body
        value = json.loads(body)
        replaced = change(value)
        return status, headers, json.dumps(value if replaced is None else replaced).encode()

    return altered(path, change_body)


def answering(path: str, status: str, body: bytes = b"{}", method: str = "") -> Breaker:
    """Something else answers at these addresses."""
    return altered(path, lambda *_: (status, {"Content-Type": "application/json"}, body), method)


def with_headers(**changes: str | None) -> Breaker:
    """Headers of all answers are set, or taken away; underscores are hyphens."""

    def change(
        status: str, headers: dict[str, str], body: bytes
    ) -> tuple[str, dict[str, str], bytes]:
        lowered = {name.lower(): value for name, value in headers.items()}
        for name, value in changes.items():
            lowered.pop(name.replace("_", "-"), None)
            if value is not None:
                lowered[name.replace("_", "-")] = value
        return status, lowered, body

    return altered("", change)


def told(change: Callable[[dict[str, Any]], None]) -> Breaker:
    """Requests are changed on their way in."""

    def breaker(app: App) -> App:
        def broken(environ: dict[str, Any], start: Any) -> Iterable[bytes]:
            change(environ)
            return app(environ, start)

        return broken

    return breaker
