"""Several exports of one POS as one snapshot: rows meet, quantities add up, orphans are counted."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st

from sentinel import reshape
from sentinel.adapt import Part
from sentinel.compute import pc
from sentinel.errors import UsageError
from sentinel.history import HISTORY
from sentinel.joining import join
from sentinel.models import Reconciled, Snapshot, Source
from sentinel.periods import Period
from sentinel.snapshot import SCHEMA

Read = Callable[..., Snapshot]
Rows = Callable[..., list[dict[str, Any]]]

STOCK = (
    "SKU,UPC,Description,Qty On Hand,Cost\na,111,Hammer,5,2.00\nb,222,Saw,3,\nc,333,Nail,9,0.10\n"
)
SALES = "SKU,Units Sold,Sales window days,Last Sale\na,7,90,2021-03-01\nb,1,90,2021-02-01\n"


def _codes(snapshot: Snapshot) -> dict[str, int]:
    return {problem.code: problem.count for problem in snapshot.problems}


def test_sales_are_added_to_the_stock_by_sku(read: Read, rows: Rows) -> None:
    snapshot = read(STOCK, SALES)
    assert rows(snapshot, "sku", "on_hand_qty", "units_sold", "sales_window_days") == [
        {"sku": "a", "on_hand_qty": 5.0, "units_sold": 7.0, "sales_window_days": 90.0},
        {"sku": "b", "on_hand_qty": 3.0, "units_sold": 1.0, "sales_window_days": 90.0},
        {"sku": "c", "on_hand_qty": 9.0, "units_sold": 0.0, "sales_window_days": 90.0},
    ]
    assert _codes(snapshot) == {"not_in_sales_export": 1}


def test_the_order_in_which_they_are_given_does_not_matter(read: Read) -> None:
    one, other = read(STOCK, SALES), read(SALES, STOCK)
    assert one.table == other.table
    assert [s.rows_used for s in one.sources] == [3, 2]
    assert [s.rows_used for s in other.sources] == [2, 3]


def test_rows_of_sales_that_meet_no_item_are_kept_and_counted(read: Read, rows: Rows) -> None:
    snapshot = read(STOCK, SALES + "ghost,4,90,2021-01-01\n")
    assert rows(snapshot, "sku", "units_sold")[-1] == {"sku": "ghost", "units_sold": 4.0}
    (problem,) = [p for p in snapshot.problems if p.code == "orphan_rows"]
    assert problem.count == 1
    assert problem.examples[0].value == "ghost"


def test_else_rows_meet_by_barcode(read: Read, rows: Rows) -> None:
    snapshot = read(STOCK, "Barcode,Units Sold\n111,7\n333,2\n")
    assert rows(snapshot, "sku", "units_sold") == [
        {"sku": "a", "units_sold": 7.0},
        {"sku": "b", "units_sold": 0.0},
        {"sku": "c", "units_sold": 2.0},
    ]


def test_what_the_stock_says_stays_and_only_gaps_are_filled(read: Read) -> None:
    snapshot = read(STOCK, "SKU,Cost,Retail\na,9.99,4\nb,1.50,6\n")
    assert snapshot.table["unit_cost"].to_pylist() == [2.0, 1.5, 0.1]
    assert snapshot.table["unit_price"].to_pylist() == [4.0, 6.0, None]


def test_exports_of_different_systems_are_not_joined(
    read: Read, export: Callable[[str], Path]
) -> None:
    with pytest.raises(UsageError, match=r"different systems: count\.csv"):
        read(export("square/count.csv"), export("shopify/sales.csv"))


def test_nothing_given_is_an_error() -> None:
    with pytest.raises(UsageError, match="at least one export"):
        join([])


def test_the_exports_of_square_complete_each_other(
    read: Read, rows: Rows, export: Callable[[str], Path]
) -> None:
    names = ("library_two_locations", "sales", "ageing")
    snapshot = read(*(export(f"square/{name}.csv") for name in names))
    wanted = ("store_id", "sku", "on_hand_qty", "units_sold", "last_received_on")
    found = {(r["store_id"], r["sku"]): r for r in rows(snapshot, *wanted)}
    north = found["North Shore", "TOK1"]
    assert (north["on_hand_qty"], north["units_sold"]) == (4.0, 1.0)
    assert found["Price Point (2)", "TOK1"]["units_sold"] == 3.0
    assert found["Price Point (2)", "NAIL-1"]["units_sold"] == 0.75
    assert str(found["North Shore", "TOK2"]["last_received_on"]) == "2025-01-13"
    assert sum(r.get("units_sold", 0.0) for r in found.values()) == 5.75
    assert _codes(snapshot)["orphan_rows"] == 1


def test_shopify_products_and_inventory_complete_each_other(
    read: Read, rows: Rows, export: Callable[[str], Path]
) -> None:
    snapshot = read(export("shopify/products.csv"), export("shopify/inventory.csv"))
    wanted = ("store_id", "sku", "on_hand_qty", "unit_price")
    assert rows(snapshot, *wanted)[:4] == [
        {"store_id": "Old Town", "sku": "RC-S", "on_hand_qty": -2.0, "unit_price": 59.0},
        {"store_id": "Harbour", "sku": "RC-S", "unit_price": 59.0},
        {
            "store_id": "Old Town",
            "sku": "rain-coat / M / Red",
            "on_hand_qty": 4.0,
            "unit_price": 59.0,
        },
        {"store_id": "Harbour", "sku": "umbrella", "on_hand_qty": 12.0, "unit_price": 15.0},
    ]


STORES = "Store,SKU,Qty On Hand\nx,a,1\ny,a,2\ny,b,3\n"


def test_facts_without_a_store_hold_for_all_stores(read: Read) -> None:
    snapshot = read(STORES, "SKU,Cost\na,5\nb,6\n")
    assert snapshot.table["unit_cost"].to_pylist() == [5.0, 5.0, 6.0]


def test_quantities_without_a_store_are_not_given_to_several(read: Read, rows: Rows) -> None:
    snapshot = read(STORES, "SKU,Units Sold\na,5\nb,6\n")
    sold = {(r["store_id"], r["sku"]): r.get("units_sold") for r in rows(snapshot)}
    assert sold == {("x", "a"): None, ("y", "a"): None, ("y", "b"): 6.0}
    (problem,) = [p for p in snapshot.problems if p.code == "ambiguous_store"]
    assert (problem.count, problem.examples[0].value) == (1, "a")


def test_sales_of_one_named_store_name_the_stock_without_one(read: Read) -> None:
    snapshot = read(STOCK, "Store,SKU,Units Sold\nMain St,a,5\n")
    assert set(snapshot.table["store_id"].to_pylist()) == {"Main St"}


def test_sales_by_store_are_added_up_where_the_stock_is_not_by_store(read: Read) -> None:
    snapshot = read(STOCK, "Store,SKU,Units Sold\nx,a,5\ny,a,6\ny,b,1\n")
    assert snapshot.table["units_sold"].to_pylist() == [11.0, 1.0, 0.0]
    assert _codes(snapshot)["stores_added_up"] == 3


def test_store_names_meet_whatever_their_blanks(read: Read) -> None:
    snapshot = read("Store,SKU,Stock\nMain St,a,1\n", "Store,SKU,Units Sold\nmain_st,a,5\n")
    assert snapshot.table.num_rows == 1


def test_two_periods_of_sales_add_up_and_so_do_their_windows(read: Read, rows: Rows) -> None:
    january = "SKU,Units Sold,Sales window days,Last Sale\na,7,31,2021-01-20\nb,1,31,2021-01-03\n"
    february = "SKU,Units Sold,Sales window days,Last Sale\na,2,28,2021-02-10\nc,4,28,2021-02-01\n"
    snapshot = read(january, february)
    assert rows(snapshot, "sku", "units_sold") == [
        {"sku": "a", "units_sold": 9.0},
        {"sku": "b", "units_sold": 1.0},
        {"sku": "c", "units_sold": 4.0},
    ]
    assert snapshot.table["sales_window_days"].to_pylist() == [59.0, 59.0, 59.0]
    assert str(snapshot.table["last_sold_on"][0]) == "2021-02-10"


def test_two_stock_lists_that_disagree_are_a_problem(read: Read) -> None:
    snapshot = read("SKU,Stock\na,1\nb,2\n", "SKU,Stock\na,4\nb,2\n")
    assert snapshot.table["on_hand_qty"].to_pylist() == [1.0, 2.0]
    assert _codes(snapshot) == {"conflicting_value": 1}


def test_a_sales_export_that_names_no_item_says_nothing_of_what_was_sold(read: Read) -> None:
    snapshot = read(STOCK, "SKU,Units Sold,Sales window days\nz,4,30\n")
    assert snapshot.table["units_sold"].to_pylist() == [None, None, None, 4.0]


# --- which rows meet ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("stocked", "sold"),
    [
        ("036000291452", "0036000291452"),
        ("036000291452", "36000291452"),
        ("036000291452", "03600029145"),
        ("03600029145", "036000291452"),
        ("4006381333931", "400638133393"),
        ("00036000291452", "036000291452"),
        ("4006381333931", "4006381333931.0"),
    ],
)
def test_one_barcode_meets_itself_in_every_length(read: Read, stocked: str, sold: str) -> None:
    snapshot = read(f"SKU,UPC,Stock\na,{stocked},3\n", f"Barcode,Units Sold\n{sold},2\n")
    assert snapshot.table.select(["sku", "units_sold"]).to_pylist() == [
        {"sku": "a", "units_sold": 2.0}
    ]


def test_a_case_of_an_item_is_not_the_item(read: Read) -> None:
    """The first digit of a GTIN-14 tells a case from a piece."""
    snapshot = read("SKU,UPC,Stock\na,4006381333931,3\n", "Barcode,Units Sold\n14006381333938,2\n")
    assert snapshot.table.num_rows == 2


def test_a_sku_meets_itself_as_a_spreadsheet_left_it_and_this_is_told(read: Read) -> None:
    snapshot = read(
        "SKU,Stock\n00123,1\nAB-1,2\nX 9,3\nplain,4\n",
        "SKU,Units Sold\n123,10\nab-1,20\nX9,30\nplain,40\n",
    )
    assert snapshot.table["units_sold"].to_pylist() == [10.0, 20.0, 30.0, 40.0]
    (problem,) = [p for p in snapshot.problems if p.code == "respelled_sku"]
    assert problem.count == 3
    assert (problem.examples[0].value, problem.examples[0].message) == (
        "123",
        "'00123' in the other export: one item",
    )


def test_skus_that_more_than_one_item_may_mean_stay_apart(read: Read) -> None:
    snapshot = read("SKU,Stock\n00123,1\n0123,2\n", "SKU,Units Sold\n123,10\n")
    assert snapshot.table["units_sold"].to_pylist() == [None, None, 10.0]
    assert _codes(snapshot)["orphan_rows"] == 1


def test_a_row_without_a_code_meets_the_one_item_of_its_name(read: Read) -> None:
    snapshot = read(
        "SKU,Description,Stock\na,Hammer,1\nb,Saw,2\nc,Saw,3\n",
        "Description,Units Sold\nHammer,5\nSaw,7\n",
    )
    found = {row["sku"]: row["units_sold"] for row in snapshot.table.to_pylist()}
    assert found == {"a": 5.0, "b": None, "c": None, "Saw": 7.0}


def test_orphans_are_shown_with_their_rows(read: Read) -> None:
    snapshot = read(STOCK, SALES + "\nghost,4,90,2021-01-01\n")
    (problem,) = [p for p in snapshot.sources[1].problems if p.code == "orphan_rows"]
    assert [(e.row, e.value) for e in problem.examples] == [(5, "ghost")]


# --- periods ------------------------------------------------------------------------------------


def _lines(*lines: str) -> str:
    """Sale lines as Square writes them: date, quantity, SKU, amount, sale."""
    head = "Date,Item,Qty,Price Point Name,SKU,Modifiers Applied,Net Sales,Transaction ID\n"
    cells = [line.split(" ") for line in lines]
    return head + "".join(
        f"{d},{sku},{q},,{sku},,{money},{sale}\n" for d, q, sku, money, sale in cells
    )


def _history(snapshot: Snapshot) -> list[tuple[str, str, float, float]]:
    assert snapshot.history is not None
    return [
        (row["sku"], str(row["day"]), row["units_sold"], row["net_sales"])
        for row in snapshot.history.to_pylist()
    ]


def test_the_stock_and_two_months_of_sales_are_one_snapshot(read: Read, rows: Rows) -> None:
    january = "SKU,Units Sold,Sales window days\na,7,31\nb,1,31\n"
    february = "SKU,Units Sold,Sales window days\na,2,28\nc,4,28\n"
    snapshot = read(january, STOCK, february)
    assert rows(snapshot, "sku", "on_hand_qty", "units_sold", "sales_window_days") == [
        {"sku": "a", "on_hand_qty": 5.0, "units_sold": 9.0, "sales_window_days": 59.0},
        {"sku": "b", "on_hand_qty": 3.0, "units_sold": 1.0, "sales_window_days": 59.0},
        {"sku": "c", "on_hand_qty": 9.0, "units_sold": 4.0, "sales_window_days": 59.0},
    ]


def test_sale_lines_give_units_net_sales_and_sales_by_day(read: Read) -> None:
    snapshot = read(
        _lines("2026-01-01 2 a 10.00 S1", "2026-01-01 1 a 5.00 S2", "2026-01-31 -1 a -5.00 S3")
    )
    columns = ["units_sold", "units_returned", "net_sales", "sales_window_days"]
    assert snapshot.table.select(columns).to_pylist() == [
        {"units_sold": 2.0, "units_returned": 1.0, "net_sales": 10.0, "sales_window_days": 31.0}
    ]
    assert _history(snapshot) == [("a", "2026-01-01", 3.0, 15.0), ("a", "2026-01-31", -1.0, -5.0)]
    assert snapshot.as_of == date(2026, 1, 31)  # a return is a day of business too


def test_a_sale_that_two_exports_repeat_counts_once(read: Read) -> None:
    first = _lines("2026-01-01 2 a 10.00 S1", "2026-01-20 1 a 5.00 S2", "2026-01-20 1 b 3.00 S2")
    second = _lines("2026-01-20 1 a 5.00 S2", "2026-01-20 4 a 20.00 S3", "2026-02-09 1 c 9.00 S4")
    snapshot = read(first, second)
    assert _history(snapshot) == [
        ("a", "2026-01-01", 2.0, 10.0),
        ("a", "2026-01-20", 5.0, 25.0),
        ("b", "2026-01-20", 1.0, 3.0),
        ("c", "2026-02-09", 1.0, 9.0),
    ]
    table = snapshot.table
    sold = dict(zip(table["sku"].to_pylist(), table["units_sold"].to_pylist(), strict=True))
    assert sold == {"a": 7.0, "b": 1.0, "c": 1.0}
    assert set(table["sales_window_days"].to_pylist()) == {40.0}
    assert _codes(snapshot)["repeated_sale"] == 1


def test_without_a_sales_name_an_items_day_counts_once_as_the_fuller_export_has_it(
    read: Read,
) -> None:
    first = _lines("2026-01-01 2 a 10.00 ", "2026-01-20 1 a 5.00 ")
    second = _lines("2026-01-20 3 a 15.00 ", "2026-01-20 2 b 8.00 ", "2026-01-21 1 a 5.00 ")
    snapshot = read(first, second)
    assert _history(snapshot) == [
        ("a", "2026-01-01", 2.0, 10.0),
        ("a", "2026-01-20", 3.0, 15.0),
        ("a", "2026-01-21", 1.0, 5.0),
        ("b", "2026-01-20", 2.0, 8.0),
    ]
    assert _aside(snapshot, "net_sales") == {"overlapping_period": (1, 5.0)}


def _report(period: str, rows: str) -> str:
    return f"Sales report,,\n{period},,\nSKU,Description,Units Sold\n{rows}"


def test_days_that_are_yet_to_come_are_no_days_without_sales(part: Callable[..., Any]) -> None:
    lines = part(_lines("2026-08-02 1 a 5.00 S1", "2026-08-10 1 a 5.00 S2"))
    month = Period(first=date(2026, 8, 1), last=date(2026, 8, 31), text="August")
    found = join([evolve(lines, period=month, period_from="the file's name")])
    assert found.as_of == date(2026, 8, 10)
    assert found.table["sales_window_days"].to_pylist() == [10.0]


def test_of_reports_that_overlap_the_longer_one_stands(read: Read) -> None:
    month = _report("2026-03-01 to 2026-03-31", "a,Hammer,3\nz,Zip,1\n")
    quarter = _report("2026-01-01 to 2026-03-31", "a,Hammer,10\nb,Saw,2\n")
    snapshot = read(month, quarter)
    columns = ["sku", "units_sold", "sales_window_days"]
    assert sorted(tuple(row.values()) for row in snapshot.table.select(columns).to_pylist()) == [
        ("a", 10.0, 90.0),
        ("b", 2.0, 90.0),
        ("z", 1.0, 31.0),
    ]
    assert _codes(snapshot)["overlapping_period"] == 1
    assert _aside(snapshot, "units_sold") == {"overlapping_period": (1, 3.0)}


def test_two_exports_of_the_year_to_date_do_not_add_up(read: Read) -> None:
    """The later one has what the earlier one has."""
    head = "Item list as of {},,\nSKU,Description,Sold YTD\n"
    may = head.format("2026-05-31") + "a,Hammer,10\nb,Saw,4\n"
    june = head.format("2026-06-30") + "a,Hammer,13\nb,Saw,4\n"
    snapshot = read(may, june)
    assert snapshot.table["units_sold"].to_pylist() == [13.0, 4.0]
    assert set(snapshot.table["sales_window_days"].to_pylist()) == {181.0}


def test_two_stock_lists_that_say_what_was_sold_are_not_two_periods(read: Read) -> None:
    snapshot = read("SKU,Stock,Units Sold\na,3,5\n", "SKU,Stock,Units Sold\na,2,6\nb,1,1\n")
    sold = {row["sku"]: row["units_sold"] for row in snapshot.table.to_pylist()}
    assert sold == {"a": 6.0, "b": 1.0}


def test_units_and_money_of_an_item_are_of_one_window_the_longer_one(read: Read) -> None:
    stock = "SKU,Qty On Hand,Units Sold,Net Sales,Sales window days\n"
    snapshot = read(
        stock + "a,5,2,20.00,30\nb,3,1,8.00,30\nc,9,4,12.00,30\n",
        "SKU,Units Sold,Net Sales,Sales window days\na,17,150.00,365\nb,1,8.00,365\n",
    )
    columns = ["sku", "on_hand_qty", "units_sold", "net_sales", "sales_window_days"]
    assert [tuple(row.values()) for row in snapshot.table.select(columns).to_pylist()] == [
        ("a", 5.0, 17.0, 150.0, 365.0),
        ("b", 3.0, 1.0, 8.0, 30.0),
        ("c", 9.0, 4.0, 12.0, 30.0),
    ]
    assert _aside(snapshot, "net_sales") == {
        "overlapping_period": (1, 20.0),
        "said_twice": (1, 8.0),
    }


def test_reports_that_follow_each_other_add_up(read: Read) -> None:
    snapshot = read(
        _report("2026-01-01 to 2026-01-31", "a,Hammer,3\nb,Saw,1\n"),
        _report("2026-02-01 to 2026-02-28", "a,Hammer,3\nb,Saw,1\n"),
    )
    assert snapshot.table["units_sold"].to_pylist() == [6.0, 2.0]
    assert snapshot.table["sales_window_days"].to_pylist() == [59.0, 59.0]


# --- totals before and after --------------------------------------------------------------------


def _aside(snapshot: Snapshot, column: str) -> dict[str, tuple[int, float]]:
    (found,) = [one for one in snapshot.reconciled if one.column == column]
    return {one.reason: (one.rows, one.total) for one in found.left_aside}


def _holds(one: Reconciled) -> bool:
    told = one.in_snapshot + sum(part.total for part in one.left_aside)
    return one.in_files == pytest.approx(told, abs=1e-6)


def test_what_is_left_aside_of_a_quantity_is_told_by_reason(read: Read) -> None:
    snapshot = read(
        "Store,SKU,Stock\nx,a,1\ny,a,2\ny,b,3\ny,b,3\n",
        "SKU,Units Sold\na,5\nb,6\n",
        "Store,SKU,Stock\nx,a,1\ny,b,9\n",
    )
    stock, sold = snapshot.reconciled
    assert (stock.column, stock.in_files, stock.in_snapshot) == ("on_hand_qty", 19.0, 6.0)
    assert _aside(snapshot, "on_hand_qty") == {
        "duplicate_row": (1, 3.0),
        "conflicting_value": (1, 9.0),
        "said_twice": (1, 1.0),
    }
    assert (sold.column, sold.in_files, sold.in_snapshot) == ("units_sold", 11.0, 6.0)
    assert _aside(snapshot, "units_sold") == {"ambiguous_store": (1, 5.0)}


def test_a_total_beside_columns_of_several_stores_is_not_counted_for_each(read: Read) -> None:
    snapshot = read("SKU,Units Sold,Stock North,Stock South\na,8,1,2\nb,3,4,\n")
    assert sum(value or 0.0 for value in snapshot.table["units_sold"].to_pylist()) == 3.0
    assert _aside(snapshot, "units_sold") == {"ambiguous_store": (1, 8.0)}


QUANTITY = st.one_of(st.none(), st.integers(-9, 99).map(float))
CODE = st.sampled_from(["a", "A", "b", "007", "7", "c d", "cd", "036000291452", "36000291452"])
STORE = st.sampled_from([None, "North", "South"])
KINDS = (
    ("on_hand_qty", "on_order_qty"),
    ("units_sold", "units_returned", "net_sales", "sales_window_days"),
    ("counted_qty", "on_hand_qty"),
    ("barcode", "on_hand_qty", "units_sold"),
)


@st.composite
def parts(draw: st.DrawFn) -> Part:
    """An export of one of four kinds, with or without stores."""
    kind = draw(st.sampled_from(KINDS))
    columns = ["sku", *kind, *draw(st.sampled_from([[], ["store_id"]]))]
    rows = draw(st.integers(1, 6))
    cells = {"sku": CODE, "barcode": st.one_of(st.none(), CODE), "store_id": STORE}
    cells["sales_window_days"] = st.just(30.0)
    table = {
        name: draw(st.lists(cells.get(name, QUANTITY), min_size=rows, max_size=rows))
        for name in columns
    }
    schema = pa.schema([SCHEMA.field(name) for name in columns])
    return _part(pa.table(table, schema), str(kind), draw(st.sampled_from(PERIODS)))


PERIODS = (
    None,
    Period(first=date(2026, 1, 1), last=date(2026, 1, 31), text="January"),
    Period(first=date(2026, 2, 1), last=date(2026, 2, 28), text="February"),
    Period(first=date(2026, 1, 1), last=date(2026, 3, 31), text="the quarter"),
)


def _part(table: pa.Table, kind: str, period: Period | None = None) -> Part:
    digest = hashlib.sha256(repr(table.to_pydict()).encode()).hexdigest()
    source = Source(
        name=f"{digest[:8]} {period}",
        sha256=f"{kind}{period}{digest}",
        bytes=None,
        pos="generic",
        export=kind,
        pos_confidence=1.0,
        encoding=None,
        rows_read=table.num_rows,
        rows_used=table.num_rows,
    )
    return Part(table=table, source=source, period=period, period_from="a header")


SALE = st.tuples(st.integers(1, 28), st.integers(-2, 5), st.sampled_from("abc"), st.integers(0, 9))


@st.composite
def sale_lines(draw: st.DrawFn) -> Part:
    """An export of sale lines: one file may repeat what another has."""
    found = draw(st.lists(SALE, min_size=1, max_size=8, unique_by=lambda line: (line[3], line[2])))
    return _sales(found, draw(st.sampled_from(["sale", None])))


def _sales(lines: Sequence[tuple[int, int, str, int]], line: str | None = "sale") -> Part:
    text = pa.table(
        {
            "day": [f"2026-01-{day:02}" for day, _, _, _ in lines],
            "qty": [str(units) for _, units, _, _ in lines],
            "sku": [sku for _, _, sku, _ in lines],
            "sale": [f"S{sale}" for _, _, _, sale in lines],
        }
    )
    text = text.append_column(reshape.ROW, reshape.numbered(len(lines)))
    found = reshape.roll_up(text, ["sku"], quantity="qty", returned="back", day="day", line=line)
    columns = {
        "sku": found["sku"],
        "units_sold": found["qty"].cast(pa.float64()),
        "units_returned": found["back"].cast(pa.float64()),
        HISTORY: found[HISTORY],
    }
    return _part(pa.table(columns), "sales")


EXPORTS = st.lists(
    st.one_of(parts(), parts(), sale_lines()),
    min_size=1,
    max_size=3,
    unique_by=lambda part: part.source.sha256,
)


@given(EXPORTS)
def test_totals_in_the_files_are_in_the_snapshot_or_left_aside(exports: list[Part]) -> None:
    snapshot = join(exports)
    assert all(_holds(one) for one in snapshot.reconciled)
    for source in snapshot.sources:
        assert source.rows_used + sum(source.rows_left_out.values()) == source.rows_read
    keys = snapshot.table.select(["store_id", "sku"]).to_pylist()
    assert len({tuple(key.values()) for key in keys}) == len(keys)


@given(EXPORTS, st.randoms(use_true_random=False))
def test_the_order_of_the_files_does_not_matter(exports: list[Part], turn: Any) -> None:
    turned = list(exports)
    turn.shuffle(turned)
    one, other = join(exports), join(turned)
    assert one.table == other.table
    assert one.history == other.history
    assert one.reconciled == other.reconciled
    assert {s.name: s for s in one.sources} == {s.name: s for s in other.sources}


@given(parts(), st.sets(CODE))
def test_some_items_of_a_file_beside_the_file_change_nothing(whole: Part, codes: set[str]) -> None:
    """All rows of an item: without one of its lots a report of it says something else."""
    kept = pc.is_in(whole.table["sku"], pa.array(sorted(codes), pa.string()))
    _unchanged_by(whole, _part(whole.table.filter(kept), whole.source.export, whole.period))


@pytest.mark.parametrize("line", ["sale", None])
@given(st.lists(SALE, min_size=1, max_size=8, unique_by=lambda line: (line[3], line[2])), st.data())
def test_some_of_the_sales_beside_all_of_them_change_nothing(
    line: str | None, lines: list[tuple[int, int, str, int]], data: st.DataObject
) -> None:
    kept = data.draw(st.lists(st.sampled_from(lines), min_size=1, unique=True))
    _unchanged_by(_sales(lines, line), _sales(kept, line))


def _unchanged_by(whole: Part, some: Part) -> None:
    if not some.table.num_rows or some.source.sha256 == whole.source.sha256:
        return
    alone, both = join([whole]), join([whole, some])

    def rows(snapshot: Snapshot) -> list[tuple[Any, ...]]:
        return sorted((tuple(row.values()) for row in snapshot.table.to_pylist()), key=str)

    assert rows(both) == rows(alone)
    assert both.history == alone.history
