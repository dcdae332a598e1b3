"""Lightspeed R-Series: codes that a spreadsheet destroyed, shops, and what a sale came to."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sentinel.engine import Engine
from sentinel.errors import EmptyInputError
from sentinel.models import Snapshot

Rows = list[dict[str, Any]]
Read = Callable[..., Snapshot]
Listed = Callable[..., Rows]

ENGINE = Engine(threads=1)
HEADERS = "System ID,UPC,EAN,Custom SKU,Manufact. SKU,Item,Qty.,Price,MSRP,Default Cost,Vendor"
DAMAGED = st.from_regex(r"[0-9][.,][0-9]{1,5}E\+[0-9]{2}", fullmatch=True)
CODES = st.one_of(DAMAGED, st.just(""), st.from_regex(r"[A-Z]{2}[0-9]{4}", fullmatch=True))


@settings(max_examples=25)
@given(st.lists(st.tuples(DAMAGED, CODES, CODES, CODES, CODES), min_size=1, max_size=8))
def test_no_item_goes_by_a_code_that_a_spreadsheet_destroyed(codes: Any) -> None:
    lines = [
        ",".join(f'"{code}"' for code in row) + f",item {at},{at + 1},$1.00,1,0.5,Acme"
        for at, row in enumerate(codes)
    ]
    table = ENGINE.read(["\n".join([HEADERS, *lines]).encode()]).table
    known = {code for row in codes for code in row if "E+" not in code}
    names = {f"item {at}" for at in range(len(codes))}
    assert {sku.split(" (")[0] for sku in table["sku"].to_pylist()} <= known | names
    assert set(table["barcode"].to_pylist()) <= known | {None}
    assert sum(table["on_hand_qty"].to_pylist()) == sum(range(1, len(codes) + 1))


def test_a_shared_code_gives_way_to_the_system_id(
    read: Read, rows: Listed, export: Callable[[str], Path]
) -> None:
    found = rows(read(export("lightspeed_r/item_listings_local_matches.csv")), "sku", "on_hand_qty")
    assert found == [
        {"sku": "HOSE-15", "on_hand_qty": 4.0},
        {"sku": "210000004102", "on_hand_qty": -3.0},
        {"sku": "210000004103", "on_hand_qty": 12.0},
        {"sku": "210000004104"},
        {"sku": "CAP-BOX", "on_hand_qty": 7.0},
    ]


def test_an_item_whose_codes_are_lost_goes_by_its_name(
    read: Read, rows: Listed, export: Callable[[str], Path]
) -> None:
    snapshot = read(export("lightspeed_r/items_resaved.csv"))
    assert [row["sku"] for row in rows(snapshot, "sku")] == [
        "HOSE-15",
        "Fineliner, black",
        "88/46",
        "Highlighter",
        "Shipping",
    ]
    assert snapshot.sources[0].rows_left_out == {"not_an_item": 1}


def test_each_shop_has_its_stock_its_cost_and_its_levels(
    read: Read, rows: Listed, export: Callable[[str], Path]
) -> None:
    snapshot = read(export("lightspeed_r/import_file_two_shops.csv"))
    columns = ("store_id", "on_hand_qty", "unit_cost", "reorder_point", "reorder_up_to")
    umbrella = [row for row in rows(snapshot, "sku", *columns) if row.pop("sku") == "210000000204"]
    assert umbrella == [
        dict(zip(columns, ("Main Street", 12.0, 4.05, 4.0, 20.0), strict=True)),
        dict(zip(columns, ("Pier 9", 5.0, 4.1, 2.0, 10.0), strict=True)),
    ]


def test_the_empty_template_is_refused(read: Read, export: Callable[[str], Path]) -> None:
    header = export("lightspeed_r/import_file.csv").read_text().splitlines()[0]
    with pytest.raises(EmptyInputError, match="no row below it"):
        read(f"{header}\n")


def test_net_sales_are_the_subtotal_less_discounts_also_on_a_return(
    read: Read, rows: Listed, export: Callable[[str], Path]
) -> None:
    snapshot = read(export("lightspeed_r/sales_by_line.csv"))
    hose = [row for row in rows(snapshot) if row["sku"] == "HOSE-15"]
    assert [row["store_id"] for row in hose] == ["Main Street", "Pier 9"]
    assert [(row["units_sold"], row["units_returned"]) for row in hose] == [(1.0, 1.0), (1.0, 0.0)]
    assert [row["net_sales"] for row in hose] == pytest.approx([22.41, 24.9])
    assert snapshot.sources[0].mapping[0].header != "Customer"


def test_sales_meet_the_items_by_system_id_where_the_code_is_shared(
    read: Read, rows: Listed, export: Callable[[str], Path]
) -> None:
    snapshot = read(*sorted(export("lightspeed_r/store.joined").iterdir()))
    found = {row["sku"]: row.get("units_sold") for row in rows(snapshot, "sku", "units_sold")}
    assert found["210000004102"] == -1.0
    assert found["210000004103"] == 0.0
