"""A server on loopback that speaks the Messages API and misbehaves as it is told."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from attrs import define, field

KEY = "sk-ant-secret-of-the-tests"

Request = dict[str, Any]
Reply = Callable[["Handler", Request], None]


@define
class MessagesApi:
    """Answers with the replies that it was given, one after the other, the last one for ever."""

    url: str = ""
    replies: list[Reply] = field(factory=list)
    seen: list[tuple[Mapping[str, str], Request]] = field(factory=list)
    """Headers (lower case) and body of every request, in their order."""
    released: threading.Event = field(factory=threading.Event)
    """Ends whatever waits."""

    def next(self) -> Reply:
        return self.replies.pop(0) if len(self.replies) > 1 else self.replies[0]

    @property
    def asked(self) -> list[dict[str, Any]]:
        """The columns of the last question."""
        return columns_of(self.seen[-1][1])


def columns_of(request: Request) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(request["messages"][0]["content"])["columns"]
    return found


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    api: MessagesApi

    def log_message(self, *_: Any) -> None: ...

    def do_POST(self) -> None:
        request = json.loads(self.rfile.read(int(self.headers["content-length"])))
        self.api.seen.append(({k.lower(): v for k, v in self.headers.items()}, request))
        wrong = self._wrong(request)
        try:
            if wrong:
                status(400, type="invalid_request_error", message=wrong)(self, request)
            else:
                self.api.next()(self, request)
        except OSError:  # whoever asked has gone
            self.close_connection = True

    def _wrong(self, request: Request) -> str | None:
        if self.path != "/v1/messages":
            return f"no such path: {self.path}"
        if not self.headers.get("anthropic-version"):
            return "anthropic-version: required"
        missing = [key for key in ("model", "max_tokens", "messages") if key not in request]
        return f"{missing}: required" if missing else None

    def send(self, code: int, body: bytes, *, length: int | None = None, **headers: str) -> None:
        self.send_response(code)
        given = {"content-type": "application/json", "request-id": "req_loopback", **headers}
        given["content-length"] = str(len(body) if length is None else length)
        for name, value in given.items():
            self.send_header(name.replace("_", "-"), value)
        self.end_headers()
        self.wfile.write(body)
        self.wfile.flush()


@contextmanager
def running() -> Iterator[MessagesApi]:
    """One on a port of its own."""
    api = MessagesApi()
    handler = type("Bound", (Handler,), {"api": api})
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    server.daemon_threads = True
    api.url = f"http://127.0.0.1:{server.server_address[1]}"
    threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
    try:
        yield api
    finally:
        api.released.set()
        server.shutdown()
        server.server_close()


# --- replies ------------------------------------------------------------------------------------


def message(content: Any, stop_reason: str = "end_turn") -> bytes:
    found = {
        "id": "msg_1",
        "type": "message",
        "role": "assistant",
        "model": "claude",
        "content": content,
        "stop_reason": stop_reason,
        "stop_sequence": None,
        "usage": {"input_tokens": 10, "output_tokens": 5},
    }
    return json.dumps(found).encode()


def text(words: str) -> list[dict[str, str]]:
    return [{"type": "text", "text": words}]


def bytes_of(body: bytes) -> Reply:
    return lambda handler, _: handler.send(200, body)


def says(answer: Any) -> Reply:
    """This, whatever was asked."""
    return bytes_of(message(text(json.dumps(answer))))


def means(meaning: Mapping[str, str], confidence: float = 0.97) -> Reply:
    """A column for some names; "none" for all others."""
    return by_name(lambda name: meaning.get(name, "none"), confidence)


def by_name(meaning: Callable[[str], str], confidence: float = 0.97) -> Reply:
    def reply(handler: Handler, request: Request) -> None:
        entries = [
            entry(one["number"], meaning(one["name"]), confidence) for one in columns_of(request)
        ]
        says({"columns": entries})(handler, request)

    return reply


def entry(number: Any, column: Any, confidence: Any = 0.97) -> dict[str, Any]:
    return {"number": number, "column": column, "confidence": confidence}


def status(code: int, *, type: str = "error", message: str = "", **headers: str) -> Reply:
    body = {"type": "error", "error": {"type": type, "message": message}}
    return lambda handler, _: handler.send(code, json.dumps(body).encode(), **headers)


def silent(handler: Handler, _: Request) -> None:
    """Says nothing until the test lets it go."""
    handler.api.released.wait(120)
    handler.close_connection = True


def dripping(handler: Handler, _: Request) -> None:
    """A byte now and then: no read ever takes long, and it never ends."""
    handler.send(200, b"{", length=1 << 20)
    while not handler.api.released.wait(0.05):
        handler.wfile.write(b" ")
        handler.wfile.flush()
    handler.close_connection = True


def cut(handler: Handler, _: Request) -> None:
    """Half of an answer, and the connection is gone."""
    whole = message(text('{"columns": []}'))
    handler.send(200, whole[: len(whole) // 2], length=len(whole))
    handler.close_connection = True


def huge(handler: Handler, _: Request) -> None:
    """An answer without end."""
    handler.send(200, b'{"content": "', length=1 << 40)
    while not handler.api.released.is_set():
        handler.wfile.write(b"x" * (1 << 16))
