"""What the tests of the HTTP application share: a real server, requests to it, tokens, forms."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Container, Iterable, Mapping
from datetime import UTC, datetime, timedelta
from http.client import HTTPConnection
from pathlib import Path
from typing import Any
from urllib.parse import urlencode, urlsplit

import jwt
import services
from attrs import field, frozen

SECRET = "a secret of tests, seventy characters long, which is enough for all of them"
ORIGIN = "https://profitsentinel.com"
SOURCE = Path(__file__).parents[2] / "src"


def token(tenant: str = "alice", secret: str = SECRET, **claims: Any) -> str:
    """A good token, or one with other claims; a claim of null is left out."""
    said = {
        "sub": tenant,
        "aud": "authenticated",
        "exp": datetime.now(UTC) + timedelta(days=1),
        **claims,
    }
    said = {name: value for name, value in said.items() if value is not None}
    return jwt.encode(said, secret, algorithm="HS256")


def bearer(tenant: str = "alice") -> dict[str, str]:
    return {"Authorization": f"Bearer {token(tenant)}"}


def multipart(
    fields: Iterable[tuple[str, str | bytes]], file: bytes | None = None
) -> tuple[bytes, dict[str, str]]:
    """A form as browsers send it, the file last: its body and its headers."""
    line = "----WebKitFormBoundaryabc123"
    parts = [
        f'--{line}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n'.encode()
        + (value.encode() if isinstance(value, str) else value)
        for name, value in fields
    ]
    if file is not None:
        head = f'--{line}\r\nContent-Disposition: form-data; name="file"; filename="items.csv"\r\n'
        parts.append(head.encode() + b"Content-Type: text/csv\r\n\r\n" + file)
    body = b"".join(part + b"\r\n" for part in parts) + f"--{line}--\r\n".encode()
    return body, {"Content-Type": f"multipart/form-data; boundary={line}"}


@frozen(kw_only=True)
class Answer:
    """What came back."""

    status: int
    headers: Mapping[str, str]
    """By name in lower case."""
    body: bytes

    @property
    def json(self) -> Any:
        return json.loads(self.body)


def is_refused(answer: Answer, statuses: Container[int] = range(400, 500)) -> bool:
    """Whether it has one of these statuses, and the one body of all errors."""
    if answer.status not in statuses or answer.headers["content-type"] != "application/json":
        return False
    body = answer.json
    return set(body) - {"errors"} == {"detail", "message", "code"} and body["detail"] != ""


def send(
    url: str,
    method: str,
    path: str,
    *,
    headers: Mapping[str, str] | None = None,
    body: bytes | None = None,
    timeout: float = 300,
) -> Answer:
    """One request over a connection of its own."""
    place = urlsplit(url)
    connection = HTTPConnection(place.hostname or "", place.port, timeout=timeout)
    try:
        connection.request(method, path, body=body, headers=dict(headers or {}))
        came = connection.getresponse()
        found = {name.lower(): value for name, value in came.getheaders()}
        return Answer(status=came.status, headers=found, body=came.read())
    finally:
        connection.close()


@frozen(kw_only=True, eq=False)
class Server:
    """`sentinel serve` with two workers."""

    kind: str
    """sqlite (with a folder) or postgres (with S3)."""
    url: str
    environment: Mapping[str, str]
    log: Path
    process: subprocess.Popen[bytes] = field(repr=False)

    def request(
        self,
        method: str,
        path: str,
        *,
        tenant: str | None = "alice",
        headers: Mapping[str, str] | None = None,
        body: bytes | None = None,
    ) -> Answer:
        """As this tenant; null: without a token."""
        own = bearer(tenant) if tenant is not None else {}
        return send(self.url, method, path, headers={**own, **(headers or {})}, body=body)

    def get(self, path: str, **options: Any) -> Answer:
        return self.request("GET", path, **options)

    def post_form(self, path: str, fields: Iterable[tuple[str, str]], **options: Any) -> Answer:
        """As the web page does: a multipart form."""
        body, headers = multipart(fields)
        return self.request("POST", path, body=body, headers=headers, **options)

    def post_plain_form(
        self, path: str, fields: Iterable[tuple[str, str]], **options: Any
    ) -> Answer:
        headers = {"Content-Type": "application/x-www-form-urlencoded"}
        body = urlencode(list(fields)).encode()
        return self.request("POST", path, body=body, headers=headers, **options)

    def post_json(self, path: str, value: Any, **options: Any) -> Answer:
        headers = {"Content-Type": "application/json"}
        return self.request(
            "POST", path, body=json.dumps(value).encode(), headers=headers, **options
        )

    def upload(self, data: bytes, name: str = "items.csv", tenant: str = "alice") -> str:
        """Send a file as the web page does; its key."""
        given = self.post_form("/uploads/presign", [("filenames", name)], tenant=tenant)
        assert given.status == 200, given.body
        first = given.json["presigned_urls"][0]
        sent = post_file(first["url"], first["fields"], data)
        assert sent.status in (200, 204), sent.body
        key: str = first["key"]
        return key

    def logged(self) -> str:
        return self.log.read_text()

    def stop(self) -> int:
        """Ask it to stop and wait for it; its exit code."""
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(timeout=60)


def post_file(url: str, fields: Mapping[str, str], data: bytes, **headers: str) -> Answer:
    """To wherever the server said, without a token."""
    body, kind = multipart(fields.items(), data)
    place = urlsplit(url)
    root = f"{place.scheme}://{place.netloc}"
    return send(root, "POST", place.path, body=body, headers={**kind, **headers})


def environment(folder: Path, **settings: str) -> dict[str, str]:
    """Nothing of the machine's own settings, and state under the folder."""
    kept = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("SENTINEL_", "AWS_", "ANTHROPIC_"))
    }
    return {
        **kept,
        "SENTINEL_DATA_DIR": str(folder),
        "SENTINEL_JWT_SECRET": SECRET,
        "SENTINEL_LOG_FORMAT": "json",
        **settings,
    }


def command(*arguments: str) -> list[str]:
    return [sys.executable, "-c", "from sentinel.cli import run; run()", *arguments]


def run(arguments: Iterable[str], settings: Mapping[str, str]) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        command(*arguments), env=dict(settings), capture_output=True, text=True, check=False
    )


def start(
    folder: Path,
    settings: Mapping[str, str],
    kind: str,
    *options: str,
    port: int | None = None,
    program: Iterable[str] | None = None,
) -> Server:
    """The server, or another program that takes a port, on a free port, once it answers."""
    port = port or services.free_port()
    serve = command("serve", "--workers", "2", *options, "--port")
    log = folder / "server.log"
    with log.open("ab") as lines:
        process = subprocess.Popen(
            [*(program or serve), str(port)],
            env=dict(settings),
            stdout=lines,
            stderr=subprocess.STDOUT,
        )
    server = Server(
        kind=kind,
        url=f"http://127.0.0.1:{port}",
        environment=settings,
        log=log,
        process=process,
    )
    until = time.monotonic() + 60
    while True:
        assert process.poll() is None, server.logged()
        assert time.monotonic() < until, server.logged()
        try:
            send(server.url, "GET", "/analysis/primitives", timeout=5)
            return server
        except OSError:
            time.sleep(0.05)
