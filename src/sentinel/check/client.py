"""HTTP as a check needs it: every answer with its time, none waited for without end."""

from __future__ import annotations

import json
import socket
import ssl
from collections.abc import Iterable, Mapping
from http.client import HTTPS_PORT, HTTPConnection, HTTPException, HTTPResponse
from secrets import token_hex
from select import select
from time import perf_counter
from typing import Any
from urllib.parse import SplitResult, urlencode, urlsplit

from attrs import define, field, frozen

from sentinel import __version__
from sentinel.errors import UsageError

LOOPBACK = ("localhost", "127.0.0.1", "::1")
_MOST = 64 << 20
"""Bytes of a body; no answer to a check is larger."""


class NoAnswer(Exception):
    """Nothing came back that is HTTP. The message says what happened instead."""


@frozen(kw_only=True)
class Answer:
    """What came back."""

    status: int
    headers: Mapping[str, str]
    """By name in lower case; repeated ones are joined by a comma."""
    body: bytes
    milliseconds: float

    def json(self) -> Any:
        """The body as JSON; null where it is none."""
        try:
            return json.loads(self.body)
        except ValueError:
            return None


def place_of(url: str) -> SplitResult:
    """The address in its parts. Raises UsageError for what is no http or https address."""
    try:
        parts = urlsplit(url)
        good = parts.scheme in ("http", "https") and parts.hostname and parts.port != 0
    except ValueError:
        good = False
    if not good or parts.query or parts.fragment or parts.username:
        raise UsageError(
            f"{url!r} is no address of a deployment: expected https://host or http://host:port.",
            given=url,
        )
    return parts


@define(kw_only=True)
class Client:
    """Requests to one deployment, over one connection that is opened again when it closes."""

    url: str
    token: str | None = field(default=None, repr=False)
    timeout: float = 30.0
    """Seconds for which nothing may come."""
    connect_to: str | None = None
    """Host or address to go to instead of the one that the name of `url` leads to; null: that one.

    The name stays the one that is asked for, and that the certificate must be for.
    """
    _connection: HTTPConnection | None = None

    @property
    def secure(self) -> bool:
        """Whether it is https."""
        return place_of(self.url).scheme == "https"

    def get(self, path: str, **options: Any) -> Answer:
        """GET, with the token if there is one."""
        return self.send("GET", path, **options)

    def post_json(self, path: str, value: Any, method: str = "POST", **headers: str) -> Answer:
        """A JSON body, with the token if there is one."""
        return self.send(
            method,
            path,
            headers={"Content-Type": "application/json", **headers},
            body=json.dumps(value).encode(),
        )

    def post_form(self, path: str, fields: Iterable[tuple[str, str]]) -> Answer:
        """A form as browsers send it, with the token if there is one."""
        body, headers = multipart(fields)
        return self.send("POST", path, headers=headers, body=body)

    def send(
        self,
        method: str,
        path: str,
        *,
        headers: Mapping[str, str] | None = None,
        body: bytes | None = None,
        signed: bool = True,
    ) -> Answer:
        """One request, never a redirect. `signed`: with the token, if there is one.

        Raises NoAnswer.
        """
        own = {"User-Agent": f"sentinel-check/{__version__}", "Accept": "application/json"}
        if signed and self.token:
            own["Authorization"] = f"Bearer {self.token}"
        prefix = place_of(self.url).path.rstrip("/")
        return self._exchange(method, prefix + path, {**own, **(headers or {})}, body)

    def certificate(self) -> tuple[Mapping[str, Any], str]:
        """The certificate and the version of TLS of a new connection. Raises NoAnswer."""
        place = place_of(self.url)
        connection = _connection(place, self.timeout, self.connect_to)
        try:
            connection.connect()
            secured = connection.sock
            assert isinstance(secured, ssl.SSLSocket)  # the address is https
            return secured.getpeercert() or {}, secured.version() or ""
        except OSError as error:
            raise NoAnswer(told(error)) from error
        finally:
            connection.close()

    def close(self) -> None:
        """Hang up."""
        if self._connection is not None:
            self._connection.close()

    def _exchange(
        self, method: str, path: str, headers: Mapping[str, str], body: bytes | None
    ) -> Answer:
        # sent once: what is cut is a fault to be seen, and the server may have done it already
        started = perf_counter()
        try:
            return self._once(method, path, headers, body)
        except (OSError, HTTPException) as error:
            self.close()
            raise NoAnswer(told(error, perf_counter() - started)) from error

    def _once(
        self, method: str, path: str, headers: Mapping[str, str], body: bytes | None
    ) -> Answer:
        if self._connection is None:
            self._connection = _connection(place_of(self.url), self.timeout, self.connect_to)
        elif _hung_up(self._connection):
            self._connection.close()
        started = perf_counter()
        self._connection.request(method, path, body=body, headers=dict(headers))
        with self._connection.getresponse() as response:
            found = _body(response, until=started + self.timeout)
        return Answer(
            status=response.status,
            headers=_headers(response),
            body=found,
            milliseconds=1000 * (perf_counter() - started),
        )


def post_file(
    deployment: Client, url: str, fields: Mapping[str, str], name: str, data: bytes
) -> Answer:
    """The file to wherever a deployment wants it: its fields, then the file, and no token.

    Raises NoAnswer; UsageError where the address is none.
    """
    body, headers = multipart(fields.items(), (name, data))
    place = urlsplit(url)
    own = place.hostname == place_of(deployment.url).hostname
    client = Client(
        url=f"{place.scheme}://{place.netloc}",
        timeout=deployment.timeout,
        connect_to=deployment.connect_to if own else None,
    )
    path = (place.path or "/") + (f"?{place.query}" if place.query else "")
    try:
        return client.send("POST", path, headers=headers, body=body)
    finally:
        client.close()


def multipart(
    fields: Iterable[tuple[str, str]], file: tuple[str, bytes] | None = None
) -> tuple[bytes, dict[str, str]]:
    """A form as browsers send it, the part `file` last: its body and its headers."""
    line = f"sentinel-check-{token_hex(12)}"
    parts = [
        f'--{line}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'.encode()
        for name, value in fields
    ]
    if file is not None:
        head = f'form-data; name="file"; filename="{file[0]}"\r\nContent-Type: text/csv'
        parts.append(f"--{line}\r\nContent-Disposition: {head}\r\n\r\n".encode() + file[1])
        parts.append(b"\r\n")
    body = b"".join(parts) + f"--{line}--\r\n".encode()
    return body, {"Content-Type": f"multipart/form-data; boundary={line}"}


def query(path: str, **values: str | int) -> str:
    """The path with these values behind it."""
    return f"{path}?{urlencode(values)}" if values else path


def told(error: Exception, seconds: float = 0.0) -> str:
    """What went wrong below HTTP, in words."""
    if isinstance(error, ssl.SSLCertVerificationError):
        return f"the certificate is not good: {error.verify_message}"
    if isinstance(error, ssl.SSLError):
        return f"TLS failed: {error.reason or error}"
    if isinstance(error, TimeoutError):
        return f"no answer within {seconds:.0f} seconds" if seconds else "no answer in time"
    if isinstance(error, socket.gaierror):
        return "there is no such host"
    if isinstance(error, ConnectionRefusedError):
        return "the connection was refused"
    if isinstance(error, ConnectionError):
        return "the connection was cut"
    return f"no HTTP came back ({type(error).__name__})"


def _connection(place: SplitResult, timeout: float, connect_to: str | None) -> HTTPConnection:
    host = place.hostname or ""
    if place.scheme == "https":
        return _Secure(host, place.port, timeout, connect_to)
    return _Plain(host, place.port, timeout, connect_to)


def _hung_up(connection: HTTPConnection) -> bool:
    """Whether the other side closed it since the last answer."""
    return connection.sock is not None and bool(select([connection.sock], [], [], 0)[0])


class _Plain(HTTPConnection):
    def __init__(self, host: str, port: int | None, timeout: float, connect_to: str | None) -> None:
        super().__init__(host, port, timeout=timeout)
        self._connect_to = connect_to or host

    def connect(self) -> None:
        # small packets at once: else they wait for the answer to the one before
        self.sock = socket.create_connection((self._connect_to, self.port), self.timeout)
        self.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)


class _Secure(_Plain):
    default_port = HTTPS_PORT

    def connect(self) -> None:
        super().connect()
        context = ssl.create_default_context()
        try:
            self.sock = context.wrap_socket(self.sock, server_hostname=self.host)
        except OSError:
            self.close()
            raise


def _body(response: HTTPResponse, until: float) -> bytes:
    pieces, size = [], 0
    while piece := response.read1(1 << 20):
        size += len(piece)
        pieces.append(piece)
        if size > _MOST:
            raise HTTPException("the body is too large")
        if perf_counter() > until:
            raise TimeoutError
    if response.length:
        raise ConnectionError("the body is cut")
    return b"".join(pieces)


def _headers(response: HTTPResponse) -> dict[str, str]:
    found: dict[str, str] = {}
    for name, value in response.getheaders():
        key = name.lower()
        found[key] = f"{found[key]}, {value}" if key in found else value
    return found
