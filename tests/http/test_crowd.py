"""Two hundred clients of two tenants at once, each doing everything that there is to do."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from attrs import frozen
from exchange import Answer, Server, post_file
from shop import EXPORT, MAPPING
from stored import Stored, open_stored

TENANTS = ("eastern", "western")
EACH = 100
"""As many analyses as a tenant may have in an hour, and five times the permissions to upload."""


@pytest.fixture
def stored(server: Server, request: pytest.FixtureRequest) -> Iterator[Stored]:
    buckets = None
    if server.kind == "postgres":
        buckets = request.getfixturevalue("s3").folder / "data"
    opened = open_stored(server.environment, buckets)
    yield opened
    opened.database.close()


@frozen(kw_only=True)
class Client:
    """One of a tenant's people, who looks after a store of his own."""

    server: Server
    tenant: str
    number: int

    @property
    def store(self) -> str:
        return f"{self.tenant}-{self.number:03}"

    def live(self, permit: dict[str, Any]) -> str:
        """Everything from an export to a report; the id of the task that was made on the way."""
        data = EXPORT.replace(b"Lake", self.store.encode()).replace(b"Hill", self.store.encode())
        assert post_file(permit["url"], permit["fields"], data).status in (200, 204)
        self.form("/uploads/suggest-mapping", ("key", permit["key"]), ("filename", "a.csv"))
        self.form("/analysis/analyze", ("key", permit["key"]), ("mapping", json.dumps(MAPPING)))
        issues = self.get(f"/api/v1/digest/{self.store}?top_k=20")["digest"]["issues"]
        assert {issue["store_id"] for issue in issues} == {self.store}
        issue = issues[self.number % len(issues)]["id"]
        for path in ("explain/{}", "explain/{}/why", "vendor-call/{}"):
            self.get("/api/v1/" + path.format(issue))
        self.get(f"/api/v1/coop/{self.store}")
        order = {"issue_id": issue, "assignee": f"{self.tenant} {self.number}"}
        task: str = self.json("POST", "/api/v1/delegate", order)["task_id"]
        change = {"status": "completed", "notes": self.store}
        changed = self.json("PATCH", f"/api/v1/tasks/{task}", change)
        assert (changed["version"], changed["notes"]) == (2, [self.store])
        items = [{"sku": f"LUMBER-{self.store}", "stock": -self.number - 1, "cost": 2}]
        start = {"items": items, "store_name": self.store}
        session = self.json("POST", "/api/v1/diagnostic/start", start)["session_id"]
        path = f"/api/v1/diagnostic/{session}"
        self.json("POST", f"{path}/answer", {"classification": "theft"})
        assert self.get(f"{path}/question") is None
        report = self.get(f"{path}/report")
        assert report["store_name"] == self.store
        return task

    def get(self, path: str) -> Any:
        return self.own(self.server.get(path, tenant=self.tenant))

    def json(self, method: str, path: str, value: Any) -> Any:
        body = json.dumps(value).encode()
        return self.own(self.server.request(method, path, body=body, tenant=self.tenant))

    def form(self, path: str, *fields: tuple[str, str]) -> Any:
        while True:
            answer = self.server.post_form(path, fields, tenant=self.tenant)
            if answer.status != 503:
                return self.own(answer)
            # more analyses than a worker lets wait: whoever is told so comes again
            assert "Too many analyses" in answer.json["detail"]
            time.sleep(int(answer.headers["retry-after"]) / 10)

    def own(self, answer: Answer) -> Any:
        """The answer, in which there is nothing of the other tenant."""
        assert answer.status == 200, answer.body
        (other,) = set(TENANTS) - {self.tenant}
        assert other.encode() not in answer.body
        return answer.json


def test_two_hundred_at_once_lose_nothing_and_see_only_their_own(
    server: Server, stored: Stored
) -> None:
    def permits(tenant: str) -> list[dict[str, Any]]:
        given = server.post_form("/uploads/presign", [("filenames", "a.csv")] * 5, tenant=tenant)
        assert given.status == 200, given.body
        found: list[dict[str, Any]] = given.json["presigned_urls"]
        return found

    clients = [
        Client(server=server, tenant=tenant, number=number)
        for number in range(EACH)
        for tenant in TENANTS
    ]
    with ThreadPoolExecutor(len(clients)) as pool:
        given = {
            tenant: [one for five in pool.map(permits, [tenant] * (EACH // 5)) for one in five]
            for tenant in TENANTS
        }
        lives = [
            (client, pool.submit(client.live, given[client.tenant].pop())) for client in clients
        ]
        made = {tenant: set[str]() for tenant in TENANTS}
        for client, life in lives:
            made[client.tenant].add(life.result())

    for tenant in TENANTS:
        rows, blobs = stored.all(tenant)
        assert {name: rows[name] for name in ("analyses", "tasks", "diagnostic_sessions")} == {
            "analyses": EACH,
            "tasks": EACH,
            "diagnostic_sessions": EACH,
        }
        assert (rows["uploads"], rows["task_changes"], rows["diagnostic_answers"]) == (
            0,
            2 * EACH,
            EACH,
        )
        assert len([name for name in blobs if name.startswith("analyses/")]) == 3 * EACH
        listed = server.get("/api/v1/tasks", tenant=tenant).json["tasks"]
        assert {one["task"]["task_id"] for one in listed} == made[tenant]
        # every call was counted, and counted once: the next one is one too many
        one_more = server.post_form("/uploads/presign", [("filenames", "a.csv")], tenant=tenant)
        assert one_more.status == 429
    failed = [line for line in server.logged().splitlines() if '"status": 5' in line]
    assert all("AnalystBusyError" in line or '"status": 503' in line for line in failed)
