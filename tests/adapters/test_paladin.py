"""What Paladin's reports leave to be worked out, and what they must not be taken for."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from sentinel.adapt import Part
from sentinel.models import Snapshot

Read = Callable[..., Snapshot]
Rows = Callable[..., list[dict[str, Any]]]

INVENTORY = (
    "SKU,Description Full,Qty.,Qty On Hand,Std. Cost,Inventory @Cost,Avg. Cost,"
    "Inventory @AvgCost,Retail,Inventory @Retail,Margin @Cost,Retail Dif.,Last Sale\r\n"
)
YEAR = "SKU,Description,Stock,Avg. Cost,Gross Sales,Last Sale,Real Date,{}Year Total\r\n"


def test_the_signed_quantity_is_the_stock(read: Read, rows: Rows) -> None:
    snapshot = read(INVENTORY + "A1,Bolt,-3.0,0,1,0,1,0,2,0,50,0,20250311\r\n")
    assert rows(snapshot, "on_hand_qty", "last_sold_on") == [
        {"on_hand_qty": -3, "last_sold_on": date(2025, 3, 11)}
    ]


def test_without_the_signed_quantity_the_other_one_is(read: Read, rows: Rows) -> None:
    without = INVENTORY.replace("Qty.,", "")
    snapshot = read(without + "A1,Bolt,4,1,0,1,0,2,0,50,0,\r\n")
    assert rows(snapshot, "on_hand_qty") == [{"on_hand_qty": 4}]


def test_a_cost_that_was_never_formed_is_the_standard_cost(read: Read, rows: Rows) -> None:
    lines = "A1,Bolt,1,1,4.10,0,0.00,0,8,0,0,0,\r\nA2,Nut,1,1,4.10,0,3.90,0,8,0,0,0,\r\n"
    found = rows(read(INVENTORY + lines), "unit_cost", "avg_cost")
    assert found == [{"unit_cost": 4.1, "avg_cost": 0}, {"unit_cost": 3.9, "avg_cost": 3.9}]


def test_a_coupon_is_not_an_item(part: Callable[..., Part]) -> None:
    found = part(
        INVENTORY + "A1,Bolt,1,1,1,1,1,1,2,2,50,0,\r\nCPN,Coupon,0,0,0,0,0,0,-5,0,0,0,\r\n"
    )
    assert found.source.rows_left_out == {"not_an_item": 1}
    assert found.source.rows_used == 1


def test_hand_typed_margins_are_not_read(part: Callable[..., Part]) -> None:
    found = part(INVENTORY + "A1,Bolt,1,1,1,1,1,1,2,2,50,0,\r\n")
    assert "Margin @Cost" in found.source.unmapped


@pytest.mark.parametrize(
    ("months", "cells", "days"),
    [
        ("", "", 61),
        ("Jan,Feb,Mar,Apr,", "1,2,3,0,", 61),
        ("Jan,Feb,Mar,Apr,May,Jun,Jul,Aug,Sep,Oct,Nov,Dec,", "1,1,1,1,1,1,1,1,1,1,1,1,", 336),
    ],
)
def test_a_year_total_is_of_the_days_up_to_the_latest_sale(
    read: Read, rows: Rows, months: str, cells: str, days: int
) -> None:
    line = f'A1,Bolt,5,1.00,24.00,"Mar 02,25",20250302,{cells}12\r\n'
    found = rows(read(YEAR.format(months) + line), "units_sold", "sales_window_days")
    assert found == [{"units_sold": 12, "sales_window_days": days}]


def test_the_difference_is_turned_where_the_rows_say_so(read: Read, rows: Rows) -> None:
    """Stock less counted instead of counted less stock: what is missing is below zero."""
    head = "SKU,Description ,Inventoried Qty.,In Stock Qty.,Qty. Difference,Cost,Retail\r\n"
    as_is, turned = "A1,Bolt,8,10,-2,1,2\r\n", "A1,Bolt,8,10,2,1,2\r\n"
    for line in (as_is, turned):
        assert rows(read(head + line), "count_variance_qty") == [{"count_variance_qty": -2}]


def test_nothing_counted_and_no_difference_is_no_count(read: Read, rows: Rows) -> None:
    head = "SKU,Description ,Inventoried Qty.,In Stock Qty.,Qty. Difference,Cost,Retail\r\n"
    found = rows(read(head + "A1,Bolt,0,10,0,1,2\r\n"), "counted_qty", "count_variance_qty")
    assert found == [{}]


def test_sku_and_retail_alone_prove_nothing(part: Callable[..., Part]) -> None:
    found = part("SKU,Description,Vendor,Qty,Cost,Retail\r\nA1,Bolt,Acme,1,1,2\r\n")
    assert found.source.pos == "generic"


def test_the_next_unit_costs_the_last_cost_then_the_market_cost(read: Read, rows: Rows) -> None:
    head = "Part #,Desc 1,SOH,Avg Cost,Last Cost,Mkt Cost,Retail\r\n"
    lines = "A1,Tape,4,3.90,4.10,4.20,6.49\r\nB2,Lamp,1,3.00,0,3.20,7\r\nC3,Rope,1,2.00,0,0,5\r\n"
    assert [row["unit_cost"] for row in rows(read(head + lines), "unit_cost")] == [4.1, 3.2, 2.0]
