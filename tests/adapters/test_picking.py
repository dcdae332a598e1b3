"""Of several columns the one that says most; headings of a printed report are no items."""

from __future__ import annotations

from datetime import date

import pyarrow as pa
from hypothesis import given
from hypothesis import strategies as st

from sentinel.picking import (
    days_covered,
    days_under,
    found,
    latest_day,
    with_cost,
    without_headings,
)
from sentinel.reshape import LEFT_OUT, ROW


def test_a_header_is_found_in_whatever_spelling() -> None:
    table = pa.table({"AVG_COST": ["1"], "QTY.": ["2"]})
    assert found(table, "Average Cost", "Avg. Cost") == "AVG_COST"
    assert found(table, "Stock") is None


def test_a_zero_cost_speaks_only_where_nothing_else_does() -> None:
    table = pa.table({"Avg": ["0.00", "$4.10", None, "0"], "Last": ["3.20", "4.50", None, "0"]})
    assert with_cost(table, "cost", "Avg", "Last")["cost"].to_pylist() == [
        "3.2",
        "4.1",
        None,
        "0",
    ]


def test_one_cost_needs_no_choice() -> None:
    table = pa.table({"Avg": ["0.00"]})
    assert with_cost(table, "cost", "Avg", "Last").column_names == ["Avg"]


@given(st.lists(st.tuples(st.floats(0, 99), st.floats(0, 99)), min_size=1))
def test_the_cost_to_go_by_is_one_of_the_costs(costs: list[tuple[float, float]]) -> None:
    first, second = ([f"{pair[at]:.4f}" for pair in costs] for at in (0, 1))
    chosen = with_cost(pa.table({"A": first, "B": second}), "cost", "A", "B")["cost"].to_pylist()
    for cost, a, b in zip(chosen, first, second, strict=True):
        assert float(cost) == (float(a) or float(b))


def test_the_latest_day_in_whatever_form() -> None:
    days = {"Sold": ["20250311", "Jun 02,25", "03/04/24"], "Got": [None, "0", ""]}
    table = pa.table({**days, ROW: [2, 3, 4]})
    assert latest_day(table, "Got", "Sold") == date(2025, 6, 2)
    assert latest_day(table, "Got") is None
    assert latest_day(table, "Nothing") is None


def test_the_last_line_of_a_report_is_the_heading_of_nothing() -> None:
    columns = {"SKU": ["A1", "(1 row affected)"], "Stock": ["4", None]}
    table = pa.table(columns | {ROW: pa.array([2, 3], pa.int64())})
    listed = without_headings(table, sku=["SKU"], description=[], facts=["Stock"], section="above")
    assert listed[LEFT_OUT].to_pylist() == [None, "not_an_item"]
    assert "above" not in listed.column_names


def test_days_are_read_as_a_spreadsheet_writes_them_anew() -> None:
    written = ["7/18/26", None, "18-Jul-26", "7/18/2026 10:45:07 AM", "soon", "Total"]
    table = pa.table({"Sold": pa.array(written, pa.string())})
    day = date(2026, 7, 18)
    assert days_under(table, "Date", "Sold").to_pylist() == [day, None, day, day, None, None]
    assert days_under(table, "Date").null_count == len(written)


def test_to_date_is_up_to_the_latest_day() -> None:
    assert days_covered("year to date", date(2025, 2, 1)) == 32
    assert days_covered("month to date", date(2025, 2, 14)) == 14
    assert days_covered("year to date", None) is None
    assert days_covered(365.0, None) == 365


def test_a_heading_names_the_section_of_the_items_below_it() -> None:
    table = pa.table(
        {
            "SKU": ["Dept 12 PLUMBING", "00451", "Dept Total", "PAINT", "A 7", "TRAY"],
            "Description": [None, "Bibb", None, None, "Roller", "Tray"],
            "Qty": [None, "3", "3", None, None, "1"],
        }
    )
    made = without_headings(
        table, sku=["SKU"], description=["Description"], facts=["Qty"], section="section"
    )
    reasons = ["not_an_item", None, None, "not_an_item", None, None]
    assert made[LEFT_OUT].to_pylist() == reasons
    assert made["section"].to_pylist() == [None, "12 PLUMBING", None, None, "PAINT", "PAINT"]


def test_a_list_without_headings_stays_as_it_is() -> None:
    table = pa.table({"SKU": ["00451", "WIDGET"], "Qty": [None, "2"]})
    made = without_headings(table, sku=["SKU"], description=["Name"], facts=["Qty"], section="s")
    assert made.column_names == table.column_names
