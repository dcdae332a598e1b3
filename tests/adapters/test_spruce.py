"""What Spruce leaves to be worked out: branches, units, and usage kept by month."""

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
    "Branch,Item ID,Description,Group,Section,Base UM,On Hand,{}Weighted Average Cost,Retail\r\n"
)


def test_an_item_of_two_branches_is_two_rows(read: Read, rows: Rows) -> None:
    lines = "MAIN,00910,Hanger,HW,CONN,EA,4,1,2\r\nNORTH,00910,Hanger,HW,CONN,EA,6,1,2\r\n"
    found = rows(read(ITEMS.format("") + lines), "store_id", "sku", "on_hand_qty")
    assert found == [
        {"store_id": "MAIN", "sku": "00910", "on_hand_qty": 4},
        {"store_id": "NORTH", "sku": "00910", "on_hand_qty": 6},
    ]


def test_a_market_cost_is_never_a_cost(read: Read, rows: Rows) -> None:
    snapshot = read(ITEMS.format("Market Cost,Last Cost,") + "M,1A,X,G,S,EA,1,9.00,3.10,0.00,5\r\n")
    assert rows(snapshot, "unit_cost", "last_cost") == [{"unit_cost": 3.1, "last_cost": 3.1}]
    alone = read(ITEMS.format("Market Cost,") + "M,1A,X,G,S,EA,1,9.00,0.00,5\r\n")
    assert rows(alone, "unit_cost") == [{"unit_cost": 0}]
    assert "last_cost" not in alone.table.column_names


def test_a_price_in_another_unit_than_the_stock_is_unknown(read: Read, rows: Rows) -> None:
    lines = "M,1A,Deck,G,S,EA,64,MBF,20,1875\r\nM,1B,Stud,G,S,EA,9,EA,3,4.29\r\n"
    found = rows(read(ITEMS.format("Pricing UM,") + lines), "unit_cost", "unit_price")
    assert found == [{"unit_cost": 20}, {"unit_cost": 3, "unit_price": 4.29}]


@pytest.mark.parametrize(
    ("month", "end"),
    [("3", 31), ("Mar", 31), ("March 2025", 31), ("2025-03", 31), ("03/01/2025", 31)],
)
def test_a_month_in_whatever_spelling(read: Read, rows: Rows, month: str, end: int) -> None:
    head = "Item ID,Year,Month,Usage,Sales,Cost\r\n"
    found = rows(read(head + f"1A,2025,{month},4,8.00,6.00\r\n"), "last_sold_on", "net_sales")
    assert found == [{"last_sold_on": date(2025, 3, end), "net_sales": 8}]


def test_usage_adds_up_over_the_months(read: Read, rows: Rows) -> None:
    """A month below zero counts as returns; the last month with usage dates the last sale."""
    head = "Branch,Item ID,Year,Month,Usage,Sales,Cost\r\n"
    lines = "M,1A,2024,12,10,20,15\r\nM,1A,2025,1,5,10,7\r\nM,1A,2025,2,-2,-4,-3\r\n"
    columns = ("units_sold", "units_returned", "net_sales", "sales_window_days", "last_sold_on")
    assert rows(read(head + lines), *columns) == [
        {
            "units_sold": 13,
            "units_returned": 2,
            "net_sales": 26,
            "sales_window_days": 90,
            "last_sold_on": date(2025, 1, 31),
        }
    ]


def test_months_in_columns_of_several_years_are_one_item(read: Read, rows: Rows) -> None:
    head = "Item ID,Year,Jan Usage,Feb Usage,Mar Usage\r\n"
    found = rows(read(head + "1A,2024,1,2,3\r\n1A,2025,4,,\r\n"), "units_sold", "sales_window_days")
    assert found == [{"units_sold": 10, "sales_window_days": 397}]


def test_group_and_section_alone_do_not_make_it_spruce(part: Callable[..., Part]) -> None:
    text = "SKU,Description,Group,Section,Qty,Cost,Price\r\nA1,Bolt,G,S,1,1,2\r\n"
    assert part(text).source.pos == "generic"


def test_a_bin_is_not_a_branch(read: Read, rows: Rows) -> None:
    head = ITEMS.format("Location,").removeprefix("Branch,")
    snapshot = read(head + "1A,Stud,G,S,EA,9,YARD 3,3,4\r\n")
    assert rows(snapshot, "store_id") == [{"store_id": "main"}]


def test_the_next_unit_costs_the_last_receipt_else_the_average(read: Read, rows: Rows) -> None:
    lines = "M,1A,X,G,S,EA,1,3.10,2.90,5\r\nM,1B,Y,G,S,EA,1,0.00,2.50,5\r\n"
    found = rows(read(ITEMS.format("Last Cost,") + lines), "unit_cost", "avg_cost")
    assert found == [{"unit_cost": 3.1, "avg_cost": 2.9}, {"unit_cost": 2.5, "avg_cost": 2.5}]
