"""What is odd about Clover's exports."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from sentinel.models import Snapshot

Read = Callable[..., Snapshot]
Rows = Callable[..., list[dict[str, Any]]]

INVENTORY = "Clover ID,Name,Alternate Name,Price,Price Type,Price Unit,Cost,SKU,Quantity\n"
SALES = "Items Report\n\nName,Gross Sales,Net Sales,Sold,Refunded,Discounts,Refunds,Avg Item Size\n"
CATEGORY = "Category Name,Name,Net Sales,Sold,Refunded,Modifier Name,Modifier Sold,Avg Item Size\n"


def test_stock_of_which_every_figure_is_zero_is_not_tracked(read: Read, rows: Rows) -> None:
    text = INVENTORY + "A1,Mug,,9,Fixed,,4,,0\nA2,Cup,,7,Fixed,,3,,{}\n"
    untracked = read(text.format(0))
    assert rows(untracked, "sku", "on_hand_qty") == [{"sku": "A1"}, {"sku": "A2"}]
    tracked = read(text.format(5))
    assert rows(tracked, "on_hand_qty") == [{"on_hand_qty": 0.0}, {"on_hand_qty": 5.0}]


def test_the_newer_workbook_leaves_untracked_stock_empty(read: Read, rows: Rows) -> None:
    """Its zeros are zeros, even if there is nothing else."""
    text = INVENTORY.replace("Quantity", "Quantity,Variant Attribute,Variant Option")
    found = read(text + "A1,Mug,,9,Fixed,,4,,0,,\nA2,Cup,,7,Fixed,,3,,,,\n")
    assert rows(found, "on_hand_qty") == [{"on_hand_qty": 0.0}, {}]


def test_a_cost_of_zero_is_no_cost(read: Read, rows: Rows) -> None:
    found = read(INVENTORY + "A1,Mug,,9,Fixed,,0,,3\nA2,Cup,,7,Fixed,,3,,2\n")
    assert rows(found, "unit_cost") == [{}, {"unit_cost": 3.0}]


def test_a_variant_has_the_category_of_its_own_group_only(read: Read, rows: Rows) -> None:
    text = (
        "Clover ID,Name,Alternate Name,Price,Price Type,Price Unit,Quantity,Categories,"
        "Variant Attribute,Variant Option\n"
        "G1,RYE,,,,,,Whisky,Variant,\n"
        "V1,RYE RYE 1L,,20,Fixed,,2,,,RYE 1L\n"
        "G2,GIN,,,,,,,Variant,\n"
        "V2,GIN GIN 1L,,22,Fixed,,1,,,GIN 1L\n"
        "S1,Ice,,3,Fixed,,4,,,\n"
    )
    found = read(text)
    assert rows(found, "sku", "category") == [
        {"sku": "V1", "category": "Whisky"},
        {"sku": "V2"},
        {"sku": "S1"},
    ]
    assert found.sources[0].rows_left_out == {"not_an_item": 2}


def test_a_refund_without_a_sale_is_counted_below_zero(read: Read, rows: Rows) -> None:
    text = (
        SALES + "Mug,$18.00,$8.00,2,1,$0.00,-$10.00,$9.00\nSlip,$0.00,-$5.00,0,1,$0.00,-$5.00,-\n"
    )
    columns = ("description", "units_sold", "units_returned", "net_sales")
    assert rows(read(text + "\nTOTAL,$18.00,$3.00,2,2,$0.00,-$15.00,$9.00\n"), *columns) == [
        {"description": "Mug", "units_sold": 1.0, "units_returned": 1.0, "net_sales": 8.0},
        {"description": "Slip", "units_sold": -1.0, "units_returned": 1.0, "net_sales": -5.0},
    ]


def test_an_item_that_is_called_total_is_no_total(read: Read, rows: Rows) -> None:
    text = (
        CATEGORY
        + "Wipes\n"
        + ",Total Wipes,$6.50,2,0, , ,$3.25\n"
        + "Total (Wipes),,$6.50,2,0,-, ,$3.25\n\nTOTAL,,$6.50,2,0,-, ,$3.25\n"
    )
    assert rows(read(text), "description", "category", "units_sold") == [
        {"description": "Total Wipes", "category": "Wipes", "units_sold": 2.0}
    ]


def test_the_two_views_of_one_period_do_not_add_up(read: Read, rows: Rows) -> None:
    view = SALES + "Mug,$18.00,$18.00,2,0,$0.00,$0.00,$9.00\n"
    by_category = CATEGORY + "Kitchen\n,Mug,$18.00,2,0, , ,$9.00\n"
    found = read(view, by_category)
    assert rows(found, "category", "units_sold", "net_sales") == [
        {"category": "Kitchen", "units_sold": 2.0, "net_sales": 18.0}
    ]


def test_sales_meet_the_inventory_by_name_in_spite_of_blanks(read: Read, rows: Rows) -> None:
    inventory = INVENTORY + "A1,Tall  Mug ,,9,Fixed,,4,M-1,3\n"
    sales = SALES + "Tall Mug,$18.00,$18.00,2,0,$0.00,$0.00,$9.00\n"
    assert rows(read(inventory, sales), "sku", "on_hand_qty", "units_sold") == [
        {"sku": "M-1", "on_hand_qty": 3.0, "units_sold": 2.0}
    ]


def test_a_hidden_item_is_discontinued(read: Read, rows: Rows) -> None:
    text = INVENTORY.rstrip("\n") + ",Hidden\n"
    found = read(text + "A1,Mug,,9,Fixed,,4,,3,Yes\nA2,Cup,,7,Fixed,,3,,2,No\n")
    assert rows(found, "status") == [{"status": "discontinued"}, {"status": "active"}]
