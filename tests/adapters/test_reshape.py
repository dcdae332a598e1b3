"""Reshaping for odd exports, on tables of text."""

from __future__ import annotations

from datetime import date

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sentinel import reshape
from sentinel.compute import pc
from sentinel.history import HISTORY


def table(**columns: list[str | None]) -> pa.Table:
    rows = len(next(iter(columns.values())))
    cells = {name: pa.array(values, pa.string()) for name, values in columns.items()}
    return pa.table(cells | {reshape.ROW: pa.array(range(2, rows + 2), pa.int64())})


@pytest.mark.parametrize(
    ("cell", "number"),
    [
        ("$1,234.50", 1234.5),
        ("(33.62)", -33.62),
        ("-£28.14", -28.14),
        ("-$9.00", -9.0),
        ("5-", -5.0),
        ("1.00 ea", 1.0),
        ("1.234,50", 1234.5),
        ("1.42E-14", 1.42e-14),
        ("-3e2", -300.0),
        ("1,0", 1.0),
        ("1,000", 1000.0),
        (".5", 0.5),
        ("none", None),
        ("1.2.3", None),
        (None, None),
    ],
)
def test_numbers_as_tills_write_them(cell: str | None, number: float | None) -> None:
    assert reshape.numbers(pa.array([cell], pa.string())).to_pylist() == [number]


@given(st.floats(-1e9, 1e9).map(lambda value: round(value, 2)))
def test_a_plain_number_is_read_as_itself(value: float) -> None:
    assert reshape.numbers(pa.array([f"{value:,.2f}"])).to_pylist() == [value]


def test_days_with_slashes_have_the_month_first_unless_a_part_forbids_it() -> None:
    american = reshape.days_of(pa.array(["2026-07-18 10:00", "12/27/2018", "1/2/2018", "x"]))
    assert [str(day) for day in american.to_pylist()] == [
        "2026-07-18",
        "2018-12-27",
        "2018-01-02",
        "None",
    ]
    european = reshape.days_of(pa.array(["27/12/2018", "01/02/2018", "31/02/2018"]))
    assert [str(day) for day in european.to_pylist()] == ["2018-12-27", "2018-02-01", "None"]


@pytest.mark.parametrize(
    ("cell", "day"),
    [
        ("7/18/26 5:18 PM", date(2026, 7, 18)),
        ("07-18-2026", date(2026, 7, 18)),
        ("5.7.2026", date(2026, 7, 5)),
        ("2026/7/5", date(2026, 7, 5)),
        ("18-Jul-26", date(2026, 7, 18)),
        ("18 July 2026 10:05", date(2026, 7, 18)),
        ("Saturday, July 18, 2026", date(2026, 7, 18)),
        ("July 2026", None),
        ("Foo 18, 2026", None),
        ("20260718", None),
    ],
)
def test_days_as_spreadsheets_and_people_write_them(cell: str, day: date | None) -> None:
    assert reshape.days_of(pa.array([cell])).to_pylist() == [day]


@given(st.dates(date(2000, 1, 1), date(2068, 12, 31)), st.sampled_from(["%b %d, %Y", "%d.%m.%Y"]))
def test_a_day_comes_back_from_each_way_of_writing_it(day: date, form: str) -> None:
    assert reshape.days_of(pa.array([day.strftime(form)])).to_pylist() == [day]


def test_a_day_that_is_none_stays_to_be_counted() -> None:
    rolled = reshape.roll_up(
        table(sku=["A", "A", "B"], qty=["1", "1", "1"], day=["soon", "2026-07-18", "soon"]),
        ["sku"],
        quantity="qty",
        returned="back",
        day="day",
    )
    assert rolled["day"].to_pylist() == ["2026-07-18", "soon"]


def test_a_code_that_became_a_number_is_none() -> None:
    codes = pa.array(["2.1E+11", "8,71E+12", "0042", "1E5", None])
    assert reshape.intact(codes).to_pylist() == [None, None, "0042", "1E5", None]


def test_filling_down_stops_where_the_group_ends() -> None:
    filled = reshape.fill_down(
        table(
            handle=["a", "a", "b", "b", None, None, "a"],
            title=["x", None, None, "y", "z", None, None],
        ),
        "handle",
        ["title"],
    )
    assert filled["title"].to_pylist() == ["x", "x", None, "y", "z", None, None]


@given(st.lists(st.tuples(st.sampled_from("ab"), st.sampled_from(["x", "y", None])), min_size=1))
def test_filling_down_is_what_a_reader_would_do(cells: list[tuple[str, str | None]]) -> None:
    expected: list[str | None] = []
    above: tuple[str, str | None] = ("", None)
    for group, value in cells:
        above = (group, value or (above[1] if above[0] == group else None))
        expected.append(above[1])
    given_table = table(g=[group for group, _ in cells], v=[value for _, value in cells])
    assert reshape.fill_down(given_table, "g", ["v"])["v"].to_pylist() == expected


def test_columns_become_rows_and_each_row_of_the_file_is_counted_once() -> None:
    spread = reshape.columns_to_rows(
        table(sku=["a", "b", "c"], North=["1", None, None], South=["2", "3", None]),
        ["North", "South"],
        "place",
        "qty",
    )
    found = spread.select(["sku", "place", "qty", reshape.ROWS]).to_pylist()
    assert [tuple(row.values()) for row in found] == [
        ("a", "North", "1", 1),
        ("c", "North", None, 1),
        ("a", "South", "2", 0),
        ("b", "South", "3", 1),
        ("c", "South", None, 0),
    ]


def test_sale_lines_are_rolled_up() -> None:
    lines = table(
        item=["a", "b", "a", "a"],
        qty=["2.0", "1", "-1", "?"],
        day=["2026-01-01", "2026-01-05", "2026-01-09", "2026-01-09"],
        name=[None, "B", "A", "A"],
    )
    found = reshape.roll_up(lines, ["item"], quantity="qty", returned="back", day="day").to_pylist()
    sold = [row for row in found if row[reshape.LEFT_OUT] is None]
    assert [
        (r["item"], r["qty"], r["back"], r["day"], r["days covered"], r["name"], r[reshape.ROWS])
        for r in sold
    ] == [
        ("a", "1", "1", "2026-01-01", "9", "A", 2),
        ("b", "1", "0", "2026-01-05", "9", "B", 1),
    ]
    assert [r[reshape.LEFT_OUT] for r in found if r not in sold] == ["unreadable_quantity"]


def test_net_sales_are_added_up_and_go_along_by_day() -> None:
    lines = table(
        item=["a", "a", "a", "b"],
        qty=["2", "1", "-1", "1"],
        paid=["$20.00", "8.50", "($10.00)", None],
        day=["2026-01-01", "2026-01-01", "2026-01-09", "2026-01-05"],
        sale=["S1", "S2", "S3", "S4"],
    )
    found = reshape.roll_up(
        lines, ["item"], quantity="qty", returned="back", day="day", amount="paid", line="sale"
    )
    assert found.select(["item", "qty", "paid"]).to_pylist() == [
        {"item": "a", "qty": "2", "paid": "18.5"},
        {"item": "b", "qty": "1", "paid": None},
    ]
    entries = found[HISTORY].to_pylist()
    assert [
        (str(e["day"]), e["units_sold"], e["units_returned"], e["net_sales"], e["line"])
        for e in entries[0]
    ] == [
        ("2026-01-01", 2.0, 0.0, 20.0, "S1"),
        ("2026-01-01", 1.0, 0.0, 8.5, "S2"),
        ("2026-01-09", -1.0, 1.0, -10.0, "S3"),
    ]
    assert entries[1][0]["net_sales"] is None
    assert "sale" not in found.column_names


def test_an_amount_that_is_no_number_stays_to_be_counted() -> None:
    lines = table(item=["a", "a"], qty=["2", "1"], paid=["20.00", "see note"])
    found = reshape.roll_up(lines, ["item"], quantity="qty", returned="back", amount="paid")
    assert found["paid"].to_pylist() == ["see note"]


def test_returns_that_the_export_counts_itself_are_taken_as_they_are() -> None:
    lines = table(item=["a", "a"], qty=["3", "1"], back=["-2", "0"])
    found = reshape.roll_up(lines, ["item"], quantity="qty", returned="back")
    assert found.select(["qty", "back"]).to_pylist() == [{"qty": "4", "back": "2"}]


def test_items_are_told_apart_by_all_keys_and_missing_ones_go_together() -> None:
    lines = table(place=["x", "x", None, None, "y"], item=["a", "b", "a", "a", None], qty=["1"] * 5)
    found = reshape.roll_up(lines, ["place", "item"], quantity="qty", returned="back")
    assert [tuple(row.values()) for row in found.select(["place", "item", "qty"]).to_pylist()] == [
        ("x", "a", "1"),
        ("x", "b", "1"),
        (None, "a", "2"),
        ("y", None, "1"),
    ]


LINE = st.tuples(
    st.sampled_from("abc"), st.integers(-5, 9), st.integers(1, 28), st.integers(-500, 900)
)


@given(st.lists(LINE, min_size=1))
def test_the_days_of_an_item_add_up_to_the_item(lines: list[tuple[str, int, int, int]]) -> None:
    given_table = table(
        k=[key for key, _, _, _ in lines],
        q=[str(units) for _, units, _, _ in lines],
        d=[f"2026-02-{day:02}" for _, _, day, _ in lines],
        m=[f"{cents / 100:.2f}" for _, _, _, cents in lines],
    )
    found = reshape.roll_up(given_table, ["k"], quantity="q", returned="r", day="d", amount="m")
    for row in found.to_pylist():
        days = row[HISTORY]
        assert [day["day"] for day in days] == sorted({day["day"] for day in days})
        for header, name in (("q", "units_sold"), ("r", "units_returned"), ("m", "net_sales")):
            assert sum(day[name] for day in days) == pytest.approx(float(row[header]))


@given(st.lists(st.tuples(st.sampled_from("abc"), st.integers(-5, 9)), min_size=1))
def test_rolling_up_keeps_the_total(lines: list[tuple[str, int]]) -> None:
    given_table = table(k=[key for key, _ in lines], q=[str(units) for _, units in lines])
    found = reshape.roll_up(given_table, ["k"], quantity="q", returned="r")
    assert pc.sum(found["q"].cast(pa.float64())).as_py() == sum(units for _, units in lines)
    assert pc.sum(found[reshape.ROWS]).as_py() == len(lines)


def test_the_first_reason_for_leaving_a_row_out_stays() -> None:
    given_table = table(a=["x", "y", None])
    once = reshape.leave_out(given_table, pa.array([True, None, False]), "total")
    twice = reshape.leave_out(once, pa.array([True, True, False]), "not_an_item")
    assert twice[reshape.LEFT_OUT].to_pylist() == ["total", "not_an_item", None]


def test_a_shared_or_missing_code_gives_way_to_the_fallback() -> None:
    codes = pa.array(["1", "1", None, "2", "3", "3"])
    fallback = pa.array(["a", "b", "c", "d", None, "f"])
    assert reshape.unique_or(codes, fallback).to_pylist() == ["a", "b", "c", "2", "3", "f"]


def test_a_code_may_repeat_in_another_place() -> None:
    codes, places = pa.array(["1", "1", "1"]), pa.array(["x", "y", "y"])
    found = reshape.unique_or(codes, pa.array(["a", "b", "c"]), places)
    assert found.to_pylist() == ["1", "b", "c"]


def test_names_are_put_together_without_words_that_name_nothing() -> None:
    items, variations = pa.array(["Tea", "Cup", None]), pa.array(["Regular", "Red", None])
    found = reshape.named(items, variations, unnamed=("Regular",))
    assert found.to_pylist() == ["Tea", "Cup - Red", None]


def test_a_ratio_needs_something_above_zero_below_it() -> None:
    given_table = table(total=["50.4", "3", "-2", None], stock=["12", "0", "-1", "4"])
    assert reshape.ratio(given_table, "total", "stock").to_pylist() == ["4.2", None, None, None]
