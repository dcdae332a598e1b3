"""GET /api/v1/digest and /api/v1/digest/{store_id}."""

from __future__ import annotations

import pytest
import shapes
from shop import CORNER, EXPORT, Shop, is_time, refused


def test_before_the_first_analysis_there_is_no_data(shop: Shop) -> None:
    for path in ("/api/v1/digest", "/api/v1/digest/Lake"):
        refused(shop.get(path), 404, "NO_DATA")


def test_the_issues_come_by_priority_and_no_more_than_asked_for(shop: Shop) -> None:
    shop.analyzed(CORNER.read_bytes(), mapping={})
    every = shop.get("/api/v1/digest", top_k=20).json
    assert shapes.missing(every, shapes.DIGEST) == []
    scores = [issue["priority_score"] for issue in every["digest"]["issues"]]
    assert scores == sorted(scores, reverse=True)
    five = shop.get("/api/v1/digest").json
    assert five["digest"]["issues"] == every["digest"]["issues"][:5]
    assert five["issue_count"] == five["digest"]["summary"]["total_issues"] == 5
    assert is_time(five["generated_at"])
    assert is_time(five["digest"]["issues"][0]["detection_timestamp"])


def test_stores_can_be_chosen(shop: Shop) -> None:
    shop.analyzed()
    both = shop.get("/api/v1/digest", top_k=20).json
    assert set(both["store_ids"]) == {"Lake", "Hill"}
    for wanted in ("Lake", " Lake ,", "Lake,Lake"):
        lake = shop.get("/api/v1/digest", stores=[wanted], top_k=20).json
        assert lake["store_ids"] == lake["store_filter"] == ["Lake"]
    assert shop.get("/api/v1/digest/Lake", top_k=20).json == lake
    # as the query string of a browser has it: the comma is no list
    named = shop.send("GET", "/api/v1/digest", query_string="stores=Lake,Hill&top_k=20").json
    assert set(named["store_filter"]) == {"Lake", "Hill"}
    refused(shop.get("/api/v1/digest", stores=["Lake,Moon"]), 404, "NO_DATA")
    refused(shop.get("/api/v1/digest/Moon"), 404, "NO_DATA")


def test_a_store_that_was_analysed_before_another_is_still_found(shop: Shop) -> None:
    stock = EXPORT.replace(b"Store,", b"Mood,")
    shop.analyzed(stock, mapping={"Mood": None}, store_id="first")
    shop.analyzed(stock, mapping={"Mood": None}, store_id="second")
    assert shop.get("/api/v1/digest").json["store_ids"] == ["second"]
    assert shop.get("/api/v1/digest/first").json["store_ids"] == ["first"]


def test_the_next_analysis_takes_its_place(shop: Shop) -> None:
    shop.analyzed()
    before = shop.get("/api/v1/digest").json
    assert shop.get("/api/v1/digest").json == before
    shop.analyzed(CORNER.read_bytes(), mapping={})
    assert shop.get("/api/v1/digest").json != before


def test_nobody_sees_another_tenant_s_digest(shop: Shop) -> None:
    shop.analyzed()
    refused(shop.other().get("/api/v1/digest"), 404, "NO_DATA")
    refused(shop.other().get("/api/v1/digest/Lake"), 404, "NO_DATA")


@pytest.mark.parametrize("name", ["subscribe", "subscriptions", "send", "scheduler-status"])
def test_what_clients_know_by_these_addresses_is_no_store(shop: Shop, name: str) -> None:
    refused(shop.get(f"/api/v1/digest/{name}"), 404, "NOT_FOUND")


@pytest.mark.parametrize("top_k", ["0", "21", "-1", "x", "", "1.5", "9" * 30, "٣"])
def test_a_number_of_issues_that_is_none_is_refused(shop: Shop, top_k: str) -> None:
    for path in ("/api/v1/digest", "/api/v1/digest/Lake"):
        answer = shop.get(path, top_k=top_k)
        assert refused(answer, 422)[0]["field"] == "top_k"


@pytest.mark.parametrize("stores", ["x" * 4001, "\0", "'; DROP TABLE analyses; --", "a,\ud7ff"])
def test_stores_that_cannot_be_are_refused(shop: Shop, stores: str) -> None:
    shop.analyzed()
    answer = shop.get("/api/v1/digest", stores=[stores])
    assert answer.status_code in (404, 422)
    refused(answer, answer.status_code)
    assert shop.get("/api/v1/digest").status_code == 200


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE"])
def test_other_methods_are_not_taken(shop: Shop, method: str) -> None:
    refused(shop.send(method, "/api/v1/digest"), 405, "METHOD_NOT_ALLOWED")
