"""Vend and the X-Series: what a ledger comes to however its pages were cut, and without whom."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sentinel.engine import Engine
from sentinel.models import Snapshot

Rows = list[dict[str, Any]]
Read = Callable[..., Snapshot]
Listed = Callable[..., Rows]

ENGINE = Engine(threads=1)
HEADERS = (
    "Date,Receipt Number,Line Type,Customer Code,Customer Name,Note,Quantity,Subtotal,Sales Tax,"
    "Discount,Loyalty,Total,Paid,Details,Register,User,Status,Sku,AccountCodeSale,"
    "AccountCodePurchase"
)


def sale(number: int, *lines: tuple[str, float, float], status: str = "CLOSED") -> list[str]:
    """A sale as classic Vend writes it: lines are SKU, quantity and price of one with 10 % tax."""
    when = f"2018-03-{1 + number % 28:02d} 10:00:00"
    total = sum(quantity * price for _, quantity, price in lines)
    head = f"{when},{number},Sale,C-7,Sam Example,,1,0,0,0,0,{total},,a sale,Till,Alex P,{status}"
    body = [
        f"{when},{number},Sale Line,,,,{quantity},{price / 1.1:.5f},{price / 11:.5f},0,0,"
        f"{quantity * price:.5f},,item {sku},,,,{sku},,"
        for sku, quantity, price in lines
    ]
    return [head, *body, f"{when},{number},Payment,,,,,,,,,,{total},Card,,,"]


def page(*sales: list[str]) -> bytes:
    return "\n".join([HEADERS, *(row for one in sales for row in one)]).encode()


def taken(*pages: bytes) -> dict[str, tuple[float, float, float]]:
    """SKU to units sold, units returned and net sales, from pages given at once."""
    table = ENGINE.read(list(pages)).table.select(
        ["sku", "units_sold", "units_returned", "net_sales"]
    )
    return {sku: tuple(round(f, 3) for f in figures) for sku, *figures in _tuples(table)}


def _tuples(table: Any) -> list[tuple[Any, ...]]:
    return [tuple(row.values()) for row in table.to_pylist()]


numbers_sold = st.integers(-3, 9).filter(bool)
some_lines = st.lists(
    st.tuples(
        st.sampled_from(["T1", "0042", "MUG"]), numbers_sold, st.sampled_from([1.1, 5.5, 22])
    ),
    min_size=1,
    max_size=3,
)
some_sales = st.lists(some_lines, min_size=2, max_size=8)


@settings(max_examples=15)
@given(some_sales, st.data())
def test_pages_that_overlap_count_each_sale_once(sales: Any, data: st.DataObject) -> None:
    every = [sale(100 + at, *lines) for at, lines in enumerate(sales)]
    start = data.draw(st.integers(0, len(every) - 1))
    end = data.draw(st.integers(start, len(every)))
    older, newer = every[:end], every[start:]
    whole = taken(page(*every))
    if older and older != newer:
        assert taken(page(*newer), page(*older)) == whole
    assert taken(page(*newer, *older)) == whole


@settings(max_examples=15)
@given(some_sales, st.randoms(use_true_random=False))
def test_the_order_of_the_sales_does_not_matter(sales: Any, random: Any) -> None:
    every = [sale(100 + at, *lines) for at, lines in enumerate(sales)]
    shuffled = random.sample(every, len(every))
    assert taken(page(*shuffled)) == taken(page(*every))


def test_a_file_sorted_by_sku_knows_which_sales_were_voided() -> None:
    rows = [
        *sale(101, ("T1", 2, 11.0), status="VOIDED"),
        *sale(102, ("T1", 1, 11.0)),
        *sale(103, ("MUG", 5, 5.5), status="SAVED"),
    ]
    by_sku = sorted(rows, key=lambda row: row.split(",")[17:18])
    assert taken("\n".join([HEADERS, *by_sku]).encode()) == {"T1": (1.0, 0.0, 10.0)}


def test_a_ledger_whose_line_type_was_deleted_counts_its_lines_only() -> None:
    rows = page(sale(101, ("T1", 2, 11.0)), sale(102, ("T1", 5, 11.0), status="VOIDED"))
    cut = [b",".join(row.split(b",")[:2] + row.split(b",")[3:]) for row in rows.split(b"\n")]
    assert taken(b"\n".join(cut)) == {"T1": (2.0, 0.0, 20.0)}


def test_two_registers_may_count_their_receipts_alike() -> None:
    first = sale(101, ("T1", 1, 11.0))
    second = [row.replace("10:00:00", "11:30:00") for row in sale(101, ("T1", 2, 11.0))]
    third = sale(102, ("MUG", 1, 11.0))
    whole = {"T1": (3.0, 0.0, 30.0), "MUG": (1.0, 0.0, 10.0)}
    assert taken(page(first, second, third)) == whole
    assert taken(page(first, third), page(second, third)) == whole


def test_a_discount_on_the_whole_sale_is_shared_by_its_items() -> None:
    one = sale(101, ("T1", 3, 11.0), ("MUG", 1, 11.0), ("vend-discount", -1, 4.4))
    assert taken(page(one)) == {"T1": (3.0, 0.0, 27.0), "MUG": (1.0, 0.0, 9.0)}


def test_a_discount_is_borne_by_what_was_bought_and_given_back_with_what_was_returned() -> None:
    swap = sale(101, ("T1", 2, 11.0), ("MUG", -1, 19.8), ("vend-discount", -1, 5.5))
    assert taken(page(swap)) == {"T1": (2.0, 0.0, 15.0), "MUG": (-1.0, 1.0, -18.0)}
    back = sale(102, ("T1", -2, 11.0), ("vend-discount", 1, 5.5))
    assert taken(page(back)) == {"T1": (-2.0, 2.0, -15.0)}


def test_the_subtotal_may_be_of_one_unit_or_of_the_line() -> None:
    per_unit = page(sale(101, ("T1", 4, 11.0), ("MUG", -2, 5.5)))
    per_line = per_unit.replace(b",4,10.00000,1.00000,", b",4,40.0,4.0,")
    per_line = per_line.replace(b",-2,5.00000,0.50000,", b",-2,-10.0,-1.0,")
    assert per_line != per_unit
    assert taken(per_line) == taken(per_unit) == {"T1": (4.0, 0.0, 40.0), "MUG": (-2.0, 2.0, -10.0)}


def test_nobody_who_bought_or_sold_is_in_the_snapshot(read: Read) -> None:
    snapshot = read(page(sale(101, ("T1", 1, 11.0))).decode())
    cells = {str(cell) for row in snapshot.table.to_pylist() for cell in row.values()}
    assert not {"Sam Example", "C-7", "Alex P"} & cells
    named = {"Customer Name", "Customer Code", "User", "Note"}
    assert not named & {mapped.header for mapped in snapshot.sources[0].mapping}


def test_the_store_its_ledgers_and_its_stock_meet(
    read: Read, rows: Listed, export: Callable[[str], Path]
) -> None:
    snapshot = read(*sorted(export("vend/store.joined").iterdir()))
    found = {row["sku"]: row for row in rows(snapshot)}
    tea = found["0680011223344"]
    assert (tea["units_sold"], tea["units_returned"], tea["on_hand_qty"]) == (5.0, 1.0, 12.0)
    assert tea["last_sold_on"] == date(2018, 3, 5)
    assert found["v-0007"]["units_sold"] == 0.0
    assert snapshot.history is not None
    assert sum(row["units_sold"] for row in snapshot.history.to_pylist()) == 19.0


def test_a_composite_has_no_stock_of_its_own(
    read: Read, rows: Listed, export: Callable[[str], Path]
) -> None:
    found = rows(read(export("vend/products_single_tax.csv")), "sku", "on_hand_qty")
    assert {"sku": "1022102"} in found
    assert {"sku": "1022101", "on_hand_qty": -0.25} in found


def test_a_product_is_where_it_is_stocked_or_everywhere_if_that_is_nowhere(
    read: Read, rows: Listed, export: Callable[[str], Path]
) -> None:
    snapshot = read(export("vend/products_three_outlets.csv"))
    stocked = rows(snapshot, "store_id", "sku", "on_hand_qty")
    assert [row["sku"] for row in stocked if row["store_id"] == "Off-Site"] == [
        "0042",
        "0043",
        "0044",
    ]
    assert sum(row.get("on_hand_qty", 0.0) for row in stocked) == 46.0


@pytest.mark.parametrize(
    ("composite", "category", "system"),
    [
        ("composite_handle", "type", "vend"),
        ("composite_name", "product_category", "lightspeed_x"),
        ("composite_name", "type", "vend"),
        ("composite_handle", "product_category", "lightspeed_x"),
    ],
)
def test_the_name_of_the_category_tells_vend_from_the_x_series(
    read: Read, composite: str, category: str, system: str
) -> None:
    headers = f"id,handle,sku,{composite},composite_sku,name,{category},supply_price,retail_price"
    text = f"{headers},active,track_inventory,inventory_Shop\nu1,tea,T1,,,Tea,Drinks,4,9,1,1,7\n"
    source = read(text).sources[0]
    assert (source.pos, source.export) == (system, "products")


def test_the_reports_are_those_of_either_system(read: Read, export: Callable[[str], Path]) -> None:
    source = read(export("lightspeed_x/inventory_report.csv")).sources[0]
    assert (source.pos, source.pos_equals) == ("lightspeed_x", (("vend", "inventory_report"),))
