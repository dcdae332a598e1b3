"""Microsoft Dynamics RMS: reports with columns of anyone's choice, and tables of its database."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sentinel.models import Adapter, Snapshot
from sentinel.recognition import recognise

Read = Callable[..., Snapshot]
Rows = Callable[..., list[dict[str, Any]]]
Export = Callable[[str], Path]

MOVEMENT = (
    "Item Lookup Code,Department,Category,Description,Quantity Sold,Sales,Last Sold,Cost,Cost Sold,"
    "Non Sale Movement,Last Received"
)
TABLE = (
    "ID,ItemLookupCode,Description,Price,SalePrice,SaleStartDate,SaleEndDate,Cost,Quantity,"
    "RestockLevel,Inactive,DoNotOrder,LastSold"
)


def test_sums_above_the_data_are_no_items(read: Read, export: Export) -> None:
    for name in ("movement.csv", "movement.xlsx"):
        source = read(export(f"dynamics_rms/{name}")).sources[0]
        assert source.rows_left_out == {"total": 2}


def test_sales_are_revenue_and_never_a_price(read: Read, rows: Rows) -> None:
    snapshot = read(f"{MOVEMENT}\nA1,X,Y,Thing,4,$50.00,1/20/2024 9:00,$8.00,$32.00,0,\n")
    assert rows(snapshot, "net_sales", "unit_price", "unit_cost") == [
        {"net_sales": 50.0, "unit_price": 12.5, "unit_cost": 8.0}
    ]


def test_the_period_is_taken_from_the_text_above(read: Read, export: Export) -> None:
    table = read(export("dynamics_rms/movement_with_period.csv")).table
    assert set(table["sales_window_days"].to_pylist()) == {92.0}


def test_a_price_list_price_goes_before_the_average_paid(read: Read, export: Export) -> None:
    paths = sorted(export("dynamics_rms/price_list_and_movement.joined").iterdir())
    for order in (paths, paths[::-1]):
        table = read(*order).table
        prices = dict(zip(table["sku"].to_pylist(), table["unit_price"].to_pylist(), strict=True))
        assert prices["041900011119"] == 12.99


@pytest.mark.parametrize(
    ("last_sold", "price"), [("2024-09-15", 8.0), ("2024-10-15", 10.0), ("NULL", 10.0)]
)
def test_a_sale_price_holds_on_its_days(read: Read, last_sold: str, price: float) -> None:
    row = f"17,A1,Thing,10,8,2024-09-01,2024-09-30,6,5,0,0,0,{last_sold}"
    other = "18,B2,Other,3,0,NULL,NULL,2,1,0,0,0,2024-08-01"
    assert read(f"{TABLE}\n{row}\n{other}\n").table["unit_price"].to_pylist() == [price, 3.0]


@pytest.mark.parametrize(
    ("inactive", "do_not_order", "status"),
    [("0", "0", "active"), ("1", "0", "inactive"), ("0", "1", "discontinued"),
     ("False", "True", "discontinued"), ("True", "False", "inactive")],
)  # fmt: skip
def test_what_is_no_longer_ordered_is_discontinued(
    read: Read, inactive: str, do_not_order: str, status: str
) -> None:
    row = f"17,A1,Thing,10,0,NULL,NULL,6,5,0,{inactive},{do_not_order},2024-09-15"
    assert read(f"{TABLE}\n{row}\n").table["status"].to_pylist() == [status]


def test_numbers_of_items_are_not_taken_for_lookup_codes(read: Read) -> None:
    """Item 18 has the lookup code 17: what was sold of item 17 is not its."""
    items = f"{TABLE}\n17,A1,Thing,10,0,,,6,5,0,0,0,\n18,17,Other,3,0,,,2,1,0,0,0,\n"
    lines = (
        "TransactionNumber,ItemID,Quantity,Price,TransactionTime\n"
        "1,17,4,10,2024-09-01 10:00:00\n2,17,1,10,2024-09-02 10:00:00\n"
    )
    table = read(items, lines).table
    sold = dict(zip(table["sku"].to_pylist(), table["units_sold"].to_pylist(), strict=True))
    assert (sold["A1"], sold["17"] or 0) == (5.0, 0)


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(st.integers(1, 3), st.integers(-3, 5), st.integers(1, 28)), min_size=1))
def test_units_and_money_before_are_those_after(
    read: Read, lines: list[tuple[int, int, int]]
) -> None:
    text = "".join(
        f"{number},{item},{units},2.50,2024-02-{day:02}\n"
        for number, (item, units, day) in enumerate(lines)
    )
    table = read(f"TransactionNumber,ItemID,Quantity,Price,TransactionTime\n{text}").table
    units = sum(units for _, units, _ in lines)
    assert sum(table["units_sold"].to_pylist()) == units
    assert sum(table["net_sales"].to_pylist()) == pytest.approx(2.5 * units)


@pytest.mark.parametrize(
    "headers",
    [
        ["Grand Summaries", "Item", "Quantity", "Amount"],
        ["Description", "Price", "Cost", "Department", "Quantity"],
        ["Department", "Category", "Item", "Description", "Cost", "Price", "Price A"],
    ],
)
def test_plain_lists_are_not_taken_for_rms(
    headers: list[str], adapters: Mapping[str, Adapter]
) -> None:
    assert recognise(headers, adapters).adapter.key != "dynamics_rms"


@pytest.mark.parametrize("column", MOVEMENT.split(","))
def test_a_movement_report_lacking_a_column_is_still_one(
    column: str, adapters: Mapping[str, Adapter]
) -> None:
    headers = [header for header in MOVEMENT.split(",") if header != column]
    assert recognise(headers, adapters).adapter.key == "dynamics_rms"
