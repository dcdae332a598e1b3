"""/api/v1/diagnostic: start, question, answer, summary, report."""

from __future__ import annotations

from typing import Any

import pytest
import shapes
from shop import Shop, refused

ITEMS = [
    {"sku": "L1", "description": "2x4x8 lumber stud", "stock": -5, "cost": 4},
    {"sku": "B1", "description": "bin bolt", "stock": "-3", "cost": "1.50"},
    {"sku": 77, "description": "odd thing", "stock": -1.5, "cost": 2},
    {"sku": "P1", "description": "healthy", "stock": 4, "cost": 3},
    {"sku": "", "description": "nameless", "stock": -9, "cost": 3},
    {"sku": "N1"},
]
ORDER = ["lumber_2x", "bin_fasteners", "other"]
"""Patterns of these items, the most dollars first."""


@pytest.fixture
def path(shop: Shop) -> str:
    started = shop.post("/api/v1/diagnostic/start", {"items": ITEMS, "store_name": "Corner"})
    return f"/api/v1/diagnostic/{started.json['session_id']}"


def test_a_start_counts_what_was_sent(shop: Shop) -> None:
    started = shop.post("/api/v1/diagnostic/start", {"items": ITEMS}).json
    assert shapes.missing(started, shapes.STARTED) == []
    assert started["session_id"].startswith("diag-")
    del started["session_id"]
    assert started == {
        "store_name": "My Store",
        "total_items": 5,
        "negative_items": 3,
        "total_shrinkage": 27.5,
        "patterns_detected": 3,
        "status": "in_progress",
    }


def test_without_stock_below_zero_it_is_complete_at_once(shop: Shop) -> None:
    for items in ([], [{"sku": "a", "stock": 1}]):
        started = shop.post("/api/v1/diagnostic/start", {"items": items}).json
        assert (started["patterns_detected"], started["status"]) == (0, "complete")
        path = f"/api/v1/diagnostic/{started['session_id']}"
        assert shop.get(f"{path}/question").json is None
        refused(shop.post(f"{path}/answer", {"classification": "theft"}), 400)
        assert shop.get(f"{path}/report").json["journey"] == []


def test_looking_at_a_question_changes_nothing(shop: Shop, path: str) -> None:
    question = shop.get(f"{path}/question").json
    assert shapes.missing(question, shapes.QUESTION) == []
    assert question["pattern_id"] == ORDER[0]
    assert question["sample_items"] == [
        {"sku": "L1", "description": "2x4x8 lumber stud", "stock": -5, "cost": 4, "value": 20}
    ]
    assert shop.get(f"{path}/question").json == question
    assert shop.get(f"{path}/summary").json["patterns_answered"] == 0


def test_old_clients_answer_one_question_after_the_other(shop: Shop, path: str) -> None:
    for number, pattern in enumerate(ORDER, 1):
        answer = shop.post(f"{path}/answer", {"classification": "receiving_gap", "note": "n"})
        assert answer.json["answered"]["pattern"] == pattern
        assert answer.json["progress"] == {"current": number, "total": 3}
        assert shapes.missing(answer.json["running_totals"], shapes.TOTALS) == []
    assert (answer.json["is_complete"], answer.json["next_question"]) == (True, None)
    assert answer.json["running_totals"]["reduction_pct"] == 100
    late = shop.post(f"{path}/answer", {"classification": "theft"})
    refused(late, 400, "NOTHING_TO_ANSWER")


def test_an_answer_that_names_its_pattern_can_be_repeated(shop: Shop, path: str) -> None:
    body = {"classification": "theft", "note": "seen on camera", "pattern_id": ORDER[0]}
    first = shop.post(f"{path}/answer", body)
    assert shop.post(f"{path}/answer", body).json == first.json
    assert shop.get(f"{path}/summary").json["patterns_answered"] == 1
    assert shop.get(f"{path}/question").json["pattern_id"] == ORDER[1]
    session_id = path.rpartition("/")[2]
    assert len(shop.parts.records.diagnostics.history(shop.tenant, session_id)) == 1


def test_an_answer_can_be_corrected(shop: Shop, path: str) -> None:
    shop.post(f"{path}/answer", {"classification": "theft"})
    back = shop.get(f"{path}/question", pattern_id=ORDER[0]).json
    assert (back["pattern_id"], back["classification"]) == (ORDER[0], "theft")
    corrected = shop.post(
        f"{path}/answer",
        {"classification": "receiving_gap", "note": "found it", "pattern_id": ORDER[0]},
    ).json
    assert corrected["answered"]["classification"] == "receiving_gap"
    assert corrected["progress"]["current"] == 1
    assert corrected["next_question"]["pattern_id"] == ORDER[1]
    report = shop.get(f"{path}/report").json
    assert report["journey"][0]["classification"] == "receiving_gap"
    assert report["journey"][0]["note"] == "found it"
    session_id = path.rpartition("/")[2]
    history = shop.parts.records.diagnostics.history(shop.tenant, session_id)
    assert [one.classification for one in history] == ["theft", "receiving_gap"]


def test_the_report_can_be_had_at_any_time(shop: Shop, path: str) -> None:
    before = shop.get(f"{path}/report").json
    assert {step["classification"] for step in before["journey"]} == {"pending"}
    shop.post(f"{path}/answer", {"classification": "investigate"})
    shop.post(f"{path}/answer", {"classification": "non_tracked"})
    report = shop.get(f"{path}/report").json
    assert shapes.missing(report, shapes.REPORT) == []
    assert (report["store_name"], report["status"]) == ("Corner", "in_progress")
    totals = report["summary"]
    assert (totals["explained"], totals["unexplained"]) == (4.5, 23.0)
    assert (totals["total_items"], totals["negative_items"]) == (5, 3)
    assert [item["sku"] for item in report["items_to_investigate"]] == ["L1"]
    assert report["by_classification"]["non_tracked"]["patterns"][0]["items"] == 1
    summary = shop.get(f"{path}/summary").json
    assert summary["explained_value"] == totals["explained_value"]


def test_a_whole_inventory_is_taken(shop: Shop) -> None:
    items = [{"sku": f"S{n}", "stock": n % 7 - 3, "cost": 1} for n in range(30_000)]
    started = shop.post("/api/v1/diagnostic/start", {"items": items}).json
    assert started["total_items"] == 30_000
    report = shop.get(f"/api/v1/diagnostic/{started['session_id']}/report").json
    assert report["summary"]["negative_items"] == started["negative_items"]


@pytest.mark.parametrize(
    ("items", "field"),
    [
        (None, "items"),
        ("abc", "items"),
        ({"a": 1}, "items"),
        (5, "items"),
        ([1], "items[0]"),
        ([None], "items[0]"),
        ([{"sku": "a"}, []], "items[1]"),
        ([{"sku": "a", "stock": None}], "items[0].stock"),
        ([{"sku": "a", "stock": "x"}], "items[0].stock"),
        ([{"sku": "a", "stock": "nan"}], "items[0].stock"),
        ([{"sku": "a", "stock": True}], "items[0].stock"),
        ([{"sku": "a", "stock": []}], "items[0].stock"),
        ([{"sku": "a", "cost": "1e999"}], "items[0].cost"),
        ([{"sku": "a", "cost": 1e300}], "items[0].cost"),
        ([{"sku": {}, "stock": -1}], "items[0].sku"),
        ([{"sku": "a" * 201, "stock": -1}], "items[0].sku"),
        ([{"sku": "a", "description": "x" * 2001}], "items[0].description"),
    ],
)
def test_items_that_cannot_be_are_named(shop: Shop, items: Any, field: str) -> None:
    answer = shop.post("/api/v1/diagnostic/start", {"items": items})
    assert refused(answer, 422)[0]["field"] == field


@pytest.mark.parametrize(
    "body",
    [
        {"items": ITEMS, "store_name": 5},
        {"items": ITEMS, "store_name": None},
        {"items": ITEMS, "store_name": "x" * 201},
        {"items": ITEMS, "store_name": "a\0b"},
        {"items": [{"sku": "a\0", "stock": -1}]},
        {},
    ],
)
def test_a_start_that_cannot_be_is_refused(shop: Shop, body: Any) -> None:
    refused(shop.post("/api/v1/diagnostic/start", body), 422)


def test_an_inventory_beyond_all_measure_is_too_large(shop: Shop) -> None:
    answer = shop.send("POST", "/api/v1/diagnostic/start", body=b" " * (33 << 20))
    refused(answer, 413, "TOO_LARGE")


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"classification": None},
        {"classification": "pending"},
        {"classification": "Theft"},
        {"classification": ""},
        {"classification": 3},
        {"classification": "x" * 500_000},
        {"classification": "theft", "note": None},
        {"classification": "theft", "note": "x" * 2001},
        {"classification": "theft", "note": "a\0b"},
        {"classification": "theft", "pattern_id": "no_such_pattern"},
        {"classification": "theft", "pattern_id": ""},
        {"classification": "theft", "pattern_id": 1},
        [],
    ],
)
def test_an_answer_that_is_none_changes_nothing(shop: Shop, path: str, body: Any) -> None:
    refused(shop.post(f"{path}/answer", body), 422)
    assert shop.get(f"{path}/summary").json["patterns_answered"] == 0


@pytest.mark.parametrize("what", ["question", "answer", "summary", "report"])
def test_another_tenant_s_session_is_as_if_it_were_not_there(
    shop: Shop, path: str, what: str
) -> None:
    method = "POST" if what == "answer" else "GET"
    body = {"classification": "theft"} if what == "answer" else None
    shop.get(f"{path}/report")  # so that it is in memory
    theirs = shop.other().send(method, f"{path}/{what}", json=body)
    refused(theirs, 404, "NOT_FOUND")
    absent = shop.send(method, f"/api/v1/diagnostic/diag-0/{what}", json=body)
    assert theirs.text == absent.text
    assert shop.get(f"{path}/summary").json["patterns_answered"] == 0


def test_a_question_that_does_not_exist_is_refused(shop: Shop, path: str) -> None:
    answer = shop.get(f"{path}/question", pattern_id="nope")
    assert refused(answer, 422)[0]["field"] == "pattern_id"


def test_an_answer_is_posted(shop: Shop, path: str) -> None:
    refused(shop.get(f"{path}/answer"), 405, "METHOD_NOT_ALLOWED")
