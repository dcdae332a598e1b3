"""POST /analysis/analyze: mappings, several files, what is kept, what is refused."""

from __future__ import annotations

from typing import Any

import pytest
from attrs import evolve
from shop import CORNER, EXPORT, FINE, HEAD, LEAKING, MAPPING, Shop, refused

from sentinel.http import create_app
from sentinel.http.analyze import AN_HOUR

STOCK = b"SKU,Qty On Hand,Cost,Price\n" + b"".join(
    b"A%d,%d,5.00,9.00\n" % (n, n - 2) for n in range(20)
)
SALES = b"SKU,Sold\n" + b"".join(b"A%d,%d\n" % (n, n) for n in range(20))


# --- mappings -----------------------------------------------------------------------------------


def test_what_is_mapped_is_what_is_read(shop: Shop) -> None:
    renamed = EXPORT.replace(b"Cost,Price", b"Zeta,Theta")
    mapping = {**MAPPING, "Zeta": "cost", "Theta": "revenue"}
    del mapping["Cost"], mapping["Price"]
    found = shop.analyzed(renamed, mapping=mapping)
    assert found["leaks"]["negative_profit"]["top_items"] == ["A1"]
    detail = found["leaks"]["negative_profit"]["item_details"][0]
    assert (detail["cost"], detail["revenue"], detail["quantity"]) == (9.0, 6.0, 12.0)


@pytest.mark.parametrize("nothing", [None, ""])
def test_a_skipped_column_is_not_read(shop: Shop, nothing: str | None) -> None:
    assert shop.analyzed()["leaks"]["zero_cost_anomaly"]["count"] == 1
    found = shop.analyzed(mapping={**MAPPING, "Cost": nothing})
    assert found["leaks"]["zero_cost_anomaly"]["count"] == 0
    assert found["not_assessed"]["zero_cost_anomaly"] == ["unit_cost"]
    assert found["leaks"]["negative_inventory"]["count"] == 2  # the rest is as it was


def test_a_skipped_cost_does_not_come_back_as_the_average_cost(shop: Shop) -> None:
    mapping = {"Item Number": "sku", "Qty On Hand": "quantity", "Retail": "revenue"}
    found = shop.analyzed(CORNER.read_bytes(), mapping={**mapping, "Last Cost": None})
    assert found["not_assessed"]["zero_cost_anomaly"] == ["unit_cost"]


def test_another_cost_can_take_the_place_of_the_suggested_one(shop: Shop) -> None:
    data = CORNER.read_bytes()
    mapping = {"Last Cost": None, "Average Cost": "cost"}
    found = shop.analyzed(data, mapping=mapping)
    assert found["not_assessed"] == {}
    listed = {i["sku"]: i for leak in found["leaks"].values() for i in leak["item_details"]}
    rows = [line.decode().split(",") for line in data.splitlines()[1:]]
    average = {row[0]: row[7].lstrip("$") for row in rows if len(row) == 19}
    compared = {sku: item for sku, item in listed.items() if is_plain(average.get(sku, ""))}
    assert len(compared) > 20
    assert {s: item["cost"] for s, item in compared.items()} == {
        sku: float(average[sku]) for sku in compared
    }


def is_plain(amount: str) -> bool:
    """Whether the cell is nothing but digits and a point: the example has slips as well."""
    return amount.replace(".", "", 1).isdigit()


def test_entries_that_cannot_be_used_give_warnings(shop: Shop) -> None:
    mapping = {**MAPPING, "Nowhere": "cost", "Vendor": "sku", "Description": "shoe size"}
    warnings = shop.analyzed(mapping=mapping)["warnings"]
    assert sum("'Nowhere'" in line for line in warnings) == 1
    assert any("'sku' is mapped twice" in line for line in warnings)
    assert any("'shoe size'" in line for line in warnings)


def test_an_empty_mapping_leaves_everything_as_it_is_recognised(shop: Shop) -> None:
    told, recognised = shop.analyzed(), shop.analyzed(mapping={})
    assert told["leaks"] == recognised["leaks"]


def test_without_anything_that_names_items_it_says_so(shop: Shop) -> None:
    skipped = dict.fromkeys(MAPPING)
    answer = shop.analyze(shop.uploaded(EXPORT), mapping=skipped)
    refused(answer, 400, "NO_SKU_COLUMN")
    assert shop.stored() == (0, 0, 0)


# --- stores -------------------------------------------------------------------------------------


def test_the_store_names_what_the_files_leave_unnamed(shop: Shop) -> None:
    found = shop.analyzed(STOCK, mapping={}, store_id="main-street")
    assert found["store_id"] == "main-street"
    assert {issue["store_id"] for issue in shop.issues()} == {"main-street"}
    assert shop.get("/api/v1/coop/main-street").status_code == 200


def test_the_store_is_not_put_over_those_of_the_files(shop: Shop) -> None:
    found = shop.analyzed(store_id="main-street")
    assert found["store_id"] == "main-street"
    assert {issue["store_id"] for issue in shop.issues()} == {"Lake", "Hill"}


def test_without_a_store_none_is_sent_back(shop: Shop) -> None:
    assert "store_id" not in shop.analyzed()
    assert "store_id" not in shop.analyzed(store_id="")


# --- several files ------------------------------------------------------------------------------


def test_several_files_complete_each_other(shop: Shop) -> None:
    keys = shop.uploaded(STOCK, "stock.csv"), shop.uploaded(SALES, "sales.csv")
    mapping = {"SKU": "sku", "Qty On Hand": "quantity", "Sold": "sold", "Nowhere": "cost"}
    answer = shop.analyze(*keys, mapping=mapping)
    assert answer.status_code == 200, answer.json
    found = answer.json
    assert found["summary"]["total_rows_analyzed"] == 40
    assert sum("'Nowhere'" in line for line in found["warnings"]) == 1
    listed = found["leaks"]["negative_inventory"]["item_details"]
    assert {item["sku"]: item["sold"] for item in listed} == {"A0": 0.0, "A1": 1.0}


def test_one_file_given_twice_is_refused(shop: Shop) -> None:
    key = shop.uploaded(STOCK)
    assert refused(shop.analyze(key, key), 422)[0]["field"] == "key"
    six = [shop.uploaded(STOCK) for _ in range(6)]
    assert refused(shop.analyze(*six), 422)[0]["field"] == "key"


# --- what is kept -------------------------------------------------------------------------------


def test_the_result_is_what_the_digest_tells_of(shop: Shop) -> None:
    first = shop.analyzed()
    assert len(first["analysis_id"]) == 32
    [stored] = shop.parts.records.analyses.list(shop.tenant)
    assert stored.analysis_id == first["analysis_id"]
    assert {issue["trend_direction"] for issue in shop.issues()} == {"Stable"}


def test_trends_are_against_the_analysis_before(shop: Shop) -> None:
    shop.analyzed()
    worse = EXPORT.replace(b"A2,Wood screws,Ironbridge,-8", b"A2,Wood screws,Ironbridge,-80")
    shop.analyzed(worse)
    trends = {issue["trend_direction"] for issue in shop.issues()}
    assert "Worsening" in trends
    latest, before = shop.parts.records.analyses.list(shop.tenant)
    assert latest.previous_id == before.analysis_id


def test_another_store_s_analysis_is_no_trend(shop: Shop) -> None:
    shop.analyzed(STOCK, mapping={}, store_id="one")
    shop.analyzed(STOCK, mapping={}, store_id="two")
    assert shop.parts.records.analyses.list(shop.tenant)[0].previous_id is None


def test_trends_are_against_the_store_s_own_analysis_whatever_came_last(shop: Shop) -> None:
    for store in ("one", "two", "one"):
        shop.analyzed(STOCK, mapping={}, store_id=store)
    last, other, first = shop.parts.records.analyses.list(shop.tenant)
    assert (last.previous_id, other.previous_id) == (first.analysis_id, None)


def test_trends_are_against_the_stores_that_the_file_names_whatever_came_last(shop: Shop) -> None:
    lake = b"".join(line for line in EXPORT.splitlines(True) if not line.startswith(b"Hill"))
    hill = b"".join(line for line in EXPORT.splitlines(True) if not line.startswith(b"Lake"))
    for data in (lake, hill, lake):
        shop.analyzed(data)
    last, other, first = shop.parts.records.analyses.list(shop.tenant)
    assert (last.previous_id, other.previous_id) == (first.analysis_id, None)


def test_trends_are_not_against_the_store_of_the_form_where_the_file_names_others(
    shop: Shop,
) -> None:
    shop.analyzed(STOCK, mapping={}, store_id="one")
    for _ in range(2):
        shop.analyzed(store_id="one")
    last, first, _ = shop.parts.records.analyses.list(shop.tenant)
    assert (last.previous_id, first.previous_id) == (first.analysis_id, None)


def test_an_upload_is_used_up_by_success_and_stays_after_a_failure(shop: Shop) -> None:
    key = shop.uploaded(EXPORT)
    refused(shop.analyze(key, mapping="{"), 422)
    refused(shop.analyze(key, mapping=dict.fromkeys(MAPPING)), 400)
    assert shop.analyze(key).status_code == 200
    # its answer may be lost on the way: for a minute it can be asked for again
    assert shop.analyze(key).status_code == 200
    blob = "uploads/" + key.rpartition("/")[2]
    with pytest.raises(Exception, match="no upload"):
        shop.parts.records.uploads.get(shop.tenant, blob)
    shop.parts.blobs.delete(shop.tenant, blob)
    refused(shop.analyze(key), 404, "UPLOAD_NOT_FOUND")


def test_all_eleven_are_told_in_their_order(shop: Shop) -> None:
    found = shop.analyzed(CORNER.read_bytes(), mapping={})
    listed = shop.get("/analysis/primitives").json["primitives"]
    assert list(found["leaks"]) == list(listed) == found["primitives_used"]
    systems = shop.get("/analysis/supported-pos").json["supported_systems"]
    assert found["supported_pos_systems"] == systems
    assert (found["status"], found["is_authenticated"]) == ("success", True)
    counts = [leak["count"] for leak in found["leaks"].values()]
    assert found["summary"]["total_items_flagged"] == sum(counts)


# --- what is refused ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("mapping", "status"),
    [
        ("", 422),
        ("{", 422),
        ("[" * 100_000, 422),
        ('{"a":' * 5_000 + "1" + "}" * 5_000, 422),
        ("[]", 400),
        ("null", 400),
        ('"sku"', 400),
        ('{"SKU": 5}', 422),
        ('{"SKU": ["sku"]}', 422),
        ('{"SKU": {"a": null}}', 422),
        ("x" * 1_100_000, 400),
    ],
)
def test_a_mapping_that_is_none_is_refused(shop: Shop, mapping: str, status: int) -> None:
    refused(shop.analyze(shop.uploaded(EXPORT), mapping=mapping), status)
    assert shop.stored() == (0, 0, 0)


@pytest.mark.parametrize("name", ["a\nb", "a\0b", "x" * 201, "\N{RIGHT-TO-LEFT OVERRIDE}"])
def test_a_name_of_a_store_that_nobody_can_read_is_refused(shop: Shop, name: str) -> None:
    answer = shop.analyze(shop.uploaded(STOCK), mapping={}, store_id=name)
    assert refused(answer, 422)[0]["field"] == "store_id"
    assert shop.stored() == (0, 0, 0)


@pytest.mark.parametrize(
    "key",
    [
        "uploads/somebody/x.csv",
        "uploads/x.csv",
        "/etc/passwd",
        "uploads/{own}/../somebody/x.csv",
        "uploads/{own}/a/b.csv",
        "uploads/{own}/",
        "uploads/{own}/x\0.csv",
        "analyses/x/report.json",
    ],
)
def test_a_key_outside_the_own_prefix_is_forbidden(shop: Shop, key: str) -> None:
    refused(shop.analyze(key.replace("{own}", shop.tenant)), 403, "FORBIDDEN")


def test_another_tenant_s_upload_is_forbidden(shop: Shop) -> None:
    key = shop.uploaded(EXPORT)
    refused(shop.other().analyze(key), 403, "FORBIDDEN")
    assert shop.analyze(key).status_code == 200


def test_missing_fields_are_all_named(shop: Shop) -> None:
    errors = refused(shop.form("/analysis/analyze", []), 422)
    assert {error["field"] for error in errors} == {"key", "mapping"}
    answer = shop.post("/analysis/analyze", {"key": "x", "mapping": "{}"})
    refused(answer, 422)


@pytest.mark.parametrize(
    "content",
    [
        b"tiny",
        b"SKU,Cost\n",
        b"\x89PNG\r\n\x1a\n" + bytes(200),
        b"PK\x03\x04" + bytes(200),
        b"%PDF-1.7" + bytes(200),
        b"\0" * 400,
        b"mood,weather\ngood,rain\n",
    ],
)
def test_a_file_that_is_no_export_is_refused(shop: Shop, content: bytes) -> None:
    refused(shop.analyze(shop.uploaded(content), mapping={}), 400)
    assert shop.stored() == (0, 0, 0)


def test_a_file_over_the_limit_is_too_large(shop: Shop) -> None:
    small = evolve(shop.parts, settings=evolve(shop.parts.settings, max_upload_mb=1))
    narrow = evolve(shop, app=create_app(small), parts=small)
    big = HEAD + "".join(LEAKING + FINE * 1500)
    refused(narrow.analyze(narrow.uploaded(big.encode())), 413, "TOO_LARGE")


def test_cells_cannot_do_anything(shop: Shop) -> None:
    hostile = EXPORT.replace(b"Claw hammer", b"=cmd|'/c calc'!A1").replace(
        b"Wood screws", b"<script>alert(1)</script>"
    )
    found = shop.analyzed(hostile)
    details: list[Any] = [i for leak in found["leaks"].values() for i in leak["item_details"]]
    assert "<script>alert(1)</script>" in {item["description"] for item in details}
    answer = shop.get("/api/v1/digest")
    assert answer.headers["content-type"] == "application/json"
    assert answer.headers["x-content-type-options"] == "nosniff"


def test_too_many_analyses_are_held_up(shop: Shop) -> None:
    for _ in range(AN_HOUR):
        shop.parts.records.rates.hit(shop.tenant, "analyze", limit=AN_HOUR, at=shop.parts.clock())
    answer = shop.analyze(shop.uploaded(STOCK))
    refused(answer, 429, "RATE_LIMITED")
    assert 0 < int(answer.headers["retry-after"]) <= 3601
    assert shop.other().analyzed()
