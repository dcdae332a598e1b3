"""Everything wrong with every field: a 4xx with the one body, and nothing is stored."""

from __future__ import annotations

import json
from collections.abc import Iterator
from http.client import HTTPConnection
from typing import Any
from urllib.parse import urlsplit

import hostile
import pytest
from attrs import frozen
from exchange import Answer, Server, bearer
from hostile import Request
from shop import EXPORT, MAPPING
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


@frozen(kw_only=True)
class Known:
    """Something of each kind that requests can be about."""

    document: dict[str, Any]
    key: str
    issue: str
    task: str
    session: str

    def operations(self) -> Iterator[tuple[str, str, dict[str, Any], dict[str, Any]]]:
        """Method, address, what the document says, and a request that is good."""
        good = {
            "/uploads/presign": {"filenames": "items.csv"},
            "/uploads/suggest-mapping": {"key": self.key, "filename": "items.csv"},
            "/analysis/analyze": {"key": self.key, "mapping": json.dumps(MAPPING)},
            "/api/v1/delegate": {"issue_id": self.issue, "assignee": "Ann"},
            "/api/v1/diagnostic/start": {"items": [{"sku": "A", "stock": -1, "cost": 2}]},
            "/api/v1/diagnostic/{session_id}/answer": {"classification": "theft"},
            "/api/v1/tasks/{task_id}": {"status": "open"},
        }
        ids = {"issue_id": self.issue, "task_id": self.task, "session_id": self.session}
        for path, methods in self.document["paths"].items():
            for method, operation in methods.items():
                if method != "parameters":
                    address = path.format(**ids, store_id="Lake")
                    yield method.upper(), address, operation, good.get(path, {})


@pytest.fixture(scope="module")
def known(server: Server) -> Known:
    key = server.upload(EXPORT, tenant=TENANT)
    fields = [("key", key), ("mapping", json.dumps(MAPPING))]
    assert server.post_form("/analysis/analyze", fields, tenant=TENANT).status == 200
    issue = server.get("/api/v1/digest", tenant=TENANT).json["digest"]["issues"][0]["id"]
    order = {"issue_id": issue, "assignee": "Ann"}
    items = [{"sku": "LUMBER", "description": "2x4", "stock": -5, "cost": 5}]
    started = server.post_json("/api/v1/diagnostic/start", {"items": items}, tenant=TENANT)
    return Known(
        document=server.get("/openapi.json").json,
        key=server.upload(EXPORT, tenant=TENANT),
        issue=issue,
        task=server.post_json("/api/v1/delegate", order, tenant=TENANT).json["task_id"],
        session=started.json["session_id"],
    )


def sent(server: Server, request: Request) -> Answer:
    """What comes back, even if the server does not wait for the end of what is sent."""
    place = urlsplit(server.url)
    connection = HTTPConnection(place.hostname or "", place.port, timeout=60)
    headers = {**bearer(TENANT), **request.headers}
    try:
        try:
            connection.request(request.method, request.path, body=request.body, headers=headers)
        except (BrokenPipeError, ConnectionResetError):
            pass  # it has said no already
        came = connection.getresponse()
        found = {name.lower(): value for name, value in came.getheaders()}
        return Answer(status=came.status, headers=found, body=came.read())
    finally:
        connection.close()


def is_refused(answer: Answer) -> bool:
    """With the one body of all errors."""
    if not 400 <= answer.status < 500 or answer.headers["content-type"] != "application/json":
        return False
    body = answer.json
    return set(body) - {"errors"} == {"detail", "message", "code"} and body["detail"] != ""


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
