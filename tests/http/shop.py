"""The application in this process over one state, for tenants that come and go with the tests."""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from itertools import count
from pathlib import Path
from typing import Any

import falcon.testing
from attrs import field, frozen
from exchange import bearer, multipart

from sentinel.http import Parts
from sentinel.http.upload_keys import public_key
from sentinel.storage import Upload, new_upload_key

CORNER = Path(__file__).parents[2] / "examples" / "corner_hardware.csv"

HEAD = "Store,SKU,Description,Vendor,Qty On Hand,Cost,Price,Sold\n"
LEAKING = [
    "Lake,A1,Claw hammer,Ironbridge,12,9.00,6.00,4\n",  # sold below cost
    "Lake,A2,Wood screws,Ironbridge,-8,2.00,4.00,9\n",
    "Hill,A1,Claw hammer,Ironbridge,-3,5.00,9.00,2\n",
    "Hill,A3,Paint,Larkwood,4,0,20.00,3\n",
]
FINE = [
    f"{store},F{n},Thing {n},Ironbridge,{10 + n},5.00,9.00,{8 + n}\n"
    for store in ("Lake", "Hill")
    for n in range(12)
]
EXPORT = (HEAD + "".join(LEAKING + FINE)).encode()
"""Of two stores, Lake and Hill."""
MAPPING = {
    "Store": "store_id",
    "SKU": "sku",
    "Description": "description",
    "Vendor": "vendor",
    "Qty On Hand": "quantity",
    "Cost": "cost",
    "Price": "revenue",
    "Sold": "sold",
}

_numbers = count()


@frozen(kw_only=True)
class Shop:
    """One tenant's view of the application."""

    app: Any = field(repr=False)
    parts: Parts = field(repr=False)
    tenant: str = field(factory=lambda: f"tenant-{next(_numbers)}")

    def other(self) -> Shop:
        """Somebody who has nothing yet."""
        return Shop(app=self.app, parts=self.parts)

    def send(self, method: str, path: str, **options: Any) -> falcon.testing.Result:
        client = falcon.testing.TestClient(self.app, headers=bearer(self.tenant))
        return client.simulate_request(method, path, **options)

    def get(self, path: str, **params: Any) -> falcon.testing.Result:
        return self.send("GET", path, params=params)

    def post(self, path: str, value: Any, **headers: str) -> falcon.testing.Result:
        return self.send("POST", path, json=value, headers=headers)

    def patch(self, path: str, value: Any) -> falcon.testing.Result:
        return self.send("PATCH", path, json=value)

    def form(self, path: str, fields: list[tuple[str, str]]) -> falcon.testing.Result:
        body, headers = multipart(fields)
        return self.send("POST", path, body=body, headers=headers)

    def uploaded(self, data: bytes, name: str = "items.csv") -> str:
        """The key of a file that has come."""
        key, now = new_upload_key(name), self.parts.clock()
        upload = Upload(
            key=key,
            name=name,
            content_type="text/csv",
            max_bytes=1 << 20,
            created_at=now,
            expires_at=now + timedelta(hours=1),
        )
        self.parts.records.uploads.add(self.tenant, upload)
        self.parts.blobs.put(self.tenant, key, data)
        return public_key(self.tenant, key)

    def analyze(self, *keys: str, mapping: Any = MAPPING, **fields: str) -> falcon.testing.Result:
        text = mapping if isinstance(mapping, str) else json.dumps(mapping)
        given = [*(("key", key) for key in keys), ("mapping", text), *fields.items()]
        return self.form("/analysis/analyze", given)

    def analyzed(self, data: bytes = EXPORT, **options: Any) -> dict[str, Any]:
        """An analysis that succeeds."""
        answer = self.analyze(self.uploaded(data), **options)
        assert answer.status_code == 200, answer.json
        found: dict[str, Any] = answer.json
        return found

    def issues(self) -> list[dict[str, Any]]:
        """All issues of the latest analysis."""
        found: list[dict[str, Any]] = self.get("/api/v1/digest", top_k=20).json["digest"]["issues"]
        return found

    def stored(self) -> tuple[int, int, int]:
        """Analyses, tasks and blobs of analyses that the tenant has."""
        records = self.parts.records
        blobs = list(self.parts.blobs.list(self.tenant, "analyses/"))
        return (
            len(records.analyses.list(self.tenant)),
            records.tasks.list(self.tenant).total,
            len(blobs),
        )


def refused(answer: falcon.testing.Result, status: int, code: str | None = None) -> Any:
    """The one body of all errors; what it says by field."""
    assert answer.status_code == status, answer.text
    body = answer.json
    assert set(body) - {"errors"} == {"detail", "message", "code"}
    assert body["detail"] == body["message"] != ""
    if code is not None:
        assert body["code"] == code
    return body.get("errors", [])


def is_time(text: str) -> bool:
    """Whether it has an offset."""
    return datetime.fromisoformat(text).utcoffset() is not None
