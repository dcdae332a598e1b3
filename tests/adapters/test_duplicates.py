"""One row per store and SKU: repeated rows, lots of one item, different items under one SKU."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from datetime import date
from typing import Any

import pyarrow as pa
from hypothesis import given
from hypothesis import strategies as st

from sentinel import _native
from sentinel.compute import pc
from sentinel.duplicates import unique
from sentinel.history import HISTORY, LISTS
from sentinel.models import Snapshot

Read = Callable[..., Snapshot]
Rows = Callable[..., list[dict[str, Any]]]


def _codes(problems: Any) -> dict[str, int]:
    return {problem.code: problem.count for problem in problems}


def test_a_repeated_row_is_left_out_and_counted(read: Read, rows: Rows) -> None:
    snapshot = read("sku,description,on_hand_qty\na,Hammer,1\nb,Saw,2\na,Hammer,1\n")
    assert rows(snapshot, "sku", "on_hand_qty") == [
        {"sku": "a", "on_hand_qty": 1.0},
        {"sku": "b", "on_hand_qty": 2.0},
    ]
    source = snapshot.sources[0]
    assert (source.rows_read, source.rows_used) == (3, 2)
    assert source.rows_left_out == {"duplicate_row": 1}


def test_lots_of_one_item_are_added_up(read: Read, rows: Rows) -> None:
    snapshot = read(
        "sku,description,unit_price,on_hand_qty,units_sold,last_sold_on\n"
        "a,Hammer,9,1,7,2026-01-01\nb,Saw,5,2,1,2026-01-02\na,Hammer,9,4,7,2026-02-01\n"
    )
    assert rows(snapshot, "sku", "on_hand_qty", "units_sold") == [
        {"sku": "a", "on_hand_qty": 5.0, "units_sold": 7.0},
        {"sku": "b", "on_hand_qty": 2.0, "units_sold": 1.0},
    ]
    assert str(snapshot.table["last_sold_on"][0]) == "2026-02-01"
    assert snapshot.sources[0].rows_used == 3
    assert _codes(snapshot.problems)["combined_rows"] == 2


def test_different_items_under_one_sku_are_kept_apart(read: Read, rows: Rows) -> None:
    snapshot = read("sku,description,on_hand_qty\na,Hammer,1\na,Saw,2\na,Drill,3\nb,Nail,4\n")
    assert [row["sku"] for row in rows(snapshot)] == ["a", "a (2)", "a (3)", "b"]
    assert _codes(snapshot.problems) == {"duplicate_sku": 3}


def test_a_name_made_for_a_duplicate_is_itself_unique(read: Read, rows: Rows) -> None:
    snapshot = read("sku,description,on_hand_qty\na,Hammer,1\na,Saw,2\na (2),Drill,3\n")
    assert [row["sku"] for row in rows(snapshot)] == ["a", "a (2)", "a (2) (2)"]


def test_a_code_that_lost_its_digits_is_never_put_together(read: Read) -> None:
    snapshot = read("sku,description,on_hand_qty\n5.30E+12,Hammer,1\n5.30E+12,Hammer,2\n")
    assert snapshot.table.num_rows == 2
    assert _codes(snapshot.problems)["damaged_sku"] == 2


def test_one_sku_in_two_stores_is_no_duplicate(read: Read) -> None:
    snapshot = read("store,sku,on_hand_qty\nx,a,1\ny,a,1\n")
    assert snapshot.table.num_rows == 2
    assert snapshot.problems == ()


def test_a_row_repeated_for_two_stores_is_one_row_of_the_file(read: Read) -> None:
    snapshot = read("SKU,Stock [North],Stock [South]\na,1,2\nb,3,4\na,1,2\n")
    assert snapshot.table.num_rows == 4
    assert snapshot.sources[0].rows_left_out == {"duplicate_row": 1}


def test_without_duplicates_the_table_is_the_same_object() -> None:
    table = pa.table({"sku": ["a", "b"]})
    assert unique(table).table is table


KEYS = st.lists(st.tuples(st.sampled_from("xyz"), st.text("ab0", max_size=3)), max_size=60)


@given(KEYS, st.integers(1, 7))
def test_the_compiled_check_names_exactly_the_repeated_keys(
    keys: list[tuple[str, str]], chunk: int
) -> None:
    stores = pa.array([store for store, _ in keys], pa.string()).dictionary_encode()
    table = pa.table({"store_id": stores, "sku": pa.array([sku for _, sku in keys], pa.string())})
    chunks = [table.slice(start, chunk) for start in range(0, len(keys), chunk)]
    whole = pa.concat_tables(chunks) if chunks else table
    found = pa.table(_native.duplicate_rows(whole)).to_pydict()
    counts = Counter(keys)
    assert found["row"] == [row for row, key in enumerate(keys) if counts[key] > 1]
    by_group: dict[int, set[tuple[str, str]]] = {}
    for row, group in zip(found["row"], found["group"], strict=True):
        by_group.setdefault(group, set()).add(keys[row])
    assert all(len(members) == 1 for members in by_group.values())
    assert len(by_group) == sum(count > 1 for count in counts.values())


ITEMS = st.lists(
    st.tuples(st.sampled_from("ab"), st.sampled_from(["H", "S", None]), st.integers(-3, 3)),
    min_size=1,
    max_size=25,
)


@given(ITEMS)
def test_afterwards_every_key_is_unique_and_no_quantity_is_lost(
    items: list[tuple[str, str | None, int]],
) -> None:
    table = pa.table(
        {
            "sku": [sku for sku, _, _ in items],
            "description": pa.array([name for _, name, _ in items], pa.string()),
            "on_hand_qty": pa.array([float(units) for _, _, units in items]),
        }
    )
    found = unique(table)
    skus = found.table["sku"].to_pylist()
    assert len(skus) == len(set(skus))
    different = set(items)
    assert found.duplicate_rows == len(items) - len(different)
    total = pc.sum(found.table["on_hand_qty"]).as_py()
    assert total == sum(units for _, _, units in different)


def test_what_is_dropped_of_a_quantity_is_left_aside_with_its_reason(read: Read) -> None:
    snapshot = read(
        "sku,description,unit_price,on_hand_qty,units_sold\n"
        "a,Hammer,9,1,7\na,Hammer,9,4,7\nb,Saw,5,2,1\nb,Saw,5,2,1\n"
    )
    left_aside = {
        (entry.column, one.reason): (one.rows, one.total)
        for entry in snapshot.reconciled
        for one in entry.left_aside
    }
    assert left_aside == {
        ("on_hand_qty", "duplicate_row"): (1, 2.0),
        ("units_sold", "duplicate_row"): (1, 1.0),
        ("units_sold", "repeated_for_each_lot"): (1, 7.0),
    }


def test_sale_lines_of_lots_are_added_up_even_where_they_say_the_same() -> None:
    sale = {"day": date(2026, 1, 5), "units_sold": 2.0, "units_returned": 0.0}
    table = pa.table(
        {
            "sku": ["a", "b", "a"],
            "last_sold_on": [date(2026, 1, 5), None, date(2026, 1, 6)],
            "units_sold": [2.0, None, 2.0],
            HISTORY: pa.array([[sale], None, [sale]], LISTS),
        }
    )
    found = unique(table).table
    assert found.select(["sku", "units_sold"]).to_pylist() == [
        {"sku": "a", "units_sold": 4.0},
        {"sku": "b", "units_sold": None},
    ]
    days = found[HISTORY].to_pylist()
    assert [len(days[0]), days[1]] == [2, None]
