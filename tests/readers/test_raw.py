"""From an opened table to columns: the native reader's words become ours, and rows add up."""

from __future__ import annotations

from datetime import date

import pyarrow as pa

from sentinel.canonical import Kind
from sentinel.models import Problem, ProblemExample
from sentinel.readers import ColumnPlan, RawTable, cast, open_table

TEXT = """Stock of Corner Hardware
SKU,Item,Group,Qty,Received
000123,Hammer,Tools,12,2025-03-04
,,,,
A1,Nails,Bulk,n/a,
A2,Saw,Tools,many,2025-03-05
SKU,Item,Group,Qty,Received
A3,Glue,Bulk
Grand Total,,,12,
"""
KINDS = [Kind.TEXT, Kind.TEXT, Kind.REPEATED, Kind.NUMBER, Kind.DATE]
NAMES = ["sku", "description", "category", "on_hand_qty", "last_received_on"]


def opened() -> RawTable:
    return open_table(TEXT.encode(), name="stock.csv")


def plans(raw: RawTable) -> list[ColumnPlan]:
    return [
        ColumnPlan(name=name, header=header, index=index, kind=kind)
        for index, (name, header, kind) in enumerate(zip(NAMES, raw.headers, KINDS, strict=True))
    ]


def test_typed_columns_have_the_canonical_types() -> None:
    raw = opened()
    table = raw.typed(plans(raw)).table
    repeated = pa.dictionary(pa.int32(), pa.string())
    assert table.schema.types == [pa.string(), pa.string(), repeated, pa.float64(), pa.date32()]
    assert table.to_pylist()[0] == {
        "sku": "000123",
        "description": "Hammer",
        "category": "Tools",
        "on_hand_qty": 12.0,
        "last_received_on": date(2025, 3, 4),
    }


def test_rows_left_out_are_counted_by_reason() -> None:
    raw = opened()
    read = raw.typed(plans(raw))
    assert read.rows_left_out == {"blank": 1, "repeated_header": 1, "total": 1}
    assert read.rows_read == 7 == read.table.num_rows + 3


def test_a_cell_that_cannot_be_read_is_located_in_the_file() -> None:
    raw = opened()
    problems = {problem.code: problem for problem in raw.typed(plans(raw)).problems}
    unreadable, ragged = problems["unreadable_number"], problems["ragged_row"]
    (example,) = unreadable.examples
    assert (unreadable.column, unreadable.header, unreadable.count) == ("on_hand_qty", "Qty", 1)
    assert (example.row, example.value) == (6, "many")
    assert [example.row for example in ragged.examples] == [8]


def test_rows_that_an_adapter_explains_are_no_problem_as_well() -> None:
    lines = [b"SKU,Item,Group,Qty,Received", b"TOOLS", *[b"A%d,Saw" % at for at in range(8)]]
    raw = open_table(b"\n".join(lines), name="list.csv")
    (before,) = raw.cast(raw.text(), plans(raw)).problems
    (after,) = raw.cast(raw.text(), plans(raw), 1, pa.array([2], pa.int64())).problems
    assert (before.count, before.examples[0].row, len(before.examples)) == (9, 2, 5)
    assert (after.count, after.examples[0].row, len(after.examples)) == (8, 3, 5)


def test_text_has_every_cell_and_the_row_in_the_file() -> None:
    raw = opened()
    table = raw.text()
    assert table.column_names == [*raw.headers, "__row__"]
    assert table["__row__"].to_pylist() == [3, 5, 6, 8]
    assert table["Qty"].to_pylist() == ["12", "n/a", "many", None]
    assert dict(raw.rows_left_out) == {"blank": 1, "repeated_header": 1, "total": 1}


def test_text_is_read_once() -> None:
    raw = opened()
    assert raw.text() is raw.text()


def test_a_prepared_table_gives_what_the_bytes_give() -> None:
    raw = opened()
    direct, cast_ = raw.typed(plans(raw)), raw.cast(raw.text(), plans(raw))
    assert cast_.table.to_pylist() == direct.table.to_pylist()
    assert (cast_.rows_read, cast_.rows_left_out) == (direct.rows_read, direct.rows_left_out)
    assert sorted(problem.code for problem in cast_.problems) == sorted(
        problem.code for problem in direct.problems
    )


def test_rows_that_an_adapter_leaves_out_are_counted_with_the_others() -> None:
    raw = opened()
    text = raw.text()
    reasons = pa.array([None, "not_an_item", None, None], pa.string())
    read = raw.cast(text.append_column("__left_out__", reasons), plans(raw))
    assert read.rows_left_out == {
        "blank": 1,
        "repeated_header": 1,
        "total": 1,
        "not_an_item": 1,
    }
    assert read.rows_read == 7 == read.table.num_rows + 4


def test_a_bare_cast_counts_the_rows_it_was_given() -> None:
    raw = opened()
    assert cast(raw.text(), plans(raw)).rows_read == 4


def test_a_file_of_left_out_rows_gives_an_empty_table_with_its_types() -> None:
    raw = open_table(b"SKU,Qty\n,\nTotal,5\n")
    read = raw.typed([ColumnPlan(name="sku", header="SKU", index=0, kind=Kind.TEXT)])
    assert (read.table.num_rows, read.table.schema) == (0, pa.schema([("sku", pa.string())]))


def test_problems_are_the_models_own() -> None:
    raw = open_table(b"SKU,Qty\nA1,many\nA2,3\nA3,4\n")
    plan = ColumnPlan(name="on_hand_qty", header="Qty", index=1, kind=Kind.NUMBER)
    sku = ColumnPlan(name="sku", header="SKU", index=0, kind=Kind.TEXT)
    (problem,) = raw.typed([sku, plan]).problems
    assert isinstance(problem, Problem) and isinstance(problem.examples[0], ProblemExample)
