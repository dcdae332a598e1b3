"""Every operation of the document with a request that is good, about things that are there."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from attrs import frozen
from exchange import Answer, Server
from shop import EXPORT, MAPPING


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

    def asked(self, server: Server, tenant: str) -> Iterator[tuple[str, Answer]]:
        """Every operation that needs a token, with its good request."""
        for method, path, operation, good in self.operations():
            if operation.get("security") == []:
                continue
            content = operation.get("requestBody", {}).get("content", {})
            if "multipart/form-data" in content:
                answer = server.post_form(path, good.items(), tenant=tenant)
            else:
                body = json.dumps(good).encode() if content else None
                answer = server.request(method, path, body=body, tenant=tenant)
            yield f"{method} {path}", answer


def make_known(server: Server, tenant: str) -> Known:
    """Something of each kind that this tenant has."""
    key = server.upload(EXPORT, tenant=tenant)
    fields = [("key", key), ("mapping", json.dumps(MAPPING))]
    analysed = server.post_form("/analysis/analyze", fields, tenant=tenant)
    assert analysed.status == 200, analysed.body
    issue = server.get("/api/v1/digest", tenant=tenant).json["digest"]["issues"][0]["id"]
    order = {"issue_id": issue, "assignee": "Ann"}
    items = [{"sku": "LUMBER", "description": "2x4", "stock": -5, "cost": 5}]
    started = server.post_json("/api/v1/diagnostic/start", {"items": items}, tenant=tenant)
    return Known(
        document=server.get("/openapi.json").json,
        key=server.upload(EXPORT, tenant=tenant),
        issue=issue,
        task=server.post_json("/api/v1/delegate", order, tenant=tenant).json["task_id"],
        session=started.json["session_id"],
    )
