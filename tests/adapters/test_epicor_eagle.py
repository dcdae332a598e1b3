"""What Eagle's exports leave to be worked out, and what they must not be taken for."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from sentinel.adapt import Part
from sentinel.models import Snapshot

Read = Callable[..., Snapshot]
Rows = Callable[..., list[dict[str, Any]]]

HEAD = "SKU,Desc,Fineline,Prime Vend,Qty On Hand,Order Point,Avg Cost,{}Retail,Last Sale\r\n"


def test_the_next_unit_costs_the_replacement_cost_else_the_average(read: Read, rows: Rows) -> None:
    lines = (
        "1A,Tape,301,ACE,4,2,3.05,3.20,6.49,06/30/2026\r\n1B,Lamp,512,LUM,9,0,6.25,0.00,14.99,\r\n"
    )
    found = rows(read(HEAD.format("Replacement Cost,") + lines), "unit_cost", "avg_cost")
    assert found == [
        {"unit_cost": 3.2, "avg_cost": 3.05},
        {"unit_cost": 6.25, "avg_cost": 6.25},
    ]


def test_a_market_cost_is_not_what_the_next_purchase_costs(read: Read) -> None:
    line = "1A,Tape,301,ACE,4,2,3.05,9.00,6.49,06/30/2026\r\n"
    assert "last_cost" not in read(HEAD.format("Mkt Cost,") + line).table.column_names


@pytest.mark.parametrize(
    ("header", "days"),
    [
        ("UNITS SOLD 12MO", 365),
        ("Units Sold 12 Months", 365),
        ("YTD Units", 181),
        ("mtd_sold", 30),
        ("LY Units", 365),
    ],
)
def test_the_header_says_which_days_units_sold_covers(
    read: Read, rows: Rows, header: str, days: int
) -> None:
    line = "1A,Tape,301,ACE,4,2,3.05,7,6.49,06/30/2026\r\n"
    found = rows(read(HEAD.format(f"{header},") + line), "units_sold", "sales_window_days")
    assert found == [{"units_sold": 7, "sales_window_days": days}]


def test_a_shelf_is_neither_a_store_nor_a_quantity(read: Read, rows: Rows) -> None:
    line = "1A,Tape,301,ACE,4,2,3.05,AW04,6.49,06/30/2026\r\n"
    snapshot = read(HEAD.format("Location,") + line)
    assert rows(snapshot, "store_id", "on_hand_qty") == [{"store_id": "main", "on_hand_qty": 4}]


def test_the_flag_makes_an_active_item_discontinued(read: Read, rows: Rows) -> None:
    lines = (
        "1A,Tape,301,ACE,4,2,3,A,Y,6,06/30/2026\r\n"
        "1B,Lamp,512,LUM,9,0,4,A,N,14,06/30/2026\r\n"
        "1C,Mop,512,LUM,9,0,4,D,,14,06/30/2026\r\n"
    )
    found = rows(read(HEAD.format("Status,Discontinued,") + lines), "status")
    assert [row["status"] for row in found] == ["discontinued", "active", "discontinued"]


def test_a_lone_question_mark_is_empty_and_one_in_a_text_stays(read: Read, rows: Rows) -> None:
    line = "1A,TAPE 1?2IN,301,?,4,?,3.05,6.49,?\r\n"
    found = rows(read(HEAD.format("") + line), "description", "vendor", "reorder_point")
    assert found == [{"description": "TAPE 1?2IN"}]


def test_units_of_months_with_and_without_promotions_add_up(read: Read, rows: Rows) -> None:
    """`+` and `*` beside a month tell how promotions were counted, not how many units."""
    head = "SKU,Fineline,QOH,Mar,Feb,Jan,Last Sale\r\n"
    found = rows(read(head + "1A,301,4,5*,7+,1,03/10/2026\r\n"), "units_sold", "sales_window_days")
    assert found == [{"units_sold": 13, "sales_window_days": 69}]


def test_one_item_in_two_stores_keeps_both_quantities(read: Read, rows: Rows) -> None:
    lines = "1A,Tape,301,ACE,4,2,3,1,6,06/30/2026\r\n1A,Tape,301,ACE,5,2,3,2,6,06/30/2026\r\n"
    found = rows(read(HEAD.format("Store,") + lines), "store_id", "on_hand_qty")
    assert found == [{"store_id": "1", "on_hand_qty": 4}, {"store_id": "2", "on_hand_qty": 5}]


@pytest.mark.parametrize(
    "headers",
    [
        "SKU,QOH,Retail",
        "SKU,Description,QOH,Avg Cost,Retail,Last Sale",
        "Item,Retail,Retail Dept,Fineline",
        "SKU,Name,Location 1,Location 2,Location 3",
    ],
)
def test_a_hardware_list_is_not_eagle_for_that(part: Callable[..., Part], headers: str) -> None:
    cells = ",".join("7" for _ in headers.split(","))
    assert part(f"{headers}\r\n{cells}\r\n").source.pos == "generic"
