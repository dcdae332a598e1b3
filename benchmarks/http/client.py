"""A tenant of the server."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from http.client import HTTPConnection
from time import perf_counter
from typing import Any
from urllib.parse import urlsplit

import attrs
import jwt

_LINE = "a-line-that-is-in-no-file"
_SECONDS = 300.0


class RefusedError(Exception):
    """An answer that is not the one that the benchmark needs."""


@attrs.frozen(kw_only=True)
class Analyzed:
    """An analysis that succeeded."""

    seconds: float
    analysis_id: str


@attrs.frozen(kw_only=True)
class Client:
    """Somebody with a token; each request over a connection of its own."""

    url: str
    secret: str
    tenant: str

    @property
    def token(self) -> str:
        """Good for a day."""
        until = datetime.now(UTC) + timedelta(days=1)
        claims = {"sub": self.tenant, "aud": "authenticated", "exp": until}
        return jwt.encode(claims, self.secret, algorithm="HS256")

    def get(self, path: str) -> bytes:
        """The body."""
        return self._send("GET", path)

    def post(self, path: str, value: Mapping[str, Any]) -> Any:
        """What it answers to a JSON object."""
        kind = {"Content-Type": "application/json"}
        return json.loads(self._send("POST", path, json.dumps(value).encode(), kind))

    def upload(self, name: str, data: bytes) -> str:
        """The key of a file that is sent as the server asks."""
        given = json.loads(self._form("/uploads/presign", [("filenames", name)]))
        (permit,) = given["presigned_urls"]
        path = urlsplit(permit["url"]).path
        self._form(path, list(permit["fields"].items()), (name, data))
        return str(permit["key"])

    def analyze(self, key: str) -> Analyzed:
        """From the request to the whole answer."""
        started = perf_counter()
        body = self._form("/analysis/analyze", [("key", key), ("mapping", "{}")])
        seconds = perf_counter() - started
        return Analyzed(seconds=seconds, analysis_id=json.loads(body)["analysis_id"])

    def _form(
        self,
        path: str,
        fields: Sequence[tuple[str, str]],
        file: tuple[str, bytes] | None = None,
    ) -> bytes:
        parts = [(f'name="{name}"', value.encode()) for name, value in fields]
        if file is not None:
            named = f'name="file"; filename="{file[0]}"\r\nContent-Type: text/csv'
            parts.append((named, file[1]))
        body = b"".join(
            f"--{_LINE}\r\nContent-Disposition: form-data; {head}\r\n\r\n".encode() + data + b"\r\n"
            for head, data in parts
        )
        kind = {"Content-Type": f"multipart/form-data; boundary={_LINE}"}
        return self._send("POST", path, body + f"--{_LINE}--\r\n".encode(), kind)

    def _send(
        self, method: str, path: str, body: bytes | None = None, kind: Mapping[str, str] = {}
    ) -> bytes:
        connection = HTTPConnection(urlsplit(self.url).netloc, timeout=_SECONDS)
        try:
            headers = {"Authorization": f"Bearer {self.token}", **kind}
            connection.request(method, path, body=body, headers=headers)
            answer = connection.getresponse()
            found = answer.read()
        finally:
            connection.close()
        if not 200 <= answer.status < 300:
            raise RefusedError(f"{method} {path}: {answer.status} {found[:300]!r}")
        return found
