"""Everything wrong with every field: a 4xx with the one body, and nothing is stored."""

from __future__ import annotations

import gzip
import io
import json
import random
import socket
import zipfile
from collections.abc import Callable, Iterator
from contextlib import suppress
from functools import cache
from http.client import HTTPConnection
from urllib.parse import urlsplit

import hostile
import pytest
from exchange import Answer, Server, bearer, is_refused
from hostile import Request
from known import Known, make_known
from stored import Stored, open_stored

TENANT = "victim"


@pytest.fixture(scope="module")
def stored(server: Server, request: pytest.FixtureRequest) -> Iterator[Stored]:
    buckets = None
    if server.kind == "postgres":
        buckets = request.getfixturevalue("s3").folder / "data"
    opened = open_stored(server.environment, buckets)
    yield opened
    opened.database.close()


@pytest.fixture(scope="module")
def known(server: Server) -> Known:
    return make_known(server, TENANT)


def sent(server: Server, request: Request) -> Answer:
    """What comes back, even if the server does not wait for the end of what is sent."""
    place = urlsplit(server.url)
    connection = HTTPConnection(place.hostname or "", place.port, timeout=60)
    headers = {**bearer(TENANT), **request.headers}
    try:
        # it may say no before it has everything
        with suppress(BrokenPipeError, ConnectionResetError):
            connection.request(request.method, request.path, body=request.body, headers=headers)
        came = connection.getresponse()
        found = {name.lower(): value for name, value in came.getheaders()}
        return Answer(status=came.status, headers=found, body=came.read())
    finally:
        connection.close()


def test_no_value_of_any_field_breaks_anything(
    server: Server, stored: Stored, known: Known
) -> None:
    wrong, count = [], 0
    for method, path, operation, good in known.operations():
        for request in hostile.requests(method, path, operation, good):
            count += 1
            before = stored.rows(TENANT)
            answer = sent(server, request)
            refused = is_refused(answer)
            if not refused and not (request.may_succeed and answer.status == 200):
                wrong.append((method, path[:60], request.name, answer.status, answer.body[:200]))
            if refused and stored.rows(TENANT) != before:
                wrong.append((method, path[:60], request.name, "was refused and stored"))
    assert not wrong, (len(wrong), count, wrong[:400])
    assert count > 500


def test_no_name_in_an_address_breaks_anything(server: Server, known: Known) -> None:
    wrong = []
    for path, methods in known.document["paths"].items():
        if "{" not in path or path.count("{") > 1:
            continue
        for request in hostile.in_address(path, set(methods) & {"get", "post", "patch"}):
            answer = sent(server, request)
            # some are the names of stores, or addresses of something else
            if not is_refused(answer):
                wrong.append((request.method, path, request.name, answer.status, answer.body[:99]))
    assert not wrong


FORM = "multipart/form-data; boundary=x"
PART = b'--x\r\nContent-Disposition: form-data; name="filenames"\r\n\r\na.csv'
JSON = "application/json"
URLENCODED = "application/x-www-form-urlencoded"
BODIES: dict[str, tuple[str, str, bytes]] = {
    "no boundary": ("/uploads/presign", "multipart/form-data", PART + b"\r\n--x--\r\n"),
    "another boundary": ("/uploads/presign", "multipart/form-data; boundary=y", PART),
    "a boundary of 1000": ("/uploads/presign", f"{FORM}{'y' * 1000}", PART),
    "cut in a head": ("/uploads/presign", FORM, PART[:30]),
    "cut in a part": ("/uploads/presign", FORM, PART),
    "cut in the last line": ("/uploads/presign", FORM, PART + b"\r\n--x"),
    "no name": ("/uploads/presign", FORM, b"--x\r\n\r\na.csv\r\n--x--\r\n"),
    "a head of 1 MB": (
        "/uploads/presign",
        FORM,
        PART.replace(b"form-data", b"form-data" + b" " * 1_000_000) + b"\r\n--x--\r\n",
    ),
    "10,000 parts": ("/uploads/presign", FORM, (PART + b"\r\n") * 10_000 + b"--x--\r\n"),
    "nothing": ("/uploads/presign", FORM, b""),
    "JSON for a form": ("/uploads/presign", JSON, b'{"filenames": ["a.csv"]}'),
    "a form for JSON": ("/api/v1/diagnostic/start", URLENCODED, b"items=1"),
    "a zipped form": ("/uploads/presign", URLENCODED, gzip.compress(b"filenames=a.csv")),
    "zipped JSON": ("/api/v1/diagnostic/start", JSON, gzip.compress(b'{"items": []}')),
    "UTF-16": ("/api/v1/diagnostic/start", JSON, '{"items": []}'.encode("utf-16")),
    "half escaped": ("/uploads/presign", URLENCODED, b"filenames=%E4.csv&store_id=%"),
    "not escaped": ("/uploads/presign", URLENCODED, "filenames=ä.csv".encode()),
    "no fields": ("/uploads/presign", URLENCODED, b"&&&&===&;;"),
}


@pytest.mark.parametrize("name", BODIES)
def test_no_body_breaks_anything(server: Server, stored: Stored, name: str) -> None:
    path, kind, body = BODIES[name]
    before = stored.all(TENANT)
    for encoding in ({}, {"Content-Encoding": "gzip"}):
        request = Request(
            name=name,
            method="POST",
            path=path,
            headers={"Content-Type": kind, **encoding},
            body=body,
        )
        answer = sent(server, request)
        assert is_refused(answer), (answer.status, answer.body[:300])
    assert stored.all(TENANT) == before


SAME: dict[str, dict[str, str]] = {
    "a long token": {"Authorization": "Bearer " + "x" * 7000},
    "two tokens": {"Authorization": "Bearer a, Bearer b"},
    "a token of dots": {"Authorization": "Bearer ..."},
    "a token of none": {"Authorization": "Bearer"},
}


@pytest.mark.parametrize("name", SAME)
def test_no_token_breaks_anything(server: Server, name: str) -> None:
    answer = server.get("/api/v1/tasks", headers=SAME[name])
    assert is_refused(answer, [401])


@pytest.mark.parametrize(
    "key", ["k" * 5000, "k" * 8000, "\xe4\xff", "'; --", "a\tb", " ", "..", "{}"], ids=range(8)
)
def test_no_idempotency_key_breaks_anything(
    server: Server, stored: Stored, known: Known, key: str
) -> None:
    before = stored.rows(TENANT)
    order = json.dumps({"issue_id": known.issue, "assignee": "Ann"}).encode()
    headers = {"Content-Type": JSON, "Idempotency-Key": key}
    request = Request(name=key, method="POST", path="/api/v1/delegate", headers=headers, body=order)
    first, second = sent(server, request), sent(server, request)
    assert first.status == second.status
    if is_refused(first):
        assert stored.rows(TENANT) == before
    elif key.strip():
        assert first.json["task_id"] == second.json["task_id"]
    else:
        assert first.status == 200


RAW: dict[str, bytes] = {
    "nonsense": b"nonsense\r\n\r\n",
    "zeros": b"\0" * 100 + b"\r\n\r\n",
    "TLS": b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\r\n\r\n",
    "another version": b"GET /health HTTP/9.9\r\nHost: x\r\n\r\n",
    "no version": b"GET /health\r\n\r\n",
    "a method of its own": b"G@T /health HTTP/1.1\r\nHost: x\r\n\r\n",
    "a long address": b"GET /" + b"x" * 9000 + b" HTTP/1.1\r\nHost: x\r\n\r\n",
    "a long header": b"GET /health HTTP/1.1\r\nHost: x\r\na: " + b"b" * 20_000 + b"\r\n\r\n",
    "many headers": b"GET /health HTTP/1.1\r\nHost: x\r\n" + b"a: b\r\n" * 500 + b"\r\n",
    "a header of no name": b"GET /health HTTP/1.1\r\nHost: x\r\n: b\r\n\r\n",
    "NUL in a header": b"GET /health HTTP/1.1\r\nHost: x\r\na: b\0c\r\n\r\n",
    "a folded header": b"GET /health HTTP/1.1\r\nHost: x\r\na: b\r\n c\r\n\r\n",
    "a negative length": b"GET /health HTTP/1.1\r\nHost: x\r\nContent-Length: -1\r\n\r\n",
    "a length in words": b"GET /health HTTP/1.1\r\nHost: x\r\nContent-Length: ten\r\n\r\n",
    "two lengths": b"GET /health HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\nContent-Length: 6"
    b"\r\n\r\nabcdef",
    "length and chunks": b"POST /uploads/presign HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\n"
    b"Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
    "unknown chunks": b"POST /uploads/presign HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: x\r\n\r\n",
    "an expectation": b"GET /health HTTP/1.1\r\nHost: x\r\nExpect: the worst\r\n\r\n",
}


@pytest.mark.parametrize("name", RAW)
def test_what_is_no_http_is_told_so_in_the_one_body(server: Server, name: str) -> None:
    came = parsed(raw(server, RAW[name]))
    assert is_refused(came), (came.status, came.body)
    assert server.get("/health").status == 200


def raw(server: Server, text: bytes) -> bytes:
    """What comes back for these bytes, until the server closes."""
    place = urlsplit(server.url)
    with socket.create_connection((place.hostname, place.port), timeout=60) as connection:
        connection.sendall(text)
        connection.shutdown(socket.SHUT_WR)
        return b"".join(iter(lambda: connection.recv(65536), b""))


def parsed(text: bytes) -> Answer:
    head, _, body = text.partition(b"\r\n\r\n")
    first, *lines = head.decode().split("\r\n")
    headers = dict(line.lower().split(": ", 1) for line in lines)
    return Answer(status=int(first.split()[1]), headers=headers, body=body)


def test_the_log_repeats_nothing_of_what_is_no_http(server: Server) -> None:
    secret = b"Bearer eyJhbGciOiJIUzI1NiJ9"
    raw(server, b"GET /health HTTP/1.1\r\nHost: x\r\nAuth orization: " + secret + b"\r\n\r\n")
    raw(server, b"GET /my-store-of-secrets\x01 HTTP/1.1\r\nHost: x\r\n\r\n")
    assert "eyJhbG" not in server.logged()
    assert "of-secrets" not in server.logged()


def workbook(sheet: bytes) -> bytes:
    """As much of an .xlsx as a reader needs."""
    file = io.BytesIO()
    main = b'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
    office = b"http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    relations = b"http://schemas.openxmlformats.org/package/2006/relationships"
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(
            "[Content_Types].xml",
            b'<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>',
        )
        archive.writestr(
            "_rels/.rels",
            b'<Relationships xmlns="%s"><Relationship Id="r" Type="%s/officeDocument"'
            b' Target="xl/workbook.xml"/></Relationships>' % (relations, office),
        )
        archive.writestr(
            "xl/workbook.xml",
            b'<workbook %s xmlns:r="%s"><sheets><sheet name="s" sheetId="1" r:id="r"/></sheets>'
            b"</workbook>" % (main, office),
        )
        archive.writestr(
            "xl/_rels/workbook.xml.rels",
            b'<Relationships xmlns="%s"><Relationship Id="r" Type="%s/worksheet"'
            b' Target="worksheets/s.xml"/></Relationships>' % (relations, office),
        )
        archive.writestr(
            "xl/worksheets/s.xml",
            b"<worksheet %s><sheetData>%s</sheetData></worksheet>" % (main, sheet),
        )
    return file.getvalue()


def bomb() -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("items.csv", b"0" * (80 << 20))
    return file.getvalue()


FILES: dict[str, Callable[[], bytes]] = {
    "a zip bomb": bomb,
    "a gzip bomb": lambda: gzip.compress(b"0" * (80 << 20)),
    "a workbook that is a bomb": lambda: workbook(b" " * (80 << 20)),
    "a workbook of entities": lambda: workbook(b"<row><c><v>&lol;</v></c></row>"),
    "a workbook without rows": lambda: workbook(b""),
    "a cell beyond all columns": lambda: workbook(
        b'<row r="1"><c r="ZZZZZZ99999999999"><v>1</v></c></row>'
    ),
    "a cut workbook": lambda: workbook(b"<row><c><v>1</v></c></row>" * 9)[:-200],
    "100,000 columns": lambda: b",".join(b"c%d" % n for n in range(100_000)) + b"\n1,2\n",
    "one line of 20 MB": lambda: b"SKU,Cost" + b"x" * (20 << 20),
    "an open quote": lambda: b'SKU,Cost\n"' + b"x\n" * 2_000_000,
    "only quotes": lambda: b'"' * 1_000_000,
    "nothing but commas": lambda: b"," * 1_000_000,
    "nothing but lines": lambda: b"\n" * 1_000_000,
    "nested JSON": lambda: b"[" * 1_000_000,
    "random bytes": lambda: random.Random(1).randbytes(1_000_000),
}


@cache
def content(name: str) -> bytes:
    return FILES[name]()


@pytest.mark.parametrize("name", FILES)
def test_no_file_breaks_anything(server: Server, stored: Stored, name: str) -> None:
    tenant = "files-" + "".join(filter(str.isalnum, name))
    key = server.upload(content(name), tenant=tenant)
    before = stored.all(tenant)
    fields = [("key", key), ("filename", "items.csv")]
    answer = server.post_form("/uploads/suggest-mapping", fields, tenant=tenant)
    assert is_refused(answer) or answer.status == 200, answer.body[:300]
    fields = [("key", key), ("mapping", "{}")]
    answer = server.post_form("/analysis/analyze", fields, tenant=tenant)
    assert is_refused(answer), answer.body[:300]
    assert stored.all(tenant) == before
