"""What QuickBooks POS leaves to be worked out: stores in columns, documents with their lines."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from sentinel.adapt import Part
from sentinel.models import Snapshot

Read = Callable[..., Snapshot]
Rows = Callable[..., list[dict[str, Any]]]

ITEMS = (
    "Item Number,Item Name,Attribute,Size,Alternate Lookup,Average Unit Cost,Order Cost,"
    "Regular Price,Item Type,Unorderable,On Order Qty,{}\r\n"
)
LINE = "1041,Glove,Tan,S,,4.12,4.30,9.99,Inventory,No,48,{}\r\n"


def test_every_store_in_use_has_its_own_row(read: Read, rows: Rows) -> None:
    snapshot = read(ITEMS.format("Qty 1,Qty 2,Qty 7") + LINE.format("18,,-3"))
    found = rows(snapshot, "store_id", "on_hand_qty")
    assert found == [{"store_id": "1", "on_hand_qty": 18}, {"store_id": "7", "on_hand_qty": -3}]


@pytest.mark.parametrize(("quantities", "on_order"), [("18,", [48]), ("18,4", [None, None])])
def test_what_the_company_has_on_order_is_given_to_a_store_only_where_there_is_one(
    read: Read, quantities: str, on_order: list[float | None]
) -> None:
    snapshot = read(ITEMS.format("Qty 1,Qty 2") + LINE.format(quantities))
    assert snapshot.table["on_order_qty"].to_pylist() == on_order


def test_a_variant_is_called_by_its_attribute_and_size(read: Read, rows: Rows) -> None:
    snapshot = read(ITEMS.format("Qty 1") + LINE.format("18"))
    assert rows(snapshot, "description") == [{"description": "Glove - Tan, S"}]


def test_a_number_that_a_spreadsheet_made_of_an_item_number(read: Read, rows: Rows) -> None:
    snapshot = read(ITEMS.format("Qty 1") + LINE.format("18").replace("1041", "1041.0"))
    assert rows(snapshot, "sku") == [{"sku": "1041"}]


def test_what_cannot_be_ordered_any_more_is_discontinued(read: Read, rows: Rows) -> None:
    snapshot = read(ITEMS.format("Qty 1") + LINE.format("18").replace(",No,", ",Yes,"))
    assert rows(snapshot, "status") == [{"status": "discontinued"}]


def test_a_service_is_no_item_and_a_group_has_no_stock(part: Callable[..., Part]) -> None:
    service, group = (LINE.format("5").replace("Inventory", k) for k in ("Service", "Group"))
    found = part(ITEMS.format("Qty 1") + service + group.replace("1041", "1042"))
    assert found.source.rows_left_out == {"not_an_item": 1}
    assert found.table["on_hand_qty"].to_pylist() == [None]


SALES = "Date,Store,Receipt #,Transaction Store Type,Customer\r\n"


def test_lines_have_the_day_and_the_store_of_their_receipt(read: Read, rows: Rows) -> None:
    snapshot = read(
        f"{SALES}9/2/2025,1,5501,Sales,R. Example\r\n,1041,Glove,2,19.98\r\n"
        "9/14/2025,2,22,Sales,\r\n,1041,Glove,1,9.99\r\n"
    )
    assert rows(snapshot, "store_id", "sku", "units_sold", "last_sold_on") == [
        {"store_id": "1", "sku": "1041", "units_sold": 2, "last_sold_on": date(2025, 9, 2)},
        {"store_id": "2", "sku": "1041", "units_sold": 1, "last_sold_on": date(2025, 9, 14)},
    ]


def test_a_line_without_a_quantity_is_one_unit_and_a_price_below_zero_a_return(
    read: Read, rows: Rows
) -> None:
    lines = "9/2/2025,1,55,Sales,\r\n,10,Glove,,9.99\r\n,10,Glove,,9.99\r\n,10,Glove,,-9.99\r\n"
    found = rows(read(SALES + lines), "units_sold", "units_returned")
    assert found == [{"units_sold": 1, "units_returned": 1}]


def test_lines_with_item_numbers_of_their_own_need_no_receipt_above(read: Read, rows: Rows) -> None:
    snapshot = read(
        "Date,Store,Receipt #,Transaction Store Type,Item #,Item Name,Qty Sold,Price\r\n"
        "9/2/2025,1,55,Sales,10,Glove,3,9.99\r\n9/4/2025,1,56,Return,10,Glove,-1,-9.99\r\n"
    )
    found = rows(snapshot, "units_sold", "units_returned", "last_sold_on")
    assert found == [{"units_sold": 2, "units_returned": 1, "last_sold_on": date(2025, 9, 2)}]


def test_whoever_bought_is_not_kept(part: Callable[..., Part]) -> None:
    found = part(f"{SALES}9/2/2025,1,55,Sales,R. Example\r\n,10,Glove,1,9.99\r\n")
    assert "R. Example" not in str(found.table.to_pydict())
    assert found.source.rows_left_out == {"not_an_item": 1}


def test_the_latest_receipt_gives_the_cost(read: Read, rows: Rows) -> None:
    """A return to the vendor is no receipt, and a voucher's own total is never read."""
    snapshot = read(
        "Date,Store,Voucher #,Type,Vendor,Total Qty,Total,Time\r\n"
        "6/11/2025,1,902,Receiving,Hold,1,4.45,8:20 AM\r\n,1041,Glove,48,4.45,,,\r\n"
        "3/4/2025,1,811,Receiving,Hold,36,154.80,8:01 AM\r\n,1041,Glove,36,4.30,,,\r\n"
        "7/1/2025,1,915,Return,Hold,-2,-8.80,2:15 PM\r\n,1041,Glove,-2,-4.40,,,\r\n"
    )
    assert rows(snapshot, "last_cost", "last_received_on") == [
        {"last_cost": 4.45, "last_received_on": date(2025, 6, 11)}
    ]


def test_an_item_that_nobody_counted_is_left_out(part: Callable[..., Part]) -> None:
    head = "Item #,Alternate Lookup,UPC,Item Name, Expected Count,Physical Count\r\n"
    found = part(f"{head}1,,,Glove,18,16\r\n2,,,Pail,6,\r\n")
    assert found.source.rows_left_out == {"not_counted": 1}
    assert found.table["count_variance_qty"].to_pylist() == [-2]


def test_a_list_of_quickbooks_itself_is_another_system(part: Callable[..., Part]) -> None:
    text = "Item,Description,Sales Price,Quantity On Hand,Cost\r\nA1,Bolt,2,1,1\r\n"
    assert part(text).source.pos == "generic"


def test_the_next_unit_costs_the_order_cost_else_the_average(read: Read, rows: Rows) -> None:
    head = "Item Number,Item Name,Alternate Lookup,Average Unit Cost,Order Cost,Regular Price,Qty 1"
    text = f"{head}\n101,Cap,,4.80,5.10,9.99,3\n102,Hat,,6.25,0,14.99,2\n"
    assert rows(read(text), "unit_cost", "avg_cost", "last_cost") == [
        {"unit_cost": 5.1, "avg_cost": 4.8, "last_cost": 5.1},
        {"unit_cost": 6.25, "avg_cost": 6.25, "last_cost": 0},
    ]
