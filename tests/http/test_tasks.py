"""POST /api/v1/delegate, GET /api/v1/tasks and PATCH /api/v1/tasks/{task_id}."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import shapes
from shop import Shop, is_time, refused

LATER = (datetime.now(UTC) + timedelta(days=30)).replace(microsecond=0)


@pytest.fixture(scope="module")
def issue(application: Shop) -> dict[str, Any]:
    """An issue that every tenant of `owner` has."""
    shop = application.other()
    shop.analyzed()
    return shop.issues()[0]


@pytest.fixture
def owner(shop: Shop) -> Shop:
    """Somebody with an analysis and no tasks."""
    shop.analyzed()
    return shop


def delegated(shop: Shop, issue: dict[str, Any], **more: Any) -> dict[str, Any]:
    answer = shop.post("/api/v1/delegate", {"issue_id": issue["id"], "assignee": "Ann", **more})
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json
    return found


# --- delegate -----------------------------------------------------------------------------------


def test_an_issue_becomes_a_task(owner: Shop, issue: dict[str, Any]) -> None:
    made = delegated(owner, issue, notes="start with the paint")
    task = made["task"]
    assert made["task_id"] == task["task_id"]
    assert len(task["task_id"]) == len("task-") + 32
    assert task["issue_id"] == issue["id"]
    assert task["skus"] == issue["skus"]
    assert is_time(task["deadline"]) and is_time(task["created_at"])
    [listed] = owner.get("/api/v1/tasks").json["tasks"]
    assert shapes.missing(listed, shapes.TASK) == []
    assert listed["task"] == task
    assert (listed["status"], listed["notes"]) == ("open", ["start with the paint"])
    assert listed["rendered_text"] == made["rendered_text"]


@pytest.mark.parametrize(
    ("given", "due"),
    [
        (LATER.isoformat(), LATER),
        (LATER.strftime("%Y-%m-%dT%H:%M:%SZ"), LATER),
        (LATER.replace(tzinfo=None).isoformat(), LATER),
        (LATER.date().isoformat(), LATER.replace(hour=23, minute=59, second=59)),
    ],
    ids=["offset", "UTC", "no zone", "day"],
)
def test_a_deadline_is_a_day_or_a_time(
    owner: Shop, issue: dict[str, Any], given: str, due: datetime
) -> None:
    task = delegated(owner, issue, deadline=given)["task"]
    assert datetime.fromisoformat(task["deadline"]) == due


def test_one_idempotency_key_is_one_task(owner: Shop, issue: dict[str, Any]) -> None:
    body = {"issue_id": issue["id"], "assignee": "Ann", "notes": "first"}
    headers = {"Idempotency-Key": "0b1"}
    first = owner.post("/api/v1/delegate", body, **headers)
    assert owner.post("/api/v1/delegate", body, **headers).json == first.json
    assert owner.get("/api/v1/tasks").json["total"] == 1
    other = owner.post("/api/v1/delegate", {**body, "assignee": "Bo"}, **headers)
    refused(other, 409, "IDEMPOTENCY_KEY_REUSED")
    delegated(owner, issue)
    delegated(owner, issue)
    assert owner.get("/api/v1/tasks").json["total"] == 3
    neighbour = owner.other()
    neighbour.analyzed()
    assert neighbour.post("/api/v1/delegate", body, **headers).json["task_id"] != first.json


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("issue_id", None),
        ("issue_id", 5),
        ("issue_id", ""),
        ("issue_id", "x" * 501),
        ("assignee", None),
        ("assignee", ""),
        ("assignee", "   "),
        ("assignee", ["Ann"]),
        ("assignee", "x" * 201),
        ("assignee", "x" * 900_000),
        ("deadline", "tomorrow"),
        ("deadline", ""),
        ("deadline", 1_900_000_000),
        ("deadline", "2001-01-01"),
        ("deadline", "2026-02-30"),
        ("deadline", "0001-01-01T00:00:00+23:59"),
        ("deadline", "9999-12-31T23:59:59-23:59"),
        ("deadline", "9" * 5000),
        ("notes", 5),
        ("notes", {"a": 1}),
        ("notes", "x" * 2001),
    ],
)
def test_each_field_that_is_wrong_is_named(
    owner: Shop, issue: dict[str, Any], field: str, value: Any
) -> None:
    body = {"issue_id": issue["id"], "assignee": "Ann", field: value}
    assert field in [error["field"] for error in refused(owner.post("/api/v1/delegate", body), 422)]
    assert owner.get("/api/v1/tasks").json["total"] == 0


@pytest.mark.parametrize("field", ["assignee", "notes"])
def test_characters_that_cannot_be_stored_are_refused(
    owner: Shop, issue: dict[str, Any], field: str
) -> None:
    body = {"issue_id": issue["id"], "assignee": "Ann", field: "a\0b"}
    refused(owner.post("/api/v1/delegate", body), 422)
    raw = json.dumps({**body, field: "X"}).replace('"X"', '"\\ud800"').encode()
    refused(owner.send("POST", "/api/v1/delegate", body=raw), 422)
    assert owner.get("/api/v1/tasks").json["total"] == 0


def test_an_issue_that_is_not_there_cannot_be_delegated(owner: Shop, issue: dict[str, Any]) -> None:
    body = {"issue_id": "nope", "assignee": "Ann"}
    refused(owner.post("/api/v1/delegate", body), 404, "ISSUE_NOT_FOUND")
    stranger = owner.other()
    refused(stranger.post("/api/v1/delegate", {**body, "issue_id": issue["id"]}), 404)


def test_a_body_that_is_too_large_is_refused(owner: Shop, issue: dict[str, Any]) -> None:
    body = {"issue_id": issue["id"], "assignee": "Ann", "notes": "x" * 2_000_000}
    refused(owner.post("/api/v1/delegate", body), 413, "TOO_LARGE")


# --- tasks --------------------------------------------------------------------------------------


def test_filters_hold_together(owner: Shop) -> None:
    issues = {issue["store_id"]: issue for issue in owner.issues()}
    for store in ("Lake", "Hill", "Lake"):
        delegated(owner, issues[store])
    first = owner.get("/api/v1/tasks").json["tasks"][0]
    owner.patch(f"/api/v1/tasks/{first['task']['task_id']}", {"status": "completed"})

    def total(**wanted: str) -> int:
        found = owner.get("/api/v1/tasks", **wanted).json
        assert found["total"] == len(found["tasks"])
        return int(found["total"])

    assert total() == total(store_id="", status="", priority="") == 3
    assert (total(store_id="Lake"), total(store_id="Hill"), total(store_id="Moon")) == (2, 1, 0)
    assert (total(status="open"), total(status="completed"), total(status="escalated")) == (2, 1, 0)
    assert total(store_id="Lake", status="open") == 1
    priorities = [total(priority=p) for p in ("critical", "high", "medium", "low")]
    assert sum(priorities) == 3


def test_tasks_come_in_order_and_in_pages(owner: Shop, issue: dict[str, Any]) -> None:
    days = [(LATER + timedelta(days=n)).date().isoformat() for n in (2, 0, 1)]
    made = [delegated(owner, issue, deadline=day)["task_id"] for day in days]

    def ids(**wanted: Any) -> list[str]:
        found = owner.get("/api/v1/tasks", **wanted).json
        assert found["total"] == 3
        return [one["task"]["task_id"] for one in found["tasks"]]

    assert ids() == made
    assert ids(order="deadline") == [made[1], made[2], made[0]]
    assert ids(limit=2) == made[:2]
    assert ids(limit=2, offset=2) == made[2:]
    assert ids(offset=9) == []


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("status", "done"),
        ("status", "Open"),
        ("priority", "urgent"),
        ("order", "newest"),
        ("limit", "0"),
        ("limit", "x"),
        ("limit", "1001"),
        ("offset", "-1"),
        ("offset", "9" * 40),
        ("store_id", "x" * 201),
    ],
)
def test_a_filter_that_cannot_be_is_refused(shop: Shop, field: str, value: str) -> None:
    answer = shop.get("/api/v1/tasks", **{field: value})
    assert refused(answer, 422)[0]["field"] == field


# --- changes ------------------------------------------------------------------------------------


def test_a_change_is_kept_with_its_history(owner: Shop, issue: dict[str, Any]) -> None:
    path = f"/api/v1/tasks/{delegated(owner, issue, notes='one')['task_id']}"
    owner.patch(path, {"status": "in_progress", "notes": "two"})
    changed = owner.patch(path, {"status": "open", "notes": "  "}).json
    assert shapes.missing(changed, shapes.TASK) == []
    assert (changed["status"], changed["notes"], changed["version"]) == ("open", ["one", "two"], 3)
    assert [(e["status_before"], e["status"], e["note"]) for e in changed["history"]] == [
        (None, "open", "one"),
        ("open", "in_progress", "two"),
        ("in_progress", "open", None),
    ]
    assert all(e["who"] == owner.tenant and is_time(e["at"]) for e in changed["history"])
    assert owner.patch(path, {"notes": "a note alone"}).json["notes"][-1] == "a note alone"


def test_a_change_of_what_has_changed_since_is_refused(owner: Shop, issue: dict[str, Any]) -> None:
    path = f"/api/v1/tasks/{delegated(owner, issue)['task_id']}"
    assert owner.patch(path, {"status": "completed", "version": 1}).status_code == 200
    refused(owner.patch(path, {"status": "escalated", "version": 1}), 409, "CONFLICT")
    assert owner.get("/api/v1/tasks").json["tasks"][0]["status"] == "completed"


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"status": None},
        {"status": ""},
        {"status": "done"},
        {"status": 1},
        {"status": "x" * 500_000},
        {"notes": ""},
        {"status": "open", "notes": 5},
        {"status": "open", "notes": "x" * 2001},
        {"status": "open", "notes": "a\0b"},
        {"status": "open", "version": "1"},
        {"status": "open", "version": 0},
        {"status": "open", "version": 10**30},
        [],
    ],
)
def test_a_change_that_cannot_be_changes_nothing(
    owner: Shop, issue: dict[str, Any], body: Any
) -> None:
    path = f"/api/v1/tasks/{delegated(owner, issue)['task_id']}"
    before = owner.get("/api/v1/tasks").json
    refused(owner.patch(path, body), 422)
    assert owner.get("/api/v1/tasks").json == before


def test_another_tenant_s_task_is_as_if_it_were_not_there(
    owner: Shop, issue: dict[str, Any]
) -> None:
    path = f"/api/v1/tasks/{delegated(owner, issue)['task_id']}"
    theirs = owner.other().patch(path, {"status": "completed"})
    absent = owner.patch("/api/v1/tasks/task-0", {"status": "completed"})
    refused(theirs, 404, "NOT_FOUND")
    assert theirs.text == absent.text
    assert owner.other().get("/api/v1/tasks").json == {"tasks": [], "total": 0}
    assert owner.get("/api/v1/tasks").json["tasks"][0]["status"] == "open"
