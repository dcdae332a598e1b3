"""Arrow tables as input: typed columns as they are, text read as text."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.csv
import pytest

from sentinel.adapt import from_arrow
from sentinel.errors import EmptyInputError, UnreadableInputError
from sentinel.joining import join
from sentinel.models import Adapter, ColumnMapper, Snapshot


@pytest.fixture
def taken(
    adapters: dict[str, Adapter], mappers: dict[str, ColumnMapper]
) -> Callable[..., Snapshot]:
    return lambda table, **options: join([from_arrow(table, adapters, mappers, **options)])


Taken = Callable[..., Snapshot]

CANONICAL = pa.table(
    {
        "store_id": pa.array(["x", "x"]).dictionary_encode(),
        "sku": pa.array(["001", "002"]),
        "on_hand_qty": pa.array([1.5, None], pa.float64()),
        "last_sold_on": pa.array([date(2021, 3, 1), None], pa.date32()),
    }
)


def _address(column: Any) -> int:
    return int(column.chunk(0).buffers()[1].address)


def test_canonical_columns_are_not_copied(taken: Taken) -> None:
    found = taken(CANONICAL).table
    for name in ("sku", "on_hand_qty", "last_sold_on"):
        assert _address(found[name]) == _address(CANONICAL[name])
    assert found == CANONICAL


@pytest.mark.parametrize(
    ("column", "given", "expected"),
    [
        ("on_hand_qty", pa.array([1, -2], pa.int16()), [1.0, -2.0]),
        ("unit_cost", pa.array([Decimal("1.25"), None]), [1.25, None]),
        ("unit_cost", pa.array([1.5, float("nan")], pa.float32()), [1.5, None]),
        ("unit_cost", pa.array([float("inf"), 2.0]), [None, 2.0]),
        ("on_hand_qty", pa.array(["1,234", "(5)"]), [1234.0, -5.0]),
        ("on_hand_qty", pa.array(["7", None]).dictionary_encode(), [7.0, None]),
        ("on_hand_qty", pa.array(["7", "8"], pa.string_view()), [7.0, 8.0]),
        ("last_sold_on", pa.array([datetime(2021, 3, 1, 9), None]), [date(2021, 3, 1), None]),
        ("last_sold_on", pa.array(["2021-03-01", None]), [date(2021, 3, 1), None]),
        ("description", pa.array(["a", "b"], pa.large_string()), ["a", "b"]),
        ("description", pa.array(["a", "b"]).dictionary_encode(), ["a", "b"]),
        ("category", pa.array(["a", "b"], pa.string_view()), ["a", "b"]),
        ("barcode", pa.array([12345, None], pa.int64()), ["12345", None]),
        ("vendor", pa.nulls(2), [None, None]),
    ],
)
def test_near_types_are_cast(column: str, given: Any, expected: list[Any], taken: Taken) -> None:
    table = pa.table({"sku": ["a", "b"], "x": given}).rename_columns(["sku", column])
    assert taken(table).table[column].to_pylist() == expected


def test_typed_columns_beside_text_ones_stay_with_their_rows(taken: Taken) -> None:
    table = pa.table(
        {
            "SKU": ["a", None, "c"],
            "Stock": ["1", "2", "3"],
            "Unit Cost": [1.0, 2.0, 3.0],
        }
    )
    snapshot = taken(table)
    assert snapshot.table["unit_cost"].to_pylist() == [1.0, 3.0]
    assert snapshot.table["on_hand_qty"].to_pylist() == [1.0, 3.0]
    assert snapshot.sources[0].rows_left_out == {"no_identifier": 1}


def test_typed_rows_that_name_no_item_are_left_out(taken: Taken) -> None:
    snapshot = taken(pa.table({"sku": ["a", None], "on_hand_qty": [1.0, 2.0]}))
    assert snapshot.table["sku"].to_pylist() == ["a"]
    assert snapshot.sources[0].rows_left_out == {"no_identifier": 1}


def test_a_column_that_cannot_be_a_number_is_an_error(taken: Taken) -> None:
    table = pa.table({"sku": ["a"], "on_hand_qty": [[1, 2]]})
    with pytest.raises(UnreadableInputError, match="cannot be on_hand_qty"):
        taken(table)


def test_a_table_without_rows_is_an_error(taken: Taken) -> None:
    with pytest.raises(EmptyInputError):
        taken(CANONICAL.slice(0, 0))


def test_headers_of_a_pos_are_recognised_in_a_table_too(
    taken: Taken, export: Callable[[str], Path]
) -> None:
    table = pyarrow.csv.read_csv(export("square/library_two_locations.csv"))
    snapshot = taken(table)
    assert snapshot.sources[0].pos == "square"
    assert snapshot.table.num_rows == 6
    assert snapshot.sources[0].sha256 is None


def test_anything_that_streams_arrow_is_taken(taken: Taken) -> None:
    polars = pytest.importorskip("polars")
    frame = polars.DataFrame({"sku": ["a", "b"], "on_hand_qty": [1, 2]})
    assert taken(frame).table["on_hand_qty"].to_pylist() == [1.0, 2.0]


def test_the_same_name_twice_is_told_apart(taken: Taken) -> None:
    codes, stock = ["a", "b"], ["1", "2"]
    snapshot = taken(pa.table([codes, stock, stock], names=["sku", "Stock", "Stock"]))
    assert snapshot.table["on_hand_qty"].to_pylist() == [1.0, 2.0]
    assert snapshot.sources[0].unmapped == ("Stock (2)",)


def test_of_two_that_have_one_name_and_differ_nobody_says_which(taken: Taken) -> None:
    table = pa.table([["a"], ["1"], ["2"]], names=["sku", "Stock", "Stock"])
    assert taken(table).sources[0].unmapped == ("Stock", "Stock (2)")
