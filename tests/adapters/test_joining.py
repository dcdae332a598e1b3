"""Several exports of one POS as one snapshot: rows meet, quantities add up, orphans are counted."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sentinel.errors import UsageError
from sentinel.joining import join
from sentinel.merging import merge
from sentinel.models import Snapshot

Read = Callable[..., Snapshot]
Rows = Callable[..., list[dict[str, Any]]]

STOCK = (
    "SKU,UPC,Description,Qty On Hand,Cost\na,111,Hammer,5,2.00\nb,222,Saw,3,\nc,333,Nail,9,0.10\n"
)
SALES = "SKU,Units Sold,Sales window days,Last Sale\na,7,90,2021-03-01\nb,1,90,2021-02-01\n"


def _codes(snapshot: Snapshot) -> dict[str, int]:
    return {problem.code: problem.count for problem in snapshot.problems}


def test_sales_are_added_to_the_stock_by_sku(read: Read, rows: Rows) -> None:
    snapshot = read(STOCK, SALES)
    assert rows(snapshot, "sku", "on_hand_qty", "units_sold", "sales_window_days") == [
        {"sku": "a", "on_hand_qty": 5.0, "units_sold": 7.0, "sales_window_days": 90.0},
        {"sku": "b", "on_hand_qty": 3.0, "units_sold": 1.0, "sales_window_days": 90.0},
        {"sku": "c", "on_hand_qty": 9.0, "units_sold": 0.0, "sales_window_days": 90.0},
    ]
    assert _codes(snapshot) == {"not_in_sales_export": 1}


def test_the_order_in_which_they_are_given_does_not_matter(read: Read) -> None:
    one, other = read(STOCK, SALES), read(SALES, STOCK)
    assert one.table == other.table
    assert [s.rows_used for s in one.sources] == [3, 2]
    assert [s.rows_used for s in other.sources] == [2, 3]


def test_rows_of_sales_that_meet_no_item_are_kept_and_counted(read: Read, rows: Rows) -> None:
    snapshot = read(STOCK, SALES + "ghost,4,90,2021-01-01\n")
    assert rows(snapshot, "sku", "units_sold")[-1] == {"sku": "ghost", "units_sold": 4.0}
    (problem,) = [p for p in snapshot.problems if p.code == "orphan_rows"]
    assert problem.count == 1
    assert problem.examples[0].value == "ghost"


def test_else_rows_meet_by_barcode(read: Read, rows: Rows) -> None:
    snapshot = read(STOCK, "Barcode,Units Sold\n111,7\n333,2\n")
    assert rows(snapshot, "sku", "units_sold") == [
        {"sku": "a", "units_sold": 7.0},
        {"sku": "b", "units_sold": 0.0},
        {"sku": "c", "units_sold": 2.0},
    ]


def test_what_the_stock_says_stays_and_only_gaps_are_filled(read: Read) -> None:
    snapshot = read(STOCK, "SKU,Cost,Retail\na,9.99,4\nb,1.50,6\n")
    assert snapshot.table["unit_cost"].to_pylist() == [2.0, 1.5, 0.1]
    assert snapshot.table["unit_price"].to_pylist() == [4.0, 6.0, None]


def test_exports_of_different_systems_are_not_joined(
    read: Read, export: Callable[[str], Path]
) -> None:
    with pytest.raises(UsageError, match=r"different systems: count\.csv"):
        read(export("square/count.csv"), export("shopify/sales.csv"))


def test_nothing_given_is_an_error() -> None:
    with pytest.raises(UsageError, match="at least one export"):
        join([])


def test_the_exports_of_square_complete_each_other(
    read: Read, rows: Rows, export: Callable[[str], Path]
) -> None:
    names = ("library_two_locations", "sales", "ageing")
    snapshot = read(*(export(f"square/{name}.csv") for name in names))
    wanted = ("store_id", "sku", "on_hand_qty", "units_sold", "last_received_on")
    found = {(r["store_id"], r["sku"]): r for r in rows(snapshot, *wanted)}
    north = found["North Shore", "TOK1"]
    assert (north["on_hand_qty"], north["units_sold"]) == (4.0, 1.0)
    assert found["Price Point (2)", "TOK1"]["units_sold"] == 3.0
    assert found["Price Point (2)", "NAIL-1"]["units_sold"] == 0.75
    assert str(found["North Shore", "TOK2"]["last_received_on"]) == "2025-01-13"
    assert sum(r.get("units_sold", 0.0) for r in found.values()) == 5.75
    assert _codes(snapshot)["orphan_rows"] == 1


def test_shopify_products_and_inventory_complete_each_other(
    read: Read, rows: Rows, export: Callable[[str], Path]
) -> None:
    snapshot = read(export("shopify/products.csv"), export("shopify/inventory.csv"))
    wanted = ("store_id", "sku", "on_hand_qty", "unit_price")
    assert rows(snapshot, *wanted)[:4] == [
        {"store_id": "Old Town", "sku": "RC-S", "on_hand_qty": -2.0, "unit_price": 59.0},
        {"store_id": "Harbour", "sku": "RC-S", "unit_price": 59.0},
        {
            "store_id": "Old Town",
            "sku": "rain-coat / M / Red",
            "on_hand_qty": 4.0,
            "unit_price": 59.0,
        },
        {"store_id": "Harbour", "sku": "umbrella", "on_hand_qty": 12.0, "unit_price": 15.0},
    ]


STORES = "Store,SKU,Qty On Hand\nx,a,1\ny,a,2\ny,b,3\n"


def test_facts_without_a_store_hold_for_all_stores(read: Read) -> None:
    snapshot = read(STORES, "SKU,Cost\na,5\nb,6\n")
    assert snapshot.table["unit_cost"].to_pylist() == [5.0, 5.0, 6.0]


def test_quantities_without_a_store_are_not_given_to_several(read: Read, rows: Rows) -> None:
    snapshot = read(STORES, "SKU,Units Sold\na,5\nb,6\n")
    sold = {(r["store_id"], r["sku"]): r.get("units_sold") for r in rows(snapshot)}
    assert sold == {("x", "a"): None, ("y", "a"): None, ("y", "b"): 6.0}
    (problem,) = [p for p in snapshot.problems if p.code == "ambiguous_store"]
    assert (problem.count, problem.examples[0].value) == (1, "a")


def test_sales_of_one_named_store_name_the_stock_without_one(read: Read) -> None:
    snapshot = read(STOCK, "Store,SKU,Units Sold\nMain St,a,5\n")
    assert set(snapshot.table["store_id"].to_pylist()) == {"Main St"}


def test_sales_by_store_are_added_up_where_the_stock_is_not_by_store(read: Read) -> None:
    snapshot = read(STOCK, "Store,SKU,Units Sold\nx,a,5\ny,a,6\ny,b,1\n")
    assert snapshot.table["units_sold"].to_pylist() == [11.0, 1.0, 0.0]
    assert _codes(snapshot)["stores_added_up"] == 3


def test_store_names_meet_whatever_their_blanks(read: Read) -> None:
    snapshot = read("Store,SKU,Stock\nMain St,a,1\n", "Store,SKU,Units Sold\nmain_st,a,5\n")
    assert snapshot.table.num_rows == 1


def test_two_periods_of_sales_add_up_and_so_do_their_windows(read: Read, rows: Rows) -> None:
    january = "SKU,Units Sold,Sales window days,Last Sale\na,7,31,2021-01-20\nb,1,31,2021-01-03\n"
    february = "SKU,Units Sold,Sales window days,Last Sale\na,2,28,2021-02-10\nc,4,28,2021-02-01\n"
    snapshot = read(january, february)
    assert rows(snapshot, "sku", "units_sold") == [
        {"sku": "a", "units_sold": 9.0},
        {"sku": "b", "units_sold": 1.0},
        {"sku": "c", "units_sold": 4.0},
    ]
    assert snapshot.table["sales_window_days"].to_pylist() == [59.0, 59.0, 59.0]
    assert str(snapshot.table["last_sold_on"][0]) == "2021-02-10"


def test_two_stock_lists_that_disagree_are_a_problem(read: Read) -> None:
    snapshot = read("SKU,Stock\na,1\nb,2\n", "SKU,Stock\na,4\nb,2\n")
    assert snapshot.table["on_hand_qty"].to_pylist() == [1.0, 2.0]
    assert _codes(snapshot) == {"conflicting_value": 1}


CODES = st.lists(st.sampled_from("abcdefgh"), unique=True, min_size=1)


@given(CODES, CODES)
def test_quantities_are_the_same_before_and_after(stocked: list[str], sold: list[str]) -> None:
    import pyarrow as pa

    stock = pa.table({"sku": stocked, "on_hand_qty": [float(ord(code)) for code in stocked]})
    sales = pa.table(
        {
            "sku": sold,
            "units_sold": [1.0] * len(sold),
            "sales_window_days": [30.0] * len(sold),
        }
    )
    merged = merge(stock, sales).table
    assert merged.num_rows == len({*stocked, *sold})
    assert sum(value or 0 for value in merged["units_sold"].to_pylist()) == len(sold)
    assert sum(value or 0 for value in merged["on_hand_qty"].to_pylist()) == sum(map(ord, stocked))
