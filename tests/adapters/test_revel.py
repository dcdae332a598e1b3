"""What is odd about Revel's exports."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from sentinel.engine import Engine
from sentinel.models import Snapshot

Read = Callable[..., Snapshot]
Rows = Callable[..., list[dict[str, Any]]]

LOG = "Product,Action,QTY,Date,Cost After,QTY Before,QTY After,Inv. Change Value\n"
MIX = "Class,Type,Product,SKU,Quantity,Total Sales,Taxable Sales\n"


@given(
    st.lists(st.tuples(st.integers(-9, 9), st.booleans()), min_size=2, max_size=12), st.booleans()
)
def test_a_log_says_the_same_from_old_to_new_and_from_new_to_old(
    moves: list[tuple[int, bool]], backwards: bool
) -> None:
    """The stock is what the movements come to, the variance what the adjustments come to."""
    lines, stock = [], 5
    for day, (change, adjusted) in enumerate(moves, 1):
        action = "Adjustment" if adjusted else "Used"
        before, stock = stock, stock + change
        lines.append(f"Mug,{action},{change},01/{day:02}/2026,2.00,{before},{stock},{change * 2}")
    text = LOG + "\n".join(reversed(lines) if backwards else lines)
    row = Engine(threads=1).read(text.encode()).table.to_pylist()[0]
    assert row["on_hand_qty"] == stock
    changes = [change for change, adjusted in moves if adjusted]
    assert row["count_variance_qty"] == (sum(changes) if changes else None)


def test_what_left_by_sale_is_sold_and_what_went_back_to_the_vendor_is_not(
    read: Read, rows: Rows
) -> None:
    text = LOG + (
        "Mug,Sales,3,01/01/2026,2.00,9,6,-6\n"
        "Mug,Return,1,01/02/2026,2.00,6,7,2\n"
        "Mug,Return to Vendor,4,01/03/2026,2.00,7,3,-8\n"
        "Cup,Received,5,01/04/2026,2.00,0,5,10\n"
    )
    assert rows(read(text), "description", "units_sold", "units_returned", "sales_window_days") == [
        {"description": "Mug", "units_sold": 2.0, "units_returned": 1.0, "sales_window_days": 4.0},
        {"description": "Cup", "units_sold": 0.0, "units_returned": 0.0, "sales_window_days": 4.0},
    ]


def test_a_log_without_sales_says_nothing_of_them(read: Read) -> None:
    """Users choose the actions that a log shows."""
    found = read(LOG + "Mug,Adjustment,-1,01/01/2026,2.00,9,8,-2\n")
    assert "units_sold" not in found.table.column_names


def test_rows_of_classes_and_modifiers_repeat_the_money_of_products(read: Read, rows: Rows) -> None:
    text = MIX + (
        "Candles,Class,,,3,27.00,27.00\n"
        "Candles,Product,Candle,C-1,2,18.00,18.00\n"
        "Candles,Modifier,Gift wrap,,2,2.00,2.00\n"
        "Candles,Parent_Product,Set,UNIDENTIFIED,1,9.00,9.00\n"
    )
    found = read(text)
    assert rows(found, "sku", "units_sold", "net_sales", "unit_price") == [
        {"sku": "C-1", "units_sold": 2.0, "net_sales": 18.0, "unit_price": 9.0},
        {"sku": "Set", "units_sold": 1.0, "net_sales": 9.0, "unit_price": 9.0},
    ]
    assert found.sources[0].rows_left_out == {"total": 1, "modifier": 1}


def test_counts_of_two_sections_are_added_and_the_books_taken_once(read: Read, rows: Rows) -> None:
    text = (
        "Store Section,Product,SKU,Expected QTY,Counted QTY\n"
        "Front,Mug,M-1,10,4\nBack,Mug,M-1,10,5\nBack,Cup,M-2,3,\n"
    )
    assert rows(read(text), "sku", "on_hand_qty", "counted_qty", "count_variance_qty") == [
        {"sku": "M-1", "on_hand_qty": 10.0, "counted_qty": 9.0, "count_variance_qty": -1.0}
    ]


def test_the_cost_that_is_kept_up_goes_before_the_typed_one(read: Read, rows: Rows) -> None:
    text = (
        "Name,SKU,Price,Cost,Dynamic Cost,Ing. Cost\n"
        "Mug,M-1,9.00,1.00,1.50,0\nCup,M-2,7.00,2.00,0,0\nTea,T-1,4.00,0,0,0.60\nBag,B-1,1,0,0,0\n"
    )
    assert rows(read(text), "unit_cost") == [
        {"unit_cost": 1.5},
        {"unit_cost": 2.0},
        {"unit_cost": 0.6},
        {"unit_cost": 0.0},
    ]


def test_a_product_that_the_till_does_not_show_is_discontinued(read: Read, rows: Rows) -> None:
    text = "Name,SKU,Price,Dynamic Cost,Active\nMug,M-1,9,1,No\nCup,M-2,7,1,Yes\nTea,T-1,4,1,\n"
    assert rows(read(text), "status") == [{"status": "discontinued"}, {"status": "active"}, {}]
