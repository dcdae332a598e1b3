"""What is odd about TouchBistro's exports."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from sentinel.models import Snapshot

Read = Callable[..., Snapshot]
Rows = Callable[..., list[dict[str, Any]]]

DETAILS = (
    "Order ID,Order Item ID,Menu Item ID,Menu Item,Menu Group,Is Menu Item Modifier,Quantity,"
    "Base Price,Item Discounts,Is Voided,Paid Time\n"
)


def test_a_modifier_gives_its_item_money_and_no_units(read: Read, rows: Rows) -> None:
    text = DETAILS + (
        "1,1,77,Ramen,Bowls,No,2,16.00,0,No,2026-05-01 12:00\n"
        "1,2,90,Extra egg,Add-ons,Yes,2,1.50,0,No,2026-05-01 12:00\n"
    )
    assert rows(read(text), "description", "units_sold", "unit_price", "net_sales") == [
        {"description": "Ramen", "units_sold": 2.0, "unit_price": 16.0, "net_sales": 35.0}
    ]


def test_a_modifier_does_not_reach_over_to_another_order(read: Read) -> None:
    text = DETAILS + (
        "1,1,77,Ramen,Bowls,No,2,16.00,0,No,2026-05-01 12:00\n"
        "2,2,90,Extra egg,Add-ons,Yes,2,1.50,0,No,2026-05-01 12:00\n"
    )
    found = read(text)
    assert found.table["net_sales"].to_pylist() == [32.0]
    assert found.sources[0].rows_left_out == {"modifier": 1}


@pytest.mark.parametrize("word", ["Yes", "YES", "true", "1"])
def test_a_voided_line_counts_for_nothing(read: Read, word: str) -> None:
    text = DETAILS + (
        f"1,1,77,Ramen,Bowls,No,2,16.00,0,{word},2026-05-01 12:00\n"
        "1,2,78,Soup,Sides,No,1,5.00,0,No,2026-05-01 12:00\n"
    )
    assert read(text).table["description"].to_pylist() == ["Soup"]


@pytest.mark.parametrize("discount", ["3.20", "-3.20", "($3.20)"])
def test_a_discount_is_taken_off_whatever_its_sign(read: Read, discount: str) -> None:
    text = DETAILS + f"1,1,77,Ramen,Bowls,No,2,16.00,{discount},No,2026-05-01 12:00\n"
    assert read(text).table["net_sales"].to_pylist() == [28.8]


def test_the_report_by_staff_has_no_staff_left(read: Read, rows: Rows) -> None:
    text = (
        "Name,Menu Item,Sales Category,Quantity,Gross Sales,Net Sales\n"
        "Kim Secret,Ramen,Food,12,192.00,188.80\nNoa Secret,Ramen,Food,5,80.00,80.00\n"
    )
    found = read(text)
    assert rows(found, "description", "units_sold", "net_sales") == [
        {"description": "Ramen", "units_sold": 17.0, "net_sales": 268.8}
    ]
    assert "Secret" not in str(found.table.to_pydict())
