"""Stores are found by what the API calls them and by their names, whatever these hold."""

from __future__ import annotations

import re
from urllib.parse import quote

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from shop import Shop

SAFE = re.compile(r"[A-Za-z0-9._~-]+")
STOCK = "SKU,Qty On Hand,Cost\n" + "".join(f"A{n},{n - 2},5.00\n" for n in range(12))

NAMES = st.text(st.characters(exclude_categories=["C", "Z"], include_characters=" "), min_size=1)


@given(name=NAMES.filter(lambda name: name.strip() and len(name) <= 200))
@example(name="Main St. #2")
@example(name="North/South")
@example(name="Is it open?")
@example(name="100% Paint")
@example(name="50%2F50")
@example(name="Köln, Süd; 'am Dom'")
@example(name="金物屋")
@example(name="..")
@example(name="a//b/")
@example(name="send")
@example(name="subscribe/me")
def test_every_name_goes_around_through_the_api(application: Shop, name: str) -> None:
    owner, name = application.other(), name.strip()
    owner.analyzed(STOCK.encode(), mapping={}, store_id=name)
    issues = owner.issues()
    [store_id] = {issue["store_id"] for issue in issues}
    assert {issue["store_name"] for issue in issues} == {name}
    assert SAFE.fullmatch(store_id)
    whole = owner.get("/api/v1/digest", top_k=20).json
    assert whole["store_ids"] == whole["store_filter"] == [store_id]
    for called in (store_id, quote(name, safe="")):
        assert owner.get(f"/api/v1/coop/{called}").json["report"]["store_name"] == name
        if name.partition("/")[0] not in ("send", "subscribe") or called == store_id:
            assert owner.get(f"/api/v1/digest/{called}", top_k=20).json == whole
    assert owner.get("/api/v1/digest", stores=store_id, top_k=20).json == whole
    made = owner.post("/api/v1/delegate", {"issue_id": issues[0]["id"], "assignee": "Ann"}).json
    assert made["task"]["store_id"] == store_id
    for called in (store_id, name):
        assert owner.get("/api/v1/tasks", store_id=called).json["total"] == 1


def test_two_stores_whose_names_differ_in_a_mark_stay_two(shop: Shop) -> None:
    lines = "".join(f"{store},A{n},{n - 2},5.00\n" for store in ("A/B", "A B") for n in range(9))
    shop.analyzed(f"Store,SKU,Qty On Hand,Cost\n{lines}".encode(), mapping={})
    ids = {issue["store_name"]: issue["store_id"] for issue in shop.issues()}
    assert set(ids) == {"A/B", "A B"}
    assert len(set(ids.values())) == 2


@pytest.mark.parametrize("path", ["/api/v1/coop/", "/api/v1/digest/", "/api/v1/coop/main/"])
def test_an_address_that_ends_early_or_late_names_no_store(shop: Shop, path: str) -> None:
    shop.analyzed(STOCK.encode(), mapping={}, store_id="main")
    assert shop.get(path).status_code == 404
