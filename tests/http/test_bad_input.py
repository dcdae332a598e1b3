"""Everything wrong with every field: a 4xx with the one body, and nothing is stored."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
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
