"""The web frontend and the mobile page of before, call by call, against the real server."""

from __future__ import annotations

import csv
import io
import json
import re
from pathlib import Path
from typing import Any
from urllib.parse import urlencode, urlsplit
from uuid import uuid4

import pytest
import shapes
from attrs import frozen
from exchange import ORIGIN, Answer, Server, post_file, send

CORNER = Path(__file__).parents[2] / "examples" / "corner_hardware.csv"
SAFE = re.compile(r"[A-Za-z0-9._~-]+")
"""What can stand in an address without being escaped: clients escape nothing."""

PRIMITIVES = (
    "low_stock",
    "high_margin_leak",
    "negative_inventory",
    "dead_item",
    "overstock",
    "price_discrepancy",
    "shrinkage_pattern",
    "margin_erosion",
    "zero_cost_anomaly",
    "negative_profit",
    "severe_inventory_deficit",
)


@frozen
class Browser:
    """A page of the web frontend: another origin, so every call with a token is asked for first."""

    server: Server
    tenant: str

    def call(self, method: str, path: str, **options: Any) -> Answer:
        asked = send(
            self.server.url,
            "OPTIONS",
            path,
            headers={
                "Origin": ORIGIN,
                "Access-Control-Request-Method": method,
                "Access-Control-Request-Headers": "authorization,content-type",
            },
        )
        assert asked.status == 200, (method, path, asked.body)
        assert asked.headers["access-control-allow-origin"] == ORIGIN
        assert method in asked.headers["access-control-allow-methods"]
        assert "content-type" in asked.headers["access-control-allow-headers"].lower()
        headers = {"Origin": ORIGIN, **options.pop("headers", {})}
        answer = self.server.request(method, path, tenant=self.tenant, headers=headers, **options)
        assert answer.headers["access-control-allow-origin"] == ORIGIN
        assert answer.headers["access-control-allow-credentials"] == "true"
        return answer

    def api(self, method: str, path: str, body: Any = None) -> Answer:
        """`sentinel-api.ts`: JSON is said to be sent even where nothing is."""
        data = None if body is None else json.dumps(body).encode()
        return self.call(method, path, body=data, headers={"Content-Type": "application/json"})

    def form(self, path: str, fields: list[tuple[str, str]]) -> Answer:
        """`upload.ts`: a form with the boundary that the browser chose."""
        from exchange import multipart

        body, headers = multipart(fields)
        return self.call("POST", path, body=body, headers=headers)

    def upload(self, data: bytes, name: str) -> str:
        """Steps 1 and 2 of the upload flow; the key."""
        given = self.form("/uploads/presign", [("filenames", name)]).json
        assert given["upload_method"] == "POST"
        first = given["presigned_urls"][0]
        assert first["fields"]
        assert urlsplit(first["url"]).scheme in ("http", "https")
        sent = post_file(first["url"], first["fields"], data, Origin=ORIGIN)
        assert 200 <= sent.status < 300, sent.body
        key: str = first["key"]
        return key

    def analyzed(self, data: bytes, name: str = "items.csv", **more: str) -> dict[str, Any]:
        """Steps 1 to 5 with the mapping as it is suggested."""
        key = self.upload(data, name)
        suggested = self.form("/uploads/suggest-mapping", [("key", key), ("filename", name)]).json
        mapping = json.dumps(suggested["suggestions"])
        answer = self.form("/analysis/analyze", [("key", key), ("mapping", mapping), *more.items()])
        assert answer.status == 200, answer.body
        found: dict[str, Any] = answer.json
        return found


@pytest.fixture
def web(server: Server) -> Browser:
    """Of a user of its own."""
    return Browser(server, f"web-{uuid4()}")


def good(answer: Answer, shape: Any) -> Any:
    assert answer.status == 200, answer.body
    assert shapes.missing(answer.json, shape) == []
    return answer.json


def test_the_web_page_goes_from_an_export_to_every_page(web: Browser) -> None:
    # the digest page, before anything was analysed
    empty = web.api("GET", "/api/v1/digest?top_k=20")
    assert empty.status == 404
    assert b"NO_DATA" in empty.body

    # the analysis page
    key = web.upload(CORNER.read_bytes(), "corner_hardware.csv")
    suggested = web.form(
        "/uploads/suggest-mapping", [("key", key), ("filename", "corner_hardware.csv")]
    ).json
    mapping = suggested["suggestions"]
    assert set(mapping) == set(suggested["original_columns"])
    assert {"sku", "quantity", "cost", "revenue"} <= set(mapping.values())
    result = good(
        web.form("/analysis/analyze", [("key", key), ("mapping", json.dumps(mapping))]),
        shapes.ANALYSIS,
    )
    assert set(result["leaks"]) == set(PRIMITIVES)
    # the store of the examples has all of them
    assert all(leak["count"] and leak["item_details"] for leak in result["leaks"].values())
    assert result["cause_diagnosis"]["hypotheses"]
    impact = result["summary"]["estimated_impact"]
    assert set(impact["breakdown"]) == set(PRIMITIVES)
    assert impact["breakdown"]["negative_inventory"] == 0
    assert 0 < impact["low_estimate"] <= impact["high_estimate"]
    assert "upgrade_prompt" not in result

    # the digest page and what it leads to
    digest = good(web.api("GET", "/api/v1/digest?top_k=20"), shapes.DIGEST)
    issues = digest["digest"]["issues"]
    assert len(issues) > 5
    assert all(issue["skus"] for issue in issues)
    assert [issue["priority_score"] for issue in issues] == sorted(
        (issue["priority_score"] for issue in issues), reverse=True
    )
    assert all(
        SAFE.fullmatch(issue["id"]) and SAFE.fullmatch(issue["store_id"]) for issue in issues
    )
    for issue in issues:
        tree = good(web.api("GET", f"/api/v1/explain/{issue['id']}"), shapes.EXPLANATION)
        scores = [one["score"] for one in tree["proof_tree"]["cause_scores"]]
        assert len(scores) == 8
        assert sum(scores) == pytest.approx(1, abs=1e-3)
        assert tree["proof_tree"]["proof_tree"]["children"]
        good(web.api("GET", f"/api/v1/vendor-call/{issue['id']}"), shapes.VENDOR_CALL)
    first = issues[0]
    why = web.api("POST", f"/api/v1/explain/{first['id']}/why", {"goal": "root_cause(Theft)"})
    assert why.status == 200
    assert why.json["reasoning_steps"]
    good(web.api("GET", f"/api/v1/coop/{first['store_id']}"), shapes.COOP)

    # the task page
    for assignee, issue in (("Ann", first), ("Bo", issues[1])):
        made = web.api("POST", "/api/v1/delegate", {"issue_id": issue["id"], "assignee": assignee})
        assert made.status == 200
    listed = good(web.api("GET", "/api/v1/tasks"), {"tasks": [shapes.TASK], "total": shapes.WHOLE})
    assert [one["task"]["assignee"] for one in listed["tasks"]] == ["Ann", "Bo"]
    assert listed["total"] == 2
    task_id = listed["tasks"][0]["task"]["task_id"]
    assert SAFE.fullmatch(task_id)
    patched = web.api("PATCH", f"/api/v1/tasks/{task_id}", {"status": "completed", "notes": "ok"})
    assert patched.status == 200
    done = web.api("GET", "/api/v1/tasks?" + urlencode({"status": "completed"})).json
    assert [one["task"]["task_id"] for one in done["tasks"]] == [task_id]
    assert done["tasks"][0]["notes"] == ["ok"]


def inventory() -> list[dict[str, Any]]:
    """The whole export as the diagnostic page reads it: text where the file has text."""
    rows = csv.DictReader(io.StringIO(CORNER.read_text("utf-8-sig")))
    return [
        {
            "sku": row["Item Number"],
            "description": row["Description"],
            "stock": row["Qty On Hand"].replace(",", "") or 0,
            "cost": row["Last Cost"].replace("$", "").replace(",", "") or 0,
        }
        for row in rows
    ]


def test_the_diagnostic_page_asks_until_nothing_is_left(web: Browser) -> None:
    items = inventory()
    started = good(
        web.api("POST", "/api/v1/diagnostic/start", {"items": items, "store_name": "Corner"}),
        shapes.STARTED,
    )
    assert started["total_items"] == len(items)
    assert SAFE.fullmatch(started["session_id"])
    path = f"/api/v1/diagnostic/{started['session_id']}"

    question = good(web.api("GET", f"{path}/question"), shapes.QUESTION)
    asked = 0
    while question is not None:
        assert question["progress"] == {"current": asked + 1, "total": started["patterns_detected"]}
        label, classification = question["suggested_answers"][0]
        assert label and classification
        answer = good(
            web.api("POST", f"{path}/answer", {"classification": classification, "note": ""}),
            {"is_complete": shapes.FLAG, "running_totals": shapes.TOTALS},
        )
        question, asked = answer["next_question"], asked + 1
        assert answer["is_complete"] == (question is None)
        if question is not None:
            assert shapes.missing(question, shapes.QUESTION) == []
    assert asked == started["patterns_detected"]
    assert web.api("GET", f"{path}/question").body == b"null"

    report = good(
        web.api("GET", f"{path}/report"),
        shapes.REPORT,
    )
    assert len(report["journey"]) == asked
    totals = report["summary"]
    assert totals["total_shrinkage"] == pytest.approx(
        totals["explained_value"] + totals["unexplained_value"], abs=0.02
    )
    summary = web.api("GET", f"{path}/summary").json
    assert (summary["status"], summary["patterns_answered"]) == ("complete", asked)


def test_the_mobile_page_shows_what_the_web_page_analysed(server: Server) -> None:
    tenant = f"mobile-{uuid4()}"
    Browser(server, tenant).analyzed(CORNER.read_bytes(), store_id="main-street")

    def get(path: str) -> Any:
        # from the same origin: no preflight, no Origin
        answer = server.get(path, tenant=tenant)
        assert answer.status == 200, answer.body
        return answer.json

    health = server.get("/health", tenant=None).json
    assert (health["status"], health["dev_mode"]) == ("ok", False)
    digest = get("/api/v1/digest")
    assert shapes.missing(digest, shapes.DIGEST) == []
    assert digest["store_ids"] == ["main-street"]
    assert digest["issue_count"] == len(digest["digest"]["issues"]) == 5
    coop = get(f"/api/v1/coop/{digest['store_ids'][0]}")
    assert shapes.missing(coop, shapes.COOP) == []
    issue = digest["digest"]["issues"][0]
    assert get(f"/api/v1/vendor-call/{issue['id']}")["rendered_text"]
    body = {"issue_id": issue["id"], "assignee": "Cy", "deadline": None, "notes": "before noon"}
    made = server.post_json("/api/v1/delegate", body, tenant=tenant).json
    assert made["task_id"] == made["task"]["task_id"]
    listed = get("/api/v1/tasks?status=open&priority=" + made["task"]["priority"])
    assert shapes.missing(listed["tasks"], [shapes.TASK]) == []
    assert listed["tasks"][0]["notes"] == ["before noon"]
    started = server.post_json("/api/v1/diagnostic/start", {"items": inventory()}, tenant=tenant)
    path = f"/api/v1/diagnostic/{started.json['session_id']}"
    answered = server.post_json(f"{path}/answer", {"classification": "investigate"}, tenant=tenant)
    assert shapes.missing(answered.json["running_totals"], shapes.TOTALS) == []
    assert shapes.missing(get(f"{path}/report"), shapes.REPORT) == []


def test_errors_can_be_read_by_each_client(web: Browser) -> None:
    web.analyzed(CORNER.read_bytes())
    refused = [
        web.api("GET", "/api/v1/explain/no-such-issue"),
        web.api("GET", "/api/v1/coop/no-such-store"),
        web.api("POST", "/api/v1/delegate", {"issue_id": 7}),
        web.form("/analysis/analyze", [("key", "uploads/somebody/x.csv"), ("mapping", "{}")]),
        web.form("/analysis/analyze", [("key", "x")]),
    ]
    assert [answer.status for answer in refused] == [404, 404, 422, 403, 422]
    for answer in refused:
        body = answer.json
        assert isinstance(body["detail"], str)  # the upload client
        assert body["message"] == body["detail"]  # the mobile page
        assert body["code"]


def test_the_second_entry_point_continues_with_a_key_of_another_page(web: Browser) -> None:
    key = web.upload(CORNER.read_bytes(), "corner_hardware.csv")
    other_page = Browser(web.server, web.tenant)
    suggested = other_page.form("/uploads/suggest-mapping", [("key", key), ("filename", "x.csv")])
    mapping = json.dumps({h: target or "" for h, target in suggested.json["suggestions"].items()})
    fields = [("key", key), ("mapping", mapping), ("store_id", "main-street")]
    first = other_page.form("/analysis/analyze", fields)
    assert first.status == 200
    assert first.json["store_id"] == "main-street"
    # its answer was lost on the way
    again = other_page.form("/analysis/analyze", fields)
    assert again.status == 200
    assert again.json["leaks"] == first.json["leaks"]
