"""The commands and the server they start: two workers, restarts, stopping, and its log."""

from __future__ import annotations

import json
import re
import signal
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from http.client import HTTPConnection
from pathlib import Path
from urllib.parse import urlsplit

import exchange
import pytest
from exchange import Server, environment, multipart, run, send

from sentinel.settings import from_environment
from sentinel.storage import upgrade

EXPORT = b"SKU,Description,Qty On Hand,Cost,Price\n" + b"".join(
    b"A%03d,Zanzibar lamp,%d,2.50,%d.00\n" % (n, n, n + 3) for n in range(50)
)


def test_any_worker_answers_any_request(server: Server) -> None:
    key = server.upload(EXPORT, tenant="workers")
    fields = [("key", key), ("filename", "items.csv")]

    def ask(_: int) -> object:
        return server.post_form("/uploads/suggest-mapping", fields, tenant="workers").json

    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(ask, range(24)))
    assert all(answer == answers[0] for answer in answers)


def test_parallel_calls_pass_a_limit_no_more_often_than_it_allows(server: Server) -> None:
    def ask(_: int) -> int:
        given = server.post_form("/uploads/presign", [("filenames", "a.csv")], tenant="crowd")
        return given.status

    with ThreadPoolExecutor(16) as pool:
        codes = list(pool.map(ask, range(40)))
    assert (codes.count(200), codes.count(429)) == (20, 20)


def test_two_hundred_calls_of_two_tenants_stay_apart(server: Server) -> None:
    keys = {name: server.upload(EXPORT, tenant=name) for name in ("east", "west")}

    def ask(number: int) -> tuple[bool, int]:
        asking, owner = ("east", "west")[number % 2], ("east", "west")[number // 2 % 2]
        fields = [("key", keys[owner]), ("filename", "x.csv")]
        answer = server.post_form("/uploads/suggest-mapping", fields, tenant=asking)
        return asking == owner, answer.status

    with ThreadPoolExecutor(20) as pool:
        seen = set(pool.map(ask, range(200)))
    assert seen == {(True, 200), (False, 403)}


def test_the_log_holds_no_token_no_cell_and_no_owner(server: Server) -> None:
    key = server.upload(EXPORT, "Quarterly-of-Kim.csv", tenant="kim.owner")
    fields = [("key", key), ("filename", "Quarterly-of-Kim.csv")]
    headers = {"X-Request-ID": f"look-here-{server.kind}"}
    answer = server.post_form("/uploads/suggest-mapping", fields, tenant="kim.owner")
    assert answer.status == 200
    server.get("/health?token=eyJhbGciOi", headers=headers)
    text = server.logged()
    for secret in ("eyJ", "Zanzibar", "Quarterly", "kim", exchange.SECRET, "testsecret0", "app:"):
        assert secret not in text
    lines = [json.loads(line) for line in text.splitlines()]
    (mine,) = [line for line in lines if line.get("request_id") == f"look-here-{server.kind}"]
    assert (mine["method"], mine["path"], mine["status"]) == ("GET", "/health", 200)


def raw(server: Server, text: bytes) -> bytes:
    """What comes back for these bytes, until the server closes."""
    import socket

    place = urlsplit(server.url)
    with socket.create_connection((place.hostname, place.port), timeout=60) as connection:
        connection.sendall(text)
        connection.shutdown(socket.SHUT_WR)
        return b"".join(iter(lambda: connection.recv(65536), b""))


def test_a_client_that_hangs_up_leaves_nothing(server: Server) -> None:
    given = server.post_form("/uploads/presign", [("filenames", "a.csv")], tenant="hangs")
    first = given.json["presigned_urls"][0]
    if urlsplit(first["url"]).port != urlsplit(server.url).port:
        pytest.skip("S3 takes the file here")
    body, headers = multipart(first["fields"].items(), EXPORT)
    head = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
    start = f"POST /uploads/file HTTP/1.1\r\nHost: x\r\nContent-Length: {len(body)}\r\n{head}\r\n"
    raw(server, start.encode() + body[: len(body) // 2])
    fields = [("key", first["key"]), ("filename", "a.csv")]
    answer = server.post_form("/uploads/suggest-mapping", fields, tenant="hangs")
    assert answer.status == 404


@pytest.mark.parametrize(
    "text",
    [
        b"nonsense\r\n\r\n",
        b"GET /health HTTP/1.1\r\nHost: x\r\nContent-Length: -1\r\n\r\n",
        b"GET /health HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\nabcdef",
        b"GET /" + b"x" * 9000 + b" HTTP/1.1\r\nHost: x\r\n\r\n",
        b"GET /health HTTP/1.1\r\nHost: x\r\n" + b"a: b\r\n" * 500 + b"\r\n",
    ],
)
def test_what_is_no_http_is_a_400_and_the_server_lives(server: Server, text: bytes) -> None:
    assert re.match(rb"HTTP/1\.\d 4\d\d ", raw(server, text))
    assert server.get("/health").status == 200


def test_a_body_over_the_limit_is_refused_before_it_is_read(server: Server) -> None:
    place = urlsplit(server.url)
    connection = HTTPConnection(place.hostname or "", place.port, timeout=60)
    connection.putrequest("POST", "/uploads/suggest-mapping")
    for name, value in {
        **exchange.bearer(),
        "Content-Type": "multipart/form-data; boundary=x",
        "Content-Length": str(1 << 40),
    }.items():
        connection.putheader(name, value)
    connection.endheaders()
    assert connection.getresponse().status == 413
    connection.close()


def test_a_token_of_the_command_is_good(server: Server) -> None:
    made = run(["token", "--tenant", "carol"], server.environment)
    form, headers = multipart([("filenames", "a.csv")])
    headers["Authorization"] = f"Bearer {made.stdout.strip()}"
    given = send(server.url, "POST", "/uploads/presign", headers=headers, body=form)
    assert given.json["presigned_urls"][0]["key"].startswith("uploads/carol/")


def test_what_a_tenant_has_can_be_forgotten(server: Server) -> None:
    mine, theirs = server.upload(EXPORT, tenant="mine"), server.upload(EXPORT, tenant="theirs")
    forgotten = run(["database", "forget", "mine", "--yes"], server.environment)
    assert forgotten.returncode == 0
    assert "1 files" in forgotten.stdout
    codes = [
        server.post_form(
            "/uploads/suggest-mapping", [("key", key), ("filename", "x.csv")], tenant=tenant
        ).status
        for tenant, key in (("mine", mine), ("theirs", theirs))
    ]
    assert codes == [404, 200]


def test_what_is_young_does_not_expire(server: Server) -> None:
    key = server.upload(EXPORT, tenant="young")
    assert run(["database", "expire", "--days", "1"], server.environment).returncode == 0
    fields = [("key", key), ("filename", "x.csv")]
    answer = server.post_form("/uploads/suggest-mapping", fields, tenant="young")
    assert answer.status == 200


# --- servers of their own -----------------------------------------------------------------------


@pytest.fixture
def own(tmp_path: Path) -> Iterator[Server]:
    """A server that a test may stop."""
    settings = environment(tmp_path)
    upgrade(from_environment(settings).database_url)
    started = exchange.start(tmp_path, settings, "sqlite")
    yield started
    if started.process.poll() is None:
        started.stop()


def test_what_was_allowed_and_counted_survives_a_kill(own: Server, tmp_path: Path) -> None:
    key = own.upload(EXPORT)
    for _ in range(18):
        own.post_form("/uploads/presign", [("filenames", "a.csv")])
    first = own.post_form("/uploads/presign", [("filenames", "b.csv")]).json["presigned_urls"][0]
    own.process.send_signal(signal.SIGKILL)
    own.process.wait()
    again = exchange.start(tmp_path, own.environment, "sqlite")
    try:
        refused = again.post_form("/uploads/presign", [("filenames", "a.csv")])
        assert refused.status == 429
        fields = [("key", key), ("filename", "items.csv")]
        assert again.post_form("/uploads/suggest-mapping", fields).status == 200
        sent = exchange.post_file(again.url + "/uploads/file", first["fields"], EXPORT)
        assert sent.status == 204
    finally:
        again.stop()


def test_asked_to_stop_it_finishes_what_runs(own: Server) -> None:
    first = own.post_form("/uploads/presign", [("filenames", "a.csv")]).json["presigned_urls"][0]
    body, headers = multipart(first["fields"].items(), EXPORT)
    place = urlsplit(own.url)
    connection = HTTPConnection(place.hostname or "", place.port, timeout=60)
    connection.putrequest("POST", "/uploads/file")
    length = {"Content-Length": str(len(body)), "Expect": "100-continue"}
    for name, value in {**headers, **length}.items():
        connection.putheader(name, value)
    connection.endheaders()
    # only now is it certain that the request has reached a worker
    assert connection.sock.recv(1000).startswith(b"HTTP/1.1 100 ")
    connection.send(body[:100])
    own.process.send_signal(signal.SIGTERM)
    until = time.monotonic() + 60
    while "Handling signal: term" not in own.logged():
        assert time.monotonic() < until, own.logged()
        time.sleep(0.02)
    connection.send(body[100:])
    assert connection.getresponse().status == 204
    connection.close()
    assert own.process.wait(timeout=60) == 0


def test_development_needs_no_setting_and_prints_a_token(tmp_path: Path) -> None:
    settings = environment(tmp_path, SENTINEL_JWT_SECRET="")
    server = exchange.start(tmp_path, settings, "sqlite", "--dev")
    try:
        (token,) = [line for line in server.logged().splitlines() if line.startswith("eyJ")]
        form, headers = multipart([("filenames", "a.csv")])
        assert (
            send(server.url, "POST", "/uploads/presign", headers=headers, body=form).status == 401
        )
        headers["Authorization"] = f"Bearer {token}"
        given = send(server.url, "POST", "/uploads/presign", headers=headers, body=form)
        assert given.status == 200
        assert given.json["presigned_urls"][0]["url"] == f"{server.url}/uploads/file"
        assert given.json["presigned_urls"][0]["key"].startswith("uploads/developer/")
        origin = {"Origin": "http://localhost:3000"}
        allowed = send(server.url, "GET", "/health", headers=origin)
        assert allowed.headers["access-control-allow-origin"] == "http://localhost:3000"
        assert allowed.json["dev_mode"] is False
    finally:
        server.stop()


def test_a_missing_setting_stops_the_start(tmp_path: Path) -> None:
    stopped = run(["serve"], environment(tmp_path, SENTINEL_JWT_SECRET=""))
    assert (stopped.returncode, stopped.stdout) == (2, "")
    assert "SENTINEL_JWT_SECRET" in stopped.stderr


def test_a_database_without_tables_stops_the_start(tmp_path: Path) -> None:
    stopped = run(["serve"], environment(tmp_path))
    assert stopped.returncode == 2
    assert "sentinel database upgrade" in stopped.stderr
